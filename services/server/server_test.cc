#include "services/server/server.h"

#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "storage/base/clock.h"
#include "storage/base/log.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using base::Refuses;
using base::StatusIs;
using test::GrpcRefuses;
using test::IsGrpcOk;

// The standard health service, spoken by hand: the package has no stub for it. The request names a
// service in field 1, the answer's field 1 is the status.
class HealthWatch {
 public:
  HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
      : stub_(channel) {
    std::string request;
    if (!service.empty()) {
      request = absl::StrCat("\n", std::string(1, static_cast<char>(service.size())), service);
    }
    call_ = stub_.PrepareCall(&context_, "/grpc.health.v1.Health/Watch", &queue_);
    call_->StartCall(this);
    EXPECT_TRUE(Wait());
    const grpc::Slice slice(request);
    call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), this);
    EXPECT_TRUE(Wait());
  }
  ~HealthWatch() {
    context_.TryCancel();
    grpc::Status status;
    call_->Finish(&status, this);
    Wait();
  }

  // 1 = SERVING, 2 = NOT_SERVING; 0 when the stream is over.
  int Next() {
    grpc::ByteBuffer answer;
    call_->Read(&answer, this);
    if (!Wait()) return 0;
    grpc::Slice slice;
    EXPECT_TRUE(answer.DumpToSingleSlice(&slice).ok());
    const std::string bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return bytes.size() == 2 && bytes[0] == 8 ? bytes[1] : -1;
  }

 private:
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  test::TestContext context_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

TEST(Health, ServesAllServicesUntilDrained) {
  test::TestServer server;
  HealthWatch whole(server.channel(), "");
  HealthWatch one(server.channel(), "logboek.v1.ComplianceService");
  EXPECT_EQ(whole.Next(), 1);
  EXPECT_EQ(one.Next(), 1);
  std::thread drain([&server] { server.server().Drain(); });
  EXPECT_EQ(whole.Next(), 2);
  EXPECT_EQ(one.Next(), 2);
  // The watches are still open: they must not hold the drain up for as long as calls may.
  const absl::Time begun = base::SystemClock().Now();
  drain.join();
  EXPECT_LT(base::SystemClock().Now() - begun, absl::Seconds(15));
}

TEST(Health, NotServingWhileTheLogCannotBeWrittenAndAgainAfterwards) {
  auto owned = std::make_unique<test::GatedLog>();
  test::GatedLog* const log = owned.get();
  ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  options.registrar.recover_interval = absl::Milliseconds(1);
  test::TestServer server(std::move(options));
  HealthWatch health(server.channel(), "");
  EXPECT_EQ(health.Next(), 1);
  // The failing disk is what this test is about, not news.
  base::SetLogLevel(static_cast<base::LogLevel>(static_cast<int>(base::LogLevel::kError) + 1));
  log->Break();
  const auto responses = server.Push({test::PublishPlan(test::TestPlan())});
  ASSERT_EQ(responses.size(), 1u);
  EXPECT_EQ(responses[0].error().code(), static_cast<int>(grpc::StatusCode::UNAVAILABLE));
  EXPECT_EQ(health.Next(), 2);
  v1::GetStatusResponse status;
  ASSERT_THAT(test::Call(*server.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &status),
              IsGrpcOk());
  EXPECT_FALSE(status.writable());
  log->Mend();
  EXPECT_EQ(health.Next(), 1);
  server.MustPush({test::PublishPlan(test::TestPlan())});
}

TEST(Server, ATakenPortIsSaidClearly) {
  test::TestServer first;
  ServerOptions options = test::TestServer::MemoryOptions();
  options.listen = first.server().address();
  const auto second = Server::Start(std::move(options));
  EXPECT_THAT(second, Refuses("PORT_NOT_FREE"));
  EXPECT_THAT(std::string(second.status().message()), ::testing::HasSubstr("the port is taken"));
}

