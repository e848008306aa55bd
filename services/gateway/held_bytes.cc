#include "services/gateway/held_bytes.h"

#include <algorithm>
#include <utility>

namespace logboek::gateway {

bool ByteBudget::Take(const std::string& who, size_t bytes) {
  base::MutexLock lock(&mutex_);
  const auto found = of_one_.find(who);
  const size_t of_one = found == of_one_.end() ? 0 : found->second;
  if (bytes > bytes_max_ - taken_ || bytes > bytes_of_one_max_ - of_one) return false;
  of_one_[who] = of_one + bytes;
  taken_ += bytes;
  return true;
}

void ByteBudget::Give(const std::string& who, size_t bytes) {
  base::MutexLock lock(&mutex_);
  const auto found = of_one_.find(who);
  found->second -= bytes;
  if (found->second == 0) of_one_.erase(found);
  taken_ -= bytes;
}

size_t ByteBudget::taken() const {
  base::MutexLock lock(&mutex_);
  return taken_;
}

HeldBytes::HeldBytes(ByteBudget* budget, std::string who) : budget_(budget), who_(std::move(who)) {}

HeldBytes::HeldBytes(HeldBytes&& other) noexcept
    : budget_(other.budget_),
      who_(std::move(other.who_)),
      counted_(std::exchange(other.counted_, 0)) {}

HeldBytes& HeldBytes::operator=(HeldBytes&& other) noexcept {
  std::swap(budget_, other.budget_);
  std::swap(who_, other.who_);
  std::swap(counted_, other.counted_);
  return *this;
}

HeldBytes::~HeldBytes() { Hold(0); }

bool HeldBytes::Hold(size_t bytes) {
  const size_t counted = bytes - std::min(bytes, kUncounted);
  if (counted > counted_) {
    if (budget_ == nullptr || !budget_->Take(who_, counted - counted_)) return false;
  } else if (counted < counted_) {
    budget_->Give(who_, counted_ - counted);
  }
  counted_ = counted;
  return true;
}

}  // namespace logboek::gateway
