#include "services/rpc/chain.h"

#include <time.h>

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/auth/refusal.h"
#include "services/rpc/wire_status.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/log.h"

namespace logboek::rpc {
namespace {

using std::chrono::steady_clock;

constexpr char kRequestIdKey[] = "x-request-id";
constexpr size_t kRequestIdBytesMax = 128;
constexpr char kReplayIdKey[] = "x-logboek-replay";
constexpr char kActingForKey[] = "x-logboek-acting-for";
// Refusals on their way out slowly, and streams that rest; beyond it they go on at once.
constexpr size_t kHeldMax = 10'000;
// Calls that wait for their turn in one line.
constexpr size_t kLineMax = 1'000;

absl::Status Draining() {
  return base::MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                         "the server is stopping; send again in a moment what was not answered");
}

// Goes into the log and back to the client, so only what cannot break a line or hide a sentence is
// taken over.
bool IsPlainId(absl::string_view id) {
  return !id.empty() && id.size() <= kRequestIdBytesMax &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
         });
}

std::string NewSerial() {
  static const uint64_t process = [] {
    std::random_device device;
    return static_cast<uint64_t>(device()) << 32 | device();
  }();
  static std::atomic<uint64_t> counter{0};
  return absl::StrCat(absl::Hex(process, absl::kZeroPad16), "-",
                      absl::Hex(counter.fetch_add(1), absl::kZeroPad8));
}

// What the client sent under the key, "" when nothing.
std::string TextIn(const grpc::CallbackServerContext& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : std::string(found->second.data(), found->second.size());
}

// A client that sends two has lost its way; neither is believed.
TraceContext TraceIn(const grpc::CallbackServerContext& context) {
  if (context.client_metadata().count(kTraceParentKey) != 1) return {};
  return ParseTraceParent(TextIn(context, kTraceParentKey)).value_or(TraceContext());
}

// The same, "" when it is not plain, too.
std::string PlainIdIn(const grpc::CallbackServerContext& context, const char* key) {
  std::string id = TextIn(context, key);
  return IsPlainId(id) ? id : "";
}

// The earlier of the client's deadline and the method's budget.
steady_clock::time_point BudgetEnd(const grpc::CallbackServerContext& context,
                                   absl::Duration budget_max, steady_clock::time_point now) {
  steady_clock::time_point until = steady_clock::time_point::max();
  if (budget_max != absl::InfiniteDuration()) until = now + absl::ToChronoNanoseconds(budget_max);
  const absl::Duration left = absl::FromChrono(context.deadline()) - base::SystemClock().Now();
  // No deadline is one in the far future; added to now it would overflow.
  if (left > absl::Hours(24 * 365)) return until;
  return std::min(until, now + absl::ToChronoNanoseconds(left));
}

// How long this thread has computed since.
class WorkTime {
 public:
  std::chrono::nanoseconds Passed() const { return Now() - begun_; }

 private:
  static std::chrono::nanoseconds Now() {
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
  const std::chrono::nanoseconds begun_ = Now();
};

// Beside the one that is counted when it begins.
double MoreCallsOf(std::chrono::nanoseconds work) {
  return std::max(0.0, std::chrono::duration<double>(work) / kCallWork - 1);
}

bool IsServerFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

const std::string& Call::actor() const {
  static const auto* const nobody = new std::string;
  return caller() == nullptr ? *nobody : caller()->grant.principal();
}

absl::Status Call::Check(const google::protobuf::Message& request) const {
  return state_->chain->gatekeeper_->Check(visit(), request);
}

absl::Status Call::Record(const google::protobuf::Message& request) const {
  Gatekeeper& gatekeeper = *state_->chain->gatekeeper_;
  return gatekeeper.MustRecord(visit()) ? gatekeeper.Record(visit(), request) : absl::OkStatus();
}

absl::Status Call::Show(const google::protobuf::Message& request,
                        google::protobuf::Message* response) const {
  return state_->chain->gatekeeper_->Show(visit(), request, response).status();
}

Call::~Call() {
  if (state_ != nullptr) End(absl::InternalError("the call was dropped without an answer"));
}

absl::Status Call::CheckWanted() const {
  if (state_->context->IsCancelled()) {
    return base::MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                           "the client has cancelled the call");
  }
  if (state_->chain->cut_off_.load()) return Draining();
  if (steady_clock::now() >= state_->until) {
    return base::MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                           "the time for this call was up before it was answered; ask again with "
                           "more time, or ask for less");
  }
  return absl::OkStatus();
}

