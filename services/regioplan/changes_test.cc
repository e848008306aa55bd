// Practices and people that change: leaving the programme, closing, merging, two pseudonyms of one
// person, training outside the academies.
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::OFFERING_KIND_EXCHANGE_MEETING;
using event::v1::OFFERING_KIND_INTERVISION;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using testing::ElementsAre;

std::string DateField(absl::string_view name, absl::string_view iso) {
  const absl::CivilDay day = Day(iso);
  return absl::StrCat(" ", name, " { year: ", day.year(), " month: ", day.month(),
                      " day: ", day.day(), " }");
}

class Changes : public testing::Test {
 protected:
  explicit Changes(std::initializer_list<absl::string_view> plans = {kMiddenBrabant})
      : reg_(plans) {}

  void Join(absl::string_view practice, absl::string_view cohort = "2023-04-01") {
    reg_.Practice(practice, cohort).Confirm(practice, "2023-04-01");
  }

  void Merge(absl::string_view from, absl::string_view into, absl::string_view on) {
    reg_.Apply("practices_merged",
               absl::StrCat("from_practice_ids: '", from, "' into_practice_id: '", into, "'",
                            DateField("effective_on", on)));
  }

  TestRegister reg_;
};

TEST_F(Changes, UT3_01_YearsAfterTheEndAreNotAskedAndTheRunningOneIsEvaluatedWithAWarning) {
  Join("p");
  reg_.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Apply("participation_ended",
             absl::StrCat("practice_id: 'p'", DateField("ended_on", "2024-02-01")));
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2024-06-01"),
            "not_met 0/1 now 0/1 missing 1 [participation_ended]");
  EXPECT_EQ(reg_.Line("p", "MB-11", 2, "2024-06-01"), "not_applicable 0/0 [participation_ended]");
}

TEST_F(Changes, APracticeThatComesBackHasTheYearsOfItsNewCohort) {
  Join("p");
  reg_.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Apply("participation_ended",
             absl::StrCat("practice_id: 'p'", DateField("ended_on", "2023-06-01")));
  reg_.Apply("cohort_assigned", absl::StrCat("practice_id: 'p' cohort_id: '2023-10-01'",
                                             DateField("start_on", "2023-10-01")));
  EXPECT_EQ(reg_.Get("p", "MB-11", 1, "2023-09-30").window.from, Day("2023-04-01"));
  EXPECT_EQ(reg_.Get("p", "MB-11", 1, "2023-10-01").window.from, Day("2023-10-01"));
}

TEST_F(Changes, AClosedPracticeIsAskedNothingNew) {
  Join("p");
  reg_.Apply("practice_closed",
             absl::StrCat("practice_id: 'p'", DateField("closed_on", "2024-03-01")));
  EXPECT_EQ(reg_.Line("p", "MB-11", 2, "2024-06-01"), "not_applicable 0/0 [participation_ended]");
}

TEST_F(Changes, R10_RostersAreOneFromTheMergerOn) {
  Join("p");
  Join("q");
  reg_.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg_.Engage("p1", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("p2", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("p3", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("q1", "q", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Complete("triage", "p1", "2023-05-10").Complete("triage", "q1", "2023-05-11");
  Merge("q", "p", "2023-09-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-08-31"), "at_risk 1/3 now 1/3 missing 1");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "met 2/4 since 2023-09-01 now 2/4");
  // Asked once: not of the practice that is gone.
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, "2023-09-01"), "not_applicable 0/0 [merged]");
}

TEST_F(Changes, R10_FinishedYearsStayWithBothPractices) {
  Join("p");
  Join("q");
  reg_.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg_.Engage("p1", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("q1", "q", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Complete("triage", "q1", "2023-05-11");
  Merge("q", "p", "2024-04-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-06-01"), "not_met 0/1 now 1/2 missing 1");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, "2024-06-01"), "met 1/1 since 2023-05-11 now 1/1");
}

