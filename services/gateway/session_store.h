// Who is signed in with a browser: what stands behind each cookie.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/gateway/pending_sign_ins.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::gateway {

// By which the calls of a session are made.
struct SessionTokens {
  // A token of the server's own, or an access token.
  std::string token;
  // A session without a refresh token ends then.
  absl::Time expires_at = absl::InfiniteFuture();
  // "" = there are no next ones.
  std::string refresh_token = {};
  // Who gives the next ones.
  std::string issuer = {};
};

// Asks for the next tokens; must not block. `done` is called once, on any thread. UNAVAILABLE: the
// same refresh token may be good in a moment; any other error: it never will be.
using RefreshFunction = std::function<void(
    const SessionTokens& former, std::function<void(absl::StatusOr<SessionTokens> next)> done)>;

struct SessionStoreOptions {
  // Without a call for so long, a session ends.
  absl::Duration idle_max = absl::Minutes(30);
  // Whatever is called.
  absl::Duration age_max = absl::Hours(12);
  // The one that was idle for longest makes room; first one of the same principal, when it has more
  // than its part.
  size_t sessions_max = 10'000;
  size_t sessions_of_principal_max = 100;
  // Calls of one session that wait for its next tokens.
  size_t waiting_max = 100;
  // Tokens are asked for so long before they end, or when half of their time is over.
  absl::Duration refresh_before = absl::Minutes(1);
  // After it failed.
  absl::Duration refresh_again_after = absl::Seconds(10);
};

// Thread-safe. In memory alone: sessions end with the process. When the time of one runs out, its
// open streams go on until the token they began with ends.
class SessionStore {
 public:
  // `clock` must outlive it. It must outlive every `done` of `refresh`.
  SessionStore(SessionStoreOptions options, RandomFunction random, RefreshFunction refresh,
               const base::Clock* clock);

  // The value of the cookie: 256 bits in base64url, of which the store keeps the SHA-256.
  std::string Make(const std::string& principal, SessionTokens tokens);

  // Gives the token by which a call of the session is made now, at once or when the next tokens are
  // there. UNAUTHENTICATED, SESSION_ENDED: there is no such session (any more). UNAVAILABLE:
  // ISSUER_NOT_USABLE, the token has ended and the next is not to be had; TOO_MANY_WAITING.
  using TokenTaker = std::function<void(absl::StatusOr<std::string> token)>;
  void Use(absl::string_view cookie, TokenTaker taker);

  // When the session ends if it is called until then; nothing without one. Is no call.
  std::optional<absl::Time> EndOf(absl::string_view cookie);

  // Nothing happens without one.
  void End(absl::string_view cookie) { EndOfId(IdOf(cookie)); }

  // What a session is known by to whom its cookie must not be kept.
  static std::string IdOf(absl::string_view cookie);
  void EndOfId(absl::string_view id);

  // `ended` is called once the session is ended by End or EndOfId; at once when there is no such
  // session. Not when nobody else holds it any more.
  using EndedFunction = std::function<void()>;
  void WhenEnded(absl::string_view cookie, const std::shared_ptr<EndedFunction>& ended);

  size_t size() const;

 private:
  // Calls that wait for one answer of the issuer.
  using Waiting = std::vector<TokenTaker>;
  struct Session {
    std::string id;
    std::string principal;
    SessionTokens tokens;
    absl::Time made_at;
    absl::Time used_at;
    // When the next tokens are asked for.
    absl::Time refresh_at;
    // Null when nobody has asked.
    std::shared_ptr<Waiting> waiting;
    std::vector<std::weak_ptr<EndedFunction>> when_ended;
  };
  using Sessions = std::list<Session>;

  // Null without one.
  Session* Find(absl::string_view id, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time EndOf(const Session& session) const;
  absl::Time RefreshAt(const SessionTokens& tokens, absl::Time now) const;
  void Forget(Sessions::iterator session) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MakeRoom(const std::string& principal, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnRefreshed(const std::string& id, const std::shared_ptr<Waiting>& waiting,
                   absl::StatusOr<SessionTokens> next);
  absl::StatusOr<std::string> TakeOver(const std::string& id,
                                       const std::shared_ptr<Waiting>& waiting,
                                       absl::StatusOr<SessionTokens> next, Waiting* answered);

  const SessionStoreOptions options_;
  const RandomFunction random_;
  const RefreshFunction refresh_;
  const base::Clock* const clock_;
  mutable base::Mutex mutex_;
  // The one that was idle for longest first.
  Sessions sessions_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Sessions::iterator> by_id_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, size_t> by_principal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::gateway
