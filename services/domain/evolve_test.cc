#include "services/domain/evolve.h"

#include <gtest/gtest.h>

#include "services/domain/register_harness.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;

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
  command::v1::Command reject = t::CancelEnrolment("b>s1");
  reject.mutable_reject_enrolment()->set_enrolment_id("b>s1");
  reject.mutable_reject_enrolment()->set_reason("meant for another region");
  h.Given(reject);
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
  // Each event alone, on an empty register: nothing it needs is there.
  for (const ev::Envelope& envelope : h.history()) {
    Register empty;
    Evolve(envelope, &empty);
    EXPECT_EQ(empty.position, envelope.position());
  }
}

}  // namespace
}  // namespace logboek::domain
