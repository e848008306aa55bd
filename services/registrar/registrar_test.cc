#include "services/registrar/registrar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <tuple>

#include "services/domain/event_codec.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "tests/testing/commands/commands.h"

namespace logboek::registrar {
namespace {

using base::Refuses;
using base::StatusIs;
using storage::MemoryEventLog;
namespace ev = logboek::event::v1;
namespace t = logboek::test;

// A log whose disk can be made to wait.
class GatedLog final : public storage::EventLog {
 public:
  absl::Status Append(storage::AppendRequest request) override {
    base::MutexLock lock(&mutex_);
    ++appends_;
    largest_ = std::max(largest_, request.records.size());
    changed_.SignalAll();
    while (closed_) changed_.Wait(&mutex_);
    return log_.Append(std::move(request));
  }
  storage::Position head() const override { return log_.head(); }
  std::string store_id() const override { return log_.store_id(); }
  absl::string_view engine() const override { return log_.engine(); }
  absl::StatusOr<storage::ReadPage> Read(const storage::ReadOptions& options) const override {
    return log_.Read(options);
  }
  absl::StatusOr<std::optional<storage::PushRecord>> FindPush(
      absl::string_view source, absl::string_view source_id) const override {
    return log_.FindPush(source, source_id);
  }
  absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const override {
    return log_.FindKey(id);
  }
  absl::StatusOr<std::vector<storage::KeyEntry>> ListKeys() const override {
    return log_.ListKeys();
  }
  absl::Status ChangeKeys(const storage::KeyChange& change) override {
    return log_.ChangeKeys(change);
  }
  absl::Status PurgeDestroyedKeys() override { return log_.PurgeDestroyedKeys(); }
  absl::Status Recover() override { return log_.Recover(); }
  std::unique_ptr<Subscription> Subscribe(storage::HeadListener listener) override {
    return log_.Subscribe(std::move(listener));
  }

  void Close() {
    base::MutexLock lock(&mutex_);
    closed_ = true;
  }
  void Open() {
    base::MutexLock lock(&mutex_);
    closed_ = false;
    changed_.SignalAll();
  }
  // Returns once so many groups have reached the disk since the beginning.
  void AwaitAppends(int count) {
    base::MutexLock lock(&mutex_);
    while (appends_ < count) changed_.Wait(&mutex_);
  }
  int appends() {
    base::MutexLock lock(&mutex_);
    return appends_;
  }
  // Events in the largest group so far.
  size_t largest() {
    base::MutexLock lock(&mutex_);
    return largest_;
  }
  MemoryEventLog& disk() { return log_; }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int appends_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t largest_ ABSL_GUARDED_BY(mutex_) = 0;
  MemoryEventLog log_;
};

class RegistrarTest : public ::testing::Test {
 protected:
  RegistrarTest() { Restart({}); }

  void Restart(RegistrarOptions options) {
    registrar_.reset();
    options.recover_interval = absl::Milliseconds(1);
    auto vault = vault::Vault::Open(std::string(32, 'm'), &log_);
    ASSERT_OK(vault);
    vault_ = *std::move(vault);
    auto registrar = Registrar::Start(options, &log_, vault_.get(), &clock_);
    ASSERT_OK(registrar);
    registrar_ = *std::move(registrar);
  }

  std::future<absl::StatusOr<Receipt>> Send(const command::v1::Command& command,
                                            const std::string& actor = "local") {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Receipt>>>();
    registrar_->Submit(command, {.actor = actor}, [promise](absl::StatusOr<Receipt> receipt) {
      promise->set_value(std::move(receipt));
    });
    return promise->get_future();
  }

  absl::StatusOr<Receipt> Do(const command::v1::Command& command) { return Send(command).get(); }

  void GivenPractice() {
    ASSERT_OK(Do(t::PublishPlan(t::TestPlan())));
    ASSERT_OK(Do(t::RegisterPractice("p1")));
  }

  // An intervision with two places and `count` GPs who want one.
  void GivenIntervision(int count) {
    GivenPractice();
    ASSERT_OK(Do(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION)));
    ASSERT_OK(Do(t::ScheduleSession("s1", "iv", "2024-03-01")));
    for (int i = 0; i < count; ++i) {
      ASSERT_OK(Do(t::RegisterPerson(Gp(i))));
      ASSERT_OK(Do(t::StartEngagement(Gp(i), "p1", ev::ROLE_GP_OWNER, "2020-01-01")));
    }
  }

