// Reading what came over the wire, for tests.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace logboek::test {

// The ErrorInfo in a status; empty when there is none.
google::rpc::ErrorInfo InfoIn(const google::rpc::Status& status);
google::rpc::ErrorInfo InfoIn(const grpc::Status& status);

// A grpc::Status that is OK.
MATCHER(IsGrpcOk, negation ? "is not OK" : "is OK") {
  *result_listener << arg.error_code() << ": " << arg.error_message();
  return arg.ok();
}

// A grpc::Status with this code and the stable reason in its ErrorInfo.
MATCHER_P2(GrpcRefuses, code, reason, "is refused with reason " + std::string(reason)) {
  const google::rpc::ErrorInfo info = InfoIn(arg);
  *result_listener << arg.error_code() << ": " << arg.error_message() << " [" << info.reason()
                   << "]";
  return arg.error_code() == code && info.reason() == reason && info.domain() == "logboek";
}

}  // namespace logboek::test
