// Commands in bulk over one pipelined stream, with an answer for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::client {

struct PushOptions {
  // Commands sent and not answered; the server itself reads on only below 1,024.
  size_t unanswered_max = 512;
  // The same in bytes, so that large commands stay bounded too. One command always fits.
  size_t unanswered_bytes_max = 8 << 20;
  // Without any answer for this long the connection counts as broken.
  absl::Duration answer_timeout = absl::Seconds(30);
  // One connection; a longer push goes on over a new one.
  absl::Duration stream_timeout = absl::Hours(1);
  // Before a new connection; doubles with each try, and varies so that many clients do not return
  // at once.
  absl::Duration backoff_min = absl::Milliseconds(200);
  absl::Duration backoff_max = absl::Seconds(5);
  // Tries in a row without an answer before giving up: before the first answer ever, and after it,
  // when a server may be restarting (about two minutes).
  int first_attempts_max = 3;
  int attempts_max = 30;
  // Asked now and then while waiting; true makes Send answer CANCELLED. May be null.
  std::function<bool()> interrupted = nullptr;
  // Set by Client::OpenPush.
  std::string token = {};
};

struct PushAnswer {
  // As given to Send.
  uint64_t tag = 0;
  // How often it was sent; above 1, a `repeated` receipt may be of this very stream.
  int sends = 0;
  v1::PushResponse response = {};
};

// Send and Finish are for one thread. When the connection breaks, every unanswered command is sent
// again in order over a new one; the register applies each (source, source_id) once, so nothing
// doubles. The same happens when the server answers a command with UNAVAILABLE.
class PushStream {
 public:
  // Called in the order of Send, once for each answered command, on a thread of the stream; must
  // not call the stream.
  using OnAnswer = std::function<void(const PushAnswer&)>;

  // `stub` and `clock` must outlive the stream.
  PushStream(v1::RegistrationService::Stub* stub, const base::Clock* clock, PushOptions options,
             OnAnswer on_answer);
  // Abandons what is unanswered.
  ~PushStream();
  PushStream(const PushStream&) = delete;
  PushStream& operator=(const PushStream&) = delete;

  // Waits while too much is unanswered. CANCELLED: interrupted, the command was not taken. Any
  // other error: the stream has given up and takes no more.
  absl::Status Send(command::v1::Command command, uint64_t tag);

  // Waits until everything is answered; no Send after it. DEADLINE_EXCEEDED: `timeout` is over, the
  // rest is abandoned. CANCELLED, only without a timeout: interrupted; call it again with the time
  // that is left. Any other error: the stream has given up. OK: everything was answered.
  absl::Status Finish(absl::Duration timeout = absl::InfiniteDuration());

  // Commands taken and not answered; they may have been recorded all the same.
  size_t unanswered() const;

 private:
  using Stream = grpc::ClientReaderWriterInterface<v1::PushRequest, v1::PushResponse>;
  struct Pending {
    uint64_t tag = 0;
    int sends = 0;
    std::shared_ptr<const v1::PushRequest> request = nullptr;
    size_t bytes = 0;
  };

  void Run();
  bool WaitForWork();
  absl::Status RunConnection();
  void ReadAnswers(Stream* stream, grpc::ClientContext* context);
  void WriteCommands(Stream* stream);
  std::shared_ptr<const v1::PushRequest> NextToWrite();
  bool TakeAnswer(const v1::PushResponse& response, PushAnswer* answer);
  // What to do after a connection ended: true = another one, after a pause.
  bool PrepareRetry(const absl::Status& ended);
  absl::Duration NextPause() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Full(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BreakWhenStalled() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  v1::RegistrationService::Stub* const stub_;
  const base::Clock* const clock_;
  const PushOptions options_;
  const OnAnswer on_answer_;

  mutable base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<Pending> pending_ ABSL_GUARDED_BY(mutex_);
  size_t pending_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of the connection there is now: how many of pending_ were written, how many answers it gave.
  size_t written_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  // Why we ended it ourselves, if we did: UNAVAILABLE to try again, else final.
  absl::Status own_end_ ABSL_GUARDED_BY(mutex_);
  // Of all connections.
  absl::Time progress_at_ ABSL_GUARDED_BY(mutex_);
  bool ever_answered_ ABSL_GUARDED_BY(mutex_) = false;
  int attempts_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status given_up_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;
};

}  // namespace logboek::client
