// Makes a store out of a backup; no server is needed, and none may use the new store meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/backup/manifest.h"

namespace logboek::backup {

struct RestoreOptions {
  // Of backups.
  std::string folder;
  // 0 = the newest.
  uint64_t id = 0;
  // Of the store to be made: missing, or an empty folder. Its parent must be there.
  std::string store;
  // The list of erased persons beside it. Whoever stands in a list that came with any backup of the
  // folder is added.
  std::string erased_path;
  // Told where the new store lies before it is put in its place, for what must not be as it was
  // then; an error breaks the restoring off.
  std::function<absl::Status(const std::string& unfinished)> before_use;
};

struct Restored {
  Manifest backup;
  // Persons of this store on the list of erased ones.
  size_t erased = 0;
  // Backups whose copy of that list is damaged.
  std::vector<uint64_t> erased_unread;
};

// First reads every file of the backup and compares its checksum, then writes the store into
// "<store>.restoring", has it made fit for use, then moves it into its place: broken off anywhere,
// there is no store, and it may be run again. Nothing of the backup changes. The master key is not
// part of a backup.
//
// NOT_FOUND, NO_SUCH_BACKUP. FAILED_PRECONDITION: STORE_EXISTS, or BACKUP_TOO_NEW, STORE_TOO_NEW: a
// newer program wrote it. DATA_LOSS, BACKUP_DAMAGED. UNAVAILABLE: DISK_FAILED,
// BACKUP_FOLDER_IN_USE. And those of before_use.
absl::StatusOr<Restored> Restore(const RestoreOptions& options);

// One backup of a folder, and whether all of its files are as they were written.
struct CheckedBackup {
  uint64_t id = 0;
  // Without use when `status` tells of an unreadable manifest.
  Manifest backup;
  absl::Status status;
};

// Reads every file of every backup. Oldest first. Errors are those of the folder.
absl::StatusOr<std::vector<CheckedBackup>> CheckBackups(const std::string& folder);

}  // namespace logboek::backup
