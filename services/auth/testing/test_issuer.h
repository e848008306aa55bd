// A small OpenID Connect issuer: makes keys, publishes them, signs access tokens.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/auth/openssl_ptr.h"

namespace logboek::auth {

enum class TestKeyKind { kRsa, kP256, kP384, kP521, kEd25519 };

class TestIssuer {
 public:
  explicit TestIssuer(std::string url = "https://issuer.example.nl") : url_(std::move(url)) {}

  const std::string& url() const { return url_; }

  // The first key that was added signs, unless another is asked for.
  void AddKey(const std::string& key_id, TestKeyKind kind);
  void RemoveKey(absl::string_view key_id);

  // The public keys. `changes` is laid over each, for example {{"use", "enc"}}; null removes.
  std::string KeySet(const nlohmann::json& changes = nlohmann::json::object()) const;

  // What an access token says: issuer, subject, audience "logboek", made now, good for ten minutes.
  nlohmann::json Claims(absl::string_view subject, absl::Time now) const;

  struct SignOptions {
    // Empty = the first key.
    std::string key_id = {};
    // Empty = the first that fits the key.
    std::string algorithm = {};
    // Laid over the header {"alg", "kid", "typ": "at+jwt"}; null removes.
    nlohmann::json header = nlohmann::json::object();
  };
  std::string Sign(const nlohmann::json& claims, const SignOptions& options) const;
  std::string Sign(const nlohmann::json& claims) const { return Sign(claims, {}); }

 private:
  struct Key {
    std::string id;
    TestKeyKind kind;
    KeyPtr key;
  };

  const Key& Find(absl::string_view key_id) const;

  const std::string url_;
  std::vector<Key> keys_;
};

// The signature in the form of a JWS.
std::string TestSignature(EVP_PKEY* key, absl::string_view algorithm, absl::string_view text);

}  // namespace logboek::auth
