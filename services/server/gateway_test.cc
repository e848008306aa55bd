// The services as JSON over HTTP, against the whole server.
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "httplib.h"
#include "nlohmann/json.hpp"
#include "services/auth/guess_limit.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "services/gateway/connect.h"
#include "services/gateway/message_codec.h"
#include "services/rpc/methods.h"
#include "services/server/server.h"
#include "storage/base/check.h"
#include "storage/base/log.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using nlohmann::json;
using test::GrpcRefuses;
using test::IsGrpcOk;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kJson[] = "application/json";

std::string ToJson(const google::protobuf::Message& message) {
  std::string text;
  CHECK(google::protobuf::util::MessageToJsonString(message, &text).ok());
  return text;
}

ServerOptions WithHttp() {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.http.listen = "127.0.0.1:0";
  return options;
}

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest() : GatewayTest(WithHttp()) {}
  explicit GatewayTest(ServerOptions options) : server_(std::move(options)) {
    base::SetLogLevel(base::LogLevel::kError);
    token_ = server_.TokenFor(test::AdministratorGrant("portal"));
  }

  httplib::Client Client(const std::string& token) {
    httplib::Client client("http://" + server_.server().http_address());
    httplib::Headers headers;
    if (!token.empty()) headers.emplace("Authorization", "Bearer " + token);
    client.set_default_headers(headers);
    return client;
  }
  httplib::Result Post(const std::string& method, const std::string& body,
                       const httplib::Headers& headers = {}) {
    return Client(token_).Post("/logboek.v1." + method, headers, body, kJson);
  }
  static std::string PublishRequest(const std::string& source_id) {
    v1::PublishPlanRequest request;
    request.mutable_origin()->set_source("portal");
    request.mutable_origin()->set_source_id(source_id);
    *request.mutable_command()->mutable_plan() = test::TestPlan();
    return ToJson(request);
  }

  test::TestServer server_;
  std::string token_;
};

TEST_F(GatewayTest, WhatIsWrittenAsJsonIsReadAsGrpcAndAsJson) {
  const auto first = Post("AdminService/PublishPlan", PublishRequest("1"));
  ASSERT_TRUE(first);
  ASSERT_EQ(first->status, 200) << first->body;
  EXPECT_EQ(first->get_header_value("Content-Type"), kJson);
  EXPECT_EQ(first->get_header_value("Cache-Control"), "no-store");
  EXPECT_NE(first->get_header_value("X-Request-Id"), "");
  const json receipt = json::parse(first->body)["receipt"];
  EXPECT_EQ(receipt["position"], "1");
  // A repeat is answered with the first receipt.
  const auto again = Post("AdminService/PublishPlan", PublishRequest("1"));
  EXPECT_EQ(json::parse(again->body)["receipt"]["position"], receipt["position"]);

  v1::GetStatusResponse over_grpc;
  ASSERT_TRUE(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, {}, &over_grpc).ok());
  const auto status = Post("AdminService/GetStatus", "");
  ASSERT_EQ(status->status, 200) << status->body;
  EXPECT_EQ(json::parse(status->body)["storeId"], over_grpc.store_id());
}

TEST_F(GatewayTest, TheCallerIsTheTokensAndTheRequestIdIsKept) {
  const auto answer = Post("AccessService/WhoAmI", "{}", {{"X-Request-Id", "my-own.1"}});
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(json::parse(answer->body)["grant"]["principal"], "portal");
  EXPECT_EQ(answer->get_header_value("X-Request-Id"), "my-own.1");
}

TEST_F(GatewayTest, RefusalsAreThoseOfGrpcInTheShapeOfTheProtocol) {
  const auto nobody = Client("").Post("/logboek.v1.AccessService/WhoAmI", "{}", kJson);
  EXPECT_EQ(nobody->status, 401);
  EXPECT_EQ(nobody->get_header_value("WWW-Authenticate"), "Bearer");
  const json error = json::parse(nobody->body);
  EXPECT_EQ(error["code"], "unauthenticated");
  EXPECT_EQ(error["details"][0]["debug"]["reason"], "NO_CREDENTIAL");

  const auto unknown = Post("CalendarService/GetSession", R"({"sessionId": "none"})");
  EXPECT_EQ(unknown->status, 404);
  EXPECT_EQ(json::parse(unknown->body)["code"], "not_found");

  const auto mistyped = Post("CalendarService/GetSession", R"({"sesionId": "none"})");
  EXPECT_EQ(mistyped->status, 400);
  EXPECT_THAT(mistyped->body, HasSubstr("sesionId"));
}

