#include "clients/cli/progress.h"

#include <algorithm>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace logboek::cli {
namespace {

constexpr absl::Duration kBarInterval = absl::Milliseconds(200);
constexpr absl::Duration kLineInterval = absl::Seconds(5);
constexpr size_t kBarColumns = 24;

}  // namespace

Progress::Progress(const Context* context, bool enabled)
    : context_(context),
      enabled_(enabled),
      started_at_(context->clock->Now()),
      shown_at_(started_at_) {}

std::string Progress::Bar(const ProgressState& state, absl::Time now) const {
  const double seconds = std::max(absl::ToDoubleSeconds(now - started_at_), 0.001);
  const auto speed = static_cast<uint64_t>(static_cast<double>(state.answered) / seconds);
  const std::string counts =
      context_->texts.Get("push.progress", state.answered, speed, state.troubled);
  if (state.bytes_total == 0) return counts;
  const double part =
      std::min(1.0, static_cast<double>(state.bytes_read) / static_cast<double>(state.bytes_total));
  const std::string percent = absl::StrFormat("%3.0f%%", part * 100);
  if (!context_->err_is_terminal) return absl::StrCat(percent, " ", counts);
  const auto full = static_cast<size_t>(part * kBarColumns);
  return absl::StrCat("[", std::string(full, '#'), std::string(kBarColumns - full, '.'), "] ",
                      percent, " ", counts);
}

std::string SizeText(uint64_t bytes) {
  constexpr uint64_t kKilo = 1'000;
  constexpr uint64_t kInKilosUpTo = 10'000 * kKilo;
  if (bytes < kInKilosUpTo) return absl::StrCat((bytes + kKilo - 1) / kKilo, " kB");
  return absl::StrCat(bytes / (kKilo * kKilo), " MB");
}

bool Progress::Due(absl::Time now) {
  const absl::Duration interval = context_->err_is_terminal ? kBarInterval : kLineInterval;
  if (!enabled_ || now - shown_at_ < interval) return false;
  shown_at_ = now;
  return true;
}

void Progress::Update(const ProgressState& state) {
  const absl::Time now = context_->clock->Now();
  if (Due(now)) Show(Bar(state, now));
}

void Progress::UpdateCopied(uint64_t bytes, uint64_t bytes_most) {
  if (!Due(context_->clock->Now())) return;
  Show(context_->texts.Get("backup.progress", SizeText(bytes), SizeText(bytes_most)));
}

void Progress::Show(const std::string& bar) {
  if (!context_->err_is_terminal) {
    *context_->err << bar << std::endl;
    return;
  }
  // One column stays free: a full last column makes some terminals wrap.
  const size_t width = context_->err_width > 1 ? context_->err_width - 1 : 79;
  *context_->err << "\r\x1b[K" << Shorten(bar, width) << std::flush;
  bar_visible_ = true;
}

void Progress::Erase() {
  if (!bar_visible_) return;
  *context_->err << "\r\x1b[K" << std::flush;
  bar_visible_ = false;
}

}  // namespace logboek::cli
