#include "services/queries/practice.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/queries/names.h"
#include "services/queries/refusals.h"
#include "services/regioplan/evaluate.h"

namespace logboek::queries {
namespace {

// What the record is made of, taken out of the register under its lock.
struct Pointers {
  uint64_t position = 0;
  std::shared_ptr<const domain::Practice> practice = {};
  std::shared_ptr<const domain::Region> region = {};
  std::vector<std::shared_ptr<const domain::Person>> persons = {};
  std::vector<std::shared_ptr<const domain::JointPlan>> joint_plans = {};
  std::vector<std::shared_ptr<const domain::HealthCentre>> centres = {};
};

template <typename T>
void Take(const domain::Records<T>& records, absl::string_view id,
          std::vector<std::shared_ptr<const T>>* taken) {
  if (auto record = domain::Find(records, id); record != nullptr) {
    taken->push_back(std::move(record));
  }
}

Pointers Gather(const domain::Register& reg, absl::string_view practice_id) {
  Pointers pointers{.position = reg.position};
  pointers.practice = domain::Find(reg.practices, practice_id);
  if (pointers.practice == nullptr) return pointers;
  if (const auto found = reg.regions.find(pointers.practice->region); found != reg.regions.end()) {
    pointers.region = found->second;
  }
  for (const std::string& id : pointers.practice->person_ids) {
    Take(reg.persons, id, &pointers.persons);
  }
  for (const domain::GroupPeriod& group : pointers.practice->joint_plans) {
    Take(reg.joint_plans, group.group_id, &pointers.joint_plans);
  }
  for (const domain::GroupPeriod& group : pointers.practice->health_centres) {
    Take(reg.health_centres, group.group_id, &pointers.centres);
  }
  return pointers;
}

std::vector<StaffLine> StaffOn(absl::CivilDay at, const Pointers& pointers,
                               const vault::Vault& vault) {
  std::vector<StaffLine> staff;
  for (const auto& person : pointers.persons) {
    const size_t first = staff.size();
    for (const domain::Engagement& engagement : person->engagements) {
      if (engagement.practice_id != pointers.practice->id || !engagement.period.Contains(at)) {
        continue;
      }
      staff.push_back({.person_id = person->id,
                       .engagement_id = engagement.engagement_id,
                       .role = engagement.role,
                       .period = engagement.period});
    }
    if (staff.size() == first) continue;
    const std::string name = NameOf(*person, vault);
    for (size_t i = first; i < staff.size(); ++i) staff[i].name = name;
  }
  std::sort(staff.begin(), staff.end(), [](const StaffLine& a, const StaffLine& b) {
    return std::tie(a.person_id, a.role, a.engagement_id) <
           std::tie(b.person_id, b.role, b.engagement_id);
  });
  return staff;
}

// The memberships of `periods` that hold on the day, with the other members of the group.
template <typename Group>
std::vector<GroupLine> GroupsOn(absl::CivilDay at, const std::vector<domain::GroupPeriod>& periods,
                                const std::vector<std::shared_ptr<const Group>>& groups) {
  std::vector<GroupLine> lines;
  for (const domain::GroupPeriod& membership : periods) {
    if (!membership.period.Contains(at)) continue;
    GroupLine line{.group_id = membership.group_id, .period = membership.period};
    for (const auto& group : groups) {
      if (group->id != membership.group_id) continue;
      for (const auto& member : group->members) {
        if (!member.period.Contains(at)) continue;
        line.practice_ids.push_back(member.practice_id);
        if constexpr (std::is_same_v<Group, domain::HealthCentre>) {
          line.single_plan = line.single_plan || member.single_plan;
        }
      }
    }
    std::sort(line.practice_ids.begin(), line.practice_ids.end());
    line.practice_ids.erase(std::unique(line.practice_ids.begin(), line.practice_ids.end()),
                            line.practice_ids.end());
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

absl::StatusOr<PracticeRecord> AskPractice(const registrar::Registrar& registrar,
                                           const vault::Vault& vault, absl::string_view practice_id,
                                           absl::CivilDay at) {
  Pointers pointers;
  registrar.Read([&](const domain::Register& reg) { pointers = Gather(reg, practice_id); });
  if (pointers.practice == nullptr) return UnknownPractice(practice_id);
  const domain::Practice& practice = *pointers.practice;
  PracticeRecord record{.practice = pointers.practice, .position = pointers.position};
  record.participation = domain::ParticipationOn(practice, at);
  if (record.participation != nullptr && pointers.region != nullptr) {
    record.programme_year =
        regioplan::RunningYear(*pointers.region, record.participation->period.from, at);
  }
  for (const domain::TrackPeriod& track : practice.tracks) {
    if (track.period.Contains(at)) record.tracks.push_back(track);
  }
  record.joint_plans = GroupsOn(at, practice.joint_plans, pointers.joint_plans);
  record.health_centres = GroupsOn(at, practice.health_centres, pointers.centres);
  for (const domain::RosterConfirmation& confirmation : practice.confirmations) {
    if (confirmation.as_of > at) continue;
    record.roster_confirmed_as_of =
        std::max(record.roster_confirmed_as_of.value_or(confirmation.as_of), confirmation.as_of);
  }
  record.staff = StaffOn(at, pointers, vault);
  return record;
}

absl::StatusOr<std::string> PracticeHolding(const registrar::Registrar& registrar,
                                            absl::string_view agb, absl::CivilDay at) {
  std::string holder;
  registrar.Read([&](const domain::Register& reg) {
    const auto holders = reg.agb_practices.find(agb);
    if (holders == reg.agb_practices.end()) return;
    for (const std::string& id : holders->second) {
      const auto practice = domain::Find(reg.practices, id);
      if (practice != nullptr && domain::HoldsAgb(*practice, agb, at)) holder = id;
    }
  });
  if (holder.empty()) return UnknownAgb(agb, at);
  return holder;
}

}  // namespace logboek::queries
