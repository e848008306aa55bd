// What somebody reads whose sign-in with a browser failed.
#pragma once

#include <string>

#include "grpcpp/support/status.h"
#include "services/gateway/http.h"

namespace logboek::gateway {

// The stable reason of an error; its code's name without one.
std::string ReasonOf(const grpc::Status& status);

// A page in Dutch and English, with the reason for those who help; of the error it says nothing
// else. `secure`: as SecurityHeaders.
HttpResponse SignInErrorPage(const grpc::Status& status, bool secure);

}  // namespace logboek::gateway
