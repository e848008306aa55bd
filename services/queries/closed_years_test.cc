#include "services/queries/closed_years.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void AddVerdict(absl::string_view obligation, regioplan::Status status, uint32_t numerator,
                uint32_t denominator, event::v1::YearClosed* closed) {
  event::v1::ClosedVerdict& verdict = *closed->add_verdicts();
  verdict.set_obligation_id(std::string(obligation));
  verdict.set_status(static_cast<uint32_t>(status));
  verdict.set_numerator(numerator);
  verdict.set_denominator(denominator);
}

class ClosedYearsTest : public ::testing::Test {
 protected:
  ClosedYearsTest() {
    // Year 1 of this practice is over: T-01 met 1/2, T-02 not met 0/2.
    fixture_.Push(TrainedPractice("pr-1"));
    closed_.set_practice_id("pr-1");
    closed_.set_period(1);
    closed_.set_verdict_position(fixture_.registers().Now().position);
    *closed_.mutable_closed_on() = test::Date(absl::CivilDay(2024, 4, 15));
    closed_.set_version(1);
  }

  void Close() {
    event::v1::Event event;
    *event.mutable_year_closed() = closed_;
    fixture_.Record(event, absl::CivilDay(2024, 4, 15));
  }

  // "pr-1 T-01/1 1:1/2 4:0/2 closed 2024-04-15 at 12 v1".
  std::vector<std::string> Find() {
    absl::StatusOr<ClosedYearsAnswer> answer =
        Ask(fixture_.registers(), ClosedYearsQuestion{.region = test::kRegion});
    EXPECT_OK(answer);
    std::vector<std::string> texts;
    const auto text = [](const std::optional<VerdictNumbers>& numbers) {
      return numbers.has_value() ? absl::StrCat(static_cast<int>(numbers->status), ":",
                                                numbers->numerator, "/", numbers->denominator)
                                 : "none";
    };
    for (const ClosedYearDifference& row : answer->rows) {
      texts.push_back(absl::StrCat(
          row.change.practice->id, " ", row.change.obligation.obligation_id, "/",
          row.change.obligation.period, " ", text(row.change.before), " ", text(row.change.after)));
      EXPECT_EQ(row.closed_on, absl::CivilDay(2024, 4, 15));
      EXPECT_EQ(row.verdict_position, closed_.verdict_position());
      EXPECT_EQ(row.closed_position, closed_.verdict_position() + 1);
      EXPECT_EQ(row.version, 1u);
    }
    closed_periods_ = answer->closed_periods;
    return texts;
  }

  RegionFixture fixture_;
  event::v1::YearClosed closed_;
  uint32_t closed_periods_ = 0;
};

TEST_F(ClosedYearsTest, WhatStillHoldsIsNoDifference) {
  AddVerdict("T-01", regioplan::Status::kMet, 1, 2, &closed_);
  AddVerdict("T-02", regioplan::Status::kNotMet, 0, 2, &closed_);
  Close();
  EXPECT_THAT(Find(), IsEmpty());
  EXPECT_EQ(closed_periods_, 1u);
}

TEST_F(ClosedYearsTest, S37_ACorrectionAfterTheClosingIsADifference) {
  AddVerdict("T-01", regioplan::Status::kMet, 1, 2, &closed_);
  AddVerdict("T-02", regioplan::Status::kNotMet, 0, 2, &closed_);
  Close();
  fixture_.Push({test::RevokeCompletion("triage", "pr-1a")});
  EXPECT_THAT(Find(), ElementsAre("pr-1 T-01/1 1:1/2 4:0/2"));
}

TEST_F(ClosedYearsTest, AnEngagementThatBecomesKnownLateIsADifference) {
  AddVerdict("T-01", regioplan::Status::kMet, 1, 2, &closed_);
  AddVerdict("T-02", regioplan::Status::kNotMet, 0, 2, &closed_);
  Close();
  fixture_.Push(
      {test::RegisterPerson("late"),
       test::StartEngagement("late", "pr-1", event::v1::ROLE_MEDICAL_ASSISTANT, "2023-04-01")});
  EXPECT_THAT(Find(), ElementsAre("pr-1 T-01/1 1:1/2 4:1/3"));
}

TEST_F(ClosedYearsTest, RowsThatCameOrWentAreDifferences) {
  AddVerdict("T-01", regioplan::Status::kMet, 1, 2, &closed_);
  AddVerdict("T-00", regioplan::Status::kMet, 3, 3, &closed_);
  Close();
  EXPECT_THAT(Find(), ElementsAre("pr-1 T-00/1 1:3/3 none", "pr-1 T-02/1 none 4:0/2"));
}

TEST_F(ClosedYearsTest, OtherPeriodsAreNotLookedAt) {
  closed_.set_period(7);
  Close();
  EXPECT_THAT(Find(), IsEmpty());
}

}  // namespace
}  // namespace logboek::queries
