#include "storage/follower.h"

#include <utility>

#include "storage/base/status_macros.h"

namespace logboek::storage {

Follower::Follower(EventLog* log, FollowerOptions options, std::function<void()> wake)
    : log_(log),
      options_(std::move(options)),
      wake_(std::move(wake)),
      position_(options_.after),
      subscription_(log->Subscribe([this](Position head) { OnHead(head); })) {}

Position Follower::position() const {
  base::MutexLock lock(&mutex_);
  return position_;
}

absl::StatusOr<ReadPage> Follower::Next() {
  ReadOptions options;
  options.tags = options_.tags;
  options.types = options_.types;
  options.events_max = options_.events_max;
  options.bytes_max = options_.bytes_max;
  while (true) {
    {
      // Cleared before the scan: what becomes durable during it is seen by the scan or by Arm.
      base::MutexLock lock(&mutex_);
      armed_ = false;
      options.after = position_;
    }
    ASSIGN_OR_RETURN(ReadPage page, log_->Read(options));
    {
      base::MutexLock lock(&mutex_);
      position_ = page.resume;
    }
    if (!page.events.empty()) return page;
    if (page.done && Arm()) return page;
  }
}

bool Follower::Arm() {
  base::MutexLock lock(&mutex_);
  // The head moves before the listeners are called. An append that this look misses calls OnHead
  // after we are armed.
  armed_ = true;
  if (log_->head() > position_) armed_ = false;
  return armed_;
}

void Follower::OnHead(Position head) {
  {
    base::MutexLock lock(&mutex_);
    if (!armed_ || head <= position_) return;
    armed_ = false;
  }
  wake_();
}

}  // namespace logboek::storage
