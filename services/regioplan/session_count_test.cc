// Sessions attended: UT3-03, UT3-09, UT4-06, UT4-10 on the plans of Utrecht. Scenario numbers are
// those of the domain description.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::ATTENDANCE_STATUS_ABSENT;
using event::v1::OFFERING_KIND_EXCHANGE_MEETING;
using event::v1::OFFERING_KIND_KBZ_MEETING;
using event::v1::OFFERING_KIND_PRACTICE_MANAGER_MEETING;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_PRACTICE_MANAGER;
using event::v1::ROLE_PRACTICE_NURSE;
using testing::ElementsAre;
using testing::IsEmpty;

// The six printed dates as three series, and a practice for each cohort with an owner and a
// manager.
class Utrecht : public testing::Test {
 protected:
  Utrecht() : reg_({kUtrecht3, kUtrecht45}) {
    for (const char* date :
         {"2025-04-15", "2025-11-04", "2025-05-20", "2026-01-20", "2025-10-21", "2026-04-14"}) {
      Exchange(date);
    }
    reg_.Series("april", 3, {"2023-04-01"}, {"x2025-04-15", "x2025-11-04"});
    reg_.Series("july", 3, {"2023-07-01"}, {"x2025-05-20", "x2026-01-20"});
    reg_.Series("october", 3, {"2023-10-01", "2024-01-01"}, {"x2025-10-21", "x2026-04-14"});
  }

  void Exchange(absl::string_view date, uint32_t capacity = 0) {
    reg_.Session("x" + std::string(date), OFFERING_KIND_EXCHANGE_MEETING, date, capacity);
  }
  void Kbz(absl::string_view date) {
    reg_.Session("k" + std::string(date), OFFERING_KIND_KBZ_MEETING, date);
  }
  // A practice with an owner called like it, and a manager.
  void Join(const std::string& practice, absl::string_view cohort) {
    reg_.Practice(practice, cohort).Confirm(practice, "2023-04-01");
    reg_.Engage(practice + "-owner", practice, ROLE_GP_OWNER, {"2020-01-01"});
    reg_.Engage(practice + "-manager", practice, ROLE_PRACTICE_MANAGER, {"2020-01-01"});
  }
  void Attend(const std::string& practice, std::initializer_list<absl::string_view> sessions) {
    for (const absl::string_view session : sessions) {
      reg_.Attend(session, practice + "-owner", practice);
    }
  }

  TestRegister reg_;
};

TEST_F(Utrecht, S22_DifferentPeopleMaySpeakForThePractice) {
  Join("p", "2023-04-01");
  reg_.Attend("x2025-04-15", "p-owner", "p").Attend("x2025-11-04", "p-manager", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-11-04");
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 COUNTED",
                          "2025-11-04 p-manager x2025-11-04 COUNTED"));
}

TEST_F(Utrecht, S23_ASessionOfTheSeriesBeforeTheYearCounts) {
  Join("p", "2023-07-01");
  reg_.EnrolSeries("july", "p-owner", "p");
  Attend("p", {"x2025-05-20", "x2026-01-20"});
  const Verdict verdict = reg_.Get("p", "UT3-03", 3, "2026-02-01");
  EXPECT_EQ(Summary(verdict), "met 2/2 since 2026-01-20");
  EXPECT_EQ(verdict.window, (domain::DateRange{Day("2025-05-20"), Day("2026-07-01")}));
}

TEST_F(Utrecht, S23_WithoutEnrolmentInTheSeriesTheFirstDateIsOutside) {
  Join("p", "2023-07-01");
  reg_.Wait("july", "p-owner", "p");
  Attend("p", {"x2025-05-20", "x2026-01-20"});
  const Verdict verdict = reg_.Get("p", "UT3-03", 3, "2026-07-01");
  EXPECT_EQ(Summary(verdict), "not_met 1/2 missing 1");
  EXPECT_EQ(verdict.window, (domain::DateRange{Day("2025-07-01"), Day("2026-07-01")}));
  EXPECT_THAT(EvidenceOf(verdict), ElementsAre("2025-05-20 p-owner x2025-05-20 OUTSIDE_WINDOW",
                                               "2026-01-20 p-owner x2026-01-20 COUNTED"));
}

