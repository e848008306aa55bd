// With which sessions and people what is missing can still be done, by name.
#include <algorithm>
#include <tuple>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

void SetSessions(SessionList sessions, Verdict* verdict) {
  std::sort(sessions.begin(), sessions.end(),
            [](const domain::Session* a, const domain::Session* b) {
              return std::tie(a->date, a->id) < std::tie(b->date, b->id);
            });
  verdict->openings->sessions = std::move(sessions);
}

}  // namespace

uint32_t OpenSessions(const SessionList& sessions, Verdict* verdict) {
  if (verdict->openings.has_value()) SetSessions(sessions, verdict);
  return static_cast<uint32_t>(sessions.size());
}

void OpenShare(const PracticeView& view, const v1::StaffShare& measure,
               const std::vector<PersonalNeed>& needs, Verdict* verdict) {
  if (!verdict->openings.has_value()) return;
  std::vector<OpenPerson>& people = verdict->openings->people;
  for (const PersonalNeed& need : needs) {
    people.push_back({.person_id = need.member->person->id, .items = need.items});
  }
  std::stable_sort(people.begin(), people.end(),
                   [](const OpenPerson& a, const OpenPerson& b) { return a.items < b.items; });
  SetSessions(SessionsWithPlaces(view, measure, verdict->window, needs), verdict);
}

}  // namespace logboek::regioplan
