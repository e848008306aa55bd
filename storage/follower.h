// Following a log live, by pull: a follower holds a position, never a queue, so a slow reader only
// lags.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"

namespace logboek::storage {

struct FollowerOptions {
  // Events behind this position.
  Position after;
  // As in ReadOptions.
  std::vector<Tag> tags;
  std::vector<uint32_t> types;
  size_t events_max = 500;
  size_t bytes_max = 1 << 20;
};

// Gives every matching event once, in order: first what is there, then what comes.
//
//   page = follower.Next();          // events: send them, then call Next again
//   page.events.empty()              // caught up: return, Next again once `wake` is called
//
// Next is for one thread at a time; wake comes from the appending thread.
class Follower {
 public:
  // `wake` must not block, and must not call the follower or the log: it hands the next call of
  // Next to some other thread. The log must outlive the follower. Destroying the follower waits for
  // a running wake; none comes after.
  Follower(EventLog* log, FollowerOptions options, std::function<void()> wake);

  // The next page. One without events: there is nothing more now, and wake will be called exactly
  // once as soon as the head moves past page.resume (perhaps before this returns). Errors are those
  // of EventLog::Read; the place is kept and Next may be called again.
  absl::StatusOr<ReadPage> Next();

  // Everything up to here has been given.
  Position position() const;

 private:
  void OnHead(Position head);
  // True: wake is due when the head moves. False: it has moved already.
  bool Arm();

  EventLog* const log_;
  const FollowerOptions options_;
  const std::function<void()> wake_;
  mutable base::Mutex mutex_;
  Position position_ ABSL_GUARDED_BY(mutex_);
  bool armed_ ABSL_GUARDED_BY(mutex_) = false;
  // Last: it is destroyed first, so no call finds half a follower.
  const std::unique_ptr<EventLog::Subscription> subscription_;
};

}  // namespace logboek::storage
