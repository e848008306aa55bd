#include "storage/rocks/rocks_log.h"

#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/clock.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/schema.h"
#include "storage/testing/fault_file_system.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

using ::logboek::base::Refuses;
using ::logboek::base::StatusIs;

class RocksLogTest : public testing::Test {
 protected:
  RocksLogTest() {
    options_.path = folder_.Sub("store");
    options_.indexer = IndexTestRecord;
    options_.block_cache_bytes = 1 << 20;
  }

  void Open() {
    log_.reset();
    auto opened = OpenRocksLog(options_);
    ASSERT_OK(opened);
    log_ = *std::move(opened);
  }
  void OpenWithFaults() {
    faults_ = std::make_shared<FaultFileSystem>();
    options_.file_system = faults_;
    Open();
  }
  void Append(uint64_t groups, uint64_t events_per_group) {
    for (uint64_t i = 0; i < groups; ++i) {
      ASSERT_OK(log_->Append(NumberedGroup(log_->head(), events_per_group)));
    }
  }
  // The error of opening the store.
  absl::Status OpenStatus() { return OpenRocksLog(options_).status(); }

  // As a power cut would leave it: what was synced, no orderly close. The copy becomes the store.
  void CutPower() {
    const std::string copy = folder_.Sub("copy");
    std::filesystem::copy(options_.path, copy, std::filesystem::copy_options::recursive);
    log_.reset();
    std::filesystem::remove_all(options_.path);
    std::filesystem::rename(copy, options_.path);
  }

  // The largest file with this ending.
  std::string FileEnding(absl::string_view ending) const {
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator(options_.path)) {
      if (!absl::EndsWith(entry.path().string(), std::string(ending))) continue;
      if (found.empty() || entry.file_size() > std::filesystem::file_size(found))
        found = entry.path();
    }
    EXPECT_FALSE(found.empty()) << ending;
    return found.string();
  }
  void DamageTwoBytesInTheMiddle(const std::string& path) const {
    const auto middle = static_cast<std::streamoff>(std::filesystem::file_size(path) / 2);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    char bytes[2];
    file.seekg(middle);
    file.read(bytes, 2);
    for (char& byte : bytes) byte = static_cast<char>(~byte);
    file.seekp(middle);
    file.write(bytes, 2);
    ASSERT_TRUE(file.good());
  }

  // Does something to the database behind the log's back.
  void Behind(const std::function<void(rocksdb::DB*,
                                       const std::vector<rocksdb::ColumnFamilyHandle*>&)>& act) {
    log_.reset();
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, options_.path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const std::string& name : names)
      descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, options_.path, descriptors, &handles, &db).ok());
    act(db, handles);
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  }

  const TempFolder folder_;
  RocksLogOptions options_;
  std::shared_ptr<FaultFileSystem> faults_;
  std::unique_ptr<EventLog> log_;
};

TEST_F(RocksLogTest, SyncsOncePerAppend) {
  OpenWithFaults();
  Append(1, 1);
  const uint64_t before = faults_->wal_syncs();
  for (int i = 0; i < 10; ++i) {
    AppendRequest request = NumberedGroup(log_->head(), 20);
    request.keys = {{absl::StrCat("key ", i), "wrapped"}};
    ASSERT_OK(log_->Append(std::move(request)));
  }
  EXPECT_EQ(faults_->wal_syncs(), before + 10);
}

