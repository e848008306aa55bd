#include "services/api/door.h"

#include <future>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "grpc/grpc_security_constants.h"
#include "services/auth/bytes.h"
#include "services/domain/disclosure.h"
#include "services/domain/fields.h"
#include "services/permission/belonging.h"
#include "services/permission/rights.h"
#include "services/permission/scope.h"
#include "services/permission/subjects.h"
#include "services/permission/view.h"
#include "services/rpc/forwarded.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using google::protobuf::Message;

constexpr char kAuthorizationKey[] = "authorization";
// What the server itself records.
constexpr char kOwnSource[] = "logboek";
// Of what was asked, in the event that says so.
constexpr size_t kFilterBytesMax = 4'096;

// What somebody comes with, as views of the call; the context must outlive it, and what it
// presents.
class Visitor {
 public:
  Visitor(const grpc::CallbackServerContext& context, const std::string& gateway_secret) {
    const auto& metadata = context.client_metadata();
    if (const auto found = metadata.find(kAuthorizationKey); found != metadata.end()) {
      presented_.authorization = View(found->second);
      // The rest costs as much as all that follows.
      if (auth::HasOwnToken(presented_.authorization)) return;
    }
    if (TellsForWhom(metadata, gateway_secret)) {
      presented_.address = [&metadata] {
        return std::string(In(metadata, rpc::kForwardedAddressKey));
      };
      presented_.certificate_pem = In(metadata, rpc::kForwardedCertificateKey);
      return;
    }
    // "ipv4:127.0.0.1:4777": the address goes up to the last colon.
    presented_.address = [&context] {
      const std::string peer = context.peer();
      return peer.substr(0, peer.rfind(':'));
    };
    // A token decides when there is one.
    if (!presented_.authorization.empty()) return;
    connection_ = context.auth_context();
    if (connection_ == nullptr) return;
    const auto certificates = connection_->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    if (!certificates.empty()) presented_.certificate_pem = View(certificates.front());
  }

  const auth::Presented& presented() const { return presented_; }

 private:
  using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

  static absl::string_view View(grpc::string_ref text) { return {text.data(), text.size()}; }
  // "" when it is not there.
  static absl::string_view In(const Metadata& metadata, const char* key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? absl::string_view() : View(found->second);
  }
  // The gateway of this process made the call.
  static bool TellsForWhom(const Metadata& metadata, const std::string& secret) {
    return !secret.empty() && auth::SameBytes(In(metadata, rpc::kForwardedSecretKey), secret);
  }

  std::shared_ptr<const grpc::AuthContext> connection_;
  auth::Presented presented_;
};

bool IsAuditor(const auth::Principal& caller) {
  return caller.grant.role() == access::v1::CALLER_ROLE_AUDITOR;
}

bool SeesEverything(const auth::Principal& caller) {
  return caller.grant.role() == access::v1::CALLER_ROLE_ADMINISTRATOR;
}

// Says nothing of a single practice, so an auditor may always have it.
bool IsAboutWholeRegions(const rpc::Visit& visit) {
  return visit.method == "AuditService/GetVerdictDigest" ||
         visit.method == "AdminService/GetStatus" || visit.method == "AccessService/WhoAmI" ||
         visit.method == "AccessService/ExchangeToken";
}

// Asks the region's rule and records what leaves by itself.
bool RecordsItself(const rpc::Visit& visit) {
  return absl::StartsWith(visit.method, "ReportService/");
}

// Signed, so it is shown as it was made or not at all.
bool IsSigned(const rpc::Visit& visit) { return visit.method == "ReportService/GetEvidence"; }

// The caller's regions that the request is about. What it names may be known elsewhere, too: that
// is not shown, and not told.
std::set<std::string> RegionsIn(const domain::Register& reg, const auth::Principal& caller,
                                const Message& request) {
  std::set<std::string> regions;
  for (const permission::Subject& subject : permission::SubjectsOf(request)) {
    if (subject.kind == permission::SubjectKind::kRegion) regions.insert(subject.id);
    const permission::Belonging belonging = permission::BelongingOf(reg, subject);
    regions.insert(belonging.regions.begin(), belonging.regions.end());
  }
  std::set<std::string> own;
  for (const std::string& region : caller.grant.regions()) {
    if (regions.contains(region)) own.insert(region);
  }
  return own;
}

absl::Status CheckReleased(const domain::Register& reg, const std::set<std::string>& regions) {
  for (const std::string& id : regions) {
    const auto region = reg.regions.find(id);
    if (region == reg.regions.end()) continue;
    RETURN_IF_ERROR(
        domain::CheckDisclosure(*region->second, event::v1::REPORT_SCOPE_PRACTICE_ROWS));
  }
  return absl::OkStatus();
}

// The `source` of a request that asks about what was pushed.
absl::Status CheckAskedSource(const auth::Principal& caller, const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("source");
  if (field == nullptr) return absl::OkStatus();
  const std::string source = request.GetReflection()->GetString(request, field);
  return permission::CheckSource(caller, source);
}

std::string FilterOf(const Message& request) {
  std::vector<std::string> parts;
  for (const permission::Subject& subject : permission::SubjectsOf(request)) {
    parts.push_back(subject.id);
  }
  return absl::StrJoin(parts, " ").substr(0, kFilterBytesMax);
}

}  // namespace

