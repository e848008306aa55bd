#include "storage/rocks/rocks_side_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/iterator.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <atomic>
#include <utility>

#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/rocks_backup.h"
#include "storage/side_check.h"

namespace logboek::storage {
namespace {

// Small on purpose: the memory of the machine belongs to the register.
constexpr size_t kSideMemtableBytes = size_t{4} << 20;
constexpr size_t kSideCacheBytes = size_t{8} << 20;
constexpr double kSideBloomBitsPerKey = 10;

rocksdb::Options SideOptions(rocksdb::Env* env) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kSideCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kSideBloomBitsPerKey));
  table.format_version = 5;
  rocksdb::Options options;
  options.env = env;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = kSideMemtableBytes;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // As for the log: a torn end is accepted, damage before it is not.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.paranoid_checks = true;
  // A write that failed is mended by opening again, not behind our back.
  options.max_bgerror_resume_count = 0;
  options.max_background_jobs = 2;
  // Compaction can wait, callers cannot.
  env->LowerThreadPoolCPUPriority(rocksdb::Env::LOW, rocksdb::CpuPriority::kLow)
      .PermitUncheckedError();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.keep_log_file_num = 2;
  return options;
}

// A synced write of nothing. RocksDB's own FlushWAL dies on a file that another thread just failed
// to write.
rocksdb::Status SyncAll(rocksdb::DB* db) {
  rocksdb::WriteBatch nothing;
  nothing.PutLogData("flush").PermitUncheckedError();
  rocksdb::WriteOptions options;
  options.sync = true;
  return db->Write(options, &nothing);
}

class RocksSideStore final : public SideStore {
 public:
  RocksSideStore(std::string path, std::shared_ptr<rocksdb::FileSystem> file_system)
      : path_(std::move(path)),
        own_env_(file_system == nullptr ? nullptr : rocksdb::NewCompositeEnv(file_system)),
        options_(SideOptions(own_env_ == nullptr ? rocksdb::Env::Default() : own_env_.get())) {}

  ~RocksSideStore() override {
    base::WriterLock lock(&mutex_);
    Close();
  }

  // Once, before anything else.
  absl::Status Start() {
    base::WriterLock lock(&mutex_);
    return Open();
  }

  absl::Status Write(const SideWrite& write) override;
  absl::StatusOr<std::optional<std::string>> Find(absl::string_view key) const override;
  absl::StatusOr<std::vector<SideEntry>> Scan(const SideScan& scan) const override;
  absl::Status EraseRange(absl::string_view from, absl::string_view until) override;
  absl::Status Flush() override;
  absl::StatusOr<DatabaseBackup> BackUp(const BackupOptions& options) override;

 private:
  absl::Status Open() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Close() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Opens the database again when a write has failed.
  absl::Status Mend() ABSL_LOCKS_EXCLUDED(mutex_);
  // Runs `change` on the open database, and remembers when it fails.
  template <typename Change>
  absl::Status Do(absl::string_view doing, Change change) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status CheckOpen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const std::unique_ptr<rocksdb::Env> own_env_;
  const rocksdb::Options options_;
  // Shared by whoever uses the database, held alone to open and close it.
  mutable base::SharedMutex mutex_;
  std::unique_ptr<rocksdb::DB> db_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> failed_ = false;
};

absl::Status RocksSideStore::Open() {
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromOpening(rocksdb::DB::Open(options_, path_, &db)));
  db_.reset(db);
  failed_ = false;
  return absl::OkStatus();
}

void RocksSideStore::Close() {
  if (db_ == nullptr) return;
  const rocksdb::Status flushed = SyncAll(db_.get());
  if (!flushed.ok()) {
    base::LogWarning("a side store is closed unflushed", {{"error", flushed.ToString()}});
  }
  db_->Close().PermitUncheckedError();
  db_.reset();
}

absl::Status RocksSideStore::Mend() {
  if (!failed_) return absl::OkStatus();
  base::WriterLock lock(&mutex_);
  if (!failed_) return absl::OkStatus();
  Close();
  return Open();
}

