#include "services/regioplan/facts.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"

namespace logboek::regioplan {
namespace {

using domain::Find;

// Takes pointers out of the register; every record at most once.
class Gatherer {
 public:
  Gatherer(const domain::Register& reg, PracticeFacts* facts) : reg_(reg), facts_(*facts) {}

  void Gather() {
    AddMerged(*facts_.practice, absl::CivilDay::min());
    AddGroups(*facts_.practice);
    for (const MergedPractice& merged : facts_.merged) AddGroups(*merged.practice);
    std::vector<absl::string_view> person_ids;
    AddStaff(*facts_.practice, &person_ids);
    for (const MergedPractice& merged : facts_.merged) AddStaff(*merged.practice, &person_ids);
    for (const auto& [id, partner] : facts_.partners) AddPractice(*partner, &person_ids);
    for (const absl::string_view id : person_ids) AddPerson(id);
    std::sort(facts_.persons.begin(), facts_.persons.end(),
              [](const auto& a, const auto& b) { return a->id < b->id; });
  }

 private:
  void AddMerged(const domain::Practice& into, absl::CivilDay since) {
    for (const std::string& id : into.merged_from) {
      auto practice = Find(reg_.practices, id);
      if (practice == nullptr || practice->merged_into != into.id) continue;
      const absl::CivilDay day = std::max(since, practice->merged_on);
      facts_.merged.push_back({practice, day});
      AddMerged(*practice, day);
    }
  }

  bool IsSelf(absl::string_view id) const {
    return id == facts_.practice->id ||
           std::any_of(facts_.merged.begin(), facts_.merged.end(),
                       [&](const MergedPractice& merged) { return merged.practice->id == id; });
  }

  void AddGroups(const domain::Practice& practice) {
    for (const domain::GroupPeriod& group : practice.joint_plans) {
      auto plan = Find(reg_.joint_plans, group.group_id);
      // A practice that left and came back has two periods in one group.
      if (plan == nullptr || Has(facts_.joint_plans, plan)) continue;
      for (const domain::GroupMember& member : plan->members) AddPartner(member.practice_id);
      facts_.joint_plans.push_back(std::move(plan));
    }
    for (const domain::GroupPeriod& group : practice.health_centres) {
      auto centre = Find(reg_.health_centres, group.group_id);
      if (centre == nullptr || Has(facts_.health_centres, centre)) continue;
      for (const domain::CentreMember& member : centre->members) AddPartner(member.practice_id);
      facts_.health_centres.push_back(std::move(centre));
    }
  }

  template <typename T>
  static bool Has(const std::vector<T>& records, const T& record) {
    return std::find(records.begin(), records.end(), record) != records.end();
  }

  void AddPartner(const std::string& id) {
    if (IsSelf(id) || facts_.partners.contains(id)) return;
    if (auto partner = Find(reg_.practices, id)) facts_.partners.emplace(id, std::move(partner));
  }

  // Of the practice itself and of merged ones, whose people's training counts here.
  void AddStaff(const domain::Practice& practice, std::vector<absl::string_view>* person_ids) {
    person_ids->insert(person_ids->end(), practice.person_ids.begin(), practice.person_ids.end());
    AddPractice(practice, person_ids);
  }

  void AddPractice(const domain::Practice& practice, std::vector<absl::string_view>* person_ids) {
    for (const auto& [key, attendance] : practice.attendances) {
      person_ids->push_back(key.second);
      AddSession(key.first);
    }
    for (const domain::AttendancePtr& attendance : practice.former_attendances) {
      person_ids->push_back(attendance->person_id);
      AddSession(attendance->session_id);
    }
    for (const std::string& id : practice.enrolment_ids) {
      auto enrolment = Find(reg_.enrolments, id);
      if (enrolment == nullptr) continue;
      if (!enrolment->session_id.empty()) AddSession(enrolment->session_id);
      if (!enrolment->series_id.empty()) AddSeries(enrolment->series_id);
      facts_.enrolments.emplace(id, std::move(enrolment));
    }
  }

  // The person with every pseudonym that is linked.
  void AddPerson(absl::string_view id) {
    if (seen_.contains(id)) return;
    std::shared_ptr<const domain::Person> kept = Find(reg_.persons, id);
    while (kept != nullptr && !kept->linked_to.empty()) {
      kept = Find(reg_.persons, kept->linked_to);
    }
    std::vector<std::shared_ptr<const domain::Person>> parts;
    if (kept != nullptr) AddParts(kept, &parts);
    // The kept pseudonym may be missing in the replay of one region.
    if (parts.empty()) {
      if (auto person = Find(reg_.persons, id)) parts.push_back(std::move(person));
    }
    const bool worked_here = std::any_of(parts.begin(), parts.end(),
                                         [&](const auto& part) { return WorkedHere(*part); });
    for (auto& part : parts) {
      seen_.insert(part->id);
      // The training of people who never worked here cannot count here (P8).
      if (worked_here) AddTraining(*part);
      facts_.persons.push_back(std::move(part));
    }
  }

