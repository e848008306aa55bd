#include "logboek/v1/compliance_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/domain/dates.h"
#include "services/queries/compliance.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

class ComplianceService final : public v1::ComplianceService::CallbackService {
 public:
  explicit ComplianceService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* GetPracticeCompliance(
      grpc::CallbackServerContext* context, const v1::GetPracticeComplianceRequest* request,
      v1::GetPracticeComplianceResponse* response) override {
    constexpr char kMethod[] = "ComplianceService/GetPracticeCompliance";
    // One practice today is microseconds in memory. What was known is read from the log, and the
    // further back the day, the more sessions come after it.
    if (request->known().known_case() == v1::AsKnown::KNOWN_NOT_SET && !request->has_at()) {
      return backend_->chain->RunInline(
          context, kMethod, [&] { return Practice(*request, /*keep_going=*/{}, response); });
    }
    return backend_->chain->RunOnPool(
        context, kMethod, [this, request, response](const rpc::Call& call) {
          return Practice(
              *request, [&call] { return call.CheckWanted(); }, response);
        });
  }

  grpc::ServerUnaryReactor* ListRegionCompliance(
      grpc::CallbackServerContext* context, const v1::ListRegionComplianceRequest* request,
      v1::ListRegionComplianceResponse* response) override {
    return backend_->chain->RunOnPool(context, "ComplianceService/ListRegionCompliance",
                                      [this, request, response](const rpc::Call& call) {
                                        return Region(*request, call, response);
                                      });
  }

 private:
  absl::Status Practice(const v1::GetPracticeComplianceRequest& request,
                        registrar::KeepGoing keep_going,
                        v1::GetPracticeComplianceResponse* response) const;
  absl::Status Region(const v1::ListRegionComplianceRequest& request, const rpc::Call& call,
                      v1::ListRegionComplianceResponse* response) const;

  const Backend* const backend_;
};

absl::Status ComplianceService::Practice(const v1::GetPracticeComplianceRequest& request,
                                         registrar::KeepGoing keep_going,
                                         v1::GetPracticeComplianceResponse* response) const {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  queries::PracticeQuestion question{.practice_id = request.practice_id(),
                                     .at = DateOf(request.at()),
                                     .keep_going = std::move(keep_going)};
  ASSIGN_OR_RETURN(question.known, KnownOf(request.known()));
  ASSIGN_OR_RETURN(const queries::PracticeAnswer answer,
                   queries::Ask(*backend_->registers, question));
  ToProto(answer.practice, response->mutable_compliance());
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  return absl::OkStatus();
}

absl::StatusOr<queries::RegionQuestion> QuestionOf(const v1::ListRegionComplianceRequest& request) {
  queries::RegionQuestion question{.region = request.region(),
                                   .at = DateOf(request.at()),
                                   .with_evidence = request.with_evidence(),
                                   .page_token = request.page_token()};
  ASSIGN_OR_RETURN(question.known, KnownOf(request.known()));
  ASSIGN_OR_RETURN(question.page_size, PageSizeOf(request.page_size()));
  for (int i = 0; i < request.statuses_size(); ++i) {
    // A filter on no status would find nothing and look like an answer.
    if (request.statuses(i) == v1::VERDICT_STATUS_UNSPECIFIED) {
      return MissingField(absl::StrCat("statuses[", i, "]"));
    }
    question.statuses.insert(static_cast<regioplan::Status>(request.statuses(i)));
  }
  for (int i = 0; i < request.obligation_ids_size(); ++i) {
    RETURN_IF_ERROR(Require(absl::StrCat("obligation_ids[", i, "]"), request.obligation_ids(i)));
    question.obligation_ids.insert(request.obligation_ids(i));
  }
  return question;
}

absl::Status ComplianceService::Region(const v1::ListRegionComplianceRequest& request,
                                       const rpc::Call& call,
                                       v1::ListRegionComplianceResponse* response) const {
  RETURN_IF_ERROR(Require("region", request.region()));
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  ASSIGN_OR_RETURN(queries::RegionQuestion question, QuestionOf(request));
  question.keep_going = [&call] { return call.CheckWanted(); };
  ASSIGN_OR_RETURN(const queries::RegionAnswer answer, backend_->region_compliance->Ask(question));
  for (const queries::PracticeVerdicts& practice : answer.practices) {
    ToProto(practice, response->add_practices());
  }
  for (const queries::StatusCount& count : answer.counts) ToProto(count, response->add_counts());
  response->set_next_page_token(answer.next_page_token);
  response->set_total_size(static_cast<int32_t>(answer.practices_total));
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeComplianceService(const Backend* backend) {
  return std::make_unique<ComplianceService>(backend);
}

}  // namespace logboek::api
