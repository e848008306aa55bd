#include "services/accesslog/access_log.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_side_store.h"
#include "storage/rocks/rocks_side_store.h"
#include "storage/testing/temp_folder.h"

namespace logboek::accesslog {
namespace {

using access::v1::AccessRecord;
using base::Refuses;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

AccessRecord Look(const std::vector<std::string>& persons, absl::string_view request_id,
                  absl::string_view principal = "coordinator-1") {
  AccessRecord record;
  record.set_method("/logboek.v1.PracticeService/GetPractice");
  for (const std::string& person : persons) record.add_person_ids(person);
  record.set_principal(std::string(principal));
  record.set_request_id(std::string(request_id));
  record.set_shown(access::v1::SHOWN_NAMES);
  record.set_outcome(access::v1::ACCESS_OUTCOME_ANSWERED);
  return record;
}

// A store whose writes a test can hold back or let fail, and whose flushes it counts.
class GatedStore final : public storage::SideStore {
 public:
  absl::Status Write(const storage::SideWrite& write) override {
    base::MutexLock lock(&mutex_);
    // The thread of the log writes first, and waits here; whoever comes later passes.
    const bool held = hold_next_;
    hold_next_ = false;
    if (held) {
      holding_ = true;
      changed_.SignalAll();
      while (holding_) changed_.Wait(&mutex_);
    }
    if (!failing_) return store_.Write(write);
    ++failed_writes_;
    return absl::UnavailableError("the disk fails");
  }
  absl::StatusOr<std::optional<std::string>> Find(absl::string_view key) const override {
    return store_.Find(key);
  }
  absl::StatusOr<std::vector<storage::SideEntry>> Scan(
      const storage::SideScan& scan) const override {
    return store_.Scan(scan);
  }
  absl::Status EraseRange(absl::string_view from, absl::string_view until) override {
    return store_.EraseRange(from, until);
  }
  absl::Status Flush() override {
    base::MutexLock lock(&mutex_);
    ++flushes_;
    changed_.SignalAll();
    return store_.Flush();
  }

  void HoldNextWrite() {
    base::MutexLock lock(&mutex_);
    hold_next_ = true;
  }
  void AwaitHeld() {
    base::MutexLock lock(&mutex_);
    while (!holding_) changed_.Wait(&mutex_);
  }
  void Release() {
    base::MutexLock lock(&mutex_);
    holding_ = false;
    changed_.SignalAll();
  }
  void Fail(bool fail) {
    base::MutexLock lock(&mutex_);
    failing_ = fail;
  }
  int failed_writes() {
    base::MutexLock lock(&mutex_);
    return failed_writes_;
  }
  int flushes() {
    base::MutexLock lock(&mutex_);
    return flushes_;
  }
  void AwaitFlushes(int count) {
    base::MutexLock lock(&mutex_);
    while (flushes_ < count) changed_.Wait(&mutex_);
  }

 private:
  storage::MemorySideStore store_;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool hold_next_ ABSL_GUARDED_BY(mutex_) = false;
  bool holding_ ABSL_GUARDED_BY(mutex_) = false;
  bool failing_ ABSL_GUARDED_BY(mutex_) = false;
  int failed_writes_ ABSL_GUARDED_BY(mutex_) = 0;
  int flushes_ ABSL_GUARDED_BY(mutex_) = 0;
};

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() { Restart({}); }
  // A stop over a disk that failed waits for the interval, which some tests make longer than they
  // live.
  ~AccessLogTest() override {
    store_.Fail(false);
    if (log_ != nullptr) EXPECT_OK(log_->Flush());
  }

  void Restart(AccessLogOptions options) {
    log_.reset();
    log_ = std::make_unique<AccessLog>(std::move(options), &store_, &clock_);
  }

  void Note(const AccessRecord& record) { EXPECT_OK(log_->Note(record)); }
  // The request ids of a page.
  std::vector<std::string> Ids(const AccessQuery& query, std::string* next = nullptr) {
    std::vector<std::string> ids;
    const auto page = log_->Find(query);
    EXPECT_OK(page);
    if (!page.ok()) return ids;
    for (const AccessRecord& record : page->records) ids.push_back(record.request_id());
    if (next != nullptr) *next = page->next;
    return ids;
  }
  std::vector<std::string> AllIds(AccessQuery query) {
    std::vector<std::string> all;
    do {
      for (std::string& id : Ids(query, &query.page)) all.push_back(std::move(id));
    } while (!query.page.empty());
    return all;
  }
  size_t Keys() const { return store_.Scan({})->size(); }

