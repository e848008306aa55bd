// Programme years (P3) on the tables the plans print.
#include "gtest/gtest.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

const domain::Region& Utrecht(const TestRegister& reg) {
  return *reg.get().regions.at("utrecht_sterkzorg");
}

std::string Range(const domain::DateRange& range) {
  return domain::ToIso(range.from) + ".." + domain::ToIso(range.until);
}

struct YearThree {
  const char* cohort;
  const char* nominal;
  const char* real;
};

// U3 §5 against UT4-01.
constexpr YearThree kYearThree[] = {
    {"2023-04-01", "2025-04-01..2026-04-01", "2025-04-01..2026-04-01"},
    {"2023-07-01", "2025-07-01..2026-07-01", "2025-07-01..2026-04-01"},
    {"2023-10-01", "2025-10-01..2026-10-01", "2025-10-01..2026-04-01"},
    {"2024-01-01", "2026-01-01..2027-01-01", "2026-01-01..2026-04-01"},
};

TEST(Years, P3_TheCommonStartOfYearFourCutsARunningYearThree) {
  const TestRegister reg({kUtrecht3, kUtrecht45});
  for (const YearThree& expected : kYearThree) {
    const Period year = YearOf(Utrecht(reg), Day(expected.cohort), 3);
    EXPECT_EQ(Range(year.nominal), expected.nominal) << expected.cohort;
    EXPECT_EQ(Range(year.real), expected.real) << expected.cohort;
  }
}

TEST(Years, P3_FromTheOverrideOnEverybodyHasTheSameYears) {
  const TestRegister reg({kUtrecht3, kUtrecht45});
  for (const YearThree& expected : kYearThree) {
    const absl::CivilDay cohort = Day(expected.cohort);
    EXPECT_EQ(Range(YearOf(Utrecht(reg), cohort, 4).real), "2026-04-01..2027-04-01");
    EXPECT_EQ(Range(YearOf(Utrecht(reg), cohort, 5).real), "2027-04-01..2028-04-01");
    EXPECT_EQ(Range(YearOf(Utrecht(reg), cohort, 5).nominal), "2027-04-01..2028-04-01");
  }
}

TEST(Years, P3_WithoutTheOverrideYearsFollowTheCohort) {
  const TestRegister reg({kUtrecht3});
  const Period year = YearOf(Utrecht(reg), Day("2023-07-01"), 3);
  EXPECT_EQ(Range(year.real), "2025-07-01..2026-07-01");
  EXPECT_EQ(Range(YearOf(Utrecht(reg), Day("2023-07-01"), 1).real), "2023-07-01..2024-07-01");
}

TEST(Years, TheRunningYear) {
  const TestRegister reg({kUtrecht3, kUtrecht45});
  const absl::CivilDay cohort = Day("2024-01-01");
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2023-12-31")), 0u);
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2024-01-01")), 1u);
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2025-12-31")), 2u);
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2026-03-31")), 3u);
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2026-04-01")), 4u);
  EXPECT_EQ(RunningYear(Utrecht(reg), cohort, Day("2028-04-01")), 6u);
}

TEST(Years, AYearTheOverrideSwallowsWholeGivesNoRow) {
  TestRegister reg({kUtrecht3, kUtrecht45});
  // Year 3 of a start in October 2026 would begin after year 4 began for everybody.
  reg.Practice("p", "2026-10-01");
  EXPECT_TRUE(YearOf(Utrecht(reg), Day("2026-10-01"), 3).real.empty());
  EXPECT_FALSE(reg.Has("p", "UT3-03", 3, "2026-11-01"));
  // Nobody is in a year before taking part.
  EXPECT_EQ(Range(YearOf(Utrecht(reg), Day("2026-10-01"), 4).real), "2026-10-01..2027-04-01");
  EXPECT_EQ(RunningYear(Utrecht(reg), Day("2026-10-01"), Day("2026-10-01")), 4u);
}

TEST(Years, AStartOnALeapDay) {
  const TestRegister reg({kUtrecht3});
  EXPECT_EQ(Range(YearOf(Utrecht(reg), Day("2024-02-29"), 1).real), "2024-02-29..2025-03-01");
  EXPECT_EQ(Range(YearOf(Utrecht(reg), Day("2024-02-29"), 2).real), "2025-03-01..2026-03-01");
}

}  // namespace
}  // namespace logboek::regioplan
