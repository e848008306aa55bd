#include "services/rpc/pause_line.h"

#include <utility>

#include "absl/time/time.h"

namespace logboek::rpc {

using std::chrono::steady_clock;

PauseLine::PauseLine(std::chrono::milliseconds pause, size_t held_max)
    : pause_(pause), held_max_(held_max) {
  base::MutexLock lock(&mutex_);
  thread_ = std::thread([this] { Run(); });
}

PauseLine::~PauseLine() { Stop(); }

void PauseLine::Hold(Then then) {
  {
    base::MutexLock lock(&mutex_);
    if (!stopped_ && held_.size() < held_max_) {
      held_.push_back({steady_clock::now() + pause_, std::move(then)});
      if (held_.size() == 1) wake_.Signal();
      return;
    }
  }
  then();
}

void PauseLine::Run() {
  while (true) {
    Then then;
    {
      base::MutexLock lock(&mutex_);
      while (held_.empty() && !stopped_) wake_.Wait(&mutex_);
      if (held_.empty()) return;
      const auto left = held_.front().until - steady_clock::now();
      if (!stopped_ && left > steady_clock::duration::zero()) {
        wake_.WaitFor(&mutex_, absl::FromChrono(left));
        continue;
      }
      then = std::move(held_.front().then);
      held_.pop_front();
    }
    then();
  }
}

void PauseLine::Stop() {
  std::thread thread;
  {
    base::MutexLock lock(&mutex_);
    stopped_ = true;
    thread.swap(thread_);
    wake_.SignalAll();
  }
  if (thread.joinable()) thread.join();
}

}  // namespace logboek::rpc
