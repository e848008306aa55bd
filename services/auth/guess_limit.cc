#include "services/auth/guess_limit.h"

#include <algorithm>
#include <utility>

#include "services/auth/network.h"

namespace logboek::auth {

double GuessLimit::GuessesBy(const Entry& entry, absl::Time now) const {
  // A clock that was set back makes up for nothing.
  const absl::Duration since = std::max(now - entry.at, absl::ZeroDuration());
  return std::max(entry.guesses - options_.guesses_per_second * absl::ToDoubleSeconds(since), 0.0);
}

bool GuessLimit::Allows(absl::string_view address, absl::Time now) const {
  const std::string network = NetworkOf(address);
  base::MutexLock lock(&mutex_);
  const auto found = by_address_.find(network);
  return found == by_address_.end() || GuessesBy(*found->second, now) + 1 <= options_.guesses_max;
}

void GuessLimit::NoteWrong(absl::string_view address, absl::Time now) {
  std::string network = NetworkOf(address);
  base::MutexLock lock(&mutex_);
  const auto found = by_address_.find(network);
  if (found != by_address_.end()) {
    Entry& entry = *found->second;
    entry.guesses = GuessesBy(entry, now) + 1;
    entry.at = now;
    entries_.splice(entries_.begin(), entries_, found->second);
    return;
  }
  if (entries_.size() >= options_.addresses_max) {
    by_address_.erase(entries_.back().address);
    entries_.pop_back();
  }
  entries_.push_front({.address = network, .guesses = 1, .at = now});
  by_address_[std::move(network)] = entries_.begin();
}

size_t GuessLimit::addresses() const {
  base::MutexLock lock(&mutex_);
  return entries_.size();
}

}  // namespace logboek::auth
