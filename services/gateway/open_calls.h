// How many calls are under way.
#pragma once

#include <cstddef>

#include "storage/base/mutex.h"

namespace logboek::gateway {

// Thread-safe.
class OpenCalls {
 public:
  void Begin() {
    base::MutexLock lock(&mutex_);
    ++open_;
  }
  void Finish() {
    base::MutexLock lock(&mutex_);
    --open_;
    idle_.SignalAll();
  }
  // Blocks.
  void WaitUntilNone() {
    base::MutexLock lock(&mutex_);
    while (open_ > 0) idle_.Wait(&mutex_);
  }

 private:
  base::Mutex mutex_;
  base::CondVar idle_;
  size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace logboek::gateway
