// What it costs a call to be recognised by what it comes with, and let in, as a part of the echo.
#pragma once

#include "tests/testing/process/process.h"

namespace logboek::bench {

// Each way to be known beside the same call that nobody looks at, in many short turns; some three
// minutes. `folder` takes what the servers need.
void BenchSignIn(const test::TempFolder& folder);

}  // namespace logboek::bench