  base::FakeClock clock_{
      absl::FromCivil(absl::CivilSecond(2026, 3, 1, 9, 0, 0), base::Amsterdam())};
  GatedStore store_;
  std::unique_ptr<AccessLog> log_;
};

TEST_F(AccessLogTest, KeepsWhatWasNoted) {
  AccessRecord look = Look({"p1"}, "r1");
  look.set_acting_for("practice-1");
  look.set_region("utrecht");
  Note(look);
  ASSERT_OK(log_->Flush());
  ASSERT_OK_AND_ASSIGN(const AccessPage page, log_->Find({.person_ids = {"p1"}}));
  ASSERT_THAT(page.records, SizeIs(1));
  look.mutable_at()->set_seconds(absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(page.records[0].SerializeAsString(), look.SerializeAsString());
  EXPECT_EQ(page.next, "");
}

TEST_F(AccessLogTest, FindsByPersonAndByUserNewestFirst) {
  Note(Look({"p1", "p2"}, "r1"));
  clock_.Advance(absl::Minutes(1));
  Note(Look({"p2"}, "r2", "officer"));
  Note(Look({"p1"}, "r3"));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), ElementsAre("r3", "r1"));
  EXPECT_THAT(Ids({.person_ids = {"p2"}}), ElementsAre("r2", "r1"));
  EXPECT_THAT(Ids({.person_ids = {"p"}}), IsEmpty());
  EXPECT_THAT(Ids({.principal = "coordinator-1"}), ElementsAre("r3", "r1"));
  EXPECT_THAT(Ids({.principal = "officer"}), ElementsAre("r2"));
}

TEST_F(AccessLogTest, FindsByAnyOfSeveralPeopleEachRecordOnce) {
  for (const char* id : {"r1", "r2", "r3"}) {
    Note(Look({"p1", "p2"}, id));
    clock_.Advance(absl::Minutes(1));
    Note(Look({"p2"}, absl::StrCat(id, " p2")));
    Note(Look({"p3"}, "another"));
    clock_.Advance(absl::Minutes(1));
  }
  ASSERT_OK(log_->Flush());
  AccessQuery query{.person_ids = {"p1", "p2", "nobody"}, .page_size = 4};
  EXPECT_THAT(Ids(query, &query.page), ElementsAre("r3 p2", "r3", "r2 p2", "r2"));
  EXPECT_THAT(Ids(query, &query.page), ElementsAre("r1 p2", "r1"));
  EXPECT_EQ(query.page, "");
}

TEST_F(AccessLogTest, FindsByPractice) {
  AccessRecord look = Look({"p1", "p2"}, "r1");
  look.add_practice_ids("practice-1");
  look.add_practice_ids("practice-2");
  Note(look);
  // One from before records said whose people they show.
  Note(Look({"p1"}, "r2"));
  look.set_request_id("r3");
  look.mutable_practice_ids()->RemoveLast();
  Note(look);
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.practice_id = "practice-1"}), ElementsAre("r3", "r1"));
  EXPECT_THAT(Ids({.practice_id = "practice-2"}), ElementsAre("r1"));
  EXPECT_THAT(Ids({.practice_id = "practice"}), IsEmpty());
  clock_.Advance(absl::Hours(24 * 366 * 5 + 24));
  ASSERT_OK(log_->EraseOlderThan(clock_.Now()));
  EXPECT_EQ(Keys(), 0u) << "nothing of the old records is left in the indexes";
}

TEST_F(AccessLogTest, FindsBetweenTwoInstants) {
  const absl::Time start = clock_.Now();
  for (int i = 0; i < 4; ++i) {
    Note(Look({"p1"}, absl::StrCat("r", i)));
    clock_.Advance(absl::Hours(1));
  }
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(
      Ids({.person_ids = {"p1"}, .from = start + absl::Hours(1), .until = start + absl::Hours(3)}),
      ElementsAre("r2", "r1"));
  EXPECT_THAT(Ids({.person_ids = {"p1"}, .until = start}), IsEmpty());
}

