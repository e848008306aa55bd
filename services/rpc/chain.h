// The chain every call goes through: who calls, how long it may take, how many there may be, one
// line in the log, one mapping of errors. Handlers hold no gRPC logic of their own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"
#include "services/auth/principal.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/chain_observer.h"
#include "services/rpc/gatekeeper.h"
#include "services/rpc/methods.h"
#include "services/rpc/open_streams.h"
#include "services/rpc/pause_line.h"
#include "services/rpc/trace_context.h"
#include "services/rpc/turns.h"
#include "services/rpc/worker_pool.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

class Chain;

// One admitted or refused call, from its beginning to its end. Move-only; used by one thread at a
// time.
class Call {
 public:
  Call(Call&& other) noexcept = default;
  Call& operator=(Call&&) = delete;
  // Ends the call with INTERNAL when nobody has.
  ~Call();

  // Who calls, as the server knows them. Never null on a call that was let in.
  const auth::PrincipalPtr& caller() const { return state_->visit.caller; }
  // The caller's name, "" when nobody was recognised.
  const std::string& actor() const;
  // The client's x-request-id, or one of our own; answered in the metadata and written in the log.
  const std::string& request_id() const { return state_->visit.request_id; }
  const Visit& visit() const { return state_->visit; }
  // For Chain::Watch. The context is gone when the stream is done.
  Opener opener() const { return {.context = state_->context, .caller = state_->visit.caller}; }
  // CANCELLED when the client has gone, DEADLINE_EXCEEDED when the time is up, UNAVAILABLE when the
  // server no longer waits for it. From any thread while the call is open.
  absl::Status CheckWanted() const;
  // May the caller ask this? (Gatekeeper::Check)
  absl::Status Check(const google::protobuf::Message& request) const;
  // Records the answer to this request before it is given, where that is due. Waits for the disk:
  // not on a thread of gRPC.
  absl::Status Record(const google::protobuf::Message& request) const;
  // Makes the answer to this request what the caller may see. UNAVAILABLE: it must not be given
  // (Gatekeeper::Show).
  absl::Status Show(const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;
  // Counts and logs the end, once, and gives what the reactor must finish with.
  grpc::Status End(const absl::Status& status);

 private:
  friend class Chain;
  struct State {
    Chain* chain = nullptr;
    grpc::CallbackServerContext* context = nullptr;
    size_t method = 0;
    Visit visit;
    // Where the client's trace has come to; empty when it has none.
    TraceContext trace;
    // The caller's limits count it.
    bool counted = false;
    std::chrono::steady_clock::time_point begun;
    std::chrono::steady_clock::time_point until;
  };
  explicit Call(std::unique_ptr<State> state) : state_(std::move(state)) {}

  // Null once ended.
  std::unique_ptr<State> state_;
};

// Finishes a unary call exactly once: by Finish, or with INTERNAL when it is dropped. Move-only, so
// a lost task still answers.
class Responder {
 public:
  Responder(Call call, grpc::ServerUnaryReactor* reactor)
      : call_(std::move(call)), reactor_(reactor) {}
  Responder(Responder&& other) noexcept
      : call_(std::move(other.call_)), reactor_(std::exchange(other.reactor_, nullptr)) {}
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  const Call& call() const { return call_; }
  // The request, the response and the context are gone afterwards.
  void Finish(const absl::Status& status);

 private:
  Call call_;
  grpc::ServerUnaryReactor* reactor_;
};

struct ChainOptions {
  // More are refused UNAVAILABLE, TOO_MANY_CALLS.
  size_t unary_calls_max = 20'000;
  size_t streams_max = 1'000;
  CallerLimitsOptions caller;
  // Before whoever calls too fast, or guesses credentials, is refused (SpreadPause).
  std::chrono::milliseconds pause{250};
  // How often it is asked whether the callers of open streams would still be let in; infinite =
  // never.
  absl::Duration recheck_interval = absl::Seconds(2);
  // Told of every call that ends; null = nobody is. Must outlive the chain.
  ChainObserver* observer = nullptr;
};

// Thread-safe. `pool` and `gatekeeper` must outlive it, and it must outlive every call and whatever
// of a stream runs on the pool.
class Chain {
 public:
  // Long work asks the call now and then whether it is still wanted.
  using Work = absl::AnyInvocable<absl::Status(const Call&)>;

  Chain(ChainOptions options, WorkerPool* pool, Gatekeeper* gatekeeper);

  // A question and its answer, both alive until the call has ended.
  struct Exchange {
    const google::protobuf::Message& request;
    google::protobuf::Message* response;
  };

  // `method` is a name of the method table in all of these. A question is answered when the caller
  // may ask it, with what the caller may see.

