// The second opinion: what the plans ask of a practice and what it did, worked out day by day from
// the events alone. Written to be read beside the plans (domain.md P1 to P16, R1 to R16); slow on
// purpose, and without a line in common with services/regioplan.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tests/second_opinion/model/opinion.h"
#include "tests/second_opinion/model/world.h"

namespace logboek::second_opinion {

// Every opinion about the practice on `at`, in the order the system gives them: by plan, obligation
// as in the plan's newest version, period. Empty when the practice takes no part.
std::vector<Opinion> Judge(const World& world, absl::string_view practice, absl::CivilDay at);

}  // namespace logboek::second_opinion
