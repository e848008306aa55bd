// Lists through real gRPC: each answers, in pages, at a moment; histories, refusals, what a push
// was.
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
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A region with two practices in a joint plan: assistants, one of them trained, owners who met.
class OverviewTest : public ::testing::Test {
 protected:
  OverviewTest() {
    regioplan::v1::RegionPlan plan = test::TestPlan();
    plan.mutable_menu(0)->set_funding(regioplan::v1::FUNDING_AOF);
    server_.MustPush(
        {test::PublishPlan(plan),
         test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
         test::PublishOffering("exchange", event::v1::OFFERING_KIND_EXCHANGE_MEETING)});
    for (const char* id : {"p1", "p2"}) {
      const std::string assistant = absl::StrCat(id, "-a");
      const std::string owner = absl::StrCat(id, "-o");
      server_.MustPush(
          {test::RegisterPractice(id), test::AssignCohort(id, test::kCohort),
           test::RegisterPerson(assistant), test::RegisterPerson(owner),
           test::StartEngagement(assistant, id, event::v1::ROLE_MEDICAL_ASSISTANT, "2023-04-01"),
           test::StartEngagement(owner, id, event::v1::ROLE_GP_OWNER, "2023-04-01")});
    }
    server_.MustPush({test::CompleteCourse("triage", "p1-a", "2023-09-12"),
                      test::RegisterJointPlan("joint", {"p1", "p2"}, "2023-04-01"),
                      test::ScheduleSession("s1", "exchange", "2023-06-06"),
                      test::RecordAttendance("s1", "p1-o", "p1"),
                      test::WaiveRequirement("p2", "T-01", 1)});
  }

