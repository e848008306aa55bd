#include "services/regioplan/evaluate.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "services/domain/plan_check.h"
#include "services/regioplan/measures.h"
#include "services/regioplan/practice_view.h"

namespace logboek::regioplan {
namespace {

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& ids, absl::string_view id) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& other) { return other == id; });
}

// On the track for part of the period, or for the whole of it.
bool OnTrackDuring(const PracticeView& view, const std::string& track,
                   const domain::DateRange& period, bool whole) {
  for (const domain::DateRange& on_track : view.OnTrack(track)) {
    const domain::DateRange part = domain::Intersect(on_track, period);
    if (whole ? part == period : !part.empty()) return true;
  }
  return false;
}

bool Holds(const PracticeView& view, const v1::RegionPlan& plan, const v1::Applicability& applies,
           const Period& period) {
  const std::string& cohort_id = view.participation().cohort_id;
  if (!applies.cohort_ids().empty() && !Contains(applies.cohort_ids(), cohort_id)) return false;
  if (Contains(applies.except_cohort_ids(), cohort_id)) return false;
  if (!applies.required_track().empty() &&
      !OnTrackDuring(view, applies.required_track(), period.real, /*whole=*/false)) {
    return false;
  }
  if (!applies.chosen_slug().empty() && !HasChosen(view, plan, applies.chosen_slug(), period)) {
    return false;
  }
  return applies.replaced_by_track().empty() ||
         !OnTrackDuring(view, applies.replaced_by_track(), period.real,
                        /*whole=*/!applies.replaced_when_partly());
}

// A period as an obligation asks for it, before it is laid on a practice.
struct Asked {
  enum class Kind { kProgrammeYear, kBegunIn, kCalendarYear, kPlanPeriod };
  Kind kind;
  // The programme year, or the calendar year.
  uint32_t number = 0;
  // Of the plan.
  domain::DateRange range = {};
  bool no_deadline = false;

  bool operator<(const Asked& other) const { return Key() < other.Key(); }
  bool operator==(const Asked& other) const { return Key() == other.Key(); }

 private:
  std::tuple<Kind, uint32_t, absl::CivilDay, absl::CivilDay, bool> Key() const {
    return {kind, number, range.from, range.until, no_deadline};
  }
};

std::vector<Asked> AskedBy(const v1::Applicability& applies) {
  std::vector<Asked> asked;
  for (const uint32_t year : applies.years()) {
    asked.push_back({.kind = Asked::Kind::kProgrammeYear, .number = year});
  }
  for (const uint32_t year : applies.calendar_years()) {
    const bool begun = applies.by_programme_year();
    asked.push_back(
        {.kind = begun ? Asked::Kind::kBegunIn : Asked::Kind::kCalendarYear, .number = year});
  }
  if (applies.has_plan_period()) {
    asked.push_back({.kind = Asked::Kind::kPlanPeriod,
                     .range = {domain::FromProto(applies.plan_period().from()),
                               domain::UntilFromProto(applies.plan_period().until())}});
  }
  for (Asked& period : asked) period.no_deadline = applies.no_deadline();
  return asked;
}

Period FixedPeriod(uint32_t number, const domain::DateRange& range) {
  return {.number = number, .nominal = range, .real = range};
}

// One that nobody is ever in.
Period NoPeriod() { return FixedPeriod(0, {.from = domain::kNoEnd, .until = domain::kNoEnd}); }

// The programme year that begins in the calendar year (O10); empty when there is none.
Period YearBegunIn(const PracticeView& view, uint32_t calendar_year) {
  const absl::CivilDay start = view.participation().period.from;
  for (uint32_t year = 1; year <= domain::kProgrammeYearMax; ++year) {
    const Period period = YearOf(*view.facts().region, start, year);
    if (period.nominal.from.year() > calendar_year) break;
    if (!period.real.empty() && period.real.from.year() == calendar_year) return period;
  }
  return NoPeriod();
}

