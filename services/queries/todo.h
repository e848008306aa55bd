// What a practice must still do, and with which people and sessions it can.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/calendar.h"
#include "services/queries/compliance.h"
#include "services/queries/region_rows.h"

namespace logboek::queries {

// Sessions that a row names at most.
inline constexpr size_t kOpenSessionsMax = 50;

struct TodoQuestion {
  std::string practice_id = {};
  // Only what must be done before this day; absent = everything.
  std::optional<absl::CivilDay> before = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  registrar::KeepGoing keep_going = {};
};

struct OpenSession {
  SessionView view = {};
  // Of the practice itself.
  uint32_t held_places = 0;
};

struct TodoRow {
  ObligationPeriod obligation = {};
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t missing = 0;
  // Shares only.
  std::vector<domain::Role> roles = {};
  std::vector<OpenStaff> people = {};
  // By date; at most kOpenSessionsMax.
  std::vector<OpenSession> sessions = {};
  uint32_t sessions_total = 0;
  absl::CivilDay last_day = {};
};

struct TodoAnswer {
  std::shared_ptr<const domain::Practice> practice = {};
  // By last day, then as the plans have it. Only rows that give a verdict and have begun.
  std::vector<TodoRow> rows = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// NOT_FOUND, UNKNOWN_PRACTICE. May read the log when `known` is not now.
absl::StatusOr<TodoAnswer> Ask(const Registers& registers, const TodoQuestion& question);

}  // namespace logboek::queries
