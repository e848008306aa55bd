#include "clients/cli/data_table.h"

#include <array>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/output_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

google::protobuf::Timestamp Instant(int64_t seconds) {
  google::protobuf::Timestamp instant;
  instant.set_seconds(seconds);
  return instant;
}

// Every kind of cell, and every sign that could go wrong in a file.
DataTable Example() {
  DataTable table{.title = "Proef",
                  .columns = {{"agb", Kind::kCode},
                              {"name", Kind::kText},
                              {"status", Kind::kWord},
                              {"practices", Kind::kNumber},
                              {"date", Kind::kDate},
                              {"starts_at", Kind::kInstant},
                              {"share_met", Kind::kShare},
                              {"cancelled", Kind::kYesNo}}};
  const auto add = [&table](const std::string& code, const std::string& name) {
    table.rows.push_back({code, name, WordValue{"met", "voldaan"}, uint64_t{12}, Day(2026, 4, 1),
                          Instant(1776184200), Share{2, 3}, true});
  };
  add("01010235", "Huisartsen ’t Zand");
  add("00000000", "a;b,c");
  add("1", "zei \"ja\"");
  add("2", "twee\nregels");
  for (const char* const formula : {"=1+1", "+31", "-x", "@A1", "\tx", "\rx"}) add("3", formula);
  table.rows.push_back({Value(), Value(), Value(), Value(), google::type::Date(),
                        google::protobuf::Timestamp(), Share{0, 0}, false});
  return table;
}

class DataTest : public CliTest {
 protected:
  std::string Show(Output output, Language language = Language::kDutch) {
    std::ostringstream out;
    base::FakeClock clock(absl::FromUnixSeconds(1776184200));
    Context context;
    context.out = &out;
    context.err = &out;
    context.output = output;
    context.question = "proef --region x";
    context.texts = Texts(language);
    context.clock = &clock;
    Provenance provenance{.at = Day(2026, 2, 1), .position = 4711, .plans = {"mtvp 1", "y3 2"}};
    provenance.known.set_position(4000);
    EXPECT_EQ(ShowData(context, Example(), provenance), kExitOk);
    return out.str();
  }

