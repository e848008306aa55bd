#include "services/queries/evidence.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/queries/digest.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {

absl::StatusOr<EvidenceAnswer> Ask(const Registers& registers, const EvidenceQuestion& question) {
  const PracticeQuestion of_practice{.practice_id = question.practice_id,
                                     .at = question.at,
                                     .known = question.known,
                                     .keep_going = question.keep_going};
  ASSIGN_OR_RETURN(PracticeAnswer asked, Ask(registers, of_practice));
  EvidenceAnswer answer{
      .practice = std::move(asked.practice), .at = asked.at, .position = asked.position};
  std::vector<regioplan::Verdict>& verdicts = answer.practice.verdicts;
  for (const std::string& id : question.obligation_ids) {
    if (std::none_of(verdicts.begin(), verdicts.end(),
                     [&id](const auto& verdict) { return verdict.obligation->id() == id; })) {
      return UnknownObligation(id, answer.practice.facts.practice->region);
    }
  }
  std::erase_if(verdicts, [&question](const regioplan::Verdict& verdict) {
    return !question.obligation_ids.empty() &&
           !question.obligation_ids.contains(verdict.obligation->id());
  });
  answer.verdict_digest = DigestPeriod(question.practice_id, verdicts, answer.at);
  std::set<std::string> plans;
  for (regioplan::Verdict& verdict : verdicts) {
    plans.insert(absl::StrCat(verdict.plan->plan_id(), " ", verdict.plan->version()));
    std::erase_if(verdict.evidence, [](const regioplan::Evidence& evidence) {
      return evidence.reason != regioplan::Reason::kCounted;
    });
  }
  answer.plans = {plans.begin(), plans.end()};
  return answer;
}

}  // namespace logboek::queries
