#include "services/api/compliance_questions.h"

#include <string>

#include "services/api/convert.h"
#include "services/api/lists.h"
#include "services/api/requests.h"
#include "services/api/write.h"
#include "services/domain/dates.h"
#include "services/queries/at_risk.h"
#include "services/queries/closed_years.h"
#include "services/queries/compare.h"
#include "services/queries/explain.h"
#include "services/queries/invitees.h"
#include "services/queries/seats.h"
#include "services/queries/todo.h"
#include "services/queries/what_would_change.h"
#include "services/rpc/wire_status.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

static_assert(static_cast<int>(queries::FixKind::kAskWaiver) == v1::FIX_KIND_ASK_WAIVER);
static_assert(static_cast<int>(queries::FixKind::kConfirmRoster) == v1::FIX_KIND_CONFIRM_ROSTER);
static_assert(static_cast<int>(queries::FixKind::kRecordCompletion) ==
              v1::FIX_KIND_RECORD_COMPLETION);
static_assert(static_cast<int>(queries::FixKind::kRecordAttendance) ==
              v1::FIX_KIND_RECORD_ATTENDANCE);
static_assert(static_cast<int>(queries::FixKind::kAttendSession) == v1::FIX_KIND_ATTEND_SESSION);
static_assert(static_cast<int>(queries::FixKind::kBookSession) == v1::FIX_KIND_BOOK_SESSION);
static_assert(static_cast<int>(queries::FixKind::kTrainPerson) == v1::FIX_KIND_TRAIN_PERSON);
static_assert(static_cast<int>(queries::FixKind::kAskSession) == v1::FIX_KIND_ASK_SESSION);
static_assert(static_cast<int>(queries::FixKind::kSubmitPlan) == v1::FIX_KIND_SUBMIT_PLAN);
static_assert(static_cast<int>(queries::FixKind::kChooseIntervention) ==
              v1::FIX_KIND_CHOOSE_INTERVENTION);
static_assert(static_cast<int>(queries::FixKind::kJustifyIntervention) ==
              v1::FIX_KIND_JUSTIFY_INTERVENTION);
static_assert(static_cast<int>(queries::FixKind::kHandInForm) == v1::FIX_KIND_HAND_IN_FORM);
static_assert(static_cast<int>(queries::FixKind::kHoldVisit) == v1::FIX_KIND_HOLD_VISIT);
static_assert(static_cast<int>(queries::FixKind::kAnswerDataRequest) ==
              v1::FIX_KIND_ANSWER_DATA_REQUEST);

template <typename Response>
void SetPage(const std::string& next_page_token, size_t total, Response* response) {
  response->set_next_page_token(next_page_token);
  response->set_total_size(static_cast<int32_t>(total));
}

// A window that never closes has no last day.
template <typename Row>
void SetLastDay(absl::CivilDay last_day, Row* proto) {
  if (last_day + 1 < domain::kNoEnd) *proto->mutable_last_day() = domain::ToProto(last_day);
}

template <typename Row>
void SetPractice(const domain::Practice& practice, Row* proto) {
  proto->set_practice_id(practice.id);
  proto->set_practice_name(practice.name);
}

void Fill(const queries::VerdictNumbers& numbers, v1::VerdictNumbers* proto) {
  proto->set_status(static_cast<v1::VerdictStatus>(numbers.status));
  proto->set_numerator(numbers.numerator);
  proto->set_denominator(numbers.denominator);
  proto->set_threshold(numbers.threshold);
}

void Fill(const queries::OpenStaff& person, v1::OpenPerson* proto) {
  proto->set_person_id(person.person_id);
  for (const domain::Role role : person.roles) proto->add_roles(role);
  proto->set_items(person.items);
}

void Fill(const queries::TodoRow& row, v1::TodoRow* proto) {
  ToProto(row.obligation, proto->mutable_obligation());
  proto->set_status(static_cast<v1::VerdictStatus>(row.status));
  proto->set_missing(row.missing);
  for (const domain::Role role : row.roles) proto->add_roles(role);
  for (const queries::OpenStaff& person : row.people) Fill(person, proto->add_people());
  for (const queries::OpenSession& open : row.sessions) {
    v1::OpenSession* const session = proto->add_sessions();
    ToProto(open.view, session->mutable_session());
    session->set_held_places(open.held_places);
  }
  proto->set_sessions_total(row.sessions_total);
  SetLastDay(row.last_day, proto);
}

