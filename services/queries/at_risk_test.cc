#include "services/queries/at_risk.h"

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

// "pr-1 T-01/1 need 1 of 0 slack -1 days 121".
std::vector<std::string> TextsOf(const AtRiskAnswer& answer) {
  std::vector<std::string> texts;
  for (const RiskRow& row : answer.rows) {
    texts.push_back(absl::StrCat(row.practice->id, " ", row.obligation.obligation_id, "/",
                                 row.obligation.period, " need ", row.need, " of ", row.bookable,
                                 " slack ", row.slack.value_or(99), " days ", row.days_left));
  }
  return texts;
}

class AtRiskTest : public ::testing::Test {
 protected:
  AtRiskAnswer Find(AtRiskQuestion question = {}) {
    question.region = test::kRegion;
    absl::StatusOr<AtRiskAnswer> answer = Ask(fixture_.registers(), question);
    EXPECT_OK(answer);
    return *answer;
  }

  RegionFixture fixture_;
};

TEST_F(AtRiskTest, TheLeastSlackComesFirst) {
  fixture_.AddPractice("pr-1");
  fixture_.AddPractice("pr-2");
  fixture_.Train("pr-1");
  fixture_.AddMeetings(1);
  EXPECT_THAT(TextsOf(Find()), ElementsAre("pr-1 T-02/1 need 2 of 1 slack -1 days 121",
                                           "pr-2 T-01/1 need 1 of 0 slack -1 days 121",
                                           "pr-2 T-02/1 need 2 of 1 slack -1 days 121"));
  fixture_.Push({test::ScheduleSession("x9", "meet", "2026-12-20", 1)});
  EXPECT_THAT(TextsOf(Find()), ElementsAre("pr-2 T-01/1 need 1 of 0 slack -1 days 121"));
}

TEST_F(AtRiskTest, OpenRowsComeWhenAskedFor) {
  fixture_.AddPractice("pr-1");
  fixture_.Train("pr-1");
  fixture_.AddMeetings(3);
  EXPECT_THAT(TextsOf(Find()), IsEmpty());
  EXPECT_THAT(TextsOf(Find({.include_open = true})),
              ElementsAre("pr-1 T-02/1 need 2 of 3 slack 1 days 121"));
}

TEST_F(AtRiskTest, WhatHasNotBegunIsNoRisk) {
  fixture_.AddPractice("pr-1");
  AtRiskQuestion question{.include_open = true};
  question.frame.at = absl::CivilDay(2026, 3, 31);
  EXPECT_THAT(TextsOf(Find(question)), IsEmpty());
}

TEST_F(AtRiskTest, PagesLookAtOneMoment) {
  for (const char* id : {"pr-1", "pr-2", "pr-3"}) fixture_.AddPractice(id);
  AtRiskQuestion question;
  question.frame.page_size = 4;
  const AtRiskAnswer first = Find(question);
  EXPECT_EQ(first.rows_total, 6u);
  ASSERT_EQ(first.rows.size(), 4u);
  fixture_.AddPractice("pr-0");
  fixture_.Train("pr-3");
  question.frame.page_token = first.next_page_token;
  const AtRiskAnswer second = Find(question);
  EXPECT_EQ(second.position, first.position);
  EXPECT_EQ(second.rows_total, 6u);
  // Still as untrained as on the first page.
  ASSERT_EQ(second.rows.size(), 2u);
  EXPECT_EQ(second.rows[1].practice->id, "pr-3");
  EXPECT_EQ(second.next_page_token, "");
  question.include_open = true;
  question.region = test::kRegion;
  EXPECT_THAT(Ask(fixture_.registers(), question), Refuses("BAD_PAGE_TOKEN"));
}

TEST_F(AtRiskTest, APageEndsBeforeItBurstsTheMessage) {
  for (const char* id : {"pr-1", "pr-2"}) fixture_.AddPractice(id);
  AtRiskQuestion question;
  question.frame.page_bytes_max = 1;
  const AtRiskAnswer answer = Find(question);
  EXPECT_EQ(answer.rows.size(), 1u);
  EXPECT_NE(answer.next_page_token, "");
}

TEST_F(AtRiskTest, AnUnknownRegionIsRefused) {
  EXPECT_THAT(Ask(fixture_.registers(), AtRiskQuestion{.region = "atlantis"}),
              Refuses("UNKNOWN_REGION"));
}

TEST_F(AtRiskTest, ThePastIsAskedAboutByWhatWasKnown) {
  fixture_.AddPractice("pr-1");
  const uint64_t before = fixture_.registers().Now().position;
  fixture_.Train("pr-1");
  fixture_.AddMeetings(2);
  EXPECT_THAT(TextsOf(Find()), IsEmpty());
  AtRiskQuestion question;
  question.frame.known = {.position = before};
  EXPECT_THAT(Find(question).rows, ::testing::SizeIs(2));
}

TEST_F(AtRiskTest, NobodyWaitsForAnAnswerThatIsNotWantedAnyMore) {
  fixture_.AddPractice("pr-1");
  AtRiskQuestion question{.region = test::kRegion};
  question.frame.keep_going = [] { return absl::CancelledError("gone"); };
  EXPECT_THAT(Ask(fixture_.registers(), question), base::StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace logboek::queries
