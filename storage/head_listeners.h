// The listeners of one log: who is called when the head moves.
#pragma once

#include <memory>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/event_log.h"

namespace logboek::storage {

// Thread-safe. Subscriptions may outlive it; they are then never called again.
class HeadListeners {
 public:
  // As EventLog::Subscribe. A listener must not destroy its own subscription from within the call.
  std::unique_ptr<EventLog::Subscription> Subscribe(HeadListener listener);

  // Calls every listener with `head`, in the order they subscribed. One thread at a time.
  void Notify(Position head);

 private:
  struct Entry {
    base::Mutex mutex;
    // Empty once the subscription is gone.
    HeadListener listener ABSL_GUARDED_BY(mutex);
  };
  struct Entries {
    base::Mutex mutex;
    std::vector<std::shared_ptr<Entry>> list ABSL_GUARDED_BY(mutex);
  };
  class Handle;

  const std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

}  // namespace logboek::storage