  static std::string Gp(int i) { return "gp" + std::to_string(i); }

  // The largest group of 40 commands that these send by turns while the disk stands still; a group
  // takes at least `full` of them.
  size_t LargestGroupOf(const std::vector<std::string>& senders, size_t full) {
    const int before = log_.appends();
    log_.Close();
    std::vector<std::future<absl::StatusOr<Receipt>>> receipts;
    receipts.push_back(Send(t::RegisterPractice("first"), senders[0]));
    log_.AwaitAppends(before + 1);
    for (size_t i = 0; i < 40; ++i) {
      receipts.push_back(
          Send(t::RegisterPractice("p" + std::to_string(100 + i)), senders[i % senders.size()]));
    }
    // A full group waits for the one that syncs. What is behind it stays in the queue, all of it
    // when the writer took each command as it came.
    while (registrar_->queue_depth() > 40 - full) std::this_thread::yield();
    log_.Open();
    for (auto& receipt : receipts) EXPECT_OK(receipt.get());
    return log_.largest();
  }

  bool IsReadable(const std::string& practice) {
    bool found = false;
    registrar_->Read(
        [&](const domain::Register& reg) { found = reg.practices.contains(practice); });
    return found;
  }

  GatedLog log_;
  base::FakeClock clock_{t::Morning(absl::CivilDay(2024, 1, 10))};
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<Registrar> registrar_;
};

TEST_F(RegistrarTest, AcceptedCommandIsInTheLogAndReadable) {
  GivenPractice();
  EXPECT_EQ(log_.head().value, 2u);
  EXPECT_EQ(registrar_->position(), 2u);
  EXPECT_TRUE(IsReadable("p1"));
}

TEST_F(RegistrarTest, RefusalLeavesTheLogWhereItWas) {
  GivenPractice();
  EXPECT_THAT(Do(t::RegisterPractice("p1")), Refuses("ALREADY_REGISTERED"));
  EXPECT_THAT(Do(t::RegisterPractice("p2", "atlantis")), Refuses("UNKNOWN_REGION"));
  EXPECT_EQ(log_.head().value, 2u);
}

TEST_F(RegistrarTest, RepeatGetsTheFirstAnswerAlsoAfterARestart) {
  GivenPractice();
  const command::v1::Command command = t::RegisterPractice("p2");
  ASSERT_OK_AND_ASSIGN(Receipt first, Do(command));
  EXPECT_FALSE(first.repeated);
  for (int round = 0; round < 2; ++round) {
    ASSERT_OK_AND_ASSIGN(Receipt again, Do(command));
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.position, first.position);
    EXPECT_EQ(again.event_ids, first.event_ids);
    EXPECT_EQ(again.recorded_at, first.recorded_at);
    Restart({});
  }
  EXPECT_EQ(log_.head().value, 3u);
}

