// Shares of the staff: MB-05, MB-09, MB-11 on the plan of Midden-Brabant. Scenario numbers are
// those of the domain description.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::ATTENDANCE_STATUS_ABSENT;
using event::v1::OFFERING_KIND_COACHING;
using event::v1::OFFERING_KIND_COURSE_INCOMPANY;
using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::OFFERING_KIND_INTERVISION;
using event::v1::OFFERING_KIND_QUESTION_HOUR;
using event::v1::ROLE_GP_EMPLOYED;
using event::v1::ROLE_GP_LOCUM_PERMANENT;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using event::v1::ROLE_PRACTICE_NURSE;
using testing::ElementsAre;
using testing::IsEmpty;

// Year 1 of the April cohort runs from 2023-04-01 and is over on this day.
constexpr char kOver[] = "2024-04-01";

v1::Obligation* FindRow(absl::string_view id, v1::RegionPlan* plan) {
  for (v1::Obligation& row : *plan->mutable_obligations()) {
    if (row.id() == id) return &row;
  }
  return nullptr;
}

// A practice of the April cohort with a confirmed roster, and a triage and a conversation course.
class Brabant : public testing::Test {
 protected:
  Brabant() : reg_({kMiddenBrabant}) {
    reg_.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
    reg_.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
    reg_.Offering("talk", OFFERING_KIND_COURSE_OPEN, {"positive-health-basic"});
  }

  // From before the first year until the end of time.
  void Assistants(std::initializer_list<absl::string_view> names) {
    for (const absl::string_view name : names) {
      reg_.Engage(name, "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
    }
  }

  TestRegister reg_;
};

TEST_F(Brabant, S01_TwoOfFiveAssistantsAreLessThanHalf) {
  Assistants({"a", "b", "c", "d", "e"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "b", "2023-09-02");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 2/5 now 2/5 missing 1");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, kOver).threshold, 3u);
  EXPECT_EQ(reg_.Strict().Line("p", "MB-05", 1, kOver), "not_met 2/5 now 2/5 missing 1");
}

TEST_F(Brabant, S02_TheThirdOfFiveMakesHalfOnTheDayOfTheCourse) {
  Assistants({"a", "b", "c", "d", "e"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "b", "2023-09-02");
  reg_.Complete("triage", "c", "2024-01-18");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 3/5 since 2024-01-18 now 3/5");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-01-18"), "met 3/5 since 2024-01-18 now 3/5");
  // P2: the day before it had not happened.
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2024-01-17").numerator, 2u);
  EXPECT_EQ(reg_.Why("p", "MB-05", 1, "2024-01-17").size(), 2u);
  EXPECT_EQ(reg_.Strict().Line("p", "MB-05", 1, kOver), "met 3/5 since 2024-03-31 now 3/5");
}

TEST_F(Brabant, S03_HalfOfOneIsOne) {
  Assistants({"a"});
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 0/1 now 0/1 missing 1");
  reg_.Complete("triage", "a", "2023-05-10");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/1 since 2023-05-10 now 1/1");
}

TEST_F(Brabant, S04_NobodyInTheRoleIsNoSilentPass) {
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_applicable 0/0 now 0/0");
  reg_.Practice("q", "2023-04-01");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, kOver), "undetermined 0/0 now 0/0");
  EXPECT_EQ(reg_.Strict().Line("q", "MB-05", 1, kOver), "undetermined 0/0 now 0/0");
}