  // A part of the workbook.
  std::string Part(const std::string& workbook, const std::string& name) {
    const std::string path = WriteFile("test.xlsx", workbook);
    const std::string command = absl::StrCat("unzip -p '", path, "' '", name, "'");
    FILE* const pipe = popen(command.c_str(), "r");
    std::string text;
    std::array<char, 4096> buffer;
    size_t got = 0;
    while ((got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0)
      text.append(buffer.data(), got);
    EXPECT_EQ(pclose(pipe), 0) << command;
    return text;
  }
};

TEST_F(DataTest, ForProgramsNothingIsChanged) {
  ExpectGolden("data.csv", Show(Output::kCsv));
  EXPECT_EQ(Show(Output::kCsv, Language::kEnglish), Show(Output::kCsv)) << "in every language";
}

TEST_F(DataTest, AsADutchExcelOpensIt) {
  const std::string csv = Show(Output::kExcelCsv);
  ExpectGolden("data_excel.csv", csv);
  EXPECT_EQ(csv.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_THAT(csv, Not(HasSubstr("sep=")));
  EXPECT_THAT(csv, HasSubstr(";0,6667;"));
  EXPECT_THAT(csv, HasSubstr(";01-04-2026;14-04-2026 18:30:00;"));
  EXPECT_THAT(csv, HasSubstr(";'=1+1;"));
  EXPECT_THAT(csv, HasSubstr(";\"'\rx\";"));
}

TEST_F(DataTest, AWorkbookKeepsCodesAndHasRealDates) {
  const std::string workbook = Show(Output::kXlsx);
  const std::string sheet = Part(workbook, "xl/worksheets/sheet1.xml");
  // Text, in the format of text, with its zeros.
  EXPECT_THAT(sheet, testing::ContainsRegex(
                         "<c r=\"A2\" s=\"[0-9]+\" t=\"inlineStr\"><is><t>01010235</t></is></c>"));
  // 1 April 2026 is day 46113; half past six in the evening in Amsterdam.
  EXPECT_THAT(sheet, testing::ContainsRegex("<c r=\"E2\" s=\"[0-9]+\"><v>46113</v></c>"));
  EXPECT_THAT(sheet, testing::ContainsRegex("<c r=\"F2\" s=\"[0-9]+\"><v>46126\\.77083"));
  EXPECT_THAT(sheet, HasSubstr("<c r=\"D2\"><v>12</v></c>"));
  EXPECT_THAT(sheet, testing::ContainsRegex("<c r=\"G2\" s=\"[0-9]+\"><v>0\\.6666"));
  // What looks like a formula is text.
  EXPECT_THAT(sheet, HasSubstr("<t>=1+1</t>"));
  EXPECT_THAT(sheet, Not(HasSubstr("<f>")));
  EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
  EXPECT_THAT(sheet, HasSubstr("<autoFilter ref=\"A1:H12\"/>"));
  EXPECT_THAT(sheet, HasSubstr("AGB-code"));
  EXPECT_THAT(Part(workbook, "xl/styles.xml"), HasSubstr("formatCode=\"dd-mm-yyyy\""));
}

TEST_F(DataTest, TheSecondSheetSaysWhatItRestsOn) {
  const std::string workbook = Show(Output::kXlsx);
  EXPECT_THAT(Part(workbook, "xl/workbook.xml"),
              testing::AllOf(HasSubstr("name=\"Proef\""), HasSubstr("name=\"Verantwoording\"")));
  const std::string sheet = Part(workbook, "xl/worksheets/sheet2.xml");
  for (const char* const text : {"proef --region x", "2026-02-01", "positie 4000", "4711",
                                 "mtvp 1, y3 2", "2026-04-14 18:30:00"}) {
    EXPECT_THAT(sheet, HasSubstr(text));
  }
}

class FormatTest : public CliTest {
 protected:
  FormatTest() {
    server_.status = Parse<v1::GetStatusResponse>(
        "store_id: '5f3a' position: 4711 regions { region: 'twente_hzt' practices: 3 }");
  }
};

TEST_F(FormatTest, AnAnswerGoesToTheFileAskedFor) {
  const std::string path = WriteFile("answer.csv", "an earlier answer");
  EXPECT_EQ(Run({"status", "--format", "excel-csv", "--output", path}), kExitOk) << err_;
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_THAT(ReadFile(path), HasSubstr("5f3a;4711;nee;twente_hzt;3;0;"));
  EXPECT_EQ(Run({"status", "--output", path}), kExitOk);
  EXPECT_THAT(ReadFile(path), HasSubstr("twente_hzt")) << "a table as well";
}

TEST_F(FormatTest, WithoutAnAnswerAnEarlierFileStays) {
  const std::string path = WriteFile("answer.csv", "an earlier answer");
  EXPECT_EQ(Run({"practice", "show", "nobody", "--format=csv", "--output", path}), kExitNotFound);
  EXPECT_EQ(ReadFile(path), "an earlier answer");
}

TEST_F(FormatTest, AFileThatCannotBeMadeIsSaid) {
  EXPECT_EQ(Run({"status", "--output", "/nonexistent/x"}), kExitOutput);
  EXPECT_THAT(err_, HasSubstr("kan /nonexistent/x niet schrijven: No such file"));
  EXPECT_EQ(Run({"status", "--output", "/dev/full"}), kExitOutput);
  EXPECT_THAT(err_, HasSubstr("kan /dev/full niet schrijven: No space left"));
}

TEST_F(FormatTest, AWorkbookIsNotForAScreen) {
  terminal_width_ = 80;
  EXPECT_EQ(Run({"status", "--format", "xlsx"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--output BESTAND"));
  terminal_width_ = 0;
  EXPECT_EQ(Run({"status", "--format", "xlsx"}), kExitOk) << err_;
  EXPECT_EQ(out_.substr(0, 2), "PK") << "a pipe will do";
}

TEST_F(FormatTest, TheFormIsNoFile) {
  EXPECT_EQ(Run({"status", "--output", "json"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--format json"));
}

}  // namespace
}  // namespace logboek::cli
