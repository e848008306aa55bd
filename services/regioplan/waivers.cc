#include "services/regioplan/measures.h"

namespace logboek::regioplan {

void ApplyStrength(Verdict* verdict) {
  if (verdict->obligation->strength() == v1::STRENGTH_REQUIRED) return;
  if (verdict->status != Status::kNotApplicable) verdict->status = Status::kReported;
  verdict->missing = 0;
  verdict->bookable = 0;
}

void ApplyWaiver(const PracticeView& view, Verdict* verdict) {
  verdict->computed_status = verdict->status;
  for (const domain::Waiver& waiver : view.practice().waivers) {
    if (waiver.obligation_id != verdict->obligation->id()) continue;
    if (waiver.programme_year != verdict->programme_year || waiver.decided_on > view.at()) continue;
    // A later decision gives its own ground.
    verdict->status = Status::kWaived;
    verdict->waiver_ground = waiver.ground;
  }
}

}  // namespace logboek::regioplan
