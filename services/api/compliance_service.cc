#include "logboek/v1/compliance_service.grpc.pb.h"
#include "services/api/compliance_questions.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/api/watch_stream.h"
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
      return backend_->chain->RunInline(context, kMethod, {*request, response},
                                        [this, request, response](const rpc::Call&) {
                                          return Practice(*request, /*keep_going=*/{}, response);
                                        });
    }
    return backend_->chain->RunOnPool(
        context, kMethod, {*request, response}, [this, request, response](const rpc::Call& call) {
          return Practice(
              *request, [&call] { return call.CheckWanted(); }, response);
        });
  }

  grpc::ServerUnaryReactor* ListRegionCompliance(
      grpc::CallbackServerContext* context, const v1::ListRegionComplianceRequest* request,
      v1::ListRegionComplianceResponse* response) override {
    return backend_->chain->RunOnPool(context, "ComplianceService/ListRegionCompliance",
                                      {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Region(*request, call, response);
                                      });
  }

  grpc::ServerUnaryReactor* ListTodo(grpc::CallbackServerContext* context,
                                     const v1::ListTodoRequest* request,
                                     v1::ListTodoResponse* response) override {
    return Answer(context, "ComplianceService/ListTodo", api::ListTodo, request, response);
  }

  grpc::ServerUnaryReactor* ListAtRisk(grpc::CallbackServerContext* context,
                                       const v1::ListAtRiskRequest* request,
                                       v1::ListAtRiskResponse* response) override {
    return Answer(context, "ComplianceService/ListAtRisk", api::ListAtRisk, request, response);
  }

  grpc::ServerUnaryReactor* ListInvitees(grpc::CallbackServerContext* context,
                                         const v1::ListInviteesRequest* request,
                                         v1::ListInviteesResponse* response) override {
    return Answer(context, "ComplianceService/ListInvitees", api::ListInvitees, request, response);
  }

  grpc::ServerUnaryReactor* ExplainPractice(grpc::CallbackServerContext* context,
                                            const v1::ExplainPracticeRequest* request,
                                            v1::ExplainPracticeResponse* response) override {
    return Answer(context, "ComplianceService/ExplainPractice", api::ExplainPractice, request,
                  response);
  }

  grpc::ServerUnaryReactor* CompareVerdicts(grpc::CallbackServerContext* context,
                                            const v1::CompareVerdictsRequest* request,
                                            v1::CompareVerdictsResponse* response) override {
    return Answer(context, "ComplianceService/CompareVerdicts", api::CompareVerdicts, request,
                  response);
  }

  grpc::ServerUnaryReactor* GetSeatsNeeded(grpc::CallbackServerContext* context,
                                           const v1::GetSeatsNeededRequest* request,
                                           v1::GetSeatsNeededResponse* response) override {
    return Answer(context, "ComplianceService/GetSeatsNeeded", api::GetSeatsNeeded, request,
                  response);
  }

  grpc::ServerUnaryReactor* WhatWouldChange(grpc::CallbackServerContext* context,
                                            const v1::WhatWouldChangeRequest* request,
                                            v1::WhatWouldChangeResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "ComplianceService/WhatWouldChange", {*request, response},
        [this, request, response](const rpc::Call& call) {
          return api::WhatWouldChange(*backend_, *request, call, response);
        });
  }

  grpc::ServerUnaryReactor* ListClosedYearDifferences(
      grpc::CallbackServerContext* context, const v1::ListClosedYearDifferencesRequest* request,
      v1::ListClosedYearDifferencesResponse* response) override {
    return Answer(context, "ComplianceService/ListClosedYearDifferences",
                  api::ListClosedYearDifferences, request, response);
  }

  grpc::ServerWriteReactor<v1::WatchRegionResponse>* WatchRegion(
      grpc::CallbackServerContext* context, const v1::WatchRegionRequest* request) override {
    return StartWatch(backend_, context, "ComplianceService/WatchRegion", *request);
  }

 private:
  absl::Status Practice(const v1::GetPracticeComplianceRequest& request,
                        registrar::KeepGoing keep_going,
                        v1::GetPracticeComplianceResponse* response) const;
  absl::Status Region(const v1::ListRegionComplianceRequest& request, const rpc::Call& call,
                      v1::ListRegionComplianceResponse* response) const;

  // Each works through a practice or a region, and may fold the past.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, absl::string_view method,
                                   absl::Status (*ask)(const Backend&, const Request&,
                                                       const KeepGoing&, Response*),
                                   const Request* request, Response* response) {
    return backend_->chain->RunOnPool(context, method, {*request, response},
                                      [this, ask, request, response](const rpc::Call& call) {
                                        return ask(
                                            *backend_, *request,
                                            [&call] { return call.CheckWanted(); }, response);
                                      });
  }

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
