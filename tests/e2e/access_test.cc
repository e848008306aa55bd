// One day's work of each role, with each way to be known, on the real server over TLS.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "services/domain/event_codec.h"
#include "storage/base/clock.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"
#include "tests/testing/wire.h"

namespace logboek {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using access::v1::CallerRole;
using command::v1::Command;
using test::GrpcRefuses;
using test::IsGrpcOk;

constexpr CallerRole kRoles[] = {
    access::v1::CALLER_ROLE_ACADEMY,         access::v1::CALLER_ROLE_PRACTICE,
    access::v1::CALLER_ROLE_COORDINATOR,     access::v1::CALLER_ROLE_AUDITOR,
    access::v1::CALLER_ROLE_PRIVACY_OFFICER, access::v1::CALLER_ROLE_ADMINISTRATOR};

std::string NameOf(CallerRole role) {
  return CallerRole_Name(role).substr(sizeof("CALLER_ROLE_") - 1);
}

access::v1::Grant GrantFor(CallerRole role, const std::string& principal) {
  access::v1::Grant grant;
  grant.set_principal(principal);
  grant.set_role(role);
  if (role == access::v1::CALLER_ROLE_ACADEMY) grant.add_academies("hus");
  if (role == access::v1::CALLER_ROLE_PRACTICE) {
    grant.add_practices("p1");
  } else if (role != access::v1::CALLER_ROLE_ADMINISTRATOR) {
    grant.add_regions(t::kRegion);
  }
  return grant;
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// Somebody with a connection; what they push is told apart by their name.
class Somebody {
 public:
  Somebody(std::string name, std::shared_ptr<grpc::Channel> channel)
      : name_(std::move(name)), channel_(std::move(channel)) {}

  const std::string& name() const { return name_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::string Id(const std::string& word) const { return absl::StrCat(word, "-", name_); }

  // Sends the commands under the caller's own source; each must be taken.
  void Do(const std::vector<Command>& commands) {
    for (const v1::PushResponse& answer : Push(commands)) {
      EXPECT_TRUE(answer.has_receipt()) << name_ << ": " << answer.error().message();
    }
  }
  std::vector<v1::PushResponse> Push(std::vector<Command> commands) {
    for (Command& command : commands) {
      command.set_source(name_);
      command.set_source_id(absl::StrCat(++sent_));
    }
    return t::PushAll(channel_, commands);
  }

  template <typename Service, typename Request, typename Response>
  grpc::Status Ask(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   const Request& request, Response* response) {
    const auto stub = Service::NewStub(channel_);
    return (stub.get()->*method)(t::CallContext().get(), request, response);
  }

 private:
  const std::string name_;
  const std::shared_ptr<grpc::Channel> channel_;
  int sent_ = 0;
};

void DayOfAcademy(Somebody* hus) {
  auto offering = t::PublishOffering(hus->Id("course"), ev::OFFERING_KIND_EXCHANGE_MEETING);
  offering.mutable_publish_offering()->set_academy("hus");
  hus->Do({offering, t::ScheduleSession(hus->Id("held"), hus->Id("course"), "2024-03-01"),
           t::ScheduleSession(hus->Id("coming"), hus->Id("course"), "2090-03-01"),
           t::Enrol("gp", "p1", hus->Id("coming")),
           t::RecordAttendance(hus->Id("held"), "gp", "p1"), t::CloseList(hus->Id("held"), 1)});
  v1::GetSessionRequest request;
  request.set_session_id(hus->Id("held"));
  v1::GetSessionResponse session;
  EXPECT_THAT(
      hus->Ask<v1::CalendarService>(&v1::CalendarService::Stub::GetSession, request, &session),
      IsGrpcOk());
  EXPECT_EQ(session.attendance_size(), 1);
}

void DayOfPractice(Somebody* practice) {
  practice->Do(
      {t::RegisterPerson(practice->Id("new"), "Nieuwe Collega"),
       t::StartEngagement(practice->Id("new"), "p1", ev::ROLE_MEDICAL_ASSISTANT, "2024-02-01"),
       t::SubmitPlan("p1", 1, "2024-02-01")});
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id("p1");
  v1::GetPracticeComplianceResponse compliance;
  EXPECT_THAT(practice->Ask<v1::ComplianceService>(
                  &v1::ComplianceService::Stub::GetPracticeCompliance, request, &compliance),
              IsGrpcOk());
  EXPECT_GT(compliance.compliance().verdicts_size(), 0);
  v1::ListPracticeAccessRequest looks;
  looks.set_practice_id("p1");
  v1::ListPracticeAccessResponse log;
  EXPECT_THAT(
      practice->Ask<v1::PrivacyService>(&v1::PrivacyService::Stub::ListPracticeAccess, looks, &log),
      IsGrpcOk());
  EXPECT_GT(log.records_size(), 0);
}

void DayOfCoordinator(Somebody* coordinator) {
  coordinator->Do({t::RegisterPractice(coordinator->Id("p")),
                   t::AssignCohort(coordinator->Id("p"), t::kCohort),
                   t::WaiveRequirement(coordinator->Id("p"), "T-11", 1)});
  v1::ListRegionComplianceRequest request;
  request.set_region(t::kRegion);
  v1::ListRegionComplianceResponse region;
  EXPECT_THAT(coordinator->Ask<v1::ComplianceService>(
                  &v1::ComplianceService::Stub::ListRegionCompliance, request, &region),
              IsGrpcOk());
  EXPECT_GE(region.practices_size(), 2);
}

std::vector<ev::Envelope> ReplayAs(Somebody* somebody) {
  const auto stub = v1::AuditService::NewStub(somebody->channel());
  v1::ReplayRequest request;
  request.set_region(t::kRegion);
  const auto context = t::CallContext();
  const auto stream = stub->Replay(context.get(), request);
  std::vector<ev::Envelope> events;
  for (v1::ReplayResponse response; stream->Read(&response);) {
    if (!response.has_envelope()) continue;
    const auto envelope = domain::DecodeEnvelope(response.envelope());
    EXPECT_TRUE(envelope.ok());
    if (envelope.ok()) events.push_back(*envelope);
  }
  EXPECT_THAT(stream->Finish(), IsGrpcOk());
  return events;
}

void DayOfAuditor(Somebody* auditor) {
  const std::vector<ev::Envelope> events = ReplayAs(auditor);
  EXPECT_GT(events.size(), 5u);
  for (const ev::Envelope& envelope : events) {
    EXPECT_THAT(envelope.DebugString(), testing::Not(testing::HasSubstr("person_id: \"gp\"")));
  }
  v1::GetVerdictDigestRequest request;
  request.set_region(t::kRegion);
  v1::GetVerdictDigestResponse digest;
  EXPECT_THAT(
      auditor->Ask<v1::AuditService>(&v1::AuditService::Stub::GetVerdictDigest, request, &digest),
      IsGrpcOk());
}

void DayOfPrivacyOfficer(Somebody* officer) {
  v1::ListRetentionRequest request;
  request.set_region(t::kRegion);
  request.set_with_retained(true);
  v1::ListRetentionResponse retention;
  EXPECT_THAT(officer->Ask<v1::PrivacyService>(&v1::PrivacyService::Stub::ListRetention, request,
                                               &retention),
              IsGrpcOk());
  EXPECT_GT(retention.rows_size(), 0);
  const std::string person = absl::StrCat("left-", officer->name());
  officer->Do({t::RequestErasure(person, "asked by the person"), t::DestroyPersonKey(person),
               t::ConfirmErasure(person)});
  v1::ExportPersonRequest asked;
  asked.set_person_id("gp");
  v1::ExportPersonResponse all;
  EXPECT_THAT(
      officer->Ask<v1::PrivacyService>(&v1::PrivacyService::Stub::ExportPerson, asked, &all),
      IsGrpcOk());
  EXPECT_EQ(all.personal_data(0).data().name(), "Jan Huisarts");
  v1::ListAccessRequest looks;
  looks.set_person_id("gp");
  v1::ListAccessResponse log;
  EXPECT_THAT(officer->Ask<v1::PrivacyService>(&v1::PrivacyService::Stub::ListAccess, looks, &log),
              IsGrpcOk());
}

void DayOfAdministrator(Somebody* administrator) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() = GrantFor(access::v1::CALLER_ROLE_ACADEMY, administrator->Id("portal"));
  v1::CreateTokenResponse made;
  ASSERT_THAT(
      administrator->Ask<v1::AccessService>(&v1::AccessService::Stub::CreateToken, request, &made),
      IsGrpcOk());
  v1::RevokeTokenRequest revoke;
  revoke.set_token_id(made.record().token_id());
  v1::RevokeTokenResponse revoked;
  EXPECT_THAT(administrator->Ask<v1::AccessService>(&v1::AccessService::Stub::RevokeToken, revoke,
                                                    &revoked),
              IsGrpcOk());
  v1::GetStatusResponse status;
  EXPECT_THAT(administrator->Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus,
                                                   v1::GetStatusRequest(), &status),
              IsGrpcOk());
  EXPECT_TRUE(status.writable());
}

void DayOf(CallerRole role, Somebody* somebody) {
  switch (role) {
    case access::v1::CALLER_ROLE_ACADEMY:
      return DayOfAcademy(somebody);
    case access::v1::CALLER_ROLE_PRACTICE:
      return DayOfPractice(somebody);
    case access::v1::CALLER_ROLE_COORDINATOR:
      return DayOfCoordinator(somebody);
    case access::v1::CALLER_ROLE_AUDITOR:
      return DayOfAuditor(somebody);
    case access::v1::CALLER_ROLE_PRIVACY_OFFICER:
      return DayOfPrivacyOfficer(somebody);
    case access::v1::CALLER_ROLE_ADMINISTRATOR:
      return DayOfAdministrator(somebody);
    default:
      FAIL() << "no such role";
  }
}

// A server with TLS, an authority for certificates, an issuer of access tokens, and a region in
// which practice rows may go to insurers.
class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    const auto server = authority_.Issue(
        {.common_names = {"logboek"}, .dns_names = {"localhost"}, .ip_addresses = {"127.0.0.1"}});
    WriteFile(folder_ / "server.pem", server.certificate);
    WriteFile(folder_ / "server.key", server.private_key);
    WriteFile(folder_ / "ca.pem", authority_.certificate());
    issuer_.AddKey("k1", auth::TestKeyKind::kP256);
    WriteFile(folder_ / "keys.json", issuer_.KeySet());
    WriteFile(folder_ / "policy.textproto", Policy());
    server_ = std::make_unique<t::ServerProcess>(
        folder_ / "store",
        std::vector<std::string>{"--tls-certificate", folder_ / "server.pem", "--tls-key",
                                 folder_ / "server.key", "--client-ca", folder_ / "ca.pem",
                                 "--policy", folder_ / "policy.textproto"});
    administrator_ = std::make_unique<Somebody>("administrator", Channel(server_->token()));
    GivenRegion();
  }

  // Of a certificate by its common name, and of a person by a claim.
  std::string Policy() const {
    access::v1::Policy policy;
    access::v1::OidcProvider& provider = *policy.add_oidc_providers();
    provider.set_issuer(issuer_.url());
    provider.set_audience("logboek");
    provider.set_jwks_file(folder_ / "keys.json");
    provider.set_principal_prefix("user:");
    for (const CallerRole role : kRoles) {
      access::v1::CertificateRule& rule = *policy.add_certificates();
      rule.set_common_name(NameOf(role));
      *rule.mutable_grant() = GrantFor(role, absl::StrCat("certificate-", NameOf(role)));
      access::v1::ClaimRule& claim = *provider.add_rules();
      claim.set_claim("roles");
      claim.set_value(NameOf(role));
      claim.set_role(role);
      const access::v1::Grant grant = GrantFor(role, "x");
      *claim.mutable_academies() = grant.academies();
      *claim.mutable_practices() = grant.practices();
      *claim.mutable_regions() = grant.regions();
    }
    std::string text;
    google::protobuf::TextFormat::PrintToString(policy, &text);
    return text;
  }

  std::shared_ptr<grpc::Channel> Channel(const std::string& token,
                                         const auth::TestCertificate* certificate = nullptr) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = authority_.certificate();
    if (certificate != nullptr) {
      options.pem_cert_chain = certificate->certificate;
      options.pem_private_key = certificate->private_key;
    }
    return t::AuthorizedChannel(server_->address(), grpc::SslCredentials(options), token);
  }

  void GivenRegion() {
    auto plan = t::TestPlan();
    plan.set_disclosure(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
    administrator_->Do({t::PublishPlan(plan), t::PublishPlan(t::FormsPlan()),
                        t::RegisterPractice("p1"), t::AssignCohort("p1", t::kCohort),
                        t::RegisterPerson("gp", "Jan Huisarts"),
                        t::StartEngagement("gp", "p1", ev::ROLE_GP_OWNER, "2020-01-01"),
                        t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS)});
    for (const char* way :
         {"certificate-PRIVACY_OFFICER", "token-PRIVACY_OFFICER", "user:PRIVACY_OFFICER"}) {
      administrator_->Do({t::RegisterPerson(absl::StrCat("left-", way), "Oud Collega")});
    }
  }

  std::string TokenFor(CallerRole role) {
    v1::CreateTokenRequest request;
    *request.mutable_grant() = GrantFor(role, absl::StrCat("token-", NameOf(role)));
    v1::CreateTokenResponse made;
    EXPECT_THAT(administrator_->Ask<v1::AccessService>(&v1::AccessService::Stub::CreateToken,
                                                       request, &made),
                IsGrpcOk());
    return made.token();
  }

  Somebody WithCertificate(CallerRole role) const {
    const auto certificate = authority_.Issue({.common_names = {NameOf(role)}});
    return {absl::StrCat("certificate-", NameOf(role)), Channel("", &certificate)};
  }
  Somebody WithToken(CallerRole role) {
    return {absl::StrCat("token-", NameOf(role)), Channel(TokenFor(role))};
  }
  Somebody SignedIn(CallerRole role) const {
    nlohmann::json claims = issuer_.Claims(NameOf(role), base::SystemClock().Now());
    claims["roles"] = {"something", NameOf(role)};
    return {absl::StrCat("user:", NameOf(role)), Channel(issuer_.Sign(claims))};
  }

  t::TempFolder folder_;
  auth::TestAuthority authority_;
  auth::TestIssuer issuer_;
  std::unique_ptr<t::ServerProcess> server_;
  std::unique_ptr<Somebody> administrator_;
};