TEST_F(RocksLogTest, TellsOfItsCheckpointAndItsEngine) {
  const absl::Time opened_at = absl::FromUnixSeconds(1'700'000'000);
  base::FakeClock clock(opened_at);
  options_.clock = &clock;
  options_.checkpoint_events = 10;
  Open();
  ASSERT_TRUE(log_->checkpoint().has_value());
  EXPECT_EQ(log_->checkpoint()->position.value, 0u);
  EXPECT_EQ(log_->checkpoint()->at, opened_at);
  const EngineStats before = *log_->engine_stats();
  clock.Advance(absl::Hours(1));
  Append(/*groups=*/3, /*events_per_group=*/4);
  while (log_->checkpoint()->position.value == 0) std::this_thread::yield();
  EXPECT_EQ(log_->checkpoint()->position.value, 12u);
  EXPECT_EQ(log_->checkpoint()->at, opened_at + absl::Hours(1));
  const EngineStats after = *log_->engine_stats();
  EXPECT_EQ(after.wal_syncs - before.wal_syncs, 3u);
  EXPECT_GT(after.wal_bytes, before.wal_bytes);
  EXPECT_GT(after.memtable_bytes, 0u);
  EXPECT_FALSE(after.write_stopped);
  log_.reset();
  options_.clock = nullptr;
}

TEST_F(RocksLogTest, AFailedSyncIsRefusedUntilRecoverSaysWhatIsThere) {
  OpenWithFaults();
  Append(3, 5);
  std::vector<uint64_t> heads;
  const auto subscription = log_->Subscribe([&](Position head) { heads.push_back(head.value); });
  faults_->FailWalSyncs(true);
  EXPECT_THAT(log_->Append(NumberedGroup(Position{15}, 2)),
              StatusIs(absl::StatusCode::kUnavailable));
  faults_->FailWalSyncs(false);
  EXPECT_THAT(log_->Append(NumberedGroup(Position{15}, 2)),
              StatusIs(absl::StatusCode::kUnavailable))
      << "the disk works again, but nobody knows what it kept";
  EXPECT_EQ(log_->head(), Position{15});
  EXPECT_EQ(WrongInNumberedLog(*log_), "") << "what was durable can be read meanwhile";
  EXPECT_THAT(heads, testing::IsEmpty());
  ASSERT_OK(log_->Recover());
  EXPECT_THAT(log_->head().value, testing::AnyOf(15, 17)) << "all of the group or nothing";
  EXPECT_EQ(heads.empty(), log_->head().value == 15);
  Append(2, 5);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
  Open();
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

TEST_F(RocksLogTest, AFailedWriteIsRefusedUntilRecover) {
  options_.checkpoint_events = 4;
  OpenWithFaults();
  Append(3, 5);
  faults_->FailWalAppends(true);
  EXPECT_THAT(log_->Append(NumberedGroup(Position{15}, 2)),
              StatusIs(absl::StatusCode::kUnavailable));
  faults_->FailWalAppends(false);
  EXPECT_THAT(log_->Append(NumberedGroup(Position{15}, 2)), Refuses("DISK_FAILED"));
  ASSERT_OK(log_->Recover());
  EXPECT_EQ(log_->head(), Position{15});
  Append(2, 5);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

TEST_F(RocksLogTest, ReadersGoOnWhileItRecovers) {
  options_.checkpoint_events = 10;
  OpenWithFaults();
  Append(10, 5);
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> pages = 0;
  std::thread reader([&] {
    while (!stop || pages == 0) {
      ReadOptions options;
      options.tags = {NumberedPractice(1)};
      const auto page = log_->Read(options);
      if (!page.ok()) {
        EXPECT_THAT(page, Refuses("LOG_RECOVERING"));
        continue;
      }
      EXPECT_GE(page->events.size(), 50u / 7);
      ++pages;
    }
  });
  for (int round = 0; round < 5; ++round) {
    faults_->FailWalSyncs(true);
    EXPECT_FALSE(log_->Append(NumberedGroup(log_->head(), 1)).ok());
    faults_->FailWalSyncs(false);
    EXPECT_OK(log_->Recover());
  }
  stop = true;
  reader.join();
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

TEST_F(RocksLogTest, AFailedCheckpointLosesNothing) {
  options_.checkpoint_events = 5;
  OpenWithFaults();
  faults_->FailNewTables(true);
  Append(20, 3);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
  faults_->FailNewTables(false);
  Append(20, 3);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
  Open();
  EXPECT_EQ(log_->head(), Position{120});
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

// Keys of many people, in a memtable, in tables of several ages and in write-ahead logs.
class KeyPurgeTest : public RocksLogTest {
 protected:
  // As a wrapped key is: 72 bytes that cannot be compressed, so they are found as they are.
  static std::string Wrapped(uint64_t person) {
    std::mt19937_64 random(person);
    std::string bytes;
    while (bytes.size() < 72) bytes.push_back(static_cast<char>(random()));
    return bytes;
  }

  void AppendPerson(uint64_t person) {
    AppendRequest request = NumberedGroup(log_->head(), 1);
    request.keys = {{absl::StrCat("person-", person), Wrapped(person)}};
    ASSERT_OK(log_->Append(std::move(request)));
  }
  absl::Status Destroy(uint64_t person) {
    AppendRequest request = NumberedGroup(log_->head(), 1);
    request.destroyed_keys = {absl::StrCat("person-", person)};
    return log_->Append(std::move(request));
  }

  // Files of the store that hold these bytes.
  std::vector<std::string> FilesWith(absl::string_view bytes) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options_.path)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(file), {}};
      if (absl::StrContains(content, bytes)) found.push_back(entry.path().filename().string());
    }
    return found;
  }
};

TEST_F(KeyPurgeTest, ADestroyedKeyStandsInNoFile) {
  options_.checkpoint_events = 4;
  Open();
  for (uint64_t person = 1; person <= 3; ++person) AppendPerson(person);
  // Opening writes the log into tables; the next keys are in a log only.
  Open();
  for (uint64_t person = 4; person <= 6; ++person) AppendPerson(person);
  for (const uint64_t person : {1, 5}) {
    EXPECT_THAT(FilesWith(Wrapped(person)), testing::Not(testing::IsEmpty()));
    ASSERT_OK(Destroy(person));
    EXPECT_THAT(FilesWith(Wrapped(person)), testing::Not(testing::IsEmpty())) << "only hidden";
  }
  ASSERT_OK(log_->PurgeDestroyedKeys());
  for (const uint64_t person : {1, 5}) {
    EXPECT_THAT(FilesWith(Wrapped(person)), testing::IsEmpty());
  }
  for (const uint64_t person : {2, 6}) {
    EXPECT_THAT(FilesWith(Wrapped(person)), testing::SizeIs(1));
    EXPECT_THAT(log_->FindKey(absl::StrCat("person-", person)),
                base::IsOkAndHolds(testing::Optional(Wrapped(person))));
  }
  AppendPerson(7);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
  Open();
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::IsEmpty());
}

