#include <optional>
#include <string>

#include "logboek/v1/overview_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/lists.h"
#include "services/api/overview_convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/domain/dates.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

// Sets what only this list asks for; absent enums and the like are refused here.
absl::Status Read(const v1::ListStaffSharesRequest& request, queries::StaffSharesQuestion* asked) {
  RETURN_IF_ERROR(Require("region", request.region()));
  asked->region = request.region();
  asked->obligation_id = request.obligation_id();
  return absl::OkStatus();
}

template <typename Request>
std::optional<uint32_t> PeriodIn(const Request& request) {
  return request.has_period() ? std::optional<uint32_t>(request.period()) : std::nullopt;
}

absl::Status Read(const v1::ListUntrainedRequest& request, queries::UntrainedQuestion* asked) {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  RETURN_IF_ERROR(Require("obligation_id", request.obligation_id()));
  asked->practice_id = request.practice_id();
  asked->obligation_id = request.obligation_id();
  asked->period = PeriodIn(request);
  return absl::OkStatus();
}

absl::Status Read(const v1::GetTimesHistogramRequest& request, queries::TimesQuestion* asked) {
  RETURN_IF_ERROR(Require("region", request.region()));
  RETURN_IF_ERROR(Require("obligation_id", request.obligation_id()));
  asked->region = request.region();
  asked->obligation_id = request.obligation_id();
  asked->period = PeriodIn(request);
  return absl::OkStatus();
}

absl::Status Read(const v1::ListPromotionsRequest& request, queries::PromotionsQuestion* asked) {
  if (!request.session_id().empty() && !request.cancelled_enrolment_id().empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "ONE_OF_TWO",
                           "session_id and cancelled_enrolment_id are both given; give one",
                           {{"fields", "session_id, cancelled_enrolment_id"}});
  }
  if (request.cancelled_enrolment_id().empty()) {
    RETURN_IF_ERROR(Require("session_id", request.session_id()));
  } else {
    RETURN_IF_ERROR(Require("cancelled_enrolment_id", request.cancelled_enrolment_id()));
  }
  asked->session_id = request.session_id();
  asked->cancelled_enrolment_id = request.cancelled_enrolment_id();
  return absl::OkStatus();
}

absl::Status Read(const v1::ListRepresentationRequest& request,
                  queries::RepresentationQuestion* asked) {
  RETURN_IF_ERROR(Require("session_id", request.session_id()));
  asked->session_id = request.session_id();
  return absl::OkStatus();
}

absl::Status Read(const v1::ListSessionOdditiesRequest& request,
                  queries::SessionOdditiesQuestion* asked) {
  RETURN_IF_ERROR(Require("region", request.region()));
  asked->region = request.region();
  asked->from = DateOf(request.from());
  asked->until = DateOf(request.until());
  return absl::OkStatus();
}

absl::Status Read(const v1::GetCreditLedgerRequest& request, queries::CreditLedgerQuestion* asked) {
  RETURN_IF_ERROR(Require("practice_id", request.practice_id()));
  asked->practice_id = request.practice_id();
  return absl::OkStatus();
}

absl::Status Read(const v1::ListFundedCoursesRequest& request,
                  queries::FundedCoursesQuestion* asked) {
  RETURN_IF_ERROR(Require("region", request.region()));
  if (request.funding() == regioplan::v1::FUNDING_UNSPECIFIED) return MissingField("funding");
  asked->region = request.region();
  asked->funding = request.funding();
  asked->from = DateOf(request.from());
  asked->until = DateOf(request.until());
  return absl::OkStatus();
}

// A list of a region that asks for nothing more.
template <typename Request, typename Question>
absl::Status Read(const Request& request, Question* asked) {
  RETURN_IF_ERROR(Require("region", request.region()));
  asked->region = request.region();
  return absl::OkStatus();
}

