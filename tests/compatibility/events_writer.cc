// Writes the fixture of events_test: `events_writer <folder> <N>` makes events-N.hex and
// events-N.json, a story in which every type of event happens.
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/domain/register_harness.h"

namespace logboek::domain {
namespace {

namespace cmd = logboek::command::v1;
namespace ev = logboek::event::v1;
namespace t = logboek::test;

// A command for which there is no builder.
template <typename Fill>
cmd::Command Say(absl::string_view id, const Fill& fill) {
  cmd::Command command = t::With(cmd::Command(), "fixture", id);
  fill(&command);
  return command;
}

void TellPractices(RegisterHarness* h) {
  h->Given(t::RegisterPractice("p2"));
  h->Given(t::RegisterPractice("p3"));
  cmd::Command track = t::StartTrack("p1", "kbz", "2023-06-01");
  *track.mutable_start_track()->mutable_until() = t::Date(t::Day("2024-06-01"));
  h->Given(track);
  h->Given(t::EndTrack("p1", "kbz", "2024-01-01"));
  h->Given(t::RegisterJointPlan("j1", {"p1", "p2"}, "2024-01-05"));
  cmd::Command add = t::AddJointPlanMember("j1", "p3", "2024-02-01");
  *add.mutable_add_joint_plan_member()->mutable_until() = t::Date(t::Day("2024-12-01"));
  h->Given(add);
  h->Given(Say("leave", [](cmd::Command* command) {
    auto& body = *command->mutable_remove_joint_plan_member();
    body.set_joint_plan_id("j1");
    body.set_practice_id("p3");
    *body.mutable_until() = t::Date(t::Day("2024-10-01"));
  }));
  h->Given(Say("link", [](cmd::Command* command) {
    auto& body = *command->mutable_link_health_centre();
    body.set_centre_id("centre");
    body.set_practice_id("p3");
    *body.mutable_from() = t::Date(t::Day("2023-01-01"));
    body.set_single_plan(true);
  }));
  h->Given(Say("unlink", [](cmd::Command* command) {
    auto& body = *command->mutable_unlink_health_centre();
    body.set_centre_id("centre");
    body.set_practice_id("p3");
    *body.mutable_until() = t::Date(t::Day("2023-12-31"));
  }));
  h->Given(t::WaiveRequirement("p1", "T-01", 1));
}

void TellStaff(RegisterHarness* h) {
  h->GivenStaff("a", ev::ROLE_GP_OWNER);
  for (const char* id : {"b", "c", "d"}) h->GivenStaff(id, ev::ROLE_GP_OWNER);
  h->Given(t::ChangeRole("a@p1", ev::ROLE_GP_EMPLOYED, "2023-05-01"));
  h->Given(t::EndEngagement("d@p1", "2023-12-01"));
  h->Given(
      t::ConfirmRoster("p1", "2024-01-02", {{ev::ROLE_GP_OWNER, 2}, {ev::ROLE_GP_EMPLOYED, 1}}));
  h->Given(t::RecogniseTraining("a", "triage-basic", "2022-01-01", "2023-05-01"));
}

void TellCalendar(RegisterHarness* h) {
  h->Given(t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}));
  h->Given(t::CompleteCourse("course", "a", "2023-09-01"));
  h->Given(t::RevokeCompletion("course", "a"));
  h->Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
  h->Given(t::ScheduleSession("held", "iv", "2024-01-08", 1));
  h->Given(t::ScheduleSession("s1", "iv", "2024-03-01", 1));
  h->Given(t::ScheduleSession("s2", "iv", "2024-04-01", 1));
  h->Given(t::ScheduleSession("s3", "iv", "2024-05-01", 1));
  h->Given(t::MoveSession("s2", "2024-04-02"));
  h->Given(t::CancelSession("s3"));
  h->Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
}

void TellParticipation(RegisterHarness* h) {
  cmd::Command enrol = t::Enrol("a", "p1", "s1");
  enrol.mutable_enrol()->add_represents("p2");
  h->Given(enrol);
  h->Given(t::EnrolInSeries("c", "p1", "r", "2024-01-05"));
  h->Given(t::Enrol("b", "p1", "s1"));
  h->Given(Say("reject", [](cmd::Command* command) {
    command->mutable_reject_enrolment()->set_enrolment_id("b>s1");
    command->mutable_reject_enrolment()->set_reason("not for this group");
  }));
  h->Given(t::CancelEnrolment("a>s1"));
  for (const char* id : {"a", "b"}) {
    cmd::Command attend = t::RecordAttendance("held", id, "p1");
    attend.mutable_record_attendance()->add_represents("p2");
    h->Given(attend);
  }
  h->Given(t::CorrectAttendance("held", "a", false));
  h->Given(t::VoidAttendance("held", "b"));
  h->Given(t::CloseList("held", 1));
}