TEST_F(KeyPurgeTest, AReplacedFormStandsInNoFile) {
  Open();
  AppendPerson(1);
  ASSERT_OK(log_->ChangeKeys({.replaced = {{"person-1", "another form"}}}));
  ASSERT_OK(log_->PurgeDestroyedKeys());
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::IsEmpty());
  EXPECT_THAT(FilesWith("another form"), testing::SizeIs(1));
}

TEST_F(KeyPurgeTest, AnOwedPurgeIsNotForgotten) {
  Open();
  AppendPerson(1);
  ASSERT_OK(Destroy(1));
  CutPower();
  Open();
  EXPECT_THAT(log_->FindKey("person-1"), base::IsOkAndHolds(testing::Eq(std::nullopt)));
  ASSERT_OK(log_->PurgeDestroyedKeys());
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::IsEmpty());
}

TEST_F(KeyPurgeTest, APurgeOfNothingWritesNothing) {
  OpenWithFaults();
  AppendPerson(1);
  ASSERT_OK(Destroy(1));
  ASSERT_OK(log_->PurgeDestroyedKeys());
  AppendPerson(2);
  faults_->FailNewTables(true);
  EXPECT_OK(log_->PurgeDestroyedKeys());
}

TEST_F(KeyPurgeTest, AFailedSyncDestroysNothingThatIsAnswered) {
  OpenWithFaults();
  AppendPerson(1);
  faults_->FailWalSyncs(true);
  EXPECT_THAT(Destroy(1), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log_->ChangeKeys({.destroyed = {"person-1"}}), Refuses("DISK_FAILED"));
  faults_->FailWalSyncs(false);
  ASSERT_OK(log_->Recover());
  const bool kept_whole = log_->head().value == 2;
  ASSERT_OK_AND_ASSIGN(const auto key, log_->FindKey("person-1"));
  EXPECT_EQ(key.has_value(), !kept_whole) << "the key goes with the event or stays with it";
  ASSERT_OK(Destroy(1));
  ASSERT_OK(log_->PurgeDestroyedKeys());
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::IsEmpty());
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

