// Work that must not be done twice at a time: lines of tasks, each with at most one task on the
// pool. Who waits for the turn takes no thread, so one long line does not stop all other work.
#pragma once

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "services/rpc/worker_pool.h"
#include "storage/base/fair_queue.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// Thread-safe. `pool` must outlive it, and every task of it must have run before it goes.
class Turns {
 public:
  // At most `waiting_max`, 1 or more, wait in a line.
  Turns(WorkerPool* pool, size_t waiting_max) : pool_(pool), waiting_max_(waiting_max) {}

  // Runs the task on a thread of the pool when those before it in its line are done; never waits
  // for it. Senders take turns in a line. Refusals as of WorkerPool::Submit, but WORKERS_BUSY when
  // too many wait in the line, however busy the pool: a caller must not be able to make up lines.
  // Hold no lock that a task takes.
  void Submit(const std::string& line, const std::string& sender, WorkerPool::Task task);

 private:
  struct Waiting {
    std::string sender;
    WorkerPool::Task task;
  };

  // False, and `task` is as it was, when the line is full; `begins` when nobody was in it.
  bool Enter(const std::string& line, const std::string& sender, WorkerPool::Task* task,
             bool* begins);
  // False when nobody waits: then the line is gone.
  bool Leave(const std::string& line, Waiting* next);
  // Gives the next of the line to the pool.
  void RunNext(const std::string& line);

  WorkerPool* const pool_;
  const size_t waiting_max_;
  base::Mutex mutex_;
  // Those with a task on the pool.
  absl::flat_hash_map<std::string, base::FairQueue<Waiting>> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::rpc