TEST_F(Brabant, S05_WhoJoinsLateCountsInTodaysDenominatorOnly) {
  Assistants({"a", "b", "c", "d"});
  reg_.Engage("e", "p", ROLE_MEDICAL_ASSISTANT, {"2024-03-30"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "b", "2023-09-02");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 2/4 since 2023-09-02 now 2/5");
  EXPECT_EQ(reg_.Strict().Line("p", "MB-05", 1, kOver), "not_met 2/5 now 2/5 missing 1");
}

TEST_F(Brabant, S07_ALeaverIsOutOfBothSides) {
  Assistants({"q", "r", "s"});
  reg_.Engage("l", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2023-08-01"});
  reg_.Complete("triage", "l", "2023-05-10").Complete("triage", "q", "2023-11-07");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 1/3 now 1/3 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-05-10 l triage NOT_ON_ROSTER", "2023-11-07 q triage COUNTED"));
  EXPECT_EQ(reg_.Strict().Line("p", "MB-05", 1, kOver), "not_met 1/3 now 1/3 missing 1");
}

TEST_F(Brabant, S08_HalfReachedWithinTheYearStaysMet) {
  Assistants({"q", "s", "t"});
  reg_.Engage("l", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2024-01-01"});
  reg_.Engage("r", "p", ROLE_MEDICAL_ASSISTANT, {"2024-01-01"});
  reg_.Complete("triage", "l", "2023-05-10").Complete("triage", "q", "2023-10-12");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 2/4 since 2023-10-12 now 1/4");
  // R13: the roster reason looks at the day it was met.
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-05-10 l triage COUNTED", "2023-10-12 q triage COUNTED"));
  reg_.Strict();
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 1/4 now 1/4 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-05-10 l triage NOT_ON_ROSTER", "2023-10-12 q triage COUNTED"));
}

TEST_F(Brabant, S10_TheDenominatorFollowsTheRoleOfTheDay) {
  Assistants({"y", "z"});
  reg_.Engage("x", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2023-12-01"});
  reg_.Engage("x", "p", ROLE_PRACTICE_NURSE, {"2023-12-01"});
  reg_.Complete("triage", "x", "2023-06-06").Complete("triage", "y", "2024-01-09");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/2 since 2024-01-09 now 1/2");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-06-06 x triage ROLE_NOT_COUNTED", "2024-01-09 y triage COUNTED"));
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2023-11-30").numerator, 1u);
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2023-11-30").denominator, 3u);
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "not_met 0/1 now 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-09", 1, kOver),
              ElementsAre("2023-06-06 x triage NOT_ON_MENU", "2024-01-09 y triage NOT_ON_MENU"));
  EXPECT_EQ(reg_.Strict().Line("p", "MB-05", 1, kOver), "met 1/2 since 2024-03-31 now 1/2");
}

