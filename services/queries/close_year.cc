#include "services/queries/close_year.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/digest.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

std::vector<Verdict> VerdictsOf(const regioplan::PracticeFacts& facts, absl::CivilDay at,
                                uint32_t period) {
  std::vector<Verdict> verdicts = regioplan::Evaluate(facts, at);
  verdicts.erase(
      std::remove_if(verdicts.begin(), verdicts.end(),
                     [&](const Verdict& verdict) { return verdict.programme_year != period; }),
      verdicts.end());
  return verdicts;
}

absl::Status CheckOver(const event::v1::YearClosed& event, const std::vector<Verdict>& verdicts,
                       absl::CivilDay today) {
  if (verdicts.empty()) {
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "NO_SUCH_PERIOD",
        absl::StrCat("the practice \"", event.practice_id(), "\" is asked nothing for the period ",
                     event.period(), "; correct the period"),
        {{"field", "period"}, {"period", absl::StrCat(event.period())}});
  }
  for (const Verdict& verdict : verdicts) {
    // What has no deadline is never over, and keeps no year open.
    const absl::CivilDay until = verdict.window.until;
    if (until <= today || until == domain::kNoEnd) continue;
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "YEAR_NOT_OVER",
        absl::StrCat(verdict.obligation->id(), " runs until ", domain::ToIso(until), ", today is ",
                     domain::ToIso(today), "; close the period when it is over"),
        {{"obligation_id", verdict.obligation->id()}, {"until", domain::ToIso(until)}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CloseYear(const domain::Register& reg, absl::CivilDay today,
                       event::v1::YearClosed* event) {
  const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, event->practice_id(), today);
  const std::vector<Verdict> verdicts = VerdictsOf(facts, today, event->period());
  RETURN_IF_ERROR(CheckOver(*event, verdicts, today));
  event->set_verdict_position(reg.position);
  event->set_verdict_sha256(DigestPeriod(event->practice_id(), verdicts, today));
  for (const Verdict& verdict : verdicts) {
    event::v1::ClosedVerdict& closed = *event->add_verdicts();
    closed.set_obligation_id(verdict.obligation->id());
    closed.set_status(static_cast<uint32_t>(verdict.status));
    closed.set_computed_status(static_cast<uint32_t>(verdict.computed_status));
    closed.set_numerator(verdict.numerator);
    closed.set_denominator(verdict.denominator);
  }
  return absl::OkStatus();
}

}  // namespace logboek::queries
