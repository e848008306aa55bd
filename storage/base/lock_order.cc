#include "storage/base/lock_order.h"

#include "absl/synchronization/mutex.h"  // lint:allow(mutex) because only its checks are set

namespace logboek::base {

void SkipLockOrderChecks() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

}  // namespace logboek::base
