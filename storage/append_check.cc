#include "storage/append_check.h"

#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::storage {
namespace {

absl::Status Invalid(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message);
}

bool HasNul(absl::string_view text) { return text.find('\0') != absl::string_view::npos; }

absl::Status CheckRecord(absl::string_view record, size_t at) {
  if (record.empty()) return Invalid("RECORD_EMPTY", absl::StrCat("record ", at, " is empty"));
  if (record.size() <= kRecordBytesMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "RECORD_TOO_LARGE",
      absl::StrCat("record ", at, " is too large (", record.size(), " bytes, limit ",
                   kRecordBytesMax, "); store less in one event"),
      {{"bytes", absl::StrCat(record.size())}, {"limit", absl::StrCat(kRecordBytesMax)}});
}

}  // namespace

absl::Status CheckIndexEntry(const IndexEntry& entry, Position position) {
  for (const Tag& tag : entry.tags) {
    if (tag.value.empty() || tag.value.size() > kTagBytesMax || HasNul(tag.value)) {
      return Invalid(
          "TAG_INVALID",
          absl::StrCat("a tag of ", tag.value.size(), " bytes at position ", position.value,
                       "; a tag has 1 to ", kTagBytesMax, " bytes without NUL"));
    }
  }
  if (HasNul(entry.source) || HasNul(entry.source_id)) {
    return Invalid("PUSH_KEY_INVALID",
                   absl::StrCat("the push key at position ", position.value, " holds a NUL"));
  }
  if (entry.push_index >= entry.push_count || entry.push_index >= position.value) {
    return Invalid("PUSH_PLACE_INVALID",
                   absl::StrCat("event ", position.value, " says it is number ", entry.push_index,
                                " (from 0) of a push of ", entry.push_count));
  }
  return absl::OkStatus();
}

absl::Status CheckAppend(const AppendRequest& request, Position head) {
  if (request.records.empty()) {
    return Invalid("GROUP_EMPTY", "an append without records; append at least one");
  }
  if (request.index.size() != request.records.size()) {
    return Invalid("INDEX_MISMATCH", absl::StrCat(request.records.size(), " records with ",
                                                  request.index.size(), " index entries"));
  }
  if (request.first.value != head.value + 1) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "NOT_AT_HEAD",
        absl::StrCat("the append begins at ", request.first.value, " but the next position is ",
                     head.value + 1),
        {{"first", absl::StrCat(request.first.value)}, {"head", absl::StrCat(head.value)}});
  }
  for (size_t i = 0; i < request.records.size(); ++i) {
    RETURN_IF_ERROR(CheckRecord(request.records[i], i));
    RETURN_IF_ERROR(CheckIndexEntry(request.index[i], Position{request.first.value + i}));
  }
  return absl::OkStatus();
}

absl::Status UnknownKey() {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "UNKNOWN_KEY",
      "a wrapped key that is to be replaced is not there; list the keys and begin again");
}

}  // namespace logboek::storage
