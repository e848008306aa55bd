#include "services/backup/backups.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/backup/backup_folder.h"
#include "services/backup/restore.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/rocks_backup.h"
#include "storage/rocks/rocks_log.h"
#include "storage/rocks/rocks_side_store.h"
#include "storage/rocks/schema.h"
#include "storage/testing/fault_file_system.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::backup {
namespace {

namespace fs = std::filesystem;
using base::Refuses;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string ReadText(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Another byte in the middle.
void Damage(const std::string& path) {
  std::string bytes = ReadText(path);
  ASSERT_FALSE(bytes.empty()) << path;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  WriteFile(path, bytes);
}

class BackupsTest : public testing::Test {
 protected:
  BackupsTest() {
    fs::create_directories(store_);
    storage::RocksLogOptions options;
    options.path = store_;
    options.indexer = storage::IndexTestRecord;
    options.file_system = faults_;
    log_ = *storage::OpenRocksLog(options);
    looks_ = *storage::OpenRocksSideStore(store_ + "/accesslog");
    tokens_ = *storage::OpenRocksSideStore(store_ + "/tokens");
    backups_ = *Backups::Create(Options(), Sources(), &clock_);
  }

  BackupsOptions Options() const {
    return {.folder = folder_, .store = store_, .erased_path = erased_, .program = "1.2.3"};
  }
  BackupSources Sources() {
    return {.log = log_.get(), .looks = looks_.get(), .tokens = tokens_.get(), .flush_looks = [] {
              return absl::OkStatus();
            }};
  }
  void Append(uint64_t count) {
    ASSERT_OK(log_->Append(storage::NumberedGroup(log_->head(), count)));
  }
  absl::StatusOr<TakenBackup> Take(TakeOptions options = {}) {
    if (options.go_on == nullptr) options.go_on = [](const BackupProgress&) { return true; };
    std::promise<absl::StatusOr<TakenBackup>> taken;
    const absl::Status begun = backups_->Start(
        std::move(options),
        [&](absl::StatusOr<TakenBackup> result) { taken.set_value(std::move(result)); });
    if (!begun.ok()) return begun;
    return taken.get_future().get();
  }
  // The ids of the backups there are.
  std::vector<uint64_t> Ids() {
    std::vector<uint64_t> ids;
    const absl::StatusOr<BackupList> list = backups_->List();
    for (const Manifest& backup : list->backups) ids.push_back(backup.id);
    return ids;
  }
  RestoreOptions Into(const std::string& name, uint64_t id = 0) const {
    const std::string store = temp_.Sub(name);
    return {.folder = folder_, .id = id, .store = store, .erased_path = store + ".erased"};
  }
  // The last position of the store, which must be whole.
  static uint64_t HeadOf(const std::string& store) {
    storage::RocksLogOptions options;
    options.path = store;
    options.indexer = storage::IndexTestRecord;
    const auto log = *storage::OpenRocksLog(options);
    EXPECT_EQ(storage::WrongInNumberedLog(*log), "");
    return log->head().value;
  }
  // A line of the list, as far as this room knows it.
  std::string Erased(const std::string& person) const {
    return absl::StrCat("1\t", log_->store_id(), "\t", person, "\tchecksum\n");
  }

  storage::TempFolder temp_;
  const std::string store_ = temp_.Sub("store");
  const std::string folder_ = temp_.Sub("backups");
  const std::string erased_ = temp_.Sub("store.erased");
  const std::shared_ptr<storage::FaultFileSystem> faults_ =
      std::make_shared<storage::FaultFileSystem>();
  base::FakeClock clock_{absl::FromUnixSeconds(1'795'000'000)};
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<storage::SideStore> looks_;
  std::unique_ptr<storage::SideStore> tokens_;
  std::unique_ptr<Backups> backups_;
};

TEST_F(BackupsTest, HoldsWhatTheStoreHolds) {
  Append(40);
  ASSERT_OK(tokens_->Write({.put = {{"token", "of a portal"}}}));
  ASSERT_OK(looks_->Write({.put = {{"look", "at somebody"}}, .durable = false}));
  WriteFile(store_ + "/refusals", "a refusal\n");
  WriteFile(store_ + "/refusals.1", "an older one\n");
  WriteFile(erased_, Erased("p1") + "torn");
  ASSERT_OK_AND_ASSIGN(const TakenBackup taken, Take());
  EXPECT_EQ(taken.backup.id, 1u);
  EXPECT_EQ(taken.backup.position, 40u);
  EXPECT_EQ(taken.backup.taken_at, clock_.Now());
  EXPECT_EQ(taken.backup.program, "1.2.3");
  EXPECT_GE(taken.backup.bytes_copied, taken.backup.bytes);
  Append(10);

  ASSERT_OK_AND_ASSIGN(const Restored restored, Restore(Into("new")));
  EXPECT_EQ(restored.backup.position, 40u);
  EXPECT_EQ(restored.erased, 1u);
  const std::string store = temp_.Sub("new");
  EXPECT_EQ(HeadOf(store), 40u);
  EXPECT_EQ((*storage::OpenRocksSideStore(store + "/tokens"))->Find("token")->value(),
            "of a portal");
  EXPECT_EQ((*storage::OpenRocksSideStore(store + "/accesslog"))->Find("look")->value(),
            "at somebody");
  EXPECT_EQ(ReadText(store + "/refusals"), "a refusal\n");
  EXPECT_EQ(ReadText(store + "/refusals.1"), "an older one\n");
  EXPECT_EQ(ReadText(store + ".erased"), Erased("p1"));
  EXPECT_EQ(fs::status(store).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  EXPECT_FALSE(fs::exists(store + ".restoring"));
}

TEST_F(BackupsTest, KeepsTheNewest) {
  for (uint64_t id = 1; id <= 4; ++id) {
    Append(10);
    ASSERT_OK(Take());
  }
  EXPECT_THAT(Ids(), ElementsAre(1, 2, 3, 4));
  Append(10);
  ASSERT_OK_AND_ASSIGN(const TakenBackup taken, Take({.keep = 2}));
  EXPECT_EQ(taken.removed, 3u);
  EXPECT_THAT(Ids(), ElementsAre(4, 5));
  EXPECT_FALSE(fs::exists(folder_ + "/beside/1"));
  for (const uint64_t id : {4, 5}) {
    EXPECT_OK(Restore(Into(absl::StrCat("new", id), id)));
    EXPECT_EQ(HeadOf(temp_.Sub(absl::StrCat("new", id))), id * 10);
  }
  ASSERT_OK(Take({.keep = 1}));
  EXPECT_THAT(Ids(), ElementsAre(6)) << "never the last one";
}

TEST_F(BackupsTest, OneAtATime) {
  Append(1);
  absl::Status another;
  ASSERT_OK(Take({.go_on = [&](const BackupProgress&) {
    another = backups_->Start({}, [](const auto&) { FAIL() << "it never began"; });
    return true;
  }}));
  EXPECT_THAT(another, Refuses("BACKUP_RUNNING"));
  EXPECT_OK(Take());
}

TEST_F(BackupsTest, OneThatIsBrokenOffIsNone) {
  Append(1);
  ASSERT_OK(Take());
  EXPECT_THAT(Take({.go_on = [](const BackupProgress&) { return false; }}),
              Refuses("BACKUP_BROKEN_OFF"));
  EXPECT_THAT(Ids(), ElementsAre(1));
  Append(1);
  ASSERT_OK_AND_ASSIGN(const TakenBackup taken, Take());
  EXPECT_EQ(taken.backup.id, 2u);
  EXPECT_EQ(taken.backup.position, 2u);
}

TEST_F(BackupsTest, AFullDiskLeavesTheEarlierOnes) {
  Append(20);
  ASSERT_OK(Take());
  Append(20);
  faults_->FailNewFilesBelow(folder_);
  EXPECT_THAT(Take({.keep = 1}), Refuses("DISK_FAILED"));
  EXPECT_THAT(Ids(), ElementsAre(1));
  ASSERT_OK(Restore(Into("new")));
  EXPECT_EQ(HeadOf(temp_.Sub("new")), 20u);
  faults_->FailNewFilesBelow("");
  ASSERT_OK_AND_ASSIGN(const TakenBackup taken, Take());
  EXPECT_EQ(taken.backup.position, 40u);
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
}

TEST_F(BackupsTest, ADamagedOneIsToldAndNotRestored) {
  Append(10);
  ASSERT_OK(Take());
  WriteFile(store_ + "/refusals", "a refusal\n");
  ASSERT_OK(Take());
  Damage(folder_ + "/beside/2/refusals");
  EXPECT_THAT(Restore(Into("new")), Refuses("BACKUP_DAMAGED"));
  EXPECT_FALSE(fs::exists(temp_.Sub("new")));
  EXPECT_FALSE(fs::exists(temp_.Sub("new.restoring")));
  ASSERT_OK_AND_ASSIGN(std::vector<CheckedBackup> checked, CheckBackups(folder_));
  ASSERT_EQ(checked.size(), 2u);
  EXPECT_OK(checked[0].status);
  EXPECT_THAT(checked[1].status, Refuses("BACKUP_DAMAGED"));
  EXPECT_THAT(std::string(checked[1].status.message()), HasSubstr("backup 2"));
  EXPECT_OK(Restore(Into("new", 1)));

  // A table that both have.
  for (const auto& entry : fs::directory_iterator(folder_ + "/log/shared_checksum")) {
    Damage(entry.path());
  }
  checked = *CheckBackups(folder_);
  EXPECT_THAT(checked[0].status, Refuses("BACKUP_DAMAGED"));
  EXPECT_THAT(Restore(Into("other", 1)), Refuses("BACKUP_DAMAGED"));
  // The next one needs them, too, and says so.
  EXPECT_THAT(Take(), Refuses("BACKUP_DAMAGED"));
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
}

TEST_F(BackupsTest, AnUnreadableManifestHarmsNoOther) {
  Append(10);
  ASSERT_OK(Take());
  Append(10);
  ASSERT_OK(Take());
  const std::string good = ReadText(folder_ + "/backups/2");
  Damage(folder_ + "/backups/2");
  EXPECT_THAT(Ids(), ElementsAre(1));
  EXPECT_THAT(backups_->List()->unreadable, ElementsAre(2));
  const absl::Status newest = Restore(Into("new")).status();
  EXPECT_THAT(newest, Refuses("BACKUP_DAMAGED")) << "an older one is not taken in silence";
  EXPECT_THAT(std::string(newest.message()), HasSubstr("--backup"));
  EXPECT_OK(Restore(Into("new", 1)));
  // Its files stay: the manifest may be found elsewhere.
  Append(10);
  ASSERT_OK_AND_ASSIGN(const TakenBackup third, Take({.keep = 2}));
  EXPECT_EQ(third.backup.id, 3u);
  WriteFile(folder_ + "/backups/2", good);
  EXPECT_OK(Restore(Into("second", 2)));
  EXPECT_EQ(HeadOf(temp_.Sub("second")), 20u);
}

TEST_F(BackupsTest, AFolderIsForOneStore) {
  Append(1);
  ASSERT_OK(Take());
  storage::RocksLogOptions options;
  options.path = temp_.Sub("another");
  options.indexer = storage::IndexTestRecord;
  log_ = *storage::OpenRocksLog(options);
  backups_ = *Backups::Create(Options(), Sources(), &clock_);
  EXPECT_THAT(Take(), Refuses("BACKUP_FOLDER_NOT_OURS"));
}

TEST_F(BackupsTest, AFolderWithOtherThingsIsLeftAlone) {
  fs::create_directories(folder_);
  WriteFile(folder_ + "/holiday.jpg", "");
  EXPECT_THAT(Take(), Refuses("BACKUP_FOLDER_NOT_OURS"));
  EXPECT_THAT(CheckBackups(folder_), Refuses("NO_SUCH_BACKUP"));
  EXPECT_THAT(CheckBackups(temp_.Sub("nowhere")), Refuses("NO_SUCH_BACKUP"));
}

TEST_F(BackupsTest, TheFolderLiesOutsideTheStore) {
  BackupsOptions options = Options();
  for (const std::string& folder :
       {store_, store_ + "/backups", store_ + "/../store/x", store_ + "/"}) {
    options.folder = folder;
    EXPECT_THAT(Backups::Create(options, Sources(), &clock_), Refuses("BACKUP_FOLDER_IN_STORE"))
        << folder;
  }
  options.folder = store_ + "-backups";
  EXPECT_OK(Backups::Create(options, Sources(), &clock_));
}

TEST_F(BackupsTest, NobodyRestoresWhileAnotherChanges) {
  Append(1);
  ASSERT_OK(Take());
  ASSERT_OK_AND_ASSIGN(const auto changing, BackupFolder::OpenToChange(folder_));
  EXPECT_THAT(Restore(Into("new")), Refuses("BACKUP_FOLDER_IN_USE"));
  EXPECT_THAT(Take(), Refuses("BACKUP_FOLDER_IN_USE"));
  EXPECT_OK(backups_->List());
}

TEST_F(BackupsTest, RestoresIntoNothingElse) {
  Append(5);
  ASSERT_OK(Take());
  RestoreOptions options = Into("full");
  fs::create_directories(options.store);
  WriteFile(options.store + "/CURRENT", "another store");
  EXPECT_THAT(Restore(options), Refuses("STORE_EXISTS"));
  EXPECT_EQ(ReadText(options.store + "/CURRENT"), "another store");
  options = Into("empty");
  fs::create_directories(options.store);
  options.store += "/";
  EXPECT_OK(Restore(options));
  EXPECT_THAT(Restore(options), Refuses("STORE_EXISTS"));
  EXPECT_THAT(Restore(Into("new", 7)), Refuses("NO_SUCH_BACKUP"));
}

TEST_F(BackupsTest, RestoringMayBeBrokenOffAndRunAgain) {
  Append(5);
  ASSERT_OK(Take());
  // What one that died has left.
  const RestoreOptions options = Into("new");
  fs::create_directories(options.store + ".restoring/tokens");
  WriteFile(options.store + ".restoring/MANIFEST-000001", "half");
  WriteFile(options.store + ".erased", Erased("p1"));
  ASSERT_OK(Restore(options));
  EXPECT_EQ(HeadOf(options.store), 5u);
}

TEST_F(BackupsTest, WhoIsErasedInAnyListStaysSo) {
  Append(5);
  WriteFile(erased_, Erased("p1"));
  ASSERT_OK(Take());
  WriteFile(erased_, Erased("p1") + Erased("p2"));
  ASSERT_OK(Take());
  const RestoreOptions options = Into("new", 1);
  // The list that survived beside the store knows somebody else, and has a torn end.
  WriteFile(options.erased_path, Erased("p3") + "to");
  ASSERT_OK_AND_ASSIGN(const Restored restored, Restore(options));
  EXPECT_EQ(restored.erased, 3u);
  EXPECT_EQ(ReadText(options.erased_path), Erased("p3") + Erased("p1") + Erased("p2"));
  EXPECT_EQ(fs::status(options.erased_path).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(restored.erased_unread, IsEmpty());
}

TEST_F(BackupsTest, ANewerStoreIsNotRestored) {
  Append(5);
  ASSERT_OK_AND_ASSIGN(const TakenBackup taken, Take());
  // The same store as a later program would leave it.
  ASSERT_OK(Restore(Into("later")));
  {
    std::vector<std::string> names;
    const std::string path = temp_.Sub("later");
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, path, &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string& name : names) families.emplace_back(name, rocksdb::Options());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, path, families, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      if (handle->GetName() != "meta") continue;
      ASSERT_TRUE(db->Put({}, handle, "format", "2").ok());
    }
    ASSERT_OK_AND_ASSIGN(const storage::DatabaseBackup later,
                         storage::CopyDatabase(
                             db.get(), rocksdb::Env::Default(),
                             {.folder = folder_ + "/log", .go_on = [](uint64_t) { return true; }}));
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    Manifest manifest = taken.backup;
    manifest.id = 2;
    manifest.databases[kLogName] = later.id;
    manifest.store_format = 2;
    WriteFile(folder_ + "/backups/2", WriteManifest(manifest));
  }
  const absl::Status refused = Restore(Into("new", 2)).status();
  EXPECT_THAT(refused, Refuses("STORE_TOO_NEW"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("newer program"));
  EXPECT_FALSE(fs::exists(temp_.Sub("new")));
}

}  // namespace
}  // namespace logboek::backup
