// From absl::Status to what goes over the wire: google.rpc.Status with ErrorInfo (AIP-193).
#pragma once

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace logboek::rpc {

// The domain of every ErrorInfo.
inline constexpr char kErrorDomain[] = "logboek";

// The public face of an error. A status made by base::MakeError keeps its message, reason and
// metadata. Of other errors with code INTERNAL, UNKNOWN or DATA_LOSS the message stays here, for it
// may name paths or bytes; the rest get their code's name as reason. An error with
// `retry_after_millis` in its metadata carries RetryInfo, and so does UNAVAILABLE: one second.
// The message is at most 1 KiB, and so is the metadata.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The same as the end of a call; the google.rpc.Status stands in the error details. OK becomes OK.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace logboek::rpc
