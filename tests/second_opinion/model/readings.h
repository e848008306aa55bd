// What another option of an open interpretation makes of a plan (domain.md §7 and §8). Read from
// there and from the comments of plan.proto; the names of the options are those that
// Interpretation.option takes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::second_opinion {

// The plan as it is to be read, with the options that it lists. Its fields say the first ones.
regioplan::v1::RegionPlan AsRead(const regioplan::v1::RegionPlan& written);

}  // namespace logboek::second_opinion
