#include "storage/rocks/store.h"

#include <rocksdb/cache.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/iterator.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"
#include "storage/store_id.h"

namespace logboek::storage {
namespace {

constexpr size_t kMemtableBytes = size_t{64} << 20;
constexpr uint64_t kWalBytesMax = uint64_t{128} << 20;
constexpr double kBloomBitsPerKey = 10;
constexpr int kLevel0FilesNeverStall = 1 << 20;

rocksdb::DBOptions DatabaseOptions(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.env = env;
  // The default mode stops at the first damaged record and opens with what came before:
  // acknowledged events gone. This one accepts a torn end only.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // What recovery found in the log is written into synced tables before anybody reads it: after a
  // failed sync the page cache may show bytes that the disk has never seen.
  options.avoid_flush_during_recovery = false;
  // A failed sync stays failed until the log is opened again.
  options.max_bgerror_resume_count = 0;
  options.paranoid_checks = true;
  options.max_total_wal_size = kWalBytesMax;
  options.max_background_jobs = 2;
  // Compaction can wait, callers cannot.
  env->LowerThreadPoolCPUPriority(rocksdb::Env::LOW, rocksdb::CpuPriority::kLow)
      .PermitUncheckedError();
  // Counts only, which cost a few nanoseconds; histograms and timers would read the clock.
  options.statistics = rocksdb::CreateDBStatistics();
  options.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.keep_log_file_num = 4;
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptionsOf(const Family& family,
                                             const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  // One compression on every level: tables of ascending positions then move down without being
  // rewritten.
  options.compression = rocksdb::kLZ4Compression;
  switch (family.id) {
    case FamilyId::kEvents:
      // Read in order and always there: large blocks, no filter.
      table.block_size = 16 << 10;
      options.write_buffer_size = kMemtableBytes;
      break;
    case FamilyId::kKeys:
    case FamilyId::kDedupe:
      // Asked for by key, and nearly every push is new: the filter answers from memory.
      table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
      break;
    case FamilyId::kTags:
    case FamilyId::kMeta:
      break;
  }
  if (family.rebuildable || family.id == FamilyId::kMeta) {
    // Filled by checkpoints only. Their compaction may lag; it must never slow an append.
    options.level0_slowdown_writes_trigger = kLevel0FilesNeverStall;
    options.level0_stop_writes_trigger = kLevel0FilesNeverStall;
    options.soft_pending_compaction_bytes_limit = 0;
    options.hard_pending_compaction_bytes_limit = 0;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

absl::Status NotAStore(absl::string_view path, absl::string_view why) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_A_STORE",
                         absl::StrCat(path, " is not a store of this program: ", why,
                                      "; name a store, or a folder that is missing or empty"));
}

absl::Status TooNew(uint32_t format) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "STORE_TOO_NEW",
      absl::StrCat("the store has format ", format, ", this program knows up to ", kFormat,
                   "; run a newer program"),
      {{"format", absl::StrCat(format)}, {"limit", absl::StrCat(kFormat)}});
}

// What may lie in a folder whose store was begun but never finished, or that was just made.
bool MayPrecedeAStore(absl::string_view name) {
  return name == "." || name == ".." || name == "lost+found" || name == "LOCK" ||
         name == "IDENTITY" || absl::StartsWith(name, "LOG") ||
         absl::StartsWith(name, "MANIFEST-") || absl::EndsWith(name, ".dbtmp");
}

const Family* FindFamily(absl::string_view name) {
  for (const Family& family : kFamilies) {
    if (name == family.name) return &family;
  }
  return nullptr;
}

std::unique_ptr<rocksdb::Env> MakeEnv(const std::shared_ptr<rocksdb::FileSystem>& file_system) {
  return file_system == nullptr ? nullptr : rocksdb::NewCompositeEnv(file_system);
}

}  // namespace

Store::Store(const RocksLogOptions& options)
    : path_(options.path),
      indexer_version_(options.indexer_version),
      own_env_(MakeEnv(options.file_system)),
      env_(own_env_ == nullptr ? rocksdb::Env::Default() : own_env_.get()),
      db_options_(DatabaseOptions(env_)),
      families_(kFamilyCount, nullptr) {
  const auto cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  for (const Family& family : kFamilies) {
    CHECK_EQ(family_options_.size(), static_cast<size_t>(family.id));
    family_options_.push_back(FamilyOptionsOf(family, cache));
  }
}

Store::~Store() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    if (family != nullptr) db_->DestroyColumnFamilyHandle(family);
  }
  if (unused_family_ != nullptr) db_->DestroyColumnFamilyHandle(unused_family_);
  // Nothing is lost by an error here: what was acknowledged was synced then.
  db_->Close().PermitUncheckedError();
}