class OverviewService final : public v1::OverviewService::CallbackService {
 public:
  explicit OverviewService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* ListStaffShares(grpc::CallbackServerContext* context,
                                            const v1::ListStaffSharesRequest* request,
                                            v1::ListStaffSharesResponse* response) override {
    return List<queries::StaffSharesQuestion>(context, "OverviewService/ListStaffShares", request,
                                              response);
  }
  grpc::ServerUnaryReactor* ListUntrained(grpc::CallbackServerContext* context,
                                          const v1::ListUntrainedRequest* request,
                                          v1::ListUntrainedResponse* response) override {
    return List<queries::UntrainedQuestion>(context, "OverviewService/ListUntrained", request,
                                            response);
  }
  grpc::ServerUnaryReactor* GetTimesHistogram(grpc::CallbackServerContext* context,
                                              const v1::GetTimesHistogramRequest* request,
                                              v1::GetTimesHistogramResponse* response) override {
    return List<queries::TimesQuestion>(context, "OverviewService/GetTimesHistogram", request,
                                        response);
  }
  grpc::ServerUnaryReactor* ListPromotions(grpc::CallbackServerContext* context,
                                           const v1::ListPromotionsRequest* request,
                                           v1::ListPromotionsResponse* response) override {
    return List<queries::PromotionsQuestion>(context, "OverviewService/ListPromotions", request,
                                             response);
  }
  grpc::ServerUnaryReactor* ListMissingDocuments(
      grpc::CallbackServerContext* context, const v1::ListMissingDocumentsRequest* request,
      v1::ListMissingDocumentsResponse* response) override {
    return List<queries::MissingDocumentsQuestion>(context, "OverviewService/ListMissingDocuments",
                                                   request, response);
  }
  grpc::ServerUnaryReactor* ListRepresentation(grpc::CallbackServerContext* context,
                                               const v1::ListRepresentationRequest* request,
                                               v1::ListRepresentationResponse* response) override {
    return List<queries::RepresentationQuestion>(context, "OverviewService/ListRepresentation",
                                                 request, response);
  }
  grpc::ServerUnaryReactor* ListSessionOddities(
      grpc::CallbackServerContext* context, const v1::ListSessionOdditiesRequest* request,
      v1::ListSessionOdditiesResponse* response) override {
    return List<queries::SessionOdditiesQuestion>(context, "OverviewService/ListSessionOddities",
                                                  request, response);
  }
  grpc::ServerUnaryReactor* GetCreditLedger(grpc::CallbackServerContext* context,
                                            const v1::GetCreditLedgerRequest* request,
                                            v1::GetCreditLedgerResponse* response) override {
    return List<queries::CreditLedgerQuestion>(context, "OverviewService/GetCreditLedger", request,
                                               response);
  }
  grpc::ServerUnaryReactor* GetQuarterMatrix(grpc::CallbackServerContext* context,
                                             const v1::GetQuarterMatrixRequest* request,
                                             v1::GetQuarterMatrixResponse* response) override {
    return List<queries::QuarterMatrixQuestion>(context, "OverviewService/GetQuarterMatrix",
                                                request, response);
  }
  grpc::ServerUnaryReactor* ListNewStaff(grpc::CallbackServerContext* context,
                                         const v1::ListNewStaffRequest* request,
                                         v1::ListNewStaffResponse* response) override {
    return List<queries::NewStaffQuestion>(context, "OverviewService/ListNewStaff", request,
                                           response);
  }
  grpc::ServerUnaryReactor* GetChoices(grpc::CallbackServerContext* context,
                                       const v1::GetChoicesRequest* request,
                                       v1::GetChoicesResponse* response) override {
    return List<queries::ChoicesQuestion>(context, "OverviewService/GetChoices", request, response);
  }
  grpc::ServerUnaryReactor* ListSharedPeople(grpc::CallbackServerContext* context,
                                             const v1::ListSharedPeopleRequest* request,
                                             v1::ListSharedPeopleResponse* response) override {
    return List<queries::SharedPeopleQuestion>(context, "OverviewService/ListSharedPeople", request,
                                               response);
  }
  grpc::ServerUnaryReactor* ListDecisionsInUse(grpc::CallbackServerContext* context,
                                               const v1::ListDecisionsInUseRequest* request,
                                               v1::ListDecisionsInUseResponse* response) override {
    return List<queries::DecisionsInUseQuestion>(context, "OverviewService/ListDecisionsInUse",
                                                 request, response);
  }
  grpc::ServerUnaryReactor* ListVisits(grpc::CallbackServerContext* context,
                                       const v1::ListVisitsRequest* request,
                                       v1::ListVisitsResponse* response) override {
    return List<queries::VisitsQuestion>(context, "OverviewService/ListVisits", request, response);
  }
  grpc::ServerUnaryReactor* ListFundedCourses(grpc::CallbackServerContext* context,
                                              const v1::ListFundedCoursesRequest* request,
                                              v1::ListFundedCoursesResponse* response) override {
    return List<queries::FundedCoursesQuestion>(context, "OverviewService/ListFundedCourses",
                                                request, response);
  }

 private:
  // Every list is one question with rows that have a ToProto.
  template <typename Question, typename Request, typename Response>
  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, absl::string_view method,
                                 const Request* request, Response* response) {
    return backend_->chain->RunOnPool(
        context, method, {*request, response},
        [this, request, response](const rpc::Call& call) -> absl::Status {
          Question question;
          RETURN_IF_ERROR(Read(*request, &question));
          ASSIGN_OR_RETURN(question.frame,
                           FrameOf(*backend_, *request, [&call] { return call.CheckWanted(); }));
          ASSIGN_OR_RETURN(const auto answer, queries::Ask(*backend_->registers, question));
          for (const auto& row : answer.rows) ToProto(row, response->add_rows());
          FinishList(*backend_, answer, response);
          return absl::OkStatus();
        });
  }

  const Backend* const backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOverviewService(const Backend* backend) {
  return std::make_unique<OverviewService>(backend);
}

}  // namespace logboek::api
