// The commands that a page for people shows, to be run as they stand there.
#pragma once

#include <string>

#include "tests/testing/process/process.h"

namespace logboek::test {

// The indented lines of the page (a file of the repository) that are not between fences; "" when
// there are none.
std::string CommandsIn(const std::string& page);

// Runs them with bash in the folder, `beginning` before them; stops at the first that fails, which
// fails the test.
RunResult RunCommands(const TempFolder& folder, const std::string& beginning,
                      const std::string& commands);

}  // namespace logboek::test
