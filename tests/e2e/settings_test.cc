// The settings of logboekd as an operator gives them: file, environment, flags.
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/process/process.h"

namespace logboek::test {
namespace {

using std::filesystem::exists;
using testing::HasSubstr;

constexpr char kPackageFile[] = "deploy/package/logboekd.conf";

// logboekd with these variables and flags.
std::vector<std::string> Logboekd(const std::vector<std::string>& variables,
                                  const std::vector<std::string>& flags) {
  std::vector<std::string> command = {"/usr/bin/env"};
  command.insert(command.end(), variables.begin(), variables.end());
  command.push_back(Program("logboekd"));
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

std::string WithoutOrigins(const std::string& printed) {
  std::vector<std::string> lines = absl::StrSplit(printed, '\n');
  const auto is_origin = [](const std::string& line) {
    return absl::StartsWith(line, "# From ") || absl::StartsWith(line, "# Not given");
  };
  lines.erase(std::remove_if(lines.begin(), lines.end(), is_origin), lines.end());
  return absl::StrJoin(lines, "\n");
}

TEST(SettingsTest, AServerTakesItsSettingsFromFileEnvironmentAndFlags) {
  const TempFolder folder;
  const auto in = [&](absl::string_view name) { return folder / name; };
  std::ofstream(in("logboekd.conf"))
      << "store = \"" << in("store") << "\"\nlisten = \"127.0.0.1:0\"\n"
      << "erased-list = \"" << in("file.erased") << "\"\n"
      << "first-token = \"" << in("file.token") << "\"\n"
      << "master-key = \"" << in("file.key") << "\"\n";
  Process server(Logboekd({absl::StrCat("LOGBOEKD_CONFIG=", in("logboekd.conf")),
                           absl::StrCat("LOGBOEKD_FIRST_TOKEN=", in("variable.token")),
                           absl::StrCat("LOGBOEKD_MASTER_KEY=", in("variable.key"))},
                          {"--master-key", in("flag.key")}),
                 in("log"));
  const std::string ready = server.ReadLine();
  ASSERT_THAT(ready, HasSubstr("ready, address 127.0.0.1:"));
  const RunResult status =
      RunProgram({Program("logboek"), "--server", ready.substr(ready.rfind(' ') + 1),
                  "--token-file", in("variable.token"), "status"});
  EXPECT_EQ(status.exit_code, 0) << status.errors;
  EXPECT_TRUE(exists(in("store"))) << "only the file says it";
  EXPECT_FALSE(exists(in("file.token"))) << "a variable goes before the file";
  EXPECT_TRUE(exists(in("flag.key"))) << "a flag goes before both";
  EXPECT_FALSE(exists(in("variable.key")));
  EXPECT_FALSE(exists(in("file.key")));
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
}

TEST(SettingsTest, WhatIsWrongIsToldAtOnceAndNothingIsStarted) {
  const TempFolder folder;
  const std::string path = folder / "logboekd.conf";
  std::ofstream(path) << "store = \"" << folder / "store"
                      << "\"\nworkres = 1\n";
  for (const char* const check : {"--check-config", "--print-config", "--log-level=info"}) {
    const RunResult result = RunProgram(
        Logboekd({"LOGBOEKD_QUEUE_MAX=many"}, {"--config", path, "--drain-max", "0", check}));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.output, "");
    EXPECT_THAT(result.errors,
                HasSubstr(absl::StrCat("logboekd: ", path, ":2: there is no setting \"workres\"")));
    EXPECT_THAT(result.errors, HasSubstr("logboekd: LOGBOEKD_QUEUE_MAX: "));
    EXPECT_THAT(result.errors, HasSubstr("logboekd: --drain-max: "));
    EXPECT_FALSE(exists(folder / "store"));
  }
  std::ofstream(path) << "store = \"" << folder / "store"
                      << "\"\nlisten = \"0.0.0.0:0\"\n";
  const RunResult open = RunProgram(Logboekd({}, {"--config", path}));
  EXPECT_EQ(open.exit_code, 2);
  EXPECT_THAT(open.errors, HasSubstr(absl::StrCat(path, ":2: \"0.0.0.0\"")));
  EXPECT_FALSE(exists(folder / "store"));
}

TEST(SettingsTest, WhatIsRightIsSaidWithoutTheStore) {
  const RunResult package = RunProgram(Logboekd({}, {"--check-config", "--config", kPackageFile}));
  EXPECT_EQ(package.exit_code, 0) << package.errors;
  EXPECT_EQ(package.output, "configuration is right\n");
  const TempFolder folder;
  EXPECT_EQ(RunProgram(Logboekd({}, {"--check-config", "--store", folder / "store"})).exit_code, 0);
  EXPECT_FALSE(exists(folder / "store"));
  // What the server would say on its way, this says before.
  const RunResult file = RunProgram(Logboekd({absl::StrCat("LOGBOEKD_POLICY=", folder / "policy")},
                                             {"--check-config", "--engine", "memory"}));
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_THAT(file.errors, HasSubstr("LOGBOEKD_POLICY: "));
}

TEST(SettingsTest, WhatIsPrintedIsAFileOfTheSameConfiguration) {
  const TempFolder folder;
  const RunResult first =
      RunProgram(Logboekd({"LOGBOEKD_WORKERS=7"}, {"--config", kPackageFile, "--print-config",
                                                   "--policy", "a \"quoted\" # name"}));
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_THAT(first.output, HasSubstr("# From LOGBOEKD_WORKERS.\nworkers = 7\n"));
  EXPECT_THAT(first.output, HasSubstr("# From --policy.\npolicy = \"a \\\"quoted\\\" # name\"\n"));
  EXPECT_THAT(first.output, HasSubstr(absl::StrCat("# From ", kPackageFile, ":")));
  std::ofstream(folder / "again.conf") << first.output;
  const RunResult second =
      RunProgram(Logboekd({}, {"--config", folder / "again.conf", "--print-config"}));
  EXPECT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_EQ(WithoutOrigins(second.output), WithoutOrigins(first.output));
}

TEST(SettingsTest, TheHelpAndTheReferenceComeFromTheProgram) {
  const RunResult help = RunProgram(Logboekd({"LOGBOEKD_WORKERS=0"}, {"--help"}));
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, HasSubstr("--drain-max SECONDS=20"));
  const RunResult reference = RunProgram(Logboekd({}, {"--print-reference"}));
  EXPECT_EQ(reference.exit_code, 0);
  EXPECT_THAT(reference.output, HasSubstr(".TP\n\\fB\\-\\-drain\\-max\\fR \\fISECONDS\\fR\n"));
}

}  // namespace
}  // namespace logboek::test
