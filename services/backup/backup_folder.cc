#include "services/backup/backup_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/rocks_backup.h"
#include "storage/rocks/schema.h"

namespace logboek::backup {
namespace {

namespace fs = std::filesystem;

constexpr char kManifests[] = "backups";
constexpr char kBeside[] = "beside";
constexpr char kLock[] = "lock";
constexpr size_t kReadBytes = 1 << 16;

// With the system's words for errno.
absl::Status FileFailed(const std::string& path, absl::string_view what) {
  return DiskFailed(base::FileErrorText(path, what));
}

absl::Status Damaged(uint64_t id, absl::string_view what) {
  return base::MakeError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                         absl::StrCat("backup ", id, ": ", what));
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return FileFailed(path, "the folder cannot be made");
}

// Names in a folder that are numbers; none when it is missing.
absl::StatusOr<std::set<uint64_t>> NumbersIn(const std::string& path) {
  std::set<uint64_t> numbers;
  std::error_code error;
  if (!fs::exists(path, error)) return numbers;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    uint64_t number = 0;
    const std::string name = entry->path().filename();
    // Others are leftovers, such as a manifest that was being written.
    if (absl::SimpleAtoi(name, &number) && name == absl::StrCat(number)) numbers.insert(number);
  }
  if (error) return DiskFailed(absl::StrCat(path, ": ", error.message()));
  return numbers;
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? DiskFailed(absl::StrCat(path, ": cannot be removed: ", error.message()))
               : absl::OkStatus();
}

}  // namespace

absl::Status DiskFailed(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED", what);
}

uint64_t BytesBelow(const std::string& folder) {
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    // Files come and go meanwhile.
    std::error_code gone;
    const uint64_t size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
    if (!gone) bytes += size;
  }
  return bytes;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  const base::FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok() && errno == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such file"));
  }
  std::string bytes;
  char buffer[kReadBytes];
  while (file.ok()) {
    const ssize_t count = read(file.get(), buffer, sizeof(buffer));
    if (count == 0) return bytes;
    if (count < 0) break;
    bytes.append(buffer, static_cast<size_t>(count));
  }
  return FileFailed(path, "cannot be read");
}

