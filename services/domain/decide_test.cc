// Decisions, given / when / then: every event of the catalogue (domain.md §3) accepted when right,
// and refused with its reason when an invariant is broken.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

using base::StatusIs;
using ev_Role = event::v1::Role;

TEST_F(DecideTest, EveryCommandNeedsSourceAndSourceId) {
  ExpectRefused(t::With(t::RegisterPractice("p2"), "", "1"), "MISSING_FIELD");
  ExpectRefused(t::With(t::RegisterPractice("p2"), "s", ""), "MISSING_FIELD");
  ExpectRefused(t::With(command::v1::Command(), "s", "1"), "MISSING_FIELD");
}

TEST_F(DecideTest, PracticeNeedsKnownRegionAndAFreeAgbCodeOfEightDigits) {
  EXPECT_EQ(TypesOf(t::RegisterPractice("p2")), Types{"practice_registered"});
  ExpectRefused(t::RegisterPractice("p2"), "ALREADY_REGISTERED");
  ExpectRefused(t::RegisterPractice("p3", "atlantis"), "UNKNOWN_REGION");
  ExpectRefused(t::RegisterPractice(""), "MISSING_FIELD");
  ExpectRefused(t::RegisterPractice(std::string(129, 'x')), "TEXT_TOO_LONG");
  ExpectRefused(t::RegisterPractice("p\n3"), "BAD_CHARACTERS");
  command::v1::Command command = t::RegisterPractice("p3");
  for (const char* agb : {"1234567", "123456789", "1234567a"}) {
    command.mutable_register_practice()->set_agb(agb);
    ExpectRefused(command, "BAD_AGB");
  }
  command.mutable_register_practice()->set_agb(h_.reg().practices.at("p2")->agb);
  ExpectRefused(command, "AGB_IN_USE");
}

TEST_F(DecideTest, DatesAreRealAndLieBetween2000And2100) {
  command::v1::Command command = t::RegisterPractice("p2");
  google::type::Date& from = *command.mutable_register_practice()->mutable_from();
  from.set_month(2);
  from.set_day(30);
  ExpectRefused(command, "BAD_DATE");
  from.set_year(1975);
  from.set_day(1);
  ExpectRefused(command, "DATE_OUT_OF_RANGE");
  from.set_year(2101);
  ExpectRefused(command, "DATE_OUT_OF_RANGE");
  from.Clear();
  ExpectRefused(command, "MISSING_FIELD");
}

TEST_F(DecideTest, PracticeTakesPartOnceThroughACohortOfThePlan) {
  h_.Given(t::RegisterPractice("p2"));
  ExpectRefused(t::AssignCohort("p2", "2030-01-01"), "UNKNOWN_COHORT");
  EXPECT_EQ(TypesOf(t::AssignCohort("p2", t::kCohort)), Types{"cohort_assigned"});
  ExpectRefused(t::AssignCohort("p2", t::kCohort), "ALREADY_ASSIGNED");
  ExpectRefused(t::AssignCohort("p9", t::kCohort), "UNKNOWN_PRACTICE");
  EXPECT_EQ(h_.reg().practices.at("p2")->participations.back().period.from,
            absl::CivilDay(2023, 4, 1));
}

