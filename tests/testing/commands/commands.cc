#include "tests/testing/commands/commands.h"

#include <atomic>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"

namespace logboek::test {
namespace {

using command::v1::Command;
namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

Command New() {
  static std::atomic<uint64_t> next{1};
  Command command;
  command.set_source("test");
  command.set_source_id(absl::StrCat("command-", next++));
  return command;
}

void SetText(absl::string_view text, rp::Text* both) {
  both->set_nl(std::string(text));
  both->set_en(std::string(text));
}

google::type::Date DateOf(absl::string_view iso) { return Date(Day(iso)); }

void SetTimes(absl::string_view date, google::protobuf::Timestamp* starts_at,
              google::protobuf::Timestamp* ends_at) {
  const absl::Time start = Morning(Day(date));
  starts_at->set_seconds(absl::ToUnixSeconds(start));
  ends_at->set_seconds(absl::ToUnixSeconds(start + absl::Hours(2)));
}

rp::Obligation* AddObligation(absl::string_view id, rp::RegionPlan* plan) {
  rp::Obligation* obligation = plan->add_obligations();
  obligation->set_id(std::string(id));
  SetText(absl::StrCat("label ", id), obligation->mutable_label());
  SetText(absl::StrCat("obligation ", id), obligation->mutable_text());
  obligation->set_section("1");
  obligation->set_strength(rp::STRENGTH_REQUIRED);
  return obligation;
}

rp::MenuItem* AddMenuItem(absl::string_view slug, rp::RegionPlan* plan) {
  rp::MenuItem* item = plan->add_menu();
  item->set_slug(std::string(slug));
  SetText(slug, item->mutable_name());
  item->set_core_element(rp::CORE_ELEMENT_WORK_DIFFERENTLY);
  return item;
}

void AddObligations(rp::RegionPlan* plan) {
  rp::Obligation* share = AddObligation("T-01", plan);
  share->mutable_applies()->add_years(1);
  share->mutable_applies()->add_years(2);
  share->mutable_staff_share()->add_denominator_roles(ev::ROLE_MEDICAL_ASSISTANT);
  share->mutable_staff_share()->add_menu_slugs("triage-basic");
  share->mutable_staff_share()->set_times(1);
  share->mutable_staff_share()->set_share_numerator(1);
  share->mutable_staff_share()->set_share_denominator(2);
  share->mutable_staff_share()->set_moment(rp::SHARE_MOMENT_ACHIEVED_ONCE);
  rp::Obligation* count = AddObligation("T-02", plan);
  count->mutable_applies()->add_years(1);
  count->mutable_session_count()->set_sessions(2);
  count->mutable_session_count()->add_session_kinds(ev::OFFERING_KIND_EXCHANGE_MEETING);
  count->mutable_session_count()->add_represented_kinds(ev::OFFERING_KIND_EXCHANGE_MEETING);
  count->mutable_session_count()->set_series_credit(true);
}

rp::Statement* AddStatement(absl::string_view id, rp::StatementForm form, rp::RegionPlan* plan) {
  rp::Obligation* obligation = AddObligation(id, plan);
  if (form != rp::STATEMENT_FORM_FUND_USE) obligation->mutable_applies()->add_years(1);
  obligation->mutable_statement()->set_form(form);
  return obligation->mutable_statement();
}

void AddForms(rp::RegionPlan* plan) {
  AddStatement("T-11", rp::STATEMENT_FORM_PRACTICE_PLAN, plan);
  plan->mutable_obligations(0)->mutable_applies()->add_years(2);
  AddStatement("T-12", rp::STATEMENT_FORM_FUND_USE, plan);
  plan->mutable_obligations(1)->mutable_applies()->add_calendar_years(2024);
  rp::Statement* survey = AddStatement("T-13", rp::STATEMENT_FORM_SURVEY, plan);
  survey->set_survey("habit");
  survey->set_test(rp::SURVEY_TEST_YES);
  survey->set_may_come_after(true);
  AddStatement("T-14", rp::STATEMENT_FORM_SIGNED, plan);
  plan->mutable_obligations(3)->set_strength(rp::STRENGTH_STATEMENT);
  rp::Obligation* choice = AddObligation("T-15", plan);
  *choice->mutable_applies()->mutable_plan_period()->mutable_from() = DateOf("2024-01-01");
  *choice->mutable_applies()->mutable_plan_period()->mutable_until() = DateOf("2026-01-01");
  choice->mutable_intervention_choice()->add_core_elements(rp::CORE_ELEMENT_WORK_DIFFERENTLY);
  choice->mutable_intervention_choice()->add_rules()->set_lines(2);
  rp::Obligation* visits = AddObligation("T-16", plan);
  visits->set_strength(rp::STRENGTH_REPORTED);
  visits->mutable_applies()->add_years(1);
  visits->mutable_visit()->set_visits(1);
}

}  // namespace

rp::RegionPlan FormsPlan() {
  rp::RegionPlan plan = TestPlan();
  plan.set_plan_id("forms");
  plan.clear_cohorts();
  plan.clear_tracks();
  plan.clear_menu();
  plan.clear_session_rules();
  plan.clear_obligations();
  plan.set_disclosure(rp::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
  plan.add_surveys()->set_id("habit");
  SetText("has it become a habit?", plan.mutable_surveys(0)->mutable_question());
  rp::Interpretation* open = plan.add_interpretations();
  open->set_id("O9");
  open->add_obligation_ids("T-15");
  AddForms(&plan);
  return plan;
}

rp::RegionPlan TestPlan() {
  rp::RegionPlan plan;
  plan.set_region(kRegion);
  plan.set_plan_id("plan");
  plan.set_version("1");
  SetText("Test plan", plan.mutable_title());
  SetText("Test region", plan.mutable_region_name());
  plan.set_source("a test");
  *plan.mutable_valid_from() = DateOf("2023-01-01");
  plan.set_disclosure(rp::DISCLOSURE_REGION_REPORT);
  plan.set_attendee_must_be_engaged(true);
  rp::Cohort* cohort = plan.add_cohorts();
  cohort->set_id(kCohort);
  *cohort->mutable_start_on() = DateOf(kCohort);
  SetText("April 2023", cohort->mutable_name());
  plan.add_tracks()->set_id("kbz");
  SetText("KBZ", plan.mutable_tracks(0)->mutable_name());
  AddMenuItem("triage-basic", &plan);
  AddMenuItem("coaching", &plan);
  rp::SessionRule* rule = plan.add_session_rules();
  rule->set_kind(ev::OFFERING_KIND_INTERVISION);
  rule->set_capacity_max(2);
  rule->add_counted_roles(ev::ROLE_GP_OWNER);
  rule->add_counted_roles(ev::ROLE_GP_EMPLOYED);
  AddObligations(&plan);
  return plan;
}

Command With(Command command, absl::string_view source, absl::string_view source_id) {
  command.set_source(std::string(source));
  command.set_source_id(std::string(source_id));
  return command;
}

google::type::Date Date(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string Sha256() { return std::string(32, 'h'); }

absl::CivilDay Day(absl::string_view iso) {
  absl::CivilDay day;
  CHECK(absl::ParseCivilTime(iso, &day), "not a date");
  return day;
}

absl::Time Morning(absl::CivilDay day) {
  return absl::FromCivil(absl::CivilHour(day) + 10, base::Amsterdam());
}

Command PublishPlan(const rp::RegionPlan& plan) {
  Command command = New();
  *command.mutable_publish_plan()->mutable_plan() = plan;
  return command;
}

Command RegisterPractice(absl::string_view practice_id, absl::string_view region) {
  Command command = New();
  auto& body = *command.mutable_register_practice();
  body.set_practice_id(std::string(practice_id));
  body.set_agb(absl::StrFormat("%08d", std::hash<std::string>()(body.practice_id()) % 100000000));
  body.set_region(std::string(region));
  body.set_name(absl::StrCat("Praktijk ", practice_id));
  *body.mutable_from() = DateOf("2020-01-01");
  return command;
}

Command AssignCohort(absl::string_view practice_id, absl::string_view cohort) {
  Command command = New();
  command.mutable_assign_cohort()->set_practice_id(std::string(practice_id));
  command.mutable_assign_cohort()->set_cohort_id(std::string(cohort));
  return command;
}

Command StartTrack(absl::string_view practice_id, absl::string_view track, absl::string_view from) {
  Command command = New();
  command.mutable_start_track()->set_practice_id(std::string(practice_id));
  command.mutable_start_track()->set_track(std::string(track));
  *command.mutable_start_track()->mutable_from() = DateOf(from);
  return command;
}

Command EndTrack(absl::string_view practice_id, absl::string_view track, absl::string_view until) {
  Command command = New();
  command.mutable_end_track()->set_practice_id(std::string(practice_id));
  command.mutable_end_track()->set_track(std::string(track));
  *command.mutable_end_track()->mutable_until() = DateOf(until);
  return command;
}

Command RegisterJointPlan(absl::string_view id, const std::vector<std::string>& practices,
                          absl::string_view submitted_on, absl::string_view region) {
  Command command = New();
  auto& body = *command.mutable_register_joint_plan();
  body.set_joint_plan_id(std::string(id));
  body.set_region(std::string(region));
  *body.mutable_submitted_on() = DateOf(submitted_on);
  for (const std::string& practice : practices) body.add_members()->set_practice_id(practice);
  return command;
}

Command AddJointPlanMember(absl::string_view id, absl::string_view practice,
                           absl::string_view from) {
  Command command = New();
  auto& body = *command.mutable_add_joint_plan_member();
  body.set_joint_plan_id(std::string(id));
  body.set_practice_id(std::string(practice));
  *body.mutable_from() = DateOf(from);
  return command;
}

Command RemoveJointPlanMember(absl::string_view id, absl::string_view practice,
                              absl::string_view until) {
  Command command = New();
  auto& body = *command.mutable_remove_joint_plan_member();
  body.set_joint_plan_id(std::string(id));
  body.set_practice_id(std::string(practice));
  *body.mutable_until() = DateOf(until);
  return command;
}

Command LinkCentre(absl::string_view centre_id, absl::string_view practice_id,
                   absl::string_view from, bool single_plan) {
  Command command = New();
  auto& body = *command.mutable_link_health_centre();
  body.set_centre_id(std::string(centre_id));
  body.set_practice_id(std::string(practice_id));
  *body.mutable_from() = DateOf(from);
  body.set_single_plan(single_plan);
  return command;
}

Command UnlinkCentre(absl::string_view centre_id, absl::string_view practice_id,
                     absl::string_view until) {
  Command command = New();
  auto& body = *command.mutable_unlink_health_centre();
  body.set_centre_id(std::string(centre_id));
  body.set_practice_id(std::string(practice_id));
  *body.mutable_until() = DateOf(until);
  return command;
}

Command RegisterPerson(absl::string_view person_id, absl::string_view name,
                       absl::string_view region) {
  Command command = New();
  command.mutable_register_person()->set_person_id(std::string(person_id));
  command.mutable_register_person()->set_region(std::string(region));
  if (!name.empty()) {
    command.mutable_register_person()->mutable_personal_data()->set_name(std::string(name));
  }
  return command;
}

Command StartEngagement(absl::string_view person_id, absl::string_view practice_id, ev::Role role,
                        absl::string_view from, absl::string_view until) {
  Command command = New();
  auto& body = *command.mutable_start_engagement();
  body.set_engagement_id(absl::StrCat(person_id, "@", practice_id));
  body.set_person_id(std::string(person_id));
  body.set_practice_id(std::string(practice_id));
  body.set_role(role);
  *body.mutable_from() = DateOf(from);
  if (!until.empty()) *body.mutable_until() = DateOf(until);
  return command;
}

Command ChangeRole(absl::string_view engagement_id, ev::Role role, absl::string_view from) {
  Command command = New();
  command.mutable_change_engagement_role()->set_engagement_id(std::string(engagement_id));
  command.mutable_change_engagement_role()->set_role(role);
  *command.mutable_change_engagement_role()->mutable_from() = DateOf(from);
  return command;
}

Command EndEngagement(absl::string_view engagement_id, absl::string_view until) {
  Command command = New();
  command.mutable_end_engagement()->set_engagement_id(std::string(engagement_id));
  *command.mutable_end_engagement()->mutable_until() = DateOf(until);
  return command;
}

Command ConfirmRoster(absl::string_view practice_id, absl::string_view as_of,
                      const std::vector<std::pair<ev::Role, int>>& counts) {
  Command command = New();
  command.mutable_confirm_roster()->set_practice_id(std::string(practice_id));
  *command.mutable_confirm_roster()->mutable_as_of() = DateOf(as_of);
  for (const auto& [role, people] : counts) {
    ev::RoleCount* count = command.mutable_confirm_roster()->add_counts();
    count->set_role(role);
    count->set_people(static_cast<uint32_t>(people));
  }
  return command;
}

Command PublishOffering(absl::string_view offering_id, ev::OfferingKind kind,
                        const std::vector<std::string>& slugs, absl::string_view region) {
  Command command = New();
  auto& body = *command.mutable_publish_offering();
  body.set_offering_id(std::string(offering_id));
  body.set_region(std::string(region));
  body.set_academy("academy");
  body.set_kind(kind);
  body.set_title(std::string(offering_id));
  for (const std::string& slug : slugs) body.add_menu_slugs(slug);
  return command;
}

Command ScheduleSession(absl::string_view session_id, absl::string_view offering_id,
                        absl::string_view date, uint32_t capacity) {
  Command command = New();
  auto& body = *command.mutable_schedule_session();
  body.set_session_id(std::string(session_id));
  body.set_offering_id(std::string(offering_id));
  SetTimes(date, body.mutable_starts_at(), body.mutable_ends_at());
  body.set_capacity(capacity);
  return command;
}

Command MoveSession(absl::string_view session_id, absl::string_view date) {
  Command command = New();
  auto& body = *command.mutable_move_session();
  body.set_session_id(std::string(session_id));
  SetTimes(date, body.mutable_starts_at(), body.mutable_ends_at());
  return command;
}

Command CancelSession(absl::string_view session_id) {
  Command command = New();
  command.mutable_cancel_session()->set_session_id(std::string(session_id));
  command.mutable_cancel_session()->set_reason("the trainer is ill");
  return command;
}

Command DefineSeries(absl::string_view series_id, const std::vector<std::string>& sessions,
                     const std::vector<std::string>& cohorts, uint32_t programme_year,
                     absl::string_view region) {
  Command command = New();
  auto& body = *command.mutable_define_series();
  body.set_series_id(std::string(series_id));
  body.set_region(std::string(region));
  body.set_programme_year(programme_year);
  for (const std::string& session : sessions) body.add_session_ids(session);
  for (const std::string& cohort : cohorts) body.add_cohort_ids(cohort);
  return command;
}

Command Enrol(absl::string_view person_id, absl::string_view practice_id,
              absl::string_view session_id) {
  Command command = New();
  auto& body = *command.mutable_enrol();
  body.set_enrolment_id(absl::StrCat(person_id, ">", session_id));
  body.set_session_id(std::string(session_id));
  body.set_person_id(std::string(person_id));
  body.set_practice_id(std::string(practice_id));
  return command;
}

Command EnrolInSeries(absl::string_view person_id, absl::string_view practice_id,
                      absl::string_view series_id, absl::string_view requested_on) {
  Command command = New();
  auto& body = *command.mutable_enrol();
  body.set_enrolment_id(absl::StrCat(person_id, ">", series_id));
  body.set_series_id(std::string(series_id));
  body.set_person_id(std::string(person_id));
  body.set_practice_id(std::string(practice_id));
  *body.mutable_requested_on() = DateOf(requested_on);
  return command;
}

Command CancelEnrolment(absl::string_view enrolment_id) {
  Command command = New();
  command.mutable_cancel_enrolment()->set_enrolment_id(std::string(enrolment_id));
  return command;
}

Command RejectEnrolment(absl::string_view enrolment_id) {
  Command command = New();
  command.mutable_reject_enrolment()->set_enrolment_id(std::string(enrolment_id));
  command.mutable_reject_enrolment()->set_reason("not meant for this group");
  return command;
}

Command RecordAttendance(absl::string_view session_id, absl::string_view person_id,
                         absl::string_view practice_id, bool present) {
  Command command = New();
  auto& body = *command.mutable_record_attendance();
  body.set_session_id(std::string(session_id));
  body.set_person_id(std::string(person_id));
  body.set_practice_id(std::string(practice_id));
  body.set_status(present ? ev::ATTENDANCE_STATUS_PRESENT : ev::ATTENDANCE_STATUS_ABSENT);
  return command;
}

Command CorrectAttendance(absl::string_view session_id, absl::string_view person_id, bool present) {
  Command command = New();
  auto& body = *command.mutable_correct_attendance();
  body.set_session_id(std::string(session_id));
  body.set_person_id(std::string(person_id));
  body.set_status(present ? ev::ATTENDANCE_STATUS_PRESENT : ev::ATTENDANCE_STATUS_ABSENT);
  body.set_reason("the list was read wrongly");
  body.set_decided_by("coordinator");
  return command;
}

Command VoidAttendance(absl::string_view session_id, absl::string_view person_id) {
  Command command = New();
  auto& body = *command.mutable_void_attendance();
  body.set_session_id(std::string(session_id));
  body.set_person_id(std::string(person_id));
  body.set_reason("recorded for the wrong person");
  body.set_decided_by("coordinator");
  return command;
}

Command CloseList(absl::string_view session_id, uint32_t count) {
  Command command = New();
  command.mutable_close_attendance_list()->set_session_id(std::string(session_id));
  command.mutable_close_attendance_list()->set_count(count);
  return command;
}

Command CompleteCourse(absl::string_view offering_id, absl::string_view person_id,
                       absl::string_view completed_on) {
  Command command = New();
  auto& body = *command.mutable_complete_course();
  body.set_offering_id(std::string(offering_id));
  body.set_person_id(std::string(person_id));
  *body.mutable_completed_on() = DateOf(completed_on);
  return command;
}

Command RevokeCompletion(absl::string_view offering_id, absl::string_view person_id) {
  Command command = New();
  auto& body = *command.mutable_revoke_completion();
  body.set_offering_id(std::string(offering_id));
  body.set_person_id(std::string(person_id));
  body.set_reason("the certificate was forged");
  body.set_decided_by("coordinator");
  return command;
}

Command RecogniseTraining(absl::string_view person_id, absl::string_view slug,
                          absl::string_view done_on, absl::string_view decided_on,
                          absl::string_view region) {
  Command command = New();
  auto& body = *command.mutable_recognise_prior_training();
  body.set_person_id(std::string(person_id));
  body.set_region(std::string(region));
  body.set_menu_slug(std::string(slug));
  *body.mutable_done_on() = DateOf(done_on);
  *body.mutable_decided_on() = DateOf(decided_on);
  body.set_decided_by("coordinator");
  return command;
}

Command WaiveRequirement(absl::string_view practice_id, absl::string_view obligation_id,
                         uint32_t year) {
  Command command = New();
  auto& body = *command.mutable_waive_requirement();
  body.set_practice_id(std::string(practice_id));
  body.set_obligation_id(std::string(obligation_id));
  body.set_programme_year(year);
  body.set_ground("the practice burned down");
  body.set_decided_by("coordinator");
  return command;
}

Command ChangeIdentifier(absl::string_view practice_id, absl::string_view agb,
                         absl::string_view from) {
  Command command = New();
  auto& body = *command.mutable_change_practice_identifier();
  body.set_practice_id(std::string(practice_id));
  body.set_agb(std::string(agb));
  *body.mutable_from() = DateOf(from);
  return command;
}

Command ClosePractice(absl::string_view practice_id, absl::string_view closed_on) {
  Command command = New();
  auto& body = *command.mutable_close_practice();
  body.set_practice_id(std::string(practice_id));
  *body.mutable_closed_on() = DateOf(closed_on);
  return command;
}

Command MergePractices(const std::vector<std::string>& from, absl::string_view into,
                       absl::string_view effective_on) {
  Command command = New();
  auto& body = *command.mutable_merge_practices();
  for (const std::string& id : from) body.add_from_practice_ids(id);
  body.set_into_practice_id(std::string(into));
  *body.mutable_effective_on() = DateOf(effective_on);
  return command;
}

Command EndParticipation(absl::string_view practice_id, absl::string_view ended_on) {
  Command command = New();
  auto& body = *command.mutable_end_participation();
  body.set_practice_id(std::string(practice_id));
  *body.mutable_ended_on() = DateOf(ended_on);
  body.set_reason("the practice stops with the programme");
  return command;
}

Command LinkPersons(absl::string_view kept, absl::string_view dropped) {
  Command command = New();
  auto& body = *command.mutable_link_persons();
  body.set_kept_person_id(std::string(kept));
  body.set_dropped_person_id(std::string(dropped));
  body.set_decided_by("coordinator");
  return command;
}

Command Substitute(absl::string_view enrolment_id, absl::string_view person_id,
                   absl::string_view substituted_on) {
  Command command = New();
  auto& body = *command.mutable_substitute_participant();
  body.set_enrolment_id(std::string(enrolment_id));
  body.set_person_id(std::string(person_id));
  if (!substituted_on.empty()) *body.mutable_substituted_on() = DateOf(substituted_on);
  return command;
}

Command ChangeCapacity(absl::string_view session_id, uint32_t capacity, bool force) {
  Command command = New();
  auto& body = *command.mutable_change_session_capacity();
  body.set_session_id(std::string(session_id));
  body.set_capacity(capacity);
  body.set_force(force);
  return command;
}

Command PublishMenuItem(absl::string_view slug, absl::string_view valid_from,
                        absl::string_view plan_id) {
  Command command = New();
  auto& body = *command.mutable_publish_menu_item();
  body.set_region(kRegion);
  body.set_plan_id(std::string(plan_id));
  body.mutable_item()->set_slug(std::string(slug));
  SetText(slug, body.mutable_item()->mutable_name());
  body.mutable_item()->set_core_element(rp::CORE_ELEMENT_WORK_DIFFERENTLY);
  if (!valid_from.empty()) *body.mutable_item()->mutable_valid_from() = DateOf(valid_from);
  return command;
}

Command RetireMenuItem(absl::string_view slug, absl::string_view until) {
  Command command = New();
  auto& body = *command.mutable_retire_menu_item();
  body.set_region(kRegion);
  body.set_menu_slug(std::string(slug));
  *body.mutable_until() = DateOf(until);
  return command;
}

Command DeclareTraining(absl::string_view person_id, absl::string_view practice_id,
                        absl::string_view slug, absl::string_view done_on) {
  Command command = New();
  auto& body = *command.mutable_declare_external_training();
  body.set_person_id(std::string(person_id));
  body.set_practice_id(std::string(practice_id));
  body.set_menu_slug(std::string(slug));
  *body.mutable_done_on() = DateOf(done_on);
  body.set_declared_by("practice-manager");
  return command;
}

Command RefuseRecognition(absl::string_view person_id, absl::string_view slug,
                          absl::string_view done_on) {
  Command command = New();
  auto& body = *command.mutable_refuse_recognition();
  body.set_person_id(std::string(person_id));
  body.set_region(kRegion);
  body.set_menu_slug(std::string(slug));
  *body.mutable_done_on() = DateOf(done_on);
  body.set_decided_by("coordinator");
  body.set_reason("the certificate is of another course");
  return command;
}

Command SubmitPlan(absl::string_view practice_id, uint32_t period, absl::string_view submitted_on) {
  Command command = New();
  auto& body = *command.mutable_submit_practice_plan();
  body.set_practice_id(std::string(practice_id));
  body.set_period(period);
  if (!submitted_on.empty()) *body.mutable_submitted_on() = DateOf(submitted_on);
  body.set_document_sha256(Sha256());
  body.set_submitted_by("practice-manager");
  return command;
}

Command SubmitJointPlan(absl::string_view joint_plan_id, uint32_t period,
                        absl::string_view submitted_on) {
  Command command = New();
  auto& body = *command.mutable_submit_practice_plan();
  body.set_joint_plan_id(std::string(joint_plan_id));
  body.set_period(period);
  if (!submitted_on.empty()) *body.mutable_submitted_on() = DateOf(submitted_on);
  body.set_document_sha256(Sha256());
  body.set_submitted_by("practice-manager");
  return command;
}

Command ChooseLine(absl::string_view line_id, absl::string_view practice_id, uint32_t period,
                   absl::string_view slug, event::v1::ChoiceMode mode) {
  Command command = New();
  auto& body = *command.mutable_choose_intervention();
  body.set_line_id(std::string(line_id));
  body.set_practice_id(std::string(practice_id));
  body.set_period(period);
  body.set_menu_slug(std::string(slug));
  body.set_mode(mode);
  return command;
}

Command ChangeLine(absl::string_view line_id, absl::string_view slug) {
  Command command = New();
  auto& body = *command.mutable_change_intervention();
  body.set_line_id(std::string(line_id));
  body.set_menu_slug(std::string(slug));
  return command;
}

Command WithdrawLine(absl::string_view line_id) {
  Command command = New();
  auto& body = *command.mutable_change_intervention();
  body.set_line_id(std::string(line_id));
  body.set_withdraw(true);
  return command;
}

Command JustifyLine(absl::string_view line_id) {
  Command command = New();
  auto& body = *command.mutable_justify_intervention();
  body.set_line_id(std::string(line_id));
  body.set_text_sha256(Sha256());
  return command;
}

Command DeclareIntent(absl::string_view practice_id, uint32_t period,
                      const std::vector<std::string>& slugs) {
  Command command = New();
  auto& body = *command.mutable_declare_training_intent();
  body.set_practice_id(std::string(practice_id));
  body.set_period(period);
  for (const std::string& slug : slugs) body.add_menu_slugs(slug);
  return command;
}

Command StateFundUse(absl::string_view practice_id, uint32_t year) {
  Command command = New();
  auto& body = *command.mutable_state_fund_use();
  body.set_practice_id(std::string(practice_id));
  body.set_period(year);
  body.set_document_sha256(Sha256());
  return command;
}

Command AnswerSurvey(absl::string_view practice_id, absl::string_view survey, uint32_t period,
                     bool yes, uint32_t count) {
  Command command = New();
  auto& body = *command.mutable_answer_survey();
  body.set_practice_id(std::string(practice_id));
  body.set_survey(std::string(survey));
  body.set_period(period);
  body.set_yes(yes);
  body.set_count(count);
  return command;
}

Command RequestData(absl::string_view request_id, absl::string_view practice_id,
                    absl::string_view due_on) {
  Command command = New();
  auto& body = *command.mutable_request_data();
  body.set_request_id(std::string(request_id));
  body.set_practice_id(std::string(practice_id));
  body.set_subject("how many consultations take 15 minutes");
  *body.mutable_due_on() = DateOf(due_on);
  return command;
}

Command AnswerData(absl::string_view request_id) {
  Command command = New();
  auto& body = *command.mutable_answer_data_request();
  body.set_request_id(std::string(request_id));
  return command;
}

Command SignStatement(absl::string_view practice_id, absl::string_view obligation_id,
                      uint32_t period) {
  Command command = New();
  auto& body = *command.mutable_sign_statement();
  body.set_practice_id(std::string(practice_id));
  body.set_obligation_id(std::string(obligation_id));
  body.set_period(period);
  return command;
}

Command InvitePractice(absl::string_view practice_id) {
  Command command = New();
  auto& body = *command.mutable_invite_practice();
  body.set_practice_id(std::string(practice_id));
  return command;
}

Command RecordVisit(absl::string_view practice_id, absl::string_view held_on,
                    const std::vector<std::string>& topics) {
  Command command = New();
  auto& body = *command.mutable_record_practice_visit();
  body.set_practice_id(std::string(practice_id));
  *body.mutable_held_on() = DateOf(held_on);
  for (const std::string& topic : topics) body.add_topics(topic);
  body.set_held_by("consultant");
  return command;
}

Command DecideInterpretation(absl::string_view id, absl::string_view option,
                             absl::string_view valid_from) {
  Command command = New();
  auto& body = *command.mutable_decide_interpretation();
  body.set_region(kRegion);
  body.set_interpretation_id(std::string(id));
  body.set_option(std::string(option));
  *body.mutable_valid_from() = DateOf(valid_from);
  body.set_decided_by("board");
  body.set_ground("agreed with the practices");
  return command;
}

Command CloseYear(absl::string_view practice_id, uint32_t period) {
  Command command = New();
  auto& body = *command.mutable_close_year();
  body.set_practice_id(std::string(practice_id));
  body.set_period(period);
  body.set_closed_by("coordinator");
  return command;
}

Command DecideRelease(event::v1::ReportScope scope, bool released) {
  Command command = New();
  auto& body = *command.mutable_decide_release();
  body.set_region(kRegion);
  body.set_scope(scope);
  body.set_decided_by("board");
  body.set_ground("agreed with the practices");
  body.set_released(released);
  return command;
}

Command IssueReport(absl::string_view report_id, event::v1::ReportScope scope,
                    event::v1::RecipientClass recipient_class) {
  Command command = New();
  auto& body = *command.mutable_issue_report();
  body.set_report_id(std::string(report_id));
  body.set_region(kRegion);
  body.set_scope(scope);
  body.set_recipient_class(recipient_class);
  body.set_recipient("insurer");
  *body.mutable_at() = DateOf("2024-01-10");
  body.set_report_position(1);
  body.set_report_sha256(Sha256());
  return command;
}

Command RequestErasure(absl::string_view person_id, absl::string_view override_ground) {
  Command command = New();
  auto& body = *command.mutable_request_erasure();
  body.set_person_id(std::string(person_id));
  body.set_ground("asked to be forgotten");
  body.set_requested_by("person");
  body.set_decided_by("officer");
  body.set_override_ground(std::string(override_ground));
  return command;
}

Command DestroyPersonKey(absl::string_view person_id) {
  Command command = New();
  auto& body = *command.mutable_destroy_person_key();
  body.set_person_id(std::string(person_id));
  body.set_decided_by("officer");
  return command;
}

Command ConfirmErasure(absl::string_view person_id) {
  Command command = New();
  auto& body = *command.mutable_confirm_erasure();
  body.set_person_id(std::string(person_id));
  body.set_decided_by("officer");
  return command;
}

Command RecordAuditReplay(absl::string_view method) {
  Command command = New();
  auto& body = *command.mutable_record_audit_replay();
  body.set_region(kRegion);
  body.set_method(std::string(method));
  return command;
}

Command Remind(absl::string_view practice_id, absl::string_view obligation_id, uint32_t period) {
  Command command = New();
  auto& body = *command.mutable_record_reminder();
  body.set_practice_id(std::string(practice_id));
  body.set_obligation_id(std::string(obligation_id));
  body.set_period(period);
  return command;
}

}  // namespace logboek::test
