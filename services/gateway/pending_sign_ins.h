// Sign-ins that have begun here and are not back from the issuer yet.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/base/mutex.h"

namespace logboek::gateway {

// So many bytes that nobody can guess.
using RandomFunction = std::function<std::string(size_t bytes)>;

struct PendingSignInsOptions {
  // The oldest makes room.
  size_t pending_max = 10'000;
  // Then it has to begin anew.
  absl::Duration age_max = absl::Minutes(10);
};

// What the end of a sign-in needs to know of its beginning.
struct PendingSignIn {
  std::string issuer;
  // Of a path on this server.
  std::string return_path;
  // The session that this browser has by now, as SessionStore::IdOf: its cookie does not come along
  // when the issuer sends the browser back.
  std::string former_session = {};
  std::string nonce = {};
  // Of PKCE.
  std::string verifier = {};
};

// Thread-safe.
class PendingSignIns {
 public:
  PendingSignIns(PendingSignInsOptions options, RandomFunction random)
      : options_(options), random_(std::move(random)) {}

  struct Begun {
    // Goes to the issuer and comes back.
    std::string state;
    // Stays with the browser, in a cookie.
    std::string browser;
    PendingSignIn sign_in;
  };
  // Makes nonce, verifier, state and the browser's secret, 256 bits each in base64url.
  Begun Begin(PendingSignIn sign_in, absl::Time now);

  // Once. UNAUTHENTICATED: UNKNOWN_SIGN_IN, it never began, is too old or has been taken;
  // OTHER_BROWSER, another browser began it, and may still end it.
  absl::StatusOr<PendingSignIn> Take(absl::string_view state, absl::string_view browser,
                                     absl::Time now);

  size_t size() const;

 private:
  struct Entry {
    // SHA-256 of both: what is in memory here ends no sign-in.
    std::string state_sha256;
    std::string browser_sha256;
    absl::Time begun_at;
    PendingSignIn sign_in;
  };
  using Entries = std::list<Entry>;

  void Forget(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const PendingSignInsOptions options_;
  const RandomFunction random_;
  mutable base::Mutex mutex_;
  // The oldest first.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Entries::iterator> by_state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::gateway