grpc::Status Call::End(const absl::Status& status) {
  const std::unique_ptr<State> state = std::move(state_);
  state->chain->Ended(*state, status);
  return ToGrpcStatus(status);
}

Responder::~Responder() {
  if (reactor_ != nullptr) Finish(absl::InternalError("the answer was dropped"));
}

void Responder::Finish(const absl::Status& status) {
  // Counted before the client can know, so that whoever reads the counts after the answer finds it
  // there.
  grpc::Status wire = call_.End(status);
  std::exchange(reactor_, nullptr)->Finish(std::move(wire));
}

Chain::Chain(ChainOptions options, WorkerPool* pool, Gatekeeper* gatekeeper)
    : options_(options),
      pool_(pool),
      turns_(pool, kLineMax),
      gatekeeper_(gatekeeper),
      calls_(Methods().size()),
      limits_(options.caller),
      open_streams_(gatekeeper, options.recheck_interval),
      pauses_(kHeldMax),
      rests_(kHeldMax) {}

grpc::ServerUnaryReactor* Chain::RunInline(grpc::CallbackServerContext* context,
                                           absl::string_view method, Exchange exchange, Work work) {
  return RunAsync(context, method, exchange.request, [&](Responder responder) {
    const Call& call = responder.call();
    if (const absl::Status allowed = call.Check(exchange.request); !allowed.ok()) {
      return responder.Finish(allowed);
    }
    if (gatekeeper_->MustRecord(call.visit())) {
      return SubmitWork(std::move(responder), exchange, "", std::move(work));
    }
    const WorkTime time;
    absl::Status done = work(call);
    if (done.ok()) done = call.Show(exchange.request, exchange.response);
    ChargeAnswer(call, *exchange.response, time.Passed());
    responder.Finish(done);
  });
}

grpc::ServerUnaryReactor* Chain::RunOnPool(grpc::CallbackServerContext* context,
                                           absl::string_view method, Exchange exchange, Work work) {
  return RunInTurn(
      context, method, exchange, [] { return std::string(); }, std::move(work));
}

grpc::ServerUnaryReactor* Chain::RunInTurn(grpc::CallbackServerContext* context,
                                           absl::string_view method, Exchange exchange,
                                           absl::FunctionRef<std::string()> line, Work work) {
  return RunAsync(context, method, exchange.request, [&](Responder responder) {
    const absl::Status allowed = responder.call().Check(exchange.request);
    if (!allowed.ok()) return responder.Finish(allowed);
    SubmitWork(std::move(responder), exchange, line(), std::move(work));
  });
}

void Chain::SubmitWork(Responder responder, Exchange exchange, const std::string& line, Work work) {
  const std::string sender = responder.call().actor();
  WorkerPool::Task task = [this, responder = std::move(responder), exchange,
                           work = std::move(work)](const absl::Status& admitted) mutable {
    if (!admitted.ok()) return responder.Finish(admitted);
    const WorkTime time;
    const Call& call = responder.call();
    // The work may have waited in the queue for longer than anybody waits for the answer.
    absl::Status status = call.CheckWanted();
    if (status.ok()) status = work(call);
    if (status.ok()) status = call.Record(exchange.request);
    if (status.ok()) status = call.Show(exchange.request, exchange.response);
    ChargeAnswer(call, *exchange.response, time.Passed());
    responder.Finish(status);
  };
  if (line.empty()) return pool_->Submit(sender, std::move(task));
  turns_.Submit(line, sender, std::move(task));
}

