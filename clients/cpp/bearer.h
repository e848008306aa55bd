// The token that a call is made with.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"

namespace logboek::client {

// Nothing when the token is empty.
inline void AddTokenTo(const std::string& token, grpc::ClientContext* context) {
  if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
}

}  // namespace logboek::client
