// Practice visits: what is due, who was invited, what was held and spoken of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct VisitsQuestion {
  ListFrame frame = {};
  std::string region = {};
};

// The numbers are those of logboek.v1.VisitState, and the order of the rows.
enum class VisitState : uint8_t { kDue = 1, kInvited = 2, kHeld = 3 };

struct VisitRow {
  std::shared_ptr<const domain::Practice> practice = {};
  VisitState state = VisitState::kDue;
  // With kDue the last day to hold it.
  absl::CivilDay date = {};
  // With kDue: what asks for it.
  std::string obligation_id = {};
  std::optional<uint32_t> period = {};
  // With kDue: what must be spoken of, if anything.
  std::vector<std::string> topics = {};
  // With kDue: the last invitation for it.
  std::optional<absl::CivilDay> invited_on = {};

  size_t Bytes() const { return RowBytes({practice->name, obligation_id}) + RowBytes(topics); }
};

// By practice; of each what is due, then the rest by date. What was due in a period that is over is
// no longer. NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<VisitRow>> Ask(const Registers& registers,
                                         const VisitsQuestion& question);

}  // namespace logboek::queries
