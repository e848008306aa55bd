#include "services/registrar/key_purger.h"

#include <utility>

#include "storage/base/log.h"

namespace logboek::registrar {

KeyPurger::KeyPurger(Purge purge) : purge_(std::move(purge)), thread_([this] { Run(); }) {}

void KeyPurger::AfterPurge(Then then) {
  base::MutexLock lock(&mutex_);
  waiting_.push_back(std::move(then));
  wake_.Signal();
}

void KeyPurger::Stop() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.Signal();
  }
  if (thread_.joinable()) thread_.join();
}

void KeyPurger::Run() {
  while (true) {
    std::vector<Then> served;
    {
      base::MutexLock lock(&mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(&mutex_);
      if (waiting_.empty()) return;
      served.swap(waiting_);
    }
    const absl::Status purged = purge_();
    if (!purged.ok()) {
      base::LogError("destroyed keys may still be on the disk", {{"error", purged.ToString()}});
    }
    for (const Then& then : served) then(purged);
  }
}

}  // namespace logboek::registrar
