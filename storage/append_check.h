// What every log refuses before it writes anything.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "storage/event_log.h"

namespace logboek::storage {

inline constexpr size_t kRecordBytesMax = 1 << 20;
inline constexpr size_t kTagBytesMax = 128;

// INVALID_ARGUMENT or FAILED_PRECONDITION as EventLog::Append promises; `head` is the last durable
// position.
absl::Status CheckAppend(const AppendRequest& request, Position head);

// INVALID_ARGUMENT when the entry cannot belong to the event at `position`: a tag of a wrong size
// or with NUL, a push key with NUL, or a push that would have begun before position 1.
absl::Status CheckIndexEntry(const IndexEntry& entry, Position position);

// FAILED_PRECONDITION, UNKNOWN_KEY as EventLog::ChangeKeys promises.
absl::Status UnknownKey();

}  // namespace logboek::storage
