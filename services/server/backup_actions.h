// What an operator does with backups while no server runs: a store out of a backup, a look whether
// backups are as they were written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "services/server/server.h"

namespace logboek::server {

// Folders; empty = not asked for.
struct BackupActions {
  std::string restore_folder;
  // Of the backup to restore; 0 = the newest.
  uint64_t number = 0;
  std::string check_folder;
};

// Does what was asked for and prints what came of it; absent when nothing was. No token of a
// restored store lets anybody in. Errors are those of backup::Restore and RevokeEveryToken,
// INVALID_ARGUMENT, NO_STORE, and DATA_LOSS, BACKUP_DAMAGED of a look that found some.
std::optional<absl::Status> RunBackupAction(const BackupActions& actions,
                                            const ServerOptions& options);

}  // namespace logboek::server
