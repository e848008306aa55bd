// The index of the newest part of a log, in memory: posting lists and push keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/base/mutex.h"
#include "storage/byte_arena.h"
#include "storage/event_log.h"
#include "storage/postings.h"

namespace logboek::storage {

// The key of a push: source 00 source_id. Stored: it never changes.
std::string PushKey(absl::string_view source, absl::string_view source_id);

// Thread-safe.
class TailIndex {
 public:
  // Indexes the positions behind `base`.
  explicit TailIndex(Position base) : base_(base), last_(base) {}

  // Indexes the events at the positions that follow. A later push with the same key replaces an
  // earlier one; an entry without source and source_id came by no push.
  void Add(absl::Span<const IndexEntry> entries);

  Position base() const { return base_; }
  Position last() const;
  // Events indexed.
  uint64_t size() const { return last().value - base_.value; }

  std::vector<uint64_t> Match(const PostingQuery& query) const;
  std::optional<PushRecord> FindPush(absl::string_view push_key) const;

  // Everything in ascending order of names and keys. Views live until the next Add.
  std::vector<std::pair<absl::string_view, absl::Span<const Posting>>> SortedLists() const;
  std::vector<std::pair<absl::string_view, PushRecord>> SortedPushes() const;

 private:
  // Most tags of a tail have few events: the first needs no allocation of its own.
  using List = absl::InlinedVector<Posting, 1>;
  // A PushRecord whose digest lies in the arena.
  struct Push {
    uint64_t first = 0;
    uint32_t count = 0;
    absl::string_view digest;
    PushRecord ToRecord() const {
      return {.first = Position{first}, .count = count, .command_digest = std::string(digest)};
    }
  };

  void AddOne(const IndexEntry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AddPosting(absl::string_view list, const Posting& posting)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void AddPush(const IndexEntry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Position base_;
  mutable base::Mutex mutex_;
  Position last_ ABSL_GUARDED_BY(mutex_);
  // Owns the names, keys and digests below.
  ByteArena arena_ ABSL_GUARDED_BY(mutex_);
  // Where names and keys are put together before they are looked up.
  std::string scratch_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::string_view, List> lists_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<absl::string_view, Push> pushes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::storage
