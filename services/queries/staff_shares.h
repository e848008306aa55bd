// Shares of staff: how far each practice is, who does not count yet, who did how much.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct StaffSharesQuestion {
  ListFrame frame = {};
  std::string region = {};
  // Empty = every share.
  std::string obligation_id = {};
};

struct StaffShareRow {
  std::shared_ptr<const domain::Practice> practice = {};
  // Without evidence.
  regioplan::Verdict verdict = {};

  size_t Bytes() const {
    return RowBytes({practice->name, verdict.obligation->label().nl(),
                     verdict.obligation->label().en(), verdict.obligation->id()});
  }
};

// By practice. NOT_FOUND, UNKNOWN_REGION or UNKNOWN_OBLIGATION; FAILED_PRECONDITION, NOT_A_SHARE;
// and what lists.h says.
absl::StatusOr<ListAnswer<StaffShareRow>> Ask(const Registers& registers,
                                              const StaffSharesQuestion& question);

struct UntrainedQuestion {
  ListFrame frame = {};
  std::string practice_id = {};
  std::string obligation_id = {};
  // Absent = the period that runs, else the last that began.
  std::optional<uint32_t> period = {};
};

struct UntrainedRow {
  std::string person_id = {};
  // Those the share counts, on the day asked about.
  std::vector<domain::Role> roles = {};
  uint32_t items_done = 0;
  uint32_t items_needed = 0;
  uint32_t period = 0;
  absl::CivilDay deadline = {};

  size_t Bytes() const { return RowBytes({person_id}); }
};

// The people on the roster of the day who have not done all of it, by id; none when the obligation
// does not hold for the practice. NOT_FOUND, UNKNOWN_PRACTICE or UNKNOWN_OBLIGATION; NOT_A_SHARE.
absl::StatusOr<ListAnswer<UntrainedRow>> Ask(const Registers& registers,
                                             const UntrainedQuestion& question);

struct TimesQuestion {
  ListFrame frame = {};
  std::string region = {};
  std::string obligation_id = {};
  std::optional<uint32_t> period = {};
};

// The people on the roster of the day by the number of items they did.
struct TimesRow {
  std::shared_ptr<const domain::Practice> practice = {};
  uint32_t period = 0;
  uint32_t items_needed = 0;
  std::vector<std::string> none = {};
  std::vector<std::string> one = {};
  std::vector<std::string> more = {};

  size_t Bytes() const {
    return RowBytes({practice->name}) + RowBytes(none) + RowBytes(one) + RowBytes(more);
  }
};

// By practice; only those for which the obligation holds. As for shares.
absl::StatusOr<ListAnswer<TimesRow>> Ask(const Registers& registers, const TimesQuestion& question);

}  // namespace logboek::queries
