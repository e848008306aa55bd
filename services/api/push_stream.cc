#include "services/api/push_stream.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/write.h"
#include "services/domain/fields.h"
#include "services/rpc/refused_stream.h"
#include "services/rpc/wire_status.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"

namespace logboek::api {
namespace {

constexpr size_t kUnansweredMax = 1024;
constexpr size_t kUnansweredBytesMax = 16 << 20;

using Reactor = grpc::ServerBidiReactor<v1::PushRequest, v1::PushResponse>;

class PushStream final : public Reactor,
                         public rpc::OpenStream,
                         public std::enable_shared_from_this<PushStream> {
 public:
  PushStream(const Backend* backend, rpc::Call call)
      : backend_(backend),
        opener_(call.opener()),
        caller_(CallerOf(call)),
        call_(std::move(call)) {}

  void Start();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void EndBecause(absl::Status status) override;

 private:
  // A command that was read; its answer once there is one.
  struct Slot {
    v1::PushResponse response;
    size_t request_bytes = 0;
    bool ready = false;
  };

  // What the last read brought is done with.
  void ReadOn();
  // Hands the command to the registrar, or answers it at once when it is wrong by itself.
  void Handle(uint64_t sequence, command::v1::Command command);
  void Answer(uint64_t sequence, const absl::StatusOr<registrar::Receipt>& result);
  // Starts what can be started: the next write, the end, the next read.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Backend* const backend_;
  const rpc::Opener opener_;
  const registrar::Caller caller_;
  // Touched by the read reactions only, which come one at a time.
  v1::PushRequest request_;

  base::Mutex mutex_;
  rpc::Call call_ ABSL_GUARDED_BY(mutex_);
  // Keeps the reactor until OnDone; answers that come later find it finished.
  std::shared_ptr<PushStream> self_ ABSL_GUARDED_BY(mutex_);
  // The commands not yet answered to the client, in order; the first has sequence `answered_ + 1`.
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t unanswered_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // A read is under way, or what it brought is being handled.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // No further command will be taken; the stream ends with this when the last answer is written.
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  // The client is gone: nothing is written any more.
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void PushStream::Start() {
  // Before the first read, so that a server that drains has told it to end before anything of it
  // could rest.
  backend_->chain->Watch(shared_from_this(), opener_);
  base::MutexLock lock(&mutex_);
  self_ = shared_from_this();
  Advance();
}

void PushStream::OnReadDone(bool ok) {
  uint64_t sequence = 0;
  const size_t bytes = request_.ByteSizeLong();
  {
    base::MutexLock lock(&mutex_);
    if (!ok && !end_.has_value()) end_ = absl::OkStatus();
    // A command that comes in after the end is the client's to send again: it gets no answer.
    if (end_.has_value()) {
      reading_ = false;
      return Advance();
    }
    Slot& slot = slots_.emplace_back();
    sequence = answered_ + slots_.size();
    slot.request_bytes = bytes;
    unanswered_bytes_ += slot.request_bytes;
    slot.response.set_sequence(sequence);
    const command::v1::Command& command = request_.command();
    // What is longer is refused; to say it back could burst the answer.
    if (command.source().size() <= domain::kIdentifierBytesMax &&
        command.source_id().size() <= domain::kIdentifierBytesMax) {
      slot.response.set_source(command.source());
      slot.response.set_source_id(command.source_id());
    }
  }
  command::v1::Command command;
  const bool has_command = request_.has_command();
  if (has_command) command.Swap(request_.mutable_command());
  request_.Clear();
  if (has_command) {
    Handle(sequence, std::move(command));
  } else {
    Answer(sequence, MissingField("command"));
  }
  // Only now may the next read begin, whoever advances the stream meanwhile: it fills request_
  // again, and the next command must reach the registrar after this one.
  backend_->chain->Charge(*opener_.caller, 0, bytes);
  // The next command is charged before it is there.
  backend_->chain->RunWhenRested(*opener_.caller, rpc::kCommandOnStream,
                                 [self = shared_from_this()] { self->ReadOn(); });
}

void PushStream::ReadOn() {
  base::MutexLock lock(&mutex_);
  reading_ = false;
  Advance();
}

void PushStream::Handle(uint64_t sequence, command::v1::Command command) {
  {
    base::MutexLock lock(&mutex_);
    if (finished_) return;
  }
  if (const absl::Status status = CheckCommand(command); !status.ok()) {
    NoteRefusal(*backend_, command, *opener_.caller, status);
    return Answer(sequence, status);
  }
  backend_->registrar->Submit(
      std::move(command), caller_,
      [self = shared_from_this(), sequence](const absl::StatusOr<registrar::Receipt>& result) {
        self->Answer(sequence, result);
      });
}

void PushStream::Answer(uint64_t sequence, const absl::StatusOr<registrar::Receipt>& result) {
  base::MutexLock lock(&mutex_);
  if (finished_) return;
  Slot& slot = slots_[sequence - answered_ - 1];
  if (result.ok()) {
    ToProto(*result, backend_->store_id, slot.response.mutable_receipt());
  } else {
    *slot.response.mutable_error() = rpc::ToRpcStatus(result.status());
  }
  slot.ready = true;
  Advance();
}

void PushStream::OnWriteDone(bool ok) {
  base::MutexLock lock(&mutex_);
  writing_ = false;
  if (!ok) gone_ = true;
  unanswered_bytes_ -= slots_.front().request_bytes;
  slots_.pop_front();
  ++answered_;
  Advance();
}

void PushStream::OnCancel() {
  base::MutexLock lock(&mutex_);
  gone_ = true;
  Advance();
}

void PushStream::EndBecause(absl::Status status) {
  base::MutexLock lock(&mutex_);
  if (!end_.has_value()) end_ = std::move(status);
  Advance();
}

bool PushStream::MayRead() const {
  return !reading_ && !end_.has_value() && slots_.size() < kUnansweredMax &&
         unanswered_bytes_ < kUnansweredBytesMax;
}

void PushStream::Advance() {
  if (finished_) return;
  if (gone_ || (end_.has_value() && slots_.empty())) {
    // The end of the stream may not overtake a write.
    if (writing_) return;
    finished_ = true;
    Finish(call_.End(gone_ ? base::MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                                             "the client has left the stream")
                           : *end_));
    return;
  }
  if (!writing_ && !slots_.empty() && slots_.front().ready) {
    writing_ = true;
    // Without a buffer hint: gRPC may keep a hinted write, and then its OnWriteDone never comes.
    StartWrite(&slots_.front().response);
  }
  if (MayRead()) {
    reading_ = true;
    StartRead(&request_);
  }
}

void PushStream::OnDone() {
  backend_->chain->Unwatch(this);
  std::shared_ptr<PushStream> self;
  base::MutexLock lock(&mutex_);
  self.swap(self_);
  // A rest may hold the stream for longer.
  slots_.clear();
}

}  // namespace

grpc::ServerBidiReactor<v1::PushRequest, v1::PushResponse>* StartPush(
    const Backend* backend, grpc::CallbackServerContext* context, absl::string_view method) {
  rpc::Chain::Begun begun = backend->chain->BeginStream(context, method);
  if (!begun.status.ok()) {
    return rpc::RefusedStream<Reactor>::Start(backend->chain, std::move(begun));
  }
  const auto stream = std::make_shared<PushStream>(backend, std::move(begun.call));
  stream->Start();
  return stream.get();
}

}  // namespace logboek::api
