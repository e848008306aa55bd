#include "tests/testing/process/page_commands.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace logboek::test {

std::string CommandsIn(const std::string& page, absl::string_view heading) {
  std::stringstream text;
  text << std::ifstream(page).rdbuf();
  std::string commands;
  bool inside = heading.empty();
  for (const absl::string_view line : absl::StrSplit(text.str(), '\n')) {
    if (!heading.empty() && absl::StartsWith(line, "#")) inside = line == heading;
    if (inside && absl::StartsWith(line, "    ")) absl::StrAppend(&commands, line.substr(4), "\n");
  }
  EXPECT_FALSE(commands.empty()) << page << " " << heading;
  return commands;
}

RunResult RunCommands(const TempFolder& folder, const std::string& beginning,
                      const std::string& commands) {
  const std::string script = folder / "commands.sh";
  std::ofstream(script) << "set -euo pipefail\nroot=\"$PWD\"\ncd '" << folder.path() << "'\n"
                        << beginning << "\n"
                        << commands;
  RunResult result = RunProgram({"/bin/bash", script});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
  return result;
}

}  // namespace logboek::test