absl::Status RocksSideStore::CheckOpen() const {
  if (db_ != nullptr) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED",
                         "the side store could not be opened again after a failure");
}

template <typename Change>
absl::Status RocksSideStore::Do(absl::string_view doing, Change change) {
  RETURN_IF_ERROR(Mend());
  base::ReaderLock lock(&mutex_);
  RETURN_IF_ERROR(CheckOpen());
  const rocksdb::Status status = change(db_.get());
  if (!status.ok()) failed_ = true;
  return FromRocks(status, doing);
}

absl::Status RocksSideStore::Write(const SideWrite& write) {
  RETURN_IF_ERROR(CheckSideWrite(write));
  rocksdb::WriteBatch batch;
  for (const SideEntry& entry : write.put) {
    RETURN_IF_ERROR(FromRocks(batch.Put(entry.key, entry.value), "writing beside the log"));
  }
  for (const std::string& key : write.erase) {
    RETURN_IF_ERROR(FromRocks(batch.Delete(key), "writing beside the log"));
  }
  rocksdb::WriteOptions options;
  options.sync = write.durable;
  return Do("writing beside the log", [&](rocksdb::DB* db) { return db->Write(options, &batch); });
}

absl::StatusOr<std::optional<std::string>> RocksSideStore::Find(absl::string_view key) const {
  base::ReaderLock lock(&mutex_);
  RETURN_IF_ERROR(CheckOpen());
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  RETURN_IF_ERROR(FromRocks(status, "finding beside the log"));
  return std::optional<std::string>(std::move(value));
}

absl::StatusOr<std::vector<SideEntry>> RocksSideStore::Scan(const SideScan& scan) const {
  std::vector<SideEntry> found;
  if (!scan.until.empty() && scan.until <= scan.from) return found;
  base::ReaderLock lock(&mutex_);
  RETURN_IF_ERROR(CheckOpen());
  const rocksdb::Slice from = ToSlice(scan.from);
  const rocksdb::Slice until = ToSlice(scan.until);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &from;
  if (!scan.until.empty()) options.iterate_upper_bound = &until;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
  scan.backwards ? it->SeekToLast() : it->SeekToFirst();
  while (it->Valid() && found.size() < scan.entries_max) {
    found.push_back({it->key().ToString(), it->value().ToString()});
    scan.backwards ? it->Prev() : it->Next();
  }
  RETURN_IF_ERROR(FromRocks(it->status(), "scanning beside the log"));
  return found;
}

absl::Status RocksSideStore::EraseRange(absl::string_view from, absl::string_view until) {
  if (from >= until) return absl::OkStatus();
  const rocksdb::Slice first = ToSlice(from);
  const rocksdb::Slice end = ToSlice(until);
  return Do("erasing beside the log", [&](rocksdb::DB* db) {
    const rocksdb::Status erased =
        db->DeleteRange(rocksdb::WriteOptions(), db->DefaultColumnFamily(), first, end);
    // What is erased is to leave the disk, and nobody erases often.
    return erased.ok() ? db->CompactRange(rocksdb::CompactRangeOptions(), &first, &end) : erased;
  });
}

absl::Status RocksSideStore::Flush() { return Do("flushing beside the log", SyncAll); }

absl::StatusOr<DatabaseBackup> RocksSideStore::BackUp(const BackupOptions& options) {
  DatabaseBackup backup;
  {
    base::ReaderLock lock(&mutex_);
    RETURN_IF_ERROR(CheckOpen());
    ASSIGN_OR_RETURN(backup, CopyDatabase(db_.get(), options_.env, options));
  }
  RETURN_IF_ERROR(VerifyDatabaseBackup(options.folder, backup.id));
  return backup;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SideStore>> OpenRocksSideStore(
    std::string path, std::shared_ptr<rocksdb::FileSystem> file_system) {
  auto store = std::make_unique<RocksSideStore>(std::move(path), std::move(file_system));
  RETURN_IF_ERROR(store->Start());
  return std::unique_ptr<SideStore>(std::move(store));
}

}  // namespace logboek::storage
