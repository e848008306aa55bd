// The report of a region: how many practices meet each obligation, and no practice by itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/data_table.h"
#include "logboek/v1/report_service.pb.h"

namespace logboek::cli {

// A number of practices; absent = the server does not show it.
using CountCell = std::optional<uint32_t>;

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

// The rows of the answer, in order of year and then of the plan.
std::vector<ReportRow> ReportRows(const Texts& texts, const v1::GetRegionReportResponse& report);

// "12" or "·".
std::string CellText(const CountCell& cell);

// The rows as data; a share is there when both of its numbers are.
DataTable ReportTable(const Context& context, const std::vector<ReportRow>& rows);

// The parts of the page that are not its rows.
struct ReportHead {
  std::string region;
  CountCell practices;
  // Absent = it is for the regional organisation itself.
  std::optional<v1::Disclosure> disclosure;
  Provenance provenance;
};

// One page of HTML by itself, for the screen and for A4.
std::string ReportHtml(const Context& context, const ReportHead& head,
                       const std::vector<ReportRow>& rows);

}  // namespace logboek::cli
