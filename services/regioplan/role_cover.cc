// How few people do when a share must be reached in each role (domain.md O6).
#include <algorithm>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

int RolesIn(uint32_t roles) { return __builtin_popcount(roles); }

// Tries how many of each group, those with the most roles first: of people with one role exactly as
// many are taken as that role still needs.
class Covers {
 public:
  Covers(const RoleGroups& groups, const CoverUse& use)
      : groups_(groups.begin(), groups.end()), use_(use) {
    std::stable_sort(groups_.begin(), groups_.end(), [](const auto& a, const auto& b) {
      return RolesIn(a.first) > RolesIn(b.first);
    });
  }

  // True once `use` accepts a cover.
  bool Try(size_t group, const std::vector<uint32_t>& needs) {
    if (group == groups_.size()) {
      const bool covered =
          std::all_of(needs.begin(), needs.end(), [](uint32_t n) { return n == 0; });
      return covered && use_(taken_);
    }
    const auto& [roles, people] = groups_[group];
    uint32_t most = 0;
    for (size_t role = 0; role < needs.size(); ++role) {
      if ((roles >> role & 1U) != 0) most = std::max(most, needs[role]);
    }
    if (RolesIn(roles) == 1) return most <= people && Take(group, most, needs);
    for (uint32_t count = 0; count <= std::min(most, people); ++count) {
      if (Take(group, count, needs)) return true;
    }
    return false;
  }

 private:
  bool Take(size_t group, uint32_t count, std::vector<uint32_t> needs) {
    const uint32_t roles = groups_[group].first;
    for (size_t role = 0; role < needs.size(); ++role) {
      if ((roles >> role & 1U) != 0) needs[role] -= std::min(needs[role], count);
    }
    taken_[roles] = count;
    return Try(group + 1, needs);
  }

  std::vector<std::pair<uint32_t, uint32_t>> groups_;
  const CoverUse& use_;
  RoleGroups taken_;
};

}  // namespace

bool AnyCover(const RoleGroups& groups, const std::vector<uint32_t>& needs, const CoverUse& use) {
  return Covers(groups, use).Try(0, needs);
}

uint32_t FewestPeople(const RoleGroups& groups, const std::vector<uint32_t>& needs) {
  uint32_t fewest = 0;
  for (const auto& [roles, people] : groups) fewest += people;
  AnyCover(groups, needs, [&](const RoleGroups& taken) {
    uint32_t people = 0;
    for (const auto& [roles, count] : taken) people += count;
    fewest = std::min(fewest, people);
    return false;
  });
  return fewest;
}

}  // namespace logboek::regioplan
