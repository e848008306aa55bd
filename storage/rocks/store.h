// A store that is open: the RocksDB database with its families, checked to be ours.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/statistics.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/rocks/rocks_log.h"
#include "storage/rocks/schema.h"

namespace logboek::storage {

// Thread-safe as RocksDB is. Destroying it closes the database.
class Store {
 public:
  // Opens or makes the store, as OpenRocksLog says. The rebuildable families are there afterwards;
  // they are empty and checkpoint() is 0 when they were missing, half-made or of another version.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const RocksLogOptions& options);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  rocksdb::DB* db() const { return db_.get(); }
  rocksdb::Env* env() const { return env_; }
  // What the database has counted since it was opened.
  const rocksdb::Statistics& statistics() const { return *db_options_.statistics; }
  rocksdb::ColumnFamilyHandle* family(FamilyId id) const {
    return families_[static_cast<size_t>(id)];
  }
  // The options a family was opened with; its sorted tables are built with the same.
  rocksdb::Options FamilyOptions(FamilyId id) const;
  const std::string& store_id() const { return store_id_; }
  // The last position the rebuildable families knew when the store was opened.
  uint64_t checkpoint() const { return checkpoint_; }
  // Where sorted tables are built before they are taken in; made when missing.
  std::string building_folder() const;

 private:
  explicit Store(const RocksLogOptions& options);

  absl::Status OpenDatabase();
  absl::StatusOr<std::vector<std::string>> FamiliesOnDisk() const;
  absl::Status CheckFolderIsFree() const;
  // The refusal of a store that holds a family of this name: it is newer, or not ours.
  absl::Status StrangeFamily(const std::vector<std::string>& names,
                             absl::string_view strange) const;
  absl::Status OpenFamilies(const std::vector<std::string>& names);
  // Refuses what is not ours or newer; writes format and store_id into a store that has nothing
  // yet.
  absl::Status CheckIdentity();
  absl::Status BeginStore();
  absl::Status CreateMissingFamilies();
  absl::Status PrepareDerived();
  absl::Status ResetDerived();
  absl::Status Create(FamilyId id);

  absl::StatusOr<std::string> Meta(absl::string_view key) const;
  absl::Status PutMeta(absl::string_view key, absl::string_view value);
  absl::StatusOr<bool> IsEmpty(rocksdb::ColumnFamilyHandle* family) const;
  std::string DerivedVersion() const;

  const std::string path_;
  const uint32_t indexer_version_;
  std::unique_ptr<rocksdb::Env> own_env_;
  rocksdb::Env* env_;
  rocksdb::DBOptions db_options_;
  std::vector<rocksdb::ColumnFamilyOptions> family_options_;
  std::string store_id_;
  uint64_t checkpoint_ = 0;
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* unused_family_ = nullptr;
  // By FamilyId; null while a family is missing.
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace logboek::storage
