#include "services/queries/decisions_in_use.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/domain/dates.h"
#include "services/domain/interpretations.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

// An option other than the first, and it has a say in this obligation.
bool RestsOn(const regioplan::v1::Interpretation& chosen,
             const regioplan::v1::Obligation& obligation) {
  const domain::InterpretationEntry* const entry = domain::FindInterpretation(chosen.id());
  if (entry == nullptr || entry->IndexOf(chosen.option()).value_or(0) == 0) return false;
  const auto& ids = chosen.obligation_ids();
  if (ids.empty()) return entry->of_plan || domain::Concerns(chosen.id(), obligation);
  return std::find(ids.begin(), ids.end(), obligation.id()) != ids.end();
}

// The last decision about it; null when there is none.
const domain::Waiver* WaiverOf(const domain::Practice& practice, const Verdict& verdict,
                               absl::CivilDay at) {
  const domain::Waiver* last = nullptr;
  for (const domain::Waiver& waiver : practice.waivers) {
    if (waiver.obligation_id != verdict.obligation->id() || waiver.decided_on > at) continue;
    if (waiver.programme_year == verdict.programme_year) last = &waiver;
  }
  return last;
}

std::vector<DecisionInUseRow> RowsOf(const std::shared_ptr<const domain::Practice>& practice,
                                     const Verdict& verdict, absl::CivilDay at) {
  const DecisionInUseRow base{.practice = practice,
                              .obligation_id = verdict.obligation->id(),
                              .period = verdict.programme_year,
                              .status = verdict.status};
  std::vector<DecisionInUseRow> rows;
  for (const regioplan::v1::Interpretation& chosen : verdict.plan->interpretations()) {
    if (!RestsOn(chosen, *verdict.obligation)) continue;
    DecisionInUseRow& row = rows.emplace_back(base);
    row.interpretation_id = chosen.id();
    row.option = chosen.option();
    row.ground = chosen.ground();
    row.decided_by = chosen.decided_by();
    if (!domain::IsAbsent(chosen.decided_on())) {
      row.decided_on = domain::FromProto(chosen.decided_on());
    }
  }
  if (verdict.status != regioplan::Status::kWaived) return rows;
  DecisionInUseRow& row = rows.emplace_back(base);
  row.ground = verdict.waiver_ground;
  if (const domain::Waiver* const waiver = WaiverOf(*practice, verdict, at); waiver != nullptr) {
    row.decided_on = waiver->decided_on;
    row.decided_by = waiver->decided_by;
  }
  return rows;
}

}  // namespace

absl::StatusOr<ListAnswer<DecisionInUseRow>> Ask(const Registers& registers,
                                                 const DecisionsInUseQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"decisions in use"}));
  const ListVerdicts verdicts(list);
  return list.Page<DecisionInUseRow>(list.region().practice_ids, [&](const std::string& id) {
    const auto practice = domain::Find(list.reg().practices, id);
    std::vector<DecisionInUseRow> rows;
    for (const Verdict& verdict : verdicts.Of(id, /*with_evidence=*/false)) {
      for (DecisionInUseRow& row : RowsOf(practice, verdict, list.at())) {
        rows.push_back(std::move(row));
      }
    }
    return rows;
  });
}

}  // namespace logboek::queries
