// The file of the master key, and its change.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/event_log.h"

namespace logboek::vault {

// Reads the 32-byte master key from a file, or makes the file (mode 0600) with a new random key
// when it does not exist and `may_create`. FAILED_PRECONDITION: others can read the file, or it
// holds no key; or it is missing and may not be made, because a store that already has keys would
// become unreadable.
absl::StatusOr<std::string> LoadMasterKey(const std::string& path, bool may_create);

// The master key that opens this log, made when the log is empty. A change that was interrupted
// is finished, or undone when no key was wrapped anew yet: "PATH.next" is gone afterwards. A key
// that opens nothing is given as it is; Vault::Open refuses it. Errors as above. One process at a
// time, which the lock of the store sees to.
absl::StatusOr<std::string> OpenMasterKey(const std::string& path, storage::EventLog* log);

// What a change of the master key has done when it is asked whether to go on.
enum class RotationStep {
  // "PATH.next" holds the new key; nothing uses it yet.
  kNextWritten,
  // The log's keys are wrapped under the new key only.
  kKeysRewrapped,
  // PATH holds the new key.
  kFileReplaced,
};

struct RotationOptions {
  // Asked after each step; anything but OK ends the change there, as the end of the process would.
  // For tests.
  std::function<absl::Status(RotationStep)> go_on = {};
};

// Makes a new master key, wraps every key of the log under it in one step, replaces the file and
// purges the old wrapped forms. Gives the number of keys. Whenever the process dies on the way,
// OpenMasterKey finds the key that opens the log. Nobody else may use the log meanwhile.
// FAILED_PRECONDITION: the file's key is not the one of this store. UNAVAILABLE: the log's disk
// fails; run it again.
absl::StatusOr<size_t> RotateMasterKey(const std::string& path, storage::EventLog* log,
                                       const RotationOptions& options = {});

// FAILED_PRECONDITION.
absl::Status NotTheKeyOfThisStore();

}  // namespace logboek::vault
