// Who is turned away, with what words: every way not to be known, and everything that is somebody
// else's, on the real server over TLS. What is somebody else's is refused as if it were not there.
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/overview_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "logboek/v1/report_service.grpc.pb.h"
#include "services/auth/bytes.h"
#include "services/auth/token.h"
#include "services/domain/event_codec.h"
#include "storage/base/clock.h"
#include "tests/e2e/access_fixture.h"
#include "tests/testing/reasons/reasons.h"
#include "tests/testing/wire.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
using access::v1::CallerRole;
using access::v1::Grant;
using command::v1::Command;
using grpc::StatusCode;

constexpr CallerRole kAcademy = access::v1::CALLER_ROLE_ACADEMY;
constexpr CallerRole kPractice = access::v1::CALLER_ROLE_PRACTICE;
constexpr CallerRole kCoordinator = access::v1::CALLER_ROLE_COORDINATOR;
constexpr CallerRole kAuditor = access::v1::CALLER_ROLE_AUDITOR;
constexpr CallerRole kOfficer = access::v1::CALLER_ROLE_PRIVACY_OFFICER;
constexpr CallerRole kCalendar = access::v1::CALLER_ROLE_CALENDAR;

// Somebody asks for something about `id`.
using CallFunction = std::function<grpc::Status(const Somebody& who, const std::string& id)>;

// A unary call; `fill` makes its request about the id.
template <typename Service, typename Request, typename Response>
CallFunction Unary(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   std::function<void(const std::string& id, Request* request)> fill) {
  return [method, fill](const Somebody& who, const std::string& id) {
    Request request;
    fill(id, &request);
    Response response;
    return who.Ask<Service>(method, request, &response);
  };
}

