// Whether a grant makes sense: its scopes fit its role, its names are names.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "logboek/access/v1/access.pb.h"

namespace logboek::auth {

// 1 to 128 bytes without control characters. INVALID_ARGUMENT with the field in the metadata:
// MISSING_FIELD, TEXT_TOO_LONG, BAD_CHARACTERS.
absl::Status CheckName(absl::string_view field, absl::string_view value);

// As the comments of the message say. INVALID_ARGUMENT with the field in the metadata: as
// CheckName; UNKNOWN_ENUM_VALUE; LIST_TOO_LONG beyond 1,000 entries; MISSING_SCOPE when the role
// wants to know about what; SCOPE_OF_ANOTHER_ROLE when it is never about that.
absl::Status CheckGrant(const access::v1::Grant& grant);

}  // namespace logboek::auth
