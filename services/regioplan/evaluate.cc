#include "services/regioplan/evaluate.h"

#include <algorithm>
#include <map>
#include <set>
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
  if (!HoldsForCohort(applies, view.participation().cohort_id)) return false;
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

// What holds in a programme year: the version of the plan the year began under.
struct YearRules {
  ProgrammeYear year;
  const v1::RegionPlan* plan = nullptr;
};

std::vector<YearRules> RulesByYear(const PracticeView& view, const domain::PlanVersions& versions) {
  std::set<uint32_t> numbers;
  for (const auto& [valid_from, published] : versions) {
    for (const v1::Obligation& obligation : published->plan.obligations()) {
      numbers.insert(obligation.applies().years().begin(), obligation.applies().years().end());
    }
  }
  std::vector<YearRules> rules;
  for (const uint32_t number : numbers) {
    const ProgrammeYear year =
        YearOf(*view.facts().region, view.participation().period.from, number);
    if (year.real.empty()) continue;
    rules.push_back({.year = year, .plan = &domain::PlanOn(versions, year.real.from)});
  }
  return rules;
}

// As the newest version orders them; what it dropped comes after.
std::vector<absl::string_view> ObligationIds(const domain::PlanVersions& versions) {
  std::vector<absl::string_view> ids;
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    for (const v1::Obligation& obligation : version->second->plan.obligations()) {
      if (std::find(ids.begin(), ids.end(), obligation.id()) == ids.end()) {
        ids.push_back(obligation.id());
      }
    }
  }
  return ids;
}

// Null when the plan has none of that id for the year.
const v1::Obligation* FindObligation(const YearRules& rules, absl::string_view id) {
  for (const v1::Obligation& obligation : rules.plan->obligations()) {
    if (obligation.id() != id) continue;
    const auto& years = obligation.applies().years();
    const bool asked = std::find(years.begin(), years.end(), rules.year.year) != years.end();
    return asked ? &obligation : nullptr;
  }
  return nullptr;
}

std::vector<Row> RowsOf(const PracticeView& view) {
  std::vector<Row> rows;
  for (const auto& [plan_id, versions] : view.facts().region->plan_versions) {
    const std::vector<YearRules> by_year = RulesByYear(view, versions);
    for (const absl::string_view id : ObligationIds(versions)) {
      for (const YearRules& rules : by_year) {
        const v1::Obligation* obligation = FindObligation(rules, id);
        if (obligation == nullptr || !Holds(view, obligation->applies(), rules.year)) continue;
        rows.push_back({.plan = rules.plan, .obligation = obligation, .year = rules.year});
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
  if (facts.practice->participations.empty()) return {};
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
      default:
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
