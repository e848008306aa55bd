#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/dry_run.h"
#include "services/api/push_stream.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/api/write.h"
#include "services/queries/refused_commands.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using command::v1::Command;

class RegistrationService final : public v1::RegistrationService::CallbackService {
 public:
  explicit RegistrationService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* PublishOffering(grpc::CallbackServerContext* context,
                                            const v1::PublishOfferingRequest* request,
                                            v1::PublishOfferingResponse* response) override {
    return Write(*backend_, context, "RegistrationService/PublishOffering", *request, response,
                 &Command::mutable_publish_offering);
  }
  grpc::ServerUnaryReactor* DefineSeries(grpc::CallbackServerContext* context,
                                         const v1::DefineSeriesRequest* request,
                                         v1::DefineSeriesResponse* response) override {
    return Write(*backend_, context, "RegistrationService/DefineSeries", *request, response,
                 &Command::mutable_define_series);
  }
  grpc::ServerUnaryReactor* ScheduleSession(grpc::CallbackServerContext* context,
                                            const v1::ScheduleSessionRequest* request,
                                            v1::ScheduleSessionResponse* response) override {
    return Write(*backend_, context, "RegistrationService/ScheduleSession", *request, response,
                 &Command::mutable_schedule_session);
  }
  grpc::ServerUnaryReactor* MoveSession(grpc::CallbackServerContext* context,
                                        const v1::MoveSessionRequest* request,
                                        v1::MoveSessionResponse* response) override {
    return Write(*backend_, context, "RegistrationService/MoveSession", *request, response,
                 &Command::mutable_move_session);
  }
  grpc::ServerUnaryReactor* CancelSession(grpc::CallbackServerContext* context,
                                          const v1::CancelSessionRequest* request,
                                          v1::CancelSessionResponse* response) override {
    return Write(*backend_, context, "RegistrationService/CancelSession", *request, response,
                 &Command::mutable_cancel_session);
  }
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context,
                                  const v1::EnrolRequest* request,
                                  v1::EnrolResponse* response) override {
    return Write(*backend_, context, "RegistrationService/Enrol", *request, response,
                 &Command::mutable_enrol);
  }
  grpc::ServerUnaryReactor* CancelEnrolment(grpc::CallbackServerContext* context,
                                            const v1::CancelEnrolmentRequest* request,
                                            v1::CancelEnrolmentResponse* response) override {
    return Write(*backend_, context, "RegistrationService/CancelEnrolment", *request, response,
                 &Command::mutable_cancel_enrolment);
  }
  grpc::ServerUnaryReactor* RejectEnrolment(grpc::CallbackServerContext* context,
                                            const v1::RejectEnrolmentRequest* request,
                                            v1::RejectEnrolmentResponse* response) override {
    return Write(*backend_, context, "RegistrationService/RejectEnrolment", *request, response,
                 &Command::mutable_reject_enrolment);
  }
  grpc::ServerUnaryReactor* RecordAttendance(grpc::CallbackServerContext* context,
                                             const v1::RecordAttendanceRequest* request,
                                             v1::RecordAttendanceResponse* response) override {
    return Write(*backend_, context, "RegistrationService/RecordAttendance", *request, response,
                 &Command::mutable_record_attendance);
  }
  grpc::ServerUnaryReactor* CorrectAttendance(grpc::CallbackServerContext* context,
                                              const v1::CorrectAttendanceRequest* request,
                                              v1::CorrectAttendanceResponse* response) override {
    return Write(*backend_, context, "RegistrationService/CorrectAttendance", *request, response,
                 &Command::mutable_correct_attendance);
  }
  grpc::ServerUnaryReactor* VoidAttendance(grpc::CallbackServerContext* context,
                                           const v1::VoidAttendanceRequest* request,
                                           v1::VoidAttendanceResponse* response) override {
    return Write(*backend_, context, "RegistrationService/VoidAttendance", *request, response,
                 &Command::mutable_void_attendance);
  }
  grpc::ServerUnaryReactor* CloseAttendanceList(
      grpc::CallbackServerContext* context, const v1::CloseAttendanceListRequest* request,
      v1::CloseAttendanceListResponse* response) override {
    return Write(*backend_, context, "RegistrationService/CloseAttendanceList", *request, response,
                 &Command::mutable_close_attendance_list);
  }
  grpc::ServerUnaryReactor* CompleteCourse(grpc::CallbackServerContext* context,
                                           const v1::CompleteCourseRequest* request,
                                           v1::CompleteCourseResponse* response) override {
    return Write(*backend_, context, "RegistrationService/CompleteCourse", *request, response,
                 &Command::mutable_complete_course);
  }
  grpc::ServerUnaryReactor* RevokeCompletion(grpc::CallbackServerContext* context,
                                             const v1::RevokeCompletionRequest* request,
                                             v1::RevokeCompletionResponse* response) override {
    return Write(*backend_, context, "RegistrationService/RevokeCompletion", *request, response,
                 &Command::mutable_revoke_completion);
  }
  grpc::ServerUnaryReactor* SubstituteParticipant(
      grpc::CallbackServerContext* context, const v1::SubstituteParticipantRequest* request,
      v1::SubstituteParticipantResponse* response) override {
    return Write(*backend_, context, "RegistrationService/SubstituteParticipant", *request,
                 response, &Command::mutable_substitute_participant);
  }
  grpc::ServerUnaryReactor* ChangeSessionCapacity(
      grpc::CallbackServerContext* context, const v1::ChangeSessionCapacityRequest* request,
      v1::ChangeSessionCapacityResponse* response) override {
    return Write(*backend_, context, "RegistrationService/ChangeSessionCapacity", *request,
                 response, &Command::mutable_change_session_capacity);
  }
  grpc::ServerUnaryReactor* DeclareExternalTraining(
      grpc::CallbackServerContext* context, const v1::DeclareExternalTrainingRequest* request,
      v1::DeclareExternalTrainingResponse* response) override {
    return Write(*backend_, context, "RegistrationService/DeclareExternalTraining", *request,
                 response, &Command::mutable_declare_external_training);
  }
  grpc::ServerUnaryReactor* LookUpPush(grpc::CallbackServerContext* context,
                                       const v1::LookUpPushRequest* request,
                                       v1::LookUpPushResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "RegistrationService/LookUpPush", {*request, response},
        [this, request, response](const rpc::Call&) { return LookUp(*request, response); });
  }
  grpc::ServerUnaryReactor* ListRefusals(grpc::CallbackServerContext* context,
                                         const v1::ListRefusalsRequest* request,
                                         v1::ListRefusalsResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "RegistrationService/ListRefusals", {*request, response},
        [this, request, response](const rpc::Call&) { return Refusals(*request, response); });
  }

  grpc::ServerUnaryReactor* DryRun(grpc::CallbackServerContext* context,
                                   const v1::DryRunRequest* request,
                                   v1::DryRunResponse* response) override {
    return backend_->chain->RunOnPool(context, "RegistrationService/DryRun", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return TryOut(*backend_, *request, call, response);
                                      });
  }
  grpc::ServerBidiReactor<v1::PushRequest, v1::PushResponse>* Push(
      grpc::CallbackServerContext* context) override {
    return StartPush(backend_, context, "RegistrationService/Push");
  }

 private:
  absl::Status LookUp(const v1::LookUpPushRequest& request,
                      v1::LookUpPushResponse* response) const {
    RETURN_IF_ERROR(Require("source", request.source()));
    RETURN_IF_ERROR(Require("source_id", request.source_id()));
    if (request.has_command()) return Compare(request, response);
    ASSIGN_OR_RETURN(const registrar::Receipt receipt,
                     backend_->registrar->LookUp(request.source(), request.source_id()));
    ToProto(receipt, backend_->store_id, response->mutable_receipt());
    return absl::OkStatus();
  }

  absl::Status Compare(const v1::LookUpPushRequest& request,
                       v1::LookUpPushResponse* response) const {
    Command command = request.command();
    command.set_source(request.source());
    command.set_source_id(request.source_id());
    RETURN_IF_ERROR(CheckCommand(command));
    const auto found = backend_->registrar->FindRecorded(command);
    if (!found.ok() && !absl::IsAlreadyExists(found.status())) return found.status();
    // Also of other content: what stands under the key.
    ASSIGN_OR_RETURN(const registrar::Receipt receipt,
                     backend_->registrar->LookUp(request.source(), request.source_id()));
    ToProto(receipt, backend_->store_id, response->mutable_receipt());
    response->set_content(found.ok() ? v1::CONTENT_MATCH_SAME : v1::CONTENT_MATCH_DIFFERENT);
    return absl::OkStatus();
  }

  absl::Status Refusals(const v1::ListRefusalsRequest& request,
                        v1::ListRefusalsResponse* response) const;

  const Backend* const backend_;
};

