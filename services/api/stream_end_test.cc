// Streams end when their callers would not be let in any more, whichever stream and for whatever
// reason.
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/clock.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using test::GrpcRefuses;
using test::IsGrpcOk;
using test::kRegion;

constexpr absl::Duration kTokenLife = absl::Hours(1);

// A stream that was let in and has answered once.
class OpenedStream {
 public:
  virtual ~OpenedStream() = default;
  // Takes what comes until the end.
  virtual grpc::Status End() = 0;
};

class OpenedPush final : public OpenedStream {
 public:
  explicit OpenedPush(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::RegistrationService::NewStub(channel)), stream_(stub_->Push(&context_)) {
    v1::PushRequest request;
    *request.mutable_command() = test::RegisterPractice("p1");
    EXPECT_TRUE(stream_->Write(request));
    v1::PushResponse response;
    EXPECT_TRUE(stream_->Read(&response));
  }
  grpc::Status End() override {
    v1::PushResponse response;
    while (stream_->Read(&response)) {
    }
    return stream_->Finish();
  }

 private:
  test::TestContext context_;
  std::unique_ptr<v1::RegistrationService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::PushRequest, v1::PushResponse>> stream_;
};

template <typename Response>
class OpenedRead final : public OpenedStream {
 public:
  using Stream = std::unique_ptr<grpc::ClientReader<Response>>;

  explicit OpenedRead(const std::function<Stream(grpc::ClientContext*)>& open)
      : stream_(open(&context_)) {
    Response response;
    EXPECT_TRUE(stream_->Read(&response));
  }
  grpc::Status End() override {
    Response response;
    while (stream_->Read(&response)) {
    }
    return stream_->Finish();
  }

 private:
  test::TestContext context_;
  const Stream stream_;
};

using Streams = std::vector<std::pair<std::string, std::unique_ptr<OpenedStream>>>;

class StreamEndTest : public ::testing::Test {
 protected:
  StreamEndTest() {
    issuer_.AddKey("k1", auth::TestKeyKind::kEd25519);
    std::ofstream(folder_.Sub("keys.json")) << issuer_.KeySet();
    WritePolicy("staff", kRegion);
    server::ServerOptions options = test::TestServer::MemoryOptions();
    options.policy_path = folder_.Sub("policy.textproto");
    options.access_look_interval = absl::Milliseconds(10);
    server_ = std::make_unique<test::TestServer>(std::move(options));
    server_->MustPush({test::PublishPlan(test::TestPlan())});
  }

  // Who signs in with the claim "group" of this value is a coordinator of the region.
  void WritePolicy(const std::string& group, const std::string& region) {
    access::v1::Policy policy;
    access::v1::OidcProvider& provider = *policy.add_oidc_providers();
    provider.set_issuer(issuer_.url());
    provider.set_audience("logboek");
    provider.set_jwks_file(folder_.Sub("keys.json"));
    provider.set_principal_prefix("sso:");
    access::v1::ClaimRule& rule = *provider.add_rules();
    rule.set_claim("group");
    rule.set_value(group);
    rule.set_role(access::v1::CALLER_ROLE_COORDINATOR);
    rule.add_regions(region);
    std::string text;
    google::protobuf::TextFormat::PrintToString(policy, &text);
    const std::string path = folder_.Sub("policy.textproto");
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
  }

  std::string AccessToken() const {
    nlohmann::json claims = issuer_.Claims("bea", server_->clock().Now());
    claims["group"] = "staff";
    return issuer_.Sign(claims);
  }

  v1::CreateTokenResponse NewToken() const {
    v1::CreateTokenRequest request;
    request.mutable_grant()->set_principal("test");
    request.mutable_grant()->set_role(access::v1::CALLER_ROLE_COORDINATOR);
    request.mutable_grant()->add_regions(kRegion);
    request.mutable_expires_in()->set_seconds(absl::ToInt64Seconds(kTokenLife));
    v1::CreateTokenResponse made;
    EXPECT_THAT(test::Call(*server_->access, &v1::AccessService::Stub::CreateToken, request, &made),
                IsGrpcOk());
    return made;
  }