TEST_F(RegistrarTest, OtherContentUnderTheSameKeyIsAConflict) {
  GivenPractice();
  command::v1::Command command = t::RegisterPractice("p2");
  ASSERT_OK(Do(command));
  command.set_correlation_id("another try");
  EXPECT_OK(Do(command));
  command.mutable_register_practice()->set_name("Another name");
  EXPECT_THAT(Do(command), Refuses("CONFLICT"));
  EXPECT_THAT(Do(command), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(RegistrarTest, RepeatAndConflictAreSeenBeforeTheSync) {
  GivenPractice();
  log_.Close();
  const command::v1::Command command = t::RegisterPractice("p2");
  command::v1::Command other = command;
  other.mutable_register_practice()->set_name("Another name");
  auto first = Send(command);
  auto repeat = Send(command);
  auto conflict = Send(other);
  log_.Open();
  ASSERT_OK_AND_ASSIGN(Receipt receipt, first.get());
  ASSERT_OK_AND_ASSIGN(Receipt repeated, repeat.get());
  EXPECT_FALSE(receipt.repeated);
  EXPECT_TRUE(repeated.repeated);
  EXPECT_EQ(repeated.position, receipt.position);
  EXPECT_THAT(conflict.get(), Refuses("CONFLICT"));
  EXPECT_EQ(log_.head().value, 3u);
}

// Unlike the log's, whose listeners may hear of events that readers do not see yet.
TEST_F(RegistrarTest, ListenersHearOfWhatReadersSeeBeforeItIsAnswered) {
  GivenPractice();
  std::atomic<uint64_t> told{0};
  std::atomic<uint64_t> seen{0};
  auto subscription = registrar_->Subscribe([&](storage::Position head) {
    told = head.value;
    seen = registrar_->position();
  });
  ASSERT_OK(Do(t::RegisterPractice("p2")));
  EXPECT_EQ(told, 3u);
  EXPECT_EQ(seen, 3u);
  EXPECT_THAT(Do(t::RegisterPractice("p2")), Refuses("ALREADY_REGISTERED"));
  subscription.reset();
  ASSERT_OK(Do(t::RegisterPractice("p3")));
  EXPECT_EQ(told, 3u);
}

TEST_F(RegistrarTest, NothingIsReadableOrAnsweredBeforeTheSync) {
  GivenPractice();
  log_.Close();
  auto receipt = Send(t::RegisterPractice("p2"));
  // A refusal that rests on something not yet durable waits as well.
  auto refusal = Send(t::With(t::RegisterPractice("p2"), "other", "1"));
  log_.AwaitAppends(3);
  EXPECT_FALSE(IsReadable("p2"));
  EXPECT_EQ(registrar_->position(), 2u);
  EXPECT_EQ(receipt.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  EXPECT_EQ(refusal.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  log_.Open();
  EXPECT_OK(receipt.get());
  EXPECT_THAT(refusal.get(), Refuses("ALREADY_REGISTERED"));
  EXPECT_TRUE(IsReadable("p2"));
}

TEST_F(RegistrarTest, WhatComesDuringASyncShareTheNext) {
  GivenPractice();
  const int before = log_.appends();
  log_.Close();
  std::vector<std::future<absl::StatusOr<Receipt>>> receipts;
  receipts.push_back(Send(t::RegisterPractice("first")));
  log_.AwaitAppends(before + 1);
  for (int i = 0; i < 50; ++i)
    receipts.push_back(Send(t::RegisterPractice("p" + std::to_string(100 + i))));
  while (registrar_->queue_depth() > 0) std::this_thread::yield();
  log_.Open();
  for (auto& receipt : receipts) EXPECT_OK(receipt.get());
  EXPECT_LE(log_.appends(), before + 3);
}

TEST_F(RegistrarTest, GroupOfOneSenderHasItsBound) {
  Restart({.group_commands_max = 10, .group_shared_max = 4, .alone_after_groups = 1});
  GivenPractice();
  EXPECT_EQ(LargestGroupOf({"a"}, 10), 10u);
}

TEST_F(RegistrarTest, GroupOfOneSenderIsSmallWhileOthersSendNowAndThen) {
  Restart({.group_commands_max = 10, .group_shared_max = 4, .alone_after_groups = 1'000});
  GivenPractice();
  EXPECT_EQ(LargestGroupOf({"a"}, 4), 4u);
}

TEST_F(RegistrarTest, GroupOfOneSenderGrowsWhenItIsAloneForLong) {
  Restart({.group_commands_max = 10, .group_shared_max = 4, .alone_after_groups = 3});
  GivenPractice();
  EXPECT_EQ(LargestGroupOf({"a"}, 4), 10u);
}

TEST_F(RegistrarTest, WhoOnlyLooksWhetherTheWriterWorksIsNoSecondSender) {
  Restart({.group_commands_max = 10, .group_shared_max = 4, .alone_after_groups = 1'000});
  GivenPractice();
  std::promise<void> looked;
  registrar_->Submit(t::RegisterPractice("p1"), {.actor = "probe", .observed = false},
                     [&](const absl::StatusOr<Receipt>&) { looked.set_value(); });
  looked.get_future().wait();
  EXPECT_EQ(LargestGroupOf({"local"}, 10), 10u);
}

TEST_F(RegistrarTest, GroupOfSeveralSendersHasASmallerOne) {
  Restart({.group_commands_max = 10, .group_shared_max = 4});
  GivenPractice();
  EXPECT_EQ(LargestGroupOf({"a", "b"}, 4), 4u);
}

TEST_F(RegistrarTest, TwoPlacesAreTwoPlacesWhoeverAsksAtOnce) {
  constexpr int kPeople = 40;
  GivenIntervision(kPeople);
  std::vector<std::thread> clients;
  std::atomic<int> confirmed{0};
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&, client] {
      for (int i = client; i < kPeople; i += 4) {
        const absl::StatusOr<Receipt> receipt = Do(t::Enrol(Gp(i), "p1", "s1"));
        ASSERT_OK(receipt);
        if (receipt->enrolment_status == domain::EnrolmentStatus::kConfirmed) ++confirmed;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(confirmed, 2);
  registrar_->Read([&](const domain::Register& reg) {
    EXPECT_EQ(reg.sessions.at("s1")->places_taken, 2u);
    EXPECT_EQ(reg.sessions.at("s1")->waiting.size(), static_cast<size_t>(kPeople) - 2);
  });
}

TEST_F(RegistrarTest, ReceiptSaysWhoWaitsAndWhoMovedUp) {
  GivenIntervision(3);
  ASSERT_OK(Do(t::Enrol(Gp(0), "p1", "s1")));
  ASSERT_OK(Do(t::Enrol(Gp(1), "p1", "s1")));
  ASSERT_OK_AND_ASSIGN(Receipt waiting, Do(t::Enrol(Gp(2), "p1", "s1")));
  EXPECT_EQ(waiting.enrolment_status, domain::EnrolmentStatus::kWaiting);
  EXPECT_EQ(waiting.waiting_rank, 1u);
  ASSERT_OK_AND_ASSIGN(Receipt cancelled, Do(t::CancelEnrolment("gp0>s1")));
  EXPECT_EQ(cancelled.promoted_enrolment_ids, std::vector<std::string>{"gp2>s1"});
  EXPECT_EQ(cancelled.position, cancelled.first_position + 1);
  ASSERT_OK_AND_ASSIGN(Receipt found, registrar_->LookUp(cancelled.source, cancelled.source_id));
  EXPECT_EQ(found.promoted_enrolment_ids, cancelled.promoted_enrolment_ids);
  EXPECT_THAT(registrar_->LookUp("test", "never sent"), Refuses("UNKNOWN_PUSH"));
}

TEST_F(RegistrarTest, FailedDiskAnswersNobodyOkAndTheWriterGoesOnAfterwards) {
  GivenPractice();
  log_.disk().FailNextAppend(MemoryEventLog::FailureLeaves::kNothing);
  const command::v1::Command command = t::RegisterPractice("p2");
  EXPECT_THAT(Do(command), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(IsReadable("p2"));
  while (!registrar_->writable()) std::this_thread::yield();
  ASSERT_OK_AND_ASSIGN(Receipt receipt, Do(command));
  EXPECT_FALSE(receipt.repeated);
  EXPECT_EQ(receipt.position, 3u);
}

TEST_F(RegistrarTest, GroupThatAFailedDiskKeptIsARepeatAfterwards) {
  GivenPractice();
  log_.disk().FailNextAppend(MemoryEventLog::FailureLeaves::kWholeGroup);
  const command::v1::Command command = t::RegisterPractice("p2");
  EXPECT_THAT(Do(command), StatusIs(absl::StatusCode::kUnavailable));
  while (!registrar_->writable()) std::this_thread::yield();
  EXPECT_TRUE(IsReadable("p2"));
  ASSERT_OK_AND_ASSIGN(Receipt receipt, Do(command));
  EXPECT_TRUE(receipt.repeated);
  EXPECT_EQ(log_.head().value, 3u);
}

TEST_F(RegistrarTest, WhatWasDecidedOnTopOfAFailedGroupFailsWithIt) {
  GivenPractice();
  log_.disk().FailNextAppend(MemoryEventLog::FailureLeaves::kNothing);
  log_.Close();
  auto practice = Send(t::RegisterPractice("p2"));
  log_.AwaitAppends(3);
  auto on_top = Send(t::AssignCohort("p2", t::kCohort));
  while (registrar_->queue_depth() > 0) std::this_thread::yield();
  log_.Open();
  EXPECT_THAT(practice.get(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(on_top.get(), StatusIs(absl::StatusCode::kUnavailable));
  while (!registrar_->writable()) std::this_thread::yield();
  EXPECT_THAT(Do(t::AssignCohort("p2", t::kCohort)), Refuses("UNKNOWN_PRACTICE"));
}

TEST_F(RegistrarTest, FullQueueIsRefusedAtOnce) {
  Restart({.queue_max = 1});
  GivenPractice();
  log_.Close();
  std::vector<std::future<absl::StatusOr<Receipt>>> sent;
  absl::StatusOr<Receipt> refused = absl::UnknownError("none yet");
  // One syncs, one is decided, one waits; whatever the threads do, a few more must be refused.
  for (int i = 0; i < 8; ++i) sent.push_back(Send(t::RegisterPractice("q" + std::to_string(i))));
  log_.Open();
  int full = 0;
  for (auto& one : sent) {
    const absl::StatusOr<Receipt> result = one.get();
    if (!result.ok()) {
      EXPECT_THAT(result, Refuses("QUEUE_FULL"));
      ++full;
    }
  }
  EXPECT_GT(full, 0);
}

TEST_F(RegistrarTest, OneSenderCannotFillTheQueueForAnother) {
  Restart({.queue_max = 10});
  GivenPractice();
  log_.Close();
  std::vector<std::future<absl::StatusOr<Receipt>>> greedy;
  for (int i = 0; i < 40; ++i) {
    greedy.push_back(Send(t::RegisterPractice("q" + std::to_string(i)), "greedy"));
  }
  auto honest = Send(t::AssignCohort("p1", t::kCohort), "honest");
  log_.Open();
  EXPECT_OK(honest.get());
  int full = 0;
  for (auto& one : greedy) full += one.get().ok() ? 0 : 1;
  EXPECT_GT(full, 0);
}

TEST_F(RegistrarTest, StopFinishesWhatWasQueuedAndRefusesTheRest) {
  GivenPractice();
  std::vector<std::future<absl::StatusOr<Receipt>>> sent;
  for (int i = 0; i < 100; ++i) sent.push_back(Send(t::RegisterPractice("q" + std::to_string(i))));
  registrar_->Stop();
  for (auto& one : sent) EXPECT_OK(one.get());
  EXPECT_THAT(Do(t::RegisterPractice("late")), Refuses("SHUTTING_DOWN"));
  EXPECT_EQ(log_.head().value, 102u);
}

TEST_F(RegistrarTest, RecordedTimeNeverRunsBackwards) {
  GivenPractice();
  clock_.Advance(-absl::Hours(5));
  ASSERT_OK_AND_ASSIGN(Receipt receipt, Do(t::RegisterPractice("p2")));
  EXPECT_EQ(receipt.recorded_at, t::Morning(absl::CivilDay(2024, 1, 10)));
}

TEST_F(RegistrarTest, ClockThatWasPutRightDecidesAgainAtOnce) {
  GivenIntervision(1);
  clock_.Advance(absl::Hours(24 * 365 * 3));
  ASSERT_OK(Do(t::RegisterPractice("p2")));
  clock_.Advance(-absl::Hours(24 * 365 * 3));
  // By the wrong clock the session would be over.
  ASSERT_OK(Do(t::Enrol(Gp(0), "p1", "s1")));
}

TEST_F(RegistrarTest, NamesAreStoredSealedAndTheirKeysWithThem) {
  GivenPractice();
  ASSERT_OK(Do(t::RegisterPerson("a", "Bea de Vries")));
  ASSERT_OK_AND_ASSIGN(storage::ReadPage page, log_.Read({.after = {2}}));
  ASSERT_EQ(page.events.size(), 1u);
  EXPECT_EQ(page.events[0].bytes.find("Bea"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(ev::Envelope envelope, domain::DecodeEnvelope(page.events[0].bytes));
  ASSERT_OK_AND_ASSIGN(ev::PersonalData data,
                       vault_->Unseal("a", envelope.event().person_registered().personal_data()));
  EXPECT_EQ(data.name(), "Bea de Vries");
}

TEST_F(RegistrarTest, TooLargeAnEventIsRefusedAndChangesNothing) {
  GivenPractice();
  command::v1::Command command = t::RegisterPractice("p2");
  Restart({.event_bytes_max = command.ByteSizeLong()});
  // The envelope adds what the command leaves out.
  EXPECT_THAT(Do(command), Refuses("EVENT_TOO_LARGE"));
  command.set_correlation_id("1");
  EXPECT_THAT(Do(command), Refuses("COMMAND_TOO_LARGE"));
  EXPECT_EQ(log_.head().value, 2u);
}

TEST_F(RegistrarTest, IndexKnowsEveryEventByTypeAndTag) {
  GivenIntervision(1);
  ASSERT_OK(Do(t::Enrol(Gp(0), "p1", "s1")));
  ASSERT_OK_AND_ASSIGN(
      storage::ReadPage page,
      log_.Read({.tags = {{storage::TagKind::kPractice, "p1"}, {storage::TagKind::kPerson, Gp(0)}},
                 .types = {domain::TypeNumberOf("enrolment_confirmed")}}));
  EXPECT_EQ(page.events.size(), 1u);
}

TEST_F(RegistrarTest, ReplayOfOneRegionLeavesTheOthersOut) {
  GivenPractice();
  regioplan::v1::RegionPlan plan = t::TestPlan();
  plan.set_region("elsewhere");
  ASSERT_OK(Do(t::PublishPlan(plan)));
  ASSERT_OK(Do(t::RegisterPractice("far", "elsewhere")));
  domain::Register reg;
  ASSERT_OK(Replay(log_, {{storage::TagKind::kRegion, "elsewhere"}}, 0, &reg));
  EXPECT_EQ(reg.practices.size(), 1u);
  EXPECT_EQ(reg.position, 4u);
}

TEST_F(RegistrarTest, YearIsClosedWithWhatTheHookAdds) {
  RegistrarOptions options;
  absl::Status answer;
  options.close_year = [&](const domain::Register& reg, absl::CivilDay today,
                           ev::YearClosed* event) {
    event->set_verdict_position(reg.position);
    event->set_verdict_sha256(domain::ToIso(today));
    return answer;
  };
  Restart(options);
  GivenPractice();
  ASSERT_OK(Do(t::AssignCohort("p1", t::kCohort)));
  const uint64_t before = registrar_->position();
  ASSERT_OK(Do(t::CloseYear("p1", 1)));
  registrar_->Read([&](const domain::Register& reg) {
    const ev::YearClosed& closed = reg.practices.at("p1")->closed_years.at(1).closed;
    EXPECT_EQ(closed.verdict_position(), before);
    EXPECT_EQ(closed.verdict_sha256(), domain::ToIso(domain::FromProto(closed.closed_on())));
  });
  answer = base::MakeError(absl::StatusCode::kFailedPrecondition, "YEAR_NOT_OVER", "not yet");
  EXPECT_THAT(Do(t::CloseYear("p1", 1)), base::Refuses("YEAR_NOT_OVER"));
  EXPECT_EQ(registrar_->position(), before + 1);
}

TEST_F(RegistrarTest, WithoutTheHookNoYearIsClosed) {
  GivenPractice();
  ASSERT_OK(Do(t::AssignCohort("p1", t::kCohort)));
  EXPECT_THAT(Do(t::CloseYear("p1", 1)), base::Refuses("CLOSE_YEAR_NOT_OFFERED"));
}

// Remembers what it was told.
class FakeJournal final : public RefusalJournal {
 public:
  void Note(Refusal refusal) override {
    base::MutexLock lock(&mutex_);
    noted_.push_back(std::move(refusal));
  }
  Page Read(const ReadOptions& options) const override {
    base::MutexLock lock(&mutex_);
    return {.refusals = noted_};
  }
  void Stop() override {}

 private:
  mutable base::Mutex mutex_;
  std::vector<Refusal> noted_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(RegistrarTest, TheJournalIsToldOfEveryRefusalAndOfNothingElse) {
  FakeJournal journal;
  Restart({.refusals = &journal});
  GivenPractice();
  const command::v1::Command wrong = t::With(t::CancelSession("s9"), "hus", "k-1");
  EXPECT_THAT(Do(wrong), Refuses("UNKNOWN_SESSION"));
  command::v1::Command large = t::RegisterPractice("p2");
  large.mutable_register_practice()->set_name(std::string(100'000, 'x'));
  EXPECT_THAT(Do(large), Refuses("COMMAND_TOO_LARGE"));
  const std::vector<Refusal> noted = journal.Read({}).refusals;
  ASSERT_EQ(noted.size(), 2u);
  EXPECT_EQ(noted[0].source, "hus");
  EXPECT_EQ(noted[0].source_id, "k-1");
  EXPECT_EQ(noted[0].command, "cancel_session");
  EXPECT_EQ(noted[0].reason, "UNKNOWN_SESSION");
  EXPECT_EQ(noted[1].reason, "COMMAND_TOO_LARGE");
  Restart({});
}

class FakeObserver final : public RegistrarObserver {
 public:
  void CommandAnswered(const AnsweredCommand& command) override {
    base::MutexLock lock(&mutex_);
    answers_.push_back({command.kind, command.outcome, std::string(command.reason)});
  }
  void GroupAppended(const AppendedGroup& group) override {
    base::MutexLock lock(&mutex_);
    EXPECT_GT(group.duration.count(), 0);
    (group.kept ? events_kept_ : events_lost_) += group.events;
    commands_ += group.commands;
  }

  using Answer = std::tuple<int, CommandOutcome, std::string>;
  std::vector<Answer> answers() {
    base::MutexLock lock(&mutex_);
    return answers_;
  }
  size_t commands() {
    base::MutexLock lock(&mutex_);
    return commands_;
  }
  size_t events_kept() {
    base::MutexLock lock(&mutex_);
    return events_kept_;
  }
  size_t events_lost() {
    base::MutexLock lock(&mutex_);
    return events_lost_;
  }

 private:
  base::Mutex mutex_;
  std::vector<Answer> answers_ ABSL_GUARDED_BY(mutex_);
  size_t commands_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t events_kept_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t events_lost_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST_F(RegistrarTest, TheObserverIsToldOfEveryAnswerAndEveryAppend) {
  using command::v1::Command;
  FakeObserver observer;
  Restart({.observer = &observer});
  GivenPractice();
  const Command practice = t::RegisterPractice("p2");
  ASSERT_OK(Do(practice));
  ASSERT_OK(Do(practice));
  EXPECT_THAT(Do(t::CancelSession("s9")), Refuses("UNKNOWN_SESSION"));
  Command large = t::RegisterPractice("p3");
  large.mutable_register_practice()->set_name(std::string(100'000, 'x'));
  EXPECT_THAT(Do(large), Refuses("COMMAND_TOO_LARGE"));
  log_.disk().FailNextAppend(MemoryEventLog::FailureLeaves::kNothing);
  EXPECT_THAT(Do(t::RegisterPractice("p4")), StatusIs(absl::StatusCode::kUnavailable));
  registrar_->Stop();
  EXPECT_THAT(Do(Command()), Refuses("SHUTTING_DOWN"));

  const int publish = Command::kPublishPlanFieldNumber;
  const int enter = Command::kRegisterPracticeFieldNumber;
  const int cancel = Command::kCancelSessionFieldNumber;
  const std::vector<FakeObserver::Answer> expected = {
      {publish, CommandOutcome::kRecorded, ""},
      {enter, CommandOutcome::kRecorded, ""},
      {enter, CommandOutcome::kRecorded, ""},
      {enter, CommandOutcome::kRepeated, ""},
      {cancel, CommandOutcome::kRefused, "UNKNOWN_SESSION"},
      {enter, CommandOutcome::kRefused, "COMMAND_TOO_LARGE"},
      {enter, CommandOutcome::kNotTaken, "LOG_NOT_WRITABLE"},
      {0, CommandOutcome::kNotTaken, "SHUTTING_DOWN"},
  };
  EXPECT_EQ(observer.answers(), expected);
  // Each was sent after the one before was answered, so each append had one command of one event.
  EXPECT_EQ(observer.commands(), 4u);
  EXPECT_EQ(observer.events_kept(), 3u);
  EXPECT_EQ(observer.events_lost(), 1u);
  Restart({});
}

TEST_F(RegistrarTest, ADiskThatFailsIsNobodysRefusal) {
  FakeJournal journal;
  Restart({.refusals = &journal});
  GivenPractice();
  log_.disk().FailNextAppend(MemoryEventLog::FailureLeaves::kNothing);
  EXPECT_THAT(Do(t::RegisterPractice("p2")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(journal.Read({}).refusals.empty());
  Restart({});
}

}  // namespace
}  // namespace logboek::registrar
