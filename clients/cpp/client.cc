#include "clients/cpp/client.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/bearer.h"
#include "clients/cpp/errors.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"

namespace logboek::client {
namespace {

// Servers answer faster pings with GOAWAY.
constexpr absl::Duration kKeepaliveInterval = absl::Minutes(5);
constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
// Of the channel: a server that comes back is found again within this time.
constexpr absl::Duration kReconnectMin = absl::Milliseconds(100);
constexpr absl::Duration kReconnectMax = absl::Seconds(2);
constexpr absl::Duration kLookInterval = absl::Milliseconds(100);
constexpr char kActingForKey[] = "x-logboek-acting-for";

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const Credentials& credentials) {
  if (!credentials.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = credentials.ca_pem;
  options.pem_cert_chain = credentials.certificate_pem;
  options.pem_private_key = credentials.key_pem;
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> MakeChannel(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(kKeepaliveInterval));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, Milliseconds(kReconnectMin));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, Milliseconds(kReconnectMax));
  // Two clients of one process do not share a connection: each is one channel.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // This client tries again by itself; with gRPC's own retries, a writer that waits while its
  // stream is refused may wait for ever (gRPC 1.51).
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(options.server, ChannelCredentialsOf(options.credentials),
                                   arguments);
}

// Waits without holding anything up when `interrupted` turns true.
void Pause(const base::Clock& clock, absl::Duration pause,
           const std::function<bool()>& interrupted) {
  base::Mutex mutex;
  base::CondVar never;
  base::MutexLock lock(&mutex);
  const absl::Time until = clock.Now() + pause;
  for (absl::Time now = clock.Now(); now < until; now = clock.Now()) {
    if (interrupted && interrupted()) return;
    never.WaitFor(&mutex, std::min(until - now, kLookInterval));
  }
}