class Exchange : public Changes {
 protected:
  Exchange() : Changes({kUtrecht3, kUtrecht45}) {
    Join("p", "2023-04-01");
    Join("q", "2023-04-01");
    for (const absl::string_view practice : {"p", "q"}) {
      reg_.Engage(absl::StrCat(practice, "1"), practice, ROLE_GP_OWNER, {"2020-01-01"});
    }
    for (const absl::string_view date : {"2026-05-12", "2026-09-15", "2026-11-10"}) {
      reg_.Session(absl::StrCat("x", date), OFFERING_KIND_EXCHANGE_MEETING, date);
    }
  }
};

TEST_F(Exchange, R10_SessionsOfBothAreUnitedAsDistinctSessions) {
  reg_.Attend("x2026-05-12", "p1", "p").Attend("x2026-05-12", "q1", "q");
  reg_.Attend("x2026-09-15", "q1", "q");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-10-01"), "open 1/2 missing 1 bookable 1");
  Merge("q", "p", "2026-10-01");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-10-01"), "met 2/2 since 2026-09-15");
  EXPECT_THAT(
      reg_.Why("p", "UT4-06", 4, "2026-10-01"),
      ElementsAre("2026-05-12 p1 x2026-05-12 COUNTED", "2026-05-12 q1 x2026-05-12 DUPLICATE",
                  "2026-09-15 q1 x2026-09-15 COUNTED"));
  // Year 5 goes on in one practice only.
  EXPECT_EQ(reg_.Line("q", "UT4-06", 5, "2027-06-01"), "not_applicable 0/0 [merged]");
}

TEST_F(Exchange, WhoCameFromTheMergedPracticeIsEngagedHere) {
  Merge("q", "p", "2026-09-01");
  reg_.Attend("x2026-09-15", "q1", "p");
  EXPECT_EQ(reg_.Get("p", "UT4-06", 4, "2026-10-01").numerator, 1u);
}

TEST_F(Exchange, R10_FinishedYearsDoNotGetTheOthersSessions) {
  reg_.Attend("x2026-05-12", "q1", "q").Attend("x2026-09-15", "q1", "q");
  Merge("q", "p", "2027-04-01");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-05-01"), "not_met 0/2 missing 2");
  EXPECT_EQ(reg_.Line("q", "UT4-06", 4, "2027-05-01"), "met 2/2 since 2026-09-15");
}

TEST_F(Exchange, R10_BeforeItsDayAMergerChangesNothing) {
  reg_.Attend("x2026-05-12", "q1", "q");
  Merge("q", "p", "2026-10-01");
  EXPECT_EQ(reg_.Get("p", "UT4-06", 4, "2026-09-30").numerator, 0u);
  EXPECT_EQ(reg_.Line("q", "UT4-06", 4, "2026-09-30"), "open 1/2 missing 1 bookable 1");
  EXPECT_EQ(reg_.Get("p", "UT4-06", 4, "2026-10-01").numerator, 1u);
  EXPECT_EQ(reg_.Line("q", "UT4-06", 4, "2026-10-01"), "not_applicable 0/0 [merged]");
}

TEST_F(Exchange, R10_AFinishedYearKeepsWhatAPartnerDidThatIsMergedLater) {
  reg_.JointPlan("j", "2026-01-10", {{"p", {"2026-01-10"}}, {"q", {"2026-01-10"}}});
  reg_.Attend("x2026-05-12", "q1", "q").Attend("x2026-09-15", "q1", "q");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-03-31"), "met 2/2 since 2026-09-15");
  Merge("q", "p", "2027-04-01");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-05-01"), "met 2/2 since 2026-09-15");
}

TEST_F(Exchange, R10_FinishedYearsDoNotGetWhatThePartnersOfTheOtherDid) {
  Join("r", "2023-04-01");
  reg_.Engage("r1", "r", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"r", {"2026-01-10"}}});
  reg_.Attend("x2026-05-12", "r1", "r").Attend("x2026-09-15", "r1", "r");
  Merge("q", "p", "2027-04-01");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-05-01"), "not_met 0/2 missing 2");
  EXPECT_THAT(reg_.Why("p", "UT4-06", 4, "2027-05-01"), testing::IsEmpty());
  EXPECT_EQ(reg_.Line("q", "UT4-06", 4, "2027-05-01"), "met 2/2 since 2026-09-15");
}

