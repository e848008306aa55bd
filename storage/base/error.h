// Errors that a program can act on: an absl::Status with a stable reason and the numbers it speaks
// of.
//
// The code says what the caller should do: UNAVAILABLE send again; ALREADY_EXISTS,
// FAILED_PRECONDITION mend the state first; INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE mend the
// request. The message says what is wrong, which limit it breaks and how to mend it. The wire form
// is google.rpc.ErrorInfo (AIP-193).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

struct ErrorReason {
  // UPPER_SNAKE_CASE, never changed once released.
  std::string reason;
  // Names and numbers as text, without personal data.
  std::map<std::string, std::string> metadata;
};

absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                       std::map<std::string, std::string> metadata = {});

// Absent when the status was not made by MakeError.
std::optional<ErrorReason> ReasonOf(const absl::Status& status);

}  // namespace logboek::base
