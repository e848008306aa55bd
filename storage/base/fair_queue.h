// A bounded queue that several senders share: they take turns, each keeps its own order, and nobody
// can fill it alone.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "storage/base/check.h"

namespace logboek::base {

// Not thread-safe.
template <typename T>
class FairQueue {
 public:
  // `weight_max` is at least 1; what an item weighs is the caller's to say.
  explicit FairQueue(size_t weight_max) : weight_max_(weight_max) { CHECK(weight_max > 0); }

  // A sender may hold as much as is free: one alone half of the queue, two a third each. Who holds
  // nothing yet has room for one item, whatever it weighs, while the queue is not full.
  bool HasRoom(const std::string& sender, size_t weight) const {
    const auto line = lines_.find(sender);
    const size_t own = line == lines_.end() ? 0 : line->second.weight;
    return weight_ < weight_max_ && (own == 0 || own + weight <= weight_max_ - weight_);
  }

  // Behind what the sender has waiting; however much that is.
  void PushBack(const std::string& sender, size_t weight, T item) {
    LineFor(sender, weight).items.push_back({weight, std::move(item)});
  }
  // Before what the sender has waiting.
  void PushFront(const std::string& sender, size_t weight, T item) {
    LineFor(sender, weight).items.push_front({weight, std::move(item)});
  }

  bool empty() const { return turns_.empty(); }
  size_t size() const { return size_; }

  // The first item of the sender whose turn it is. Not when empty.
  T Pop() {
    CHECK(!empty());
    const auto line = lines_.find(turns_.front());
    turns_.pop_front();
    auto [weight, item] = std::move(line->second.items.front());
    line->second.items.pop_front();
    line->second.weight -= weight;
    weight_ -= weight;
    --size_;
    if (line->second.items.empty()) {
      lines_.erase(line);
    } else {
      turns_.push_back(line->first);
    }
    return std::move(item);
  }

 private:
  struct Line {
    std::deque<std::pair<size_t, T>> items;
    size_t weight = 0;
  };

  Line& LineFor(const std::string& sender, size_t weight) {
    const auto [line, fresh] = lines_.try_emplace(sender);
    if (fresh) turns_.push_back(sender);
    line->second.weight += weight;
    weight_ += weight;
    ++size_;
    return line->second;
  }

  const size_t weight_max_;
  absl::flat_hash_map<std::string, Line> lines_;
  // Senders that have something waiting, each once.
  std::deque<std::string> turns_;
  size_t weight_ = 0;
  size_t size_ = 0;
};

}  // namespace logboek::base
