#include "storage/rocks/encoding.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/rocks/schema.h"

namespace logboek::storage {
namespace {

void AppendVarint(uint64_t value, std::string* bytes) {
  while (value >= 0x80) {
    bytes->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  bytes->push_back(static_cast<char>(value));
}

// False: the bytes end too early, the number has more than 64 bits, or it could be said shorter.
bool TakeVarint(absl::string_view* bytes, uint64_t* value) {
  *value = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    *value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    const bool lost = shift == 63 && byte > 1;
    const bool shorter = shift > 0 && byte == 0;
    return !lost && !shorter;
  }
  return false;
}

}  // namespace

absl::Status Damaged(absl::string_view what) {
  return base::MakeError(
      absl::StatusCode::kDataLoss, "STORE_DAMAGED",
      absl::StrCat("the store is damaged: ", what, "; restore it from a backup"));
}

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string what = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return Damaged(what);
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "STORE_REFUSED", what);
  }
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED", what);
}

absl::Status FromOpening(const rocksdb::Status& status) {
  const std::string what = status.ToString();
  if (status.IsIOError() &&
      (absl::StrContains(what, "While lock file") || absl::StrContains(what, "lock hold by"))) {
    return base::MakeError(absl::StatusCode::kUnavailable, "STORE_IN_USE",
                           absl::StrCat("another process has the store open: ", what));
  }
  return FromRocks(status, "opening the store");
}

std::string EncodePosition(uint64_t position) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(position >> shift));
  return bytes;
}

std::optional<uint64_t> DecodePosition(absl::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  uint64_t position = 0;
  for (const char byte : bytes) position = position << 8 | static_cast<uint8_t>(byte);
  return position;
}

std::string BlockPrefix(absl::string_view list) {
  return absl::StrCat(list, absl::string_view("\0", 1));
}

std::string BlockKey(absl::string_view list, uint64_t first) {
  return absl::StrCat(BlockPrefix(list), EncodePosition(first));
}

std::string EncodeBlock(absl::Span<const Posting> postings) {
  CHECK(!postings.empty());
  std::string bytes;
  uint64_t previous = postings.front().position;
  for (const Posting& posting : postings) {
    AppendVarint(posting.position - previous, &bytes);
    AppendVarint(posting.type, &bytes);
    previous = posting.position;
  }
  return bytes;
}

absl::StatusOr<std::vector<Posting>> DecodeBlock(absl::string_view key, absl::string_view bytes) {
  const auto first = DecodePosition(key.substr(key.size() - std::min<size_t>(key.size(), 8)));
  if (!first.has_value() || bytes.empty()) return Damaged("a posting block is empty");
  std::vector<Posting> postings;
  postings.reserve(kBlockPostingsMax);
  uint64_t position = *first;
  while (!bytes.empty()) {
    uint64_t distance = 0;
    uint64_t type = 0;
    if (!TakeVarint(&bytes, &distance) || !TakeVarint(&bytes, &type) || type > UINT32_MAX ||
        (distance == 0) != postings.empty() || distance > UINT64_MAX - position) {
      return Damaged("a posting block does not decode");
    }
    position += distance;
    postings.push_back({.position = position, .type = static_cast<uint32_t>(type)});
  }
  return postings;
}

std::string EncodePush(const PushRecord& push) {
  std::string bytes;
  AppendVarint(push.first.value, &bytes);
  AppendVarint(push.count, &bytes);
  bytes.append(push.command_digest);
  return bytes;
}

absl::StatusOr<PushRecord> DecodePush(absl::string_view bytes) {
  PushRecord push;
  uint64_t count = 0;
  if (!TakeVarint(&bytes, &push.first.value) || !TakeVarint(&bytes, &count) || count > UINT32_MAX) {
    return Damaged("a push entry does not decode");
  }
  push.count = static_cast<uint32_t>(count);
  push.command_digest = std::string(bytes);
  return push;
}

}  // namespace logboek::storage
