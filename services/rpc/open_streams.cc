#include "services/rpc/open_streams.h"

#include <utility>

#include "grpc/grpc.h"

namespace logboek::rpc {
namespace {

// A client that reads has the end within milliseconds.
constexpr int kToldMax = 3;

struct CallUnref {
  void operator()(grpc_call* call) const { grpc_call_unref(call); }
};
using CallPtr = std::unique_ptr<grpc_call, CallUnref>;

// The call of a context that is alive; it stays when that goes. Null in tests without a network.
CallPtr HoldCall(grpc::CallbackServerContext* context) {
  grpc_call* const call = context->c_call();
  if (call != nullptr) grpc_call_ref(call);
  return CallPtr(call);
}

}  // namespace

OpenStreams::OpenStreams(Gatekeeper* gatekeeper, absl::Duration interval)
    : gatekeeper_(gatekeeper), interval_(interval) {
  if (interval_ != absl::InfiniteDuration()) thread_ = std::thread([this] { Run(); });
}

OpenStreams::~OpenStreams() { StopLooking(); }

void OpenStreams::Add(const std::shared_ptr<OpenStream>& stream, Opener opener) {
  base::MutexLock lock(&mutex_);
  entries_[stream.get()] = {.stream = stream, .opener = std::move(opener)};
}

void OpenStreams::Remove(const OpenStream* stream) {
  base::MutexLock lock(&mutex_);
  entries_.erase(stream);
}

void OpenStreams::Run() {
  while (true) {
    {
      base::MutexLock lock(&mutex_);
      if (!stopping_) wake_.WaitFor(&mutex_, interval_);
      if (stopping_) return;
    }
    LookAgain();
  }
}

void OpenStreams::StopLooking() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

void OpenStreams::LookAt(const OpenStream* key) {
  std::shared_ptr<OpenStream> stream;
  absl::Status status;
  CallPtr stuck;
  {
    base::MutexLock lock(&mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    // Under the lock, for the context goes with the stream; microseconds, unless a signature that
    // was verified has to be verified again.
    status = gatekeeper_->Recheck(*entry.opener.context, *entry.opener.caller);
    if (status.ok()) return;
    if (++entry.told > kToldMax) stuck = HoldCall(entry.opener.context);
    stream = entry.stream.lock();
  }
  if (stream != nullptr) stream->EndBecause(status);
  if (stuck == nullptr) return;
  grpc_call_cancel_with_status(stuck.get(), static_cast<grpc_status_code>(status.code()),
                               "the caller is not let in any more", nullptr);
}

std::vector<std::shared_ptr<OpenStream>> OpenStreams::All() {
  std::vector<std::shared_ptr<OpenStream>> streams;
  base::MutexLock lock(&mutex_);
  for (const auto& [key, entry] : entries_) {
    if (auto stream = entry.stream.lock(); stream != nullptr) streams.push_back(std::move(stream));
  }
  return streams;
}

void OpenStreams::LookAgain() {
  std::vector<const OpenStream*> keys;
  {
    base::MutexLock lock(&mutex_);
    for (const auto& [key, entry] : entries_) keys.push_back(key);
  }
  // A lock a stream: streams come and go meanwhile.
  for (const OpenStream* key : keys) LookAt(key);
}

void OpenStreams::EndAll(const absl::Status& status) {
  StopLooking();
  for (const auto& stream : All()) stream->EndBecause(status);
}

}  // namespace logboek::rpc
