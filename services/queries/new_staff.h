// Staff that came after the practice was trained in its conversation model, and is not trained yet
// (domain.md UT3-14, UT4-12, O17).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct NewStaffQuestion {
  ListFrame frame = {};
  std::string region = {};
};

struct NewStaffRow {
  std::shared_ptr<const domain::Practice> practice = {};
  // What asks for it.
  std::string obligation_id = {};
  uint32_t period = 0;
  std::string person_id = {};
  // On the day asked about.
  std::vector<domain::Role> roles = {};
  absl::CivilDay engaged_from = {};

  size_t Bytes() const { return RowBytes({practice->name, obligation_id, person_id}); }
};

// By practice, then person; of obligations about new staff whose period runs on the day. NOT_FOUND,
// UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<NewStaffRow>> Ask(const Registers& registers,
                                            const NewStaffQuestion& question);

}  // namespace logboek::queries
