#include "services/auth/bytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "absl/strings/escaping.h"
#include "services/auth/openssl_ptr.h"
#include "storage/base/check.h"

namespace logboek::auth {

std::string Sha256(absl::string_view bytes) {
  // Looked up once, and never given back: every look takes a lock of OpenSSL.
  static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  // Kept: to make one takes longer than to hash a token.
  thread_local const DigestContextPtr context(EVP_MD_CTX_new());
  std::string hash(32, '\0');
  unsigned int size = 0;
  CHECK_EQ(EVP_DigestInit_ex2(context.get(), sha256, nullptr), 1);
  CHECK_EQ(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()), 1);
  CHECK_EQ(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()), &size),
           1);
  CHECK_EQ(static_cast<size_t>(size), hash.size());
  return hash;
}

std::string HmacSha256(absl::string_view key, absl::string_view bytes) {
  std::string mac(32, '\0');
  unsigned int size = 0;
  CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
             reinterpret_cast<unsigned char*>(mac.data()), &size) != nullptr,
        "OpenSSL has HMAC");
  CHECK_EQ(static_cast<size_t>(size), mac.size());
  return mac;
}

bool SameBytes(absl::string_view left, absl::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  CHECK_EQ(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)), 1);
  return bytes;
}

std::string ToBase64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

std::optional<std::string> FromBase64Url(absl::string_view text) {
  std::string bytes;
  // abseil overlooks padding, blanks and bits that are left over.
  if (!absl::WebSafeBase64Unescape(text, &bytes) || ToBase64Url(bytes) != text) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace logboek::auth
