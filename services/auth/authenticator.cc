#include "services/auth/authenticator.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/auth/bytes.h"
#include "services/auth/refusal.h"
#include "services/auth/token.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

constexpr absl::string_view kScheme = "Bearer ";

absl::StatusOr<absl::string_view> BearerOf(absl::string_view authorization) {
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) {
    return NotLetIn("TOKEN_MALFORMED",
                    "the header authorization is not \"Bearer <token>\"; send it in this form");
  }
  if (authorization.size() > kScheme.size() + kAccessTokenBytesMax) {
    return NotLetIn("TOKEN_MALFORMED",
                    "the header authorization is longer than any token; send a token");
  }
  return absl::StripAsciiWhitespace(authorization.substr(kScheme.size()));
}

}  // namespace

Authenticator::Authenticator(const TokenStore* tokens, std::shared_ptr<const ActivePolicy> policy,
                             const base::Clock* clock)
    : tokens_(tokens), clock_(clock) {
  SetPolicy(std::move(policy));
}

void Authenticator::SetPolicy(std::shared_ptr<const ActivePolicy> policy) {
  auto verified = std::make_shared<Verified>();
  verified->policy = std::move(policy);
  std::shared_ptr<const Verified> former = std::move(verified);
  base::MutexLock lock(&mutex_);
  // The former one ends its threads, if it is the last to hold it, without the lock.
  verified_.swap(former);
}

std::shared_ptr<const Authenticator::Verified> Authenticator::CurrentlyVerified() const {
  base::MutexLock lock(&mutex_);
  return verified_;
}

absl::StatusOr<PrincipalPtr> Authenticator::Authenticate(const Presented& presented) const {
  const absl::Time now = clock_->Now();
  if (!presented.authorization.empty()) return FromAuthorization(presented.authorization, now);
  if (!presented.certificate_pem.empty()) {
    return FromPolicy(Kind::kCertificate, presented.certificate_pem, now);
  }
  return NotLetIn("NO_CREDENTIAL",
                  "the call has neither a token nor a client certificate; send the header "
                  "\"authorization: Bearer <token>\", or call with a certificate");
}

absl::StatusOr<PrincipalPtr> Authenticator::FromAuthorization(absl::string_view authorization,
                                                              absl::Time now) const {
  ASSIGN_OR_RETURN(const absl::string_view token, BearerOf(authorization));
  if (LooksLikeAccessToken(token)) return FromPolicy(Kind::kAccessToken, token, now);
  // A typing error is told without a look at the store.
  RETURN_IF_ERROR(CheckToken(token));
  return tokens_->Verify(Sha256(token), now);
}

absl::StatusOr<PrincipalPtr> Authenticator::FromPolicy(Kind kind, absl::string_view text,
                                                       absl::Time now) const {
  const std::shared_ptr<const Verified> verified = CurrentlyVerified();
  std::string sha256 = Sha256(text);
  if (PrincipalPtr known = verified->principals.Find(sha256, now); known != nullptr) return known;
  if (verified->policy == nullptr) {
    return kind == Kind::kAccessToken
               ? NotLetIn("BAD_ACCESS_TOKEN",
                          "this server trusts no issuer of access tokens; send a token of its own")
               : NotLetIn("UNKNOWN_CERTIFICATE",
                          "this server knows nobody by certificate; send a token");
  }
  ASSIGN_OR_RETURN(PrincipalPtr principal, kind == Kind::kAccessToken
                                               ? verified->policy->FromAccessToken(text, now)
                                               : verified->policy->FromCertificate(text, now));
  verified->principals.Put(std::move(sha256), principal,
                           std::min(principal->expires_at, now + kVerifiedFor));
  return principal;
}

}  // namespace logboek::auth