void Fill(const registrar::Refusal& refusal, v1::Refusal* proto) {
  *proto->mutable_time() = ToProto(refusal.time);
  proto->set_source(refusal.source);
  proto->set_source_id(refusal.source_id);
  proto->set_command(refusal.command);
  proto->set_code(static_cast<int32_t>(refusal.code));
  proto->set_reason(refusal.reason);
  proto->set_message(refusal.message);
  proto->set_actor(refusal.actor);
}

absl::Status RegistrationService::Refusals(const v1::ListRefusalsRequest& request,
                                           v1::ListRefusalsResponse* response) const {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  queries::RefusedQuestion question{.source = request.source(),
                                    .from = DateOf(request.from()),
                                    .until = DateOf(request.until()),
                                    .page_token = request.page_token()};
  ASSIGN_OR_RETURN(question.page_size, PageSizeOf(request.page_size()));
  ASSIGN_OR_RETURN(const queries::RefusedAnswer answer,
                   queries::Ask(*backend_->refusals, question));
  for (const registrar::Refusal& refusal : answer.rows) Fill(refusal, response->add_rows());
  response->set_next_page_token(answer.next_page_token);
  if (answer.forgotten_until.has_value()) {
    *response->mutable_complete_since() = ToProto(*answer.forgotten_until);
  }
  const uint64_t position = backend_->registrar->position();
  response->set_position(position);
  response->set_token(TokenOf(backend_->store_id, position));
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeRegistrationService(const Backend* backend) {
  return std::make_unique<RegistrationService>(backend);
}

}  // namespace logboek::api
