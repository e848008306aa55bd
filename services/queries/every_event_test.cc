// A story in which everything there is an event for happens, by the commands people have; and the
// histories that show it.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "services/domain/event_codec.h"
#include "services/queries/history.h"
#include "services/queries/register_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using command::v1::Command;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<Command> Practices() {
  auto plan = t::TestPlan();
  plan.set_disclosure(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
  return {t::PublishPlan(plan),
          t::PublishPlan(t::FormsPlan()),
          t::RegisterPractice("p1"),
          t::RegisterPractice("p2"),
          t::RegisterPractice("p3"),
          t::AssignCohort("p1", t::kCohort),
          t::StartTrack("p1", "kbz", "2023-06-01"),
          t::EndTrack("p1", "kbz", "2024-06-01"),
          t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-05"),
          t::AddJointPlanMember("j", "p3", "2024-02-01"),
          t::RemoveJointPlanMember("j", "p3", "2024-10-01"),
          t::LinkCentre("centre", "p3", "2023-01-01"),
          t::UnlinkCentre("centre", "p3", "2023-12-31"),
          t::WaiveRequirement("p1", "T-01", 1)};
}

std::vector<Command> Staff() {
  std::vector<Command> commands;
  for (const char* id : {"a", "b", "c", "d"}) {
    commands.push_back(t::RegisterPerson(id));
    commands.push_back(t::StartEngagement(id, "p1", ev::ROLE_GP_OWNER, "2023-04-01"));
  }
  const std::vector<Command> more = {
      t::RegisterPerson("ekc"),
      t::RegisterPerson("a2"),
      t::LinkPersons("a", "a2"),
      t::ChangeRole("a@p1", ev::ROLE_GP_EMPLOYED, "2023-05-01"),
      t::EndEngagement("d@p1", "2023-12-01"),
      t::ConfirmRoster("p1", "2024-01-02", {{ev::ROLE_GP_OWNER, 2}, {ev::ROLE_GP_EMPLOYED, 1}}),
      t::RecogniseTraining("a", "triage-basic", "2022-01-01", "2023-05-01"),
      t::DeclareTraining("b", "p1", "coaching", "2024-01-05"),
      t::RefuseRecognition("b", "coaching", "2024-01-05")};
  commands.insert(commands.end(), more.begin(), more.end());
  return commands;
}

std::vector<Command> Calendar() {
  return {t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
          t::CompleteCourse("course", "a", "2023-09-01"),
          t::RevokeCompletion("course", "a"),
          t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION),
          t::ScheduleSession("held", "iv", "2026-11-02", 1),
          t::ScheduleSession("s1", "iv", "2027-03-01", 1),
          t::ScheduleSession("s2", "iv", "2027-04-01", 1),
          t::ScheduleSession("s3", "iv", "2027-05-01", 1),
          t::MoveSession("s2", "2027-04-02"),
          t::CancelSession("s3"),
          t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1)};
}

std::vector<Command> Participation() {
  Command both = t::Enrol("a", "p1", "s1");
  both.mutable_enrol()->add_represents("p2");
  Command presence = t::RecordAttendance("held", "a", "p1");
  presence.mutable_record_attendance()->add_represents("p2");
  Command facilitates = t::Enrol("ekc", "", "s1");
  facilitates.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
  Command facilitates_all = t::EnrolInSeries("a2", "", "r", "2026-11-30");
  facilitates_all.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
  return {both,
          facilitates,
          t::EnrolInSeries("c", "p1", "r", "2026-11-02"),
          t::Enrol("b", "p1", "s1"),
          t::RejectEnrolment("b>s1"),
          t::CancelEnrolment("a>s1"),
          facilitates_all,
          presence,
          t::RecordAttendance("held", "b", "p1"),
          t::CorrectAttendance("held", "a", /*present=*/false),
          t::VoidAttendance("held", "b"),
          t::CloseList("held", 1),
          t::Substitute("c>r", "b"),
          t::ChangeCapacity("s1", 2)};
}

std::vector<Command> Forms() {
  return {t::SubmitJointPlan("j", 1),
          t::ChooseLine("l1", "p1", 1, "coaching"),
          t::ChangeLine("l1", "triage-basic"),
          t::JustifyLine("l1"),
          t::DeclareIntent("p1", 1, {"coaching"}),
          t::StateFundUse("p1", 2024),
          t::AnswerSurvey("p1", "habit", 1),
          t::RequestData("q", "p1", "2026-12-15"),
          t::AnswerData("q"),
          t::SignStatement("p1", "T-14", 1),
          t::InvitePractice("p1"),
          t::RecordVisit("p1", "2026-11-02"),
          t::Remind("p1")};
}

