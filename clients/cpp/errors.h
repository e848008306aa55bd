// From the wire's errors to absl::Status with a reason (storage/base/error.h).
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace logboek::client {

// Keeps code, message and, when the server sent google.rpc.ErrorInfo, reason and metadata. An error
// without ErrorInfo did not come from the register but from the way there: UNAVAILABLE gets the
// reason SERVER_UNREACHABLE, DEADLINE_EXCEEDED gets NO_ANSWER_IN_TIME, anything else has no reason.
absl::Status ToAbslStatus(const grpc::Status& status);

// The same for the error of one command inside an answer; never adds a reason of its own.
absl::Status ToAbslStatus(const google::rpc::Status& status);

// The caller has had what it may have for now; the same call will do after a while.
bool AsksToSlowDown(const absl::Status& status);

// After how long, where the server said so; at most 10 s.
std::optional<absl::Duration> ToldToWait(const absl::Status& status);

// The other way: an error as one command's answer carries it, with its reason as ErrorInfo.
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace logboek::client
