// What shall go on after a pause: refusals to callers who call too fast, who would come back at
// once if they were answered at once, and streams that wait for their turn.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// Of pauses that would all be equally long, the n-th: between a half and one and a half of it, and
// any that follow each other lie evenly between. Who was paused together then comes back apart.
std::chrono::nanoseconds SpreadPause(std::chrono::nanoseconds pause, uint64_t n);

// Thread-safe.
class PauseLine {
 public:
  using Then = absl::AnyInvocable<void()>;

  // `held_max` bounds the memory: beyond it there is no pause.
  explicit PauseLine(size_t held_max);
  // Stops as Stop() does.
  ~PauseLine();

  // Runs `then` once, after the pause, or a millisecond more, on a thread of its own: first whose
  // pause ends first, and of those that end together who came first. On the calling thread when
  // too many wait or after Stop. Hold no lock that `then` takes.
  void Hold(std::chrono::nanoseconds pause, Then then);

  // Ends all pauses; what was held has run afterwards. Not from `then`. Idempotent.
  void Stop();

 private:
  void Run();

  const size_t held_max_;
  base::Mutex mutex_;
  base::CondVar wake_;
  // By the end of the pause.
  std::multimap<std::chrono::steady_clock::time_point, Then> held_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::rpc