std::vector<Command> Decisions() {
  return {t::PublishMenuItem("new-row", "2024-02-01", "plan"),
          t::RetireMenuItem("new-row", "2024-06-01"),
          t::DecideInterpretation("O9", "per_year", "2024-02-01"),
          t::CloseYear("p1", 1),
          t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS),
          t::RecordAuditReplay("AuditService/Replay"),
          t::IssueReport("report", ev::REPORT_SCOPE_REGION, ev::RECIPIENT_CLASS_INSURER),
          t::ChangeIdentifier("p2", "01000001", "2026-12-01"),
          t::EndParticipation("p1", "2026-12-31"),
          t::MergePractices({"p2"}, "p1", "2027-06-01"),
          t::ClosePractice("p3", "2027-01-01")};
}

std::vector<Command> Erasure() {
  return {t::RequestErasure("a2", "asked for it"), t::DestroyPersonKey("a"),
          t::ConfirmErasure("a")};
}

using Subjects = std::set<std::pair<HistorySubject, std::string>>;

// What a field with this name is the id of; false for anything else.
bool IsId(const std::string& field, HistorySubject* subject) {
  const std::vector<std::pair<const char*, HistorySubject>> words = {
      {"practice_id", HistorySubject::kPractice},
      {"represents", HistorySubject::kPractice},
      {"person_id", HistorySubject::kPerson},
      {"session_id", HistorySubject::kSession}};
  for (const auto& [word, kind] : words) {
    if (!absl::StrContains(field, word)) continue;
    *subject = kind;
    return true;
  }
  return false;
}

// Practices, people and sessions that the message names, wherever in it.
void Collect(const Message& message, Subjects* subjects) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    HistorySubject subject = HistorySubject::kEvent;
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!is_message && !IsId(field->name(), &subject)) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (is_message) {
        Collect(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                     : reflection.GetMessage(message, field),
                subjects);
      } else {
        subjects->emplace(subject, field->is_repeated()
                                       ? reflection.GetRepeatedString(message, field, i)
                                       : reflection.GetString(message, field));
      }
    }
  }
}

class EveryEventTest : public ::testing::Test {
 protected:
  EveryEventTest() : registers_(fixture_.registrar.get(), &fixture_.log, &fixture_.clock) {
    for (const auto& chapter :
         {Practices(), Staff(), Calendar(), Participation(), Forms(), Decisions(), Erasure()}) {
      fixture_.Push(chapter);
    }
    const auto page = fixture_.log.Read({.until = fixture_.log.head()});
    EXPECT_OK(page);
    EXPECT_TRUE(page->done);
    for (const storage::StoredEvent& stored : page->events) {
      const auto envelope = domain::DecodeEnvelope(stored.bytes);
      EXPECT_OK(envelope);
      story_.push_back(*envelope);
    }
  }

  bool Shows(HistorySubject subject, const std::string& id, const ev::Envelope& envelope) {
    HistoryQuestion question{.subject = subject, .id = id};
    question.frame.page_size = 1000;
    const absl::StatusOr<HistoryAnswer> answer = Ask(registers_, question);
    EXPECT_OK(answer) << id;
    return answer.ok() &&
           std::any_of(answer->rows.begin(), answer->rows.end(), [&](const HistoryRow& row) {
             return row.envelope.position() == envelope.position();
           });
  }

  RegisterFixture fixture_;
  Registers registers_;
  std::vector<ev::Envelope> story_;
};

TEST_F(EveryEventTest, IsMadeByACommand) {
  std::set<std::string> made;
  for (const ev::Envelope& envelope : story_) made.insert(envelope.type());
  for (int i = 0; i < ev::Event::descriptor()->field_count(); ++i) {
    const std::string& type = ev::Event::descriptor()->field(i)->name();
    EXPECT_TRUE(made.contains(type)) << type;
  }
}

TEST_F(EveryEventTest, IsShownByItsOwnHistory) {
  for (const ev::Envelope& envelope : story_) {
    EXPECT_TRUE(Shows(HistorySubject::kEvent, envelope.event_id(), envelope))
        << envelope.ShortDebugString();
  }
}

TEST_F(EveryEventTest, IsShownByTheHistoryOfWhateverItNames) {
  for (const ev::Envelope& envelope : story_) {
    Subjects subjects;
    Collect(envelope.event(), &subjects);
    for (const auto& [subject, id] : subjects) {
      EXPECT_TRUE(Shows(subject, id, envelope)) << id << ": " << envelope.ShortDebugString();
    }
  }
}

}  // namespace
}  // namespace logboek::queries
