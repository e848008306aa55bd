// What turns out otherwise (domain.md §3.1): presence that is corrected, late facts, sessions that
// move, people and practices that go on elsewhere. Nothing that was recorded is lost.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two people of p1; s1 was held two days ago, s2 is to come.
class CorrectionsTest : public DecideTest {
 protected:
  CorrectionsTest() {
    h_.GivenStaff("a", ev::ROLE_GP_OWNER);
    h_.GivenStaff("b", ev::ROLE_PRACTICE_MANAGER);
    h_.Given(t::RegisterPractice("p2"));
    h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
    h_.Given(t::ScheduleSession("s1", "ex", "2024-01-08"));
    h_.Given(t::ScheduleSession("s2", "ex", "2024-03-01"));
  }
};

TEST_F(CorrectionsTest, VoidingNamesTheRecordSaysWhyAndByWhom) {
  ExpectRefused(t::VoidAttendance("s1", "a"), "NOT_RECORDED");
  const auto recorded = h_.When(t::RecordAttendance("s1", "a", "p1"));
  ASSERT_OK(recorded);
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::VoidAttendance("s1", "a"), &Command::mutable_void_attendance, spoil, reason);
  };
  spoilt([](auto* voided) { voided->clear_reason(); }, "MISSING_FIELD");
  spoilt([](auto* voided) { voided->clear_decided_by(); }, "MISSING_FIELD");
  spoilt([](auto* voided) { voided->set_decided_by("a"); }, "DECIDED_BY_ATTENDEE");
  spoilt([](auto* voided) { voided->set_session_id("s9"); }, "UNKNOWN_SESSION");
  const auto voided = h_.When(t::VoidAttendance("s1", "a"));
  ASSERT_OK(voided);
  EXPECT_EQ(voided->front().supersedes(), recorded->front().event_id());
  ExpectRefused(t::VoidAttendance("s1", "a"), "NOT_RECORDED");
  ExpectRefused(t::CorrectAttendance("s1", "a", true), "NOT_RECORDED");
  EXPECT_EQ(PracticeOf("p1").former_attendances.size(), 1u);
}

TEST_F(CorrectionsTest, SecondCorrectionReplacesTheFirst) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  const auto first = h_.When(t::CorrectAttendance("s1", "a", false));
  ASSERT_OK(first);
  const auto second = h_.When(t::CorrectAttendance("s1", "a", true));
  ASSERT_OK(second);
  EXPECT_EQ(second->front().supersedes(), first->front().event_id());
}

TEST_F(CorrectionsTest, AttendeeIsNobodyElseUnderAnotherPseudonym) {
  h_.Given(t::RegisterPerson("a2"));
  h_.Given(t::LinkPersons("a2", "a"));
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  ExpectSpoilt(
      t::CorrectAttendance("s1", "a", false), &Command::mutable_correct_attendance,
      [](auto* correction) { correction->set_decided_by("a2"); }, "DECIDED_BY_ATTENDEE");
  ExpectSpoilt(
      t::VoidAttendance("s1", "a"), &Command::mutable_void_attendance,
      [](auto* voided) { voided->set_decided_by("a2"); }, "DECIDED_BY_ATTENDEE");
}

TEST_F(CorrectionsTest, PresenceHasAStatusAndAPracticeOfTheRegion) {
  GivenElsewhere();
  ExpectRefused(t::RecordAttendance("s1", "a", "far"), "OTHER_REGION");
  ExpectSpoilt(
      t::RecordAttendance("s1", "a", "p1"), &Command::mutable_record_attendance,
      [](auto* presence) { presence->clear_status(); }, "MISSING_FIELD");
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::CorrectAttendance("s1", "a", false), &Command::mutable_correct_attendance,
                 spoil, reason);
  };
  spoilt([](auto* correction) { correction->set_practice_id("far"); }, "OTHER_REGION");
  spoilt([](auto* correction) { correction->set_practice_id("p9"); }, "UNKNOWN_PRACTICE");
  spoilt([](auto* correction) { correction->clear_status(); }, "MISSING_FIELD");
  spoilt([](auto* correction) { correction->clear_decided_by(); }, "MISSING_FIELD");
}

