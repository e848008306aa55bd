// Takes backups of a server's store while it works.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/backup/backup_folder.h"
#include "services/backup/manifest.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/side_store.h"

namespace logboek::backup {

struct BackupsOptions {
  // Of backups; outside the store's folder, best on another disk.
  std::string folder;
  // Of the store.
  std::string store;
  std::string erased_path;
  // The version of this program.
  std::string program;
};

// What is copied. All of it must outlive the backups, and is thread-safe.
struct BackupSources {
  storage::EventLog* log = nullptr;
  storage::SideStore* looks = nullptr;
  storage::SideStore* tokens = nullptr;
  // Makes the looks that were noted so far part of their store.
  std::function<absl::Status()> flush_looks;
};

struct BackupProgress {
  uint64_t bytes_copied = 0;
  // Of the whole store: the most there can be to copy.
  uint64_t bytes_most = 0;
};

struct TakenBackup {
  Manifest backup;
  // Older ones that were removed for it.
  size_t removed = 0;
};

struct TakeOptions {
  // How many backups to keep, the new one among them, the newest first; 0 = all.
  uint64_t keep = 0;
  // Told now and then, from any thread; false breaks the backup off.
  std::function<bool(const BackupProgress&)> go_on;
};

// Thread-safe.
class Backups {
 public:
  // INVALID_ARGUMENT, BACKUP_FOLDER_IN_STORE. `clock` must outlive it.
  static absl::StatusOr<std::unique_ptr<Backups>> Create(BackupsOptions options,
                                                         BackupSources sources,
                                                         const base::Clock* clock);
  // As Stop.
  ~Backups() { Stop(); }

  // Called once, from a thread of the backup's own, with what was taken and checked, or why nothing
  // was: the errors of EventLog::BackUp and of BackupFolder, and FAILED_PRECONDITION,
  // BACKUP_FOLDER_NOT_OURS: the folder has backups of another store.
  using Done = std::function<void(absl::StatusOr<TakenBackup>)>;

  // Begins a backup. UNAVAILABLE, BACKUP_RUNNING: one is being taken; `done` is not called then.
  absl::Status Start(TakeOptions options, Done done);

  absl::StatusOr<BackupList> List() const { return ListBackups(options_.folder); }

  // Breaks off what runs and waits for its end; nothing can be started any more. Idempotent.
  void Stop();

 private:
  Backups(BackupsOptions options, BackupSources sources, const base::Clock* clock)
      : options_(std::move(options)), sources_(std::move(sources)), clock_(clock) {}

  absl::StatusOr<TakenBackup> Take(const TakeOptions& options);
  // The backup that is to come: its id, and whose it is.
  absl::StatusOr<Manifest> Begin(const BackupFolder& folder) const;
  absl::Status CopyDatabases(const BackupFolder& folder, const TakeOptions& options,
                             Manifest* manifest) const;
  absl::Status CopyFiles(const BackupFolder& folder, Manifest* manifest) const;

  const BackupsOptions options_;
  const BackupSources sources_;
  const base::Clock* const clock_;
  std::atomic<bool> stopping_ = false;
  base::Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  // The last backup's; ended when it does not run.
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::backup
