// Bearer tokens: a prefix, 256 bits that nobody guesses (43 characters of base64url) and 6
// characters of a checksum over what stands before. So a scanner for secrets knows one when it sees
// it, and a mistyped one is refused without a look.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::auth {

// Of a token that an administrator made.
inline constexpr absl::string_view kTokenPrefix = "logboek_";
// Of one that stands for an access token (exchanged_tokens.h).
inline constexpr absl::string_view kExchangedTokenPrefix = "logboekx_";
// Behind the prefix.
inline constexpr size_t kTokenSecretBytes = 32;

// With kTokenPrefix. Nobody has had it before.
std::string NewToken();

// `secret` has kTokenSecretBytes.
std::string TokenOf(absl::string_view prefix, absl::string_view secret);

// UNAUTHENTICATED, TOKEN_MALFORMED: no token with this prefix that was ever given out looks so.
absl::Status CheckToken(absl::string_view token, absl::string_view prefix = kTokenPrefix);

// Public: "tk_" and 12 letters and digits (60 random bits).
std::string NewTokenId();

}  // namespace logboek::auth
