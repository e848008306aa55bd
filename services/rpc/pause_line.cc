#include "services/rpc/pause_line.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/time/time.h"

namespace logboek::rpc {

using std::chrono::steady_clock;

namespace {

// Ends of pauses that come this close after another wake the thread up once.
constexpr steady_clock::duration kGrain = std::chrono::milliseconds(1);

}  // namespace

std::chrono::nanoseconds SpreadPause(std::chrono::nanoseconds pause, uint64_t n) {
  // The fractions of the multiples of the golden ratio lie evenly, however many there are.
  constexpr double kGoldenRatio = 1.618'033'988'749'895;
  constexpr uint64_t kExact = 1'000'000;
  const double multiple = kGoldenRatio * static_cast<double>(n % kExact);
  const double part = 0.5 + multiple - std::floor(multiple);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(pause * part);
}

PauseLine::PauseLine(size_t held_max) : held_max_(held_max) {
  base::MutexLock lock(&mutex_);
  thread_ = std::thread([this] { Run(); });
}

PauseLine::~PauseLine() { Stop(); }

void PauseLine::Hold(std::chrono::nanoseconds pause, Then then) {
  {
    base::MutexLock lock(&mutex_);
    if (!stopped_ && held_.size() < held_max_) {
      const auto held = held_.emplace(steady_clock::now() + pause, std::move(then));
      if (held == held_.begin()) wake_.Signal();
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
      const auto left = held_.begin()->first - steady_clock::now();
      if (!stopped_ && left > steady_clock::duration::zero()) {
        wake_.WaitFor(&mutex_, absl::FromChrono(std::max(left, kGrain)));
        continue;
      }
      then = std::move(held_.begin()->second);
      held_.erase(held_.begin());
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
