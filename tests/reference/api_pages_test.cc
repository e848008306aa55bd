// docs/api is what the protos, the rights, the list of reasons and the examples say, and nothing is
// missing from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "storage/base/check.h"
#include "tests/lint/source_file.h"
#include "tests/reference/examples.h"
#include "tests/reference/pages.h"

namespace logboek::reference {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kFolder[] = "docs/api/";
constexpr char kOverview[] = "../api.md";
// What stands below it in docs/api.md is written here.
constexpr char kMark[] = "<!-- methods -->\n";

class ApiPagesTest : public ::testing::Test {
 protected:
  ApiPagesTest() {
    google::protobuf::FileDescriptorSet set;
    CHECK(set.ParseFromString(TextOf(LOGBOEK_DESCRIPTORS)), "protoc wrote it");
    for (const auto& file : set.file()) {
      const auto* const built = pool_.BuildFile(file);
      CHECK(built != nullptr, "files come after those they import");
      if (built->service_count() > 0) sources_.service_files.push_back(built);
    }
    for (const absl::string_view line :
         absl::StrSplit(TextOf("services/permission/who_may.txt"), '\n')) {
      const std::vector<std::string> parts = absl::StrSplit(line, ": ");
      if (parts.size() != 2 || absl::StartsWith(line, "#")) continue;
      sources_.who_may[parts[0]] = absl::StrSplit(parts[1], ' ');
    }
    sources_.reasons = test::ListedReasons();
    sources_.order = ExamplesInOrder();
    for (const auto& [key, example] : Examples()) {
      if (!example.request.empty()) sources_.requests[key] = example.request;
      if (!example.answer.empty()) sources_.answers[key] = example.answer;
    }
  }

  std::vector<std::string> Problems() const { return MakePages(sources_).problems; }

  google::protobuf::DescriptorPool pool_;
  Sources sources_;
};

TEST_F(ApiPagesTest, NothingIsMissing) { EXPECT_THAT(Problems(), IsEmpty()); }

TEST_F(ApiPagesTest, ThePagesAreUpToDate) {
  const Pages pages = MakePages(sources_);
  std::set<std::string> names;
  for (const auto& [name, text] : pages.texts) {
    const std::string path = kFolder + name;
    names.insert(name);
    std::string expected = text;
    const std::string there = TextOf(path);
    if (name == kOverview) {
      const size_t mark = there.find(kMark);
      ASSERT_NE(mark, std::string::npos) << path;
      expected = absl::StrCat(there.substr(0, mark), kMark, text);
    }
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << expected;
    } else {
      EXPECT_TRUE(there == expected)
          << path << " is not what the protos, the rights, the reasons and the examples say; "
          << "UPDATE_GOLDEN=1 build/dev/bin/api_pages_test writes it again";
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    if (!absl::EndsWith(name, ".md")) continue;
    EXPECT_TRUE(names.contains(name)) << kFolder << name << " is of nothing any more; remove it";
  }
}

TEST_F(ApiPagesTest, AMethodWithoutARightIsFound) {
  sources_.who_may.erase("RegistrationService/Enrol");
  EXPECT_THAT(Problems(),
              Contains(HasSubstr("who_may.txt has no line for RegistrationService/Enrol")));
}

TEST_F(ApiPagesTest, ARightOfNoMethodIsFound) {
  sources_.who_may["RegistrationService/Juggle"] = {"ACADEMY"};
  EXPECT_THAT(Problems(), Contains(HasSubstr("RegistrationService/Juggle, which no service has")));
}

TEST_F(ApiPagesTest, ARoleWithoutAWordIsFound) {
  sources_.who_may["RegistrationService/Enrol"].push_back("JUGGLER");
  EXPECT_THAT(Problems(), Contains(HasSubstr("the role JUGGLER")));
}

TEST_F(ApiPagesTest, AMethodWithoutAnExampleIsFound) {
  sources_.requests.erase("RegistrationService.Enrol");
  EXPECT_THAT(Problems(), Contains(HasSubstr("has no request for RegistrationService.Enrol")));
}

TEST_F(ApiPagesTest, AnExampleWithoutAnAnswerIsFound) {
  sources_.answers.erase("RegistrationService.Enrol");
  EXPECT_THAT(Problems(), Contains(HasSubstr("has no answer for RegistrationService.Enrol")));
}

TEST_F(ApiPagesTest, AReasonOfNoMethodIsFound) {
  sources_.reasons[0].reasons[0].where.push_back("Juggle");
  EXPECT_THAT(Problems(), Contains(HasSubstr("is said of Juggle, which is no method")));
}

TEST_F(ApiPagesTest, AReasonWithNoCodeOfGrpcIsFound) {
  sources_.reasons[0].reasons[0].codes.push_back("TOO_BAD");
  EXPECT_THAT(Problems(), Contains(HasSubstr("has TOO_BAD, which is no code")));
}

// ---- The list of reasons and the sources
// ---------------------------------------------------------

bool IsName(absl::string_view text) {
  return !text.empty() && text[0] >= 'A' && text[0] <= 'Z' &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == absl::string_view::npos;
}

// Texts between quotes.
std::vector<std::string> LiteralsIn(absl::string_view text) {
  std::vector<std::string> literals;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, '"');
    for (size_t i = 1; i + 1 < parts.size(); i += 2) literals.emplace_back(parts[i]);
  }
  return literals;
}

