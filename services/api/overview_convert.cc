#include "services/api/overview_convert.h"

#include <optional>
#include <string>
#include <vector>

#include "services/domain/dates.h"

namespace logboek::api {
namespace {

using queries::MissingDocument;
using queries::RepresentationPath;
using queries::VisitState;

// The numbers of the lists are those of the schema, so a cast is a conversion.
static_assert(static_cast<int>(MissingDocument::kPracticePlan) ==
              v1::MISSING_DOCUMENT_PRACTICE_PLAN);
static_assert(static_cast<int>(MissingDocument::kRoster) == v1::MISSING_DOCUMENT_ROSTER);
static_assert(static_cast<int>(MissingDocument::kJustification) ==
              v1::MISSING_DOCUMENT_JUSTIFICATION);
static_assert(static_cast<int>(RepresentationPath::kOwn) == v1::REPRESENTATION_PATH_OWN);
static_assert(static_cast<int>(RepresentationPath::kJointPlan) ==
              v1::REPRESENTATION_PATH_JOINT_PLAN);
static_assert(static_cast<int>(RepresentationPath::kHealthCentre) ==
              v1::REPRESENTATION_PATH_HEALTH_CENTRE);
static_assert(static_cast<int>(RepresentationPath::kNotHeld) == v1::REPRESENTATION_PATH_NOT_HELD);
static_assert(static_cast<int>(VisitState::kDue) == v1::VISIT_STATE_DUE);
static_assert(static_cast<int>(VisitState::kInvited) == v1::VISIT_STATE_INVITED);
static_assert(static_cast<int>(VisitState::kHeld) == v1::VISIT_STATE_HELD);

template <typename Proto>
void SetPractice(const std::shared_ptr<const domain::Practice>& practice, Proto* proto) {
  if (practice == nullptr) return;
  proto->set_practice_id(practice->id);
  proto->set_practice_name(practice->name);
}

template <typename List>
void AddAll(const std::vector<std::string>& texts, List* list) {
  for (const std::string& text : texts) *list->Add() = text;
}

template <typename Proto>
void AddRoles(const std::vector<domain::Role>& roles, Proto* proto) {
  for (const domain::Role role : roles) proto->add_roles(role);
}

void SetCell(const queries::QuarterCell& cell, v1::QuarterCell* proto) {
  *proto->mutable_from() = domain::ToProto(cell.from);
  proto->set_meetings(cell.meetings);
  proto->set_required(cell.required);
  proto->set_missing(cell.missing);
}

}  // namespace

void ToProto(const queries::StaffShareRow& row, v1::StaffShareRow* proto) {
  const regioplan::Verdict& verdict = row.verdict;
  SetPractice(row.practice, proto);
  proto->set_obligation_id(verdict.obligation->id());
  *proto->mutable_label() = verdict.obligation->label();
  proto->set_strength(verdict.obligation->strength());
  proto->set_period(verdict.programme_year);
  proto->set_status(static_cast<v1::VerdictStatus>(verdict.status));
  proto->set_numerator(verdict.numerator);
  proto->set_denominator(verdict.denominator);
  if (verdict.first_met_on.has_value()) {
    *proto->mutable_first_met_on() = domain::ToProto(*verdict.first_met_on);
  }
  if (verdict.coverage_now.has_value()) {
    proto->mutable_coverage_now()->set_numerator(verdict.coverage_now->numerator);
    proto->mutable_coverage_now()->set_denominator(verdict.coverage_now->denominator);
  }
  *proto->mutable_window_from() = domain::ToProto(verdict.window.from);
  *proto->mutable_window_until() = domain::ToProto(verdict.window.until);
}

void ToProto(const queries::UntrainedRow& row, v1::UntrainedRow* proto) {
  proto->set_person_id(row.person_id);
  AddRoles(row.roles, proto);
  proto->set_items_done(row.items_done);
  proto->set_items_needed(row.items_needed);
  proto->set_period(row.period);
  *proto->mutable_deadline() = domain::ToProto(row.deadline);
}

void ToProto(const queries::TimesRow& row, v1::TimesRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_period(row.period);
  proto->set_items_needed(row.items_needed);
  proto->set_none(static_cast<uint32_t>(row.none.size()));
  proto->set_one(static_cast<uint32_t>(row.one.size()));
  proto->set_more(static_cast<uint32_t>(row.more.size()));
  AddAll(row.none, proto->mutable_none_person_ids());
  AddAll(row.one, proto->mutable_one_person_ids());
  AddAll(row.more, proto->mutable_more_person_ids());
}

void ToProto(const queries::PromotionRow& row, v1::PromotionRow* proto) {
  const event::v1::EnrolmentPromoted& promoted = row.envelope.event().enrolment_promoted();
  proto->set_enrolment_id(promoted.enrolment_id());
  proto->set_session_id(promoted.session_id());
  proto->set_series_id(promoted.series_id());
  proto->set_person_id(promoted.person_id());
  proto->set_practice_id(promoted.practice_id());
  *proto->mutable_recorded_at() = row.envelope.recorded_at();
  proto->set_position(row.envelope.position());
  proto->set_cause_type(row.cause_type);
  proto->set_cause_event_id(row.cause_event_id);
  proto->set_cause_enrolment_id(row.cause_enrolment_id);
}

void ToProto(const queries::MissingDocumentRow& row, v1::MissingDocumentRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_document(static_cast<v1::MissingDocument>(row.document));
  proto->set_obligation_id(row.obligation_id);
  proto->set_period(row.period);
  if (row.deadline.has_value()) *proto->mutable_deadline() = domain::ToProto(*row.deadline);
  if (row.last_reminder_on.has_value()) {
    *proto->mutable_last_reminder_on() = domain::ToProto(*row.last_reminder_on);
  }
  proto->set_line_id(row.line_id);
  proto->set_menu_slug(row.menu_slug);
}

void ToProto(const queries::RepresentationRow& row, v1::RepresentationRow* proto) {
  proto->set_practice_id(row.practice_id);
  SetPractice(row.practice, proto);
  proto->set_path(static_cast<v1::RepresentationPath>(row.path));
  proto->set_through_id(row.through_id);
  proto->set_by_practice_id(row.by_practice_id);
  proto->set_people(static_cast<uint32_t>(row.person_ids.size()));
  AddAll(row.person_ids, proto->mutable_person_ids());
}

void ToProto(const queries::SessionOddityRow& row, v1::SessionOddityRow* proto) {
  proto->set_session_id(row.session->id);
  *proto->mutable_date() = domain::ToProto(row.session->date);
  proto->set_kind(row.session->kind);
  proto->set_title(row.title);
  proto->set_capacity(row.session->capacity);
  proto->set_present(row.present);
  proto->set_walk_ins(row.walk_ins);
  proto->set_over_capacity(row.over_capacity);
  proto->set_list_closed(row.session->list_closed);
  proto->set_absent_enrolled(row.absent_enrolled);
  proto->set_unrecorded_enrolled(row.unrecorded_enrolled);
}

void ToProto(const queries::CreditRow& row, v1::CreditRow* proto) {
  proto->set_session_id(row.session->id);
  *proto->mutable_date() = domain::ToProto(row.session->date);
  proto->set_kind(row.session->kind);
  proto->set_title(row.title);
  proto->set_reason(static_cast<v1::EvidenceReason>(row.reason));
  if (row.obligation != nullptr) proto->set_obligation_id(row.obligation->id());
  proto->set_period(row.period);
  AddAll(row.by_practice_ids, proto->mutable_by_practice_ids());
  AddAll(row.person_ids, proto->mutable_person_ids());
  for (const regioplan::VerdictFlag flag : row.flags) {
    proto->add_flags(static_cast<v1::VerdictFlag>(flag));
  }
  proto->set_credited_year(row.credited_year);
}

void ToProto(const queries::QuarterMatrixRow& row, v1::QuarterMatrixRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_obligation_id(row.obligation_id);
  proto->set_period(row.period);
  proto->set_meetings(row.meetings);
  proto->set_needed(row.needed);
  for (const queries::QuarterCell& cell : row.quarters) SetCell(cell, proto->add_quarters());
}

void ToProto(const queries::NewStaffRow& row, v1::NewStaffRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_person_id(row.person_id);
  AddRoles(row.roles, proto);
  *proto->mutable_engaged_from() = domain::ToProto(row.engaged_from);
  proto->set_obligation_id(row.obligation_id);
  proto->set_period(row.period);
}

void ToProto(const queries::ChoiceRow& row, v1::ChoiceRow* proto) {
  proto->set_core_element(row.core_element);
  proto->set_menu_slug(row.menu_slug);
  *proto->mutable_name() = row.name;
  proto->set_period(row.period);
  proto->set_mode(row.mode);
  proto->set_practices(row.practices);
}

void ToProto(const queries::SharedPersonRow& row, v1::SharedPersonRow* proto) {
  proto->set_person_id(row.person_id);
  proto->set_practice_id(row.practice_id);
  SetPractice(row.practice, proto);
  AddRoles(row.roles, proto);
  AddAll(row.obligation_ids, proto->mutable_obligation_ids());
}

void ToProto(const queries::DecisionInUseRow& row, v1::DecisionInUseRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_obligation_id(row.obligation_id);
  proto->set_period(row.period);
  proto->set_status(static_cast<v1::VerdictStatus>(row.status));
  proto->set_interpretation_id(row.interpretation_id);
  proto->set_option(row.option);
  proto->set_ground(row.ground);
  if (row.decided_on.has_value()) *proto->mutable_decided_on() = domain::ToProto(*row.decided_on);
  proto->set_decided_by(row.decided_by);
}

void ToProto(const queries::VisitRow& row, v1::VisitRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_state(static_cast<v1::VisitState>(row.state));
  *proto->mutable_date() = domain::ToProto(row.date);
  proto->set_obligation_id(row.obligation_id);
  if (row.period.has_value()) proto->set_period(*row.period);
  AddAll(row.topics, proto->mutable_topics());
  if (row.invited_on.has_value()) *proto->mutable_invited_on() = domain::ToProto(*row.invited_on);
}

void ToProto(const queries::FundedCourseRow& row, v1::FundedCourseRow* proto) {
  SetPractice(row.practice, proto);
  proto->set_offering_id(row.offering->id);
  proto->set_title(row.offering->title);
  AddAll(row.offering->menu_slugs, proto->mutable_menu_slugs());
  proto->set_completions(row.completions);
}

}  // namespace logboek::api
