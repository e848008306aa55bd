#include "services/rpc/turns.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/error.h"

namespace logboek::rpc {

void Turns::Submit(const std::string& line, const std::string& sender, WorkerPool::Task task) {
  bool begins = false;
  if (!Enter(line, sender, &task, &begins)) {
    task(
        base::MakeError(absl::StatusCode::kUnavailable, "WORKERS_BUSY",
                        absl::StrCat("too many questions about the same are waiting (limit of all ",
                                     waiting_max_, "); ask again in a moment"),
                        {{"limit", absl::StrCat(waiting_max_)}}));
  } else if (begins) {
    RunNext(line);
  }
}

bool Turns::Enter(const std::string& line, const std::string& sender, WorkerPool::Task* task,
                  bool* begins) {
  base::MutexLock lock(&mutex_);
  const auto [entry, fresh] = lines_.try_emplace(line, waiting_max_);
  if (!entry->second.HasRoom(sender, 1)) return false;
  entry->second.PushBack(sender, 1, {sender, std::move(*task)});
  *begins = fresh;
  return true;
}

bool Turns::Leave(const std::string& line, Waiting* next) {
  base::MutexLock lock(&mutex_);
  const auto entry = lines_.find(line);
  if (entry->second.empty()) {
    lines_.erase(entry);
    return false;
  }
  *next = entry->second.Pop();
  return true;
}

void Turns::RunNext(const std::string& line) {
  // The pool refuses by calling the task at once; a loop, for all of a long line may be refused.
  bool refused = true;
  while (refused) {
    Waiting next;
    if (!Leave(line, &next)) return;
    refused = false;
    pool_->SubmitAlways(next.sender, [this, line, task = std::move(next.task),
                                      &refused](const absl::Status& admitted) mutable {
      task(admitted);
      if (admitted.ok()) {
        RunNext(line);
      } else {
        refused = true;
      }
    });
  }
}

}  // namespace logboek::rpc
