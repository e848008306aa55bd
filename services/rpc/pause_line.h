// What shall go on after a pause: refusals to callers who call too fast, who would come back at
// once if they were answered at once, and streams that have had enough for now.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// Thread-safe. All pauses are equally long, so what came first goes on first.
class PauseLine {
 public:
  using Then = absl::AnyInvocable<void()>;

  // `held_max` bounds the memory: beyond it there is no pause.
  PauseLine(std::chrono::milliseconds pause, size_t held_max);
  // Stops as Stop() does.
  ~PauseLine();

  // Runs `then` once, after the pause on a thread of its own; on the calling thread when too many
  // wait or after Stop. Hold no lock that `then` takes.
  void Hold(Then then);

  // Ends all pauses; what was held has run afterwards. Not from `then`. Idempotent.
  void Stop();

 private:
  struct Held {
    std::chrono::steady_clock::time_point until;
    Then then;
  };

  void Run();

  const std::chrono::milliseconds pause_;
  const size_t held_max_;
  base::Mutex mutex_;
  base::CondVar wake_;
  std::deque<Held> held_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::rpc
