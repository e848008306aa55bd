#include "services/queries/region_watch.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegionWatchTest : public ::testing::Test {
 protected:
  RegionWatchTest() {
    for (const char* id : {"pr-1", "pr-2"}) fixture_.AddPractice(id);
    watch_ = std::make_unique<RegionWatch>(&fixture_.registers(), &fixture_.log, test::kRegion);
  }

  WatchAnswer LookAgain() {
    absl::StatusOr<WatchAnswer> answer = watch_->Look({});
    EXPECT_OK(answer);
    return *answer;
  }
  // "pr-1 T-01/1 3 -> 1".
  std::vector<std::string> Changes() {
    std::vector<std::string> texts;
    for (const VerdictChange& change : LookAgain().changes) {
      const auto status = [](const std::optional<VerdictNumbers>& numbers) {
        return numbers.has_value() ? static_cast<int>(numbers->status) : 0;
      };
      texts.push_back(absl::StrCat(change.practice->id, " ", change.obligation.obligation_id, "/",
                                   change.obligation.period, " ", status(change.before), " -> ",
                                   status(change.after)));
    }
    return texts;
  }

  RegionFixture fixture_;
  std::unique_ptr<RegionWatch> watch_;
};

TEST_F(RegionWatchTest, TheFirstLookCountsAndTheNextTellsWhatChanged) {
  const WatchAnswer first = LookAgain();
  EXPECT_EQ(first.practices, 2u);
  EXPECT_THAT(first.changes, IsEmpty());
  ASSERT_EQ(first.counts.size(), 3u);
  EXPECT_EQ(first.counts[0].obligation.obligation_id, "T-01");
  EXPECT_EQ(first.counts[0].obligation.period, 1u);
  EXPECT_EQ(first.counts[0].status, regioplan::Status::kAtRisk);
  EXPECT_EQ(first.counts[0].practices, 2u);
  EXPECT_THAT(Changes(), IsEmpty());
  fixture_.Train("pr-2");
  const uint64_t position = fixture_.registers().Now().position;
  EXPECT_THAT(Changes(), ElementsAre("pr-2 T-01/1 3 -> 1"));
  EXPECT_EQ(LookAgain().position, position);
}

TEST_F(RegionWatchTest, WhatCameAndWentBetweenTwoLooksIsNotTold) {
  LookAgain();
  fixture_.Train("pr-2");
  fixture_.Push({test::RevokeCompletion("triage", "pr-2a")});
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(RegionWatchTest, TheCalendarConcernsEverybodyWithSomethingOpen) {
  LookAgain();
  fixture_.AddMeetings(2, 1);
  EXPECT_THAT(Changes(), ElementsAre("pr-1 T-02/1 3 -> 2", "pr-2 T-02/1 3 -> 2"));
  // The place that pr-1 takes is one that pr-2 has not.
  fixture_.Push({test::Enrol("pr-1o", "pr-1", "x1")});
  EXPECT_THAT(Changes(), ElementsAre("pr-2 T-02/1 2 -> 3"));
  fixture_.Push({test::CancelEnrolment("pr-1o>x1")});
  EXPECT_THAT(Changes(), ElementsAre("pr-2 T-02/1 3 -> 2"));
}

TEST_F(RegionWatchTest, WhoSharesAPlanIsTouchedToo) {
  fixture_.Push({test::ScheduleSession("s1", "meet", "2026-09-10"),
                 test::ScheduleSession("s2", "meet", "2026-09-11"),
                 test::RegisterJointPlan("jp", {"pr-1", "pr-2"}, "2026-04-10")});
  LookAgain();
  fixture_.Push({test::RecordAttendance("s1", "pr-1o", "pr-1"),
                 test::RecordAttendance("s2", "pr-1o", "pr-1")});
  EXPECT_THAT(Changes(), ElementsAre("pr-1 T-02/1 3 -> 1", "pr-2 T-02/1 3 -> 1"));
}

TEST_F(RegionWatchTest, ANewDayIsLookedAtForEverybody) {
  LookAgain();
  fixture_.clock.Advance(absl::Hours(24 * 130));
  EXPECT_THAT(Changes(), ::testing::IsSupersetOf({"pr-1 T-01/1 3 -> 4", "pr-2 T-02/1 3 -> 4"}));
}

TEST_F(RegionWatchTest, ANewPlanAndANewPracticeAreSeen) {
  LookAgain();
  fixture_.AddPractice("pr-3");
  EXPECT_THAT(Changes(),
              ElementsAre("pr-3 T-01/1 0 -> 3", "pr-3 T-01/2 0 -> 2", "pr-3 T-02/1 0 -> 3"));
  regioplan::v1::RegionPlan plan =
      fixture_.registers().Now().reg->regions.at(test::kRegion)->plans.at("plan")->plan;
  plan.set_version("2");
  plan.mutable_obligations()->RemoveLast();
  fixture_.Push({test::PublishPlan(plan)});
  EXPECT_THAT(Changes(),
              ElementsAre("pr-1 T-02/1 3 -> 0", "pr-2 T-02/1 3 -> 0", "pr-3 T-02/1 3 -> 0"));
}

TEST_F(RegionWatchTest, AfterVeryManyEventsEverybodyIsAsked) {
  LookAgain();
  fixture_.Train("pr-1");
  for (int i = 0; i < 2100; ++i) {
    fixture_.Push({test::RegisterPerson(absl::StrCat("n-", i))});
  }
  EXPECT_THAT(Changes(), ElementsAre("pr-1 T-01/1 3 -> 1"));
}

TEST_F(RegionWatchTest, AnUnknownRegionIsRefused) {
  RegionWatch nowhere(&fixture_.registers(), &fixture_.log, "atlantis");
  EXPECT_THAT(nowhere.Look({}), Refuses("UNKNOWN_REGION"));
}

}  // namespace
}  // namespace logboek::queries
