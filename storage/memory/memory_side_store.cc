#include "storage/memory/memory_side_store.h"

#include "storage/base/status_macros.h"
#include "storage/side_check.h"

namespace logboek::storage {

absl::Status MemorySideStore::Write(const SideWrite& write) {
  RETURN_IF_ERROR(CheckSideWrite(write));
  base::MutexLock lock(&mutex_);
  for (const SideEntry& entry : write.put) entries_[entry.key] = entry.value;
  for (const std::string& key : write.erase) entries_.erase(key);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemorySideStore::Find(absl::string_view key) const {
  base::MutexLock lock(&mutex_);
  const auto found = entries_.find(std::string(key));
  if (found == entries_.end()) return std::optional<std::string>();
  return std::optional(found->second);
}

absl::StatusOr<std::vector<SideEntry>> MemorySideStore::Scan(const SideScan& scan) const {
  base::MutexLock lock(&mutex_);
  std::vector<SideEntry> found;
  auto begin = entries_.lower_bound(scan.from);
  auto end = scan.until.empty() ? entries_.end() : entries_.lower_bound(scan.until);
  if (!scan.until.empty() && scan.until <= scan.from) end = begin;
  while (begin != end && found.size() < scan.entries_max) {
    const auto& [key, value] = scan.backwards ? *--end : *begin++;
    found.push_back({key, value});
  }
  return found;
}

absl::Status MemorySideStore::EraseRange(absl::string_view from, absl::string_view until) {
  base::MutexLock lock(&mutex_);
  if (from < until) {
    entries_.erase(entries_.lower_bound(std::string(from)),
                   entries_.lower_bound(std::string(until)));
  }
  return absl::OkStatus();
}

}  // namespace logboek::storage
