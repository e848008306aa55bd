#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "logboek/v1/report_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/disclosure.h"
#include "services/api/lists.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/domain/dates.h"
#include "services/queries/evidence.h"
#include "services/queries/participation.h"
#include "services/queries/refusals.h"
#include "services/queries/region_report.h"
#include "services/queries/sha256.h"
#include "storage/base/canonical.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

namespace ev = event::v1;

// What a signature is about, so that it cannot be taken for one about anything else.
constexpr char kEvidenceContext[] = "logboek-evidence-1";
// For what is added to an answer once it is recorded.
constexpr size_t kAnswerBytesMax = kMessageBytesMax - (64 << 10);

std::string HashOf(absl::string_view bytes) {
  queries::Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

// Before it is recorded: what was recorded can be given.
absl::Status CheckAnswerSize(const google::protobuf::Message& answer) {
  const size_t bytes = answer.ByteSizeLong();
  if (bytes <= kAnswerBytesMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kResourceExhausted, "ANSWER_TOO_LARGE",
      absl::StrCat("the answer has ", bytes, " bytes, limit ", kAnswerBytesMax,
                   "; ask for one period, or for fewer obligations"),
      {{"bytes", absl::StrCat(bytes)}, {"limit", absl::StrCat(kAnswerBytesMax)}});
}

absl::Status NotServed(absl::string_view field, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "RECIPIENT_NOT_SERVED", message,
                         {{"field", std::string(field)}});
}

template <typename Request>
std::optional<uint32_t> PeriodAsked(const Request& request) {
  return request.has_period() ? std::optional<uint32_t>(request.period()) : std::nullopt;
}

template <typename Request>
const v1::Origin* OriginOf(const Request& request) {
  return request.has_origin() ? &request.origin() : nullptr;
}

// What every request of these is checked for.
template <typename Request>
absl::Status CheckRequest(const Backend& backend, const Request& request) {
  RETURN_IF_ERROR(CheckFields(request));
  return CheckFresh(backend, request.token());
}

void FillRow(const queries::RegionReportRow& row, v1::ReportRow* proto) {
  ToProto(row.obligation, proto->mutable_obligation());
  if (!row.hidden.asked()) proto->set_asked(row.asked());
  for (size_t i = 0; i < queries::kReportColumns; ++i) {
    v1::ReportCell* const cell = proto->add_cells();
    cell->set_status(static_cast<v1::VerdictStatus>(queries::kReportStatuses[i]));
    if (!row.hidden.columns[i]) cell->set_practices(row.counts[i]);
  }
}

void FillReport(const Backend& backend, const queries::RegionReport& report,
                v1::GetRegionReportResponse* response) {
  response->Clear();
  response->set_region(report.region);
  for (const queries::RegionReportRow& row : report.rows) FillRow(row, response->add_rows());
  if (!report.practices_hidden) response->set_practices(report.practices);
  for (const std::string& plan : report.plans) response->add_plans(plan);
  response->set_compared_reports(static_cast<uint32_t>(report.earlier.size()));
  SetMoment(backend, report, response);
}

void FillList(const Backend& backend, const queries::Participation& list,
              v1::ListParticipationResponse* response) {
  response->Clear();
  response->set_region(list.region);
  for (const queries::ParticipationRow& row : list.rows) {
    v1::ParticipationRow* const proto = response->add_rows();
    proto->set_practice_id(row.practice_id);
    proto->set_practice_name(row.practice_name);
    ToProto(row.obligation, proto->mutable_obligation());
    proto->set_people(static_cast<uint32_t>(row.person_ids.size()));
    proto->set_sessions(row.sessions);
    proto->set_courses(row.courses);
    for (const std::string& name : row.names) proto->add_names(name);
  }
  SetMoment(backend, list, response);
}

// The parts of the bundle that are hashed apart, so that a change can be named.
std::vector<std::string> PartsOf(const v1::EvidenceBundle& bundle) {
  v1::EvidenceBundle head = bundle;
  head.clear_verdicts();
  std::vector<std::string> hashes = {HashOf(base::CanonicalBytes(head))};
  for (const v1::Verdict& verdict : bundle.verdicts()) {
    hashes.push_back(HashOf(base::CanonicalBytes(verdict)));
  }
  return hashes;
}

