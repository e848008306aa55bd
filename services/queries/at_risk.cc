#include "services/queries/at_risk.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

RiskRow RowOf(const regioplan::PracticeFacts& facts, const Verdict& verdict, absl::CivilDay at) {
  RiskRow row{.practice = facts.practice,
              .obligation = PeriodOf(verdict),
              .status = verdict.status,
              .need = verdict.missing,
              .bookable = verdict.bookable,
              .last_day = verdict.window.until - 1,
              .days_left = DaysLeft(verdict, at)};
  if (NeedsSessions(verdict)) row.slack = int64_t{verdict.bookable} - int64_t{verdict.missing};
  return row;
}

bool ComesBefore(const RiskRow& a, const RiskRow& b) {
  using Key = std::tuple<int64_t, int64_t, absl::string_view, absl::string_view, absl::string_view,
                         uint32_t>;
  const auto key = [](const RiskRow& row) {
    return Key(row.slack.value_or(std::numeric_limits<int64_t>::max()), row.days_left,
               row.practice->id, row.obligation.plan_id, row.obligation.obligation_id,
               row.obligation.period);
  };
  return key(a) < key(b);
}

// About how many bytes the row is on the wire, rather too many than too few.
size_t RiskWeight(const RiskRow& row) {
  constexpr size_t kFixedBytes = 512;
  return kFixedBytes + row.practice->name.size() + row.obligation.label.ByteSizeLong();
}

}  // namespace

absl::StatusOr<AtRiskAnswer> Ask(const Registers& registers, const AtRiskQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region,
                              {question.include_open ? "at risk or open" : "at risk"}));
  AtRiskAnswer answer{.at = list.at(), .position = list.position()};
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<Verdict>& verdicts) {
    for (const Verdict& verdict : verdicts) {
      if (!GivesVerdict(verdict) || !IsOpenNeed(verdict)) continue;
      if (verdict.status != regioplan::Status::kAtRisk && !question.include_open) continue;
      answer.rows.push_back(RowOf(facts, verdict, list.at()));
    }
  };
  RETURN_IF_ERROR(VisitPractices(list, {.with_evidence = false}, visit));
  std::sort(answer.rows.begin(), answer.rows.end(), ComesBefore);
  answer.rows_total = answer.rows.size();
  answer.next_page_token = list.Cut(RiskWeight, &answer.rows);
  return answer;
}

}  // namespace logboek::queries
