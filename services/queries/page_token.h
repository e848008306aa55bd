// Where a list goes on: opaque to clients, bound to the question it was answered for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::queries {

// What makes two questions the same question; order matters.
std::string Fingerprint(const std::vector<std::string>& parts);

// `fields` must not contain NUL. base64url without padding.
std::string EncodePageToken(absl::string_view fingerprint, const std::vector<std::string>& fields);

// INVALID_ARGUMENT, BAD_PAGE_TOKEN: not made by EncodePageToken, for another question, or with
// another number of fields.
absl::StatusOr<std::vector<std::string>> DecodePageToken(absl::string_view text,
                                                         absl::string_view fingerprint,
                                                         size_t fields);

}  // namespace logboek::queries
