// Digests for tables in memory in which it is looked up what strangers send.
#pragma once

#include <array>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"

namespace logboek::auth {

// Thread-safe.
class KeyedDigest {
 public:
  // With a random key of its own.
  KeyedDigest();

  // SipHash-2-4 of 128 bits: without the key nobody finds a text that has the digest of another. A
  // fraction of the time of a SHA-256, and worth nothing outside this process.
  absl::uint128 Of(absl::string_view text) const;

 private:
  std::array<unsigned char, 16> key_ = {};
};

}  // namespace logboek::auth
