#include "services/backup/restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/backup/backup_folder.h"
#include "storage/base/error.h"
#include "storage/base/private_file.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/rocks_backup.h"

namespace logboek::backup {
namespace {

namespace fs = std::filesystem;

absl::Status CheckIsFree(const std::string& store) {
  std::error_code error;
  if (!fs::exists(store, error)) return absl::OkStatus();
  if (fs::is_directory(store, error) && fs::is_empty(store, error)) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "STORE_EXISTS",
                         absl::StrCat(store,
                                      " is there already, and a backup is restored into a "
                                      "new folder only; name another, or move it away"));
}

absl::Status NoSuchBackup(uint64_t id, const BackupList& list) {
  std::vector<uint64_t> ids;
  for (const Manifest& backup : list.backups) ids.push_back(backup.id);
  return base::MakeError(absl::StatusCode::kNotFound, "NO_SUCH_BACKUP",
                         ids.empty() ? std::string("the folder has no backup")
                                     : absl::StrCat("the folder has no backup ", id, "; it has ",
                                                    absl::StrJoin(ids, ", ")));
}

absl::StatusOr<Manifest> Choose(const BackupList& list, uint64_t id) {
  const uint64_t newest_unreadable = list.unreadable.empty() ? 0 : list.unreadable.back();
  const uint64_t newest_readable = list.backups.empty() ? 0 : list.backups.back().id;
  // An older one is not taken in silence.
  const uint64_t wanted = id != 0 ? id : std::max(newest_readable, newest_unreadable);
  if (std::count(list.unreadable.begin(), list.unreadable.end(), wanted) > 0) {
    const auto reason = base::ReasonOf(list.why);
    return base::MakeError(list.why.code(), reason.has_value() ? reason->reason : "BACKUP_DAMAGED",
                           absl::StrCat("backup ", wanted, ": ", list.why.message(),
                                        "; choose another with --backup"));
  }
  for (const Manifest& backup : list.backups) {
    if (backup.id == wanted) return backup;
  }
  return NoSuchBackup(wanted, list);
}

absl::Status WriteStore(const BackupFolder& folder, const Manifest& backup,
                        const std::string& store) {
  const auto id = [&](const char* name) {
    const auto found = backup.databases.find(name);
    return found == backup.databases.end() ? 0u : found->second;
  };
  // The log first, for its restoring clears the folder.
  RETURN_IF_ERROR(storage::RestoreDatabase(folder.DatabaseFolder(kLogName), id(kLogName), store));
  for (const char* name : {kLooksName, kTokensName}) {
    if (id(name) == 0) continue;
    RETURN_IF_ERROR(storage::RestoreDatabase(folder.DatabaseFolder(name), id(name),
                                             absl::StrCat(store, "/", name)));
  }
  for (const char* name : {kRefusalsName, kOlderRefusalsName}) {
    const absl::StatusOr<std::string> bytes = folder.ReadFile(backup, name);
    if (absl::IsNotFound(bytes.status())) continue;
    RETURN_IF_ERROR(bytes.status());
    RETURN_IF_ERROR(ReplaceFile(absl::StrCat(store, "/", name), *bytes));
  }
  return base::SyncFolderOf(absl::StrCat(store, "/x"))
             ? absl::OkStatus()
             : DiskFailed(base::FileErrorText(store, "cannot be synced"));
}

std::vector<std::string> WholeLines(absl::string_view text) {
  return absl::StrSplit(text.substr(0, text.rfind('\n') + 1), '\n', absl::SkipEmpty());
}

// Adds to the list beside the new store who stands in a list of the folder and not in it. The lines
// carry checksums of their own, which whoever opens the list compares.
absl::Status PutErasedTogether(const BackupFolder& folder, const BackupList& list,
                               const std::string& path, Restored* restored) {
  absl::StatusOr<std::string> there = ReadWholeFile(path);
  if (absl::IsNotFound(there.status())) there = "";
  RETURN_IF_ERROR(there.status());
  std::vector<std::string> lines = WholeLines(*there);
  std::set<std::string> known(lines.begin(), lines.end());
  for (const Manifest& backup : list.backups) {
    const absl::StatusOr<std::string> copy = folder.ReadFile(backup, kErasedName);
    if (!copy.ok()) {
      if (!absl::IsNotFound(copy.status())) restored->erased_unread.push_back(backup.id);
      continue;
    }
    for (std::string& line : WholeLines(*copy)) {
      if (known.insert(line).second) lines.push_back(std::move(line));
    }
  }
  const std::string of_store = absl::StrCat("\t", restored->backup.store_id, "\t");
  restored->erased =
      static_cast<size_t>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return absl::StrContains(line, of_store);
      }));
  std::string text = absl::StrJoin(lines, "\n");
  if (!text.empty()) text += "\n";
  return ReplaceFile(path, text);
}

// What stands in for the folder until it is whole.
absl::StatusOr<std::string> MakeUnfinished(const std::string& store) {
  const std::string unfinished = absl::StrCat(store, ".restoring");
  std::error_code error;
  fs::remove_all(unfinished, error);
  if (error || mkdir(unfinished.c_str(), 0700) != 0) {
    return DiskFailed(base::FileErrorText(unfinished, "cannot be made"));
  }
  return unfinished;
}

std::string WithoutSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

absl::StatusOr<Restored> Restore(const RestoreOptions& options) {
  const std::string store = WithoutSlash(options.store);
  RETURN_IF_ERROR(CheckIsFree(store));
  ASSIGN_OR_RETURN(const std::unique_ptr<BackupFolder> folder,
                   BackupFolder::OpenToRead(options.folder));
  ASSIGN_OR_RETURN(const BackupList list, folder->List());
  Restored restored;
  ASSIGN_OR_RETURN(restored.backup, Choose(list, options.id));
  RETURN_IF_ERROR(folder->Verify(restored.backup));
  ASSIGN_OR_RETURN(const std::string unfinished, MakeUnfinished(store));
  RETURN_IF_ERROR(WriteStore(*folder, restored.backup, unfinished));
  if (options.before_use) RETURN_IF_ERROR(options.before_use(unfinished));
  // Before there is a store: none of them may be seen again, however this ends.
  RETURN_IF_ERROR(PutErasedTogether(*folder, list, options.erased_path, &restored));
  if (std::rename(unfinished.c_str(), store.c_str()) != 0 || !base::SyncFolderOf(store)) {
    return DiskFailed(base::FileErrorText(store, "cannot be put in place"));
  }
  return restored;
}

absl::StatusOr<std::vector<CheckedBackup>> CheckBackups(const std::string& folder_path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<BackupFolder> folder,
                   BackupFolder::OpenToRead(folder_path));
  ASSIGN_OR_RETURN(const BackupList list, folder->List());
  std::vector<CheckedBackup> checked;
  for (const Manifest& backup : list.backups) {
    checked.push_back({.id = backup.id, .backup = backup, .status = folder->Verify(backup)});
  }
  for (const uint64_t id : list.unreadable) checked.push_back({.id = id, .status = list.why});
  std::sort(checked.begin(), checked.end(),
            [](const CheckedBackup& a, const CheckedBackup& b) { return a.id < b.id; });
  return checked;
}

}  // namespace logboek::backup
