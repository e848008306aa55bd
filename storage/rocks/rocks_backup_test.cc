#include "storage/rocks/rocks_backup.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "storage/memory/memory_side_store.h"
#include "storage/rocks/rocks_log.h"
#include "storage/rocks/rocks_side_store.h"
#include "storage/rocks/schema.h"
#include "storage/testing/fault_file_system.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

namespace fs = std::filesystem;
using base::Refuses;

bool GoOn(uint64_t) { return true; }

uint64_t BytesBelow(const std::string& folder) {
  uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

class RocksBackupTest : public testing::Test {
 protected:
  RocksBackupTest() {
    options_.path = folder_.Sub("store");
    options_.indexer = IndexTestRecord;
    options_.file_system = faults_;
    log_ = *OpenRocksLog(options_);
  }

  void AppendNumbered(uint64_t count) {
    ASSERT_OK(log_->Append(NumberedGroup(log_->head(), count)));
  }
  // Events that no compression makes smaller, 1 MiB in all.
  void AppendMegabyte() {
    std::vector<TestRecord> records;
    for (int i = 0; i < 256; ++i) {
      std::string payload(4'096, '\0');
      for (char& c : payload) c = static_cast<char>(random_());
      records.push_back(PlainRecord(payload));
    }
    ASSERT_OK(log_->Append(TestGroup(log_->head(), records)));
  }
  absl::StatusOr<LogBackup> BackUp(std::function<bool(uint64_t)> go_on = GoOn) {
    return log_->BackUp({.folder = backups_, .go_on = std::move(go_on)});
  }
  // The log of the copy, restored beside the other one.
  std::unique_ptr<EventLog> Restore(uint32_t id) {
    RocksLogOptions options;
    options.path = folder_.Sub("restored");
    options.indexer = IndexTestRecord;
    fs::remove_all(options.path);
    EXPECT_OK(RestoreDatabase(backups_, id, options.path));
    return *OpenRocksLog(options);
  }

  TempFolder folder_;
  const std::string backups_ = folder_.Sub("backups");
  std::mt19937 random_{7};
  const std::shared_ptr<FaultFileSystem> faults_ = std::make_shared<FaultFileSystem>();
  RocksLogOptions options_;
  std::unique_ptr<EventLog> log_;
};

TEST_F(RocksBackupTest, HoldsTheEventsUpToItsPositionAndNoMore) {
  AppendNumbered(300);
  AppendRequest with_key = NumberedGroup(log_->head(), 1);
  with_key.keys = {{"person", "wrapped"}};
  ASSERT_OK(log_->Append(with_key));
  ASSERT_OK_AND_ASSIGN(const LogBackup backup, BackUp());
  EXPECT_EQ(backup.facts.position, 301u);
  EXPECT_EQ(backup.facts.store_id, log_->store_id());
  EXPECT_EQ(backup.facts.format, kFormat);
  AppendNumbered(100);

  const auto restored = Restore(backup.database.id);
  EXPECT_EQ(restored->head().value, 301u);
  EXPECT_EQ(restored->store_id(), log_->store_id());
  EXPECT_EQ(WrongInNumberedLog(*restored), "");
  ASSERT_OK_AND_ASSIGN(const auto key, restored->FindKey("person"));
  EXPECT_EQ(key, "wrapped");
  // It goes on where it was.
  ASSERT_OK(restored->Append(NumberedGroup(restored->head(), 10)));
  EXPECT_EQ(WrongInNumberedLog(*restored), "");
}

TEST_F(RocksBackupTest, IsTakenWhileEventsAreAppended) {
  AppendNumbered(1);
  std::atomic<bool> enough = false;
  std::atomic<uint64_t> head = 1;
  std::thread writer([&] {
    while (!enough) {
      ASSERT_OK(log_->Append(NumberedGroup(log_->head(), 16)));
      head = log_->head().value;
    }
  });
  for (int round = 0; round < 5; ++round) {
    const uint64_t before = head;
    const absl::StatusOr<LogBackup> backup = BackUp();
    EXPECT_OK(backup);
    if (!backup.ok()) break;
    EXPECT_GE(backup->facts.position, before);
    const auto restored = Restore(backup->database.id);
    EXPECT_EQ(restored->head().value, backup->facts.position);
    EXPECT_EQ(WrongInNumberedLog(*restored), "");
  }
  enough = true;
  writer.join();
}

TEST_F(RocksBackupTest, CopiesOnlyWhatIsNew) {
  for (int i = 0; i < 8; ++i) AppendMegabyte();
  ASSERT_OK(BackUp());
  const uint64_t first = BytesBelow(backups_);
  EXPECT_GT(first, 8u << 20);
  AppendNumbered(10);
  ASSERT_OK_AND_ASSIGN(const LogBackup second, BackUp());
  EXPECT_LT(BytesBelow(backups_) - first, first / 20);
  EXPECT_GT(second.database.bytes, 8u << 20) << "and is whole all the same";
}

TEST_F(RocksBackupTest, AFileThatChangedIsTold) {
  AppendMegabyte();
  ASSERT_OK_AND_ASSIGN(const LogBackup backup, BackUp());
  ASSERT_OK(VerifyDatabaseBackup(backups_, backup.database.id));
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(backups_)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const std::string path = entry.path();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
    file.seekg(middle);
    const char was = static_cast<char>(file.get());
    file.seekp(middle);
    file.put(static_cast<char>(was ^ 1));
    file.flush();
    EXPECT_THAT(VerifyDatabaseBackup(backups_, backup.database.id), Refuses("BACKUP_DAMAGED"))
        << path;
    EXPECT_THAT(RestoreDatabase(backups_, backup.database.id, folder_.Sub("restored")),
                Refuses("BACKUP_DAMAGED"))
        << path;
    file.seekp(middle);
    file.put(was);
    ++files;
  }
  EXPECT_GE(files, 5) << "tables, the manifest, and what says what belongs to the copy";
  ASSERT_OK(VerifyDatabaseBackup(backups_, backup.database.id));
}

TEST_F(RocksBackupTest, AFileThatIsMissingIsTold) {
  AppendMegabyte();
  ASSERT_OK_AND_ASSIGN(const LogBackup backup, BackUp());
  for (const auto& entry : fs::directory_iterator(backups_ + "/shared_checksum")) {
    fs::remove(entry.path());
    break;
  }
  EXPECT_THAT(VerifyDatabaseBackup(backups_, backup.database.id), Refuses("BACKUP_DAMAGED"));
  EXPECT_THAT(ReadLogBackup(backups_, backup.database.id), Refuses("BACKUP_DAMAGED"));
}

TEST_F(RocksBackupTest, AFullDiskLeavesEarlierBackups) {
  AppendNumbered(50);
  ASSERT_OK_AND_ASSIGN(const LogBackup first, BackUp());
  AppendNumbered(50);
  faults_->FailNewFilesBelow(backups_);
  EXPECT_THAT(BackUp(), Refuses("DISK_FAILED"));
  ASSERT_OK(VerifyDatabaseBackup(backups_, first.database.id));
  EXPECT_EQ(Restore(first.database.id)->head().value, 50u);
  // The log itself never noticed.
  AppendNumbered(1);
  faults_->FailNewFilesBelow("");
  ASSERT_OK_AND_ASSIGN(const LogBackup second, BackUp());
  EXPECT_EQ(second.facts.position, 101u);
}

TEST_F(RocksBackupTest, OneThatIsBrokenOffLeavesNothing) {
  AppendNumbered(50);
  ASSERT_OK_AND_ASSIGN(const LogBackup first, BackUp());
  for (int i = 0; i < 8; ++i) AppendMegabyte();
  EXPECT_THAT(BackUp([](uint64_t) { return false; }), Refuses("BACKUP_BROKEN_OFF"));
  EXPECT_THAT(BackUp([](uint64_t bytes) { return bytes < (2u << 20); }),
              Refuses("BACKUP_BROKEN_OFF"));
  const uint32_t keep[] = {first.database.id};
  ASSERT_OK(KeepDatabaseBackups(backups_, keep));
  EXPECT_LT(BytesBelow(backups_), 1u << 20);
  EXPECT_EQ(Restore(first.database.id)->head().value, 50u);
  ASSERT_OK(BackUp());
}

TEST_F(RocksBackupTest, OnesThatAreNotKeptGo) {
  std::vector<uint32_t> ids;
  for (int i = 0; i < 3; ++i) {
    AppendNumbered(10);
    ASSERT_OK_AND_ASSIGN(const LogBackup backup, BackUp());
    ids.push_back(backup.database.id);
  }
  const uint32_t keep[] = {ids[1]};
  ASSERT_OK(KeepDatabaseBackups(backups_, keep));
  EXPECT_THAT(VerifyDatabaseBackup(backups_, ids[0]), Refuses("BACKUP_DAMAGED"));
  EXPECT_THAT(VerifyDatabaseBackup(backups_, ids[2]), Refuses("BACKUP_DAMAGED"));
  EXPECT_EQ(Restore(ids[1])->head().value, 20u);
}

TEST_F(RocksBackupTest, WhileFilesAreCopiedNoneIsPurged) {
  AppendRequest group = NumberedGroup(log_->head(), 1);
  group.keys = {{"person", "wrapped"}};
  ASSERT_OK(log_->Append(group));
  ASSERT_OK(log_->ChangeKeys({.destroyed = {"person"}}));
  absl::Status meanwhile;
  absl::Status another;
  ASSERT_OK(BackUp([&](uint64_t) {
    meanwhile = log_->PurgeDestroyedKeys();
    another = log_->BackUp({.folder = backups_, .go_on = GoOn}).status();
    return true;
  }));
  EXPECT_THAT(meanwhile, Refuses("KEYS_NOT_PURGED"));
  EXPECT_THAT(another, Refuses("BACKUP_RUNNING"));
  EXPECT_OK(log_->PurgeDestroyedKeys());
}

TEST_F(RocksBackupTest, OfASideStore) {
  const std::string path = folder_.Sub("side");
  ASSERT_OK_AND_ASSIGN(const auto side, OpenRocksSideStore(path));
  // Not yet durable, and yet seen.
  ASSERT_OK(side->Write({.put = {{"key", "value"}}, .durable = false}));
  ASSERT_OK_AND_ASSIGN(const DatabaseBackup backup,
                       side->BackUp({.folder = backups_, .go_on = GoOn}));
  ASSERT_OK(side->Write({.put = {{"key", "later"}}}));
  ASSERT_OK(RestoreDatabase(backups_, backup.id, folder_.Sub("restored")));
  ASSERT_OK_AND_ASSIGN(const auto restored, OpenRocksSideStore(folder_.Sub("restored")));
  ASSERT_OK_AND_ASSIGN(const auto value, restored->Find("key"));
  EXPECT_EQ(value, "value");
}

TEST_F(RocksBackupTest, WhatIsInMemoryHasNone) {
  EXPECT_THAT(MemoryEventLog().BackUp({.folder = backups_, .go_on = GoOn}), Refuses("NOT_ON_DISK"));
  EXPECT_THAT(MemorySideStore().BackUp({.folder = backups_, .go_on = GoOn}),
              Refuses("NOT_ON_DISK"));
}

}  // namespace
}  // namespace logboek::storage
