#include "services/rpc/worker_pool.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::rpc {

WorkerPool::WorkerPool(size_t threads, size_t queue_max)
    : queue_max_(queue_max), queue_(queue_max) {
  CHECK(threads > 0);
  base::MutexLock lock(&mutex_);
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() { Stop(); }

void WorkerPool::Submit(const std::string& sender, Task task) {
  if (const absl::Status status = Enqueue(sender, false, &task); !status.ok()) task(status);
}

void WorkerPool::SubmitAlways(const std::string& sender, Task task) {
  if (const absl::Status status = Enqueue(sender, true, &task); !status.ok()) task(status);
}

absl::Status WorkerPool::Enqueue(const std::string& sender, bool always, Task* task) {
  base::MutexLock lock(&mutex_);
  if (stopped_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                           "the server is stopping; ask again in a moment");
  }
  if (!always && !queue_.HasRoom(sender, 1)) {
    return base::MakeError(absl::StatusCode::kUnavailable, "WORKERS_BUSY",
                           absl::StrCat("too many questions of yours are waiting (limit of all ",
                                        queue_max_, "); ask again in a moment"),
                           {{"limit", absl::StrCat(queue_max_)}});
  }
  queue_.PushBack(sender, 1, std::move(*task));
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
      task = queue_.Pop();
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
