// Keys and values beside the events: positions, posting blocks, pushes, the access log, and the
// index of a log's tail.
#include <map>
#include <set>

#include "absl/strings/str_split.h"
#include "services/accesslog/access_keys.h"
#include "storage/append_check.h"
#include "storage/base/check.h"
#include "storage/rocks/encoding.h"
#include "storage/tail_index.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

using storage::Posting;

void CheckBlock(absl::string_view bytes) {
  const absl::string_view first = bytes.substr(0, 8);
  const auto block = storage::DecodeBlock(first, bytes.substr(first.size()));
  if (!block.ok()) return CheckRefused(block.status(), "STORE_DAMAGED");
  CHECK(block->front().position == storage::DecodePosition(first));
  for (size_t i = 1; i < block->size(); ++i) {
    CHECK((*block)[i - 1].position < (*block)[i].position);
  }
  CHECK(storage::EncodeBlock(*block) == bytes.substr(first.size()));
}

void CheckPush(absl::string_view bytes) {
  const auto push = storage::DecodePush(bytes);
  if (!push.ok()) return CheckRefused(push.status(), "STORE_DAMAGED");
  CHECK(storage::EncodePush(*push) == bytes);
}

void CheckPosition(absl::string_view bytes) {
  const auto position = storage::DecodePosition(bytes);
  CHECK_EQ(position.has_value(), bytes.size() == 8);
  if (position.has_value()) CHECK(storage::EncodePosition(*position) == bytes);
}

void CheckAccessKey(absl::string_view bytes) {
  const auto id = accesslog::IdOfKey(bytes);
  CHECK_EQ(id.has_value(), bytes.size() >= 16);
  // No clock gives another; it would stand with the oldest.
  if (!id.has_value() || id->micros < 0) return;
  CHECK(accesslog::IndexKey(bytes.substr(0, bytes.size() - 16), *id) == bytes);
  CHECK(accesslog::IdOfKey(accesslog::MainKey(*id)) == id);
}

// A line an event: source, source_id, place in its push, then its tags, each with its kind before
// it.
storage::IndexEntry EntryOf(absl::string_view line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  storage::IndexEntry entry{.type = static_cast<uint32_t>(line.size() % 3), .push_count = 4};
  entry.source = words[0];
  if (words.size() > 1) entry.source_id = words[1];
  if (words.size() > 2) entry.push_index = static_cast<uint32_t>(words[2].size() % 4);
  for (size_t i = 3; i < words.size(); ++i) {
    if (words[i].empty()) continue;
    const auto kind = static_cast<storage::TagKind>(1 + static_cast<uint8_t>(words[i][0]) % 5);
    entry.tags.push_back({kind, words[i].substr(1)});
  }
  return entry;
}

void CheckLists(const storage::TailIndex& index) {
  for (const auto& [name, list] : index.SortedLists()) {
    CHECK(name.find('\0') == absl::string_view::npos);
    const auto block = storage::DecodeBlock(storage::BlockKey(name, list.front().position),
                                            storage::EncodeBlock(list));
    CHECK(block.ok());
    CHECK(*block == std::vector<Posting>(list.begin(), list.end()));
  }
}

void CheckTailIndex(absl::string_view text) {
  storage::TailIndex index(storage::Position{7});
  std::map<storage::Tag, std::set<uint64_t>> tags;
  std::map<std::string, uint64_t> pushes;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const storage::IndexEntry entry = EntryOf(line);
    const uint64_t position = index.last().value + 1;
    const absl::Status fits = storage::CheckIndexEntry(entry, {position});
    if (!fits.ok()) {
      CheckRefused(fits);
      continue;
    }
    index.Add({&entry, 1});
    for (const storage::Tag& tag : entry.tags) tags[tag].insert(position);
    const std::string key = storage::PushKey(entry.source, entry.source_id);
    if (entry.push_index == 0 && key.size() > 1) pushes[key] = position;
  }
  for (const auto& [tag, positions] : tags) {
    const auto found = index.Match(
        {.tags = {tag}, .low = 8, .high = index.last().value, .positions_max = text.size()});
    CHECK(found == std::vector<uint64_t>(positions.begin(), positions.end()));
  }
  for (const auto& [key, position] : pushes) CHECK(index.FindPush(key)->first.value == position);
  CHECK_EQ(index.SortedPushes().size(), pushes.size());
  CheckLists(index);
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek::fuzz;
  const absl::string_view bytes = ToText(data, size);
  CheckPosition(bytes);
  CheckBlock(bytes);
  CheckPush(bytes);
  CheckAccessKey(bytes);
  CheckTailIndex(bytes);
  return 0;
}
