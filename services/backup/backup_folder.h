// The folder in which the backups of one store lie:
//
//   backups/<id>    the manifest (manifest.h)
//   log, tokens, accesslog
//                   copies of the store's databases; those that backups share lie there once
//   beside/<id>/    copies of small files: the journal of refusals, the list of erased persons
//   lock            held by who changes the folder, shared by who restores from it
//
// Neither the master key nor any other secret of the store is in it; what personal data it holds is
// sealed under that key.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/backup/manifest.h"
#include "storage/base/private_file.h"

namespace logboek::backup {

// In the order in which they are copied: what is beside the log is as new as the log, or newer.
inline constexpr char kLogName[] = "log";
inline constexpr char kLooksName[] = "accesslog";
inline constexpr char kTokensName[] = "tokens";

inline constexpr char kErasedName[] = "erased";
inline constexpr char kRefusalsName[] = "refusals";
inline constexpr char kOlderRefusalsName[] = "refusals.1";

struct BackupList {
  // Oldest first.
  std::vector<Manifest> backups;
  // Ids of those whose manifest cannot be read, and why that of the first one cannot.
  std::vector<uint64_t> unreadable;
  absl::Status why = absl::OkStatus();
};

// What the folder has, whoever uses it; nothing when it is missing. UNAVAILABLE, DISK_FAILED: it
// cannot be read.
absl::StatusOr<BackupList> ListBackups(const std::string& path);

// For one thread. The lock is held as long as the object lives.
class BackupFolder {
 public:
  // To change it; made when missing (mode 0700), its parent must be there. UNAVAILABLE,
  // BACKUP_FOLDER_IN_USE: somebody else changes it or restores from it. FAILED_PRECONDITION,
  // BACKUP_FOLDER_NOT_OURS: it holds something else.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> OpenToChange(std::string path);
  // To read it. NOT_FOUND, NO_SUCH_BACKUP: there is no such folder.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> OpenToRead(std::string path);

  absl::StatusOr<BackupList> List() const { return ListBackups(path_); }
  std::string DatabaseFolder(absl::string_view name) const;
  std::string FilePath(uint64_t id, absl::string_view name) const;

  // Copies a small file beside the backup of this id and adds it to the manifest; one that is
  // missing is left out.
  absl::Status AddFile(const std::string& from, absl::string_view name, Manifest* manifest) const;
  // Makes it a backup; durable when it returns OK.
  absl::Status Add(const Manifest& manifest) const;
  // Removes what belongs to no backup any more. Nothing while a manifest is unreadable.
  absl::Status Sweep() const;
  // Removes the oldest beyond the `keep` newest, at least 1; gives how many.
  absl::StatusOr<size_t> Keep(uint64_t keep) const;

  // Reads every file of the backup. DATA_LOSS, BACKUP_DAMAGED: one is missing or is not what was
  // written. FAILED_PRECONDITION, STORE_TOO_NEW: the store has a format that is not known here.
  absl::Status Verify(const Manifest& manifest) const;
  // A file beside it, its checksum compared. NOT_FOUND: it has none of that name.
  absl::StatusOr<std::string> ReadFile(const Manifest& manifest, absl::string_view name) const;

 private:
  explicit BackupFolder(std::string path) : path_(std::move(path)) {}
  absl::Status Lock(int flags, int how);
  absl::Status CheckIsOurs() const;
  std::string ManifestPath(uint64_t id) const;

  const std::string path_;
  std::unique_ptr<base::FileHandle> lock_;
};

// Of the files in the folder and below; those that cannot be looked at count nothing.
uint64_t BytesBelow(const std::string& folder);

// UNAVAILABLE, DISK_FAILED.
absl::Status DiskFailed(absl::string_view what);

// The whole file. UNAVAILABLE, DISK_FAILED: it cannot be read. NOT_FOUND.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

// Replaces the file (mode 0600) in one step, durable when it returns OK. UNAVAILABLE, DISK_FAILED.
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes);

}  // namespace logboek::backup