TEST_F(KeyPurgeTest, APurgeThatFailsIsOwedUntilItSucceeds) {
  OpenWithFaults();
  AppendPerson(1);
  ASSERT_OK(Destroy(1));
  faults_->FailNewTables(true);
  EXPECT_THAT(log_->PurgeDestroyedKeys(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log_->PurgeDestroyedKeys(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::Not(testing::IsEmpty()));
  faults_->FailNewTables(false);
  // RocksDB takes no more writes after that; the next append finds out.
  if (!log_->Append(NumberedGroup(log_->head(), 1)).ok()) {
    ASSERT_OK(log_->Recover());
  }
  ASSERT_OK(log_->PurgeDestroyedKeys());
  EXPECT_THAT(FilesWith(Wrapped(1)), testing::IsEmpty());
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

TEST_F(RocksLogTest, ADamagedMiddleIsNotOpened) {
  Open();
  Append(200, 3);
  CutPower();
  DamageTwoBytesInTheMiddle(FileEnding(".log"));
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(OpenStatus(), Refuses("STORE_DAMAGED")) << "nor at the second attempt";
}

TEST_F(RocksLogTest, ATornLastRecordIsAccepted) {
  Open();
  Append(20, 3);
  CutPower();
  const std::string path = FileEnding(".log");
  for (const uint64_t cut : {1, 60, 30}) {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - cut);
    const std::string kept = folder_.Sub("kept");
    std::filesystem::copy(options_.path, kept, std::filesystem::copy_options::recursive);
    Open();
    EXPECT_EQ(log_->head(), Position{57}) << "the torn group is gone whole";
    EXPECT_EQ(WrongInNumberedLog(*log_), "");
    Append(1, 3);
    EXPECT_EQ(WrongInNumberedLog(*log_), "");
    log_.reset();
    std::filesystem::remove_all(options_.path);
    std::filesystem::rename(kept, options_.path);
  }
}

TEST_F(RocksLogTest, AnAcknowledgedEventThatIsGoneIsDamage) {
  Open();
  Append(20, 3);
  log_.reset();
  const std::string path = FileEnding(".log");
  // The orderly close has written a checkpoint of 60 events.
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kDataLoss));
  std::filesystem::remove(path);
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(RocksLogTest, ADamagedTableIsNotReadOver) {
  Open();
  Append(200, 30);
  // Opening writes what the write-ahead log holds into tables.
  Open();
  log_.reset();
  DamageTwoBytesInTheMiddle(FileEnding(".sst"));
  absl::Status status = OpenStatus();
  if (status.ok()) {
    Open();
    ReadOptions options;
    options.events_max = 10'000;
    options.bytes_max = size_t{100} << 20;
    status = log_->Read(options).status();
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(RocksLogTest, AMissingEventIsNotOpenedOver) {
  Open();
  Append(10, 3);
  Behind([](rocksdb::DB* db, const auto& families) {
    for (auto* family : families) {
      if (family->GetName() != "events") continue;
      ASSERT_TRUE(db->Delete({}, family, EncodePosition(7)).ok());
    }
  });
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(RocksLogTest, DerivedFamiliesAreBuiltAgain) {
  options_.checkpoint_events = 20;
  Open();
  Append(50, 3);
  for (const std::vector<std::string>& dropped :
       {std::vector<std::string>{"tags"}, {"dedupe"}, {"tags", "dedupe"}}) {
    Behind([&](rocksdb::DB* db, const auto& families) {
      for (auto* family : families) {
        if (testing::Value(family->GetName(), testing::AnyOfArray(dropped))) {
          ASSERT_TRUE(db->DropColumnFamily(family).ok());
        }
      }
    });
    Open();
    EXPECT_EQ(log_->head(), Position{150});
    EXPECT_EQ(WrongInNumberedLog(*log_), "");
    Open();
    EXPECT_EQ(WrongInNumberedLog(*log_), "");
  }
}

TEST_F(RocksLogTest, OpensWithoutTheIndexerWhenTheCheckpointIsFresh) {
  Open();
  Append(10, 3);
  log_.reset();
  options_.indexer = [](absl::string_view) -> absl::StatusOr<IndexEntry> {
    return absl::DataLossError("asked");
  };
  EXPECT_OK(OpenStatus());
  options_.indexer_version = 2;
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kDataLoss))
      << "then every event is indexed anew";
}

TEST_F(RocksLogTest, IndexEntriesThatCannotBeAreDamage) {
  Open();
  Append(2, 1);
  CutPower();
  options_.indexer = [](absl::string_view) -> absl::StatusOr<IndexEntry> {
    IndexEntry entry;
    entry.push_index = 1;
    entry.push_count = 2;
    return entry;
  };
  EXPECT_THAT(OpenStatus(), Refuses("STORE_DAMAGED")) << "event 1 as the second of a push";
}

TEST_F(RocksLogTest, IsOpenOnlyOnce) {
  Open();
  EXPECT_THAT(OpenStatus(), Refuses("STORE_IN_USE"));
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(RocksLogTest, RefusesAFolderThatIsNotAStore) {
  std::filesystem::create_directory(options_.path);
  std::ofstream(options_.path + "/notes.txt") << "mine";
  EXPECT_THAT(OpenStatus(), Refuses("NOT_A_STORE"));
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kFailedPrecondition));
  std::filesystem::remove(options_.path + "/notes.txt");
  Open();
}

TEST_F(RocksLogTest, RefusesADatabaseOfSomebodyElse) {
  rocksdb::Options foreign;
  foreign.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(foreign, options_.path, &db).ok());
  ASSERT_TRUE(db->Put({}, "theirs", "data").ok());
  delete db;
  EXPECT_THAT(OpenStatus(), Refuses("NOT_A_STORE"));
  std::vector<std::string> names;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, options_.path, &names).ok());
  EXPECT_THAT(names, testing::ElementsAre("default")) << "left as it was";
}

