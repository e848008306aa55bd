#include "services/domain/register.h"
#include "services/registrar/registrar.h"
#include "storage/base/check.h"

namespace logboek::registrar {
namespace {

namespace ev = logboek::event::v1;

template <typename Flags>
void AddFlags(const Flags& flags, Receipt* receipt) {
  for (const int flag : flags) receipt->flags.push_back(static_cast<domain::Flag>(flag));
}

void SetEnrolment(domain::EnrolmentStatus status, Receipt* receipt) {
  receipt->has_enrolment_status = true;
  receipt->enrolment_status = status;
}

// What one event says about the outcome of its command.
void AddOutcome(const ev::Event& event, Receipt* receipt) {
  switch (event.kind_case()) {
    case ev::Event::kEnrolmentConfirmed:
      SetEnrolment(domain::EnrolmentStatus::kConfirmed, receipt);
      return AddFlags(event.enrolment_confirmed().flags(), receipt);
    case ev::Event::kEnrolmentWaitlisted:
      SetEnrolment(domain::EnrolmentStatus::kWaiting, receipt);
      receipt->waiting_rank = event.enrolment_waitlisted().rank();
      return;
    case ev::Event::kEnrolmentCancelled:
      return SetEnrolment(domain::EnrolmentStatus::kCancelled, receipt);
    case ev::Event::kEnrolmentRejected:
      return SetEnrolment(domain::EnrolmentStatus::kRejected, receipt);
    case ev::Event::kEnrolmentPromoted:
      receipt->promoted_enrolment_ids.push_back(event.enrolment_promoted().enrolment_id());
      return;
    case ev::Event::kAttendanceRecorded:
      return AddFlags(event.attendance_recorded().flags(), receipt);
    case ev::Event::kAttendanceCorrected:
      return AddFlags(event.attendance_corrected().flags(), receipt);
    case ev::Event::kCourseCompleted:
      return AddFlags(event.course_completed().flags(), receipt);
    case ev::Event::kSessionCapacityChanged:
      return AddFlags(event.session_capacity_changed().flags(), receipt);
    case ev::Event::kInterventionChosen:
      return AddFlags(event.intervention_chosen().flags(), receipt);
    case ev::Event::kInterventionChanged:
      return AddFlags(event.intervention_changed().flags(), receipt);
    default:
      return;
  }
}

}  // namespace

Receipt ReceiptOf(const std::vector<ev::Envelope>& envelopes) {
  CHECK(!envelopes.empty());
  Receipt receipt;
  const ev::Envelope& first = envelopes.front();
  receipt.source = first.source();
  receipt.source_id = first.source_id();
  receipt.first_position = first.position();
  receipt.position = envelopes.back().position();
  receipt.recorded_at = absl::FromUnixSeconds(first.recorded_at().seconds()) +
                        absl::Nanoseconds(first.recorded_at().nanos());
  for (const ev::Envelope& envelope : envelopes) {
    receipt.event_ids.push_back(envelope.event_id());
    AddOutcome(envelope.event(), &receipt);
  }
  return receipt;
}

}  // namespace logboek::registrar
