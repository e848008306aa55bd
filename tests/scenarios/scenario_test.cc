#include "tests/scenarios/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_join.h"
#include "tests/testing/test_server.h"

namespace logboek::test {
namespace {

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios")) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadScenario(const std::string& name) {
  std::stringstream text;
  text << std::ifstream("tests/scenarios/" + name + ".scenario").rdbuf();
  return text.str();
}

std::vector<std::string> RunOnFreshServer(absl::string_view text) {
  TestServer server;
  return RunScenario(text, {.registration = server.registration.get(),
                            .practice = server.practice.get(),
                            .compliance = server.compliance.get(),
                            .calendar = server.calendar.get(),
                            .clock = &server.clock()});
}

class ScenarioTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ScenarioTest, GivesTheExpectedVerdicts) {
  const std::string text = ReadScenario(GetParam());
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(absl::StrJoin(RunOnFreshServer(text), "\n"), "");
}

INSTANTIATE_TEST_SUITE_P(Files, ScenarioTest, ::testing::ValuesIn(Files()),
                         [](const auto& info) { return info.param; });

// The runner itself: what is not as expected is said, with its line.
TEST(ScenarioRunnerTest, SaysWhatDiffers) {
  const std::string history =
      "plan midden_brabant_primacura-2023\n"
      "practice p1 cohort 2023-04-01\n"
      "staff p1 medical_assistant A from 2022-01-01\n"
      "offering triage course_open slugs triage-basic\n"
      "completed triage A 2023-05-10\n";
  const auto first = [&](const std::string& more) {
    const std::vector<std::string> failures = RunOnFreshServer(history + more);
    return failures.empty() ? "" : failures[0];
  };
  EXPECT_EQ(first("then p1 at 2024-04-01\n  MB-05/1 not_met\n"),
            "line 7: MB-05/1: expected not_met, was met");
  EXPECT_EQ(first("then p1 at 2024-04-01\n  MB-05/1 met 2/1\n"),
            "line 7: MB-05/1: expected 2/1, was 1/1");
  EXPECT_EQ(first("then p1 at 2024-04-01\n  MB-05/1 met\n    A triage ABSENT\n"),
            "line 7: evidence: expected A triage ABSENT, was A triage COUNTED");
  EXPECT_EQ(first("then p1 at 2024-04-01\n  MB-99/1 met\n"), "line 7: there is no row MB-99/1");
  EXPECT_EQ(first("practice p1 -> accepted\n").substr(0, 34), "line 6: refused: ALREADY_REGISTERE");
  EXPECT_EQ(first("juggle\n"), "line 6: no such statement: juggle");
}

// A slip of the pen must not make a scenario look at less than it says.
TEST(ScenarioRunnerTest, KnowsEveryWordOfAThen) {
  const std::string history =
      "plan midden_brabant_primacura-2023\n"
      "practice p1 cohort 2023-04-01\n";
  const auto first = [&](const std::string& more) {
    const std::vector<std::string> failures = RunOnFreshServer(history + more);
    return failures.empty() ? "" : failures[0];
  };
  const std::string then = "then p1 at 2023-05-01\n";
  EXPECT_EQ(first(then), "line 3: a then without rows looks at nothing");
  EXPECT_EQ(first("then p1 on 2023-05-01\n  MB-05/1 met\n"), "line 3: no such word: on");
  EXPECT_EQ(first(then + "  MB-05/1\n"), "line 4: a row names a status, or none");
  EXPECT_EQ(first(then + "  MB-05/1 undetermined treshold 1\n"), "line 4: no such word: treshold");
  EXPECT_EQ(first(then + "  MB-05/1 undetermined threshold\n"), "line 4: nothing after threshold");
  EXPECT_EQ(first(then + "  MB-99/1 none 0/0\n"), "line 4: no such word: 0/0");
  EXPECT_EQ(first("then session s full 1\n"), "line 3: no such word: full");
}

}  // namespace
}  // namespace logboek::test
