#include "services/queries/close_year.h"

#include <gtest/gtest.h>

#include "services/queries/digest.h"
#include "services/queries/register_fixture.h"
#include "services/regioplan/evaluate.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;

// The practice "pr-1" takes part since 2023-04-01: its first year ended on 2024-03-31. The
// fixture's clock stands in 2026.
class CloseYearTest : public ::testing::Test {
 protected:
  CloseYearTest() {
    fixture_.Push(PlanAndCourse());
    fixture_.Push(TrainedPractice("pr-1"));
    event_.set_practice_id("pr-1");
    event_.set_period(1);
  }

  absl::Status Close(absl::string_view today) {
    absl::Status status;
    fixture_.registrar->Read(
        [&](const domain::Register& reg) { status = CloseYear(reg, test::Day(today), &event_); });
    return status;
  }

  RegisterFixture fixture_;
  event::v1::YearClosed event_;
};

TEST_F(CloseYearTest, KeepsTheVerdictsOfThePeriodAndWhatTheyRestOn) {
  ASSERT_OK(Close("2024-04-01"));
  ASSERT_EQ(event_.verdicts_size(), 2);
  EXPECT_EQ(event_.verdicts(0).obligation_id(), "T-01");
  EXPECT_EQ(event_.verdicts(1).obligation_id(), "T-02");
  EXPECT_EQ(event_.verdicts(1).status(), static_cast<uint32_t>(regioplan::Status::kNotMet));
  EXPECT_EQ(event_.verdict_position(), fixture_.registrar->position());
  EXPECT_EQ(event_.verdict_sha256().size(), 32u);
}

TEST_F(CloseYearTest, DigestTellsOtherVerdictsApart) {
  ASSERT_OK(Close("2026-11-30"));
  const std::string before = event_.verdict_sha256();
  event_.clear_verdicts();
  ASSERT_OK(Close("2026-11-30"));
  EXPECT_EQ(event_.verdict_sha256(), before);
  // Decided on the day of the fixture's clock.
  fixture_.Push({test::WaiveRequirement("pr-1", "T-02", 1)});
  event_.clear_verdicts();
  ASSERT_OK(Close("2026-11-30"));
  EXPECT_NE(event_.verdict_sha256(), before);
  EXPECT_EQ(event_.verdicts(1).status(), static_cast<uint32_t>(regioplan::Status::kWaived));
  EXPECT_EQ(event_.verdicts(1).computed_status(),
            static_cast<uint32_t>(regioplan::Status::kNotMet));
}

TEST_F(CloseYearTest, PeriodThatRunsIsNotClosed) {
  EXPECT_THAT(Close("2024-03-31"), Refuses("YEAR_NOT_OVER"));
  EXPECT_EQ(event_.verdicts_size(), 0);
}

TEST_F(CloseYearTest, PeriodInWhichNothingIsAskedIsNone) {
  event_.set_period(7);
  EXPECT_THAT(Close("2024-04-01"), Refuses("NO_SUCH_PERIOD"));
}

TEST_F(CloseYearTest, WriterClosesAYearWithItsVerdicts) {
  fixture_.Push({test::CloseYear("pr-1", 1)});
  fixture_.registrar->Read([&](const domain::Register& reg) {
    const auto& closed = reg.practices.at("pr-1")->closed_years.at(1).closed;
    EXPECT_EQ(closed.verdicts_size(), 2);
    EXPECT_EQ(closed.verdict_position() + 1, reg.position);
  });
}

}  // namespace
}  // namespace logboek::queries