void Chain::ChargeAnswer(const Call& call, const google::protobuf::Message& response,
                         std::chrono::nanoseconds work) {
  Charge(*call.caller(), MoreCallsOf(work), response.ByteSizeLong());
}

void Chain::Charge(const auth::Principal& caller, double calls, size_t bytes) {
  limits_.Charge(caller.grant.principal(), calls, bytes, steady_clock::now());
}

void Chain::RunWhenRested(const auth::Principal& caller, double calls, PauseLine::Then then) {
  const std::chrono::nanoseconds rest =
      limits_.Reserve(caller.grant.principal(), calls, steady_clock::now());
  if (rest == std::chrono::nanoseconds::zero()) return then();
  rests_.Hold(rest, std::move(then));
}

void Chain::RunForStream(const auth::PrincipalPtr& caller, WorkerPool::Task task) {
  RunWhenRested(*caller, 1, [this, caller, task = std::move(task)]() mutable {
    const std::string& sender = caller->grant.principal();
    pool_->SubmitAlways(
        sender, [this, caller, task = std::move(task)](const absl::Status& admitted) mutable {
          const WorkTime time;
          task(admitted);
          Charge(*caller, MoreCallsOf(time.Passed()), 0);
        });
  });
}

bool Chain::ShouldPause(const absl::Status& refusal) {
  if (refusal.code() == absl::StatusCode::kUnauthenticated) {
    return limits_.ChargeStranger(steady_clock::now());
  }
  const auto reason = base::ReasonOf(refusal);
  return reason.has_value() &&
         (reason->reason == kCallerLimitReason || reason->reason == auth::kTooManyWrongTokens);
}

void Chain::Refuse(const absl::Status& refusal, PauseLine::Then end) {
  if (ShouldPause(refusal)) {
    return pauses_.Hold(SpreadPause(options_.pause, paused_.fetch_add(1)), std::move(end));
  }
  end();
}

grpc::ServerUnaryReactor* Chain::RunAsync(grpc::CallbackServerContext* context,
                                          absl::string_view method,
                                          const google::protobuf::Message& request,
                                          absl::FunctionRef<void(Responder)> work) {
  Begun begun = Begin(context, method);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  Responder responder(std::move(begun.call), reactor);
  if (begun.status.ok()) begun.status = responder.call().CheckWanted();
  if (begun.status.ok()) {
    Charge(*responder.call().caller(), 0, request.ByteSizeLong());
    work(std::move(responder));
  } else {
    Refuse(begun.status, [responder = std::move(responder), status = begun.status]() mutable {
      responder.Finish(status);
    });
  }
  return reactor;
}

Chain::Begun Chain::BeginStream(grpc::CallbackServerContext* context, absl::string_view method) {
  return Begin(context, method);
}

Chain::Begun Chain::Begin(grpc::CallbackServerContext* context, absl::string_view method) {
  const size_t index = MethodIndex(method);
  const MethodRow& row = Methods()[index];
  calls_[index].fetch_add(1);
  auto state = std::make_unique<Call::State>();
  state->chain = this;
  state->context = context;
  state->method = index;
  state->visit.method = row.name;
  state->visit.request_id = PlainIdIn(*context, kRequestIdKey);
  state->visit.serial = NewSerial();
  if (state->visit.request_id.empty()) state->visit.request_id = state->visit.serial;
  state->visit.replay_id = PlainIdIn(*context, kReplayIdKey);
  state->visit.acting_for = TextIn(*context, kActingForKey);
  state->trace = TraceIn(*context);
  state->begun = steady_clock::now();
  state->until = BudgetEnd(*context, row.budget_max, state->begun);
  context->AddInitialMetadata(kRequestIdKey, state->visit.request_id);
  // Counted in any case, for Ended takes it off again.
  absl::Status status = Admit(row.kind);
  if (status.ok()) status = Recognise(*context, row, state.get());
  return {.call = Call(std::move(state)), .status = std::move(status)};
}

