#include "services/queries/region_report.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/dates.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const size_t kMetColumn = ColumnOf(regioplan::Status::kMet);
const size_t kAtRiskColumn = ColumnOf(regioplan::Status::kAtRisk);
constexpr int kPractices = 12;

// Twelve practices, of which the first six have done T-01 of year 1.
class RegionReportTest : public RegionFixture, public testing::Test {
 protected:
  RegionReportTest() {
    for (int i = 1; i <= kPractices; ++i) AddPractice(Id(i));
    TrainFrom(1, 6);
  }

  static std::string Id(int number) { return absl::StrCat("pr-", number); }
  void TrainFrom(int first, int count) {
    for (int i = first; i < first + count; ++i) Train(Id(i));
  }

  RegionReport Report(RegionReportQuestion question = {}) {
    question.region = test::kRegion;
    question.leaves = true;
    const absl::StatusOr<RegionReport> report = Ask(registers(), question);
    EXPECT_OK(report);
    return *report;
  }

  // The event as the server records it before it answers.
  void Record(const RegionReport& report) {
    RecordByHand(report, FilterOf(report.period), Sha256Of(report));
  }
  void RecordByHand(const RegionReport& report, const std::string& filter,
                    const std::string& sha256) {
    command::v1::Command command =
        test::IssueReport(absl::StrCat("report-", ++reports_), event::v1::REPORT_SCOPE_REGION,
                          event::v1::RECIPIENT_CLASS_INSURER);
    auto& body = *command.mutable_issue_report();
    *body.mutable_at() = domain::ToProto(report.at);
    body.set_report_position(report.position);
    body.set_filter(filter);
    body.set_report_sha256(sha256);
    Push({command});
  }
  RegionReport Issue(const RegionReportQuestion& question = {}) {
    RegionReport report = Report(question);
    Record(report);
    return report;
  }

  static const RegionReportRow& RowOf(const RegionReport& report, const std::string& id,
                                      uint32_t period) {
    for (const RegionReportRow& row : report.rows) {
      if (row.obligation.obligation_id == id && row.obligation.period == period) return row;
    }
    ADD_FAILURE() << "no row " << id << " " << period;
    return report.rows.front();
  }
  // "met/asked", or "hidden" for a row of which nothing is shown.
  static std::string Share(const RegionReport& report, const std::string& id, uint32_t period = 1) {
    const RegionReportRow& row = RowOf(report, id, period);
    if (row.hidden.whole) return "hidden";
    EXPECT_TRUE(row.hidden.columns.none());
    return absl::StrCat(row.counts[kMetColumn], "/", row.asked());
  }

 private:
  int reports_ = 0;
};

TEST_F(RegionReportTest, CountsPracticesByObligationAndPeriod) {
  const RegionReport report = Report();
  EXPECT_EQ(report.practices, 12u);
  EXPECT_FALSE(report.practices_hidden);
  EXPECT_EQ(Share(report, "T-01"), "6/12");
  EXPECT_EQ(RowOf(report, "T-01", 1).counts[kAtRiskColumn], 6u);
  EXPECT_EQ(Share(report, "T-01", 2), "0/12");
  EXPECT_EQ(RowOf(report, "T-01", 1).obligation.label.en(),
            RowOf(report, "T-01", 2).obligation.label.en());
  EXPECT_THAT(report.plans, SizeIs(1));
  EXPECT_THAT(Report({.period = 2}).rows, SizeIs(1));
  EXPECT_THAT(Ask(registers(), RegionReportQuestion{.region = "nowhere"}),
              Refuses("UNKNOWN_REGION"));
}

TEST_F(RegionReportTest, TheSameQuestionAgainHasTheSameAnswer) {
  const RegionReport first = Issue();
  const RegionReport second = Issue();
  EXPECT_EQ(Share(second, "T-01"), "6/12");
  EXPECT_THAT(first.earlier, IsEmpty());
  EXPECT_THAT(second.earlier, SizeIs(1));
}

