// The questions about verdicts through real gRPC: that each reaches its answer with every field,
// both axes of time, pages and refusals.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using command::v1::Command;
using grpc::StatusCode;
using test::GrpcRefuses;
using test::IsGrpcOk;
using ::testing::ElementsAre;

constexpr char kRunning[] = "2026-04-01";

// Two practices in the middle of their first year: pr-1 has a trained assistant, pr-2 not. A
// meeting "x1" with two places is to come.
class ComplianceQuestionsTest : public ::testing::Test {
 protected:
  ComplianceQuestionsTest() {
    regioplan::v1::RegionPlan plan = test::TestPlan();
    plan.add_cohorts()->set_id(kRunning);
    *plan.mutable_cohorts(1)->mutable_start_on() = test::Date(test::Day(kRunning));
    *plan.mutable_cohorts(1)->mutable_name() = plan.cohorts(0).name();
    server_.MustPush(
        {test::PublishPlan(plan),
         test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
         test::PublishOffering("meet", event::v1::OFFERING_KIND_EXCHANGE_MEETING)});
    for (const std::string id : {"pr-1", "pr-2"}) {
      server_.MustPush(
          {test::RegisterPractice(id), test::AssignCohort(id, kRunning),
           test::RegisterPerson(id + "a"),
           test::StartEngagement(id + "a", id, event::v1::ROLE_MEDICAL_ASSISTANT, kRunning),
           test::ConfirmRoster(id, kRunning, {{event::v1::ROLE_MEDICAL_ASSISTANT, 1}})});
    }
    before_ = server_.MustPush({test::ScheduleSession("x1", "meet", "2026-12-10", 2)}).position();
    server_.MustPush({test::CompleteCourse("triage", "pr-1a", "2026-09-12")});
  }

  template <typename Request, typename Response>
  grpc::Status Ask(grpc::Status (v1::ComplianceService::Stub::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                   const Request& request, Response* response) {
    return test::Call(*server_.compliance, method, request, response);
  }

  test::TestServer server_;
  uint64_t before_ = 0;
};

TEST_F(ComplianceQuestionsTest, Todo) {
  server_.MustPush(
      {test::ScheduleSession("t1", "triage", "2026-12-12", 8), test::Enrol("pr-2a", "pr-2", "t1")});
  v1::ListTodoRequest request;
  request.set_practice_id("pr-2");
  v1::ListTodoResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListTodo, request, &response), IsGrpcOk());
  EXPECT_EQ(response.practice_name(), "Praktijk pr-2");
  ASSERT_EQ(response.rows_size(), 2);
  const v1::TodoRow& row = response.rows(0);
  EXPECT_EQ(row.obligation().obligation_id(), "T-01");
  EXPECT_EQ(row.obligation().plan_id(), "plan");
  EXPECT_EQ(row.obligation().programme_year(), 1u);
  EXPECT_EQ(row.obligation().label().nl(), "label T-01");
  EXPECT_EQ(row.obligation().strength(), regioplan::v1::STRENGTH_REQUIRED);
  EXPECT_EQ(row.status(), v1::VERDICT_STATUS_OPEN);
  EXPECT_EQ(row.missing(), 1u);
  EXPECT_THAT(row.roles(), ElementsAre(event::v1::ROLE_MEDICAL_ASSISTANT));
  ASSERT_EQ(row.people_size(), 1);
  EXPECT_EQ(row.people(0).person_id(), "pr-2a");
  EXPECT_EQ(row.people(0).items(), 1u);
  EXPECT_THAT(row.people(0).roles(), ElementsAre(event::v1::ROLE_MEDICAL_ASSISTANT));
  ASSERT_EQ(row.sessions_size(), 1);
  EXPECT_EQ(row.sessions(0).session().session_id(), "t1");
  EXPECT_EQ(row.sessions(0).session().seats().free(), 7u);
  EXPECT_EQ(row.sessions(0).held_places(), 1u);
  EXPECT_EQ(row.sessions_total(), 1u);
  EXPECT_EQ(row.last_day().day(), 31);
  EXPECT_EQ(response.at().year(), 2026);
  EXPECT_FALSE(response.token().empty());
  *request.mutable_before() = test::Date(absl::CivilDay(2027, 1, 1));
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListTodo, request, &response), IsGrpcOk());
  EXPECT_EQ(response.rows_size(), 0);
  request.set_practice_id("");
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::ListTodo, request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
}

