#include "services/api/convert.h"

#include "services/domain/dates.h"
#include "services/rpc/token.h"

namespace logboek::api {
namespace {

// The numbers of the evaluator are those of the schema, so a cast is a conversion.
static_assert(static_cast<int>(regioplan::Status::kMet) == v1::VERDICT_STATUS_MET);
static_assert(static_cast<int>(regioplan::Status::kOpen) == v1::VERDICT_STATUS_OPEN);
static_assert(static_cast<int>(regioplan::Status::kAtRisk) == v1::VERDICT_STATUS_AT_RISK);
static_assert(static_cast<int>(regioplan::Status::kNotMet) == v1::VERDICT_STATUS_NOT_MET);
static_assert(static_cast<int>(regioplan::Status::kNotApplicable) ==
              v1::VERDICT_STATUS_NOT_APPLICABLE);
static_assert(static_cast<int>(regioplan::Status::kUndetermined) ==
              v1::VERDICT_STATUS_UNDETERMINED);
static_assert(static_cast<int>(regioplan::Status::kWaived) == v1::VERDICT_STATUS_WAIVED);
static_assert(static_cast<int>(regioplan::Status::kReported) == v1::VERDICT_STATUS_REPORTED);
static_assert(static_cast<int>(regioplan::Reason::kCounted) == v1::EVIDENCE_REASON_COUNTED);
static_assert(static_cast<int>(regioplan::Reason::kOutsideWindow) ==
              v1::EVIDENCE_REASON_OUTSIDE_WINDOW);
static_assert(static_cast<int>(regioplan::Reason::kAbsent) == v1::EVIDENCE_REASON_ABSENT);
static_assert(static_cast<int>(regioplan::Reason::kVoided) == v1::EVIDENCE_REASON_VOIDED);
static_assert(static_cast<int>(regioplan::Reason::kDuplicate) == v1::EVIDENCE_REASON_DUPLICATE);
static_assert(static_cast<int>(regioplan::Reason::kNotOnMenu) == v1::EVIDENCE_REASON_NOT_ON_MENU);
static_assert(static_cast<int>(regioplan::Reason::kRoleNotCounted) ==
              v1::EVIDENCE_REASON_ROLE_NOT_COUNTED);
static_assert(static_cast<int>(regioplan::Reason::kNotOnRoster) ==
              v1::EVIDENCE_REASON_NOT_ON_ROSTER);
static_assert(static_cast<int>(regioplan::Reason::kNotRepresented) ==
              v1::EVIDENCE_REASON_NOT_REPRESENTED);
static_assert(static_cast<int>(regioplan::Reason::kAlreadyCredited) ==
              v1::EVIDENCE_REASON_ALREADY_CREDITED);
static_assert(static_cast<int>(regioplan::Reason::kNotRecognised) ==
              v1::EVIDENCE_REASON_NOT_RECOGNISED);
static_assert(static_cast<int>(regioplan::VerdictFlag::kProvisional) ==
              v1::VERDICT_FLAG_PROVISIONAL);
static_assert(static_cast<int>(regioplan::VerdictFlag::kNotStarted) ==
              v1::VERDICT_FLAG_NOT_STARTED);
static_assert(static_cast<int>(regioplan::VerdictFlag::kSurplus) == v1::VERDICT_FLAG_SURPLUS);
static_assert(static_cast<int>(regioplan::VerdictFlag::kRosterEmptied) ==
              v1::VERDICT_FLAG_ROSTER_EMPTIED);
static_assert(static_cast<int>(regioplan::VerdictFlag::kCrossSeries) ==
              v1::VERDICT_FLAG_CROSS_SERIES);
static_assert(static_cast<int>(regioplan::VerdictFlag::kSameQuarter) ==
              v1::VERDICT_FLAG_SAME_QUARTER);
static_assert(static_cast<int>(regioplan::VerdictFlag::kEmptyQuarter) ==
              v1::VERDICT_FLAG_EMPTY_QUARTER);
static_assert(static_cast<int>(regioplan::VerdictFlag::kOrganiserCancelled) ==
              v1::VERDICT_FLAG_ORGANISER_CANCELLED);
static_assert(static_cast<int>(regioplan::VerdictFlag::kUnusualRole) ==
              v1::VERDICT_FLAG_UNUSUAL_ROLE);
static_assert(static_cast<int>(regioplan::VerdictFlag::kAwaitingAnswer) ==
              v1::VERDICT_FLAG_AWAITING_ANSWER);
static_assert(static_cast<int>(regioplan::VerdictFlag::kParticipationEnded) ==
              v1::VERDICT_FLAG_PARTICIPATION_ENDED);
static_assert(static_cast<int>(regioplan::VerdictFlag::kMerged) == v1::VERDICT_FLAG_MERGED);

// Writes from and until; an open end stays absent.
template <typename Message>
void SetPeriod(const domain::DateRange& period, Message* proto) {
  *proto->mutable_from() = domain::ToProto(period.from);
  if (period.until != domain::kNoEnd) *proto->mutable_until() = domain::ToProto(period.until);
}

template <typename Message>
void AddFlags(const std::vector<regioplan::VerdictFlag>& flags, Message* proto) {
  for (const regioplan::VerdictFlag flag : flags) {
    proto->add_flags(static_cast<v1::VerdictFlag>(flag));
  }
}

void Fill(const regioplan::Evidence& evidence, v1::Evidence* proto) {
  proto->set_event_id(evidence.ref.event_id);
  proto->set_position(evidence.ref.position);
  *proto->mutable_date() = domain::ToProto(evidence.date);
  proto->set_person_id(evidence.person_id);
  proto->set_practice_id(evidence.practice_id);
  proto->set_session_id(evidence.session_id);
  proto->set_offering_id(evidence.offering_id);
  proto->set_menu_slug(evidence.menu_slug);
  proto->set_subject(evidence.subject);
  proto->set_reason(static_cast<v1::EvidenceReason>(evidence.reason));
  AddFlags(evidence.flags, proto);
  proto->set_credited_year(evidence.credited_year);
}

void SetRule(const regioplan::Verdict& verdict, v1::Verdict* proto) {
  const regioplan::v1::Obligation& obligation = *verdict.obligation;
  proto->set_obligation_id(obligation.id());
  proto->set_plan_id(verdict.plan->plan_id());
  proto->set_plan_version(verdict.plan->version());
  *proto->mutable_label() = obligation.label();
  *proto->mutable_text() = obligation.text();
  proto->set_section(obligation.section());
  proto->set_strength(obligation.strength());
  if (obligation.has_staff_share()) {
    *proto->mutable_roles() = obligation.staff_share().denominator_roles();
  }
}

void Fill(const queries::GroupLine& group, v1::GroupMembership* proto) {
  proto->set_group_id(group.group_id);
  SetPeriod(group.period, proto);
  for (const std::string& id : group.practice_ids) proto->add_practice_ids(id);
  proto->set_single_plan(group.single_plan);
}

void Fill(const queries::StaffLine& line, v1::StaffMember* proto) {
  proto->set_person_id(line.person_id);
  proto->set_name(line.name);
  proto->set_engagement_id(line.engagement_id);
  proto->set_role(line.role);
  SetPeriod(line.period, proto);
}

}  // namespace

v1::EnrolmentState EnrolmentStateOf(domain::EnrolmentStatus status) {
  switch (status) {
    case domain::EnrolmentStatus::kConfirmed:
      return v1::ENROLMENT_STATE_CONFIRMED;
    case domain::EnrolmentStatus::kWaiting:
      return v1::ENROLMENT_STATE_WAITING;
    case domain::EnrolmentStatus::kCancelled:
      return v1::ENROLMENT_STATE_CANCELLED;
    case domain::EnrolmentStatus::kRejected:
      return v1::ENROLMENT_STATE_REJECTED;
  }
  return v1::ENROLMENT_STATE_UNSPECIFIED;
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  const int64_t seconds = absl::ToUnixSeconds(time);
  proto.set_seconds(seconds);
  proto.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return proto;
}

std::string TokenOf(absl::string_view store_id, uint64_t position) {
  return rpc::EncodeToken({.store_id = std::string(store_id), .position = position});
}

void ToProto(const registrar::Receipt& receipt, absl::string_view store_id, v1::Receipt* proto) {
  proto->set_source(receipt.source);
  proto->set_source_id(receipt.source_id);
  proto->set_first_position(receipt.first_position);
  proto->set_position(receipt.position);
  *proto->mutable_recorded_at() = ToProto(receipt.recorded_at);
  proto->set_token(TokenOf(store_id, receipt.position));
  proto->set_repeated(receipt.repeated);
  for (const std::string& id : receipt.event_ids) proto->add_event_ids(id);
  if (receipt.has_enrolment_status) {
    proto->set_enrolment_state(EnrolmentStateOf(receipt.enrolment_status));
  }
  proto->set_waiting_rank(receipt.waiting_rank);
  for (const std::string& id : receipt.promoted_enrolment_ids) {
    proto->add_promoted_enrolment_ids(id);
  }
  for (const domain::Flag flag : receipt.flags) proto->add_flags(flag);
}

void ToProto(const regioplan::Verdict& verdict, v1::Verdict* proto) {
  SetRule(verdict, proto);
  proto->set_programme_year(verdict.programme_year);
  proto->set_status(static_cast<v1::VerdictStatus>(verdict.status));
  proto->set_numerator(verdict.numerator);
  proto->set_denominator(verdict.denominator);
  proto->set_threshold(verdict.threshold);
  *proto->mutable_window_from() = domain::ToProto(verdict.window.from);
  const bool ends = verdict.window.until != domain::kNoEnd;
  if (ends) *proto->mutable_window_until() = domain::ToProto(verdict.window.until);
  if (verdict.first_met_on.has_value()) {
    *proto->mutable_first_met_on() = domain::ToProto(*verdict.first_met_on);
  }
  if (verdict.coverage_now.has_value()) {
    proto->mutable_coverage_now()->set_numerator(verdict.coverage_now->numerator);
    proto->mutable_coverage_now()->set_denominator(verdict.coverage_now->denominator);
  }
  if (verdict.missing > 0) {
    proto->mutable_missing()->set_count(verdict.missing);
    proto->mutable_missing()->set_bookable(verdict.bookable);
    if (ends) *proto->mutable_deadline() = domain::ToProto(verdict.window.until - 1);
  }
  AddFlags(verdict.flags, proto);
  for (const regioplan::Evidence& evidence : verdict.evidence) {
    Fill(evidence, proto->add_evidence());
  }
  if (verdict.status == regioplan::Status::kWaived) {
    proto->set_computed_status(static_cast<v1::VerdictStatus>(verdict.computed_status));
    proto->set_waiver_ground(verdict.waiver_ground);
  }
}

void ToProto(const queries::PracticeVerdicts& practice, v1::PracticeCompliance* proto) {
  const domain::Practice& record = *practice.facts.practice;
  proto->set_practice_id(record.id);
  proto->set_practice_name(record.name);
  proto->set_region(record.region);
  if (practice.participation != nullptr) proto->set_cohort_id(practice.participation->cohort_id);
  for (const regioplan::Verdict& verdict : practice.verdicts) {
    ToProto(verdict, proto->add_verdicts());
  }
}

void ToProto(const queries::StatusCount& count, v1::StatusCount* proto) {
  proto->set_obligation_id(count.obligation->id());
  proto->set_programme_year(count.programme_year);
  proto->set_status(static_cast<v1::VerdictStatus>(count.status));
  proto->set_practices(count.practices);
  *proto->mutable_label() = count.obligation->label();
}

void ToProto(const queries::ObligationPeriod& obligation, v1::ObligationPeriod* proto) {
  proto->set_plan_id(obligation.plan_id);
  proto->set_obligation_id(obligation.obligation_id);
  proto->set_programme_year(obligation.period);
  *proto->mutable_label() = obligation.label;
  proto->set_strength(obligation.strength);
}

void ToProto(const queries::SessionView& view, v1::SessionSummary* proto) {
  const domain::Session& session = *view.session;
  proto->set_session_id(session.id);
  proto->set_offering_id(session.offering_id);
  proto->set_region(session.region);
  proto->set_academy(session.academy);
  proto->set_kind(session.kind);
  *proto->mutable_starts_at() = ToProto(session.starts_at);
  *proto->mutable_ends_at() = ToProto(session.ends_at);
  *proto->mutable_date() = domain::ToProto(session.date);
  proto->set_series_id(session.series_id);
  proto->set_cancelled(session.cancelled);
  proto->set_list_closed(session.list_closed);
  for (const std::string& id : view.cohort_ids) proto->add_cohort_ids(id);
  proto->set_moves(session.moves);
  for (const domain::Role role : session.counted_roles) proto->add_counted_roles(role);
  v1::Seats* const seats = proto->mutable_seats();
  seats->set_capacity(session.capacity);
  seats->set_confirmed(session.places_taken);
  seats->set_waiting(view.waiting());
  seats->set_free(view.free());
  if (view.offering == nullptr) return;
  proto->set_title(view.offering->title);
  for (const std::string& slug : view.offering->menu_slugs) proto->add_menu_slugs(slug);
}

void ToProto(const queries::EnrolmentLine& line, v1::EnrolmentRow* proto) {
  const domain::EnrolmentRecord& enrolment = *line.enrolment;
  proto->set_enrolment_id(enrolment.id);
  proto->set_person_id(enrolment.person_id);
  proto->set_practice_id(enrolment.practice_id);
  proto->set_state(EnrolmentStateOf(enrolment.status));
  proto->set_role(enrolment.role);
  proto->set_participation(enrolment.participation);
  proto->set_waiting_rank(line.waiting_rank);
  proto->set_position(enrolment.ref.position);
  proto->set_series_id(enrolment.series_id);
}

void ToProto(const domain::Attendance& attendance, v1::AttendanceRow* proto) {
  proto->set_person_id(attendance.person_id);
  proto->set_practice_id(attendance.practice_id);
  for (const std::string& id : attendance.represents) proto->add_represents(id);
  proto->set_status(attendance.status);
  for (const domain::Flag flag : attendance.flags) proto->add_flags(flag);
  proto->set_position(attendance.ref.position);
  proto->set_corrected(attendance.corrected);
}

void ToProto(const queries::PracticeRecord& record, v1::Practice* proto) {
  const domain::Practice& practice = *record.practice;
  proto->set_practice_id(practice.id);
  proto->set_agb(practice.agb);
  proto->set_region(practice.region);
  proto->set_name(practice.name);
  *proto->mutable_from() = domain::ToProto(practice.from);
  if (record.participation != nullptr) {
    proto->set_cohort_id(record.participation->cohort_id);
    *proto->mutable_cohort_start_on() = domain::ToProto(record.participation->period.from);
  }
  proto->set_programme_year(record.programme_year);
  for (const domain::TrackPeriod& track : record.tracks) {
    v1::TrackMembership* const membership = proto->add_tracks();
    membership->set_track(track.track);
    SetPeriod(track.period, membership);
  }
  for (const queries::GroupLine& group : record.joint_plans) {
    Fill(group, proto->add_joint_plans());
  }
  for (const queries::GroupLine& group : record.health_centres) {
    Fill(group, proto->add_health_centres());
  }
  for (const queries::StaffLine& line : record.staff) Fill(line, proto->add_staff());
  if (record.roster_confirmed_as_of.has_value()) {
    *proto->mutable_roster_confirmed_as_of() = domain::ToProto(*record.roster_confirmed_as_of);
  }
}

}  // namespace logboek::api
