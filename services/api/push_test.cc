// The Push stream: order, refusals in the stream, backpressure, clients that leave, a server that
// drains.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/mutex.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using command::v1::Command;
using grpc::StatusCode;
using test::GatedLog;
using test::GrpcRefuses;
using test::InfoIn;
using test::IsGrpcOk;

std::vector<Command> Persons(int count) {
  std::vector<Command> commands;
  for (int i = 0; i < count; ++i) commands.push_back(test::RegisterPerson(absl::StrCat("p-", i)));
  return commands;
}

TEST(Push, AnswersEveryCommandInOrderWithItsKey) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan())});
  const std::vector<Command> commands = Persons(3000);
  const std::vector<v1::PushResponse> responses = server.Push(commands);
  ASSERT_EQ(responses.size(), commands.size());
  for (size_t i = 0; i < responses.size(); ++i) {
    EXPECT_EQ(responses[i].sequence(), i + 1);
    EXPECT_EQ(responses[i].source_id(), commands[i].source_id());
    ASSERT_TRUE(responses[i].has_receipt()) << responses[i].error().message();
    EXPECT_EQ(responses[i].receipt().position(), i + 2);
  }
}

TEST(Push, ARefusedCommandDoesNotStopTheStream) {
  test::TestServer server;
  Command unknown_role =
      test::StartEngagement("p-1", "pr-1", event::v1::ROLE_GP_OWNER, "2024-01-01");
  unknown_role.mutable_start_engagement()->set_role(static_cast<event::v1::Role>(99));
  const auto responses = server.Push(
      {test::RegisterPractice("pr-0"), test::PublishPlan(test::TestPlan()), Command(), unknown_role,
       test::With(test::RegisterPractice("pr-1"), "", "x"), test::RegisterPractice("pr-1")});
  ASSERT_EQ(responses.size(), 6u);
  EXPECT_TRUE(responses[0].has_error());
  EXPECT_EQ(responses[0].error().code(), static_cast<int>(StatusCode::NOT_FOUND));
  EXPECT_EQ(InfoIn(responses[0].error()).reason(), "UNKNOWN_REGION");
  EXPECT_TRUE(responses[1].has_receipt());
  EXPECT_EQ(InfoIn(responses[2].error()).reason(), "MISSING_FIELD");
  EXPECT_EQ(InfoIn(responses[3].error()).reason(), "UNKNOWN_ENUM_VALUE");
  EXPECT_EQ(InfoIn(responses[4].error()).metadata().at("field"), "command.source");
  EXPECT_TRUE(responses[5].has_receipt());
  EXPECT_EQ(responses[5].sequence(), 6u);
}

TEST(Push, ARequestWithoutCommandIsAnswered) {
  test::TestServer server;
  test::TestContext context;
  const auto stream = server.registration->Push(&context);
  ASSERT_TRUE(stream->Write(v1::PushRequest()));
  v1::PushResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(InfoIn(response.error()).metadata().at("field"), "command");
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(), IsGrpcOk());
}

TEST(Push, ReadsOnOnlyWhileAtMost1024AreUnanswered) {
  auto log = std::make_unique<GatedLog>();
  GatedLog* const gate = log.get();
  gate->Hold();
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(log);
  options.registrar.group_events_max = 1;
  test::TestServer server(std::move(options));
  test::TestContext context;
  const auto stream = server.registration->Push(&context);
  // The first command is at the disk; everything behind it waits.
  std::thread writer([&] {
    v1::PushRequest request;
    *request.mutable_command() = test::PublishPlan(test::TestPlan());
    stream->Write(request);
    for (const Command& command : Persons(5000)) {
      *request.mutable_command() = command;
      stream->Write(request);
    }
    stream->WritesDone();
  });
  const auto depth = [&server] {
    v1::GetStatusResponse status;
    EXPECT_THAT(test::Call(*server.admin, &v1::AdminService::Stub::GetStatus,
                           v1::GetStatusRequest(), &status),
                IsGrpcOk());
    return status.queue_depth();
  };
  // All but what the registrar holds, which takes up to 16 at once off its queue.
  while (depth() < 1000) {
  }
  for (int i = 0; i < 300; ++i) ASSERT_LE(depth(), 1024u);
  gate->Release();
  int answered = 0;
  for (v1::PushResponse response; stream->Read(&response); ++answered) {
    EXPECT_TRUE(response.has_receipt()) << response.error().message();
  }
  writer.join();
  EXPECT_THAT(stream->Finish(), IsGrpcOk());
  EXPECT_EQ(answered, 5001);
}

TEST(Push, AStreamRestsWhenItsCallerHasHadEnough) {
  server::ServerOptions options = test::TestServer::MemoryOptions();
  // Two seconds' worth may come at once; a command is three quarters of a call.
  options.chain.caller.calls_per_second = 200;
  test::TestServer server(std::move(options));
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(server.Push(Persons(600)).size(), 600u);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(240));
}

