// From a history that two disagree about to the smallest one they still disagree about.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tests/second_opinion/history.h"

namespace logboek::second_opinion {

// Leaves out commands, in halves and then one by one, as long as `still_fails` holds for what
// Decide accepts of the rest. `still_fails` holds for `commands`.
std::vector<TimedCommand> Shrink(std::vector<TimedCommand> commands,
                                 const std::function<bool(const History&)>& still_fails);

// The history as a scenario file (tests/scenarios/README.md) that expects `expected`, with what the
// system says as comments. What the language has no words for stands as "#! COMMAND-AS-JSON".
std::string ToScenario(absl::string_view title, const std::vector<TimedCommand>& commands,
                       absl::string_view practice, absl::CivilDay at,
                       const std::vector<Opinion>& expected, const std::vector<Opinion>& actual);

}  // namespace logboek::second_opinion
