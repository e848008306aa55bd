#include "services/vault/signer.h"

#include <sodium.h>

#include "absl/strings/str_replace.h"
#include "services/vault/vault.h"
#include "storage/base/check.h"

namespace logboek::vault {
namespace {

const unsigned char* Octets(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Octets(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

}  // namespace

Signer::Signer(absl::string_view seed)
    : public_key_(crypto_sign_PUBLICKEYBYTES, '\0'), secret_key_(crypto_sign_SECRETKEYBYTES, '\0') {
  CHECK(sodium_init() >= 0, "libsodium did not start");
  CHECK_EQ(seed.size(), crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair(Octets(&public_key_), Octets(&secret_key_), Octets(seed));
}

absl::StatusOr<std::unique_ptr<Signer>> Signer::Open(const std::string& path) {
  // The same kind of file: 32 bytes that nobody else may read.
  const absl::StatusOr<std::string> seed = LoadMasterKey(path, /*may_create=*/true);
  if (!seed.ok()) {
    return absl::Status(seed.status().code(), absl::StrReplaceAll(seed.status().message(),
                                                                  {{"master key", "signing key"}}));
  }
  return std::unique_ptr<Signer>(new Signer(*seed));
}

std::unique_ptr<Signer> Signer::OfTheMoment() {
  CHECK(sodium_init() >= 0, "libsodium did not start");
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  return std::unique_ptr<Signer>(new Signer(seed));
}

std::string Signer::Sign(absl::string_view bytes) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Octets(&signature), nullptr, Octets(bytes), bytes.size(),
                       Octets(secret_key_));
  return signature;
}

}  // namespace logboek::vault
