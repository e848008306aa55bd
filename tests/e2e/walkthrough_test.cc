// What README.md and the pages of docs tell their readers to type, command by command, on the demo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "tests/testing/process/demo.h"
#include "tests/testing/process/page_commands.h"

namespace logboek::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Files are written where the test may write, and the demo's server takes the place of ./dev run's;
// every line must succeed.
RunResult RunCommandsOf(const std::string& page, const DemoServer& demo) {
  std::filesystem::create_directory(demo.folder() / "var");
  std::ofstream(demo.folder() / "var/logboek.token") << demo.token();
  return RunCommands(
      demo.folder(),
      absl::StrCat("ln -sfn \"$root/deploy\" \"$root/docs\" .\nlogboek() { '", Program("logboek"),
                   "' --server ", demo.address(), " --lang en \"$@\"; }"),
      std::regex_replace(CommandsIn(page), std::regex("127\\.0\\.0\\.1:[0-9]+"),
                         demo.http_address()));
}

TEST(WalkthroughTest, CarriesACoordinatorThroughAYear) {
  const DemoServer demo;
  const RunResult result = RunCommandsOf("docs/coordinator.md", demo);
  EXPECT_THAT(result.output, AllOf(HasSubstr("without enrolment"), HasSubstr("ut-025"),
                                   HasSubstr("attendance corrected"), HasSubstr("close-year")));

  // What is there afterwards.
  EXPECT_THAT(ReadFile(demo.folder() / "receipts.csv"), HasSubstr("p-000069,new,"));
  EXPECT_THAT(ReadFile(demo.folder() / "invite.csv"), HasSubstr("ut-031;"));
  EXPECT_THAT(ReadFile(demo.folder() / "report.html"), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(ReadFile(demo.folder() / "report.xlsx"), StartsWith("PK"));
  EXPECT_THAT(
      Where(demo.Ask({"session", "show", "ut-exchange-2027-03-09"}), {{"person_id", "p-000833"}}),
      Contains(Contains(Pair("state", "confirmed"))));
  EXPECT_THAT(demo.Ask({"history", "--session=ut-exchange-2026-11-10", "--person=p-000833"}),
              SizeIs(2));
  EXPECT_THAT(demo.Ask({"closed", "--region=utrecht_sterkzorg"}),
              Contains(IsSupersetOf(Row{{"practice_id", "ut-001"},
                                        {"obligation_id", "UT3-03"},
                                        {"programme_year", "3"},
                                        {"before_status", "met"},
                                        {"after_status", "not_met"}})));
}

TEST(WalkthroughTest, CarriesAPrivacyOfficerThroughTheWork) {
  const DemoServer demo;
  const std::string name =
      Where(demo.Ask({"export-person", "p-001727"}), {{"part", "personal_data"}, {"field", "name"}})
          .at(0)
          .at("value");
  const RunResult result = RunCommandsOf("docs/privacy.md", demo);
  EXPECT_THAT(result.output, AllOf(HasSubstr("p-002870"), HasSubstr("confirmed"),
                                   HasSubstr("PrivacyService/ExportPerson"), HasSubstr(name)));

  // What is there afterwards.
  const std::string file = demo.folder() / "p-001727.json";
  EXPECT_THAT(ReadFile(file), HasSubstr(name));
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THAT(ReadFile(demo.folder() / "looks.csv"), HasSubstr("administrator"));
  EXPECT_THAT(ReadFile(demo.folder() / "p-001727.txt"),
              AllOf(HasSubstr("tw-028"), HasSubstr("key destroyed"), Not(HasSubstr(name))));
  EXPECT_THAT(demo.Ask({"practice", "show", "tw-028"}),
              Contains(IsSupersetOf(Row{{"person_id", "p-001727"}, {"name", ""}})));
}

TEST(WalkthroughTest, SpeaksJsonOverHttp) {
  const DemoServer demo;
  const RunResult result = RunCommandsOf("docs/http.md", demo);
  EXPECT_THAT(
      result.output,
      AllOf(HasSubstr("UT3-03"), HasSubstr("receipt"), HasSubstr("\"reason\":\"CONFLICT\""),
            HasSubstr("administrator"), HasSubstr("X-WR-CALNAME:Sessions utrecht_sterkzorg"),
            HasSubstr("UID:ut-exchange-2027-02-16@utrecht_sterkzorg.logboek")));
  EXPECT_THAT(demo.Ask({"history", "--session=ut-exchange-2026-11-10", "--person=p-000833"}),
              SizeIs(1));
}

TEST(WalkthroughTest, BeginsWithTheReadme) {
  const DemoServer demo;
  const RunResult result = RunCommandsOf("README.md", demo);
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("ENROLMENT_STATE_CONFIRMED"), HasSubstr("mb-002"),
                    HasSubstr("ut-031"), HasSubstr("attendance recorded"), HasSubstr("p-002870")));
  EXPECT_THAT(ReadFile(demo.folder() / "report.html"), StartsWith("<!DOCTYPE html>"));
}

