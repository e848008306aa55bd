// The tree keeps the rules of the house, and each rule notices when it does not.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "tests/lint/arrows.h"
#include "tests/lint/functions.h"
#include "tests/lint/includes.h"
#include "tests/lint/links.h"
#include "tests/lint/source_file.h"
#include "tests/lint/text_rules.h"

namespace logboek::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Texts(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) texts.push_back(ToText(finding));
  return texts;
}

// "rule:line" of each, short enough to compare.
std::vector<std::string> Rules(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) {
    rules.push_back(absl::StrCat(finding.rule, ":", finding.line));
  }
  return rules;
}

std::vector<std::string> RulesOf(const std::string& path, const std::string& text) {
  return Rules(CheckText({.path = path, .text = text}));
}

// ---- The tree
// ------------------------------------------------------------------------------------

class HouseTest : public testing::Test {
 protected:
  // Tests are run from the top of the tree.
  const std::vector<SourceFile> files_ = ReadTree(".");
};

TEST_F(HouseTest, IsThere) { ASSERT_GT(files_.size(), 50U) << "not run from the top of the tree?"; }

TEST_F(HouseTest, IncludesAndTargetsFollowTheArrows) {
  std::ifstream in("tests/lint/arrows.txt");
  const std::string table{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  ASSERT_OK_AND_ASSIGN(const Arrows arrows, Arrows::Parse(table));
  for (const SourceFile& file : files_) EXPECT_THAT(Texts(arrows.CheckIncludes(file)), IsEmpty());
  EXPECT_THAT(Texts(arrows.CheckTargets(files_)), IsEmpty());
}

TEST_F(HouseTest, TextKeepsTheRules) {
  for (const SourceFile& file : files_) EXPECT_THAT(Texts(CheckText(file)), IsEmpty());
  EXPECT_THAT(Texts(CheckTopLevel(files_)), IsEmpty());
}

TEST_F(HouseTest, LinksLeadSomewhere) { EXPECT_THAT(Texts(CheckLinks(files_)), IsEmpty()); }

TEST_F(HouseTest, FilesIncludeWhatTheyName) {
  EXPECT_THAT(Texts(CheckIncludedNames(files_)), IsEmpty());
}

// ---- The arrows
// ----------------------------------------------------------------------------------

constexpr char kTable[] = R"(
# a small house
+grpc grpcpp/ gRPC::
proto/logboek/v1
storage/base
storage storage/base
storage/rocks storage storage/base
services/api storage proto/... +grpc
tests storage/... services/... proto/... +grpc
)";

class ArrowsTest : public testing::Test {
 protected:
  std::vector<std::string> Includes(const std::string& path, const std::string& text) {
    return Rules(arrows_.CheckIncludes({.path = path, .text = text}));
  }

  const Arrows arrows_ = *Arrows::Parse(kTable);
};

TEST_F(ArrowsTest, FollowedIncludesPass) {
  EXPECT_THAT(Includes("storage/rocks/log.cc",
                       "#include \"storage/event_log.h\"\n#include \"storage/base/check.h\"\n"
                       "#include \"absl/time/time.h\"\n#include <vector>\n"),
              IsEmpty());
  EXPECT_THAT(Includes("services/api/practice.cc",
                       "#include \"logboek/v1/common.pb.h\"\n#include <grpcpp/grpcpp.h>\n"),
              IsEmpty());
}

TEST_F(ArrowsTest, AnIncludeAgainstTheArrowsIsFound) {
  EXPECT_THAT(Includes("storage/event_log.h", "\n#include \"storage/rocks/log.h\"\n"),
              ElementsAre("arrow:2"));
  EXPECT_THAT(Includes("storage/base/check.h", "#include \"storage/event_log.h\"\n"),
              ElementsAre("arrow:1"));
  EXPECT_THAT(Includes("storage/rocks/log.cc", "#include \"logboek/v1/common.pb.h\"\n"),
              ElementsAre("arrow:1"));
  EXPECT_THAT(Includes("storage/rocks/log.cc", "#include <grpcpp/grpcpp.h>\n"),
              ElementsAre("arrow:1"));
}

TEST_F(ArrowsTest, ATestBesideTheCodeKnowsWhatTestsKnow) {
  EXPECT_THAT(Includes("storage/base/check_test.cc", "#include \"services/api/practice.h\"\n"),
              IsEmpty());
}

