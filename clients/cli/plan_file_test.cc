#include "clients/cli/plan_file.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kPlan[] = R"(region: "test"
plan_id: "year-3"
obligations {
  id: "A-1"
}
obligations {
  id: "A-2"
  label { nl: "Twee" }
  staff_share {
    menu_slugs: "een"
    menu_slugs: "twee"
  }
}
)";

std::string At(const PlanFile& file, absl::string_view path) {
  const auto place = file.Find(path);
  if (!place.has_value()) return "nowhere";
  return std::to_string(place->line) + ":" + std::to_string(place->column);
}

TEST(PlanFile, FindsTheLineOfAField) {
  std::vector<PlanMistake> mistakes;
  const auto file = PlanFile::Parse(kPlan, &mistakes);
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_EQ(file->plan().obligations_size(), 2);
  EXPECT_EQ(At(*file, "region"), "1:1");
  EXPECT_EQ(At(*file, "obligations[0].id"), "4:3");
  EXPECT_EQ(At(*file, "obligations[1].label.nl"), "8:11");
  EXPECT_EQ(At(*file, "obligations[1].staff_share.menu_slugs[1]"), "11:5");
  EXPECT_EQ(At(*file, "plan.obligations[1].id"), "7:3");
}

TEST(PlanFile, AMissingFieldIsWhereItsMessageIs) {
  std::vector<PlanMistake> mistakes;
  const auto file = PlanFile::Parse(kPlan, &mistakes);
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(At(*file, "obligations[0].label.nl"), "3:1");
  EXPECT_EQ(At(*file, "obligations[1].staff_share.times"), "9:3");
}

// The only mistake of a text, with its place.
std::string MistakeIn(const std::string& text) {
  std::vector<PlanMistake> mistakes;
  EXPECT_EQ(PlanFile::Parse(text, &mistakes), nullptr);
  if (mistakes.size() != 1) return "not one";
  return absl::StrCat(mistakes[0].place.line, ":", mistakes[0].place.column, ": ",
                      mistakes[0].message);
}

TEST(PlanFile, ATextThatIsNotUtf8IsAMistake) {
  EXPECT_THAT(MistakeIn("region: \"a\"\ntitle { nl: \"caf\xE9\" }\n"),
              HasSubstr("2:1: the line is"));
  EXPECT_THAT(MistakeIn("title { nl: \"caf\\351\" }"), HasSubstr("1:1: a text has an escape"));
}

TEST(PlanFile, AnyDepthIsRead) {
  std::string deep = "menu { presence_counts {";
  for (int i = 0; i < 100'000; ++i) deep += " a {";
  EXPECT_THAT(MistakeIn(deep), HasSubstr("too deep"));
}

TEST(PlanFile, WhatIsNoPathIsNowhere) {
  std::vector<PlanMistake> mistakes;
  const auto file = PlanFile::Parse(kPlan, &mistakes);
  ASSERT_NE(file, nullptr);
  for (const char* path : {"", "e.g", "obligations[x].id", "obligations[0].colour", "[0]",
                           "region.nl", "obligations[0", "version"}) {
    EXPECT_EQ(At(*file, path), "nowhere") << path;
  }
}

TEST(PlanFile, AMistakeHasItsPlace) {
  std::vector<PlanMistake> mistakes;
  EXPECT_EQ(PlanFile::Parse("region: \"test\"\n  colour: 3\n", &mistakes), nullptr);
  ASSERT_EQ(mistakes.size(), 1u);
  EXPECT_EQ(mistakes[0].place.line, 2);
  EXPECT_NE(mistakes[0].message.find("colour"), std::string::npos);
}

TEST(FieldPaths, AreFoundInSentences) {
  EXPECT_THAT(FieldPathsIn("the plan has 2 mistakes; obligations[3].label.nl: too long, "
                           "menu[0] and obligations[3].label.nl."),
              ElementsAre("obligations[3].label.nl", "menu[0]"));
  EXPECT_THAT(FieldPathsIn("nothing here. Really."), ElementsAre());
}

}  // namespace
}  // namespace logboek::cli