// What the period is for the practice; real is empty when it is not in it at all.
Period PeriodFor(const PracticeView& view, const Asked& asked) {
  const absl::CivilDay start = view.participation().period.from;
  Period period;
  switch (asked.kind) {
    case Asked::Kind::kProgrammeYear:
      period = YearOf(*view.facts().region, start, asked.number);
      break;
    case Asked::Kind::kBegunIn:
      period = YearBegunIn(view, asked.number);
      break;
    case Asked::Kind::kCalendarYear:
      period = FixedPeriod(asked.number, {.from = absl::CivilDay(asked.number, 1, 1),
                                          .until = absl::CivilDay(asked.number + 1, 1, 1)});
      break;
    case Asked::Kind::kPlanPeriod:
      period = FixedPeriod(0, asked.range);
      break;
  }
  // Who began after it was over was never in it; nor was anybody in a year that the next one, which
  // starts for everybody, came before.
  if (period.real.empty() || period.real.until <= start) return NoPeriod();
  if (asked.no_deadline) period.nominal.until = period.real.until = domain::kNoEnd;
  return period;
}

// An obligation in a period for which it holds.
struct Row {
  const v1::RegionPlan* plan = nullptr;
  const v1::Obligation* obligation = nullptr;
  Period period;
};

// What holds in a period: the version of the plan that it began under.
struct PeriodRules {
  Asked asked;
  Period period;
  const v1::RegionPlan* plan = nullptr;
};

