// What can still be done before a window ends (domain.md R16).
#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// The part of the list that falls in the window.
absl::Span<const std::shared_ptr<const domain::Session>> Within(const ComingSessions::List& list,
                                                                const domain::DateRange& window) {
  const auto before = [](const auto& session, absl::CivilDay day) { return session->date < day; };
  const auto first = std::lower_bound(list.begin(), list.end(), window.from, before);
  const auto last = std::lower_bound(first, list.end(), window.until, before);
  return absl::MakeConstSpan(list).subspan(first - list.begin(), last - first);
}

// A course in a practice is for that practice: others only see it when they hold a place.
bool IsOpenTo(const PracticeView& view, const domain::Session& session) {
  if (session.kind != event::v1::OFFERING_KIND_COURSE_INCOMPANY) return true;
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  return held != nullptr &&
         std::any_of(held->begin(), held->end(), [](const HeldPlace& place) { return place.own; });
}

bool HoldsPlace(const PracticeView& view, const domain::Session& session,
                const KindList& represented_kinds) {
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  if (held == nullptr) return false;
  const bool represented = ContainsKind(represented_kinds, session.kind);
  return std::any_of(held->begin(), held->end(),
                     [&](const HeldPlace& place) { return place.own || represented; });
}

bool HoldsPlace(const PracticeView& view, const domain::Session& session,
                absl::string_view person_id) {
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  return held != nullptr && std::any_of(held->begin(), held->end(), [&](const HeldPlace& place) {
           return place.person_id == person_id;
         });
}

// The session counts a role of the person against its capacity.
bool NeedsSeat(const PracticeView& view, const domain::Session& session, const PersonalNeed& need) {
  if (session.capacity == 0) return false;
  const auto& stays = need.member->stays;
  return std::any_of(stays.begin(), stays.end(), [&](const RosterStay& stay) {
    return stay.period.Contains(view.at()) &&
           session.Counts(stay.role, event::v1::PARTICIPATION_PARTICIPANT);
  });
}

// The person can come however full the session is.
bool IsCertain(const PracticeView& view, const domain::Session& session, const PersonalNeed& need) {
  return HoldsPlace(view, session, need.member->person->id) ||
         (IsOpenTo(view, session) && !NeedsSeat(view, session, need));
}

// Places at the session for these people, at most one for each of them.
uint32_t PlacesFor(const PracticeView& view, const domain::Session& session,
                   absl::Span<const PersonalNeed> people) {
  const bool open = IsOpenTo(view, session);
  uint32_t certain = 0;
  uint32_t seekers = 0;
  for (const PersonalNeed& need : people) {
    if (IsCertain(view, session, need)) {
      ++certain;
    } else if (open) {
      ++seekers;
    }
  }
  const uint32_t seats = session.HasPlace() ? session.capacity - session.places_taken : 0;
  return certain + std::min(seats, seekers);
}

// The seats this person would take from others.
uint32_t SeatsWanted(const PracticeView& view, const std::vector<const domain::Session*>& sessions,
                     const PersonalNeed& need) {
  const auto certain = static_cast<uint32_t>(std::count_if(
      sessions.begin(), sessions.end(),
      [&](const domain::Session* session) { return IsCertain(view, *session, need); }));
  return need.items > certain ? need.items - certain : 0;
}

std::vector<const domain::Session*> SessionsFor(const PracticeView& view,
                                                const v1::StaffShare& measure,
                                                const domain::DateRange& window) {
  std::vector<const domain::Session*> sessions;
  absl::flat_hash_set<const domain::Session*> seen;
  const ComingSessions& coming = *view.facts().coming;
  const auto add = [&](const domain::Session& session) {
    if (seen.insert(&session).second) sessions.push_back(&session);
  };
  for (const int kind : measure.session_kinds()) {
    const auto found = coming.by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found == coming.by_kind.end()) continue;
    for (const auto& session : Within(found->second, window)) add(*session);
  }
  for (const std::string& slug : measure.menu_slugs()) {
    const auto found = coming.by_slug.find(slug);
    if (found == coming.by_slug.end()) continue;
    for (const auto& session : Within(found->second, window)) {
      // Whoever goes when the row is not on the menu has done nothing that counts.
      if (view.MenuRow(slug, session->date) != nullptr) add(*session);
    }
  }
  return sessions;
}

}  // namespace

