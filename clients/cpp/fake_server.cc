#include "clients/cpp/fake_server.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/errors.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"

namespace logboek::client {
namespace {

using PushStreamOfServer = grpc::ServerReaderWriter<v1::PushResponse, v1::PushRequest>;

// The receipts carry this instant: 2026-04-20T08:00:00Z.
constexpr int64_t kRecordedAtSeconds = 1776672000;
// Longer ones are refused, and not repeated in the answer.
constexpr size_t kKeyBytesMax = 128;

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(),
                      rpc.SerializeAsString());
}

absl::Status NotFound(absl::string_view reason, absl::string_view what, absl::string_view id) {
  return base::MakeError(absl::StatusCode::kNotFound, reason,
                         absl::StrCat(what, " \"", id, "\" is not in the register"),
                         {{"id", std::string(id)}});
}

template <typename Response>
grpc::Status AnswerById(const std::map<std::string, Response>& answers, const std::string& id,
                        absl::string_view reason, absl::string_view what, Response* response) {
  const auto found = answers.find(id);
  if (found == answers.end()) return ToGrpc(NotFound(reason, what, id));
  *response = found->second;
  return grpc::Status::OK;
}

template <typename Response>
grpc::Status AnswerPage(const std::map<std::string, std::vector<Response>>& answers,
                        const std::string& region, const std::string& page_token,
                        Response* response) {
  const auto found = answers.find(region);
  if (found == answers.end()) return ToGrpc(NotFound("UNKNOWN_REGION", "region", region));
  size_t index = 0;
  CHECK(page_token.empty() || absl::SimpleAtoi(page_token, &index));
  *response = found->second.at(index);
  if (index + 1 < found->second.size()) response->set_next_page_token(absl::StrCat(index + 1));
  return grpc::Status::OK;
}

}  // namespace

class FakeServer::Services final {
 public:
  explicit Services(FakeServer* server) : server_(server) {}

  void Register(grpc::ServerBuilder* builder) {
    builder->RegisterService(&registration_);
    builder->RegisterService(&practices_);
    builder->RegisterService(&compliance_);
    builder->RegisterService(&calendar_);
    builder->RegisterService(&audit_);
    builder->RegisterCallbackGenericService(&lists_);
    builder->RegisterService(&admin_);
  }

