#include "services/api/watch_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/api/compliance_questions.h"
#include "services/api/requests.h"
#include "services/domain/dates.h"
#include "services/queries/refusals.h"
#include "services/queries/region_watch.h"
#include "services/rpc/refused_stream.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

absl::Status CheckRequest(const Backend& backend, const v1::WatchRegionRequest& request) {
  RETURN_IF_ERROR(Require("region", request.region()));
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckFresh(backend, request.token()));
  bool known = false;
  backend.registrar->Read(
      [&](const domain::Register& reg) { known = reg.regions.contains(request.region()); });
  return known ? absl::OkStatus() : queries::UnknownRegion(request.region());
}

class WatchStream final : public grpc::ServerWriteReactor<v1::WatchRegionResponse>,
                          public rpc::OpenStream,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  WatchStream(const Backend* backend, rpc::Call call, const v1::WatchRegionRequest& request)
      : backend_(backend),
        opener_(call.opener()),
        request_(request),
        watch_(backend->registers, backend->log, request.region()),
        call_(std::move(call)) {}

  void Start();

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void EndBecause(absl::Status status) override;

 private:
  // Takes the lock, advances, and starts a look without it.
  void Step();
  void Look(const absl::Status& admitted);
  // OK as long as the stream is to go on.
  absl::Status CheckOpen();
  // Starts the next write or the end. True: it is time to look.
  bool Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteCounts() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteChange() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Or the end, when it must not be shown.
  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnRecorded();
  void EndWith(absl::Status status);

  const Backend* const backend_;
  const rpc::Opener opener_;
  const v1::WatchRegionRequest request_;
  // Touched by the one look that runs at a time.
  queries::RegionWatch watch_;
  std::unique_ptr<storage::EventLog::Subscription> subscription_;

  base::Mutex mutex_;
  rpc::Call call_ ABSL_GUARDED_BY(mutex_);
  // Keeps the reactor until OnDone.
  std::shared_ptr<WatchStream> self_ ABSL_GUARDED_BY(mutex_);
  // What the last look found, and the next change to send.
  queries::WatchAnswer found_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  v1::WatchRegionResponse response_ ABSL_GUARDED_BY(mutex_);
  bool looked_ ABSL_GUARDED_BY(mutex_) = false;
  bool counts_sent_ ABSL_GUARDED_BY(mutex_) = false;
  bool looking_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // Something was recorded that no look has seen.
  bool more_ ABSL_GUARDED_BY(mutex_) = true;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void WatchStream::Start() {
  {
    base::MutexLock lock(&mutex_);
    self_ = shared_from_this();
  }
  subscription_ = backend_->registrar->Subscribe([this](storage::Position) { OnRecorded(); });
  backend_->chain->Watch(shared_from_this(), opener_);
  Step();
}

void WatchStream::Step() {
  {
    base::MutexLock lock(&mutex_);
    if (!Advance()) return;
  }
  backend_->chain->RunForStream(
      opener_.caller,
      [self = shared_from_this()](const absl::Status& admitted) { self->Look(admitted); });
}

absl::Status WatchStream::CheckOpen() {
  base::MutexLock lock(&mutex_);
  return end_.has_value() ? absl::CancelledError("the stream ends") : absl::OkStatus();
}

void WatchStream::Look(const absl::Status& admitted) {
  absl::StatusOr<queries::WatchAnswer> found =
      admitted.ok() ? watch_.Look([this] { return CheckOpen(); }) : admitted;
  {
    base::MutexLock lock(&mutex_);
    looking_ = false;
    if (found.ok()) {
      found_ = *std::move(found);
      looked_ = true;
      next_ = 0;
    } else if (!end_.has_value()) {
      end_ = found.status();
    }
  }
  Step();
}

bool WatchStream::Advance() {
  if (finished_ || writing_ || looking_) return false;
  if (end_.has_value()) {
    finished_ = true;
    Finish(call_.End(*end_));
    return false;
  }
  if (looked_ && !counts_sent_) {
    WriteCounts();
    return false;
  }
  if (next_ < found_.changes.size()) {
    WriteChange();
    return false;
  }
  if (!more_) return false;
  // Cleared before the look, so that a wake-up during it is not lost.
  more_ = false;
  looking_ = true;
  return true;
}

void WatchStream::WriteCounts() {
  counts_sent_ = true;
  response_.Clear();
  v1::RegionCounts* const counts = response_.mutable_counts();
  for (const queries::WatchedCount& count : found_.counts) ToProto(count, counts->add_counts());
  counts->set_practices(static_cast<uint32_t>(found_.practices));
  Write();
}

void WatchStream::WriteChange() {
  response_.Clear();
  ToProto(found_.changes[next_++], response_.mutable_change());
  Write();
}

void WatchStream::Write() {
  response_.set_position(found_.position);
  *response_.mutable_at() = domain::ToProto(found_.at);
  if (const absl::Status shown = call_.Show(request_, &response_); !shown.ok()) {
    finished_ = true;
    return Finish(call_.End(shown));
  }
  writing_ = true;
  // Without a buffer hint: gRPC may keep a hinted write, and then its OnWriteDone never comes.
  StartWrite(&response_);
}

void WatchStream::OnRecorded() {
  {
    base::MutexLock lock(&mutex_);
    more_ = true;
  }
  Step();
}

void WatchStream::EndWith(absl::Status status) {
  {
    base::MutexLock lock(&mutex_);
    if (!end_.has_value()) end_ = std::move(status);
  }
  Step();
}

void WatchStream::OnWriteDone(bool ok) {
  {
    base::MutexLock lock(&mutex_);
    writing_ = false;
  }
  if (!ok) return OnCancel();
  Step();
}

void WatchStream::OnCancel() {
  EndWith(
      base::MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the client has left the stream"));
}

void WatchStream::EndBecause(absl::Status status) { EndWith(std::move(status)); }

void WatchStream::OnDone() {
  // Waits for a running wake-up, which needs the lock.
  subscription_.reset();
  backend_->chain->Unwatch(this);
  std::shared_ptr<WatchStream> self;
  base::MutexLock lock(&mutex_);
  self.swap(self_);
}

}  // namespace

grpc::ServerWriteReactor<v1::WatchRegionResponse>* StartWatch(
    const Backend* backend, grpc::CallbackServerContext* context, absl::string_view method,
    const v1::WatchRegionRequest& request) {
  rpc::Chain::Begun begun = backend->chain->BeginStream(context, method);
  if (begun.status.ok()) begun.status = begun.call.Check(request);
  if (begun.status.ok()) begun.status = CheckRequest(*backend, request);
  if (!begun.status.ok()) {
    return rpc::RefusedStream<grpc::ServerWriteReactor<v1::WatchRegionResponse>>::Start(
        backend->chain, std::move(begun));
  }
  const auto stream = std::make_shared<WatchStream>(backend, std::move(begun.call), request);
  stream->Start();
  return stream.get();
}

}  // namespace logboek::api
