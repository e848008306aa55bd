// Copies of a store, taken while it is read and written.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"

namespace logboek::storage {

struct BackupOptions {
  // Where copies of this one database lie; made when missing, its parent must be there. What an
  // earlier copy in it has already is not copied again. One user at a time.
  std::string folder;
  // Asked now and then, from any thread, with the bytes copied so far. False breaks the copy off.
  std::function<bool(uint64_t bytes_copied)> go_on;
};

// One copy of a database, durable in its folder.
struct DatabaseBackup {
  // Of the copy within its folder; from 1.
  uint32_t id = 0;
  // Of all its files, those that other copies share too.
  uint64_t bytes = 0;
};

// What a copy of a log holds.
struct LogBackupFacts {
  std::string store_id;
  // Of what is stored (storage/rocks/schema.h).
  uint32_t format = 0;
  // It has exactly the events from 1 to here, and the keys as they were then; 0 = none.
  uint64_t position = 0;
};

struct LogBackup {
  DatabaseBackup database;
  LogBackupFacts facts;
};

// FAILED_PRECONDITION, NOT_ON_DISK: of a twin in memory.
absl::Status NothingToBackUp();
// CANCELLED, BACKUP_BROKEN_OFF.
absl::Status BackupBrokenOff();

}  // namespace logboek::storage
