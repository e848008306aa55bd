// Verdicts that rest on a decision: an interpretation other than the first, or a waiver.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct DecisionsInUseQuestion {
  ListFrame frame = {};
  std::string region = {};
};

struct DecisionInUseRow {
  std::shared_ptr<const domain::Practice> practice = {};
  std::string obligation_id = {};
  uint32_t period = 0;
  regioplan::Status status = regioplan::Status::kOpen;
  // Both empty with a waiver.
  std::string interpretation_id = {};
  std::string option = {};
  std::string ground = {};
  // Absent when the plan was published with the option.
  std::optional<absl::CivilDay> decided_on = {};
  std::string decided_by = {};

  size_t Bytes() const {
    return RowBytes({practice->name, obligation_id, interpretation_id, option, ground, decided_by});
  }
};

// By practice, then as the verdicts come. NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<DecisionInUseRow>> Ask(const Registers& registers,
                                                 const DecisionsInUseQuestion& question);

}  // namespace logboek::queries
