// Who calls: from what a caller presents to the principal it stands for.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/auth/active_policy.h"
#include "services/auth/principal.h"
#include "services/auth/principal_cache.h"
#include "services/auth/token_store.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::auth {

// Certificates and access tokens that were verified and are remembered.
inline constexpr size_t kVerifiedMax = 10'000;
// For so long at most; then they are verified again, against the keys of that moment.
inline constexpr absl::Duration kVerifiedFor = absl::Minutes(5);

// Views of what came with the call; empty = nothing.
struct Presented {
  // The header "authorization": "Bearer <token>".
  absl::string_view authorization = {};
  // PEM of the client certificate, verified by TLS.
  absl::string_view certificate_pem = {};
};

// Thread-safe; never waits for a disk or the network.
class Authenticator {
 public:
  // `tokens` and `clock` must outlive it. Without a policy only tokens are known.
  Authenticator(const TokenStore* tokens, std::shared_ptr<const ActivePolicy> policy,
                const base::Clock* clock);

  // A token decides when there is one, else the certificate. UNAUTHENTICATED: NO_CREDENTIAL;
  // TOKEN_MALFORMED; as TokenStore::Verify. Otherwise as ActivePolicy. Errors never repeat what was
  // presented.
  absl::StatusOr<PrincipalPtr> Authenticate(const Presented& presented) const;

  // What was verified under the former policy is forgotten; calls that have begun go on.
  void SetPolicy(std::shared_ptr<const ActivePolicy> policy);

 private:
  // A cache lives and dies with the policy its principals were made under.
  struct Verified {
    std::shared_ptr<const ActivePolicy> policy;
    mutable PrincipalCache principals{kVerifiedMax};
  };
  enum class Kind { kAccessToken, kCertificate };

  absl::StatusOr<PrincipalPtr> FromAuthorization(absl::string_view authorization,
                                                 absl::Time now) const;
  absl::StatusOr<PrincipalPtr> FromPolicy(Kind kind, absl::string_view text, absl::Time now) const;
  std::shared_ptr<const Verified> CurrentlyVerified() const;

  const TokenStore* const tokens_;
  const base::Clock* const clock_;
  mutable base::Mutex mutex_;
  std::shared_ptr<const Verified> verified_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::auth
