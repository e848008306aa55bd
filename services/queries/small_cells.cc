#include "services/queries/small_cells.h"

#include <algorithm>
#include <numeric>

#include "storage/base/check.h"

namespace logboek::queries {
namespace {

using Counts = std::array<uint32_t, kReportColumns>;
using Columns = std::bitset<kReportColumns>;

// What is hidden first: what is on its way anyway. What is met comes last of what is asked.
constexpr std::array kHidingOrder = {regioplan::Status::kOpen,   regioplan::Status::kNotMet,
                                     regioplan::Status::kAtRisk, regioplan::Status::kUndetermined,
                                     regioplan::Status::kWaived, regioplan::Status::kReported,
                                     regioplan::Status::kMet,    regioplan::Status::kNotApplicable};
static_assert(kHidingOrder.size() == kReportColumns);

bool IsFew(uint32_t practices, uint32_t small) { return practices > 0 && practices < small; }

// No small cell is shown, and those hidden hold more than small ones could.
bool HidesSmallCells(const Counts& counts, const Columns& columns, uint32_t small) {
  uint32_t sum = 0;
  for (size_t i = 0; i < kReportColumns; ++i) {
    if (columns[i]) {
      sum += counts[i];
    } else if (IsFew(counts[i], small)) {
      return false;
    }
  }
  return columns.none() || (columns.count() > 1 && sum > (small - 1) * columns.count());
}

// The blocks that several reports have in common, by place.
class JointBlocks {
 public:
  JointBlocks() { std::iota(block_.begin(), block_.end(), size_t{0}); }

  void Unite(const HiddenCells& hidden) {
    size_t first = hidden.whole ? block_[kNoPlace] : kPlaces;
    for (size_t i = 0; i < kReportColumns; ++i) {
      if (!hidden.columns[i]) continue;
      if (first == kPlaces) first = block_[i];
      std::replace(block_.begin(), block_.end(), size_t{block_[i]}, first);
    }
  }

  size_t operator[](size_t place) const { return block_[place]; }

 private:
  std::array<size_t, kPlaces> block_ = {};
};

// Of the practices that went from one joint block of the two reports to another there are none or
// enough.
bool HidesSmallChanges(const RowChange& change, const HiddenCells& hidden, uint32_t small) {
  JointBlocks blocks;
  blocks.Unite(change.hidden);
  blocks.Unite(hidden);
  std::array<std::array<uint32_t, kPlaces>, kPlaces> went = {};
  for (size_t from = 0; from < kPlaces; ++from) {
    for (size_t to = 0; to < kPlaces; ++to) {
      went[blocks[from]][blocks[to]] += change.went[from][to];
    }
  }
  for (size_t from = 0; from < kPlaces; ++from) {
    for (size_t to = 0; to < kPlaces; ++to) {
      if (from != to && IsFew(went[from][to], small)) return false;
    }
  }
  return true;
}

RowChange ChangeBetween(const EarlierRow& before, const Standing& now) {
  RowChange change{.hidden = before.hidden};
  for (const auto& [practice, place] : before.standing) {
    const auto found = now.find(practice);
    ++change.went[place][found == now.end() ? kNoPlace : found->second];
  }
  for (const auto& [practice, place] : now) {
    if (!before.standing.contains(practice)) ++change.went[kNoPlace][place];
  }
  return change;
}

}  // namespace

size_t ColumnOf(regioplan::Status status) {
  const auto* const found = std::find(kReportStatuses.begin(), kReportStatuses.end(), status);
  CHECK(found != kReportStatuses.end(), "every status has a column");
  return static_cast<size_t>(found - kReportStatuses.begin());
}

std::array<uint32_t, kReportColumns> CountsOf(const Standing& standing) {
  Counts counts = {};
  for (const auto& [practice, column] : standing) ++counts[column];
  return counts;
}

HiddenCells HideFew(const Counts& counts, const std::vector<RowChange>& changes, uint32_t small) {
  HiddenCells hidden;
  for (const regioplan::Status next : kHidingOrder) {
    const bool enough = HidesSmallCells(counts, hidden.columns, small) &&
                        std::all_of(changes.begin(), changes.end(), [&](const RowChange& change) {
                          return HidesSmallChanges(change, hidden, small);
                        });
    if (enough) return hidden;
    hidden.columns.set(ColumnOf(next));
  }
  hidden.HideAll();
  return hidden;
}

HiddenCells HideFew(const Standing& now, const std::vector<const EarlierRow*>& earlier,
                    uint32_t small) {
  std::vector<RowChange> changes;
  changes.reserve(earlier.size());
  for (const EarlierRow* row : earlier) changes.push_back(ChangeBetween(*row, now));
  return HideFew(CountsOf(now), changes, small);
}

}  // namespace logboek::queries
