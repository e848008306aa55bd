// The log on disk: events and keys in RocksDB, everything else derived from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace rocksdb {
class FileSystem;
}  // namespace rocksdb

namespace logboek::storage {

struct RocksLogOptions {
  // The folder of the store. Made when missing; its parent must be there.
  std::string path;
  // Called from the opening thread only.
  Indexer indexer;
  // To be raised when the indexer begins to say something else of old events: what is derived is
  // then built again.
  uint32_t indexer_version = 1;
  // A checkpoint of what is derived is written each time this many events have come; at least 1.
  // Opening the log again reads at most about this many events.
  uint64_t checkpoint_events = 100'000;
  // Memory for blocks that were read from disk.
  size_t block_cache_bytes = size_t{256} << 20;
  // Null: the machine's own. For fault tests.
  std::shared_ptr<rocksdb::FileSystem> file_system;
  // For the time of checkpoints; null: the machine's own. Must outlive the log.
  const base::Clock* clock = nullptr;
  // False only in tests that measure something else: events are then lost with the machine.
  bool sync = true;
};

// Opens the store, or makes one in a folder that is missing or empty. Destroying the log writes a
// last checkpoint.
//
// DATA_LOSS: acknowledged events are missing or damaged; nothing has been dropped. A last record
// that was torn while it was written is no damage: it was never acknowledged. FAILED_PRECONDITION:
// the folder holds something else (reason NOT_A_STORE) or a newer format (STORE_TOO_NEW).
// UNAVAILABLE: another process has it open (STORE_IN_USE), or the disk fails. Errors of the indexer
// are passed on.
absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLog(RocksLogOptions options);

}  // namespace logboek::storage
