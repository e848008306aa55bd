// Who calls: from what a caller presents to the principal it stands for.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/auth/active_policy.h"
#include "services/auth/exchanged_tokens.h"
#include "services/auth/guess_limit.h"
#include "services/auth/keyed_digest.h"
#include "services/auth/principal.h"
#include "services/auth/principal_cache.h"
#include "services/auth/token_store.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::auth {

// Certificates, access tokens and what those were exchanged for that were verified and are
// remembered.
inline constexpr size_t kVerifiedMax = 10'000;
// For so long at most; then they are verified again, against the keys of that moment.
inline constexpr absl::Duration kVerifiedFor = absl::Minutes(5);
// The same of those that were refused; not for longer, for a key may be published meanwhile.
inline constexpr size_t kRefusedMax = 10'000;
inline constexpr absl::Duration kRefusedFor = absl::Seconds(10);

// Views of what came with the call; empty = nothing.
struct Presented {
  // The header "authorization": "Bearer <token>".
  absl::string_view authorization = {};
  // PEM of the client certificate, verified by TLS.
  absl::string_view certificate_pem = {};
  // Tells where the call came from, without a port. Asked only before an access token is verified,
  // for finding it out costs as much as knowing who was verified before.
  std::function<std::string()> address = nullptr;
};

// The header has a token that this server may have given out, for whatever. Then nothing else of
// the call is looked at.
bool HasOwnToken(absl::string_view authorization);

// Thread-safe; never waits for a disk or the network.
class Authenticator {
 public:
  // `tokens` and `clock` must outlive it. Without a policy only tokens are known.
  Authenticator(const TokenStore* tokens, std::shared_ptr<const ActivePolicy> policy,
                const base::Clock* clock);

  // A token decides when there is one, else the certificate. UNAUTHENTICATED: NO_CREDENTIAL;
  // TOKEN_MALFORMED; as TokenStore::Verify and ExchangedTokens::OriginOf. Otherwise as
  // ActivePolicy, and UNAVAILABLE, TOO_MANY_WRONG_TOKENS: so many wrong access tokens came from
  // this address that it has to wait before another is verified. Errors never repeat what was
  // presented.
  absl::StatusOr<PrincipalPtr> Authenticate(const Presented& presented) const;

  // Whether who was let in as `known` with this would be let in now. As Authenticate, and
  // UNAVAILABLE, GRANT_CHANGED: with another grant. OK while it cannot be told (UNAVAILABLE) and
  // the credential has not expired.
  absl::Status Recheck(const Presented& presented, const Principal& known) const;

  // A token that lets in whom the presented access token does, for as long as it does, or less. As
  // Authenticate and ExchangedTokens::TokenFor, and FAILED_PRECONDITION, NOT_AN_ACCESS_TOKEN:
  // something else was presented.
  absl::StatusOr<ExchangedToken> Exchange(const Presented& presented) const;

  // What was verified under the former policy is forgotten; calls that have begun go on until they
  // are rechecked.
  void SetPolicy(std::shared_ptr<const ActivePolicy> policy);

  // Null without one.
  std::shared_ptr<const ActivePolicy> policy() const { return CurrentlyVerified()->policy; }

 private:
  // What is remembered lives and dies with the policy it was found under. Refusals stand apart, so
  // that guesses push nobody out.
  struct Verified {
    std::shared_ptr<const ActivePolicy> policy;
    mutable PrincipalCache principals{kVerifiedMax};
    mutable PrincipalCache refusals{kRefusedMax};
  };
  enum class Kind { kAccessToken, kExchangedToken, kCertificate };

  // What was presented under the policy.
  struct Claim {
    Kind kind;
    absl::string_view text;
    const std::function<std::string()>& address;
    absl::Time now;
  };

  absl::StatusOr<PrincipalPtr> FromAuthorization(const Presented& presented, absl::Time now) const;
  absl::StatusOr<PrincipalPtr> FromPolicy(const Claim& claim) const;
  // A certificate or an access token.
  absl::StatusOr<PrincipalPtr> Verify(const ActivePolicy* policy, const Claim& claim) const;
  // Was verified when it was exchanged, and is again, for keys and rules may have changed. No guess
  // comes so far.
  absl::StatusOr<PrincipalPtr> VerifyOrigin(const ActivePolicy* policy,
                                            const ExchangedTokens::Origin& origin,
                                            absl::Time now) const;
  std::shared_ptr<const Verified> CurrentlyVerified() const;

  const TokenStore* const tokens_;
  const base::Clock* const clock_;
  const KeyedDigest digest_;
  mutable GuessLimit guesses_{GuessLimitOptions()};
  mutable ExchangedTokens exchanged_;
  mutable base::Mutex mutex_;
  std::shared_ptr<const Verified> verified_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::auth
