#include "services/vault/sealing.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

// Before anything else of the library; safe to call again and from several threads.
void StartSodium() { CHECK(sodium_init() >= 0, "libsodium did not start"); }

}  // namespace

std::string RandomBytes(size_t count) {
  StartSodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string Encrypt(absl::string_view plain, absl::string_view key, absl::string_view context) {
  std::string sealed = RandomBytes(kNonceBytes);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(&sealed) + kNonceBytes, &written, Bytes(plain),
                                             plain.size(), Bytes(context), context.size(), nullptr,
                                             Bytes(&sealed), Bytes(key));
  CHECK_EQ(static_cast<size_t>(written), plain.size() + kTagBytes);
  return sealed;
}

absl::StatusOr<std::string> Decrypt(absl::string_view sealed, absl::string_view key,
                                    absl::string_view context) {
  StartSodium();
  if (sealed.size() < kNonceBytes + kTagBytes) return absl::DataLossError("sealed data is cut off");
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  unsigned long long written = 0;
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Bytes(&plain), &written, nullptr, Bytes(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
      Bytes(context), context.size(), Bytes(sealed), Bytes(key));
  if (result != 0) return absl::DataLossError("sealed data or its key was changed");
  return plain;
}

std::string KeyContext(absl::string_view id) { return absl::StrCat("logboek key 1 ", id); }

std::string Hash(absl::string_view bytes, absl::string_view key, size_t bytes_out) {
  StartSodium();
  std::string hash(bytes_out, '\0');
  const int result = crypto_generichash(Bytes(&hash), hash.size(), Bytes(bytes), bytes.size(),
                                        key.empty() ? nullptr : Bytes(key), key.size());
  CHECK_EQ(result, 0);
  return hash;
}

absl::StatusOr<bool> Opens(absl::string_view master_key, const storage::EventLog& log) {
  ASSIGN_OR_RETURN(const std::optional<std::string> wrapped, log.FindKey(kDigestKeyId));
  if (!wrapped.has_value()) return true;
  return Decrypt(*wrapped, master_key, KeyContext(kDigestKeyId)).ok();
}

}  // namespace logboek::vault
