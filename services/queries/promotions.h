// Who got a place from the waiting line, and by which event it came free.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct PromotionsQuestion {
  ListFrame frame = {};
  // One of the two: the promotions of a session, or those that a cancelled enrolment led to.
  std::string session_id = {};
  std::string cancelled_enrolment_id = {};
};

struct PromotionRow {
  // Of the EnrolmentPromoted.
  event::v1::Envelope envelope = {};
  // The event the command began with, for example "enrolment_cancelled"; empty when that was the
  // promotion itself.
  std::string cause_type = {};
  std::string cause_event_id = {};
  // With an enrolment that was cancelled: which.
  std::string cause_enrolment_id = {};

  size_t Bytes() const { return RowBytes({cause_type, cause_event_id}) + envelope.ByteSizeLong(); }
};

// In log order; of promotions on or before the day. Reads the log. NOT_FOUND, UNKNOWN_SESSION or
// UNKNOWN_ENROLMENT; and what lists.h says.
absl::StatusOr<ListAnswer<PromotionRow>> Ask(const Registers& registers,
                                             const PromotionsQuestion& question);

}  // namespace logboek::queries
