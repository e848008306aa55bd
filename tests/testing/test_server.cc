#include "tests/testing/test_server.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/base/check.h"
#include "storage/base/log.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/reasons/reasons.h"
#include "tests/testing/wire.h"

namespace logboek::test {
namespace {

constexpr absl::Duration kDeadline = absl::Minutes(2);

}  // namespace

absl::Time DefaultNow() { return Morning(absl::CivilDay(2026, 11, 30)); }

access::v1::Grant AdministratorGrant(const std::string& principal) {
  access::v1::Grant grant;
  grant.set_principal(principal);
  grant.set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  return grant;
}

TestContext::TestContext() {
  set_deadline(absl::ToChronoTime(base::SystemClock().Now() + kDeadline));
}

void ExpectListed(const google::protobuf::Message& request, const grpc::Status& status) {
  const std::string& name = request.GetDescriptor()->name();
  EXPECT_EQ(
      WhatIsNotListed(absl::StripSuffix(name, "Request"),
                      static_cast<absl::StatusCode>(status.error_code()), InfoIn(status).reason()),
      "");
}

server::ServerOptions TestServer::MemoryOptions() {
  server::ServerOptions options;
  options.engine = server::Engine::kMemory;
  return options;
}

server::ServerOptions TestServer::RocksOptions() {
  server::ServerOptions options;
  options.engine = server::Engine::kRocksDb;
  return options;
}

TestServer::TestServer(server::ServerOptions options) : clock_(DefaultNow()) {
  // One line a call would bury what a failing test has to say.
  base::SetLogLevel(base::LogLevel::kError);
  Start(std::move(options));
}

TestServer::~TestServer() { server_->Drain(); }

void TestServer::Start(server::ServerOptions options) {
  options.listen = "127.0.0.1:0";
  options.clock = &clock_;
  options.first_token_path = folder_.Sub("token");
  if (options.engine == server::Engine::kRocksDb && options.log == nullptr) {
    options.store = folder_.Sub("store");
  }
  absl::StatusOr<std::unique_ptr<server::Server>> started =
      server::Server::Start(std::move(options));
  CHECK(started.ok(), "the server starts");
  server_ = *std::move(started);
  channel_ = ChannelAs(token());
  registration = v1::RegistrationService::NewStub(channel_);
  practice = v1::PracticeService::NewStub(channel_);
  compliance = v1::ComplianceService::NewStub(channel_);
  overview = v1::OverviewService::NewStub(channel_);
  report = v1::ReportService::NewStub(channel_);
  calendar = v1::CalendarService::NewStub(channel_);
  audit = v1::AuditService::NewStub(channel_);
  admin = v1::AdminService::NewStub(channel_);
  access = v1::AccessService::NewStub(channel_);
}

std::string TestServer::token() const { return FirstTokenIn(folder_.Sub("token")); }

std::shared_ptr<grpc::Channel> TestServer::ChannelAs(const std::string& token) const {
  return AuthorizedChannel(server_->address(), grpc::InsecureChannelCredentials(), token);
}

std::string TestServer::TokenFor(const access::v1::Grant& grant) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() = grant;
  v1::CreateTokenResponse response;
  EXPECT_THAT(Call(*access, &v1::AccessService::Stub::CreateToken, request, &response), IsGrpcOk());
  return response.token();
}

void TestServer::Restart() {
  server_->Drain();
  server_.reset();
  Start(RocksOptions());
}

std::vector<v1::PushResponse> TestServer::Push(const std::vector<command::v1::Command>& commands) {
  TestContext context;
  const auto stream = registration->Push(&context);
  // Written beside the reading: the server stops reading when its answers are not taken.
  std::thread writer([&] {
    for (const command::v1::Command& command : commands) {
      v1::PushRequest request;
      *request.mutable_command() = command;
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::vector<v1::PushResponse> responses;
  for (v1::PushResponse response; stream->Read(&response);) responses.push_back(response);
  writer.join();
  EXPECT_THAT(stream->Finish(), IsGrpcOk());
  EXPECT_EQ(responses.size(), commands.size());
  for (size_t i = 0; i < responses.size(); ++i) {
    const google::rpc::Status& error = responses[i].error();
    EXPECT_EQ(WhatIsNotListed(MethodOf(commands.at(i)), static_cast<absl::StatusCode>(error.code()),
                              InfoIn(error).reason()),
              "");
  }
  return responses;
}

v1::Receipt TestServer::MustPush(const std::vector<command::v1::Command>& commands) {
  v1::Receipt last;
  for (const v1::PushResponse& response : Push(commands)) {
    EXPECT_TRUE(response.has_receipt())
        << response.source_id() << ": " << response.error().message();
    last = response.receipt();
  }
  return last;
}

TestServer::Replayed TestServer::Replay(const v1::ReplayRequest& request) {
  TestContext context;
  const auto stream = audit->Replay(&context, request);
  Replayed replayed;
  for (v1::ReplayResponse response; stream->Read(&response);) {
    if (response.has_envelope()) {
      replayed.envelopes.push_back(response.envelope());
    } else {
      replayed.caught_up = response.caught_up_position();
    }
  }
  replayed.status = stream->Finish();
  return replayed;
}

}  // namespace logboek::test