std::set<std::string> LiteralsOfTheSources() {
  std::set<std::string> literals;
  for (const lint::SourceFile& file : lint::ReadTree(".")) {
    const bool answers =
        absl::StartsWith(file.path, "services/") || absl::StartsWith(file.path, "storage/");
    if (!answers || !lint::IsCpp(file.path) || lint::IsTest(file.path)) continue;
    for (const std::string& literal : LiteralsIn(file.text)) literals.insert(literal);
  }
  return literals;
}

std::set<std::string> NamesOfTheList() {
  std::set<std::string> names;
  for (const test::ReasonSection& section : test::ListedReasons()) {
    for (const test::Reason& reason : section.reasons) names.insert(reason.name);
  }
  return names;
}

TEST(ReasonsTest, EveryReasonOfTheSourcesIsListed) {
  // Names of variables of the environment.
  const std::set<std::string> others = {"NOTIFY_SOCKET", "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"};
  const std::set<std::string> names = NamesOfTheList();
  for (const std::string& literal : LiteralsOfTheSources()) {
    const bool reason = IsName(literal) && absl::StrContains(literal, "_") &&
                        !absl::EndsWith(literal, "_") && !absl::StartsWith(literal, "LOGBOEKD_") &&
                        !others.contains(literal);
    if (!reason) continue;
    EXPECT_TRUE(names.contains(literal))
        << test::kReasonsFile << " does not have " << literal
        << "; add it with its code, the methods that refuse so, what it means and what to do";
  }
}

TEST(ReasonsTest, EveryReasonOfTheListIsInTheSources) {
  const std::set<std::string> literals = LiteralsOfTheSources();
  for (const std::string& name : NamesOfTheList()) {
    // "UNKNOWN_JOINT_PLAN" is made of "joint plan".
    const bool made =
        absl::StartsWith(name, "UNKNOWN_") &&
        literals.contains(absl::StrReplaceAll(
            absl::AsciiStrToLower(name.substr(sizeof("UNKNOWN_") - 1)), {{"_", " "}}));
    EXPECT_TRUE(made || literals.contains(name))
        << test::kReasonsFile << " has " << name << ", which nothing refuses with; take it out";
  }
}

TEST(ReasonsTest, AMistakeInTheListIsFoundWithItsLine) {
  const auto wrong = [](const std::string& text) {
    return std::string(test::ParseReasons("# intro\n\n" + text).status().message());
  };
  EXPECT_EQ(wrong("# A.\n\nA_B CODE: call\n  means\n  do\n"), "");
  EXPECT_THAT(wrong("A_B CODE: call\n  means\n  do\n"),
              HasSubstr("reasons.txt:3: a reason before"));
  EXPECT_THAT(wrong("# A.\n\nA_B: call\n  means\n  do\n"),
              HasSubstr("reasons.txt:5: a reason has"));
  EXPECT_THAT(wrong("# A.\n\nA_B CODE:\n  means\n  do\n"), HasSubstr("does not say which methods"));
  EXPECT_THAT(wrong("# A.\n\nA_B CODE: call\n  means\n"), HasSubstr("reasons.txt:7: two lines"));
  EXPECT_THAT(wrong("# A.\n\nA_B C: call\n  m\n  d\nA_B C: call\n  m\n  d\n"), HasSubstr("twice"));
}

TEST(ReasonsTest, WhatIsNotListedIsSaid) {
  const auto code = absl::StatusCode::kResourceExhausted;
  EXPECT_EQ(test::WhatIsNotListed("Enrol", code, "SESSION_FULL"), "");
  EXPECT_EQ(test::WhatIsNotListed("Enrol", code, "CALLER_LIMIT"), "");
  EXPECT_EQ(test::WhatIsNotListed("Enrol", absl::StatusCode::kAlreadyExists, "CONFLICT"), "");
  EXPECT_THAT(test::WhatIsNotListed("WhoAmI", absl::StatusCode::kAlreadyExists, "CONFLICT"),
              HasSubstr("WhoAmI refuses with CONFLICT; add it"));
  EXPECT_THAT(test::WhatIsNotListed("MoveSession", code, "SESSION_FULL"),
              HasSubstr("MoveSession refuses with SESSION_FULL; add it"));
  EXPECT_THAT(test::WhatIsNotListed("Enrol", absl::StatusCode::kNotFound, "SESSION_FULL"),
              HasSubstr("SESSION_FULL comes as NOT_FOUND, too"));
  EXPECT_THAT(test::WhatIsNotListed("Enrol", code, "NO_JUGGLERS"),
              HasSubstr("has no NO_JUGGLERS; add it, with RESOURCE_EXHAUSTED and Enrol"));
}

}  // namespace
}  // namespace logboek::reference