TEST_F(AccessTest, EveryRoleDoesItsDayWithEveryCredential) {
  for (const CallerRole role : kRoles) {
    for (Somebody somebody : {WithCertificate(role), WithToken(role), SignedIn(role)}) {
      SCOPED_TRACE(somebody.name());
      v1::WhoAmIResponse me;
      ASSERT_THAT(somebody.Ask<v1::AccessService>(&v1::AccessService::Stub::WhoAmI,
                                                  v1::WhoAmIRequest(), &me),
                  IsGrpcOk());
      EXPECT_EQ(me.grant().principal(), somebody.name());
      EXPECT_EQ(me.grant().role(), role);
      DayOf(role, &somebody);
    }
  }
}

TEST_F(AccessTest, TheCallerStandsInEveryEventAndCannotBeForged) {
  Somebody coordinator = WithToken(access::v1::CALLER_ROLE_COORDINATOR);
  coordinator.Do({t::RegisterPractice("p9")});
  Command forged = t::RegisterPractice("p10");
  forged.set_acting_for("somebody else");
  EXPECT_EQ(t::InfoIn(coordinator.Push({forged})[0].error()).reason(), "ACTING_FOR_NOT_ALLOWED");
  const auto events = ReplayAs(administrator_.get());
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const ev::Envelope& envelope) {
    return envelope.event().practice_registered().practice_id() == "p9";
  });
  ASSERT_NE(last, events.rend());
  EXPECT_EQ(last->actor().id(), "token-COORDINATOR");
}

