#include "logboek/v1/calendar_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/queries/calendar.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

// What a calendar program takes in at once.
constexpr size_t kFeedSessionsMax = 2'000;
constexpr size_t kFeedBytesMax = 3 << 20;

// The days, kinds and roles that a request asks for.
template <typename Request>
absl::StatusOr<queries::SessionsQuestion> FilterOf(const Request& request) {
  queries::SessionsQuestion question{.from = DateOf(request.from()),
                                     .until = DateOf(request.until())};
  for (int i = 0; i < request.kinds_size(); ++i) {
    if (request.kinds(i) == event::v1::OFFERING_KIND_UNSPECIFIED) {
      return MissingField(absl::StrCat("kinds[", i, "]"));
    }
    question.kinds.insert(static_cast<event::v1::OfferingKind>(request.kinds(i)));
  }
  for (int i = 0; i < request.roles_size(); ++i) {
    if (request.roles(i) == event::v1::ROLE_UNSPECIFIED) {
      return MissingField(absl::StrCat("roles[", i, "]"));
    }
    question.roles.insert(static_cast<event::v1::Role>(request.roles(i)));
  }
  return question;
}

class CalendarService final : public v1::CalendarService::CallbackService {
 public:
  explicit CalendarService(const Backend* backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* GetSession(grpc::CallbackServerContext* context,
                                       const v1::GetSessionRequest* request,
                                       v1::GetSessionResponse* response) override {
    return backend_->chain->RunInline(
        context, "CalendarService/GetSession", {*request, response},
        [this, request, response](const rpc::Call&) { return Session(*request, response); });
  }

  grpc::ServerUnaryReactor* ListSessions(grpc::CallbackServerContext* context,
                                         const v1::ListSessionsRequest* request,
                                         v1::ListSessionsResponse* response) override {
    return backend_->chain->RunOnPool(
        context, "CalendarService/ListSessions", {*request, response},
        [this, request, response](const rpc::Call&) { return Sessions(*request, response); });
  }

  grpc::ServerUnaryReactor* GetFeed(grpc::CallbackServerContext* context,
                                    const v1::GetFeedRequest* request,
                                    v1::GetFeedResponse* response) override {
    return backend_->chain->RunOnPool(context, "CalendarService/GetFeed", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Feed(*request, call.caller()->grant, response);
                                      });
  }

 private:
  absl::Status Session(const v1::GetSessionRequest& request,
                       v1::GetSessionResponse* response) const;
  absl::Status Sessions(const v1::ListSessionsRequest& request,
                        v1::ListSessionsResponse* response) const;
  absl::Status Feed(const v1::GetFeedRequest& request, const access::v1::Grant& grant,
                    v1::GetFeedResponse* response) const;

  const Backend* const backend_;
};

absl::Status CalendarService::Session(const v1::GetSessionRequest& request,
                                      v1::GetSessionResponse* response) const {
  RETURN_IF_ERROR(Require("session_id", request.session_id()));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  ASSIGN_OR_RETURN(const queries::SessionAnswer answer,
                   queries::AskSession(*backend_->registrar, request.session_id()));
  ToProto(answer.view, response->mutable_session());
  for (const queries::EnrolmentLine& line : answer.enrolments) {
    ToProto(line, response->add_enrolments());
  }
  for (const domain::AttendancePtr& attendance : answer.attendance) {
    ToProto(*attendance, response->add_attendance());
  }
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  return absl::OkStatus();
}

absl::Status CalendarService::Sessions(const v1::ListSessionsRequest& request,
                                       v1::ListSessionsResponse* response) const {
  RETURN_IF_ERROR(Require("region", request.region()));
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(*backend_, request.token()));
  ASSIGN_OR_RETURN(queries::SessionsQuestion question, FilterOf(request));
  question.region = request.region();
  question.page_token = request.page_token();
  ASSIGN_OR_RETURN(question.page_size, PageSizeOf(request.page_size()));
  ASSIGN_OR_RETURN(const queries::SessionsAnswer answer,
                   queries::Ask(*backend_->registrar, question));
  for (const queries::SessionView& view : answer.sessions) {
    ToProto(view, response->add_sessions());
  }
  response->set_next_page_token(answer.next_page_token);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  return absl::OkStatus();
}

absl::Status CalendarService::Feed(const v1::GetFeedRequest& request,
                                   const access::v1::Grant& grant,
                                   v1::GetFeedResponse* response) const {
  RETURN_IF_ERROR(CheckFields(request));
  ASSIGN_OR_RETURN(queries::SessionsQuestion question, FilterOf(request));
  for (const std::string& region : grant.regions()) {
    question.region = region;
    question.page_size = kFeedSessionsMax - static_cast<size_t>(response->sessions_size()) + 1;
    question.page_bytes_max = kFeedBytesMax;
    ASSIGN_OR_RETURN(const queries::SessionsAnswer answer,
                     queries::Ask(*backend_->registrar, question));
    for (const queries::SessionView& view : answer.sessions) {
      ToProto(view, response->add_sessions());
    }
    if (!answer.next_page_token.empty() ||
        static_cast<size_t>(response->sessions_size()) > kFeedSessionsMax ||
        response->ByteSizeLong() > kFeedBytesMax) {
      return base::MakeError(
          absl::StatusCode::kFailedPrecondition, "TOO_MANY_SESSIONS",
          absl::StrCat("these are more than ", kFeedSessionsMax, " sessions, or than ",
                       kFeedBytesMax >> 20,
                       " MiB; ask for fewer days or kinds, or have a token for each region"));
    }
    response->add_regions(region);
    response->set_position(answer.position);
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeCalendarService(const Backend* backend) {
  return std::make_unique<CalendarService>(backend);
}

}  // namespace logboek::api
