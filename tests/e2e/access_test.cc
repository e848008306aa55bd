// One day's work of each role, with each way to be known, on the real server over TLS.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "services/domain/event_codec.h"
#include "tests/e2e/access_fixture.h"
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
using test::IsGrpcOk;

void DayOfAcademy(t::Somebody* hus) {
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

void DayOfPractice(t::Somebody* practice) {
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

void DayOfCoordinator(t::Somebody* coordinator) {
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

std::vector<ev::Envelope> ReplayAs(t::Somebody* somebody) {
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

void DayOfAuditor(t::Somebody* auditor) {
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
  ASSERT_EQ(digest.regions_size(), 1);
  EXPECT_NE(digest.regions(0).digest(), "");
  // With them a report of the region would tell what it hides.
  EXPECT_FALSE(digest.regions(0).has_practices());
  EXPECT_FALSE(digest.regions(0).has_verdicts());
  v1::GetStatusResponse status;
  EXPECT_THAT(auditor->Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus,
                                             v1::GetStatusRequest(), &status),
              IsGrpcOk());
  ASSERT_EQ(status.regions_size(), 1);
  EXPECT_FALSE(status.regions(0).has_practices());
}

void DayOfPrivacyOfficer(t::Somebody* officer) {
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

void DayOfAdministrator(t::Somebody* administrator) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() =
      t::GrantFor(access::v1::CALLER_ROLE_ACADEMY, administrator->Id("portal"));
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
  ASSERT_EQ(status.regions_size(), 1);
  EXPECT_GT(status.regions(0).practices(), 0u);
}

void DayOf(CallerRole role, t::Somebody* somebody) {
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

// A region in which practice rows may go to insurers.
class AccessTest : public testing::Test, protected t::AccessServer {
 protected:
  AccessTest() {
    auto plan = t::TestPlan();
    plan.set_disclosure(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
    administrator().Do({t::PublishPlan(plan), t::PublishPlan(t::FormsPlan()),
                        t::RegisterPractice("p1"), t::AssignCohort("p1", t::kCohort),
                        t::RegisterPerson("gp", "Jan Huisarts"),
                        t::StartEngagement("gp", "p1", ev::ROLE_GP_OWNER, "2020-01-01"),
                        t::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS)});
    for (const char* way : {"certificate-PRIVACY_OFFICER", "token-PRIVACY_OFFICER",
                            "user:PRIVACY_OFFICER", "user:exchanged-PRIVACY_OFFICER"}) {
      administrator().Do({t::RegisterPerson(absl::StrCat("left-", way), "Oud Collega")});
    }
  }
};

TEST_F(AccessTest, EveryRoleDoesItsDayWithEveryCredential) {
  for (const CallerRole role : t::kRoles) {
    for (t::Somebody somebody :
         {WithCertificate(role), WithToken(role), SignedIn(role), WithExchangedToken(role)}) {
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
  t::Somebody coordinator = WithToken(access::v1::CALLER_ROLE_COORDINATOR);
  coordinator.Do({t::RegisterPractice("p9")});
  Command forged = t::RegisterPractice("p10");
  forged.set_acting_for("somebody else");
  EXPECT_EQ(t::InfoIn(coordinator.Push({forged})[0].error()).reason(), "ACTING_FOR_NOT_ALLOWED");
  const auto events = ReplayAs(&administrator());
  const auto last = std::find_if(events.rbegin(), events.rend(), [](const ev::Envelope& envelope) {
    return envelope.event().practice_registered().practice_id() == "p9";
  });
  ASSERT_NE(last, events.rend());
  EXPECT_EQ(last->actor().id(), "token-COORDINATOR");
}

TEST_F(AccessTest, ATokenIsExchangedWithTheProgram) {
  const t::TempFolder folder;
  const std::string file = folder / "some.token";
  const auto logboek = [&](const std::string& token, std::vector<std::string> arguments) {
    t::WriteFile(file, token);
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    arguments.insert(arguments.begin(),
                     {t::Program("logboek"), "--lang=en", "--server", process().address(), "--ca",
                      authority_file(), "--token-file", file});
    return t::RunProgram(arguments);
  };
  const std::string access_token = AccessToken("bea", access::v1::CALLER_ROLE_COORDINATOR);
  const auto exchanged = logboek(access_token, {"token", "exchange"});
  ASSERT_EQ(exchanged.exit_code, 0) << exchanged.errors;
  EXPECT_THAT(exchanged.output, testing::MatchesRegex("logboekx_[-_A-Za-z0-9]{49}\n"));
  EXPECT_THAT(exchanged.errors, testing::HasSubstr("good until"));
  const auto me = logboek(exchanged.output, {"whoami"});
  ASSERT_EQ(me.exit_code, 0) << me.errors;
  EXPECT_THAT(me.output, testing::HasSubstr("user:bea"));
  const auto again = logboek(access_token, {"token", "exchange", "--format", "json"});
  EXPECT_THAT(again.output,
              testing::HasSubstr(exchanged.output.substr(0, exchanged.output.size() - 1)));
  const auto refused = logboek(exchanged.output, {"token", "exchange"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.errors, testing::HasSubstr("NOT_AN_ACCESS_TOKEN"));
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
  t::WriteFile(file, made.output);
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
  t::WriteFile(file, made.output);
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

TEST(AccessCommands, WhoIsLockedOutMakesAnotherTokenBesideTheStore) {
  const t::TempFolder folder;
  const std::vector<std::string> renew = {t::Program("logboekd"), "--store", folder / "store",
                                          "--renew-first-token"};
  std::string first;
  {
    t::ServerProcess server(folder / "store");
    first = server.token();
    const auto list = Logboek(server, {"token", "list", "--format", "csv"});
    const std::string token_id = list.output.substr(list.output.find("tk_"), 15);
    EXPECT_EQ(Logboek(server, {"token", "revoke", token_id}).exit_code, 0);
    EXPECT_THAT(Logboek(server, {"token", "list"}).errors, testing::HasSubstr("REVOKED_TOKEN"));
    const auto in_use = t::RunProgram(renew);
    EXPECT_EQ(in_use.exit_code, 1) << in_use.output;
    EXPECT_EQ(server.token(), first);
    EXPECT_EQ(server.Stop(), 0);
  }
  const auto renewed = t::RunProgram(renew);
  EXPECT_EQ(renewed.exit_code, 0) << renewed.errors;
  EXPECT_THAT(renewed.output, testing::HasSubstr(folder / "store.token"));
  EXPECT_THAT(renewed.errors, testing::HasSubstr("first token renewed"));
  const t::ServerProcess server(folder / "store");
  EXPECT_NE(server.token(), first);
  EXPECT_THAT(renewed.output + renewed.errors, testing::Not(testing::HasSubstr(server.token())));
  const auto list = Logboek(server, {"token", "list", "--format", "csv"});
  EXPECT_EQ(list.exit_code, 0) << list.errors;
  EXPECT_THAT(list.output, testing::HasSubstr("--renew-first-token"));
  EXPECT_NE(
      t::RunProgram({t::Program("logboekd"), "--store", folder / "stroe", "--renew-first-token"})
          .exit_code,
      0);
}

}  // namespace
}  // namespace logboek
