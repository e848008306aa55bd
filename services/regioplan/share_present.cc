// Sessions at which a share of the day's roster was present (domain.md O4, second option).
#include <algorithm>
#include <map>
#include <set>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

bool IsAsked(const v1::StaffShare& measure, const StaffMember& member, absl::CivilDay day) {
  const auto& roles = measure.denominator_roles();
  return std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
    return stay.period.Contains(day) &&
           std::find(roles.begin(), roles.end(), stay.role) != roles.end();
  });
}

// Presence of somebody at a session of a counted kind, inside the window.
struct Presence {
  const StaffMember* member = nullptr;
  const TrainingItem* item = nullptr;
};
using BySession = std::map<std::pair<absl::CivilDay, std::string>, std::vector<Presence>>;

BySession Gather(const PracticeView& view, const v1::StaffShare& measure, const Verdict& verdict) {
  BySession sessions;
  for (const StaffMember& member : view.staff()) {
    for (const TrainingItem& item : member.items) {
      if (item.presence == nullptr || item.presence->voided) continue;
      if (item.presence->status != event::v1::ATTENDANCE_STATUS_PRESENT) continue;
      if (!verdict.window.Contains(item.date)) continue;
      if (!ContainsKind(measure.session_kinds(), item.session->kind)) continue;
      if (item.session->region != view.practice().region) continue;
      sessions[{item.date, item.session->id}].push_back({&member, &item});
    }
  }
  return sessions;
}

// Enough of those asked on the day of the session were there.
bool IsReached(const PracticeView& view, const v1::StaffShare& measure, absl::CivilDay day,
               const std::vector<Presence>& presences) {
  std::set<const StaffMember*> present;
  for (const Presence& presence : presences) {
    if (IsAsked(measure, *presence.member, day)) present.insert(presence.member);
  }
  uint64_t asked = 0;
  for (const StaffMember& member : view.staff()) asked += IsAsked(measure, member, day) ? 1 : 0;
  return asked > 0 &&
         present.size() * measure.share_denominator() >= asked * measure.share_numerator();
}

void Show(const v1::StaffShare& measure, bool reached, const Presence& presence, Verdict* verdict) {
  const TrainingItem& item = *presence.item;
  Evidence& evidence = verdict->evidence.emplace_back();
  evidence.ref = item.presence->ref;
  evidence.date = item.date;
  evidence.person_id = presence.member->person->id;
  evidence.practice_id = item.presence->practice_id;
  evidence.session_id = item.session->id;
  evidence.reason = Reason::kCounted;
  if (!IsAsked(measure, *presence.member, item.date)) evidence.reason = Reason::kRoleNotCounted;
  // There were too few colleagues.
  if (evidence.reason == Reason::kCounted && !reached) evidence.reason = Reason::kNotRecognised;
}

}  // namespace

void EvaluateSharePresent(const PracticeView& view, const v1::StaffShare& measure,
                          Verdict* verdict) {
  const BySession sessions = Gather(view, measure, *verdict);
  verdict->threshold = verdict->denominator = std::max(measure.times(), uint32_t{1});
  const bool show = view.with_evidence() && view.at() >= verdict->window.from;
  for (const auto& [key, presences] : sessions) {
    const bool reached = IsReached(view, measure, key.first, presences);
    if (reached && ++verdict->numerator == verdict->threshold) verdict->first_met_on = key.first;
    if (!show) continue;
    for (const Presence& presence : presences) Show(measure, reached, presence, verdict);
  }
  const auto bookable = [&] {
    return OpenSessions(BookableSessions(view, measure.session_kinds(), {}, verdict->window),
                        verdict);
  };
  SettleCount(view, verdict->threshold, bookable, verdict);
}

}  // namespace logboek::regioplan
