// Keys and values of schema.h, and the border between RocksDB's types and ours. Each encoder has
// its decoder.
#pragma once

#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/event_log.h"
#include "storage/postings.h"

namespace logboek::storage {

inline rocksdb::Slice ToSlice(absl::string_view text) { return {text.data(), text.size()}; }
inline absl::string_view ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// OK, or: DATA_LOSS for damage, FAILED_PRECONDITION for what RocksDB refuses to do, UNAVAILABLE for
// the rest (disk full, input and output errors). `doing` says what was tried.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing);

// The same of opening a database; UNAVAILABLE with reason STORE_IN_USE when another process has it.
absl::Status FromOpening(const rocksdb::Status& status);

// Reason STORE_DAMAGED.
absl::Status Damaged(absl::string_view what);

std::string EncodePosition(uint64_t position);
// Absent: not 8 bytes.
std::optional<uint64_t> DecodePosition(absl::string_view bytes);

// All blocks of a list share this prefix, and nothing else has it.
std::string BlockPrefix(absl::string_view list);
std::string BlockKey(absl::string_view list, uint64_t first);

// `postings` ascending and not empty.
std::string EncodeBlock(absl::Span<const Posting> postings);
// DATA_LOSS: not what EncodeBlock writes.
absl::StatusOr<std::vector<Posting>> DecodeBlock(absl::string_view key, absl::string_view bytes);

std::string EncodePush(const PushRecord& push);
absl::StatusOr<PushRecord> DecodePush(absl::string_view bytes);

}  // namespace logboek::storage