// Cancels a call soon after `interrupted` turns true. A read that waits cannot look for itself.
class InterruptWatch {
 public:
  InterruptWatch(grpc::ClientContext* context, const std::function<bool()>& interrupted) {
    if (interrupted) thread_ = std::thread([=, this] { Watch(context, interrupted); });
  }
  ~InterruptWatch() {
    {
      base::MutexLock lock(&mutex_);
      stop_ = true;
      changed_.SignalAll();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Watch(grpc::ClientContext* context, const std::function<bool()>& interrupted) {
    base::MutexLock lock(&mutex_);
    while (!stop_) {
      if (interrupted()) {
        context->TryCancel();
        return;
      }
      changed_.WaitFor(&mutex_, kLookInterval);
    }
  }

  base::Mutex mutex_;
  base::CondVar changed_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

// One connection of a replay. `position` follows what was handed over.
class ReplayReader {
 public:
  ReplayReader(v1::ReplayRequest request, absl::FunctionRef<bool(const ReplayItem&)> take)
      : request_(std::move(request)), take_(take) {}

  // How the stream ended; OK also when `take` had enough.
  absl::Status Read(v1::AuditService::Stub& stub, grpc::ClientContext& context) {
    progressed_ = false;
    const auto stream = stub.Replay(&context, request_);
    v1::ReplayResponse response;
    absl::Status own;
    while (!enough_ && own.ok() && stream->Read(&response)) own = Take(response);
    if (enough_ || !own.ok()) context.TryCancel();
    const absl::Status ended = ToAbslStatus(stream->Finish());
    return enough_ || !own.ok() ? own : ended;
  }

  bool progressed() const { return progressed_; }
  // Everything asked for has been handed over, whatever became of the stream since.
  bool complete() const {
    return request_.until_position() != 0 && request_.after_position() >= request_.until_position();
  }

 private:
  absl::Status Take(const v1::ReplayResponse& response) {
    progressed_ = true;
    if (response.has_caught_up_position()) {
      AdvanceTo(response.caught_up_position());
      enough_ = !take_({.envelope = nullptr, .caught_up_position = response.caught_up_position()});
      return absl::OkStatus();
    }
    event::v1::Envelope envelope;
    if (!envelope.ParseFromString(response.envelope())) {
      return base::MakeError(
          absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
          absl::StrCat("an event behind position ", request_.after_position(),
                       " cannot be decoded; verify the store before anything else"));
    }
    AdvanceTo(envelope.position());
    enough_ = !take_({.envelope = &envelope, .caught_up_position = 0});
    return absl::OkStatus();
  }

  void AdvanceTo(uint64_t position) {
    request_.set_after_position(std::max(request_.after_position(), position));
  }

  v1::ReplayRequest request_;
  const absl::FunctionRef<bool(const ReplayItem&)> take_;
  bool progressed_ = false;
  bool enough_ = false;
};

bool MayResume(const absl::Status& ended) {
  return absl::IsUnavailable(ended) || absl::IsDeadlineExceeded(ended);
}

}  // namespace

Client::Client(ClientOptions options, const base::Clock* clock)
    : options_(std::move(options)),
      clock_(clock),
      channel_(MakeChannel(options_)),
      registration_(v1::RegistrationService::NewStub(channel_)),
      practices_(v1::PracticeService::NewStub(channel_)),
      compliance_(v1::ComplianceService::NewStub(channel_)),
      overview_(v1::OverviewService::NewStub(channel_)),
      reports_(v1::ReportService::NewStub(channel_)),
      privacy_(v1::PrivacyService::NewStub(channel_)),
      calendar_(v1::CalendarService::NewStub(channel_)),
      audit_(v1::AuditService::NewStub(channel_)),
      admin_(v1::AdminService::NewStub(channel_)),
      access_(v1::AccessService::NewStub(channel_)) {}

void Client::Wait(absl::Duration pause) const { Pause(*clock_, pause, nullptr); }

absl::StatusOr<v1::GetPracticeResponse> Client::GetPractice(const v1::GetPracticeRequest& request) {
  return Call(*practices_, &v1::PracticeService::Stub::GetPractice, request, options_.call_timeout);
}

absl::StatusOr<v1::GetPracticeComplianceResponse> Client::GetPracticeCompliance(
    const v1::GetPracticeComplianceRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::GetPracticeCompliance, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ListRegionComplianceResponse> Client::ListRegionCompliance(
    const v1::ListRegionComplianceRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ListRegionCompliance, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ListTodoResponse> Client::ListTodo(const v1::ListTodoRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ListTodo, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ListAtRiskResponse> Client::ListAtRisk(const v1::ListAtRiskRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ListAtRisk, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ListInviteesResponse> Client::ListInvitees(
    const v1::ListInviteesRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ListInvitees, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ExplainPracticeResponse> Client::ExplainPractice(
    const v1::ExplainPracticeRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ExplainPractice, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::CompareVerdictsResponse> Client::CompareVerdicts(
    const v1::CompareVerdictsRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::CompareVerdicts, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::GetSeatsNeededResponse> Client::GetSeatsNeeded(
    const v1::GetSeatsNeededRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::GetSeatsNeeded, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::WhatWouldChangeResponse> Client::WhatWouldChange(
    const v1::WhatWouldChangeRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::WhatWouldChange, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::ListClosedYearDifferencesResponse> Client::ListClosedYearDifferences(
    const v1::ListClosedYearDifferencesRequest& request) {
  return Call(*compliance_, &v1::ComplianceService::Stub::ListClosedYearDifferences, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::GetSessionResponse> Client::GetSession(const v1::GetSessionRequest& request) {
  return Call(*calendar_, &v1::CalendarService::Stub::GetSession, request, options_.call_timeout);
}

absl::StatusOr<v1::ListSessionsResponse> Client::ListSessions(
    const v1::ListSessionsRequest& request) {
  return Call(*calendar_, &v1::CalendarService::Stub::ListSessions, request, options_.call_timeout);
}

absl::StatusOr<v1::GetVerdictDigestResponse> Client::GetVerdictDigest(
    const v1::GetVerdictDigestRequest& request) {
  return Call(*audit_, &v1::AuditService::Stub::GetVerdictDigest, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::GetHistoryResponse> Client::GetHistory(const v1::GetHistoryRequest& request) {
  return Call(*audit_, &v1::AuditService::Stub::GetHistory, request, options_.verdict_timeout);
}

absl::StatusOr<v1::ListRefusalsResponse> Client::ListRefusals(
    const v1::ListRefusalsRequest& request) {
  return Call(*registration_, &v1::RegistrationService::Stub::ListRefusals, request,
              options_.call_timeout);
}

absl::StatusOr<v1::LookUpPushResponse> Client::LookUpPush(const v1::LookUpPushRequest& request) {
  return Call(*registration_, &v1::RegistrationService::Stub::LookUpPush, request,
              options_.call_timeout);
}

absl::StatusOr<v1::DryRunResponse> Client::DryRun(const v1::DryRunRequest& request) {
  return Call(*registration_, &v1::RegistrationService::Stub::DryRun, request,
              options_.verdict_timeout);
}

absl::StatusOr<v1::PublishPlanResponse> Client::PublishPlan(const v1::PublishPlanRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::PublishPlan, request, options_.call_timeout);
}

absl::StatusOr<v1::CheckPlanResponse> Client::CheckPlan(const v1::CheckPlanRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::CheckPlan, request, options_.call_timeout);
}

absl::StatusOr<v1::GetStatusResponse> Client::GetStatus(const v1::GetStatusRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::GetStatus, request, options_.call_timeout);
}

absl::StatusOr<v1::ListBackupsResponse> Client::ListBackups(const v1::ListBackupsRequest& request) {
  return Call(*admin_, &v1::AdminService::Stub::ListBackups, request, options_.call_timeout);
}

absl::Status Client::Backup(const v1::BackupRequest& request,
                            absl::FunctionRef<void(const v1::BackupResponse&)> take,
                            std::function<bool()> interrupted) {
  grpc::ClientContext context;
  Prepare(options_.backup_timeout, &context);
  const InterruptWatch watch(&context, interrupted);
  const auto stream = admin_->Backup(&context, request);
  v1::BackupResponse response;
  while (stream->Read(&response)) take(response);
  const absl::Status ended = ToAbslStatus(stream->Finish());
  if (!ended.ok() && interrupted && interrupted()) return absl::CancelledError("interrupted");
  return ended;
}

void Client::Prepare(absl::Duration timeout, grpc::ClientContext* context) const {
  context->set_deadline(absl::ToChronoTime(clock_->Now() + timeout));
  AddTokenTo(options_.credentials.token, context);
  if (!options_.acting_for.empty()) context->AddMetadata(kActingForKey, options_.acting_for);
}

std::unique_ptr<PushStream> Client::OpenPush(PushOptions options, PushStream::OnAnswer on_answer) {
  options.token = options_.credentials.token;
  return std::make_unique<PushStream>(registration_.get(), clock_, std::move(options),
                                      std::move(on_answer));
}

absl::StatusOr<v1::Receipt> Client::Do(const command::v1::Command& command) {
  v1::PushResponse response;
  const auto stream = OpenPush({.answer_timeout = options_.call_timeout},
                               [&](const PushAnswer& answer) { response = answer.response; });
  absl::Status sent = stream->Send(command, 0);
  if (sent.ok()) sent = stream->Finish();
  if (!sent.ok()) return sent;
  if (response.has_error()) return ToAbslStatus(response.error());
  return response.receipt();
}

absl::Status Client::Replay(const v1::ReplayRequest& request,
                            absl::FunctionRef<bool(const ReplayItem&)> take,
                            std::function<bool()> interrupted) {
  ReplayReader reader(request, take);
  int attempts = 0;
  bool ever_progressed = false;
  while (true) {
    absl::Status ended;
    {
      grpc::ClientContext context;
      Prepare(options_.stream_timeout, &context);
      const InterruptWatch watch(&context, interrupted);
      ended = reader.Read(*audit_, context);
    }
    if (ended.ok() || (MayResume(ended) && reader.complete())) return absl::OkStatus();
    if (interrupted && interrupted()) return absl::CancelledError("interrupted");
    // A connection that reached its age is no failure while following a quiet log.
    if (request.follow() && absl::IsDeadlineExceeded(ended)) continue;
    attempts = reader.progressed() ? 1 : attempts + 1;
    ever_progressed = ever_progressed || reader.progressed();
    const int attempts_max = ever_progressed ? options_.attempts_max : options_.first_attempts_max;
    if (!MayResume(ended) || attempts >= attempts_max) return ended;
    Pause(*clock_, std::min(options_.backoff_max, options_.backoff_min * (1 << (attempts - 1))),
          interrupted);
  }
}

absl::Status Client::WatchRegion(const v1::WatchRegionRequest& request,
                                 absl::FunctionRef<bool(const v1::WatchRegionResponse&)> take,
                                 std::function<bool()> interrupted) {
  while (true) {
    grpc::ClientContext context;
    Prepare(options_.stream_timeout, &context);
    const InterruptWatch watch(&context, interrupted);
    const auto stream = compliance_->WatchRegion(&context, request);
    v1::WatchRegionResponse response;
    bool enough = false;
    while (!enough && stream->Read(&response)) enough = !take(response);
    if (enough) context.TryCancel();
    const absl::Status ended = ToAbslStatus(stream->Finish());
    if (enough) return absl::OkStatus();
    if (interrupted && interrupted()) return absl::CancelledError("interrupted");
    if (!absl::IsDeadlineExceeded(ended)) return ended;
  }
}

}  // namespace logboek::client
