#include "clients/cli/region_report.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// Asked, then the counts in the order of the report, as an insurer sees them.
std::string Hidden(const std::vector<uint32_t>& counts) {
  ReportRow row;
  for (size_t i = 0; i < counts.size(); ++i) {
    row.counts[i].practices = counts[i];
    if (kReportStatuses[i] != v1::VERDICT_STATUS_NOT_APPLICABLE) row.asked.practices += counts[i];
  }
  HideSmallCells(&row);
  std::vector<std::string> texts = {CellText(row.asked)};
  for (const CountCell& cell : row.counts) texts.push_back(CellText(cell));
  return absl::StrJoin(texts, " ");
}

// met, open, at risk, not met, waived, undetermined, reported, not applicable.
TEST(HideSmallCells, WhatIsLargeOrNothingIsShown) {
  EXPECT_EQ(Hidden({40, 12, 0, 5, 0, 0, 0, 9}), "57 40 12 0 5 0 0 0 9");
}

TEST(HideSmallCells, OneSmallCellTakesAnotherWithIt) {
  EXPECT_EQ(Hidden({40, 12, 0, 3, 0, 0, 0, 9}), "55 40 · 0 <5 0 0 0 9")
      << "3 would follow from 55 - 40 - 12";
}

TEST(HideSmallCells, TwoSmallCellsHideEachOtherUnlessTheirSumTells) {
  EXPECT_EQ(Hidden({40, 12, 2, 3, 0, 0, 0, 9}), "57 40 12 <5 <5 0 0 0 9");
  EXPECT_EQ(Hidden({40, 12, 1, 1, 0, 0, 0, 9}), "54 40 · <5 <5 0 0 0 9") << "2 is 1 and 1";
  EXPECT_EQ(Hidden({40, 12, 4, 4, 0, 0, 0, 9}), "60 40 · <5 <5 0 0 0 9") << "8 is 4 and 4";
}

TEST(HideSmallCells, TheCellBehindItMustLeaveAChoice) {
  EXPECT_EQ(Hidden({40, 5, 0, 1, 0, 0, 0, 9}), "46 · · 0 <5 0 0 0 9")
      << "6 is 1 and 5, when a hidden number is at least 5";
}

TEST(HideSmallCells, WhatIsAskedDoesNotFollowFromTheRegion) {
  EXPECT_EQ(Hidden({40, 12, 0, 0, 0, 0, 0, 2}), "· 40 · 0 0 0 0 0 <5");
  EXPECT_EQ(Hidden({3, 0, 0, 0, 0, 0, 0, 97}), "<5 <5 0 0 0 0 0 0 ·");
}

TEST(HideSmallCells, TooFewPracticesToSayAnything) {
  EXPECT_EQ(Hidden({1, 0, 0, 0, 0, 0, 0, 0}), "<5 · · · · · · · ·");
  EXPECT_EQ(Hidden({1, 1, 1, 1, 0, 0, 0, 60}), "<5 · · · · · · · ·") << "four below 5 are 1 each";
}

class ReportTest : public CliTest {
 protected:
  ReportTest() {
    v1::ListRegionComplianceResponse answer;
    const auto add = [&](const char* id, uint32_t year, v1::VerdictStatus status, uint32_t number) {
      v1::StatusCount& count = *answer.add_counts();
      count.set_obligation_id(id);
      count.set_programme_year(year);
      count.set_status(status);
      count.set_practices(number);
      count.mutable_label()->set_nl("Triage & <overleg>");
      count.mutable_label()->set_en("Triage & <talk>");
    };
    add("UT3-03", 3, v1::VERDICT_STATUS_MET, 30);
    add("UT3-03", 3, v1::VERDICT_STATUS_NOT_MET, 3);
    add("UT3-03", 3, v1::VERDICT_STATUS_OPEN, 12);
    add("MB-05", 1, v1::VERDICT_STATUS_MET, 20);
    add("MB-05", 1, v1::VERDICT_STATUS_NOT_APPLICABLE, 25);
    auto& practice = *answer.add_practices();
    practice.set_practice_id("pr-017");
    practice.set_practice_name("Huisartsen ’t Zand");
    practice.add_verdicts()->set_plan_id("year-3");
    practice.mutable_verdicts(0)->set_plan_version("2");
    answer.set_total_size(45);
    answer.set_position(4711);
    answer.mutable_at()->set_year(2026);
    answer.mutable_at()->set_month(2);
    answer.mutable_at()->set_day(1);
    server_.compliance_pages["utrecht"] = {answer};
  }

  // Without the moment it was made at, which is now.
  std::string WithoutMoment(const std::string& label) const {
    std::string text = out_;
    for (size_t at = text.find(label); at != std::string::npos; at = text.find(label, at + 1)) {
      const size_t digits = text.find("20", at);
      text.replace(digits, std::string("2026-04-14 18:30:00").size(), "NOW");
    }
    return text;
  }
};

TEST_F(ReportTest, IsAPageByItself) {
  EXPECT_EQ(Run({"report", "region", "--region", "utrecht", "--for=insurer"}), kExitOk) << err_;
  ExpectGolden("report_insurer.nl.html", WithoutMoment("Gemaakt op"));
  EXPECT_EQ(Run({"report", "region", "--region", "utrecht", "--lang=en"}), kExitOk);
  ExpectGolden("report.en.html", WithoutMoment("Made at"));
}

TEST_F(ReportTest, NamesNoPractice) {
  for (const char* const format : {"html", "csv", "excel-csv", "json", "table"}) {
    EXPECT_EQ(Run({"report", "region", "--region", "utrecht", "--format", format}), kExitOk);
    EXPECT_THAT(out_, Not(HasSubstr("pr-017"))) << format;
    EXPECT_THAT(out_, Not(HasSubstr("Zand"))) << format;
    EXPECT_THAT(out_, HasSubstr("UT3-03")) << format;
  }
}

TEST_F(ReportTest, TheRowsAsData) {
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=csv"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("MB-05,Triage & <overleg>,1,20,20,0,0,0,0,0,0,25,1.0000\r\n"
                              "UT3-03,Triage & <overleg>,3,45,30,12,0,3,0,0,0,0,0.6667\r\n"));
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=csv", "--for=insurer"}),
            kExitOk);
  EXPECT_THAT(out_, HasSubstr(",3,45,30,·,0,<5,0,0,0,0,0.6667\r\n"));
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=excel-csv", "--year=3"}),
            kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("MB-05")));
  EXPECT_THAT(out_, HasSubstr(";0,6667\r\n"));
}

TEST_F(ReportTest, OtherCommandsHaveNoPage) {
  EXPECT_EQ(Run({"status", "--format=html"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--for=friends"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region", "--region=nowhere"}), kExitNotFound);
}

}  // namespace
}  // namespace logboek::cli
