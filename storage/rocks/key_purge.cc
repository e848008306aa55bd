#include "storage/rocks/key_purge.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/schema.h"

namespace logboek::storage {
namespace {

// A reader that still looks into an old file is done with it within microseconds.
constexpr int kLooksMax = 200;
constexpr int kLookMicros = 10'000;

// The write-ahead logs and the tables of keys that are there.
absl::StatusOr<std::vector<std::string>> FilesWithKeys(const Store& store) {
  std::vector<std::string> files;
  std::vector<std::string> names;
  const std::string& folder = store.db()->GetName();
  RETURN_IF_ERROR(FromRocks(store.env()->GetChildren(folder, &names), "looking for old logs"));
  for (const std::string& name : names) {
    if (absl::EndsWith(name, ".log")) files.push_back(absl::StrCat(folder, "/", name));
  }
  rocksdb::ColumnFamilyMetaData tables;
  store.db()->GetColumnFamilyMetaData(store.family(FamilyId::kKeys), &tables);
  for (const rocksdb::LevelMetaData& level : tables.levels) {
    for (const rocksdb::SstFileMetaData& table : level.files) {
      files.push_back(absl::StrCat(folder, table.name));
    }
  }
  return files;
}

// Every family, for what one of them has not written into a table yet keeps a log alive for all.
absl::Status FlushAll(const Store& store) {
  rocksdb::DB* const db = store.db();
  // So that there is something to flush, and the newest log is ended too.
  RETURN_IF_ERROR(FromRocks(
      db->Put(rocksdb::WriteOptions(), store.family(FamilyId::kMeta), kMetaPurge, ""), "a mark"));
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (const Family& family : kFamilies) families.push_back(store.family(family.id));
  return FromRocks(db->Flush(rocksdb::FlushOptions(), families), "writing out before a purge");
}

absl::Status CompactKeys(const Store& store) {
  rocksdb::CompactRangeOptions options;
  // The last level too: a value that was put and deleted may have met its end on the way only.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.exclusive_manual_compaction = false;
  return FromRocks(
      store.db()->CompactRange(options, store.family(FamilyId::kKeys), nullptr, nullptr),
      "writing the keys anew");
}

// RocksDB deletes old files when it gets to it; this is when.
absl::Status DeleteOldFiles(rocksdb::DB* db) {
  RETURN_IF_ERROR(FromRocks(db->DisableFileDeletions(), "deleting old files"));
  return FromRocks(db->EnableFileDeletions(/*force=*/false), "deleting old files");
}

absl::Status AwaitGone(const Store& store, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    int looks = 0;
    while (!store.env()->FileExists(file).IsNotFound()) {
      if (++looks > kLooksMax) {
        return base::MakeError(absl::StatusCode::kUnavailable, "KEYS_NOT_PURGED",
                               absl::StrCat(file,
                                            " may hold a destroyed key and is still in use; "
                                            "try again"));
      }
      store.env()->SleepForMicroseconds(kLookMicros);
      RETURN_IF_ERROR(DeleteOldFiles(store.db()));
    }
  }
  return absl::OkStatus();
}

// Else a file could come back after the loss of power.
absl::Status SyncFolder(const Store& store) {
  std::unique_ptr<rocksdb::Directory> folder;
  RETURN_IF_ERROR(FromRocks(store.env()->NewDirectory(store.db()->GetName(), &folder),
                            "opening the store's folder"));
  return FromRocks(folder->Fsync(), "syncing the store's folder");
}

}  // namespace

absl::StatusOr<bool> PurgeIsWanted(const Store& store) {
  std::string value;
  const rocksdb::Status status =
      store.db()->Get(rocksdb::ReadOptions(), store.family(FamilyId::kMeta), kMetaPurge, &value);
  if (status.IsNotFound()) return false;
  RETURN_IF_ERROR(FromRocks(status, "looking for a purge"));
  return true;
}

absl::Status PurgeKeys(const Store& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> before, FilesWithKeys(store));
  RETURN_IF_ERROR(FlushAll(store));
  // With the tables that the flush has made, which may hold a key and its end.
  ASSIGN_OR_RETURN(std::vector<std::string> flushed, FilesWithKeys(store));
  RETURN_IF_ERROR(CompactKeys(store));
  RETURN_IF_ERROR(DeleteOldFiles(store.db()));
  RETURN_IF_ERROR(AwaitGone(store, before));
  // Logs are ended by the flush; those of after it hold nothing older.
  std::erase_if(flushed, [](const std::string& file) { return absl::EndsWith(file, ".log"); });
  RETURN_IF_ERROR(AwaitGone(store, flushed));
  return SyncFolder(store);
}

absl::Status TakeBackPurgeMark(const Store& store) {
  rocksdb::WriteOptions options;
  options.sync = true;
  return FromRocks(store.db()->Delete(options, store.family(FamilyId::kMeta), kMetaPurge),
                   "ending a purge");
}

}  // namespace logboek::storage
