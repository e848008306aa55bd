#include "clients/cli/region_report.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/leaving.h"

namespace logboek::cli {
namespace {

size_t IndexOf(v1::VerdictStatus status) {
  const auto* const found = std::find(kReportStatuses.begin(), kReportStatuses.end(), status);
  // What is newer than this program is not determined by it.
  if (found == kReportStatuses.end()) return IndexOf(v1::VERDICT_STATUS_UNDETERMINED);
  return static_cast<size_t>(found - kReportStatuses.begin());
}

Value ValueOf(const CountCell& cell) {
  if (cell.has_value()) return uint64_t{*cell};
  return CellText(cell);
}

Value ShareOf(const ReportRow& row) {
  const CountCell& met = row.counts[IndexOf(v1::VERDICT_STATUS_MET)];
  // What is only reported cannot be met.
  if (row.counts[IndexOf(v1::VERDICT_STATUS_REPORTED)].value_or(0) > 0) return Value();
  if (!met.has_value() || !row.asked.has_value()) return Value();
  return Share{*met, *row.asked};
}

std::string Html(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

// Whoever prints it finds on each page what the numbers rest on: the head of a table is repeated.
constexpr char kCss[] = R"(
@page { size: A4 landscape; margin: 15mm; }
body { font: 10pt/1.4 "Liberation Sans", Arial, sans-serif; color: #111; margin: 2em auto;
       max-width: 62em; }
h1 { font-size: 16pt; margin: 0 0 .2em; }
dl { display: grid; grid-template-columns: max-content auto; gap: 0 1em; margin: .5em 0 1.5em; }
dt { color: #555; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5em; }
caption { text-align: left; font-weight: bold; font-size: 12pt; padding: .3em 0; }
th, td { border-bottom: 1px solid #bbb; padding: .25em .4em; text-align: right;
         vertical-align: bottom; }
th.t, td.t { text-align: left; }
tr.head th { border: 0; font-weight: normal; color: #555; text-align: left; font-size: 8pt; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
footer { color: #555; font-size: 9pt; }
@media screen { tr.head { display: none; } }
@media print { body { margin: 0; max-width: none; } }
)";

std::string TableOfYear(const Context& context, uint32_t year, const std::string& head,
                        const DataTable& table) {
  const Texts& texts = context.texts;
  // Obligation, label, then numbers; the year stands above.
  std::string html = absl::StrCat("<table>\n<caption>", Html(PeriodText(texts, year)),
                                  "</caption>\n<thead>\n<tr class=\"head\"><th colspan=\"",
                                  table.columns.size() - 1, "\">", Html(head), "</th></tr>\n<tr>");
  const auto is_text = [&](size_t i) {
    return table.columns[i].kind == Kind::kText || table.columns[i].kind == Kind::kCode;
  };
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == "year") continue;
    absl::StrAppend(&html, "<th scope=\"col\"", is_text(i) ? " class=\"t\"" : "", ">",
                    Html(TitleOf(texts, table.columns[i])), "</th>");
  }
  absl::StrAppend(&html, "</tr>\n</thead>\n<tbody>\n");
  for (const DataRow& row : table.rows) {
    absl::StrAppend(&html, "<tr>");
    for (size_t i = 0; i < row.size(); ++i) {
      if (table.columns[i].name == "year") continue;
      absl::StrAppend(&html, is_text(i) ? "<td class=\"t\">" : "<td>",
                      Html(ForPeople(texts, row[i])), "</td>");
    }
    absl::StrAppend(&html, "</tr>\n");
  }
  return absl::StrCat(html, "</tbody>\n</table>\n");
}

std::string HeadLine(const Context& context, const ReportHead& head) {
  std::string line = absl::StrCat(context.texts.Get("report.title"), " ", head.region);
  for (const auto& [name, value] : ProvenanceRows(context, head.provenance)) {
    if (name == context.texts.Get("provenance.filter")) continue;
    absl::StrAppend(&line, " · ", name, " ", value);
  }
  return line;
}

}  // namespace

std::vector<ReportRow> ReportRows(const Texts& texts, const v1::GetRegionReportResponse& report) {
  std::vector<ReportRow> rows;
  for (const v1::ReportRow& from : report.rows()) {
    ReportRow row{.obligation_id = from.obligation().obligation_id(),
                  .label = texts.Of(from.obligation().label()),
                  .year = from.obligation().programme_year()};
    if (from.has_asked()) row.asked = from.asked();
    for (const v1::ReportCell& cell : from.cells()) {
      if (cell.has_practices()) row.counts[IndexOf(cell.status())] = cell.practices();
    }
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ReportRow& a, const ReportRow& b) { return a.year < b.year; });
  return rows;
}

std::string CellText(const CountCell& cell) { return cell.has_value() ? absl::StrCat(*cell) : "·"; }

DataTable ReportTable(const Context& context, const std::vector<ReportRow>& rows) {
  DataTable table{.title = context.texts.Get("report.sheet"),
                  .columns = {{"obligation_id", Kind::kCode},
                              {"label"},
                              {"year", Kind::kNumber},
                              {"asked", Kind::kNumber}}};
  for (const v1::VerdictStatus status : kReportStatuses) {
    table.columns.push_back({Slug(status), Kind::kNumber});
  }
  table.columns.push_back({"share_met", Kind::kShare});
  for (const ReportRow& row : rows) {
    DataRow cells = {row.obligation_id, row.label, uint64_t{row.year}, ValueOf(row.asked)};
    for (const CountCell& cell : row.counts) cells.push_back(ValueOf(cell));
    cells.push_back(ShareOf(row));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string ReportHtml(const Context& context, const ReportHead& head,
                       const std::vector<ReportRow>& rows) {
  const Texts& texts = context.texts;
  const std::string title = absl::StrCat(texts.Get("report.title"), " ", head.region);
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"", texts.language() == Language::kDutch ? "nl" : "en",
      "\">\n<head>\n<meta charset=\"utf-8\">\n<title>", Html(title), "</title>\n<style>", kCss,
      "</style>\n</head>\n<body>\n<h1>", Html(title), "</h1>\n<dl>\n");
  auto facts = ProvenanceRows(context, head.provenance);
  facts.insert(facts.begin(), {texts.Get("label.practices"), CellText(head.practices)});
  if (head.disclosure.has_value()) {
    for (auto& fact : DisclosureRows(context, *head.disclosure)) facts.push_back(std::move(fact));
  }
  for (const auto& [name, value] : facts) {
    absl::StrAppend(&html, "<dt>", Html(name), "</dt><dd>", Html(value), "</dd>\n");
  }
  absl::StrAppend(&html, "</dl>\n");
  const std::string line = HeadLine(context, head);
  for (auto row = rows.begin(); row != rows.end();) {
    const auto end =
        std::find_if(row, rows.end(), [&](const ReportRow& r) { return r.year != row->year; });
    absl::StrAppend(&html, TableOfYear(context, row->year, line, ReportTable(context, {row, end})));
    row = end;
  }
  if (rows.empty()) absl::StrAppend(&html, "<p>", Html(texts.Get("report.empty")), "</p>\n");
  absl::StrAppend(&html, "<footer>\n<p>", Html(texts.Get("report.asked")), "</p>\n");
  if (head.disclosure.has_value()) {
    absl::StrAppend(&html, "<p>", Html(texts.Get("report.hidden")), "</p>\n");
  }
  return absl::StrCat(html, "</footer>\n</body>\n</html>\n");
}

}  // namespace logboek::cli
