#include "services/domain/plan_check.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;
namespace t = logboek::test;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

google::type::Date Date(absl::string_view iso) { return t::Date(t::Day(iso)); }

// The fields that a change of the test plan makes wrong.
std::vector<std::string> Wrong(const std::function<void(rp::RegionPlan*)>& change,
                               const Region* region = nullptr) {
  rp::RegionPlan plan = t::TestPlan();
  change(&plan);
  std::vector<std::string> fields;
  for (const PlanProblem& problem : CheckPlan(plan, region)) fields.push_back(problem.field);
  return fields;
}

TEST(PlanCheckTest, TheTestPlanIsRight) {
  EXPECT_THAT(Wrong([](rp::RegionPlan*) {}), IsEmpty());
}

TEST(PlanCheckTest, ProgrammeYearsAreOneToTwenty) {
  for (const uint32_t year : {0u, 21u, 2026u, 4000000000u}) {
    EXPECT_THAT(Wrong([&](rp::RegionPlan* plan) {
                  rp::YearOverride* over = plan->add_year_overrides();
                  over->set_year(year);
                  *over->mutable_starts_on() = Date("2026-04-01");
                }),
                ElementsAre("year_overrides[0].year"))
        << year;
    EXPECT_THAT(Wrong([&](rp::RegionPlan* plan) {
                  plan->mutable_obligations(0)->mutable_applies()->set_years(0, year);
                }),
                ElementsAre("obligations[0].applies.years"))
        << year;
    EXPECT_THAT(Wrong([&](rp::RegionPlan* plan) {
                  plan->add_series()->set_id("s");
                  plan->mutable_series(0)->set_programme_year(year);
                }),
                ElementsAre("series[0].programme_year"))
        << year;
  }
  EXPECT_THAT(Wrong([](rp::RegionPlan* plan) {
                plan->mutable_obligations(0)->mutable_applies()->set_years(0, 20);
              }),
              IsEmpty());
}

TEST(PlanCheckTest, NamesAreKeptForOneToThirtyYears) {
  for (const uint32_t years : {0u, 1u, 30u, 31u}) {
    const auto wrong = Wrong([&](rp::RegionPlan* plan) { plan->set_retention_years(years); });
    EXPECT_EQ(wrong.empty(), years == 1 || years == 30) << years;
  }
}

TEST(PlanCheckTest, AYearIsNamedOnce) {
  EXPECT_THAT(Wrong([](rp::RegionPlan* plan) {
                plan->mutable_obligations(0)->mutable_applies()->add_years(2);
              }),
              ElementsAre("obligations[0].applies.years"));
}

TEST(PlanCheckTest, OnlyACountedKindCanBeSpokenForAndRolesAreKnown) {
  EXPECT_THAT(Wrong([](rp::RegionPlan* plan) {
                rp::SessionCount* count = plan->mutable_obligations(1)->mutable_session_count();
                count->add_represented_kinds(ev::OFFERING_KIND_KBZ_MEETING);
                count->add_expected_roles(ev::ROLE_UNSPECIFIED);
              }),
              ElementsAre("obligations[1].session_count.represented_kinds[1]",
                          "obligations[1].session_count.expected_roles[0]"));
}

TEST(PlanCheckTest, ARowOfThePaperIsMeasuredOrExplained) {
  EXPECT_THAT(Wrong([](rp::RegionPlan* plan) {
                rp::Row* row = plan->add_rows();
                row->set_id("T-01");
                row->set_kind(rp::ROW_KIND_FACT);
                row->mutable_text()->set_nl("tekst");
                row->mutable_text()->set_en("text");
              }),
              ElementsAre("rows[0].id"));
}

TEST(PlanCheckTest, ASlugMayComeBackLaterButIsOneRowOnAnyDay) {
  const auto twice = [](absl::string_view until, absl::string_view from) {
    return Wrong([&](rp::RegionPlan* plan) {
      *plan->mutable_menu(0)->mutable_valid_until() = Date(until);
      *plan->add_menu() = plan->menu(0);
      rp::MenuItem* again = plan->mutable_menu(plan->menu_size() - 1);
      again->clear_valid_until();
      *again->mutable_valid_from() = Date(from);
    });
  };
  EXPECT_THAT(twice("2024-01-01", "2024-01-01"), IsEmpty());
  EXPECT_THAT(twice("2024-01-02", "2024-01-01"), ElementsAre("menu[2].slug"));
}

// A region where another plan defines the same cohorts and menu.
TEST(PlanCheckTest, AnotherPlansCohortsAndMenuAreRepeatedUnchangedOrNotAtAll) {
  auto other = std::make_shared<PublishedPlan>();
  other->plan = t::TestPlan();
  other->plan.set_plan_id("other");
  other->plan.clear_obligations();
  Region region;
  region.plans["other"] = other;
  EXPECT_THAT(Wrong([](rp::RegionPlan*) {}, &region), IsEmpty());
  EXPECT_THAT(Wrong(
                  [](rp::RegionPlan* plan) {
                    *plan->mutable_cohorts(0)->mutable_start_on() = Date("2024-04-01");
                    plan->mutable_menu(1)->set_funding(rp::FUNDING_AOF);
                  },
                  &region),
              ElementsAre("cohorts[0].id", "menu[1].slug"));
  *other->plan.mutable_menu(1)->mutable_valid_until() = Date("2025-01-01");
  EXPECT_THAT(Wrong(
                  [](rp::RegionPlan* plan) {
                    *plan->mutable_menu(1)->mutable_valid_from() = Date("2025-01-01");
                  },
                  &region),
              IsEmpty());
}

TEST(PlanCheckTest, StopsAfterAHundredProblems) {
  EXPECT_EQ(Wrong([](rp::RegionPlan* plan) {
              for (int i = 0; i < 1000; ++i) plan->add_rows();
            }).size(),
            100u);
}

}  // namespace
}  // namespace logboek::domain
