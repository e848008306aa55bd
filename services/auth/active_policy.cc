#include "services/auth/active_policy.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/auth/certificate.h"
#include "services/auth/oidc.h"
#include "services/auth/policy.h"
#include "services/auth/refusal.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

// Enough to find the certificate by.
constexpr size_t kFingerprintShown = 16;

absl::Status CheckSignature(const AccessToken& token, KeySource* source) {
  ASSIGN_OR_RETURN(const KeySetPtr keys, source->Keys());
  switch (token.Verify(*keys)) {
    case SignatureVerdict::kGood:
      return absl::OkStatus();
    case SignatureVerdict::kBad:
      return NotLetIn("BAD_ACCESS_TOKEN",
                      "the signature of the access token does not fit; sign in again");
    case SignatureVerdict::kUnknownKey:
      break;
  }
  if (source->WantNewer()) {
    return base::MakeError(absl::StatusCode::kUnavailable, "KEYS_NOT_FETCHED",
                           "the access token is signed with a new key, which is being fetched; "
                           "send again in a moment");
  }
  return NotLetIn("BAD_ACCESS_TOKEN",
                  "the access token is signed with a key its issuer does not publish; sign in "
                  "again");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ActivePolicy>> ActivePolicy::Start(access::v1::Policy policy,
                                                                        const FetchFunction& fetch,
                                                                        const base::Clock* clock) {
  RETURN_IF_ERROR(CheckPolicy(policy));
  std::shared_ptr<ActivePolicy> active(new ActivePolicy(std::move(policy)));
  for (const access::v1::OidcProvider& provider : active->policy_.oidc_providers()) {
    if (const auto secret = ReadClientSecret(provider.sign_in()); !secret.ok()) {
      return base::MakeError(
          absl::StatusCode::kInvalidArgument, "BAD_POLICY",
          absl::StrCat("oidc_providers[", active->keys_.size(),
                       "].sign_in.client_secret_file: ", secret.status().message()));
    }
    if (provider.has_jwks_url()) {
      active->keys_.push_back(FetchKeys(provider.jwks_url(), fetch, clock));
      continue;
    }
    absl::StatusOr<std::unique_ptr<KeySource>> file = OpenKeyFile(provider.jwks_file(), clock);
    if (!file.ok()) {
      return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_POLICY",
                             absl::StrCat("oidc_providers[", active->keys_.size(), "].jwks_file: ",
                                          provider.jwks_file(), ": ", file.status().message()));
    }
    active->keys_.push_back(*std::move(file));
  }
  return std::shared_ptr<const ActivePolicy>(std::move(active));
}

absl::StatusOr<PrincipalPtr> ActivePolicy::FromCertificate(absl::string_view pem,
                                                           absl::Time now) const {
  ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate(pem));
  if (now > certificate.not_after) {
    return NotLetIn("EXPIRED_CERTIFICATE",
                    absl::StrCat("the client certificate expired at ",
                                 absl::FormatTime(certificate.not_after, absl::UTCTimeZone()),
                                 "; use another one"));
  }
  const access::v1::CertificateRule* const rule = FindRule(policy_, certificate);
  if (rule == nullptr) {
    return NotLetIn("UNKNOWN_CERTIFICATE",
                    absl::StrCat("no rule lets in the client certificate with SHA-256 ",
                                 certificate.sha256, "; ask the administrator for one"));
  }
  return std::make_shared<const Principal>(Principal{
      .grant = rule->grant(),
      .credential = absl::StrCat("certificate ", certificate.sha256.substr(0, kFingerprintShown)),
      .expires_at = certificate.not_after});
}

int ActivePolicy::ProviderOf(absl::string_view issuer) const {
  for (int i = 0; i < policy_.oidc_providers_size(); ++i) {
    if (policy_.oidc_providers(i).issuer() == issuer) return i;
  }
  return -1;
}

absl::StatusOr<PrincipalPtr> ActivePolicy::FromAccessToken(absl::string_view text,
                                                           absl::Time now) const {
  ASSIGN_OR_RETURN(const AccessToken token, ParseAccessToken(text));
  const int index = ProviderOf(token.issuer());
  if (index < 0) {
    return NotLetIn("BAD_ACCESS_TOKEN",
                    "the issuer of the access token is not trusted here; sign in elsewhere");
  }
  RETURN_IF_ERROR(CheckSignature(token, keys_[static_cast<size_t>(index)].get()));
  const access::v1::OidcProvider& provider = policy_.oidc_providers(index);
  ASSIGN_OR_RETURN(TokenHolder holder, ReadClaims(provider, token.claims, now));
  return std::make_shared<const Principal>(
      Principal{.grant = std::move(holder.grant),
                .credential = absl::StrCat("oidc ", provider.issuer()),
                .expires_at = holder.expires_at});
}

absl::Status ActivePolicy::CheckIdToken(absl::string_view issuer, absl::string_view text,
                                        absl::string_view nonce, absl::Time now) const {
  const int index = ProviderOf(issuer);
  if (index < 0 || !policy_.oidc_providers(index).has_sign_in()) {
    return NotLetIn("BAD_ID_TOKEN", "nobody signs in there any more; sign in elsewhere");
  }
  const absl::StatusOr<AccessToken> token = ParseAccessToken(text);
  if (!token.ok()) return NotLetIn("BAD_ID_TOKEN", "the ID token is malformed; sign in again");
  KeySource* const source = keys_[static_cast<size_t>(index)].get();
  absl::Status signed_by_issuer = CheckSignature(*token, source);
  if (absl::IsUnavailable(signed_by_issuer)) {
    source->AwaitFetch();
    signed_by_issuer = CheckSignature(*token, source);
  }
  if (absl::IsUnavailable(signed_by_issuer)) return signed_by_issuer;
  if (!signed_by_issuer.ok()) {
    return NotLetIn("BAD_ID_TOKEN",
                    "the signature of the ID token is not its issuer's; sign in again");
  }
  return auth::CheckIdToken(policy_.oidc_providers(index), token->claims, nonce, now);
}

void ActivePolicy::AwaitKeys() const {
  for (const std::unique_ptr<KeySource>& source : keys_) source->AwaitFetch();
}

}  // namespace logboek::auth