TEST_F(Utrecht, R11_SigningOffLaterKeepsTheDatesBeforeIt) {
  Join("p", "2023-07-01");
  reg_.EnrolSeries("july", "p-owner", "p", {"2025-03-01", "2025-12-01"});
  reg_.Attend("x2025-05-20", "p-owner", "p").Attend("x2026-01-20", "p-manager", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-07-01"), "met 2/2 since 2026-01-20");
  // What was true on a day stays true of that day, and nothing counts before it was asked for.
  EXPECT_EQ(reg_.Get("p", "UT3-03", 3, "2025-06-30").numerator, 1u);
  EXPECT_EQ(reg_.Get("p", "UT3-03", 3, "2025-02-28").window.from, Day("2025-07-01"));
}

TEST_F(Utrecht, R11_ADateOnOrAfterTheSigningOffGetsNoCredit) {
  Join("p", "2023-07-01");
  reg_.EnrolSeries("july", "p-owner", "p", {"2025-03-01", "2025-05-20"});
  Attend("p", {"x2025-05-20", "x2026-01-20"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-07-01"), "not_met 1/2 missing 1");
}

TEST_F(Utrecht, UT308_APlaceAtOneSessionOfASeriesIsOneInTheSeries) {
  Join("p", "2024-01-01");
  reg_.Enrol("x2025-10-21", "p-owner", "p").Enrol("x2026-04-14", "p-owner", "p");
  Attend("p", {"x2025-10-21", "x2026-04-14"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-05-01"), "met 2/2 since 2026-04-14");
  // A swap: the first date in another cohort's series, on that date only.
  Join("q", "2024-01-01");
  reg_.Enrol("x2025-11-04", "q-owner", "q");
  Attend("q", {"x2025-10-21", "x2025-11-04"});
  EXPECT_EQ(reg_.Get("q", "UT3-03", 3, "2026-05-01").window.from, Day("2025-11-04"));
  EXPECT_EQ(reg_.Line("q", "UT3-03", 3, "2026-05-01"), "at_risk 1/2 missing 1 [cross_series]");
}

TEST_F(Utrecht, R11_ACancelledDateOfTheSeriesStretchesTheWindowStill) {
  Join("p", "2023-07-01");
  reg_.EnrolSeries("july", "p-owner", "p");
  reg_.CancelSession("x2025-05-20");
  Exchange("2025-06-10");
  Attend("p", {"x2025-06-10", "x2026-01-20"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-07-01"),
            "met 2/2 since 2026-01-20 [organiser_cancelled]");
}

TEST_F(Utrecht, S24_BothSessionsOutsideTheRealYearFillYearThreeOnly) {
  Join("p", "2024-01-01");
  reg_.EnrolSeries("october", "p-owner", "p");
  Attend("p", {"x2025-10-21", "x2026-04-14"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-05-01"), "met 2/2 since 2026-04-14");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-05-01"), "at_risk 0/2 missing 2");
  EXPECT_THAT(reg_.Why("p", "UT4-06", 4, "2026-05-01"),
              ElementsAre("2025-10-21 p-owner x2025-10-21 OUTSIDE_WINDOW",
                          "2026-04-14 p-owner x2026-04-14 ALREADY_CREDITED 3"));
}

TEST_F(Utrecht, P12_OldestOpenYearFirstThenTheNext) {
  Join("p", "2024-01-01");
  Exchange("2026-06-09");
  Exchange("2026-09-08");
  Exchange("2026-12-08");
  Attend("p", {"x2026-04-14", "x2026-06-09", "x2026-09-08", "x2026-12-08"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2027-01-01"), "met 2/2 since 2026-06-09");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-01-01"), "met 2/2 since 2026-12-08");
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2027-01-01"),
              ElementsAre("2026-04-14 p-owner x2026-04-14 COUNTED",
                          "2026-06-09 p-owner x2026-06-09 COUNTED",
                          "2026-09-08 p-owner x2026-09-08 ALREADY_CREDITED 4",
                          "2026-12-08 p-owner x2026-12-08 ALREADY_CREDITED 4"));
}

TEST_F(Utrecht, R11_AnotherCohortsSeriesCountsWithAWarning) {
  Join("p", "2023-04-01");
  reg_.EnrolSeries("april", "p-owner", "p");
  Attend("p", {"x2025-04-15", "x2026-01-20"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2026-01-20 [cross_series]");
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 COUNTED",
                          "2026-01-20 p-owner x2026-01-20 COUNTED (cross_series)"));
}

TEST_F(Utrecht, R12_MoreThanNeededIsSurplus) {
  Join("p", "2023-04-01");
  Exchange("2025-09-09");
  Attend("p", {"x2025-04-15", "x2025-09-09", "x2025-11-04"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 3/2 since 2025-09-09 [surplus]");
  EXPECT_EQ(reg_.Why("p", "UT3-03", 3, "2026-04-01").back(),
            "2025-11-04 p-owner x2025-11-04 COUNTED (surplus)");
}

TEST_F(Utrecht, P11_MorePeopleAtOneSessionAreOne) {
  Join("p", "2023-04-01");
  reg_.Attend("x2025-04-15", "p-owner", "p").Attend("x2025-04-15", "p-manager", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "not_met 1/2 missing 1");
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 COUNTED",
                          "2025-04-15 p-manager x2025-04-15 DUPLICATE"));
}

TEST_F(Utrecht, P10_AbsentVoidedOtherKindAndStrangersDoNotCount) {
  Join("p", "2023-04-01");
  reg_.Session("m", OFFERING_KIND_PRACTICE_MANAGER_MEETING, "2025-06-03");
  Exchange("2025-09-09");
  reg_.Attend("m", "p-manager", "p")
      .Attend("x2025-04-15", "p-owner", "p", ATTENDANCE_STATUS_ABSENT);
  reg_.Attend("x2025-11-04", "p-owner", "p").Void("x2025-11-04", "p-owner");
  reg_.Attend("x2025-09-09", "stranger", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "not_met 0/2 missing 2");
  EXPECT_THAT(
      reg_.Why("p", "UT3-03", 3, "2026-04-01"),
      ElementsAre("2025-04-15 p-owner x2025-04-15 ABSENT", "2025-06-03 p-manager m NOT_ON_MENU",
                  "2025-09-09 stranger x2025-09-09 NOT_ON_ROSTER",
                  "2025-11-04 p-owner x2025-11-04 VOIDED"));
}

TEST_F(Utrecht, ASessionOfAnotherRegionIsNotOnTheMenu) {
  Join("p", "2023-04-01");
  Attend("p", {"x2025-04-15"});
  auto moved = std::make_shared<domain::Session>(*reg_.get().sessions.at("x2025-04-15"));
  moved->region = "twente_hzt";
  reg_.edit().sessions["x2025-04-15"] = moved;
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 NOT_ON_MENU"));
}

// P, Q and R hand in a joint plan; one person of P goes.
class Together : public Utrecht {
 protected:
  Together() {
    for (const char* id : {"p", "q", "r", "s"}) Join(id, "2023-04-01");
  }
  void JointPlan(absl::string_view submitted_on) {
    reg_.JointPlan("j", submitted_on,
                   {{"p", {"2025-01-01"}}, {"q", {"2025-01-01"}}, {"s", {"2025-06-01"}}});
  }
};

TEST_F(Together, S28_OnePersonSpeaksForTheJointPlan) {
  reg_.JointPlan("j", "2025-03-10",
                 {{"p", {"2025-03-10"}}, {"q", {"2025-03-10"}}, {"r", {"2025-03-10"}}});
  Attend("p", {"x2025-04-15", "x2025-11-04"});
  for (const char* id : {"p", "q", "r"}) {
    EXPECT_EQ(reg_.Line(id, "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-11-04") << id;
  }
  const Verdict represented = reg_.Get("q", "UT3-03", 3, "2026-04-01");
  EXPECT_EQ(represented.evidence.front().practice_id, "p");
  EXPECT_EQ(reg_.Line("s", "UT3-03", 3, "2026-04-01"), "not_met 0/2 missing 2");
}

TEST_F(Together, S29_NoCreditFromBeforeTheMembership) {
  JointPlan("2025-03-10");
  Attend("p", {"x2025-04-15", "x2025-11-04"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-11-04");
  EXPECT_EQ(reg_.Line("s", "UT3-03", 3, "2026-04-01"), "not_met 1/2 missing 1");
  EXPECT_THAT(reg_.Why("s", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 NOT_REPRESENTED",
                          "2025-11-04 p-owner x2025-11-04 COUNTED"));
}

TEST_F(Together, P13_ThePlanMustHaveBeenHandedInOnTheDay) {
  JointPlan("2025-04-16");
  Attend("p", {"x2025-04-15", "x2025-11-04"});
  EXPECT_EQ(reg_.Line("q", "UT3-03", 3, "2026-04-01"), "not_met 1/2 missing 1");
  EXPECT_EQ(reg_.Why("q", "UT3-03", 3, "2026-04-01").front(),
            "2025-04-15 p-owner x2025-04-15 NOT_REPRESENTED");
}

TEST_F(Together, P13_ThePartnerMustBeAMemberThatDayToo) {
  reg_.JointPlan("j", "2025-01-01", {{"p", {"2025-01-01", "2025-11-04"}}, {"q", {"2025-01-01"}}});
  Attend("p", {"x2025-04-15", "x2025-11-04"});
  EXPECT_EQ(reg_.Line("q", "UT3-03", 3, "2026-04-01"), "not_met 1/2 missing 1");
}

TEST_F(Together, R7_AStrangerSpeaksForNobody) {
  JointPlan("2025-03-10");
  reg_.Attend("x2025-04-15", "stranger", "p");
  EXPECT_THAT(reg_.Why("q", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 stranger x2025-04-15 NOT_ON_ROSTER"));
}

TEST_F(Together, P11_TwoMembersAtOneSessionAreOneForEach) {
  JointPlan("2025-03-10");
  Attend("p", {"x2025-04-15"});
  Attend("q", {"x2025-04-15"});
  EXPECT_EQ(reg_.Get("p", "UT3-03", 3, "2026-04-01").numerator, 1u);
  EXPECT_EQ(reg_.Get("q", "UT3-03", 3, "2026-04-01").numerator, 1u);
}

TEST_F(Together, O13_ACentreSpeaksAsOneOnlyWithOnePlan) {
  reg_.Link("c", "p", true, {"2025-01-01"}).Link("c", "q", true, {"2025-01-01", "2025-11-04"});
  reg_.Link("c", "r", false, {"2025-01-01"});
  Attend("p", {"x2025-04-15", "x2025-11-04"});
  EXPECT_THAT(reg_.Why("q", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-owner x2025-04-15 COUNTED",
                          "2025-11-04 p-owner x2025-11-04 NOT_REPRESENTED"));
  EXPECT_EQ(reg_.Get("r", "UT3-03", 3, "2026-04-01").numerator, 0u);
  // Nor does R, which has a plan of its own, speak for P.
  Exchange("2025-09-09");
  Attend("r", {"x2025-09-09"});
  EXPECT_EQ(reg_.Why("p", "UT3-03", 3, "2026-04-01")[1],
            "2025-09-09 r-owner x2025-09-09 NOT_REPRESENTED");
}

TEST_F(Together, R11_ThePartnersSeriesStretchesTheWindowToo) {
  Join("jp", "2023-07-01");
  Join("jq", "2023-07-01");
  reg_.JointPlan("jj", "2025-05-01", {{"jp", {"2025-05-01"}}, {"jq", {"2025-05-01"}}});
  reg_.EnrolSeries("july", "jp-owner", "jp");
  Attend("jp", {"x2025-05-20", "x2026-01-20"});
  EXPECT_EQ(reg_.Line("jq", "UT3-03", 3, "2026-07-01"), "met 2/2 since 2026-01-20");
}

TEST_F(Together, R6_NobodySpeaksForAnotherAtAKbzMeeting) {
  JointPlan("2025-03-10");
  Kbz("2025-06-03");
  Attend("p", {"k2025-06-03"});
  reg_.Track("q", "kbz", {"2025-04-01", "2025-10-01"});
  EXPECT_EQ(reg_.Get("p", "UT3-03", 3, "2026-04-01").numerator, 1u);
  EXPECT_THAT(reg_.Why("q", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-06-03 p-owner k2025-06-03 NOT_REPRESENTED"));
  EXPECT_THAT(reg_.Why("q", "UT3-09", 3, "2026-04-01"),
              ElementsAre("2025-06-03 p-owner k2025-06-03 NOT_REPRESENTED"));
}

TEST_F(Utrecht, S33_KbzMeetingsServeAsExchangeMeetings) {
  Join("p", "2023-04-01");
  reg_.Track("p", "kbz", {"2023-04-01"});
  for (const char* date : {"2026-05-12", "2026-09-15", "2026-11-17", "2027-02-16"}) Kbz(date);
  Attend("p", {"k2026-05-12", "k2026-09-15", "k2027-02-16"});
  EXPECT_EQ(reg_.Line("p", "UT4-10", 4, "2027-04-01"), "not_met 3/4 missing 1 [empty_quarter]");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2027-04-01"), "met 3/2 since 2026-09-15 [surplus]");
  // R5: on the track for the whole of the real year 3, KBZ replaces the two exchange meetings.
  EXPECT_FALSE(reg_.Has("p", "UT3-03", 3, "2026-04-01"));
  EXPECT_TRUE(reg_.Has("p", "UT3-09", 3, "2026-04-01"));
}

TEST_F(Utrecht, P14_WholeQuartersOnTheTrackInsideTheYear) {
  Join("p", "2023-07-01");
  reg_.Track("p", "kbz", {"2025-08-01", "2025-12-31"});
  // Real year 3 is 2025-07-01 to 2026-04-01; no whole quarter from August to 30 December but the
  // fourth, and that misses a day.
  EXPECT_EQ(reg_.Line("p", "UT3-09", 3, "2026-04-01"), "not_applicable 0/0");
  reg_.Practice("q", "2023-07-01").Track("q", "kbz", {"2025-08-01"});
  EXPECT_EQ(reg_.Line("q", "UT3-09", 3, "2026-04-01"), "not_met 0/2 missing 2 [empty_quarter]");
  // R5: part of the year only, so both rows hold.
  EXPECT_TRUE(reg_.Has("q", "UT3-03", 3, "2026-04-01"));
  reg_.Practice("r", "2023-07-01");
  EXPECT_FALSE(reg_.Has("r", "UT3-09", 3, "2026-04-01"));
}

TEST_F(Utrecht, R15_ATrackWithoutAWholeQuarterIsOpenUntilItBegins) {
  Join("p", "2023-07-01");
  reg_.Track("p", "kbz", {"2025-08-01", "2025-12-31"});
  EXPECT_EQ(reg_.Line("p", "UT3-09", 3, "2025-07-31"), "open 0/0 [not_started]");
  EXPECT_EQ(reg_.Line("p", "UT3-09", 3, "2025-08-01"), "not_applicable 0/0");
}

TEST_F(Utrecht, P14_TwoStaysOnTheTrackAreOneWhenTheyTouch) {
  Join("p", "2023-04-01");
  reg_.Track("p", "kbz", {"2023-04-01", "2025-08-15"}).Track("p", "kbz", {"2025-08-15"});
  EXPECT_EQ(reg_.Get("p", "UT3-09", 3, "2026-04-01").threshold, 4u);
  EXPECT_FALSE(reg_.Has("p", "UT3-03", 3, "2026-04-01"));
}

TEST_F(Utrecht, P14_AMeetingOffTheTrackIsOutsideAndAnEmptyQuarterWarnsOncePassed) {
  Join("p", "2023-04-01");
  reg_.Track("p", "kbz", {"2025-10-01"});
  Kbz("2025-06-03");
  Kbz("2026-02-03");
  Attend("p", {"k2025-06-03", "k2026-02-03"});
  EXPECT_EQ(reg_.Line("p", "UT3-09", 3, "2025-12-31"), "at_risk 0/2 missing 2 bookable 1");
  EXPECT_EQ(reg_.Line("p", "UT3-09", 3, "2026-01-01"),
            "at_risk 0/2 missing 2 bookable 1 [empty_quarter]");
  EXPECT_THAT(reg_.Why("p", "UT3-09", 3, "2026-04-01"),
              ElementsAre("2025-06-03 p-owner k2025-06-03 OUTSIDE_WINDOW",
                          "2026-02-03 p-owner k2026-02-03 COUNTED"));
}

TEST_F(Utrecht, R2_TwoSessionsOnOneDayFillOnePlaceInYearFour) {
  Join("p", "2023-04-01");
  Exchange("2026-06-09");
  reg_.Session("second", OFFERING_KIND_EXCHANGE_MEETING, "2026-06-09");
  Attend("p", {"x2026-06-09", "second"});
  EXPECT_EQ(reg_.Get("p", "UT4-06", 4, "2026-07-01").numerator, 1u);
  EXPECT_THAT(
      reg_.Why("p", "UT4-06", 4, "2026-07-01"),
      ElementsAre("2026-06-09 p-owner x2026-06-09 COUNTED", "2026-06-09 p-owner second DUPLICATE"));
}

TEST_F(Utrecht, P11_TwoSessionsOnOneDayAreTwoInYearThree) {
  Join("p", "2023-04-01");
  reg_.Session("second", OFFERING_KIND_EXCHANGE_MEETING, "2025-04-15");
  Attend("p", {"x2025-04-15", "second"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-04-15");
}

TEST_F(Utrecht, UT406_BothInOneQuarterWarns) {
  Join("p", "2023-04-01");
  for (const char* date : {"2026-04-07", "2026-06-30", "2026-07-01"}) Exchange(date);
  Attend("p", {"x2026-04-07", "x2026-06-30"});
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-07-01"), "met 2/2 since 2026-06-30 [same_quarter]");
  Attend("p", {"x2026-07-01"});
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-07-01"), "met 3/2 since 2026-06-30 [surplus]");
}

TEST_F(Utrecht, S36_ALateListCountsOnceItIsKnown) {
  Join("p", "2023-04-01");
  Attend("p", {"x2025-04-15"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "not_met 1/2 missing 1");
  // Recorded later, effective then.
  Attend("p", {"x2025-11-04"});
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-20"), "met 2/2 since 2025-11-04");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2025-11-03"), "open 1/2 missing 1 bookable 2");
}

TEST_F(Utrecht, S48_AnOrganisersCancellationIsFlaggedAndAWaiverKeepsTheVerdict) {
  Join("p", "2023-04-01");
  reg_.EnrolSeries("april", "p-owner", "p");
  Attend("p", {"x2025-04-15"});
  reg_.CancelSession("x2025-11-04");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"),
            "not_met 1/2 missing 1 [organiser_cancelled]");
  // Who waited or had signed off lost nothing by it.
  Join("q", "2023-04-01");
  reg_.Wait("x2025-11-04", "q-owner", "q");
  reg_.Enrol("x2025-11-04", "q-manager", "q", {"2025-05-01", "2025-10-01"});
  EXPECT_EQ(reg_.Line("q", "UT3-03", 3, "2026-04-01"), "not_met 0/2 missing 2");
  reg_.Waive("p", "UT3-03", 3, "2026-04-10");
  const Verdict waived = reg_.Get("p", "UT3-03", 3, "2026-04-10");
  EXPECT_EQ(waived.status, Status::kWaived);
  EXPECT_EQ(waived.computed_status, Status::kNotMet);
}

TEST_F(Utrecht, R15_FutureYearsAreOpenAndHaveNotStarted) {
  Join("p", "2023-04-01");
  Attend("p", {"x2025-04-15"});
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-03-31"), "open 0/2 missing 2 [not_started]");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 5, "2026-04-01"), "open 0/2 missing 2 [not_started]");
  EXPECT_THAT(reg_.Why("p", "UT4-06", 5, "2026-04-01"), IsEmpty());
}

TEST_F(Utrecht, R16_SeatsFreeOrHeldBeforeTheEndKeepItOpen) {
  Join("p", "2023-04-01");
  Exchange("2026-06-09", 1);
  Exchange("2027-03-31", 1);
  Exchange("2027-04-01", 1);
  // x2026-04-14 has no limit, so three sessions can be booked.
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-02"), "open 0/2 missing 2 bookable 3");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-15"), "open 0/2 missing 2 bookable 2");
  reg_.TakePlaces("x2026-06-09", 1);
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-15"), "at_risk 0/2 missing 2 bookable 1");
  Join("q", "2023-04-01");
  reg_.Enrol("x2026-06-09", "q-owner", "q");
  EXPECT_EQ(reg_.Line("q", "UT4-06", 4, "2026-04-15"), "open 0/2 missing 2 bookable 2");
  // It is held until it is given up.
  Join("r", "2023-04-01");
  reg_.Enrol("x2026-06-09", "r-owner", "r", {"2026-04-01", "2026-04-20"});
  EXPECT_EQ(reg_.Get("r", "UT4-06", 4, "2026-04-19").bookable, 2u);
  EXPECT_EQ(reg_.Get("r", "UT4-06", 4, "2026-04-20").bookable, 1u);
  // A partner's place is as good where the partner speaks for the practice.
  reg_.JointPlan("j", "2026-04-01", {{"p", {"2026-04-01"}}, {"q", {"2026-04-01"}}});
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-15"), "open 0/2 missing 2 bookable 2");
}

TEST_F(Utrecht, R16_AComingSessionIsBookableForTheYearThatWillBeCredited) {
  Join("p", "2024-01-01");
  Exchange("2026-11-10");
  reg_.EnrolSeries("october", "p-owner", "p");
  Attend("p", {"x2025-10-21"});
  // 14 April fills year 3 (P12, O2), so it is no help for year 4.
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-02"), "open 1/2 missing 1 bookable 1");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-02"), "at_risk 0/2 missing 2 bookable 1");
  // One more and nobody is short; one beyond that may stand in for either year.
  Exchange("2026-12-08");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-02"), "open 0/2 missing 2 bookable 2");
  Exchange("2026-12-15");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-02"), "open 1/2 missing 1 bookable 2");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-02"), "open 0/2 missing 2 bookable 3");
}

TEST_F(Utrecht, R2_ASecondSessionOnADayThatCountsAlreadyIsNotBookable) {
  Join("p", "2023-04-01");
  Exchange("2026-06-09");
  Attend("p", {"x2026-06-09"});
  reg_.Session("evening", OFFERING_KIND_EXCHANGE_MEETING, "2026-06-09");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-06-09"), "at_risk 1/2 missing 1");
  // Nor are two sessions on one coming day two.
  Exchange("2026-09-08");
  reg_.Session("again", OFFERING_KIND_EXCHANGE_MEETING, "2026-09-08");
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-06-09"), "open 1/2 missing 1 bookable 1");
}

TEST_F(Utrecht, UT305_AnUnusualRoleCountsWithAWarning) {
  Join("p", "2023-04-01");
  reg_.Engage("p-nurse", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg_.Attend("x2025-04-15", "p-nurse", "p").Attend("x2025-11-04", "p-nurse", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-11-04 [unusual_role]");
  // The manager came too, so the practice was there as one expects.
  reg_.Attend("x2025-04-15", "p-manager", "p").Attend("x2025-11-04", "p-manager", "p");
  EXPECT_EQ(reg_.Line("p", "UT3-03", 3, "2026-04-01"), "met 2/2 since 2025-11-04");
  EXPECT_THAT(reg_.Why("p", "UT3-03", 3, "2026-04-01"),
              ElementsAre("2025-04-15 p-nurse x2025-04-15 COUNTED (unusual_role)",
                          "2025-04-15 p-manager x2025-04-15 DUPLICATE",
                          "2025-11-04 p-nurse x2025-11-04 COUNTED (unusual_role)",
                          "2025-11-04 p-manager x2025-11-04 DUPLICATE"));
}

TEST_F(Utrecht, R16_TheDayItselfCanStillBeBookedUntilSomethingIsRecorded) {
  Join("p", "2023-04-01");
  EXPECT_EQ(reg_.Get("p", "UT4-06", 4, "2026-04-14").bookable, 1u);
  Attend("p", {"x2026-04-14"});
  EXPECT_EQ(reg_.Line("p", "UT4-06", 4, "2026-04-14"), "at_risk 1/2 missing 1");
}

TEST_F(Utrecht, APracticeThatTakesNoPartHasNoRows) {
  Join("p", "2023-04-01");
  auto outside = std::make_shared<domain::Practice>(*reg_.get().practices.at("p"));
  outside->participations.clear();
  reg_.edit().practices["p"] = outside;
  EXPECT_THAT(reg_.All("p", "2026-04-01"), IsEmpty());
  EXPECT_THAT(reg_.All("nobody", "2026-04-01"), IsEmpty());
}

TEST_F(Utrecht, RowsComeByPlanThenObligationThenYear) {
  Join("p", "2023-04-01");
  reg_.Track("p", "kbz", {"2025-10-01"});
  std::vector<std::string> rows;
  for (const Verdict& verdict : reg_.All("p", "2026-04-01")) {
    const bool of_sessions =
        verdict.obligation->has_session_count() || verdict.obligation->has_quarter_count();
    if (!of_sessions) continue;
    rows.push_back(verdict.obligation->id() + "/" + std::to_string(verdict.programme_year));
  }
  EXPECT_THAT(rows,
              ElementsAre("UT3-03/3", "UT3-09/3", "UT4-06/4", "UT4-06/5", "UT4-10/4", "UT4-10/5"));
}

TEST_F(Utrecht, OneGatheringOfComingSessionsServesTheWholeRegion) {
  Join("p", "2023-04-01");
  Join("q", "2023-07-01");
  const absl::CivilDay at = Day("2025-09-01");
  const auto coming = GatherComing(reg_.get(), "utrecht_sterkzorg", at);
  for (const char* id : {"p", "q"}) {
    const std::vector<Verdict> shared = Evaluate(GatherFacts(reg_.get(), id, coming), at);
    const std::vector<Verdict> alone = Evaluate(GatherFacts(reg_.get(), id, at), at);
    ASSERT_EQ(shared.size(), alone.size());
    for (size_t i = 0; i < shared.size(); ++i) EXPECT_EQ(Summary(shared[i]), Summary(alone[i]));
  }
}

}  // namespace
}  // namespace logboek::regioplan