void Sign(const vault::Signer& signer, v1::SignedEvidence* evidence) {
  const std::vector<std::string> parts = PartsOf(evidence->bundle());
  evidence->mutable_part_sha256()->Assign(parts.begin(), parts.end());
  evidence->set_sha256(HashOf(absl::StrJoin(parts, "")));
  evidence->set_public_key(signer.public_key());
  evidence->set_signature(signer.Sign(absl::StrCat(kEvidenceContext, evidence->sha256())));
}

void FillEvidence(const Backend& backend, const std::string& report_id,
                  const queries::EvidenceAnswer& answer, v1::GetEvidenceResponse* response) {
  response->Clear();
  v1::EvidenceBundle& bundle = *response->mutable_evidence()->mutable_bundle();
  v1::PracticeCompliance compliance;
  ToProto(answer.practice, &compliance);
  bundle.set_store_id(backend.store_id);
  bundle.set_report_id(report_id);
  bundle.set_practice_id(compliance.practice_id());
  bundle.set_practice_name(compliance.practice_name());
  bundle.set_region(compliance.region());
  *bundle.mutable_at() = domain::ToProto(answer.at);
  bundle.set_position(answer.position);
  for (const std::string& plan : answer.plans) bundle.add_plans(plan);
  bundle.set_verdict_digest(absl::BytesToHexString(answer.verdict_digest));
  bundle.mutable_verdicts()->Swap(compliance.mutable_verdicts());
  Sign(*backend.signer, response->mutable_evidence());
  SetMoment(backend, answer, response);
}

// The region that the evidence of a practice is recorded under.
absl::StatusOr<std::string> RegionOf(const Backend& backend, const std::string& practice_id) {
  std::shared_ptr<const domain::Practice> practice;
  backend.registrar->Read(
      [&](const domain::Register& reg) { practice = domain::Find(reg.practices, practice_id); });
  if (practice == nullptr) return queries::UnknownPractice(practice_id);
  return practice->region;
}

class ReportService final : public v1::ReportService::CallbackService {
 public:
  explicit ReportService(const Backend* backend)
      : backend_(backend), reports_(backend->registers), disclosures_(backend) {}

  grpc::ServerUnaryReactor* GetRegionReport(grpc::CallbackServerContext* context,
                                            const v1::GetRegionReportRequest* request,
                                            v1::GetRegionReportResponse* response) override {
    return Answer(
        context, "ReportService/GetRegionReport", [&] { return LineFor(*request); },
        &ReportService::Region, request, response);
  }
  grpc::ServerUnaryReactor* ListParticipation(grpc::CallbackServerContext* context,
                                              const v1::ListParticipationRequest* request,
                                              v1::ListParticipationResponse* response) override {
    return Answer(
        context, "ReportService/ListParticipation", [&] { return LineFor(*request); },
        &ReportService::Participants, request, response);
  }
  grpc::ServerUnaryReactor* GetEvidence(grpc::CallbackServerContext* context,
                                        const v1::GetEvidenceRequest* request,
                                        v1::GetEvidenceResponse* response) override {
    return Answer(
        context, "ReportService/GetEvidence",
        [&] { return RegionOf(*backend_, request->practice_id()).value_or(""); },
        &ReportService::Evidence, request, response);
  }

 private:
  absl::Status Region(const v1::GetRegionReportRequest& request, const rpc::Call& call,
                      v1::GetRegionReportResponse* response) const;
  absl::Status Participants(const v1::ListParticipationRequest& request, const rpc::Call& call,
                            v1::ListParticipationResponse* response) const;
  absl::Status Evidence(const v1::GetEvidenceRequest& request, const rpc::Call& call,
                        v1::GetEvidenceResponse* response) const;

  // What stays with the regional organisation need not wait for what leaves.
  template <typename Request>
  std::string LineFor(const Request& request) const {
    const bool leaves = request.recipient_class() != ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION;
    return leaves ? LineOf(*backend_, request.region()) : "";
  }

