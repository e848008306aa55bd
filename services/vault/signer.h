// Signs what leaves, so that whoever gets it can see that this store made it and nobody changed it.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::vault {

// An Ed25519 key pair (libsodium). Thread-safe.
class Signer {
 public:
  // The key of the 32 bytes (the seed) in the file, which is made with a new random one (mode 0600)
  // when it is missing: what was signed with a lost key can be verified as before, by its public
  // key. FAILED_PRECONDITION: others can read the file, or it holds no key.
  static absl::StatusOr<std::unique_ptr<Signer>> Open(const std::string& path);
  // A key that lives as long as the process.
  static std::unique_ptr<Signer> OfTheMoment();

  // 64 bytes.
  std::string Sign(absl::string_view bytes) const;
  // 32 bytes.
  const std::string& public_key() const { return public_key_; }

 private:
  explicit Signer(absl::string_view seed);

  std::string public_key_;
  std::string secret_key_;
};

}  // namespace logboek::vault
