// JSON Web Key Sets of an issuer.
#include "services/auth/json_web_key.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const absl::string_view json = fuzz::ToText(data, size);
  const auto keys = auth::KeySet::Parse(json);
  if (!keys.ok()) {
    fuzz::CheckRefused(keys.status(), "BAD_KEY_SET");
    return 0;
  }
  CHECK((*keys)->size() >= 1 && (*keys)->size() <= auth::kKeysMax);
  // Sizes of ES256, ES384, ES512 and RSA signatures; 64 is that of Ed25519, too.
  for (const size_t bytes : {0, 64, 96, 132, 256}) {
    const std::string signature(bytes, '\x5a');
    for (const char* const algorithm : {"RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"}) {
      CHECK((*keys)->Verify({.algorithm = algorithm,
                             .key_id = "",
                             .signed_bytes = "header.claims",
                             .bytes = signature}) == auth::SignatureVerdict::kUnknownKey);
    }
  }
  CHECK((*keys)->Verify({.algorithm = "none"}) == auth::SignatureVerdict::kBad);
  return 0;
}
