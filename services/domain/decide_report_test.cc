// Closed years, and what may leave the region for whom.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

class ReportsTest : public DecideTest {
 protected:
  // The region's only plan, with another rule of disclosure.
  void GivenDisclosure(regioplan::v1::Disclosure disclosure, bool includes_names = false) {
    regioplan::v1::RegionPlan plan = t::TestPlan();
    plan.set_version(std::to_string(++version_));
    plan.set_disclosure(disclosure);
    plan.set_release_includes_names(includes_names);
    h_.Given(t::PublishPlan(plan));
  }

  static Command ToInsurer(ev::ReportScope scope) {
    return t::IssueReport("r1", scope, ev::RECIPIENT_CLASS_INSURER);
  }

  int version_ = 1;
};

constexpr auto kOnRelease = regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE;

TEST_F(ReportsTest, S45InsurerGetsTheRegionAsAWhole) {
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS), "DISCLOSURE_NOT_ALLOWED");
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_NAMES), "DISCLOSURE_NOT_ALLOWED");
  ExpectRefused(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS), "DISCLOSURE_NOT_ALLOWED");
  ExpectRefused(t::DecideRelease(ev::REPORT_SCOPE_NAMES), "DISCLOSURE_NOT_ALLOWED");
  EXPECT_EQ(TypesOf(ToInsurer(ev::REPORT_SCOPE_REGION)), Types{"report_issued"});
}

TEST_F(ReportsTest, S45InsurerGetsPracticeRowsOnceReleased) {
  GivenDisclosure(kOnRelease);
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS), "NOT_RELEASED");
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS));
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_NAMES), "NOT_RELEASED");
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS, false));
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS), "NOT_RELEASED");
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS));
  EXPECT_EQ(TypesOf(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS)), Types{"report_issued"});
}

TEST_F(ReportsTest, InsurerGetsNamesByAReleaseOfNames) {
  GivenDisclosure(kOnRelease);
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_NAMES));
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS), "NOT_RELEASED");
  EXPECT_EQ(TypesOf(ToInsurer(ev::REPORT_SCOPE_NAMES)), Types{"report_issued"});
}

TEST_F(ReportsTest, InsurerGetsNamesWithPracticeRowsWhereThePlanSaysSo) {
  GivenDisclosure(kOnRelease, true);
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_NAMES), "NOT_RELEASED");
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS));
  EXPECT_EQ(TypesOf(ToInsurer(ev::REPORT_SCOPE_NAMES)), Types{"report_issued"});
}

TEST_F(ReportsTest, StrictestPlanOfTheRegionDecides) {
  h_.GivenPlan(t::FormsPlan());
  ExpectRefused(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS), "DISCLOSURE_NOT_ALLOWED");
}

TEST_F(ReportsTest, StricterPlanEndsWhatWasReleased) {
  GivenDisclosure(kOnRelease);
  h_.Given(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS));
  GivenDisclosure(regioplan::v1::DISCLOSURE_REGION_REPORT);
  ExpectRefused(ToInsurer(ev::REPORT_SCOPE_PRACTICE_ROWS), "DISCLOSURE_NOT_ALLOWED");
  EXPECT_EQ(TypesOf(t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS, false)),
            Types{"release_decided"});
}

TEST_F(ReportsTest, OwnOrganisationAndPracticeGetAnyScope) {
  int next = 0;
  for (const auto recipient :
       {ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION, ev::RECIPIENT_CLASS_PRACTICE}) {
    for (const auto scope :
         {ev::REPORT_SCOPE_REGION, ev::REPORT_SCOPE_PRACTICE_ROWS, ev::REPORT_SCOPE_NAMES}) {
      EXPECT_EQ(TypesOf(t::IssueReport(std::to_string(++next), scope, recipient)),
                Types{"report_issued"});
    }
  }
  EXPECT_EQ(h_.reg().regions.at(t::kRegion)->reports.size(), 6u);
}

TEST_F(ReportsTest, ReportIsCompleteAndRecordedOnce) {
  const Command good = ToInsurer(ev::REPORT_SCOPE_REGION);
  const auto refused = [&](const auto& spoil, const std::string& reason) {
    Command bad = good;
    spoil(bad.mutable_issue_report());
    ExpectRefused(bad, reason);
  };
  refused([](auto* report) { report->clear_report_id(); }, "MISSING_FIELD");
  refused([](auto* report) { report->set_region("atlantis"); }, "UNKNOWN_REGION");
  refused([](auto* report) { report->clear_scope(); }, "MISSING_FIELD");
  refused([](auto* report) { report->clear_recipient_class(); }, "MISSING_FIELD");
  refused([](auto* report) { report->clear_recipient(); }, "MISSING_FIELD");
  refused([](auto* report) { report->clear_at(); }, "MISSING_FIELD");
  refused([](auto* report) { report->clear_report_sha256(); }, "MISSING_FIELD");
  refused([](auto* report) { report->set_report_sha256("short"); }, "BAD_HASH");
  refused([](auto* report) { report->set_report_position(0); }, "BAD_POSITION");
  refused([](auto* report) { report->set_report_position(999); }, "BAD_POSITION");
  h_.Given(good);
  ExpectRefused(good, "ALREADY_REGISTERED");
}

TEST_F(ReportsTest, ReleaseIsOfPracticeRowsOrNamesWithAGround) {
  GivenDisclosure(kOnRelease);
  ExpectRefused(t::DecideRelease(ev::REPORT_SCOPE_REGION), "NOTHING_TO_RELEASE");
  ExpectRefused(t::DecideRelease(ev::REPORT_SCOPE_UNSPECIFIED), "MISSING_FIELD");
  Command groundless = t::DecideRelease(ev::REPORT_SCOPE_NAMES);
  groundless.mutable_decide_release()->clear_ground();
  ExpectRefused(groundless, "MISSING_FIELD");
  Command nowhere = t::DecideRelease(ev::REPORT_SCOPE_NAMES);
  nowhere.mutable_decide_release()->set_region("atlantis");
  ExpectRefused(nowhere, "UNKNOWN_REGION");
}

TEST_F(ReportsTest, YearIsClosedWithoutVerdictsAndAgainAsANewVersion) {
  h_.Given(t::RegisterPractice("p2"));
  ExpectRefused(t::CloseYear("p9", 1), "UNKNOWN_PRACTICE");
  ExpectRefused(t::CloseYear("p2", 1), "NOT_PARTICIPATING");
  ExpectRefused(t::CloseYear("p1", 3), "NO_SUCH_PERIOD");
  Command silent = t::CloseYear("p1", 1);
  silent.mutable_close_year()->clear_closed_by();
  ExpectRefused(silent, "MISSING_FIELD");
  const Event first = EventOf(t::CloseYear("p1", 1));
  EXPECT_EQ(first.year_closed().version(), 1u);
  EXPECT_EQ(first.year_closed().verdicts_size(), 0);
  EXPECT_EQ(FromProto(first.year_closed().closed_on()), t::Day("2024-01-10"));
  EXPECT_EQ(EventOf(t::CloseYear("p1", 1)).year_closed().version(), 2u);
}

}  // namespace
}  // namespace logboek::domain
