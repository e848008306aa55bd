#include "services/queries/verdict_change.h"

#include <algorithm>
#include <utility>

namespace logboek::queries {
namespace {

const VerdictLine* FindLine(const std::vector<VerdictLine>& lines,
                            const ObligationPeriod& obligation) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const VerdictLine& line) {
    return line.obligation.plan_id == obligation.plan_id &&
           line.obligation.obligation_id == obligation.obligation_id &&
           line.obligation.period == obligation.period;
  });
  return found == lines.end() ? nullptr : &*found;
}

}  // namespace

VerdictNumbers NumbersOf(const regioplan::Verdict& verdict) {
  return {.status = verdict.status,
          .numerator = verdict.numerator,
          .denominator = verdict.denominator,
          .threshold = verdict.threshold};
}

std::vector<VerdictLine> LinesOf(const std::vector<regioplan::Verdict>& verdicts) {
  std::vector<VerdictLine> lines;
  lines.reserve(verdicts.size());
  for (const regioplan::Verdict& verdict : verdicts) {
    VerdictLine line{.obligation = PeriodOf(verdict), .numbers = NumbersOf(verdict)};
    for (const regioplan::Evidence& evidence : verdict.evidence) {
      line.evidence.insert(evidence.ref.position);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<VerdictChange> ChangesBetween(std::shared_ptr<const domain::Practice> practice,
                                          const std::vector<VerdictLine>& before,
                                          const std::vector<VerdictLine>& after) {
  std::vector<VerdictChange> changes;
  for (const VerdictLine& line : after) {
    const VerdictLine* const former = FindLine(before, line.obligation);
    if (former != nullptr && former->numbers == line.numbers) continue;
    VerdictChange change{.practice = practice,
                         .obligation = line.obligation,
                         .after = line.numbers,
                         .evidence = line.evidence};
    if (former != nullptr) {
      change.before = former->numbers;
      change.evidence.insert(former->evidence.begin(), former->evidence.end());
    }
    changes.push_back(std::move(change));
  }
  for (const VerdictLine& line : before) {
    if (FindLine(after, line.obligation) != nullptr) continue;
    changes.push_back({.practice = practice,
                       .obligation = line.obligation,
                       .before = line.numbers,
                       .evidence = line.evidence});
  }
  return changes;
}

size_t WeightOf(const VerdictChange& change) {
  constexpr size_t kFixedBytes = 512;
  return kFixedBytes + change.practice->name.size() + change.obligation.label.ByteSizeLong();
}

}  // namespace logboek::queries
