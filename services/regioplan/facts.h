// What a verdict about one practice looks at, taken out of the register as pointers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "services/domain/register.h"

namespace logboek::regioplan {

// Pointers only: cheap to take under a lock, safe to use after it.
struct PracticeFacts {
  std::shared_ptr<const domain::Practice> practice;
  std::shared_ptr<const domain::Region> region;
  // Everybody who was ever engaged here or attended for this practice.
  std::vector<std::shared_ptr<const domain::Person>> persons;
  // Joint plans and centres the practice was ever a member of.
  std::vector<std::shared_ptr<const domain::JointPlan>> joint_plans;
  std::vector<std::shared_ptr<const domain::HealthCentre>> health_centres;
  // The other members of those, by id: their attendance may speak for this practice.
  absl::btree_map<std::string, std::shared_ptr<const domain::Practice>> partners;
  // Sessions attended by any of these, sessions they are enrolled in, and every session of the region that
  // has not taken place on `at`; with their offerings and series.
  absl::btree_map<std::string, std::shared_ptr<const domain::Session>> sessions;
  absl::btree_map<std::string, std::shared_ptr<const domain::Offering>> offerings;
  absl::btree_map<std::string, std::shared_ptr<const domain::Series>> series;
  absl::btree_map<std::string, std::shared_ptr<const domain::EnrolmentRecord>> enrolments;
};

// Null practice in the result: there is no such practice. `at` bounds which coming sessions are taken.
PracticeFacts GatherFacts(const domain::Register& reg, absl::string_view practice_id,
                          absl::CivilDay at);

}  // namespace logboek::regioplan
