// The calls over the channel to the server: how many are under way, and whether more may be made.
#pragma once

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"

namespace logboek::gateway {

// Why a call is not made any more: UNAVAILABLE, STOPPING.
inline absl::Status Stopping() {
  return base::MakeError(absl::StatusCode::kUnavailable, "STOPPING",
                         "the server is stopping; try again in a moment");
}

// Thread-safe. Must outlive all that makes calls.
class OpenCalls {
 public:
  // Of what answers a request: from when it takes the exchange until it lets go of it.
  void Begin() {
    base::MutexLock lock(&mutex_);
    ++open_;
  }
  void Finish() {
    base::MutexLock lock(&mutex_);
    --open_;
    changed_.SignalAll();
  }

  // Runs `make`, which makes a call over the channel, and gives true; once Close was called, does
  // nothing and gives false. Without a lock; the call may have ended when it returns.
  [[nodiscard]] bool Make(absl::FunctionRef<void()> make) {
    {
      base::MutexLock lock(&mutex_);
      if (closed_) return false;
      ++being_made_;
    }
    make();
    base::MutexLock lock(&mutex_);
    --being_made_;
    changed_.SignalAll();
    return true;
  }

  // When it returns, all calls there will ever be have been made: the server behind the channel may
  // be shut down. A call that is made then ends the process. Blocks for as long as a `make` takes.
  // Idempotent.
  void Close() {
    base::MutexLock lock(&mutex_);
    closed_ = true;
    while (being_made_ > 0) changed_.Wait(&mutex_);
  }

  // Blocks.
  void WaitUntilNone() {
    base::MutexLock lock(&mutex_);
    while (open_ > 0 || being_made_ > 0) changed_.Wait(&mutex_);
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t being_made_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace logboek::gateway