TEST_F(ArrowsTest, WhatServesTestsIsForTestsOnly) {
  const std::string include = "#include \"storage/testing/temp_folder.h\"\n";
  EXPECT_THAT(Includes("storage/fake_log.cc", include), IsEmpty());
  EXPECT_THAT(Includes("storage/follower.cc", include), ElementsAre("arrow:1"));
  EXPECT_THAT(Includes("storage/follower.cc", "#include \"storage/fake_log.h\"\n"),
              ElementsAre("arrow:1"));
}

TEST_F(ArrowsTest, AFolderOfTheTestsMayHaveALineOfItsOwn) {
  const Arrows arrows = *Arrows::Parse(
      "storage/base\nservices/api\ntests tests/... services/api\n"
      "tests/model storage/base\n");
  const auto includes = [&](const std::string& path, const std::string& included) {
    return Rules(arrows.CheckIncludes({.path = path, .text = "#include \"" + included + "\"\n"}));
  };
  EXPECT_THAT(includes("tests/model/a.cc", "services/api/practice.h"), ElementsAre("arrow:1"));
  EXPECT_THAT(includes("tests/model/a.cc", "tests/b/c.h"), ElementsAre("arrow:1"));
  EXPECT_THAT(includes("tests/model/a.cc", "storage/base/check.h"), IsEmpty());
  EXPECT_THAT(includes("tests/b/c_test.cc", "tests/model/a.h"), IsEmpty());
}

TEST_F(ArrowsTest, AFileInNoRoomMayKnowNothing) {
  EXPECT_THAT(Includes("services/new/thing.cc", "#include \"storage/base/check.h\"\n"),
              ElementsAre("arrow:1"));
}

TEST_F(ArrowsTest, AnImportOfAProtoIsAnArrowToo) {
  const Arrows arrows = *Arrows::Parse("proto/logboek/v1 proto/google\nproto/google\n");
  EXPECT_THAT(
      arrows.CheckIncludes({"proto/logboek/v1/a.proto", "import \"google/type/date.proto\";"}),
      IsEmpty());
  EXPECT_THAT(
      Rules(arrows.CheckIncludes({"proto/google/a.proto", "import \"logboek/v1/b.proto\";"})),
      ElementsAre("arrow:1"));
}

TEST_F(ArrowsTest, DependenciesOfTargetsAreArrows) {
  const SourceFile base{"storage/base/CMakeLists.txt",
                        "app_library(base SRCS a.cc DEPS absl::time)"};
  const SourceFile protos{"proto/CMakeLists.txt",
                          "app_proto(proto_api GRPC PROTOS logboek/v1/a.proto)"};
  const SourceFile good{"storage/CMakeLists.txt", "app_library(storage SRCS b.cc DEPS base)"};
  EXPECT_THAT(arrows_.CheckTargets({base, protos, good}), IsEmpty());

  const SourceFile bad{
      "storage/rocks/CMakeLists.txt",
      "# DEPS proto_api\napp_library(rocks SRCS c.cc\n  DEPS base proto_api gRPC::grpc++)"};
  const std::vector<Finding> findings = arrows_.CheckTargets({base, protos, good, bad});
  EXPECT_THAT(Rules(findings), ElementsAre("arrow:2", "arrow:2"));
  EXPECT_THAT(findings.front().what, HasSubstr("may not know proto/logboek/v1 (proto_api)"));
}

TEST_F(ArrowsTest, AFileMayBeARoomOfItsOwn) {
  const Arrows arrows = *Arrows::Parse("a\nb\na/apart.cc b\n");
  const SourceFile b{"b/CMakeLists.txt", "app_library(b SRCS b.cc)"};
  EXPECT_THAT(arrows.CheckIncludes({"a/apart.cc", "#include \"b/b.h\"\n"}), IsEmpty());
  EXPECT_THAT(
      arrows.CheckTargets({b, {"a/CMakeLists.txt", "app_binary(apart SRCS apart.cc DEPS b)"}}),
      IsEmpty());
  EXPECT_THAT(
      Rules(arrows.CheckTargets({b, {"a/CMakeLists.txt", "app_binary(x SRCS x.cc DEPS b)"}})),
      ElementsAre("arrow:1"));
}

