// Records that say themselves how they are to be indexed, for tests of logs.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/event_log.h"

namespace logboek::storage {

// One event of a test: what it is found by, and a payload that may be any bytes.
struct TestRecord {
  IndexEntry index;
  std::string payload;
};

// The bytes of the record: lines of the index entry, an empty line, the payload.
std::string EncodeTestRecord(const TestRecord& record);

// The Indexer of such bytes; DATA_LOSS when they are none.
absl::StatusOr<IndexEntry> IndexTestRecord(absl::string_view bytes);

// A group of these records behind `head`.
AppendRequest TestGroup(Position head, const std::vector<TestRecord>& records);

// A record of type 1 without tags, pushed by no one.
TestRecord PlainRecord(absl::string_view payload);

// The record that position `position` has in a log of numbered records: each its own push
// ("numbers", the position), with the practice position % 7 and the type position % 3 + 1.
TestRecord NumberedRecord(uint64_t position);
Tag NumberedPractice(uint64_t position);

// The next `count` numbered records.
AppendRequest NumberedGroup(Position head, uint64_t count);

// Empty when the log holds the numbered records 1..head and finds them by tags, types and pushes;
// else what is wrong.
std::string WrongInNumberedLog(const EventLog& log);

}  // namespace logboek::storage