  v1::PushResponse Apply(const command::v1::Command& command) {
    v1::PushResponse response;
    base::MutexLock lock(&mutex_);
    ++received_;
    if (command.source().size() > kKeyBytesMax || command.source_id().size() > kKeyBytesMax) {
      *response.mutable_error() = ToRpcStatus(base::MakeError(
          absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG", "source or source_id is too long"));
      return response;
    }
    response.set_source(command.source());
    response.set_source_id(command.source_id());
    const auto known = receipts_.find({command.source(), command.source_id()});
    if (known != receipts_.end()) {
      *response.mutable_receipt() = known->second;
      response.mutable_receipt()->set_repeated(true);
      return response;
    }
    const absl::Status refused = server_->refuse ? server_->refuse(command) : absl::OkStatus();
    if (refused.ok()) {
      *response.mutable_receipt() = Record(command);
    } else {
      *response.mutable_error() = ToRpcStatus(refused);
    }
    return response;
  }

  v1::Receipt Record(const command::v1::Command& command) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    recorded_.push_back(command);
    v1::Receipt receipt;
    receipt.set_source(command.source());
    receipt.set_source_id(command.source_id());
    receipt.set_first_position(recorded_.size());
    receipt.set_position(recorded_.size());
    receipt.mutable_recorded_at()->set_seconds(kRecordedAtSeconds);
    receipt.add_event_ids(absl::StrCat("event-", recorded_.size()));
    receipt.set_token(absl::StrCat("token-", recorded_.size()));
    receipts_[{command.source(), command.source_id()}] = receipt;
    return receipt;
  }

  void TryOut(const command::v1::Command& command, v1::DryRunOutcome* outcome) {
    base::MutexLock lock(&mutex_);
    outcome->set_source(command.source());
    outcome->set_source_id(command.source_id());
    const auto known = receipts_.find({command.source(), command.source_id()});
    const absl::Status refused =
        server_->refuse && known == receipts_.end() ? server_->refuse(command) : absl::OkStatus();
    if (!refused.ok()) {
      *outcome->mutable_error() = ToRpcStatus(refused);
      return;
    }
    outcome->mutable_accepted()->set_repeated(known != receipts_.end());
    if (known != receipts_.end()) {
      outcome->mutable_accepted()->set_recorded_position(known->second.position());
    } else {
      outcome->mutable_accepted()->add_event_types("person_registered");
    }
  }

  std::optional<v1::Receipt> Find(const std::string& source, const std::string& source_id) {
    base::MutexLock lock(&mutex_);
    const auto known = receipts_.find({source, source_id});
    return known == receipts_.end() ? std::nullopt : std::optional(known->second);
  }

  StreamFault NextFault() {
    base::MutexLock lock(&mutex_);
    ++push_streams_;
    if (server_->stream_faults.empty()) return {.after_commands = -1};
    const StreamFault fault = server_->stream_faults.front();
    server_->stream_faults.pop_front();
    return fault;
  }

  bool TakeReplayBreak() {
    base::MutexLock lock(&mutex_);
    return !std::exchange(replay_broken_, true);
  }

  template <typename Request>
  grpc::Status Note(const grpc::ServerContext& context, const Request& request, Request* last) {
    base::MutexLock lock(&mutex_);
    *last = request;
    time_left_ = absl::FromChrono(context.deadline()) - base::SystemClock().Now();
    return ToGrpc(server_->failure);
  }

  absl::Status TakeLookUpFailure() {
    base::MutexLock lock(&mutex_);
    std::deque<absl::Status>& failures = server_->look_up_failures;
    if (failures.empty()) return absl::OkStatus();
    absl::Status failure = std::move(failures.front());
    failures.pop_front();
    return failure;
  }

  template <typename Request>
  grpc::Status NoteRequest(const Request& request, Request* last) {
    base::MutexLock lock(&mutex_);
    *last = request;
    return ToGrpc(server_->failure);
  }

  class Registration final : public v1::RegistrationService::Service {
   public:
    explicit Registration(Services* all) : all_(all) {}
    grpc::Status LookUpPush(grpc::ServerContext*, const v1::LookUpPushRequest* request,
                            v1::LookUpPushResponse* response) override {
      if (const absl::Status failure = all_->TakeLookUpFailure(); !failure.ok()) {
        return ToGrpc(failure);
      }
      const grpc::Status noted = all_->NoteRequest(*request, &all_->last_lookup_);
      if (!noted.ok()) return noted;
      const auto receipt = all_->Find(request->source(), request->source_id());
      if (!receipt.has_value()) {
        return ToGrpc(NotFound("UNKNOWN_PUSH", "push", request->source_id()));
      }
      *response->mutable_receipt() = *receipt;
      if (request->has_command()) response->set_content(v1::CONTENT_MATCH_DIFFERENT);
      return grpc::Status::OK;
    }
    grpc::Status ListRefusals(grpc::ServerContext*, const v1::ListRefusalsRequest* request,
                              v1::ListRefusalsResponse* response) override {
      std::string page;
      const grpc::Status found =
          all_->TakeList("ListRefusals", request->SerializeAsString(), &page);
      if (found.ok()) CHECK(response->ParseFromString(page));
      return found;
    }

    grpc::Status DryRun(grpc::ServerContext*, const v1::DryRunRequest* request,
                        v1::DryRunResponse* response) override {
      if (!all_->server_->failure.ok()) return ToGrpc(all_->server_->failure);
      for (const command::v1::Command& command : request->commands()) {
        all_->TryOut(command, response->add_outcomes());
      }
      response->set_position(4711);
      return grpc::Status::OK;
    }
    grpc::Status Push(grpc::ServerContext* context, PushStreamOfServer* stream) override {
      const StreamFault fault = all_->NextFault();
      if (!all_->server_->failure.ok()) return ToGrpc(all_->server_->failure);
      v1::PushRequest request;
      uint64_t sequence = 0;
      for (int taken = 0; stream->Read(&request); ++taken) {
        if (taken == fault.after_commands && !fault.busy_once) return Break(fault, context);
        v1::PushResponse response = Answer(request.command(), taken, fault);
        response.set_sequence(++sequence);
        const bool lost =
            fault.answers_lost > 0 && taken >= fault.after_commands - fault.answers_lost;
        if (!lost) stream->Write(response);
      }
      return grpc::Status::OK;
    }

   private:
    v1::PushResponse Answer(const command::v1::Command& command, int taken,
                            const StreamFault& fault) {
      if (!fault.busy_once || taken != fault.after_commands) return all_->Apply(command);
      v1::PushResponse response;
      response.set_source(command.source());
      response.set_source_id(command.source_id());
      *response.mutable_error() =
          ToRpcStatus(base::MakeError(absl::StatusCode::kUnavailable, "QUEUE_FULL", "try later"));
      return response;
    }

    static grpc::Status Break(const StreamFault& fault, grpc::ServerContext* context) {
      if (fault.hang) {
        base::Mutex mutex;
        base::CondVar never;
        base::MutexLock lock(&mutex);
        while (!context->IsCancelled()) never.WaitFor(&mutex, absl::Milliseconds(5));
      }
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "broken by the test");
    }

    Services* const all_;
  };

