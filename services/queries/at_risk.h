// Which practices are at risk, and how much room they have left.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"
#include "services/queries/region_rows.h"

namespace logboek::queries {

struct AtRiskQuestion {
  std::string region = {};
  ListFrame frame = {};
  // Rows that are open and not at risk, too.
  bool include_open = false;
};

// Only rows that give a verdict, have begun and miss something.
struct RiskRow {
  std::shared_ptr<const domain::Practice> practice = {};
  ObligationPeriod obligation = {};
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t need = 0;
  uint32_t bookable = 0;
  // bookable - need; absent for what no session can fill.
  std::optional<int64_t> slack = {};
  absl::CivilDay last_day = {};
  int64_t days_left = 0;
};

struct AtRiskAnswer {
  // By slack, then days left, then practice and obligation; rows without slack come last.
  std::vector<RiskRow> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  size_t rows_total = 0;
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Takes as long as the region is large, and may read the log. NOT_FOUND, UNKNOWN_REGION;
// INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<AtRiskAnswer> Ask(const Registers& registers, const AtRiskQuestion& question);

}  // namespace logboek::queries
