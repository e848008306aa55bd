#include "services/queries/shared_people.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace logboek::queries {
namespace {

using RolesByPractice = std::map<std::string, std::vector<domain::Role>>;

RolesByPractice ActiveAt(const domain::Person& person, absl::CivilDay day) {
  RolesByPractice active;
  for (const domain::Engagement& engagement : person.engagements) {
    if (!engagement.period.Contains(day)) continue;
    std::vector<domain::Role>& roles = active[engagement.practice_id];
    if (std::find(roles.begin(), roles.end(), engagement.role) == roles.end()) {
      roles.push_back(engagement.role);
    }
  }
  return active;
}

std::set<std::string> SharedIn(const List& list) {
  std::set<std::string> shared;
  for (const std::string& practice_id : list.region().practice_ids) {
    const auto practice = domain::Find(list.reg().practices, practice_id);
    if (practice == nullptr) continue;
    for (const std::string& person_id : practice->person_ids) {
      const auto person = domain::Find(list.reg().persons, person_id);
      if (person == nullptr) continue;
      const RolesByPractice active = ActiveAt(*person, list.at());
      if (active.size() >= 2 && active.contains(practice_id)) shared.insert(person_id);
    }
  }
  return shared;
}

// In which obligations the people of each practice count; each practice is evaluated once.
class SharedCounting {
 public:
  explicit SharedCounting(const List& list) : list_(list), verdicts_(list) {}

  std::vector<std::string> Of(const std::string& person_id, const std::string& practice_id) {
    const auto found = practices_.find(practice_id);
    const auto& people = found != practices_.end() ? found->second : Evaluate(practice_id);
    const auto person = people.find(person_id);
    return person == people.end() ? std::vector<std::string>() : person->second;
  }

 private:
  using ByPerson = std::map<std::string, std::vector<std::string>>;

  const ByPerson& Evaluate(const std::string& practice_id) {
    ByPerson& people = practices_[practice_id];
    // Another region's practices count by that region's plans.
    if (!list_.region().practice_ids.contains(practice_id)) return people;
    for (const auto& verdict : verdicts_.Of(practice_id, /*with_evidence=*/true)) {
      if (!verdict.window.Contains(list_.at())) continue;
      for (const regioplan::PersonProgress& person : verdict.people) {
        people[person.person_id].push_back(verdict.obligation->id());
      }
    }
    return people;
  }

  const List& list_;
  const ListVerdicts verdicts_;
  std::map<std::string, ByPerson> practices_;
};

}  // namespace

absl::StatusOr<ListAnswer<SharedPersonRow>> Ask(const Registers& registers,
                                                const SharedPeopleQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"shared people"}));
  SharedCounting counting(list);
  return list.Page<SharedPersonRow>(SharedIn(list), [&](const std::string& person_id) {
    std::vector<SharedPersonRow> rows;
    const auto person = domain::Find(list.reg().persons, person_id);
    for (auto& [practice_id, roles] : ActiveAt(*person, list.at())) {
      rows.push_back({.person_id = person_id,
                      .practice_id = practice_id,
                      .practice = domain::Find(list.reg().practices, practice_id),
                      .roles = roles,
                      .obligation_ids = counting.Of(person_id, practice_id)});
    }
    return rows;
  });
}

}  // namespace logboek::queries
