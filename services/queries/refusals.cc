#include "services/queries/refusals.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "storage/base/error.h"

namespace logboek::queries {
namespace {

absl::Status Unknown(absl::string_view what, absl::string_view reason, absl::string_view id) {
  return base::MakeError(
      absl::StatusCode::kNotFound, reason,
      absl::StrCat("the register has no ", what, " \"", id,
                   "\" in the state asked for; check the spelling, or whether it "
                   "was pushed"),
      {{absl::StrCat(what, "_id"), std::string(id)}});
}

}  // namespace

absl::Status UnknownPractice(absl::string_view practice_id) {
  return Unknown("practice", "UNKNOWN_PRACTICE", practice_id);
}

absl::Status UnknownSession(absl::string_view session_id) {
  return Unknown("session", "UNKNOWN_SESSION", session_id);
}

absl::Status UnknownPerson(absl::string_view person_id) {
  return Unknown("person", "UNKNOWN_PERSON", person_id);
}

absl::Status UnknownEnrolment(absl::string_view enrolment_id) {
  return Unknown("enrolment", "UNKNOWN_ENROLMENT", enrolment_id);
}

absl::Status UnknownLine(absl::string_view line_id) {
  return Unknown("line", "UNKNOWN_LINE", line_id);
}

absl::Status UnknownEvent(absl::string_view event_id) {
  return Unknown("event", "UNKNOWN_EVENT", event_id);
}

absl::Status UnknownRegion(absl::string_view region) {
  return base::MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_REGION",
      absl::StrCat("no plan of a region \"", region,
                   "\" was published in the state asked for; check the spelling, "
                   "or publish the plan"),
      {{"region", std::string(region)}});
}

absl::Status UnknownObligation(absl::string_view obligation_id, absl::string_view region) {
  return base::MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_OBLIGATION",
      absl::StrCat("no plan of region \"", region, "\" has an obligation \"", obligation_id,
                   "\"; its plans name them by the row they come from, for example \"MB-05\""),
      {{"obligation_id", std::string(obligation_id)}, {"region", std::string(region)}});
}

absl::Status UnknownAgb(absl::string_view agb, absl::CivilDay at) {
  return base::MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_AGB",
      absl::StrCat("no practice holds the AGB code \"", agb, "\" on ", absl::FormatCivilTime(at),
                   "; it has 8 digits, zeros in front among them"),
      {{"agb", std::string(agb)}, {"at", absl::FormatCivilTime(at)}});
}

absl::Status PositionAhead(uint64_t position, uint64_t head) {
  return base::MakeError(absl::StatusCode::kOutOfRange, "POSITION_AHEAD",
                         absl::StrCat("position ", position, " is ahead of the log, which ends at ",
                                      head, "; name a position up to there"),
                         {{"position", absl::StrCat(position)}, {"head", absl::StrCat(head)}});
}

absl::Status BadPageToken() {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_PAGE_TOKEN",
      "the page token is not one of this question; pass next_page_token as it was "
      "answered together with the same request, or leave it out to start again");
}

}  // namespace logboek::queries
