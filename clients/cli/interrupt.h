// Ctrl-C as a state that loops can ask for and a descriptor that waits can include.
#pragma once

#include <atomic>

#include "absl/time/time.h"

namespace logboek::cli {

// After Ctrl-C, for the answers still under way.
inline constexpr absl::Duration kAnswersAfterInterrupt = absl::Seconds(5);

// Raise and the questions are safe from any thread, Raise from a signal handler too.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void Raise();
  bool raised() const { return raised_.load(); }
  // Readable once raised.
  int fd() const { return pipe_[0]; }

  // SIGINT and SIGTERM raise this one from now on; the second of a kind ends the program at once.
  // For one Interrupt of the process, which must live until it ends.
  void CatchSignals();

 private:
  std::atomic<bool> raised_ = false;
  int pipe_[2] = {-1, -1};
};

}  // namespace logboek::cli
