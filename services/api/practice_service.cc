#include "logboek/v1/practice_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/api/write.h"
#include "services/domain/dates.h"
#include "services/queries/practice.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using command::v1::Command;

class PracticeService final : public v1::PracticeService::CallbackService {
 public:
  explicit PracticeService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* RegisterPractice(grpc::CallbackServerContext* context,
                                             const v1::RegisterPracticeRequest* request,
                                             v1::RegisterPracticeResponse* response) override {
    return Write(*backend_, context, "PracticeService/RegisterPractice", *request, response,
                 &Command::mutable_register_practice);
  }
  grpc::ServerUnaryReactor* AssignCohort(grpc::CallbackServerContext* context,
                                         const v1::AssignCohortRequest* request,
                                         v1::AssignCohortResponse* response) override {
    return Write(*backend_, context, "PracticeService/AssignCohort", *request, response,
                 &Command::mutable_assign_cohort);
  }
  grpc::ServerUnaryReactor* StartTrack(grpc::CallbackServerContext* context,
                                       const v1::StartTrackRequest* request,
                                       v1::StartTrackResponse* response) override {
    return Write(*backend_, context, "PracticeService/StartTrack", *request, response,
                 &Command::mutable_start_track);
  }
  grpc::ServerUnaryReactor* EndTrack(grpc::CallbackServerContext* context,
                                     const v1::EndTrackRequest* request,
                                     v1::EndTrackResponse* response) override {
    return Write(*backend_, context, "PracticeService/EndTrack", *request, response,
                 &Command::mutable_end_track);
  }
  grpc::ServerUnaryReactor* RegisterJointPlan(grpc::CallbackServerContext* context,
                                              const v1::RegisterJointPlanRequest* request,
                                              v1::RegisterJointPlanResponse* response) override {
    return Write(*backend_, context, "PracticeService/RegisterJointPlan", *request, response,
                 &Command::mutable_register_joint_plan);
  }
  grpc::ServerUnaryReactor* AddJointPlanMember(grpc::CallbackServerContext* context,
                                               const v1::AddJointPlanMemberRequest* request,
                                               v1::AddJointPlanMemberResponse* response) override {
    return Write(*backend_, context, "PracticeService/AddJointPlanMember", *request, response,
                 &Command::mutable_add_joint_plan_member);
  }
  grpc::ServerUnaryReactor* RemoveJointPlanMember(
      grpc::CallbackServerContext* context, const v1::RemoveJointPlanMemberRequest* request,
      v1::RemoveJointPlanMemberResponse* response) override {
    return Write(*backend_, context, "PracticeService/RemoveJointPlanMember", *request, response,
                 &Command::mutable_remove_joint_plan_member);
  }
  grpc::ServerUnaryReactor* LinkHealthCentre(grpc::CallbackServerContext* context,
                                             const v1::LinkHealthCentreRequest* request,
                                             v1::LinkHealthCentreResponse* response) override {
    return Write(*backend_, context, "PracticeService/LinkHealthCentre", *request, response,
                 &Command::mutable_link_health_centre);
  }
  grpc::ServerUnaryReactor* UnlinkHealthCentre(grpc::CallbackServerContext* context,
                                               const v1::UnlinkHealthCentreRequest* request,
                                               v1::UnlinkHealthCentreResponse* response) override {
    return Write(*backend_, context, "PracticeService/UnlinkHealthCentre", *request, response,
                 &Command::mutable_unlink_health_centre);
  }
  grpc::ServerUnaryReactor* RegisterPerson(grpc::CallbackServerContext* context,
                                           const v1::RegisterPersonRequest* request,
                                           v1::RegisterPersonResponse* response) override {
    return Write(*backend_, context, "PracticeService/RegisterPerson", *request, response,
                 &Command::mutable_register_person);
  }
  grpc::ServerUnaryReactor* StartEngagement(grpc::CallbackServerContext* context,
                                            const v1::StartEngagementRequest* request,
                                            v1::StartEngagementResponse* response) override {
    return Write(*backend_, context, "PracticeService/StartEngagement", *request, response,
                 &Command::mutable_start_engagement);
  }
  grpc::ServerUnaryReactor* ChangeEngagementRole(
      grpc::CallbackServerContext* context, const v1::ChangeEngagementRoleRequest* request,
      v1::ChangeEngagementRoleResponse* response) override {
    return Write(*backend_, context, "PracticeService/ChangeEngagementRole", *request, response,
                 &Command::mutable_change_engagement_role);
  }
  grpc::ServerUnaryReactor* EndEngagement(grpc::CallbackServerContext* context,
                                          const v1::EndEngagementRequest* request,
                                          v1::EndEngagementResponse* response) override {
    return Write(*backend_, context, "PracticeService/EndEngagement", *request, response,
                 &Command::mutable_end_engagement);
  }
  grpc::ServerUnaryReactor* ConfirmRoster(grpc::CallbackServerContext* context,
                                          const v1::ConfirmRosterRequest* request,
                                          v1::ConfirmRosterResponse* response) override {
    return Write(*backend_, context, "PracticeService/ConfirmRoster", *request, response,
                 &Command::mutable_confirm_roster);
  }
  grpc::ServerUnaryReactor* RecognisePriorTraining(
      grpc::CallbackServerContext* context, const v1::RecognisePriorTrainingRequest* request,
      v1::RecognisePriorTrainingResponse* response) override {
    return Write(*backend_, context, "PracticeService/RecognisePriorTraining", *request, response,
                 &Command::mutable_recognise_prior_training);
  }
  grpc::ServerUnaryReactor* WaiveRequirement(grpc::CallbackServerContext* context,
                                             const v1::WaiveRequirementRequest* request,
                                             v1::WaiveRequirementResponse* response) override {
    return Write(*backend_, context, "PracticeService/WaiveRequirement", *request, response,
                 &Command::mutable_waive_requirement);
  }
  grpc::ServerUnaryReactor* ChangePracticeIdentifier(
      grpc::CallbackServerContext* context, const v1::ChangePracticeIdentifierRequest* request,
      v1::ChangePracticeIdentifierResponse* response) override {
    return Write(*backend_, context, "PracticeService/ChangePracticeIdentifier", *request, response,
                 &Command::mutable_change_practice_identifier);
  }
  grpc::ServerUnaryReactor* ClosePractice(grpc::CallbackServerContext* context,
                                          const v1::ClosePracticeRequest* request,
                                          v1::ClosePracticeResponse* response) override {
    return Write(*backend_, context, "PracticeService/ClosePractice", *request, response,
                 &Command::mutable_close_practice);
  }
  grpc::ServerUnaryReactor* MergePractices(grpc::CallbackServerContext* context,
                                           const v1::MergePracticesRequest* request,
                                           v1::MergePracticesResponse* response) override {
    return Write(*backend_, context, "PracticeService/MergePractices", *request, response,
                 &Command::mutable_merge_practices);
  }
  grpc::ServerUnaryReactor* EndParticipation(grpc::CallbackServerContext* context,
                                             const v1::EndParticipationRequest* request,
                                             v1::EndParticipationResponse* response) override {
    return Write(*backend_, context, "PracticeService/EndParticipation", *request, response,
                 &Command::mutable_end_participation);
  }
  grpc::ServerUnaryReactor* LinkPersons(grpc::CallbackServerContext* context,
                                        const v1::LinkPersonsRequest* request,
                                        v1::LinkPersonsResponse* response) override {
    return Write(*backend_, context, "PracticeService/LinkPersons", *request, response,
                 &Command::mutable_link_persons);
  }
  grpc::ServerUnaryReactor* SubmitPracticePlan(grpc::CallbackServerContext* context,
                                               const v1::SubmitPracticePlanRequest* request,
                                               v1::SubmitPracticePlanResponse* response) override {
    return Write(*backend_, context, "PracticeService/SubmitPracticePlan", *request, response,
                 &Command::mutable_submit_practice_plan);
  }
  grpc::ServerUnaryReactor* ChooseIntervention(grpc::CallbackServerContext* context,
                                               const v1::ChooseInterventionRequest* request,
                                               v1::ChooseInterventionResponse* response) override {
    return Write(*backend_, context, "PracticeService/ChooseIntervention", *request, response,
                 &Command::mutable_choose_intervention);
  }
  grpc::ServerUnaryReactor* ChangeIntervention(grpc::CallbackServerContext* context,
                                               const v1::ChangeInterventionRequest* request,
                                               v1::ChangeInterventionResponse* response) override {
    return Write(*backend_, context, "PracticeService/ChangeIntervention", *request, response,
                 &Command::mutable_change_intervention);
  }
  grpc::ServerUnaryReactor* JustifyIntervention(
      grpc::CallbackServerContext* context, const v1::JustifyInterventionRequest* request,
      v1::JustifyInterventionResponse* response) override {
    return Write(*backend_, context, "PracticeService/JustifyIntervention", *request, response,
                 &Command::mutable_justify_intervention);
  }
  grpc::ServerUnaryReactor* DeclareTrainingIntent(
      grpc::CallbackServerContext* context, const v1::DeclareTrainingIntentRequest* request,
      v1::DeclareTrainingIntentResponse* response) override {
    return Write(*backend_, context, "PracticeService/DeclareTrainingIntent", *request, response,
                 &Command::mutable_declare_training_intent);
  }
  grpc::ServerUnaryReactor* StateFundUse(grpc::CallbackServerContext* context,
                                         const v1::StateFundUseRequest* request,
                                         v1::StateFundUseResponse* response) override {
    return Write(*backend_, context, "PracticeService/StateFundUse", *request, response,
                 &Command::mutable_state_fund_use);
  }
  grpc::ServerUnaryReactor* AnswerSurvey(grpc::CallbackServerContext* context,
                                         const v1::AnswerSurveyRequest* request,
                                         v1::AnswerSurveyResponse* response) override {
    return Write(*backend_, context, "PracticeService/AnswerSurvey", *request, response,
                 &Command::mutable_answer_survey);
  }
  grpc::ServerUnaryReactor* RequestData(grpc::CallbackServerContext* context,
                                        const v1::RequestDataRequest* request,
                                        v1::RequestDataResponse* response) override {
    return Write(*backend_, context, "PracticeService/RequestData", *request, response,
                 &Command::mutable_request_data);
  }
  grpc::ServerUnaryReactor* AnswerDataRequest(grpc::CallbackServerContext* context,
                                              const v1::AnswerDataRequestRequest* request,
                                              v1::AnswerDataRequestResponse* response) override {
    return Write(*backend_, context, "PracticeService/AnswerDataRequest", *request, response,
                 &Command::mutable_answer_data_request);
  }
  grpc::ServerUnaryReactor* SignStatement(grpc::CallbackServerContext* context,
                                          const v1::SignStatementRequest* request,
                                          v1::SignStatementResponse* response) override {
    return Write(*backend_, context, "PracticeService/SignStatement", *request, response,
                 &Command::mutable_sign_statement);
  }
  grpc::ServerUnaryReactor* InvitePractice(grpc::CallbackServerContext* context,
                                           const v1::InvitePracticeRequest* request,
                                           v1::InvitePracticeResponse* response) override {
    return Write(*backend_, context, "PracticeService/InvitePractice", *request, response,
                 &Command::mutable_invite_practice);
  }
  grpc::ServerUnaryReactor* RecordPracticeVisit(
      grpc::CallbackServerContext* context, const v1::RecordPracticeVisitRequest* request,
      v1::RecordPracticeVisitResponse* response) override {
    return Write(*backend_, context, "PracticeService/RecordPracticeVisit", *request, response,
                 &Command::mutable_record_practice_visit);
  }
  grpc::ServerUnaryReactor* RecordReminder(grpc::CallbackServerContext* context,
                                           const v1::RecordReminderRequest* request,
                                           v1::RecordReminderResponse* response) override {
    return Write(*backend_, context, "PracticeService/RecordReminder", *request, response,
                 &Command::mutable_record_reminder);
  }
  grpc::ServerUnaryReactor* CloseYear(grpc::CallbackServerContext* context,
                                      const v1::CloseYearRequest* request,
                                      v1::CloseYearResponse* response) override {
    return Write(*backend_, context, "PracticeService/CloseYear", *request, response,
                 &Command::mutable_close_year);
  }
  grpc::ServerUnaryReactor* RefuseRecognition(grpc::CallbackServerContext* context,
                                              const v1::RefuseRecognitionRequest* request,
                                              v1::RefuseRecognitionResponse* response) override {
    return Write(*backend_, context, "PracticeService/RefuseRecognition", *request, response,
                 &Command::mutable_refuse_recognition);
  }
  grpc::ServerUnaryReactor* GetPractice(grpc::CallbackServerContext* context,
                                        const v1::GetPracticeRequest* request,
                                        v1::GetPracticeResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "PracticeService/GetPractice", {*request, response},
        [this, request, response](const rpc::Call& call) { return Get(call, *request, response); });
  }

 private:
  // The practice with the AGB code of the request on the day. A code goes from one practice to
  // another, so whoever may ask by it may still not see who has it then.
  absl::StatusOr<std::string> Holder(const rpc::Call& call, const std::string& agb,
                                     absl::CivilDay at) const {
    ASSIGN_OR_RETURN(std::string practice_id,
                     queries::PracticeHolding(*backend_->registrar, agb, at));
    v1::GetPracticeRequest by_id;
    by_id.set_practice_id(practice_id);
    const absl::Status allowed = call.Check(by_id);
    if (absl::IsNotFound(allowed)) return queries::UnknownAgb(agb, at);
    RETURN_IF_ERROR(allowed);
    return practice_id;
  }

  absl::Status Get(const rpc::Call& call, const v1::GetPracticeRequest& request,
                   v1::GetPracticeResponse* response) const {
    const bool by_agb = request.practice_id().empty() && !request.agb().empty();
    if (!by_agb) RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
    RETURN_IF_ERROR(CheckFields(request));
    RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
    const absl::CivilDay at = DateOf(request.at()).value_or(backend_->registers->Today());
    std::string practice_id = request.practice_id();
    if (by_agb) {
      ASSIGN_OR_RETURN(practice_id, Holder(call, request.agb(), at));
    }
    ASSIGN_OR_RETURN(const queries::PracticeRecord record,
                     queries::AskPractice(*backend_->registrar, *backend_->vault, practice_id, at));
    ToProto(record, response->mutable_practice());
    *response->mutable_at() = domain::ToProto(at);
    response->set_position(record.position);
    response->set_token(TokenOf(backend_->store_id, record.position));
    return absl::OkStatus();
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakePracticeService(const Backend* backend) {
  return std::make_unique<PracticeService>(backend);
}

}  // namespace logboek::api
