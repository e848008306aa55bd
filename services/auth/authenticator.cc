#include "services/auth/authenticator.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/auth/refusal.h"
#include "services/auth/token.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using google::protobuf::util::MessageDifferencer;

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

bool IsOwnToken(absl::string_view token) {
  return absl::StartsWith(token, kTokenPrefix) || absl::StartsWith(token, kExchangedTokenPrefix);
}

bool IsAccessToken(absl::string_view token) {
  return !IsOwnToken(token) && LooksLikeAccessToken(token);
}

absl::Status NoIssuer() {
  return NotLetIn("BAD_ACCESS_TOKEN",
                  "this server trusts no issuer of access tokens; send a token of its own");
}

}  // namespace

bool HasOwnToken(absl::string_view authorization) {
  return absl::StartsWithIgnoreCase(authorization, kScheme) &&
         IsOwnToken(authorization.substr(kScheme.size()));
}

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
  if (!presented.authorization.empty()) return FromAuthorization(presented, now);
  if (!presented.certificate_pem.empty()) {
    return FromPolicy({.kind = Kind::kCertificate,
                       .text = presented.certificate_pem,
                       .address = presented.address,
                       .now = now});
  }
  return NotLetIn("NO_CREDENTIAL",
                  "the call has neither a token nor a client certificate; send the header "
                  "\"authorization: Bearer <token>\", or call with a certificate");
}

absl::Status Authenticator::Recheck(const Presented& presented, const Principal& known) const {
  const absl::StatusOr<PrincipalPtr> again = Authenticate(presented);
  if (absl::IsUnavailable(again.status())) {
    if (clock_->Now() < known.expires_at) return absl::OkStatus();
    return NotLetIn("EXPIRED_ACCESS_TOKEN", "the access token has expired; sign in again");
  }
  if (!again.ok()) return again.status();
  const access::v1::Grant& grant = (*again)->grant;
  if (again->get() == &known || MessageDifferencer::Equals(grant, known.grant)) {
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kUnavailable, "GRANT_CHANGED",
                         "what this caller may do has changed; send the call again");
}

absl::StatusOr<ExchangedToken> Authenticator::Exchange(const Presented& presented) const {
  const absl::Time now = clock_->Now();
  const absl::StatusOr<absl::string_view> token = BearerOf(presented.authorization);
  if (!token.ok() || !IsAccessToken(*token)) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_AN_ACCESS_TOKEN",
                           "only an access token is exchanged; a token of the server and a "
                           "certificate are short enough as they are");
  }
  ASSIGN_OR_RETURN(const PrincipalPtr principal, FromAuthorization(presented, now));
  return exchanged_.TokenFor(*token, *principal, now);
}

absl::StatusOr<PrincipalPtr> Authenticator::FromAuthorization(const Presented& presented,
                                                              absl::Time now) const {
  ASSIGN_OR_RETURN(const absl::string_view token, BearerOf(presented.authorization));
  const bool exchanged = absl::StartsWith(token, kExchangedTokenPrefix);
  if (exchanged || IsAccessToken(token)) {
    return FromPolicy({.kind = exchanged ? Kind::kExchangedToken : Kind::kAccessToken,
                       .text = token,
                       .address = presented.address,
                       .now = now});
  }
  absl::StatusOr<PrincipalPtr> answer = tokens_->Verify(token, now);
  // The store has whole tokens only, so most calls are not looked at for typing errors.
  if (!answer.ok()) RETURN_IF_ERROR(CheckToken(token));
  return answer;
}

absl::StatusOr<PrincipalPtr> Authenticator::FromPolicy(const Claim& claim) const {
  const absl::uint128 digest = digest_.Of(claim.text);
  std::shared_ptr<const Verified> verified;
  {
    // To hold on to it for the look alone would cost callers on two cores as much as the look.
    base::MutexLock lock(&mutex_);
    if (auto known = verified_->principals.Find(digest, claim.now)) return *std::move(known);
    verified = verified_;
  }
  std::optional<ExchangedTokens::Origin> origin;
  if (claim.kind == Kind::kExchangedToken) {
    // What stands for nothing is not remembered: whoever guesses would push out the refused.
    ASSIGN_OR_RETURN(origin, exchanged_.OriginOf(claim.text, claim.now));
  }
  if (auto refused = verified->refusals.Find(digest, claim.now)) return *std::move(refused);
  absl::StatusOr<PrincipalPtr> answer =
      origin.has_value() ? VerifyOrigin(verified->policy.get(), *origin, claim.now)
                         : Verify(verified->policy.get(), claim);
  if (answer.ok()) {
    verified->principals.Put(digest, answer,
                             std::min((*answer)->expires_at, claim.now + kVerifiedFor));
  } else if (!absl::IsUnavailable(answer.status())) {
    verified->refusals.Put(digest, answer, claim.now + kRefusedFor);
  }
  return answer;
}

absl::StatusOr<PrincipalPtr> Authenticator::VerifyOrigin(const ActivePolicy* policy,
                                                         const ExchangedTokens::Origin& origin,
                                                         absl::Time now) const {
  if (policy == nullptr) return NoIssuer();
  ASSIGN_OR_RETURN(PrincipalPtr principal, policy->FromAccessToken(origin.access_token, now));
  if (principal->expires_at <= origin.expires_at) return principal;
  auto briefly = std::make_shared<Principal>(*principal);
  briefly->expires_at = origin.expires_at;
  return briefly;
}

absl::StatusOr<PrincipalPtr> Authenticator::Verify(const ActivePolicy* policy,
                                                   const Claim& claim) const {
  if (claim.kind == Kind::kCertificate) {
    if (policy != nullptr) return policy->FromCertificate(claim.text, claim.now);
    return NotLetIn("UNKNOWN_CERTIFICATE", "this server knows nobody by certificate; send a token");
  }
  if (policy == nullptr) return NoIssuer();
  const std::string address = claim.address != nullptr ? claim.address() : "";
  if (!guesses_.Allows(address, claim.now)) {
    return base::MakeError(absl::StatusCode::kUnavailable, kTooManyWrongTokens,
                           "too many wrong access tokens came from this address; send again in a "
                           "moment");
  }
  absl::StatusOr<PrincipalPtr> answer = policy->FromAccessToken(claim.text, claim.now);
  // Who signed in and has no role here did not guess.
  if (!answer.ok() && !absl::IsPermissionDenied(answer.status())) {
    guesses_.NoteWrong(address, claim.now);
  }
  return answer;
}

}  // namespace logboek::auth
