// Facts beside the log that are no events: who may call, who looked. Ordered bytes; no word of the
// domain.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/backup.h"

namespace logboek::storage {

struct SideEntry {
  // 1 to 1,024 bytes.
  std::string key;
  // Up to 1 MiB.
  std::string value;
};

struct SideWrite {
  std::vector<SideEntry> put = {};
  std::vector<std::string> erase = {};
  // False: visible at once, durable after the next write that is, Flush, or closing; lost when the
  // process dies before. Never waits for the disk then.
  bool durable = true;
};

struct SideScan {
  // Keys in [from, until); an empty `until` = to the end.
  std::string from;
  std::string until;
  bool backwards = false;
  size_t entries_max = 1'000;
};

// Thread-safe.
class SideStore {
 public:
  // Flushes.
  virtual ~SideStore() = default;

  // All or nothing. INVALID_ARGUMENT: an empty or too large key or value. UNAVAILABLE: the disk
  // failed.
  virtual absl::Status Write(const SideWrite& write) = 0;
  virtual absl::StatusOr<std::optional<std::string>> Find(absl::string_view key) const = 0;
  // In the order of their bytes, or against it.
  virtual absl::StatusOr<std::vector<SideEntry>> Scan(const SideScan& scan) const = 0;
  // Keys in [from, until); for what is too old to be kept.
  virtual absl::Status EraseRange(absl::string_view from, absl::string_view until) = 0;
  // What was written is durable.
  virtual absl::Status Flush() = 0;
  // As EventLog::BackUp.
  virtual absl::StatusOr<DatabaseBackup> BackUp(const BackupOptions& options);
};

}  // namespace logboek::storage
