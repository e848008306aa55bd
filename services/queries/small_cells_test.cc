#include "services/queries/small_cells.h"

#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::queries {
namespace {

using testing::Ge;
using testing::SizeIs;

using Counts = std::array<uint32_t, kReportColumns>;

constexpr size_t kMet = 0;
constexpr size_t kOpen = 1;
constexpr size_t kAtRisk = 2;
constexpr size_t kNotMet = 3;
constexpr size_t kNone = kReportColumns;

Standing StandingOf(const Counts& counts) {
  Standing standing;
  for (size_t column = 0; column < kReportColumns; ++column) {
    for (uint32_t i = 0; i < counts[column]; ++i) {
      standing.emplace(absl::StrCat("p", standing.size()), column);
    }
  }
  return standing;
}

// What is asked, then the columns, as a reader sees them.
std::string Shown(const Standing& now, const HiddenCells& hidden) {
  const Counts counts = CountsOf(now);
  const uint32_t asked = std::accumulate(counts.begin(), counts.end() - 1, 0u);
  std::vector<std::string> texts = {hidden.asked() ? "·" : absl::StrCat(asked)};
  for (size_t i = 0; i < kReportColumns; ++i) {
    texts.push_back(hidden.columns[i] ? "·" : absl::StrCat(counts[i]));
  }
  return absl::StrJoin(texts, " ");
}

std::string Shown(const Counts& counts) {
  const Standing standing = StandingOf(counts);
  return Shown(standing, HideFew(standing, {}));
}

// met, open, at risk, not met, waived, undetermined, reported, not applicable.
TEST(HideSmallCells, WhatIsLargeOrNothingIsShown) {
  EXPECT_EQ(Shown({40, 12, 0, 5, 0, 0, 0, 9}), "57 40 12 0 5 0 0 0 9");
}

TEST(HideSmallCells, ASmallCellTakesOthersWithIt) {
  EXPECT_EQ(Shown({40, 12, 0, 3, 0, 0, 0, 9}), "55 40 · 0 · 0 0 0 9")
      << "3 would follow from 55 - 40 - 12";
  EXPECT_EQ(Shown({40, 12, 2, 3, 0, 0, 0, 9}), "57 40 · · · 0 0 0 9");
}

TEST(HideSmallCells, TogetherTheyHoldMoreThanSmallOnesCould) {
  EXPECT_EQ(Shown({40, 4, 0, 5, 0, 0, 0, 9}), "49 40 · 0 · 0 0 0 9");
  EXPECT_EQ(Shown({40, 4, 0, 4, 0, 0, 0, 9}), "48 · · · · · · · 9") << "8 is 4 and 4 only";
  EXPECT_EQ(Shown({27, 0, 0, 3, 0, 0, 0, 9}), "30 · · · · · · · 9") << "nothing is open any more";
}

TEST(HideSmallCells, WhatIsAskedDoesNotFollowFromTheRegion) {
  EXPECT_EQ(Shown({40, 12, 0, 0, 0, 0, 0, 2}), "· · · · · · · · ·");
  EXPECT_EQ(Shown({3, 0, 0, 0, 0, 0, 0, 97}), "· · · · · · · · ·");
}

TEST(HideSmallCells, TooFewPracticesToSayAnything) {
  const Standing few = StandingOf({1, 1, 1, 1, 0, 0, 0, 0});
  EXPECT_TRUE(HideFew(few, {}).whole);
  EXPECT_EQ(Shown({1, 0, 0, 0, 0, 0, 0, 0}), "· · · · · · · · ·");
}

// Puts the practices into the hidden cells in every way that gives the same sum, keeps those for
// which the rule would have shown the same, and tells which values each hidden cell can have.
class Divisions {
 public:
  // The reader knows that practices stand in these columns only.
  Divisions(const Counts& counts, const std::vector<size_t>& columns) : counts_(counts) {
    const HiddenCells hidden = HideFew(StandingOf(counts), {});
    shown_ = Shown(counts);
    for (const size_t i : columns) {
      if (!hidden.columns[i]) continue;
      cells_.push_back(i);
      sum_ += counts_[i];
    }
    if (!cells_.empty() && !hidden.whole) Divide(0, sum_);
  }