  template <typename Request, typename Response>
  Response Ask(grpc::Status (v1::OverviewService::Stub::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
               const Request& request) {
    Response response;
    EXPECT_THAT(test::Call(*server_.overview, method, request, &response), IsGrpcOk());
    return response;
  }

  template <typename Request>
  static Request OfRegion() {
    Request request;
    request.set_region(test::kRegion);
    return request;
  }

  test::TestServer server_;
};

TEST_F(OverviewTest, StaffSharesComeInPagesOfOnePosition) {
  auto request = OfRegion<v1::ListStaffSharesRequest>();
  request.set_obligation_id("T-01");
  request.set_page_size(3);
  *request.mutable_at() = test::Date(absl::CivilDay(2024, 1, 10));
  const auto first = Ask(&v1::OverviewService::Stub::ListStaffShares, request);
  ASSERT_THAT(first.rows(), SizeIs(3));
  EXPECT_EQ(first.rows(0).practice_id(), "p1");
  EXPECT_EQ(first.rows(0).practice_name(), "Praktijk p1");
  EXPECT_EQ(first.rows(0).status(), v1::VERDICT_STATUS_MET);
  EXPECT_EQ(first.rows(0).numerator(), 1u);
  EXPECT_EQ(first.rows(0).denominator(), 1u);
  EXPECT_EQ(first.rows(0).first_met_on().day(), 12);
  EXPECT_EQ(first.rows(0).coverage_now().numerator(), 1u);
  EXPECT_EQ(first.rows(0).label().nl(), "label T-01");
  EXPECT_EQ(first.at().year(), 2024);
  server_.MustPush({test::RegisterPractice("p3")});
  request.set_page_token(first.next_page_token());
  request.set_token(first.token());
  const auto second = Ask(&v1::OverviewService::Stub::ListStaffShares, request);
  EXPECT_THAT(second.rows(), SizeIs(1));
  EXPECT_EQ(second.position(), first.position());
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(OverviewTest, UntrainedAndTheirTimes) {
  v1::ListUntrainedRequest untrained;
  untrained.set_practice_id("p2");
  untrained.set_obligation_id("T-01");
  untrained.set_period(1);
  const auto people = Ask(&v1::OverviewService::Stub::ListUntrained, untrained);
  ASSERT_THAT(people.rows(), SizeIs(1));
  EXPECT_EQ(people.rows(0).person_id(), "p2-a");
  EXPECT_THAT(people.rows(0).roles(), ElementsAre(event::v1::ROLE_MEDICAL_ASSISTANT));
  auto times = OfRegion<v1::GetTimesHistogramRequest>();
  times.set_obligation_id("T-01");
  times.set_period(1);
  const auto histogram = Ask(&v1::OverviewService::Stub::GetTimesHistogram, times);
  ASSERT_THAT(histogram.rows(), SizeIs(2));
  EXPECT_THAT(histogram.rows(0).one_person_ids(), ElementsAre("p1-a"));
  EXPECT_EQ(histogram.rows(1).none(), 1u);
}

TEST_F(OverviewTest, SessionsAndWhatTheyWereCreditedTo) {
  v1::ListRepresentationRequest representation;
  representation.set_session_id("s1");
  const auto represented = Ask(&v1::OverviewService::Stub::ListRepresentation, representation);
  ASSERT_THAT(represented.rows(), SizeIs(2));
  EXPECT_EQ(represented.rows(1).practice_id(), "p2");
  EXPECT_EQ(represented.rows(1).path(), v1::REPRESENTATION_PATH_JOINT_PLAN);
  EXPECT_EQ(represented.rows(1).through_id(), "joint");
  EXPECT_EQ(represented.rows(1).people(), 1u);

  v1::GetCreditLedgerRequest ledger;
  ledger.set_practice_id("p2");
  const auto credited = Ask(&v1::OverviewService::Stub::GetCreditLedger, ledger);
  ASSERT_THAT(credited.rows(), SizeIs(1));
  EXPECT_EQ(credited.rows(0).session_id(), "s1");
  EXPECT_EQ(credited.rows(0).reason(), v1::EVIDENCE_REASON_COUNTED);
  EXPECT_EQ(credited.rows(0).obligation_id(), "T-02");
  EXPECT_THAT(credited.rows(0).by_practice_ids(), ElementsAre("p1"));

  const auto odd = Ask(&v1::OverviewService::Stub::ListSessionOddities,
                       OfRegion<v1::ListSessionOdditiesRequest>());
  ASSERT_THAT(odd.rows(), SizeIs(1));
  EXPECT_EQ(odd.rows(0).walk_ins(), 1u);
  EXPECT_FALSE(odd.rows(0).list_closed());
  EXPECT_EQ(odd.rows(0).kind(), event::v1::OFFERING_KIND_EXCHANGE_MEETING);
}

TEST_F(OverviewTest, DecisionsFundsAndSharedPeople) {
  const auto decisions = Ask(&v1::OverviewService::Stub::ListDecisionsInUse,
                             OfRegion<v1::ListDecisionsInUseRequest>());
  ASSERT_THAT(decisions.rows(), SizeIs(1));
  EXPECT_EQ(decisions.rows(0).practice_id(), "p2");
  EXPECT_EQ(decisions.rows(0).status(), v1::VERDICT_STATUS_WAIVED);
  EXPECT_EQ(decisions.rows(0).ground(), "the practice burned down");
  EXPECT_EQ(decisions.rows(0).decided_on().year(), 2026);

  auto funded = OfRegion<v1::ListFundedCoursesRequest>();
  funded.set_funding(regioplan::v1::FUNDING_AOF);
  const auto courses = Ask(&v1::OverviewService::Stub::ListFundedCourses, funded);
  ASSERT_THAT(courses.rows(), SizeIs(1));
  EXPECT_EQ(courses.rows(0).practice_id(), "p1");
  EXPECT_EQ(courses.rows(0).offering_id(), "triage");
  EXPECT_EQ(courses.rows(0).completions(), 1u);

  server_.MustPush({test::StartEngagement("p1-o", "p2", event::v1::ROLE_GP_LOCUM, "2024-01-01")});
  const auto shared =
      Ask(&v1::OverviewService::Stub::ListSharedPeople, OfRegion<v1::ListSharedPeopleRequest>());
  ASSERT_THAT(shared.rows(), SizeIs(2));
  EXPECT_EQ(shared.rows(1).practice_id(), "p2");
  EXPECT_THAT(shared.rows(1).roles(), ElementsAre(event::v1::ROLE_GP_LOCUM));
}

TEST_F(OverviewTest, ListsWithoutRowsAnswerTheirMoment) {
  const auto documents = Ask(&v1::OverviewService::Stub::ListMissingDocuments,
                             OfRegion<v1::ListMissingDocumentsRequest>());
  ASSERT_THAT(documents.rows(), SizeIs(2)) << "nobody confirmed a roster";
  EXPECT_EQ(documents.rows(0).document(), v1::MISSING_DOCUMENT_ROSTER);
  const auto matrix =
      Ask(&v1::OverviewService::Stub::GetQuarterMatrix, OfRegion<v1::GetQuarterMatrixRequest>());
  EXPECT_THAT(matrix.rows(), IsEmpty());
  EXPECT_EQ(matrix.at().year(), 2026);
  EXPECT_NE(matrix.token(), "");
  EXPECT_THAT(
      Ask(&v1::OverviewService::Stub::ListNewStaff, OfRegion<v1::ListNewStaffRequest>()).rows(),
      IsEmpty());
  EXPECT_THAT(Ask(&v1::OverviewService::Stub::GetChoices, OfRegion<v1::GetChoicesRequest>()).rows(),
              IsEmpty());
  EXPECT_THAT(Ask(&v1::OverviewService::Stub::ListVisits, OfRegion<v1::ListVisitsRequest>()).rows(),
              IsEmpty());
}

TEST_F(OverviewTest, WrongQuestionsAreRefusedByName) {
  v1::ListVisitsResponse visits;
  EXPECT_THAT(test::Call(*server_.overview, &v1::OverviewService::Stub::ListVisits,
                         v1::ListVisitsRequest(), &visits),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  v1::ListFundedCoursesResponse courses;
  EXPECT_THAT(test::Call(*server_.overview, &v1::OverviewService::Stub::ListFundedCourses,
                         OfRegion<v1::ListFundedCoursesRequest>(), &courses),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  v1::ListPromotionsRequest both;
  both.set_session_id("s1");
  both.set_cancelled_enrolment_id("e");
  v1::ListPromotionsResponse promotions;
  EXPECT_THAT(
      test::Call(*server_.overview, &v1::OverviewService::Stub::ListPromotions, both, &promotions),
      GrpcRefuses(StatusCode::INVALID_ARGUMENT, "ONE_OF_TWO"));
  auto times = OfRegion<v1::GetTimesHistogramRequest>();
  times.set_obligation_id("T-02");
  v1::GetTimesHistogramResponse histogram;
  EXPECT_THAT(test::Call(*server_.overview, &v1::OverviewService::Stub::GetTimesHistogram, times,
                         &histogram),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NOT_A_SHARE"));
}

TEST_F(OverviewTest, WhoMovedUp) {
  server_.MustPush({test::ScheduleSession("full", "exchange", "2027-02-02", 1),
                    test::Enrol("p1-o", "p1", "full"), test::Enrol("p2-o", "p2", "full"),
                    test::CancelEnrolment("p1-o>full")});
  v1::ListPromotionsRequest request;
  request.set_cancelled_enrolment_id("p1-o>full");
  const auto promotions = Ask(&v1::OverviewService::Stub::ListPromotions, request);
  ASSERT_THAT(promotions.rows(), SizeIs(1));
  EXPECT_EQ(promotions.rows(0).enrolment_id(), "p2-o>full");
  EXPECT_EQ(promotions.rows(0).cause_type(), "enrolment_cancelled");
  EXPECT_EQ(promotions.rows(0).recorded_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
}

TEST_F(OverviewTest, AHistoryIsTheEventsThemselves) {
  server_.MustPush({test::CorrectAttendance("s1", "p1-o", /*present=*/false)});
  v1::GetHistoryRequest request;
  request.mutable_attendance()->set_session_id("s1");
  request.mutable_attendance()->set_person_id("p1-o");
  v1::GetHistoryResponse history;
  ASSERT_THAT(test::Call(*server_.audit, &v1::AuditService::Stub::GetHistory, request, &history),
              IsGrpcOk());
  ASSERT_THAT(history.rows(), SizeIs(2));
  EXPECT_TRUE(history.rows(0).envelope().event().has_attendance_recorded());
  EXPECT_EQ(history.rows(1).envelope().supersedes(), history.rows(0).envelope().event_id());
  EXPECT_EQ(history.rows(1).envelope().actor().id(), "administrator");
  EXPECT_EQ(history.rows(1).decided_by(), "coordinator");
  request.clear_subject();
  EXPECT_THAT(test::Call(*server_.audit, &v1::AuditService::Stub::GetHistory, request, &history),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  request.set_event_id("nothing");
  EXPECT_THAT(test::Call(*server_.audit, &v1::AuditService::Stub::GetHistory, request, &history),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_EVENT"));
}

class RefusalsTest : public ::testing::Test {
 protected:
  explicit RefusalsTest(server::ServerOptions options = test::TestServer::RocksOptions())
      : server_(std::move(options)) {}

  v1::ListRefusalsResponse Refusals(const v1::ListRefusalsRequest& request) {
    v1::ListRefusalsResponse response;
    EXPECT_THAT(test::Call(*server_.registration, &v1::RegistrationService::Stub::ListRefusals,
                           request, &response),
                IsGrpcOk());
    return response;
  }

  test::TestServer server_;
};

TEST_F(RefusalsTest, EveryRefusedPushIsListedAlsoAfterARestart) {
  Command nameless = test::With(Command(), "hus", "k-2");
  // One after the other: what has no kind is refused before it is queued.
  server_.Push({test::With(test::CancelSession("s9"), "hus", "k-1")});
  server_.Push({nameless, test::With(test::CancelSession("s9"), "hzt", "k-1")});
  v1::MoveSessionRequest unary;
  unary.mutable_origin()->set_source("hus");
  unary.mutable_origin()->set_source_id("k-3");
  v1::MoveSessionResponse moved;
  EXPECT_FALSE(
      test::Call(*server_.registration, &v1::RegistrationService::Stub::MoveSession, unary, &moved)
          .ok());
  server_.Restart();
  v1::ListRefusalsRequest request;
  request.set_source("hus");
  request.set_page_size(2);
  *request.mutable_from() = test::Date(absl::CivilDay(2026, 11, 30));
  *request.mutable_until() = test::Date(absl::CivilDay(2026, 12, 1));
  const v1::ListRefusalsResponse first = Refusals(request);
  ASSERT_THAT(first.rows(), SizeIs(2));
  EXPECT_EQ(first.rows(0).source_id(), "k-1");
  EXPECT_EQ(first.rows(0).command(), "cancel_session");
  EXPECT_EQ(first.rows(0).reason(), "UNKNOWN_SESSION");
  EXPECT_EQ(first.rows(0).code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(first.rows(0).actor(), "administrator");
  EXPECT_EQ(first.rows(0).time().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
  EXPECT_EQ(first.rows(1).source_id(), "k-2");
  EXPECT_EQ(first.rows(1).reason(), "MISSING_FIELD");
  EXPECT_FALSE(first.has_complete_since());
  request.set_page_token(first.next_page_token());
  const v1::ListRefusalsResponse second = Refusals(request);
  ASSERT_THAT(second.rows(), SizeIs(1));
  EXPECT_EQ(second.rows(0).command(), "move_session");
  EXPECT_EQ(second.next_page_token(), "");
  request.clear_page_token();
  *request.mutable_until() = test::Date(absl::CivilDay(2026, 11, 30));
  EXPECT_THAT(Refusals(request).rows(), IsEmpty());
}

TEST_F(RefusalsTest, APushIsComparedWithWhatWouldBeSent) {
  const Command sent = test::With(test::PublishPlan(test::TestPlan()), "hus", "plan");
  server_.MustPush({sent});
  v1::LookUpPushRequest request;
  request.set_source("hus");
  request.set_source_id("plan");
  v1::LookUpPushResponse response;
  const auto look_up = [&] {
    return test::Call(*server_.registration, &v1::RegistrationService::Stub::LookUpPush, request,
                      &response);
  };
  ASSERT_THAT(look_up(), IsGrpcOk());
  EXPECT_EQ(response.content(), v1::CONTENT_MATCH_UNSPECIFIED);
  *request.mutable_command() = sent;
  ASSERT_THAT(look_up(), IsGrpcOk());
  EXPECT_EQ(response.content(), v1::CONTENT_MATCH_SAME);
  EXPECT_EQ(response.receipt().position(), 1u);
  request.mutable_command()->mutable_publish_plan()->mutable_plan()->set_version("2");
  ASSERT_THAT(look_up(), IsGrpcOk());
  EXPECT_EQ(response.content(), v1::CONTENT_MATCH_DIFFERENT);
  request.set_source_id("other");
  EXPECT_THAT(look_up(), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PUSH"));
}

TEST_F(OverviewTest, TheCalendarOfARole) {
  server_.MustPush({test::ScheduleSession("course", "triage", "2027-01-12"),
                    test::ScheduleSession("meeting", "exchange", "2027-01-13"),
                    test::DefineSeries("series", {"meeting"}, {test::kCohort}, 1)});
  v1::ListSessionsRequest request;
  request.set_region(test::kRegion);
  *request.mutable_from() = test::Date(absl::CivilDay(2027, 1, 1));
  request.add_roles(event::v1::ROLE_GP_OWNER);
  v1::ListSessionsResponse sessions;
  const auto list = [&] {
    return test::Call(*server_.calendar, &v1::CalendarService::Stub::ListSessions, request,
                      &sessions);
  };
  ASSERT_THAT(list(), IsGrpcOk());
  ASSERT_THAT(sessions.sessions(), SizeIs(1)) << "the course is for assistants";
  EXPECT_EQ(sessions.sessions(0).session_id(), "meeting");
  EXPECT_THAT(sessions.sessions(0).cohort_ids(), ElementsAre(test::kCohort));
  request.set_roles(0, event::v1::ROLE_MEDICAL_ASSISTANT);
  ASSERT_THAT(list(), IsGrpcOk());
  EXPECT_THAT(sessions.sessions(), SizeIs(2)) << "the meeting is for everybody";
}

}  // namespace
}  // namespace logboek::api
