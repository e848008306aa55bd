#include "services/vault/master_key.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/vault/vault.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "storage/testing/temp_folder.h"

namespace logboek::vault {
namespace {

using base::StatusIs;

class MasterKeyTest : public ::testing::Test {
 protected:
  const storage::TempFolder folder_;
  const std::string path_ = folder_.Sub("master.key");
};

TEST_F(MasterKeyTest, IsMadeOnceForTheOwnerOnly) {
  ASSERT_OK_AND_ASSIGN(std::string key, LoadMasterKey(path_, true));
  EXPECT_EQ(key.size(), 32u);
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
  EXPECT_THAT(LoadMasterKey(path_, true), base::IsOkAndHolds(key));
}

TEST_F(MasterKeyTest, IsNotMadeForAStoreThatHasKeys) {
  EXPECT_THAT(LoadMasterKey(path_, false), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(MasterKeyTest, FileThatOthersCanReadOrOfAnotherSizeIsRefused) {
  ASSERT_OK(LoadMasterKey(path_, true));
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_THAT(LoadMasterKey(path_, true), StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  std::ofstream(path_, std::ios::app) << "more";
  EXPECT_THAT(LoadMasterKey(path_, true), StatusIs(absl::StatusCode::kFailedPrecondition));
}

// A store with two people, whose master key is changed.
class RotationTest : public MasterKeyTest {
 protected:
  RotationTest() {
    const auto vault = Open();
    storage::AppendRequest request{.first = {1}, .records = {"record"}, .index = {{.type = 1}}};
    request.keys = {*vault->NewStoreKey()};
    for (const std::string id : {"p1", "p2"}) {
      event::v1::PersonalData data;
      data.set_name("name of " + id);
      SealedPerson person = vault->Seal(id, data);
      request.keys.push_back(person.key);
      sealed_[id] = std::move(person.sealed);
    }
    digest_ = vault->Digest("content");
    CHECK(log_->Append(std::move(request)).ok());
    old_keys_ = *log_->ListKeys();
    old_file_ = File(path_);
  }

  std::unique_ptr<Vault> Open() {
    const auto key = OpenMasterKey(path_, log_.get());
    EXPECT_OK(key);
    auto vault = Vault::Open(key.value_or(std::string(32, 'x')), log_.get());
    EXPECT_OK(vault);
    return vault.ok() ? *std::move(vault) : nullptr;
  }

  static std::string File(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Everybody can be read, nothing is left half done.
  void ExpectWhole() {
    const auto vault = Open();
    ASSERT_NE(vault, nullptr);
    for (const auto& [id, sealed] : sealed_) {
      ASSERT_OK_AND_ASSIGN(const event::v1::PersonalData data, vault->Unseal(id, sealed));
      EXPECT_EQ(data.name(), "name of " + id);
    }
    EXPECT_EQ(vault->Digest("content"), digest_);
    EXPECT_FALSE(std::filesystem::exists(path_ + ".next"));
    struct stat info {};
    ASSERT_EQ(stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
  }

  bool KeysAreOld() const { return log_->ListKeys()->at(1).wrapped == old_keys_[1].wrapped; }

  std::unique_ptr<storage::MemoryEventLog> log_ = storage::NewMemoryLog();
  std::map<std::string, event::v1::SealedPersonalData> sealed_;
  std::string digest_;
  std::vector<storage::KeyEntry> old_keys_;
  std::string old_file_;
};

TEST_F(RotationTest, WrapsEveryKeyAnew) {
  EXPECT_THAT(RotateMasterKey(path_, log_.get()), base::IsOkAndHolds(size_t{3}));
  EXPECT_NE(File(path_), old_file_);
  ASSERT_OK_AND_ASSIGN(const std::vector<storage::KeyEntry> keys, log_->ListKeys());
  ASSERT_EQ(keys.size(), old_keys_.size());
  for (size_t i = 0; i < keys.size(); ++i) EXPECT_NE(keys[i].wrapped, old_keys_[i].wrapped);
  EXPECT_THAT(Vault::Open(old_file_, log_.get()), StatusIs(absl::StatusCode::kFailedPrecondition));
  ExpectWhole();
}

TEST_F(RotationTest, ADeathAfterAnyStepLeavesAKeyThatOpens) {
  for (const RotationStep step :
       {RotationStep::kNextWritten, RotationStep::kKeysRewrapped, RotationStep::kFileReplaced}) {
    const std::string file = File(path_);
    const std::vector<storage::KeyEntry> keys = *log_->ListKeys();
    const auto die = [step](RotationStep done) {
      return done == step ? absl::AbortedError("killed") : absl::OkStatus();
    };
    EXPECT_THAT(RotateMasterKey(path_, log_.get(), {.go_on = die}),
                StatusIs(absl::StatusCode::kAborted));
    ExpectWhole();
    const bool undone = step == RotationStep::kNextWritten;
    EXPECT_EQ(File(path_) == file, undone);
    EXPECT_EQ(log_->ListKeys()->at(1).wrapped == keys[1].wrapped, undone);
    ASSERT_OK(RotateMasterKey(path_, log_.get())) << "and can be run again";
    ExpectWhole();
  }
}

TEST_F(RotationTest, ADeathWhileTheNextFileIsWrittenChangesNothing) {
  std::ofstream(path_ + ".next") << "half a k";
  ExpectWhole();
  EXPECT_EQ(File(path_), old_file_);
}

TEST_F(RotationTest, ADiskThatFailsLeavesTheOldKey) {
  log_->FailNextAppend(storage::MemoryEventLog::FailureLeaves::kNothing);
  EXPECT_THAT(RotateMasterKey(path_, log_.get()), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_OK(log_->Recover());
  EXPECT_TRUE(KeysAreOld());
  ExpectWhole();
  EXPECT_EQ(File(path_), old_file_);
}

TEST_F(RotationTest, AnOwedPurgeIsMadeUpForAtTheNextOpen) {
  log_->FailPurges(true);
  EXPECT_THAT(RotateMasterKey(path_, log_.get()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(Vault::Open(File(path_), log_.get()).ok());
  log_->FailPurges(false);
  ExpectWhole();
  EXPECT_NE(File(path_), old_file_);
}

TEST_F(RotationTest, AKeyOfAnotherStoreIsLeftAlone) {
  std::ofstream(path_, std::ios::trunc) << std::string(32, 'x');
  EXPECT_THAT(RotateMasterKey(path_, log_.get()), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(File(path_), std::string(32, 'x'));
  EXPECT_TRUE(KeysAreOld());
  EXPECT_FALSE(std::filesystem::exists(path_ + ".next"));
}

TEST_F(RotationTest, ANextFileThatOpensNothingIsKeptForSomebodyToLookAt) {
  std::ofstream(path_, std::ios::trunc) << std::string(32, 'x');
  std::ofstream(path_ + ".next") << std::string(32, 'y');
  ASSERT_EQ(chmod((path_ + ".next").c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(const std::string key, OpenMasterKey(path_, log_.get()));
  EXPECT_THAT(Vault::Open(key, log_.get()), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(std::filesystem::exists(path_ + ".next"));
}

}  // namespace
}  // namespace logboek::vault