TEST_F(DecideTest, TracksOfThePlanDoNotOverlap) {
  ExpectRefused(t::StartTrack("p1", "unknown", "2024-01-01"), "UNKNOWN_TRACK");
  ExpectRefused(t::EndTrack("p1", "kbz", "2024-01-01"), "NOT_ON_TRACK");
  EXPECT_EQ(TypesOf(t::StartTrack("p1", "kbz", "2024-01-01")), Types{"track_started"});
  ExpectRefused(t::StartTrack("p1", "kbz", "2024-06-01"), "TRACK_OVERLAP");
  ExpectRefused(t::EndTrack("p1", "kbz", "2023-12-31"), "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::EndTrack("p1", "kbz", "2024-06-01")), Types{"track_ended"});
  EXPECT_EQ(TypesOf(t::StartTrack("p1", "kbz", "2024-06-01")), Types{"track_started"});
  ExpectRefused(t::EndTrack("p1", "kbz", "2023-01-01"), "END_BEFORE_START");
}

TEST_F(DecideTest, TrackStartedByMistakeIsTakenBackAndAnEarlierPeriodComesLater) {
  h_.Given(t::StartTrack("p1", "kbz", "2024-09-01"));
  EXPECT_EQ(TypesOf(t::EndTrack("p1", "kbz", "2024-09-01")), Types{"track_ended"});
  EXPECT_EQ(TypesOf(t::StartTrack("p1", "kbz", "2024-04-01")), Types{"track_started"});
  command::v1::Command earlier = t::StartTrack("p1", "kbz", "2023-06-01");
  *earlier.mutable_start_track()->mutable_until() = t::Date(t::Day("2024-05-01"));
  ExpectRefused(earlier, "TRACK_OVERLAP");
  *earlier.mutable_start_track()->mutable_until() = t::Date(t::Day("2024-01-01"));
  EXPECT_EQ(TypesOf(earlier), Types{"track_started"});
  const auto& tracks = h_.reg().practices.at("p1")->tracks;
  EXPECT_EQ(tracks.back().period.until, absl::CivilDay(2024, 1, 1));
}

TEST_F(DecideTest, JointPlanHasTwoMembersOfOneRegionAndNobodyIsInTwo) {
  h_.Given(t::RegisterPractice("p2"));
  h_.Given(t::RegisterPractice("p3"));
  ExpectRefused(t::RegisterJointPlan("j1", {"p1"}, "2024-01-01"), "TOO_FEW_MEMBERS");
  ExpectRefused(t::RegisterJointPlan("j1", {"p1", "p1"}, "2024-01-01"), "DUPLICATE_MEMBER");
  ExpectRefused(t::RegisterJointPlan("j1", {"p1", "p9"}, "2024-01-01"), "UNKNOWN_PRACTICE");
  EXPECT_EQ(TypesOf(t::RegisterJointPlan("j1", {"p1", "p2"}, "2024-01-01")),
            Types{"joint_plan_registered"});
  ExpectRefused(t::RegisterJointPlan("j2", {"p2", "p3"}, "2024-01-01"), "ALREADY_IN_JOINT_PLAN");
  EXPECT_EQ(TypesOf(t::AddJointPlanMember("j1", "p3", "2024-02-01")),
            Types{"joint_plan_member_added"});
  ExpectRefused(t::AddJointPlanMember("j1", "p3", "2024-02-01"), "ALREADY_IN_JOINT_PLAN");
  ExpectRefused(t::AddJointPlanMember("j9", "p3", "2024-02-01"), "UNKNOWN_JOINT_PLAN");
}

TEST_F(DecideTest, MemberWithAKnownEndCanLeaveEarlier) {
  h_.Given(t::RegisterPractice("p2"));
  h_.Given(t::RegisterPractice("p3"));
  h_.Given(t::RegisterJointPlan("j1", {"p1", "p2"}, "2024-01-01"));
  command::v1::Command add = t::AddJointPlanMember("j1", "p3", "2024-02-01");
  *add.mutable_add_joint_plan_member()->mutable_until() = t::Date(t::Day("2024-12-31"));
  h_.Given(add);
  ExpectRefused(t::RemoveJointPlanMember("j1", "p3", "2025-02-01"), "NOT_A_MEMBER");
  ExpectRefused(t::RemoveJointPlanMember("j1", "p3", "2024-01-01"), "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::RemoveJointPlanMember("j1", "p3", "2024-06-01")),
            Types{"joint_plan_member_removed"});
  EXPECT_EQ(h_.reg().practices.at("p3")->joint_plans.back().period.until,
            absl::CivilDay(2024, 6, 1));
}

TEST_F(DecideTest, PersonHasAPseudonymAndWellFormedNumbers) {
  EXPECT_EQ(TypesOf(t::RegisterPerson("a")), Types{"person_registered"});
  ExpectRefused(t::RegisterPerson("a"), "ALREADY_REGISTERED");
  command::v1::Command command = t::RegisterPerson("b", "Bea");
  command.mutable_register_person()->mutable_personal_data()->set_big_number("123");
  ExpectRefused(command, "BAD_BIG_NUMBER");
  command.mutable_register_person()->mutable_personal_data()->set_big_number("12345678901");
  command.mutable_register_person()->mutable_personal_data()->set_email("nowhere");
  ExpectRefused(command, "BAD_EMAIL");
}

TEST_F(DecideTest, PersonRegisteredHoldsNoPersonalDataInTheClear) {
  const auto envelopes = h_.When(t::RegisterPerson("b", "Bea de Vries"));
  ASSERT_OK(envelopes);
  EXPECT_EQ(envelopes->front().SerializeAsString().find("Bea"), std::string::npos);
}

TEST_F(DecideTest, EngagementsOfOneRoleDoNotOverlapAndEndAfterTheyStart) {
  h_.Given(t::RegisterPerson("a"));
  const ev_Role da = ev::ROLE_MEDICAL_ASSISTANT;
  ExpectRefused(t::StartEngagement("b", "p1", da, "2023-01-01"), "UNKNOWN_PERSON");
  ExpectRefused(t::StartEngagement("a", "p9", da, "2023-01-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::StartEngagement("a", "p1", da, "2023-01-02", "2023-01-01"), "END_BEFORE_START");
  ExpectRefused(t::StartEngagement("a", "p1", static_cast<ev_Role>(99), "2023-01-01"),
                "UNKNOWN_ENUM_VALUE");
  EXPECT_EQ(TypesOf(t::StartEngagement("a", "p1", da, "2023-01-01")), Types{"engagement_started"});
  ExpectRefused(t::StartEngagement("a", "p1", da, "2024-01-01"), "ALREADY_REGISTERED");
  command::v1::Command second = t::StartEngagement("a", "p1", da, "2024-01-01");
  second.mutable_start_engagement()->set_engagement_id("second");
  ExpectRefused(second, "OVERLAPPING_ENGAGEMENT");
  ExpectRefused(t::EndEngagement("a@p1", "2022-12-31"), "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::EndEngagement("a@p1", "2023-12-31")), Types{"engagement_ended"});
  ExpectRefused(t::EndEngagement("a@p1", "2024-12-31"), "ENGAGEMENT_ENDED");
  EXPECT_EQ(TypesOf(second), Types{"engagement_started"});
}

TEST_F(DecideTest, RoleChangeSplitsTheEngagement) {
  h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT);
  ExpectRefused(t::ChangeRole("a@p1", ev::ROLE_MEDICAL_ASSISTANT, "2023-05-01"), "ROLE_UNCHANGED");
  ExpectRefused(t::ChangeRole("a@p1", ev::ROLE_PRACTICE_NURSE, "2019-05-01"), "OUTSIDE_ENGAGEMENT");
  ExpectRefused(t::ChangeRole("x@p1", ev::ROLE_PRACTICE_NURSE, "2023-05-01"), "UNKNOWN_ENGAGEMENT");
  EXPECT_EQ(TypesOf(t::ChangeRole("a@p1", ev::ROLE_PRACTICE_NURSE, "2023-12-01")),
            Types{"engagement_role_changed"});
  const Person& person = *h_.reg().persons.at("a");
  ASSERT_EQ(person.engagements.size(), 2u);
  EXPECT_EQ(person.engagements[0].period.until, absl::CivilDay(2023, 12, 1));
  EXPECT_EQ(person.engagements[1].period.from, absl::CivilDay(2023, 12, 1));
  EXPECT_EQ(person.engagements[1].role, ev::ROLE_PRACTICE_NURSE);
}

TEST_F(DecideTest, EndBeforeAChangeOfRoleTakesTheChangeBack) {
  h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT);
  h_.Given(t::ChangeRole("a@p1", ev::ROLE_PRACTICE_NURSE, "2023-12-01"));
  ExpectRefused(t::EndEngagement("a@p1", "2019-12-31"), "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::EndEngagement("a@p1", "2023-10-01")), Types{"engagement_ended"});
  const auto& parts = h_.reg().persons.at("a")->engagements;
  EXPECT_EQ(parts[0].period.until, absl::CivilDay(2023, 10, 1));
  EXPECT_TRUE(parts[1].period.empty());
  ExpectRefused(t::EndEngagement("a@p1", "2023-11-01"), "ENGAGEMENT_ENDED");
  EXPECT_EQ(TypesOf(t::ChangeRole("a@p1", ev::ROLE_SOH, "2023-05-01")),
            Types{"engagement_role_changed"});
}

TEST_F(DecideTest, RosterIsConfirmedOnlyAsTheRegisterHasIt) {
  h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT);
  h_.GivenStaff("b", ev::ROLE_GP_OWNER);
  ExpectRefused(t::ConfirmRoster("p1", "2023-06-01", {{ev::ROLE_MEDICAL_ASSISTANT, 2}}),
                "ROSTER_DIFFERS");
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2023-06-01",
                                     {{ev::ROLE_MEDICAL_ASSISTANT, 1}, {ev::ROLE_GP_OWNER, 1}})),
            Types{"roster_confirmed"});
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2019-01-01", {})), Types{"roster_confirmed"});
  ExpectRefused(t::ConfirmRoster("p1", "2024-01-11",
                                 {{ev::ROLE_MEDICAL_ASSISTANT, 1}, {ev::ROLE_GP_OWNER, 1}}),
                "DATE_IN_FUTURE");
}