TEST_F(AccessTest, WhoIsNotKnownIsTurnedAway) {
  const auto refused = [&](const std::shared_ptr<grpc::Channel>& channel, const char* reason) {
    Somebody stranger("stranger", channel);
    v1::GetStatusResponse status;
    EXPECT_THAT(stranger.Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus,
                                               v1::GetStatusRequest(), &status),
                GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, reason));
  };
  refused(Channel(""), "NO_CREDENTIAL");
  refused(Channel("logboek_something"), "TOKEN_MALFORMED");
  const auto nobody = authority_.Issue({.common_names = {"nobody"}});
  refused(Channel("", &nobody), "UNKNOWN_CERTIFICATE");
  nlohmann::json old = issuer_.Claims("x", base::SystemClock().Now() - absl::Hours(2));
  old["roles"] = {"ADMINISTRATOR"};
  refused(Channel(issuer_.Sign(old)), "EXPIRED_ACCESS_TOKEN");
  auth::TestIssuer other(issuer_.url());
  other.AddKey("k1", auth::TestKeyKind::kP256);
  nlohmann::json claims = other.Claims("x", base::SystemClock().Now());
  claims["roles"] = {"ADMINISTRATOR"};
  refused(Channel(other.Sign(claims)), "BAD_ACCESS_TOKEN");
}

