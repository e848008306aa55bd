#include "services/accesslog/access_keys.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace logboek::accesslog {
namespace {

constexpr size_t kNumberBytes = 8;

void AppendNumber(uint64_t number, std::string* key) {
  for (int shift = 56; shift >= 0; shift -= 8) key->push_back(static_cast<char>(number >> shift));
}

uint64_t TakeNumber(absl::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return number;
}

// A clock before 1970 is a broken one; its records come first.
uint64_t OrderOf(int64_t micros) { return static_cast<uint64_t>(std::max<int64_t>(micros, 0)); }

}  // namespace

std::string MainKeyAt(int64_t micros) {
  std::string key = kMainPrefix;
  AppendNumber(OrderOf(micros), &key);
  return key;
}

std::string MainKey(RecordId id) {
  std::string key = MainKeyAt(id.micros);
  AppendNumber(id.number, &key);
  return key;
}

std::string PersonPrefix(absl::string_view person_id) {
  return absl::StrCat("person/", person_id, absl::string_view("\0", 1));
}

std::string UserPrefix(absl::string_view principal) {
  return absl::StrCat("user/", principal, absl::string_view("\0", 1));
}

std::string PracticePrefix(absl::string_view practice_id) {
  return absl::StrCat("practice/", practice_id, absl::string_view("\0", 1));
}

std::string IndexKey(absl::string_view prefix, RecordId id) {
  std::string key(prefix);
  AppendNumber(OrderOf(id.micros), &key);
  AppendNumber(id.number, &key);
  return key;
}

std::optional<RecordId> IdOfKey(absl::string_view key) {
  if (key.size() < 2 * kNumberBytes) return std::nullopt;
  key.remove_prefix(key.size() - 2 * kNumberBytes);
  return RecordId{.micros = static_cast<int64_t>(TakeNumber(key)),
                  .number = TakeNumber(key.substr(kNumberBytes))};
}

}  // namespace logboek::accesslog
