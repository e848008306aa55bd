#include "services/vault/vault.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"

namespace logboek::vault {
namespace {

using base::StatusIs;

const std::string kMaster(32, 'm');

event::v1::PersonalData Bea() {
  event::v1::PersonalData data;
  data.set_name("Bea de Vries");
  data.set_email("bea@example.nl");
  return data;
}

class VaultTest : public ::testing::Test {
 protected:
  // Makes the key durable, as the writer does together with the event.
  void Keep(const storage::KeyEntry& key) {
    storage::AppendRequest request;
    request.first = {log_->head().value + 1};
    request.records = {"record"};
    request.index = {storage::IndexEntry{.tags = {},
                                         .type = 1,
                                         .source = "s",
                                         .source_id = std::to_string(request.first.value),
                                         .command_digest = "d"}};
    request.keys = {key};
    ASSERT_OK(log_->Append(std::move(request)));
  }

  std::unique_ptr<storage::MemoryEventLog> log_ = storage::NewMemoryLog();
};

TEST_F(VaultTest, OpensOnlyWithThePersonsOwnKey) {
  ASSERT_OK_AND_ASSIGN(auto vault, Vault::Open(kMaster, log_.get()));
  const SealedPerson bea = vault->Seal("p1", Bea());
  EXPECT_EQ(bea.sealed.SerializeAsString().find("Bea"), std::string::npos);
  EXPECT_THAT(vault->Unseal("p1", bea.sealed), StatusIs(absl::StatusCode::kNotFound));
  Keep(bea.key);
  ASSERT_OK_AND_ASSIGN(event::v1::PersonalData opened, vault->Unseal("p1", bea.sealed));
  EXPECT_EQ(opened.name(), "Bea de Vries");
  Keep(vault->Seal("p2", Bea()).key);
  EXPECT_THAT(vault->Unseal("p2", bea.sealed), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(VaultTest, WrappedKeyOfOnePersonIsOfNoUseForAnother) {
  ASSERT_OK_AND_ASSIGN(auto vault, Vault::Open(kMaster, log_.get()));
  const SealedPerson bea = vault->Seal("p1", Bea());
  Keep({"p2", bea.key.wrapped});
  EXPECT_THAT(vault->Unseal("p2", bea.sealed), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(VaultTest, ChangedBytesAreNoticed) {
  ASSERT_OK_AND_ASSIGN(auto vault, Vault::Open(kMaster, log_.get()));
  SealedPerson bea = vault->Seal("p1", Bea());
  Keep(bea.key);
  bea.sealed.mutable_ciphertext()->back() ^= 1;
  EXPECT_THAT(vault->Unseal("p1", bea.sealed), StatusIs(absl::StatusCode::kDataLoss));
  bea.sealed.set_ciphertext("short");
  EXPECT_THAT(vault->Unseal("p1", bea.sealed), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(VaultTest, DigestStaysTheSameAfterAReopenAndDiffersBetweenStores) {
  ASSERT_OK_AND_ASSIGN(auto vault, Vault::Open(kMaster, log_.get()));
  ASSERT_TRUE(vault->NewStoreKey().has_value());
  Keep(*vault->NewStoreKey());
  EXPECT_FALSE(vault->NewStoreKey().has_value());
  ASSERT_OK_AND_ASSIGN(auto again, Vault::Open(kMaster, log_.get()));
  EXPECT_EQ(vault->Digest("content"), again->Digest("content"));
  EXPECT_NE(vault->Digest("content"), vault->Digest("Content"));
  auto other_log = storage::NewMemoryLog();
  ASSERT_OK_AND_ASSIGN(auto other, Vault::Open(kMaster, other_log.get()));
  EXPECT_NE(vault->Digest("content"), other->Digest("content"));
}

TEST_F(VaultTest, AnotherMasterKeyIsRefused) {
  ASSERT_OK_AND_ASSIGN(auto vault, Vault::Open(kMaster, log_.get()));
  Keep(*vault->NewStoreKey());
  EXPECT_THAT(Vault::Open(std::string(32, 'x'), log_.get()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

class MasterKeyTest : public ::testing::Test {
 protected:
  MasterKeyTest() {
    std::string pattern = ::testing::TempDir() + "/vault-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/master.key";
  }
  ~MasterKeyTest() override {
    unlink(path_.c_str());
    rmdir(folder_.c_str());
  }

  std::string folder_;
  std::string path_;
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

}  // namespace
}  // namespace logboek::vault
