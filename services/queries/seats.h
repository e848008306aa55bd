// How many places and sessions a region needs so that all its practices can comply.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"
#include "services/queries/region_rows.h"

namespace logboek::queries {

struct SeatsQuestion {
  // Pages are not looked at: there are as many rows as sorts of session that the plans ask for.
  std::string region = {};
  ListFrame frame = {};
};

// Sessions that serve the same: of these kinds, or of courses with these menu rows. A session that
// serves two sorts is counted in both.
struct SeatsRow {
  std::set<domain::OfferingKind> kinds = {};
  std::set<std::string> menu_slugs = {};
  std::set<std::string> obligation_ids = {};
  // With an open need.
  uint32_t practices = 0;
  // Places: one for each session a practice needs, one for each item of the people who need least.
  uint32_t need = 0;
  // Of these, held already.
  uint32_t held = 0;
  // Coming sessions before the last of the windows ends, and their free places.
  uint32_t sessions = 0;
  uint32_t free_seats = 0;
  // Some of these have no limit, so nothing is short.
  bool unlimited = false;
  uint32_t shortage = 0;
  // The median of the region's sessions of this sort, else the most the plan allows; 0 = not known.
  uint32_t usual_capacity = 0;
  // Sessions of that capacity that would end the shortage; absent when it is not known.
  std::optional<uint32_t> extra_sessions = {};
};

struct SeatsAnswer {
  // The greatest shortage first, then by kinds and slugs.
  std::vector<SeatsRow> rows = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Takes as long as the region is large, and may read the log. NOT_FOUND, UNKNOWN_REGION.
absl::StatusOr<SeatsAnswer> Ask(const Registers& registers, const SeatsQuestion& question);

}  // namespace logboek::queries