TEST_F(DecideTest, ListHasAtMostAThousandEntries) {
  command::v1::Command offering =
      t::PublishOffering("c1", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  for (int i = 0; i < 1000; ++i)
    offering.mutable_publish_offering()->add_menu_slugs("triage-basic");
  ExpectRefused(offering, "LIST_TOO_LONG");
}

TEST_F(DecideTest, OfferingNamesRowsOfTheMenu) {
  EXPECT_EQ(TypesOf(t::PublishOffering("c1", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})),
            Types{"offering_published"});
  ExpectRefused(t::PublishOffering("c1", ev::OFFERING_KIND_COURSE_OPEN), "ALREADY_PUBLISHED");
  ExpectRefused(t::PublishOffering("c2", ev::OFFERING_KIND_COURSE_OPEN, {"juggling"}),
                "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::PublishOffering("c2", static_cast<OfferingKind>(77)), "UNKNOWN_ENUM_VALUE");
}

TEST_F(DecideTest, SessionEndsAfterItStartsWithinTheLimitOfItsKind) {
  h_.Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
  ExpectRefused(t::ScheduleSession("s1", "nothing", "2024-03-01"), "UNKNOWN_OFFERING");
  ExpectRefused(t::ScheduleSession("s1", "iv", "1975-03-01"), "DATE_OUT_OF_RANGE");
  ExpectRefused(t::ScheduleSession("s1", "iv", "2024-03-01", 3), "CAPACITY_ABOVE_LIMIT");
  command::v1::Command backwards = t::ScheduleSession("s1", "iv", "2024-03-01");
  *backwards.mutable_schedule_session()->mutable_ends_at() =
      backwards.schedule_session().starts_at();
  ExpectRefused(backwards, "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::ScheduleSession("s1", "iv", "2024-03-01")), Types{"session_scheduled"});
  EXPECT_EQ(h_.reg().sessions.at("s1")->capacity, 2u) << "MB-12: the limit of the plan";
  ExpectRefused(t::ScheduleSession("s1", "iv", "2024-03-01"), "ALREADY_PUBLISHED");
}

TEST_F(DecideTest, MovedSessionKeepsItsEnrolmentsAndIsFoundOnItsNewDate) {
  h_.GivenStaff("a", ev::ROLE_GP_OWNER);
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01"));
  h_.Given(t::Enrol("a", "p1", "s1"));
  EXPECT_EQ(TypesOf(t::MoveSession("s1", "2024-05-01")), Types{"session_moved"});
  const Region& region = *h_.reg().regions.at(t::kRegion);
  EXPECT_TRUE(region.sessions_by_date.contains({absl::CivilDay(2024, 5, 1), "s1"}));
  EXPECT_EQ(region.sessions_by_date.size(), 1u);
  EXPECT_EQ(h_.reg().sessions.at("s1")->active_enrolments.size(), 1u);
}

TEST_F(DecideTest, CancelledSessionEndsItsEnrolmentsByTheOrganiser) {
  h_.GivenStaff("a", ev::ROLE_GP_OWNER);
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01"));
  h_.Given(t::Enrol("a", "p1", "s1"));
  EXPECT_EQ(TypesOf(t::CancelSession("s1")), Types{"session_cancelled"});
  ExpectRefused(t::CancelSession("s1"), "SESSION_CANCELLED");
  ExpectRefused(t::MoveSession("s1", "2024-04-01"), "SESSION_CANCELLED");
  ExpectRefused(t::CancelEnrolment("a>s1"), "ENROLMENT_ENDED");
  h_.SetToday("2024-03-02");
  ExpectRefused(t::RecordAttendance("s1", "a", "p1"), "SESSION_CANCELLED");
}

TEST_F(DecideTest, SeriesHasKnownSessionsEachInOneSeries) {
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01"));
  ExpectRefused(t::DefineSeries("r", {"s1", "s9"}, {t::kCohort}, 1), "UNKNOWN_SESSION");
  ExpectRefused(t::DefineSeries("r", {"s1", "s1"}, {t::kCohort}, 1), "SESSION_IN_SERIES");
  ExpectRefused(t::DefineSeries("r", {}, {t::kCohort}, 1), "MISSING_FIELD");
  ExpectRefused(t::DefineSeries("r", {"s1"}, {"none"}, 1), "UNKNOWN_COHORT");
  ExpectRefused(t::DefineSeries("r", {"s1"}, {t::kCohort}, 0), "BAD_PROGRAMME_YEAR");
  EXPECT_EQ(TypesOf(t::DefineSeries("r", {"s1"}, {t::kCohort}, 1)), Types{"series_defined"});
  ExpectRefused(t::DefineSeries("r2", {"s1"}, {t::kCohort}, 1), "SESSION_IN_SERIES");
}

// Two GPs have the two places of an intervision; a third and a fourth wait.
class PlacesTest : public DecideTest {
 protected:
  PlacesTest() {
    for (const char* id : {"a", "b", "c", "d"}) h_.GivenStaff(id, ev::ROLE_GP_OWNER);
    h_.GivenStaff("nurse", ev::ROLE_PRACTICE_NURSE);
    h_.Given(t::RegisterPerson("ekc"));
    h_.Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
    h_.Given(t::ScheduleSession("s1", "iv", "2024-03-01"));
    h_.Given(t::Enrol("a", "p1", "s1"));
    h_.Given(t::Enrol("b", "p1", "s1"));
  }
};

TEST_F(PlacesTest, S19FirstInFirstOutAndTheFirstMovesUp) {
  EXPECT_EQ(TypesOf(t::Enrol("c", "p1", "s1")), Types{"enrolment_waitlisted"});
  const auto fourth = h_.When(t::Enrol("d", "p1", "s1"));
  ASSERT_OK(fourth);
  EXPECT_EQ(fourth->front().event().enrolment_waitlisted().rank(), 2u);
  const auto cancelled = h_.When(t::CancelEnrolment("a>s1"));
  ASSERT_OK(cancelled);
  ASSERT_EQ(cancelled->size(), 2u);
  EXPECT_EQ((*cancelled)[1].event().enrolment_promoted().enrolment_id(), "c>s1");
  EXPECT_EQ(h_.reg().enrolments.at("d>s1")->status, EnrolmentStatus::kWaiting);
  EXPECT_EQ(h_.reg().sessions.at("s1")->places_taken, 2u);
}

TEST_F(PlacesTest, FacilitatorAndUncountedRolesTakeNoPlace) {
  EXPECT_EQ(TypesOf(t::Enrol("nurse", "p1", "s1")), Types{"enrolment_confirmed"});
  command::v1::Command ekc = t::Enrol("ekc", "", "s1");
  ekc.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
  EXPECT_EQ(TypesOf(ekc), Types{"enrolment_confirmed"});
  EXPECT_EQ(h_.reg().sessions.at("s1")->places_taken, 2u);
}

TEST_F(PlacesTest, WaitingPersonWhoCancelsPromotesNobody) {
  h_.Given(t::Enrol("c", "p1", "s1"));
  h_.Given(t::Enrol("d", "p1", "s1"));
  EXPECT_EQ(TypesOf(t::CancelEnrolment("c>s1")), Types{"enrolment_cancelled"});
  const auto cancelled = h_.When(t::CancelEnrolment("b>s1"));
  ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->back().event().enrolment_promoted().enrolment_id(), "d>s1");
}

TEST_F(PlacesTest, RejectedEnrolmentFreesItsPlace) {
  h_.Given(t::Enrol("c", "p1", "s1"));
  EXPECT_EQ(TypesOf(t::RejectEnrolment("a>s1")),
            (Types{"enrolment_rejected", "enrolment_promoted"}));
}

TEST_F(PlacesTest, FullWithoutAWaitingLineIsRefused) {
  command::v1::Command session = t::ScheduleSession("s2", "iv", "2024-03-01", 1);
  session.mutable_schedule_session()->set_without_waiting_list(true);
  h_.Given(session);
  h_.Given(t::Enrol("a", "p1", "s2"));
  EXPECT_THAT(h_.When(t::Enrol("b", "p1", "s2")), StatusIs(absl::StatusCode::kResourceExhausted));
  ExpectRefused(t::Enrol("b", "p1", "s2"), "SESSION_FULL");
}

TEST_F(PlacesTest, EnrolmentNeedsAnEngagementOnTheDayAndIsMadeOnce) {
  h_.Given(t::RegisterPerson("stranger"));
  ExpectRefused(t::Enrol("stranger", "p1", "s1"), "NOT_ENGAGED_ON_DATE");
  ExpectRefused(t::Enrol("nobody", "p1", "s1"), "UNKNOWN_PERSON");
  ExpectRefused(t::Enrol("a", "p1", "s9"), "UNKNOWN_SESSION");
  ExpectRefused(t::Enrol("a", "p1", "s1"), "ALREADY_REGISTERED");
  command::v1::Command again = t::Enrol("a", "p1", "s1");
  again.mutable_enrol()->set_enrolment_id("again");
  ExpectRefused(again, "ALREADY_ENROLLED");
  again.mutable_enrol()->clear_target();
  ExpectRefused(again, "MISSING_FIELD");
}

TEST_F(PlacesTest, WhatHasBegunIsTakenOverCapacityAndFlagged) {
  h_.SetToday("2024-03-02");
  command::v1::Command late = t::Enrol("c", "p1", "s1");
  ExpectRefused(late, "SESSION_STARTED");
  *late.mutable_enrol()->mutable_requested_on() = t::Date(absl::CivilDay(2024, 2, 1));
  const auto envelopes = h_.When(late);
  ASSERT_OK(envelopes);
  EXPECT_EQ(envelopes->front().event().enrolment_confirmed().flags(0), ev::FLAG_OVER_CAPACITY);
}

TEST_F(PlacesTest, SeriesNeedsAPlaceInEachOfItsSessions) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-04-01", 1));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  EXPECT_EQ(TypesOf(t::EnrolInSeries("c", "p1", "r", "2024-01-05")), Types{"enrolment_waitlisted"});
  h_.Given(t::Enrol("d", "p1", "s2"));
  // A place in s1 alone is not enough: s2 is full.
  EXPECT_EQ(TypesOf(t::CancelEnrolment("a>s1")), Types{"enrolment_cancelled"});
  const auto cancelled = h_.When(t::CancelEnrolment("d>s2"));
  ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->back().event().enrolment_promoted().enrolment_id(), "c>r");
  EXPECT_EQ(h_.reg().sessions.at("s1")->places_taken, 2u);
  EXPECT_EQ(h_.reg().sessions.at("s2")->places_taken, 1u);
}