TEST_F(Brabant, S13_OneShareOverThreeRolesTogether) {
  reg_.Engage("o1", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("o2", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("w", "p", ROLE_GP_LOCUM_PERMANENT, {"2020-01-01"});
  reg_.Engage("n1", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Engage("n2", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Complete("talk", "o1", "2023-05-16").Complete("talk", "n1", "2023-05-16");
  reg_.Complete("talk", "n2", "2023-09-19");
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "met 3/5 since 2023-09-19 now 3/5");
}

TEST_F(Brabant, S15_AnEmployedGpIsNoPermanentLocum) {
  reg_.Engage("o1", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("o2", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("n", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Engage("h", "p", ROLE_GP_EMPLOYED, {"2020-01-01"});
  reg_.Complete("talk", "n", "2023-05-16").Complete("talk", "h", "2023-05-16");
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "not_met 1/3 now 1/3 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-09", 1, kOver),
              ElementsAre("2023-05-16 n talk COUNTED", "2023-05-16 h talk ROLE_NOT_COUNTED"));
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  for (v1::Obligation& obligation : *plan.mutable_obligations()) {
    if (obligation.id() == "MB-09") {
      obligation.mutable_staff_share()->add_denominator_roles(ROLE_GP_EMPLOYED);
    }
  }
  EXPECT_EQ(reg_.Publish(plan).Line("p", "MB-09", 1, kOver), "met 2/4 since 2023-05-16 now 2/4");
}

// The intervisions of the first year.
class Intervision : public Brabant {
 protected:
  Intervision() {
    reg_.Session("i1", OFFERING_KIND_INTERVISION, "2023-06-01", 12);
    reg_.Session("i2", OFFERING_KIND_INTERVISION, "2023-09-07", 12);
    reg_.Session("i3", OFFERING_KIND_INTERVISION, "2024-02-01", 12);
    reg_.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  }
};

TEST_F(Intervision, S16_FourVisitsButOnePersonWithTwo) {
  reg_.Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("c", "p", ROLE_GP_LOCUM_PERMANENT, {"2020-01-01"});
  reg_.Attend("i1", "a", "p").Attend("i2", "a", "p");
  reg_.Attend("i1", "b", "p").Attend("i2", "c", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "not_met 1/3 now 1/3 missing 1");
  EXPECT_EQ(reg_.Line("p", "MB-11", 2, kOver), "at_risk 0/3 now 0/3 missing 2");
  reg_.Attend("i3", "b", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "met 2/3 since 2024-02-01 now 2/3");
}

TEST_F(Intervision, S18_OneVisitIsNotTwice) {
  reg_.Attend("i1", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "not_met 0/1 now 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-11", 1, kOver), ElementsAre("2023-06-01 a i1 COUNTED"));
}

TEST_F(Intervision, O4_EachYearAsksForTwiceAgain) {
  reg_.Attend("i1", "a", "p").Attend("i2", "a", "p").Attend("i3", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2025-04-01"), "met 1/1 since 2023-09-07 now 1/1");
  EXPECT_THAT(reg_.Why("p", "MB-11", 1, "2025-04-01"),
              ElementsAre("2023-06-01 a i1 COUNTED", "2023-09-07 a i2 COUNTED",
                          "2024-02-01 a i3 COUNTED (surplus)"));
  EXPECT_EQ(reg_.Line("p", "MB-11", 2, "2025-04-01"), "not_met 0/1 now 0/1 missing 1");
  // R14: a session before the window.
  EXPECT_THAT(reg_.Why("p", "MB-11", 2, "2025-04-01"),
              ElementsAre("2023-06-01 a i1 OUTSIDE_WINDOW", "2023-09-07 a i2 OUTSIDE_WINDOW",
                          "2024-02-01 a i3 OUTSIDE_WINDOW"));
}

TEST_F(Intervision, P10_AbsentVoidedAndOtherMeetingsDoNotCount) {
  reg_.Session("q", OFFERING_KIND_QUESTION_HOUR, "2023-05-03");
  reg_.Attend("q", "a", "p");
  reg_.Attend("i1", "a", "p", ATTENDANCE_STATUS_ABSENT);
  reg_.Attend("i2", "a", "p").Void("i2", "a");
  EXPECT_THAT(reg_.Why("p", "MB-11", 1, kOver),
              ElementsAre("2023-05-03 a q NOT_ON_MENU", "2023-06-01 a i1 ABSENT",
                          "2023-09-07 a i2 VOIDED"));
  EXPECT_EQ(reg_.Get("p", "MB-11", 1, kOver).numerator, 0u);
}

TEST_F(Intervision, R7_WhoIsNotEngagedThatDayDoesNotCount) {
  reg_.Engage("late", "p", ROLE_GP_OWNER, {"2023-07-01"});
  reg_.Attend("i1", "late", "p").Attend("i2", "late", "p").Attend("i1", "stranger", "p");
  EXPECT_THAT(reg_.Why("p", "MB-11", 1, kOver),
              ElementsAre("2023-06-01 late i1 NOT_ON_ROSTER",
                          "2023-06-01 stranger i1 NOT_ON_ROSTER", "2023-09-07 late i2 COUNTED"));
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  plan.set_attendee_must_be_engaged(false);
  EXPECT_EQ(reg_.Publish(plan).Line("p", "MB-11", 1, kOver), "met 1/2 since 2023-09-07 now 1/2");
}

TEST_F(Intervision, P8_TrainingIsPersonalAndCountsAtEveryPractice) {
  reg_.Practice("q", "2023-04-01").Confirm("q", "2023-04-01");
  reg_.Engage("a", "q", ROLE_GP_LOCUM_PERMANENT, {"2020-01-01"});
  reg_.Attend("i1", "a", "q").Attend("i2", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "met 1/1 since 2023-09-07 now 1/1");
  EXPECT_EQ(reg_.Line("q", "MB-11", 1, kOver), "met 1/1 since 2023-09-07 now 1/1");
}

TEST_F(Brabant, P5_TwoRolesAtOnceAreOnePerson) {
  reg_.Engage("o", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("o", "p", ROLE_PRACTICE_NURSE, {"2023-06-01", "2023-09-01"});
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "not_met 0/1 now 0/1 missing 1");
}

TEST_F(Brabant, P5_AnUnconfirmedRosterMakesItProvisional) {
  reg_.Practice("q", "2023-04-01").Engage("a", "q", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg_.Complete("triage", "a", "2023-05-10");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, kOver), "met 1/1 since 2023-05-10 now 1/1 [provisional]");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, "2023-03-31"),
            "open 0/1 now 0/1 missing 1 [not_started provisional]");
  // R9: some confirmation as of a day on or before `at`.
  reg_.Confirm("q", "2024-04-01");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, "2024-03-31"),
            "met 1/1 since 2023-05-10 now 1/1 [provisional]");
  EXPECT_EQ(reg_.Line("q", "MB-05", 1, "2024-04-01"), "met 1/1 since 2023-05-10 now 1/1");
}

