// Interventions of the menu that a practice chose for a period (domain.md R1, R4, P16).
#include <algorithm>
#include <map>
#include <set>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// The line as it was at the end of the day; null = it did not exist yet.
const domain::LineVersion* StateOn(const domain::InterventionLine& line, absl::CivilDay day) {
  const domain::LineVersion* state = nullptr;
  for (const domain::LineVersion& version : line.versions) {
    if (version.since <= day) state = &version;
  }
  return state;
}

// The row as it was when the line was chosen; later it may have left the menu.
const v1::MenuItem* RowOf(const PracticeView& view, const domain::InterventionLine& line,
                          const domain::LineVersion& state) {
  const v1::MenuItem* row = view.MenuRow(state.menu_slug, state.since);
  for (const domain::LineVersion& version : line.versions) {
    if (row != nullptr) break;
    if (version.menu_slug == state.menu_slug) row = view.MenuRow(state.menu_slug, version.since);
  }
  return row;
}

// The rule of the period; null when none names it.
const v1::ChoiceRule* RuleFor(const v1::InterventionChoice& measure, uint32_t period) {
  const v1::ChoiceRule* any = nullptr;
  for (const v1::ChoiceRule& rule : measure.rules()) {
    if (rule.years().empty()) any = &rule;
    if (std::find(rule.years().begin(), rule.years().end(), period) != rule.years().end()) {
      return &rule;
    }
  }
  return any;
}

uint32_t CalendarYearsIn(const domain::DateRange& period) {
  return static_cast<uint32_t>((period.until - 1).year() - period.from.year() + 1);
}

// A line that has something to say for this choice.
struct Line {
  const domain::InterventionLine* line = nullptr;
  const domain::LineVersion* state = nullptr;
  const v1::MenuItem* row = nullptr;
  std::string practice_id;
  Reason reason = Reason::kCounted;
  bool surplus = false;
};

class Choice {
 public:
  Choice(const PracticeView& view, const v1::InterventionChoice& measure,
         const v1::ChoiceRule& rule, const Period& period, Verdict* verdict)
      : view_(view), measure_(measure), rule_(rule), period_(period), verdict_(*verdict) {
    last_ = std::min(view.at(), verdict->window.until - 1);
    const auto& cohorts = measure.new_only_cohort_ids();
    new_only_ =
        rule.mode() == event::v1::CHOICE_MODE_NEW ||
        std::find(cohorts.begin(), cohorts.end(), view.participation().cohort_id) != cohorts.end();
    per_element_ = std::max(rule.lines(), uint32_t{1});
    if (rule.per_calendar_year()) per_element_ *= CalendarYearsIn(period.real);
  }

