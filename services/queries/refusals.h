// The refusals that several questions share.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace logboek::queries {

// NOT_FOUND with reasons UNKNOWN_PRACTICE, UNKNOWN_REGION, UNKNOWN_SESSION, UNKNOWN_PERSON,
// UNKNOWN_OBLIGATION, UNKNOWN_ENROLMENT, UNKNOWN_LINE, UNKNOWN_EVENT.
absl::Status UnknownPractice(absl::string_view practice_id);
absl::Status UnknownRegion(absl::string_view region);
absl::Status UnknownSession(absl::string_view session_id);
absl::Status UnknownPerson(absl::string_view person_id);
absl::Status UnknownEnrolment(absl::string_view enrolment_id);
absl::Status UnknownLine(absl::string_view line_id);
absl::Status UnknownEvent(absl::string_view event_id);
absl::Status UnknownObligation(absl::string_view obligation_id, absl::string_view region);

// NOT_FOUND, UNKNOWN_AGB: no practice holds the code on the day.
absl::Status UnknownAgb(absl::string_view agb, absl::CivilDay at);

// OUT_OF_RANGE, POSITION_AHEAD: the log has not got that far.
absl::Status PositionAhead(uint64_t position, uint64_t head);

// INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::Status BadPageToken();

}  // namespace logboek::queries
