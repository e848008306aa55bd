// Lists, histories and what a push was, as people and programs read them.
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/list_fixture.h"
#include "clients/cli/list_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/v1/overview_service.pb.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

using ListTest = ListFixture;

constexpr char kShares[] = R"(
rows {
  practice_id: "mb-017" practice_name: "Huisartsen ’t Zand" obligation_id: "MB-05" period: 1
  status: VERDICT_STATUS_MET numerator: 3 denominator: 5 strength: STRENGTH_REQUIRED
  first_met_on { year: 2024 month: 1 day: 18 } coverage_now { numerator: 2 denominator: 5 }
  window_from { year: 2023 month: 4 day: 1 } window_until { year: 2024 month: 4 day: 1 }
}
rows {
  practice_id: "mb-018" practice_name: "Dorpspraktijk" obligation_id: "GR-08" period: 2026
  status: VERDICT_STATUS_NOT_MET denominator: 2 strength: STRENGTH_REPORTED
}
at { year: 2026 month: 2 day: 1 } position: 4711 token: "t"
)";

TEST_F(ListTest, Shares) {
  Serve<v1::ListStaffSharesResponse>("ListStaffShares", kShares);
  ShowAll({"list", "shares", "--region", "mb"}, "list_shares");
}

TEST_F(ListTest, WhatWasAskedIsSent) {
  Serve<v1::ListStaffSharesResponse>("ListStaffShares", kShares);
  EXPECT_EQ(Run({"list", "shares", "--region", "mb", "--obligation", "MB-05", "--at", "2024-01-18",
                 "--known-at", "99"}),
            kExitOk);
  const auto request = Sent<v1::ListStaffSharesRequest>();
  EXPECT_EQ(request.region(), "mb");
  EXPECT_EQ(request.obligation_id(), "MB-05");
  EXPECT_EQ(request.at().day(), 18);
  EXPECT_EQ(request.known().position(), 99u);
  EXPECT_GT(request.page_size(), 0);

  Serve<v1::ListUntrainedResponse>("ListUntrained", "");
  EXPECT_EQ(Run({"list", "untrained", "--practice", "p", "--obligation", "o"}), kExitOk) << err_;
  EXPECT_FALSE(Sent<v1::ListUntrainedRequest>().has_period());
  EXPECT_EQ(Run({"list", "untrained", "--practice", "p", "--obligation", "o", "--period", "0"}),
            kExitOk);
  EXPECT_TRUE(Sent<v1::ListUntrainedRequest>().has_period());

  Serve<v1::ListFundedCoursesResponse>("ListFundedCourses", "");
  EXPECT_EQ(
      Run({"list", "funded-courses", "--region", "t", "--funding", "aof", "--from", "2026-01-01"}),
      kExitOk);
  const auto funded = Sent<v1::ListFundedCoursesRequest>();
  EXPECT_EQ(funded.funding(), regioplan::v1::FUNDING_AOF);
  EXPECT_EQ(funded.from().year(), 2026);
  EXPECT_THAT(out_, HasSubstr("Niets gevonden."));
}

