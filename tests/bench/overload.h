// What an honest client notices of others: of many who are only connected, and of many who ask
// without pause.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "tests/testing/process/process.h"

namespace logboek::bench {

// Measures honest clients beside a server of its own in `folder`, quiet and then beside each crowd,
// and prints what they noticed: their times as a ratio to the quiet ones, and the memory of the
// server. Only beside the crowds whose row has `only` in its name. The calling thread, and whatever
// it starts later, then runs before other programs where the machine allows it.
void BenchOverload(const test::TempFolder& folder, absl::Duration duration,
                   const std::string& only);

}  // namespace logboek::bench