// What it would cost to read the question is not spent on who may not ask it.
TEST_F(GatewayTest, WhatNobodyAsksIsRefusedUnread) {
  constexpr char kPath[] = "/logboek.v1.CalendarService/GetSession";
  const auto expect_refused = [](const httplib::Result& answer, const std::string& what) {
    EXPECT_EQ(answer->status, 401) << what;
    EXPECT_EQ(json::parse(answer->body)["details"][0]["debug"]["reason"], "NO_CREDENTIAL") << what;
    EXPECT_NE(answer->get_header_value("X-Request-Id"), "") << what;
  };
  expect_refused(Client("").Post(kPath, "{\"no json", kJson), "JSON");
  expect_refused(Client("").Post(kPath, "\xff", "application/proto"), "protobuf");
  expect_refused(Client("").Post(kPath, {{"Content-Encoding", "gzip"}}, "not packed", kJson),
                 "packed");
  expect_refused(Client("").Get(absl::StrCat(kPath, "?encoding=json&message=%7B")), "by GET");
  const auto stream =
      Client("").Post("/logboek.v1.AuditService/Replay", "no envelope", "application/connect+json");
  EXPECT_THAT(stream->body, HasSubstr("NO_CREDENTIAL"));
  EXPECT_EQ(Client(token_).Post(kPath, "{\"no json", kJson)->status, 400);
}

// The keys by which the gateway is believed are of no use to anybody else, over either way in.
TEST_F(GatewayTest, NobodySaysForWhomACallIsMadeButTheGateway) {
  const auto answer = Client("").Post(
      "/logboek.v1.AccessService/WhoAmI",
      {{"X-Logboek-Gateway", "guess"}, {"X-Logboek-Gateway-Address", "ipv4:10.0.0.1"}}, "{}",
      kJson);
  EXPECT_EQ(answer->status, 401);
}

// Trusts an issuer whose keys stand in a file.
class GuessingTest : public ::testing::Test {
 protected:
  GuessingTest() {
    base::SetLogLevel(base::LogLevel::kError);
    issuer_.AddKey("k1", auth::TestKeyKind::kP256);
    forger_.AddKey("k1", auth::TestKeyKind::kP256);
    std::ofstream(folder_.Sub("keys.json")) << issuer_.KeySet();
    std::ofstream(folder_.Sub("policy.textproto")) << absl::StrCat(
        "oidc_providers { issuer: \"", issuer_.url(), "\" audience: \"logboek\" jwks_file: \"",
        folder_.Sub("keys.json"), "\" principal_prefix: \"sso:\" ",
        "rules { claim: \"group\" value: \"admin\" role: CALLER_ROLE_ADMINISTRATOR } }");
    ServerOptions options = WithHttp();
    options.policy_path = folder_.Sub("policy.textproto");
    options.chain.pause = std::chrono::milliseconds(1);
    server_ = std::make_unique<test::TestServer>(std::move(options));
    stub_ = v1::AccessService::NewStub(server_->ChannelAs(""));
  }

  // Another one each time: what was decided about a token once is remembered.
  std::string Signed(const auth::TestIssuer& by) {
    json claims = issuer_.Claims(absl::StrCat("bea-", ++signed_), server_->clock().Now());
    claims["group"] = "admin";
    return by.Sign(claims);
  }
  httplib::Client From(const std::string& address) {
    httplib::Client client("http://" + server_->server().http_address());
    client.set_interface(address);
    client.set_keep_alive(true);
    client.set_tcp_nodelay(true);
    return client;
  }
  // The reason of what WhoAmI answers; "" = let in.
  static std::string OverHttp(httplib::Client* client, const std::string& token) {
    const auto answer = client->Post("/logboek.v1.AccessService/WhoAmI",
                                     {{"Authorization", "Bearer " + token}}, "{}", kJson);
    if (!answer) return httplib::to_string(answer.error());
    const json body = json::parse(answer->body);
    return answer->status == 200 ? "" : body["details"][0]["debug"]["reason"];
  }
  // From 127.0.0.1.
  grpc::Status OverGrpc(const std::string& token) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + token);
    v1::WhoAmIResponse response;
    return stub_->WhoAmI(&context, {}, &response);
  }

  storage::TempFolder folder_;
  auth::TestIssuer issuer_;
  // Says that it is the issuer.
  auth::TestIssuer forger_;
  int signed_ = 0;
  std::unique_ptr<test::TestServer> server_;
  std::unique_ptr<v1::AccessService::Stub> stub_;
};

