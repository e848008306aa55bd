#include "services/api/privacy_convert.h"

#include "services/api/convert.h"
#include "services/domain/dates.h"

namespace logboek::api {
namespace {

v1::ErasureStatus ErasureStatusOf(domain::ErasureState state) {
  switch (state) {
    case domain::ErasureState::kNone:
      return v1::ERASURE_STATUS_NONE;
    case domain::ErasureState::kRequested:
      return v1::ERASURE_STATUS_REQUESTED;
    case domain::ErasureState::kKeyDestroyed:
      return v1::ERASURE_STATUS_KEY_DESTROYED;
    case domain::ErasureState::kConfirmed:
      return v1::ERASURE_STATUS_CONFIRMED;
  }
  return v1::ERASURE_STATUS_UNSPECIFIED;
}

v1::TrainingKind KindOf(queries::TrainingKind kind) {
  switch (kind) {
    case queries::TrainingKind::kCompleted:
      return v1::TRAINING_KIND_COMPLETED;
    case queries::TrainingKind::kRevoked:
      return v1::TRAINING_KIND_REVOKED;
    case queries::TrainingKind::kDeclared:
      return v1::TRAINING_KIND_DECLARED;
    case queries::TrainingKind::kRecognised:
      return v1::TRAINING_KIND_RECOGNISED;
    case queries::TrainingKind::kRefused:
      return v1::TRAINING_KIND_REFUSED;
  }
  return v1::TRAINING_KIND_UNSPECIFIED;
}

v1::Retention RetentionOf(const domain::Retention& from, bool ended) {
  v1::Retention retention;
  retention.set_retention_years(from.years);
  retention.set_ended(ended);
  if (from.last_need_on != domain::kNoEnd) {
    *retention.mutable_last_need_on() = domain::ToProto(from.last_need_on);
    *retention.mutable_retained_until() = domain::ToProto(from.retained_until);
  }
  return retention;
}

// The pseudonym that counts, and the others.
template <typename Proto>
void SetHuman(const domain::Retention& retention, Proto* proto) {
  for (const std::string& id : retention.pseudonyms) {
    if (proto->person_id().empty()) {
      proto->set_person_id(id);
    } else {
      proto->add_linked_person_ids(id);
    }
  }
}

void WriteStep(const queries::ErasureStep& step, v1::ErasureStep* proto) {
  proto->set_status(ErasureStatusOf(step.state));
  *proto->mutable_on() = domain::ToProto(step.on);
  proto->set_decided_by(step.decided_by);
  proto->set_ground(step.ground);
  proto->set_requested_by(step.requested_by);
  proto->set_override_ground(step.override_ground);
  proto->set_after_restore(step.after_restore);
  proto->set_position(step.position);
}

void Write(const queries::KeptPseudonymFacts& from, v1::ExportedPseudonym* proto) {
  proto->set_person_id(from.person_id);
  proto->set_region(from.region);
  if (from.registered_on.has_value()) {
    *proto->mutable_registered_on() = domain::ToProto(*from.registered_on);
  }
  proto->set_kept_person_id(from.linked_to);
  proto->set_decided_by(from.linked_by);
}

void Write(const queries::KeptEngagement& from, v1::ExportedEngagement* proto) {
  proto->set_engagement_id(from.engagement.engagement_id);
  proto->set_person_id(from.person_id);
  proto->set_practice_id(from.engagement.practice_id);
  proto->set_practice_name(from.practice_name);
  proto->set_role(from.engagement.role);
  *proto->mutable_from() = domain::ToProto(from.engagement.period.from);
  if (from.engagement.period.until != domain::kNoEnd) {
    *proto->mutable_until() = domain::ToProto(from.engagement.period.until);
  }
}

void Write(const queries::KeptEnrolment& from, v1::ExportedEnrolment* proto) {
  const domain::EnrolmentRecord& record = from.record;
  proto->set_enrolment_id(record.id);
  proto->set_person_id(record.person_id);
  proto->set_session_id(record.session_id);
  proto->set_series_id(record.series_id);
  proto->set_practice_id(record.practice_id);
  proto->set_participation(record.participation);
  proto->set_state(EnrolmentStateOf(record.status));
  *proto->mutable_requested_on() = domain::ToProto(record.requested_on);
  proto->set_role(record.role);
  for (const std::string& id : record.represents) proto->add_represents(id);
  if (record.confirmed_on != domain::kNoEnd) {
    *proto->mutable_confirmed_on() = domain::ToProto(record.confirmed_on);
  }
  if (record.ended_on != domain::kNoEnd) {
    *proto->mutable_ended_on() = domain::ToProto(record.ended_on);
  }
  if (from.date.has_value()) *proto->mutable_date() = domain::ToProto(*from.date);
  proto->set_title(from.title);
  proto->set_reason(from.reason);
  proto->set_handed_over(from.handed_over);
}

void Write(const queries::KeptAttendance& from, v1::ExportedAttendance* proto) {
  const domain::Attendance& attendance = *from.attendance;
  proto->set_session_id(attendance.session_id);
  proto->set_person_id(attendance.person_id);
  *proto->mutable_date() = domain::ToProto(from.date);
  proto->set_kind(from.kind);
  proto->set_title(from.title);
  proto->set_practice_id(attendance.practice_id);
  for (const std::string& id : attendance.represents) proto->add_represents(id);
  proto->set_status(attendance.status);
  proto->set_voided(attendance.voided);
  for (const domain::Flag flag : attendance.flags) proto->add_flags(flag);
  proto->set_corrected(attendance.corrected);
  proto->set_reason(from.reason);
  proto->set_decided_by(from.decided_by);
}

void Write(const queries::KeptTraining& from, v1::ExportedTraining* proto) {
  proto->set_kind(KindOf(from.kind));
  proto->set_person_id(from.person_id);
  proto->set_offering_id(from.offering_id);
  proto->set_title(from.title);
  proto->set_menu_slug(from.menu_slug);
  proto->set_region(from.region);
  proto->set_practice_id(from.practice_id);
  *proto->mutable_done_on() = domain::ToProto(from.done_on);
  if (from.decided_on.has_value()) {
    *proto->mutable_decided_on() = domain::ToProto(*from.decided_on);
  }
  proto->set_certificate_ref(from.certificate_ref);
  proto->set_certificate_sha256(from.certificate_sha256);
  proto->set_declared_by(from.declared_by);
  proto->set_decided_by(from.decided_by);
  proto->set_reason(from.reason);
}

}  // namespace

void ToProto(const queries::RetentionRow& row, v1::RetentionRow* proto) {
  SetHuman(row.retention, proto);
  *proto->mutable_retention() = RetentionOf(row.retention, row.ended);
  proto->set_erasure(ErasureStatusOf(row.erasure));
}

void ToProto(const queries::HumanErasure& erasure, v1::GetErasureResponse* proto) {
  SetHuman(erasure.retention, proto);
  proto->set_erasure(ErasureStatusOf(erasure.state));
  for (const queries::ErasureStep& step : erasure.steps) WriteStep(step, proto->add_steps());
  *proto->mutable_retention() = RetentionOf(erasure.retention, erasure.ended);
}

void ToProto(const queries::PersonExport& all, v1::ExportPersonResponse* proto) {
  SetHuman(all.erasure.retention, proto);
  for (const auto& [id, data] : all.personal_data) {
    v1::ExportedPersonalData* const opened = proto->add_personal_data();
    opened->set_person_id(id);
    *opened->mutable_data() = data;
  }
  proto->set_erasure(ErasureStatusOf(all.erasure.state));
  *proto->mutable_retention() = RetentionOf(all.erasure.retention, all.erasure.ended);
  for (const auto& kept : all.engagements) Write(kept, proto->add_engagements());
  for (const auto& kept : all.enrolments) Write(kept, proto->add_enrolments());
  for (const auto& kept : all.attendances) Write(kept, proto->add_attendances());
  for (const auto& kept : all.trainings) Write(kept, proto->add_trainings());
  for (const uint64_t position : all.event_positions) proto->add_event_positions(position);
  for (const auto& kept : all.pseudonyms) Write(kept, proto->add_pseudonyms());
  for (const auto& step : all.erasure.steps) WriteStep(step, proto->add_erasure_steps());
}

}  // namespace logboek::api
