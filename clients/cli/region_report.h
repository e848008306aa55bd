// The report of a region: how many practices meet each obligation, and no practice by itself.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/data_table.h"
#include "logboek/v1/compliance_service.pb.h"

namespace logboek::cli {

// Fewer practices than this are not told apart to whom should not know them.
inline constexpr uint32_t kSmallCell = 5;

// A number of practices, or why it is not shown.
struct CountCell {
  enum class Show {
    kNumber,
    // Of fewer than kSmallCell practices.
    kSmall,
    // Another could be found from it by subtraction.
    kHidden,
  };
  uint32_t practices = 0;
  Show show = Show::kNumber;
};

// The statuses that a practice can have for an obligation, in the order of the report;
// not_applicable is the last.
inline constexpr std::array kReportStatuses = {
    v1::VERDICT_STATUS_MET,      v1::VERDICT_STATUS_OPEN,          v1::VERDICT_STATUS_AT_RISK,
    v1::VERDICT_STATUS_NOT_MET,  v1::VERDICT_STATUS_WAIVED,        v1::VERDICT_STATUS_UNDETERMINED,
    v1::VERDICT_STATUS_REPORTED, v1::VERDICT_STATUS_NOT_APPLICABLE};

struct ReportRow {
  std::string obligation_id;
  std::string label;
  uint32_t year = 0;
  // By kReportStatuses.
  std::array<CountCell, kReportStatuses.size()> counts;
  // Practices to which the obligation applies: all but not_applicable.
  CountCell asked;
};

// A row for each obligation and year, in order of year and then of the plan; `year` 0 = all.
std::vector<ReportRow> ReportRows(const Texts& texts,
                                  const v1::ListRegionComplianceResponse& region, uint32_t year);

// Hides numbers of 1 to 4 practices, and as many more as it takes that none of them follows from
// the row's sums; the number of practices in the region counts as known.
void HideSmallCells(ReportRow* row);

// "12", "<5" or "·".
std::string CellText(const CountCell& cell);

// The rows as data; a share is there when both of its numbers are.
DataTable ReportTable(const Context& context, const std::vector<ReportRow>& rows);

// The parts of the page that are not its rows.
struct ReportHead {
  std::string region;
  bool for_insurer = false;
  // As CellText has it.
  std::string practices;
  Provenance provenance;
};

// One page of HTML by itself, for the screen and for A4.
std::string ReportHtml(const Context& context, const ReportHead& head,
                       const std::vector<ReportRow>& rows);

}  // namespace logboek::cli
