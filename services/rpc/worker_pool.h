// A few threads for work that reads the log or a whole region: reactions of gRPC must never wait
// for it.
#pragma once

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "storage/base/fair_queue.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// Thread-safe.
class WorkerPool {
 public:
  // Called exactly once: with OK on a thread of the pool, or with the refusal on the submitting
  // thread.
  using Task = absl::AnyInvocable<void(const absl::Status& admitted)>;

  // `threads` and `queue_max` are at least 1.
  WorkerPool(size_t threads, size_t queue_max);
  // Stops as Stop() does.
  ~WorkerPool();

  // Runs the task on a thread of the pool; never waits for it. Senders take turns. Refusals:
  // UNAVAILABLE, WORKERS_BUSY: too many tasks of the sender are waiting
  // (storage/base/fair_queue.h), of all at most `queue_max`; UNAVAILABLE, DRAINING: after Stop.
  // Hold no lock that the task takes.
  void Submit(const std::string& sender, Task task);

  // As Submit, however many are waiting: for callers whose number is bounded elsewhere and who have
  // at most one task each.
  void SubmitAlways(const std::string& sender, Task task);

  // Tasks that wait for a thread.
  size_t queue_depth() const {
    base::MutexLock lock(&mutex_);
    return queue_.size();
  }

  // Takes no more tasks, runs those queued, joins the threads. Not from a task. Idempotent.
  void Stop();

 private:
  void Run();
  // OK when the task was taken. `always` = however many are waiting.
  absl::Status Enqueue(const std::string& sender, bool always, Task* task);

  const size_t queue_max_;
  mutable base::Mutex mutex_;
  base::CondVar wake_;
  base::FairQueue<Task> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Emptied by the first Stop.
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::rpc
