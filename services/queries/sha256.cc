#include "services/queries/sha256.h"

#include <openssl/evp.h>

#include "storage/base/check.h"

namespace logboek::queries {

struct Sha256::Context {
  Context() : digest(EVP_MD_CTX_new()) {}
  ~Context() { EVP_MD_CTX_free(digest); }
  EVP_MD_CTX* digest;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  CHECK(context_->digest != nullptr);
  CHECK_EQ(EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr), 1);
}

Sha256::~Sha256() = default;

void Sha256::Update(absl::string_view bytes) {
  CHECK_EQ(EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()), 1);
}

std::string Sha256::Finish() {
  std::string bytes(kBytes, '\0');
  unsigned int size = 0;
  CHECK_EQ(
      EVP_DigestFinal_ex(context_->digest, reinterpret_cast<unsigned char*>(bytes.data()), &size),
      1);
  CHECK_EQ(static_cast<size_t>(size), kBytes);
  return bytes;
}

}  // namespace logboek::queries