TEST_F(RegionReportTest, OnePracticeThatBecomesMetIsNotFoundBySubtraction) {
  Issue();
  TrainFrom(7, 1);
  const RegionReport second = Report();
  EXPECT_EQ(Share(second, "T-01"), "hidden");
  EXPECT_EQ(Share(second, "T-01", 2), "0/12") << "another table";
  EXPECT_FALSE(second.practices_hidden);
  // The regional organisation sees what there is.
  const auto own = Ask(registers(), RegionReportQuestion{.region = test::kRegion});
  ASSERT_OK(own);
  EXPECT_EQ(Share(*own, "T-01"), "7/12");
  EXPECT_THAT(own->earlier, IsEmpty());
}

TEST_F(RegionReportTest, ItIsShownAgainOnceFiveHaveChanged) {
  Issue();
  TrainFrom(7, 1);
  EXPECT_EQ(Share(Issue(), "T-01"), "hidden");
  TrainFrom(8, 3);
  EXPECT_EQ(Share(Issue(), "T-01"), "hidden");
  TrainFrom(11, 1);
  EXPECT_EQ(Share(Issue(), "T-01"), "hidden") << "one is left that is open";
  TrainFrom(12, 1);
  EXPECT_EQ(Share(Report(), "T-01"), "12/12");
}

TEST_F(RegionReportTest, OnePracticeThatJoinsIsNotFoundBySubtraction) {
  Issue();
  AddPractice("pr-new");
  const RegionReport second = Issue();
  EXPECT_TRUE(second.practices_hidden);
  for (const RegionReportRow& row : second.rows) EXPECT_TRUE(row.hidden.whole);
  for (int i = 0; i < 4; ++i) AddPractice(absl::StrCat("pr-new-", i));
  const RegionReport third = Report();
  EXPECT_FALSE(third.practices_hidden);
  EXPECT_EQ(Share(third, "T-01"), "6/17");
}

TEST_F(RegionReportTest, TheNumberOfPracticesDoesNotTellWhoIsNotAsked) {
  Push({test::RegisterPractice("pr-new")});
  EXPECT_TRUE(Report().practices_hidden) << "13 - 12 takes no part";
  EXPECT_EQ(Share(Report(), "T-01"), "6/12");
  for (int i = 0; i < 4; ++i) Push({test::RegisterPractice(absl::StrCat("pr-new-", i))});
  EXPECT_FALSE(Report().practices_hidden);
}

TEST_F(RegionReportTest, OnePracticeThatLeavesIsNotFoundBySubtraction) {
  Issue();
  Push({test::EndParticipation(Id(12), "2026-10-01")});
  EXPECT_EQ(Share(Report(), "T-01", 2), "hidden") << "year 2 does not apply to it";
}

TEST_F(RegionReportTest, AnotherDateIsAnotherReportToo) {
  Push({test::CompleteCourse("triage", "pr-7a", "2026-11-20")});
  EXPECT_EQ(Share(Issue({.at = absl::CivilDay(2026, 11, 30)}), "T-01"), "7/12");
  EXPECT_EQ(Share(Issue({.at = absl::CivilDay(2026, 11, 10)}), "T-01"), "hidden");
  EXPECT_EQ(Share(Report({.at = absl::CivilDay(2026, 9, 1)}), "T-01"), "0/12");
}

TEST_F(RegionReportTest, AnotherPositionIsAnotherReportToo) {
  const uint64_t before = Report().position;
  TrainFrom(7, 1);
  EXPECT_EQ(Share(Issue(), "T-01"), "7/12");
  EXPECT_EQ(Share(Report({.known = {.position = before}}), "T-01"), "hidden");
}

TEST_F(RegionReportTest, WhatAReportWasNotAboutItDoesNotTell) {
  Issue({.period = 1});
  for (int i = 0; i < 4; ++i) AddPractice(absl::StrCat("pr-new-", i));
  const RegionReport other = Issue({.period = 2});
  EXPECT_EQ(Share(other, "T-01", 2), "0/16");
  EXPECT_TRUE(other.practices_hidden) << "both tell how many there are";
  EXPECT_EQ(Share(Report(), "T-01", 1), "hidden");
}

TEST_F(RegionReportTest, AllOfAReportRecordedOtherwiseCountsAsShown) {
  RecordByHand(Report(), "year 1, in words", test::Sha256());
  TrainFrom(7, 1);
  EXPECT_EQ(Share(Report(), "T-01"), "hidden");
}