TEST_F(CorrectionsTest, ListIsClosedOnceTheSessionWasHeldWithItsActiveRows) {
  h_.Given(t::ScheduleSession("off", "ex", "2024-01-07"));
  h_.Given(t::CancelSession("off"));
  ExpectRefused(t::CloseList("s9", 0), "UNKNOWN_SESSION");
  ExpectRefused(t::CloseList("s2", 0), "SESSION_NOT_STARTED");
  ExpectRefused(t::CloseList("off", 0), "SESSION_CANCELLED");
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  h_.Given(t::RecordAttendance("s1", "b", "p1", /*present=*/false));
  ExpectSpoilt(
      t::CloseList("s1", 2), &Command::mutable_close_attendance_list,
      [](auto* list) { list->set_list_sha256("short"); }, "BAD_DIGEST");
  h_.Given(t::VoidAttendance("s1", "a"));
  ExpectRefused(t::CloseList("s1", 2), "COUNT_DIFFERS");
  EXPECT_EQ(TypesOf(t::CloseList("s1", 1)), Types{"attendance_list_closed"});
}

TEST_F(CorrectionsTest, SamePresenceFromAnotherSenderIsRecordedAlready) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  ExpectRefused(t::With(t::RecordAttendance("s1", "a", "p1"), "another-academy", "7"),
                "ALREADY_RECORDED");
  // Neither for another practice: that is a correction.
  ExpectRefused(t::RecordAttendance("s1", "a", "p2"), "ALREADY_RECORDED");
}

TEST_F(CorrectionsTest, WhoSignedOffLateIsAWalkIn) {
  Command enrol = t::Enrol("a", "p1", "s1");
  *enrol.mutable_enrol()->mutable_requested_on() = t::Date(t::Day("2024-01-02"));
  h_.Given(enrol);
  h_.Given(t::CancelEnrolment("a>s1"));
  EXPECT_EQ(h_.reg().enrolments.at("a>s1")->status, EnrolmentStatus::kCancelled);
  EXPECT_THAT(EventOf(t::RecordAttendance("s1", "a", "p1")).attendance_recorded().flags(),
              ElementsAre(ev::FLAG_WALK_IN));
}

TEST_F(CorrectionsTest, MovedSessionWasHeldOnItsNewDay) {
  h_.Given(t::Enrol("a", "p1", "s2"));
  h_.Given(t::MoveSession("s2", "2024-05-01"));
  h_.SetToday("2024-03-02");
  ExpectRefused(t::RecordAttendance("s2", "a", "p1"), "SESSION_NOT_STARTED");
  h_.SetToday("2024-07-01");
  const auto late = h_.When(t::RecordAttendance("s2", "a", "p1"));
  ASSERT_OK(late);
  EXPECT_EQ(FromProto(late->front().effective_on()), t::Day("2024-05-01"));
  EXPECT_THAT(late->front().event().attendance_recorded().flags(), IsEmpty());
}

TEST_F(CorrectionsTest, WhoGoesToAnotherPracticeLeavesItsPresenceAndTakesItsTraining) {
  h_.Given(t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}));
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  h_.Given(t::CompleteCourse("course", "a", "2024-01-05"));
  h_.Given(t::EndEngagement("a@p1", "2024-01-09"));
  h_.Given(t::StartEngagement("a", "p2", ev::ROLE_GP_OWNER, "2024-01-09"));
  EXPECT_EQ(PracticeOf("p1").attendances.size(), 1u);
  EXPECT_THAT(PracticeOf("p2").attendances, IsEmpty());
  EXPECT_EQ(h_.reg().persons.at("a")->completions.size(), 1u);
  ExpectRefused(t::CompleteCourse("course", "a", "2024-01-10"), "ALREADY_COMPLETED");
}

TEST_F(CorrectionsTest, MergedPracticeKeepsItsFactsAndLateOnesAreFlagged) {
  h_.Given(t::ScheduleSession("s0", "ex", "2024-01-03"));
  h_.Given(t::RecordAttendance("s0", "b", "p2"));
  h_.Given(t::MergePractices({"p2"}, "p1", "2024-01-05"));
  EXPECT_EQ(PracticeOf("p2").attendances.size(), 1u);
  EXPECT_THAT(PracticeOf("p1").attendances, IsEmpty());
  EXPECT_EQ(PracticeOf("p1").participations.back().cohort_id, t::kCohort);
  EXPECT_THAT(EventOf(t::RecordAttendance("s1", "a", "p2")).attendance_recorded().flags(),
              Contains(ev::FLAG_NOT_PARTICIPATING));
}

}  // namespace
}  // namespace logboek::domain
