// What changed in the verdicts between two positions of the log, and by which events.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/queries/lists.h"
#include "services/queries/region_rows.h"
#include "services/queries/verdict_change.h"

namespace logboek::queries {

// Causing events that a row names at most.
inline constexpr size_t kCausingEventsMax = 20;

struct CompareQuestion {
  // Asked about unless a practice is.
  std::string region = {};
  // `known` is not looked at.
  ListFrame frame = {};
  // Empty = every practice of the region.
  std::string practice_id = {};
  uint64_t from_position = 0;
  // Absent = everything the log knows now.
  std::optional<uint64_t> until_position = {};
  // The log whose events are looked through.
  const storage::EventLog* log = nullptr;
};

struct CausingEvent {
  uint64_t position = 0;
  std::string event_id = {};
  std::string type = {};
  absl::Time recorded_at = {};
  absl::CivilDay effective_on = {};
  // It stands in the evidence of the verdict before or after.
  bool in_evidence = false;
};

struct ComparedVerdict {
  VerdictChange change = {};
  // Those in the evidence first, each part in order of position; at most kCausingEventsMax.
  std::vector<CausingEvent> events = {};
  uint32_t events_total = 0;
};

struct CompareAnswer {
  // In order of practice, then as the plans have it.
  std::vector<ComparedVerdict> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  size_t rows_total = 0;
  absl::CivilDay at = {};
  uint64_t from_position = 0;
  uint64_t until_position = 0;
};

// Folds the region up to both positions and reads the events between them: as long as these are
// many. INVALID_ARGUMENT, POSITIONS_REVERSED or BAD_PAGE_TOKEN; OUT_OF_RANGE, POSITION_AHEAD;
// NOT_FOUND, UNKNOWN_REGION or UNKNOWN_PRACTICE.
absl::StatusOr<CompareAnswer> Ask(const Registers& registers, const CompareQuestion& question);

}  // namespace logboek::queries
