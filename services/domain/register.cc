#include "services/domain/register.h"

#include <algorithm>

namespace logboek::domain {

const RegionPlan& PlanOn(const PlanVersions& versions, absl::CivilDay day) {
  auto after = versions.upper_bound(day);
  if (after != versions.begin()) --after;
  return after->second->plan;
}

bool Session::Counts(Role role, Participation participation) const {
  if (participation == event::v1::PARTICIPATION_FACILITATOR) return false;
  return counted_roles.empty() ||
         std::find(counted_roles.begin(), counted_roles.end(), role) != counted_roles.end();
}

const Engagement* LastPart(const Person& person, absl::string_view engagement_id) {
  const Engagement* last = nullptr;
  for (const Engagement& part : person.engagements) {
    if (part.engagement_id != engagement_id) continue;
    if (last == nullptr || last->period.empty() || !part.period.empty()) last = &part;
  }
  return last;
}

bool IsMeeting(OfferingKind kind) {
  switch (kind) {
    case event::v1::OFFERING_KIND_COURSE_OPEN:
    case event::v1::OFFERING_KIND_COURSE_INCOMPANY:
    case event::v1::OFFERING_KIND_E_LEARNING:
    case event::v1::OFFERING_KIND_COACHING:
    case event::v1::OFFERING_KIND_WEBINAR:
      return false;
    default:
      return true;
  }
}

}  // namespace logboek::domain
