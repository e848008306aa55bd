// Bytes that live as long as their owner, without an allocation for each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::storage {

// Keeps many small texts at fixed addresses, without an allocation each. Not thread-safe.
class ByteArena {
 public:
  // A copy of `text` that lives as long as the arena.
  absl::string_view Keep(absl::string_view text) {
    if (text.empty()) return {};
    if (text.size() > left_) {
      left_ = std::max(kChunkBytes, text.size());
      chunks_.emplace_back(new char[left_]);
      next_ = chunks_.back().get();
    }
    char* const kept = next_;
    std::memcpy(kept, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {kept, text.size()};
  }

 private:
  static constexpr size_t kChunkBytes = 64 << 10;

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  size_t left_ = 0;
};

}  // namespace logboek::storage
