// A thin, typed client of a Logboek server: one channel, a deadline on every call, errors as
// absl::Status with the reason the server gave (clients/cpp/errors.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/push_stream.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/overview_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "logboek/v1/report_service.grpc.pb.h"
#include "storage/base/clock.h"

namespace logboek::client {

inline constexpr char kDefaultServer[] = "127.0.0.1:4777";
inline constexpr int kMessageBytesMax = 4 << 20;

// What is shown to the server, and how the server is known. PEM.
struct Credentials {
  // Of `logboek token`, or of an issuer the server trusts; empty = none. Printable ASCII: gRPC ends
  // the process for anything else in a header.
  std::string token;
  bool tls = false;
  // Authorities that the server's certificate may be of; empty = those of the machine.
  std::string ca_pem;
  // Of the client, with its key; empty = none.
  std::string certificate_pem;
  std::string key_pem;
};

struct ClientOptions {
  // host:port.
  std::string server = kDefaultServer;
  Credentials credentials = {};
  // In whose name questions are asked; empty = in the caller's own. Commands say it themselves.
  // Printable ASCII, as the token.
  std::string acting_for = {};
  // For one question and its answer.
  absl::Duration call_timeout = absl::Seconds(30);
  // For a question about verdicts, which may read a whole region or fold the past: not below what a
  // server grants it.
  absl::Duration verdict_timeout = absl::Minutes(11);
  // For one connection of a stream; a longer stream goes on over a new one.
  absl::Duration stream_timeout = absl::Hours(1);
  // For a backup, which may copy a whole store.
  absl::Duration backup_timeout = absl::Hours(24);
  // Before a broken replay is taken up again; doubles with each try.
  absl::Duration backoff_min = absl::Milliseconds(200);
  absl::Duration backoff_max = absl::Seconds(5);
  // Tries in a row that bring nothing before a replay gives up: before anything came at all, and
  // after it.
  int first_attempts_max = 3;
  int attempts_max = 30;
  // Of one question that the server wants to be asked later, and says when: nothing came of it, so
  // it may be sent again whatever it asks for.
  int slow_down_attempts_max = 5;
};

// What a replay hands over: the event as decoded, or the position up to which everything has come.
struct ReplayItem {
  // Null with caught_up.
  const event::v1::Envelope* envelope = nullptr;
  uint64_t caught_up_position = 0;
};

// Thread-safe. Connects when first used; a lost connection is made again by itself.
class Client {
 public:
  // `clock` must live as long as the client; deadlines are read from it.
  Client(ClientOptions options, const base::Clock* clock);

  const ClientOptions& options() const { return options_; }

