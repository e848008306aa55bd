#include "services/queries/compare.h"

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

std::string Text(const std::optional<VerdictNumbers>& numbers) {
  return numbers.has_value() ? absl::StrCat(static_cast<int>(numbers->status), ":",
                                            numbers->numerator, "/", numbers->denominator)
                             : "none";
}

std::vector<std::string> TextsOf(const CompareAnswer& answer) {
  std::vector<std::string> texts;
  for (const ComparedVerdict& row : answer.rows) {
    texts.push_back(absl::StrCat(row.change.practice->id, " ", row.change.obligation.obligation_id,
                                 "/", row.change.obligation.period, " ", Text(row.change.before),
                                 " ", Text(row.change.after)));
  }
  return texts;
}

// "course_completed!" stands in the evidence.
std::vector<std::string> EventsOf(const ComparedVerdict& row) {
  std::vector<std::string> types;
  for (const CausingEvent& event : row.events) {
    types.push_back(absl::StrCat(event.type, event.in_evidence ? "!" : ""));
  }
  return types;
}

class CompareTest : public ::testing::Test {
 protected:
  CompareTest() {
    for (const char* id : {"pr-1", "pr-2"}) fixture_.AddPractice(id);
    fixture_.AddMeetings(2);
    from_ = fixture_.registers().Now().position;
  }

  CompareQuestion Question() {
    return {.region = test::kRegion, .from_position = from_, .log = &fixture_.log};
  }
  CompareAnswer Compare(const CompareQuestion& question) {
    absl::StatusOr<CompareAnswer> answer = Ask(fixture_.registers(), question);
    EXPECT_OK(answer);
    return *answer;
  }

  RegionFixture fixture_;
  uint64_t from_ = 0;
};

TEST_F(CompareTest, ARowForEachVerdictThatDiffersWithItsCauses) {
  fixture_.Push({test::RegisterPerson("pr-1c"),
                 test::StartEngagement("pr-1c", "pr-1", event::v1::ROLE_SOH, "2026-10-01")});
  fixture_.Train("pr-1");
  const CompareAnswer answer = Compare(Question());
  EXPECT_THAT(TextsOf(answer), ElementsAre("pr-1 T-01/1 3:0/2 1:1/2"));
  // The fact itself first, then what else happened to the practice and its people.
  EXPECT_THAT(EventsOf(answer.rows[0]),
              ElementsAre("course_completed!", "person_registered", "engagement_started"));
  EXPECT_EQ(answer.rows[0].events_total, 3u);
  EXPECT_EQ(answer.rows[0].events[0].effective_on, absl::CivilDay(2026, 9, 12));
  EXPECT_EQ(answer.from_position, from_);
  EXPECT_EQ(answer.until_position, from_ + 3);
}

TEST_F(CompareTest, ASessionThatIsCalledOffIsACause) {
  fixture_.Push({test::Enrol("pr-1o", "pr-1", "x1"), test::CancelSession("x1")});
  const CompareAnswer answer = Compare(Question());
  EXPECT_THAT(TextsOf(answer), ElementsAre("pr-1 T-02/1 2:0/2 3:0/2", "pr-2 T-02/1 2:0/2 3:0/2"));
  for (const ComparedVerdict& row : answer.rows) {
    EXPECT_THAT(EventsOf(row), ::testing::Contains("session_cancelled"));
  }
}

TEST_F(CompareTest, AnotherPlanIsACauseForEverybody) {
  regioplan::v1::RegionPlan plan = test::TestPlan();
  plan.set_version("2");
  *plan.mutable_cohorts() =
      fixture_.registers().Now().reg->regions.at(test::kRegion)->plans.at("plan")->plan.cohorts();
  plan.mutable_obligations()->RemoveLast();
  fixture_.Push({test::PublishPlan(plan)});
  const CompareAnswer answer = Compare(Question());
  EXPECT_THAT(TextsOf(answer), ElementsAre("pr-1 T-02/1 2:0/2 none", "pr-2 T-02/1 2:0/2 none"));
  EXPECT_THAT(EventsOf(answer.rows[1]), ElementsAre("plan_published"));
}

TEST_F(CompareTest, OnePracticeOnly) {
  fixture_.Train("pr-1");
  fixture_.Train("pr-2");
  CompareQuestion question = Question();
  question.region = "";
  question.practice_id = "pr-2";
  EXPECT_THAT(TextsOf(Compare(question)), ElementsAre("pr-2 T-01/1 3:0/2 1:1/2"));
  question.practice_id = "nobody";
  EXPECT_THAT(Ask(fixture_.registers(), question), Refuses("UNKNOWN_PRACTICE"));
}

TEST_F(CompareTest, ThePositionsBoundWhatIsCompared) {
  fixture_.Train("pr-1");
  const uint64_t middle = fixture_.registers().Now().position;
  fixture_.Train("pr-2");
  CompareQuestion question = Question();
  question.until_position = middle;
  EXPECT_THAT(TextsOf(Compare(question)), ElementsAre("pr-1 T-01/1 3:0/2 1:1/2"));
  question.from_position = middle;
  EXPECT_THAT(TextsOf(Compare(question)), IsEmpty());
  question.from_position = middle + 1;
  EXPECT_THAT(Ask(fixture_.registers(), question), Refuses("POSITIONS_REVERSED"));
  question.until_position = middle + 5;
  EXPECT_THAT(Ask(fixture_.registers(), question), Refuses("POSITION_AHEAD"));
}

TEST_F(CompareTest, ManyCausesAreCountedAndTheFactsKept) {
  for (int i = 0; i < 30; ++i) {
    const std::string person = absl::StrCat("new-", i);
    fixture_.Push({test::RegisterPerson(person),
                   test::StartEngagement(person, "pr-1", event::v1::ROLE_SOH, "2026-10-01")});
  }
  fixture_.Train("pr-1");
  const CompareAnswer answer = Compare(Question());
  ASSERT_EQ(answer.rows.size(), 1u);
  EXPECT_EQ(answer.rows[0].events.size(), kCausingEventsMax);
  EXPECT_EQ(answer.rows[0].events_total, 61u);
  EXPECT_EQ(answer.rows[0].events[0].type, "course_completed");
}

TEST_F(CompareTest, PagesStayBetweenTheSamePositions) {
  fixture_.Train("pr-1");
  fixture_.Train("pr-2");
  CompareQuestion question = Question();
  question.frame.page_size = 1;
  const CompareAnswer first = Compare(question);
  EXPECT_EQ(first.rows_total, 2u);
  fixture_.Push({test::RevokeCompletion("triage", "pr-1a")});
  question.frame.page_token = first.next_page_token;
  const CompareAnswer second = Compare(question);
  EXPECT_THAT(TextsOf(second), ElementsAre("pr-2 T-01/1 3:0/2 1:1/2"));
  EXPECT_EQ(second.until_position, first.until_position);
  EXPECT_EQ(second.next_page_token, "");
}

}  // namespace
}  // namespace logboek::queries
