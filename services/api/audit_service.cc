#include <utility>

#include "logboek/v1/audit_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/replay_stream.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/domain/dates.h"
#include "services/queries/digest.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

class AuditService final : public v1::AuditService::CallbackService {
 public:
  explicit AuditService(const Backend* backend) : backend_(backend) {}

  grpc::ServerWriteReactor<v1::ReplayResponse>* Replay(grpc::CallbackServerContext* context,
                                                       const v1::ReplayRequest* request) override {
    return StartReplay(backend_, context, "AuditService/Replay", *request);
  }

  grpc::ServerUnaryReactor* GetVerdictDigest(grpc::CallbackServerContext* context,
                                             const v1::GetVerdictDigestRequest* request,
                                             v1::GetVerdictDigestResponse* response) override {
    return backend_->chain->RunOnPool(context, "AuditService/GetVerdictDigest",
                                      [this, request, response](const rpc::Call& call) {
                                        return Digest(*request, call, response);
                                      });
  }

 private:
  absl::Status Digest(const v1::GetVerdictDigestRequest& request, const rpc::Call& call,
                      v1::GetVerdictDigestResponse* response) const;

  const Backend* const backend_;
};

absl::Status AuditService::Digest(const v1::GetVerdictDigestRequest& request, const rpc::Call& call,
                                  v1::GetVerdictDigestResponse* response) const {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  queries::DigestQuestion question{.region = request.region(),
                                   .at = DateOf(request.at()),
                                   .from_zero = request.from_zero(),
                                   .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(question.known, KnownOf(request.known()));
  ASSIGN_OR_RETURN(const queries::DigestAnswer answer,
                   queries::Ask(*backend_->registers, question));
  response->set_digest(answer.sha256);
  for (const queries::RegionDigest& region : answer.regions) {
    v1::RegionDigest* const proto = response->add_regions();
    proto->set_region(region.region);
    proto->set_digest(region.sha256);
    proto->set_practices(region.practices);
    proto->set_verdicts(region.verdicts);
  }
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  if (answer.position > 0) *response->mutable_recorded_at() = ToProto(answer.recorded_at);
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeAuditService(const Backend* backend) {
  return std::make_unique<AuditService>(backend);
}

}  // namespace logboek::api