  // An answer that could not be recorded leaves nothing behind in the response.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, absl::string_view method,
                                   absl::FunctionRef<std::string()> line,
                                   absl::Status (ReportService::*ask)(const Request&,
                                                                      const rpc::Call&, Response*)
                                       const,
                                   const Request* request, Response* response) {
    return backend_->chain->RunInTurn(context, method, {*request, response}, line,
                                      [this, ask, request, response](const rpc::Call& call) {
                                        const absl::Status status =
                                            (this->*ask)(*request, call, response);
                                        if (!status.ok()) response->Clear();
                                        return status;
                                      });
  }

  const Backend* const backend_;
  const queries::RegionReports reports_;
  const Disclosures disclosures_;
};

absl::Status ReportService::Region(const v1::GetRegionReportRequest& request, const rpc::Call& call,
                                   v1::GetRegionReportResponse* response) const {
  RETURN_IF_ERROR(Require("region", request.region()));
  RETURN_IF_ERROR(CheckRequest(*backend_, request));
  if (request.recipient_class() == ev::RECIPIENT_CLASS_UNSPECIFIED) {
    return MissingField("recipient_class");
  }
  RETURN_IF_ERROR(CheckRecipient(call, request.recipient(), request.recipient_class()));
  queries::RegionReportQuestion question{
      .region = request.region(),
      .period = PeriodAsked(request),
      .leaves = request.recipient_class() != ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION,
      .at = DateOf(request.at()),
      .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(question.known, KnownOf(request.known()));
  if (!question.leaves) {
    ASSIGN_OR_RETURN(const queries::RegionReport report, reports_.Ask(question));
    FillReport(*backend_, report, response);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Leaving leaving, LeavingOf(call, OriginOf(request), request.recipient(),
                                              request.recipient_class()));
  leaving.at = question.at;
  leaving.known = question.known;
  command::v1::IssueReport& issue = *leaving.command.mutable_issue_report();
  issue.set_region(request.region());
  issue.set_scope(ev::REPORT_SCOPE_REGION);
  issue.set_filter(queries::FilterOf(question.period));
  const auto make = [&](const Moment& moment) -> absl::StatusOr<Made> {
    question.at = moment.at;
    question.known = moment.known;
    question.recorded_before = moment.recorded;
    ASSIGN_OR_RETURN(const queries::RegionReport report, reports_.Ask(question));
    FillReport(*backend_, report, response);
    return Made{report.at, report.position, queries::Sha256Of(report)};
  };
  ASSIGN_OR_RETURN(*response->mutable_disclosure(), disclosures_.Disclose(leaving, make));
  return absl::OkStatus();
}

absl::Status CheckList(const v1::ListParticipationRequest& request) {
  RETURN_IF_ERROR(Require("region", request.region()));
  const bool own = request.recipient_class() == ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION;
  if (request.recipient_class() == ev::RECIPIENT_CLASS_UNSPECIFIED) {
    return MissingField("recipient_class");
  }
  if (request.recipient_class() == ev::RECIPIENT_CLASS_PRACTICE) {
    return NotServed("recipient_class",
                     "the list of a region's practices is for the regional organisation and, once "
                     "released, for insurers; a practice asks for its own evidence");
  }
  if (request.scope() == ev::REPORT_SCOPE_UNSPECIFIED) return MissingField("scope");
  if (request.scope() == ev::REPORT_SCOPE_REGION) {
    return NotServed("scope",
                     "a list has a row for each practice; for the region as a whole ask for the "
                     "region report");
  }
  if (own && request.scope() == ev::REPORT_SCOPE_NAMES) {
    return NotServed("scope",
                     "the list has names for insurers only, once those were released; ask for "
                     "practice rows");
  }
  return absl::OkStatus();
}

absl::Status ReportService::Participants(const v1::ListParticipationRequest& request,
                                         const rpc::Call& call,
                                         v1::ListParticipationResponse* response) const {
  RETURN_IF_ERROR(CheckList(request));
  RETURN_IF_ERROR(CheckRecipient(call, request.recipient(), request.recipient_class()));
  RETURN_IF_ERROR(CheckRequest(*backend_, request));
  queries::ParticipationQuestion question{.region = request.region(),
                                          .period = PeriodAsked(request),
                                          .with_names = request.scope() == ev::REPORT_SCOPE_NAMES,
                                          .at = DateOf(request.at()),
                                          .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(question.known, KnownOf(request.known()));
  const auto make = [&](const Moment& moment) -> absl::StatusOr<Made> {
    question.at = moment.at;
    question.known = moment.known;
    ASSIGN_OR_RETURN(const queries::Participation list,
                     queries::Ask(*backend_->registers, question));
    FillList(*backend_, list, response);
    RETURN_IF_ERROR(CheckAnswerSize(*response));
    question.at = list.at;
    question.known = {.position = list.position};
    return Made{list.at, list.position, queries::Sha256Of(list)};
  };
  if (request.recipient_class() == ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION) {
    return make({.report_id = "", .at = question.at, .known = question.known}).status();
  }
  ASSIGN_OR_RETURN(Leaving leaving, LeavingOf(call, OriginOf(request), request.recipient(),
                                              request.recipient_class()));
  leaving.at = question.at;
  leaving.known = question.known;
  command::v1::IssueReport& issue = *leaving.command.mutable_issue_report();
  issue.set_region(request.region());
  issue.set_scope(request.scope());
  issue.set_filter(queries::FilterOf(question.period));
  ASSIGN_OR_RETURN(v1::Disclosure disclosure, disclosures_.Disclose(leaving, make));
  if (question.with_names) {
    // No name is read before it is recorded that it may be.
    question.names_from = backend_->vault;
    RETURN_IF_ERROR(make({.report_id = "", .at = question.at, .known = question.known}).status());
  }
  *response->mutable_disclosure() = std::move(disclosure);
  return absl::OkStatus();
}

absl::Status ReportService::Evidence(const v1::GetEvidenceRequest& request, const rpc::Call& call,
                                     v1::GetEvidenceResponse* response) const {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  RETURN_IF_ERROR(CheckRequest(*backend_, request));
  queries::EvidenceQuestion question{.practice_id = request.practice_id(),
                                     .keep_going = [&call] { return call.CheckWanted(); }};
  for (int i = 0; i < request.obligation_ids_size(); ++i) {
    RETURN_IF_ERROR(Require(absl::StrCat("obligation_ids[", i, "]"), request.obligation_ids(i)));
    question.obligation_ids.insert(request.obligation_ids(i));
  }
  ASSIGN_OR_RETURN(Leaving leaving, LeavingOf(call, OriginOf(request), request.recipient(),
                                              ev::RECIPIENT_CLASS_PRACTICE));
  leaving.at = DateOf(request.at());
  ASSIGN_OR_RETURN(leaving.known, KnownOf(request.known()));
  command::v1::IssueReport& issue = *leaving.command.mutable_issue_report();
  ASSIGN_OR_RETURN(*issue.mutable_region(), RegionOf(*backend_, request.practice_id()));
  issue.set_scope(ev::REPORT_SCOPE_PRACTICE_ROWS);
  issue.set_filter(absl::StrCat("practice=", request.practice_id(),
                                " obligations=", absl::StrJoin(question.obligation_ids, ",")));
  const auto make = [&](const Moment& moment) -> absl::StatusOr<Made> {
    question.at = moment.at;
    question.known = moment.known;
    ASSIGN_OR_RETURN(const queries::EvidenceAnswer answer,
                     queries::Ask(*backend_->registers, question));
    FillEvidence(*backend_, moment.report_id, answer, response);
    RETURN_IF_ERROR(CheckAnswerSize(*response));
    return Made{answer.at, answer.position, response->evidence().sha256()};
  };
  ASSIGN_OR_RETURN(*response->mutable_disclosure(), disclosures_.Disclose(leaving, make));
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeReportService(const Backend* backend) {
  return std::make_unique<ReportService>(backend);
}

}  // namespace logboek::api
