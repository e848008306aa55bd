#include "storage/backup.h"

#include "storage/base/error.h"
#include "storage/event_log.h"
#include "storage/side_store.h"

namespace logboek::storage {

absl::Status NothingToBackUp() {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_ON_DISK",
                         "what is kept in memory has no backup; run the server with --engine "
                         "rocksdb and a --store");
}

absl::Status BackupBrokenOff() {
  return base::MakeError(absl::StatusCode::kCancelled, "BACKUP_BROKEN_OFF",
                         "the backup was broken off; earlier backups are as they were");
}

absl::StatusOr<LogBackup> EventLog::BackUp(const BackupOptions& /*options*/) {
  return NothingToBackUp();
}

absl::StatusOr<DatabaseBackup> SideStore::BackUp(const BackupOptions& /*options*/) {
  return NothingToBackUp();
}

}  // namespace logboek::storage
