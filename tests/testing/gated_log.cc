#include "tests/testing/gated_log.h"

#include <utility>

namespace logboek::test {

void GatedLog::Hold() {
  base::MutexLock lock(&mutex_);
  held_ = true;
}

void GatedLog::Release() {
  base::MutexLock lock(&mutex_);
  held_ = false;
  changed_.SignalAll();
}

void GatedLog::Break() {
  base::MutexLock lock(&mutex_);
  broken_ = true;
  log_.FailNextAppend(storage::MemoryEventLog::FailureLeaves::kNothing);
}

void GatedLog::Mend() {
  base::MutexLock lock(&mutex_);
  broken_ = false;
}

void GatedLog::HoldPurges() {
  base::MutexLock lock(&mutex_);
  purges_held_ = true;
}

void GatedLog::ReleasePurges() {
  base::MutexLock lock(&mutex_);
  purges_held_ = false;
  changed_.SignalAll();
}

void GatedLog::AwaitPurge() {
  base::MutexLock lock(&mutex_);
  while (purges_waiting_ == 0) changed_.Wait(&mutex_);
}

absl::Status GatedLog::PurgeDestroyedKeys() {
  {
    base::MutexLock lock(&mutex_);
    ++purges_waiting_;
    changed_.SignalAll();
    while (purges_held_) changed_.Wait(&mutex_);
    --purges_waiting_;
  }
  return log_.PurgeDestroyedKeys();
}

absl::Status GatedLog::Append(storage::AppendRequest request) {
  {
    base::MutexLock lock(&mutex_);
    while (held_) changed_.Wait(&mutex_);
  }
  return log_.Append(std::move(request));
}

absl::Status GatedLog::Recover() {
  {
    base::MutexLock lock(&mutex_);
    if (broken_) return absl::UnavailableError("the disk is still broken");
  }
  return log_.Recover();
}

}  // namespace logboek::test