rocksdb::Options Store::FamilyOptions(FamilyId id) const {
  return rocksdb::Options(db_options_, family_options_[static_cast<size_t>(id)]);
}

std::string Store::building_folder() const { return absl::StrCat(path_, "/building"); }

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const RocksLogOptions& options) {
  std::unique_ptr<Store> store(new Store(options));
  RETURN_IF_ERROR(store->OpenDatabase());
  RETURN_IF_ERROR(store->CheckIdentity());
  RETURN_IF_ERROR(store->CreateMissingFamilies());
  if (store->store_id_.empty()) RETURN_IF_ERROR(store->BeginStore());
  RETURN_IF_ERROR(store->PrepareDerived());
  RETURN_IF_ERROR(FromRocks(store->env_->CreateDirIfMissing(store->building_folder()),
                            "making the folder for new tables"));
  return store;
}

absl::Status Store::OpenDatabase() {
  if (!env_->FileExists(absl::StrCat(path_, "/CURRENT")).ok()) {
    RETURN_IF_ERROR(CheckFolderIsFree());
    db_options_.create_if_missing = true;
    return OpenFamilies({kUnusedFamily});
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> names, FamiliesOnDisk());
  return OpenFamilies(names);
}

absl::Status Store::CheckFolderIsFree() const {
  if (env_->FileExists(path_).IsNotFound()) return absl::OkStatus();
  std::vector<std::string> names;
  const rocksdb::Status status = env_->GetChildren(path_, &names);
  if (!status.ok()) return NotAStore(path_, status.ToString());
  for (const std::string& name : names) {
    if (!MayPrecedeAStore(name)) return NotAStore(path_, absl::StrCat("it holds ", name));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Store::FamiliesOnDisk() const {
  std::vector<std::string> names;
  RETURN_IF_ERROR(FromRocks(rocksdb::DB::ListColumnFamilies(db_options_, path_, &names),
                            "listing the families"));
  for (const std::string& name : names) {
    if (name != kUnusedFamily && FindFamily(name) == nullptr) return StrangeFamily(names, name);
  }
  return names;
}

absl::Status Store::StrangeFamily(const std::vector<std::string>& names,
                                  absl::string_view strange) const {
  const absl::Status not_ours =
      NotAStore(path_, absl::StrCat("it holds the unknown column family ", strange));
  // Only to read its format: a newer program's store must stay as it is.
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, rocksdb::Options());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(db_options_, path_, descriptors, &handles, &opened).ok()) {
    return not_ours;
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::string format;
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    if (handle->GetName() == kFamilies[static_cast<size_t>(FamilyId::kMeta)].name) {
      db->Get(rocksdb::ReadOptions(), handle, kMetaFormat, &format).PermitUncheckedError();
    }
    db->DestroyColumnFamilyHandle(handle);
  }
  uint32_t number = 0;
  return absl::SimpleAtoi(format, &number) && number > kFormat ? TooNew(number) : not_ours;
}

absl::Status Store::OpenFamilies(const std::vector<std::string>& names) {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) {
    const Family* family = FindFamily(name);
    descriptors.emplace_back(name, family == nullptr
                                       ? rocksdb::ColumnFamilyOptions()
                                       : family_options_[static_cast<size_t>(family->id)]);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromOpening(rocksdb::DB::Open(db_options_, path_, descriptors, &handles, &db)));
  db_.reset(db);
  for (size_t i = 0; i < names.size(); ++i) {
    const Family* family = FindFamily(names[i]);
    (family == nullptr ? unused_family_ : families_[static_cast<size_t>(family->id)]) = handles[i];
  }
  return absl::OkStatus();
}

absl::Status Store::CheckIdentity() {
  std::string format;
  if (family(FamilyId::kMeta) != nullptr) {
    ASSIGN_OR_RETURN(format, Meta(kMetaFormat));
  }
  if (format.empty()) {
    // A store that was begun but not finished has its families, perhaps not all, and nothing in
    // them.
    std::vector<rocksdb::ColumnFamilyHandle*> all = families_;
    all.push_back(unused_family_);
    for (rocksdb::ColumnFamilyHandle* one : all) {
      if (one == nullptr) continue;
      ASSIGN_OR_RETURN(const bool empty, IsEmpty(one));
      if (!empty)
        return NotAStore(path_,
                         absl::StrCat("the family ", one->GetName(), " has data but no format"));
    }
    return absl::OkStatus();
  }
  uint32_t number = 0;
  if (!absl::SimpleAtoi(format, &number)) return Damaged("the format is not a number");
  if (number > kFormat) return TooNew(number);
  ASSIGN_OR_RETURN(store_id_, Meta(kMetaStoreId));
  if (store_id_.empty()) return Damaged("the store has no id");
  for (const Family& one : kFamilies) {
    if (!one.rebuildable && family(one.id) == nullptr) {
      return Damaged(absl::StrCat("the column family ", one.name, " is missing"));
    }
  }
  return absl::OkStatus();
}