  absl::StatusOr<v1::GetPracticeResponse> GetPractice(const v1::GetPracticeRequest& request);
  absl::StatusOr<v1::GetPracticeComplianceResponse> GetPracticeCompliance(
      const v1::GetPracticeComplianceRequest& request);
  absl::StatusOr<v1::ListRegionComplianceResponse> ListRegionCompliance(
      const v1::ListRegionComplianceRequest& request);
  absl::StatusOr<v1::ListTodoResponse> ListTodo(const v1::ListTodoRequest& request);
  absl::StatusOr<v1::ListAtRiskResponse> ListAtRisk(const v1::ListAtRiskRequest& request);
  absl::StatusOr<v1::ListInviteesResponse> ListInvitees(const v1::ListInviteesRequest& request);
  absl::StatusOr<v1::ExplainPracticeResponse> ExplainPractice(
      const v1::ExplainPracticeRequest& request);
  absl::StatusOr<v1::CompareVerdictsResponse> CompareVerdicts(
      const v1::CompareVerdictsRequest& request);
  absl::StatusOr<v1::GetSeatsNeededResponse> GetSeatsNeeded(
      const v1::GetSeatsNeededRequest& request);
  absl::StatusOr<v1::WhatWouldChangeResponse> WhatWouldChange(
      const v1::WhatWouldChangeRequest& request);
  absl::StatusOr<v1::ListClosedYearDifferencesResponse> ListClosedYearDifferences(
      const v1::ListClosedYearDifferencesRequest& request);
  absl::StatusOr<v1::GetSessionResponse> GetSession(const v1::GetSessionRequest& request);
  absl::StatusOr<v1::ListSessionsResponse> ListSessions(const v1::ListSessionsRequest& request);
  absl::StatusOr<v1::GetVerdictDigestResponse> GetVerdictDigest(
      const v1::GetVerdictDigestRequest& request);
  absl::StatusOr<v1::GetHistoryResponse> GetHistory(const v1::GetHistoryRequest& request);
  // Any method of the AccessService.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::AccessService::Stub::*method)(grpc::ClientContext*,
                                                                               const Request&,
                                                                               Response*),
                               const Request& request) {
    return Call(*access_, method, request, options_.call_timeout);
  }
  // Any question of the OverviewService: Ask(&v1::OverviewService::Stub::ListVisits, request).
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::OverviewService::Stub::*method)(
                                   grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return Call(*overview_, method, request, options_.verdict_timeout);
  }
  // Any method of the PrivacyService. The destruction of a key is answered when it is on no disk.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::PrivacyService::Stub::*method)(
                                   grpc::ClientContext*, const Request&, Response*),
                               const Request& request) {
    return Call(*privacy_, method, request, options_.verdict_timeout);
  }
  // Any answer of the ReportService. To ask again with the same origin records nothing twice.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (v1::ReportService::Stub::*method)(grpc::ClientContext*,
                                                                               const Request&,
                                                                               Response*),
                               const Request& request) {
    return Call(*reports_, method, request, options_.verdict_timeout);
  }
  absl::StatusOr<v1::ListRefusalsResponse> ListRefusals(const v1::ListRefusalsRequest& request);
  absl::StatusOr<v1::LookUpPushResponse> LookUpPush(const v1::LookUpPushRequest& request);
  absl::StatusOr<v1::DryRunResponse> DryRun(const v1::DryRunRequest& request);
  absl::StatusOr<v1::PublishPlanResponse> PublishPlan(const v1::PublishPlanRequest& request);
  absl::StatusOr<v1::CheckPlanResponse> CheckPlan(const v1::CheckPlanRequest& request);
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request);
  absl::StatusOr<v1::ListBackupsResponse> ListBackups(const v1::ListBackupsRequest& request);
  // Has the server take a backup, and hands over how far it is and, last, what was taken; OK when
  // that came. The backup ends with the call: CANCELLED soon after `interrupted` turns true.
  absl::Status Backup(const v1::BackupRequest& request,
                      absl::FunctionRef<void(const v1::BackupResponse&)> take,
                      std::function<bool()> interrupted = nullptr);

  // Sends one command of any kind and waits for its receipt. A refusal comes back as the error the
  // server gave; a lost connection is tried again as in PushStream.
  absl::StatusOr<v1::Receipt> Do(const command::v1::Command& command);

  // A stream for many commands; see PushStream. The client must outlive it.
  std::unique_ptr<PushStream> OpenPush(PushOptions options, PushStream::OnAnswer on_answer);

  // Hands over the events asked for, in order, each once. Stops with OK when the server has sent
  // all, or when `take` answers false; with CANCELLED soon after `interrupted` turns true. A broken
  // stream is taken up again behind the last event. DATA_LOSS: an event cannot be decoded.
  absl::Status Replay(const v1::ReplayRequest& request,
                      absl::FunctionRef<bool(const ReplayItem&)> take,
                      std::function<bool()> interrupted = nullptr);

  // Hands over the counts of the region, then every change, until `take` answers false (OK), the
  // server ends the stream (its error), or soon after `interrupted` turns true (CANCELLED). A
  // connection that reached its age is made again and begins with the counts once more.
  absl::Status WatchRegion(const v1::WatchRegionRequest& request,
                           absl::FunctionRef<bool(const v1::WatchRegionResponse&)> take,
                           std::function<bool()> interrupted = nullptr);

 private:
  void Prepare(absl::Duration timeout, grpc::ClientContext* context) const;

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, absl::Duration timeout) {
    for (int attempt = 1;; ++attempt) {
      grpc::ClientContext context;
      Prepare(timeout, &context);
      Response response;
      const absl::Status status = ToAbslStatus((stub.*method)(&context, request, &response));
      if (status.ok()) return response;
      const std::optional<absl::Duration> wait = ToldToWait(status);
      if (!wait.has_value() || attempt >= options_.slow_down_attempts_max) return status;
      Wait(*wait);
    }
  }
  void Wait(absl::Duration pause) const;

  const ClientOptions options_;
  const base::Clock* const clock_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::RegistrationService::Stub> registration_;
  const std::unique_ptr<v1::PracticeService::Stub> practices_;
  const std::unique_ptr<v1::ComplianceService::Stub> compliance_;
  const std::unique_ptr<v1::OverviewService::Stub> overview_;
  const std::unique_ptr<v1::ReportService::Stub> reports_;
  const std::unique_ptr<v1::PrivacyService::Stub> privacy_;
  const std::unique_ptr<v1::CalendarService::Stub> calendar_;
  const std::unique_ptr<v1::AuditService::Stub> audit_;
  const std::unique_ptr<v1::AdminService::Stub> admin_;
  const std::unique_ptr<v1::AccessService::Stub> access_;
};

}  // namespace logboek::client
