// What can still be done before a window ends (domain.md R16).
#include <algorithm>
#include <numeric>

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

bool HoldsPlace(const PracticeView& view, const domain::Session& session,
                const KindList& represented_kinds) {
  const std::vector<HeldPlace>* held = view.HeldAt(session);
  if (held == nullptr) return false;
  const bool represented = ContainsKind(represented_kinds, session.kind);
  return std::any_of(held->begin(), held->end(),
                     [&](const HeldPlace& place) { return place.own || represented; });
}

// Places at the session for these people, at most one for each of them.
uint32_t PlacesFor(const PracticeView& view, const v1::StaffShare& measure,
                   const domain::Session& session, const std::vector<PersonalNeed>& needs) {
  const auto people = static_cast<uint32_t>(needs.size());
  const auto& roles = measure.denominator_roles();
  const bool counted = std::any_of(roles.begin(), roles.end(), [&](int role) {
    return session.Counts(static_cast<domain::Role>(role), event::v1::PARTICIPATION_PARTICIPANT);
  });
  if (session.capacity == 0 || !counted) return people;
  uint32_t places = session.HasPlace() ? session.capacity - session.places_taken : 0;
  if (const std::vector<HeldPlace>* held = view.HeldAt(session)) {
    for (const HeldPlace& place : *held) {
      places += std::any_of(needs.begin(), needs.end(), [&](const PersonalNeed& need) {
        return need.person_id == place.person_id;
      });
    }
  }
  return std::min(places, people);
}

std::vector<const domain::Session*> SessionsFor(const PracticeView& view,
                                                const v1::StaffShare& measure,
                                                const domain::DateRange& window) {
  std::vector<const domain::Session*> sessions;
  absl::flat_hash_set<const domain::Session*> seen;
  const ComingSessions& coming = *view.facts().coming;
  const auto add = [&](const ComingSessions::List& list) {
    for (const auto& session : Within(list, window)) {
      if (seen.insert(session.get()).second) sessions.push_back(session.get());
    }
  };
  for (const int kind : measure.session_kinds()) {
    const auto found = coming.by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found != coming.by_kind.end()) add(found->second);
  }
  for (const std::string& slug : measure.menu_slugs()) {
    const auto found = coming.by_slug.find(slug);
    if (found != coming.by_slug.end()) add(found->second);
  }
  return sessions;
}

}  // namespace

bool ContainsKind(const KindList& kinds, domain::OfferingKind kind) {
  return std::find(kinds.begin(), kinds.end(), static_cast<int>(kind)) != kinds.end();
}

uint32_t BookableSessions(const PracticeView& view, const SessionSearch& search) {
  if (view.facts().coming == nullptr) return 0;
  uint32_t sessions = 0;
  std::vector<absl::CivilDay> dates;
  for (const int kind : *search.kinds) {
    const auto found = view.facts().coming->by_kind.find(static_cast<domain::OfferingKind>(kind));
    if (found == view.facts().coming->by_kind.end()) continue;
    for (const domain::DateRange& window : search.windows) {
      for (const auto& session : Within(found->second, window)) {
        if (!session->HasPlace() && !HoldsPlace(view, *session, *search.represented_kinds))
          continue;
        ++sessions;
        if (search.distinct_dates) dates.push_back(session->date);
      }
    }
  }
  if (!search.distinct_dates) return sessions;
  std::sort(dates.begin(), dates.end());
  return static_cast<uint32_t>(std::unique(dates.begin(), dates.end()) - dates.begin());
}

BookablePlaces FindPlaces(const PracticeView& view, const v1::StaffShare& measure,
                          const domain::DateRange& window, std::vector<PersonalNeed> needs,
                          uint32_t missing) {
  BookablePlaces result{.enough = missing == 0};
  if (view.facts().coming == nullptr || missing == 0 || missing > needs.size()) return result;
  std::vector<uint32_t> places;
  for (const domain::Session* session : SessionsFor(view, measure, window)) {
    const uint32_t here = PlacesFor(view, measure, *session, needs);
    if (here > 0) places.push_back(here);
  }
  result.places = std::accumulate(places.begin(), places.end(), uint32_t{0});
  // Those who need least, and of them the neediest first. Nobody can take two places at one
  // session, so for every j the j neediest must find their items in at most j places a session
  // (Gale and Ryser).
  std::sort(needs.begin(), needs.end(),
            [](const PersonalNeed& a, const PersonalNeed& b) { return a.items < b.items; });
  result.enough = true;
  uint64_t wanted = 0;
  for (uint32_t j = 1; j <= missing && result.enough; ++j) {
    wanted += needs[missing - j].items;
    uint64_t offered = 0;
    for (const uint32_t here : places) offered += std::min(here, j);
    result.enough = wanted <= offered;
  }
  return result;
}

void FlagCancelled(const PracticeView& view, const KindList& kinds,
                   const KindList& represented_kinds, Verdict* verdict) {
  for (const CancelledByOrganiser& cancelled : view.cancelled()) {
    const domain::Session& session = *cancelled.session;
    if (!ContainsKind(kinds, session.kind) || session.region != view.practice().region) continue;
    if (!cancelled.own && !ContainsKind(represented_kinds, session.kind)) continue;
    const bool of_this_year =
        cancelled.series != nullptr && cancelled.series->programme_year == verdict->programme_year;
    if (!of_this_year && !verdict->window.Contains(session.date)) continue;
    verdict->flags.push_back(VerdictFlag::kOrganiserCancelled);
    return;
  }
}

}  // namespace logboek::regioplan
