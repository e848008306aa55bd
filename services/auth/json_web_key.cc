#include "services/auth/json_web_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/auth/bytes.h"
#include "services/auth/openssl_ptr.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::auth {

// Not in the unnamed namespace, for KeySet::Key has a member of it.
enum class KeyKind { kRsa, kP256, kP384, kP521, kEd25519 };

namespace {

using Json = nlohmann::json;

struct Algorithm {
  absl::string_view name;
  KeyKind kind = KeyKind::kRsa;
  // Null: the algorithm has one of its own.
  const EVP_MD* (*digest)() = nullptr;
  bool pss = false;
};

constexpr Algorithm kAlgorithms[] = {
    {"RS256", KeyKind::kRsa, EVP_sha256, false},  {"RS384", KeyKind::kRsa, EVP_sha384, false},
    {"RS512", KeyKind::kRsa, EVP_sha512, false},  {"PS256", KeyKind::kRsa, EVP_sha256, true},
    {"PS384", KeyKind::kRsa, EVP_sha384, true},   {"PS512", KeyKind::kRsa, EVP_sha512, true},
    {"ES256", KeyKind::kP256, EVP_sha256, false}, {"ES384", KeyKind::kP384, EVP_sha384, false},
    {"ES512", KeyKind::kP521, EVP_sha512, false}, {"EdDSA", KeyKind::kEd25519, nullptr, false},
};

struct Curve {
  KeyKind kind = KeyKind::kP256;
  absl::string_view name;
  // Of a coordinate, and of each half of a signature.
  size_t bytes = 0;
};

constexpr Curve kCurves[] = {
    {KeyKind::kP256, "P-256", 32}, {KeyKind::kP384, "P-384", 48}, {KeyKind::kP521, "P-521", 66}};

constexpr int kRsaBitsMin = 2'048;
constexpr int kRsaBitsMax = 8'192;
// 65537 has three; a larger exponent only costs time.
constexpr size_t kRsaExponentBytesMax = 4;
constexpr size_t kEd25519KeyBytes = 32;

const Algorithm* FindAlgorithm(absl::string_view name) {
  for (const Algorithm& algorithm : kAlgorithms) {
    if (algorithm.name == name) return &algorithm;
  }
  return nullptr;
}

const Curve* FindCurve(KeyKind kind) {
  for (const Curve& curve : kCurves) {
    if (curve.kind == kind) return &curve;
  }
  return nullptr;
}

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Empty when it is missing or no text.
std::string Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Empty when it is missing or no base64url.
std::string BytesMember(const Json& object, const char* name) {
  return FromBase64Url(Member(object, name)).value_or("");
}

BignumPtr ToBignum(absl::string_view bytes) {
  return BignumPtr(BN_bin2bn(Unsigned(bytes), static_cast<int>(bytes.size()), nullptr));
}

KeyPtr KeyFromParams(const char* type, OSSL_PARAM_BLD* builder) {
  const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  CHECK(params != nullptr && context != nullptr);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  return KeyPtr(key);
}

KeyPtr RsaKey(const Json& jwk) {
  const std::string modulus_bytes = BytesMember(jwk, "n");
  const std::string exponent_bytes = BytesMember(jwk, "e");
  if (exponent_bytes.empty() || exponent_bytes.size() > kRsaExponentBytesMax) return nullptr;
  const BignumPtr modulus = ToBignum(modulus_bytes);
  const BignumPtr exponent = ToBignum(exponent_bytes);
  const int bits = BN_num_bits(modulus.get());
  if (bits < kRsaBitsMin || bits > kRsaBitsMax || BN_is_odd(modulus.get()) != 1) return nullptr;
  // 1 would let every signature through.
  if (BN_is_odd(exponent.get()) != 1 || BN_is_one(exponent.get()) == 1) return nullptr;
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return KeyFromParams("RSA", builder.get());
}

// OpenSSL refuses a point that is not on the curve.
KeyPtr EcKey(const Json& jwk, const Curve& curve) {
  const std::string x = BytesMember(jwk, "x");
  const std::string y = BytesMember(jwk, "y");
  if (x.size() != curve.bytes || y.size() != curve.bytes) return nullptr;
  constexpr char kUncompressed = 4;
  const std::string point = absl::StrCat(std::string(1, kUncompressed), x, y);
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.name.data(),
                                  curve.name.size());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return KeyFromParams("EC", builder.get());
}

KeyPtr Ed25519Key(const Json& jwk) {
  const std::string x = BytesMember(jwk, "x");
  if (x.size() != kEd25519KeyBytes) return nullptr;
  return KeyPtr(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Unsigned(x), x.size()));
}

std::optional<KeyKind> KindOf(const Json& jwk) {
  const std::string type = Member(jwk, "kty");
  const std::string curve_name = Member(jwk, "crv");
  if (type == "RSA") return KeyKind::kRsa;
  if (type == "OKP" && curve_name == "Ed25519") return KeyKind::kEd25519;
  for (const Curve& curve : kCurves) {
    if (type == "EC" && curve.name == curve_name) return curve.kind;
  }
  return std::nullopt;
}

