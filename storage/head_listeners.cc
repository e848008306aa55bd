#include "storage/head_listeners.h"

#include <algorithm>
#include <utility>

namespace logboek::storage {

class HeadListeners::Handle final : public EventLog::Subscription {
 public:
  Handle(std::shared_ptr<Entries> entries, std::shared_ptr<Entry> entry)
      : entries_(std::move(entries)), entry_(std::move(entry)) {}

  ~Handle() override {
    {
      base::MutexLock lock(&entries_->mutex);
      auto& list = entries_->list;
      list.erase(std::remove(list.begin(), list.end(), entry_), list.end());
    }
    // A running call holds this mutex, so this waits for it; a notifier that still holds the entry
    // finds it empty.
    base::MutexLock lock(&entry_->mutex);
    entry_->listener = nullptr;
  }

 private:
  const std::shared_ptr<Entries> entries_;
  const std::shared_ptr<Entry> entry_;
};

std::unique_ptr<EventLog::Subscription> HeadListeners::Subscribe(HeadListener listener) {
  auto entry = std::make_shared<Entry>();
  {
    base::MutexLock lock(&entry->mutex);
    entry->listener = std::move(listener);
  }
  base::MutexLock lock(&entries_->mutex);
  entries_->list.push_back(entry);
  return std::make_unique<Handle>(entries_, std::move(entry));
}

void HeadListeners::Notify(Position head) {
  std::vector<std::shared_ptr<Entry>> list;
  {
    base::MutexLock lock(&entries_->mutex);
    list = entries_->list;
  }
  for (const std::shared_ptr<Entry>& entry : list) {
    base::MutexLock lock(&entry->mutex);
    if (entry->listener) entry->listener(head);
  }
}

}  // namespace logboek::storage
