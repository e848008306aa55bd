#include "storage/rocks/rocks_backup.h"

#include <rocksdb/iterator.h>
#include <rocksdb/options.h>
#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/schema.h"

namespace logboek::storage {
namespace {

// Of a copy, between two looks whether it is still wanted.
constexpr uint64_t kLookBytes = 1 << 20;

absl::Status DamagedBackup(absl::string_view what) {
  return base::MakeError(
      absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
      absl::StrCat("the backup is damaged: ", what,
                   "; restore another one, and take the next into a new folder"));
}

absl::Status FromBackup(const rocksdb::Status& status, absl::string_view doing) {
  if (status.IsIncomplete()) return BackupBrokenOff();
  if (!status.IsCorruption() && !status.IsNotFound()) return FromRocks(status, doing);
  return DamagedBackup(absl::StrCat(doing, ": ", status.ToString()));
}

rocksdb::BackupEngineOptions EngineOptions(const std::string& folder) {
  rocksdb::BackupEngineOptions options(folder);
  options.callback_trigger_interval_size = kLookBytes;
  return options;
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> OpenEngine(const std::string& folder,
                                                                  rocksdb::Env* env) {
  rocksdb::BackupEngine* engine = nullptr;
  const rocksdb::Status opened = rocksdb::BackupEngine::Open(EngineOptions(folder), env, &engine);
  RETURN_IF_ERROR(FromBackup(opened, "opening the folder of backups"));
  return std::unique_ptr<rocksdb::BackupEngine>(engine);
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenReader(
    const std::string& folder) {
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  const rocksdb::Status opened =
      rocksdb::BackupEngineReadOnly::Open(EngineOptions(folder), rocksdb::Env::Default(), &engine);
  RETURN_IF_ERROR(FromBackup(opened, "opening the folder of backups"));
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(engine);
}

// A copy of a log that is open where it lies.
class OpenCopy {
 public:
  ~OpenCopy() {
    for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  }

  absl::Status Open(const rocksdb::BackupInfo& info) {
    rocksdb::DBOptions options;
    options.env = info.env_for_open.get();
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    std::vector<std::string> names;
    RETURN_IF_ERROR(FromBackup(rocksdb::DB::ListColumnFamilies(options, info.name_for_open, &names),
                               "listing its families"));
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const std::string& name : names) descriptors.emplace_back(name, Options());
    rocksdb::DB* db = nullptr;
    RETURN_IF_ERROR(FromBackup(
        rocksdb::DB::OpenForReadOnly(options, info.name_for_open, descriptors, &families_, &db),
        "opening it"));
    db_.reset(db);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Meta(absl::string_view key) const {
    std::string value;
    ASSIGN_OR_RETURN(rocksdb::ColumnFamilyHandle* const meta, Family(FamilyId::kMeta));
    RETURN_IF_ERROR(FromBackup(db_->Get(rocksdb::ReadOptions(), meta, ToSlice(key), &value),
                               absl::StrCat("reading its ", key)));
    return value;
  }

  absl::StatusOr<uint64_t> LastPosition() const {
    ASSIGN_OR_RETURN(rocksdb::ColumnFamilyHandle* const events, Family(FamilyId::kEvents));
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), events));
    it->SeekToLast();
    RETURN_IF_ERROR(FromBackup(it->status(), "finding its last event"));
    if (!it->Valid()) return 0;
    const auto position = DecodePosition(ToView(it->key()));
    if (!position.has_value()) return DamagedBackup("its last event has no position");
    return *position;
  }

 private:
  // What is read here is read once.
  static rocksdb::ColumnFamilyOptions Options() { return {}; }

  absl::StatusOr<rocksdb::ColumnFamilyHandle*> Family(FamilyId id) const {
    const absl::string_view name = kFamilies[static_cast<size_t>(id)].name;
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      if (absl::string_view(family->GetName()) == name) return family;
    }
    return DamagedBackup(absl::StrCat("it has no family ", name));
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace

absl::StatusOr<DatabaseBackup> CopyDatabase(rocksdb::DB* db, rocksdb::Env* env,
                                            const BackupOptions& options) {
  if (!options.go_on(0)) return BackupBrokenOff();
  ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::BackupEngine> engine,
                   OpenEngine(options.folder, env));
  std::atomic<uint64_t> copied = 0;
  rocksdb::CreateBackupOptions create;
  // Tables are shared with the next copy, a write-ahead log never is.
  create.flush_before_backup = true;
  create.progress_callback = [&] {
    if (!options.go_on(copied += kLookBytes)) engine->StopBackup();
  };
  rocksdb::BackupID id = 0;
  RETURN_IF_ERROR(FromBackup(engine->CreateNewBackup(create, db, &id), "copying the files"));
  rocksdb::BackupInfo info;
  RETURN_IF_ERROR(FromBackup(engine->GetBackupInfo(id, &info), "looking at the copy"));
  return DatabaseBackup{.id = id, .bytes = info.size};
}

absl::Status VerifyDatabaseBackup(const std::string& folder, uint32_t id) {
  // Opened anew: what is compared with is what stands in the folder.
  ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine, OpenReader(folder));
  return FromBackup(engine->VerifyBackup(id, /*verify_with_checksum=*/true),
                    absl::StrCat("checking ", folder));
}

absl::StatusOr<LogBackupFacts> ReadLogBackup(const std::string& folder, uint32_t id) {
  ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine, OpenReader(folder));
  rocksdb::BackupInfo info;
  RETURN_IF_ERROR(FromBackup(engine->GetBackupInfo(id, &info, /*include_file_details=*/true),
                             absl::StrCat("looking into ", folder)));
  OpenCopy copy;
  RETURN_IF_ERROR(copy.Open(info));
  LogBackupFacts facts;
  ASSIGN_OR_RETURN(const std::string format, copy.Meta(kMetaFormat));
  if (!absl::SimpleAtoi(format, &facts.format)) return DamagedBackup("its format is no number");
  ASSIGN_OR_RETURN(facts.store_id, copy.Meta(kMetaStoreId));
  if (facts.format > kFormat) return facts;
  ASSIGN_OR_RETURN(facts.position, copy.LastPosition());
  return facts;
}

absl::Status RestoreDatabase(const std::string& folder, uint32_t id, const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine, OpenReader(folder));
  RETURN_IF_ERROR(FromBackup(engine->RestoreDBFromBackup(rocksdb::RestoreOptions(), id, path, path),
                             "restoring"));
  std::unique_ptr<rocksdb::Directory> restored;
  RETURN_IF_ERROR(FromRocks(rocksdb::Env::Default()->NewDirectory(path, &restored),
                            "opening the restored folder"));
  return FromRocks(restored->Fsync(), "syncing the restored folder");
}

absl::Status KeepDatabaseBackups(const std::string& folder, absl::Span<const uint32_t> ids) {
  ASSIGN_OR_RETURN(const std::unique_ptr<rocksdb::BackupEngine> engine,
                   OpenEngine(folder, rocksdb::Env::Default()));
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  std::vector<rocksdb::BackupID> there;
  engine->GetCorruptedBackups(&there);
  for (const rocksdb::BackupInfo& info : infos) there.push_back(info.backup_id);
  for (const rocksdb::BackupID id : there) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    RETURN_IF_ERROR(FromBackup(engine->DeleteBackup(id), "removing a backup"));
  }
  return FromBackup(engine->GarbageCollect(), "removing what is left of backups");
}

}  // namespace logboek::storage
