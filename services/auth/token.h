// Bearer tokens: "logboek_", 256 random bits (43 characters of base64url) and 6 characters of a
// checksum over what stands before. So a scanner for secrets knows one when it sees it, and a
// mistyped one is refused without a look.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::auth {

inline constexpr absl::string_view kTokenPrefix = "logboek_";
inline constexpr size_t kTokenBytes = 57;

// Nobody has had it before.
std::string NewToken();

// UNAUTHENTICATED, TOKEN_MALFORMED: no token that was ever given out looks so.
absl::Status CheckToken(absl::string_view token);

// Public: "tk_" and 12 letters and digits (60 random bits).
std::string NewTokenId();

}  // namespace logboek::auth