std::vector<PeriodRules> RulesByPeriod(const PracticeView& view,
                                       const domain::PlanVersions& versions) {
  std::set<Asked> all;
  for (const auto& [valid_from, published] : versions) {
    for (const v1::Obligation& obligation : published->plan.obligations()) {
      for (const Asked& asked : AskedBy(obligation.applies())) all.insert(asked);
    }
  }
  std::vector<PeriodRules> rules;
  for (const Asked& asked : all) {
    const Period period = PeriodFor(view, asked);
    if (period.real.empty()) continue;
    rules.push_back(
        {.asked = asked, .period = period, .plan = &domain::PlanOn(versions, period.real.from)});
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

// The obligation as it holds in that period; null when it does not.
const v1::Obligation* FindObligation(const PeriodRules& rules, absl::string_view id) {
  for (const v1::Obligation& obligation : rules.plan->obligations()) {
    if (obligation.id() != id) continue;
    const std::vector<Asked> asked = AskedBy(obligation.applies());
    const bool asks = std::find(asked.begin(), asked.end(), rules.asked) != asked.end();
    return asks ? &obligation : nullptr;
  }
  return nullptr;
}

std::vector<Row> RowsOf(const PracticeView& view) {
  std::vector<Row> rows;
  for (const auto& [plan_id, versions] : view.facts().region->plan_versions) {
    const std::vector<PeriodRules> by_period = RulesByPeriod(view, versions);
    for (const absl::string_view id : ObligationIds(versions)) {
      for (const PeriodRules& rules : by_period) {
        const v1::Obligation* obligation = FindObligation(rules, id);
        if (obligation == nullptr) continue;
        if (!Holds(view, *rules.plan, obligation->applies(), rules.period)) continue;
        rows.push_back({.plan = rules.plan, .obligation = obligation, .period = rules.period});
      }
    }
  }
  return rows;
}

// The first day the practice takes part no longer.
absl::CivilDay ParticipationEnd(const PracticeView& view) {
  return std::min(view.participation().period.until, view.practice().closed_on);
}

// Why the period is not asked of the practice any more; absent = it is.
std::optional<VerdictFlag> NotAsked(const PracticeView& view, const Row& row) {
  if (row.period.real.from >= ParticipationEnd(view)) return VerdictFlag::kParticipationEnded;
  const absl::CivilDay merged_on = view.practice().merged_on;
  const bool all = row.plan->merge_scope() == v1::MERGE_SCOPE_ALL;
  // Before its day the practice is asked as ever.
  const bool merged = merged_on <= view.at() && (all || merged_on < row.period.real.until);
  return merged ? std::optional(VerdictFlag::kMerged) : std::nullopt;
}

// The window of a share: the period, or all of them together (O4).
domain::DateRange ShareWindow(const std::vector<Row>& rows, const Row& row) {
  domain::DateRange window = row.period.real;
  if (row.obligation->staff_share().times_rule() != v1::TIMES_RULE_ACROSS_YEARS) return window;
  for (const Row& other : rows) {
    if (other.obligation->id() != row.obligation->id()) continue;
    window.from = std::min(window.from, other.period.real.from);
    window.until = std::max(window.until, other.period.real.until);
  }
  return window;
}

absl::string_view PoolOf(const v1::Obligation& obligation) {
  const std::string& pool = obligation.session_count().credit_pool();
  return pool.empty() ? obligation.id() : pool;
}

// Every measure but counts of sessions, which share their sessions with other rows.
void Measure(const PracticeView& view, const Row& row, const domain::DateRange& share_window,
             Verdict* verdict) {
  const v1::Obligation& obligation = *row.obligation;
  switch (obligation.measure_case()) {
    case v1::Obligation::kStaffShare:
      return EvaluateStaffShare(view, obligation.staff_share(), share_window, verdict);
    case v1::Obligation::kQuarterCount:
      return EvaluateQuarterCount(view, obligation.quarter_count(), row.period, verdict);
    case v1::Obligation::kInterventionChoice:
      return EvaluateInterventionChoice(view, obligation.intervention_choice(), row.period,
                                        verdict);
    case v1::Obligation::kStatement:
      return EvaluateStatement(view, obligation.statement(), row.period, verdict);
    case v1::Obligation::kVisit:
      return EvaluateVisit(view, obligation.visit(), row.period, verdict);
    case v1::Obligation::kDataDelivery:
      return EvaluateDataDelivery(view, row.period, verdict);
    case v1::Obligation::kNewStaffTraining:
      return EvaluateNewStaffTraining(view, obligation.new_staff_training(), row.period, verdict);
    case v1::Obligation::kSessionCount:
    case v1::Obligation::MEASURE_NOT_SET:
      break;
  }
  verdict->status = Status::kUndetermined;
}

void Finish(const PracticeView& view, const Row& row, Verdict* verdict) {
  // Evaluated as usual, with a warning (R15).
  const absl::CivilDay end = ParticipationEnd(view);
  if (row.period.real.from < end && end < row.period.real.until && end != domain::kNoEnd) {
    verdict->flags.push_back(VerdictFlag::kParticipationEnded);
  }
  ApplyStrength(verdict);
  ApplyWaiver(view, verdict);
}

}  // namespace

void AddEvidence(const AttendanceFact& fact, Reason reason, Verdict* verdict) {
  Evidence& evidence = verdict->evidence.emplace_back();
  evidence.ref = fact.record->ref;
  evidence.date = fact.session->date;
  evidence.person_id = fact.person == nullptr ? fact.record->person_id : fact.person->kept->id;
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
    verdict.programme_year = row.period.number;
    verdict.window = row.period.real;
    if (options.with_openings) verdict.openings.emplace();
    if (const std::optional<VerdictFlag> ended = NotAsked(view, row)) {
      verdict.status = Status::kNotApplicable;
      verdict.flags.push_back(*ended);
    } else if (row.obligation->has_session_count()) {
      pools[PoolOf(*row.obligation)].push_back(
          {.verdict = &verdict, .measure = &row.obligation->session_count(), .period = row.period});
    } else {
      Measure(view, row, ShareWindow(rows, row), &verdict);
    }
  }
  for (auto& [pool, pool_rows] : pools) EvaluateSessionPool(view, std::move(pool_rows));
  for (size_t i = 0; i < rows.size(); ++i) Finish(view, rows[i], &verdicts[i]);
  return verdicts;
}

}  // namespace logboek::regioplan