  // Every method that no other service here has: the lists, by the pages laid ready.
  class Lists final : public grpc::CallbackGenericService {
   public:
    explicit Lists(Services* all) : all_(all) {}
    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
      all_->NoteCaller(*context);
      return new Answer(all_, context->method());
    }

   private:
    class Answer final : public grpc::ServerGenericBidiReactor {
     public:
      Answer(Services* all, const std::string& method)
          : all_(all), name_(std::vector<std::string>(absl::StrSplit(method, '/')).back()) {
        StartRead(&request_);
      }
      void OnReadDone(bool ok) override {
        if (!ok) return Finish(grpc::Status::CANCELLED);
        grpc::Slice slice;
        if (!request_.DumpToSingleSlice(&slice).ok()) return Finish(grpc::Status::CANCELLED);
        const std::string request(reinterpret_cast<const char*>(slice.begin()), slice.size());
        std::string page;
        const grpc::Status found = all_->TakeList(name_, request, &page);
        if (!found.ok()) return Finish(found);
        const grpc::Slice answer(page);
        response_ = grpc::ByteBuffer(&answer, 1);
        StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
      }
      void OnDone() override { delete this; }

     private:
      Services* const all_;
      const std::string name_;
      grpc::ByteBuffer request_;
      grpc::ByteBuffer response_;
    };