TEST_F(PlacesTest, CancelledSessionLetsTheSeriesWaitOnlyForTheOther) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-04-01", 1));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h_.Given(t::EnrolInSeries("c", "p1", "r", "2024-01-05"));
  EXPECT_EQ(TypesOf(t::CancelSession("s1")), (Types{"session_cancelled", "enrolment_promoted"}));
}

TEST_F(PlacesTest, WhoWaitsForASeriesMovesUpWhenItsFullSessionHasBegun) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-04-01", 1));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h_.Given(t::EnrolInSeries("c", "p1", "r", "2024-01-05"));
  h_.SetToday("2024-03-02");
  const auto later = h_.When(t::Enrol("d", "p1", "s2"));
  ASSERT_OK(later);
  ASSERT_EQ(later->size(), 2u);
  EXPECT_EQ((*later)[0].event().enrolment_promoted().enrolment_id(), "c>r");
  EXPECT_EQ((*later)[1].event().enrolment_waitlisted().rank(), 1u) << "c no longer waits";
}

TEST_F(PlacesTest, MovedSessionGivesItsFreePlacesToThoseWhoWait) {
  h_.Given(t::Enrol("c", "p1", "s1"));
  h_.SetToday("2024-03-02");
  // After the planned start nobody moves up.
  EXPECT_EQ(TypesOf(t::CancelEnrolment("a>s1")), Types{"enrolment_cancelled"});
  EXPECT_EQ(TypesOf(t::MoveSession("s1", "2024-05-01")),
            (Types{"session_moved", "enrolment_promoted"}));
  EXPECT_EQ(TypesOf(t::Enrol("d", "p1", "s1")), Types{"enrolment_waitlisted"});
}