TEST_F(ListTest, AllPagesAreOneAnswer) {
  Serve<v1::ListVisitsResponse>("ListVisits",
                                "rows { practice_id: 'p1' state: VISIT_STATE_DUE } "
                                "next_page_token: 'more' position: 7");
  Serve<v1::ListVisitsResponse>("ListVisits",
                                "rows { practice_id: 'p2' state: VISIT_STATE_HELD topics: 'lean' "
                                "topics: 'triage' } position: 7");
  EXPECT_EQ(Run({"list", "visits", "--region", "mb"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("te doen"));
  EXPECT_THAT(out_, HasSubstr("lean, triage"));
  EXPECT_EQ(Sent<v1::ListVisitsRequest>().page_token(), "more");
}

TEST_F(ListTest, Quarters) {
  Serve<v1::GetQuarterMatrixResponse>("GetQuarterMatrix", R"(
    rows {
      practice_id: "ut-1" practice_name: "De Wijk" obligation_id: "UT4-10" period: 4 meetings: 1
      needed: 4
      quarters { from { year: 2026 month: 4 day: 1 } meetings: 1 required: true }
      quarters { from { year: 2026 month: 7 day: 1 } required: true missing: true }
    }
    at { year: 2026 month: 11 day: 30 } position: 12)");
  ShowAll({"list", "quarters", "--region", "utrecht"}, "list_quarters");
}

TEST_F(ListTest, Refusals) {
  Serve<v1::ListRefusalsResponse>("ListRefusals", R"(
    rows {
      time { seconds: 1776672000 } source: "hus" source_id: "k-1" command: "cancel_session" code: 5
      reason: "UNKNOWN_SESSION" message: "the register has no session \"s9\"" actor: "local"
    }
    complete_since { seconds: 1776600000 } position: 12)");
  ShowAll({"list", "refusals", "--source", "hus", "--from", "2026-04-20"}, "list_refusals");
}

TEST_F(ListTest, PromotionsNameTheirCause) {
  Serve<v1::ListPromotionsResponse>(
      "ListPromotions",
      "rows { enrolment_id: 'e2' cause_type: 'enrolment_cancelled' cause_enrolment_id: 'e1' }");
  EXPECT_EQ(Run({"list", "promotions", "--cancelled", "e1"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("afgemeld"));
  EXPECT_EQ(Sent<v1::ListPromotionsRequest>().cancelled_enrolment_id(), "e1");
}

TEST_F(ListTest, WrongUsageAndErrors) {
  EXPECT_EQ(Run({"list"}), kExitUsage);
  EXPECT_EQ(Run({"list", "shares"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--region"));
  EXPECT_EQ(Run({"list", "shares", "--region", "r", "--practice", "p"}), kExitUsage);
  server_.failure = absl::NotFoundError("no such region");
  EXPECT_EQ(Run({"list", "shares", "--region", "r"}), kExitNotFound);
}

constexpr char kHistory[] = R"(
rows {
  envelope {
    position: 41 event_id: "aa" recorded_at { seconds: 1776672000 }
    effective_on { year: 2025 month: 11 day: 4 } source: "hus" source_id: "k-1"
    actor { id: "local" acting_for: "hus" } region: "utrecht" type: "attendance_recorded"
    event { attendance_recorded { session_id: "s" person_id: "a" practice_id: "p1"
                                  represents: "p2" status: ATTENDANCE_STATUS_PRESENT
                                  flags: FLAG_WALK_IN } }
  }
}
rows {
  envelope {
    position: 52 event_id: "bb" recorded_at { seconds: 1776682000 } supersedes: "aa"
    effective_on { year: 2025 month: 11 day: 4 } source: "hus" source_id: "k-2"
    actor { id: "local" } region: "utrecht" type: "attendance_corrected"
    event { attendance_corrected { session_id: "s" person_id: "a" practice_id: "p1"
                                   status: ATTENDANCE_STATUS_ABSENT reason: "fout"
                                   decided_by: "coord-3" } }
  }
  decided_by: "coord-3" reason: "fout"
}
at { year: 2026 month: 11 day: 30 } position: 60 token: "t"
)";

TEST_F(ListTest, History) {
  server_.history_answer = Parse<v1::GetHistoryResponse>(kHistory);
  ShowAll({"history", "--session", "s", "--person", "a"}, "history");
  EXPECT_EQ(server_.last_history().attendance().session_id(), "s");
  EXPECT_EQ(server_.last_history().attendance().person_id(), "a");
}

TEST_F(ListTest, AHistoryHasOneSubject) {
  const auto subject = [this](const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"history"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    return server_.last_history().subject_case();
  };
  using Request = v1::GetHistoryRequest;
  EXPECT_EQ(subject({"--practice", "p"}), Request::kPracticeId);
  EXPECT_EQ(subject({"--person", "a"}), Request::kPersonId);
  EXPECT_EQ(subject({"--session", "s"}), Request::kSessionId);
  EXPECT_EQ(subject({"--enrolment", "e"}), Request::kEnrolmentId);
  EXPECT_EQ(subject({"--line", "l"}), Request::kLineId);
  EXPECT_EQ(subject({"--event", "e"}), Request::kEventId);
  EXPECT_EQ(subject({"--offering", "o", "--person", "a"}), Request::kCompletion);
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"history"},
                                                {"history", "--offering", "o"},
                                                {"history", "--practice", "p", "--session", "s"},
                                                {"history", "--practice", "p", "--person", "a"}}) {
    EXPECT_EQ(Run(wrong), kExitUsage);
  }
}

TEST_F(ListTest, EveryTypeOfEventIsReadable) {
  const auto& event = *event::v1::Event::descriptor();
  v1::GetHistoryResponse all;
  for (int i = 0; i < event.field_count(); ++i) {
    event::v1::Envelope& envelope = *all.add_rows()->mutable_envelope();
    envelope.set_type(event.field(i)->name());
    event::v1::Event* const made = envelope.mutable_event();
    made->GetReflection()->MutableMessage(made, event.field(i));
  }
  server_.history_answer = all;
  EXPECT_EQ(Run({"history", "--practice", "p"}), kExitOk);
  for (int i = 0; i < event.field_count(); ++i) {
    EXPECT_THAT(out_, HasSubstr(Texts(Language::kDutch).EventType(event.field(i)->name())));
  }
}

TEST_F(ListTest, FieldsInWordsShowsWhatIsSet) {
  const auto visit = Parse<event::v1::PracticeVisitHeld>(
      "practice_id: 'p' held_on { year: 2026 month: 6 day: 2 } period: 0 topics: ['a', 'b']");
  EXPECT_EQ(FieldsInWords(Texts(Language::kEnglish), visit),
            "practice_id: p; held_on: 2026-06-02; period: 0; topics: a, b");
  event::v1::FundUseStated stated;
  stated.set_document_sha256(std::string(32, '\x1f'));
  EXPECT_EQ(FieldsInWords(Texts(Language::kEnglish), stated), "document_sha256: 1f1f1f1f1f1f…");
}

TEST_F(ListTest, ALookUpComparesTheContent) {
  const std::string sent = R"({"source":"hus","sourceId":"k","cancelSession":{"sessionId":"s"}})";
  ASSERT_EQ(Run({"do", sent}), kExitOk) << err_;
  EXPECT_EQ(Run({"lookup", "hus", "k"}), kExitOk);
  EXPECT_FALSE(server_.last_lookup().has_command());
  EXPECT_EQ(Run({"lookup", "hus", "k", "--command", R"({"cancelSession":{"sessionId":"t"}})"}),
            kExitRefused);
  EXPECT_THAT(err_, HasSubstr("andere inhoud"));
  EXPECT_EQ(server_.last_lookup().command().cancel_session().session_id(), "t");
  EXPECT_EQ(Run({"lookup", "hus", "k", "--command", "{"}), kExitUsage);
}

}  // namespace
}  // namespace logboek::cli
