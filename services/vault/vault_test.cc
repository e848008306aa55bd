#include "services/vault/vault.h"

#include <memory>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "storage/testing/temp_folder.h"

namespace logboek::vault {
namespace {

using base::Refuses;
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

class ErasureTest : public VaultTest {
 protected:
  ErasureTest() { Reopen(); }

  void Reopen() {
    vault_.reset();
    auto opened = Vault::Open(kMaster, log_.get(), erased_path_);
    ASSERT_OK(opened);
    vault_ = *std::move(opened);
  }
  SealedPerson KeptPerson(absl::string_view id) {
    SealedPerson person = vault_->Seal(id, Bea());
    Keep(person.key);
    return person;
  }

  const storage::TempFolder folder_;
  const std::string erased_path_ = folder_.Sub("store.erased");
  std::unique_ptr<Vault> vault_;
};

TEST_F(ErasureTest, WhoIsMarkedIsNotUnsealedWhateverTheLogHolds) {
  const SealedPerson bea = KeptPerson("p1");
  ASSERT_OK(vault_->Unseal("p1", bea.sealed));
  ASSERT_OK(vault_->MarkErased({"p1"}));
  EXPECT_THAT(vault_->HasKey("p1"), base::IsOkAndHolds(true));
  EXPECT_THAT(vault_->Unseal("p1", bea.sealed), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(vault_->ErasedPersons(), testing::ElementsAre("p1"));
}

TEST_F(ErasureTest, AStoreFromABackupDoesNotBringAPersonBack) {
  const SealedPerson bea = KeptPerson("p1");
  const SealedPerson other = KeptPerson("p2");
  ASSERT_OK(vault_->MarkErased({"p1", "somebody the backup does not know"}));
  // The store is as it was before the erasure; only the list knows of it.
  Reopen();
  EXPECT_THAT(vault_->HasKey("p1"), base::IsOkAndHolds(false));
  EXPECT_THAT(vault_->Unseal("p1", bea.sealed), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(vault_->Unseal("p2", other.sealed));
  EXPECT_THAT(vault_->ErasedPersons(), testing::SizeIs(2));
}

TEST_F(ErasureTest, AListOfAnotherStoreErasesNobodyHere) {
  ASSERT_OK(vault_->MarkErased({"p1"}));
  log_ = storage::NewMemoryLog();
  Reopen();
  const SealedPerson bea = KeptPerson("p1");
  Reopen();
  EXPECT_OK(vault_->Unseal("p1", bea.sealed));
}

TEST_F(ErasureTest, DoesNotOpenWhileAKeyOnTheListCannotBeDestroyed) {
  KeptPerson("p1");
  ASSERT_OK(vault_->MarkErased({"p1"}));
  log_->FailNextAppend(storage::MemoryEventLog::FailureLeaves::kNothing);
  EXPECT_THAT(Vault::Open(kMaster, log_.get(), erased_path_), Refuses("KEY_STORE_UNREACHABLE"));
  ASSERT_OK(log_->Recover());
  log_->FailPurges(true);
  EXPECT_THAT(Vault::Open(kMaster, log_.get(), erased_path_), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_THAT(Vault::Open(kMaster, log_.get(), erased_path_),
              StatusIs(absl::StatusCode::kUnavailable))
      << "and not at the second attempt";
  log_->FailPurges(false);
  Reopen();
}

}  // namespace
}  // namespace logboek::vault
