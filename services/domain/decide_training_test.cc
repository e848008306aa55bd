// Completions held against the lists of a course; training from elsewhere.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

using ::testing::ElementsAre;

// A course of two sessions, both over; "a" is a GP of p1.
class CourseTest : public DecideTest {
 protected:
  CourseTest() {
    h_.GivenStaff("a", ev::ROLE_GP_OWNER);
    h_.GivenStaff("b", ev::ROLE_GP_OWNER);
    h_.Given(t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}));
    h_.Given(t::ScheduleSession("s1", "course", "2024-01-03"));
    h_.Given(t::ScheduleSession("s2", "course", "2024-01-08"));
  }

  std::vector<int> FlagsOf(const Command& completion) {
    const Event event = EventOf(completion);
    const auto& flags = event.course_completed().flags();
    return {flags.begin(), flags.end()};
  }
};

TEST_F(CourseTest, MeetingIsNotCompleted) {
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  ExpectRefused(t::CompleteCourse("ex", "a", "2024-01-08"), "NOT_A_COURSE");
  for (const OfferingKind kind : {ev::OFFERING_KIND_COURSE_INCOMPANY, ev::OFFERING_KIND_E_LEARNING,
                                  ev::OFFERING_KIND_WEBINAR, ev::OFFERING_KIND_COACHING}) {
    const std::string id = ev::OfferingKind_Name(kind);
    h_.Given(t::PublishOffering(id, kind));
    EXPECT_EQ(TypesOf(t::CompleteCourse(id, "a", "2024-01-08")), Types{"course_completed"});
  }
}

TEST_F(CourseTest, WithoutListsNothingIsOdd) {
  EXPECT_TRUE(FlagsOf(t::CompleteCourse("course", "a", "2024-01-08")).empty());
}

TEST_F(CourseTest, PresentEveryTimeNothingIsOdd) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  h_.Given(t::RecordAttendance("s2", "a", "p1"));
  EXPECT_TRUE(FlagsOf(t::CompleteCourse("course", "a", "2024-01-08")).empty());
}

TEST_F(CourseTest, MissedSessionIsFlagged) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  h_.Given(t::RecordAttendance("s2", "b", "p1"));
  EXPECT_THAT(FlagsOf(t::CompleteCourse("course", "a", "2024-01-08")),
              ElementsAre(ev::FLAG_SESSIONS_NOT_ATTENDED));
  h_.Given(t::RecordAttendance("s1", "b", "p1", false));
  EXPECT_THAT(FlagsOf(t::CompleteCourse("course", "b", "2024-01-08")),
              ElementsAre(ev::FLAG_SESSIONS_NOT_ATTENDED));
}

TEST_F(CourseTest, SessionAfterTheCompletionTellsNothing) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  h_.Given(t::RecordAttendance("s2", "b", "p1"));
  EXPECT_TRUE(FlagsOf(t::CompleteCourse("course", "a", "2024-01-07")).empty());
}

TEST_F(CourseTest, CompletionIsOfSomebodyKnownForAPracticeOfTheRegion) {
  GivenElsewhere();
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::CompleteCourse("course", "a", "2024-01-08"), &Command::mutable_complete_course,
                 spoil, reason);
  };
  spoilt([](auto* completion) { completion->set_person_id("z"); }, "UNKNOWN_PERSON");
  spoilt([](auto* completion) { completion->set_practice_id("p9"); }, "UNKNOWN_PRACTICE");
  spoilt([](auto* completion) { completion->set_practice_id("far"); }, "OTHER_REGION");
  spoilt([](auto* completion) { completion->clear_completed_on(); }, "MISSING_FIELD");
}

TEST_F(CourseTest, RevocationSaysWhyAndByWhom) {
  h_.Given(t::CompleteCourse("course", "a", "2024-01-08"));
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::RevokeCompletion("course", "a"), &Command::mutable_revoke_completion, spoil,
                 reason);
  };
  spoilt([](auto* revocation) { revocation->clear_reason(); }, "MISSING_FIELD");
  spoilt([](auto* revocation) { revocation->clear_decided_by(); }, "MISSING_FIELD");
  spoilt([](auto* revocation) { revocation->set_person_id("b"); }, "NOT_COMPLETED");
  h_.Given(t::RevokeCompletion("course", "a"));
  ExpectRefused(t::RevokeCompletion("course", "a"), "NOT_COMPLETED");
}

class ExternalTrainingTest : public DecideTest {
 protected:
  ExternalTrainingTest() { h_.GivenStaff("a", ev::ROLE_MEDICAL_ASSISTANT); }
};

