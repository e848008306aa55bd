#include "clients/cpp/push_stream.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/bearer.h"
#include "clients/cpp/errors.h"
#include "storage/base/error.h"

namespace logboek::client {
namespace {

// How often a waiting caller looks at the clock and at the interrupt.
constexpr absl::Duration kStreamLookInterval = absl::Milliseconds(100);

// A register refuses longer keys, and does not repeat them.
constexpr size_t kKeyBytesMax = 128;

// Whether the answer is about this command; for a key that is too long only its place can tell.
bool Answers(const v1::PushResponse& response, const command::v1::Command& asked) {
  const bool long_key =
      asked.source().size() > kKeyBytesMax || asked.source_id().size() > kKeyBytesMax;
  return (long_key && response.has_error()) ||
         (response.source() == asked.source() && response.source_id() == asked.source_id());
}

// Sending again may help. Codes without a reason come from the transport: a server that dies in
// mid-stream shows as UNKNOWN or INTERNAL, one that ends the stream early as OK.
bool MayRetry(const absl::Status& ended) {
  switch (ended.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kOk:
      return true;
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kCancelled:
      return !base::ReasonOf(ended).has_value();
    default:
      return AsksToSlowDown(ended);
  }
}

}  // namespace

PushStream::PushStream(v1::RegistrationService::Stub* stub, const base::Clock* clock,
                       PushOptions options, OnAnswer on_answer)
    : stub_(stub),
      clock_(clock),
      options_(std::move(options)),
      on_answer_(std::move(on_answer)),
      progress_at_(clock->Now()),
      thread_([this] { Run(); }) {}

PushStream::~PushStream() {
  {
    base::MutexLock lock(&mutex_);
    abandoned_ = true;
    if (context_ != nullptr) context_->TryCancel();
    changed_.SignalAll();
  }
  thread_.join();
}

bool PushStream::Full(size_t bytes) const {
  if (pending_.empty()) return false;
  return pending_.size() >= options_.unanswered_max ||
         pending_bytes_ + bytes > options_.unanswered_bytes_max;
}

void PushStream::BreakWhenStalled() {
  if (context_ == nullptr || ended_) return;
  if (clock_->Now() - progress_at_ < options_.answer_timeout) return;
  own_end_ = base::MakeError(
      absl::StatusCode::kUnavailable, "NO_ANSWER_IN_TIME",
      absl::StrCat("no answer for ", absl::FormatDuration(options_.answer_timeout)));
  context_->TryCancel();
}

absl::Status PushStream::Send(command::v1::Command command, uint64_t tag) {
  auto request = std::make_shared<v1::PushRequest>();
  *request->mutable_command() = std::move(command);
  const size_t bytes = request->ByteSizeLong();
  base::MutexLock lock(&mutex_);
  while (!done_ && Full(bytes)) {
    if (options_.interrupted && options_.interrupted()) return absl::CancelledError("interrupted");
    changed_.WaitFor(&mutex_, kStreamLookInterval);
    BreakWhenStalled();
  }
  if (done_) return given_up_;
  // The time to answer starts with the first command that waits for one.
  if (pending_.empty()) progress_at_ = clock_->Now();
  pending_.push_back({.tag = tag, .sends = 0, .request = std::move(request), .bytes = bytes});
  pending_bytes_ += bytes;
  changed_.SignalAll();
  return absl::OkStatus();
}

absl::Status PushStream::Finish(absl::Duration timeout) {
  const absl::Time until = clock_->Now() + timeout;
  base::MutexLock lock(&mutex_);
  closing_ = true;
  changed_.SignalAll();
  while (!done_) {
    if (!abandoned_ && clock_->Now() >= until) {
      abandoned_ = true;
      if (context_ != nullptr) context_->TryCancel();
      changed_.SignalAll();
    } else if (!abandoned_ && options_.interrupted && timeout == absl::InfiniteDuration() &&
               options_.interrupted()) {
      // The caller decides how long to wait on.
      return absl::CancelledError("interrupted");
    }
    changed_.WaitFor(&mutex_, kStreamLookInterval);
    BreakWhenStalled();
  }
  if (pending_.empty()) return absl::OkStatus();
  if (abandoned_) {
    return base::MakeError(absl::StatusCode::kDeadlineExceeded, "NO_ANSWER_IN_TIME",
                           absl::StrCat(pending_.size(), " commands were not answered in time"));
  }
  return given_up_;
}

size_t PushStream::unanswered() const {
  base::MutexLock lock(&mutex_);
  return pending_.size();
}

void PushStream::Run() {
  while (WaitForWork()) {
    const absl::Status ended = RunConnection();
    if (!PrepareRetry(ended)) break;
  }
  base::MutexLock lock(&mutex_);
  done_ = true;
  changed_.SignalAll();
}

// A connection is opened only when there is something to send over it.
bool PushStream::WaitForWork() {
  base::MutexLock lock(&mutex_);
  while (pending_.empty() && !closing_ && !abandoned_) changed_.Wait(&mutex_);
  return !pending_.empty() && !abandoned_;
}

absl::Status PushStream::RunConnection() {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(clock_->Now() + options_.stream_timeout));
  AddTokenTo(options_.token, &context);
  {
    base::MutexLock lock(&mutex_);
    written_ = 0;
    answered_ = 0;
    ended_ = false;
    own_end_ = absl::OkStatus();
    progress_at_ = clock_->Now();
    context_ = &context;
    if (abandoned_) context.TryCancel();
  }
  const auto stream = stub_->Push(&context);
  std::thread reader([&] { ReadAnswers(stream.get(), &context); });
  WriteCommands(stream.get());
  reader.join();
  const absl::Status ended = ToAbslStatus(stream->Finish());
  base::MutexLock lock(&mutex_);
  context_ = nullptr;
  return own_end_.ok() ? ended : own_end_;
}

