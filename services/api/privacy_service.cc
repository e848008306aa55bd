#include "logboek/v1/privacy_service.grpc.pb.h"
#include "services/accesslog/access_log.h"
#include "services/api/lists.h"
#include "services/api/looks.h"
#include "services/api/privacy_convert.h"
#include "services/api/services.h"
#include "services/api/write.h"
#include "services/domain/fields.h"
#include "services/queries/erasure.h"
#include "services/queries/export_person.h"
#include "services/queries/retention.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using command::v1::Command;

// Of those that an export brings along.
constexpr int kExportedLooksMax = 1'000;

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
          for (const queries::RetentionRow& row : answer.rows) ToProto(row, response->add_rows());
          FinishList(*backend_, answer, response);
          return absl::OkStatus();
        });
  }
  grpc::ServerUnaryReactor* GetErasure(grpc::CallbackServerContext* context,
                                       const v1::GetErasureRequest* request,
                                       v1::GetErasureResponse* response) override {
    return backend_->chain->RunOnPool(context, "PrivacyService/GetErasure", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Erasure(*request, call, response);
                                      });
  }
  grpc::ServerUnaryReactor* ListAccess(grpc::CallbackServerContext* context,
                                       const v1::ListAccessRequest* request,
                                       v1::ListAccessResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "PrivacyService/ListAccess", {*request, response},
        [this, request, response](const rpc::Call&) { return Looks(*request, response); });
  }
  grpc::ServerUnaryReactor* ListPracticeAccess(grpc::CallbackServerContext* context,
                                               const v1::ListPracticeAccessRequest* request,
                                               v1::ListPracticeAccessResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "PrivacyService/ListPracticeAccess", {*request, response},
        [this, request, response](const rpc::Call&) { return PracticeLooks(*request, response); });
  }
  grpc::ServerUnaryReactor* ExportPerson(grpc::CallbackServerContext* context,
                                         const v1::ExportPersonRequest* request,
                                         v1::ExportPersonResponse* response) override {
    return backend_->chain->RunOnPool(context, "PrivacyService/ExportPerson", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Export(*request, call, response);
                                      });
  }

 private:
  absl::Status Erasure(const v1::GetErasureRequest& request, const rpc::Call& call,
                       v1::GetErasureResponse* response) const;
  absl::Status Looks(const v1::ListAccessRequest& request, v1::ListAccessResponse* response) const;
  absl::Status PracticeLooks(const v1::ListPracticeAccessRequest& request,
                             v1::ListPracticeAccessResponse* response) const;
  absl::Status Export(const v1::ExportPersonRequest& request, const rpc::Call& call,
                      v1::ExportPersonResponse* response) const;
  // Who looked before.
  absl::Status AddLooks(const std::string& person_id, v1::ExportPersonResponse* response) const;

  const Backend* const backend_;
};

// Period and page of a request about looks; looks at every field.
template <typename Request>
absl::StatusOr<accesslog::AccessQuery> QueryOf(const Request& request) {
  RETURN_IF_ERROR(CheckFields(request));
  accesslog::AccessQuery query{.page = request.page_token()};
  ASSIGN_OR_RETURN(query.page_size, PageSizeOf(request.page_size()));
  if (request.has_from()) query.from = domain::FromProtoTime(request.from());
  if (request.has_until()) query.until = domain::FromProtoTime(request.until());
  return query;
}

template <typename Response>
void WriteLooks(accesslog::AccessPage page, Response* response) {
  for (access::v1::AccessRecord& record : page.records) {
    *response->add_records() = std::move(record);
  }
  response->set_next_page_token(page.next);
}

absl::Status PrivacyService::Erasure(const v1::GetErasureRequest& request, const rpc::Call& call,
                                     v1::GetErasureResponse* response) const {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(Require("person_id", request.person_id()));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  const queries::ErasureQuestion question{.person_id = request.person_id(),
                                          .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(const queries::ErasureAnswer answer,
                   queries::Ask(*backend_->registers, question));
  ToProto(answer.erasure, response);
  SetMoment(*backend_, answer, response);
  return absl::OkStatus();
}

absl::Status PrivacyService::Looks(const v1::ListAccessRequest& request,
                                   v1::ListAccessResponse* response) const {
  ASSIGN_OR_RETURN(accesslog::AccessQuery query, QueryOf(request));
  absl::StatusOr<accesslog::AccessPage> page;
  switch (request.about_case()) {
    case v1::ListAccessRequest::kPersonId:
      RETURN_IF_ERROR(Require("person_id", request.person_id()));
      page = LooksAtPerson(*backend_, request.person_id(), std::move(query));
      break;
    case v1::ListAccessRequest::kPrincipal:
      RETURN_IF_ERROR(Require("principal", request.principal()));
      page = LooksOfUser(*backend_, request.principal(), std::move(query));
      break;
    case v1::ListAccessRequest::ABOUT_NOT_SET:
      return MissingField("about");
  }
  RETURN_IF_ERROR(page.status());
  WriteLooks(*std::move(page), response);
  return absl::OkStatus();
}

absl::Status PrivacyService::PracticeLooks(const v1::ListPracticeAccessRequest& request,
                                           v1::ListPracticeAccessResponse* response) const {
  ASSIGN_OR_RETURN(accesslog::AccessQuery query, QueryOf(request));
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  ASSIGN_OR_RETURN(accesslog::AccessPage page,
                   LooksAtPractice(*backend_, request.practice_id(), std::move(query)));
  WriteLooks(std::move(page), response);
  return absl::OkStatus();
}

absl::Status PrivacyService::Export(const v1::ExportPersonRequest& request, const rpc::Call& call,
                                    v1::ExportPersonResponse* response) const {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(Require("person_id", request.person_id()));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  const queries::ExportPersonQuestion question{
      .person_id = request.person_id(), .keep_going = [&call] { return call.CheckWanted(); }};
  ASSIGN_OR_RETURN(const queries::PersonExport all,
                   queries::Ask(*backend_->registers, *backend_->vault, question));
  ToProto(all, response);
  SetMoment(*backend_, all, response);
  return AddLooks(request.person_id(), response);
}

absl::Status PrivacyService::AddLooks(const std::string& person_id,
                                      v1::ExportPersonResponse* response) const {
  accesslog::AccessQuery query;
  do {
    query.page_size = kExportedLooksMax - response->accesses_size();
    ASSIGN_OR_RETURN(accesslog::AccessPage page, LooksAtPerson(*backend_, person_id, query));
    for (access::v1::AccessRecord& look : page.records) {
      *response->add_accesses() = std::move(look);
    }
    query.page = page.next;
  } while (!query.page.empty() && response->accesses_size() < kExportedLooksMax);
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakePrivacyService(const Backend* backend) {
  return std::make_unique<PrivacyService>(backend);
}

}  // namespace logboek::api
