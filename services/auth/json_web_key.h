// JSON Web Key Sets (RFC 7517) and the signatures that their keys check (RFC 7518, 8037).
//
// Algorithms: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA (Ed25519).
// Signatures under a shared secret (HS256 ...) and none at all ("none") are no algorithms here.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::auth {

inline constexpr size_t kKeySetBytesMax = 256 << 10;
inline constexpr size_t kKeysMax = 64;
// Of the keys that could have signed, so many are tried; an issuer with more names the one it used.
inline constexpr int kKeysTriedMax = 4;

enum class SignatureVerdict {
  kGood,
  kBad,
  // No key of this name; without a name, none that fits. Newer keys could tell.
  kUnknownKey,
};

struct Signature {
  // As in the header of a token; the name of the key may be empty.
  absl::string_view algorithm;
  absl::string_view key_id;
  absl::string_view signed_bytes;
  absl::string_view bytes;
};

// Constant; thread-safe.
class KeySet {
 public:
  // Keys that cannot be used here are left out: of another kind, for encryption, malformed, RSA
  // below 2,048 bits or above 8,192. INVALID_ARGUMENT, BAD_KEY_SET: no set of keys, too large, or
  // nothing is left.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(absl::string_view json);
  ~KeySet();

  SignatureVerdict Verify(const Signature& signature) const;

  size_t size() const;

 private:
  struct Key;

  explicit KeySet(std::vector<Key> keys);

  const std::vector<Key> keys_;
};

using KeySetPtr = std::shared_ptr<const KeySet>;

// Whether Verify knows an algorithm of this name.
bool IsSignatureAlgorithm(absl::string_view name);

}  // namespace logboek::auth
