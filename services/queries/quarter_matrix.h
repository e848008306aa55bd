// Practices on a track: meetings by calendar quarter, and the quarters without one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct QuarterMatrixQuestion {
  ListFrame frame = {};
  std::string region = {};
};

struct QuarterCell {
  absl::CivilDay from = {};
  uint32_t meetings = 0;
  // All of it lies on the track and in the period.
  bool required = false;
  // Required, over, and without a meeting.
  bool missing = false;
};

struct QuarterMatrixRow {
  std::shared_ptr<const domain::Practice> practice = {};
  std::string obligation_id = {};
  uint32_t period = 0;
  uint32_t meetings = 0;
  uint32_t needed = 0;
  // Each quarter that the period on the track touches.
  std::vector<QuarterCell> quarters = {};

  size_t Bytes() const {
    return RowBytes({practice->name, obligation_id}) + quarters.size() * sizeof(QuarterCell);
  }
};

// By practice, then as the verdicts come; periods that have begun. NOT_FOUND, UNKNOWN_REGION; and
// what lists.h says.
absl::StatusOr<ListAnswer<QuarterMatrixRow>> Ask(const Registers& registers,
                                                 const QuarterMatrixQuestion& question);

}  // namespace logboek::queries
