#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/push_stream.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/api/write.h"
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
        context, "RegistrationService/LookUpPush",
        [this, request, response](const rpc::Call&) { return LookUp(*request, response); });
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
    ASSIGN_OR_RETURN(const registrar::Receipt receipt,
                     backend_->registrar->LookUp(request.source(), request.source_id()));
    ToProto(receipt, backend_->store_id, response->mutable_receipt());
    return absl::OkStatus();
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRegistrationService(const Backend* backend) {
  return std::make_unique<RegistrationService>(backend);
}

}  // namespace logboek::api