  const std::map<size_t, std::set<uint32_t>>& values() const { return values_; }

 private:
  void Divide(size_t cell, uint32_t left) {
    if (cell + 1 < cells_.size()) {
      for (uint32_t i = 0; i <= left; ++i) {
        counts_[cells_[cell]] = i;
        Divide(cell + 1, left - i);
      }
      return;
    }
    counts_[cells_[cell]] = left;
    if (Shown(counts_) != shown_) return;
    for (const size_t i : cells_) values_[i].insert(counts_[i]);
  }

  Counts counts_;
  std::string shown_;
  std::vector<size_t> cells_;
  uint32_t sum_ = 0;
  std::map<size_t, std::set<uint32_t>> values_;
};

TEST(HideSmallCells, NoHiddenCellHasOnlyOneValueInRandomTables) {
  std::mt19937 random(20261130);
  const std::vector<size_t> columns = {kMet, kOpen, kNotMet, kNotApplicableColumn};
  int hiding = 0;
  for (int table = 0; table < 400 && hiding < 40; ++table) {
    Counts counts = {};
    for (const size_t column : columns) {
      counts[column] = random() % 2 == 0 ? random() % 6 : random() % 25;
    }
    const Divisions divisions(counts, columns);
    if (divisions.values().empty()) continue;
    ++hiding;
    for (const auto& [column, values] : divisions.values()) {
      EXPECT_THAT(values, SizeIs(Ge(2u))) << Shown(counts) << ": " << absl::StrJoin(counts, " ");
    }
  }
  EXPECT_EQ(hiding, 40);
}

TEST(HideSmallChanges, TheSameAgainIsShownAgain) {
  const EarlierRow before{StandingOf({40, 12, 0, 5, 0, 0, 0, 9}), {}};
  EXPECT_EQ(Shown(before.standing, HideFew(before.standing, {&before})), "57 40 12 0 5 0 0 0 9");
}

// The first practices of a column go to another one.
Standing Moved(Standing standing, size_t from, size_t to, int practices) {
  for (auto& [id, column] : standing) {
    if (practices == 0) break;
    if (column != from) continue;
    column = to;
    --practices;
  }
  return standing;
}

TEST(HideSmallChanges, OnePracticeThatBecomesMetCannotBeSubtracted) {
  EarlierRow before{StandingOf({40, 12, 0, 5, 0, 0, 0, 9}), {}};
  const Standing one = Moved(before.standing, kOpen, kMet, 1);
  EXPECT_EQ(Shown(one, HideFew(one, {&before})), "57 · · · · · · · 9");
  const Standing five = Moved(before.standing, kOpen, kMet, 5);
  EXPECT_EQ(Shown(five, HideFew(five, {&before})), "57 45 7 0 5 0 0 0 9");
}

TEST(HideSmallChanges, FiveOneWayDoNotShowOneOtherWay) {
  const EarlierRow before{StandingOf({40, 12, 0, 6, 0, 0, 0, 9}), {}};
  const Standing now = Moved(Moved(before.standing, kNotMet, kMet, 1), kOpen, kMet, 5);
  EXPECT_EQ(Shown(now, HideFew(now, {&before})), "58 46 · 0 · 0 0 0 9")
      << "six became met, and nobody knows from where";
  const Standing back = Moved(Moved(before.standing, kMet, kNotMet, 1), kOpen, kMet, 5);
  EXPECT_EQ(Shown(back, HideFew(back, {&before})), "58 · · · · · · · 9") << "five and one";
}

TEST(HideSmallChanges, OnePracticeThatJoinsHidesTheRow) {
  const EarlierRow before{StandingOf({40, 12, 0, 5, 0, 0, 0, 9}), {}};
  Standing now = before.standing;
  now["new"] = kMet;
  EXPECT_TRUE(HideFew(now, {&before}).whole);
  for (int i = 0; i < 4; ++i) now[absl::StrCat("new", i)] = kMet;
  EXPECT_EQ(Shown(now, HideFew(now, {&before})), "62 45 12 0 5 0 0 0 9");
}

TEST(HideSmallChanges, IsHeldAgainstEveryReportBefore) {
  const Standing start = StandingOf({40, 20, 0, 0, 0, 0, 0, 9});
  EarlierRow first{start, {}};
  EarlierRow second{Moved(start, kOpen, kMet, 6), {}};
  EXPECT_TRUE(HideFew(second.standing, {&first}).columns.none());
  const Standing third = Moved(start, kOpen, kMet, 2);
  EXPECT_EQ(Shown(third, HideFew(third, {&second, &first})), "60 · · · · · · · 9");
  // What was hidden tells nothing, so nothing is held against it.
  EarlierRow hidden{third, HideFew(third, {&second, &first})};
  const Standing fourth = Moved(start, kOpen, kMet, 11);
  EXPECT_EQ(Shown(fourth, HideFew(fourth, {&first, &second, &hidden})), "60 51 9 0 0 0 0 0 9");
}

// An attack by a reader who knows the rule and has every report of a chain: of all histories of so
// many practices, those are laid together that look alike in every report. Nothing small may be the
// same in all that look alike.
struct Attack {
  uint32_t small;
  int practices;
  size_t reports;
  // Where a practice can stand; kNone = it has no verdict in the row.
  std::vector<size_t> places;
  // The reader also knows that a practice never goes back in the order of the places.
  bool forward_only = false;
  // Each report is made as if it were the first.
  bool compared = true;
};

class Histories {
 public:
  explicit Histories(const Attack& attack) : attack_(attack) {
    AddPaths({});
    practices_on_.resize(paths_.size());
    Enumerate(0, attack.practices);
  }