TEST_F(Brabant, P7_ARosterThatEmptiedIsNotApplicableWithAFlag) {
  reg_.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2024-03-31"});
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_applicable 0/0 now 0/0 [roster_emptied]");
  // On the day before the last she was still there.
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-03-30"), "at_risk 0/1 now 0/1 missing 1");
}

TEST_F(Brabant, P7_ALeaverMayBringTheShareToHalf) {
  Assistants({"a", "b"});
  reg_.Engage("c", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2023-10-01"});
  reg_.Complete("triage", "a", "2023-05-10");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/2 since 2023-10-01 now 1/2");
}

TEST_F(Brabant, P8_WhoWasTrainedElsewhereCountsFromTheFirstDayHere) {
  Assistants({"a"});
  reg_.Engage("b", "p", ROLE_MEDICAL_ASSISTANT, {"2023-11-01"});
  reg_.Complete("triage", "b", "2023-05-10");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/2 since 2023-11-01 now 1/2");
}

TEST_F(Brabant, P9_TrainingBeforeTheWindowCountsOnceRecognised) {
  Assistants({"a"});
  reg_.Complete("triage", "a", "2022-11-15");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver), ElementsAre("2022-11-15 a triage NOT_RECOGNISED"));
  // R8: from the date of the decision, not of the course.
  reg_.Recognise("triage-basic", "a", "2022-11-15", "2023-08-21");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/1 since 2023-08-21 now 1/1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2023-08-20"),
              ElementsAre("2022-11-15 a triage NOT_RECOGNISED"));
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2022-11-15 a triage DUPLICATE", "2023-08-21 a triage-basic COUNTED"));
}

TEST_F(Brabant, P9_ARecognitionBeforeTheWindowCountsFromItsFirstDay) {
  Assistants({"a", "b"});
  reg_.Complete("triage", "b", "2023-02-15");
  reg_.Recognise("triage-basic", "a", "2022-11-15", "2023-02-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/2 since 2023-04-01 now 1/2");
  // It is shown on its own date, and in its place.
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver), ElementsAre("2023-02-01 a triage-basic COUNTED",
                                                            "2023-02-15 b triage NOT_RECOGNISED"));
}

TEST_F(Brabant, P9_ADecisionAfterTheWindowRecognisesNothingInIt) {
  Assistants({"a"});
  reg_.Complete("triage", "a", "2022-11-15");
  reg_.Recognise("triage-basic", "a", "2022-11-15", "2024-04-01");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2024-05-01"),
              ElementsAre("2022-11-15 a triage NOT_RECOGNISED",
                          "2024-04-01 a triage-basic OUTSIDE_WINDOW"));
}

