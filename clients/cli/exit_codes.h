// What `logboek` exits with; documented in its help.
#pragma once

#include "absl/status/status.h"
#include "clients/cpp/errors.h"

namespace logboek::cli {

enum ExitCode : int {
  kExitOk = 0,
  // Some commands were refused, or some lines could not be read.
  kExitRefused = 1,
  kExitUsage = 2,
  kExitUnreachable = 3,
  kExitNotFound = 4,
  kExitServer = 5,
  // The answer, or a file that was asked for, could not be written.
  kExitOutput = 6,
  // compliance --exit-status: a verdict is not_met or at_risk.
  kExitNotCompliant = 10,
  kExitInterrupted = 130,
};

// For a question that went wrong; one that cannot be answered as it was asked is wrong usage.
inline ExitCode ExitCodeOf(const absl::Status& status) {
  if (client::AsksToSlowDown(status)) return kExitUnreachable;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kExitUsage;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kExitUnreachable;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kCancelled:
      return kExitInterrupted;
    default:
      return kExitServer;
  }
}

// For a single command: whatever the register decided is a refusal, the way there is not.
inline ExitCode ExitCodeOfCommand(const absl::Status& status) {
  if (client::AsksToSlowDown(status)) return kExitUnreachable;
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kResourceExhausted:
      return kExitRefused;
    default:
      return ExitCodeOf(status);
  }
}

}  // namespace logboek::cli
