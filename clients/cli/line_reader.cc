#include "clients/cli/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/match.h"

namespace logboek::cli {
namespace {

constexpr size_t kBlockBytes = 64 << 10;
}  // namespace

LineReader::LineReader(int fd, size_t line_bytes_max, Interrupt* interrupt)
    : fd_(fd), line_bytes_max_(line_bytes_max), interrupt_(interrupt) {}

// kLine: there is more in block_.
LineReader::Result LineReader::Fill() {
  block_.resize(kBlockBytes);
  next_ = 0;
  while (true) {
    pollfd waits[2] = {{fd_, POLLIN, 0}, {interrupt_->fd(), POLLIN, 0}};
    const int ready = poll(waits, 2, /*timeout=*/-1);
    if (interrupt_->raised()) return Result::kInterrupted;
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Result::kFailed;
    const ssize_t got = read(fd_, block_.data(), block_.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    block_.resize(got > 0 ? got : 0);
    bytes_ += block_.size();
    return got > 0 ? Result::kLine : got == 0 ? Result::kEnd : Result::kFailed;
  }
}

LineReader::Result LineReader::Next(Line* line) {
  *line = {.number = number_ + 1, .text = "", .too_long = false};
  bool any = false;
  while (true) {
    if (next_ == block_.size()) {
      const Result filled = Fill();
      if (filled == Result::kEnd && any) break;
      if (filled != Result::kLine) return filled;
    }
    any = true;
    const size_t feed = block_.find('\n', next_);
    const size_t end = feed == std::string::npos ? block_.size() : feed;
    if (line->text.size() + (end - next_) > line_bytes_max_) line->too_long = true;
    if (line->too_long) {
      line->text.clear();
    } else {
      line->text.append(block_, next_, end - next_);
    }
    next_ = feed == std::string::npos ? end : feed + 1;
    if (feed != std::string::npos) break;
  }
  ++number_;
  if (absl::EndsWith(line->text, "\r")) line->text.pop_back();
  if (number_ == 1 && absl::StartsWith(line->text, kByteOrderMark)) line->text.erase(0, 3);
  return Result::kLine;
}

}  // namespace logboek::cli