TEST_F(Brabant, P9_ACourseOfTheWindowAndItsRecognitionAreOneThing) {
  // Two things are asked, so that one thing counted twice would show.
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  FindRow("MB-05", &plan)->mutable_staff_share()->set_times(2);
  reg_.Publish(plan);
  Assistants({"a"});
  reg_.Complete("triage", "a", "2023-05-10");
  reg_.Recognise("triage-basic", "a", "2023-05-10", "2023-06-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 0/1 now 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-05-10 a triage COUNTED", "2023-06-01 a triage-basic DUPLICATE"));
  // Of another day it is something else.
  reg_.Recognise("difficult-patients", "a", "2022-05-10", "2023-07-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/1 since 2023-07-01 now 1/1");
}

TEST_F(Brabant, P9_ARecognitionAfterTheWindowIsTooLate) {
  Assistants({"a"});
  reg_.Recognise("triage-basic", "a", "2022-11-15", "2024-04-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-05-01"), "not_met 0/1 now 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2024-05-01"),
              ElementsAre("2024-04-01 a triage-basic OUTSIDE_WINDOW"));
}

TEST_F(Brabant, R14_PresenceAtACourseNeverCountsAndARevokedCompletionIsVoided) {
  Assistants({"a"});
  reg_.SessionOf("triage", "t1", "2023-05-10").Attend("t1", "a", "p");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, kOver).numerator, 0u);
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver), ElementsAre("2023-05-10 a t1 NOT_RECOGNISED"));
  // Once there is a completion, that says it all.
  reg_.Complete("triage", "a", "2023-05-10").Revoke("triage", "a");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, kOver).numerator, 0u);
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver), ElementsAre("2023-05-10 a triage VOIDED"));
}

TEST_F(Brabant, R14_CoachingCountsEitherWayButOnce) {
  reg_.Engage("n", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Offering("coach", OFFERING_KIND_COACHING, {"positive-health-coaching"});
  reg_.SessionOf("coach", "k1", "2023-11-06").Attend("k1", "n", "p");
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "met 1/1 since 2023-11-06 now 1/1");
  reg_.Complete("coach", "n", "2023-12-01");
  EXPECT_THAT(reg_.Why("p", "MB-09", 1, kOver),
              ElementsAre("2023-11-06 n k1 COUNTED", "2023-12-01 n coach DUPLICATE"));
  // Coaching for the conversation is no triage training.
  Assistants({"n"});
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-11-06 n k1 NOT_ON_MENU", "2023-12-01 n coach NOT_ON_MENU"));
}

TEST_F(Brabant, R14_TheKindOfMeetingSaysThatPresenceCounts) {
  reg_.Engage("n", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Offering("circle", OFFERING_KIND_INTERVISION, {"positive-health-basic"});
  reg_.SessionOf("circle", "c1", "2023-11-06").Attend("c1", "n", "p");
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, kOver), "met 1/1 since 2023-11-06 now 1/1");
}

TEST_F(Brabant, R13_WhatCameAfterItWasMetIsSurplus) {
  Assistants({"a", "b"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "b", "2023-06-06");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/2 since 2023-05-10 now 2/2");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, kOver),
              ElementsAre("2023-05-10 a triage COUNTED", "2023-06-06 b triage COUNTED (surplus)"));
}

TEST_F(Brabant, R13_CoverageNowTakesTodaysRosterAndTheFactsOfTheWindow) {
  Assistants({"a", "b"});
  reg_.Complete("triage", "a", "2023-05-10").Complete("triage", "b", "2024-06-13");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2025-01-01"), "met 1/2 since 2023-05-10 now 1/2");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2025-01-01"),
              ElementsAre("2023-05-10 a triage COUNTED", "2024-06-13 b triage OUTSIDE_WINDOW"));
}

TEST_F(Brabant, R13_WhoJoinedAfterTheWindowIsInCoverageNowOnly) {
  Assistants({"a"});
  reg_.Engage("b", "p", ROLE_MEDICAL_ASSISTANT, {"2024-05-01"});
  reg_.Complete("triage", "b", "2023-05-10");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-05-01"), "not_met 0/1 now 1/2 missing 1");
  EXPECT_THAT(reg_.Why("p", "MB-05", 1, "2024-05-01"),
              ElementsAre("2023-05-10 b triage NOT_ON_ROSTER"));
}