TEST_F(ExternalTrainingTest, DeclaredOnceInARowOfTheMenuOfItsDay) {
  ExpectRefused(t::DeclareTraining("z", "p1", "coaching", "2023-12-01"), "UNKNOWN_PERSON");
  ExpectRefused(t::DeclareTraining("a", "p9", "coaching", "2023-12-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::DeclareTraining("a", "p1", "juggling", "2023-12-01"), "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::DeclareTraining("a", "p1", "coaching", "2024-01-11"), "DATE_IN_FUTURE");
  Command declare = t::DeclareTraining("a", "p1", "coaching", "2023-12-01");
  declare.mutable_declare_external_training()->set_certificate_sha256("short");
  ExpectRefused(declare, "BAD_HASH");
  declare.mutable_declare_external_training()->set_certificate_sha256(t::Sha256());
  const Event event = EventOf(declare);
  EXPECT_EQ(event.external_training_declared().region(), t::kRegion);
  EXPECT_EQ(event.external_training_declared().certificate_sha256(), t::Sha256());
  ExpectRefused(declare, "ALREADY_DECLARED");
  Command silent = t::DeclareTraining("a", "p1", "coaching", "2023-11-01");
  silent.mutable_declare_external_training()->clear_declared_by();
  ExpectRefused(silent, "MISSING_FIELD");
  h_.Given(t::RetireMenuItem("triage-basic", "2023-06-01"));
  ExpectRefused(t::DeclareTraining("a", "p1", "triage-basic", "2023-06-01"), "UNKNOWN_MENU_ITEM");
}

TEST_F(ExternalTrainingTest, SomebodyElseThanTheDeclarerRecognisesIt) {
  h_.Given(t::DeclareTraining("a", "p1", "coaching", "2023-12-01"));
  Command recognise = t::RecogniseTraining("a", "coaching", "2023-12-01", "2024-01-10");
  recognise.mutable_recognise_prior_training()->set_decided_by("practice-manager");
  ExpectRefused(recognise, "DECIDED_BY_DECLARER");
  recognise.mutable_recognise_prior_training()->set_decided_by("a");
  ExpectRefused(recognise, "DECIDED_BY_ATTENDEE");
  recognise.mutable_recognise_prior_training()->set_decided_by("coordinator");
  EXPECT_EQ(TypesOf(recognise), Types{"prior_training_recognised"});
  ExpectRefused(t::RefuseRecognition("a", "coaching", "2023-12-01"), "ALREADY_RECOGNISED");
  ExpectRefused(t::DeclareTraining("a", "p1", "coaching", "2023-12-01"), "ALREADY_RECOGNISED");
  // Who declared another training may decide about this one.
  Command other = t::RecogniseTraining("a", "triage-basic", "2023-12-01", "2024-01-10");
  other.mutable_recognise_prior_training()->set_decided_by("practice-manager");
  EXPECT_EQ(TypesOf(other), Types{"prior_training_recognised"});
}

TEST_F(ExternalTrainingTest, AnotherPseudonymDoesNotMakeSomebodyElse) {
  for (const char* id : {"a2", "practice-manager", "pm"}) h_.Given(t::RegisterPerson(id));
  h_.Given(t::LinkPersons("a", "a2"));
  h_.Given(t::LinkPersons("pm", "practice-manager"));
  h_.Given(t::DeclareTraining("a", "p1", "coaching", "2023-12-01"));
  Command recognise = t::RecogniseTraining("a", "coaching", "2023-12-01", "2024-01-10");
  recognise.mutable_recognise_prior_training()->set_decided_by("a2");
  ExpectRefused(recognise, "DECIDED_BY_ATTENDEE");
  recognise.mutable_recognise_prior_training()->set_decided_by("pm");
  ExpectRefused(recognise, "DECIDED_BY_DECLARER");
  recognise.mutable_recognise_prior_training()->clear_decided_by();
  ExpectRefused(recognise, "MISSING_FIELD");
}

TEST_F(ExternalTrainingTest, RefusedOnceWithAReasonAndDeclaredAgain) {
  ExpectRefused(t::RefuseRecognition("a", "coaching", "2023-12-01"), "NOT_DECLARED");
  h_.Given(t::DeclareTraining("a", "p1", "coaching", "2023-12-01"));
  Command refuse = t::RefuseRecognition("a", "coaching", "2023-12-01");
  refuse.mutable_refuse_recognition()->set_decided_by("practice-manager");
  ExpectRefused(refuse, "DECIDED_BY_DECLARER");
  refuse.mutable_refuse_recognition()->set_decided_by("a");
  ExpectRefused(refuse, "DECIDED_BY_ATTENDEE");
  refuse.mutable_refuse_recognition()->set_decided_by("coordinator");
  refuse.mutable_refuse_recognition()->clear_reason();
  ExpectRefused(refuse, "MISSING_FIELD");
  Command early = t::RefuseRecognition("a", "coaching", "2023-12-01");
  *early.mutable_refuse_recognition()->mutable_decided_on() = t::Date(t::Day("2023-11-01"));
  ExpectRefused(early, "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::RefuseRecognition("a", "coaching", "2023-12-01")),
            Types{"recognition_refused"});
  EXPECT_TRUE(h_.reg().persons.at("a")->external_trainings.front().refused);
  ExpectRefused(t::RefuseRecognition("a", "coaching", "2023-12-01"), "NOT_DECLARED");
  EXPECT_EQ(TypesOf(t::DeclareTraining("a", "p1", "coaching", "2023-12-01")),
            Types{"external_training_declared"});
}

}  // namespace
}  // namespace logboek::domain
