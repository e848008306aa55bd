// Which numbers of a report about a region are not shown, so that nobody who reads it, alone or
// beside the reports before it, finds out about a few practices. Pure.
//
// A reader knows this rule, every report given out, and what follows from them by adding up and
// taking away. Two things must not follow: how many practices stand in a cell of 1 to 4, and what
// exactly changed when 1 to 4 practices changed.
//
// Cells are hidden in a fixed order: open, not met, at risk ..., met last of what is asked; then
// the row as a whole. Of that order as few are hidden as will do, whatever they hold, none or at
// least two. All hidden cells look alike. So a reader sees only how far it went, and not which cell
// was the reason. What will do:
//
// Within one report. No cell of 1 to 4 practices is shown, and those hidden hold together more than
// 4 practices for each of them: whoever subtracts finds a sum too large for small cells only, also
// when he knows that some of the hidden cells are empty. What is asked and what is not add up to
// the row, so the latter is hidden only with all of it.
//
// Against an earlier report. Each report divides the practices of a row into blocks: each cell
// shown is a block, all hidden cells together are one, having no verdict in the row is one; a row
// hidden as a whole is one single block. What two reports tell can be compared only for unions of
// blocks of the one that are also unions of blocks of the other; the smallest of those are the
// joint blocks. The rule: of the practices that went from one joint block to another there are none
// or at least 5. To hide more makes joint blocks larger, until it holds.
//
// Why that is enough, for a chain of any length and in any order of dates: the numbers shown, and
// the counts of the rule, depend on a practice only through the block it stands in, report by
// report. Deal the practices of a hidden block anew among its cells, in any report of the
// chain: every number shown stays, and so does every count of the rule. So the chain tells no more
// about what is hidden in a report than that report does by itself. And what can be subtracted
// between reports is a number that no one or at least 5 practices went in, and no one or at least 5
// went out. How far the hiding goes does depend on what is hidden; small_cells_test shows that this
// gives no number away either: it lays together all histories of small regions that look alike to
// a reader who knows the rule, one who also knows that nobody goes back included.
//
// Why not show the earlier number instead: it would stand in one row with newer ones, and the sums
// would tell the difference; and the earlier row, or the earlier report as a whole, would be shown
// for ever, since among dozens of rows there is always one where a few practices changed.
//
// What a reader still learns: that in a row that is hidden, some practices changed, a few of them.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "services/regioplan/evaluate.h"

namespace logboek::queries {

// Fewer practices than this are not told apart to whom should not know them.
inline constexpr uint32_t kSmallCell = 5;

// The columns of a row, in the order of the report. Those before the last are what is asked.
inline constexpr std::array kReportStatuses = {
    regioplan::Status::kMet,      regioplan::Status::kOpen,
    regioplan::Status::kAtRisk,   regioplan::Status::kNotMet,
    regioplan::Status::kWaived,   regioplan::Status::kUndetermined,
    regioplan::Status::kReported, regioplan::Status::kNotApplicable};
inline constexpr size_t kReportColumns = kReportStatuses.size();
inline constexpr size_t kNotApplicableColumn = kReportColumns - 1;

size_t ColumnOf(regioplan::Status status);

// In which column of a row each practice stands, by practice id; who is not in it has no verdict
// there.
using Standing = absl::btree_map<std::string, size_t>;

std::array<uint32_t, kReportColumns> CountsOf(const Standing& standing);

struct HiddenCells {
  std::bitset<kReportColumns> columns = {};
  // Nothing of the row is shown, not even its sum; then `columns` has all.
  bool whole = false;

  void HideAll() {
    columns.set();
    whole = true;
  }
  // What is asked, as a sum.
  bool asked() const { return whole || columns[kNotApplicableColumn]; }
};

// A row as an earlier report had it.
struct EarlierRow {
  Standing standing = {};
  HiddenCells hidden = {};
};

// Where a practice can stand in a row: in one of its columns or, last, nowhere.
inline constexpr size_t kNoPlace = kReportColumns;
inline constexpr size_t kPlaces = kReportColumns + 1;

// A row beside itself as an earlier report had it: how many practices stood in a place then (first)
// and stand in a place now (second), and what was hidden then. Among places hidden then it does not
// matter in which of them a practice is counted.
struct RowChange {
  std::array<std::array<uint32_t, kPlaces>, kPlaces> went = {};
  HiddenCells hidden = {};
};

// What to hide of a row, with so many practices in each column, from readers who were shown the
// earlier ones; one change for each of those, in any order.
HiddenCells HideFew(const std::array<uint32_t, kReportColumns>& counts,
                    const std::vector<RowChange>& changes, uint32_t small = kSmallCell);
// The same, practice by practice.
HiddenCells HideFew(const Standing& now, const std::vector<const EarlierRow*>& earlier,
                    uint32_t small = kSmallCell);

}  // namespace logboek::queries
