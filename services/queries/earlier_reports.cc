#include "services/queries/earlier_reports.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "storage/base/check.h"

namespace logboek::queries {
namespace {

bool IsAbout(const GivenOut& report, uint32_t period) {
  return report.period.value_or(period) == period;
}

uint8_t PlaceOf(const std::vector<uint8_t>& places, size_t practice) {
  return practice < places.size() ? places[practice] : uint8_t{kNoPlace};
}

// All hidden cells stand as the first of them.
std::vector<uint8_t> BlocksOf(const ShownRow& shown) {
  const std::bitset<kReportColumns>& columns = shown.hidden.columns;
  size_t first = 0;
  while (first < kReportColumns && !columns[first]) ++first;
  std::vector<uint8_t> blocks = shown.row.places;
  for (uint8_t& place : blocks) {
    if (place != kNoPlace && columns[place]) place = static_cast<uint8_t>(first);
  }
  while (!blocks.empty() && blocks.back() == kNoPlace) blocks.pop_back();
  blocks.shrink_to_fit();
  return blocks;
}

}  // namespace

void PlacedRow::Put(size_t practice, size_t column) {
  if (places.size() <= practice) places.resize(practice + 1, uint8_t{kNoPlace});
  uint8_t& place = places[practice];
  if (place != kNoPlace) --counts[place];
  place = static_cast<uint8_t>(column);
  ++counts[place];
}

uint32_t PlacedRow::size() const { return std::accumulate(counts.begin(), counts.end(), 0U); }

size_t EarlierReports::NumberOf(const std::string& practice_id) {
  return numbers_.try_emplace(practice_id, numbers_.size()).first->second;
}

void EarlierReports::Append(uint64_t position, const GivenOut& report) {
  CHECK(positions_.empty() || positions_.back() < position);
  KeepRows(report);
  KeepWhatItLacks(report);
  Keep(size(), report.practices, &practices_);
  if (!report.period.has_value()) {
    if (!first_about_all_.has_value()) first_about_all_ = size();
  } else {
    first_about_.try_emplace(*report.period, size());
  }
  positions_.push_back(position);
}

void EarlierReports::KeepRows(const GivenOut& report) {
  for (const auto& [key, row] : report.rows) {
    const auto [kept, fresh] = rows_.try_emplace(key);
    const size_t lacking = FirstAbout(PeriodOfRow(key));
    if (fresh && lacking < size()) Keep(lacking, ShownRow(), &kept->second);
    Keep(size(), row, &kept->second);
  }
}

void EarlierReports::KeepWhatItLacks(const GivenOut& report) {
  for (auto& [key, kept] : rows_) {
    if (!IsAbout(report, PeriodOfRow(key)) || report.rows.contains(key)) continue;
    Keep(size(), ShownRow(), &kept);
  }
}

void EarlierReports::Keep(size_t report, const ShownRow& shown, KeptRows* kept) {
  if (shown.hidden.whole) return;
  KeptRow row{.since = report, .hidden = shown.hidden, .blocks = BlocksOf(shown)};
  // Newest first: most rows are as they were yesterday.
  const bool known = std::any_of(kept->rbegin(), kept->rend(), [&row](const KeptRow& other) {
    return other.hidden.columns == row.hidden.columns && other.blocks == row.blocks;
  });
  if (!known) kept->push_back(std::move(row));
}

size_t EarlierReports::FirstAbout(uint32_t period) const {
  const auto found = first_about_.find(period);
  return std::min(first_about_all_.value_or(size()),
                  found == first_about_.end() ? size() : found->second);
}

RowChange EarlierReports::ChangeSince(const KeptRow& before, const PlacedRow& now) {
  RowChange change{.hidden = before.hidden};
  const size_t practices = std::max(before.blocks.size(), now.places.size());
  for (size_t i = 0; i < practices; ++i) {
    ++change.went[PlaceOf(before.blocks, i)][PlaceOf(now.places, i)];
  }
  return change;
}

std::vector<RowChange> EarlierReports::ChangesSince(const KeptRows& kept, const PlacedRow& now,
                                                    size_t reports) {
  std::vector<RowChange> changes;
  for (const KeptRow& before : kept) {
    if (before.since >= reports) break;
    changes.push_back(ChangeSince(before, now));
  }
  return changes;
}

std::vector<RowChange> EarlierReports::ChangesOf(const RowKey& key, const PlacedRow& now,
                                                 size_t reports) const {
  const auto kept = rows_.find(key);
  if (kept != rows_.end()) return ChangesSince(kept->second, now, reports);
  if (FirstAbout(PeriodOfRow(key)) >= std::min(reports, size())) return {};
  return {ChangeSince(KeptRow(), now)};
}

std::vector<RowChange> EarlierReports::ChangesOfPractices(const PlacedRow& now,
                                                          size_t reports) const {
  return ChangesSince(practices_, now, reports);
}

size_t EarlierReports::rows_kept() const {
  size_t rows = practices_.size();
  for (const auto& [key, kept] : rows_) rows += kept.size();
  return rows;
}

}  // namespace logboek::queries