TEST_F(RegionReportTest, AReportFromBeforeTheRegionHidesNothing) {
  command::v1::Command command = test::IssueReport("early", event::v1::REPORT_SCOPE_REGION,
                                                   event::v1::RECIPIENT_CLASS_INSURER);
  ASSERT_EQ(command.issue_report().report_position(), 1u);
  Push({command});
  EXPECT_EQ(Share(Report(), "T-01"), "6/12");
}

TEST_F(RegionReportTest, ReportsToTheOrganisationItselfAreNotCompared) {
  const RegionReport first = Report();
  command::v1::Command command = test::IssueReport(
      "own", event::v1::REPORT_SCOPE_REGION, event::v1::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  command.mutable_issue_report()->set_report_position(first.position);
  Push({command});
  TrainFrom(7, 1);
  EXPECT_THAT(Report().earlier, IsEmpty());
}

TEST_F(RegionReportTest, IsMadeAgainFromItsPositionAndDate) {
  Issue();
  TrainFrom(7, 1);
  const RegionReport second = Report();
  Record(second);
  TrainFrom(8, 5);
  Issue();
  const RegionReport third = Report();
  ASSERT_THAT(third.earlier, SizeIs(3));
  const RegionReport again = Report({.recorded_before = third.earlier[1],
                                     .at = second.at,
                                     .known = {.position = second.position}});
  EXPECT_EQ(Sha256Of(again), Sha256Of(second));
  EXPECT_THAT(again.earlier, ElementsAre(third.earlier[0]));
}

TEST_F(RegionReportTest, TheHashIsOfWhatIsShown) {
  Issue();
  RegionReport report = Report();
  const std::string hash = Sha256Of(report);
  EXPECT_THAT(hash, SizeIs(32));
  report.rows[0].counts[kMetColumn] += 1;
  EXPECT_NE(Sha256Of(report), hash);
  report.rows[0].hidden.columns.set();
  report.rows[0].hidden.whole = true;
  const std::string hidden = Sha256Of(report);
  report.rows[0].counts[kMetColumn] += 1;
  EXPECT_EQ(Sha256Of(report), hidden) << "what is hidden leaves no trace in it";
}

// Of a server that has run since before the first report.
class LastingRegionReportTest : public RegionReportTest {
 protected:
  // How often somebody is asked whether to go on: once when it begins, and for each practice that
  // is evaluated.
  static constexpr int kOneEvaluation = 1 + kPractices;

  RegionReport Ask(RegionReportQuestion question = {}) {
    question.region = test::kRegion;
    question.leaves = true;
    question.keep_going = [this] { return KeepGoing(); };
    asked_ = 0;
    const absl::StatusOr<RegionReport> report = reports_.Ask(question);
    EXPECT_OK(report);
    return report.ok() ? *report : RegionReport();
  }
  // Nobody wants the answer any more once it was asked so often.
  void GiveUpAfter(int asked) { asked_max_ = asked; }
  absl::Status KeepGoing() {
    return ++asked_ < asked_max_ ? absl::OkStatus() : absl::CancelledError("nobody waits");
  }

  const RegionReports reports_{&registers()};
  int asked_ = 0;
  int asked_max_ = 1'000'000;
};

TEST_F(LastingRegionReportTest, EvaluatesOnlyWhatIsNewHoweverManyWereBefore) {
  for (int i = 1; i <= 4; ++i) {
    Record(Ask());
    EXPECT_EQ(asked_, kOneEvaluation) << i;
    TrainFrom(6 + i, 1);
  }
  const RegionReport fifth = Ask();
  EXPECT_EQ(asked_, kOneEvaluation);
  EXPECT_EQ(Share(fifth, "T-01"), "hidden");
  EXPECT_THAT(fifth.earlier, SizeIs(4));
}

TEST_F(LastingRegionReportTest, WhatOthersRecordedIsWorkedOutOnce) {
  // Reports of a run before this one.
  for (int i = 1; i <= 3; ++i) {
    Issue();
    TrainFrom(6 + i, 1);
  }
  EXPECT_EQ(Sha256Of(Ask()), Sha256Of(Report()));
  EXPECT_GE(asked_, 1 + 4 * kPractices);
  Record(Ask());
  EXPECT_EQ(asked_, kOneEvaluation);
  RecordByHand(Report(), "in words", test::Sha256());
  EXPECT_EQ(Share(Ask(), "T-01"), "hidden");
  EXPECT_GE(asked_, 1 + 2 * kPractices);
  EXPECT_EQ(Share(Ask(), "T-01"), "hidden");
  EXPECT_EQ(asked_, kOneEvaluation);
}

TEST_F(LastingRegionReportTest, WhatWasWorkedOutStaysWhenNobodyWaitsForTheRest) {
  for (int i = 1; i <= 3; ++i) {
    Issue();
    TrainFrom(6 + i, 1);
  }
  // The registers of then are at hand after it.
  const RegionReport expected = Report();
  const RegionReports reports(&registers());
  RegionReportQuestion question{.region = test::kRegion, .leaves = true};
  question.keep_going = [this] { return KeepGoing(); };
  asked_ = 0;
  // In the middle of the report itself.
  GiveUpAfter(1 + 3 * kPractices + kPractices / 2);
  EXPECT_FALSE(reports.Ask(question).ok());
  asked_ = 0;
  const auto report = reports.Ask(question);
  ASSERT_OK(report);
  EXPECT_EQ(Sha256Of(*report), Sha256Of(expected));
  EXPECT_EQ(asked_, kOneEvaluation) << "the three were done before";
}

TEST_F(LastingRegionReportTest, ManyReportsOfTheSameAreEvaluatedAtOnceAfterAStart) {
  for (int i = 0; i < 5; ++i) Issue();
  Ask();
  EXPECT_LT(asked_, 1 + 3 * kPractices) << "once for the five, once for itself";
  TrainFrom(7, 1);
  Issue();
  const RegionReports after_a_start(&registers());
  const auto report = after_a_start.Ask({.region = test::kRegion, .leaves = true});
  ASSERT_OK(report);
  EXPECT_EQ(Share(*report, "T-01"), "hidden");
  EXPECT_EQ(Sha256Of(*report), Sha256Of(Ask()));
}

TEST_F(LastingRegionReportTest, ShowsWhatOneThatWorksAllOutAnewShows) {
  const std::vector<RegionReportQuestion> questions = {
      {},
      {.period = 1},
      {.at = absl::CivilDay(2026, 9, 1)},
      {.known = {.position = Report().position}},
      {.period = 2},
      {.at = absl::CivilDay(2026, 11, 30)},
  };
  std::vector<RegionReport> made;
  for (int i = 0; i < 18; ++i) {
    const RegionReportQuestion& question = questions[i % questions.size()];
    const RegionReport report = Ask(question);
    EXPECT_EQ(Sha256Of(report), Sha256Of(Report(question))) << i;
    EXPECT_EQ(report.plans, Report(question).plans);
    made.push_back(report);
    // Some are made and never recorded.
    if (i % 5 == 3) continue;
    Record(report);
    if (i < 6) TrainFrom(7 + i, 1);
    if (i == 8 || i > 13) AddPractice(absl::StrCat("pr-new-", i));
    if (i == 11) RecordByHand(Report(), "in words", test::Sha256());
  }
  // Made again, each beside those that were before it.
  const std::vector<uint64_t> positions = Ask().earlier;
  for (size_t i = 0, recorded = 0; i < made.size(); ++i) {
    if (i % 5 == 3) continue;
    const RegionReport again = Ask({.period = made[i].period,
                                    .recorded_before = positions[recorded],
                                    .at = made[i].at,
                                    .known = {.position = made[i].position}});
    EXPECT_EQ(Sha256Of(again), Sha256Of(made[i])) << i;
    recorded += i == 11 ? 2 : 1;
  }
}

TEST_F(LastingRegionReportTest, TheOrganisationItselfIsToldEverything) {
  Record(Ask());
  TrainFrom(7, 1);
  const auto own = reports_.Ask({.region = test::kRegion});
  ASSERT_OK(own);
  EXPECT_EQ(Share(*own, "T-01"), "7/12");
  EXPECT_THAT(reports_.Ask({.region = "nowhere", .leaves = true}), Refuses("UNKNOWN_REGION"));
}

}  // namespace
}  // namespace logboek::queries
