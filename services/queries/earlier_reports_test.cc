#include "services/queries/earlier_reports.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::queries {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

RowKey Key(uint32_t period) { return {"plan", "T-01", period}; }

PlacedRow Placed(const std::vector<size_t>& columns) {
  PlacedRow row;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] != kNoPlace) row.Put(i, columns[i]);
  }
  return row;
}

GivenOut Report(std::optional<uint32_t> period, const std::map<uint32_t, ShownRow>& rows) {
  GivenOut report{.period = period};
  for (const auto& [number, row] : rows) report.rows[Key(number)] = row;
  report.practices.row = Placed({0, 0, 0});
  return report;
}

// Everything that was ever shown, practice by practice.
class AllReports {
 public:
  void Append(const GivenOut& report) { reports_.push_back(report); }

  HiddenCells Hide(const RowKey& key, const PlacedRow& now, size_t reports) const {
    static const ShownRow* const nobody = new ShownRow();
    std::vector<const ShownRow*> rows;
    for (size_t i = 0; i < reports; ++i) {
      const GivenOut& report = reports_[i];
      if (report.period.value_or(PeriodOfRow(key)) != PeriodOfRow(key)) continue;
      const auto found = report.rows.find(key);
      rows.push_back(found == report.rows.end() ? nobody : &found->second);
    }
    return Hide(now, rows);
  }
  HiddenCells HidePractices(const PlacedRow& now, size_t reports) const {
    std::vector<const ShownRow*> rows;
    for (size_t i = 0; i < reports; ++i) rows.push_back(&reports_[i].practices);
    return Hide(now, rows);
  }

 private:
  static Standing StandingOf(const PlacedRow& row) {
    Standing standing;
    for (size_t i = 0; i < row.places.size(); ++i) {
      if (row.places[i] != kNoPlace) standing[absl::StrCat("p", i)] = row.places[i];
    }
    return standing;
  }
  static HiddenCells Hide(const PlacedRow& now, const std::vector<const ShownRow*>& rows) {
    std::vector<EarlierRow> earlier;
    for (const ShownRow* row : rows) earlier.push_back({StandingOf(row->row), row->hidden});
    std::vector<const EarlierRow*> pointers;
    for (const EarlierRow& row : earlier) pointers.push_back(&row);
    return HideFew(StandingOf(now), pointers);
  }

  std::vector<GivenOut> reports_;
};

// A region in which a few practices change from report to report, and some come and go.
class RandomRegion {
 public:
  explicit RandomRegion(uint32_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) practices_.push_back({{random_() % 4, random_() % 4, kNoPlace}});
  }

  void Change() {
    if (OneIn(6)) practices_.push_back({});
    for (uint32_t period = 0; period < 3; ++period) {
      for (uint32_t i = random_() % 8; i > 0; --i) {
        // Mostly among what is not met.
        const size_t column = OneIn(9) ? kNoPlace : OneIn(9) ? 0 : 1 + random_() % 3;
        practices_[random_() % practices_.size()].columns[period] = column;
      }
    }
  }
  PlacedRow Row(uint32_t period) const {
    std::vector<size_t> columns;
    for (const Practice& practice : practices_) columns.push_back(practice.columns[period]);
    return Placed(columns);
  }
  PlacedRow Practices() const { return Placed(std::vector<size_t>(practices_.size(), 0)); }
  bool OneIn(uint32_t number) { return random_() % number == 0; }
  std::optional<uint32_t> Period() {
    return OneIn(2) ? std::optional<uint32_t>(random_() % 3) : std::nullopt;
  }

 private:
  struct Practice {
    std::vector<size_t> columns = {0, 1, kNoPlace};
  };
  std::mt19937 random_;
  std::vector<Practice> practices_;
};

TEST(EarlierReports, ForbidExactlyWhatAllThatWasShownForbids) {
  int hidden_by_few = 0;
  for (uint32_t seed = 1; seed <= 30; ++seed) {
    RandomRegion region(seed);
    AllReports all;
    EarlierReports kept;
    for (size_t report = 0; report < 12; ++report) {
      GivenOut shown{.period = region.Period()};
      for (uint32_t period = 0; period < 3; ++period) {
        const PlacedRow row = region.Row(period);
        for (size_t before = 0; before <= report; ++before) {
          EXPECT_EQ(HideFew(row.counts, kept.ChangesOf(Key(period), row, before)).columns,
                    all.Hide(Key(period), row, before).columns)
              << "seed " << seed << " report " << report << " before " << before;
        }
        const HiddenCells hidden = all.Hide(Key(period), row, report);
        if (hidden.columns.any() && !hidden.whole) ++hidden_by_few;
        const bool has = shown.period.value_or(period) == period && !region.OneIn(5);
        // Some were recorded otherwise, so all of them counts as shown.
        if (has) shown.rows[Key(period)] = {row, region.OneIn(9) ? HiddenCells() : hidden};
      }
      const PlacedRow practices = region.Practices();
      const HiddenCells hidden = all.HidePractices(practices, report);
      EXPECT_EQ(HideFew(practices.counts, kept.ChangesOfPractices(practices, report)).whole,
                hidden.whole);
      shown.practices = {practices, hidden};
      all.Append(shown);
      kept.Append(100 + report, shown);
      if (!region.OneIn(3)) region.Change();
    }
  }
  EXPECT_GT(hidden_by_few, 50) << "or there was little to compare";
}

