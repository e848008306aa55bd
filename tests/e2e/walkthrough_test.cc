// The year of a coordinator that README.md tells of, command by command, on the demo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/process/demo.h"

namespace logboek::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kHeading[] = "### A coordinator's year";

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The indented lines below the heading, up to the next one.
std::string CommandsInReadme() {
  std::string commands;
  bool inside = false;
  for (const absl::string_view line : absl::StrSplit(ReadFile("README.md"), '\n')) {
    if (absl::StartsWith(line, "#")) inside = line == kHeading;
    if (inside && absl::StartsWith(line, "    ")) absl::StrAppend(&commands, line.substr(4), "\n");
  }
  return commands;
}

TEST(WalkthroughTest, CarriesACoordinatorThroughAYear) {
  const DemoServer demo;
  const std::string commands = CommandsInReadme();
  ASSERT_THAT(commands, Not(IsEmpty()));
  // Files are written where the test may write; every line must succeed and tell what it did.
  const std::string script = demo.folder() / "walkthrough.sh";
  std::ofstream(script) << "set -euo pipefail\nroot=\"$PWD\"\ncd '" << demo.folder().path()
                        << "'\nln -s \"$root/deploy\" deploy\n"
                        << "logboek() { '" << Program("logboek") << "' --server " << demo.address()
                        << " --lang en \"$@\"; }\n"
                        << commands;
  const RunResult result = RunProgram({"/bin/bash", script});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
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

}  // namespace
}  // namespace logboek::test
