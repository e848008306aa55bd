// What would become of a region's verdicts if some commands were recorded now. Records nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "services/queries/dry_run.h"
#include "services/queries/region_rows.h"
#include "services/queries/verdict_change.h"

namespace logboek::queries {

// Commands of one question, and verdicts that differ in one answer.
inline constexpr size_t kWhatIfCommandsMax = 1'000;
inline constexpr size_t kWhatIfChangesMax = 1'000;

struct WhatIfQuestion {
  std::string region = {};
  // At most kWhatIfCommandsMax; decided in order, each on top of those before it.
  std::vector<command::v1::Command> commands = {};
  // Absent = today.
  std::optional<absl::CivilDay> at = {};
  // `now` and where to look for commands that were recorded before.
  DryRunOptions dry_run = {};
};

struct WhatIfAnswer {
  // One for each command; a refused one changes nothing and does not stop the others.
  std::vector<DryRunOutcome> outcomes = {};
  // In order of practice, then as the plans have it; at most kWhatIfChangesMax, and as many as
  // fit into a message.
  std::vector<VerdictChange> changes = {};
  size_t changes_total = 0;
  absl::CivilDay at = {};
  // Everything up to here was taken into account.
  uint64_t position = 0;
};

// Takes as long as the region is large. INVALID_ARGUMENT, LIST_TOO_LONG; NOT_FOUND, UNKNOWN_REGION:
// also when the region would only begin with these commands.
absl::StatusOr<WhatIfAnswer> Ask(const Registers& registers, const WhatIfQuestion& question);

}  // namespace logboek::queries
