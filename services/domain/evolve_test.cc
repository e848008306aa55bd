#include "services/domain/evolve.h"

#include <gtest/gtest.h>

#include "services/domain/register_harness.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using command::v1::Command;

// A history that touches every kind of record.
void GivenHistory(RegisterHarness* h) {
  h->Given(t::RegisterPractice("p2"));
  h->Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2023-05-01"));
  h->GivenStaff("a", ev::ROLE_GP_OWNER);
  h->GivenStaff("b", ev::ROLE_MEDICAL_ASSISTANT);
  h->Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h->Given(t::ScheduleSession("s1", "ex", "2024-01-05", 1));
  h->Given(t::ScheduleSession("s2", "ex", "2024-02-05", 1));
  h->Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h->Given(t::EnrolInSeries("a", "p1", "r", "2023-12-01"));
  h->Given(t::RecordAttendance("s1", "a", "p1"));
  h->Given(t::CorrectAttendance("s1", "a", false));
}

// What practices hand in, and what becomes of them.
void GivenForms(RegisterHarness* h) {
  h->GivenPlan(t::FormsPlan());
  h->Given(t::SubmitJointPlan("j", 1));
  h->Given(t::ChooseLine("l1", "p1", 1, "coaching"));
  h->Given(t::ChangeLine("l1", "triage-basic"));
  h->Given(t::JustifyLine("l1"));
  h->Given(t::DeclareIntent("p1", 1, {"coaching"}));
  h->Given(t::StateFundUse("p1", 2024));
  h->Given(t::AnswerSurvey("p1", "habit", 1));
  h->Given(t::RequestData("q", "p1", "2024-02-01"));
  h->Given(t::AnswerData("q"));
  h->Given(t::SignStatement("p1", "T-14", 1));
  h->Given(t::InvitePractice("p1"));
  h->Given(t::RecordVisit("p1", "2024-01-09"));
  h->Given(t::CloseYear("p1", 1));
  h->Given(t::Remind("p1"));
}

// What happens to practices, people and places.
void GivenChanges(RegisterHarness* h) {
  h->Given(t::ScheduleSession("s3", "ex", "2024-03-05", 1));
  h->Given(t::Enrol("a", "p1", "s3"));
  h->Given(t::Substitute("a>s3", "b"));
  h->Given(t::ChangeCapacity("s3", 5));
  h->Given(t::RegisterPerson("dropped"));
  h->Given(t::LinkPersons("a", "dropped"));
  h->Given(t::DeclareTraining("b", "p1", "coaching", "2024-01-05"));
  h->Given(t::RefuseRecognition("b", "coaching", "2024-01-05"));
  h->Given(t::ChangeIdentifier("p2", "01000001", "2024-02-01"));
  h->Given(t::EndParticipation("p1", "2024-02-01"));
  h->Given(t::MergePractices({"p2"}, "p1", "2024-03-01"));
  h->Given(t::ClosePractice("p2", "2024-04-01"));
  h->Given(t::PublishMenuItem("new-row", "2024-02-01", "plan"));
  h->Given(t::RetireMenuItem("new-row", "2024-05-01"));
  Command reopen = t::DecideInterpretation("O9", "per_year", "2024-01-01");
  reopen.mutable_decide_interpretation()->set_reopen_closed(true);
  h->Given(reopen);
  h->Given(t::RequestErasure("dropped", "asked for it"));
  h->Given(t::DestroyPersonKey("a"));
  h->Given(t::ConfirmErasure("a"));
  h->Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS, false));
  h->Given(t::IssueReport("r", ev::REPORT_SCOPE_REGION, ev::RECIPIENT_CLASS_INSURER));
}

TEST(EvolveTest, FormsChangesAndDecisionsFoldTheSame) {
  RegisterHarness h;
  GivenHistory(&h);
  GivenForms(&h);
  GivenChanges(&h);
  Register folded;
  for (const ev::Envelope& envelope : h.history()) Evolve(envelope, &folded);
  const Practice& practice = *folded.practices.at("p1");
  EXPECT_EQ(folded.position, h.reg().position);
  EXPECT_EQ(practice.plans.at(1).back().joint_plan_id, "j");
  EXPECT_EQ(practice.lines.front().versions.size(), 3u);
  EXPECT_EQ(practice.forms.size(), 4u);
  EXPECT_EQ(practice.data_requests.front().answered_on, t::Day("2024-01-10"));
  EXPECT_EQ(practice.invitations.size() + practice.visits.size(), 2u);
  EXPECT_EQ(practice.closed_years.at(1).closed.version(), 1u);
  EXPECT_EQ(practice.reminders.size(), 1u);
  EXPECT_EQ(practice.merged_from, std::vector<std::string>{"p2"});
  EXPECT_EQ(practice.participations.back().period.until, t::Day("2024-02-01"));
  EXPECT_EQ(folded.practices.at("p2")->agb, "01000001");
  EXPECT_EQ(folded.practices.at("p2")->closed_on, t::Day("2024-04-01"));
  EXPECT_EQ(folded.persons.at("a")->linked_from, std::vector<std::string>{"dropped"});
  EXPECT_TRUE(folded.persons.at("b")->external_trainings.front().refused);
  EXPECT_EQ(folded.enrolments.at("a>s3")->person_id, "b");
  EXPECT_EQ(folded.sessions.at("s3")->capacity, 5u);
  const Region& region = *folded.regions.at(t::kRegion);
  EXPECT_EQ(region.plans.at("plan")->plan.menu().rbegin()->valid_until().month(), 5);
  EXPECT_EQ(region.plans.at("forms")->plan.interpretations(0).option(), "per_year");
  EXPECT_FALSE(region.releases.front().released);
  EXPECT_EQ(region.releases.front().scope, ev::REPORT_SCOPE_PRACTICE_ROWS);
  EXPECT_EQ(region.reports.size(), 1u);
}

