#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "services/api/backup_stream.h"
#include "services/api/convert.h"
#include "services/api/services.h"
#include "services/api/write.h"
#include "services/domain/dates.h"
#include "services/permission/rights.h"
#include "services/permission/scope.h"
#include "services/queries/plan_check.h"
#include "services/queries/status.h"

namespace logboek::api {
namespace {

using command::v1::Command;

void Fill(const domain::Region& region, const auth::Principal& caller, v1::RegionStatus* proto) {
  proto->set_region(region.id);
  if (permission::SeesPracticeCounts(caller)) {
    proto->set_practices(static_cast<uint32_t>(region.practice_ids.size()));
  }
  proto->set_sessions(static_cast<uint32_t>(region.sessions_by_date.size()));
  std::vector<const regioplan::v1::RegionPlan*> plans;
  for (const auto& [plan_id, published] : region.plans) plans.push_back(&published->plan);
  std::stable_sort(plans.begin(), plans.end(), [](const auto* a, const auto* b) {
    return domain::FromProto(a->valid_from()) < domain::FromProto(b->valid_from());
  });
  for (const regioplan::v1::RegionPlan* plan : plans) {
    v1::PlanStatus* const status = proto->add_plans();
    status->set_plan_id(plan->plan_id());
    status->set_version(plan->version());
    *status->mutable_title() = plan->title();
    *status->mutable_valid_from() = plan->valid_from();
    // The newest plan's name of the region is its name.
    if (plan->has_region_name()) *proto->mutable_name() = plan->region_name();
  }
}

class AdminService final : public v1::AdminService::CallbackService {
 public:
  explicit AdminService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* PublishPlan(grpc::CallbackServerContext* context,
                                        const v1::PublishPlanRequest* request,
                                        v1::PublishPlanResponse* response) override {
    return Write(*backend_, context, "AdminService/PublishPlan", *request, response,
                 &Command::mutable_publish_plan);
  }
  grpc::ServerUnaryReactor* PublishMenuItem(grpc::CallbackServerContext* context,
                                            const v1::PublishMenuItemRequest* request,
                                            v1::PublishMenuItemResponse* response) override {
    return Write(*backend_, context, "AdminService/PublishMenuItem", *request, response,
                 &Command::mutable_publish_menu_item);
  }
  grpc::ServerUnaryReactor* RetireMenuItem(grpc::CallbackServerContext* context,
                                           const v1::RetireMenuItemRequest* request,
                                           v1::RetireMenuItemResponse* response) override {
    return Write(*backend_, context, "AdminService/RetireMenuItem", *request, response,
                 &Command::mutable_retire_menu_item);
  }
  grpc::ServerUnaryReactor* DecideInterpretation(
      grpc::CallbackServerContext* context, const v1::DecideInterpretationRequest* request,
      v1::DecideInterpretationResponse* response) override {
    return Write(*backend_, context, "AdminService/DecideInterpretation", *request, response,
                 &Command::mutable_decide_interpretation);
  }
  grpc::ServerUnaryReactor* DecideRelease(grpc::CallbackServerContext* context,
                                          const v1::DecideReleaseRequest* request,
                                          v1::DecideReleaseResponse* response) override {
    return Write(*backend_, context, "AdminService/DecideRelease", *request, response,
                 &Command::mutable_decide_release);
  }
  grpc::ServerUnaryReactor* IssueReport(grpc::CallbackServerContext* context,
                                        const v1::IssueReportRequest* request,
                                        v1::IssueReportResponse* response) override {
    return Write(*backend_, context, "AdminService/IssueReport", *request, response,
                 &Command::mutable_issue_report);
  }

  grpc::ServerUnaryReactor* CheckPlan(grpc::CallbackServerContext* context,
                                      const v1::CheckPlanRequest* request,
                                      v1::CheckPlanResponse* response) override {
    return backend_->chain->RunOnPool(context, "AdminService/CheckPlan", {*request, response},
                                      [this, request, response](const rpc::Call&) {
                                        Check(*request, response);
                                        return absl::OkStatus();
                                      });
  }
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override {
    return backend_->chain->RunInline(
        context, "AdminService/GetStatus", {*request, response},
        [this, response](const rpc::Call& call) { return Get(call, response); });
  }
  grpc::ServerWriteReactor<v1::BackupResponse>* Backup(grpc::CallbackServerContext* context,
                                                       const v1::BackupRequest* request) override {
    return StartBackup(backend_, context, "AdminService/Backup", *request);
  }
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context,
                                        const v1::ListBackupsRequest* request,
                                        v1::ListBackupsResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "AdminService/ListBackups", {*request, response},
        [this, response](const rpc::Call&) { return api::ListBackups(*backend_, response); });
  }

 private:
  void Check(const v1::CheckPlanRequest& request, v1::CheckPlanResponse* response) const {
    for (const domain::PlanProblem& problem : queries::AskPlanCheck(
             *backend_->registrar, {.plan = request.plan(), .before = request.before()})) {
      v1::PlanProblem* const proto = response->add_problems();
      proto->set_field(problem.field);
      proto->set_reason(problem.reason);
      proto->set_message(problem.message);
    }
  }

  absl::Status Get(const rpc::Call& call, v1::GetStatusResponse* response) const {
    const queries::StatusAnswer answer = queries::AskStatus(*backend_->registrar);
    response->set_version(backend_->version);
    response->set_store_id(backend_->store_id);
    response->set_engine(std::string(backend_->log->engine()));
    response->set_position(answer.position);
    if (answer.position > 0) {
      *response->mutable_last_recorded_at() = ToProto(answer.recorded_at);
    }
    *response->mutable_started_at() = ToProto(backend_->started_at);
    response->set_writable(answer.writable);
    bool everything = true;
    backend_->registrar->Read([&](const domain::Register& reg) {
      for (const auto& region : answer.regions) {
        const permission::Subject subject{.kind = permission::SubjectKind::kRegion,
                                          .id = region->id};
        const bool own = permission::Owns(reg, *call.caller(), subject);
        if (own) Fill(*region, *call.caller(), response->add_regions());
        everything = everything && own;
      }
    });
    // How many people there are elsewhere is nobody's business.
    if (everything) response->set_persons(answer.persons);
    response->set_token(TokenOf(backend_->store_id, answer.position));
    response->set_signing_key(absl::BytesToHexString(backend_->signer->public_key()));
    response->set_queue_depth(static_cast<uint32_t>(answer.queue_depth));
    TellOperation(*call.caller(), response);
    return absl::OkStatus();
  }

  // How much others ask, and how often they are refused, is for who runs the server.
  void TellOperation(const auth::Principal& caller, v1::GetStatusResponse* response) const {
    if (caller.grant.role() != access::v1::CALLER_ROLE_ADMINISTRATOR) return;
    if (!backend_->tell_operation) return;
    v1::OperationStatus operation;
    if (backend_->tell_operation(&operation)) *response->mutable_operation() = operation;
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAdminService(const Backend* backend) {
  return std::make_unique<AdminService>(backend);
}

}  // namespace logboek::api
