#include "services/domain/retention.h"

#include <gtest/gtest.h>

#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

constexpr auto kAssistant = ev::ROLE_MEDICAL_ASSISTANT;

// A person about whom one kind of thing was recorded.
class RetentionTest : public DecideTest {
 protected:
  RetentionTest() { h_.Given(t::RegisterPerson("a")); }

  Retention Of(const std::string& person) { return Retentions(h_.reg()).Of(person); }
  absl::CivilDay LastNeed(const std::string& person) { return Of(person).last_need_on; }
  void GivenSession(const std::string& id, const std::string& date) {
    if (!h_.reg().offerings.contains("ex")) {
      h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
    }
    h_.Given(t::ScheduleSession(id, "ex", date));
  }
  void GivenEngaged(const std::string& person, const std::string& from, const std::string& until) {
    h_.Given(t::StartEngagement(person, "p1", kAssistant, from, until));
  }
};

TEST_F(RetentionTest, WhoDidNothingIsNeededOnTheDayOfTheRegistration) {
  EXPECT_EQ(LastNeed("a"), t::Day("2024-01-10"));
  EXPECT_EQ(Of("a").retained_until, t::Day("2031-01-11"));
  EXPECT_FALSE(Of("a").HasEnded(t::Day("2031-01-10")));
  EXPECT_TRUE(Of("a").HasEnded(t::Day("2031-01-11")));
}

TEST_F(RetentionTest, AnEngagementNeedsItsLastDay) {
  GivenEngaged("a", "2020-01-01", "2021-03-01");
  EXPECT_EQ(LastNeed("a"), t::Day("2021-02-28")) << "and not the day of the registration";
  h_.Given(t::RegisterPerson("b"));
  h_.Given(t::StartEngagement("b", "p1", kAssistant, "2020-01-01"));
  EXPECT_EQ(LastNeed("b"), kNoEnd);
  EXPECT_EQ(Of("b").retained_until, kNoEnd);
  EXPECT_FALSE(Of("b").HasEnded(t::Day("2100-01-01")));
}

TEST_F(RetentionTest, EnrolmentAndAttendanceNeedTheirSession) {
  GivenEngaged("a", "2020-01-01", "2024-02-07");
  GivenSession("s1", "2024-02-05");
  GivenSession("later", "2024-03-05");
  h_.Given(t::Enrol("a", "p1", "s1"));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-02-06"));
  h_.SetToday("2024-03-10");
  h_.Given(t::RecordAttendance("later", "a", "p1"));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-03-05"));
  h_.Given(t::VoidAttendance("later", "a"));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-03-05")) << "a voided record is still a record of them";
}

TEST_F(RetentionTest, ASeriesNeedsItsLastSession) {
  GivenEngaged("a", "2020-01-01", "2024-12-01");
  GivenSession("s1", "2024-02-05");
  GivenSession("s2", "2024-06-05");
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h_.Given(t::EnrolInSeries("a", "p1", "r", "2024-01-09"));
  h_.Given(t::EndEngagement("a@p1", "2024-01-10"));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-06-05"));
}

TEST_F(RetentionTest, CoursesAndRecognitionsNeedTheirDays) {
  GivenEngaged("a", "2020-01-01", "2021-01-01");
  h_.Given(t::DeclareTraining("a", "p1", "coaching", "2023-11-01"));
  EXPECT_EQ(LastNeed("a"), t::Day("2023-11-01"));
  h_.Given(t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}));
  h_.Given(t::CompleteCourse("course", "a", "2023-12-01"));
  EXPECT_EQ(LastNeed("a"), t::Day("2023-12-01"));
  h_.Given(t::RecogniseTraining("a", "coaching", "2023-05-01", "2024-01-09"));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-01-09"));
}

TEST_F(RetentionTest, AClosedYearNeedsWhomItMayRestOnUntilItIsClosed) {
  GivenEngaged("a", "2022-05-01", "2023-06-01");
  h_.Given(t::RegisterPerson("before"));
  GivenEngaged("before", "2020-01-01", "2021-01-01");
  h_.SetToday("2024-09-01");
  h_.Given(t::CloseYear("p1", 1));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-09-01"));
  EXPECT_EQ(LastNeed("before"), t::Day("2020-12-31")) << "gone before the year could begin";
}

TEST_F(RetentionTest, AClosedYearOfAFellowMemberCounts) {
  h_.Given(t::RegisterPractice("p2"));
  h_.Given(t::AssignCohort("p2", t::kCohort));
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2023-05-01"));
  GivenEngaged("a", "2023-05-01", "2023-06-01");
  h_.SetToday("2024-09-01");
  h_.Given(t::CloseYear("p2", 1));
  EXPECT_EQ(LastNeed("a"), t::Day("2024-09-01")) << "a could speak for p2";
}

TEST_F(RetentionTest, IsThatOfTheHuman) {
  GivenEngaged("a", "2020-01-01", "2021-01-01");
  h_.Given(t::RegisterPerson("a2"));
  GivenEngaged("a2", "2021-01-01", "2022-01-01");
  h_.Given(t::LinkPersons("a", "a2"));
  for (const char* id : {"a", "a2"}) {
    EXPECT_EQ(LastNeed(id), t::Day("2021-12-31"));
    EXPECT_EQ(Of(id).pseudonyms, (std::vector<std::string>{"a", "a2"}));
  }
}

TEST_F(RetentionTest, TheStrictestPlanOfTheRegionsDecides) {
  GivenEngaged("a", "2020-01-01", "2021-01-01");
  EXPECT_EQ(Of("a").years, 7u) << "no plan says it";
  regioplan::v1::RegionPlan plan = t::TestPlan();
  plan.set_version("2");
  plan.set_retention_years(3);
  h_.Given(t::PublishPlan(plan));
  EXPECT_EQ(Of("a").years, 3u);
  EXPECT_EQ(Of("a").retained_until, t::Day("2024-01-01"));
  plan = t::TestPlan();
  plan.set_region("elsewhere");
  plan.set_retention_years(12);
  h_.Given(t::PublishPlan(plan));
  EXPECT_EQ(Of("a").years, 3u);
  h_.Given(t::RegisterPractice("far", "elsewhere"));
  h_.Given(t::StartEngagement("a", "far", kAssistant, "2020-01-01", "2020-02-01"));
  EXPECT_EQ(Of("a").years, 12u);
}

}  // namespace
}  // namespace logboek::domain
