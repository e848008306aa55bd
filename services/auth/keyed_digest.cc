#include "services/auth/keyed_digest.h"

#include <sodium/crypto_shorthash_siphash24.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "services/auth/bytes.h"
#include "storage/base/check.h"

namespace logboek::auth {

KeyedDigest::KeyedDigest() {
  static_assert(sizeof(key_) == crypto_shorthash_siphashx24_KEYBYTES);
  const std::string key = RandomBytes(key_.size());
  std::copy(key.begin(), key.end(), key_.begin());
}

absl::uint128 KeyedDigest::Of(absl::string_view text) const {
  unsigned char digest[crypto_shorthash_siphashx24_BYTES];
  CHECK_EQ(crypto_shorthash_siphashx24(digest, reinterpret_cast<const unsigned char*>(text.data()),
                                       text.size(), key_.data()),
           0);
  uint64_t halves[2];
  static_assert(sizeof(digest) == sizeof(halves));
  std::memcpy(halves, digest, sizeof(digest));
  return absl::MakeUint128(halves[0], halves[1]);
}

}  // namespace logboek::auth