  // One of each kind.
  Streams OpenAs(const std::string& token) {
    const auto channel = channels_.emplace_back(server_->ChannelAs(token));
    Streams streams;
    streams.emplace_back("Push", std::make_unique<OpenedPush>(channel));
    streams.emplace_back(
        "Replay",
        std::make_unique<OpenedRead<v1::ReplayResponse>>([&](grpc::ClientContext* context) {
          v1::ReplayRequest request;
          request.set_region(kRegion);
          request.set_follow(true);
          return v1::AuditService::NewStub(channel)->Replay(context, request);
        }));
    streams.emplace_back(
        "WatchRegion",
        std::make_unique<OpenedRead<v1::WatchRegionResponse>>([&](grpc::ClientContext* context) {
          v1::WatchRegionRequest request;
          request.set_region(kRegion);
          return v1::ComplianceService::NewStub(channel)->WatchRegion(context, request);
        }));
    return streams;
  }

  static void ExpectEnd(const Streams& streams, grpc::StatusCode code, const char* reason) {
    for (const auto& [name, stream] : streams) {
      EXPECT_THAT(stream->End(), GrpcRefuses(code, reason)) << name;
    }
  }

  storage::TempFolder folder_;
  auth::TestIssuer issuer_;
  std::unique_ptr<test::TestServer> server_;
  // Of the streams, which do not hold them.
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

TEST_F(StreamEndTest, WhenTheTokenIsRevoked) {
  const v1::CreateTokenResponse made = NewToken();
  const Streams streams = OpenAs(made.token());
  v1::RevokeTokenRequest request;
  request.set_token_id(made.record().token_id());
  v1::RevokeTokenResponse revoked;
  ASSERT_THAT(
      test::Call(*server_->access, &v1::AccessService::Stub::RevokeToken, request, &revoked),
      IsGrpcOk());
  ExpectEnd(streams, grpc::StatusCode::UNAUTHENTICATED, "REVOKED_TOKEN");
}

TEST_F(StreamEndTest, WhenTheTokenExpires) {
  const Streams streams = OpenAs(NewToken().token());
  server_->clock().Advance(kTokenLife);
  ExpectEnd(streams, grpc::StatusCode::UNAUTHENTICATED, "EXPIRED_TOKEN");
}

TEST_F(StreamEndTest, WhenTheAccessTokenExpires) {
  const Streams streams = OpenAs(AccessToken());
  // Ten minutes, and what the clocks may be off.
  server_->clock().Advance(absl::Minutes(11));
  ExpectEnd(streams, grpc::StatusCode::UNAUTHENTICATED, "EXPIRED_ACCESS_TOKEN");
}

TEST_F(StreamEndTest, WhenNoRuleGivesTheRoleAnyMore) {
  const Streams streams = OpenAs(AccessToken());
  WritePolicy("others", kRegion);
  ExpectEnd(streams, grpc::StatusCode::PERMISSION_DENIED, "NO_ROLE");
}

TEST_F(StreamEndTest, WhenTheGrantIsAnotherOne) {
  const Streams streams = OpenAs(AccessToken());
  WritePolicy("staff", "another_region");
  ExpectEnd(streams, grpc::StatusCode::UNAVAILABLE, "GRANT_CHANGED");
}

TEST_F(StreamEndTest, WhenWhatWasReleasedIsTakenBack) {
  auto plan = test::TestPlan();
  plan.set_version("2");
  plan.set_disclosure(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
  server_ = std::make_unique<test::TestServer>();
  server_->MustPush(
      {test::PublishPlan(plan), test::DecideRelease(event::v1::REPORT_SCOPE_PRACTICE_ROWS)});
  access::v1::Grant grant;
  grant.set_principal("auditor");
  grant.set_role(access::v1::CALLER_ROLE_AUDITOR);
  grant.add_regions(kRegion);
  const auto channel = server_->ChannelAs(server_->TokenFor(grant));
  OpenedRead<v1::ReplayResponse> replay([&](grpc::ClientContext* context) {
    v1::ReplayRequest request;
    request.set_region(kRegion);
    request.set_follow(true);
    return v1::AuditService::NewStub(channel)->Replay(context, request);
  });
  server_->MustPush({test::RegisterPractice("p1"),
                     test::DecideRelease(event::v1::REPORT_SCOPE_PRACTICE_ROWS, false),
                     test::RegisterPractice("p2")});
  EXPECT_THAT(replay.End(), GrpcRefuses(grpc::StatusCode::FAILED_PRECONDITION, "NOT_RELEASED"));
}

// Whose credential stays good goes on, whatever happens to others and to the policy.
TEST_F(StreamEndTest, NotOtherwise) {
  const std::string token = AccessToken();
  const auto channel = server_->ChannelAs(token);
  v1::ReplayRequest request;
  request.set_region(kRegion);
  request.set_follow(true);
  test::TestContext context;
  const auto replay = v1::AuditService::NewStub(channel)->Replay(&context, request);
  v1::ReplayResponse response;
  ASSERT_TRUE(replay->Read(&response));
  {
    const v1::CreateTokenResponse made = NewToken();
    const Streams others = OpenAs(made.token());
    server_->clock().Advance(absl::Minutes(5));
    WritePolicy("staff", kRegion);
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(made.record().token_id());
    v1::RevokeTokenResponse revoked;
    ASSERT_THAT(
        test::Call(*server_->access, &v1::AccessService::Stub::RevokeToken, revoke, &revoked),
        IsGrpcOk());
    // So it was looked.
    ExpectEnd(others, grpc::StatusCode::UNAUTHENTICATED, "REVOKED_TOKEN");
  }
  server_->MustPush({test::RegisterPractice("p9")});
  bool came = false;
  while (!came && replay->Read(&response)) {
    came = response.envelope().find("p9") != std::string::npos;
  }
  EXPECT_TRUE(came);
}

// Nothing more is sent to a client that takes nothing, and its stream is not kept for it.
TEST_F(StreamEndTest, AlsoWhenTheClientTakesNothing) {
  server::ServerOptions options = test::TestServer::MemoryOptions();
  // Long enough for the stream to be stuck before anybody looks.
  options.access_look_interval = absl::Seconds(1);
  options.chain.streams_max = 1;
  server_ = std::make_unique<test::TestServer>(std::move(options));
  // More than fits between a server and a client that does not read.
  for (int region = 0; region < 40; ++region) {
    std::vector<command::v1::Command> plans;
    for (int i = 0; i < 25; ++i) {
      auto plan = test::TestPlan();
      plan.set_region(absl::StrCat("region_", region, "_", i));
      plans.push_back(test::PublishPlan(plan));
    }
    server_->MustPush(plans);
  }
  v1::CreateTokenRequest request;
  request.mutable_grant()->set_principal("another administrator");
  request.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  v1::CreateTokenResponse made;
  ASSERT_THAT(test::Call(*server_->access, &v1::AccessService::Stub::CreateToken, request, &made),
              IsGrpcOk());
  grpc::ChannelArguments arguments;
  // Its window stays as small as it begins.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  const auto channel = grpc::CreateCustomChannel(server_->server().address(),
                                                 grpc::InsecureChannelCredentials(), arguments);
  test::TestContext context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", made.token()));
  const auto stuck = v1::AuditService::NewStub(channel)->Replay(&context, v1::ReplayRequest());
  v1::ReplayResponse response;
  ASSERT_TRUE(stuck->Read(&response));
  EXPECT_THAT(server_->Replay({}).status,
              GrpcRefuses(grpc::StatusCode::UNAVAILABLE, "TOO_MANY_CALLS"));
  v1::RevokeTokenRequest revoke;
  revoke.set_token_id(made.record().token_id());
  v1::RevokeTokenResponse revoked;
  ASSERT_THAT(test::Call(*server_->access, &v1::AccessService::Stub::RevokeToken, revoke, &revoked),
              IsGrpcOk());
  const absl::Time until = base::SystemClock().Now() + absl::Minutes(1);
  grpc::Status status;
  do {
    status = server_->Replay({}).status;
  } while (!status.ok() && base::SystemClock().Now() < until);
  EXPECT_THAT(status, IsGrpcOk());
  // Only now, so that its end was not waiting for this.
  size_t taken = 1;
  while (stuck->Read(&response)) ++taken;
  EXPECT_FALSE(stuck->Finish().ok());
  EXPECT_LT(taken, 1'000u);
}

}  // namespace
}  // namespace logboek::api
