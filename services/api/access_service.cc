#include <string>
#include <utility>

#include "logboek/v1/access_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/permission/rights.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

// A token that is good for longer does not need an end.
constexpr absl::Duration kTokenLifeMax = absl::Hours(24 * 366 * 10);

absl::StatusOr<absl::Duration> DurationOf(absl::string_view field,
                                          const google::protobuf::Duration& proto) {
  const absl::Duration duration = absl::Seconds(proto.seconds()) + absl::Nanoseconds(proto.nanos());
  if (proto.seconds() >= 0 && proto.nanos() >= 0 && duration <= kTokenLifeMax) return duration;
  return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_DURATION",
                         absl::StrCat("field ", field, " lies between 0 and ten years"),
                         {{"field", std::string(field)}});
}

template <typename Request>
absl::StatusOr<absl::Time> ExpiryOf(const Request& request, absl::Time now) {
  if (!request.has_expires_in()) return absl::InfiniteFuture();
  ASSIGN_OR_RETURN(const absl::Duration life, DurationOf("expires_in", request.expires_in()));
  return now + life;
}

// What is of no use but to recognise the token stays inside.
access::v1::TokenRecord Shown(access::v1::TokenRecord record) {
  record.clear_sha256();
  return record;
}

class AccessService final : public v1::AccessService::CallbackService {
 public:
  explicit AccessService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context,
                                   const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) override {
    return backend_->chain->RunInline(context, "AccessService/WhoAmI", {*request, response},
                                      [response](const rpc::Call& call) {
                                        Describe(*call.caller(), response);
                                        return absl::OkStatus();
                                      });
  }
  grpc::ServerUnaryReactor* ExchangeToken(grpc::CallbackServerContext* context,
                                          const v1::ExchangeTokenRequest* request,
                                          v1::ExchangeTokenResponse* response) override {
    return backend_->chain->RunInline(
        context, "AccessService/ExchangeToken", {*request, response},
        [this, context, response](const rpc::Call&) { return Exchange(*context, response); });
  }
  grpc::ServerUnaryReactor* CreateToken(grpc::CallbackServerContext* context,
                                        const v1::CreateTokenRequest* request,
                                        v1::CreateTokenResponse* response) override {
    return backend_->chain->RunOnPool(context, "AccessService/CreateToken", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Create(*request, call, response);
                                      });
  }
  grpc::ServerUnaryReactor* ListTokens(grpc::CallbackServerContext* context,
                                       const v1::ListTokensRequest* request,
                                       v1::ListTokensResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "AccessService/ListTokens", {*request, response},
        [this, request, response](const rpc::Call&) { return List(*request, response); });
  }
  grpc::ServerUnaryReactor* RotateToken(grpc::CallbackServerContext* context,
                                        const v1::RotateTokenRequest* request,
                                        v1::RotateTokenResponse* response) override {
    return backend_->chain->RunOnPool(context, "AccessService/RotateToken", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Rotate(*request, call, response);
                                      });
  }
  grpc::ServerUnaryReactor* RevokeToken(grpc::CallbackServerContext* context,
                                        const v1::RevokeTokenRequest* request,
                                        v1::RevokeTokenResponse* response) override {
    return backend_->chain->RunOnPool(context, "AccessService/RevokeToken", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Revoke(*request, call, response);
                                      });
  }

 private:
  static void Describe(const auth::Principal& caller, v1::WhoAmIResponse* response) {
    *response->mutable_grant() = caller.grant;
    response->set_credential(caller.credential);
    if (caller.expires_at != absl::InfiniteFuture()) {
      *response->mutable_expires_at() = ToProto(caller.expires_at);
    }
    for (const permission::Right& right : permission::Rights()) {
      if (right.roles.Contains(caller.grant.role())) {
        response->add_methods(std::string(right.method));
      }
    }
  }

  absl::Status Exchange(const grpc::CallbackServerContext& context,
                        v1::ExchangeTokenResponse* response) const {
    ASSIGN_OR_RETURN(auth::ExchangedToken exchanged, backend_->door->Exchange(context));
    response->set_token(std::move(exchanged.token));
    *response->mutable_expires_at() = ToProto(exchanged.expires_at);
    return absl::OkStatus();
  }

  absl::Status Create(const v1::CreateTokenRequest& request, const rpc::Call& call,
                      v1::CreateTokenResponse* response) const {
    RETURN_IF_ERROR(CheckFields(request));
    auth::TokenRequest token{.grant = request.grant(),
                             .note = request.note(),
                             .created_by = call.actor(),
                             .now = backend_->clock->Now()};
    ASSIGN_OR_RETURN(token.expires_at, ExpiryOf(request, token.now));
    ASSIGN_OR_RETURN(auth::IssuedToken issued, backend_->tokens->Create(token));
    response->set_token(std::move(issued.token));
    *response->mutable_record() = Shown(std::move(issued.record));
    return absl::OkStatus();
  }

  absl::Status List(const v1::ListTokensRequest& request, v1::ListTokensResponse* response) const {
    RETURN_IF_ERROR(CheckFields(request));
    ASSIGN_OR_RETURN(const size_t size, PageSizeOf(request.page_size()));
    auto records = backend_->tokens->List({.after = request.page_token(), .tokens_max = size + 1});
    if (records.size() > size) {
      records.pop_back();
      response->set_next_page_token(records.back().token_id());
    }
    for (access::v1::TokenRecord& record : records) {
      *response->add_rows() = Shown(std::move(record));
    }
    return absl::OkStatus();
  }

  absl::Status Rotate(const v1::RotateTokenRequest& request, const rpc::Call& call,
                      v1::RotateTokenResponse* response) const {
    RETURN_IF_ERROR(Require("token_id", request.token_id()));
    auth::TokenRotation rotation{.rotated_by = call.actor(), .now = backend_->clock->Now()};
    ASSIGN_OR_RETURN(rotation.grace, DurationOf("grace", request.grace()));
    ASSIGN_OR_RETURN(rotation.expires_at, ExpiryOf(request, rotation.now));
    ASSIGN_OR_RETURN(auth::IssuedToken issued,
                     backend_->tokens->Rotate(request.token_id(), rotation));
    response->set_token(std::move(issued.token));
    *response->mutable_record() = Shown(std::move(issued.record));
    return absl::OkStatus();
  }

  absl::Status Revoke(const v1::RevokeTokenRequest& request, const rpc::Call& call,
                      v1::RevokeTokenResponse* response) const {
    RETURN_IF_ERROR(Require("token_id", request.token_id()));
    ASSIGN_OR_RETURN(
        access::v1::TokenRecord record,
        backend_->tokens->Revoke(request.token_id(), call.actor(), backend_->clock->Now()));
    *response->mutable_record() = Shown(std::move(record));
    return absl::OkStatus();
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAccessService(const Backend* backend) {
  return std::make_unique<AccessService>(backend);
}

}  // namespace logboek::api