bool Unites(const v1::RegionPlan& plan, const MergedOn& merged_on, const Period& period) {
  return !merged_on.has_value() || plan.merge_scope() == v1::MERGE_SCOPE_ALL ||
         *merged_on < period.real.until;
}

bool ContainsKind(const KindList& kinds, domain::OfferingKind kind) {
  return std::find(kinds.begin(), kinds.end(), static_cast<int>(kind)) != kinds.end();
}

bool CanBook(const PracticeView& view, const domain::Session& session,
             const KindList& represented_kinds) {
  return (session.HasPlace() && IsOpenTo(view, session)) ||
         HoldsPlace(view, session, represented_kinds);
}

std::vector<const domain::Session*> BookableSessions(const PracticeView& view,
                                                     const KindList& kinds,
                                                     const KindList& represented_kinds,
                                                     const domain::DateRange& window) {
  std::vector<const domain::Session*> sessions;
  if (view.facts().coming == nullptr) return sessions;
  for (const int kind : kinds) {
    const auto found = view.facts().coming->by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found == view.facts().coming->by_kind.end()) continue;
    for (const auto& session : Within(found->second, window)) {
      if (CanBook(view, *session, represented_kinds)) sessions.push_back(session.get());
    }
  }
  return sessions;
}

SessionList SessionsWithPlaces(const PracticeView& view, const v1::StaffShare& measure,
                               const domain::DateRange& window,
                               const std::vector<PersonalNeed>& needs) {
  SessionList sessions;
  if (view.facts().coming == nullptr) return sessions;
  for (const domain::Session* session : SessionsFor(view, measure, window)) {
    if (PlacesFor(view, *session, needs) > 0) sessions.push_back(session);
  }
  return sessions;
}

BookablePlaces FindPlaces(const PracticeView& view, const v1::StaffShare& measure,
                          const domain::DateRange& window, std::vector<PersonalNeed> needs,
                          uint32_t missing) {
  BookablePlaces result{.enough = missing == 0};
  if (view.facts().coming == nullptr || missing == 0 || missing > needs.size()) return result;
  const std::vector<const domain::Session*> sessions = SessionsFor(view, measure, window);
  const auto places_for = [&](absl::Span<const PersonalNeed> people) {
    uint32_t places = 0;
    for (const domain::Session* session : sessions) places += PlacesFor(view, *session, people);
    return places;
  };
  result.places = places_for(needs);
  for (PersonalNeed& need : needs) {
    need.places = places_for(absl::MakeConstSpan(&need, 1));
    need.seats = SeatsWanted(view, sessions, need);
  }
  // Those who take the fewest seats from others, of them those who find a place most easily.
  const auto key = [](const PersonalNeed& need) {
    return std::tuple(need.seats, need.items, -int64_t{need.places});
  };
  std::sort(needs.begin(), needs.end(),
            [&](const PersonalNeed& a, const PersonalNeed& b) { return key(a) < key(b); });
  needs.resize(missing);
  // Among these the neediest last. Nobody can take two places at one session, so for every j the j
  // neediest must find all their items at the sessions they can go to (Gale and Ryser).
  std::sort(needs.begin(), needs.end(), [](const PersonalNeed& a, const PersonalNeed& b) {
    return a.items != b.items ? a.items < b.items : a.places > b.places;
  });
  result.enough = true;
  uint64_t wanted = 0;
  for (uint32_t j = 1; j <= missing && result.enough; ++j) {
    wanted += needs[missing - j].items;
    result.enough = wanted <= places_for(absl::MakeConstSpan(needs).subspan(missing - j, j));
  }
  return result;
}

void FlagCancelled(const PracticeView& view, const Period& period, const KindList& kinds,
                   const KindList& represented_kinds, Verdict* verdict) {
  for (const CancelledByOrganiser& cancelled : view.cancelled()) {
    const domain::Session& session = *cancelled.session;
    if (!ContainsKind(kinds, session.kind) || session.region != view.practice().region) continue;
    if (!cancelled.own && !ContainsKind(represented_kinds, session.kind)) continue;
    if (!Unites(*verdict->plan, cancelled.merged_on, period)) continue;
    const bool of_this_year =
        cancelled.series != nullptr && cancelled.series->programme_year == verdict->programme_year;
    if (!of_this_year && !verdict->window.Contains(session.date)) continue;
    verdict->flags.push_back(VerdictFlag::kOrganiserCancelled);
    return;
  }
}

}  // namespace logboek::regioplan
