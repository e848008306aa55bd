// Memory that clients make a server hold, bounded for all of them together and for each.
#pragma once

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "storage/base/mutex.h"

namespace logboek::gateway {

// Thread-safe.
class ByteBudget {
 public:
  ByteBudget(size_t bytes_max, size_t bytes_of_one_max)
      : bytes_max_(bytes_max), bytes_of_one_max_(bytes_of_one_max) {}

  // False: there is no room, for anybody or for this one, and nothing changes.
  bool Take(const std::string& who, size_t bytes);
  // What was taken, or a part of it.
  void Give(const std::string& who, size_t bytes);
  size_t taken() const;

 private:
  const size_t bytes_max_;
  const size_t bytes_of_one_max_;
  mutable base::Mutex mutex_;
  size_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of those who have taken something.
  absl::flat_hash_map<std::string, size_t> of_one_ ABSL_GUARDED_BY(mutex_);
};

// What is held of one body or answer, given back when it goes. Its first 16 KiB are not counted:
// connections have their own limit, and what is short goes on when strangers have used up the rest.
class HeldBytes {
 public:
  static constexpr size_t kUncounted = 16 << 10;

  // Can hold nothing but what is not counted.
  HeldBytes() = default;
  // `budget` must outlive it.
  HeldBytes(ByteBudget* budget, std::string who);
  HeldBytes(HeldBytes&& other) noexcept;
  HeldBytes& operator=(HeldBytes&& other) noexcept;
  ~HeldBytes();

  // The memory is now so many bytes. False: there is no room, and nothing changes.
  bool Hold(size_t bytes);

 private:
  ByteBudget* budget_ = nullptr;
  std::string who_;
  size_t counted_ = 0;
};

}  // namespace logboek::gateway
