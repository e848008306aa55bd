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

std::string KeptPseudonym(const Register& reg, const std::string& pseudonym) {
  std::string kept = pseudonym;
  for (auto person = Find(reg.persons, kept); person != nullptr && !person->linked_to.empty();
       person = Find(reg.persons, kept)) {
    kept = person->linked_to;
  }
  return kept;
}

std::vector<std::string> PseudonymsOf(const Register& reg, const std::string& pseudonym) {
  std::vector<std::string> all{KeptPseudonym(reg, pseudonym)};
  // Grows while it is walked: links are a tree.
  for (size_t i = 0; i < all.size(); ++i) {
    const auto person = Find(reg.persons, all[i]);
    if (person == nullptr) continue;
    all.insert(all.end(), person->linked_from.begin(), person->linked_from.end());
  }
  return all;
}

const Engagement* LastPart(const Person& person, absl::string_view engagement_id) {
  const Engagement* last = nullptr;
  for (const Engagement& part : person.engagements) {
    if (part.engagement_id != engagement_id) continue;
    if (last == nullptr || last->period.empty() || !part.period.empty()) last = &part;
  }
  return last;
}

bool HoldsAgb(const Practice& practice, absl::string_view agb, absl::CivilDay day) {
  if (day >= practice.closed_on || day >= practice.merged_on) return false;
  const AgbPeriod* held = nullptr;
  for (const AgbPeriod& period : practice.agb_history) {
    if (period.from > day) continue;
    if (held == nullptr || period.from >= held->from) held = &period;
  }
  return held != nullptr && held->agb == agb;
}

const ParticipationPeriod* ParticipationOn(const Practice& practice, absl::CivilDay day) {
  const ParticipationPeriod* counted = nullptr;
  for (const ParticipationPeriod& participation : practice.participations) {
    if (counted == nullptr || participation.period.from <= day) counted = &participation;
  }
  return counted;
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