absl::Status ReplaceFile(const std::string& path, absl::string_view bytes) {
  const std::string unfinished = absl::StrCat(path, ".new");
  unlink(unfinished.c_str());
  if (!base::WriteNewFile(unfinished, bytes)) return FileFailed(unfinished, "cannot be written");
  if (std::rename(unfinished.c_str(), path.c_str()) != 0 || !base::SyncFolderOf(path)) {
    return FileFailed(path, "cannot be written");
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupList> ListBackups(const std::string& path) {
  ASSIGN_OR_RETURN(const std::set<uint64_t> ids, NumbersIn(absl::StrCat(path, "/", kManifests)));
  BackupList list;
  for (const uint64_t id : ids) {
    const auto text = ReadWholeFile(absl::StrCat(path, "/", kManifests, "/", id));
    // It was removed just now.
    if (absl::IsNotFound(text.status())) continue;
    absl::StatusOr<Manifest> manifest = text.ok() ? ReadManifest(*text) : text.status();
    if (manifest.ok() && manifest->id != id) manifest = Damaged(id, "its manifest is another's");
    if (manifest.ok()) {
      list.backups.push_back(*std::move(manifest));
    } else {
      list.why.Update(manifest.status());
      list.unreadable.push_back(id);
    }
  }
  return list;
}

absl::Status BackupFolder::Lock(int flags, int how) {
  const std::string path = absl::StrCat(path_, "/", kLock);
  lock_ = std::make_unique<base::FileHandle>(open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!lock_->ok()) return FileFailed(path, "cannot be opened");
  if (flock(lock_->get(), how | LOCK_NB) == 0) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kUnavailable, "BACKUP_FOLDER_IN_USE",
      absl::StrCat("somebody takes a backup into ", path_, " or restores one; try again later"));
}

absl::Status BackupFolder::CheckIsOurs() const {
  std::error_code error;
  if (fs::exists(absl::StrCat(path_, "/", kManifests), error)) return absl::OkStatus();
  for (fs::directory_iterator entry(path_, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name == kLock || name == "lost+found") continue;
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_NOT_OURS",
        absl::StrCat(path_, " holds ", name, ", and is no folder of backups; name an empty one"));
  }
  return error ? DiskFailed(absl::StrCat(path_, ": ", error.message())) : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::OpenToChange(std::string path) {
  std::unique_ptr<BackupFolder> folder(new BackupFolder(std::move(path)));
  RETURN_IF_ERROR(MakeFolder(folder->path_));
  RETURN_IF_ERROR(folder->CheckIsOurs());
  RETURN_IF_ERROR(folder->Lock(O_RDWR | O_CREAT, LOCK_EX));
  RETURN_IF_ERROR(MakeFolder(absl::StrCat(folder->path_, "/", kManifests)));
  RETURN_IF_ERROR(MakeFolder(absl::StrCat(folder->path_, "/", kBeside)));
  return folder;
}

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::OpenToRead(std::string path) {
  std::unique_ptr<BackupFolder> folder(new BackupFolder(std::move(path)));
  std::error_code error;
  if (!fs::is_directory(absl::StrCat(folder->path_, "/", kManifests), error)) {
    return base::MakeError(absl::StatusCode::kNotFound, "NO_SUCH_BACKUP",
                           absl::StrCat(folder->path_, " is no folder of backups"));
  }
  // A copy of the folder may have come without it; nobody changes that one.
  if (fs::exists(absl::StrCat(folder->path_, "/", kLock), error)) {
    RETURN_IF_ERROR(folder->Lock(O_RDONLY, LOCK_SH));
  }
  return folder;
}

std::string BackupFolder::DatabaseFolder(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

std::string BackupFolder::FilePath(uint64_t id, absl::string_view name) const {
  return absl::StrCat(path_, "/", kBeside, "/", id, "/", name);
}

std::string BackupFolder::ManifestPath(uint64_t id) const {
  return absl::StrCat(path_, "/", kManifests, "/", id);
}

absl::Status BackupFolder::AddFile(const std::string& from, absl::string_view name,
                                   Manifest* manifest) const {
  const absl::StatusOr<std::string> bytes = ReadWholeFile(from);
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  RETURN_IF_ERROR(bytes.status());
  const std::string to = FilePath(manifest->id, name);
  RETURN_IF_ERROR(MakeFolder(fs::path(to).parent_path()));
  RETURN_IF_ERROR(ReplaceFile(to, *bytes));
  manifest->bytes += bytes->size();
  manifest->files.push_back(
      {.name = std::string(name), .bytes = bytes->size(), .sha256 = Sha256(*bytes)});
  return absl::OkStatus();
}

absl::Status BackupFolder::Add(const Manifest& manifest) const {
  // The names of what was written into them.
  for (const std::string& path : {absl::StrCat(path_, "/", kBeside, "/x"), DatabaseFolder("x")}) {
    if (!base::SyncFolderOf(path)) return FileFailed(path_, "cannot be synced");
  }
  return ReplaceFile(ManifestPath(manifest.id), WriteManifest(manifest));
}

absl::Status BackupFolder::Sweep() const {
  ASSIGN_OR_RETURN(const BackupList list, List());
  // What it consists of is not known, and may be all that is left.
  if (!list.unreadable.empty()) return absl::OkStatus();
  std::set<uint64_t> ids;
  for (const Manifest& backup : list.backups) ids.insert(backup.id);
  ASSIGN_OR_RETURN(const std::set<uint64_t> beside, NumbersIn(absl::StrCat(path_, "/", kBeside)));
  for (const uint64_t id : beside) {
    if (!ids.contains(id)) RETURN_IF_ERROR(Remove(absl::StrCat(path_, "/", kBeside, "/", id)));
  }
  for (const char* name : {kLogName, kLooksName, kTokensName}) {
    std::error_code error;
    if (!fs::exists(DatabaseFolder(name), error)) continue;
    std::vector<uint32_t> kept;
    for (const Manifest& backup : list.backups) {
      const auto found = backup.databases.find(name);
      if (found != backup.databases.end()) kept.push_back(found->second);
    }
    RETURN_IF_ERROR(storage::KeepDatabaseBackups(DatabaseFolder(name), kept));
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> BackupFolder::Keep(uint64_t keep) const {
  ASSIGN_OR_RETURN(const BackupList list, List());
  const size_t kept = static_cast<size_t>(std::max<uint64_t>(keep, 1));
  if (list.backups.size() <= kept) return 0;
  const size_t removed = list.backups.size() - kept;
  for (size_t i = 0; i < removed; ++i) {
    // First it is no backup any more, then its files go.
    RETURN_IF_ERROR(Remove(ManifestPath(list.backups[i].id)));
  }
  if (!base::SyncFolderOf(ManifestPath(0))) return FileFailed(path_, "cannot be synced");
  RETURN_IF_ERROR(Sweep());
  return removed;
}

absl::Status BackupFolder::Verify(const Manifest& manifest) const {
  for (const auto& [name, id] : manifest.databases) {
    const absl::Status status = storage::VerifyDatabaseBackup(DatabaseFolder(name), id);
    if (absl::IsDataLoss(status)) return Damaged(manifest.id, status.message());
    RETURN_IF_ERROR(status);
  }
  const auto log = manifest.databases.find(kLogName);
  if (log == manifest.databases.end()) return Damaged(manifest.id, "it has no log");
  ASSIGN_OR_RETURN(const storage::LogBackupFacts facts,
                   storage::ReadLogBackup(DatabaseFolder(kLogName), log->second));
  if (facts.format > storage::kFormat) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "STORE_TOO_NEW",
        absl::StrCat("the store in backup ", manifest.id, " has format ", facts.format,
                     ", this program knows up to ", storage::kFormat, "; use a newer program"),
        {{"format", absl::StrCat(facts.format)}, {"limit", absl::StrCat(storage::kFormat)}});
  }
  if (facts.position != manifest.position || facts.store_id != manifest.store_id) {
    return Damaged(manifest.id, "its log is not the one of the manifest");
  }
  for (const ManifestFile& file : manifest.files) {
    RETURN_IF_ERROR(ReadFile(manifest, file.name).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> BackupFolder::ReadFile(const Manifest& manifest,
                                                   absl::string_view name) const {
  for (const ManifestFile& file : manifest.files) {
    if (absl::string_view(file.name) != name) continue;
    absl::StatusOr<std::string> bytes = ReadWholeFile(FilePath(manifest.id, name));
    if (absl::IsNotFound(bytes.status())) return Damaged(manifest.id, bytes.status().message());
    if (bytes.ok() && Sha256(*bytes) != file.sha256) {
      return Damaged(manifest.id, absl::StrCat("the file ", name, " is not what was written"));
    }
    return bytes;
  }
  return absl::NotFoundError(absl::StrCat("backup ", manifest.id, " has no file ", name));
}

}  // namespace logboek::backup
