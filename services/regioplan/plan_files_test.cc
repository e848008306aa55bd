// The plan files of the project: every row of the papers once, and nothing that refers to nothing.
#include <algorithm>
#include <set>

#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAreArray;

struct PlanFile {
  const char* name;
  const char* prefix;
  int rows;
};

class PlanFiles : public testing::TestWithParam<PlanFile> {
 protected:
  const v1::RegionPlan plan_ = ReadPlan(GetParam().name);
};

INSTANTIATE_TEST_SUITE_P(All, PlanFiles,
                         testing::Values(PlanFile{kMiddenBrabant, "MB", 20},
                                         PlanFile{kUtrecht3, "UT3", 19},
                                         PlanFile{kUtrecht45, "UT4", 19}),
                         [](const auto& info) { return std::string(info.param.prefix); });

size_t Characters(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool HasBoth(const v1::Text& text) { return !text.nl().empty() && !text.en().empty(); }

TEST_P(PlanFiles, EveryRowOfThePaperStandsThereOnce) {
  std::vector<std::string> ids;
  for (const v1::Obligation& obligation : plan_.obligations()) ids.push_back(obligation.id());
  for (const v1::Row& row : plan_.rows()) ids.push_back(row.id());
  std::vector<std::string> expected;
  for (int i = 1; i <= GetParam().rows; ++i) {
    expected.push_back(absl::StrFormat("%s-%02d", GetParam().prefix, i));
  }
  EXPECT_THAT(ids, UnorderedElementsAreArray(expected));
}

TEST_P(PlanFiles, EveryRowSaysWhatItIsAndWhereItIsHonoured) {
  for (const v1::Row& row : plan_.rows()) {
    EXPECT_NE(row.kind(), v1::ROW_KIND_UNSPECIFIED) << row.id();
    EXPECT_TRUE(HasBoth(row.text())) << row.id();
    EXPECT_FALSE(row.section().empty()) << row.id();
    EXPECT_FALSE(row.honoured_by().empty()) << row.id();
  }
}

TEST_P(PlanFiles, EveryObligationHasShortLabelsTextsAndASection) {
  for (const v1::Obligation& obligation : plan_.obligations()) {
    EXPECT_TRUE(HasBoth(obligation.label())) << obligation.id();
    EXPECT_LE(Characters(obligation.label().nl()), 18u) << obligation.id();
    EXPECT_LE(Characters(obligation.label().en()), 18u) << obligation.id();
    EXPECT_TRUE(HasBoth(obligation.text())) << obligation.id();
    EXPECT_FALSE(obligation.section().empty()) << obligation.id();
    EXPECT_EQ(obligation.strength(), v1::STRENGTH_REQUIRED) << obligation.id();
    EXPECT_GT(obligation.applies().years_size(), 0) << obligation.id();
    EXPECT_NE(obligation.measure_case(), v1::Obligation::MEASURE_NOT_SET) << obligation.id();
  }
}

TEST_P(PlanFiles, SlugsOfObligationsAreOnTheMenu) {
  std::set<std::string> menu;
  for (const v1::MenuItem& row : plan_.menu()) {
    EXPECT_TRUE(menu.insert(row.slug()).second) << row.slug();
    EXPECT_NE(row.core_element(), v1::CORE_ELEMENT_UNSPECIFIED) << row.slug();
    EXPECT_TRUE(HasBoth(row.name())) << row.slug();
  }
  for (const v1::Obligation& obligation : plan_.obligations()) {
    for (const std::string& slug : obligation.staff_share().menu_slugs()) {
      EXPECT_EQ(menu.count(slug), 1u) << slug;
    }
  }
}

TEST_P(PlanFiles, TheHeadIsComplete) {
  EXPECT_TRUE(HasBoth(plan_.title()));
  EXPECT_TRUE(HasBoth(plan_.region_name()));
  EXPECT_FALSE(plan_.source().empty());
  EXPECT_FALSE(plan_.version().empty());
  EXPECT_TRUE(domain::IsRealDate(plan_.valid_from()));
  EXPECT_NE(plan_.disclosure(), v1::DISCLOSURE_UNSPECIFIED);
  EXPECT_TRUE(plan_.attendee_must_be_engaged());
}

TEST(UtrechtPlans, NamesAreSaidOnceAndHoldForBoth) {
  const v1::RegionPlan third = ReadPlan(kUtrecht3);
  const v1::RegionPlan later = ReadPlan(kUtrecht45);
  EXPECT_EQ(third.region(), later.region());
  std::set<std::string> slugs;
  for (const v1::RegionPlan* plan : {&third, &later}) {
    for (const v1::MenuItem& row : plan->menu()) {
      EXPECT_TRUE(slugs.insert(row.slug()).second) << row.slug();
    }
  }
  EXPECT_EQ(third.tracks(0).id(), "kbz");
  for (const v1::RegionPlan* plan : {&third, &later}) {
    for (const v1::Obligation& obligation : plan->obligations()) {
      if (obligation.has_quarter_count()) {
        EXPECT_EQ(obligation.quarter_count().track(), "kbz");
      }
      if (obligation.has_session_count()) {
        EXPECT_EQ(obligation.session_count().credit_pool(), "exchange");
      }
    }
  }
}

TEST(UtrechtPlans, TheSixPrintedDatesAreTuesdays) {
  const v1::RegionPlan plan = ReadPlan(kUtrecht3);
  std::set<std::string> cohorts;
  for (const v1::Cohort& cohort : plan.cohorts()) {
    cohorts.insert(cohort.id());
    EXPECT_EQ(cohort.id(), domain::ToIso(domain::FromProto(cohort.start_on())));
  }
  std::vector<std::string> dates;
  for (const v1::PrintedSeries& series : plan.series()) {
    EXPECT_EQ(series.programme_year(), 3u);
    for (const std::string& id : series.cohort_ids()) EXPECT_EQ(cohorts.erase(id), 1u) << id;
    for (const google::type::Date& date : series.dates()) {
      EXPECT_EQ(absl::GetWeekday(domain::FromProto(date)), absl::Weekday::tuesday);
      dates.push_back(domain::ToIso(domain::FromProto(date)));
    }
  }
  EXPECT_TRUE(cohorts.empty());
  EXPECT_THAT(dates, ElementsAre("2025-04-15", "2025-11-04", "2025-05-20", "2026-01-20",
                                 "2025-10-21", "2026-04-14"));
}

TEST(BrabantPlan, MB12_AnIntervisionTakesTwelveGps) {
  const v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  ASSERT_EQ(plan.session_rules_size(), 1);
  EXPECT_EQ(plan.session_rules(0).kind(), event::v1::OFFERING_KIND_INTERVISION);
  EXPECT_EQ(plan.session_rules(0).capacity_max(), 12u);
  EXPECT_THAT(plan.session_rules(0).counted_roles(),
              ElementsAre(event::v1::ROLE_GP_OWNER, event::v1::ROLE_GP_LOCUM_PERMANENT,
                          event::v1::ROLE_GP_LOCUM, event::v1::ROLE_GP_EMPLOYED));
}

TEST(UtrechtPlans, UT305_OwnersAndManagersAreExpectedAtExchangeMeetings) {
  for (const char* name : {kUtrecht3, kUtrecht45}) {
    const v1::RegionPlan plan = ReadPlan(name);
    ASSERT_TRUE(plan.obligations(0).has_session_count()) << name;
    EXPECT_THAT(plan.obligations(0).session_count().expected_roles(),
                ElementsAre(event::v1::ROLE_GP_OWNER, event::v1::ROLE_PRACTICE_MANAGER))
        << name;
  }
}

}  // namespace
}  // namespace logboek::regioplan