TEST_F(PlacesTest, WhoTakesNoPlaceAtAFullSessionIsNotHeldUpByIt) {
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s2", "ex", "2024-04-01", 1));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h_.Given(t::Enrol("d", "p1", "s2"));
  EXPECT_EQ(TypesOf(t::EnrolInSeries("nurse", "p1", "r", "2024-01-05")),
            Types{"enrolment_waitlisted"});
  const auto cancelled = h_.When(t::CancelEnrolment("d>s2"));
  ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->back().event().enrolment_promoted().enrolment_id(), "nurse>r");
  EXPECT_EQ(h_.reg().sessions.at("s1")->places_taken, 2u);
  EXPECT_EQ(h_.reg().sessions.at("s2")->places_taken, 1u);
}

TEST_F(PlacesTest, EnrolmentIsNotCancelledBeforeItWasAskedFor) {
  command::v1::Command cancel = t::CancelEnrolment("a>s1");
  *cancel.mutable_cancel_enrolment()->mutable_cancelled_on() = t::Date(t::Day("2024-01-01"));
  ExpectRefused(cancel, "ENDS_BEFORE_REQUEST");
}

TEST_F(PlacesTest, EventsAboutASeriesNameItsSessions) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-04-01", 1));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  const std::vector<std::string> both = {"s1", "s2"};
  const auto asked = h_.When(t::EnrolInSeries("c", "p1", "r", "2024-01-05"));
  ASSERT_OK(asked);
  EXPECT_EQ(TagsOf(asked->front().event()).sessions, both);
  const auto freed = h_.When(t::CancelEnrolment("a>s1"));
  ASSERT_OK(freed);
  EXPECT_EQ(TagsOf(freed->back().event()).sessions, both);
  const auto ended = h_.When(t::CancelEnrolment("c>r"));
  ASSERT_OK(ended);
  EXPECT_EQ(TagsOf(ended->front().event()).sessions, both);
}

