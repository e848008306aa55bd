// The stream of a region's verdicts: the counts now, then every change as it happens.
#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/compliance_service.pb.h"
#include "services/api/backend.h"

namespace logboek::api {

// The stream holds a position, never a queue: it looks again only when everything it found has
// been written, and is told once of whatever happened meanwhile. It looks on the worker pool. The
// reactor owns itself.
grpc::ServerWriteReactor<v1::WatchRegionResponse>* StartWatch(
    const Backend* backend, grpc::CallbackServerContext* context, absl::string_view method,
    const v1::WatchRegionRequest& request);

}  // namespace logboek::api