TEST(Server, TwoServersCannotHaveOneStore) {
  const storage::TempFolder folder;
  const auto start = [&folder] {
    ServerOptions options;
    options.store = folder.Sub("deep/down/store");
    options.listen = "127.0.0.1:0";
    return Server::Start(std::move(options));
  };
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> first, start());
  EXPECT_THAT(start(), Refuses("STORE_IN_USE"));
  first->Drain();
  EXPECT_OK(start());
}

TEST(Server, TheKeyOfAStoreIsMadeOnceAndIsMissedAfterwards) {
  const storage::TempFolder folder;
  const auto start = [&folder](const std::string& key) {
    ServerOptions options;
    options.store = folder.Sub("store");
    options.listen = "127.0.0.1:0";
    options.master_key_path = key;
    return Server::Start(std::move(options));
  };
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> server, start(""));
    const auto channel =
        test::AuthorizedChannel(server->address(), grpc::InsecureChannelCredentials(),
                                test::FirstTokenIn(folder.Sub("store.token")));
    const auto stub = v1::AdminService::NewStub(channel);
    v1::PublishPlanRequest request;
    request.mutable_origin()->set_source("test");
    request.mutable_origin()->set_source_id("1");
    *request.mutable_command()->mutable_plan() = test::TestPlan();
    v1::PublishPlanResponse response;
    ASSERT_THAT(test::Call(*stub, &v1::AdminService::Stub::PublishPlan, request, &response),
                IsGrpcOk());
  }
  struct stat file = {};
  ASSERT_EQ(stat(folder.Sub("store.key").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_OK(start(""));
  // A store with events never gets a new key.
  EXPECT_THAT(start(folder.Sub("other.key")), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_NE(stat(folder.Sub("other.key").c_str(), &file), 0);
  EXPECT_EQ(stat(folder.Sub("store.erased").c_str(), &file), 0);
}

ServerOptions OnDisk(const storage::TempFolder& folder) {
  ServerOptions options;
  options.store = folder.Sub("store");
  options.listen = "127.0.0.1:0";
  return options;
}

TEST(Server, TheMasterKeyOfAStoreAtRestCanBeChanged) {
  const storage::TempFolder folder;
  const auto options = [&folder] { return OnDisk(folder); };
  EXPECT_THAT(RotateMasterKey(options()), Refuses("NO_STORE"));
  EXPECT_THAT(RotateMasterKey({.engine = Engine::kMemory}), Refuses("NO_STORE"));
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> server, Server::Start(options()));
    EXPECT_THAT(RotateMasterKey(options()), Refuses("STORE_IN_USE"));
  }
  EXPECT_OK(RotateMasterKey(options()));
  EXPECT_OK(Server::Start(options()));
}

// A call of an administrator's with the token in the file.
grpc::Status CallWithTokenIn(const std::string& path, const Server& server) {
  const auto stub = v1::AccessService::NewStub(test::AuthorizedChannel(
      server.address(), grpc::InsecureChannelCredentials(), test::FirstTokenIn(path)));
  v1::ListTokensResponse tokens;
  return test::Call(*stub, &v1::AccessService::Stub::ListTokens, v1::ListTokensRequest(), &tokens);
}

TEST(Server, WhoCanGetInNoMoreMakesAnotherTokenBesideTheStore) {
  const storage::TempFolder folder;
  const auto options = [&folder] { return OnDisk(folder); };
  EXPECT_THAT(RenewFirstToken(options()), Refuses("NO_STORE"));
  EXPECT_THAT(RenewFirstToken({.engine = Engine::kMemory}), Refuses("NO_STORE"));
  const std::string file = folder.Sub("store.token");
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> server, Server::Start(options()));
    EXPECT_THAT(CallWithTokenIn(file, *server), IsGrpcOk());
    const auto stub = v1::AccessService::NewStub(test::AuthorizedChannel(
        server->address(), grpc::InsecureChannelCredentials(), test::FirstTokenIn(file)));
    v1::ListTokensResponse tokens;
    ASSERT_THAT(
        test::Call(*stub, &v1::AccessService::Stub::ListTokens, v1::ListTokensRequest(), &tokens),
        IsGrpcOk());
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(tokens.rows(0).token_id());
    v1::RevokeTokenResponse revoked;
    ASSERT_THAT(test::Call(*stub, &v1::AccessService::Stub::RevokeToken, revoke, &revoked),
                IsGrpcOk());
    EXPECT_THAT(RenewFirstToken(options()), Refuses("STORE_IN_USE"));
  }
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> server, Server::Start(options()));
    EXPECT_THAT(CallWithTokenIn(file, *server),
                GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "REVOKED_TOKEN"));
  }
  ASSERT_OK_AND_ASSIGN(const RenewedToken renewed, RenewFirstToken(options()));
  EXPECT_EQ(renewed.path, file);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Server> server, Server::Start(options()));
  EXPECT_THAT(CallWithTokenIn(file, *server), IsGrpcOk());
}

