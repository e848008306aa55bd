// What commands would become: the question as it is asked over the wire.
#pragma once

#include "absl/status/status.h"
#include "logboek/v1/registration_service.pb.h"
#include "services/api/backend.h"
#include "services/rpc/chain.h"

namespace logboek::api {

// Answers the request from the register as it is now. A command that could not go on the queue is
// refused like one of a push stream. INVALID_ARGUMENT, TOO_MANY_COMMANDS: more than 1,000;
// MISSING_FIELD: none.
absl::Status TryOut(const Backend& backend, const v1::DryRunRequest& request, const rpc::Call& call,
                    v1::DryRunResponse* response);

}  // namespace logboek::api
