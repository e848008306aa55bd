// How a caller is turned away.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/base/error.h"

namespace logboek::auth {

// The reason for which somebody has to wait who presented many access tokens that were wrong; it
// never changes.
inline constexpr char kTooManyWrongTokens[] = "TOO_MANY_WRONG_TOKENS";

// The message says how to be let in, and never what was presented.
inline absl::Status NotLetIn(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kUnauthenticated, reason, message);
}

}  // namespace logboek::auth
