#include "storage/side_check.h"

#include "absl/strings/str_cat.h"

namespace logboek::storage {
namespace {

absl::Status CheckSideKey(const std::string& key) {
  if (!key.empty() && key.size() <= kSideKeyBytesMax) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("a key has 1 to ", kSideKeyBytesMax, " bytes, this one ", key.size()));
}

}  // namespace

absl::Status CheckSideWrite(const SideWrite& write) {
  for (const SideEntry& entry : write.put) {
    if (absl::Status status = CheckSideKey(entry.key); !status.ok()) return status;
    if (entry.value.size() > kSideValueBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat("a value has up to ", kSideValueBytesMax,
                                                     " bytes, this one ", entry.value.size()));
    }
  }
  for (const std::string& key : write.erase) {
    if (absl::Status status = CheckSideKey(key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace logboek::storage