void PushStream::ReadAnswers(Stream* stream, grpc::ClientContext* context) {
  v1::PushResponse response;
  PushAnswer answer;
  while (stream->Read(&response)) {
    if (!TakeAnswer(response, &answer)) {
      context->TryCancel();
      break;
    }
    on_answer_(answer);
  }
  base::MutexLock lock(&mutex_);
  ended_ = true;
  changed_.SignalAll();
}

bool PushStream::TakeAnswer(const v1::PushResponse& response, PushAnswer* answer) {
  base::MutexLock lock(&mutex_);
  const v1::PushRequest* const asked = written_ == 0 ? nullptr : pending_.front().request.get();
  if (asked == nullptr || response.sequence() != answered_ + 1 ||
      !Answers(response, asked->command())) {
    own_end_ = base::MakeError(absl::StatusCode::kInternal, "ANSWER_OUT_OF_ORDER",
                               "the server answered another command than was asked; nothing is "
                               "lost, push again and report this");
    return false;
  }
  if (response.error().code() == static_cast<int>(absl::StatusCode::kUnavailable)) {
    // What follows may rest on this command, so all of it is asked again, in order.
    own_end_ = ToAbslStatus(response.error());
    return false;
  }
  answer->tag = pending_.front().tag;
  answer->sends = pending_.front().sends;
  answer->response = response;
  pending_bytes_ -= pending_.front().bytes;
  pending_.pop_front();
  --written_;
  ++answered_;
  attempts_ = 0;
  ever_answered_ = true;
  progress_at_ = clock_->Now();
  changed_.SignalAll();
  return true;
}

void PushStream::WriteCommands(Stream* stream) {
  while (const auto request = NextToWrite()) {
    if (!stream->Write(*request)) return;
  }
  // Harmless when the stream has ended already.
  stream->WritesDone();
}

// Null when there is nothing more to write over this connection.
std::shared_ptr<const v1::PushRequest> PushStream::NextToWrite() {
  base::MutexLock lock(&mutex_);
  while (!ended_ && !abandoned_ && written_ == pending_.size() && !(closing_ && pending_.empty())) {
    changed_.Wait(&mutex_);
  }
  if (ended_ || abandoned_ || written_ == pending_.size()) return nullptr;
  Pending& next = pending_[written_++];
  ++next.sends;
  return next.request;
}

absl::Duration PushStream::NextPause() {
  const absl::Duration longest =
      std::min(options_.backoff_max, options_.backoff_min * (1 << std::min(attempts_ - 1, 16)));
  static thread_local std::mt19937 generator{std::random_device{}()};
  return longest * std::uniform_real_distribution<double>(0.5, 1.0)(generator);
}

bool PushStream::PrepareRetry(const absl::Status& ended) {
  base::MutexLock lock(&mutex_);
  if (abandoned_) return false;
  if (pending_.empty()) return !closing_;
  ++attempts_;
  const int attempts_max = ever_answered_ ? options_.attempts_max : options_.first_attempts_max;
  if (!MayRetry(ended) || attempts_ >= attempts_max) {
    given_up_ = ended.ok() ? base::MakeError(absl::StatusCode::kUnavailable, "STREAM_ENDED_EARLY",
                                             "the server ended the stream before it had answered")
                           : ended;
    return false;
  }
  const absl::Time until = clock_->Now() + NextPause();
  for (absl::Time now = clock_->Now(); now < until && !abandoned_; now = clock_->Now()) {
    changed_.WaitFor(&mutex_, until - now);
  }
  return !abandoned_;
}

}  // namespace logboek::client
