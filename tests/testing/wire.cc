#include "tests/testing/wire.h"

namespace logboek::test {

google::rpc::ErrorInfo InfoIn(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : status.details()) {
    if (detail.Is<google::rpc::ErrorInfo>()) detail.UnpackTo(&info);
  }
  return info;
}

google::rpc::ErrorInfo InfoIn(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  return InfoIn(details);
}

}  // namespace logboek::test
