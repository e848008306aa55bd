// Numbers that are the same for a seed with every compiler, library and machine (splitmix64).
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "storage/base/check.h"

namespace logboek::demo {

// Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  // 0 to bound - 1; bound is at least 1.
  size_t Below(size_t bound) {
    CHECK(bound > 0);
    return static_cast<size_t>(Next() % bound);
  }

  // low to high, both included.
  int Between(int low, int high) {
    CHECK(low <= high);
    return low + static_cast<int>(Below(static_cast<size_t>(high - low) + 1));
  }

  bool Chance(int percent) { return Between(1, 100) <= percent; }

  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }

  template <typename T>
  void Shuffle(std::vector<T>* items) {
    for (size_t left = items->size(); left > 1; --left) {
      std::swap((*items)[left - 1], (*items)[Below(left)]);
    }
  }

 private:
  uint64_t state_;
};

}  // namespace logboek::demo