TEST_F(Brabant, P7_StrictStaysOpenUntilTheLastDay) {
  Assistants({"a", "b"});
  reg_.Complete("triage", "a", "2023-05-10").Strict();
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-03-30"), "open 1/2 now 1/2");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2024-03-31"), "met 1/2 since 2024-03-31 now 1/2");
}

TEST_F(Brabant, R15_AYearThatHasNotBegunIsOpen) {
  Assistants({"a"});
  reg_.Confirm("p", "2023-03-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-03-31"), "open 0/1 now 0/1 missing 1 [not_started]");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-04-01"), "at_risk 0/1 now 0/1 missing 1");
}

TEST_F(Brabant, R16_PlacesLeftOrHeldKeepItOpen) {
  Assistants({"a", "b", "c", "d"});
  reg_.SessionOf("triage", "t1", "2023-10-12", 10);
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "open 0/4 now 0/4 missing 2 bookable 4");
  reg_.TakePlaces("t1", 8);
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "open 0/4 now 0/4 missing 2 bookable 2");
  reg_.TakePlaces("t1", 1);
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "at_risk 0/4 now 0/4 missing 2 bookable 1");
  reg_.Enrol("t1", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "at_risk 0/4 now 0/4 missing 2 bookable 1");
  // A second session after the end of the year is no help, one on its last day is.
  reg_.SessionOf("triage", "t2", "2024-04-01", 10);
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2023-09-01").status, Status::kAtRisk);
  reg_.SessionOf("triage", "t3", "2024-03-31", 10);
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-09-01"), "open 0/4 now 0/4 missing 2 bookable 4");
  reg_.CancelSession("t3");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2023-09-01").status, Status::kAtRisk);
}

TEST_F(Brabant, R16_WhoTakesNoPlaceIsWelcomeAtAFullSession) {
  reg_.Engage("n", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Offering("circle", OFFERING_KIND_INTERVISION, {"positive-health-intervision"});
  reg_.SessionOf("circle", "c1", "2023-11-06", 12).TakePlaces("c1", 12);
  reg_.CountRoles("c1", {ROLE_GP_OWNER, ROLE_GP_LOCUM_PERMANENT});
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, "2023-10-01"), "open 0/1 now 0/1 missing 1 bookable 1");
  // The owners do need a place: the nurse is half of two, but not of four.
  reg_.Engage("o1", "p", ROLE_GP_OWNER, {"2020-01-01"});
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, "2023-10-01"), "open 0/2 now 0/2 missing 1 bookable 1");
  for (const char* owner : {"o2", "o3"}) {
    reg_.Engage(owner, "p", ROLE_GP_OWNER, {"2020-01-01"});
  }
  reg_.SessionOf("circle", "c2", "2023-11-13", 12).TakePlaces("c2", 12);
  reg_.CountRoles("c2", {ROLE_GP_OWNER, ROLE_GP_LOCUM_PERMANENT});
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, "2023-10-01"), "at_risk 0/4 now 0/4 missing 2 bookable 2");
}

