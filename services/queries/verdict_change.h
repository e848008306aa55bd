// What became of a practice's verdicts from one moment to another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "services/queries/region_rows.h"

namespace logboek::queries {

// A verdict in short.
struct VerdictNumbers {
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t numerator = 0;
  uint32_t denominator = 0;
  uint32_t threshold = 0;
  bool operator==(const VerdictNumbers&) const = default;
};

VerdictNumbers NumbersOf(const regioplan::Verdict& verdict);

// A verdict that outlives the facts it came from.
struct VerdictLine {
  ObligationPeriod obligation = {};
  VerdictNumbers numbers = {};
  // Where the facts in its evidence stand in the log; empty when it was evaluated without.
  absl::flat_hash_set<uint64_t> evidence = {};
};

std::vector<VerdictLine> LinesOf(const std::vector<regioplan::Verdict>& verdicts);

struct VerdictChange {
  std::shared_ptr<const domain::Practice> practice = {};
  ObligationPeriod obligation = {};
  // Absent = there was no such row, or there is none any more; never both.
  std::optional<VerdictNumbers> before = {};
  std::optional<VerdictNumbers> after = {};
  // Of both sides together.
  absl::flat_hash_set<uint64_t> evidence = {};
};

// The rows whose numbers differ: in the order of `after`, then those that are only in `before`.
std::vector<VerdictChange> ChangesBetween(std::shared_ptr<const domain::Practice> practice,
                                          const std::vector<VerdictLine>& before,
                                          const std::vector<VerdictLine>& after);

// About how many bytes the change is on the wire, rather too many than too few.
size_t WeightOf(const VerdictChange& change);

}  // namespace logboek::queries
