#include "services/vault/master_key.h"

#include <unistd.h>

#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/vault/sealing.h"
#include "storage/base/log.h"
#include "storage/base/private_file.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

absl::Status KeyFileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("master key ", base::FileErrorText(path, what)));
}

std::string NextPath(const std::string& path) { return absl::StrCat(path, ".next"); }

// Says which file it is about.
absl::Status OfMasterKey(const absl::Status& status) {
  return absl::FailedPreconditionError(absl::StrCat("master key ", status.message()));
}

absl::StatusOr<std::string> CreateKeyFile(const std::string& path) {
  std::string key = RandomBytes(kKeyBytes);
  if (absl::Status status = base::CreateSecretFile(path, key); !status.ok()) {
    return OfMasterKey(status);
  }
  return key;
}

absl::Status ReplaceKeyFile(const std::string& path) {
  if (std::rename(NextPath(path).c_str(), path.c_str()) != 0) {
    return KeyFileError(path, "cannot be replaced");
  }
  return base::SyncFolderOf(path) ? absl::OkStatus()
                                  : KeyFileError(path, "its folder cannot be synced");
}

absl::Status WriteNext(const std::string& path, absl::string_view key) {
  const std::string next = NextPath(path);
  unlink(next.c_str());
  if (!base::WriteNewFile(next, key)) return KeyFileError(next, "cannot be written");
  return base::SyncFolderOf(next) ? absl::OkStatus()
                                  : KeyFileError(next, "its folder cannot be synced");
}

// Every key of the log, wrapped under `to` instead of `from`.
absl::StatusOr<std::vector<storage::KeyEntry>> Rewrapped(const storage::EventLog& log,
                                                         absl::string_view from,
                                                         absl::string_view to) {
  ASSIGN_OR_RETURN(std::vector<storage::KeyEntry> keys, log.ListKeys());
  for (storage::KeyEntry& key : keys) {
    const std::string context = KeyContext(key.id);
    ASSIGN_OR_RETURN(const std::string plain, Decrypt(key.wrapped, from, context));
    key.wrapped = Encrypt(plain, to, context);
  }
  return keys;
}

}  // namespace

absl::Status NotTheKeyOfThisStore() {
  return absl::FailedPreconditionError(
      "the master key is not the one of this store; start with the key file the store was made "
      "with");
}

absl::StatusOr<std::string> LoadMasterKey(const std::string& path, bool may_create) {
  absl::StatusOr<std::string> key = base::ReadSecretFile(path, kKeyBytes + 1);
  if (absl::IsNotFound(key.status())) {
    if (may_create) return CreateKeyFile(path);
    return absl::FailedPreconditionError(absl::StrCat(
        "master key ", path, ": there is no such file; restore it, the store needs it"));
  }
  if (!key.ok()) return OfMasterKey(key.status());
  if (key->size() == kKeyBytes) return key;
  return absl::FailedPreconditionError(
      absl::StrCat("master key ", path, ": the file holds no key; it has exactly ", kKeyBytes,
                   " bytes; restore it from where it is kept safe"));
}

absl::StatusOr<std::string> OpenMasterKey(const std::string& path, storage::EventLog* log) {
  ASSIGN_OR_RETURN(std::string key, LoadMasterKey(path, /*may_create=*/log->head().value == 0));
  const std::string next = NextPath(path);
  if (access(next.c_str(), F_OK) != 0) return key;
  ASSIGN_OR_RETURN(const bool opens, Opens(key, *log));
  if (opens) {
    base::LogWarning("a change of the master key was interrupted and is undone", {{"file", next}});
    unlink(next.c_str());
    return key;
  }
  ASSIGN_OR_RETURN(std::string next_key, LoadMasterKey(next, /*may_create=*/false));
  ASSIGN_OR_RETURN(const bool next_opens, Opens(next_key, *log));
  if (!next_opens) return key;
  base::LogWarning("a change of the master key was interrupted and is finished", {{"file", path}});
  RETURN_IF_ERROR(ReplaceKeyFile(path));
  return next_key;
}

absl::StatusOr<size_t> RotateMasterKey(const std::string& path, storage::EventLog* log,
                                       const RotationOptions& options) {
  const auto go_on = [&options](RotationStep step) {
    return options.go_on ? options.go_on(step) : absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const std::string old_key, OpenMasterKey(path, log));
  ASSIGN_OR_RETURN(const bool opens, Opens(old_key, *log));
  if (!opens) return NotTheKeyOfThisStore();
  const std::string new_key = RandomBytes(kKeyBytes);
  ASSIGN_OR_RETURN(std::vector<storage::KeyEntry> keys, Rewrapped(*log, old_key, new_key));
  const size_t count = keys.size();
  RETURN_IF_ERROR(WriteNext(path, new_key));
  RETURN_IF_ERROR(go_on(RotationStep::kNextWritten));
  RETURN_IF_ERROR(log->ChangeKeys({.replaced = std::move(keys), .destroyed = {}}));
  RETURN_IF_ERROR(go_on(RotationStep::kKeysRewrapped));
  RETURN_IF_ERROR(ReplaceKeyFile(path));
  RETURN_IF_ERROR(go_on(RotationStep::kFileReplaced));
  RETURN_IF_ERROR(log->PurgeDestroyedKeys());
  return count;
}

}  // namespace logboek::vault
