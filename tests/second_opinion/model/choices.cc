// Interventions that a practice chose for a period (R1, R4, TW-06 to TW-12), looked at day by day.
#include <algorithm>
#include <map>
#include <set>

#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

// P11 for lines: programme years follow programme years, calendar years calendar years.
bool IsEarlier(uint32_t period, uint32_t than) {
  constexpr uint32_t kFirstCalendarYear = 2000;
  return period > 0 && period < than &&
         (period >= kFirstCalendarYear) == (than >= kFirstCalendarYear);
}

class ChoiceJudge {
 public:
  ChoiceJudge(const Review& review, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->intervention_choice()),
        rule_(RuleOf(measure_, row->year.number)),
        ours_(OursIn(review, *row)) {
    for (const LineState& state : review.world.lines) rows_[state.position] = MenuRowOf(state);
  }

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = row_->year.real;
    const absl::CivilDay last = std::min(review_.at, opinion.window.until - 1);
    const auto elements = static_cast<uint32_t>(measure_.core_elements_size());
    opinion.threshold = opinion.denominator = Needed() * elements;
    const Count now = CountOn(last);
    for (const auto& [element, rows] : now.rows) {
      // What one element has too many is not too few in another.
      opinion.numerator += elements == 1 ? rows : std::min(rows, Needed());
    }
    SettleForm(review_, &opinion);
    for (absl::CivilDay day = opinion.window.from; opinion.status == "met" && day <= last; ++day) {
      const bool as_yesterday = day > opinion.window.from && !ChangesOn(day);
      if (as_yesterday || !IsEnough(CountOn(day))) continue;
      opinion.first_met_on = day;
      break;
    }
    if (review_.at < opinion.window.from) return;
    opinion.lines = now.lines;
    AddLateLines(last);
  }

 private:
  struct Count {
    // By core element.
    std::map<int, uint32_t> rows;
    std::vector<Line> lines;
  };

  // The rule that names the period, else the one that names none.
  static rp::ChoiceRule RuleOf(const rp::InterventionChoice& measure, uint32_t period) {
    rp::ChoiceRule found;
    for (const rp::ChoiceRule& rule : measure.rules()) {
      if (rule.years().empty()) found = rule;
    }
    for (const rp::ChoiceRule& rule : measure.rules()) {
      if (Contains(rule.years(), period)) found = rule;
    }
    return found;
  }

  // In each element. O9: for each calendar year of the period.
  uint32_t Needed() const {
    if (!rule_.per_calendar_year()) return rule_.lines();
    const Period& period = row_->year.real;
    const auto years = (period.until - 1).year() - period.from.year() + 1;
    return rule_.lines() * static_cast<uint32_t>(years);
  }

  bool IsEnough(const Count& count) const {
    for (const int element : measure_.core_elements()) {
      const auto rows = count.rows.find(element);
      if (rows == count.rows.end() || rows->second < Needed()) return false;
    }
    return true;
  }

  // Some line became something else.
  bool ChangesOn(absl::CivilDay day) const {
    for (const LineState& state : review_.world.lines) {
      if (state.since == day) return true;
    }
    return false;
  }

  bool IsMeant(const LineState& state) const {
    return state.period == row_->year.number ||
           (rule_.cumulative() && IsEarlier(state.period, row_->year.number));
  }

  // The row of the menu as it was when the line became what it is, or on another day on which the
  // line chose it: later it may have left the menu.
  const rp::MenuItem* MenuRowOf(const LineState& state) const {
    const rp::MenuItem* row = MenuRowOn(review_, state.slug, state.since);
    for (const LineState& other : review_.world.lines) {
      if (row != nullptr) break;
      if (other.line == state.line && other.slug == state.slug) {
        row = MenuRowOn(review_, state.slug, other.since);
      }
    }
    return row;
  }

  bool IsOfElement(const rp::MenuItem* row) const {
    return row != nullptr &&
           Contains(measure_.core_elements(), static_cast<int>(row->core_element()));
  }

  // TW-10, TW-12, R1.
  std::string ReasonOf(const LineState& state, const rp::MenuItem& row) const {
    if (state.withdrawn) return "VOIDED";
    const bool deepens = state.mode == event::v1::CHOICE_MODE_DEEPEN;
    const bool only_new = rule_.mode() == event::v1::CHOICE_MODE_NEW ||
                          Contains(measure_.new_only_cohort_ids(), review_.cohort);
    if (deepens && only_new) return "NOT_RECOGNISED";
    if (!deepens && rule_.mode() == event::v1::CHOICE_MODE_DEEPEN) return "NOT_RECOGNISED";
    const bool needs_text = row.needs_text() || (deepens && rule_.deepening_needs_justification());
    return needs_text && !state.has_text ? "NOT_RECOGNISED" : "COUNTED";
  }

  Line LineOf(const LineState& state, const std::string& reason) const {
    Line line{state.since, state.position, "", "", "menu " + state.slug, reason};
    for (const std::string& ours : ours_) {
      if (line.practice.empty() && Contains(state.practices, ours)) line.practice = ours;
    }
    return line;
  }

  // The lines as they are on the day.
  Count CountOn(absl::CivilDay day) const {
    Count count;
    std::set<std::string> slugs;
    for (const LineState& state : LinesOn(review_, *row_, day)) {
      const rp::MenuItem* row = rows_.at(state.position);
      if (!IsMeant(state) || !IsOfElement(row)) continue;
      std::string reason = ReasonOf(state, *row);
      // Of earlier periods only what counts is of interest.
      if (reason != "COUNTED" && state.period != row_->year.number) continue;
      const bool counts = reason == "COUNTED" && slugs.insert(state.slug).second;
      if (reason == "COUNTED" && !counts) reason = "DUPLICATE";
      Line line = LineOf(state, reason);
      if (counts && ++count.rows[row->core_element()] > Needed()) AddFlag("surplus", &line.flags);
      count.lines.push_back(line);
    }
    return count;
  }

  // R4: chosen after the period was over.
  void AddLateLines(absl::CivilDay last) {
    std::set<std::string> known;
    for (const LineState& state : LinesOn(review_, *row_, last)) known.insert(state.line);
    for (const LineState& state : review_.world.lines) {
      const bool first = known.insert(state.line).second;
      if (!first || state.since > review_.at || state.period != row_->year.number) continue;
      const Line line = LineOf(state, "OUTSIDE_WINDOW");
      if (line.practice.empty() || !IsOfElement(rows_.at(state.position))) continue;
      row_->opinion.lines.push_back(line);
    }
  }

  const Review& review_;
  Row* const row_;
  const rp::InterventionChoice& measure_;
  const rp::ChoiceRule rule_;
  const std::vector<std::string> ours_;
  // Of each state of a line.
  std::map<uint64_t, const rp::MenuItem*> rows_;
};

}  // namespace

std::vector<LineState> LinesOn(const Review& review, const Row& row, absl::CivilDay day) {
  const std::vector<std::string> ours = OursIn(review, row);
  std::map<std::string, LineState> lines;
  for (const LineState& state : review.world.lines) {
    bool is_ours = false;
    for (const std::string& practice : state.practices) is_ours |= Contains(ours, practice);
    if (is_ours && state.since <= day) lines[state.line] = state;
  }
  std::vector<LineState> list;
  for (const auto& [id, state] : lines) list.push_back(state);
  std::sort(list.begin(), list.end(), [](const LineState& a, const LineState& b) {
    return std::pair(a.since, a.position) < std::pair(b.since, b.position);
  });
  return list;
}

void JudgeChoice(const Review& review, Row* row) { ChoiceJudge(review, row).Run(); }

}  // namespace logboek::second_opinion
