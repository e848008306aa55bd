#include "clients/cli/region_report.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/compliance_view.h"

namespace logboek::cli {
namespace {

using Show = CountCell::Show;

// The last of kReportStatuses: beside what is asked, not part of it.
constexpr size_t kNotApplicable = kReportStatuses.size() - 1;

size_t IndexOf(v1::VerdictStatus status) {
  const auto* const found = std::find(kReportStatuses.begin(), kReportStatuses.end(), status);
  // What is newer than this program is not determined by it.
  if (found == kReportStatuses.end()) return IndexOf(v1::VERDICT_STATUS_UNDETERMINED);
  return static_cast<size_t>(found - kReportStatuses.begin());
}

bool IsSmall(const CountCell& cell) { return cell.practices > 0 && cell.practices < kSmallCell; }

// The cells whose sum a reader knows: what is asked where that is shown, else all practices.
size_t GroupSize(const ReportRow& row) {
  return row.asked.show == Show::kNumber ? kNotApplicable : kReportStatuses.size();
}

// What a reader can know of the hidden cells of a row: their sum, how many are small, and how many
// are not.
struct Hidden {
  uint32_t sum = 0;
  uint32_t small = 0;
  // At least kSmallCell each.
  uint32_t large = 0;
  // What does not apply, which may be nobody.
  bool rest = false;
  // All small ones together are fewer than kSmallCell.
  bool few = false;
};

Hidden HiddenIn(const ReportRow& row) {
  Hidden hidden{.few = row.asked.show == Show::kSmall};
  for (size_t i = 0; i < GroupSize(row); ++i) {
    const CountCell& cell = row.counts[i];
    if (cell.show == Show::kNumber) continue;
    hidden.sum += cell.practices;
    if (cell.show == Show::kSmall) {
      ++hidden.small;
    } else if (i == kNotApplicable) {
      hidden.rest = true;
    } else {
      ++hidden.large;
    }
  }
  return hidden;
}

// Whether a small cell can be `value`, given what the others can be.
bool CanBe(const Hidden& hidden, uint32_t value) {
  const uint32_t others = hidden.small - 1;
  for (uint32_t sum = value + others; sum <= value + others * (kSmallCell - 1); ++sum) {
    if (sum > hidden.sum || (hidden.few && sum >= kSmallCell)) break;
    const uint32_t left = hidden.sum - sum;
    const bool fits = hidden.large > 0 ? left >= hidden.large * kSmallCell
                      : hidden.rest    ? left == 0 || left >= kSmallCell
                                       : left == 0;
    if (fits) return true;
  }
  return false;
}

// True when the hidden cells leave a small one only one value.
bool IsGivenAway(const ReportRow& row) {
  const Hidden hidden = HiddenIn(row);
  if (hidden.small == 0) return false;
  int values = 0;
  for (uint32_t value = 1; value < kSmallCell; ++value) {
    if (CanBe(hidden, value)) ++values;
  }
  return values <= 1;
}

// The smallest number that is still shown and large enough to hide another behind it.
CountCell* NextToHide(ReportRow* row) {
  CountCell* next = nullptr;
  for (size_t i = 0; i < GroupSize(*row); ++i) {
    CountCell& cell = row->counts[i];
    if (cell.show != Show::kNumber || cell.practices < kSmallCell) continue;
    if (next == nullptr || cell.practices < next->practices) next = &cell;
  }
  return next;
}

// What is asked and what is not add up to the region, so neither is told without the other.
void HideAsked(ReportRow* row) {
  CountCell& rest = row->counts[kNotApplicable];
  if (row->asked.show == Show::kNumber) {
    row->asked.show = IsSmall(row->asked) ? Show::kSmall : Show::kHidden;
  }
  if (rest.show == Show::kNumber) rest.show = IsSmall(rest) ? Show::kSmall : Show::kHidden;
}

Value ValueOf(const CountCell& cell) {
  if (cell.show == Show::kNumber) return uint64_t{cell.practices};
  return CellText(cell);
}

Value ShareOf(const ReportRow& row) {
  const CountCell& met = row.counts[IndexOf(v1::VERDICT_STATUS_MET)];
  // What is only reported cannot be met.
  if (row.counts[IndexOf(v1::VERDICT_STATUS_REPORTED)].practices > 0) return Value();
  if (met.show != Show::kNumber || row.asked.show != Show::kNumber) return Value();
  return Share{met.practices, row.asked.practices};
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

std::vector<ReportRow> ReportRows(const Texts& texts,
                                  const v1::ListRegionComplianceResponse& region, uint32_t year) {
  std::vector<ReportRow> rows;
  std::map<std::pair<std::string, uint32_t>, size_t> places;
  for (const v1::StatusCount& count : region.counts()) {
    if (year != 0 && count.programme_year() != year) continue;
    const std::pair<std::string, uint32_t> key(count.obligation_id(), count.programme_year());
    const auto [place, is_new] = places.emplace(key, rows.size());
    if (is_new) {
      rows.push_back({.obligation_id = count.obligation_id(),
                      .label = texts.Of(count.label()),
                      .year = count.programme_year()});
    }
    ReportRow& row = rows[place->second];
    const size_t status = IndexOf(count.status());
    row.counts[status].practices += count.practices();
    if (status != kNotApplicable) row.asked.practices += count.practices();
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ReportRow& a, const ReportRow& b) { return a.year < b.year; });
  return rows;
}

void HideSmallCells(ReportRow* row) {
  for (CountCell& cell : row->counts) {
    if (IsSmall(cell)) cell.show = Show::kSmall;
  }
  if (IsSmall(row->asked) || IsSmall(row->counts[kNotApplicable])) HideAsked(row);
  while (IsGivenAway(*row)) {
    if (CountCell* const next = NextToHide(row); next != nullptr) {
      next->show = Show::kHidden;
    } else if (row->asked.show == Show::kNumber) {
      HideAsked(row);
    } else {
      // Too few practices to say anything of.
      for (CountCell& cell : row->counts) cell.show = Show::kHidden;
    }
  }
}

std::string CellText(const CountCell& cell) {
  if (cell.show == Show::kNumber) return absl::StrCat(cell.practices);
  return cell.show == Show::kSmall ? absl::StrCat("<", kSmallCell) : "·";
}

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
  facts.insert(facts.begin(), {texts.Get("label.practices"), head.practices});
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
  if (head.for_insurer) {
    absl::StrAppend(&html, "<p>", Html(texts.Get("report.small_cells", kSmallCell)), "</p>\n");
  }
  return absl::StrCat(html, "</footer>\n</body>\n</html>\n");
}

}  // namespace logboek::cli
