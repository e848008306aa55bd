// Names, tokens and what a command says stand in no line of the server's log, in no error and in no
// file, whatever is called and however it goes wrong.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/auth/bytes.h"
#include "services/auth/token.h"
#include "storage/base/clock.h"
#include "tests/e2e/access_fixture.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/wire.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
namespace fs = std::filesystem;
using command::v1::Command;
using testing::HasSubstr;

// No text of RocksDB, of gRPC or of the programs has them. The first stands in names of people, the
// second in what else a command says, which the store does keep.
constexpr char kName[] = "Zyxwv";
constexpr char kWord[] = "Qjkzx";

std::string Name(absl::string_view name) { return absl::StrCat(kName, " ", name); }
std::string Words(absl::string_view words) { return absl::StrCat(kWord, " ", words); }

std::string TextIn(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Commands full of names and texts: the first ones are taken, the others refused.
std::vector<Command> MarkedCommands() {
  Command practice = RegisterPractice("p1");
  practice.mutable_register_practice()->set_name(Words("Praktijk"));
  Command person = RegisterPerson("gp", Name("Jan"));
  person.mutable_register_person()->mutable_personal_data()->set_email(
      absl::StrCat(kName, "@example.nl"));
  Command again = RegisterPerson("gp", Name("Piet"));
  Command correction = CorrectAttendance("no-session", "gp", true);
  correction.mutable_correct_attendance()->set_reason(Words("vergissing"));
  correction.mutable_correct_attendance()->set_decided_by(Words("bestuur"));
  Command waiver = WaiveRequirement("p1", "no-obligation", 1);
  waiver.mutable_waive_requirement()->set_ground(Words("ziekte"));
  Command too_long = RegisterPerson("long", Name(std::string(5'000, 'x')));
  Command bad_date = StartEngagement("gp", "p1", ev::ROLE_GP_OWNER, "2020-01-01");
  bad_date.mutable_start_engagement()->mutable_from()->set_month(13);
  Command too_large = RegisterPerson("large", Name(std::string(100'000, 'x')));
  Command forged = RegisterPerson("another", Name("Anja"));
  forged.set_acting_for("somebody");
  return {PublishPlan(TestPlan()),
          practice,
          person,
          again,
          correction,
          waiver,
          too_long,
          bad_date,
          too_large,
          forged};
}

class SecretsTest : public ::testing::Test, protected AccessServer {
 protected:
  // The token, and what could be said of it, is a secret.
  const std::string& Secret(const std::string& token) {
    secrets_.push_back(token);
    for (const absl::string_view part : absl::StrSplit(token, '.')) {
      // A whole part of an access token, or all but the prefix of one of ours.
      if (part.size() > 20) secrets_.emplace_back(part.substr(part.size() / 2));
    }
    return token;
  }

  void KeepError(const google::rpc::Status& status) {
    errors_.push_back(status.SerializeAsString());
  }
  // True when it was refused.
  bool KeepError(const grpc::Status& status) {
    errors_.push_back(absl::StrCat(status.error_message(), status.error_details()));
    return !status.ok();
  }

  // Everything that `somebody` can send, over each way in.
  void CallEverything(Somebody* somebody) {
    const std::vector<Command> commands = MarkedCommands();
    for (const v1::PushResponse& answer : somebody->Push(commands)) KeepError(answer.error());
    for (const Command& command : commands) {
      v1::DryRunRequest request;
      *request.add_commands() = With(command, somebody->name(), "tried out");
      v1::DryRunResponse response;
      KeepError(somebody->Ask<v1::RegistrationService>(&v1::RegistrationService::Stub::DryRun,
                                                       request, &response));
      for (const auto& outcome : response.outcomes()) KeepError(outcome.error());
    }
    v1::RegisterPersonRequest person;
    person.mutable_origin()->set_source(somebody->name());
    person.mutable_origin()->set_source_id("unary");
    *person.mutable_command() = RegisterPerson("gp", Name("Kees")).register_person();
    v1::RegisterPersonResponse taken;
    EXPECT_TRUE(KeepError(somebody->Ask<v1::PracticeService>(
        &v1::PracticeService::Stub::RegisterPerson, person, &taken)));
    v1::GetPracticeRequest practice;
    practice.set_practice_id("p1");
    v1::GetPracticeResponse shown;
    KeepError(somebody->Ask<v1::PracticeService>(&v1::PracticeService::Stub::GetPractice, practice,
                                                 &shown));
  }

  // Comes with this, and is turned away.
  void TurnedAway(const std::shared_ptr<grpc::Channel>& channel, const char* reason) {
    v1::GetStatusResponse status;
    const grpc::Status refused = Somebody("stranger", channel)
                                     .Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus,
                                                            v1::GetStatusRequest(), &status);
    EXPECT_EQ(InfoIn(refused).reason(), reason);
    KeepError(refused);
  }

  void CallWithWrongTokens() {
    TurnedAway(Channel(Secret(auth::NewToken())), "UNKNOWN_TOKEN");
    TurnedAway(Channel(Secret(absl::StrCat("logboek_", kName))), "TOKEN_MALFORMED");
    TurnedAway(Channel(Secret(absl::StrCat("logboekx_", kName))), "TOKEN_MALFORMED");
    TurnedAway(Channel(Secret(auth::TokenOf(auth::kExchangedTokenPrefix,
                                            auth::RandomBytes(auth::kTokenSecretBytes)))),
               "EXCHANGED_TOKEN_ENDED");
    TurnedAway(Channel(Secret(absl::StrCat(kName, ".a.b"))), "BAD_ACCESS_TOKEN");
    TurnedAway(Channel(Secret(absl::StrCat(auth::ToBase64Url(R"({"alg":"Zyxwv"})"), ".a.b"))),
               "BAD_ACCESS_TOKEN");
    nlohmann::json claims = issuer().Claims(Name("Jan"), base::SystemClock().Now());
    claims["name"] = Name("Jan");
    claims["roles"] = {Name("role")};
    TurnedAway(Channel(Secret(issuer().Sign(claims))), "NO_ROLE");
    auth::TestIssuer forger(issuer().url());
    forger.AddKey("k1", auth::TestKeyKind::kP256);
    TurnedAway(Channel(Secret(forger.Sign(claims))), "BAD_ACCESS_TOKEN");
    const auto certificate = authority().Issue(
        {.common_names = {Name("Jan")}, .emails = {absl::StrCat(kName, "@example.nl")}});
    TurnedAway(Channel("", &certificate), "UNKNOWN_CERTIFICATE");
  }

  // A token where its id belongs, and headers that are no ids.
  void CallWithTokensInWrongPlaces(const std::string& token) {
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(token);
    v1::RevokeTokenResponse revoked;
    EXPECT_TRUE(KeepError(administrator().Ask<v1::AccessService>(
        &v1::AccessService::Stub::RevokeToken, revoke, &revoked)));
    for (const char* header : {"x-request-id", "x-logboek-replay"}) {
      const auto context = CallContext();
      context->AddMetadata(header, Name("Jan"));
      v1::GetStatusResponse status;
      KeepError(v1::AdminService::NewStub(administrator().channel())
                    ->GetStatus(context.get(), v1::GetStatusRequest(), &status));
    }
  }

  // Which secret stands in the text; empty when none does.
  std::string SecretIn(const std::string& text, bool may_have_words = false) const {
    if (!may_have_words && absl::StrContains(text, kWord)) return kWord;
    for (const std::string& secret : secrets_) {
      if (absl::StrContains(text, secret)) return secret;
    }
    return "";
  }

  std::vector<std::string> secrets_ = {kName};
  std::vector<std::string> errors_;
};

TEST_F(SecretsTest, StandNowhere) {
  Secret(process().token());
  CallEverything(&administrator());
  const auto made = CreateToken(GrantFor(access::v1::CALLER_ROLE_COORDINATOR, "portal"));
  Somebody portal("portal", Channel(Secret(made.token())));
  CallEverything(&portal);
  nlohmann::json claims = issuer().Claims("u1", base::SystemClock().Now());
  claims["name"] = Name("Jan");
  claims["roles"] = {"COORDINATOR"};
  Somebody person("user:u1", Channel(Secret(issuer().Sign(claims))));
  CallEverything(&person);
  v1::ExchangeTokenResponse exchanged;
  EXPECT_FALSE(KeepError(person.Ask<v1::AccessService>(&v1::AccessService::Stub::ExchangeToken,
                                                       v1::ExchangeTokenRequest(), &exchanged)));
  Somebody briefly("user:u1", Channel(Secret(exchanged.token())));
  CallEverything(&briefly);
  CallWithWrongTokens();
  CallWithTokensInWrongPlaces(made.token());
  Revoke(made.record().token_id());
  TurnedAway(portal.channel(), "REVOKED_TOKEN");
  EXPECT_EQ(process().Stop(), 0);

  const std::string log = TextIn(log_file());
  // Everybody is in it, so it was looked for in the right place.
  for (const char* known :
       {"actor=\"administrator\"", "actor=\"portal\"", "actor=\"user:u1\"",
        "method=\"RegistrationService/Push\"", "reason=\"ALREADY_REGISTERED\"",
        "reason=\"UNKNOWN_TOKEN\"", "reason=\"TOKEN_MALFORMED\"", "reason=\"BAD_ACCESS_TOKEN\"",
        "reason=\"UNKNOWN_CERTIFICATE\"", "reason=\"REVOKED_TOKEN\""}) {
    EXPECT_THAT(log, HasSubstr(known));
  }
  EXPECT_EQ(SecretIn(log), "");
  EXPECT_GE(errors_.size(), 50u);
  for (const std::string& error : errors_) EXPECT_EQ(SecretIn(error), "") << error;
  for (const auto& entry : fs::recursive_directory_iterator(folder().path())) {
    // The one place where a token has to be.
    if (!entry.is_regular_file() || entry.path().extension() == ".token") continue;
    const bool journal = absl::StrContains(entry.path().string(), "/refusals");
    EXPECT_EQ(SecretIn(TextIn(entry.path()), /*may_have_words=*/!journal), "") << entry.path();
  }
}

}  // namespace
}  // namespace logboek::test
