// For which practices people came to a session, and what lets them speak for each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct RepresentationQuestion {
  ListFrame frame = {};
  std::string session_id = {};
};

// The numbers are those of logboek.v1.RepresentationPath.
enum class RepresentationPath : uint8_t {
  kOwn = 1,
  kJointPlan = 2,
  kHealthCentre = 3,
  kNotHeld = 4,
};

struct RepresentationRow {
  std::string practice_id = {};
  // Null when the register does not know it.
  std::shared_ptr<const domain::Practice> practice = {};
  RepresentationPath path = RepresentationPath::kOwn;
  // The joint plan or centre.
  std::string through_id = {};
  // Whose people they are.
  std::string by_practice_id = {};
  // Who was present, by id.
  std::vector<std::string> person_ids = {};

  size_t Bytes() const {
    return RowBytes(person_ids) +
           RowBytes({practice_id, practice == nullptr ? "" : practice->name, through_id});
  }
};

// By practice. Through a joint plan or centre only at sessions of a kind that some obligation of
// the region's plans lets others speak at (domain.md R6). NOT_FOUND, UNKNOWN_SESSION; and what
// lists.h says.
absl::StatusOr<ListAnswer<RepresentationRow>> Ask(const Registers& registers,
                                                  const RepresentationQuestion& question);

}  // namespace logboek::queries
