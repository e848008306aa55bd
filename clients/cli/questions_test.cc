// What the questions about verdicts show: golden files of each answer, and what reaches the server.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;

constexpr char kMoment[] = "at { year: 2026 month: 11 day: 30 } position: 4711 token: 't' ";

constexpr char kTriage[] =
    "obligation { plan_id: 'mtvp' obligation_id: 'MB-05' programme_year: 1 "
    "label { nl: 'Triage' en: 'Triage' } strength: STRENGTH_REQUIRED } ";

constexpr char kExchange[] =
    "obligation { plan_id: 'mtvp' obligation_id: 'UT4-06' programme_year: 4 "
    "label { nl: 'Uitwisseling' en: 'Exchange' } strength: STRENGTH_REQUIRED } ";

constexpr char kSession[] =
    "session { session_id: 's-1' title: 'Triage in de praktijk' date { year: 2026 month: 12 day: 8 "
    "}"
    " starts_at { seconds: 1796713200 } seats { capacity: 12 confirmed: 9 free: 3 } } ";

class QuestionsTest : public CliTest {
 protected:
  void ShowBoth(std::vector<std::string> arguments, const std::string& golden) {
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".nl.txt", out_);
    arguments.push_back("--lang=en");
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".en.txt", out_);
    arguments.back() = "--format=json";
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    EXPECT_THAT(out_, testing::StartsWith("{"));
    ShowData(std::move(arguments), golden);
  }

  // The same for programs and for a Dutch Excel; a workbook holds the same rows.
  void ShowData(std::vector<std::string> arguments, const std::string& golden) {
    arguments.back() = "--format=csv";
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".csv", out_);
    arguments.back() = "--format=excel-csv";
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".excel.csv", out_);
    arguments.back() = "--format=xlsx";
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    EXPECT_THAT(out_, testing::StartsWith("PK"));
  }
};

TEST_F(QuestionsTest, Todo) {
  server_.todo["pr-017"] = Parse<v1::ListTodoResponse>(absl::StrCat(
      "practice_id: 'pr-017' practice_name: 'Huisartsen ’t Zand' ", kMoment, "rows { ", kTriage,
      "status: VERDICT_STATUS_OPEN missing: 1 roles: ROLE_MEDICAL_ASSISTANT "
      "people { person_id: 'da-1' roles: ROLE_MEDICAL_ASSISTANT items: 1 } "
      "people { person_id: 'da-2' roles: ROLE_MEDICAL_ASSISTANT items: 2 } "
      "sessions { ",
      kSession,
      " held_places: 1 } sessions { session { session_id: 's-2' "
      "date { year: 2027 month: 1 day: 5 } seats { confirmed: 2 } } } sessions_total: 5 "
      "last_day { year: 2027 month: 3 day: 31 } } rows { ",
      kExchange,
      "status: VERDICT_STATUS_AT_RISK missing: 2 last_day { year: 2027 month: 3 day: 31 } }"));
  ShowBoth({"todo", "pr-017"}, "todo");
  EXPECT_EQ(Run({"todo", "pr-017", "--before=2027-01-01", "--at=2026-12-01", "--known-at=17"}),
            kExitOk);
  EXPECT_EQ(server_.last_todo().before().year(), 2027);
  EXPECT_EQ(server_.last_todo().at().month(), 12);
  EXPECT_EQ(server_.last_todo().known().position(), 17u);
  EXPECT_EQ(Run({"todo", "nobody"}), kExitNotFound);
}

