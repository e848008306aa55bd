// The open interpretations of the plans' texts (domain.md §7: O1-O19, and the switches of §8:
// R5-R10).
//
// Each is a named edit of a plan: its first option is what the fields of the plan say by
// themselves, another option changes those fields of the obligations it concerns. Evaluation only
// ever sees the fields. Pure.
#pragma once

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::domain {

struct InterpretationEntry {
  absl::string_view id;
  // The default first.
  std::vector<absl::string_view> options;
  // It concerns the plan, not some of its obligations.
  bool of_plan = false;

  // The index of the option; empty = 0. Absent: no such option.
  std::optional<size_t> IndexOf(absl::string_view option) const;
};

// Every interpretation there is.
absl::Span<const InterpretationEntry> Interpretations();

// Null when there is none with the id.
const InterpretationEntry* FindInterpretation(absl::string_view id);

// Writes the option of each interpretation that the plan lists into the fields it concerns, which
// are those of the first options.
void ApplyInterpretations(regioplan::v1::RegionPlan* plan);

// Lists another option of one interpretation of the plan; the fields stay as they are.
void SetOption(const regioplan::v1::Interpretation& decided, regioplan::v1::RegionPlan* plan);

// False when the obligation cannot be read in two ways by this interpretation, for example a share
// of staff by one about sessions.
bool Concerns(absl::string_view interpretation_id, const regioplan::v1::Obligation& obligation);

}  // namespace logboek::domain
