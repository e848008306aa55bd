#include "services/queries/what_would_change.h"

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

class WhatWouldChangeTest : public ::testing::Test {
 protected:
  WhatWouldChangeTest() {
    for (const char* id : {"pr-1", "pr-2"}) fixture_.AddPractice(id);
  }

  WhatIfAnswer Try(const std::vector<command::v1::Command>& commands) {
    const uint64_t head = fixture_.log.head().value;
    absl::StatusOr<WhatIfAnswer> answer =
        Ask(fixture_.registers(), WhatIfQuestion{.region = test::kRegion,
                                                 .commands = commands,
                                                 .dry_run = {.now = fixture_.clock.Now()}});
    EXPECT_OK(answer);
    EXPECT_EQ(fixture_.log.head().value, head) << "nothing is recorded";
    EXPECT_EQ(answer->position, head);
    return *std::move(answer);
  }
  // "pr-1 T-02/1 3 -> 1".
  static std::vector<std::string> TextsOf(const WhatIfAnswer& answer) {
    std::vector<std::string> texts;
    for (const VerdictChange& change : answer.changes) {
      texts.push_back(absl::StrCat(change.practice->id, " ", change.obligation.obligation_id, "/",
                                   change.obligation.period, " ",
                                   static_cast<int>(change.before->status), " -> ",
                                   static_cast<int>(change.after->status)));
    }
    return texts;
  }

  RegionFixture fixture_;
};

TEST_F(WhatWouldChangeTest, Q23_JoiningAJointPlanBringsThePartnersSessionsFromThenOn) {
  fixture_.AddPractice("pr-3");
  fixture_.Push({test::RegisterJointPlan("jp", {"pr-1", "pr-3"}, "2026-04-10"),
                 test::ScheduleSession("s1", "meet", "2026-06-10"),
                 test::ScheduleSession("s2", "meet", "2026-09-10"),
                 test::RecordAttendance("s1", "pr-1o", "pr-1"),
                 test::RecordAttendance("s2", "pr-1o", "pr-1")});
  EXPECT_THAT(TextsOf(Try({test::AddJointPlanMember("jp", "pr-2", "2026-05-01")})),
              ElementsAre("pr-2 T-02/1 3 -> 1"));
  const WhatIfAnswer later = Try({test::AddJointPlanMember("jp", "pr-2", "2026-07-01")});
  ASSERT_EQ(later.changes.size(), 1u);
  EXPECT_EQ(later.changes[0].after->numerator, 1u) << "no retroactive credit";
}

TEST_F(WhatWouldChangeTest, Q24_AMovedSessionMayFallOutOfTheYear) {
  fixture_.AddMeetings(2);
  EXPECT_THAT(TextsOf(Try({test::MoveSession("x1", "2027-04-20")})),
              ElementsAre("pr-1 T-02/1 2 -> 3", "pr-2 T-02/1 2 -> 3"));
  EXPECT_THAT(TextsOf(Try({test::CancelSession("x2")})),
              ElementsAre("pr-1 T-02/1 2 -> 3", "pr-2 T-02/1 2 -> 3"));
  EXPECT_THAT(TextsOf(Try({test::MoveSession("x1", "2027-01-20")})), IsEmpty());
}

TEST_F(WhatWouldChangeTest, EachCommandIsDecidedOnTopOfThoseBefore) {
  const WhatIfAnswer answer = Try({test::CompleteCourse("nothing", "pr-1a", "2026-09-12"),
                                   test::CompleteCourse("triage", "pr-1a", "2026-09-12"),
                                   test::CompleteCourse("triage", "pr-1a", "2026-09-13")});
  ASSERT_EQ(answer.outcomes.size(), 3u);
  EXPECT_THAT(answer.outcomes[0].receipt, Refuses("UNKNOWN_OFFERING"));
  EXPECT_OK(answer.outcomes[1].receipt);
  EXPECT_THAT(answer.outcomes[2].receipt, Refuses("ALREADY_COMPLETED"));
  EXPECT_THAT(TextsOf(answer), ElementsAre("pr-1 T-01/1 3 -> 1"));
}

TEST_F(WhatWouldChangeTest, WhatCannotBeAskedIsRefused) {
  EXPECT_THAT(Ask(fixture_.registers(), WhatIfQuestion{.region = "atlantis"}),
              Refuses("UNKNOWN_REGION"));
  EXPECT_THAT(
      Ask(fixture_.registers(),
          WhatIfQuestion{.region = test::kRegion,
                         .commands = std::vector<command::v1::Command>(kWhatIfCommandsMax + 1)}),
      Refuses("LIST_TOO_LONG"));
}

}  // namespace
}  // namespace logboek::queries
