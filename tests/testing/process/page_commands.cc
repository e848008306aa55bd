#include "tests/testing/process/page_commands.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace logboek::test {

std::string CommandsIn(const std::string& page) {
  std::stringstream text;
  text << std::ifstream(page).rdbuf();
  std::string commands;
  bool fenced = false;
  for (const absl::string_view line : absl::StrSplit(text.str(), '\n')) {
    if (absl::StartsWith(line, "```")) fenced = !fenced;
    if (!fenced && absl::StartsWith(line, "    ")) {
      absl::StrAppend(&commands, line.substr(4), "\n");
    }
  }
  return commands;
}

RunResult RunCommands(const TempFolder& folder, const std::string& beginning,
                      const std::string& commands) {
  EXPECT_FALSE(commands.empty());
  const std::string script = folder / "commands.sh";
  std::ofstream(script) << "set -euo pipefail\nroot=\"$PWD\"\ncd '" << folder.path() << "'\n"
                        << beginning << "\n"
                        << commands;
  RunResult result = RunProgram({"/bin/bash", script});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
  return result;
}

}  // namespace logboek::test
