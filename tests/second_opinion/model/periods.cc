// Which version of which plan asks what of the practice, and for which periods (P3, O10, O11, R15).
#include <algorithm>
#include <map>
#include <set>

#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

constexpr uint32_t kLastYear = 20;

// The same day in another year; 29 February becomes 1 March.
absl::CivilDay YearsLater(absl::CivilDay day, int years) {
  return absl::CivilDay(day.year() + years, day.month(), day.day());
}

// Versions of a plan by the day from which each holds.
std::map<absl::CivilDay, const rp::RegionPlan*> VersionsOf(const Review& review,
                                                           absl::string_view plan) {
  std::map<absl::CivilDay, const rp::RegionPlan*> versions;
  for (const PlanVersion& version : review.world.plans) {
    if (version.region != review.region || version.plan.plan_id() != plan) continue;
    versions[version.holds_from] = &version.plan;
  }
  return versions;
}

const rp::RegionPlan& Newest(const Review& review, absl::string_view plan) {
  return *VersionsOf(review, plan).rbegin()->second;
}

std::set<std::string> PlansOf(const Review& review) {
  std::set<std::string> plans;
  for (const PlanVersion& version : review.world.plans) {
    if (version.region == review.region) plans.insert(version.plan.plan_id());
  }
  return plans;
}

struct Override {
  uint32_t year = 0;
  absl::CivilDay starts_on;
};

std::vector<Override> OverridesOf(const Review& review) {
  std::vector<Override> overrides;
  for (const std::string& plan : PlansOf(review)) {
    for (const rp::YearOverride& o : Newest(review, plan).year_overrides()) {
      overrides.push_back({o.year(), DayOf(o.starts_on())});
    }
  }
  return overrides;
}

// P3. The region's own start of this or an earlier year goes before the cohort's; the start of a
// later year ends the year that runs.
Year ProgrammeYear(const Review& review, uint32_t number) {
  const absl::CivilDay cohort_start = review.begun_on;
  uint32_t counted_from = 1;
  absl::CivilDay first = cohort_start;
  const std::vector<Override> overrides = OverridesOf(review);
  for (const Override& o : overrides) {
    if (o.year > number || o.year < counted_from) continue;
    counted_from = o.year;
    first = o.starts_on;
  }
  const int years = static_cast<int>(number - counted_from);
  Year year{.number = number};
  year.nominal = {YearsLater(first, years), YearsLater(first, years + 1)};
  year.real = {std::max(year.nominal.from, cohort_start), year.nominal.until};
  for (const Override& o : overrides) {
    if (o.year > number) year.real.until = std::min(year.real.until, o.starts_on);
  }
  return year;
}

Year FixedPeriod(uint32_t number, const Period& period) {
  return {.number = number, .nominal = period, .real = period};
}

// O10: the first programme year with a day on which it begins in the calendar year.
std::vector<Year> BegunIn(const Review& review, uint32_t calendar_year) {
  for (uint32_t number = 1; number <= kLastYear; ++number) {
    const Year year = ProgrammeYear(review, number);
    if (!year.real.empty() && year.real.from.year() == calendar_year) return {year};
  }
  return {};
}

// Every period that is named, whether the practice is in it or not.
std::vector<Year> NamedPeriods(const Review& review, const rp::Applicability& applies) {
  std::vector<Year> named;
  for (const uint32_t year : applies.years()) named.push_back(ProgrammeYear(review, year));
  for (const uint32_t year : applies.calendar_years()) {
    if (applies.by_programme_year()) {
      for (const Year& begun : BegunIn(review, year)) named.push_back(begun);
    } else {
      named.push_back(
          FixedPeriod(year, {absl::CivilDay(year, 1, 1), absl::CivilDay(year + 1, 1, 1)}));
    }
  }
  if (applies.has_plan_period()) {
    const rp::DatePeriod& period = applies.plan_period();
    named.push_back(FixedPeriod(0, {DayOf(period.from()), DayOf(period.until())}));
  }
  return named;
}

// Those the practice is in for a day at least. O11: the window of one never closes.
std::vector<Year> PeriodsOf(const Review& review, const rp::Applicability& applies) {
  std::vector<Year> periods;
  for (Year& period : NamedPeriods(review, applies)) {
    if (period.real.empty() || period.real.until <= review.begun_on) continue;
    if (applies.no_deadline()) period.nominal.until = period.real.until = kNever;
    periods.push_back(period);
  }
  return periods;
}

