// How far a push or a backup is: a bar on a terminal, a line now and then elsewhere.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "absl/time/time.h"
#include "clients/cli/context.h"

namespace logboek::cli {

struct ProgressState {
  uint64_t answered = 0;
  uint64_t bytes_read = 0;
  // 0 = not known.
  uint64_t bytes_total = 0;
  uint64_t troubled = 0;
};

// For one thread at a time.
class Progress {
 public:
  // Writes to context.err; `context` must outlive it. Does nothing when not `enabled`.
  Progress(const Context* context, bool enabled);

  // Shows the state when it is time to.
  void Update(const ProgressState& state);
  // The same of a copy, of which it is not known how much there is to do.
  void UpdateCopied(uint64_t bytes, uint64_t bytes_most);
  // Takes the bar away, so that something else can be written.
  void Erase();

 private:
  std::string Bar(const ProgressState& state, absl::Time now) const;
  // True when it is time to show something, which counts as shown then.
  bool Due(absl::Time now);
  void Show(const std::string& bar);

  const Context* const context_;
  const bool enabled_;
  const absl::Time started_at_;
  absl::Time shown_at_;
  bool bar_visible_ = false;
};

// "12 kB", "34 MB".
std::string SizeText(uint64_t bytes);

}  // namespace logboek::cli