TEST_F(RocksLogTest, RefusesUnknownColumnFamilies) {
  Open();
  Behind([](rocksdb::DB* db, const auto&) {
    rocksdb::ColumnFamilyHandle* strange = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "strange", &strange).ok());
    db->DestroyColumnFamilyHandle(strange);
  });
  const absl::Status status = OpenStatus();
  EXPECT_THAT(status, Refuses("NOT_A_STORE"));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("strange"));
}

TEST_F(RocksLogTest, ANewerFormatIsToldApartFromWhatIsNotAStore) {
  Open();
  Behind([](rocksdb::DB* db, const auto& families) {
    rocksdb::ColumnFamilyHandle* added = nullptr;
    ASSERT_TRUE(db->CreateColumnFamily({}, "added_later", &added).ok());
    db->DestroyColumnFamilyHandle(added);
    for (auto* family : families) {
      if (family->GetName() != "meta") continue;
      ASSERT_TRUE(db->Put({}, family, kMetaFormat, "2").ok());
    }
  });
  const absl::Status status = OpenStatus();
  EXPECT_THAT(status, Refuses("STORE_TOO_NEW"));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("run a newer program"));
}

TEST_F(RocksLogTest, RefusesANewerFormat) {
  Open();
  Behind([](rocksdb::DB* db, const auto& families) {
    for (auto* family : families) {
      if (family->GetName() != "meta") continue;
      ASSERT_TRUE(db->Put({}, family, kMetaFormat, "2").ok());
    }
  });
  EXPECT_THAT(OpenStatus(), Refuses("STORE_TOO_NEW"));
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(RocksLogTest, FinishesAStoreThatWasOnlyBegun) {
  Open();
  const std::string id = log_->store_id();
  Behind([](rocksdb::DB* db, const auto& families) {
    for (auto* family : families) {
      if (family->GetName() == "dedupe") {
        ASSERT_TRUE(db->DropColumnFamily(family).ok());
      }
      if (family->GetName() != "meta") continue;
      for (const char* key : {kMetaFormat, kMetaStoreId, kMetaDerived}) {
        ASSERT_TRUE(db->Delete({}, family, key).ok());
      }
    }
  });
  Open();
  EXPECT_NE(log_->store_id(), id);
  Append(3, 3);
  EXPECT_EQ(WrongInNumberedLog(*log_), "");
}

}  // namespace
}  // namespace logboek::storage