    Services* const all_;
  };

  void NoteCaller(const grpc::GenericCallbackServerContext& context) {
    const auto said = [&](const char* key) {
      const auto found = context.client_metadata().find(key);
      if (found == context.client_metadata().end()) return std::string();
      return std::string(found->second.data(), found->second.size());
    };
    base::MutexLock lock(&mutex_);
    last_acting_for_ = said("x-logboek-acting-for");
    last_authorization_ = said("authorization");
  }

  grpc::Status TakeList(const std::string& method, const std::string& request, std::string* page) {
    base::MutexLock lock(&mutex_);
    last_list_ = request;
    if (!server_->failure.ok()) return ToGrpc(server_->failure);
    const auto pages = server_->list_pages.find(method);
    if (pages == server_->list_pages.end() || pages->second.empty()) {
      return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, method);
    }
    const size_t index = std::min(lists_taken_[method]++, pages->second.size() - 1);
    *page = pages->second[index];
    return grpc::Status::OK;
  }

  class Practices final : public v1::PracticeService::Service {
   public:
    explicit Practices(Services* all) : all_(all) {}
    grpc::Status GetPractice(grpc::ServerContext*, const v1::GetPracticeRequest* request,
                             v1::GetPracticeResponse* response) override {
      if (!all_->server_->failure.ok()) return ToGrpc(all_->server_->failure);
      const bool by_agb = request->practice_id().empty();
      return AnswerById(all_->server_->practices, by_agb ? request->agb() : request->practice_id(),
                        by_agb ? "UNKNOWN_AGB" : "UNKNOWN_PRACTICE", "practice", response);
    }

   private:
    Services* const all_;
  };

  class Compliance final : public v1::ComplianceService::Service {
   public:
    explicit Compliance(Services* all) : all_(all) {}
    grpc::Status GetPracticeCompliance(grpc::ServerContext* context,
                                       const v1::GetPracticeComplianceRequest* request,
                                       v1::GetPracticeComplianceResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_compliance_);
      if (!noted.ok()) return noted;
      return AnswerById(all_->server_->compliance, request->practice_id(), "UNKNOWN_PRACTICE",
                        "practice", response);
    }
    grpc::Status ListRegionCompliance(grpc::ServerContext* context,
                                      const v1::ListRegionComplianceRequest* request,
                                      v1::ListRegionComplianceResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_region_);
      if (!noted.ok()) return noted;
      return AnswerPage(all_->server_->compliance_pages, request->region(), request->page_token(),
                        response);
    }
    grpc::Status ListTodo(grpc::ServerContext* context, const v1::ListTodoRequest* request,
                          v1::ListTodoResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_todo_);
      if (!noted.ok()) return noted;
      return AnswerById(all_->server_->todo, request->practice_id(), "UNKNOWN_PRACTICE", "practice",
                        response);
    }
    grpc::Status ExplainPractice(grpc::ServerContext*, const v1::ExplainPracticeRequest* request,
                                 v1::ExplainPracticeResponse* response) override {
      return AnswerById(all_->server_->explanations, request->practice_id(), "UNKNOWN_PRACTICE",
                        "practice", response);
    }
    grpc::Status ListAtRisk(grpc::ServerContext* context, const v1::ListAtRiskRequest* request,
                            v1::ListAtRiskResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_at_risk_);
      if (!noted.ok()) return noted;
      return AnswerPage(all_->server_->at_risk_pages, request->region(), request->page_token(),
                        response);
    }
    grpc::Status ListInvitees(grpc::ServerContext*, const v1::ListInviteesRequest* request,
                              v1::ListInviteesResponse* response) override {
      return AnswerPage(all_->server_->invitee_pages, request->session_id(), request->page_token(),
                        response);
    }
    grpc::Status CompareVerdicts(grpc::ServerContext* context,
                                 const v1::CompareVerdictsRequest* request,
                                 v1::CompareVerdictsResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_comparison_);
      if (!noted.ok()) return noted;
      return AnswerPage(all_->server_->comparison_pages,
                        request->region().empty() ? request->practice_id() : request->region(),
                        request->page_token(), response);
    }
    grpc::Status WhatWouldChange(grpc::ServerContext* context,
                                 const v1::WhatWouldChangeRequest* request,
                                 v1::WhatWouldChangeResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_what_if_);
      if (!noted.ok()) return noted;
      return AnswerById(all_->server_->what_if, request->region(), "UNKNOWN_REGION", "region",
                        response);
    }
    grpc::Status GetSeatsNeeded(grpc::ServerContext*, const v1::GetSeatsNeededRequest* request,
                                v1::GetSeatsNeededResponse* response) override {
      return AnswerById(all_->server_->seats, request->region(), "UNKNOWN_REGION", "region",
                        response);
    }
    grpc::Status ListClosedYearDifferences(
        grpc::ServerContext*, const v1::ListClosedYearDifferencesRequest* request,
        v1::ListClosedYearDifferencesResponse* response) override {
      return AnswerPage(all_->server_->closed_pages, request->region(), request->page_token(),
                        response);
    }
    grpc::Status WatchRegion(grpc::ServerContext*, const v1::WatchRegionRequest*,
                             grpc::ServerWriter<v1::WatchRegionResponse>* writer) override {
      for (const auto& item : all_->server_->watched) writer->Write(item);
      return ToGrpc(all_->server_->failure);
    }

   private:
    Services* const all_;
  };

  class Calendar final : public v1::CalendarService::Service {
   public:
    explicit Calendar(Services* all) : all_(all) {}
    grpc::Status GetSession(grpc::ServerContext*, const v1::GetSessionRequest* request,
                            v1::GetSessionResponse* response) override {
      return AnswerById(all_->server_->sessions, request->session_id(), "UNKNOWN_SESSION",
                        "session", response);
    }
    grpc::Status ListSessions(grpc::ServerContext*, const v1::ListSessionsRequest* request,
                              v1::ListSessionsResponse* response) override {
      return AnswerPage(all_->server_->session_pages, request->region(), request->page_token(),
                        response);
    }

   private:
    Services* const all_;
  };

  class Audit final : public v1::AuditService::Service {
   public:
    explicit Audit(Services* all) : all_(all) {}
    grpc::Status Replay(grpc::ServerContext* context, const v1::ReplayRequest* request,
                        grpc::ServerWriter<v1::ReplayResponse>* writer) override {
      uint64_t position = request->after_position();
      for (const auto& envelope : all_->server_->history) {
        if (envelope.position() <= request->after_position()) continue;
        v1::ReplayResponse response;
        response.set_envelope(envelope.SerializeAsString());
        writer->Write(response);
        position = envelope.position();
        if (position == all_->server_->replay_breaks_after && all_->TakeReplayBreak()) {
          return grpc::Status(grpc::StatusCode::UNAVAILABLE, "broken by the test");
        }
      }
      v1::ReplayResponse caught_up;
      caught_up.set_caught_up_position(position);
      writer->Write(caught_up);
      base::Mutex mutex;
      base::CondVar never;
      base::MutexLock lock(&mutex);
      while (request->follow() && !context->IsCancelled()) {
        never.WaitFor(&mutex, absl::Milliseconds(5));
      }
      return grpc::Status::OK;
    }
    grpc::Status GetHistory(grpc::ServerContext*, const v1::GetHistoryRequest* request,
                            v1::GetHistoryResponse* response) override {
      *response = all_->server_->history_answer;
      return all_->NoteRequest(*request, &all_->last_history_);
    }
    grpc::Status GetVerdictDigest(grpc::ServerContext* context,
                                  const v1::GetVerdictDigestRequest* request,
                                  v1::GetVerdictDigestResponse* response) override {
      *response = all_->server_->digest;
      return all_->Note(*context, *request, &all_->last_digest_);
    }

   private:
    Services* const all_;
  };

  class Admin final : public v1::AdminService::Service {
   public:
    explicit Admin(Services* all) : all_(all) {}
    grpc::Status PublishPlan(grpc::ServerContext* context, const v1::PublishPlanRequest* request,
                             v1::PublishPlanResponse* response) override {
      const grpc::Status noted = all_->Note(*context, *request, &all_->last_plan_);
      if (!noted.ok()) return noted;
      command::v1::Command command;
      command.set_source(request->origin().source());
      command.set_source_id(request->origin().source_id());
      *command.mutable_publish_plan() = request->command();
      const v1::PushResponse answer = all_->Apply(command);
      if (answer.has_error()) return ToGrpc(ToAbslStatus(answer.error()));
      *response->mutable_receipt() = answer.receipt();
      return grpc::Status::OK;
    }
    grpc::Status CheckPlan(grpc::ServerContext* context, const v1::CheckPlanRequest* request,
                           v1::CheckPlanResponse* response) override {
      const auto& checks = all_->server_->plan_checks;
      const auto found = checks.find(request->plan().plan_id());
      if (found != checks.end()) *response = found->second;
      return all_->Note(*context, *request, &all_->last_check_);
    }
    grpc::Status GetStatus(grpc::ServerContext*, const v1::GetStatusRequest*,
                           v1::GetStatusResponse* response) override {
      *response = all_->server_->status;
      return ToGrpc(all_->server_->failure);
    }
    grpc::Status Backup(grpc::ServerContext* context, const v1::BackupRequest* request,
                        grpc::ServerWriter<v1::BackupResponse>* writer) override {
      for (const auto& item : all_->server_->backup_items) writer->Write(item);
      return all_->Note(*context, *request, &all_->last_backup_);
    }
    grpc::Status ListBackups(grpc::ServerContext*, const v1::ListBackupsRequest*,
                             v1::ListBackupsResponse* response) override {
      *response = all_->server_->backups;
      return ToGrpc(all_->server_->failure);
    }

   private:
    Services* const all_;
  };

  FakeServer* const server_;
  mutable base::Mutex mutex_;
  std::map<std::pair<std::string, std::string>, v1::Receipt> receipts_ ABSL_GUARDED_BY(mutex_);
  std::vector<command::v1::Command> recorded_ ABSL_GUARDED_BY(mutex_);
  int received_ ABSL_GUARDED_BY(mutex_) = 0;
  int push_streams_ ABSL_GUARDED_BY(mutex_) = 0;
  bool replay_broken_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration time_left_ ABSL_GUARDED_BY(mutex_);
  v1::GetPracticeComplianceRequest last_compliance_;
  v1::ListRegionComplianceRequest last_region_;
  v1::GetVerdictDigestRequest last_digest_;
  v1::ListTodoRequest last_todo_;
  v1::ListAtRiskRequest last_at_risk_;
  v1::CompareVerdictsRequest last_comparison_;
  v1::WhatWouldChangeRequest last_what_if_;
  v1::PublishPlanRequest last_plan_;
  v1::GetHistoryRequest last_history_;
  v1::LookUpPushRequest last_lookup_;
  std::string last_list_ ABSL_GUARDED_BY(mutex_);
  std::string last_acting_for_ ABSL_GUARDED_BY(mutex_);
  std::string last_authorization_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, size_t> lists_taken_ ABSL_GUARDED_BY(mutex_);
  v1::CheckPlanRequest last_check_;
  v1::BackupRequest last_backup_;

  Registration registration_{this};
  Practices practices_{this};
  Compliance compliance_{this};
  Calendar calendar_{this};
  Audit audit_{this};
  Lists lists_{this};
  Admin admin_{this};
};

