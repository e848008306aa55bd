#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "logboek/v1/audit_service.grpc.pb.h"
#include "services/api/convert.h"
#include "services/api/lists.h"
#include "services/api/replay_stream.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/domain/dates.h"
#include "services/permission/rights.h"
#include "services/permission/scope.h"
#include "services/queries/digest.h"
#include "services/queries/history.h"
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
                                      {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return Digest(*request, call, response);
                                      });
  }

  grpc::ServerUnaryReactor* GetHistory(grpc::CallbackServerContext* context,
                                       const v1::GetHistoryRequest* request,
                                       v1::GetHistoryResponse* response) override {
    return backend_->chain->RunOnPool(context, "AuditService/GetHistory", {*request, response},
                                      [this, request, response](const rpc::Call& call) {
                                        return History(*request, call, response);
                                      });
  }

 private:
  absl::Status History(const v1::GetHistoryRequest& request, const rpc::Call& call,
                       v1::GetHistoryResponse* response) const;
  absl::Status Digest(const v1::GetVerdictDigestRequest& request, const rpc::Call& call,
                      v1::GetVerdictDigestResponse* response) const;
  bool Owns(const rpc::Call& call, const event::v1::Envelope& envelope) const;
  // Drops the events that are not the caller's.
  void KeepOwn(const rpc::Call& call, std::vector<queries::HistoryRow>* rows) const;

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
    if (!permission::SeesPracticeCounts(*call.caller())) continue;
    proto->set_practices(region.practices);
    proto->set_verdicts(region.verdicts);
  }
  *response->mutable_at() = domain::ToProto(answer.at);
  response->set_position(answer.position);
  response->set_token(TokenOf(backend_->store_id, answer.position));
  if (answer.position > 0) *response->mutable_recorded_at() = ToProto(answer.recorded_at);
  return absl::OkStatus();
}

absl::Status ReadPair(const std::string& name, const std::string& id, const std::string& person_id,
                      queries::HistoryQuestion* question) {
  RETURN_IF_ERROR(Require(name, id));
  RETURN_IF_ERROR(Require("person_id", person_id));
  question->id = id;
  question->person_id = person_id;
  return absl::OkStatus();
}

// What a history is asked about: a field of the oneof, and whose id it is.
struct SubjectRow {
  queries::HistorySubject subject;
  const char* field;
  const std::string* id;
};

absl::Status ReadSubject(const v1::GetHistoryRequest& request, queries::HistoryQuestion* question) {
  using Request = v1::GetHistoryRequest;
  using Subject = queries::HistorySubject;
  SubjectRow row{};
  switch (request.subject_case()) {
    case Request::kAttendance:
      question->subject = Subject::kAttendance;
      return ReadPair("attendance.session_id", request.attendance().session_id(),
                      request.attendance().person_id(), question);
    case Request::kCompletion:
      question->subject = Subject::kCompletion;
      return ReadPair("completion.offering_id", request.completion().offering_id(),
                      request.completion().person_id(), question);
    case Request::kEventId:
      row = {Subject::kEvent, "event_id", &request.event_id()};
      break;
    case Request::kEnrolmentId:
      row = {Subject::kEnrolment, "enrolment_id", &request.enrolment_id()};
      break;
    case Request::kLineId:
      row = {Subject::kLine, "line_id", &request.line_id()};
      break;
    case Request::kPracticeId:
      row = {Subject::kPractice, "practice_id", &request.practice_id()};
      break;
    case Request::kPersonId:
      row = {Subject::kPerson, "person_id", &request.person_id()};
      break;
    case Request::kSessionId:
      row = {Subject::kSession, "session_id", &request.session_id()};
      break;
    case Request::SUBJECT_NOT_SET:
      return MissingField("subject");
  }
  question->subject = row.subject;
  question->id = *row.id;
  return Require(row.field, *row.id);
}

bool AuditService::Owns(const rpc::Call& call, const event::v1::Envelope& envelope) const {
  bool owns = false;
  backend_->registrar->Read([&](const domain::Register& reg) {
    owns = permission::OwnsEvent(reg, *call.caller(), envelope);
  });
  return owns;
}

void AuditService::KeepOwn(const rpc::Call& call, std::vector<queries::HistoryRow>* rows) const {
  backend_->registrar->Read([&](const domain::Register& reg) {
    rows->erase(std::remove_if(rows->begin(), rows->end(),
                               [&](const queries::HistoryRow& row) {
                                 return !permission::OwnsEvent(reg, *call.caller(), row.envelope);
                               }),
                rows->end());
  });
}

absl::Status AuditService::History(const v1::GetHistoryRequest& request, const rpc::Call& call,
                                   v1::GetHistoryResponse* response) const {
  queries::HistoryQuestion question;
  RETURN_IF_ERROR(ReadSubject(request, &question));
  ASSIGN_OR_RETURN(question.frame,
                   FrameOf(*backend_, request, [&call] { return call.CheckWanted(); }));
  question.may_see = [&](const event::v1::Envelope& envelope) { return Owns(call, envelope); };
  ASSIGN_OR_RETURN(queries::HistoryAnswer answer, queries::Ask(*backend_->registers, question));
  KeepOwn(call, &answer.rows);
  for (queries::HistoryRow& row : answer.rows) {
    v1::HistoryEvent* const proto = response->add_rows();
    *proto->mutable_envelope() = std::move(row.envelope);
    proto->set_decided_by(row.decided_by);
    proto->set_reason(row.reason);
  }
  FinishList(*backend_, answer, response);
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeAuditService(const Backend* backend) {
  return std::make_unique<AuditService>(backend);
}

}  // namespace logboek::api
