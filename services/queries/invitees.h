// Who should be invited to a coming session.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/calendar.h"
#include "services/queries/lists.h"
#include "services/queries/region_rows.h"

namespace logboek::queries {

struct InviteesQuestion {
  std::string session_id = {};
  ListFrame frame = {};
};

// An open need that the session can fill.
struct SessionNeed {
  ObligationPeriod obligation = {};
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t missing = 0;
  // Other sessions or places that could fill it.
  uint32_t other_bookable = 0;
  int64_t days_left = 0;
};

struct Invitee {
  std::shared_ptr<const domain::Practice> practice = {};
  // The most pressing first; never empty.
  std::vector<SessionNeed> needs = {};
  // For shares: who is not there yet and has no place at this session.
  std::vector<OpenStaff> people = {};
  // The session's series is for the practice's cohort, or for every cohort, or there is no series.
  bool cohort_match = true;
};

struct InviteesAnswer {
  SessionView session = {};
  // At risk first, then the fewest other possibilities, then days left, then practice. They do not
  // depend on whether the session has a place left.
  std::vector<Invitee> invitees = {};
  // Who has a place or waits for one, by practice, then person; on the first page only.
  std::vector<std::shared_ptr<const domain::EnrolmentRecord>> enrolled = {};
  // Empty on the last page.
  std::string next_page_token = {};
  size_t invitees_total = 0;
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Takes as long as the region is large, and may read the log. NOT_FOUND, UNKNOWN_SESSION;
// FAILED_PRECONDITION, SESSION_CANCELLED or SESSION_HELD (before the day asked about);
// INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<InviteesAnswer> Ask(const Registers& registers, const InviteesQuestion& question);

}  // namespace logboek::queries
