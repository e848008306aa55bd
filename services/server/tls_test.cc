// Certificates that are replaced under a server that goes on.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "grpc/grpc_security_constants.h"
#include "grpc/support/log.h"
#include "gtest/gtest.h"
#include "services/auth/testing/test_certificates.h"
#include "services/server/server.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/log.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using test::GrpcRefuses;
using test::IsGrpcOk;

// As those who replace certificates do: the new file is there whole, or not at all.
void Replace(const std::string& path, const std::string& text) {
  std::ofstream(path + ".new") << text;
  std::filesystem::rename(path + ".new", path);
}

class TlsTest : public ::testing::Test {
 protected:
  // Handshakes that fail are what these tests are about, not news.
  static void SetUpTestSuite() {
    gpr_set_log_function([](gpr_log_func_args*) {});
  }
  static void TearDownTestSuite() { gpr_set_log_function(nullptr); }

  TlsTest() {
    base::SetLogLevel(base::LogLevel::kError);
    ReplaceServerCertificate("first", authority_);
    Replace(folder_.Sub("clients.pem"), authority_.certificate());
    ReplacePolicy("his");
    Start({});
  }

  // A server of its own, in the place of the one there may be.
  void Start(const TlsOptions& tls) {
    ServerOptions options;
    options.engine = Engine::kMemory;
    options.listen = "127.0.0.1:0";
    options.tls = {.certificate_path = folder_.Sub("server.pem"),
                   .key_path = folder_.Sub("server.key"),
                   .client_ca_path = folder_.Sub("clients.pem"),
                   .require_certificate = tls.require_certificate,
                   .look_interval = absl::Seconds(1)};
    options.policy_path = folder_.Sub("policy.textproto");
    options.access_look_interval = absl::Milliseconds(10);
    options.first_token_path = folder_.Sub("token");
    auto started = Server::Start(std::move(options));
    CHECK(started.ok(), "the server starts");
    server_ = *std::move(started);
  }

  // The key first: until the certificate follows, new connections fail, and clients try again.
  void ReplaceServerCertificate(const std::string& name, const auth::TestAuthority& authority) {
    const auto made = authority.Issue({.common_names = {name}, .ip_addresses = {"127.0.0.1"}});
    Replace(folder_.Sub("server.key"), made.private_key);
    Replace(folder_.Sub("server.pem"), made.certificate);
  }

  // Certificates with this common name are an administrator's.
  void ReplacePolicy(const std::string& common_name) {
    access::v1::Policy policy;
    access::v1::CertificateRule& rule = *policy.add_certificates();
    rule.set_common_name(common_name);
    rule.mutable_grant()->set_principal("his-1");
    rule.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
    std::string text;
    google::protobuf::TextFormat::PrintToString(policy, &text);
    Replace(folder_.Sub("policy.textproto"), text);
  }

  // A connection of its own, of a client that trusts `server` and comes with a certificate of
  // `client` for "his".
  std::shared_ptr<grpc::Channel> Connect(const auth::TestAuthority& server,
                                         const auth::TestAuthority& client) const {
    const auto certificate = client.Issue({.common_names = {"his"}});
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = server.certificate();
    options.pem_cert_chain = certificate.certificate;
    options.pem_private_key = certificate.private_key;
    return test::AuthorizedChannel(server_->address(), grpc::SslCredentials(options), "");
  }

  // The same without a certificate, with the first administrator's token.
  std::shared_ptr<grpc::Channel> ConnectWithToken() const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = authority_.certificate();
    std::ifstream file(folder_.Sub("token"));
    std::string token;
    file >> token;
    return test::AuthorizedChannel(server_->address(), grpc::SslCredentials(options), token);
  }

  // How a call over the connection ends, and, when it was answered, with whose certificate.
  struct Answer {
    grpc::Status status;
    std::string server_name;
  };
  static Answer Call(const std::shared_ptr<grpc::Channel>& channel) {
    test::TestContext context;
    v1::GetStatusResponse response;
    Answer answer;
    answer.status = v1::AdminService::NewStub(channel)->GetStatus(&context, {}, &response);
    if (!answer.status.ok()) return answer;
    for (const auto& name :
         context.auth_context()->FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME)) {
      answer.server_name = std::string(name.data(), name.size());
    }
    return answer;
  }

  // New connections, one after the other, until `wanted` is true of what they are answered.
  template <typename Wanted>
  testing::AssertionResult Eventually(const auth::TestAuthority& server,
                                      const auth::TestAuthority& client, Wanted wanted) const {
    const absl::Time until = base::SystemClock().Now() + absl::Minutes(1);
    Answer last;
    while (base::SystemClock().Now() < until) {
      last = Call(Connect(server, client));
      if (wanted(last)) return testing::AssertionSuccess();
    }
    return testing::AssertionFailure()
           << "last: " << last.status.error_message() << ", of " << last.server_name;
  }

  const storage::TempFolder folder_;
  const auth::TestAuthority authority_;
  std::unique_ptr<Server> server_;
};

