// Where the master key comes from, and what else stands beside the store.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/event_log.h"

namespace logboek::server {

// "<store>.key": beside the store's folder, outside it, so that a copy of the folder alone opens
// nobody's name.
std::string DefaultMasterKeyPath(absl::string_view store);

// "<store>.erased": the list of erased persons, beside the store's folder, outside it, so that a
// backup of the folder that is put back does not take the list back too.
std::string DefaultErasedPath(absl::string_view store);
// "<store>.sign": the key that evidence is signed with, beside the store's folder, too.
std::string DefaultSigningKeyPath(absl::string_view store);

// The master key of the log. With a path: the file's, made with a new random key as long as the log
// is empty. Without: a random key that lives as long as the process, for a log that does too.
// Errors are those of vault::OpenMasterKey.
absl::StatusOr<std::string> MasterKeyFor(storage::EventLog* log, const std::string& path);

}  // namespace logboek::server