KeyPtr MakeKey(KeyKind kind, const Json& jwk) {
  if (kind == KeyKind::kRsa) return RsaKey(jwk);
  if (kind == KeyKind::kEd25519) return Ed25519Key(jwk);
  return EcKey(jwk, *FindCurve(kind));
}

// JWS has the two numbers side by side, OpenSSL wants them in DER. Empty when they cannot be that.
std::string ToDerSignature(absl::string_view bytes, const Curve& curve) {
  if (bytes.size() != 2 * curve.bytes) return "";
  const SignaturePtr signature(ECDSA_SIG_new());
  CHECK(signature != nullptr);
  ECDSA_SIG_set0(signature.get(), ToBignum(bytes.substr(0, curve.bytes)).release(),
                 ToBignum(bytes.substr(curve.bytes)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size < 0) return "";
  std::string text(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return text;
}

bool IsSignedBy(EVP_PKEY* key, const Algorithm& algorithm, const Signature& signature) {
  std::string bytes(signature.bytes);
  if (const Curve* curve = FindCurve(algorithm.kind); curve != nullptr) {
    bytes = ToDerSignature(bytes, *curve);
  } else if (algorithm.kind == KeyKind::kRsa &&
             bytes.size() != static_cast<size_t>(EVP_PKEY_get_size(key))) {
    // OpenSSL takes a PSS signature without its leading zeros.
    return false;
  }
  const DigestContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  const EVP_MD* const digest = algorithm.digest == nullptr ? nullptr : algorithm.digest();
  if (EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key) != 1) return false;
  if (algorithm.pss &&
      (EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), Unsigned(bytes), bytes.size(),
                          Unsigned(signature.signed_bytes), signature.signed_bytes.size()) == 1;
}

absl::Status BadKeySet(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_KEY_SET",
                         absl::StrCat("the key set cannot be used: ", what));
}

}  // namespace

struct KeySet::Key {
  std::string id;
  // Empty = any of its kind.
  std::string algorithm;
  KeyKind kind;
  KeyPtr key;

  // Nothing when it is of no use here.
  static std::optional<Key> FromJson(const Json& jwk) {
    if (!jwk.is_object()) return std::nullopt;
    if (jwk.contains("use") && Member(jwk, "use") != "sig") return std::nullopt;
    const std::optional<KeyKind> kind = KindOf(jwk);
    if (!kind.has_value()) return std::nullopt;
    Key key{Member(jwk, "kid"), Member(jwk, "alg"), *kind, MakeKey(*kind, jwk)};
    if (key.key == nullptr) return std::nullopt;
    return key;
  }

  bool Fits(const Algorithm& wanted) const {
    return kind == wanted.kind && (algorithm.empty() || algorithm == wanted.name);
  }
};

KeySet::KeySet(std::vector<Key> keys) : keys_(std::move(keys)) {}
KeySet::~KeySet() = default;
size_t KeySet::size() const { return keys_.size(); }

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(absl::string_view json) {
  const OpensslErrorsForgotten forgotten;
  if (json.size() > kKeySetBytesMax) {
    return BadKeySet(absl::StrCat("it has ", json.size(), " bytes, limit ", kKeySetBytesMax));
  }
  const Json set =
      Json::parse(json.begin(), json.end(), /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
    return BadKeySet("it is no JSON object with a list \"keys\"");
  }
  const Json& listed = set["keys"];
  if (listed.size() > kKeysMax) {
    return BadKeySet(absl::StrCat("it has ", listed.size(), " keys, limit ", kKeysMax));
  }
  std::vector<Key> keys;
  for (const Json& jwk : listed) {
    if (std::optional<Key> key = Key::FromJson(jwk); key.has_value()) {
      keys.push_back(*std::move(key));
    }
  }
  if (keys.empty()) return BadKeySet("none of its keys can check a signature here");
  return std::shared_ptr<const KeySet>(new KeySet(std::move(keys)));
}

SignatureVerdict KeySet::Verify(const Signature& signature) const {
  const OpensslErrorsForgotten forgotten;
  const Algorithm* const algorithm = FindAlgorithm(signature.algorithm);
  if (algorithm == nullptr) return SignatureVerdict::kBad;
  bool known = false;
  int tried = 0;
  for (const Key& key : keys_) {
    if (!signature.key_id.empty() && key.id != signature.key_id) continue;
    known = known || !signature.key_id.empty();
    if (!key.Fits(*algorithm)) continue;
    if (++tried > kKeysTriedMax) break;
    if (IsSignedBy(key.key.get(), *algorithm, signature)) return SignatureVerdict::kGood;
  }
  return known ? SignatureVerdict::kBad : SignatureVerdict::kUnknownKey;
}

bool IsSignatureAlgorithm(absl::string_view name) { return FindAlgorithm(name) != nullptr; }

}  // namespace logboek::auth
