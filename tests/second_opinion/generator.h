// Histories from a seed: practices, their people, what they attend, and all that goes wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "tests/second_opinion/history.h"

namespace logboek::second_opinion {

struct Generated {
  History history;
  std::vector<std::string> practices;
  // Days on which to look: edges of years, days on which something happened, any.
  std::vector<absl::CivilDay> days;
};

// The same history for the same seed. Only accepted commands stand in it. Which kinds of operation
// happen at all differs from seed to seed.
Generated Generate(uint64_t seed);

}  // namespace logboek::second_opinion
