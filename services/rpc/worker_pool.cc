#include "services/rpc/worker_pool.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::rpc {

WorkerPool::WorkerPool(size_t threads, size_t queue_max) : queue_max_(queue_max) {
  CHECK(threads > 0);
  CHECK(queue_max > 0);
  base::MutexLock lock(&mutex_);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() { Stop(); }

void WorkerPool::Submit(Task task) {
  if (const absl::Status status = Enqueue(queue_max_, &task); !status.ok()) task(status);
}

void WorkerPool::SubmitAlways(Task task) {
  if (const absl::Status status = Enqueue(SIZE_MAX, &task); !status.ok()) task(status);
}

absl::Status WorkerPool::Enqueue(size_t queue_max, Task* task) {
  base::MutexLock lock(&mutex_);
  if (stopped_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                           "the server is stopping; ask again in a moment");
  }
  if (queue_.size() >= queue_max) {
    return base::MakeError(absl::StatusCode::kUnavailable, "WORKERS_BUSY",
                           absl::StrCat(queue_max,
                                        " questions are waiting, the most there may be; "
                                        "ask again in a moment"),
                           {{"limit", absl::StrCat(queue_max)}});
  }
  queue_.push_back(std::move(*task));
  wake_.Signal();
  return absl::OkStatus();
}

void WorkerPool::Run() {
  while (true) {
    Task task;
    {
      base::MutexLock lock(&mutex_);
      while (queue_.empty() && !stopped_) wake_.Wait(&mutex_);
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task(absl::OkStatus());
  }
}

void WorkerPool::Stop() {
  std::vector<std::thread> threads;
  {
    base::MutexLock lock(&mutex_);
    stopped_ = true;
    threads.swap(threads_);
    wake_.SignalAll();
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace logboek::rpc
