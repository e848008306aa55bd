// What can still be done before a window ends (domain.md R16).
#include <algorithm>
#include <map>
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

// Of the practice itself, or of one that is part of it.
bool IsOwnPlace(const HeldPlace& place) {
  return std::any_of(place.voice.ways.begin(), place.voice.ways.end(),
                     [](const Way& way) { return way.own; });
}

// The same, or of a partner who speaks for one of these that day.
bool IsHeldForUs(const HeldPlace& place) {
  return std::any_of(place.voice.ways.begin(), place.voice.ways.end(),
                     [](const Way& way) { return way.own || way.speaks; });
}

// A course in a practice is for that practice: others only see it when they hold a place.
bool IsOpenTo(const PracticeView& view, const domain::Session& session) {
  if (session.kind != event::v1::OFFERING_KIND_COURSE_INCOMPANY) return true;
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  return held != nullptr && std::any_of(held->begin(), held->end(), IsOwnPlace);
}

bool HoldsPlace(const PracticeView& view, const domain::Session& session,
                const Representation& representation) {
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  return held != nullptr && std::any_of(held->begin(), held->end(), [&](const HeldPlace& place) {
           return Speaks(view, representation, place.voice, session.kind);
         });
}

bool HoldsPlace(const PracticeView& view, const domain::Session& session,
                absl::string_view person_id) {
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  return held != nullptr && std::any_of(held->begin(), held->end(), [&](const HeldPlace& place) {
           return place.person_id == person_id && IsHeldForUs(place);
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

// Something that can still be done: to be at a session, or to complete a course with all its
// sessions (R14).
struct Opening {
  SessionList sessions;
  bool course = false;
};

std::vector<Opening> OpeningsFor(const PracticeView& view, const v1::StaffShare& measure,
                                 const domain::DateRange& window) {
  std::vector<Opening> openings;
  std::map<absl::string_view, size_t> courses;
  for (const domain::Session* session : SessionsFor(view, measure, window)) {
    const bool course =
        !ContainsKind(measure.session_kinds(), session->kind) && !PresenceMayCount(session->kind);
    const auto [known, inserted] = course
                                       ? courses.try_emplace(session->offering_id, openings.size())
                                       : std::pair(courses.end(), true);
    if (inserted) openings.push_back({.sessions = {}, .course = course});
    Opening& opening = course ? openings[known->second] : openings.back();
    opening.sessions.push_back(session);
  }
  return openings;
}

// What the person would do there is done already: the same course, or a session of it.
bool HasDone(const Opening& opening, const PersonalNeed& need) {
  const auto is_it = [&](const domain::Offering* offering) {
    return offering->id == opening.sessions.front()->offering_id;
  };
  return std::any_of(need.completed.begin(), need.completed.end(), is_it) ||
         (opening.course && std::any_of(need.attended.begin(), need.attended.end(), is_it));
}

bool IsCertain(const PracticeView& view, const Opening& opening, const PersonalNeed& need) {
  return std::any_of(
      opening.sessions.begin(), opening.sessions.end(),
      [&](const domain::Session* session) { return IsCertain(view, *session, need); });
}

// Places for these people, at most one for each of them.
uint32_t PlacesFor(const PracticeView& view, const Opening& opening,
                   absl::Span<const PersonalNeed> people) {
  uint32_t seats = 0;
  bool open = false;
  for (const domain::Session* session : opening.sessions) {
    if (!IsOpenTo(view, *session)) continue;
    open = true;
    if (session->HasPlace()) seats += session->capacity - session->places_taken;
  }
  uint32_t certain = 0;
  uint32_t seekers = 0;
  for (const PersonalNeed& need : people) {
    if (HasDone(opening, need)) continue;
    if (IsCertain(view, opening, need)) {
      ++certain;
    } else if (open) {
      ++seekers;
    }
  }
  return certain + std::min(seats, seekers);
}

// The seats this person would take from others.
uint32_t SeatsWanted(const PracticeView& view, const std::vector<Opening>& openings,
                     const PersonalNeed& need) {
  const auto certain = static_cast<uint32_t>(
      std::count_if(openings.begin(), openings.end(), [&](const Opening& opening) {
        return !HasDone(opening, need) && IsCertain(view, opening, need);
      }));
  return need.items > certain ? need.items - certain : 0;
}

uint32_t PlacesFor(const PracticeView& view, const std::vector<Opening>& openings,
                   absl::Span<const PersonalNeed> people) {
  uint32_t places = 0;
  for (const Opening& opening : openings) places += PlacesFor(view, opening, people);
  return places;
}

// All of these people can do all they need. Nobody can take two places at one opening, so for every
// j the j neediest must find all their items at those they can go to (Gale and Ryser).
bool AllServed(const PracticeView& view, const std::vector<Opening>& openings,
               std::vector<PersonalNeed> people) {
  std::sort(people.begin(), people.end(), [](const PersonalNeed& a, const PersonalNeed& b) {
    return a.items != b.items ? a.items > b.items : a.places < b.places;
  });
  uint64_t wanted = 0;
  for (size_t j = 0; j < people.size(); ++j) {
    wanted += people[j].items;
    if (wanted > PlacesFor(view, openings, absl::MakeConstSpan(people).first(j + 1))) return false;
  }
  return true;
}

// The first of each group, as many as are taken.
std::vector<PersonalNeed> Chosen(const std::vector<PersonalNeed>& needs, RoleGroups taken) {
  std::vector<PersonalNeed> chosen;
  for (const PersonalNeed& need : needs) {
    const auto left = taken.find(need.roles);
    if (left == taken.end() || left->second == 0) continue;
    --left->second;
    chosen.push_back(need);
  }
  return chosen;
}

}  // namespace

bool Unites(const v1::RegionPlan& plan, const MergedOn& merged_on, const Period& period) {
  return !merged_on.has_value() || plan.merge_scope() == v1::MERGE_SCOPE_ALL ||
         *merged_on < period.real.until;
}

bool ContainsKind(const KindList& kinds, domain::OfferingKind kind) {
  return std::find(kinds.begin(), kinds.end(), static_cast<int>(kind)) != kinds.end();
}

bool IsOwn(const Representation& representation, const Voice& voice) {
  return std::any_of(voice.ways.begin(), voice.ways.end(), [&](const Way& way) {
    return way.own && Unites(*representation.plan, way.merged_on, representation.period);
  });
}

bool IsPartner(const Representation& representation, const Voice& voice) {
  return std::any_of(voice.ways.begin(), voice.ways.end(), [&](const Way& way) {
    return !way.own && Unites(*representation.plan, way.merged_on, representation.period);
  });
}

bool Speaks(const PracticeView& view, const Representation& representation, const Voice& voice,
            domain::OfferingKind kind) {
  if (IsOwn(representation, voice)) return true;
  if (!ContainsKind(representation.kinds, kind)) return false;
  return std::any_of(voice.ways.begin(), voice.ways.end(), [&](const Way& way) {
    if (!Unites(*representation.plan, way.merged_on, representation.period)) return false;
    if (representation.only_listed && !way.listed) return false;
    if (way.speaks || (representation.centre_always && way.same_centre)) return true;
    return representation.whole_year.has_value() &&
           view.JoinedLater(*way.self, voice.practice_id, voice.date, *representation.whole_year);
  });
}

bool CanBook(const PracticeView& view, const domain::Session& session,
             const Representation& representation) {
  return (session.HasPlace() && IsOpenTo(view, session)) ||
         HoldsPlace(view, session, representation);
}

std::vector<const domain::Session*> BookableSessions(const PracticeView& view,
                                                     const KindList& kinds,
                                                     const Representation& representation,
                                                     const domain::DateRange& window) {
  std::vector<const domain::Session*> sessions;
  if (view.facts().coming == nullptr) return sessions;
  for (const int kind : kinds) {
    const auto found = view.facts().coming->by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found == view.facts().coming->by_kind.end()) continue;
    for (const auto& session : Within(found->second, window)) {
      if (CanBook(view, *session, representation)) sessions.push_back(session.get());
    }
  }
  return sessions;
}

SessionList SessionsWithPlaces(const PracticeView& view, const v1::StaffShare& measure,
                               const domain::DateRange& window,
                               const std::vector<PersonalNeed>& needs) {
  SessionList sessions;
  if (view.facts().coming == nullptr) return sessions;
  for (const Opening& opening : OpeningsFor(view, measure, window)) {
    for (const domain::Session* session : opening.sessions) {
      const Opening alone{.sessions = {session}, .course = opening.course};
      if (PlacesFor(view, alone, needs) > 0) sessions.push_back(session);
    }
  }
  return sessions;
}

SessionList SessionsWithPlacesForMany(const PracticeView& view, const KindList& kinds,
                                      const domain::DateRange& window,
                                      const std::vector<PersonalNeed>& needs, uint32_t people) {
  SessionList sessions;
  if (view.facts().coming == nullptr || people == 0) return sessions;
  for (const int kind : kinds) {
    const auto found = view.facts().coming->by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found == view.facts().coming->by_kind.end()) continue;
    for (const auto& session : Within(found->second, window)) {
      if (PlacesFor(view, Opening{.sessions = {session.get()}}, needs) >= people) {
        sessions.push_back(session.get());
      }
    }
  }
  return sessions;
}