// By either way in, and nobody else has to.
TEST_F(GuessingTest, WhoGuessesWaitsAtTheAddressOfTheGuesses) {
  httplib::Client first = From("127.0.0.1");
  httplib::Client second = From("127.0.0.2");
  httplib::Client third = From("127.0.0.3");
  const auth::GuessLimitOptions limit;
  for (int i = 0; i < limit.guesses_max; ++i) {
    ASSERT_EQ(OverHttp(&second, Signed(forger_)), "BAD_ACCESS_TOKEN") << i;
  }
  EXPECT_EQ(OverHttp(&second, Signed(issuer_)), "TOO_MANY_WRONG_TOKENS");
  EXPECT_EQ(OverHttp(&first, Signed(issuer_)), "");
  EXPECT_THAT(OverGrpc(Signed(issuer_)), IsGrpcOk());

  for (int i = 0; i < limit.guesses_max; ++i) {
    ASSERT_THAT(OverGrpc(Signed(forger_)),
                GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "BAD_ACCESS_TOKEN"))
        << i;
  }
  EXPECT_THAT(OverGrpc(Signed(issuer_)),
              GrpcRefuses(grpc::StatusCode::UNAVAILABLE, "TOO_MANY_WRONG_TOKENS"));
  EXPECT_EQ(OverHttp(&first, Signed(issuer_)), "TOO_MANY_WRONG_TOKENS");
  EXPECT_EQ(OverHttp(&third, Signed(issuer_)), "");
  server_->clock().Advance(absl::Seconds(1));
  EXPECT_EQ(OverHttp(&second, Signed(issuer_)), "");
  EXPECT_THAT(OverGrpc(Signed(issuer_)), IsGrpcOk());
}

TEST_F(GatewayTest, ReadsCanBeAskedWithGet) {
  const std::string path = "/logboek.v1.AccessService/WhoAmI?encoding=json&message=%7B%7D";
  for (const char* const version : {"", "&connect=v1"}) {
    const auto answer = Client(token_).Get(path + version);
    ASSERT_EQ(answer->status, 200) << answer->body;
    EXPECT_EQ(json::parse(answer->body)["grant"]["principal"], "portal");
  }
  EXPECT_EQ(Client(token_).Get(path + "&connect=v2")->status, 400);
  EXPECT_EQ(Client(token_).Get("/logboek.v1.AccessService/WhoAmI")->status, 400);
  const auto write =
      Client(token_).Get("/logboek.v1.AdminService/PublishPlan?encoding=json&message=%7B%7D");
  EXPECT_EQ(write->status, 405);
  EXPECT_EQ(write->get_header_value("Allow"), "POST, OPTIONS");
}

TEST_F(GatewayTest, MessagesMayBePackedBothWays) {
  httplib::Headers headers = {{"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip"}};
  httplib::Client client = Client(token_);
  client.set_decompress(false);
  const auto answer =
      client.Post("/logboek.v1.AccessService/WhoAmI", headers, gateway::Gzip("{}"), kJson);
  ASSERT_EQ(answer->status, 200) << answer->body;
  ASSERT_EQ(answer->get_header_value("Content-Encoding"), "gzip");
  const auto plain = gateway::Gunzip(answer->body, 1 << 20);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(json::parse(*plain)["grant"]["principal"], "portal");
  const auto unknown = Post("AccessService/WhoAmI", "{}", {{"Content-Encoding", "br"}});
  EXPECT_EQ(unknown->status, 501);
}

TEST_F(GatewayTest, MessagesMayBeProtobuf) {
  const auto answer =
      Client(token_).Post("/logboek.v1.AccessService/WhoAmI", "", "application/proto");
  ASSERT_EQ(answer->status, 200);
  v1::WhoAmIResponse response;
  ASSERT_TRUE(response.ParseFromString(answer->body));
  EXPECT_EQ(response.grant().principal(), "portal");
}

TEST_F(GatewayTest, WhatIsNoCallIsToldSo) {
  EXPECT_EQ(Post("AdminService/Nothing", "{}")->status, 404);
  EXPECT_EQ(Client(token_).Post("/logboek.v1.AccessService/WhoAmI", "{}", "text/plain")->status,
            415);
  EXPECT_EQ(Client(token_).Delete("/logboek.v1.AccessService/WhoAmI")->status, 405);
  const auto late = Post("AccessService/WhoAmI", "{}", {{"Connect-Timeout-Ms", "soon"}});
  EXPECT_EQ(late->status, 400);
  EXPECT_EQ(Post("AccessService/WhoAmI", "{}", {{"Connect-Protocol-Version", "2"}})->status, 400);
}