TEST_F(ComplianceQuestionsTest, AtRiskInPagesAndAsKnown) {
  v1::ListAtRiskRequest request;
  request.set_region(test::kRegion);
  request.set_page_size(2);
  v1::ListAtRiskResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListAtRisk, request, &response), IsGrpcOk());
  EXPECT_EQ(response.total_size(), 3);
  ASSERT_EQ(response.rows_size(), 2);
  const v1::RiskRow& row = response.rows(0);
  EXPECT_EQ(row.practice_id(), "pr-1");
  EXPECT_EQ(row.practice_name(), "Praktijk pr-1");
  EXPECT_EQ(row.obligation().obligation_id(), "T-02");
  EXPECT_EQ(row.status(), v1::VERDICT_STATUS_AT_RISK);
  EXPECT_EQ(row.need(), 2u);
  EXPECT_EQ(row.bookable(), 1u);
  EXPECT_EQ(row.slack(), -1);
  EXPECT_EQ(row.days_left(), 121);
  EXPECT_EQ(row.last_day().month(), 3);
  request.set_page_token(response.next_page_token());
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListAtRisk, request, &response), IsGrpcOk());
  EXPECT_EQ(response.rows_size(), 1);
  EXPECT_TRUE(response.next_page_token().empty());
  request.clear_page_token();
  request.mutable_known()->set_position(before_);
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListAtRisk, request, &response), IsGrpcOk());
  EXPECT_EQ(response.total_size(), 4) << "before the course";
  request.set_page_size(-1);
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::ListAtRisk, request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_PAGE_SIZE"));
}

TEST_F(ComplianceQuestionsTest, Invitees) {
  server_.MustPush({test::Enrol("pr-1a", "pr-1", "x1")});
  v1::ListInviteesRequest request;
  request.set_session_id("x1");
  v1::ListInviteesResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListInvitees, request, &response), IsGrpcOk());
  EXPECT_EQ(response.session().seats().free(), 1u);
  ASSERT_EQ(response.invitees_size(), 1);
  EXPECT_EQ(response.total_size(), 1);
  const v1::Invitee& invitee = response.invitees(0);
  EXPECT_EQ(invitee.practice_id(), "pr-2");
  EXPECT_TRUE(invitee.cohort_match());
  ASSERT_EQ(invitee.needs_size(), 1);
  EXPECT_EQ(invitee.needs(0).obligation().obligation_id(), "T-02");
  EXPECT_EQ(invitee.needs(0).missing(), 2u);
  EXPECT_EQ(invitee.needs(0).status(), v1::VERDICT_STATUS_AT_RISK);
  EXPECT_EQ(invitee.needs(0).other_bookable(), 0u);
  EXPECT_EQ(invitee.needs(0).days_left(), 121);
  ASSERT_EQ(response.enrolled_size(), 1);
  EXPECT_EQ(response.enrolled(0).person_id(), "pr-1a");
  EXPECT_EQ(response.enrolled(0).state(), v1::ENROLMENT_STATE_CONFIRMED);
  request.set_session_id("nothing");
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::ListInvitees, request, &response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_SESSION"));
}

TEST_F(ComplianceQuestionsTest, Explanation) {
  v1::ExplainPracticeRequest request;
  request.set_practice_id("pr-1");
  v1::ExplainPracticeResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ExplainPractice, request, &response), IsGrpcOk());
  EXPECT_EQ(response.region(), test::kRegion);
  ASSERT_EQ(response.explanations_size(), 1);
  EXPECT_EQ(response.explanations(0).verdict().obligation_id(), "T-02");
  const v1::Fix& fix = response.explanations(0).fix();
  EXPECT_EQ(fix.kind(), v1::FIX_KIND_BOOK_SESSION);
  EXPECT_EQ(fix.session_id(), "x1");
  EXPECT_EQ(fix.offering_id(), "meet");
  EXPECT_EQ(fix.date().day(), 10);
}