BookablePlaces FindPlaces(const PracticeView& view, const v1::StaffShare& measure,
                          const domain::DateRange& window, std::vector<PersonalNeed> needs,
                          const std::vector<uint32_t>& missing) {
  BookablePlaces result;
  RoleGroups groups;
  for (const PersonalNeed& need : needs) ++groups[need.roles];
  const bool people_left = AnyCover(groups, missing, [](const RoleGroups&) { return true; });
  if (view.facts().coming == nullptr || !people_left) return result;
  const std::vector<Opening> openings = OpeningsFor(view, measure, window);
  result.places = PlacesFor(view, openings, needs);
  for (PersonalNeed& need : needs) {
    need.places = PlacesFor(view, openings, absl::MakeConstSpan(&need, 1));
    need.seats = SeatsWanted(view, openings, need);
  }
  // Who cannot do it even alone is no help.
  groups.clear();
  std::erase_if(needs, [](const PersonalNeed& need) { return need.places < need.items; });
  for (const PersonalNeed& need : needs) ++groups[need.roles];
  // Those who take the fewest seats from others, of them those who find a place most easily.
  const auto key = [](const PersonalNeed& need) {
    return std::tuple(need.seats, need.items, -int64_t{need.places});
  };
  std::sort(needs.begin(), needs.end(),
            [&](const PersonalNeed& a, const PersonalNeed& b) { return key(a) < key(b); });
  result.enough = AnyCover(groups, missing, [&](const RoleGroups& taken) {
    return AllServed(view, openings, Chosen(needs, taken));
  });
  return result;
}

void FlagCancelled(const PracticeView& view, const KindList& kinds,
                   const Representation& representation, Verdict* verdict) {
  for (const CancelledByOrganiser& cancelled : view.cancelled()) {
    const domain::Session& session = *cancelled.session;
    if (!ContainsKind(kinds, session.kind) || session.region != view.practice().region) continue;
    if (!Speaks(view, representation, cancelled.voice, session.kind)) continue;
    const bool of_this_year =
        cancelled.series != nullptr && cancelled.series->programme_year == verdict->programme_year;
    if (!of_this_year && !verdict->window.Contains(session.date)) continue;
    verdict->flags.push_back(VerdictFlag::kOrganiserCancelled);
    return;
  }
}

}  // namespace logboek::regioplan