absl::Status Chain::Recognise(const grpc::CallbackServerContext& context, const MethodRow& row,
                              Call::State* state) {
  absl::StatusOr<auth::PrincipalPtr> caller = gatekeeper_->Identify(context);
  if (!caller.ok()) return caller.status();
  state->visit.caller = *std::move(caller);
  const absl::Status within =
      limits_.Begin(state->visit.caller->grant.principal(), row.kind, state->begun);
  if (!within.ok()) return within;
  state->counted = true;
  return gatekeeper_->Admit(state->visit);
}

absl::Status Chain::Admit(MethodKind kind) {
  const bool stream = kind == MethodKind::kStream;
  const size_t limit = stream ? options_.streams_max : options_.unary_calls_max;
  // Counted even when refused: Ended takes it off again.
  const size_t before = (stream ? streams_ : unary_calls_).fetch_add(1);
  {
    base::MutexLock lock(&mutex_);
    if (draining_) return Draining();
  }
  if (before >= limit) {
    return base::MakeError(absl::StatusCode::kUnavailable, "TOO_MANY_CALLS",
                           absl::StrCat(limit, stream ? " streams" : " calls",
                                        " are open, the most there may be; send again in a moment"),
                           {{"limit", absl::StrCat(limit)}});
  }
  return absl::OkStatus();
}

void Chain::Ended(const Call::State& state, const absl::Status& status) {
  const MethodRow& row = Methods()[state.method];
  const auto reason = base::ReasonOf(status);
  const auto duration = steady_clock::now() - state.begun;
  if (options_.observer != nullptr) {
    options_.observer->CallEnded(
        {.method = state.method,
         .code = status.code(),
         .reason = reason.has_value() ? absl::string_view(reason->reason) : "",
         .duration = duration});
  }
  if (state.counted) limits_.End(state.visit.caller->grant.principal(), row.kind);
  if ((row.kind == MethodKind::kStream ? streams_ : unary_calls_).fetch_sub(1) == 1) {
    // Under the lock, or it could fall between a waiter's look and its wait.
    base::MutexLock lock(&mutex_);
    ended_.SignalAll();
  }
  const int64_t micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  const bool fault = IsServerFault(status.code());
  const auth::Principal* const caller = state.visit.caller.get();
  base::Log(fault ? base::LogLevel::kError : base::LogLevel::kInfo, "call",
            {{"method", row.name},
             {"request_id", state.visit.request_id},
             {"actor", caller == nullptr ? "" : caller->grant.principal()},
             {"credential", caller == nullptr ? "" : caller->credential},
             {"code", absl::StatusCodeToString(status.code())},
             {"reason", reason.has_value() ? absl::string_view(reason->reason) : ""},
             {"micros", micros},
             {"trace_id", state.trace.trace_id},
             {"parent_id", state.trace.parent_id}});
  // The client is not told the cause of a failure of ours, so the log must.
  if (fault) {
    base::LogError("call failed",
                   {{"request_id", state.visit.request_id}, {"cause", status.message()}});
  }
}

void Chain::WaitUntilIdle(absl::Duration patience) {
  const steady_clock::time_point until = steady_clock::now() + absl::ToChronoNanoseconds(patience);
  base::MutexLock lock(&mutex_);
  while (unary_calls_.load() + streams_.load() > 0) {
    const auto left = until - steady_clock::now();
    if (left <= steady_clock::duration::zero()) {
      cut_off_.store(true);
      return;
    }
    ended_.WaitFor(&mutex_, absl::FromChrono(left));
  }
}

void Chain::Watch(const std::shared_ptr<OpenStream>& stream, Opener opener) {
  open_streams_.Add(stream, std::move(opener));
  {
    // After it was added, so that either this or Drain finds it.
    base::MutexLock lock(&mutex_);
    if (!draining_) return;
  }
  stream->EndBecause(Draining());
}

void Chain::Drain() {
  {
    base::MutexLock lock(&mutex_);
    draining_ = true;
  }
  open_streams_.EndAll(Draining());
  pauses_.Stop();
  rests_.Stop();
}

uint64_t Chain::calls(absl::string_view method) const { return calls_[MethodIndex(method)].load(); }

}  // namespace logboek::rpc
