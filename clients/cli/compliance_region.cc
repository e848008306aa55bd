#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"

namespace logboek::cli {
namespace {

constexpr v1::VerdictStatus kStatuses[] = {
    v1::VERDICT_STATUS_MET,     v1::VERDICT_STATUS_OPEN,           v1::VERDICT_STATUS_AT_RISK,
    v1::VERDICT_STATUS_NOT_MET, v1::VERDICT_STATUS_NOT_APPLICABLE, v1::VERDICT_STATUS_UNDETERMINED,
    v1::VERDICT_STATUS_WAIVED,  v1::VERDICT_STATUS_REPORTED};

// An obligation of one programme year: a column of the table.
using ObligationYear = std::pair<std::string, uint32_t>;

// "y3", "2026", "plan": behind a label.
std::string PeriodColumn(const Texts& texts, uint32_t period) {
  const std::string text = PeriodShort(texts, period);
  return text.size() < 4 && period > 0 ? texts.Get("compliance.year_short", period) : text;
}

struct Columns {
  std::vector<ObligationYear> order;
  std::map<ObligationYear, std::string> labels;

  void Note(const ObligationYear& key, std::string label) {
    if (labels.emplace(key, std::move(label)).second) order.push_back(key);
  }
};

// In the order of the region's counts, then as the practices bring them.
Columns ColumnsOf(const Texts& texts, const v1::ListRegionComplianceResponse& response) {
  Columns shown;
  for (const auto& practice : response.practices()) {
    for (const auto& verdict : practice.verdicts()) {
      shown.Note({verdict.obligation_id(), verdict.programme_year()}, LabelOf(texts, verdict));
    }
  }
  Columns ordered;
  for (const auto& count : response.counts()) {
    const ObligationYear key(count.obligation_id(), count.programme_year());
    const auto found = shown.labels.find(key);
    if (found != shown.labels.end()) ordered.Note(key, found->second);
  }
  for (const ObligationYear& key : shown.order) ordered.Note(key, shown.labels[key]);
  return ordered;
}

Cell CellOf(const Texts& texts, const v1::PracticeCompliance& practice, const ObligationYear& key,
            bool symbols) {
  std::vector<std::string> words;
  Tone tone = Tone::kPlain;
  for (const auto& verdict : practice.verdicts()) {
    if (verdict.obligation_id() != key.first || verdict.programme_year() != key.second) continue;
    words.push_back(symbols ? StatusSymbol(verdict) : StatusWord(texts, verdict));
    tone = StatusTone(verdict);
  }
  return {absl::StrJoin(words, "/"), tone};
}

Table PracticeTable(const Texts& texts, const v1::ListRegionComplianceResponse& response,
                    const Columns& columns, bool symbols) {
  std::vector<Column> titles = {{texts.Get("column.practice")},
                                {texts.Get("column.name"), false, true},
                                {texts.Get("column.cohort")}};
  for (const ObligationYear& key : columns.order) {
    titles.push_back({absl::StrCat(columns.labels.at(key), " ", PeriodColumn(texts, key.second)),
                      false, false, /*wrap_title=*/true});
  }
  Table table(titles);
  for (const auto& practice : response.practices()) {
    std::vector<Cell> cells = {practice.practice_id(), practice.practice_name(),
                               practice.cohort_id()};
    for (const ObligationYear& key : columns.order) {
      cells.push_back(CellOf(texts, practice, key, symbols));
    }
    table.Add(std::move(cells));
  }
  return table;
}

std::string Legend(const Texts& texts) {
  std::vector<std::string> parts;
  for (const v1::VerdictStatus status : kStatuses) {
    parts.push_back(absl::StrCat(StatusSymbol(status), " ", texts.Word(status)));
  }
  return absl::StrCat(absl::StrJoin(parts, "   "), "\n");
}

// Words where there is room for them, signs with their meaning where there is not.
std::string Practices(const Context& context, const v1::ListRegionComplianceResponse& response) {
  const Columns columns = ColumnsOf(context.texts, response);
  const Table words = PracticeTable(context.texts, response, columns, /*symbols=*/false);
  if (context.style.width == 0 || words.NaturalWidth() <= context.style.width) {
    return words.Render(context.style);
  }
  const Table symbols = PracticeTable(context.texts, response, columns, /*symbols=*/true);
  return absl::StrCat(symbols.Render(context.style), "\n", Legend(context.texts));
}

std::string Counts(const Context& context, const v1::ListRegionComplianceResponse& response) {
  const Texts& texts = context.texts;
  std::map<ObligationYear, std::map<int, uint32_t>> counts;
  Columns rows;
  for (const auto& count : response.counts()) {
    const ObligationYear key(count.obligation_id(), count.programme_year());
    const std::string label = texts.Of(count.label());
    rows.Note(key, label.empty() ? count.obligation_id() : label);
    counts[key][count.status()] += count.practices();
  }
  std::vector<Column> titles = {{texts.Get("column.obligation")},
                                {texts.Get("column.label"), false, true},
                                {texts.Get("column.year"), true}};
  for (const v1::VerdictStatus status : kStatuses) {
    titles.push_back({texts.Word(status), true, false, /*wrap_title=*/true});
  }
  Table table(titles);
  for (const ObligationYear& key : rows.order) {
    std::vector<Cell> cells = {key.first, rows.labels[key], PeriodShort(texts, key.second)};
    for (const v1::VerdictStatus status : kStatuses) {
      const uint32_t number = counts[key][status];
      cells.emplace_back(number == 0 ? "" : absl::StrCat(number), StatusTone(status));
    }
    table.Add(std::move(cells));
  }
  return table.empty() ? "" : table.Render(context.style, /*fixed=*/3);
}

}  // namespace

void ShowRegionCompliance(const Context& context, const v1::ListRegionComplianceResponse& response,
                          bool explain) {
  const Texts& texts = context.texts;
  *context.out << KeyValues({{texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())},
                             {texts.Get("label.practices"),
                              texts.Get("compliance.shown", response.practices_size(),
                                        response.total_size())}})
               << "\n";
  *context.out << (response.practices().empty() ? texts.Get("compliance.no_practices") + "\n"
                                                : Practices(context, response));
  const std::string counts = Counts(context, response);
  if (!counts.empty()) {
    *context.out << "\n" << context.Heading(texts.Get("compliance.counts")) << "\n" << counts;
  }
  if (!explain) return;
  for (const auto& practice : response.practices()) {
    *context.out << "\n"
                 << context.Heading(
                        absl::StrCat(practice.practice_name(), " (", practice.practice_id(), ")"))
                 << "\n";
    for (const auto& verdict : practice.verdicts()) {
      *context.out << "\n" << ExplainVerdict(context, practice.practice_id(), verdict);
    }
  }
}

}  // namespace logboek::cli