// Whether the practice is on the track on some day, and on every day, of the period.
std::pair<bool, bool> TrackInside(const Review& review, absl::string_view track,
                                  const Period& period) {
  bool some = false;
  bool all = true;
  // No date lies later; without a deadline the days would go on for thousands of years.
  const absl::CivilDay horizon(2101, 1, 2);
  for (absl::CivilDay day = period.from; day < std::min(period.until, horizon); ++day) {
    const bool on = OnTrack(review, track, day);
    some |= on;
    all &= on;
  }
  return {some, all};
}

// TW-18, R4: as the lines stand on the last day that is looked at.
bool HasChosen(const Review& review, const Row& row, absl::string_view slug) {
  const absl::CivilDay last = std::min(review.at, row.year.real.until - 1);
  for (const LineState& state : LinesOn(review, row, last)) {
    if (state.period == row.year.number && state.slug == slug && !state.withdrawn) return true;
  }
  return false;
}

bool Holds(const Review& review, const Row& row) {
  const rp::Applicability& applies = row.obligation->applies();
  if (applies.cohort_ids_size() > 0 && !Contains(applies.cohort_ids(), review.cohort)) return false;
  if (Contains(applies.except_cohort_ids(), review.cohort)) return false;
  if (!applies.required_track().empty() &&
      !TrackInside(review, applies.required_track(), row.year.real).first) {
    return false;
  }
  if (!applies.replaced_by_track().empty()) {
    const auto [some, all] = TrackInside(review, applies.replaced_by_track(), row.year.real);
    if (all || (some && applies.replaced_when_partly())) return false;
  }
  return applies.chosen_slug().empty() || HasChosen(review, row, applies.chosen_slug());
}

// Ids of the plan's obligations: those of the newest version, then those that only stood in others.
std::vector<std::string> ObligationsOf(const Review& review, absl::string_view plan) {
  std::vector<std::string> ids;
  const auto versions = VersionsOf(review, plan);
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    for (const rp::Obligation& obligation : version->second->obligations()) {
      if (!Contains(ids, obligation.id())) ids.push_back(obligation.id());
    }
  }
  return ids;
}

std::string MeasureOf(const rp::Obligation& obligation) {
  return obligation.GetDescriptor()->FindFieldByNumber(obligation.measure_case())->name();
}

// The obligation's periods in all versions; each is judged by the version that was valid when it
// began, so the others' are left out.
std::vector<Row> RowsOfObligation(const Review& review, const std::string& plan,
                                  const std::string& id) {
  std::vector<Row> rows;
  for (const auto& [holds_from, version] : VersionsOf(review, plan)) {
    for (const rp::Obligation& obligation : version->obligations()) {
      if (obligation.id() != id) continue;
      for (const Year& period : PeriodsOf(review, obligation.applies())) {
        Row row{.plan = version, .obligation = &obligation, .year = period};
        if (VersionOn(review, plan, period.real.from) != version || !Holds(review, row)) continue;
        row.opinion.plan = plan;
        row.opinion.version = version->version();
        row.opinion.obligation = id;
        row.opinion.measure = MeasureOf(obligation);
        row.opinion.year = period.number;
        row.opinion.window = period.real;
        rows.push_back(row);
      }
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.year.number, a.year.real.from) < std::pair(b.year.number, b.year.real.from);
  });
  return rows;
}

}  // namespace

const rp::RegionPlan* VersionOn(const Review& review, absl::string_view plan, absl::CivilDay day) {
  const auto versions = VersionsOf(review, plan);
  const rp::RegionPlan* found = versions.begin()->second;
  for (const auto& [holds_from, version] : versions) {
    if (holds_from <= day) found = version;
  }
  return found;
}

const rp::MenuItem* MenuRowOn(const Review& review, absl::string_view slug, absl::CivilDay day) {
  for (const std::string& plan : PlansOf(review)) {
    for (const rp::MenuItem& item : VersionOn(review, plan, day)->menu()) {
      if (item.slug() != slug) continue;
      const bool begun = !item.has_valid_from() || DayOf(item.valid_from()) <= day;
      const bool ended = item.has_valid_until() && DayOf(item.valid_until()) <= day;
      if (begun && !ended) return &item;
    }
  }
  return nullptr;
}

bool OnMenu(const Review& review, absl::string_view slug, absl::CivilDay day) {
  return MenuRowOn(review, slug, day) != nullptr;
}

std::vector<Row> RowsOf(const Review& review) {
  std::vector<Row> rows;
  for (const std::string& plan : PlansOf(review)) {
    for (const std::string& id : ObligationsOf(review, plan)) {
      for (const Row& row : RowsOfObligation(review, plan, id)) rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace logboek::second_opinion