TEST(ArrowsTableTest, ASlipInTheTableIsAnError) {
  EXPECT_THAT(Arrows::Parse("storage storge/base\nstorage/base\n").status().message(),
              HasSubstr("storge/base"));
  EXPECT_THAT(Arrows::Parse("storage\nstorage\n").status().message(), HasSubstr("line 2"));
}

// ---- The text
// ------------------------------------------------------------------------------------

TEST(TextRulesTest, CodeThatKeepsTheRulesPasses) {
  EXPECT_THAT(RulesOf("storage/x.h", "// What it is for.\n#pragma once\n\nint F();\n"), IsEmpty());
  EXPECT_THAT(RulesOf("storage/base/clock.cc", "auto now = absl::Now();\n"), IsEmpty());
}

TEST(TextRulesTest, TheWrongMutex) {
  EXPECT_THAT(RulesOf("storage/x.cc", "int a;\nabsl::Mutex mutex;\n"), ElementsAre("mutex:2"));
  EXPECT_THAT(RulesOf("storage/x.cc", "#include \"absl/synchronization/mutex.h\"\n"),
              ElementsAre("mutex:1"));
  EXPECT_THAT(RulesOf("storage/x.cc", "// not absl::Mutex\nauto s = \"absl::Mutex\";\n"),
              IsEmpty());
}

TEST(TextRulesTest, TheWrongStringView) {
  const std::string text = "// X.\n#pragma once\nvoid F(std::string_view s);\n";
  EXPECT_THAT(RulesOf("storage/x.h", text), ElementsAre("string-view:3"));
  EXPECT_THAT(RulesOf("storage/x.cc", "std::string_view s;\n"), IsEmpty());
}

TEST(TextRulesTest, AReadOfTheClock) {
  EXPECT_THAT(RulesOf("storage/x.cc", "auto a = absl::Now();\n"), ElementsAre("now:1"));
  EXPECT_THAT(RulesOf("tests/x.cc", "auto a = std::chrono::system_clock::now();\n"),
              ElementsAre("now:1"));
}

TEST(TextRulesTest, ANoteForLaterWithoutAnOwner) {
  const std::string later = absl::StrCat("TO", "DO");
  EXPECT_THAT(RulesOf("storage/x.cc", absl::StrCat("// ", later, ": later\n")),
              ElementsAre("todo:1"));
  EXPECT_THAT(RulesOf("README.md", absl::StrCat("a\n", later, "() b\n")), ElementsAre("todo:2"));
  EXPECT_THAT(RulesOf("storage/x.cc", absl::StrCat("// ", later, "(anna): later\n")), IsEmpty());
  EXPECT_THAT(RulesOf("services/x.cc", absl::StrCat("k", later, " PRACTICE_", later, "_LIST\n")),
              IsEmpty());
}

TEST(TextRulesTest, ATestThatSleeps) {
  const std::string call = absl::StrCat("std::this_thread::sleep", "_for(1s);\n");
  EXPECT_THAT(RulesOf("storage/x_test.cc", call), ElementsAre("sleep:1"));
  EXPECT_THAT(RulesOf("tests/demo/demo.sh", "set -e\n  sleep 1\n"), ElementsAre("sleep:2"));
  EXPECT_THAT(RulesOf("storage/x.cc", call), IsEmpty());
}

TEST(TextRulesTest, ATestWithAPortOfItsChoice) {
  const std::string loopback = "127.0.0.1:";
  const std::string line = absl::StrCat("auto a = \"", loopback, "4777\";");
  EXPECT_THAT(RulesOf("tests/e2e/x_test.cc", line), ElementsAre("port:1"));
  EXPECT_THAT(RulesOf("tests/e2e/x_test.cc", absl::StrCat("auto a = \"", loopback, "0\";")),
              IsEmpty());
  EXPECT_THAT(RulesOf("services/server/x.cc", line), IsEmpty());
}

TEST(TextRulesTest, ALineMaySayWhyItBreaksARule) {
  const std::string line = absl::StrCat("auto a = \"localhost:", "99\";");
  EXPECT_THAT(RulesOf("tests/x.cc", absl::StrCat(line, "  // lint:allow(port) because text only")),
              IsEmpty());
  EXPECT_THAT(RulesOf("tests/x.cc", absl::StrCat(line, "  // lint:allow(sleep) because text only")),
              ElementsAre("port:1"));
  EXPECT_THAT(RulesOf("tests/x.cc", absl::StrCat(line, "  // lint:allow(port)")),
              ElementsAre("port:1"));
}