// Request and response are told by the method.
#define UNARY(service, method, field)                            \
  Unary<v1::service, v1::method##Request, v1::method##Response>( \
      &v1::service::Stub::method,                                \
      [](const std::string& id, v1::method##Request* request) { request->set_##field(id); })

// A unary write under the caller's own source.
#define WRITE(service, method, field)                                            \
  CallFunction([](const Somebody& who, const std::string& id) {                  \
    v1::method##Request request;                                                 \
    request.mutable_origin()->set_source(who.name());                            \
    request.mutable_origin()->set_source_id("refused");                          \
    request.mutable_command()->set_##field(id);                                  \
    v1::method##Response response;                                               \
    return who.Ask<v1::service>(&v1::service::Stub::method, request, &response); \
  })

grpc::Status ToGrpc(const google::rpc::Status& status) {
  return grpc::Status(static_cast<StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

// The command over a stream of its own, under the caller's own source unless it has one.
grpc::Status PushOne(const Somebody& who, Command command, const std::string& source = "") {
  command.set_source(source.empty() ? who.name() : source);
  command.set_source_id("refused");
  const auto answers = PushAll(who.channel(), {command});
  if (answers.size() != 1) return grpc::Status(StatusCode::INTERNAL, "no answer");
  if (!answers[0].has_error()) return grpc::Status::OK;
  ExpectListed(MethodOf(command), ToGrpc(answers[0].error()));
  return ToGrpc(answers[0].error());
}

CallFunction Push(std::function<Command(const std::string& id)> command) {
  return
      [command](const Somebody& who, const std::string& id) { return PushOne(who, command(id)); };
}

CallFunction DryRun(std::function<Command(const std::string& id)> command) {
  return [command](const Somebody& who, const std::string& id) {
    v1::DryRunRequest request;
    *request.add_commands() = With(command(id), who.name(), "refused");
    v1::DryRunResponse response;
    const grpc::Status status = who.Ask<v1::RegistrationService>(
        &v1::RegistrationService::Stub::DryRun, request, &response);
    if (!status.ok() || !response.outcomes(0).has_error()) return status;
    return ToGrpc(response.outcomes(0).error());
  };
}

CallFunction Replay(std::function<void(const std::string& id, v1::ReplayRequest* request)> fill) {
  return [fill](const Somebody& who, const std::string& id) {
    v1::ReplayRequest request;
    fill(id, &request);
    const auto context = CallContext();
    const auto stream = v1::AuditService::NewStub(who.channel())->Replay(context.get(), request);
    v1::ReplayResponse response;
    while (stream->Read(&response)) {
    }
    return stream->Finish();
  };
}

grpc::Status WatchRegion(const Somebody& who, const std::string& id) {
  v1::WatchRegionRequest request;
  request.set_region(id);
  const auto context = CallContext();
  const auto stream =
      v1::ComplianceService::NewStub(who.channel())->WatchRegion(context.get(), request);
  v1::WatchRegionResponse response;
  // The stream has no end of its own.
  if (stream->Read(&response)) context->TryCancel();
  return stream->Finish();
}

grpc::Status GetStatus(const Somebody& who, const std::string& /*id*/) {
  v1::GetStatusResponse response;
  return who.Ask<v1::AdminService>(&v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                                   &response);
}

// One of everything, of one practice and one academy in one region. Ids end in `name`.
std::vector<Command> World(const std::string& name, const std::string& region,
                           const std::string& academy) {
  const auto id = [&](const char* word) { return absl::StrCat(word, "-", name); };
  const std::string practice = id("practice");
  auto offering = PublishOffering(id("offering"), ev::OFFERING_KIND_INTERVISION, {}, region);
  offering.mutable_publish_offering()->set_academy(academy);
  return {RegisterPractice(practice, region),
          RegisterPractice(id("partner"), region),
          AssignCohort(practice, kCohort),
          RegisterPerson(id("person"), "Jan Huisarts", region),
          StartEngagement(id("person"), practice, ev::ROLE_GP_OWNER, "2020-01-01"),
          offering,
          ScheduleSession(id("session"), id("offering"), "2090-03-01"),
          DefineSeries(id("series"), {id("session")}, {kCohort}, 1, region),
          Enrol(id("person"), practice, id("session")),
          RegisterJointPlan(id("joint"), {practice, id("partner")}, "2024-01-02", region),
          LinkCentre(id("centre"), practice, "2023-01-01"),
          ChooseLine(id("line"), practice, 1, "coaching"),
          RequestData(id("request"), practice, "2090-02-01")};
}

constexpr char kFarRegion[] = "far_region";

// A refusal of the table. With `theirs` the same is asked about `missing`, of which there is none:
// the answers may differ in nothing but the id.
struct Refusal {
  std::string name;
  std::string caller;
  CallFunction call;
  StatusCode code;
  // Empty: there is no answer of the server to have one.
  std::string reason;
  std::string theirs = "";
  std::string missing = "";
};

class RefusalsTest : public ::testing::Test, protected AccessServer {
 protected:
  RefusalsTest() {
    GivenWorlds();
    GivenKnownCallers();
  }

  // "home" is the callers' own; "next" is of another practice and another academy of the region;
  // "away" is of another region, where an academy of the same name teaches, too.
  void GivenWorlds() {
    for (auto plan : {TestPlan(), FormsPlan()}) {
      administrator().Do({PublishPlan(plan)});
      plan.set_region(kFarRegion);
      administrator().Do({PublishPlan(plan)});
    }
    administrator().Do(World("home", kRegion, "hus"));
    administrator().Do(World("next", kRegion, "hzt"));
    administrator().Do(World("away", kFarRegion, "hus"));
  }

  void GivenKnownCallers() {
    for (const CallerRole role : kRoles) {
      Grant grant = GrantFor(role, absl::StrCat("token-", NameOf(role)));
      if (role == kPractice) grant.set_practices(0, "practice-home");
      Add(NameOf(role), Channel(CreateToken(grant).token()), grant.principal());
    }
    Add("CALENDAR", Channel(CreateToken(GrantFor(kCalendar, "wall")).token()), "wall");
    // Contracts the other region.
    Grant other = GrantFor(kAuditor, "another insurer");
    other.set_regions(0, kFarRegion);
    Add("ANOTHER_INSURER", Channel(CreateToken(other).token()), other.principal());
  }

  // What they push themselves is told apart by their principal.
  void Add(const std::string& name, const std::shared_ptr<grpc::Channel>& channel,
           const std::string& principal = "") {
    callers_.emplace(name, std::make_unique<Somebody>(principal, channel));
  }

  void AddWithTokens() {
    Add("nobody", Channel(""));
    Add("token of nobody", Channel(auth::NewToken()));
    Add("exchanged token of nobody",
        Channel(auth::TokenOf(auth::kExchangedTokenPrefix,
                              auth::RandomBytes(auth::kTokenSecretBytes))));
    Add("token with a typing error", Channel("logboek_0123456789"));
    const auto revoked = CreateToken(GrantFor(kCoordinator, "revoked"));
    Revoke(revoked.record().token_id());
    Add("revoked token", Channel(revoked.token()));
    Add("expired token",
        Channel(CreateToken(GrantFor(kCoordinator, "expired"), absl::Nanoseconds(1)).token()));
  }

  void AddWithCertificates() {
    const absl::Time now = base::SystemClock().Now();
    const auth::TestAuthority foreign("Foreign Authority");
    const auth::TestAuthority namesake;
    const std::vector<std::string> names = {"ADMINISTRATOR"};
    const std::pair<std::string, auth::TestCertificate> certificates[] = {
        {"certificate of nobody", authority().Issue({.common_names = {"nobody"}})},
        {"expired certificate",
         authority().Issue({.common_names = names, .not_after = now - absl::Hours(1)})},
        {"certificate of tomorrow",
         authority().Issue({.common_names = names, .not_before = now + absl::Hours(1)})},
        {"certificate of a foreign authority", foreign.Issue({.common_names = names})},
        {"certificate of a namesake of the authority", namesake.Issue({.common_names = names})}};
    for (const auto& [name, certificate] : certificates) Add(name, Channel("", &certificate));
  }

  void AddSignedIn() {
    const absl::Time now = base::SystemClock().Now();
    nlohmann::json claims = issuer().Claims("x", now);
    claims["roles"] = {"ADMINISTRATOR"};
    const auto with = [&](const char* claim, const nlohmann::json& value) {
      nlohmann::json changed = claims;
      changed[claim] = value;
      return issuer().Sign(changed);
    };
    Add("expired sign-in", Channel(with("exp", absl::ToUnixSeconds(now - absl::Hours(1)))));
    Add("sign-in of tomorrow", Channel(with("nbf", absl::ToUnixSeconds(now + absl::Hours(1)))));
    Add("sign-in for another audience", Channel(with("aud", "another")));
    Add("sign-in at another issuer", Channel(with("iss", "https://another.example.nl")));
    Add("sign-in without a role", Channel(with("roles", {"visitor"})));
    auth::TestIssuer forger(issuer().url());
    forger.AddKey("k1", auth::TestKeyKind::kP256);
    forger.AddKey("k9", auth::TestKeyKind::kP256);
    Add("sign-in with a forged key", Channel(forger.Sign(claims)));
    Add("sign-in with an unknown key", Channel(forger.Sign(claims, {.key_id = "k9"})));
    Add("sign-in without a signature",
        Channel(absl::StrCat(auth::ToBase64Url(R"({"alg":"none","typ":"at+jwt"})"), ".",
                             auth::ToBase64Url(claims.dump()), ".")));
    // Under the public key as a shared secret, as libraries have fallen for.
    Add("sign-in with a shared secret",
        Channel(issuer().Sign(claims, {.header = {{"alg", "HS256"}}})));
  }

  grpc::Status Call(const Refusal& row, const std::string& id) const {
    return row.call(*callers_.at(row.caller), id);
  }

  // The reason, and that nothing gives away whether there is such a thing.
  void Expect(const std::vector<Refusal>& rows) const {
    for (const Refusal& row : rows) {
      SCOPED_TRACE(absl::StrCat(row.name, ", by ", row.caller));
      const grpc::Status refused = Call(row, row.theirs);
      EXPECT_EQ(refused.error_code(), row.code) << refused.error_message();
      EXPECT_EQ(InfoIn(refused).reason(), row.reason) << refused.error_message();
      if (row.theirs.empty()) continue;
      // Ids of one length, so that the lengths of the texts around them are the same.
      ASSERT_EQ(row.theirs.size(), row.missing.size());
      const grpc::Status missing = Call(row, row.missing);
      EXPECT_EQ(missing.error_code(), row.code);
      const auto as_missing = [&](const std::string& text) {
        return absl::StrReplaceAll(text, {{row.theirs, row.missing}});
      };
      EXPECT_EQ(as_missing(refused.error_message()), missing.error_message());
      EXPECT_EQ(as_missing(refused.error_details()), missing.error_details());
    }
  }

  // The first event of a type in a region.
  std::string EventOf(const std::string& type, const std::string& region) {
    v1::ReplayRequest request;
    request.set_region(region);
    request.add_types(type);
    const auto context = CallContext();
    const auto stream =
        v1::AuditService::NewStub(administrator().channel())->Replay(context.get(), request);
    std::string id;
    for (v1::ReplayResponse response; stream->Read(&response);) {
      if (!response.has_envelope() || !id.empty()) continue;
      const auto envelope = domain::DecodeEnvelope(response.envelope());
      if (envelope.ok()) id = envelope->event_id();
    }
    EXPECT_THAT(stream->Finish(), IsGrpcOk());
    EXPECT_FALSE(id.empty());
    return id;
  }

  std::map<std::string, std::unique_ptr<Somebody>> callers_;
};

TEST_F(RefusalsTest, WhoIsNotKnownIsTurnedAwayWithAReason) {
  AddWithTokens();
  AddWithCertificates();
  AddSignedIn();
  const StatusCode unknown = StatusCode::UNAUTHENTICATED;
  // TLS lets nobody in to be told a reason: the connection fails.
  const StatusCode no_connection = StatusCode::UNAVAILABLE;
  const std::vector<Refusal> rows = {
      {"no credential", "nobody", GetStatus, unknown, "NO_CREDENTIAL"},
      {"unknown token", "token of nobody", GetStatus, unknown, "UNKNOWN_TOKEN"},
      {"exchanged token that has ended", "exchanged token of nobody", GetStatus, unknown,
       "EXCHANGED_TOKEN_ENDED"},
      {"malformed token", "token with a typing error", GetStatus, unknown, "TOKEN_MALFORMED"},
      {"expired token", "expired token", GetStatus, unknown, "EXPIRED_TOKEN"},
      {"revoked token", "revoked token", GetStatus, unknown, "REVOKED_TOKEN"},
      {"certificate without a rule", "certificate of nobody", GetStatus, unknown,
       "UNKNOWN_CERTIFICATE"},
      {"expired certificate", "expired certificate", GetStatus, no_connection, ""},
      {"certificate not good yet", "certificate of tomorrow", GetStatus, no_connection, ""},
      {"unknown authority", "certificate of a foreign authority", GetStatus, no_connection, ""},
      {"authority of the same name", "certificate of a namesake of the authority", GetStatus,
       no_connection, ""},
      {"expired access token", "expired sign-in", GetStatus, unknown, "EXPIRED_ACCESS_TOKEN"},
      {"access token not good yet", "sign-in of tomorrow", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"wrong audience", "sign-in for another audience", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"wrong issuer", "sign-in at another issuer", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"forged signature", "sign-in with a forged key", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"unknown key", "sign-in with an unknown key", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"algorithm none", "sign-in without a signature", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"algorithm HS256", "sign-in with a shared secret", GetStatus, unknown, "BAD_ACCESS_TOKEN"},
      {"no role", "sign-in without a role", GetStatus, StatusCode::PERMISSION_DENIED, "NO_ROLE"},
  };
  Expect(rows);
}

// Who is not known learns nothing about what there is either, nor which methods there are.
TEST_F(RefusalsTest, WhoIsNotKnownLearnsNothingOfWhatThereIs) {
  AddWithTokens();
  const CallFunction practice = UNARY(PracticeService, GetPractice, practice_id);
  std::vector<Refusal> rows;
  for (const char* caller : {"nobody", "token of nobody", "revoked token", "expired token"}) {
    const std::string reason = InfoIn(GetStatus(*callers_.at(caller), "")).reason();
    rows.push_back({"a practice", caller, practice, StatusCode::UNAUTHENTICATED, reason,
                    "practice-home", "practice-none"});
    rows.push_back({"a region", caller, WatchRegion, StatusCode::UNAUTHENTICATED, reason, kRegion,
                    "none_region"});
  }
  Expect(rows);
}

TEST_F(RefusalsTest, TheWrongRoleIsRefusedInEveryService) {
  const StatusCode denied = StatusCode::PERMISSION_DENIED;
  const std::string reason = "ROLE_NOT_ALLOWED";
  const std::vector<Refusal> rows = {
      {"RegistrationService", "AUDITOR", WRITE(RegistrationService, RecordAttendance, session_id),
       denied, reason, "session-home", "session-none"},
      {"RegistrationService, correction", "ACADEMY",
       WRITE(RegistrationService, CorrectAttendance, session_id), denied, reason, "session-home",
       "session-none"},
      {"PracticeService", "ACADEMY", WRITE(PracticeService, StartEngagement, practice_id), denied,
       reason, "practice-home", "practice-none"},
      {"PracticeService, question", "AUDITOR", UNARY(PracticeService, GetPractice, practice_id),
       denied, reason, "practice-home", "practice-none"},
      {"ComplianceService", "ACADEMY", UNARY(ComplianceService, GetPracticeCompliance, practice_id),
       denied, reason, "practice-home", "practice-none"},
      {"ComplianceService, stream", "PRACTICE", WatchRegion, denied, reason, kRegion,
       "none_region"},
      {"OverviewService", "PRACTICE", UNARY(OverviewService, ListStaffShares, region), denied,
       reason, kRegion, "none_region"},
      {"CalendarService", "PRIVACY_OFFICER", UNARY(CalendarService, GetSession, session_id), denied,
       reason, "session-home", "session-none"},
      {"CalendarService, to a calendar", "CALENDAR", UNARY(CalendarService, ListSessions, region),
       denied, reason, kRegion, "none_region"},
      {"AdminService, to a calendar", "CALENDAR", GetStatus, denied, reason},
      {"CalendarService, a feed", "COORDINATOR",
       CallFunction([](const Somebody& who, const std::string&) {
         v1::GetFeedResponse response;
         return who.Ask<v1::CalendarService>(&v1::CalendarService::Stub::GetFeed,
                                             v1::GetFeedRequest(), &response);
       }),
       denied, reason},
      {"AuditService", "PRACTICE", UNARY(AuditService, GetVerdictDigest, region), denied, reason,
       kRegion, "none_region"},
      {"AuditService, stream", "ACADEMY",
       Replay([](const std::string& id, v1::ReplayRequest* request) { request->set_region(id); }),
       denied, reason, kRegion, "none_region"},
      {"ReportService", "ACADEMY", UNARY(ReportService, GetRegionReport, region), denied, reason,
       kRegion, "none_region"},
      {"PrivacyService", "COORDINATOR", UNARY(PrivacyService, ExportPerson, person_id), denied,
       reason, "person-home", "person-none"},
      {"AccessService", "COORDINATOR", UNARY(AccessService, RevokeToken, token_id), denied, reason,
       "tk_0123456789ab", "tk_0123456789ac"},
      {"AdminService", "COORDINATOR", CallFunction([](const Somebody& who, const std::string& id) {
         v1::PublishPlanRequest request;
         request.mutable_origin()->set_source(who.name());
         request.mutable_origin()->set_source_id("refused");
         *request.mutable_command()->mutable_plan() = TestPlan();
         request.mutable_command()->mutable_plan()->set_region(id);
         v1::PublishPlanResponse response;
         return who.Ask<v1::AdminService>(&v1::AdminService::Stub::PublishPlan, request, &response);
       }),
       denied, reason, kRegion, "none_region"},
      {"a command on a stream", "ACADEMY",
       Push([](const std::string& id) { return ConfirmRoster(id, "2024-02-01", {}); }), denied,
       reason, "practice-home", "practice-none"},
      {"a command that is tried out", "PRACTICE",
       DryRun([](const std::string& id) { return CloseYear(id, 1); }), denied, reason,
       "practice-home", "practice-none"},
  };
  Expect(rows);
}

TEST_F(RefusalsTest, AnotherRegionIsRefusedAsIfItWereNotThere) {
  const StatusCode missing = StatusCode::NOT_FOUND;
  const StatusCode denied = StatusCode::PERMISSION_DENIED;
  const std::string outside = "OUTSIDE_SCOPE";
  const CallFunction early_history =
      Unary<v1::AuditService, v1::GetHistoryRequest, v1::GetHistoryResponse>(
          &v1::AuditService::Stub::GetHistory,
          [](const std::string& id, v1::GetHistoryRequest* request) {
            request->set_event_id(id);
            *request->mutable_at() = Date(Day("2001-01-01"));
          });
  const std::string event = EventOf("practice_registered", kFarRegion);
  const std::string attendance = EventOf("enrolment_confirmed", kFarRegion);
  const std::string no_event(event.size(), '0');
  const std::vector<Refusal> rows = {
      {"a region", "COORDINATOR", UNARY(ComplianceService, ListRegionCompliance, region), denied,
       outside, kFarRegion, "non_region"},
      {"a region, watched", "COORDINATOR", WatchRegion, denied, outside, kFarRegion, "non_region"},
      {"a region, replayed", "COORDINATOR",
       Replay([](const std::string& id, v1::ReplayRequest* request) { request->set_region(id); }),
       denied, outside, kFarRegion, "non_region"},
      {"a practice of it, replayed", "COORDINATOR",
       Replay([](const std::string& id, v1::ReplayRequest* request) {
         request->set_region(kRegion);
         request->set_practice_id(id);
       }),
       missing, "UNKNOWN_PRACTICE", "practice-away", "practice-none"},
      {"a list of it", "COORDINATOR", UNARY(OverviewService, ListStaffShares, region), denied,
       outside, kFarRegion, "non_region"},
      {"its calendar", "COORDINATOR", UNARY(CalendarService, ListSessions, region), denied, outside,
       kFarRegion, "non_region"},
      {"a practice", "COORDINATOR", UNARY(PracticeService, GetPractice, practice_id), missing,
       "UNKNOWN_PRACTICE", "practice-away", "practice-none"},
      {"a session", "COORDINATOR", UNARY(CalendarService, GetSession, session_id), missing,
       "UNKNOWN_SESSION", "session-away", "session-none"},
      {"a history", "COORDINATOR", UNARY(AuditService, GetHistory, person_id), missing,
       "UNKNOWN_PERSON", "person-away", "person-none"},
      {"an enrolment", "COORDINATOR", UNARY(AuditService, GetHistory, enrolment_id), missing,
       "UNKNOWN_ENROLMENT", "person-away>session-away", "person-none>session-none"},
      {"an event", "COORDINATOR", UNARY(AuditService, GetHistory, event_id), missing,
       "UNKNOWN_EVENT", event, no_event},
      {"an event about a fact", "COORDINATOR", UNARY(AuditService, GetHistory, event_id), missing,
       "UNKNOWN_EVENT", attendance, no_event},
      {"an event, as of long ago", "COORDINATOR", early_history, missing, "UNKNOWN_EVENT", event,
       no_event},
      {"an event, to a practice", "PRACTICE", early_history, missing, "UNKNOWN_EVENT", event,
       no_event},
      {"a write", "COORDINATOR", WRITE(PracticeService, AssignCohort, practice_id), missing,
       "UNKNOWN_PRACTICE", "practice-away", "practice-none"},
      {"a person taken on", "COORDINATOR", Push([](const std::string& id) {
         return StartEngagement(id, "practice-home", ev::ROLE_GP_OWNER, "2024-01-01");
       }),
       missing, "UNKNOWN_PERSON", "person-away", "person-none"},
      {"a person linked", "COORDINATOR",
       Push([](const std::string& id) { return LinkPersons("person-home", id); }), missing,
       "UNKNOWN_PERSON", "person-away", "person-none"},
      {"a joint plan", "COORDINATOR", Push([](const std::string& id) {
         return AddJointPlanMember(id, "practice-home", "2024-03-01");
       }),
       missing, "UNKNOWN_JOINT_PLAN", "joint-away", "joint-none"},
      {"a centre", "COORDINATOR",
       Push([](const std::string& id) { return UnlinkCentre(id, "practice-home", "2024-03-01"); }),
       missing, "UNKNOWN_HEALTH_CENTRE", "centre-away", "centre-none"},
      {"an attempt", "COORDINATOR",
       DryRun([](const std::string& id) { return EndParticipation(id, "2024-03-01"); }), missing,
       "UNKNOWN_PRACTICE", "practice-away", "practice-none"},
      {"its menu", "COORDINATOR", WRITE(AdminService, RetireMenuItem, region), denied, outside,
       kFarRegion, "non_region"},
      {"a session of the academy's namesake", "ACADEMY",
       UNARY(CalendarService, GetSession, session_id), missing, "UNKNOWN_SESSION", "session-away",
       "session-none"},
      {"an offering of the academy's namesake", "ACADEMY",
       Push([](const std::string& id) { return ScheduleSession("new", id, "2024-04-01"); }),
       missing, "UNKNOWN_OFFERING", "offering-away", "offering-none"},
      {"a practice, to an academy", "ACADEMY", UNARY(PracticeService, GetPractice, practice_id),
       missing, "UNKNOWN_PRACTICE", "practice-away", "practice-none"},
      {"a calendar, to a practice", "PRACTICE", UNARY(CalendarService, ListSessions, region),
       denied, outside, kFarRegion, "non_region"},
      {"a person, to a privacy officer", "PRIVACY_OFFICER",
       UNARY(PrivacyService, ExportPerson, person_id), missing, "UNKNOWN_PERSON", "person-away",
       "person-none"},
      {"an erasure", "PRIVACY_OFFICER", WRITE(PrivacyService, RequestErasure, person_id), missing,
       "UNKNOWN_PERSON", "person-away", "person-none"},
      {"how an erasure stands", "PRIVACY_OFFICER", UNARY(PrivacyService, GetErasure, person_id),
       missing, "UNKNOWN_PERSON", "person-away", "person-none"},
      {"looks at a person", "PRIVACY_OFFICER", UNARY(PrivacyService, ListAccess, person_id),
       missing, "UNKNOWN_PERSON", "person-away", "person-none"},
  };
  Expect(rows);
}

TEST_F(RefusalsTest, AnotherAcademyIsRefusedAsIfItWereNotThere) {
  const StatusCode missing = StatusCode::NOT_FOUND;
  const auto offering_of = [](const std::string& academy) {
    Command command = PublishOffering("new", ev::OFFERING_KIND_INTERVISION);
    command.mutable_publish_offering()->set_academy(academy);
    return command;
  };
  const std::vector<Refusal> rows = {
      {"its name", "ACADEMY", Push(offering_of), StatusCode::PERMISSION_DENIED, "OUTSIDE_SCOPE",
       "hzt", "xyz"},
      {"its offering", "ACADEMY",
       Push([](const std::string& id) { return ScheduleSession("new", id, "2024-04-01"); }),
       missing, "UNKNOWN_OFFERING", "offering-next", "offering-none"},
      {"its session", "ACADEMY", UNARY(CalendarService, GetSession, session_id), missing,
       "UNKNOWN_SESSION", "session-next", "session-none"},
      {"its series", "ACADEMY", Push([](const std::string& id) {
         return EnrolInSeries("person-home", "practice-home", id, "2024-01-01");
       }),
       missing, "UNKNOWN_SERIES", "series-next", "series-none"},
      {"its list of presence", "ACADEMY",
       WRITE(RegistrationService, CloseAttendanceList, session_id), missing, "UNKNOWN_SESSION",
       "session-next", "session-none"},
      {"presence at it", "ACADEMY", Push([](const std::string& id) {
         return RecordAttendance(id, "person-home", "practice-home");
       }),
       missing, "UNKNOWN_SESSION", "session-next", "session-none"},
      {"its enrolment", "ACADEMY", Push(CancelEnrolment), missing, "UNKNOWN_ENROLMENT",
       "person-next>session-next", "person-none>session-none"},
      {"its event", "ACADEMY", UNARY(AuditService, GetHistory, event_id), missing, "UNKNOWN_EVENT",
       EventOf("practice_registered", kRegion), std::string(32, '0')},
  };
  Expect(rows);
}

TEST_F(RefusalsTest, AnotherPracticeIsRefusedAsIfItWereNotThere) {
  const StatusCode missing = StatusCode::NOT_FOUND;
  const std::string unknown = "UNKNOWN_PRACTICE";
  const std::string next = "practice-next";
  const std::string none = "practice-none";
  const std::vector<Refusal> rows = {
      {"itself", "PRACTICE", UNARY(PracticeService, GetPractice, practice_id), missing, unknown,
       next, none},
      {"its verdicts", "PRACTICE", UNARY(ComplianceService, GetPracticeCompliance, practice_id),
       missing, unknown, next, none},
      {"why", "PRACTICE", UNARY(ComplianceService, ExplainPractice, practice_id), missing, unknown,
       next, none},
      {"what it has to do", "PRACTICE", UNARY(ComplianceService, ListTodo, practice_id), missing,
       unknown, next, none},
      {"its evidence", "PRACTICE", UNARY(ReportService, GetEvidence, practice_id), missing, unknown,
       next, none},
      {"its credits", "PRACTICE", UNARY(OverviewService, GetCreditLedger, practice_id), missing,
       unknown, next, none},
      {"its history", "PRACTICE", UNARY(AuditService, GetHistory, practice_id), missing, unknown,
       next, none},
      {"looks at its people", "PRACTICE", UNARY(PrivacyService, ListPracticeAccess, practice_id),
       missing, unknown, next, none},
      {"its plan", "PRACTICE", WRITE(PracticeService, SubmitPracticePlan, practice_id), missing,
       unknown, next, none},
      {"its staff", "PRACTICE", Push([](const std::string& id) {
         return StartEngagement("person-home", id, ev::ROLE_GP_OWNER, "2024-01-01");
       }),
       missing, unknown, next, none},
      {"an engagement there", "PRACTICE",
       Push([](const std::string& id) { return EndEngagement(id, "2024-01-01"); }), missing,
       "UNKNOWN_ENGAGEMENT", "person-next@practice-next", "person-none@practice-none"},
      {"a line of its plan", "PRACTICE", Push(JustifyLine), missing, "UNKNOWN_LINE", "line-next",
       "line-none"},
      {"what it was asked for", "PRACTICE", Push(AnswerData), missing, "UNKNOWN_DATA_REQUEST",
       "request-next", "request-none"},
      {"its joint plan", "PRACTICE",
       Push([](const std::string& id) { return SubmitJointPlan(id, 1); }), missing,
       "UNKNOWN_JOINT_PLAN", "joint-next", "joint-none"},
  };
  Expect(rows);
}

TEST_F(RefusalsTest, WhatAnotherPushedIsRefusedAsIfThereWereNothing) {
  const StatusCode denied = StatusCode::PERMISSION_DENIED;
  const std::string reason = "SOURCE_NOT_YOURS";
  // Was used for everything there is, and for what was refused.
  const std::string theirs = "administrator";
  const std::string missing = "nobody-at-all";
  administrator().Push({RegisterPractice("practice-home")});
  const CallFunction push = [](const Somebody& who, const std::string& source) {
    return PushOne(who, SubmitPlan("practice-home", 1), source);
  };
  const CallFunction try_out = [](const Somebody& who, const std::string& source) {
    v1::DryRunRequest request;
    *request.add_commands() = With(SubmitPlan("practice-home", 1), source, "1");
    v1::DryRunResponse response;
    const grpc::Status status = who.Ask<v1::RegistrationService>(
        &v1::RegistrationService::Stub::DryRun, request, &response);
    return status.ok() ? ToGrpc(response.outcomes(0).error()) : status;
  };
  const CallFunction look_up =
      Unary<v1::RegistrationService, v1::LookUpPushRequest, v1::LookUpPushResponse>(
          &v1::RegistrationService::Stub::LookUpPush,
          [](const std::string& source, v1::LookUpPushRequest* request) {
            request->set_source(source);
            request->set_source_id("1");
          });
  std::vector<Refusal> rows;
  for (const char* caller : {"PRACTICE", "COORDINATOR"}) {
    rows.push_back({"a push under it", caller, push, denied, reason, theirs, missing});
    rows.push_back({"an attempt under it", caller, try_out, denied, reason, theirs, missing});
    rows.push_back({"a receipt", caller, look_up, denied, reason, theirs, missing});
    rows.push_back({"its refusals", caller, UNARY(RegistrationService, ListRefusals, source),
                    denied, reason, theirs, missing});
  }
  Expect(rows);
}

TEST_F(RefusalsTest, AnAuditorOfAnotherInsurerLearnsNothing) {
  const StatusCode missing = StatusCode::NOT_FOUND;
  const StatusCode denied = StatusCode::PERMISSION_DENIED;
  const std::string outside = "OUTSIDE_SCOPE";
  const std::string region = kRegion;
  const std::string no_region = "none_region";
  const std::string other = "ANOTHER_INSURER";
  const std::vector<Refusal> rows = {
      {"the report", other, UNARY(ReportService, GetRegionReport, region), denied, outside, region,
       no_region},
      {"the rows", other, UNARY(ReportService, ListParticipation, region), denied, outside, region,
       no_region},
      {"the verdicts", other, UNARY(ComplianceService, ListRegionCompliance, region), denied,
       outside, region, no_region},
      {"the digest", other, UNARY(AuditService, GetVerdictDigest, region), denied, outside, region,
       no_region},
      {"the decisions", other, UNARY(OverviewService, ListDecisionsInUse, region), denied, outside,
       region, no_region},
      {"a replay", other,
       Replay([](const std::string& id, v1::ReplayRequest* request) { request->set_region(id); }),
       denied, outside, region, no_region},
      {"a practice", other, UNARY(ComplianceService, GetPracticeCompliance, practice_id), missing,
       "UNKNOWN_PRACTICE", "practice-home", "practice-none"},
      {"why", other, UNARY(ComplianceService, ExplainPractice, practice_id), missing,
       "UNKNOWN_PRACTICE", "practice-home", "practice-none"},
      {"a person", other, UNARY(AuditService, GetHistory, person_id), missing, "UNKNOWN_PERSON",
       "person-home", "person-none"},
      {"a session", other, UNARY(AuditService, GetHistory, session_id), missing, "UNKNOWN_SESSION",
       "session-home", "session-none"},
      {"an event", other, UNARY(AuditService, GetHistory, event_id), missing, "UNKNOWN_EVENT",
       EventOf("practice_registered", kRegion), std::string(32, '0')},
      {"an event of its own region", other, UNARY(AuditService, GetHistory, event_id), missing,
       "UNKNOWN_EVENT", EventOf("practice_registered", kFarRegion), std::string(32, '0')},
  };
  Expect(rows);
}

// An id is the same for everybody, so that it is taken has to be told; whose it is, has not.
TEST_F(RefusalsTest, OfATakenIdNothingElseIsTold) {
  Command same_agb = RegisterPractice("practice-none");
  same_agb.mutable_register_practice()->set_agb(
      RegisterPractice("practice-away").register_practice().agb());
  struct Row {
    Command command;
    std::string reason;
    // May be said back.
    std::string asked;
  };
  const Row rows[] = {
      {RegisterPractice("practice-away"), "ALREADY_REGISTERED", "practice-away"},
      {RegisterPerson("person-away", "Jan"), "ALREADY_REGISTERED", "person-away"},
      {same_agb, "AGB_IN_USE", ""},
  };
  for (const Row& row : rows) {
    const grpc::Status refused = PushOne(*callers_.at("COORDINATOR"), row.command);
    EXPECT_THAT(refused, GrpcRefuses(StatusCode::ALREADY_EXISTS, row.reason));
    std::string told = absl::StrCat(refused.error_message(), refused.error_details());
    if (!row.asked.empty()) told = absl::StrReplaceAll(told, {{row.asked, ""}});
    for (const char* secret : {"away", kFarRegion, "administrator"}) {
      EXPECT_THAT(told, testing::Not(testing::HasSubstr(secret)));
    }
  }
}

}  // namespace
}  // namespace logboek::test