void Fill(const queries::RiskRow& row, v1::RiskRow* proto) {
  SetPractice(*row.practice, proto);
  ToProto(row.obligation, proto->mutable_obligation());
  proto->set_status(static_cast<v1::VerdictStatus>(row.status));
  proto->set_need(row.need);
  proto->set_bookable(row.bookable);
  if (row.slack.has_value()) proto->set_slack(static_cast<int32_t>(*row.slack));
  SetLastDay(row.last_day, proto);
  if (proto->has_last_day()) proto->set_days_left(static_cast<int32_t>(row.days_left));
}

void Fill(const queries::Invitee& invitee, v1::Invitee* proto) {
  SetPractice(*invitee.practice, proto);
  for (const queries::SessionNeed& need : invitee.needs) {
    v1::SessionNeed* const row = proto->add_needs();
    ToProto(need.obligation, row->mutable_obligation());
    row->set_status(static_cast<v1::VerdictStatus>(need.status));
    row->set_missing(need.missing);
    row->set_other_bookable(need.other_bookable);
    row->set_days_left(static_cast<int32_t>(need.days_left));
  }
  for (const queries::OpenStaff& person : invitee.people) Fill(person, proto->add_people());
  proto->set_cohort_match(invitee.cohort_match);
}

void Fill(const queries::Explanation& explanation, v1::Explanation* proto) {
  ToProto(*explanation.verdict, proto->mutable_verdict());
  const queries::Fix& fix = explanation.fix;
  v1::Fix* const row = proto->mutable_fix();
  row->set_kind(static_cast<v1::FixKind>(fix.kind));
  row->set_session_id(fix.session_id);
  row->set_offering_id(fix.offering_id);
  row->set_person_id(fix.person_id);
  if (fix.date.has_value()) *row->mutable_date() = domain::ToProto(*fix.date);
  row->set_form(fix.form);
  row->set_item_id(fix.item_id);
  if (fix.kind == queries::FixKind::kChooseIntervention) {
    *row->mutable_core_elements() =
        explanation.verdict->obligation->intervention_choice().core_elements();
  }
}

void Fill(const queries::ComparedVerdict& row, v1::ComparedVerdict* proto) {
  ToProto(row.change, proto->mutable_change());
  for (const queries::CausingEvent& event : row.events) {
    v1::CausingEvent* const cause = proto->add_events();
    cause->set_position(event.position);
    cause->set_event_id(event.event_id);
    cause->set_type(event.type);
    *cause->mutable_recorded_at() = ToProto(event.recorded_at);
    *cause->mutable_effective_on() = domain::ToProto(event.effective_on);
    cause->set_in_evidence(event.in_evidence);
  }
  proto->set_events_total(row.events_total);
}

void Fill(const queries::SeatsRow& row, v1::SeatsRow* proto) {
  for (const domain::OfferingKind kind : row.kinds) proto->add_kinds(kind);
  for (const std::string& slug : row.menu_slugs) proto->add_menu_slugs(slug);
  for (const std::string& id : row.obligation_ids) proto->add_obligation_ids(id);
  proto->set_practices(row.practices);
  proto->set_need(row.need);
  proto->set_held(row.held);
  proto->set_sessions(row.sessions);
  proto->set_free_seats(row.free_seats);
  proto->set_unlimited(row.unlimited);
  proto->set_shortage(row.shortage);
  proto->set_usual_capacity(row.usual_capacity);
  if (row.extra_sessions.has_value()) proto->set_extra_sessions(*row.extra_sessions);
}

void Fill(const queries::ClosedYearDifference& row, v1::ClosedYearDifference* proto) {
  ToProto(row.change, proto->mutable_change());
  *proto->mutable_closed_on() = domain::ToProto(row.closed_on);
  proto->set_closed_position(row.closed_position);
  proto->set_verdict_position(row.verdict_position);
  proto->set_version(row.version);
}

absl::Status CheckCommands(const v1::WhatWouldChangeRequest& request) {
  if (request.commands().empty()) return MissingField("commands");
  for (const command::v1::Command& command : request.commands()) {
    RETURN_IF_ERROR(CheckCommand(command));
  }
  return absl::OkStatus();
}