// A meeting that took place on 2024-01-08, with "a" enrolled.
class AttendanceTest : public DecideTest {
 protected:
  AttendanceTest() {
    h_.GivenStaff("a", ev::ROLE_GP_OWNER);
    h_.GivenStaff("b", ev::ROLE_PRACTICE_MANAGER);
    h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
    h_.Given(t::ScheduleSession("s1", "ex", "2024-01-08", 1));
    command::v1::Command enrol = t::Enrol("a", "p1", "s1");
    *enrol.mutable_enrol()->mutable_requested_on() = t::Date(absl::CivilDay(2024, 1, 2));
    h_.Given(enrol);
  }

  std::vector<int> FlagsOf(const command::v1::Command& command) {
    const auto envelopes = h_.When(command);
    if (!envelopes.ok()) return {-1};
    const Event& event = envelopes->front().event();
    const auto& flags = event.has_attendance_corrected() ? event.attendance_corrected().flags()
                                                         : event.attendance_recorded().flags();
    return {flags.begin(), flags.end()};
  }
};

TEST_F(AttendanceTest, OneActiveRecordPerSessionAndPerson) {
  EXPECT_EQ(TypesOf(t::RecordAttendance("s1", "a", "p1")), Types{"attendance_recorded"});
  ExpectRefused(t::RecordAttendance("s1", "a", "p1"), "ALREADY_RECORDED");
  EXPECT_EQ(TypesOf(t::VoidAttendance("s1", "a")), Types{"attendance_voided"});
  EXPECT_EQ(TypesOf(t::RecordAttendance("s1", "a", "p1")), Types{"attendance_recorded"});
}

TEST_F(AttendanceTest, NeedsAHeldSessionAKnownPersonAndAKnownPractice) {
  h_.Given(t::ScheduleSession("later", "ex", "2024-06-01"));
  ExpectRefused(t::RecordAttendance("later", "a", "p1"), "SESSION_NOT_STARTED");
  ExpectRefused(t::RecordAttendance("s9", "a", "p1"), "UNKNOWN_SESSION");
  ExpectRefused(t::RecordAttendance("s1", "nobody", "p1"), "UNKNOWN_PERSON");
  ExpectRefused(t::RecordAttendance("s1", "a", "p9"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::RecordAttendance("s1", "a", ""), "MISSING_FIELD");
}

TEST_F(AttendanceTest, OddButPossibleFactsAreFlagged) {
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s1", "a", "p1")), std::vector<int>{});
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s1", "b", "p1")),
            (std::vector<int>{ev::FLAG_WALK_IN, ev::FLAG_OVER_CAPACITY}));
  h_.Given(t::CloseList("s1", 2));
  h_.Given(t::RegisterPerson("stranger"));
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s1", "stranger", "p1", false)),
            (std::vector<int>{ev::FLAG_AFTER_LIST_CLOSED, ev::FLAG_NOT_ENGAGED_ON_DATE}));
}

