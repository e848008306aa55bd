#include "logboek/v1/privacy_service.grpc.pb.h"
#include "services/accesslog/access_log.h"
#include "services/api/lists.h"
#include "services/api/services.h"
#include "services/api/write.h"
#include "services/domain/fields.h"
#include "services/queries/retention.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using command::v1::Command;

v1::ErasureStatus ErasureStatusOf(domain::ErasureState state) {
  switch (state) {
    case domain::ErasureState::kNone:
      return v1::ERASURE_STATUS_NONE;
    case domain::ErasureState::kRequested:
      return v1::ERASURE_STATUS_REQUESTED;
    case domain::ErasureState::kKeyDestroyed:
      return v1::ERASURE_STATUS_KEY_DESTROYED;
    case domain::ErasureState::kConfirmed:
      return v1::ERASURE_STATUS_CONFIRMED;
  }
  return v1::ERASURE_STATUS_UNSPECIFIED;
}

void WriteRetention(const queries::RetentionRow& from, v1::RetentionRow* to) {
  to->set_person_id(from.person_id);
  for (const std::string& id : from.retention.pseudonyms) {
    if (id != from.person_id) to->add_linked_person_ids(id);
  }
  v1::Retention& retention = *to->mutable_retention();
  retention.set_retention_years(from.retention.years);
  retention.set_ended(from.ended);
  if (from.retention.last_need_on != domain::kNoEnd) {
    *retention.mutable_last_need_on() = domain::ToProto(from.retention.last_need_on);
    *retention.mutable_retained_until() = domain::ToProto(from.retention.retained_until);
  }
  to->set_erasure(ErasureStatusOf(from.erasure));
}

class PrivacyService final : public v1::PrivacyService::CallbackService {
 public:
  explicit PrivacyService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* RequestErasure(grpc::CallbackServerContext* context,
                                           const v1::RequestErasureRequest* request,
                                           v1::RequestErasureResponse* response) override {
    return Write(*backend_, context, "PrivacyService/RequestErasure", *request, response,
                 &Command::mutable_request_erasure);
  }
  grpc::ServerUnaryReactor* DestroyPersonKey(grpc::CallbackServerContext* context,
                                             const v1::DestroyPersonKeyRequest* request,
                                             v1::DestroyPersonKeyResponse* response) override {
    return Write(*backend_, context, "PrivacyService/DestroyPersonKey", *request, response,
                 &Command::mutable_destroy_person_key);
  }
  grpc::ServerUnaryReactor* ConfirmErasure(grpc::CallbackServerContext* context,
                                           const v1::ConfirmErasureRequest* request,
                                           v1::ConfirmErasureResponse* response) override {
    return Write(*backend_, context, "PrivacyService/ConfirmErasure", *request, response,
                 &Command::mutable_confirm_erasure);
  }
  grpc::ServerUnaryReactor* ListRetention(grpc::CallbackServerContext* context,
                                          const v1::ListRetentionRequest* request,
                                          v1::ListRetentionResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "PrivacyService/ListRetention", {*request, response},
        [this, request, response](const rpc::Call& call) -> absl::Status {
          queries::RetentionQuestion question{.region = request->region(),
                                              .open_only = request->open_only(),
                                              .with_retained = request->with_retained()};
          ASSIGN_OR_RETURN(question.frame,
                           FrameOf(*backend_, *request, [&call] { return call.CheckWanted(); }));
          ASSIGN_OR_RETURN(const auto answer, queries::Ask(*backend_->registers, question));
          for (const queries::RetentionRow& row : answer.rows)
            WriteRetention(row, response->add_rows());
          FinishList(*backend_, answer, response);
          return absl::OkStatus();
        });
  }
  grpc::ServerUnaryReactor* ListAccess(grpc::CallbackServerContext* context,
                                       const v1::ListAccessRequest* request,
                                       v1::ListAccessResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "PrivacyService/ListAccess", {*request, response},
        [this, request, response](const rpc::Call&) { return Looks(*request, response); });
  }
  grpc::ServerUnaryReactor* ExportPerson(grpc::CallbackServerContext* context,
                                         const v1::ExportPersonRequest* request,
                                         v1::ExportPersonResponse* response) override {
    return NotOffered(context, "PrivacyService/ExportPerson", {*request, response});
  }

 private:
  absl::Status Looks(const v1::ListAccessRequest& request, v1::ListAccessResponse* response) const {
    RETURN_IF_ERROR(CheckFields(request));
    accesslog::AccessQuery query{.page = request.page_token()};
    ASSIGN_OR_RETURN(query.page_size, PageSizeOf(request.page_size()));
    switch (request.about_case()) {
      case v1::ListAccessRequest::kPersonId:
        RETURN_IF_ERROR(Require("person_id", request.person_id()));
        query.person_id = request.person_id();
        break;
      case v1::ListAccessRequest::kPrincipal:
        RETURN_IF_ERROR(Require("principal", request.principal()));
        query.principal = request.principal();
        break;
      case v1::ListAccessRequest::ABOUT_NOT_SET:
        return MissingField("about");
    }
    if (request.has_from()) query.from = domain::FromProtoTime(request.from());
    if (request.has_until()) query.until = domain::FromProtoTime(request.until());
    // Whatever was noted before the question is in the answer.
    RETURN_IF_ERROR(backend_->access_log->Flush());
    ASSIGN_OR_RETURN(accesslog::AccessPage page, backend_->access_log->Find(query));
    for (access::v1::AccessRecord& record : page.records) {
      // Whom else the same answer showed is about them.
      if (!query.person_id.empty()) {
        record.clear_person_ids();
        record.add_person_ids(query.person_id);
      }
      *response->add_records() = std::move(record);
    }
    response->set_next_page_token(page.next);
    return absl::OkStatus();
  }

  grpc::ServerUnaryReactor* NotOffered(grpc::CallbackServerContext* context,
                                       absl::string_view method, rpc::Chain::Exchange exchange) {
    return backend_->chain->RunOnPool(
        context, method, exchange, [](const rpc::Call&) -> absl::Status {
          return absl::UnimplementedError("this server makes no export of a person yet");
        });
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakePrivacyService(const Backend* backend) {
  return std::make_unique<PrivacyService>(backend);
}

}  // namespace logboek::api