TEST_F(AccessLogTest, PagesWithoutGapsWhileItGrows) {
  for (int i = 0; i < 5; ++i) Note(Look({"p1"}, absl::StrCat("r", i)));
  ASSERT_OK(log_->Flush());
  AccessQuery query{.person_ids = {"p1"}, .page_size = 2};
  EXPECT_THAT(Ids(query, &query.page), ElementsAre("r4", "r3"));
  Note(Look({"p1"}, "late"));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids(query, &query.page), ElementsAre("r2", "r1"));
  EXPECT_THAT(Ids(query, &query.page), ElementsAre("r0"));
  EXPECT_EQ(query.page, "");
}

TEST_F(AccessLogTest, APageOfLargeRecordsIsAShortOne) {
  std::vector<std::string> people;
  for (int i = 0; i < 1'000; ++i) people.push_back(absl::StrCat(std::string(100, 'x'), i));
  for (int i = 0; i < 60; ++i) Note(Look(people, absl::StrCat("r", i)));
  ASSERT_OK(log_->Flush());
  AccessQuery query{.principal = "coordinator-1", .page_size = 1'000};
  std::vector<std::string> found;
  int pages = 0;
  do {
    const std::vector<std::string> page = Ids(query, &query.page);
    EXPECT_LT(page.size(), 40u) << "no message holds 4 MiB";
    found.insert(found.end(), page.begin(), page.end());
    ++pages;
  } while (!query.page.empty());
  EXPECT_GE(pages, 2);
  ASSERT_THAT(found, SizeIs(60));
  EXPECT_EQ(found.front(), "r59");
  EXPECT_EQ(found.back(), "r0");
}

TEST_F(AccessLogTest, RefusesAQuestionItCannotRead) {
  EXPECT_THAT(log_->Find({}), Refuses("ONE_KIND_OF_LOOKS"));
  EXPECT_THAT(log_->Find({.person_ids = {"p"}, .principal = "u"}), Refuses("ONE_KIND_OF_LOOKS"));
  EXPECT_THAT(log_->Find({.principal = "u", .practice_id = "p"}), Refuses("ONE_KIND_OF_LOOKS"));
  const std::string no_hex(32, 'z');
  for (const std::string& token : {std::string("x"), std::string("00"), no_hex}) {
    EXPECT_THAT(log_->Find({.person_ids = {"p"}, .page = token}), Refuses("BAD_PAGE_TOKEN"));
  }
}

TEST_F(AccessLogTest, ARecordStandsOnceHoweverManyPeople) {
  std::vector<std::string> people;
  for (int i = 0; i < 900; ++i) people.push_back(absl::StrCat("person-", i));
  Note(Look(people, "r1"));
  ASSERT_OK(log_->Flush());
  size_t bytes = 0;
  ASSERT_OK_AND_ASSIGN(const std::vector<storage::SideEntry> entries, store_.Scan({}));
  for (const storage::SideEntry& entry : entries) bytes += entry.value.size();
  EXPECT_LT(bytes, 900u * 20) << "one list of people, not one a person";
  EXPECT_EQ(Keys(), 1 + 1 + 900u);
  people.resize(2'500, "one more");
  Note(Look(people, "r2"));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.principal = "coordinator-1"}), ElementsAre("r2", "r2", "r2", "r1"));
}

TEST_F(AccessLogTest, NotingWaitsForNoDisk) {
  store_.HoldNextWrite();
  Note(Look({"p1"}, "r1"));
  store_.AwaitHeld();
  // The disk hangs; looking goes on.
  for (int i = 0; i < 100; ++i) Note(Look({"p1"}, "more"));
  EXPECT_EQ(store_.flushes(), 0);
  store_.Release();
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}, .page_size = 500}), SizeIs(101));
}

TEST_F(AccessLogTest, AFullQueueMakesTheCallerWrite) {
  Restart({.queue_max = 2, .batch_max = 1});
  store_.HoldNextWrite();
  Note(Look({"p1"}, "held"));
  store_.AwaitHeld();
  Note(Look({"p1"}, "queued"));
  Note(Look({"p1"}, "queued too"));
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), IsEmpty());
  Note(Look({"p1"}, "by its caller"));
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), ElementsAre("by its caller"));
  store_.Release();
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), SizeIs(4));
}

TEST_F(AccessLogTest, AFailingDiskLosesNothingOnceItWorksAgain) {
  Restart({.queue_max = 2, .flush_interval = absl::Milliseconds(1)});
  store_.Fail(true);
  for (int i = 0; i < 10; ++i) Note(Look({"p1"}, "r"));
  EXPECT_FALSE(log_->Flush().ok());
  EXPECT_FALSE(log_->healthy());
  store_.Fail(false);
  ASSERT_OK(log_->Flush());
  EXPECT_TRUE(log_->healthy());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), SizeIs(10));
}

