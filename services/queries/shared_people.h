// People who are active at two or more practices, and where they count.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct SharedPeopleQuestion {
  ListFrame frame = {};
  std::string region = {};
};

// A person at one of the practices.
struct SharedPersonRow {
  std::string person_id = {};
  std::string practice_id = {};
  // Null when the register does not know it.
  std::shared_ptr<const domain::Practice> practice = {};
  std::vector<domain::Role> roles = {};
  // Shares of staff with a period that runs on the day, in which the person counts here.
  std::vector<std::string> obligation_ids = {};

  size_t Bytes() const {
    return RowBytes({person_id, practice == nullptr ? "" : practice->name}) +
           RowBytes(obligation_ids);
  }
};

// By person, then practice; people active on the day at one practice of the region at least.
// NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<SharedPersonRow>> Ask(const Registers& registers,
                                                const SharedPeopleQuestion& question);

}  // namespace logboek::queries
