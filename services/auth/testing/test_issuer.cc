#include "services/auth/testing/test_issuer.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/auth/bytes.h"
#include "storage/base/check.h"

namespace logboek::auth {
namespace {

using nlohmann::json;

struct KindRow {
  TestKeyKind kind;
  const char* algorithm;
  const char* type;
  const char* curve;
  // Of a coordinate.
  int bytes;
};

constexpr KindRow kKinds[] = {
    {TestKeyKind::kRsa, "RS256", "RSA", nullptr, 0},
    {TestKeyKind::kP256, "ES256", "EC", "P-256", 32},
    {TestKeyKind::kP384, "ES384", "EC", "P-384", 48},
    {TestKeyKind::kP521, "ES512", "EC", "P-521", 66},
    {TestKeyKind::kEd25519, "EdDSA", "OKP", "Ed25519", 32},
};

const KindRow& RowOf(TestKeyKind kind) { return kKinds[static_cast<size_t>(kind)]; }

const unsigned char* SignedBytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Writable(std::string* text) {
  return reinterpret_cast<unsigned char*>(text->data());
}

KeyPtr NewKey(TestKeyKind kind) {
  constexpr size_t kRsaBits = 2'048;
  KeyPtr key;
  if (kind == TestKeyKind::kRsa) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits));
  } else if (kind == TestKeyKind::kEd25519) {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  } else {
    key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", RowOf(kind).curve));
  }
  CHECK(key != nullptr);
  return key;
}

// A number of the key in base64url, filled up to `bytes` when that is not 0.
std::string NumberOf(EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* raw = nullptr;
  CHECK_EQ(EVP_PKEY_get_bn_param(key, name, &raw), 1);
  const BignumPtr number(raw);
  std::string text(static_cast<size_t>(bytes == 0 ? BN_num_bytes(raw) : bytes), '\0');
  CHECK(BN_bn2binpad(raw, Writable(&text), static_cast<int>(text.size())) > 0);
  return ToBase64Url(text);
}

json PublicNumbers(EVP_PKEY* key, const KindRow& row) {
  if (row.kind == TestKeyKind::kRsa) {
    return {{"n", NumberOf(key, OSSL_PKEY_PARAM_RSA_N, 0)},
            {"e", NumberOf(key, OSSL_PKEY_PARAM_RSA_E, 0)}};
  }
  if (row.kind == TestKeyKind::kEd25519) {
    std::string bytes(32, '\0');
    size_t size = bytes.size();
    CHECK_EQ(EVP_PKEY_get_raw_public_key(key, Writable(&bytes), &size), 1);
    return {{"crv", row.curve}, {"x", ToBase64Url(bytes)}};
  }
  return {{"crv", row.curve},
          {"x", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, row.bytes)},
          {"y", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, row.bytes)}};
}

// DER to the two numbers side by side.
std::string ToPlainSignature(const std::string& der, int bytes) {
  const unsigned char* at = SignedBytes(der);
  const SignaturePtr signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  CHECK(signature != nullptr);
  std::string plain(static_cast<size_t>(2 * bytes), '\0');
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), Writable(&plain), bytes) > 0);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), Writable(&plain) + bytes, bytes) > 0);
  return plain;
}

}  // namespace

std::string TestSignature(EVP_PKEY* key, absl::string_view algorithm, absl::string_view text) {
  const EVP_MD* digest = nullptr;
  if (absl::EndsWith(algorithm, "256")) digest = EVP_sha256();
  if (absl::EndsWith(algorithm, "384")) digest = EVP_sha384();
  if (absl::EndsWith(algorithm, "512")) digest = EVP_sha512();
  const DigestContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  CHECK_EQ(EVP_DigestSignInit(context.get(), &key_context, digest, nullptr, key), 1);
  if (absl::StartsWith(algorithm, "PS")) {
    CHECK_EQ(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING), 1);
    CHECK_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST), 1);
  }
  size_t size = 0;
  CHECK_EQ(EVP_DigestSign(context.get(), nullptr, &size, SignedBytes(text), text.size()), 1);
  std::string signature(size, '\0');
  CHECK_EQ(
      EVP_DigestSign(context.get(), Writable(&signature), &size, SignedBytes(text), text.size()),
      1);
  signature.resize(size);
  for (const KindRow& row : kKinds) {
    if (absl::StartsWith(algorithm, "ES") && algorithm == row.algorithm) {
      return ToPlainSignature(signature, row.bytes);
    }
  }
  return signature;
}

void TestIssuer::AddKey(const std::string& key_id, TestKeyKind kind) {
  keys_.push_back({key_id, kind, NewKey(kind)});
}

void TestIssuer::RemoveKey(absl::string_view key_id) {
  std::erase_if(keys_, [&](const Key& key) { return key.id == key_id; });
}

std::string TestIssuer::KeySet(const json& changes) const {
  json keys = json::array();
  for (const Key& key : keys_) {
    const KindRow& row = RowOf(key.kind);
    json jwk = PublicNumbers(key.key.get(), row);
    jwk["kty"] = row.type;
    jwk["kid"] = key.id;
    jwk["use"] = "sig";
    jwk.merge_patch(changes);
    keys.push_back(std::move(jwk));
  }
  return json{{"keys", std::move(keys)}}.dump();
}

json TestIssuer::Claims(absl::string_view subject, absl::Time now) const {
  return {{"iss", url_},
          {"sub", std::string(subject)},
          {"aud", "logboek"},
          {"iat", absl::ToUnixSeconds(now)},
          {"exp", absl::ToUnixSeconds(now + absl::Minutes(10))}};
}

const TestIssuer::Key& TestIssuer::Find(absl::string_view key_id) const {
  for (const Key& key : keys_) {
    if (key_id.empty() || key.id == key_id) return key;
  }
  CHECK(false, "the test issuer has no such key");
  return keys_.front();
}

std::string TestIssuer::Sign(const json& claims, const SignOptions& options) const {
  const Key& key = Find(options.key_id);
  const std::string algorithm =
      options.algorithm.empty() ? RowOf(key.kind).algorithm : options.algorithm;
  json header = {{"alg", algorithm}, {"kid", key.id}, {"typ", "at+jwt"}};
  header.merge_patch(options.header);
  const std::string text =
      absl::StrCat(ToBase64Url(header.dump()), ".", ToBase64Url(claims.dump()));
  return absl::StrCat(text, ".", ToBase64Url(TestSignature(key.key.get(), algorithm, text)));
}

}  // namespace logboek::auth
