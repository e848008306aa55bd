// The report of a region (Q27): how many practices meet each obligation, and no practice by itself.
//
// To others than the regional organisation, numbers about a few practices are hidden, also against
// subtraction from the reports that were given out before (small_cells.h says how, and why that is
// enough). Every row, an obligation in a period, is a table of its own: a practice stands in one
// cell of it, and no sum over rows is shown. The number of practices of the region is a row with
// one cell; it is hidden, too, when a row is about all of them but a few. From when on a practice
// takes part is no secret of a report: rows of several periods tell how many are asked in each.
//
// Reports before are those of the region as a whole that the log has as issued to anybody but the
// regional organisation; what all of them knew counts as known to each. What they showed is worked
// out again from their position and date, and is believed when its SHA-256 is the one recorded.
// Of a report that was recorded otherwise, by hand or by another version, every number counts as
// shown. A recorded report never changes, so what it showed is worked out once, and kept for good
// as long as the process lives (earlier_reports.h says what that takes).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/queries/region_rows.h"
#include "services/queries/small_cells.h"
#include "storage/base/mutex.h"

namespace logboek::queries {

struct RegionReportQuestion {
  std::string region = {};
  // Absent = all.
  std::optional<uint32_t> period = {};
  // For anybody but the regional organisation.
  bool leaves = false;
  // Only reports recorded below this position are those before; absent = all.
  std::optional<uint64_t> recorded_before = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  registrar::KeepGoing keep_going = {};
};

struct RegionReportRow {
  ObligationPeriod obligation = {};
  std::array<uint32_t, kReportColumns> counts = {};
  HiddenCells hidden = {};

  uint32_t asked() const;
};

struct RegionReport {
  std::string region = {};
  std::optional<uint32_t> period = {};
  // In the order of the plans, then by period.
  std::vector<RegionReportRow> rows = {};
  uint32_t practices = 0;
  bool practices_hidden = false;
  // "plan version" of the verdicts of the rows, each once, in order.
  std::vector<std::string> plans = {};
  // The positions of the reports it was held against, in order.
  std::vector<uint64_t> earlier = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Thread-safe; `registers` must outlive it.
class RegionReports {
 public:
  explicit RegionReports(const Registers* registers);
  ~RegionReports();

  // Takes as long as the region is large, and as much again for each report before it that was not
  // looked at yet: after a start all of them, once; later those that somebody recorded by hand.
  // Reports of one date with nothing but reports between them are looked at together. For all those
  // it reads the log, once from the first to the last of them when they were made in the order of
  // their positions. What was worked out stays when `keep_going` ends it. Two reports of one region
  // that leave are made one after the other; whoever waited is asked first whether to go on.
  // NOT_FOUND, UNKNOWN_REGION.
  absl::StatusOr<RegionReport> Ask(const RegionReportQuestion& question) const;

 private:
  struct Made;
  struct Chain;

  std::shared_ptr<Chain> ChainOf(const std::string& region) const;

  const Registers* const registers_;
  mutable base::Mutex mutex_;
  // By region, once something of it was to leave.
  mutable absl::flat_hash_map<std::string, std::shared_ptr<Chain>> chains_ ABSL_GUARDED_BY(mutex_);
};

// As RegionReports, with nothing looked at yet.
absl::StatusOr<RegionReport> Ask(const Registers& registers, const RegionReportQuestion& question);

// The positions of the reports that one recorded at `position` is held against, in order.
std::vector<uint64_t> ReportsBefore(const Registers& registers, absl::string_view region,
                                    uint64_t position);

// What is recorded of the period of a report: "" or "period=3".
std::string FilterOf(const std::optional<uint32_t>& period);

// SHA-256, 32 bytes, of the canonical form (canonical_writer.h; `opt x` = u8 0, or u8 1 and x):
//   report = "logboek-region-report-1" str region, str filter, date at, u64 position,
//            opt (u32 practices), u32 count, each row
//   row    = str plan_id, str obligation id, u32 period, opt (u32 asked), then for each column, in
//            the order of kReportStatuses, opt (u32 practices)
std::string Sha256Of(const RegionReport& report);

}  // namespace logboek::queries
