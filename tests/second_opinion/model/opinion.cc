#include "tests/second_opinion/model/opinion.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace logboek::second_opinion {
namespace {

std::string Sorted(std::vector<std::string> flags) {
  if (flags.empty()) return "";
  std::sort(flags.begin(), flags.end());
  return absl::StrCat(" [", absl::StrJoin(flags, ","), "]");
}

std::string InWords(const Line& line) {
  return absl::StrCat("  ", Iso(line.date), " #", line.position, " ", line.person, "@",
                      line.practice, " ", line.what, " ", line.reason,
                      line.credited_year == 0 ? "" : absl::StrCat(" year ", line.credited_year),
                      Sorted(line.flags), "\n");
}

// Lines of one date and place in the log have no order among themselves: a record that was
// corrected to another practice and what it was before.
std::string InWords(const std::vector<Line>& lines) {
  std::string words;
  for (size_t begin = 0; begin < lines.size();) {
    std::vector<std::string> same;
    size_t end = begin;
    for (; end < lines.size() && lines[end].date == lines[begin].date &&
           lines[end].position == lines[begin].position;
         ++end) {
      same.push_back(InWords(lines[end]));
    }
    std::sort(same.begin(), same.end());
    absl::StrAppend(&words, absl::StrJoin(same, ""));
    begin = end;
  }
  return words;
}

}  // namespace

std::string Iso(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string InWords(const Opinion& opinion) {
  std::string words = absl::StrCat(
      opinion.plan, " ", opinion.version, " ", opinion.obligation, "/", opinion.year, " ",
      opinion.status, " ", opinion.numerator, "/", opinion.denominator, " threshold ",
      opinion.threshold, " window ", Iso(opinion.window.from), "..", Iso(opinion.window.until));
  if (opinion.computed_status != opinion.status || !opinion.waiver_ground.empty()) {
    absl::StrAppend(&words, " computed ", opinion.computed_status, " ground ",
                    opinion.waiver_ground);
  }
  if (opinion.first_met_on.has_value()) {
    absl::StrAppend(&words, " first_met_on ", Iso(*opinion.first_met_on));
  }
  if (opinion.coverage_now.has_value()) {
    absl::StrAppend(&words, " coverage ", opinion.coverage_now->first, "/",
                    opinion.coverage_now->second);
  }
  absl::StrAppend(&words, " missing ", opinion.missing, " bookable ", opinion.bookable,
                  Sorted(opinion.flags), "\n");
  return words + InWords(opinion.lines);
}

std::string InWords(const std::vector<Opinion>& opinions) {
  std::string words;
  for (const Opinion& opinion : opinions) words += InWords(opinion);
  return words;
}

}  // namespace logboek::second_opinion