TEST(EarlierReports, WhatWasShownAlikeIsKeptOnce) {
  EarlierReports earlier;
  const ShownRow row{Placed({0, 1, 2}), {}};
  for (uint64_t i = 1; i <= 3'000; ++i) earlier.Append(i, Report(std::nullopt, {{1, row}}));
  EXPECT_EQ(earlier.size(), 3'000u);
  EXPECT_EQ(earlier.rows_kept(), 2u) << "the row and the practices";
  EXPECT_THAT(earlier.ChangesOf(Key(1), row.row, 3'000), SizeIs(1));
  EXPECT_THAT(earlier.ChangesOf(Key(1), row.row, 0), IsEmpty());
  // Somebody who is not in the row any more.
  earlier.Append(3'001, Report(std::nullopt, {{1, {Placed({0, 1}), {}}}}));
  EXPECT_EQ(earlier.rows_kept(), 3u);
  EXPECT_THAT(earlier.ChangesOf(Key(1), row.row, 3'000), SizeIs(1));
  EXPECT_THAT(earlier.ChangesOf(Key(1), row.row, 3'001), SizeIs(2));
}

TEST(EarlierReports, WhichOfTheHiddenCellsItIsMakesNoOtherRow) {
  EarlierReports earlier;
  HiddenCells two;
  two.columns.set(1);
  two.columns.set(2);
  earlier.Append(1, Report(std::nullopt, {{1, {Placed({0, 1, 2}), two}}}));
  earlier.Append(2, Report(std::nullopt, {{1, {Placed({0, 2, 1}), two}}}));
  EXPECT_EQ(earlier.rows_kept(), 2u);
  earlier.Append(3, Report(std::nullopt, {{1, {Placed({0, 2, 1}), {}}}}));
  EXPECT_EQ(earlier.rows_kept(), 3u) << "shown, they are told apart";
  // Nobody stands in one of the two cells: shown it is another row than hidden all the same.
  earlier.Append(4, Report(std::nullopt, {{1, {Placed({0, 1, 1}), {}}}}));
  EXPECT_EQ(earlier.rows_kept(), 4u);
}

TEST(EarlierReports, ARowHiddenAsAWholeIsNotKept) {
  EarlierReports earlier;
  HiddenCells all;
  all.HideAll();
  earlier.Append(1, Report(std::nullopt, {{1, {Placed({0, 1, 2}), all}}}));
  EXPECT_EQ(earlier.rows_kept(), 1u);
  EXPECT_THAT(earlier.ChangesOf(Key(1), Placed({2, 1, 0}), 1), IsEmpty());
}

TEST(EarlierReports, ARowThatALaterReportDidNotHaveHadNobodyInItThen) {
  EarlierReports earlier;
  earlier.Append(1, Report(std::nullopt, {{1, {Placed({0}), {}}}}));
  earlier.Append(2, Report(std::nullopt, {}));
  EXPECT_THAT(earlier.ChangesOf(Key(1), Placed({0}), 1), SizeIs(1));
  ASSERT_THAT(earlier.ChangesOf(Key(1), Placed({0}), 2), SizeIs(2));
  EXPECT_EQ(earlier.ChangesOf(Key(1), Placed({0}), 2)[1].went[kNoPlace][0], 1u);
}

TEST(EarlierReports, ARowThatAReportDidNotHaveHadNobodyInIt) {
  EarlierReports earlier;
  earlier.Append(1, Report(2, {}));
  EXPECT_THAT(earlier.ChangesOf(Key(1), Placed({0}), 1), IsEmpty()) << "it was about year 2";
  ASSERT_THAT(earlier.ChangesOf(Key(2), Placed({0}), 1), SizeIs(1));
  EXPECT_EQ(earlier.ChangesOf(Key(2), Placed({0}), 1)[0].went[kNoPlace][0], 1u);
  earlier.Append(2, Report(std::nullopt, {{2, {Placed({0}), {}}}}));
  EXPECT_THAT(earlier.ChangesOf(Key(2), Placed({0}), 2), SizeIs(2));
  earlier.Append(3, Report(std::nullopt, {}));
  EXPECT_THAT(earlier.ChangesOf(Key(2), Placed({0}), 3), SizeIs(2)) << "as the first had it";
  earlier.Append(4, Report(3, {{3, {Placed({0}), {}}}}));
  EXPECT_THAT(earlier.ChangesOf(Key(3), Placed({0}), 4), SizeIs(2)) << "two were about all years";
}

}  // namespace
}  // namespace logboek::queries
