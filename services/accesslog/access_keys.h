// The keys of the access log. Stored: never changed.
//
//   main      "access/" time number                 -> logboek.access.v1.AccessRecord
//   person    "person/" person_id 00 time number     -> (empty)
//   user      "user/" principal 00 time number       -> (empty)
//   practice  "practice/" practice_id 00 time number -> (empty)
//
//   time    microseconds since 1970, u64be
//   number  u64be; tells records of one microsecond apart
//
// Time stands first in the main family, so what is too old is one range. A record stands once,
// however many people it is about; the indexes hold its time and number only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace logboek::accesslog {

// What tells a record from every other.
struct RecordId {
  int64_t micros = 0;
  uint64_t number = 0;
  auto operator<=>(const RecordId&) const = default;
};

inline constexpr char kMainPrefix[] = "access/";

std::string MainKey(RecordId id);
// Every key of the main family before this instant is smaller.
std::string MainKeyAt(int64_t micros);

// What all keys of one index list begin with.
std::string PersonPrefix(absl::string_view person_id);
std::string UserPrefix(absl::string_view principal);
std::string PracticePrefix(absl::string_view practice_id);
// `prefix` is one of the above.
std::string IndexKey(absl::string_view prefix, RecordId id);

// The record that a key of any kind names, from its last 16 bytes; absent when it is shorter.
std::optional<RecordId> IdOfKey(absl::string_view key);

}  // namespace logboek::accesslog
