#include "services/queries/region_scope.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace logboek::queries {
namespace {

template <typename T>
bool IsOf(const domain::Records<T>& records, const std::string& id, absl::string_view region) {
  const auto record = domain::Find(records, id);
  return record != nullptr && record->region == region;
}

bool IsOnlyOf(const domain::Register& reg, const domain::Person& person, absl::string_view region) {
  const auto at_home = [&](const domain::AttendancePtr& attendance) {
    return IsOf(reg.sessions, attendance->session_id, region);
  };
  // A link is recorded where the kept pseudonym is registered.
  const bool linked = !person.linked_to.empty() || !person.linked_from.empty();
  if (linked && person.region != region) return false;
  return std::all_of(person.completions.begin(), person.completions.end(),
                     [&](const domain::Completion& completion) {
                       return IsOf(reg.offerings, completion.offering_id, region);
                     }) &&
         std::all_of(person.recognitions.begin(), person.recognitions.end(),
                     [&](const domain::Recognition& recognition) {
                       return recognition.region == region;
                     }) &&
         std::all_of(person.attendances.begin(), person.attendances.end(),
                     [&](const auto& entry) { return at_home(entry.second); }) &&
         std::all_of(person.former_attendances.begin(), person.former_attendances.end(), at_home);
}

// Everybody who ever worked at the practice or came for it.
void AddPeople(const domain::Practice& practice, absl::flat_hash_set<std::string>* people) {
  people->insert(practice.person_ids.begin(), practice.person_ids.end());
  for (const auto& [key, attendance] : practice.attendances) people->insert(key.second);
  for (const auto& attendance : practice.former_attendances) people->insert(attendance->person_id);
}

// The other pseudonyms of these people, too.
void AddLinked(const domain::Register& reg, absl::flat_hash_set<std::string>* people) {
  std::vector<std::string> open(people->begin(), people->end());
  const auto add = [&](const std::string& id) {
    if (!id.empty() && people->insert(id).second) open.push_back(id);
  };
  while (!open.empty()) {
    const auto person = domain::Find(reg.persons, open.back());
    open.pop_back();
    if (person == nullptr) continue;
    add(person->linked_to);
    for (const std::string& id : person->linked_from) add(id);
  }
}

bool CentresAreOnlyOf(const domain::Register& reg, const domain::Practice& practice,
                      absl::string_view region) {
  for (const domain::GroupPeriod& group : practice.health_centres) {
    const auto centre = domain::Find(reg.health_centres, group.group_id);
    if (centre == nullptr) return false;
    for (const domain::CentreMember& member : centre->members) {
      if (!IsOf(reg.practices, member.practice_id, region)) return false;
    }
  }
  return true;
}

}  // namespace

bool StandsAlone(const domain::Register& reg, absl::string_view region) {
  const auto found = reg.regions.find(region);
  if (found == reg.regions.end()) return true;
  absl::flat_hash_set<std::string> people;
  for (const std::string& id : found->second->practice_ids) {
    const auto practice = domain::Find(reg.practices, id);
    if (practice == nullptr || !CentresAreOnlyOf(reg, *practice, region)) return false;
    AddPeople(*practice, &people);
  }
  AddLinked(reg, &people);
  return std::all_of(people.begin(), people.end(), [&](const std::string& id) {
    const auto person = domain::Find(reg.persons, id);
    return person != nullptr && IsOnlyOf(reg, *person, region);
  });
}

}  // namespace logboek::queries
