// Folders of copies of one RocksDB database, by RocksDB's own BackupEngine: tables that copies
// share lie there once, and every file has a checksum.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/backup.h"

namespace logboek::storage {

// Copies the open database as it is at one moment, as EventLog::BackUp says; checks nothing. `env`
// is that of the database.
absl::StatusOr<DatabaseBackup> CopyDatabase(rocksdb::DB* db, rocksdb::Env* env,
                                            const BackupOptions& options);

// The rest is for whoever holds the folder; no database need be open. DATA_LOSS, BACKUP_DAMAGED: a
// file of the copy is missing, or is not what was written.

// Reads every file of the copy and compares its checksum.
absl::Status VerifyDatabaseBackup(const std::string& folder, uint32_t id);

// Opens the copy of a log where it lies, changing nothing. With a format that this program does not
// know the position stays 0.
absl::StatusOr<LogBackupFacts> ReadLogBackup(const std::string& folder, uint32_t id);

// Writes the files of the copy into a folder of its own, which is made when missing; durable when
// it returns OK. Each file's checksum is compared on the way.
absl::Status RestoreDatabase(const std::string& folder, uint32_t id, const std::string& path);

// Removes every copy but these, and what copies that were broken off have left. UNAVAILABLE,
// DISK_FAILED: some are still there; harmless.
absl::Status KeepDatabaseBackups(const std::string& folder, absl::Span<const uint32_t> ids);

}  // namespace logboek::storage