// What practices hand in, and what the regional organisation does.
void TellForms(RegisterHarness* h) {
  h->Given(t::PublishPlan(t::FormsPlan()));
  h->Given(t::SubmitJointPlan("j1", 1));
  cmd::Command line = t::ChooseLine("l1", "p1", 1, "coaching", ev::CHOICE_MODE_DEEPEN);
  line.mutable_choose_intervention()->set_text_sha256(t::Sha256());
  h->Given(line);
  h->Given(t::ChangeLine("l1", "triage-basic"));
  h->Given(t::JustifyLine("l1"));
  h->Given(t::DeclareIntent("p1", 1, {"coaching", "triage-basic"}));
  h->Given(t::StateFundUse("p1", 2024));
  h->Given(t::AnswerSurvey("p1", "habit", 1, true, 5));
  h->Given(t::RequestData("q1", "p1", "2024-02-01"));
  h->Given(t::AnswerData("q1"));
  h->Given(t::SignStatement("p1", "T-14", 1));
  h->Given(t::InvitePractice("p1"));
  cmd::Command visit = t::RecordVisit("p1", "2024-01-09", {"time-out"});
  visit.mutable_record_practice_visit()->set_period(1);
  h->Given(visit);
  h->Given(t::Remind("p1", "T-11", 2));
  h->Given(t::CloseYear("p1", 1));
}

// What is decided for the region, and what leaves it.
void TellDecisions(RegisterHarness* h) {
  cmd::Command item = t::PublishMenuItem("difficult-patients", "2024-02-01", "plan");
  item.mutable_publish_menu_item()->add_obligation_ids("T-01");
  h->Given(item);
  h->Given(t::RetireMenuItem("difficult-patients", "2024-06-01"));
  h->Given(t::DecideInterpretation("O9", "per_year", "2024-02-01"));
  h->Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS, false));
  h->Given(t::IssueReport("report", ev::REPORT_SCOPE_REGION, ev::RECIPIENT_CLASS_INSURER));
  h->Given(t::DeclareTraining("b", "p1", "coaching", "2024-01-05"));
  h->Given(t::RefuseRecognition("b", "coaching", "2024-01-05"));
}

// Places, people and practices that change.
void TellChanges(RegisterHarness* h) {
  h->Given(t::ScheduleSession("s4", "iv", "2024-06-01", 1));
  h->Given(t::Enrol("b", "p1", "s4"));
  h->Given(t::Substitute("b>s4", "c"));
  h->Given(t::ChangeCapacity("s4", 2));
  h->Given(t::RegisterPerson("e"));
  h->Given(t::LinkPersons("a", "e"));
  h->Given(t::ChangeIdentifier("p2", "01000001", "2024-02-01"));
  h->Given(t::EndParticipation("p1", "2024-12-01"));
  h->Given(t::MergePractices({"p2"}, "p1", "2024-03-01"));
  h->Given(t::ClosePractice("p3", "2025-01-01"));
}

// Somebody is forgotten, under both pseudonyms.
void TellErasure(RegisterHarness* h) {
  h->Given(t::RequestErasure("e", "asked for it"));
  h->Given(t::DestroyPersonKey("a"));
  h->Given(t::ConfirmErasure("a"));
}

int Main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: events_writer <folder> <N>\n");
    return 2;
  }
  RegisterHarness harness;
  TellPractices(&harness);
  TellStaff(&harness);
  TellCalendar(&harness);
  TellParticipation(&harness);
  TellForms(&harness);
  TellDecisions(&harness);
  TellChanges(&harness);
  TellErasure(&harness);
  const std::string name = absl::StrCat(argv[1], "/events-", argv[2]);
  std::ofstream hex(name + ".hex");
  std::ofstream json(name + ".json");
  for (const ev::Envelope& envelope : harness.history()) {
    hex << absl::BytesToHexString(envelope.SerializeAsString()) << '\n';
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(envelope, &text).ok()) return 1;
    json << text << '\n';
  }
  return hex.good() && json.good() ? 0 : 1;
}

}  // namespace
}  // namespace logboek::domain

int main(int argc, char** argv) { return logboek::domain::Main(argc, argv); }
