#include "services/backup/backups.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::backup {
namespace {

namespace fs = std::filesystem;

// Absolute, without "." and "..", and with links followed as far as it is there.
std::string Plain(const std::string& path) {
  std::error_code error;
  const fs::path plain = fs::weakly_canonical(fs::absolute(path, error), error);
  std::string text = error ? path : plain.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

absl::Status NotOurs(const std::string& folder, const Manifest& other) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_FOLDER_NOT_OURS",
                         absl::StrCat(folder, " has backups of another store, ", other.store_id,
                                      "; give each store a folder of its own"));
}

void Report(const absl::StatusOr<TakenBackup>& taken) {
  if (!taken.ok()) {
    return base::LogError("no backup was taken", {{"cause", taken.status().message()}});
  }
  base::LogInfo("backup taken", {{"backup", taken->backup.id},
                                 {"position", taken->backup.position},
                                 {"bytes", taken->backup.bytes},
                                 {"copied", taken->backup.bytes_copied},
                                 {"removed", taken->removed}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Backups>> Backups::Create(BackupsOptions options,
                                                         BackupSources sources,
                                                         const base::Clock* clock) {
  const std::string store = Plain(options.store);
  if (!options.store.empty() &&
      absl::StartsWith(absl::StrCat(Plain(options.folder), "/"), absl::StrCat(store, "/"))) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BACKUP_FOLDER_IN_STORE",
                           absl::StrCat("the folder for backups, ", options.folder,
                                        ", lies inside the store's; name one outside it, best on "
                                        "another disk"));
  }
  return std::unique_ptr<Backups>(new Backups(std::move(options), std::move(sources), clock));
}

absl::Status Backups::Start(TakeOptions options, Done done) {
  base::MutexLock lock(&mutex_);
  if (running_ || stopping_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "BACKUP_RUNNING",
                           "a backup is being taken; try again when it is done");
  }
  if (thread_.joinable()) thread_.join();
  running_ = true;
  thread_ = std::thread([this, options = std::move(options), done = std::move(done)] {
    absl::StatusOr<TakenBackup> taken = Take(options);
    Report(taken);
    {
      base::MutexLock ended(&mutex_);
      running_ = false;
    }
    done(std::move(taken));
  });
  return absl::OkStatus();
}

void Backups::Stop() {
  stopping_ = true;
  std::thread last;
  {
    base::MutexLock lock(&mutex_);
    last.swap(thread_);
  }
  if (last.joinable()) last.join();
}

absl::StatusOr<Manifest> Backups::Begin(const BackupFolder& folder) const {
  ASSIGN_OR_RETURN(const BackupList list, folder.List());
  Manifest manifest;
  manifest.store_id = sources_.log->store_id();
  manifest.taken_at = clock_->Now();
  manifest.program = options_.program;
  for (const Manifest& backup : list.backups) {
    if (backup.store_id != manifest.store_id) return NotOurs(options_.folder, backup);
    manifest.id = std::max(manifest.id, backup.id);
  }
  for (const uint64_t id : list.unreadable) {
    base::LogError("a backup cannot be read", {{"backup", id}, {"cause", list.why.message()}});
    manifest.id = std::max(manifest.id, id);
  }
  ++manifest.id;
  return manifest;
}

absl::Status Backups::CopyDatabases(const BackupFolder& folder, const TakeOptions& options,
                                    Manifest* manifest) const {
  BackupProgress progress{.bytes_most = BytesBelow(options_.store)};
  // Of the databases before the one that is copied now.
  uint64_t before = 0;
  const auto into = [&](const char* name) {
    return storage::BackupOptions{.folder = folder.DatabaseFolder(name),
                                  .go_on = [&](uint64_t bytes_copied) {
                                    BackupProgress now = progress;
                                    now.bytes_copied = before + bytes_copied;
                                    now.bytes_most = std::max(now.bytes_most, now.bytes_copied);
                                    return !stopping_.load() && options.go_on(now);
                                  }};
  };
  // The log first: whatever it tells of has happened beside it, too.
  ASSIGN_OR_RETURN(const storage::LogBackup log, sources_.log->BackUp(into(kLogName)));
  manifest->databases[kLogName] = log.database.id;
  manifest->position = log.facts.position;
  manifest->store_format = log.facts.format;
  before += log.database.bytes;
  RETURN_IF_ERROR(sources_.flush_looks());
  ASSIGN_OR_RETURN(const storage::DatabaseBackup looks, sources_.looks->BackUp(into(kLooksName)));
  manifest->databases[kLooksName] = looks.id;
  before += looks.bytes;
  ASSIGN_OR_RETURN(const storage::DatabaseBackup tokens,
                   sources_.tokens->BackUp(into(kTokensName)));
  manifest->databases[kTokensName] = tokens.id;
  manifest->bytes += log.database.bytes + looks.bytes + tokens.bytes;
  return absl::OkStatus();
}

absl::Status Backups::CopyFiles(const BackupFolder& folder, Manifest* manifest) const {
  // The younger file first: when it becomes the older one meanwhile it is there twice, which the
  // journal passes over, and not missing.
  for (const char* name : {kRefusalsName, kOlderRefusalsName}) {
    RETURN_IF_ERROR(folder.AddFile(absl::StrCat(options_.store, "/", name), name, manifest));
  }
  if (options_.erased_path.empty()) return absl::OkStatus();
  // Its end may be torn: a line was being written, and nothing rests on that one yet.
  return folder.AddFile(options_.erased_path, kErasedName, manifest);
}

absl::StatusOr<TakenBackup> Backups::Take(const TakeOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<BackupFolder> folder,
                   BackupFolder::OpenToChange(options_.folder));
  TakenBackup taken;
  ASSIGN_OR_RETURN(taken.backup, Begin(*folder));
  // What earlier failures left is in the way of a full disk.
  RETURN_IF_ERROR(folder->Sweep());
  const uint64_t bytes_before = BytesBelow(options_.folder);
  RETURN_IF_ERROR(CopyDatabases(*folder, options, &taken.backup));
  RETURN_IF_ERROR(CopyFiles(*folder, &taken.backup));
  const uint64_t bytes_after = BytesBelow(options_.folder);
  taken.backup.bytes_copied = bytes_after - std::min(bytes_before, bytes_after);
  RETURN_IF_ERROR(folder->Add(taken.backup));
  if (options.keep == 0) return taken;
  const absl::StatusOr<size_t> removed = folder->Keep(options.keep);
  // The new one is there all the same.
  if (removed.ok()) {
    taken.removed = *removed;
  } else {
    base::LogError("old backups not removed", {{"cause", removed.status().message()}});
  }
  return taken;
}

}  // namespace logboek::backup