TEST_F(Brabant, R16_TheLastSeatIsForSomebodyWhoNeedsOne) {
  for (const char* owner : {"o1", "o2"}) {
    reg_.Engage(owner, "p", ROLE_GP_OWNER, {"2020-01-01"});
  }
  reg_.Engage("z", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Offering("circle", OFFERING_KIND_INTERVISION, {"positive-health-intervision"});
  reg_.SessionOf("circle", "c1", "2023-11-06", 12).TakePlaces("c1", 11);
  reg_.CountRoles("c1", {ROLE_GP_OWNER, ROLE_GP_LOCUM_PERMANENT});
  // One owner takes it, the nurse comes beside.
  EXPECT_EQ(reg_.Line("p", "MB-09", 1, "2023-10-01"), "open 0/3 now 0/3 missing 2 bookable 2");
}

TEST(StaffShareTest, R16_ACourseIsOneThingHoweverManySessionsItHas) {
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  for (v1::Obligation& obligation : *plan.mutable_obligations()) {
    if (obligation.id() == "MB-05") obligation.mutable_staff_share()->set_times(2);
  }
  TestRegister reg(plan);
  reg.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
  reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg.Offering("basic", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg.Offering("health", OFFERING_KIND_COURSE_OPEN, {"triage-positive-health"});
  reg.SessionOf("basic", "b1", "2023-09-01").SessionOf("basic", "b2", "2023-10-01");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-06-01"), "at_risk 0/1 now 0/1 missing 1 bookable 1");
  reg.SessionOf("health", "h1", "2023-11-01");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-06-01"), "open 0/1 now 0/1 missing 1 bookable 2");
  // Who has completed it finds nothing new there.
  reg.Complete("health", "a", "2023-05-01");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-06-01"), "open 0/1 now 0/1 missing 1 bookable 1");
  reg.Revoke("health", "a").Complete("basic", "a", "2023-05-02");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-06-01"), "open 0/1 now 0/1 missing 1 bookable 1");
}

TEST_F(Brabant, R16_AnotherPracticesCourseInHouseCannotBeBooked) {
  Assistants({"a", "b"});
  reg_.Offering("in-house", OFFERING_KIND_COURSE_INCOMPANY, {"triage-basic"});
  reg_.SessionOf("in-house", "h1", "2023-11-06", 10);
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-10-01"), "at_risk 0/2 now 0/2 missing 1");
  // Here it is held for this practice, so the others can come as well.
  reg_.Enrol("h1", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, "2023-10-01"), "open 0/2 now 0/2 missing 1 bookable 2");
}

TEST_F(Intervision, R16_APlaceHeldIsNoSecondPlaceAtThatSession) {
  reg_.Enrol("i3", "a", "p");
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2023-10-01"), "at_risk 0/1 now 0/1 missing 1 bookable 1");
}

TEST_F(Intervision, R16_TwiceNeedsTwoSessionsForOnePerson) {
  // One session is left, with many places: who needs two cannot have them there.
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2023-10-01"), "at_risk 0/1 now 0/1 missing 1 bookable 1");
  reg_.Session("i4", OFFERING_KIND_INTERVISION, "2024-03-07", 12);
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2023-10-01"), "open 0/1 now 0/1 missing 1 bookable 2");
  // Two places at one session are not two sessions of one person.
  reg_.CancelSession("i4").Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, "2023-10-01"), "at_risk 0/2 now 0/2 missing 1 bookable 2");
}

// The plan as another version, in force from a day on.
v1::RegionPlan NewVersion(absl::string_view valid_from) {
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  plan.set_version("from " + std::string(valid_from));
  *plan.mutable_valid_from() = domain::ToProto(Day(valid_from));
  return plan;
}

TEST_F(Intervision, AFinishedYearKeepsTheVersionItBeganUnder) {
  reg_.Attend("i1", "a", "p").Attend("i2", "a", "p");
  v1::RegionPlan plan = NewVersion("2024-04-01");
  FindRow("MB-11", &plan)->mutable_staff_share()->set_times(3);
  reg_.Publish(plan);
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "met 1/1 since 2023-09-07 now 1/1");
  EXPECT_EQ(reg_.Get("p", "MB-11", 1, kOver).plan->version(), "1");
  EXPECT_EQ(reg_.Get("p", "MB-11", 2, kOver).plan->version(), "from 2024-04-01");
  EXPECT_EQ(reg_.Get("p", "MB-11", 2, kOver).obligation->staff_share().times(), 3u);
  // A day later and year 2 began under the old one too.
  *plan.mutable_valid_from() = domain::ToProto(Day("2024-04-02"));
  TestRegister later({kMiddenBrabant});
  later.Publish(plan).Practice("p", "2023-04-01");
  EXPECT_EQ(later.Get("p", "MB-11", 2, kOver).plan->version(), "1");
}