void Fill(const command::v1::Command& command, const queries::DryRunOutcome& outcome,
          v1::CommandOutcome* proto) {
  proto->set_source(command.source());
  proto->set_source_id(command.source_id());
  if (!outcome.receipt.ok()) {
    *proto->mutable_error() = rpc::ToRpcStatus(outcome.receipt.status());
    return;
  }
  proto->set_repeated(outcome.receipt->repeated);
  for (const event::v1::Envelope& envelope : outcome.events) {
    proto->add_event_types(envelope.type());
  }
}

}  // namespace

void ToProto(const queries::VerdictChange& change, v1::VerdictChange* proto) {
  SetPractice(*change.practice, proto);
  ToProto(change.obligation, proto->mutable_obligation());
  if (change.before.has_value()) Fill(*change.before, proto->mutable_before());
  if (change.after.has_value()) Fill(*change.after, proto->mutable_after());
}

void ToProto(const queries::WatchedCount& count, v1::StatusCount* proto) {
  proto->set_obligation_id(count.obligation.obligation_id);
  proto->set_programme_year(count.obligation.period);
  proto->set_status(static_cast<v1::VerdictStatus>(count.status));
  proto->set_practices(count.practices);
  *proto->mutable_label() = count.obligation.label;
}

absl::Status ListTodo(const Backend& backend, const v1::ListTodoRequest& request,
                      const KeepGoing& keep_going, v1::ListTodoResponse* response) {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  ASSIGN_OR_RETURN(const queries::ListFrame frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(
      const queries::TodoAnswer answer,
      queries::Ask(*backend.registers, queries::TodoQuestion{.practice_id = request.practice_id(),
                                                             .before = DateOf(request.before()),
                                                             .at = frame.at,
                                                             .known = frame.known,
                                                             .keep_going = keep_going}));
  SetPractice(*answer.practice, response);
  for (const queries::TodoRow& row : answer.rows) Fill(row, response->add_rows());
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status ListAtRisk(const Backend& backend, const v1::ListAtRiskRequest& request,
                        const KeepGoing& keep_going, v1::ListAtRiskResponse* response) {
  queries::AtRiskQuestion question{.include_open = request.include_open()};
  RETURN_IF_ERROR(Require("region", request.region()));
  question.region = request.region();
  ASSIGN_OR_RETURN(question.frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(const queries::AtRiskAnswer answer, queries::Ask(*backend.registers, question));
  for (const queries::RiskRow& row : answer.rows) Fill(row, response->add_rows());
  SetPage(answer.next_page_token, answer.rows_total, response);
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status ListInvitees(const Backend& backend, const v1::ListInviteesRequest& request,
                          const KeepGoing& keep_going, v1::ListInviteesResponse* response) {
  RETURN_IF_ERROR(Require("session_id", request.session_id()));
  queries::InviteesQuestion question{.session_id = request.session_id()};
  ASSIGN_OR_RETURN(question.frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(const queries::InviteesAnswer answer,
                   queries::Ask(*backend.registers, question));
  ToProto(answer.session, response->mutable_session());
  for (const queries::Invitee& invitee : answer.invitees) {
    Fill(invitee, response->add_invitees());
  }
  for (const auto& enrolment : answer.enrolled) {
    v1::EnrolledPlace* const place = response->add_enrolled();
    place->set_practice_id(enrolment->practice_id);
    place->set_person_id(enrolment->person_id);
    place->set_state(enrolment->status == domain::EnrolmentStatus::kWaiting
                         ? v1::ENROLMENT_STATE_WAITING
                         : v1::ENROLMENT_STATE_CONFIRMED);
  }
  SetPage(answer.next_page_token, answer.invitees_total, response);
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status ExplainPractice(const Backend& backend, const v1::ExplainPracticeRequest& request,
                             const KeepGoing& keep_going, v1::ExplainPracticeResponse* response) {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  ASSIGN_OR_RETURN(const queries::ListFrame frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(const queries::ExplainAnswer answer,
                   queries::Ask(*backend.registers,
                                queries::ExplainQuestion{.practice_id = request.practice_id(),
                                                         .at = frame.at,
                                                         .known = frame.known,
                                                         .keep_going = keep_going}));
  const domain::Practice& practice = *answer.practice.facts.practice;
  SetPractice(practice, response);
  response->set_region(practice.region);
  for (const queries::Explanation& explanation : answer.explanations) {
    Fill(explanation, response->add_explanations());
  }
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status CompareVerdicts(const Backend& backend, const v1::CompareVerdictsRequest& request,
                             const KeepGoing& keep_going, v1::CompareVerdictsResponse* response) {
  queries::CompareQuestion question{.practice_id = request.practice_id(),
                                    .from_position = request.from_position(),
                                    .log = backend.log};
  ASSIGN_OR_RETURN(question.frame, FrameOf(backend, request, keep_going));
  question.region = request.region();
  if (request.region().empty() == request.practice_id().empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "REGION_OR_PRACTICE",
                           "give a region or a practice_id, and not both");
  }
  RETURN_IF_ERROR(request.region().empty() ? Require("practice_id", request.practice_id())
                                           : Require("region", request.region()));
  if (request.until_position() > 0) question.until_position = request.until_position();
  ASSIGN_OR_RETURN(const queries::CompareAnswer answer, queries::Ask(*backend.registers, question));
  for (const queries::ComparedVerdict& row : answer.rows) Fill(row, response->add_rows());
  SetPage(answer.next_page_token, answer.rows_total, response);
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_from_position(answer.from_position);
  response->set_until_position(answer.until_position);
  response->set_token(TokenOf(backend.store_id, answer.until_position));
  return absl::OkStatus();
}

absl::Status GetSeatsNeeded(const Backend& backend, const v1::GetSeatsNeededRequest& request,
                            const KeepGoing& keep_going, v1::GetSeatsNeededResponse* response) {
  queries::SeatsQuestion question;
  RETURN_IF_ERROR(Require("region", request.region()));
  question.region = request.region();
  ASSIGN_OR_RETURN(question.frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(const queries::SeatsAnswer answer, queries::Ask(*backend.registers, question));
  for (const queries::SeatsRow& row : answer.rows) Fill(row, response->add_rows());
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status WhatWouldChange(const Backend& backend, const v1::WhatWouldChangeRequest& request,
                             const rpc::Call& call, v1::WhatWouldChangeResponse* response) {
  const KeepGoing keep_going = [&call] { return call.CheckWanted(); };
  RETURN_IF_ERROR(CheckCommands(request));
  RETURN_IF_ERROR(Require("region", request.region()));
  ASSIGN_OR_RETURN(const queries::ListFrame frame, FrameOf(backend, request, keep_going));
  queries::WhatIfQuestion question{.region = request.region(), .at = frame.at};
  question.commands.assign(request.commands().begin(), request.commands().end());
  question.dry_run = {.now = backend.clock->Now(),
                      .find_recorded =
                          [&backend](const command::v1::Command& command) {
                            return backend.registrar->FindRecorded(command);
                          },
                      .keep_going = keep_going,
                      .may = CallerOf(call).may};
  ASSIGN_OR_RETURN(const queries::WhatIfAnswer answer, queries::Ask(*backend.registers, question));
  for (size_t i = 0; i < answer.outcomes.size(); ++i) {
    Fill(question.commands[i], answer.outcomes[i], response->add_outcomes());
  }
  for (const queries::VerdictChange& change : answer.changes) {
    ToProto(change, response->add_changes());
  }
  response->set_changes_total(static_cast<uint32_t>(answer.changes_total));
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

absl::Status ListClosedYearDifferences(const Backend& backend,
                                       const v1::ListClosedYearDifferencesRequest& request,
                                       const KeepGoing& keep_going,
                                       v1::ListClosedYearDifferencesResponse* response) {
  queries::ClosedYearsQuestion question;
  RETURN_IF_ERROR(Require("region", request.region()));
  question.region = request.region();
  ASSIGN_OR_RETURN(question.frame, FrameOf(backend, request, keep_going));
  ASSIGN_OR_RETURN(const queries::ClosedYearsAnswer answer,
                   queries::Ask(*backend.registers, question));
  for (const queries::ClosedYearDifference& row : answer.rows) {
    Fill(row, response->add_rows());
  }
  response->set_closed_periods(answer.closed_periods);
  SetPage(answer.next_page_token, answer.rows_total, response);
  SetMoment(backend, answer, response);
  return absl::OkStatus();
}

}  // namespace logboek::api