TEST(TextRulesTest, AHeaderWithoutItsOpening) {
  EXPECT_THAT(RulesOf("storage/x.h", "#pragma once\n"), ElementsAre("header:1"));
  EXPECT_THAT(RulesOf("storage/x.h", "// X.\nint a;\n"), ElementsAre("header:2"));
  EXPECT_THAT(RulesOf("storage/x.h", ""), ElementsAre("header:1", "header:1"));
}

TEST(TextRulesTest, ALineTooLong) {
  const std::string fits = absl::StrCat("// ", std::string(97, 'x'));
  const std::string accents = "// " + std::string(95, 'x') + "\u00eb\u00eb";
  EXPECT_THAT(RulesOf("storage/x.cc", fits), IsEmpty());
  EXPECT_THAT(RulesOf("storage/x.cc", accents), IsEmpty());
  EXPECT_THAT(RulesOf("storage/x.cc", absl::StrCat(fits, "x")), ElementsAre("columns:1"));
  EXPECT_THAT(RulesOf("dev", absl::StrCat("say ", fits)), ElementsAre("columns:1"));
  EXPECT_THAT(RulesOf("deploy/demo/x.jsonl", absl::StrCat(fits, "x")), IsEmpty());
  EXPECT_THAT(RulesOf("storage/x.cc", absl::StrCat("f(R\"(\n", std::string(120, 'x'), "\n)\");\n")),
              IsEmpty());
}

std::string FunctionOfLines(const std::string& heading, int lines) {
  std::string text = heading + " {\n";
  for (int i = 2; i < lines; ++i) text += "  if (a) { b(); }\n";
  return text + "}\n";
}

TEST(TextRulesTest, AFunctionTooLong) {
  EXPECT_THAT(RulesOf("storage/x.cc", FunctionOfLines("void F()", 70)), IsEmpty());
  EXPECT_THAT(RulesOf("storage/x.cc", FunctionOfLines("void F()", 71)), ElementsAre("function:1"));
  EXPECT_THAT(RulesOf("storage/x_test.cc", FunctionOfLines("TEST(A, B)", 71)), IsEmpty());
}

TEST(TextRulesTest, AFileTooLong) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "int a;\n// not code\n\n";
  EXPECT_THAT(RulesOf("storage/x.cc", text), IsEmpty());
  EXPECT_THAT(RulesOf("storage/x.cc", text + "int b;\n"), ElementsAre("file:1"));
}

TEST(TextRulesTest, AWordThatOnlyATrackerExplains) {
  EXPECT_THAT(RulesOf("README.md", absl::StrCat("see\nIssue", " #12\n")), ElementsAre("word:2"));
}

TEST(TextRulesTest, AFolderAtTheTopThatTheDesignDoesNotName) {
  EXPECT_THAT(CheckTopLevel({{"storage/a.cc", ""}, {"dev", ""}, {".ci/run", ""}}), IsEmpty());
  EXPECT_THAT(Rules(CheckTopLevel({{"util/a.cc", ""}, {"util/b.cc", ""}})),
              ElementsAre("top-level:0"));
}

// ---- Included names
// ------------------------------------------------------------------------------

constexpr char kHeader[] =
    "namespace logboek::a {\nint F(int n);\nstruct S {\n  int G();\n};\n"
    "constexpr int kN = 1;\n}\n";

std::vector<std::string> IncludeRulesOf(const std::string& includes, const std::string& body) {
  return Rules(CheckIncludedNames({{"a/f.h", kHeader},
                                   {"a/g.h", "#include \"a/f.h\"\n"},
                                   {"b/x.cc", absl::StrCat(includes, body)}}));
}

TEST(IncludedNamesTest, AHeaderThatHasTheNameMayComeThroughAnother) {
  const std::string body = "namespace logboek::b {\nint x = a::F(a::kN) + a::S().G();\n}\n";
  EXPECT_THAT(IncludeRulesOf("#include \"a/f.h\"\n", body), IsEmpty());
  EXPECT_THAT(IncludeRulesOf("#include \"a/g.h\"\n", body), IsEmpty());
  EXPECT_THAT(IncludeRulesOf("\n", body), ElementsAre("include:3", "include:3", "include:3"));
}

