// Whether a regional plan is complete and consistent. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "logboek/regioplan/v1/plan.pb.h"
#include "services/domain/register.h"

namespace logboek::domain {

// No series, period or plan has more programme years; a plan that runs longer is a new plan.
inline constexpr uint32_t kProgrammeYearMax = 20;

struct PlanProblem {
  // A path into the plan, for example "obligations[2].staff_share.menu_slugs[0]".
  std::string field;
  // A stable code, as the reason of a refusal has it.
  std::string reason;
  // What is wrong, which limit, how to mend it.
  std::string message;
};

// Every problem, in the order of the file, up to a hundred; empty = the plan may be published.
// Cohorts, tracks and menu rows may stand in another plan of the same region; `region` is null for
// a region without plans.
std::vector<PlanProblem> CheckPlan(const RegionPlan& plan, const Region* region);

}  // namespace logboek::domain