// The messages of a body of a stream: each with its flags.
std::vector<std::pair<int, json>> FramesOf(const std::string& body) {
  std::vector<std::pair<int, json>> frames;
  for (size_t at = 0; at + 5 <= body.size();) {
    size_t size = 0;
    for (size_t i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(body[at + i]);
    frames.emplace_back(body[at], json::parse(body.substr(at + 5, size)));
    at += 5 + size;
  }
  return frames;
}

TEST_F(GatewayTest, AReplayComesAsAStream) {
  server_.MustPush({test::PublishPlan(test::TestPlan())});
  const auto answer =
      Client(token_).Post("/logboek.v1.AuditService/Replay", gateway::ToBytes({.bytes = "{}"}),
                          "application/connect+json");
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/connect+json");
  const auto frames = FramesOf(answer->body);
  ASSERT_GE(frames.size(), 2u);
  EXPECT_THAT(frames.front().second.dump(), HasSubstr("envelope"));
  EXPECT_EQ(frames.back().first, 2);
  EXPECT_EQ(frames.back().second, json::object());
}

TEST_F(GatewayTest, AStreamThatIsRefusedSaysSoInItsLastMessage) {
  const auto nobody =
      Client("").Post("/logboek.v1.AuditService/Replay", gateway::ToBytes({.bytes = "{}"}),
                      "application/connect+json");
  ASSERT_EQ(nobody->status, 200);
  auto frames = FramesOf(nobody->body);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].second["error"]["code"], "unauthenticated");
  const auto push =
      Client(token_).Post("/logboek.v1.RegistrationService/Push", gateway::ToBytes({.bytes = "{}"}),
                          "application/connect+json");
  frames = FramesOf(push->body);
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].second["error"]["code"], "unimplemented");
}

TEST_F(GatewayTest, AStreamThatIsOpenEndsWithTheServer) {
  std::string body;
  httplib::Request request;
  request.method = "POST";
  request.path = "/logboek.v1.AuditService/Replay";
  request.headers = {{"Authorization", "Bearer " + token_},
                     {"Content-Type", "application/connect+json"}};
  request.body = gateway::ToBytes({.bytes = R"({"follow": true})"});
  std::thread stopper;
  request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
    // It has caught up, and would go on for ever.
    if (!stopper.joinable()) stopper = std::thread([this] { server_.server().Drain(); });
    body.append(data, size);
    return true;
  };
  const auto result = Client("").send(request);
  ASSERT_TRUE(stopper.joinable());
  stopper.join();
  EXPECT_THAT(body, HasSubstr("unavailable"));
}

// A client that is slow to send comes to a server that is about to end: nothing is asked of that
// any more, and the client is told to come back.
TEST_F(GatewayTest, WhatBecomesWholeWhileTheServerStopsIsToldToComeBack) {
  constexpr char kPath[] = "/logboek.v1.AccessService/WhoAmI";
  constexpr char kBody[] = "{  }";
  std::thread stopper;
  const auto send = [&](size_t offset, size_t /*length*/, httplib::DataSink& sink) {
    if (offset == 0) return sink.write(kBody, 2);
    // When what came long after it has been answered, the head has been taken.
    for (int i = 0; i < 20; ++i) Client(token_).Post(kPath, "{}", kJson);
    stopper = std::thread([this] { server_.server().Drain(); });
    // Calls are answered, then not made.
    auto other = Client(token_).Post(kPath, "{}", kJson);
    while (other && !absl::StrContains(other->body, "STOPPING")) {
      other = Client(token_).Post(kPath, "{}", kJson);
    }
    return sink.write(kBody + offset, 2);
  };
  const auto answer = Client(token_).Post(kPath, sizeof(kBody) - 1, send, kJson);
  ASSERT_TRUE(stopper.joinable());
  stopper.join();
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(json::parse(answer->body)["details"][0]["debug"]["reason"], "STOPPING");
  EXPECT_EQ(answer->get_header_value("Retry-After"), "1");
}

