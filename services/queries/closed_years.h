// Closed periods whose verdicts would be others now.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"
#include "services/queries/region_rows.h"
#include "services/queries/verdict_change.h"

namespace logboek::queries {

struct ClosedYearsQuestion {
  std::string region = {};
  ListFrame frame = {};
};

struct ClosedYearDifference {
  // `before` is what the period was closed with, without a threshold; `after` what is known now.
  VerdictChange change = {};
  absl::CivilDay closed_on = {};
  // Of the event that closed it, and of what it looked at.
  uint64_t closed_position = 0;
  uint64_t verdict_position = 0;
  uint32_t version = 0;
};

struct ClosedYearsAnswer {
  // In order of practice, period, obligation.
  std::vector<ClosedYearDifference> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  size_t rows_total = 0;
  // Looked at; only the last closing of each.
  uint32_t closed_periods = 0;
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Takes as long as the region is large, and may read the log. NOT_FOUND, UNKNOWN_REGION;
// INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<ClosedYearsAnswer> Ask(const Registers& registers,
                                      const ClosedYearsQuestion& question);

}  // namespace logboek::queries
