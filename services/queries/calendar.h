// Sessions: who has a place, who waits, who came.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/registrar/registrar.h"

namespace logboek::queries {

struct SessionView {
  std::shared_ptr<const domain::Session> session = {};
  // Null when the offering is not known.
  std::shared_ptr<const domain::Offering> offering = {};
  // Of its series.
  std::vector<std::string> cohort_ids = {};

  uint32_t waiting() const { return static_cast<uint32_t>(session->waiting.size()); }
  // Places left; meaningful only with a capacity.
  uint32_t free() const {
    return session->capacity > session->places_taken ? session->capacity - session->places_taken
                                                     : 0;
  }
};

struct EnrolmentLine {
  std::shared_ptr<const domain::EnrolmentRecord> enrolment = {};
  // Place in the waiting line, 1 = next; 0 = does not wait.
  uint32_t waiting_rank = 0;
};

struct SessionAnswer {
  SessionView view = {};
  // In log order, ended ones included.
  std::vector<EnrolmentLine> enrolments = {};
  // Active records by log position.
  std::vector<domain::AttendancePtr> attendance = {};
  uint64_t position = 0;
};

// NOT_FOUND, UNKNOWN_SESSION.
absl::StatusOr<SessionAnswer> AskSession(const registrar::Registrar& registrar,
                                         absl::string_view session_id);

struct SessionsQuestion {
  std::string region = {};
  // Local dates, [from, until).
  std::optional<absl::CivilDay> from = {};
  std::optional<absl::CivilDay> until = {};
  // Empty = all.
  std::set<domain::OfferingKind> kinds = {};
  // Only sessions for somebody with one of these (session_roles.h); empty = all.
  std::set<domain::Role> roles = {};
  // 1 or more.
  size_t page_size = 100;
  // A page ends early when its sessions are about this large; it has at least one.
  size_t page_bytes_max = 3 << 20;
  std::string page_token = {};
};

struct SessionsAnswer {
  // By date, then session id; cancelled ones included.
  std::vector<SessionView> sessions = {};
  // Empty on the last page.
  std::string next_page_token = {};
  uint64_t position = 0;
};

// NOT_FOUND, UNKNOWN_REGION; INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<SessionsAnswer> Ask(const registrar::Registrar& registrar,
                                   const SessionsQuestion& question);

}  // namespace logboek::queries