  size_t worlds() const { return worlds_; }

  // What a reader can work out though it is about a few practices.
  std::vector<std::string> GivenAway() const {
    std::vector<std::string> found;
    for (const auto& [shown, values] : possible_) {
      for (const auto& [what, numbers] : values) {
        const uint32_t only = *numbers.begin();
        if (numbers.size() > 1 || only == 0 || only >= attack_.small) continue;
        found.push_back(absl::StrCat(what, " is ", only, " in ", shown));
      }
    }
    return found;
  }

 private:
  // Every way through the places, report by report.
  void AddPaths(const std::vector<size_t>& begun) {
    if (begun.size() == attack_.reports) {
      paths_.push_back(begun);
      return;
    }
    const size_t first = attack_.forward_only && !begun.empty() ? begun.back() : 0;
    for (size_t i = first; i < attack_.places.size(); ++i) {
      std::vector<size_t> longer = begun;
      longer.push_back(i);
      AddPaths(longer);
    }
  }

  // How many practices go each way.
  void Enumerate(size_t path, int left) {
    if (path + 1 == practices_on_.size()) {
      practices_on_[path] = left;
      return Look();
    }
    for (int i = 0; i <= left; ++i) {
      practices_on_[path] = i;
      Enumerate(path + 1, left - i);
    }
  }

  std::vector<Standing> Play() const {
    std::vector<Standing> standings(attack_.reports);
    int next = 0;
    for (size_t path = 0; path < practices_on_.size(); ++path) {
      for (int i = 0; i < practices_on_[path]; ++i) {
        const std::string id = absl::StrCat("p", next++);
        for (size_t report = 0; report < standings.size(); ++report) {
          const size_t place = attack_.places[paths_[path][report]];
          if (place != kNone) standings[report].emplace(id, place);
        }
      }
    }
    return standings;
  }

  void Look() {
    ++worlds_;
    const std::vector<Standing> standings = Play();
    std::vector<EarlierRow> rows;
    rows.reserve(standings.size());
    std::string shown;
    for (const Standing& standing : standings) {
      std::vector<const EarlierRow*> earlier;
      for (const EarlierRow& row : rows) {
        if (attack_.compared) earlier.push_back(&row);
      }
      rows.push_back({standing, HideFew(standing, earlier, attack_.small)});
      absl::StrAppend(&shown, Shown(standing, rows.back().hidden), " of ",
                      rows.back().hidden.whole ? "·" : absl::StrCat(standing.size()), "; ");
    }
    auto& possible = possible_[shown];
    for (size_t i = 0; i < rows.size(); ++i) {
      NoteCells(i, rows[i], &possible);
      for (size_t j = 0; j < i; ++j) NoteChanges(j, i, rows, &possible);
    }
  }

  using Possible = std::map<std::string, std::set<uint32_t>>;