  void AddParts(std::shared_ptr<const domain::Person> person,
                std::vector<std::shared_ptr<const domain::Person>>* parts) {
    const std::vector<std::string>& linked_from = person->linked_from;
    parts->push_back(person);
    for (const std::string& id : linked_from) {
      if (auto linked = Find(reg_.persons, id)) AddParts(std::move(linked), parts);
    }
  }

  bool WorkedHere(const domain::Person& person) const {
    return facts_.practice->person_ids.contains(person.id) ||
           std::any_of(facts_.merged.begin(), facts_.merged.end(),
                       [&](const MergedPractice& merged) {
                         return merged.practice->person_ids.contains(person.id);
                       });
  }

  void AddTraining(const domain::Person& person) {
    for (const auto& [session_id, attendance] : person.attendances) AddSession(session_id);
    for (const domain::AttendancePtr& attendance : person.former_attendances) {
      AddSession(attendance->session_id);
    }
    for (const domain::Completion& completion : person.completions) {
      AddOffering(completion.offering_id);
    }
  }

  void AddSession(const std::string& id) {
    const auto [entry, inserted] = facts_.sessions.try_emplace(id);
    if (!inserted) return;
    entry->second = Find(reg_.sessions, id);
    const std::shared_ptr<const domain::Session> session = entry->second;
    if (session == nullptr) {
      facts_.sessions.erase(entry);
      return;
    }
    AddOffering(session->offering_id);
    if (!session->series_id.empty()) AddSeries(session->series_id);
  }

  void AddSeries(const std::string& id) {
    if (facts_.series.contains(id)) return;
    const auto series = Find(reg_.series, id);
    if (series == nullptr) return;
    facts_.series.emplace(id, series);
    for (const std::string& session_id : series->session_ids) AddSession(session_id);
  }

  void AddOffering(const std::string& id) {
    if (facts_.offerings.contains(id)) return;
    if (auto offering = Find(reg_.offerings, id)) facts_.offerings.emplace(id, std::move(offering));
  }

  const domain::Register& reg_;
  PracticeFacts& facts_;
  // Persons added.
  absl::flat_hash_set<std::string> seen_;
};

}  // namespace

std::shared_ptr<const ComingSessions> GatherComing(const domain::Register& reg,
                                                   absl::string_view region_id, absl::CivilDay at) {
  auto coming = std::make_shared<ComingSessions>();
  const auto region = reg.regions.find(region_id);
  if (region == reg.regions.end()) return coming;
  const auto& by_date = region->second->sessions_by_date;
  for (auto entry = by_date.lower_bound({at, std::string()}); entry != by_date.end(); ++entry) {
    auto session = Find(reg.sessions, entry->second);
    if (session == nullptr || session->cancelled) continue;
    // What was held today cannot be booked any more.
    if (session->date == at && (session->list_closed || !session->attendances.empty())) continue;
    if (const auto offering = Find(reg.offerings, session->offering_id)) {
      for (const std::string& slug : offering->menu_slugs) {
        ComingSessions::List& list = coming->by_slug[slug];
        if (list.empty() || list.back() != session) list.push_back(session);
      }
    }
    coming->by_kind[session->kind].push_back(std::move(session));
  }
  return coming;
}

PracticeFacts GatherFacts(const domain::Register& reg, absl::string_view practice_id,
                          absl::CivilDay at) {
  const auto practice = Find(reg.practices, practice_id);
  if (practice == nullptr) return {};
  return GatherFacts(reg, practice_id, GatherComing(reg, practice->region, at));
}

PracticeFacts GatherFacts(const domain::Register& reg, absl::string_view practice_id,
                          std::shared_ptr<const ComingSessions> coming) {
  PracticeFacts facts;
  facts.practice = Find(reg.practices, practice_id);
  if (facts.practice == nullptr) return facts;
  const auto region = reg.regions.find(facts.practice->region);
  if (region != reg.regions.end()) facts.region = region->second;
  facts.coming = std::move(coming);
  Gatherer(reg, &facts).Gather();
  return facts;
}

}  // namespace logboek::regioplan