FakeServer::FakeServer() : services_(std::make_unique<Services>(this)) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  services_->Register(&builder);
  server_ = builder.BuildAndStart();
  CHECK(server_ != nullptr && port != 0);
  address_ = absl::StrCat("127.0.0.1:", port);
}

FakeServer::~FakeServer() { server_->Shutdown(gpr_inf_past(GPR_CLOCK_REALTIME)); }

std::vector<command::v1::Command> FakeServer::recorded() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->recorded_;
}

int FakeServer::received() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->received_;
}

int FakeServer::push_streams() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->push_streams_;
}

v1::GetPracticeComplianceRequest FakeServer::last_compliance() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_compliance_;
}

v1::ListRegionComplianceRequest FakeServer::last_region() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_region_;
}

v1::GetVerdictDigestRequest FakeServer::last_digest() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_digest_;
}

v1::ListTodoRequest FakeServer::last_todo() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_todo_;
}

v1::ListAtRiskRequest FakeServer::last_at_risk() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_at_risk_;
}

v1::CompareVerdictsRequest FakeServer::last_comparison() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_comparison_;
}

v1::WhatWouldChangeRequest FakeServer::last_what_if() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_what_if_;
}

v1::GetHistoryRequest FakeServer::last_history() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_history_;
}

v1::LookUpPushRequest FakeServer::last_lookup() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_lookup_;
}

std::string FakeServer::last_list() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_list_;
}

std::string FakeServer::last_acting_for() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_acting_for_;
}

std::string FakeServer::last_authorization() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_authorization_;
}

absl::Duration FakeServer::last_time_left() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->time_left_;
}

v1::PublishPlanRequest FakeServer::last_plan() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_plan_;
}

v1::CheckPlanRequest FakeServer::last_check() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_check_;
}

v1::BackupRequest FakeServer::last_backup() const {
  base::MutexLock lock(&services_->mutex_);
  return services_->last_backup_;
}

}  // namespace logboek::client