// An authority that the server does not trust signs nobody in: there is not even a connection.
TEST_F(AccessTest, AForeignAuthorityIsNotBelieved) {
  const auth::TestAuthority foreign("Foreign Authority");
  const auto certificate = foreign.Issue({.common_names = {"ADMINISTRATOR"}});
  Somebody stranger("stranger", Channel("", &certificate));
  v1::GetStatusResponse status;
  EXPECT_EQ(stranger
                .Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                                       &status)
                .error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(AccessTest, ARevokedTokenIsOfNoUseAtOnce) {
  const std::string token = TokenFor(access::v1::CALLER_ROLE_COORDINATOR);
  Somebody coordinator("token-COORDINATOR", Channel(token));
  coordinator.Do({t::RegisterPractice("p9")});
  v1::ListTokensResponse tokens;
  ASSERT_THAT(administrator_->Ask<v1::AccessService>(&v1::AccessService::Stub::ListTokens,
                                                     v1::ListTokensRequest(), &tokens),
              IsGrpcOk());
  for (const access::v1::TokenRecord& record : tokens.rows()) {
    if (record.grant().role() != access::v1::CALLER_ROLE_COORDINATOR) continue;
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(record.token_id());
    v1::RevokeTokenResponse revoked;
    ASSERT_THAT(administrator_->Ask<v1::AccessService>(&v1::AccessService::Stub::RevokeToken,
                                                       revoke, &revoked),
                IsGrpcOk());
  }
  v1::GetStatusResponse status;
  EXPECT_THAT(coordinator.Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus,
                                                v1::GetStatusRequest(), &status),
              GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "REVOKED_TOKEN"));
}

