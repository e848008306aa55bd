#include "services/vault/master_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/vault/private_file.h"
#include "services/vault/sealing.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

absl::Status KeyFileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("master key ", FileErrorText(path, what)));
}

std::string NextPath(const std::string& path) { return absl::StrCat(path, ".next"); }

// The file appears with its whole content or not at all, whenever the process dies.
absl::StatusOr<std::string> CreateKeyFile(const std::string& path) {
  const std::string key = RandomBytes(kKeyBytes);
  const std::string unfinished = absl::StrCat(path, ".new");
  unlink(unfinished.c_str());
  if (!WriteNewFile(unfinished, key)) return KeyFileError(unfinished, "cannot be written");
  // Unlike rename, link leaves a key that somebody else made meanwhile alone.
  if (link(unfinished.c_str(), path.c_str()) != 0) return KeyFileError(path, "cannot be made");
  unlink(unfinished.c_str());
  if (!SyncFolderOf(path)) return KeyFileError(path, "its folder cannot be synced");
  return key;
}

absl::StatusOr<std::string> ReadKeyFile(const std::string& path, int file) {
  if (absl::Status status = CheckIsPrivate(path, file); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat("master key ", status.message()));
  }
  std::string key(kKeyBytes + 1, '\0');
  const ssize_t count = read(file, key.data(), key.size());
  if (count != static_cast<ssize_t>(kKeyBytes)) {
    return absl::FailedPreconditionError(
        absl::StrCat("master key ", path, ": the file holds no key; it has exactly ", kKeyBytes,
                     " bytes; restore it from where it is kept safe"));
  }
  key.resize(kKeyBytes);
  return key;
}

absl::Status ReplaceKeyFile(const std::string& path) {
  if (std::rename(NextPath(path).c_str(), path.c_str()) != 0) {
    return KeyFileError(path, "cannot be replaced");
  }
  return SyncFolderOf(path) ? absl::OkStatus() : KeyFileError(path, "its folder cannot be synced");
}

absl::Status WriteNext(const std::string& path, absl::string_view key) {
  const std::string next = NextPath(path);
  unlink(next.c_str());
  if (!WriteNewFile(next, key)) return KeyFileError(next, "cannot be written");
  return SyncFolderOf(next) ? absl::OkStatus() : KeyFileError(next, "its folder cannot be synced");
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
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.ok()) return ReadKeyFile(path, file.get());
  if (errno == ENOENT && may_create) return CreateKeyFile(path);
  return KeyFileError(path, "cannot be read; restore it, the store needs it");
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