absl::Status Store::CreateMissingFamilies() {
  bool derived_missing = false;
  for (const Family& one : kFamilies) {
    if (family(one.id) != nullptr) continue;
    if (one.rebuildable && !store_id_.empty()) {
      derived_missing = true;
    } else {
      RETURN_IF_ERROR(Create(one.id));
    }
  }
  return derived_missing ? ResetDerived() : absl::OkStatus();
}

absl::Status Store::BeginStore() {
  store_id_ = NewStoreId();
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* meta = family(FamilyId::kMeta);
  // One batch: a store has both or is not yet a store.
  RETURN_IF_ERROR(FromRocks(batch.Put(meta, kMetaFormat, absl::StrCat(kFormat)), "format"));
  RETURN_IF_ERROR(FromRocks(batch.Put(meta, kMetaStoreId, store_id_), "store id"));
  RETURN_IF_ERROR(FromRocks(batch.Put(meta, kMetaDerived, DerivedVersion()), "derived version"));
  rocksdb::WriteOptions write;
  write.sync = true;
  RETURN_IF_ERROR(FromRocks(db_->Write(write, &batch), "beginning the store"));
  return FromRocks(db_->Flush(rocksdb::FlushOptions(), meta), "beginning the store");
}

absl::Status Store::PrepareDerived() {
  ASSIGN_OR_RETURN(const std::string version, Meta(kMetaDerived));
  ASSIGN_OR_RETURN(const std::string checkpoint, Meta(kMetaCheckpoint));
  checkpoint_ = DecodePosition(checkpoint).value_or(0);
  if (version != DerivedVersion()) return ResetDerived();
  if (checkpoint_ > 0) return absl::OkStatus();
  // Position 0 promises empty families; a reset that was interrupted may have left them full.
  for (const Family& one : kFamilies) {
    if (!one.rebuildable) continue;
    ASSIGN_OR_RETURN(const bool empty, IsEmpty(family(one.id)));
    if (!empty) return ResetDerived();
  }
  return absl::OkStatus();
}

absl::Status Store::ResetDerived() {
  // First the promise is taken back, then the families go: interrupted anywhere, the next start
  // does it again.
  checkpoint_ = 0;
  RETURN_IF_ERROR(PutMeta(kMetaCheckpoint, EncodePosition(0)));
  for (const Family& one : kFamilies) {
    rocksdb::ColumnFamilyHandle*& handle = families_[static_cast<size_t>(one.id)];
    if (!one.rebuildable) continue;
    if (handle != nullptr) {
      RETURN_IF_ERROR(FromRocks(db_->DropColumnFamily(handle), "dropping a derived family"));
      db_->DestroyColumnFamilyHandle(handle);
      handle = nullptr;
    }
    RETURN_IF_ERROR(Create(one.id));
  }
  return PutMeta(kMetaDerived, DerivedVersion());
}

absl::Status Store::Create(FamilyId id) {
  const Family& made = kFamilies[static_cast<size_t>(id)];
  return FromRocks(db_->CreateColumnFamily(family_options_[static_cast<size_t>(id)], made.name,
                                           &families_[static_cast<size_t>(id)]),
                   absl::StrCat("making the column family ", made.name));
}

absl::StatusOr<std::string> Store::Meta(absl::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), family(FamilyId::kMeta), ToSlice(key), &value);
  if (status.IsNotFound()) return std::string();
  RETURN_IF_ERROR(FromRocks(status, "reading meta"));
  return value;
}

absl::Status Store::PutMeta(absl::string_view key, absl::string_view value) {
  rocksdb::WriteOptions write;
  write.sync = true;
  RETURN_IF_ERROR(FromRocks(db_->Put(write, family(FamilyId::kMeta), ToSlice(key), ToSlice(value)),
                            "writing meta"));
  // Checkpoints bring tables for this family; none may meet an older entry that is still in memory.
  return FromRocks(db_->Flush(rocksdb::FlushOptions(), family(FamilyId::kMeta)), "writing meta");
}

absl::StatusOr<bool> Store::IsEmpty(rocksdb::ColumnFamilyHandle* family) const {
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), family));
  it->SeekToFirst();
  RETURN_IF_ERROR(FromRocks(it->status(), "looking into a family"));
  return !it->Valid();
}

std::string Store::DerivedVersion() const {
  return absl::StrCat(kDerivedVersion, ".", indexer_version_);
}

}  // namespace logboek::storage
