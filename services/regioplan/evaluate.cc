#include "services/regioplan/evaluate.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/regioplan/measures.h"
#include "services/regioplan/practice_view.h"

namespace logboek::regioplan {
namespace {

bool HoldsForCohort(const v1::Applicability& applies, const std::string& cohort_id) {
  const auto& ids = applies.cohort_ids();
  return ids.empty() || std::find(ids.begin(), ids.end(), cohort_id) != ids.end();
}

// On the track for part of the year, or for the whole of it.
bool OnTrackDuring(const PracticeView& view, const std::string& track,
                   const domain::DateRange& year, bool whole) {
  for (const domain::DateRange& period : view.OnTrack(track)) {
    const domain::DateRange part = domain::Intersect(period, year);
    if (whole ? part == year : !part.empty()) return true;
  }
  return false;
}

bool Holds(const PracticeView& view, const v1::Applicability& applies, const ProgrammeYear& year) {
  if (year.real.empty()) return false;
  if (!HoldsForCohort(applies, view.practice().cohort_id)) return false;
  if (!applies.required_track().empty() &&
      !OnTrackDuring(view, applies.required_track(), year.real, /*whole=*/false)) {
    return false;
  }
  return applies.replaced_by_track().empty() ||
         !OnTrackDuring(view, applies.replaced_by_track(), year.real, /*whole=*/true);
}

// An obligation in a year for which it holds.
struct Row {
  const v1::RegionPlan* plan = nullptr;
  const v1::Obligation* obligation = nullptr;
  ProgrammeYear year;
};

std::vector<Row> RowsOf(const PracticeView& view) {
  std::vector<Row> rows;
  const domain::Region& region = *view.facts().region;
  for (const auto& [id, published] : region.plans) {
    for (const v1::Obligation& obligation : published->plan.obligations()) {
      std::vector<uint32_t> years(obligation.applies().years().begin(),
                                  obligation.applies().years().end());
      std::sort(years.begin(), years.end());
      for (const uint32_t number : years) {
        const ProgrammeYear year = YearOf(region, view.practice().cohort_start, number);
        if (!Holds(view, obligation.applies(), year)) continue;
        rows.push_back({.plan = &published->plan, .obligation = &obligation, .year = year});
      }
    }
  }
  return rows;
}

absl::string_view PoolOf(const v1::Obligation& obligation) {
  const std::string& pool = obligation.session_count().credit_pool();
  return pool.empty() ? obligation.id() : pool;
}

}  // namespace

void AddEvidence(const AttendanceFact& fact, Reason reason, Verdict* verdict) {
  Evidence& evidence = verdict->evidence.emplace_back();
  evidence.ref = fact.record->ref;
  evidence.date = fact.session->date;
  evidence.person_id = fact.record->person_id;
  evidence.practice_id = fact.record->practice_id;
  evidence.session_id = fact.record->session_id;
  evidence.reason = reason;
}

std::vector<Verdict> Evaluate(const PracticeFacts& facts, absl::CivilDay at,
                              const EvaluateOptions& options) {
  if (facts.practice == nullptr || facts.region == nullptr) return {};
  if (facts.practice->cohort_id.empty()) return {};
  const PracticeView view(facts, at, options.with_evidence);
  const std::vector<Row> rows = RowsOf(view);

  std::vector<Verdict> verdicts(rows.size());
  std::map<absl::string_view, std::vector<SessionRow>> pools;
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    Verdict& verdict = verdicts[i];
    verdict.obligation = row.obligation;
    verdict.plan = row.plan;
    verdict.programme_year = row.year.year;
    switch (row.obligation->measure_case()) {
      case v1::Obligation::kStaffShare:
        EvaluateStaffShare(view, row.obligation->staff_share(), row.year, &verdict);
        break;
      case v1::Obligation::kSessionCount:
        pools[PoolOf(*row.obligation)].push_back(
            {.verdict = &verdict, .measure = &row.obligation->session_count(), .year = row.year});
        break;
      case v1::Obligation::kQuarterCount:
        EvaluateQuarterCount(view, row.obligation->quarter_count(), row.year, &verdict);
        break;
      case v1::Obligation::MEASURE_NOT_SET:
        verdict.window = row.year.real;
        verdict.status = Status::kUndetermined;
        break;
    }
  }
  for (auto& [pool, pool_rows] : pools) EvaluateSessionPool(view, std::move(pool_rows));
  for (Verdict& verdict : verdicts) ApplyWaiver(view, &verdict);
  return verdicts;
}

}  // namespace logboek::regioplan
