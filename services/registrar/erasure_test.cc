// People who are forgotten, from the command to the disk.
#include <chrono>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/event_codec.h"
#include "services/registrar/registrar.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"

namespace logboek::registrar {
namespace {

using base::Refuses;
using base::StatusIs;
using domain::ErasureState;
namespace ev = logboek::event::v1;
namespace t = logboek::test;

// A practice with "bea", who is to be erased, and "other".
class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() {
    Start();
    Do(t::PublishPlan(t::TestPlan()));
    Do(t::RegisterPractice("p1"));
    Do(t::RegisterPerson("bea", "Bea de Vries"));
    Do(t::RegisterPerson("other", "Otto Jansen"));
    ReadSealed();
  }
  ~ErasureTest() override { registrar_.reset(); }

  void Start() {
    registrar_.reset();
    auto vault = vault::Vault::Open(std::string(32, 'm'), log_.get(), list_path_);
    CHECK_EQ(vault.status().ToString(), "OK");
    vault_ = *std::move(vault);
    auto started = Registrar::Start({.recover_interval = absl::Milliseconds(1)}, log_.get(),
                                    vault_.get(), &clock_);
    CHECK_EQ(started.status().ToString(), "OK");
    registrar_ = *std::move(started);
  }

  std::future<absl::StatusOr<Receipt>> Send(const command::v1::Command& command) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Receipt>>>();
    registrar_->Submit(command, {.actor = "officer"}, [promise](absl::StatusOr<Receipt> receipt) {
      promise->set_value(std::move(receipt));
    });
    return promise->get_future();
  }
  absl::StatusOr<Receipt> Try(const command::v1::Command& command) { return Send(command).get(); }
  void Do(const command::v1::Command& command) { EXPECT_OK(Try(command)); }
  void DoRequest(const std::string& person) { Do(t::RequestErasure(person, "asked for it")); }

  static bool IsWaiting(const std::future<absl::StatusOr<Receipt>>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  }

  void ReadSealed() {
    registrar_->Read([this](const domain::Register& reg) {
      for (const char* id : {"bea", "other"}) sealed_[id] = reg.persons.at(id)->sealed;
    });
  }
  // Whether the name can be read from what was once in the register.
  bool IsReadable(const std::string& id) { return vault_->Unseal(id, sealed_.at(id)).ok(); }
  ErasureState StateOf(const std::string& id) {
    ErasureState state = ErasureState::kNone;
    registrar_->Read([&](const domain::Register& reg) { state = reg.persons.at(id)->erasure; });
    return state;
  }

  // The log as a backup of today would have it, keys included.
  std::unique_ptr<t::GatedLog> Backup() {
    auto copy =
        std::make_unique<t::GatedLog>(storage::MemoryLogOptions{.store_id = log_->store_id()});
    storage::AppendRequest request{.first = {1}};
    storage::ReadPage page = *log_->Read({});
    for (storage::StoredEvent& event : page.events) {
      request.index.push_back(*IndexEvent(event.bytes));
      request.records.push_back(std::move(event.bytes));
    }
    request.keys = *log_->ListKeys();
    CHECK(copy->Append(std::move(request)).ok());
    return copy;
  }

  const storage::TempFolder folder_;
  const std::string list_path_ = folder_.Sub("store.erased");
  base::FakeClock clock_{t::Morning(absl::CivilDay(2024, 1, 10))};
  std::unique_ptr<t::GatedLog> log_ = std::make_unique<t::GatedLog>();
  std::map<std::string, ev::SealedPersonalData> sealed_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<Registrar> registrar_;
};

TEST_F(ErasureTest, LeavesNoKeyAndNothingElseIsChanged) {
  DoRequest("bea");
  EXPECT_TRUE(IsReadable("bea")) << "a request alone destroys nothing";
  Do(t::DestroyPersonKey("bea"));
  EXPECT_THAT(vault_->HasKey("bea"), base::IsOkAndHolds(false));
  EXPECT_FALSE(IsReadable("bea"));
  EXPECT_TRUE(IsReadable("other"));
  Do(t::ConfirmErasure("bea"));
  EXPECT_EQ(StateOf("bea"), ErasureState::kConfirmed);
  EXPECT_THAT(vault_->ErasedPersons(), testing::ElementsAre("bea"));
}

TEST_F(ErasureTest, IsDoneInOneStreamWithoutWaiting) {
  std::vector<std::future<absl::StatusOr<Receipt>>> answers;
  answers.push_back(Send(t::RegisterPerson("new", "Nel Bos")));
  answers.push_back(Send(t::RequestErasure("new", "asked for it")));
  answers.push_back(Send(t::DestroyPersonKey("new")));
  answers.push_back(Send(t::ConfirmErasure("new")));
  for (auto& answer : answers) EXPECT_OK(answer.get());
  EXPECT_THAT(vault_->HasKey("new"), base::IsOkAndHolds(false));
  EXPECT_EQ(StateOf("new"), ErasureState::kConfirmed);
}

