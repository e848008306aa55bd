// Hashes, random bytes and the text form of bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace logboek::auth {

// 32 bytes.
std::string Sha256(absl::string_view bytes);

// 32 bytes.
std::string HmacSha256(absl::string_view key, absl::string_view bytes);

// How long it takes tells only whether the sizes are the same.
bool SameBytes(absl::string_view left, absl::string_view right);

// Fit for keys and tokens.
std::string RandomBytes(size_t count);

// The alphabet of RFC 4648, section 5, without padding.
std::string ToBase64Url(absl::string_view bytes);

// Nothing when the text is not exactly what ToBase64Url gives for some bytes.
std::optional<std::string> FromBase64Url(absl::string_view text);

}  // namespace logboek::auth
