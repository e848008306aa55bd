// The bulk stream of commands: one receipt or error for each, in the order they were sent.
#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/registration_service.pb.h"
#include "services/api/backend.h"

namespace logboek::api {

// Commands are put on the queue as they are read. Nothing more is read while 1,024 commands or 16
// MiB of them are unanswered, or the client does not read its answers; so a stream of any length
// needs a bounded memory. When the server drains, commands already read are answered before the
// stream ends. The reactor owns itself.
grpc::ServerBidiReactor<v1::PushRequest, v1::PushResponse>* StartPush(
    const Backend* backend, grpc::CallbackServerContext* context, absl::string_view method);

}  // namespace logboek::api
