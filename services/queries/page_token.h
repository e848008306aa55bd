// Where a list goes on: opaque to clients, bound to the question it was answered for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

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

// A field that is a date, written by absl::FormatCivilTime. INVALID_ARGUMENT, BAD_PAGE_TOKEN: it is
// none of the years 1 to 9999. Anybody can make a token, and no other date of a question is beyond.
absl::StatusOr<absl::CivilDay> DayOfPageToken(absl::string_view field);

}  // namespace logboek::queries