TEST(EvolveTest, OfferingKnowsItsSessions) {
  RegisterHarness h;
  GivenHistory(&h);
  EXPECT_EQ(h.reg().offerings.at("ex")->session_ids, (std::vector<std::string>{"s1", "s2"}));
}

TEST(EvolveTest, FoldFromZeroGivesTheSameRegister) {
  RegisterHarness h;
  GivenHistory(&h);
  Register folded;
  for (const ev::Envelope& envelope : h.history()) Evolve(envelope, &folded);
  EXPECT_EQ(folded.position, h.reg().position);
  EXPECT_EQ(folded.recorded_at, h.reg().recorded_at);
  EXPECT_EQ(folded.practices.size(), h.reg().practices.size());
  EXPECT_EQ(folded.sessions.at("s2")->places_taken, h.reg().sessions.at("s2")->places_taken);
  EXPECT_EQ(folded.sessions.at("s1")->attendances.at("a")->status,
            h.reg().sessions.at("s1")->attendances.at("a")->status);
  EXPECT_EQ(folded.joint_plans.at("j")->members.size(), 2u);
}

// The second of two people for one place waits for it.
void GivenAWaitingLine(RegisterHarness* h) {
  h->GivenStaff("a", ev::ROLE_GP_OWNER);
  h->GivenStaff("b", ev::ROLE_GP_OWNER);
  h->Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h->Given(t::ScheduleSession("s1", "ex", "2024-03-05", 1));
  h->Given(t::Enrol("a", "p1", "s1"));
  h->Given(t::Enrol("b", "p1", "s1"));
}

TEST(EvolveTest, EnrolmentKnowsWhenItGotItsPlaceAndWhenItEnded) {
  RegisterHarness h;
  GivenAWaitingLine(&h);
  EXPECT_EQ(h.reg().enrolments.at("a>s1")->confirmed_on, absl::CivilDay(2024, 1, 10));
  EXPECT_EQ(h.reg().enrolments.at("a>s1")->ended_on, kNoEnd);
  EXPECT_EQ(h.reg().enrolments.at("b>s1")->confirmed_on, kNoEnd);
  h.SetToday("2024-01-15");
  h.Given(t::CancelEnrolment("a>s1"));
  EXPECT_EQ(h.reg().enrolments.at("a>s1")->ended_on, absl::CivilDay(2024, 1, 15));
  EXPECT_EQ(h.reg().enrolments.at("b>s1")->confirmed_on, absl::CivilDay(2024, 1, 15));
  h.SetToday("2024-01-16");
  h.Given(t::RejectEnrolment("b>s1"));
  EXPECT_EQ(h.reg().enrolments.at("b>s1")->ended_on, absl::CivilDay(2024, 1, 16));
}

TEST(EvolveTest, EnrolmentOfACancelledSessionWasNotGivenUp) {
  RegisterHarness h;
  GivenAWaitingLine(&h);
  h.Given(t::CancelSession("s1"));
  EXPECT_EQ(h.reg().enrolments.at("a>s1")->status, EnrolmentStatus::kCancelled);
  EXPECT_EQ(h.reg().enrolments.at("a>s1")->ended_on, kNoEnd);
  EXPECT_EQ(h.reg().enrolments.at("b>s1")->confirmed_on, kNoEnd);
}

TEST(EvolveTest, ASessionCountsHowOftenItWasMoved) {
  RegisterHarness h;
  h.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h.Given(t::ScheduleSession("s1", "ex", "2024-01-05"));
  EXPECT_EQ(h.reg().sessions.at("s1")->moves, 0u);
  h.Given(t::MoveSession("s1", "2024-02-05"));
  h.Given(t::MoveSession("s1", "2024-03-05"));
  h.Given(t::CancelSession("s1"));
  EXPECT_EQ(h.reg().sessions.at("s1")->moves, 2u);
}

TEST(EvolveTest, ReaderKeepsSeeingTheRecordItTook) {
  RegisterHarness h;
  GivenHistory(&h);
  const std::shared_ptr<const Person> taken = h.reg().persons.at("b");
  h.Given(t::ChangeRole("b@p1", ev::ROLE_PRACTICE_NURSE, "2023-06-01"));
  EXPECT_EQ(taken->engagements.size(), 1u);
  EXPECT_EQ(h.reg().persons.at("b")->engagements.size(), 2u);
}

TEST(EvolveTest, RegistersThatShareRecordsDoNotChangeEachOther) {
  RegisterHarness h;
  GivenHistory(&h);
  const Register before = h.reg();
  h.Given(t::ChangeRole("b@p1", ev::ROLE_PRACTICE_NURSE, "2023-06-01"));
  EXPECT_EQ(before.persons.at("b")->engagements.size(), 1u);
}

TEST(EvolveTest, PassesOverWhatAnEventRefersToWhenItIsMissing) {
  RegisterHarness h;
  GivenHistory(&h);
  GivenForms(&h);
  GivenChanges(&h);
  // Each event alone, on an empty register: nothing it needs is there.
  for (const ev::Envelope& envelope : h.history()) {
    Register empty;
    Evolve(envelope, &empty);
    EXPECT_EQ(empty.position, envelope.position());
  }
}

}  // namespace
}  // namespace logboek::domain
