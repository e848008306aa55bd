// The examples of docs/api, sent to the whole server on the demo, with a clock that stands still;
// what it answers is what the pages show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"
#include "services/auth/testing/test_issuer.h"
#include "services/gateway/message_codec.h"
#include "storage/base/check.h"
#include "storage/testing/temp_folder.h"
#include "tests/reference/examples.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"
#include "tests/testing/test_server.h"

namespace logboek::reference {
namespace {

using Json = nlohmann::ordered_json;
using test::Call;
using test::TestContext;

// Stands in a request for the id of the token that CreateToken made.
constexpr char kTokenId[] = "TOKEN_ID";
constexpr size_t kListMax = 2;
constexpr size_t kMessagesMax = 2;

std::vector<command::v1::Command> DemoCommands() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator("deploy/demo")) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<command::v1::Command> commands;
  for (const std::string& path : paths) {
    const std::string text = TextOf(path);
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      CHECK(google::protobuf::util::JsonStringToMessage(
                google::protobuf::StringPiece(line.data(), line.size()), &commands.emplace_back())
                .ok(),
            "the demo is what its generator wrote");
    }
  }
  return commands;
}

// What differs from run to run: secrets, names of stores, sizes of files, what the process counted.
bool Varies(const std::string& key) {
  static const auto* const keys = new std::set<std::string>{
      "bytesCopied",    "bytesMost",     "commandDigest", "credential", "digest",    "envelope",
      "evidenceDigest", "nextPageToken", "partSha256",    "publicKey",  "requestId", "rotatedTo",
      "sha256",         "signature",     "signingKey",    "storeId",    "token",     "tokenId"};
  return keys->contains(key);
}

// Long lists are cut off, and what varies is left out.
Json CutOff(const Json& json) {
  Json shown = json.is_array() ? Json::array() : Json::object();
  if (json.is_array()) {
    for (const Json& value : json) {
      if (shown.size() == kListMax) {
        shown.push_back(absl::StrCat("... and ", json.size() - kListMax, " more"));
        break;
      }
      shown.push_back(CutOff(value));
    }
    return shown;
  }
  if (!json.is_object()) return json;
  for (const auto& [key, value] : json.items()) {
    shown[key] = Varies(key) && !value.is_object() ? Json("...") : CutOff(value);
  }
  return shown;
}

class ApiExamplesTest : public ::testing::Test {
 protected:
  ApiExamplesTest()
      : issuer_(NewIssuer()),
        server_(Options()),
        client_("http://" + server_.server().http_address()) {
    std::vector<command::v1::Command> plans;
    for (const auto& plan : test::DeployedPlans()) plans.push_back(test::PublishPlan(plan));
    server_.MustPush(plans);
    server_.MustPush(DemoCommands());
  }

  server::ServerOptions Options() const {
    server::ServerOptions options = test::TestServer::RocksOptions();
    options.http.listen = "127.0.0.1:0";
    options.backup_folder = folder_.Sub("backups");
    options.policy_path = folder_.Sub("policy.textproto");
    std::ofstream(folder_.Sub("keys.json")) << issuer_.KeySet();
    std::ofstream(options.policy_path)
        << "oidc_providers { issuer: '" << issuer_.url() << "' audience: 'logboek' jwks_file: '"
        << folder_.Sub("keys.json") << "' principal_prefix: 'user:' "
        << "rules { claim: 'sub' value: 'bea' role: CALLER_ROLE_COORDINATOR "
        << "regions: 'utrecht_sterkzorg' } }";
    // The load of the demo is not to be held against the calls behind it.
    options.chain.caller.shared_calls_per_second = 1e6;
    return options;
  }

