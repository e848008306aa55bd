// The persons who are erased, kept apart from the store: a backup of the store that is restored
// later still holds their keys, and this list does not let them come back.
//
// The file is text, one line a person, only ever added to, mode 0600:
//
//   line     = version TAB store_id TAB person_id TAB checksum LF
//   version  = "1"
//   checksum = BLAKE2b-128 of everything before the last TAB, 32 hex digits
//
// It holds pseudonyms and no names. Lines of other stores are passed over. An end without LF was
// torn while it was written and is cut off: nothing rests on a line before it is durable. Any other
// line that does not fit is damage.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/base/mutex.h"

namespace logboek::vault {

// Thread-safe.
class ErasedList {
 public:
  // Reads the file, or makes it. An empty path keeps the list in memory. UNAVAILABLE,
  // KEY_STORE_UNREACHABLE: it cannot be read or written, or is damaged. FAILED_PRECONDITION: others
  // can read or write it.
  static absl::StatusOr<std::unique_ptr<ErasedList>> Open(std::string path, std::string store_id);

  // Durable when it returns OK; those who are on the list already cost nothing. UNAVAILABLE,
  // KEY_STORE_UNREACHABLE: none of them may be taken for erased; call again.
  absl::Status Add(absl::Span<const std::string> person_ids);

  bool Contains(absl::string_view person_id) const;

  // In order.
  std::vector<std::string> persons() const;

 private:
  ErasedList(std::string path, std::string store_id)
      : path_(std::move(path)), store_id_(std::move(store_id)) {}

  absl::Status Load() ABSL_EXCLUSIVE_LOCKS_REQUIRED(writing_, mutex_);
  absl::Status TakeLine(absl::string_view line, size_t number)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The lines of those who are not on the list yet.
  absl::StatusOr<std::string> NewLines(absl::Span<const std::string> person_ids) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status AppendToFile(absl::string_view lines) ABSL_EXCLUSIVE_LOCKS_REQUIRED(writing_);

  const std::string path_;
  const std::string store_id_;
  // Held over a change of the file; who only looks never waits for the disk.
  base::Mutex writing_;
  // Bytes of whole lines in the file.
  int64_t bytes_ ABSL_GUARDED_BY(writing_) = 0;
  mutable base::Mutex mutex_ ABSL_ACQUIRED_AFTER(writing_);
  std::set<std::string, std::less<>> persons_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::vault
