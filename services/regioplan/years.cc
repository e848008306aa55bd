// Programme years (domain.md P3).
#include <algorithm>

#include "services/domain/dates.h"
#include "services/regioplan/evaluate.h"

namespace logboek::regioplan {

Period YearOf(const domain::Region& region, absl::CivilDay cohort_start, uint32_t year) {
  // The year counts from the last override at or before it, else from the start of the cohort.
  uint32_t base_year = 1;
  absl::CivilDay base_start = cohort_start;
  absl::CivilDay cut = domain::kNoEnd;
  for (const auto& [id, published] : region.plans) {
    for (const v1::YearOverride& change : published->plan.year_overrides()) {
      const absl::CivilDay starts_on = domain::FromProto(change.starts_on());
      if (change.year() > year) {
        cut = std::min(cut, starts_on);
      } else if (change.year() >= base_year) {
        base_year = change.year();
        base_start = starts_on;
      }
    }
  }
  const int years = static_cast<int>(year) - static_cast<int>(base_year);
  Period result;
  result.number = year;
  result.nominal = {.from = domain::AddYears(base_start, years),
                    .until = domain::AddYears(base_start, years + 1)};
  // An override may say that a year runs for everybody; nobody is in it before taking part.
  result.real = {.from = std::max(result.nominal.from, cohort_start),
                 .until = std::min(result.nominal.until, cut)};
  return result;
}

uint32_t RunningYear(const domain::Region& region, absl::CivilDay cohort_start,
                     absl::CivilDay day) {
  if (day < cohort_start) return 0;
  // Without overrides a year each; an override can only skip ahead to the year it names.
  uint32_t last = static_cast<uint32_t>(day.year() - cohort_start.year()) + 1;
  for (const auto& [id, published] : region.plans) {
    for (const v1::YearOverride& change : published->plan.year_overrides()) last += change.year();
  }
  for (uint32_t year = 1; year <= last; ++year) {
    if (YearOf(region, cohort_start, year).real.Contains(day)) return year;
  }
  return 0;
}

}  // namespace logboek::regioplan