// A replay that goes on with what is recorded.
class FollowedReplay {
 public:
  explicit FollowedReplay(const std::shared_ptr<grpc::Channel>& channel)
      : channel_(channel), stub_(v1::AuditService::NewStub(channel)) {
    v1::ReplayRequest request;
    request.set_follow(true);
    stream_ = stub_->Replay(&context_, request);
    // That it has caught up.
    EXPECT_TRUE(Reads());
  }

  bool Reads() {
    v1::ReplayResponse response;
    return stream_->Read(&response);
  }
  grpc::Status Finish() { return stream_->Finish(); }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // What is recorded now comes in.
  void ExpectAlive(const std::string& region) {
    v1::PublishPlanRequest request;
    request.mutable_origin()->set_source("his-1");
    request.mutable_origin()->set_source_id(region);
    *request.mutable_command()->mutable_plan() = test::TestPlan();
    request.mutable_command()->mutable_plan()->set_region(region);
    v1::PublishPlanResponse response;
    const auto stub = v1::AdminService::NewStub(channel_);
    EXPECT_THAT(test::Call(*stub, &v1::AdminService::Stub::PublishPlan, request, &response),
                IsGrpcOk());
    EXPECT_TRUE(Reads());
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  test::TestContext context_;
  std::unique_ptr<v1::AuditService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::ReplayResponse>> stream_;
};

TEST_F(TlsTest, NewCertificatesAreForNewConnectionsAndOldOnesGoOn) {
  FollowedReplay replay(Connect(authority_, authority_));
  EXPECT_EQ(Call(replay.channel()).server_name, "first");
  ReplaceServerCertificate("second", authority_);
  EXPECT_TRUE(Eventually(authority_, authority_,
                         [](const Answer& answer) { return answer.server_name == "second"; }));
  replay.ExpectAlive("region_1");

  // The next one is of another authority, as when that is replaced.
  const auth::TestAuthority successor("Successor");
  ReplaceServerCertificate("third", successor);
  EXPECT_TRUE(Eventually(successor, authority_,
                         [](const Answer& answer) { return answer.server_name == "third"; }));
  EXPECT_FALSE(Call(Connect(authority_, authority_)).status.ok()) << "the former is gone";
  replay.ExpectAlive("region_2");
  EXPECT_EQ(Call(replay.channel()).server_name, "first") << "an old connection goes on";
}

TEST_F(TlsTest, NewAuthoritiesOfClientsAreForNewConnectionsAndOldOnesGoOn) {
  const auth::TestAuthority successor("Successor");
  FollowedReplay replay(Connect(authority_, authority_));
  EXPECT_FALSE(Call(Connect(authority_, successor)).status.ok());
  // Both for a while, then the new one alone.
  Replace(folder_.Sub("clients.pem"),
          absl::StrCat(authority_.certificate(), successor.certificate()));
  EXPECT_TRUE(
      Eventually(authority_, successor, [](const Answer& answer) { return answer.status.ok(); }));
  EXPECT_THAT(Call(Connect(authority_, authority_)).status, IsGrpcOk());
  Replace(folder_.Sub("clients.pem"), successor.certificate());
  EXPECT_TRUE(
      Eventually(authority_, authority_, [](const Answer& answer) { return !answer.status.ok(); }));
  EXPECT_THAT(Call(Connect(authority_, successor)).status, IsGrpcOk());
  replay.ExpectAlive("region_1");
}

TEST_F(TlsTest, AConnectionWithoutACertificateIsClosedWhereOneIsRequired) {
  EXPECT_THAT(Call(ConnectWithToken()).status, IsGrpcOk()) << "asked for only, a token does";
  Start({.require_certificate = true});
  EXPECT_THAT(Call(Connect(authority_, authority_)).status, IsGrpcOk());
  EXPECT_EQ(Call(ConnectWithToken()).status.error_code(), grpc::StatusCode::UNAVAILABLE);
  const auth::TestAuthority stranger("Stranger");
  EXPECT_EQ(Call(Connect(authority_, stranger)).status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

// What an authority that is withdrawn leaves open, the policy ends.
TEST_F(TlsTest, AStreamEndsWhenNoRuleLetsItsCertificateInAnyMore) {
  FollowedReplay replay(Connect(authority_, authority_));
  ReplacePolicy("somebody else");
  EXPECT_FALSE(replay.Reads());
  EXPECT_THAT(replay.Finish(),
              GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "UNKNOWN_CERTIFICATE"));
  EXPECT_THAT(Call(replay.channel()).status,
              GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "UNKNOWN_CERTIFICATE"));
}

}  // namespace
}  // namespace logboek::server