TEST(IncludedNamesTest, WhatIsOnlySpokenOfNeedsNoHeader) {
  EXPECT_THAT(IncludeRulesOf("", "// a::F(1)\nnamespace logboek::b {\nauto x = \"a::S\";\n}\n"),
              IsEmpty());
}

TEST(IncludedNamesTest, WhatAHeaderOfOursOnlyNamesAheadIsOfOthers) {
  const std::string ahead = "namespace rocksdb {\nclass Cache;\n}\nnamespace logboek::a {\n}\n";
  EXPECT_THAT(Rules(CheckIncludedNames({{"a/f.h", ahead}, {"b/x.cc", "rocksdb::Cache* cache;\n"}})),
              IsEmpty());
}

// ---- Links
// ---------------------------------------------------------------------------------------

TEST(LinksTest, FilesFoldersAndHeadingsAreFound) {
  const SourceFile page{
      "docs/a.md",
      "# A page's `code` [here](b.md)\n[b](b.md), [c](../c), [top](#a-pages-code-here)\n"
      "[it](b.md#two-words) [out](https://example.nl/x) [up](../README.md)\n"};
  EXPECT_THAT(Texts(CheckLinks({page,
                                {"docs/b.md", "## Two words\n"},
                                {"c/d.cc", ""},
                                {"README.md", "see [the docs](docs)\n"}})),
              IsEmpty());
}

TEST(LinksTest, ALinkThatLeadsNowhereIsFound) {
  const auto check = [](const std::string& text) {
    return Rules(CheckLinks({{"docs/a.md", text}, {"docs/b.md", "```\n# no heading\n```\n"}}));
  };
  EXPECT_THAT(check("\n[b](c.md)\n"), ElementsAre("link:2"));
  EXPECT_THAT(check("[b](b.md#two)"), ElementsAre("link:1"));
  EXPECT_THAT(check("[b](b.md#no-heading)"), ElementsAre("link:1"));
  EXPECT_THAT(check("[b](#there)"), ElementsAre("link:1"));
  EXPECT_THAT(check("[b](/docs/b.md)"), ElementsAre("link:1"));
  EXPECT_THAT(check("`[b](c.md)`\n```\n[b](c.md)\n```\n"), IsEmpty());
}

// ---- Reading C++
// ---------------------------------------------------------------------------------

TEST(CodeOnlyTest, BlanksCommentsAndLiterals) {
  EXPECT_EQ(CodeOnly("a(\"b\\\"c\", 'd', 1'000);  // e\n/* f\n */ g\n"),
            "a(      ,    , 1'000);      \n    \n    g\n");
  EXPECT_EQ(CodeOnly("x = R\"y(a \" )\" b)y\" + z"), "x =                 + z");
}

std::vector<std::string> FunctionsIn(const std::string& text) {
  std::vector<std::string> found;
  for (const FunctionBody& body : FindFunctions(CodeOnly(text))) {
    found.push_back(absl::StrCat(body.first_line, "-", body.last_line));
  }
  return found;
}

TEST(FindFunctionsTest, FreeAndMemberFunctions) {
  EXPECT_THAT(FunctionsIn("namespace a {\nvoid F(int n) {\n  if (n) {\n  }\n}\n\n"
                          "template <class T>\nclass X : public Y {\n public:\n  X() : Y(1) {}\n"
                          "  bool operator==(const X& x) const {\n    return true;\n  }\n};\n}\n"),
              ElementsAre("2-5", "10-10", "11-13"));
}

TEST(FindFunctionsTest, TablesMacrosAndTypesAreNoFunctions) {
  EXPECT_THAT(
      FunctionsIn("const int kTable[] = {\n1,\n};\n#define X(a) \\\n  do { \\\n  } while (0)\n"
                  "enum class E : int {\n kA\n};\nauto f = [](int a) {\n};\n"),
      IsEmpty());
}

TEST(FindFunctionsTest, AConstructorWithBracedMembersIsOneFunction) {
  EXPECT_THAT(FunctionsIn("X::X(int a)\n    : a_{a},\n      b_{2} {\n  Start();\n}\n"),
              ElementsAre("3-5"));
}

}  // namespace
}  // namespace logboek::lint