TEST(WalkthroughTest, CarriesAnAuditorThroughTheHistory) {
  const DemoServer demo;
  const RunResult result = RunCommandsOf("docs/auditor.md", demo);
  EXPECT_THAT(result.output, AllOf(HasSubstr("attendance recorded"), HasSubstr("ut-006")));
  EXPECT_THAT(ReadFile(demo.folder() / "ut-006.json"), HasSubstr("signature"));
}

TEST(WalkthroughTest, LetsAnOperatorSeeAndLetIn) {
  const DemoServer demo;
  EXPECT_THAT(RunCommandsOf("docs/access.md", demo).output, HasSubstr("hus-portal"));
  EXPECT_THAT(RunCommandsOf("docs/operator.md", demo).output, HasSubstr("utrecht_sterkzorg"));
}

TEST(WalkthroughTest, CallsTheApi) {
  const DemoServer demo;
  const RunResult result = RunCommandsOf("docs/api.md", demo);
  EXPECT_THAT(result.output, HasSubstr("ut-exchange-2027-02-16"));
  // The last answer is the refusal that the page shows.
  const size_t begin = result.output.find(R"({"code")");
  ASSERT_NE(begin, std::string::npos) << result.output;
  auto refusal = nlohmann::json::parse(result.output.substr(begin), nullptr, false);
  refusal["details"][0]["value"] = "...";
  const std::string page = ReadFile("docs/api.md");
  const size_t shown = page.find("```json\n") + sizeof("```json");
  EXPECT_EQ(
      nlohmann::json::parse(page.substr(shown, page.find("```\n", shown) - shown), nullptr, false),
      refusal);
}

// A page with commands is one of those above.
TEST(WalkthroughTest, LeavesNoPageOut) {
  const std::string tests = ReadFile("tests/e2e/walkthrough_test.cc");
  for (const auto& entry : std::filesystem::recursive_directory_iterator("docs")) {
    const std::string page = entry.path();
    if (entry.path().extension() != ".md" || CommandsIn(page).empty()) continue;
    EXPECT_THAT(tests, HasSubstr(absl::StrCat("\"", page, "\"")))
        << page << " has commands that no test runs";
  }
}

TEST(WalkthroughTest, EnrolsFromAPortal) {
  const DemoServer demo;
  for (const char* page : {"docs/quickstart.md", "docs/quickstart.nl.md"}) {
    const RunResult result = RunCommandsOf(page, demo);
    EXPECT_THAT(result.output,
                AllOf(HasSubstr("ENROLMENT_STATE_"), HasSubstr("\"repeated\":true")));
  }
  EXPECT_THAT(
      Where(demo.Ask({"session", "show", "ut-exchange-2027-03-09"}), {{"person_id", "p-000833"}}),
      SizeIs(1));
}

}  // namespace
}  // namespace logboek::test
