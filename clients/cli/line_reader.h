// Lines of any input in bounded memory, with an eye on Ctrl-C.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "clients/cli/interrupt.h"

namespace logboek::cli {

// How Windows begins a file in UTF-8.
inline constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

struct Line {
  // 1 for the first.
  uint64_t number = 0;
  // Without its line feed, and without the carriage return before it.
  std::string text;
  // Longer than allowed: `text` is empty.
  bool too_long = false;
};

// For one thread.
class LineReader {
 public:
  enum class Result { kLine, kEnd, kInterrupted, kFailed };

  // Reads from `fd`, which stays the caller's; keeps at most one line and one block in memory.
  // `interrupt` must outlive the reader.
  LineReader(int fd, size_t line_bytes_max, Interrupt* interrupt);

  // kLine: `line` is the next one. kInterrupted and kFailed (errno) end the reading.
  Result Next(Line* line);

  // Taken from the input so far.
  uint64_t bytes() const { return bytes_; }

 private:
  Result Fill();

  const int fd_;
  const size_t line_bytes_max_;
  Interrupt* const interrupt_;
  std::string block_;
  size_t next_ = 0;
  uint64_t number_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace logboek::cli