  // What the page shows of the answer.
  std::string Ask(const std::string& key, const std::string& request) {
    const std::string body = absl::StrReplaceAll(request, {{kTokenId, token_id_}});
    if (key == "AuditService.Replay") {
      return Stream(*server_.audit, &v1::AuditService::Stub::Replay, v1::ReplayRequest(), body);
    }
    if (key == "AdminService.Backup") {
      return Stream(*server_.admin, &v1::AdminService::Stub::Backup, v1::BackupRequest(), body);
    }
    if (key == "ComplianceService.WatchRegion") {
      return Stream(*server_.compliance, &v1::ComplianceService::Stub::WatchRegion,
                    v1::WatchRegionRequest(), body);
    }
    if (key == "RegistrationService.Push") return Push(body);
    return Unary(key, body);
  }

  std::string Unary(const std::string& key, const std::string& body) {
    const std::string path = absl::StrCat("/logboek.v1.", absl::StrReplaceAll(key, {{".", "/"}}));
    client_.set_bearer_token_auth(TokenFor(key).c_str());
    const auto answer = client_.Post(path.c_str(), body, "application/json");
    CHECK(answer, "the server answers");
    EXPECT_EQ(answer->status, 200) << answer->body;
    const Json json = Json::parse(answer->body, nullptr, /*allow_exceptions=*/false);
    if (key == "AccessService.CreateToken") token_id_ = json["record"]["tokenId"];
    return Pretty(CutOff(json));
  }

  // The administrator's; a feed is for no other role than its own, and only an access token is
  // exchanged.
  std::string TokenFor(const std::string& key) {
    if (key == "AccessService.ExchangeToken") {
      return issuer_.Sign(issuer_.Claims("bea", server_.clock().Now()));
    }
    if (key != "CalendarService.GetFeed") return server_.token();
    access::v1::Grant grant;
    grant.set_principal("calendar-utrecht");
    grant.set_role(access::v1::CALLER_ROLE_CALENDAR);
    grant.add_regions("utrecht_sterkzorg");
    return server_.TokenFor(grant);
  }

  template <typename Stub, typename Request, typename Response>
  std::string Stream(Stub& stub,
                     std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(
                         grpc::ClientContext*, const Request&),
                     Request request, const std::string& body) {
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(body, &request).ok()) << body;
    TestContext context;
    const auto reader = (stub.*method)(&context, request);
    std::string text;
    Response response;
    for (size_t i = 0; i < kMessagesMax && Waits(text) && reader->Read(&response); ++i) {
      text += Shown(response);
    }
    context.TryCancel();
    reader->Finish();
    return text;
  }

  // Of what is watched only the first message is there before something happens.
  static bool Waits(const std::string& text) { return !absl::StrContains(text, "\"counts\""); }

  std::string Push(const std::string& body) {
    v1::PushRequest request;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(body, &request).ok()) << body;
    return Shown(server_.Push({request.command()}).at(0));
  }

  static std::string Shown(const google::protobuf::Message& message) {
    const auto json = gateway::BytesToJson(message.GetDescriptor(), message.SerializeAsString());
    EXPECT_TRUE(json.ok()) << json.status();
    return Pretty(CutOff(Json::parse(*json)));
  }

  static auth::TestIssuer NewIssuer() {
    auth::TestIssuer issuer;
    issuer.AddKey("k1", auth::TestKeyKind::kP256);
    return issuer;
  }

  const storage::TempFolder folder_;
  const auth::TestIssuer issuer_;
  test::TestServer server_;
  httplib::Client client_;
  std::string token_id_;
};

TEST_F(ApiExamplesTest, AreAnsweredAsThePagesShow) {
  const std::map<std::string, Example> examples = Examples();
  for (const std::string& key : ExamplesInOrder()) {
    SCOPED_TRACE(key);
    const auto example = examples.find(key);
    ASSERT_TRUE(example != examples.end()) << kExamplesFolder << " has no " << key << ".json";
    const std::string answer = Ask(key, example->second.request);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(absl::StrCat(kExamplesFolder, key, ".answer.json"), std::ios::binary) << answer;
    } else {
      EXPECT_EQ(answer, example->second.answer)
          << "UPDATE_GOLDEN=1 build/dev/bin/api_examples_test writes it again";
    }
  }
}

}  // namespace
}  // namespace logboek::reference