TEST_F(QuestionsTest, NothingLeftToDo) {
  server_.todo["pr-017"] = Parse<v1::ListTodoResponse>(kMoment);
  EXPECT_EQ(Run({"todo", "pr-017"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("Niets meer te doen."));
}

// One explanation with a fix of each kind.
TEST_F(QuestionsTest, Explanations) {
  v1::ExplainPracticeResponse response = Parse<v1::ExplainPracticeResponse>(
      absl::StrCat("practice_id: 'pr-017' practice_name: 'De Linde' region: 'utrecht' ", kMoment));
  const auto& kinds = *v1::FixKind_descriptor();
  for (int i = 1; i < kinds.value_count(); ++i) {
    auto* const explanation = response.add_explanations();
    *explanation = Parse<v1::Explanation>(
        "verdict { obligation_id: 'MB-05' programme_year: 1 status: VERDICT_STATUS_NOT_MET "
        "numerator: 2 denominator: 5 threshold: 3 strength: STRENGTH_REQUIRED "
        "plan_id: 'mtvp' plan_version: '1' label { nl: 'Triage' en: 'Triage' } } "
        "fix { session_id: 's-1' offering_id: 'triage' person_id: 'da-1' item_id: 'item-7' "
        "date { year: 2026 month: 12 day: 8 } form: STATEMENT_FORM_SURVEY "
        "core_elements: CORE_ELEMENT_NETWORK core_elements: CORE_ELEMENT_GOOD_CONVERSATION }");
    explanation->mutable_fix()->set_kind(static_cast<v1::FixKind>(kinds.value(i)->number()));
  }
  server_.explanations["pr-017"] = response;
  ShowBoth({"explain", "pr-017"}, "explain");
}

TEST_F(QuestionsTest, APracticeWithNothingToExplain) {
  server_.explanations["pr-017"] = Parse<v1::ExplainPracticeResponse>(kMoment);
  EXPECT_EQ(Run({"explain", "pr-017"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("voldoet aan alles"));
}

TEST_F(QuestionsTest, AtRiskOverAllItsPages) {
  const auto page = Parse<v1::ListAtRiskResponse>(
      absl::StrCat(kMoment, "rows { practice_id: 'pr-017' practice_name: 'De Linde' ", kTriage,
                   "status: VERDICT_STATUS_AT_RISK need: 2 bookable: 1 slack: -1 "
                   "last_day { year: 2027 month: 3 day: 31 } days_left: 121 }"));
  auto next = Parse<v1::ListAtRiskResponse>(absl::StrCat(kMoment, "rows { practice_id: 'pr-018' ",
                                                         kExchange,
                                                         "status: VERDICT_STATUS_OPEN need: 1 }"));
  server_.at_risk_pages["utrecht"] = {page, next};
  ShowBoth({"at-risk", "--region", "utrecht", "--all"}, "at_risk");
  EXPECT_TRUE(server_.last_at_risk().include_open());
  EXPECT_EQ(server_.last_at_risk().page_token(), "1");
  EXPECT_EQ(Run({"at-risk", "--region", "utrecht"}), kExitOk);
  EXPECT_FALSE(server_.last_at_risk().include_open());
}

TEST_F(QuestionsTest, Invitees) {
  const auto page = Parse<v1::ListInviteesResponse>(absl::StrCat(
      kMoment, kSession, "invitees { practice_id: 'pr-017' practice_name: 'De Linde' needs { ",
      kTriage, "status: VERDICT_STATUS_AT_RISK missing: 1 days_left: 121 } needs { ", kExchange,
      "status: VERDICT_STATUS_OPEN missing: 1 other_bookable: 3 days_left: 121 } "
      "people { person_id: 'da-1' items: 1 } cohort_match: false } "
      "enrolled { practice_id: 'pr-019' person_id: 'da-9' state: ENROLMENT_STATE_WAITING }"));
  auto next = page;
  next.clear_enrolled();
  next.mutable_invitees(0)->set_practice_id("pr-018");
  next.mutable_invitees(0)->set_cohort_match(true);
  server_.invitee_pages["s-1"] = {page, next};
  ShowBoth({"invite", "s-1"}, "invite");
}

TEST_F(QuestionsTest, Seats) {
  server_.seats["utrecht"] = Parse<v1::GetSeatsNeededResponse>(absl::StrCat(
      kMoment,
      "rows { kinds: OFFERING_KIND_EXCHANGE_MEETING kinds: OFFERING_KIND_KBZ_MEETING "
      "obligation_ids: 'UT4-06' practices: 30 need: 60 held: 4 sessions: 2 free_seats: 20 "
      "shortage: 36 usual_capacity: 24 extra_sessions: 2 } "
      "rows { menu_slugs: 'triage-basic' practices: 2 need: 3 shortage: 3 } "
      "rows { kinds: OFFERING_KIND_COACHING practices: 2 need: 3 unlimited: true "
      "extra_sessions: 0 }"));
  ShowBoth({"seats", "--region=utrecht"}, "seats");
}

TEST_F(QuestionsTest, Changes) {
  const auto page = Parse<v1::CompareVerdictsResponse>(absl::StrCat(
      "at { year: 2026 month: 11 day: 30 } from_position: 12 until_position: 99 rows { change { "
      "practice_id: 'pr-017' practice_name: 'De Linde' ",
      kTriage,
      "before { status: VERDICT_STATUS_OPEN numerator: 1 denominator: 4 threshold: 2 } "
      "after { status: VERDICT_STATUS_MET numerator: 2 denominator: 4 threshold: 2 } } "
      "events { position: 44 type: 'course_completed' in_evidence: true } "
      "events { position: 21 type: 'engagement_started' } events { position: 22 type: 'new_one' } "
      "events { position: 23 type: 'roster_confirmed' } events_total: 31 }"));
  auto next = page;
  next.mutable_rows(0)->mutable_change()->clear_before();
  next.mutable_rows(0)->mutable_change()->mutable_obligation()->set_programme_year(2026);
  next.mutable_rows(0)->mutable_change()->mutable_after()->set_status(v1::VERDICT_STATUS_REPORTED);
  next.mutable_rows(0)->set_events_total(4);
  server_.comparison_pages["utrecht"] = {page, next};
  server_.comparison_pages["pr-017"] = {page};
  ShowBoth({"changes", "--region=utrecht", "--from=12"}, "changes");
  EXPECT_EQ(server_.last_comparison().from_position(), 12u);
  EXPECT_EQ(Run({"changes", "pr-017", "--from=12", "--until=99", "--at=2026-03-31"}), kExitOk);
  EXPECT_EQ(server_.last_comparison().until_position(), 99u);
  EXPECT_EQ(server_.last_comparison().at().day(), 31);
  EXPECT_EQ(Run({"changes", "--from=12"}), kExitUsage);
  EXPECT_EQ(Run({"changes", "pr-017"}), kExitUsage);
}

TEST_F(QuestionsTest, WhatIf) {
  server_.what_if["utrecht"] = Parse<v1::WhatWouldChangeResponse>(absl::StrCat(
      kMoment,
      "outcomes { source: 'what-if' source_id: 'line-2' event_types: 'session_moved' } "
      "outcomes { source: 'hus' source_id: 'k-1' error { code: 5 message: 'no such session' } } "
      "changes { practice_id: 'pr-017' ",
      kExchange,
      "before { status: VERDICT_STATUS_OPEN denominator: 2 } "
      "after { status: VERDICT_STATUS_AT_RISK denominator: 2 } } changes_total: 3"));
  const std::string file = WriteFile(
      "what-if.jsonl",
      "# two changes\n{\"cancelSession\":{\"sessionId\":\"x1\"}}\n\n"
      "{\"source\":\"hus\",\"sourceId\":\"k-1\",\"cancelSession\":{\"sessionId\":\"x2\"}}\n");
  ShowBoth({"what-if", file, "--region=utrecht"}, "what_if");
  const v1::WhatWouldChangeRequest asked = server_.last_what_if();
  ASSERT_EQ(asked.commands_size(), 2);
  EXPECT_EQ(asked.commands(0).source_id(), "line-2");
  EXPECT_EQ(asked.commands(1).source(), "hus");
  EXPECT_EQ(Run({"what-if", "/nonexistent", "--region=utrecht"}), kExitUsage);
  EXPECT_EQ(Run({"what-if", WriteFile("bad", "{\"fly\":1}\n"), "--region=utrecht"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("regel 1 is geen opdracht"));
}

TEST_F(QuestionsTest, ClosedYears) {
  server_.closed_pages["utrecht"] = {Parse<v1::ListClosedYearDifferencesResponse>(absl::StrCat(
      kMoment, "closed_periods: 12 rows { change { practice_id: 'pr-017' ", kTriage,
      "before { status: VERDICT_STATUS_MET numerator: 2 denominator: 4 } "
      "after { status: VERDICT_STATUS_NOT_MET numerator: 1 denominator: 4 threshold: 2 } } "
      "closed_on { year: 2026 month: 4 day: 15 } closed_position: 4000 version: 1 }"))};
  ShowBoth({"closed", "--region=utrecht"}, "closed");
}

TEST_F(QuestionsTest, Watching) {
  server_.watched = {
      Parse<v1::WatchRegionResponse>(absl::StrCat(
          "counts { practices: 3 counts { obligation_id: 'MB-05' status: VERDICT_STATUS_MET "
          "practices: 1 } counts { obligation_id: 'MB-05' status: VERDICT_STATUS_OPEN "
          "practices: 2 } counts { obligation_id: 'MB-09' status: VERDICT_STATUS_MET "
          "practices: 3 } } at { year: 2026 month: 11 day: 30 } position: 12")),
      Parse<v1::WatchRegionResponse>(
          absl::StrCat("change { practice_id: 'pr-017' ", kTriage,
                       "before { status: VERDICT_STATUS_OPEN numerator: 1 denominator: 4 } "
                       "after { status: VERDICT_STATUS_MET numerator: 2 denominator: 4 } } "
                       "at { year: 2026 month: 11 day: 30 } position: 14"))};
  EXPECT_EQ(Run({"watch", "--region=utrecht"}), kExitOk) << err_;
  ExpectGolden("watch.nl.txt", out_);
  EXPECT_EQ(Run({"watch", "--region=utrecht", "--lang=en"}), kExitOk) << err_;
  ExpectGolden("watch.en.txt", out_);
  EXPECT_EQ(Run({"watch", "--region=utrecht", "--format=json"}), kExitOk) << err_;
  ExpectGolden("watch.json", out_);
}

TEST_F(QuestionsTest, AWatchIsNoTable) {
  EXPECT_EQ(Run({"watch", "--region=utrecht", "--format=csv"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("table of json"));
}

}  // namespace
}  // namespace logboek::cli
