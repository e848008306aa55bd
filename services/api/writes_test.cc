// Unary writes through real gRPC: what is answered, and each family of refusals.
#include <string>

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
using test::InfoIn;
using test::IsGrpcOk;

v1::Origin OriginOf(const std::string& source_id) {
  v1::Origin origin;
  origin.set_source("portal");
  origin.set_source_id(source_id);
  return origin;
}

class WritesTest : public ::testing::Test {
 protected:
  WritesTest() {
    server_.MustPush({test::PublishPlan(test::TestPlan()), test::RegisterPractice("pr-1"),
                      test::AssignCohort("pr-1", test::kCohort)});
  }

  grpc::Status RegisterPerson(const std::string& source_id, const std::string& person_id,
                              v1::RegisterPersonResponse* response) {
    v1::RegisterPersonRequest request;
    *request.mutable_origin() = OriginOf(source_id);
    *request.mutable_command() = test::RegisterPerson(person_id, "Anna de Vries").register_person();
    return test::Call(*server_.practice, &v1::PracticeService::Stub::RegisterPerson, request,
                      response);
  }

  test::TestServer server_;
};

TEST_F(WritesTest, AnswersAReceiptThatQueriesCanUse) {
  v1::RegisterPersonResponse response;
  ASSERT_THAT(RegisterPerson("1", "p-1", &response), IsGrpcOk());
  const v1::Receipt& receipt = response.receipt();
  EXPECT_EQ(receipt.source(), "portal");
  EXPECT_EQ(receipt.source_id(), "1");
  EXPECT_EQ(receipt.position(), 4u);
  EXPECT_EQ(receipt.first_position(), 4u);
  EXPECT_EQ(receipt.event_ids_size(), 1);
  EXPECT_FALSE(receipt.repeated());
  EXPECT_EQ(receipt.recorded_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));

  v1::GetPracticeRequest query;
  query.set_practice_id("pr-1");
  query.set_token(receipt.token());
  v1::GetPracticeResponse answer;
  EXPECT_THAT(
      test::Call(*server_.practice, &v1::PracticeService::Stub::GetPractice, query, &answer),
      IsGrpcOk());
  EXPECT_GE(answer.position(), receipt.position());
}

TEST_F(WritesTest, ARepeatGetsTheFirstAnswerAndOtherContentAConflict) {
  v1::RegisterPersonResponse first;
  v1::RegisterPersonResponse second;
  v1::RegisterPersonResponse third;
  ASSERT_THAT(RegisterPerson("1", "p-1", &first), IsGrpcOk());
  ASSERT_THAT(RegisterPerson("1", "p-1", &second), IsGrpcOk());
  EXPECT_TRUE(second.receipt().repeated());
  EXPECT_EQ(second.receipt().position(), first.receipt().position());
  EXPECT_EQ(second.receipt().token(), first.receipt().token());
  EXPECT_THAT(RegisterPerson("1", "p-2", &third),
              GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
}

TEST_F(WritesTest, YearThatIsOverIsClosedWithItsVerdicts) {
  v1::CloseYearRequest request;
  v1::CloseYearResponse response;
  *request.mutable_origin() = OriginOf("1");
  *request.mutable_command() = test::CloseYear("pr-1", 1).close_year();
  ASSERT_THAT(
      test::Call(*server_.practice, &v1::PracticeService::Stub::CloseYear, request, &response),
      IsGrpcOk());
  v1::ReplayRequest replay;
  const auto replayed = server_.Replay(replay);
  event::v1::Envelope last;
  ASSERT_TRUE(last.ParseFromString(replayed.envelopes.back()));
  EXPECT_EQ(last.position(), response.receipt().position());
  EXPECT_EQ(last.event().year_closed().verdicts_size(), 2);
  EXPECT_EQ(last.event().year_closed().verdict_position(), last.position() - 1);
}

TEST_F(WritesTest, OddButAcceptedIsSaidInTheReceipt) {
  v1::ChooseInterventionRequest request;
  v1::ChooseInterventionResponse response;
  *request.mutable_origin() = OriginOf("1");
  *request.mutable_command() =
      test::ChooseLine("l1", "pr-1", 1, "coaching", event::v1::CHOICE_MODE_DEEPEN)
          .choose_intervention();
  ASSERT_THAT(test::Call(*server_.practice, &v1::PracticeService::Stub::ChooseIntervention, request,
                         &response),
              IsGrpcOk());
  EXPECT_THAT(response.receipt().flags(), testing::ElementsAre(event::v1::FLAG_DEEPEN_BY_ENTRANT));
}

TEST_F(WritesTest, ReportThatMustNotLeaveIsRefused) {
  v1::IssueReportRequest request;
  v1::IssueReportResponse response;
  *request.mutable_origin() = OriginOf("1");
  *request.mutable_command() = test::IssueReport("r", event::v1::REPORT_SCOPE_PRACTICE_ROWS,
                                                 event::v1::RECIPIENT_CLASS_INSURER)
                                   .issue_report();
  EXPECT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::IssueReport, request, &response),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "DISCLOSURE_NOT_ALLOWED"));
}

