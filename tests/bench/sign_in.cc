#include "tests/bench/sign_in.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/security/credentials.h"
#include "logboek/access/v1/access.pb.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/bench/floors.h"
#include "tests/bench/load.h"
#include "tests/bench/population.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

using test::TempFolder;

// What is looked for is less than what the machine does in a second: many short turns.
constexpr int kRounds = 201;
const absl::Duration kTurn = absl::Milliseconds(50);
constexpr char kName[] = "administrator";

void WriteFile(const std::string& path, const std::string& text) {
  CHECK((std::ofstream(path) << text).good(), "the folder takes no file");
}

// Who is known otherwise than by a token of the server: all that a caller can come with.
class Credentials {
 public:
  explicit Credentials(const TempFolder& folder)
      : client_(authority_.Issue({.common_names = {kName}})) {
    const auto server =
        authority_.Issue({.common_names = {"logboek"}, .ip_addresses = {"127.0.0.1"}});
    WriteFile(folder / "server.pem", server.certificate);
    WriteFile(folder / "server.key", server.private_key);
    WriteFile(folder / "ca.pem", authority_.certificate());
    issuer_.AddKey("k1", auth::TestKeyKind::kRsa);
    WriteFile(folder / "keys.json", issuer_.KeySet());
    std::string text;
    google::protobuf::TextFormat::PrintToString(Policy(folder / "keys.json"), &text);
    WriteFile(folder / "policy.textproto", text);
  }

  std::string AccessToken() const {
    nlohmann::json claims = issuer_.Claims(kName, base::SystemClock().Now());
    claims["roles"] = {kName};
    // The whole measurement takes less.
    claims["exp"] = absl::ToUnixSeconds(base::SystemClock().Now() + absl::Hours(2));
    return issuer_.Sign(claims);
  }

  std::shared_ptr<grpc::ChannelCredentials> WithCertificate() const {
    return grpc::SslCredentials({.pem_root_certs = authority_.certificate(),
                                 .pem_private_key = client_.private_key,
                                 .pem_cert_chain = client_.certificate});
  }

 private:
  access::v1::Policy Policy(const std::string& keys_path) const {
    access::v1::Policy policy;
    access::v1::CertificateRule& rule = *policy.add_certificates();
    rule.set_common_name(kName);
    rule.mutable_grant()->set_principal("by-certificate");
    rule.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
    access::v1::OidcProvider& provider = *policy.add_oidc_providers();
    provider.set_issuer(issuer_.url());
    provider.set_audience("logboek");
    provider.set_jwks_file(keys_path);
    provider.set_principal_prefix("user:");
    access::v1::ClaimRule& claim = *provider.add_rules();
    claim.set_claim("roles");
    claim.set_value(kName);
    claim.set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
    return policy;
  }

  auth::TestAuthority authority_;
  auth::TestCertificate client_;
  auth::TestIssuer issuer_;
};

// Callers of one server, each call with the same header "authorization"; "" = without.
class Callers {
 public:
  Callers(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
          std::string authorization)
      : authorization_(std::move(authorization)) {
    for (int i = 0; i < kConnections; ++i) {
      stubs_.push_back(
          v1::RegistrationService::NewStub(test::AuthorizedChannel(address, credentials, "")));
    }
  }

  Figures Measure(int clients, absl::Duration duration) const {
    const v1::RecordAttendanceRequest request =
        ToRequest(test::RecordAttendance("session-0", PersonId(0), PracticeId(0)));
    return RunClosedLoop(clients, duration, [&](int client, size_t) {
      v1::RecordAttendanceResponse response;
      const auto context = test::CallContext();
      if (!authorization_.empty()) context->AddMetadata("authorization", authorization_);
      const grpc::Status status =
          stubs_[static_cast<size_t>(client) % stubs_.size()]->RecordAttendance(context.get(),
                                                                                request, &response);
      CHECK(status.ok(), "a call was refused");
    });
  }

 private:
  static constexpr int kConnections = 4;

