// People sign in with a browser: with the authorization code flow of an OpenID Connect issuer,
// which ends here, or with a token. The browser gets a cookie, and the gateway makes its calls with
// the token that stands behind it; whether that lets in is decided anew at each call, as for
// anybody.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/auth/active_policy.h"
#include "services/auth/http_fetch.h"
#include "services/auth/key_source.h"
#include "services/gateway/connect.h"
#include "services/gateway/http.h"
#include "services/gateway/pending_sign_ins.h"
#include "services/gateway/who_am_i.h"
#include "storage/base/clock.h"

namespace logboek::gateway {

struct SignInOptions {
  // The origin under which browsers reach the server, as CheckPublicAddress; empty = nobody signs
  // in with a browser.
  std::string public_address;
  // SessionStoreOptions.
  absl::Duration idle_max = absl::Minutes(30);
  absl::Duration age_max = absl::Hours(12);
};

struct SignInParts {
  // The issuers and their clients, by now; null = none.
  std::function<std::shared_ptr<const auth::ActivePolicy>()> policy;
  // Both block for seconds at most.
  auth::FetchFunction fetch;
  auth::PostFunction post;
  WhoAmIFunction who_am_i;
  RandomFunction random;
  // Must outlive it.
  const base::Clock* clock = nullptr;
};

// Thread-safe.
//
//   GET  /sign-in?provider=NAME&return=/PATH   to the issuer; one of them needs no name
//   GET  /sign-in/callback                     back from it; 303 to the path
//   POST /sign-in/token                        {"token": "..."}; 204
//   POST /sign-out                             204
//   GET  /sign-in/providers                    {"providers": [{"name", "titles": {"nl", "en"}}]}
//   GET  /sign-in/session                      {"signedIn": true, "endsAt": "..."}
//
// What a page calls is refused as JSON, what a person sees as a page. POST only as CheckOwnPage.
class SignIn {
 public:
  // INVALID_ARGUMENT, BAD_PUBLIC_ADDRESS.
  static absl::StatusOr<std::unique_ptr<SignIn>> Start(SignInOptions options, SignInParts parts);
  // Stops as Stop() does.
  virtual ~SignIn() = default;

  // Whether it answers what comes to this path.
  static bool Answers(absl::string_view path);
  // Answers the exchange, later or at once. `target` is its address, taken apart.
  virtual void Handle(const Target& target, std::shared_ptr<HttpExchange> exchange) = 0;

  // Whether a call is made for who is signed in: it has the cookie, and no "authorization".
  static bool IsOfSession(const HttpRequest& request);
  // Gives a call of a session back with the "authorization" of the session's token, when it comes
  // from a page of this server; else answers it: CROSS_SITE, or as SessionStore::Use.
  using CallMaker = std::function<void(std::shared_ptr<HttpExchange> exchange)>;
  virtual void Authorize(std::shared_ptr<HttpExchange> exchange, CallMaker maker) = 0;

  // Refuses what still waits and waits for what an issuer is being asked, ten seconds or so at
  // most. Idempotent.
  virtual void Stop() = 0;
};

}  // namespace logboek::gateway