TEST_F(WritesTest, OriginAndCommandAreRequired) {
  v1::AssignCohortRequest request;
  v1::AssignCohortResponse response;
  const auto call = [&] {
    return test::Call(*server_.practice, &v1::PracticeService::Stub::AssignCohort, request,
                      &response);
  };
  EXPECT_THAT(call(), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "origin");
  *request.mutable_origin() = OriginOf("");
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "command");
  request.mutable_command()->set_practice_id("pr-1");
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "origin.source_id");
  request.mutable_origin()->clear_source();
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "origin.source");
}

TEST_F(WritesTest, CodesOfRefusalsPassThroughUnchanged) {
  v1::AssignCohortRequest request;
  v1::AssignCohortResponse response;
  *request.mutable_origin() = OriginOf("1");
  *request.mutable_command() = test::AssignCohort("nobody", test::kCohort).assign_cohort();
  EXPECT_THAT(
      test::Call(*server_.practice, &v1::PracticeService::Stub::AssignCohort, request, &response),
      GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
}

TEST_F(WritesTest, UnknownEnumNumberAndImpossibleDateAreNamed) {
  v1::StartEngagementRequest request;
  v1::StartEngagementResponse response;
  *request.mutable_origin() = OriginOf("1");
  *request.mutable_command() =
      test::StartEngagement("p-1", "pr-1", event::v1::ROLE_GP_OWNER, "2024-01-01")
          .start_engagement();
  request.mutable_command()->set_role(static_cast<event::v1::Role>(200));
  grpc::Status status = test::Call(*server_.practice, &v1::PracticeService::Stub::StartEngagement,
                                   request, &response);
  EXPECT_THAT(status, GrpcRefuses(StatusCode::INVALID_ARGUMENT, "UNKNOWN_ENUM_VALUE"));
  EXPECT_EQ(InfoIn(status).metadata().at("field"), "command.role");
  request.mutable_command()->set_role(event::v1::ROLE_GP_OWNER);
  request.mutable_command()->mutable_from()->set_day(99);
  status = test::Call(*server_.practice, &v1::PracticeService::Stub::StartEngagement, request,
                      &response);
  EXPECT_THAT(status, GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_DATE"));
}

TEST_F(WritesTest, AMessageOverFourMebibytesIsRefused) {
  v1::PublishPlanRequest request;
  v1::PublishPlanResponse response;
  *request.mutable_origin() = OriginOf("1");
  request.mutable_command()->mutable_plan()->set_source(std::string(5 << 20, 'x'));
  const grpc::Status status =
      test::Call(*server_.admin, &v1::AdminService::Stub::PublishPlan, request, &response);
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(WritesTest, LookUpFindsWhatWasPushed) {
  v1::RegisterPersonResponse response;
  ASSERT_THAT(RegisterPerson("1", "p-1", &response), IsGrpcOk());
  v1::LookUpPushRequest request;
  v1::LookUpPushResponse found;
  const auto call = [&] {
    return test::Call(*server_.registration, &v1::RegistrationService::Stub::LookUpPush, request,
                      &found);
  };
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "source");
  request.set_source("portal");
  EXPECT_EQ(InfoIn(call()).metadata().at("field"), "source_id");
  request.set_source_id("1");
  ASSERT_THAT(call(), IsGrpcOk());
  EXPECT_EQ(found.receipt().position(), response.receipt().position());
  EXPECT_EQ(found.receipt().event_ids(0), response.receipt().event_ids(0));
  request.set_source_id("2");
  EXPECT_EQ(call().error_code(), StatusCode::NOT_FOUND);
}

TEST_F(WritesTest, ADryRunTellsWhatEachCommandWouldBecomeAndRecordsNothing) {
  server_.MustPush({test::RegisterPerson("p-1"), test::RegisterPerson("p-2"),
                    test::StartEngagement("p-1", "pr-1", event::v1::ROLE_GP_OWNER, "2023-04-01"),
                    test::StartEngagement("p-2", "pr-1", event::v1::ROLE_GP_OWNER, "2023-04-01"),
                    test::PublishOffering("o-1", event::v1::OFFERING_KIND_INTERVISION),
                    test::ScheduleSession("s-1", "o-1", "2027-02-10", 1)});
  const command::v1::Command known = test::RegisterPerson("p-3");
  server_.MustPush({known});
  v1::DryRunRequest request;
  *request.add_commands() = test::Enrol("p-1", "pr-1", "s-1");
  // Not even a command; the others go on.
  request.add_commands();
  *request.add_commands() = test::Enrol("nobody", "pr-1", "s-1");
  *request.add_commands() = test::Enrol("p-2", "pr-1", "s-1");
  *request.add_commands() = known;
  *request.add_commands() = request.commands(0);
  const auto ask = [&] {
    v1::DryRunResponse response;
    EXPECT_THAT(test::Call(*server_.registration, &v1::RegistrationService::Stub::DryRun, request,
                           &response),
                IsGrpcOk());
    return response;
  };
  const v1::DryRunResponse response = ask();
  ASSERT_EQ(response.outcomes_size(), 6);
  EXPECT_EQ(response.outcomes(0).source_id(), request.commands(0).source_id());
  EXPECT_EQ(response.outcomes(0).accepted().event_types(0), "enrolment_confirmed");
  EXPECT_EQ(response.outcomes(0).accepted().enrolment_state(), v1::ENROLMENT_STATE_CONFIRMED);
  EXPECT_EQ(InfoIn(response.outcomes(1).error()).reason(), "MISSING_FIELD");
  EXPECT_EQ(InfoIn(response.outcomes(2).error()).reason(), "UNKNOWN_PERSON");
  EXPECT_EQ(response.outcomes(3).accepted().enrolment_state(), v1::ENROLMENT_STATE_WAITING);
  EXPECT_EQ(response.outcomes(3).accepted().waiting_rank(), 1u);
  EXPECT_TRUE(response.outcomes(4).accepted().repeated());
  EXPECT_EQ(response.outcomes(4).accepted().recorded_position(), response.position());
  EXPECT_EQ(response.outcomes(4).accepted().event_types_size(), 0);
  EXPECT_TRUE(response.outcomes(5).accepted().repeated());
  EXPECT_EQ(response.outcomes(5).accepted().recorded_position(), 0u);
  // Asked again it says the same: nothing was recorded.
  EXPECT_EQ(ask().DebugString(), response.DebugString());
}

TEST_F(WritesTest, ADryRunHasOneToAThousandCommands) {
  v1::DryRunRequest request;
  v1::DryRunResponse response;
  const auto call = [&] {
    return test::Call(*server_.registration, &v1::RegistrationService::Stub::DryRun, request,
                      &response);
  };
  EXPECT_THAT(call(), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  for (int i = 0; i < 1'000; ++i) *request.add_commands() = test::RegisterPerson("p-1");
  EXPECT_THAT(call(), IsGrpcOk());
  *request.add_commands() = test::RegisterPerson("p-1");
  EXPECT_THAT(call(), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "TOO_MANY_COMMANDS"));
}

TEST_F(WritesTest, EnrolmentAnswersStateRankAndWhoMovedUp) {
  server_.MustPush({test::RegisterPerson("p-1"), test::RegisterPerson("p-2"),
                    test::RegisterPerson("p-3"),
                    test::StartEngagement("p-1", "pr-1", event::v1::ROLE_GP_OWNER, "2023-04-01"),
                    test::StartEngagement("p-2", "pr-1", event::v1::ROLE_GP_OWNER, "2023-04-01"),
                    test::StartEngagement("p-3", "pr-1", event::v1::ROLE_GP_OWNER, "2023-04-01"),
                    test::PublishOffering("o-1", event::v1::OFFERING_KIND_INTERVISION),
                    test::ScheduleSession("s-1", "o-1", "2027-02-10", 2)});
  v1::EnrolResponse responses[3];
  for (int i = 0; i < 3; ++i) {
    v1::EnrolRequest request;
    *request.mutable_origin() = OriginOf(absl::StrCat("enrol-", i));
    *request.mutable_command() = test::Enrol(absl::StrCat("p-", i + 1), "pr-1", "s-1").enrol();
    ASSERT_THAT(test::Call(*server_.registration, &v1::RegistrationService::Stub::Enrol, request,
                           &responses[i]),
                IsGrpcOk());
  }
  EXPECT_EQ(responses[1].receipt().enrolment_state(), v1::ENROLMENT_STATE_CONFIRMED);
  EXPECT_EQ(responses[2].receipt().enrolment_state(), v1::ENROLMENT_STATE_WAITING);
  EXPECT_EQ(responses[2].receipt().waiting_rank(), 1u);

  v1::GetSessionRequest query;
  query.set_session_id("s-1");
  v1::GetSessionResponse session;
  ASSERT_THAT(
      test::Call(*server_.calendar, &v1::CalendarService::Stub::GetSession, query, &session),
      IsGrpcOk());
  EXPECT_EQ(session.session().seats().capacity(), 2u);
  EXPECT_EQ(session.session().seats().confirmed(), 2u);
  EXPECT_EQ(session.session().seats().waiting(), 1u);
  EXPECT_EQ(session.session().seats().free(), 0u);
  ASSERT_EQ(session.enrolments_size(), 3);
  EXPECT_EQ(session.enrolments(2).waiting_rank(), 1u);
  EXPECT_EQ(session.enrolments(0).waiting_rank(), 0u);
  EXPECT_EQ(session.enrolments(2).state(), v1::ENROLMENT_STATE_WAITING);

  v1::CancelEnrolmentRequest cancel;
  *cancel.mutable_origin() = OriginOf("cancel");
  *cancel.mutable_command() = test::CancelEnrolment("p-1>s-1").cancel_enrolment();
  v1::CancelEnrolmentResponse cancelled;
  ASSERT_THAT(test::Call(*server_.registration, &v1::RegistrationService::Stub::CancelEnrolment,
                         cancel, &cancelled),
              IsGrpcOk());
  EXPECT_THAT(cancelled.receipt().promoted_enrolment_ids(), ::testing::ElementsAre("p-3>s-1"));
}

}  // namespace
}  // namespace logboek::api