TEST_F(AttendanceTest, OnlyThoseWhoTakeAPlaceFillTheRoom) {
  h_.GivenStaff("gp", ev::ROLE_GP_OWNER);
  h_.GivenStaff("gp2", ev::ROLE_GP_OWNER);
  h_.Given(t::RegisterPerson("ekc"));
  h_.Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
  h_.Given(t::ScheduleSession("s2", "iv", "2024-01-09", 2));
  // The manager takes no place at an intervision, so the second GP fits.
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s2", "b", "p1")), std::vector<int>{ev::FLAG_WALK_IN});
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s2", "a", "p1")), std::vector<int>{ev::FLAG_WALK_IN});
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s2", "gp", "p1")), std::vector<int>{ev::FLAG_WALK_IN});
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s2", "ekc", "p1")),
            (std::vector<int>{ev::FLAG_WALK_IN, ev::FLAG_NOT_ENGAGED_ON_DATE}));
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s2", "gp2", "p1")),
            (std::vector<int>{ev::FLAG_WALK_IN, ev::FLAG_OVER_CAPACITY}));
}

TEST_F(AttendanceTest, CorrectionHasTheFlagsOfWhatItSaysNow) {
  h_.Given(t::RegisterPractice("p2"));
  EXPECT_EQ(FlagsOf(t::RecordAttendance("s1", "a", "p2")),
            std::vector<int>{ev::FLAG_NOT_ENGAGED_ON_DATE});
  command::v1::Command move = t::CorrectAttendance("s1", "a", true);
  move.mutable_correct_attendance()->set_practice_id("p1");
  EXPECT_EQ(FlagsOf(move), std::vector<int>{});
  EXPECT_TRUE(h_.reg().sessions.at("s1")->attendances.at("a")->flags.empty());
}

TEST_F(AttendanceTest, CorrectionNamesWhatItReplaces) {
  const auto recorded = h_.When(t::RecordAttendance("s1", "a", "p1"));
  ASSERT_OK(recorded);
  ExpectRefused(t::CorrectAttendance("s1", "b", false), "NOT_RECORDED");
  command::v1::Command by_attendee = t::CorrectAttendance("s1", "a", false);
  by_attendee.mutable_correct_attendance()->set_decided_by("a");
  ExpectRefused(by_attendee, "DECIDED_BY_ATTENDEE");
  by_attendee.mutable_correct_attendance()->clear_reason();
  ExpectRefused(by_attendee, "MISSING_FIELD");
  const auto corrected = h_.When(t::CorrectAttendance("s1", "a", false));
  ASSERT_OK(corrected);
  EXPECT_EQ(corrected->front().supersedes(), recorded->front().event_id());
  const Attendance& now = *h_.reg().sessions.at("s1")->attendances.at("a");
  EXPECT_EQ(now.status, ev::ATTENDANCE_STATUS_ABSENT);
  EXPECT_EQ(h_.reg().practices.at("p1")->attendances.at({"s1", "a"}),
            h_.reg().persons.at("a")->attendances.at("s1"));
}

TEST_F(AttendanceTest, CorrectionToAnotherPracticeLeavesATraceAtTheFirst) {
  h_.Given(t::RegisterPractice("p2"));
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  command::v1::Command move = t::CorrectAttendance("s1", "a", true);
  move.mutable_correct_attendance()->set_practice_id("p2");
  h_.Given(move);
  EXPECT_TRUE(h_.reg().practices.at("p1")->attendances.empty());
  ASSERT_EQ(h_.reg().practices.at("p1")->former_attendances.size(), 1u);
  EXPECT_EQ(h_.reg().practices.at("p2")->attendances.size(), 1u);
}

TEST_F(AttendanceTest, ClosedListHasAsManyRowsAsTheRegister) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  ExpectRefused(t::CloseList("s1", 2), "COUNT_DIFFERS");
  EXPECT_EQ(TypesOf(t::CloseList("s1", 1)), Types{"attendance_list_closed"});
}

class RepresentationTest : public AttendanceTest {
 protected:
  RepresentationTest() {
    h_.Given(t::RegisterPractice("p2"));
    h_.Given(t::ScheduleSession("s2", "ex", "2024-03-01"));
    enrol_ = t::Enrol("a", "p1", "s2");
    enrol_.mutable_enrol()->add_represents("p2");
  }

  command::v1::Command Attend(absl::string_view session) {
    command::v1::Command both = t::RecordAttendance(session, "a", "p1");
    both.mutable_record_attendance()->add_represents("p2");
    return both;
  }

  command::v1::Command enrol_;
};

TEST_F(RepresentationTest, EnrolmentNeedsAJointPlan) {
  ExpectRefused(enrol_, "REPRESENTATION_NOT_ALLOWED");
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-09"));
  EXPECT_EQ(TypesOf(enrol_), Types{"enrolment_confirmed"});
}