TEST_F(ComplianceQuestionsTest, Comparison) {
  v1::CompareVerdictsRequest request;
  request.set_region(test::kRegion);
  request.set_from_position(before_);
  v1::CompareVerdictsResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::CompareVerdicts, request, &response), IsGrpcOk());
  EXPECT_EQ(response.from_position(), before_);
  EXPECT_EQ(response.until_position(), before_ + 1);
  ASSERT_EQ(response.rows_size(), 1);
  const v1::VerdictChange& change = response.rows(0).change();
  EXPECT_EQ(change.practice_id(), "pr-1");
  EXPECT_EQ(change.before().status(), v1::VERDICT_STATUS_AT_RISK);
  EXPECT_EQ(change.before().threshold(), 1u);
  EXPECT_EQ(change.after().status(), v1::VERDICT_STATUS_MET);
  EXPECT_EQ(change.after().numerator(), 1u);
  EXPECT_EQ(change.after().denominator(), 1u);
  ASSERT_EQ(response.rows(0).events_size(), 1);
  const v1::CausingEvent& event = response.rows(0).events(0);
  EXPECT_EQ(event.type(), "course_completed");
  EXPECT_EQ(event.position(), before_ + 1);
  EXPECT_TRUE(event.in_evidence());
  EXPECT_EQ(event.effective_on().month(), 9);
  EXPECT_GT(event.recorded_at().seconds(), 0);
  request.set_practice_id("pr-1");
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::CompareVerdicts, request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "REGION_OR_PRACTICE"));
  request.clear_region();
  request.set_from_position(before_ + 2);
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::CompareVerdicts, request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "POSITIONS_REVERSED"));
}

TEST_F(ComplianceQuestionsTest, SeatsNeeded) {
  v1::GetSeatsNeededRequest request;
  request.set_region(test::kRegion);
  v1::GetSeatsNeededResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::GetSeatsNeeded, request, &response), IsGrpcOk());
  ASSERT_EQ(response.rows_size(), 2);
  const v1::SeatsRow& row = response.rows(0);
  EXPECT_THAT(row.kinds(), ElementsAre(event::v1::OFFERING_KIND_EXCHANGE_MEETING));
  EXPECT_THAT(row.obligation_ids(), ElementsAre("T-02"));
  EXPECT_EQ(row.practices(), 2u);
  EXPECT_EQ(row.need(), 4u);
  EXPECT_EQ(row.held(), 0u);
  EXPECT_EQ(row.sessions(), 1u);
  EXPECT_EQ(row.free_seats(), 2u);
  EXPECT_EQ(row.shortage(), 2u);
  EXPECT_EQ(row.usual_capacity(), 2u);
  EXPECT_EQ(row.extra_sessions(), 1u);
  EXPECT_THAT(response.rows(1).menu_slugs(), ElementsAre("triage-basic"));
  EXPECT_FALSE(response.rows(1).has_extra_sessions());
}

TEST_F(ComplianceQuestionsTest, WhatWouldChange) {
  v1::WhatWouldChangeRequest request;
  request.set_region(test::kRegion);
  *request.add_commands() = test::CompleteCourse("triage", "pr-2a", "2026-10-01");
  *request.add_commands() = test::CompleteCourse("nothing", "pr-2a", "2026-10-01");
  v1::WhatWouldChangeResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::WhatWouldChange, request, &response), IsGrpcOk());
  ASSERT_EQ(response.outcomes_size(), 2);
  EXPECT_EQ(response.outcomes(0).source_id(), request.commands(0).source_id());
  EXPECT_FALSE(response.outcomes(0).has_error());
  EXPECT_THAT(response.outcomes(0).event_types(), ElementsAre("course_completed"));
  EXPECT_EQ(test::InfoIn(response.outcomes(1).error()).reason(), "UNKNOWN_OFFERING");
  ASSERT_EQ(response.changes_size(), 1);
  EXPECT_EQ(response.changes_total(), 1u);
  EXPECT_EQ(response.changes(0).practice_id(), "pr-2");
  EXPECT_EQ(response.changes(0).after().status(), v1::VERDICT_STATUS_MET);
  EXPECT_EQ(response.position(), before_ + 1) << "nothing was recorded";
  v1::WhatWouldChangeResponse again;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::WhatWouldChange, request, &again), IsGrpcOk());
  EXPECT_EQ(again.position(), response.position());
  request.mutable_commands(1)->clear_source_id();
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::WhatWouldChange, request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
}

TEST_F(ComplianceQuestionsTest, NoYearWasClosed) {
  v1::ListClosedYearDifferencesRequest request;
  request.set_region(test::kRegion);
  v1::ListClosedYearDifferencesResponse response;
  ASSERT_THAT(Ask(&v1::ComplianceService::Stub::ListClosedYearDifferences, request, &response),
              IsGrpcOk());
  EXPECT_EQ(response.total_size(), 0);
  EXPECT_EQ(response.closed_periods(), 0u);
  EXPECT_GT(response.position(), 0u);
  request.set_region("atlantis");
  EXPECT_THAT(Ask(&v1::ComplianceService::Stub::ListClosedYearDifferences, request, &response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
}

}  // namespace
}  // namespace logboek::api
