// Backups over the wire.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/admin_service.pb.h"
#include "services/api/backend.h"

namespace logboek::api {

// Takes a backup and tells how far it is; the end of the stream breaks it off. `method` is a name
// of the method table.
grpc::ServerWriteReactor<v1::BackupResponse>* StartBackup(const Backend* backend,
                                                          grpc::CallbackServerContext* context,
                                                          absl::string_view method,
                                                          const v1::BackupRequest& request);

// FAILED_PRECONDITION, NO_BACKUP_FOLDER. Reads the folder.
absl::Status ListBackups(const Backend& backend, v1::ListBackupsResponse* response);

}  // namespace logboek::api
