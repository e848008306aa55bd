#include "clients/cli/region_report.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A number below 0 is not shown.
void AddRow(const char* id, uint32_t year, int asked, const std::vector<int>& counts,
            v1::GetRegionReportResponse* report) {
  v1::ReportRow& row = *report->add_rows();
  row.mutable_obligation()->set_obligation_id(id);
  row.mutable_obligation()->set_programme_year(year);
  row.mutable_obligation()->mutable_label()->set_nl("Triage & <overleg>");
  row.mutable_obligation()->mutable_label()->set_en("Triage & <talk>");
  if (asked >= 0) row.set_asked(static_cast<uint32_t>(asked));
  for (size_t i = 0; i < kReportStatuses.size(); ++i) {
    v1::ReportCell& cell = *row.add_cells();
    cell.set_status(kReportStatuses[i]);
    if (counts[i] >= 0) cell.set_practices(static_cast<uint32_t>(counts[i]));
  }
}

class ReportTest : public CliTest {
 protected:
  ReportTest() {
    AddRow("UT3-03", 3, 45, {30, 12, 0, 3, 0, 0, 0, 0}, &report_);
    AddRow("MB-05", 1, 20, {20, 0, 0, 0, 0, 0, 0, 25}, &report_);
    report_.set_practices(45);
    report_.add_plans("year-3 2");
    report_.set_position(4711);
    *report_.mutable_at() = Parse<google::type::Date>("year: 2026 month: 2 day: 1");
    Serve(report_);
  }

  void Serve(const v1::GetRegionReportResponse& report) {
    server_.list_pages["GetRegionReport"] = {report.SerializeAsString()};
  }
  void ServeForInsurer() {
    ServeAs("principal: 'coordinator'");
    report_.clear_rows();
    AddRow("UT3-03", 3, 45, {30, -1, 0, -1, 0, 0, 0, 0}, &report_);
    AddRow("MB-05", 1, -1, {-1, -1, -1, -1, -1, -1, -1, -1}, &report_);
    report_.clear_practices();
    *report_.mutable_disclosure() = Parse<v1::Disclosure>(
        "report_id: 'report-1' recorded_position: 4712 recipient: 'vgz' sha256: 'abc' "
        "recorded_at { seconds: 1776672000 }");
    Serve(report_);
  }
  template <typename Request>
  Request SentTo() {
    Request request;
    EXPECT_TRUE(request.ParseFromString(server_.last_list()));
    return request;
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

  v1::GetRegionReportResponse report_;
};

TEST_F(ReportTest, IsAPageByItself) {
  EXPECT_EQ(Run({"report", "region", "--region", "utrecht", "--lang=en"}), kExitOk);
  ExpectGolden("report.en.html", WithoutMoment("Made at"));
  EXPECT_THAT(err_, IsEmpty());
  ServeForInsurer();
  EXPECT_EQ(Run({"report", "region", "--region", "utrecht", "--for=insurer", "--recipient=vgz"}),
            kExitOk)
      << err_;
  ExpectGolden("report_insurer.nl.html", WithoutMoment("Gemaakt op"));
}

TEST_F(ReportTest, ForOneselfNothingIsRecorded) {
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--year=3", "--at=2026-02-01"}), kExitOk);
  const auto request = SentTo<v1::GetRegionReportRequest>();
  EXPECT_EQ(request.region(), "utrecht");
  EXPECT_EQ(request.period(), 3u);
  EXPECT_EQ(request.at().month(), 2);
  EXPECT_EQ(request.recipient_class(), event::v1::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  EXPECT_FALSE(request.has_origin());
}

TEST_F(ReportTest, ForAnInsurerTheKeyIsOfTheQuestion) {
  ServeForInsurer();
  std::vector<std::string> arguments = {"report",        "region",          "--region=utrecht",
                                        "--for=insurer", "--recipient=vgz", "--at=2026-02-01",
                                        "--format=csv"};
  EXPECT_EQ(Run(arguments), kExitOk);
  EXPECT_THAT(err_, HasSubstr("report-1"));
  const auto first = SentTo<v1::GetRegionReportRequest>();
  EXPECT_EQ(first.recipient_class(), event::v1::RECIPIENT_CLASS_INSURER);
  EXPECT_EQ(first.recipient(), "vgz");
  EXPECT_FALSE(first.has_period());
  EXPECT_EQ(first.origin().source(), "coordinator");
  EXPECT_EQ(first.origin().source_id(), "report/utrecht/all/vgz/2026-02-01//1");
  EXPECT_EQ(Run(arguments), kExitOk);
  EXPECT_EQ(SentTo<v1::GetRegionReportRequest>().origin().source_id(), first.origin().source_id());
  arguments.push_back("--edition=2");
  EXPECT_EQ(Run(arguments), kExitOk);
  EXPECT_NE(SentTo<v1::GetRegionReportRequest>().origin().source_id(), first.origin().source_id());
}

TEST_F(ReportTest, TheRowsAsData) {
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=csv"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("MB-05,Triage & <overleg>,1,20,20,0,0,0,0,0,0,25,1.0000\r\n"
                              "UT3-03,Triage & <overleg>,3,45,30,12,0,3,0,0,0,0,0.6667\r\n"));
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=excel-csv"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr(";0,6667\r\n"));
  ServeForInsurer();
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--format=csv", "--for=insurer",
                 "--recipient=vgz"}),
            kExitOk);
  EXPECT_THAT(out_, HasSubstr(",1,·,·,·,·,·,·,·,·,·,\r\n"));
  EXPECT_THAT(out_, HasSubstr(",3,45,30,·,0,·,0,0,0,0,0.6667\r\n"));
}

TEST_F(ReportTest, PracticesAreARowEach) {
  ServeAs("principal: 'coordinator'");
  server_.list_pages["ListParticipation"] = {Parse<v1::ListParticipationResponse>(R"(
    rows { practice_id: "mb-002" practice_name: "De Linde" people: 3 courses: 1 names: "A"
           names: "B" obligation { obligation_id: "MB-05" programme_year: 1
                                   label { nl: "Triage" en: "Triage" } } }
    at { year: 2026 month: 2 day: 1 } position: 4711)")
                                                 .SerializeAsString()};
  EXPECT_EQ(Run({"report", "practices", "--region=mb", "--year=1", "--format=csv"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("mb-002,De Linde,MB-05,Triage,1,3,0,1\r\n"));
  EXPECT_EQ(SentTo<v1::ListParticipationRequest>().scope(), event::v1::REPORT_SCOPE_PRACTICE_ROWS);
  EXPECT_EQ(Run({"report", "practices", "--region=mb", "--for=insurer", "--recipient=cz", "--names",
                 "--format=csv"}),
            kExitOk);
  EXPECT_THAT(out_, HasSubstr(",1,\"A, B\"\r\n"));
  const auto request = SentTo<v1::ListParticipationRequest>();
  EXPECT_EQ(request.scope(), event::v1::REPORT_SCOPE_NAMES);
  EXPECT_THAT(request.origin().source_id(), HasSubstr("names/mb/all/cz/"));
  EXPECT_EQ(Run({"report", "practices", "--region=mb"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("De Linde"));
}

TEST_F(ReportTest, OtherCommandsHaveNoPage) {
  EXPECT_EQ(Run({"status", "--format=html"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--for=friends"}), kExitUsage);
  EXPECT_EQ(Run({"report", "region", "--region=utrecht", "--for=insurer"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--recipient"));
}

}  // namespace
}  // namespace logboek::cli