TEST(Server, APolicyWhoseNamesATokenHasIsRefused) {
  const storage::TempFolder folder;
  const auto options = [&folder] { return OnDisk(folder); };
  EXPECT_OK(Server::Start(options()));
  std::ofstream(folder.Sub("policy")) << R"(
      oidc_providers {
        issuer: "https://issuer.example.nl" audience: "logboek" principal_prefix: "admin"
        jwks_url: "https://issuer.example.nl/keys"
        rules { claim: "group" value: "staff" role: CALLER_ROLE_PRIVACY_OFFICER }
      })";
  ServerOptions with_policy = options();
  with_policy.policy_path = folder.Sub("policy");
  EXPECT_THAT(Server::Start(std::move(with_policy)), Refuses("PRINCIPAL_TAKEN"));
}

TEST(Server, WrongOptionsAreRefused) {
  ServerOptions no_store;
  no_store.listen = "127.0.0.1:0";
  EXPECT_THAT(Server::Start(std::move(no_store)), Refuses("NO_STORE"));
  ServerOptions open_to_all = test::TestServer::MemoryOptions();
  open_to_all.listen = "0.0.0.0:0";
  EXPECT_THAT(Server::Start(std::move(open_to_all)), Refuses("NOT_LOOPBACK"));
  ServerOptions without_key = test::TestServer::MemoryOptions();
  without_key.tls.certificate_path = "server.pem";
  EXPECT_THAT(Server::Start(std::move(without_key)), Refuses("TLS_INCOMPLETE"));
  ServerOptions whose_certificate = test::TestServer::MemoryOptions();
  whose_certificate.tls.require_certificate = true;
  EXPECT_THAT(Server::Start(std::move(whose_certificate)), Refuses("TLS_INCOMPLETE"));
  ServerOptions whose_authority = test::TestServer::MemoryOptions();
  whose_authority.tls = {
      .certificate_path = "server.pem", .key_path = "server.key", .require_certificate = true};
  EXPECT_THAT(Server::Start(std::move(whose_authority)), Refuses("TLS_INCOMPLETE"));
}

// How a call of the reflection service ends, with nothing asked.
grpc::StatusCode CallReflection(const std::shared_ptr<grpc::Channel>& channel) {
  test::TestContext context;
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(&context);
  queue.Next(&tag, &ok);
  call->WritesDone(&context);
  queue.Next(&tag, &ok);
  grpc::Status status;
  call->Finish(&status, &context);
  queue.Next(&tag, &ok);
  return status.error_code();
}

TEST(Server, TellsItsSchemaOnlyWhenAsked) {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.reflection = true;
  test::TestServer open(std::move(options));
  EXPECT_EQ(CallReflection(open.channel()), grpc::StatusCode::OK);
  test::TestServer closed;
  EXPECT_EQ(CallReflection(closed.channel()), grpc::StatusCode::UNIMPLEMENTED);
}

TEST(Server, DrainIsIdempotentAndLeavesNobodyListening) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan())});
  server.server().Drain();
  server.server().Drain();
  v1::GetStatusResponse response;
  EXPECT_EQ(test::Call(*server.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                       &response)
                .error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace logboek::server