TEST_F(Exchange, R10_MergedPracticesAreOneForWhoWorksThere) {
  Merge("q", "p", "2026-09-01");
  // In the old name, by somebody of the other, and the other way round.
  reg_.Attend("x2026-09-15", "p1", "q").Attend("x2026-11-10", "q1", "p");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-12-01"), "met 2/2 since 2026-11-10");
}

TEST_F(Exchange, TheEvidenceNamesTheKeptPseudonym) {
  reg_.Engage("p1-again", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Attend("x2026-05-12", "p1-again", "p");
  reg_.Apply("persons_linked", "kept_person_id: 'p1' dropped_person_id: 'p1-again'");
  EXPECT_THAT(reg_.Why("p", "UT4-06", 4, "2026-06-01"),
              ElementsAre("2026-05-12 p1 x2026-05-12 COUNTED"));
}

TEST_F(Changes, LinkedPersonsAreOne) {
  Join("p");
  reg_.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg_.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("b", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("c", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("a-again", "p", ROLE_MEDICAL_ASSISTANT, {"2022-01-01"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "a-again", "2023-06-10");
  reg_.Complete("triage", "b", "2023-07-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-06-30"), "met 2/4 since 2023-06-10 now 2/4");
  reg_.Apply("persons_linked", "kept_person_id: 'a' dropped_person_id: 'a-again'");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-06-30"), "at_risk 1/3 now 1/3 missing 1");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-07-01"), "met 2/3 since 2023-07-01 now 2/3");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2023-07-01"),
              ElementsAre("2023-05-10 a triage COUNTED", "2023-06-10 a triage DUPLICATE",
                          "2023-07-01 b triage COUNTED"));
}

TEST_F(Changes, R14_TheSameSessionTwiceForLinkedPersonsIsADuplicate) {
  Join("p");
  reg_.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("a2", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Session("i1", OFFERING_KIND_INTERVISION, "2023-05-10");
  reg_.Attend("i1", "a", "p").Attend("i1", "a2", "p");
  reg_.Apply("persons_linked", "kept_person_id: 'a' dropped_person_id: 'a2'");
  EXPECT_EQ(reg_.Get("p", "MB-11", 1, "2024-04-01").denominator, 1u);
  EXPECT_THAT(reg_.Why("p", "MB-11", 1, "2024-04-01"),
              ElementsAre("2023-05-10 a i1 COUNTED", "2023-05-10 a i1 DUPLICATE"));
}

TEST_F(Changes, LinksInAChainLeadToTheLastOne) {
  Join("p");
  reg_.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("b", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Engage("c", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Apply("persons_linked", "kept_person_id: 'b' dropped_person_id: 'c'");
  reg_.Apply("persons_linked", "kept_person_id: 'a' dropped_person_id: 'b'");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2024-04-01").denominator, 1u);
}

TEST_F(Changes, TW_13_ExternalTrainingCountsOnceRecognised) {
  Join("p");
  reg_.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Apply("external_training_declared",
             absl::StrCat("person_id: 'a' practice_id: 'p' region: 'midden_brabant_primacura' ",
                          "menu_slug: 'triage-basic'", DateField("done_on", "2023-06-01")));
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-04-01"), "not_met 0/1 now 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2024-04-01"),
              ElementsAre("2023-06-01 a triage-basic NOT_RECOGNISED"));
  // Done inside the year, it counts from the day it was done; the decision may come later.
  reg_.Recognise("triage-basic", "a", "2023-06-01", "2024-05-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-04-30"), "not_met 0/1 now 0/1 missing 1");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-05-01"), "met 1/1 since 2023-06-01 now 1/1");
}

}  // namespace
}  // namespace logboek::regioplan
