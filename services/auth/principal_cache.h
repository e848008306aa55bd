// Who was presented, or why not, by the digest of what was presented, so that signatures are not
// checked for every call.
#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/auth/principal.h"
#include "storage/base/mutex.h"

namespace logboek::auth {

// Thread-safe. What was not used for longest makes room.
class PrincipalCache {
 public:
  using Answer = absl::StatusOr<PrincipalPtr>;

  explicit PrincipalCache(size_t entries_max) : entries_max_(entries_max) {}

  // Nothing when there is no answer, or its time is over.
  std::optional<Answer> Find(absl::uint128 digest, absl::Time now);

  // Good before `until`.
  void Put(absl::uint128 digest, Answer answer, absl::Time until);

  size_t size() const;

 private:
  struct Entry {
    absl::uint128 digest;
    Answer answer;
    absl::Time until;
  };
  using Entries = std::list<Entry>;

  void Remove(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t entries_max_;
  mutable base::Mutex mutex_;
  // Used last = first.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::uint128, Entries::iterator> by_digest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::auth