  void NoteCells(size_t report, const EarlierRow& row, Possible* possible) const {
    const Counts counts = CountsOf(row.standing);
    for (const size_t place : attack_.places) {
      if (place == kNone || !row.hidden.columns[place]) continue;
      (*possible)[absl::StrCat("cell ", place, " of report ", report)].insert(counts[place]);
    }
  }

  // Practices that entered a column, or left it.
  void NoteChanges(size_t before, size_t after, const std::vector<EarlierRow>& rows,
                   Possible* possible) const {
    const auto stood_elsewhere = [](const Standing& standing, const std::string& id,
                                    size_t column) {
      const auto found = standing.find(id);
      return found == standing.end() || found->second != column;
    };
    const auto note = [&](const char* what, size_t from, size_t until) {
      Counts changed = {};
      for (const auto& [id, column] : rows[from].standing) {
        changed[column] += stood_elsewhere(rows[until].standing, id, column) ? 1 : 0;
      }
      for (const size_t place : attack_.places) {
        if (place == kNone) continue;
        (*possible)[absl::StrCat(what, " cell ", place, " between ", before, " and ", after)]
            .insert(changed[place]);
      }
    };
    note("entered", after, before);
    note("left", before, after);
  }

  const Attack attack_;
  std::vector<std::vector<size_t>> paths_;
  std::vector<int> practices_on_;
  size_t worlds_ = 0;
  std::unordered_map<std::string, Possible> possible_;
};

TEST(Attacks, OneReportGivesNothingAway) {
  for (const Attack& attack :
       {Attack{5, 24, 1, {kMet, kOpen, kNotMet, kNotApplicableColumn}},
        Attack{5, 24, 1, {kMet, kNotMet, kNotApplicableColumn}},
        Attack{3, 12, 1, {kMet, kOpen, kAtRisk, kNotMet, kNotApplicableColumn, kNone}}}) {
    const Histories histories(attack);
    EXPECT_GT(histories.worlds(), 300u);
    EXPECT_THAT(histories.GivenAway(), testing::IsEmpty());
  }
}

// Also of a practice that joins, leaves, goes and comes back, or is looked at on an earlier day:
// each of these is one of the histories.
TEST(Attacks, TwoReportsGiveNothingAway) {
  for (const Attack& attack :
       {Attack{5, 9, 2, {kMet, kOpen, kNone}}, Attack{3, 7, 2, {kMet, kNotMet, kNone}},
        Attack{3, 7, 2, {kMet, kNotMet, kNotApplicableColumn}},
        Attack{3, 5, 2, {kMet, kOpen, kNotApplicableColumn, kNone}}}) {
    const Histories histories(attack);
    EXPECT_GT(histories.worlds(), 5'000u);
    EXPECT_THAT(histories.GivenAway(), testing::IsEmpty());
  }
}

TEST(Attacks, AChainOfThreeReportsGivesNothingAway) {
  const Histories histories({3, 4, 3, {kMet, kOpen, kNone}});
  EXPECT_GT(histories.worlds(), 20'000u);
  EXPECT_THAT(histories.GivenAway(), testing::IsEmpty());
}

TEST(Attacks, WhoKnowsThatNobodyGoesBackFindsNothingMore) {
  for (const Attack& attack :
       {Attack{5, 13, 2, {kNone, kOpen, kMet}, /*forward_only=*/true},
        Attack{3, 7, 2, {kNone, kOpen, kNotMet, kMet}, /*forward_only=*/true},
        Attack{3, 7, 3, {kNone, kOpen, kMet}, /*forward_only=*/true}}) {
    const Histories histories(attack);
    EXPECT_GT(histories.worlds(), 1'000u);
    EXPECT_THAT(histories.GivenAway(), testing::IsEmpty());
  }
}

// The attack has teeth: on reports that are not held against each other, it finds single practices.
TEST(Attacks, FindWhatReportsByThemselvesGiveAway) {
  const Histories histories({.small = 3,
                             .practices = 8,
                             .reports = 2,
                             .places = {kNone, kOpen, kMet},
                             .forward_only = true,
                             .compared = false});
  EXPECT_THAT(histories.GivenAway(), testing::Contains(testing::HasSubstr("entered cell 0")));
}

}  // namespace
}  // namespace logboek::queries