TEST_F(GatewayTest, HealthAndMetricsHaveTheirAddresses) {
  EXPECT_EQ(Client("").Get("/healthz")->status, 200);
  EXPECT_EQ(Client("").Get("/readyz")->status, 200);
  const auto metrics = Client("").Get("/metrics");
  EXPECT_EQ(metrics->status, 200);
  EXPECT_EQ(metrics->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(metrics->body, HasSubstr("# TYPE logboek_requests_total counter"));
  EXPECT_EQ(Client("").Post("/readyz", "", kJson)->status, 405);
  EXPECT_EQ(Client("").Get("/")->status, 404);
}

// What methods say of side effects is what the table of methods says.
TEST_F(GatewayTest, ReadsAndOnlyThoseAreWithoutSideEffects) {
  for (const rpc::MethodRow& row : rpc::Methods()) {
    std::string name = absl::StrCat("logboek.v1.", row.name);
    name.replace(name.find('/'), 1, ".");
    const auto* const method =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
    ASSERT_NE(method, nullptr) << name;
    const bool changes_tokens =
        absl::StrContains(name, "AccessService") && absl::EndsWith(name, "Token");
    EXPECT_EQ(
        method->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS,
        row.kind == rpc::MethodKind::kRead && !changes_tokens)
        << name;
  }
}

class OriginTest : public GatewayTest {
 protected:
  static ServerOptions Options() {
    ServerOptions options = WithHttp();
    options.http.cors_origins = {"https://portal.example.nl"};
    return options;
  }
  OriginTest() : GatewayTest(Options()) {}
};

TEST_F(OriginTest, APageOfAnotherOriginMayCallWhenItIsNamed) {
  const std::string path = "/logboek.v1.AccessService/WhoAmI";
  const auto asked = Client("").Options(
      path, {{"Origin", "https://portal.example.nl"}, {"Access-Control-Request-Method", "POST"}});
  EXPECT_EQ(asked->status, 204);
  EXPECT_EQ(asked->get_header_value("Access-Control-Allow-Origin"), "https://portal.example.nl");
  EXPECT_THAT(asked->get_header_value("Access-Control-Allow-Headers"), HasSubstr("Authorization"));
  const auto called =
      Client(token_).Post(path, {{"Origin", "https://portal.example.nl"}}, "{}", kJson);
  EXPECT_EQ(called->get_header_value("Access-Control-Allow-Origin"), "https://portal.example.nl");
  EXPECT_THAT(called->get_header_value("Vary"), HasSubstr("Origin"));
  const auto other = Client(token_).Post(path, {{"Origin", "https://evil.example"}}, "{}", kJson);
  EXPECT_FALSE(other->has_header("Access-Control-Allow-Origin"));
}

TEST(HttpOptionsTest, AnOriginIsWrittenAsBrowsersDo) {
  for (const char* const origin : {"portal.example.nl", "https://", "https://a.nl/", "HTTPS://A"}) {
    ServerOptions options = WithHttp();
    options.http.cors_origins = {origin};
    EXPECT_EQ(Server::Start(std::move(options)).status().code(), absl::StatusCode::kInvalidArgument)
        << origin;
  }
}

TEST(HttpOptionsTest, WithoutTlsThisMachineOnly) {
  ServerOptions options = WithHttp();
  options.http.listen = "0.0.0.0:0";
  EXPECT_EQ(Server::Start(std::move(options)).status().code(), absl::StatusCode::kInvalidArgument);
}

// A certificate says who calls, as it does over gRPC.
TEST(HttpTlsTest, AClientsCertificateIsKnown) {
  base::SetLogLevel(base::LogLevel::kError);
  const storage::TempFolder folder;
  const auth::TestAuthority authority;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.Sub(name)) << text;
    return folder.Sub(name);
  };
  const auto own = authority.Issue({.common_names = {"server"}, .ip_addresses = {"127.0.0.1"}});
  const auto his = authority.Issue({.common_names = {"his"}});
  access::v1::Policy policy;
  access::v1::CertificateRule& rule = *policy.add_certificates();
  rule.set_common_name("his");
  *rule.mutable_grant() = test::AdministratorGrant("his-1");
  std::string policy_text;
  google::protobuf::TextFormat::PrintToString(policy, &policy_text);
  ServerOptions options;
  options.engine = Engine::kMemory;
  options.listen = "127.0.0.1:0";
  options.http.listen = "127.0.0.1:0";
  options.tls = {.certificate_path = write("server.pem", own.certificate),
                 .key_path = write("server.key", own.private_key),
                 .client_ca_path = write("clients.pem", authority.certificate())};
  options.policy_path = write("policy.textproto", policy_text);
  options.first_token_path = folder.Sub("token");
  const auto server = Server::Start(std::move(options));
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string certificate = write("his.pem", his.certificate);
  const std::string key = write("his.key", his.private_key);
  httplib::Client client("https://" + (*server)->http_address(), certificate, key);
  client.set_ca_cert_path(folder.Sub("clients.pem").c_str());
  const auto answer = client.Post("/logboek.v1.AccessService/WhoAmI", "{}", kJson);
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(json::parse(answer->body)["grant"]["principal"], "his-1");
  httplib::Client stranger("https://" + (*server)->http_address());
  stranger.set_ca_cert_path(folder.Sub("clients.pem").c_str());
  EXPECT_EQ(stranger.Post("/logboek.v1.AccessService/WhoAmI", "{}", kJson)->status, 401);
}

}  // namespace
}  // namespace logboek::server
