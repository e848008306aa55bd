// Interventions of the menu that a practice chose for a period (domain.md R1, R4, P16).
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

constexpr uint32_t kCalendarYearMin = 2000;

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

// How many distinct rows of each core element count.
using Tally = std::map<int, uint32_t>;

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
    GatherLines();
  }

  void Evaluate() {
    std::vector<Line> lines = LinesOn(last_);
    const Tally tally = Count(&lines);
    const auto elements = static_cast<uint32_t>(measure_.core_elements_size());
    verdict_.threshold = verdict_.denominator = per_element_ * elements;
    for (const auto& [element, count] : tally) {
      // What is too much in one element is not too little in another.
      verdict_.numerator += elements == 1 ? count : std::min(count, per_element_);
    }
    SettleForm(view_, &verdict_);
    if (verdict_.status == Status::kMet) verdict_.first_met_on = FirstMet();
    ShowEvidence(lines);
  }

 private:
  struct Candidate {
    const domain::InterventionLine* line = nullptr;
    std::string practice_id;
  };

  void GatherLines() {
    std::set<std::string> seen;
    for (const domain::Practice* practice : United(view_, *verdict_.plan, period_)) {
      for (const domain::InterventionLine& line : practice->lines) {
        if (!IsMeant(line.period) || !seen.insert(line.line_id).second) continue;
        candidates_.push_back({&line, practice->id});
      }
    }
  }

  // Earlier years are those of the same kind: no programme year comes before a calendar year.
  bool IsMeant(uint32_t line_period) const {
    if (line_period == period_.number) return true;
    const bool same_kind = (line_period < kCalendarYearMin) == (period_.number < kCalendarYearMin);
    return rule_.cumulative() && same_kind && line_period >= 1 && line_period < period_.number;
  }

  // The lines as they were at the end of the day, in the order in which they became so.
  std::vector<Line> LinesOn(absl::CivilDay day) const {
    std::vector<Line> lines;
    for (const Candidate& candidate : candidates_) Add(candidate, day, &lines);
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
      return std::tie(a.state->since, a.state->ref.position) <
             std::tie(b.state->since, b.state->ref.position);
    });
    return lines;
  }

  void Add(const Candidate& candidate, absl::CivilDay day, std::vector<Line>* lines) const {
    const domain::InterventionLine& line = *candidate.line;
    Line added{.line = &line, .practice_id = candidate.practice_id};
    added.state = StateOn(line, day);
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
    lines->push_back(std::move(added));
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

  // Of two lines with one row the second is a duplicate.
  Tally Count(std::vector<Line>* lines) const {
    std::set<std::string> slugs;
    Tally tally;
    for (Line& line : *lines) {
      if (line.reason != Reason::kCounted) continue;
      if (!slugs.insert(line.state->menu_slug).second) {
        line.reason = Reason::kDuplicate;
        continue;
      }
      line.surplus = ++tally[line.row->core_element()] > per_element_;
    }
    return tally;
  }

  bool IsEnough(const Tally& tally) const {
    const auto& elements = measure_.core_elements();
    return std::all_of(elements.begin(), elements.end(), [&](int element) {
      const auto found = tally.find(element);
      return found != tally.end() && found->second >= per_element_;
    });
  }

  // The first day of the window on which the lines were enough; a line that changes later does not
  // change when that was.
  std::optional<absl::CivilDay> FirstMet() const {
    std::set<absl::CivilDay> days = {verdict_.window.from};
    for (const Candidate& candidate : candidates_) {
      for (const domain::LineVersion& version : candidate.line->versions) {
        days.insert(std::clamp(version.since, verdict_.window.from, last_));
      }
    }
    for (const absl::CivilDay day : days) {
      std::vector<Line> lines = LinesOn(day);
      if (IsEnough(Count(&lines))) return day;
    }
    return std::nullopt;
  }

  void ShowEvidence(const std::vector<Line>& lines) {
    if (!view_.with_evidence() || view_.at() < verdict_.window.from) return;
    for (const Line& line : lines) {
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
  // Each once, though several united practices may have it.
  std::vector<Candidate> candidates_;
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

bool HasChosen(const PracticeView& view, const v1::RegionPlan& plan, absl::string_view menu_slug,
               const Period& period) {
  // What is chosen or taken back after the period is too late for it (R4).
  const absl::CivilDay last = std::min(view.at(), period.real.until - 1);
  const auto has_chosen = [&](const domain::InterventionLine& line) {
    if (line.period != period.number) return false;
    const domain::LineVersion* state = StateOn(line, last);
    return state != nullptr && !state->withdrawn && state->menu_slug == menu_slug;
  };
  const std::vector<const domain::Practice*> practices = United(view, plan, period);
  return std::any_of(practices.begin(), practices.end(), [&](const domain::Practice* practice) {
    return std::any_of(practice->lines.begin(), practice->lines.end(), has_chosen);
  });
}

}  // namespace logboek::regioplan
