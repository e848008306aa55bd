// Bad input gets the right status, a stable reason and a message that says what, which limit and
// how to mend it; and the head of the log stays where it was.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
namespace v1 = logboek::v1;
using command::v1::Command;

struct BadInput {
  std::string name;
  Command command;
  grpc::StatusCode code;
  std::string reason;
  // Words the message must have: the wrong value, the limit.
  std::vector<std::string> says;
};

Command PlanWithoutMenuRow() {
  regioplan::v1::RegionPlan plan = TestPlan();
  plan.set_version("2");
  plan.mutable_menu()->DeleteSubrange(0, 1);
  return PublishPlan(plan);
}

Command WithAgb(absl::string_view agb) {
  Command command = RegisterPractice("p2");
  command.mutable_register_practice()->set_agb(std::string(agb));
  return command;
}

std::vector<BadInput> BadInputs() {
  const ev::Role no_role = static_cast<ev::Role>(99);
  return {
      {"unknown region",
       RegisterPractice("p2", "atlantis"),
       grpc::StatusCode::NOT_FOUND,
       "UNKNOWN_REGION",
       {"atlantis", "publish a plan"}},
      {"malformed code",
       WithAgb("12a"),
       grpc::StatusCode::INVALID_ARGUMENT,
       "BAD_AGB",
       {"12a", "8 digits"}},
      {"a session in 1975",
       ScheduleSession("s1", "meeting", "1975-05-05"),
       grpc::StatusCode::INVALID_ARGUMENT,
       "DATE_OUT_OF_RANGE",
       {"1975", "2000 to 2100"}},
      {"an empty id",
       RegisterPractice(""),
       grpc::StatusCode::INVALID_ARGUMENT,
       "MISSING_FIELD",
       {"practice_id", "fill it"}},
      {"a wrong enum",
       StartEngagement("a", "p1", no_role, "2024-01-01"),
       grpc::StatusCode::INVALID_ARGUMENT,
       "UNKNOWN_ENUM_VALUE",
       {"role", "99"}},
      {"an unknown practice",
       AssignCohort("nowhere", kCohort),
       grpc::StatusCode::NOT_FOUND,
       "UNKNOWN_PRACTICE",
       {"nowhere", "register it first"}},
      {"an end before its start",
       StartEngagement("a", "p1", ev::ROLE_GP_OWNER, "2024-02-02", "2024-02-01"),
       grpc::StatusCode::INVALID_ARGUMENT,
       "END_BEFORE_START",
       {"2024-02-01", "2024-02-02"}},
      {"a plan with a missing menu row",
       PlanWithoutMenuRow(),
       grpc::StatusCode::INVALID_ARGUMENT,
       "PLAN_INVALID",
       {"triage-basic", "obligations[0].staff_share.menu_slugs[0]"}},
  };
}

class BadInputTest : public ::testing::Test {
 protected:
  BadInputTest() : server_(folder_ / "store"), channel_(server_.NewChannel()) {
    for (const v1::PushResponse& response :
         PushAll(channel_, {PublishPlan(TestPlan()), RegisterPractice("p1"), RegisterPerson("a"),
                            PublishOffering("meeting", ev::OFFERING_KIND_EXCHANGE_MEETING)})) {
      EXPECT_TRUE(response.has_receipt()) << response.error().message();
    }
  }

  uint64_t Head() {
    v1::GetStatusResponse response;
    const grpc::Status status = v1::AdminService::NewStub(channel_)->GetStatus(
        CallContext().get(), v1::GetStatusRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.position();
  }

  const TempFolder folder_;
  ServerProcess server_;
  const std::shared_ptr<grpc::Channel> channel_;
};

std::string ReasonOf(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : status.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

TEST_F(BadInputTest, IsRefusedByNameAndLeavesNoTrace) {
  const uint64_t before = Head();
  for (const BadInput& bad : BadInputs()) {
    SCOPED_TRACE(bad.name);
    const auto responses = PushAll(channel_, {bad.command});
    ASSERT_EQ(responses.size(), 1u);
    ASSERT_TRUE(responses[0].has_error());
    const google::rpc::Status& error = responses[0].error();
    EXPECT_EQ(error.code(), static_cast<int>(bad.code));
    EXPECT_EQ(ReasonOf(error), bad.reason);
    for (const std::string& words : bad.says) {
      EXPECT_NE(error.message().find(words), std::string::npos) << error.message();
    }
    EXPECT_EQ(Head(), before);
  }
}

TEST_F(BadInputTest, UnaryCallsCarryTheSameReasonInTheirDetails) {
  v1::RegisterPracticeRequest request;
  request.mutable_origin()->set_source("test");
  request.mutable_origin()->set_source_id("bad");
  *request.mutable_command() = WithAgb("12a").register_practice();
  v1::RegisterPracticeResponse response;
  const grpc::Status status = v1::PracticeService::NewStub(channel_)->RegisterPractice(
      CallContext().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(ReasonOf(details), "BAD_AGB");
}

TEST_F(BadInputTest, FiveMebibytesAreTooMuchForOneMessage) {
  const uint64_t before = Head();
  v1::RegisterPracticeRequest request;
  request.mutable_origin()->set_source("test");
  request.mutable_origin()->set_source_id("large");
  *request.mutable_command() = RegisterPractice("p2").register_practice();
  request.mutable_command()->set_name(std::string(5 << 20, 'x'));
  v1::RegisterPracticeResponse response;
  const grpc::Status status = v1::PracticeService::NewStub(channel_)->RegisterPractice(
      CallContext().get(), request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(status.error_message().find("4194304; shorten it"), std::string::npos)
      << status.error_message();
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(ReasonOf(details), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(Head(), before);
}

TEST_F(BadInputTest, CommandLineNamesFieldAndReasonAndExitsWithOne) {
  const uint64_t before = Head();
  const RunResult result = RunProgram(
      {Program("logboek"), "--server", server_.address(), "--format", "json", "do",
       R"({"source":"test","sourceId":"1","registerPractice":{"practiceId":"p2","agb":"12a",)"
       R"("region":"test_region","name":"P","from":{"year":2024,"month":1,"day":1}}})"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.errors.find("BAD_AGB"), std::string::npos) << result.errors;
  EXPECT_EQ(Head(), before);
}

}  // namespace
}  // namespace logboek::test