  const std::string authorization_;
  std::vector<std::unique_ptr<v1::RegistrationService::Stub>> stubs_;
};

// What the server gives for an access token.
std::string Exchanged(const std::string& address, const std::string& access_token) {
  const auto context = test::CallContext();
  context->AddMetadata("authorization", access_token);
  v1::ExchangeTokenResponse response;
  const grpc::Status status =
      v1::AccessService::NewStub(
          test::AuthorizedChannel(address, grpc::InsecureChannelCredentials(), ""))
          ->ExchangeToken(context.get(), v1::ExchangeTokenRequest(), &response);
  CHECK(status.ok(), "the access token was not exchanged");
  return response.token();
}

struct Round {
  Figures floor;
  Figures other;
  double ratio() const { return other.per_second / floor.per_second; }
};

// The round in the middle by the ratio; either goes first as often as the other.
Round CompareInTurns(const std::function<Figures()>& floor, const std::function<Figures()>& other) {
  std::vector<Round> rounds;
  for (int i = 0; i < kRounds; ++i) {
    Round round;
    if (i % 2 == 0) round.floor = floor();
    round.other = other();
    if (i % 2 != 0) round.floor = floor();
    rounds.push_back(round);
  }
  const auto middle = rounds.begin() + kRounds / 2;
  std::nth_element(rounds.begin(), middle, rounds.end(),
                   [](const Round& a, const Round& b) { return a.ratio() < b.ratio(); });
  return *middle;
}

struct Row {
  const char* name;
  const Callers* floor;
  const Callers* callers;
};

}  // namespace

void BenchSignIn(const TempFolder& folder) {
  const Credentials known(folder);
  const EchoOptions gate = {.token_path = folder / "echo.token",
                            .policy_path = folder / "policy.textproto"};
  EchoOptions gate_with_tls = gate;
  gate_with_tls.token_path = folder / "echo-tls.token";
  gate_with_tls.tls_folder = folder.path();
  const Echo plain;
  const Echo gated(gate);
  const Echo tls({.tls_folder = folder.path()});
  const Echo tls_gated(gate_with_tls);
  const auto open = grpc::InsecureChannelCredentials();
  const std::string token = absl::StrCat("Bearer ", test::FirstTokenIn(gate.token_path));
  const std::string access_token = absl::StrCat("Bearer ", known.AccessToken());
  const Callers nobody(plain.address, open, "");
  const Callers with_header(plain.address, open, token);
  const Callers with_long_header(plain.address, open, access_token);
  const Callers with_token(gated.address, open, token);
  const Callers signed_in(gated.address, open, access_token);
  const Callers with_exchanged(gated.address, open,
                               absl::StrCat("Bearer ", Exchanged(gated.address, access_token)));
  const Callers over_tls(tls.address, known.WithCertificate(), "");
  const Callers with_certificate(tls_gated.address, known.WithCertificate(), "");
  const Row rows[] = {
      {"the header with the token, not looked at", &nobody, &with_header},
      {"a token of the server", &nobody, &with_token},
      {"the header with an access token, not looked at", &nobody, &with_long_header},
      {"an access token of an issuer", &nobody, &signed_in},
      {"the same, exchanged for a short token", &nobody, &with_exchanged},
      {"a client certificate", &over_tls, &with_certificate},
      {"a token, beside its header not looked at", &with_header, &with_token},
      {"an access token, beside its header so", &with_long_header, &signed_in}};
  PrintHead("the caller known by, beside an echo to anybody");
  for (const int clients : {1, 64}) {
    for (const Row& row : rows) {
      const auto measure = [&](const Callers* callers) {
        return [=] { return callers->Measure(clients, kTurn); };
      };
      const Round middle = CompareInTurns(measure(row.floor), measure(row.callers));
      PrintRow({row.name, absl::StrCat(clients), Decimal(middle.other.per_second, 0),
                Decimal(middle.other.p50_ms, 3), Decimal(middle.other.p99_ms, 3),
                Decimal(middle.ratio(), 3)});
    }
  }
}

}  // namespace logboek::bench
