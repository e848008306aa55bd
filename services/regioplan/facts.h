// What a verdict about one practice looks at, taken out of the register as pointers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "services/domain/register.h"

namespace logboek::regioplan {

// The sessions of a region that can still be booked, cancelled ones left out: those after a day,
// and those of the day itself as long as nobody's presence was recorded. The same for every
// practice of the region, so a whole region is asked with one of these. Each list is ordered by
// date, then session id.
struct ComingSessions {
  using List = std::vector<std::shared_ptr<const domain::Session>>;
  std::map<domain::OfferingKind, List> by_kind;
  // By menu row of the session's offering; a session stands in one list for each of its rows.
  absl::btree_map<std::string, List> by_slug;
};

// A practice whose histories this one goes on with.
struct MergedPractice {
  std::shared_ptr<const domain::Practice> practice;
  // The day of the merger; of the last one on the way here.
  absl::CivilDay since;
};

// Pointers only: cheap to take under a lock, safe to use after it.
struct PracticeFacts {
  std::shared_ptr<const domain::Practice> practice;
  std::shared_ptr<const domain::Region> region;
  // Practices merged into this one, also by way of others.
  std::vector<MergedPractice> merged;
  // Everybody who was ever engaged here or at a merged practice, or attended for one of these or
  // for one of the partners, with the pseudonyms linked to theirs; in order of id.
  std::vector<std::shared_ptr<const domain::Person>> persons;
  // Joint plans and centres the practice, or a merged one, was ever a member of.
  std::vector<std::shared_ptr<const domain::JointPlan>> joint_plans;
  std::vector<std::shared_ptr<const domain::HealthCentre>> health_centres;
  // The other members of those, by id: their attendance may speak for this practice.
  absl::btree_map<std::string, std::shared_ptr<const domain::Practice>> partners;
  // Sessions attended by those who were engaged here or for any of these practices, and sessions
  // the practice or a partner ever enrolled in, with every other session of their series; with
  // their offerings and series.
  absl::btree_map<std::string, std::shared_ptr<const domain::Session>> sessions;
  absl::btree_map<std::string, std::shared_ptr<const domain::Offering>> offerings;
  absl::btree_map<std::string, std::shared_ptr<const domain::Series>> series;
  // Enrolments ever made for the practice or a partner.
  absl::btree_map<std::string, std::shared_ptr<const domain::EnrolmentRecord>> enrolments;
  // What can be booked from `at` on; shared by every practice of the region. Null = nothing.
  std::shared_ptr<const ComingSessions> coming;
};

// Empty lists when there is no such region.
std::shared_ptr<const ComingSessions> GatherComing(const domain::Register& reg,
                                                   absl::string_view region_id, absl::CivilDay at);

// Null practice in the result: there is no such practice. `at` bounds which coming sessions are
// taken.
PracticeFacts GatherFacts(const domain::Register& reg, absl::string_view practice_id,
                          absl::CivilDay at);

// The same for one of many practices of a region: `coming` was gathered for that region and day.
PracticeFacts GatherFacts(const domain::Register& reg, absl::string_view practice_id,
                          std::shared_ptr<const ComingSessions> coming);

}  // namespace logboek::regioplan
