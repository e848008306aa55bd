#include "clients/cli/table.h"

#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("Patiënt"), 7u);
  // "e" with a combining diaeresis.
  EXPECT_EQ(DisplayWidth("Patie\xCC\x88nt"), 7u);
  EXPECT_EQ(DisplayWidth("✓"), 1u);
  EXPECT_EQ(DisplayWidth("医"), 2u);
  EXPECT_EQ(DisplayWidth("😀"), 2u);
  EXPECT_EQ(DisplayWidth("\xFF\xC3"), 2u) << "each broken byte is a column";
}

TEST(Printable, KeepsTextAndDropsWhatSteersATerminal) {
  EXPECT_EQ(Printable("Praktijk ’t Zand"), "Praktijk ’t Zand");
  EXPECT_EQ(Printable("a\x1b[2Jb\nc\td\x7f"), "a [2Jb c d ");
  EXPECT_EQ(Printable("a\xC2\x9Bz"), "a z") << "a control sequence of one sign";
  EXPECT_EQ(Printable("a\xE2\x80\xAEz"), "a z") << "turns the direction of the line";
  EXPECT_EQ(Printable("\xFF"), "\xEF\xBF\xBD");
}

TEST(Shorten, CutsBetweenSigns) {
  EXPECT_EQ(Shorten("Patiënt", 7), "Patiënt");
  EXPECT_EQ(Shorten("Patiënten", 5), "Pati…");
  EXPECT_EQ(Shorten("ëëëë", 3), "ëë…");
  EXPECT_EQ(Shorten("医医医", 4), "医…");
  EXPECT_EQ(Shorten("abc", 0), "");
}

Table ExampleTable() {
  Table table({{"Naam", false, true}, {"Aantal", true}, {"Toestand"}});
  table.Add({"Praktijk Één", "2", {"voldaan", Tone::kGood}});
  table.Add({"Bé", "12", ""});
  return table;
}

TEST(Table, AlignsColumnsAndEndsNoLineInSpaces) {
  EXPECT_EQ(ExampleTable().Render({}),
            "Naam          Aantal  Toestand\n"
            "------------  ------  --------\n"
            "Praktijk Één       2  voldaan\n"
            "Bé                12\n");
}

TEST(Table, ShortensFlexibleColumnsToTheTerminal) {
  EXPECT_EQ(ExampleTable().Render({.width = 27}),
            "Naam       Aantal  Toestand\n"
            "---------  ------  --------\n"
            "Praktijk…       2  voldaan\n"
            "Bé             12\n");
}

TEST(Table, PaintsOnlyWithColour) {
  const std::string painted = ExampleTable().Render({.colour = true});
  EXPECT_NE(painted.find("\x1b[32mvoldaan\x1b[0m"), std::string::npos);
  EXPECT_EQ(ExampleTable().Render({}).find('\x1b'), std::string::npos);
}

TEST(Table, BreaksTitlesAtSpaces) {
  Table table({{"Praktijk"}, {"Uitwisseling j3", false, false, true}});
  table.Add({"p1", "✓"});
  EXPECT_EQ(table.Render({}),
            "          Uitwisseling\n"
            "Praktijk  j3\n"
            "--------  ------------\n"
            "p1        ✓\n");
}

TEST(Table, TooManyColumnsComeInBlocks) {
  Table table({{"id"}, {"een"}, {"twee"}, {"drie"}});
  table.Add({"p1", "111111", "222222", "333333"});
  EXPECT_EQ(table.Render({.width = 20}),
            "id  een     twee\n"
            "--  ------  ------\n"
            "p1  111111  222222\n"
            "\n"
            "id  drie\n"
            "--  ------\n"
            "p1  333333\n");
}

}  // namespace
}  // namespace logboek::cli
