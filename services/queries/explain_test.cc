#include "services/queries/explain.h"

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

class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest() { fixture_.AddPractice("pr-1"); }

  // "T-01 status 3 fix 7 pr-1a t1".
  std::vector<std::string> Find(ExplainQuestion question = {}) {
    if (question.practice_id.empty()) question.practice_id = "pr-1";
    absl::StatusOr<ExplainAnswer> answer = Ask(fixture_.registers(), question);
    EXPECT_OK(answer);
    std::vector<std::string> texts;
    for (const Explanation& explanation : answer->explanations) {
      const Fix& fix = explanation.fix;
      std::string text = absl::StrCat(explanation.verdict->obligation->id(), " status ",
                                      static_cast<int>(explanation.verdict->status), " fix ",
                                      static_cast<int>(fix.kind));
      for (const std::string* id : {&fix.person_id, &fix.session_id, &fix.item_id}) {
        if (!id->empty()) absl::StrAppend(&text, " ", *id);
      }
      texts.push_back(text);
    }
    return texts;
  }

  RegionFixture fixture_;
};

TEST_F(ExplainTest, WithoutASessionOneMustBeAskedFor) {
  EXPECT_THAT(Find(), ElementsAre("T-01 status 3 fix 8 pr-1a", "T-02 status 3 fix 8"));
}

TEST_F(ExplainTest, TheNextSessionIsTheNearestFix) {
  fixture_.AddMeetings(2);
  fixture_.Push({test::ScheduleSession("t2", "triage", "2026-12-20", 12),
                 test::ScheduleSession("t1", "triage", "2026-12-10", 12)});
  EXPECT_THAT(Find(), ElementsAre("T-01 status 2 fix 7 pr-1a t1", "T-02 status 2 fix 6 x1"));
  // Who has a place already only has to go there.
  fixture_.Push({test::Enrol("pr-1b", "pr-1", "t2"), test::Enrol("pr-1o", "pr-1", "x2")});
  EXPECT_THAT(Find(), ElementsAre("T-01 status 2 fix 5 pr-1b t2", "T-02 status 2 fix 5 x2"));
}

TEST_F(ExplainTest, ACourseThatWasAttendedButNotCompletedIsNearer) {
  fixture_.Push({test::ScheduleSession("t1", "triage", "2026-09-10", 12),
                 test::RecordAttendance("t1", "pr-1b", "pr-1")});
  EXPECT_THAT(Find()[0], "T-01 status 3 fix 3 pr-1b t1");
}

TEST_F(ExplainTest, APlaceAtAMeetingWithoutPresenceIsAListToFillIn) {
  fixture_.Push(
      {test::ScheduleSession("s1", "meet", "2026-12-05", 12), test::Enrol("pr-1o", "pr-1", "s1")});
  fixture_.clock.Advance(absl::Hours(24 * 10));
  EXPECT_THAT(Find()[1], "T-02 status 3 fix 4 pr-1o s1");
  fixture_.Push({test::RecordAttendance("s1", "pr-1o", "pr-1", /*present=*/false)});
  EXPECT_THAT(Find()[1], "T-02 status 3 fix 8");
}

TEST_F(ExplainTest, WhatIsOverCanOnlyBeWaivedAndComesFirst) {
  fixture_.Push(TrainedPractice("old"));
  fixture_.Push({test::RevokeCompletion("triage", "olda")});
  EXPECT_THAT(Find({.practice_id = "old"}),
              ElementsAre("T-01 status 4 fix 1", "T-01 status 4 fix 1", "T-02 status 4 fix 1"));
}

TEST_F(ExplainTest, AnUnknownRosterIsToBeConfirmed) {
  fixture_.Push({test::RegisterPractice("new"), test::AssignCohort("new", kRunningCohort)});
  EXPECT_THAT(Find({.practice_id = "new"}),
              ElementsAre("T-02 status 3 fix 8", "T-01 status 6 fix 2"));
}

TEST_F(ExplainTest, AnUnknownPracticeIsRefused) {
  EXPECT_THAT(Ask(fixture_.registers(), ExplainQuestion{.practice_id = "nobody"}),
              Refuses("UNKNOWN_PRACTICE"));
}

}  // namespace
}  // namespace logboek::queries
