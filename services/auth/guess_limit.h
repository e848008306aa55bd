// How many wrong access tokens an address may try before it has to wait: each costs a signature.
#pragma once

#include <cstddef>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/base/mutex.h"

namespace logboek::auth {

struct GuessLimitOptions {
  // At once.
  double guesses_max = 100;
  // And so many a second after that.
  double guesses_per_second = 10;
  // Addresses that are remembered; the one that guessed longest ago makes room.
  size_t addresses_max = 10'000;
};

// Thread-safe. Addresses of one network (network.h) are one.
class GuessLimit {
 public:
  explicit GuessLimit(GuessLimitOptions options) : options_(options) {}

  // Whether one more may be tried.
  bool Allows(absl::string_view address, absl::Time now) const;

  // One was tried, and it was wrong.
  void NoteWrong(absl::string_view address, absl::Time now);

  size_t addresses() const;

 private:
  struct Entry {
    std::string address;
    // Wrong ones that no time has made up for, as of `at`.
    double guesses = 0;
    absl::Time at;
  };
  using Entries = std::list<Entry>;

  double GuessesBy(const Entry& entry, absl::Time now) const;

  const GuessLimitOptions options_;
  mutable base::Mutex mutex_;
  // Guessed last = first.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Entries::iterator> by_address_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::auth
