// Sessions that were held with something worth a look.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct SessionOdditiesQuestion {
  ListFrame frame = {};
  std::string region = {};
  // Local dates, [from, until).
  std::optional<absl::CivilDay> from = {};
  std::optional<absl::CivilDay> until = {};
};

struct SessionOddityRow {
  std::shared_ptr<const domain::Session> session = {};
  std::string title = {};
  uint32_t present = 0;
  uint32_t walk_ins = 0;
  // How many more took a place than there were.
  uint32_t over_capacity = 0;
  // Confirmed enrolments of people recorded as absent, and of people nothing was recorded of.
  uint32_t absent_enrolled = 0;
  uint32_t unrecorded_enrolled = 0;

  bool IsOdd() const {
    return walk_ins > 0 || over_capacity > 0 || absent_enrolled > 0 || unrecorded_enrolled > 0 ||
           !session->list_closed;
  }
  size_t Bytes() const { return RowBytes({title, session->id}); }
};

// By date, then session; only sessions up to the day asked about that were not cancelled.
// NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<SessionOddityRow>> Ask(const Registers& registers,
                                                 const SessionOdditiesQuestion& question);

}  // namespace logboek::queries