Door::Door(const auth::Authenticator* authenticator, registrar::Registrar* registrar,
           const vault::Vault* vault, const base::Clock* clock, NoteSight note_sight,
           std::string gateway_secret)
    : authenticator_(authenticator),
      registrar_(registrar),
      vault_(vault),
      clock_(clock),
      note_sight_(std::move(note_sight)),
      gateway_secret_(std::move(gateway_secret)) {}

absl::StatusOr<auth::PrincipalPtr> Door::Identify(const grpc::CallbackServerContext& context) {
  return authenticator_->Authenticate(Visitor(context, gateway_secret_).presented());
}

absl::Status Door::Recheck(const grpc::CallbackServerContext& context,
                           const auth::Principal& caller) {
  return authenticator_->Recheck(Visitor(context, gateway_secret_).presented(), caller);
}

absl::StatusOr<auth::ExchangedToken> Door::Exchange(
    const grpc::CallbackServerContext& context) const {
  return authenticator_->Exchange(Visitor(context, gateway_secret_).presented());
}

absl::Status Door::Admit(const rpc::Visit& visit) {
  RETURN_IF_ERROR(permission::CheckRole(*visit.caller, permission::FindRight(visit.method)));
  if (visit.acting_for.empty()) return absl::OkStatus();
  // What is too long to be a name is not kept for five years.
  RETURN_IF_ERROR(domain::CheckIdentifier("acting_for", visit.acting_for));
  return permission::CheckActingFor(*visit.caller, visit.acting_for);
}

absl::Status Door::Check(const rpc::Visit& visit, const Message& request) {
  absl::Status allowed = MayAsk(visit, request);
  if (allowed.ok() || !note_sight_) return allowed;
  std::set<std::string> people = PeopleIn(*registrar_, request);
  if (people.empty()) return allowed;
  Sight sight = MakeSight(*registrar_, visit, request, std::move(people), clock_->Now());
  const auto reason = base::ReasonOf(allowed);
  sight.refused_because =
      reason.has_value() ? reason->reason : absl::StatusCodeToString(allowed.code());
  RETURN_IF_ERROR(note_sight_(sight));
  return allowed;
}

absl::Status Door::MayAsk(const rpc::Visit& visit, const Message& request) {
  const auth::Principal& caller = *visit.caller;
  if (SeesEverything(caller)) return absl::OkStatus();
  const permission::Reach reach = permission::FindRight(visit.method)->reach;
  if (reach == permission::Reach::kOwnSource) return CheckAskedSource(caller, request);
  absl::Status allowed;
  registrar_->Read([&](const domain::Register& reg) {
    allowed = permission::CheckRequest(reg, caller, reach, request);
    if (allowed.ok() && MustRecord(visit)) {
      allowed = CheckReleased(reg, RegionsIn(reg, caller, request));
    }
  });
  return allowed;
}

bool Door::MustRecord(const rpc::Visit& visit) {
  return IsAuditor(*visit.caller) && !IsAboutWholeRegions(visit) && !RecordsItself(visit);
}

absl::Status Door::Record(const rpc::Visit& visit, const Message& request) {
  std::set<std::string> regions;
  registrar_->Read(
      [&](const domain::Register& reg) { regions = RegionsIn(reg, *visit.caller, request); });
  for (const std::string& region : regions) {
    command::v1::Command command;
    command.set_source(kOwnSource);
    command.set_source_id(absl::StrCat("audit/", visit.serial, "/", region));
    command.set_acting_for(visit.acting_for);
    command.mutable_record_audit_replay()->set_region(region);
    command.mutable_record_audit_replay()->set_method(std::string(visit.method));
    command.mutable_record_audit_replay()->set_filter(FilterOf(request));
    const auto answer = std::make_shared<std::promise<absl::Status>>();
    registrar_->Submit(std::move(command), {.actor = visit.caller->grant.principal()},
                       [answer](const absl::StatusOr<registrar::Receipt>& receipt) {
                         answer->set_value(receipt.status());
                       });
    RETURN_IF_ERROR(answer->get_future().get());
  }
  return absl::OkStatus();
}

std::string Door::PseudonymKey(const rpc::Visit& visit) const {
  if (!IsAuditor(*visit.caller)) return "";
  const std::string& calls = visit.replay_id.empty() ? visit.serial : visit.replay_id;
  return vault_->Digest(absl::StrCat("pseudonyms\n", visit.caller->grant.principal(), "\n", calls));
}

absl::StatusOr<bool> Door::Show(const rpc::Visit& visit, const Message& request,
                                Message* response) {
  const auth::Principal& caller = *visit.caller;
  // A lock a practice, not one for the whole answer, which may be large.
  const auto owns_practice = [&](const std::string& id) {
    bool owns = IsSigned(visit);
    if (owns) return true;
    registrar_->Read([&](const domain::Register& reg) {
      owns = permission::Owns(reg, caller, {.kind = permission::SubjectKind::kPractice, .id = id});
    });
    return owns;
  };
  permission::View view(caller, owns_practice, PseudonymKey(visit));
  const bool changed = view.Show(response);
  if (!view.people().empty() && note_sight_) {
    Sight sight = MakeSight(*registrar_, visit, request, view.people(), clock_->Now());
    sight.names_shown = view.names_shown();
    RETURN_IF_ERROR(note_sight_(sight));
  }
  return changed;
}

}  // namespace logboek::api