TEST_F(Intervision, ARowThatANewVersionDropsStaysInTheOldYears) {
  v1::RegionPlan plan = NewVersion("2024-04-01");
  v1::Obligation* const dropped = FindRow("MB-11", &plan);
  dropped->Swap(plan.mutable_obligations(plan.obligations_size() - 1));
  plan.mutable_obligations()->RemoveLast();
  reg_.Publish(plan);
  EXPECT_TRUE(reg_.Has("p", "MB-11", 1, kOver));
  EXPECT_FALSE(reg_.Has("p", "MB-11", 2, kOver));
}

TEST_F(Intervision, AVersionOfTheSameDayCorrectsTheFormerOne) {
  reg_.Attend("i1", "a", "p");
  v1::RegionPlan plan = NewVersion("2023-04-01");
  FindRow("MB-11", &plan)->mutable_staff_share()->set_times(1);
  reg_.Publish(plan);
  EXPECT_EQ(reg_.Line("p", "MB-11", 1, kOver), "met 1/1 since 2023-06-01 now 1/1");
}

TEST_F(Brabant, TheMenuOfTheDayDecides) {
  Assistants({"a"});
  v1::RegionPlan plan = NewVersion("2023-06-01");
  // The row goes; what was done before stays done.
  for (v1::MenuItem& row : *plan.mutable_menu()) {
    if (row.slug() == "triage-basic") row.set_slug("triage-new");
  }
  reg_.Publish(plan).Complete("triage", "a", "2023-05-31");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "met 1/1 since 2023-05-31 now 1/1");
  Assistants({"b", "c"});
  reg_.Complete("triage", "b", "2023-06-01");
  EXPECT_EQ(reg_.Line("p", "MB-05", 1, kOver), "not_met 1/3 now 1/3 missing 1");
}

TEST(StaffShareTest, R16_ASessionOnADayWithoutTheMenuRowCannotHelp) {
  v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  for (v1::MenuItem& row : *plan.mutable_menu()) {
    if (row.slug() == "triage-basic") {
      *row.mutable_valid_until() = domain::ToProto(Day("2024-01-01"));
    }
  }
  TestRegister reg(plan);
  reg.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
  reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg.SessionOf("triage", "late", "2024-01-01");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-10-01"), "at_risk 0/1 now 0/1 missing 1");
  reg.SessionOf("triage", "early", "2023-12-31");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2023-10-01"), "open 0/1 now 0/1 missing 1 bookable 1");
}

TEST_F(Brabant, AWaiverShowsAndKeepsTheComputedVerdict) {
  Assistants({"a"});
  reg_.Waive("p", "MB-05", 1, "2024-02-01", "long illness");
  EXPECT_EQ(reg_.Get("p", "MB-05", 1, "2024-01-31").status, Status::kAtRisk);
  const Verdict waived = reg_.Get("p", "MB-05", 1, kOver);
  EXPECT_EQ(waived.status, Status::kWaived);
  EXPECT_EQ(waived.computed_status, Status::kNotMet);
  EXPECT_EQ(waived.waiver_ground, "long illness");
  EXPECT_EQ(waived.missing, 1u);
  // Of this obligation and year only.
  EXPECT_EQ(reg_.Get("p", "MB-09", 1, kOver).status, Status::kNotApplicable);
  EXPECT_EQ(reg_.Get("p", "MB-11", 2, kOver).waiver_ground, "");
}

TEST_F(Brabant, WithoutEvidenceEverythingElseIsTheSame) {
  Assistants({"a", "b"});
  reg_.Complete("triage", "a", "2023-05-10");
  const PracticeFacts facts = GatherFacts(reg_.get(), "p", Day(kOver));
  const std::vector<Verdict> with = Evaluate(facts, Day(kOver));
  const std::vector<Verdict> without = Evaluate(facts, Day(kOver), {.with_evidence = false});
  ASSERT_EQ(with.size(), without.size());
  for (size_t i = 0; i < with.size(); ++i) {
    EXPECT_EQ(Summary(with[i]), Summary(without[i]));
    EXPECT_THAT(without[i].evidence, IsEmpty());
  }
  size_t evidence = 0;
  for (const Verdict& verdict : with) evidence += verdict.evidence.size();
  EXPECT_GT(evidence, 0u);
}

}  // namespace
}  // namespace logboek::regioplan
