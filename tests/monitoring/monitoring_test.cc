// The files of deploy/monitoring: sound by Prometheus' own judgement, and about what a server has.

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "tests/monitoring/metric_names.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::monitoring {
namespace {

using testing::IsEmpty;

// Tests are run from the top of the tree.
constexpr char kFolder[] = "deploy/monitoring";

std::string TextOf(const std::string& name) {
  std::ifstream in(absl::StrCat(kFolder, "/", name));
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

// `./dev test` fetches it; on other machines one of the path does as well.
std::string Promtool() {
  const std::string fetched = "build/tools/promtool";
  return std::ifstream(fetched).good() ? fetched : "/usr/bin/promtool";
}

void ExpectAccepts(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {Promtool()};
  ASSERT_TRUE(std::ifstream(command[0]).good())
      << "there is no promtool; ./dev setup monitoring fetches it";
  command.insert(command.end(), arguments.begin(), arguments.end());
  const test::RunResult result = test::RunProgram(command);
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
}

TEST(Monitoring, PromtoolAcceptsTheRules) {
  ExpectAccepts({"check", "rules", absl::StrCat(kFolder, "/alerts.yml")});
}

TEST(Monitoring, TheRulesAreRaisedByWhatTheyAreAbout) {
  ExpectAccepts({"test", "rules", absl::StrCat(kFolder, "/alerts_test.yml")});
}

TEST(Monitoring, PromtoolAcceptsTheExamples) {
  for (const char* const name : {"prometheus.yml", "prometheus_kubernetes.yml"}) {
    ExpectAccepts({"check", "config", absl::StrCat(kFolder, "/", name)});
  }
}

// The text of a server that has done a little of everything.
std::string TextOfAServer() {
  test::TestServer server(test::TestServer::RocksOptions());
  server.MustPush({test::PublishPlan(test::TestPlan())});
  EXPECT_TRUE(server.Push({test::AssignCohort("nobody", test::kCohort)})[0].has_error());
  v1::GetPracticeRequest request;
  request.set_practice_id("nobody");
  v1::GetPracticeResponse response;
  EXPECT_THAT(
      test::Call(*server.practice, &v1::PracticeService::Stub::GetPractice, request, &response),
      test::GrpcRefuses(grpc::StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  return server.server().MetricsText();
}

TEST(Monitoring, EveryMetricIsOneOfTheServers) {
  const std::string text = TextOfAServer();
  const std::vector<std::string> rules = RuleExpressions(TextOf("alerts.yml"));
  EXPECT_GE(rules.size(), 15u);
  EXPECT_THAT(MissingIn(rules, SeriesIn(text)), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto panels, DashboardExpressions(TextOf("dashboard.json")));
  EXPECT_GE(panels.size(), 30u);
  EXPECT_THAT(MissingIn(panels, SeriesIn(text)), IsEmpty());
  // Promtool has an opinion of the text, too: names, types, help.
  const test::TempFolder folder;
  const std::string path = folder / "metrics.txt";
  std::ofstream(path) << text;
  const test::RunResult result =
      test::RunProgram({"/bin/sh", "-c", absl::StrCat(Promtool(), " check metrics < ", path)});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
}

TEST(Monitoring, EveryAlertIsTestedAndHasItsPageInTheRunbook) {
  const std::string rules = TextOf("alerts.yml");
  const std::string runbook = TextOf("runbook.md");
  const std::string tests = TextOf("alerts_test.yml");
  const std::vector<std::string> alerts = RuleValues(rules, "alert");
  const std::vector<std::string> pages = RuleValues(rules, "runbook");
  ASSERT_EQ(alerts.size(), pages.size());
  for (size_t i = 0; i < alerts.size(); ++i) {
    EXPECT_EQ(pages[i], absl::StrCat(kFolder, "/runbook.md#", absl::AsciiStrToLower(alerts[i])));
    EXPECT_TRUE(absl::StrContains(runbook, absl::StrCat("\n## ", alerts[i], "\n"))) << alerts[i];
    EXPECT_TRUE(absl::StrContains(tests, alerts[i])) << alerts[i];
  }
}

}  // namespace
}  // namespace logboek::monitoring