  // Answers at once on gRPC's own thread: only for work of microseconds.
  grpc::ServerUnaryReactor* RunInline(grpc::CallbackServerContext* context,
                                      absl::string_view method, Exchange exchange, Work work);
  // Answers from a thread of the pool.
  grpc::ServerUnaryReactor* RunOnPool(grpc::CallbackServerContext* context,
                                      absl::string_view method, Exchange exchange, Work work);
  // The same when those before it in the line are done: a line is answered one at a time (turns.h).
  // `line` is asked once the caller may; "" = in no line.
  grpc::ServerUnaryReactor* RunInTurn(grpc::CallbackServerContext* context,
                                      absl::string_view method, Exchange exchange,
                                      absl::FunctionRef<std::string()> line, Work work);
  // Hands the duty to answer to `work`, which must not block. What is asked is not looked at here:
  // for commands, which the registrar decides on.
  grpc::ServerUnaryReactor* RunAsync(grpc::CallbackServerContext* context, absl::string_view method,
                                     const google::protobuf::Message& request,
                                     absl::FunctionRef<void(Responder)> work);

  // A stream begins; with an error it must not (RefusedStream). What it asks, and what it answers,
  // is for the stream to look at (Call::Check, Call::Show), and to charge.
  struct Begun {
    Call call;
    absl::Status status;
  };
  Begun BeginStream(grpc::CallbackServerContext* context, absl::string_view method);
  // Runs `end`, which ends a call with the refusal: at once, or after a pause when the caller would
  // only come back the sooner. Hold no lock that `end` takes.
  void Refuse(const absl::Status& refusal, PauseLine::Then end);

  // The caller used this on a stream.
  void Charge(const auth::Principal& caller, double calls, size_t bytes);
  // Charges the caller for what a stream will do next, and runs it when there is room for that: of
  // many streams, one after the other and not all at once. Now on this thread when there is room
  // now. Hold no lock that `then` takes.
  void RunWhenRested(const auth::Principal& caller, double calls, PauseLine::Then then);
  // Runs work of a stream on the pool, as RunWhenRested does, and charges the caller for the time.
  // A stream that was let in is never turned away for a full pool. Hold no lock that the task
  // takes: a stopped pool refuses by calling it at once.
  void RunForStream(const auth::PrincipalPtr& caller, WorkerPool::Task task);
  // The stream is ended when its caller would not be let in any more, and when the server drains,
  // at once when it already does. Not under a lock that EndBecause takes.
  void Watch(const std::shared_ptr<OpenStream>& stream, Opener opener);
  // In the stream's OnDone.
  void Unwatch(const OpenStream* stream) { open_streams_.Remove(stream); }

  // Refuses every new call UNAVAILABLE, DRAINING, and ends every open stream the same way.
  void Drain();
  // Waits until no call is open, but no longer than `patience`; then what still works is told that
  // it is not wanted any more. After Drain.
  void WaitUntilIdle(absl::Duration patience);

  Gatekeeper& gatekeeper() const { return *gatekeeper_; }

  // How many calls of the method have begun.
  uint64_t calls(absl::string_view method) const;
  // Begun and not ended.
  size_t open_calls() const { return unary_calls_.load(); }
  size_t open_streams() const { return streams_.load(); }

 private:
  friend class Call;

  Begun Begin(grpc::CallbackServerContext* context, absl::string_view method);
  absl::Status Admit(MethodKind kind);
  bool ShouldPause(const absl::Status& refusal);
  // Of a call: what it answered, and how long that took to compute.
  void ChargeAnswer(const Call& call, const google::protobuf::Message& response,
                    std::chrono::nanoseconds work);
  // In no line when `line` is "".
  void SubmitWork(Responder responder, Exchange exchange, const std::string& line, Work work);
  absl::Status Recognise(const grpc::CallbackServerContext& context, const MethodRow& row,
                         Call::State* state);
  void Ended(const Call::State& state, const absl::Status& status);

  const ChainOptions options_;
  WorkerPool* const pool_;
  Turns turns_;
  Gatekeeper* const gatekeeper_;
  std::vector<std::atomic<uint64_t>> calls_;
  std::atomic<size_t> unary_calls_{0};
  std::atomic<size_t> streams_{0};
  std::atomic<bool> cut_off_{false};
  std::atomic<uint64_t> paused_{0};
  CallerLimits limits_;
  base::Mutex mutex_;
  base::CondVar ended_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  OpenStreams open_streams_;
  // Last, for what it holds ends calls.
  PauseLine pauses_;
  PauseLine rests_;
};

}  // namespace logboek::rpc