// Between attempts the thread of the log waits for as good as ever, but when somebody asks.
constexpr absl::Duration kForGood = absl::Hours(1);

TEST_F(AccessLogTest, AFailingDiskAnswersWhoFlushesHoweverManyAreQueued) {
  constexpr int kLooks = 1'300;
  const auto looks = [&](int from, int until) {
    for (int i = from; i < until; ++i) {
      Note(Look({"p1"}, absl::StrCat("r", i)));
      std::this_thread::yield();
    }
  };
  Restart({.flush_interval = kForGood});
  store_.Fail(true);
  looks(0, 1);
  EXPECT_EQ(log_->Flush().code(), absl::StatusCode::kUnavailable);
  looks(1, 600);
  EXPECT_EQ(log_->Flush().code(), absl::StatusCode::kUnavailable);
  looks(600, kLooks);
  EXPECT_EQ(log_->Flush().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(log_->healthy());
  EXPECT_LE(store_.failed_writes(), 4) << "the first look and each flush; no other cuts a pause";
  store_.Fail(false);
  ASSERT_OK(log_->Flush());
  EXPECT_TRUE(log_->healthy());
  std::vector<std::string> expected;
  for (int i = kLooks - 1; i >= 0; --i) expected.push_back(absl::StrCat("r", i));
  EXPECT_EQ(AllIds({.person_ids = {"p1"}, .page_size = 1'000}), expected);
}

TEST_F(AccessLogTest, AStopOverAFailingDiskEndsAndSaysHowMuchIsLost) {
  std::atomic<int> pauses = 0;
  Restart({.flush_interval = kForGood, .pause_while_failing = [&] { ++pauses; }});
  store_.Fail(true);
  testing::internal::CaptureStderr();
  for (int i = 0; i < 600; ++i) Note(Look({"somebody"}, "r"));
  log_.reset();
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_THAT(lines, HasSubstr("records_lost=\"600\" records_undurable=\"0\""));
  EXPECT_THAT(lines, Not(HasSubstr("somebody")));
  EXPECT_GE(store_.failed_writes(), 3);
  EXPECT_EQ(store_.failed_writes(), pauses + 1) << "a pause before each attempt but the first";
}

TEST_F(AccessLogTest, AStopTriesUntilTheDiskWorks) {
  std::atomic<bool> stopping = false;
  Restart({.flush_interval = kForGood, .pause_while_failing = [&] {
             if (stopping) store_.Fail(false);
           }});
  store_.Fail(true);
  for (int i = 0; i < 1'200; ++i) Note(Look({"p1"}, "r"));
  stopping = true;
  Restart({});
  EXPECT_THAT(AllIds({.person_ids = {"p1"}, .page_size = 1'000}), SizeIs(1'200));
}

TEST_F(AccessLogTest, WhatThereIsNoMemoryForIsNotTaken) {
  Restart({.queue_max = 2, .batch_max = 1, .flush_interval = kForGood});
  store_.Fail(true);
  size_t taken = 0;
  for (int i = 0; i < 50; ++i) {
    const absl::Status noted = log_->Note(Look({"somebody"}, "r"));
    if (noted.ok()) {
      ++taken;
      continue;
    }
    EXPECT_THAT(noted, Refuses("ACCESS_LOG_FULL"));
    EXPECT_EQ(noted.code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_GE(taken, 2 * kQueuesWhileFailing);
  EXPECT_LE(taken, 2 * kQueuesWhileFailing + 1) << "one is in the hands of the thread";
  store_.Fail(false);
  ASSERT_OK(log_->Flush());
  Note(Look({"somebody"}, "r"));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"somebody"}}), SizeIs(taken + 1));
}

TEST_F(AccessLogTest, LooksAtManyPeopleFillTheMemorySooner) {
  Restart({.queue_bytes_max = 1'000, .batch_max = 1, .flush_interval = kForGood});
  store_.Fail(true);
  const AccessRecord look = Look(std::vector<std::string>(50, "somebody"), "r");
  ASSERT_GT(look.ByteSizeLong(), 500u);
  size_t taken = 0;
  while (taken < 1'000 && log_->Note(look).ok()) ++taken;
  EXPECT_GE(taken, 10u);
  EXPECT_LE(taken, 2 * kQueuesWhileFailing + 1);
  store_.Fail(false);
  ASSERT_OK(log_->Flush());
  // What was written makes room.
  store_.Fail(true);
  Note(look);
}

TEST_F(AccessLogTest, IsDurableAfterTheIntervalWithoutBeingAsked) {
  Restart({.flush_interval = absl::Minutes(10)});
  ASSERT_OK(log_->Flush());
  const int before = store_.flushes();
  Note(Look({"p1"}, "r1"));
  clock_.Advance(absl::Minutes(10));
  Note(Look({"p1"}, "r2"));
  store_.AwaitFlushes(before + 1);
}

TEST_F(AccessLogTest, ErasesWhatIsFiveYearsOldOnceADay) {
  Note(Look({"p1", "p2"}, "old"));
  clock_.Advance(absl::Hours(24));
  Note(Look({"p1"}, "a day later"));
  ASSERT_OK(log_->Flush());
  // The last moment of the fifth year: it stays.
  clock_.Set(absl::FromCivil(absl::CivilSecond(2031, 3, 1, 23, 59, 59), base::Amsterdam()));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), ElementsAre("a day later", "old"));
  clock_.Advance(absl::Seconds(2));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), SizeIs(2)) << "once a day";
  clock_.Advance(absl::Hours(23));
  clock_.Advance(absl::Minutes(59));
  clock_.Advance(absl::Seconds(58));
  ASSERT_OK(log_->Flush());
  EXPECT_THAT(Ids({.person_ids = {"p1"}}), ElementsAre("a day later"));
  EXPECT_THAT(Ids({.person_ids = {"p2"}}), IsEmpty());
  EXPECT_EQ(Keys(), 3u) << "nothing of the old record is left in the indexes";
}

TEST_F(AccessLogTest, ErasesManyOldRecords) {
  for (int i = 0; i < 350; ++i) {
    Note(Look({absl::StrCat("p", i % 7)}, "old"));
    clock_.Advance(absl::Minutes(1));
  }
  clock_.Advance(absl::Hours(24));
  Note(Look({"p1"}, "new"));
  ASSERT_OK(log_->Flush());
  ASSERT_OK(log_->EraseOlderThan(
      absl::FromCivil(absl::CivilSecond(2031, 3, 2, 12, 0, 0), base::Amsterdam())));
  EXPECT_EQ(Keys(), 3u);
}

TEST_F(AccessLogTest, ManyCallersAndAnOrderlyStopLoseNothing) {
  Restart({.queue_max = 16, .batch_max = 4});
  constexpr int kCallers = 4;
  constexpr int kLooks = 200;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < kLooks; ++i) {
        Note(Look({"p1"}, absl::StrCat(caller), absl::StrCat("user-", caller)));
        if (i % 50 == 0) {
          EXPECT_OK(log_->Flush());
          EXPECT_OK(log_->Find({.person_ids = {"p1"}}));
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  Restart({});
  for (int caller = 0; caller < kCallers; ++caller) {
    EXPECT_THAT(Ids({.principal = absl::StrCat("user-", caller), .page_size = 1'000}),
                SizeIs(kLooks));
  }
}

TEST(AccessLogOnDiskTest, IsThereAfterAnOrderlyStop) {
  const storage::TempFolder folder;
  const base::SystemClock clock;
  for (int round = 1; round <= 2; ++round) {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::OpenRocksSideStore(folder.Sub("access")));
    AccessLog log({}, store.get(), &clock);
    for (int i = 0; i < 100; ++i) ASSERT_OK(log.Note(Look({"p1"}, "r")));
    ASSERT_OK(log.Flush());
    ASSERT_OK_AND_ASSIGN(const AccessPage page,
                         log.Find({.person_ids = {"p1"}, .page_size = 1'000}));
    EXPECT_THAT(page.records, SizeIs(100 * round));
    for (int i = 0; i < 50; ++i) ASSERT_OK(log.Note(Look({"p2"}, "last")));
  }
  ASSERT_OK_AND_ASSIGN(const auto store, storage::OpenRocksSideStore(folder.Sub("access")));
  AccessLog log({}, store.get(), &clock);
  ASSERT_OK_AND_ASSIGN(const AccessPage page, log.Find({.person_ids = {"p2"}, .page_size = 1'000}));
  EXPECT_THAT(page.records, SizeIs(100));
}

}  // namespace
}  // namespace logboek::accesslog
