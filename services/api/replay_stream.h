// The history as a stream: the stored bytes, in order, then live.
#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/audit_service.pb.h"
#include "services/api/backend.h"

namespace logboek::api {

// The stream holds a position, never a queue: at most 500 events or 1 MiB are read ahead of a slow
// reader. The log is read on the worker pool. The reactor owns itself.
grpc::ServerWriteReactor<v1::ReplayResponse>* StartReplay(const Backend* backend,
                                                          grpc::CallbackServerContext* context,
                                                          absl::string_view method,
                                                          const v1::ReplayRequest& request);

}  // namespace logboek::api
