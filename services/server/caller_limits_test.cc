// The limits of callers, seen from outside.
#include <chrono>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server/server.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using grpc::StatusCode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::GrpcRefuses;
using test::IsGrpcOk;

ServerOptions With(rpc::CallerLimitsOptions caller) {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.chain.caller = caller;
  options.chain.pause = milliseconds(1);
  return options;
}

grpc::Status Ask(const std::shared_ptr<grpc::Channel>& channel) {
  v1::GetStatusResponse response;
  return test::Call(*v1::AdminService::NewStub(channel), &v1::AdminService::Stub::GetStatus,
                    v1::GetStatusRequest(), &response);
}

TEST(CallerLimitsOfAServer, OneCallerIsRefusedWithAdviceAndAnotherIsNot) {
  test::TestServer server(With({.calls_per_second = 1}));
  const auto other = server.ChannelAs(server.TokenFor(test::AdministratorGrant("other")));
  grpc::Status status;
  // The clock that counts is the machine's: as many calls as no machine is too slow for.
  for (int i = 0; i < 1'000 && status.ok(); ++i) status = Ask(server.channel());
  EXPECT_THAT(status, GrpcRefuses(StatusCode::RESOURCE_EXHAUSTED, "CALLER_LIMIT"));
  google::rpc::Status details;
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  ASSERT_TRUE(details.details(1).UnpackTo(&retry));
  EXPECT_GT(retry.retry_delay().seconds() * 1'000'000'000 + retry.retry_delay().nanos(), 0);
  EXPECT_THAT(Ask(other), IsGrpcOk());
}

TEST(CallerLimitsOfAServer, AStreamTooManyIsRefusedUntilOneEnds) {
  test::TestServer server(With({.streams_at_once = 1}));
  v1::ReplayRequest follow;
  follow.set_follow(true);
  test::TestContext first_context;
  const auto first = server.audit->Replay(&first_context, follow);
  v1::ReplayResponse response;
  ASSERT_TRUE(first->Read(&response));
  EXPECT_THAT(server.Replay({}).status,
              GrpcRefuses(StatusCode::RESOURCE_EXHAUSTED, "CALLER_LIMIT"));
  first_context.TryCancel();
  while (first->Read(&response)) continue;
  EXPECT_EQ(first->Finish().error_code(), StatusCode::CANCELLED);
  // The server may learn of it a little later than the client.
  grpc::Status status;
  do status = server.Replay({}).status;
  while (status.error_code() == StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status, IsGrpcOk());
}

TEST(CallerLimitsOfAServer, APushThatIsTooFastIsSlowedDownAndLosesNothing) {
  test::TestServer server(With({.calls_per_second = 50}));
  std::vector<command::v1::Command> commands = {test::PublishPlan(test::TestPlan())};
  for (int i = 0; i < 250; ++i) commands.push_back(test::RegisterPractice(absl::StrCat("p", i)));
  for (size_t i = 1; i < commands.size(); ++i) {
    commands[i].mutable_register_practice()->set_agb(absl::StrCat(10'000'000 + i));
  }
  const steady_clock::time_point begun = steady_clock::now();
  EXPECT_EQ(server.MustPush(commands).position(), 251u);
  // 100 calls at once are 200 commands; the rest comes at 100 a second.
  EXPECT_GE(steady_clock::now() - begun, milliseconds(300));
}

TEST(CallerLimitsOfAServer, StrangersWhoComeOftenAreAnsweredAfterAPause) {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.chain.pause = milliseconds(200);
  test::TestServer server(std::move(options));
  const auto stranger = server.ChannelAs("logboek_not_a_token");
  const steady_clock::time_point begun = steady_clock::now();
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(Ask(stranger).error_code(), StatusCode::UNAUTHENTICATED);
  }
  // Twenty at once, and ten a second.
  EXPECT_GE(steady_clock::now() - begun, milliseconds(600));
  EXPECT_THAT(Ask(server.channel()), IsGrpcOk());
}

}  // namespace
}  // namespace logboek::server