TEST(Push, AClientThatLeavesCostsNothingButItsCommandsCount) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan())});
  {
    test::TestContext context;
    const auto stream = server.registration->Push(&context);
    for (const Command& command : Persons(500)) {
      v1::PushRequest request;
      *request.mutable_command() = command;
      ASSERT_TRUE(stream->Write(request));
    }
    v1::PushResponse response;
    ASSERT_TRUE(stream->Read(&response));
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), StatusCode::CANCELLED);
  }
  // What was answered is there; the server still answers others and still drains.
  EXPECT_THAT(server.Push({test::RegisterPractice("pr-1")}),
              ::testing::ElementsAre(::testing::Property(&v1::PushResponse::has_receipt, true)));
  server.server().Drain();
}

TEST(Push, DrainAnswersWhatWasReadAndEndsWithUnavailable) {
  test::TestServer server;
  test::TestContext context;
  const auto stream = server.registration->Push(&context);
  v1::PushRequest request;
  *request.mutable_command() = test::PublishPlan(test::TestPlan());
  ASSERT_TRUE(stream->Write(request));
  v1::PushResponse response;
  ASSERT_TRUE(stream->Read(&response));
  std::thread drain([&server] { server.server().Drain(); });
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(stream->Finish(), GrpcRefuses(StatusCode::UNAVAILABLE, "DRAINING"));
  drain.join();
}

TEST(Push, DrainDoesNotWaitForeverForAClientThatReadsNothing) {
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.drain_max = absl::Milliseconds(200);
  test::TestServer server(std::move(options));
  test::TestContext context;
  const auto stream = server.registration->Push(&context);
  // Wrong commands with long keys: the answers fill the pipe and stay there.
  std::thread writer([&] {
    v1::PushRequest request;
    request.mutable_command()->set_source(std::string(4000, 's'));
    while (stream->Write(request)) {
    }
  });
  v1::PushResponse response;
  ASSERT_TRUE(stream->Read(&response));
  server.server().Drain();
  writer.join();
  while (stream->Read(&response)) {
  }
  EXPECT_FALSE(stream->Finish().ok());
}

// Unary writes under way, counted by how they end.
class Burst {
 public:
  void Send(test::TestServer* server, const std::string& version) {
    auto& call = *calls_.emplace_back(std::make_unique<OneCall>());
    call.request.mutable_origin()->set_source("burst");
    call.request.mutable_origin()->set_source_id(version);
    *call.request.mutable_command()->mutable_plan() = test::TestPlan();
    call.request.mutable_command()->mutable_plan()->set_version(version);
    server->admin->async()->PublishPlan(&call.context, &call.request, &call.response,
                                        [this](const grpc::Status& status) {
                                          const base::MutexLock lock(&mutex_);
                                          ended_.push_back(status);
                                          ended_one_.SignalAll();
                                        });
  }
  std::vector<grpc::Status> WaitFor(size_t ended) {
    base::MutexLock lock(&mutex_);
    while (ended_.size() < ended) ended_one_.Wait(&mutex_);
    return ended_;
  }

 private:
  struct OneCall {
    test::TestContext context;
    v1::PublishPlanRequest request;
    v1::PublishPlanResponse response;
  };
  std::vector<std::unique_ptr<OneCall>> calls_;
  base::Mutex mutex_;
  base::CondVar ended_one_;
  std::vector<grpc::Status> ended_;
};

TEST(Queue, AFullQueueIsUnavailableAndSaysWhenToTryAgain) {
  auto log = std::make_unique<GatedLog>();
  GatedLog* const gate = log.get();
  gate->Hold();
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(log);
  options.registrar.queue_max = 10;
  options.registrar.group_events_max = 10;
  test::TestServer server(std::move(options));
  constexpr size_t kCalls = 100;
  Burst burst;
  for (size_t i = 0; i < kCalls; ++i) burst.Send(&server, absl::StrCat("version-", i));
  // The registrar holds at most a group at the disk, one behind it, what it has taken and its
  // queue; nobody else is answered before the disk goes on.
  for (const grpc::Status& status : burst.WaitFor(50)) {
    EXPECT_THAT(status, GrpcRefuses(StatusCode::UNAVAILABLE, "QUEUE_FULL"));
    google::rpc::Status details;
    ASSERT_TRUE(details.ParseFromString(status.error_details()));
    EXPECT_EQ(details.details_size(), 2);
  }
  gate->Release();
  size_t decided = 0;
  for (const grpc::Status& status : burst.WaitFor(kCalls)) {
    if (InfoIn(status).reason() != "QUEUE_FULL") ++decided;
  }
  EXPECT_GE(decided, 10u);
}

}  // namespace
}  // namespace logboek::api
