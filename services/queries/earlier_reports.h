// What the reports of a region that left showed, as far as later ones are held against them
// (small_cells.h): enough to tell how a row changed since each of them, and little to keep for
// good.
//
// Of a row is kept in which block each practice stood, a byte each; the hidden cells are one block.
// A row that an earlier report had alike is kept once, and one that was hidden as a whole, which is
// one single block and forbids nothing, is not kept at all. So in a region of 1,000 practices a row
// that is shown otherwise than ever before takes 1.1 kB, and a report that shows nothing new takes
// 8 bytes. By the rule two rows differ in how they hide, by no practice, or by at least 5, so no
// row is new every day: 60 rows that are all new every week take 34 MB in ten years, however many
// reports there are in between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/queries/small_cells.h"

namespace logboek::queries {

// A plan, an obligation and a period.
using RowKey = std::tuple<std::string, std::string, uint32_t>;

inline uint32_t PeriodOfRow(const RowKey& key) { return std::get<2>(key); }

// Where each practice stands in a row, by the number that EarlierReports gave it.
struct PlacedRow {
  // Whoever is beyond the end stands nowhere.
  std::vector<uint8_t> places = {};
  std::array<uint32_t, kReportColumns> counts = {};

  void Put(size_t practice, size_t column);
  // How many practices stand in it.
  uint32_t size() const;
};

struct ShownRow {
  PlacedRow row = {};
  HiddenCells hidden = {};
};

// What a reader of one report can see.
struct GivenOut {
  // Absent = all.
  std::optional<uint32_t> period = {};
  std::map<RowKey, ShownRow> rows = {};
  // Every practice of the region stands in the first column of it.
  ShownRow practices = {};
};

// Of one region, in the order of the log. Not thread-safe.
class EarlierReports {
 public:
  // The number of a practice, the same for good.
  size_t NumberOf(const std::string& practice_id);

  size_t size() const { return positions_.size(); }
  // Where the report was recorded; below size().
  uint64_t position(size_t report) const { return positions_[report]; }
  // `position` is higher than that of the one before.
  void Append(uint64_t position, const GivenOut& report);

  // How the row changed since each of the first `reports` that were about its period; once for
  // those that showed it alike. What a report was not about, it tells nothing of; a row that it was
  // about and did not have, had nobody in it.
  std::vector<RowChange> ChangesOf(const RowKey& key, const PlacedRow& now, size_t reports) const;
  // The same for the number of practices, which every report is about.
  std::vector<RowChange> ChangesOfPractices(const PlacedRow& now, size_t reports) const;

  // Rows kept.
  size_t rows_kept() const;

 private:
  struct KeptRow {
    // The first report that showed it.
    size_t since = 0;
    HiddenCells hidden = {};
    // By practice; all that are hidden have the same. Does not end with kNoPlace.
    std::vector<uint8_t> blocks = {};
  };
  // In order of `since`.
  using KeptRows = std::vector<KeptRow>;

  static void Keep(size_t report, const ShownRow& shown, KeptRows* kept);
  static RowChange ChangeSince(const KeptRow& before, const PlacedRow& now);
  static std::vector<RowChange> ChangesSince(const KeptRows& kept, const PlacedRow& now,
                                             size_t reports);
  void KeepRows(const GivenOut& report);
  void KeepWhatItLacks(const GivenOut& report);
  // The first report about the period; size() = none.
  size_t FirstAbout(uint32_t period) const;

  absl::flat_hash_map<std::string, size_t> numbers_;
  std::vector<uint64_t> positions_;
  // The first report about all periods, and that about one alone.
  std::optional<size_t> first_about_all_;
  std::map<uint32_t, size_t> first_about_;
  std::map<RowKey, KeptRows> rows_;
  KeptRows practices_;
};

}  // namespace logboek::queries