TEST_F(RepresentationTest, CentreWithOnePlanDoesAsWellForThoseWhoShareIt) {
  h_.Given(t::LinkCentre("centre", "p1", "2024-01-01", /*single_plan=*/false));
  h_.Given(t::LinkCentre("centre", "p2", "2024-01-01"));
  ExpectRefused(enrol_, "REPRESENTATION_NOT_ALLOWED");
  h_.Given(t::UnlinkCentre("centre", "p1", "2024-01-01"));
  h_.Given(t::LinkCentre("centre", "p1", "2024-01-01"));
  EXPECT_EQ(TypesOf(enrol_), Types{"enrolment_confirmed"});
}

TEST_F(RepresentationTest, PresenceIsTakenAsTheListHasItAndFlagged) {
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-09"));
  // Handed in a day after the session.
  EXPECT_EQ(FlagsOf(Attend("s1")), std::vector<int>{ev::FLAG_REPRESENTATION_NOT_HELD});
  command::v1::Command unknown = Attend("s1");
  unknown.mutable_record_attendance()->set_represents(0, "p9");
  ExpectRefused(unknown, "UNKNOWN_PRACTICE");
  const auto voided = h_.When(t::VoidAttendance("s1", "a"));
  ASSERT_OK(voided);
  EXPECT_EQ(TagsOf(voided->front().event()).practices, (std::vector<std::string>{"p1", "p2"}));
  h_.Given(enrol_);
  h_.SetToday("2024-03-02");
  EXPECT_EQ(FlagsOf(Attend("s2")), std::vector<int>{});
}

TEST_F(DecideTest, CourseIsCompletedOnceNotInTheFutureAndCanBeRevoked) {
  h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT);
  h_.Given(t::PublishOffering("c1", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}));
  ExpectRefused(t::CompleteCourse("c1", "a", "2024-02-01"), "DATE_IN_FUTURE");
  ExpectRefused(t::CompleteCourse("c9", "a", "2024-01-01"), "UNKNOWN_OFFERING");
  ExpectRefused(t::RevokeCompletion("c1", "a"), "NOT_COMPLETED");
  const auto completed = h_.When(t::CompleteCourse("c1", "a", "2024-01-01"));
  ASSERT_OK(completed);
  ExpectRefused(t::CompleteCourse("c1", "a", "2024-01-02"), "ALREADY_COMPLETED");
  const auto revoked = h_.When(t::RevokeCompletion("c1", "a"));
  ASSERT_OK(revoked);
  EXPECT_EQ(revoked->front().supersedes(), completed->front().event_id());
  EXPECT_EQ(TypesOf(t::CompleteCourse("c1", "a", "2024-01-02")), Types{"course_completed"});
}

TEST_F(DecideTest, RecognitionIsDecidedBySomebodyElseAboutARowOfTheMenu) {
  h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT);
  ExpectRefused(t::RecogniseTraining("a", "juggling", "2022-01-01", "2023-05-01"),
                "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::RecogniseTraining("a", "triage-basic", "2023-06-01", "2023-05-01"),
                "END_BEFORE_START");
  command::v1::Command own = t::RecogniseTraining("a", "triage-basic", "2022-01-01", "2023-05-01");
  own.mutable_recognise_prior_training()->set_decided_by("a");
  ExpectRefused(own, "DECIDED_BY_ATTENDEE");
  EXPECT_EQ(TypesOf(t::RecogniseTraining("a", "triage-basic", "2022-01-01", "2023-05-01")),
            Types{"prior_training_recognised"});
  ExpectRefused(t::RecogniseTraining("a", "triage-basic", "2022-01-01", "2023-06-01"),
                "ALREADY_RECOGNISED");
}

TEST_F(DecideTest, WaiverNamesAnObligationAndAYearInWhichItHolds) {
  ExpectRefused(t::WaiveRequirement("p1", "T-99", 1), "UNKNOWN_OBLIGATION");
  ExpectRefused(t::WaiveRequirement("p1", "T-02", 2), "NOT_IN_YEAR");
  EXPECT_EQ(TypesOf(t::WaiveRequirement("p1", "T-02", 1)), Types{"requirement_waived"});
  ExpectRefused(t::WaiveRequirement("p1", "T-02", 1), "ALREADY_WAIVED");
}

TEST_F(DecideTest, PlanVersionIsPublishedOnceAndEveryMistakeIsNamed) {
  ExpectRefused(t::PublishPlan(t::TestPlan()), "ALREADY_PUBLISHED");
  regioplan::v1::RegionPlan plan = t::TestPlan();
  plan.set_version("2");
  plan.mutable_obligations(0)->mutable_staff_share()->set_menu_slugs(0, "gone");
  plan.mutable_obligations(1)->mutable_label()->set_nl("a label that is much too long");
  const auto refused = h_.When(t::PublishPlan(plan));
  ASSERT_THAT(refused, Refuses("PLAN_INVALID"));
  const auto reason = base::ReasonOf(refused.status());
  EXPECT_EQ(reason->metadata.at("field_1"), "obligations[0].staff_share.menu_slugs[0]");
  EXPECT_EQ(reason->metadata.at("field_2"), "obligations[1].label");
  EXPECT_EQ(reason->metadata.at("problems"), "2");
  plan = t::TestPlan();
  plan.set_version("2");
  EXPECT_EQ(TypesOf(t::PublishPlan(plan)), Types{"plan_published"});
}

}  // namespace
}  // namespace logboek::domain
