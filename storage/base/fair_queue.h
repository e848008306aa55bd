// A bounded queue that several senders share: they take turns, each keeps its own order, and nobody
// can fill it alone. Who had nothing waiting when the last round passed goes before those who send
// without pause, once a round (the new and old queues of RFC 8290, section 4.2): a rare command
// does not wait for one of each of them.
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

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

  // The first item of the sender whose turn it is. Not when empty.
  T Pop() {
    CHECK(!empty());
    std::string sender = NextTurn();
    Line& line = lines_.find(sender)->second;
    auto [weight, item] = std::move(line.items.front());
    line.items.pop_front();
    line.weight -= weight;
    weight_ -= weight;
    // Its next turn comes after everybody's, whether it has something waiting now or not.
    turns_.push_back(std::move(sender));
    if (--size_ == 0) Forget();
    return std::move(item);
  }

 private:
  struct Line {
    std::deque<std::pair<size_t, T>> items;
    size_t weight = 0;
  };

  // Takes it off its list.
  std::string NextTurn() {
    if (!first_turns_.empty()) return Take(&first_turns_);
    while (true) {
      std::string sender = Take(&turns_);
      const auto line = lines_.find(sender);
      if (!line->second.items.empty()) return sender;
      lines_.erase(line);
    }
  }

  static std::string Take(std::deque<std::string>* turns) {
    std::string sender = std::move(turns->front());
    turns->pop_front();
    return sender;
  }

  // Nobody waits, so nobody has had more than others.
  void Forget() {
    lines_.clear();
    turns_.clear();
  }

  Line& LineFor(const std::string& sender, size_t weight) {
    const auto [line, fresh] = lines_.try_emplace(sender);
    if (fresh) first_turns_.push_back(sender);
    line->second.weight += weight;
    weight_ += weight;
    ++size_;
    return line->second;
  }

  const size_t weight_max_;
  // Of each sender in one of the two lists of turns.
  absl::flat_hash_map<std::string, Line> lines_;
  // Senders who were not there in this round; all have something waiting.
  std::deque<std::string> first_turns_;
  // Those who were, and may have nothing more.
  std::deque<std::string> turns_;
  size_t weight_ = 0;
  size_t size_ = 0;
};

}  // namespace logboek::base
