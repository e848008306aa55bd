// Access tokens of others: JSON Web Tokens (RFC 7519, 9068) in the compact form of RFC 7515.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/auth/json_web_key.h"

namespace logboek::auth {

inline constexpr size_t kAccessTokenBytesMax = 16 << 10;

// What a token says, true or not.
struct AccessToken {
  std::string algorithm;
  // Empty when it names none.
  std::string key_id;
  // An object.
  nlohmann::json claims;
  // Header and claims as they were signed.
  std::string signed_text;
  std::string signature;

  // The claim "iss"; empty when there is none.
  std::string issuer() const;
  // Whether the keys bear out that it was signed.
  SignatureVerdict Verify(const KeySet& keys) const;
};

// Three parts with a dot between them, where a JWT has its own.
bool LooksLikeAccessToken(absl::string_view text);

// UNAUTHENTICATED, BAD_ACCESS_TOKEN: malformed, too large, of another type than "at+jwt" or "JWT"
// (or none), signed by no algorithm of json_web_key.h, or with a header that must be understood
// and is not.
absl::StatusOr<AccessToken> ParseAccessToken(absl::string_view text);

}  // namespace logboek::auth