// `logboek` with these arguments; a server of this user on this machine needs no credential.
t::RunResult Logboek(const t::ServerProcess& server, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {t::Program("logboek"), "--lang=en", "--server", server.address()});
  return t::RunProgram(arguments);
}

TEST(AccessCommands, TokensAreMadeShownRotatedAndRevoked) {
  const t::TempFolder folder;
  const t::ServerProcess server(folder / "store");
  const auto made = Logboek(server, {"token", "create", "hus-portal", "--role", "academy",
                                     "--academy", "hus", "--region", "utrecht", "--days", "30"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::string file = folder / "hus.token";
  WriteFile(file, made.output);
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  const auto me = Logboek(server, {"--token-file", file, "whoami", "--format", "json"});
  ASSERT_EQ(me.exit_code, 0) << me.errors;
  EXPECT_THAT(me.output, testing::HasSubstr("hus-portal"));
  EXPECT_THAT(me.output, testing::HasSubstr("CALLER_ROLE_ACADEMY"));
  const auto list = Logboek(server, {"token", "list", "--format", "csv"});
  EXPECT_THAT(list.output, testing::HasSubstr("hus-portal"));
  EXPECT_THAT(list.output, testing::Not(testing::HasSubstr(made.output)));
  std::string token_id;
  for (size_t at = list.output.find("tk_"); at != std::string::npos;
       at = list.output.find("tk_", at + 1)) {
    const std::string line = list.output.substr(at, list.output.find('\n', at) - at);
    if (absl::StrContains(line, "hus-portal")) token_id = line.substr(0, line.find(','));
  }
  const auto rotated = Logboek(server, {"token", "rotate", token_id, "--grace-days", "1"});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.errors;
  EXPECT_EQ(Logboek(server, {"--token-file", file, "whoami"}).exit_code, 0);
  EXPECT_EQ(Logboek(server, {"token", "revoke", token_id}).exit_code, 0);
  const auto refused = Logboek(server, {"--token-file", file, "whoami"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.errors, testing::HasSubstr("REVOKED_TOKEN"));
}

TEST(AccessCommands, APrivacyOfficerNeedsNoMoreThanItsToken) {
  const t::TempFolder folder;
  const t::ServerProcess server(folder / "store");
  const auto published = Logboek(
      server, {"plan", "publish", "deploy/regioplans/gelders_rivierenland-year-3.textproto"});
  ASSERT_EQ(published.exit_code, 0) << published.errors;
  const auto registered = Logboek(
      server, {"do", R"({"source": "test", "sourceId": "1", "registerPerson": {"personId": "jan",)"
                     R"( "region": "gelders_rivierenland", "personalData": {"name": "Jan"}}})"});
  ASSERT_EQ(registered.exit_code, 0) << registered.errors;
  const std::string file = folder / "officer.token";
  const auto made = Logboek(server, {"token", "create", "fg", "--role", "privacy_officer",
                                     "--region", "gelders_rivierenland", "--acting-for", "jan"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  WriteFile(file, made.output);
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  const auto officer = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--token-file", file});
    const auto result = Logboek(server, arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.output;
  };
  EXPECT_THAT(officer({"--acting-for", "jan", "export-person", "jan"}),
              testing::ContainsRegex("\njan +Jan\n"));
  const std::vector<std::string> request = {
      "erasure", "request",        "jan", "--ground",          "asked",    "--by",
      "fg",      "--requested-by", "jan", "--override-ground", "a mistake"};
  EXPECT_THAT(officer(request), testing::HasSubstr("Result    new"));
  EXPECT_THAT(officer(request), testing::HasSubstr("repeated")) << "saying it twice does nothing";
  officer({"erasure", "destroy", "jan", "--by", "fg"});
  officer({"erasure", "confirm", "jan", "--by", "fg"});
  EXPECT_THAT(officer({"erasure", "status", "jan"}), testing::HasSubstr("confirmed"));
  EXPECT_THAT(officer({"export-person", "jan"}),
              testing::Not(testing::ContainsRegex("\njan +Jan\n")));
  const std::string looks = officer({"accesses", "--person", "jan", "--format", "csv"});
  EXPECT_THAT(looks, testing::HasSubstr(",fg,jan,/logboek.v1.PrivacyService/ExportPerson,jan,"
                                        "names,answered,"));
  EXPECT_EQ(
      Logboek(server, {"--token-file", file, "--acting-for", "piet", "erasure", "status", "jan"})
          .exit_code,
      5);
}

}  // namespace
}  // namespace logboek
