// The issuers at which people sign in with a browser, by the policy of the moment, asked over the
// network.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/active_policy.h"
#include "services/auth/http_fetch.h"
#include "services/auth/key_source.h"
#include "services/gateway/oidc_client.h"
#include "services/gateway/pending_sign_ins.h"
#include "services/gateway/session_store.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::gateway {

struct IssuersParts {
  // Null = there are none.
  std::function<std::shared_ptr<const auth::ActivePolicy>()> policy;
  // Both block for seconds at most.
  auth::FetchFunction fetch;
  auth::PostFunction post;
  // Must outlive them.
  const base::Clock* clock = nullptr;
};

// Thread-safe. What an issuer says of its endpoints is kept for an hour.
class Issuers {
 public:
  // `redirect_url` is where issuers send browsers back to.
  Issuers(IssuersParts parts, std::string redirect_url)
      : parts_(std::move(parts)), redirect_url_(std::move(redirect_url)) {}

  // Those with a sign_in.
  std::vector<access::v1::OidcProvider> All() const;
  // By its name; "" = the only one. NOT_FOUND, UNKNOWN_PROVIDER.
  absl::StatusOr<access::v1::OidcProvider> Called(const std::string& name) const;
  // NOT_FOUND, UNKNOWN_PROVIDER.
  absl::StatusOr<access::v1::OidcProvider> Of(const std::string& issuer) const;

  // The rest blocks for seconds at most. UNAVAILABLE, ISSUER_NOT_USABLE.

  // Where a browser is sent that begins to sign in.
  absl::StatusOr<std::string> AddressFor(const access::v1::OidcProvider& provider,
                                         const PendingSignIns::Begun& begun);

  // The query with which a browser comes back.
  struct WayBack {
    std::string issuer;
    std::string code;
    std::string error;
  };
  // The tokens of who signed in; the ID token is verified, the access token is not. Also
  // UNAUTHENTICATED: BAD_ISSUER, SIGN_IN_REFUSED; as ActivePolicy::CheckIdToken and ParseTokens.
  // FAILED_PRECONDITION: CLIENT_REFUSED, BAD_CLIENT_SECRET. NOT_FOUND, UNKNOWN_PROVIDER.
  absl::StatusOr<SessionTokens> Redeem(const PendingSignIn& pending, const WayBack& way_back);

  // The next tokens; errors as Redeem.
  absl::StatusOr<SessionTokens> Refresh(const SessionTokens& former);

 private:
  struct Discovered {
    OidcEndpoints endpoints;
    absl::Time at;
  };

  absl::StatusOr<OidcEndpoints> EndpointsFor(const access::v1::OidcProvider& provider);
  absl::StatusOr<OidcTokens> Ask(const auth::HttpForm& form);

  const IssuersParts parts_;
  const std::string redirect_url_;
  base::Mutex mutex_;
  // By issuer; the policy bounds their number.
  std::map<std::string, Discovered> discovered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::gateway