TEST_F(ErasureTest, WhoCannotBePutOnTheListIsNotErased) {
  DoRequest("bea");
  std::filesystem::rename(list_path_, list_path_ + ".away");
  const uint64_t head = log_->head().value;
  const auto destroy = t::DestroyPersonKey("bea");
  EXPECT_THAT(Try(destroy), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_THAT(Try(destroy), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(log_->head().value, head);
  EXPECT_TRUE(IsReadable("bea"));
  EXPECT_EQ(StateOf("bea"), ErasureState::kRequested);
  std::filesystem::rename(list_path_ + ".away", list_path_);
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, Try(destroy));
  EXPECT_FALSE(receipt.repeated);
}

TEST_F(ErasureTest, IsNotAnsweredWhileAKeyMayBeOnTheDisk) {
  DoRequest("bea");
  log_->FailPurges(true);
  const auto destroy = t::DestroyPersonKey("bea");
  EXPECT_THAT(Try(destroy), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_FALSE(IsReadable("bea")) << "it is recorded all the same";
  EXPECT_THAT(Try(destroy), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_THAT(Try(t::ConfirmErasure("bea")), Refuses("KEY_STORE_UNREACHABLE"));
  log_->FailPurges(false);
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, Try(destroy));
  EXPECT_TRUE(receipt.repeated);
  Do(t::ConfirmErasure("bea"));
}

TEST_F(ErasureTest, APurgeHoldsUpNobodyElse) {
  DoRequest("bea");
  log_->HoldPurges();
  auto destroyed = Send(t::DestroyPersonKey("bea"));
  log_->AwaitPurge();
  auto confirmed = Send(t::ConfirmErasure("bea"));
  for (const char* id : {"p2", "p3", "p4"}) Do(t::RegisterPractice(id));
  EXPECT_TRUE(IsWaiting(destroyed));
  EXPECT_TRUE(IsWaiting(confirmed));
  log_->ReleasePurges();
  EXPECT_OK(destroyed.get());
  EXPECT_OK(confirmed.get());
}

TEST_F(ErasureTest, ADiskThatFailsErasesNobodyThatIsAnswered) {
  DoRequest("bea");
  const uint64_t head = log_->head().value;
  log_->Break();
  const auto destroy = t::DestroyPersonKey("bea");
  EXPECT_THAT(Try(destroy), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(IsReadable("bea")) << "the list has the name already";
  log_->Mend();
  while (!registrar_->writable()) std::this_thread::yield();
  EXPECT_EQ(log_->head().value, head);
  Do(destroy);
  Do(t::ConfirmErasure("bea"));
}

TEST_F(ErasureTest, WhoWaitsForAPurgeIsAnsweredAtTheEnd) {
  DoRequest("bea");
  log_->HoldPurges();
  auto destroyed = Send(t::DestroyPersonKey("bea"));
  auto confirmed = Send(t::ConfirmErasure("bea"));
  log_->AwaitPurge();
  std::thread stopper([this] { registrar_->Stop(); });
  log_->ReleasePurges();
  stopper.join();
  EXPECT_OK(destroyed.get());
  const auto last = confirmed.get();
  EXPECT_TRUE(last.ok() || base::ReasonOf(last.status())->reason == "SHUTTING_DOWN");
}

TEST_F(ErasureTest, EveryPseudonymLosesItsKey) {
  Do(t::LinkPersons("bea", "other"));
  DoRequest("other");
  Do(t::DestroyPersonKey("bea"));
  for (const char* id : {"bea", "other"}) {
    EXPECT_THAT(vault_->HasKey(id), base::IsOkAndHolds(false)) << id;
  }
  EXPECT_THAT(vault_->ErasedPersons(), testing::ElementsAre("bea", "other"));
}

TEST_F(ErasureTest, AStoreFromABackupForgetsAgain) {
  std::unique_ptr<t::GatedLog> backup = Backup();
  DoRequest("bea");
  Do(t::DestroyPersonKey("bea"));
  registrar_.reset();
  vault_.reset();
  log_ = std::move(backup);
  const uint64_t head = log_->head().value;
  EXPECT_EQ(log_->FindKey("bea")->has_value(), true);
  Start();
  EXPECT_FALSE(IsReadable("bea"));
  EXPECT_TRUE(IsReadable("other"));
  EXPECT_THAT(vault_->HasKey("bea"), base::IsOkAndHolds(false));
  EXPECT_EQ(StateOf("bea"), ErasureState::kKeyDestroyed);
  ASSERT_OK_AND_ASSIGN(const storage::ReadPage page, log_->Read({.after = {head}}));
  ASSERT_EQ(page.events.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const ev::Envelope envelope, domain::DecodeEnvelope(page.events[0].bytes));
  EXPECT_TRUE(envelope.event().person_key_destroyed().after_restore());
  EXPECT_EQ(envelope.region(), t::kRegion);
  Start();
  EXPECT_EQ(log_->head().value, head + 1) << "once";
  Do(t::ConfirmErasure("bea"));
}

// Registered and erased since the backup: what is sent again brings nobody back.
TEST_F(ErasureTest, AStoreFromABackupTakesNobodyBackWhomItNeverKnew) {
  std::unique_ptr<t::GatedLog> backup = Backup();
  const command::v1::Command registered = t::RegisterPerson("new", "Nieuwe Collega");
  Do(registered);
  DoRequest("new");
  Do(t::DestroyPersonKey("new"));
  EXPECT_TRUE(Try(registered)->repeated) << "as long as the log knows of it";
  registrar_.reset();
  vault_.reset();
  log_ = std::move(backup);
  Start();
  const uint64_t head = log_->head().value;
  EXPECT_THAT(Try(registered), base::Refuses("ALREADY_ERASED"));
  EXPECT_THAT(Try(t::RegisterPerson("new")), base::Refuses("ALREADY_ERASED"));
  EXPECT_EQ(log_->head().value, head);
  EXPECT_THAT(vault_->HasKey("new"), base::IsOkAndHolds(false));
  Do(t::RegisterPerson("another", "Nieuwe Collega"));
}

TEST_F(ErasureTest, AListFromABackupLearnsFromTheLog) {
  DoRequest("bea");
  Do(t::DestroyPersonKey("bea"));
  registrar_.reset();
  std::filesystem::remove(list_path_);
  Start();
  EXPECT_THAT(vault_->ErasedPersons(), testing::ElementsAre("bea"));
}

}  // namespace
}  // namespace logboek::registrar