  void Evaluate() {
    std::set<std::string> seen;
    for (const domain::Practice* practice : United(view_, *verdict_.plan, period_)) {
      for (const domain::InterventionLine& line : practice->lines) {
        if (!IsMeant(line.period) || !seen.insert(line.line_id).second) continue;
        Add(*practice, line);
      }
    }
    std::stable_sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
      return std::tie(a.state->since, a.state->ref.position) <
             std::tie(b.state->since, b.state->ref.position);
    });
    Count();
    SettleForm(view_, &verdict_);
    ShowEvidence();
  }

 private:
  bool IsMeant(uint32_t line_period) const {
    if (line_period == period_.number) return true;
    return rule_.cumulative() && line_period >= 1 && line_period < period_.number;
  }

  void Add(const domain::Practice& practice, const domain::InterventionLine& line) {
    Line added{.line = &line, .practice_id = practice.id};
    added.state = StateOn(line, last_);
    if (added.state == nullptr) {
      // Chosen after the period it names was over.
      added.state = &line.versions.front();
      added.reason = Reason::kOutsideWindow;
      if (added.state->since > view_.at()) return;
    }
    added.row = RowOf(view_, line, *added.state);
    if (added.row == nullptr || !IsWanted(added.row->core_element())) return;
    if (added.reason == Reason::kCounted) added.reason = Screen(added);
    // A line of an earlier year only matters when it counts.
    if (added.reason != Reason::kCounted && line.period != period_.number) return;
    lines_.push_back(std::move(added));
  }

  bool IsWanted(v1::CoreElement element) const {
    const auto& wanted = measure_.core_elements();
    return std::find(wanted.begin(), wanted.end(), element) != wanted.end();
  }

  Reason Screen(const Line& line) const {
    const domain::LineVersion& state = *line.state;
    if (state.withdrawn) return Reason::kVoided;
    const bool deepens = state.mode == event::v1::CHOICE_MODE_DEEPEN;
    const bool wrong_mode = deepens ? new_only_ : rule_.mode() == event::v1::CHOICE_MODE_DEEPEN;
    const bool text_missing =
        !state.has_text &&
        (line.row->needs_text() || (deepens && rule_.deepening_needs_justification()));
    return wrong_mode || text_missing ? Reason::kNotRecognised : Reason::kCounted;
  }

  void Count() {
    std::set<std::string> slugs;
    std::map<int, uint32_t> counted;
    std::map<int, absl::CivilDay> reached_on;
    for (Line& line : lines_) {
      if (line.reason != Reason::kCounted) continue;
      if (!slugs.insert(line.state->menu_slug).second) {
        line.reason = Reason::kDuplicate;
        continue;
      }
      const int element = line.row->core_element();
      const uint32_t count = ++counted[element];
      if (count == per_element_) reached_on[element] = line.state->since;
      line.surplus = count > per_element_;
    }
    const auto elements = static_cast<uint32_t>(measure_.core_elements_size());
    verdict_.threshold = verdict_.denominator = per_element_ * elements;
    for (const auto& [element, count] : counted) {
      // What is too much in one element is not too little in another.
      verdict_.numerator += elements == 1 ? count : std::min(count, per_element_);
    }
    if (reached_on.size() < elements) return;
    absl::CivilDay day = verdict_.window.from;
    for (const auto& [element, reached] : reached_on) day = std::max(day, reached);
    verdict_.first_met_on = day;
  }

  void ShowEvidence() {
    if (!view_.with_evidence() || view_.at() < verdict_.window.from) return;
    for (const Line& line : lines_) {
      Evidence& evidence = verdict_.evidence.emplace_back();
      evidence.ref = line.state->ref;
      evidence.date = line.state->since;
      evidence.practice_id = line.practice_id;
      evidence.menu_slug = line.state->menu_slug;
      evidence.reason = line.reason;
      if (line.surplus) evidence.flags.push_back(VerdictFlag::kSurplus);
    }
  }

  const PracticeView& view_;
  const v1::InterventionChoice& measure_;
  const v1::ChoiceRule& rule_;
  const Period& period_;
  Verdict& verdict_;
  // The last day of the window that is looked at.
  absl::CivilDay last_;
  bool new_only_ = false;
  uint32_t per_element_ = 1;
  std::vector<Line> lines_;
};

}  // namespace

void EvaluateInterventionChoice(const PracticeView& view, const v1::InterventionChoice& measure,
                                const Period& period, Verdict* verdict) {
  verdict->window = period.real;
  const v1::ChoiceRule* rule = RuleFor(measure, period.number);
  // A plan was checked to have one.
  if (rule == nullptr) {
    verdict->status = Status::kUndetermined;
    return;
  }
  Choice(view, measure, *rule, period, verdict).Evaluate();
}

bool HasChosen(const PracticeView& view, absl::string_view menu_slug, uint32_t period) {
  const auto& lines = view.practice().lines;
  return std::any_of(lines.begin(), lines.end(), [&](const domain::InterventionLine& line) {
    if (line.period != period) return false;
    const domain::LineVersion* state = StateOn(line, view.at());
    return state != nullptr && !state->withdrawn && state->menu_slug == menu_slug;
  });
}

}  // namespace logboek::regioplan
