#include "clients/cli/csv_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::cli {
namespace {

using base::Refuses;
using testing::ElementsAre;

CsvFile Read(const std::string& bytes) {
  absl::StatusOr<CsvFile> file = ReadCsv(bytes);
  EXPECT_OK(file) << bytes;
  return file.ok() ? *std::move(file) : CsvFile();
}

TEST(CsvFile, FindsTheSeparatorOfTheHeader) {
  EXPECT_EQ(Read("a;b,c;d\n1;2;3\n").separator, ';');
  EXPECT_EQ(Read("a,b\n1;2;3;4,5\n").separator, ',');
  EXPECT_EQ(Read("a\tb\n1\t2\n").separator, '\t');
  EXPECT_EQ(Read("\"a,b,c\";d\n1;2\n").separator, ';') << "what is quoted does not count";
  const CsvFile named = Read("sep=,\r\na;b,c\r\n1,2\r\n");
  EXPECT_EQ(named.separator, ',');
  EXPECT_THAT(named.header.cells, ElementsAre("a;b", "c"));
  EXPECT_EQ(named.rows[0].line, 3u);
  EXPECT_EQ(Read("sep=|\na;b|c\n1|2\n").separator, '|');
  for (const char* line : {"sep=\n\n", "sep=\"\n", "sep=a\n", "sep= \n"}) {
    EXPECT_EQ(Read(absl::StrCat(line, "a;b\n1;2\n")).separator, ';') << line << "names none";
  }
}

TEST(CsvFile, ReadsUtf8AndWindows1252AndUtf16) {
  const CsvFile plain = Read("naam\nNo\xC3\xABmie\n");
  EXPECT_EQ(plain.encoding, "UTF-8");
  EXPECT_EQ(plain.rows[0].cells[0], "Noëmie");
  const CsvFile marked = Read("\xEF\xBB\xBFnaam\nx\n");
  EXPECT_THAT(marked.header.cells, ElementsAre("naam")) << "the mark is no part of the title";
  const CsvFile windows = Read("naam\nNo\xEBmie \x80\x92\n");
  EXPECT_EQ(windows.encoding, "WINDOWS-1252");
  EXPECT_EQ(windows.rows[0].cells[0], "Noëmie €’");
  const CsvFile wide =
      Read(std::string("\xFF\xFE"
                       "a\0\n\0\xEB\0",
                       8));
  EXPECT_EQ(wide.encoding, "UTF-16LE");
  EXPECT_EQ(wide.rows[0].cells[0], "ë");
  EXPECT_THAT(ReadCsv("naam\nok\nx\x81\n"), Refuses("BAD_ENCODING"));
}

TEST(CsvFile, ReadsQuotedCells) {
  const CsvFile file =
      Read("a;b;c\r\n\"x;y\";\"zei \"\"ja\"\"\";\"twee\r\nregels\"\r\nlaatste;1;2\r\n");
  EXPECT_THAT(file.rows[0].cells, ElementsAre("x;y", "zei \"ja\"", "twee\r\nregels"));
  EXPECT_EQ(file.rows[0].line, 2u);
  EXPECT_EQ(file.rows[1].line, 4u) << "the line in the file, not the row";
  EXPECT_THAT(ReadCsv("a;b\n1;\"open\n2;3\n"), Refuses("UNCLOSED_QUOTE"));
}

TEST(CsvFile, LinesEndAsAnySystemEndsThem) {
  for (const char* const text : {"a;b\n1;2\n3;4", "a;b\r\n1;2\r\n3;4\r\n", "a;b\r1;2\r3;4\r"}) {
    const CsvFile file = Read(text);
    ASSERT_EQ(file.rows.size(), 2u);
    EXPECT_THAT(file.rows[1].cells, ElementsAre("3", "4"));
    EXPECT_EQ(file.rows[1].line, 3u);
  }
}

TEST(CsvFile, KeepsZerosAndTakesTextAsItWasMeant) {
  const CsvFile file =
      Read("agb;naam;x\n01010235;\"=\"\"00123\"\"\";'=1+1\n =\"0042\" ; spatie ;\n;;\n7\n");
  EXPECT_THAT(file.rows[0].cells, ElementsAre("01010235", "00123", "=1+1"));
  EXPECT_THAT(file.rows[1].cells, ElementsAre("0042", "spatie"));
  EXPECT_THAT(Read("a\n=\" 7 \"\n").rows[0].cells, ElementsAre("7"));
  ASSERT_EQ(file.rows.size(), 3u) << "an empty row is none";
  EXPECT_THAT(file.rows[2].cells, ElementsAre("7"));
}

TEST(CsvFile, AFileWithoutRowsIsNoList) {
  EXPECT_THAT(ReadCsv(""), Refuses("EMPTY_FILE"));
  EXPECT_THAT(ReadCsv("a;b\n\n;\n"), Refuses("EMPTY_FILE"));
}

}  // namespace
}  // namespace logboek::cli
