// The plans that are shipped, for tests that need real ones. Run from the top of the repository.
#pragma once

#include <string>
#include <vector>

#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::test {

// deploy/regioplans/NAME.textproto; a file that does not parse fails a CHECK.
regioplan::v1::RegionPlan DeployedPlan(const std::string& name);

// All of them, in order of name.
std::vector<regioplan::v1::RegionPlan> DeployedPlans();

}  // namespace logboek::test
