// A policy at work: with the keys of the issuers it trusts.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/access_token.h"
#include "services/auth/key_source.h"
#include "services/auth/principal.h"
#include "storage/base/clock.h"

namespace logboek::auth {

// Thread-safe; never waits for the network, except in AwaitKeys.
class ActivePolicy {
 public:
  // Begins to fetch the keys that come from a URL; `clock` must outlive it. INVALID_ARGUMENT,
  // BAD_POLICY: as CheckPolicy, or a file of keys cannot be used.
  static absl::StatusOr<std::shared_ptr<const ActivePolicy>> Start(access::v1::Policy policy,
                                                                   const FetchFunction& fetch,
                                                                   const base::Clock* clock);

  // UNAUTHENTICATED: BAD_CERTIFICATE, EXPIRED_CERTIFICATE, UNKNOWN_CERTIFICATE (no rule matches).
  absl::StatusOr<PrincipalPtr> FromCertificate(absl::string_view pem, absl::Time now) const;

  // As ParseAccessToken and ReadClaims, and UNAUTHENTICATED, BAD_ACCESS_TOKEN: of no trusted issuer
  // or not signed by it. UNAVAILABLE, KEYS_NOT_FETCHED: it names a key that may be fetched in a
  // moment.
  absl::StatusOr<PrincipalPtr> FromAccessToken(absl::string_view text, absl::Time now) const;

  // The ID token of a sign-in that ended at the server: as CheckIdToken, and BAD_ID_TOKEN when the
  // provider does not sign people in or did not sign this. UNAVAILABLE, KEYS_NOT_FETCHED. Waits for
  // the provider's keys when they are being fetched.
  absl::Status CheckIdToken(absl::string_view issuer, absl::string_view text,
                            absl::string_view nonce, absl::Time now) const;

  const access::v1::Policy& policy() const { return policy_; }

  // Waits until every fetch that is wanted has ended, well or not.
  void AwaitKeys() const;

 private:
  explicit ActivePolicy(access::v1::Policy policy) : policy_(std::move(policy)) {}
  // The index of the provider; -1 = none.
  int ProviderOf(absl::string_view issuer) const;

  const access::v1::Policy policy_;
  // As policy_.oidc_providers. Filled by Start.
  std::vector<std::unique_ptr<KeySource>> keys_;
};

}  // namespace logboek::auth
