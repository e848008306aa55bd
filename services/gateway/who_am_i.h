// Whom a token stands for, as the server itself says.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "services/gateway/open_calls.h"

namespace logboek::gateway {

struct WhoAmI {
  // When it is not OK, the rest says nothing.
  grpc::Status status = {};
  std::string principal = {};
  absl::Time expires_at = absl::InfiniteFuture();
};

// Blocks for seconds at most. `token` may be anything: what cannot be one is refused as such
// (UNAUTHENTICATED, TOKEN_MALFORMED). `address` is HttpRequest::address of who presents it.
using WhoAmIFunction = std::function<WhoAmI(const std::string& token, const std::string& address)>;

// A call over the channel, as any other: with its limits and its line in the log; once `open` is
// closed refused with Stopping(). `secret` is what the server believes the gateway by.
WhoAmIFunction WhoAmIOver(std::shared_ptr<grpc::Channel> channel, std::string secret,
                          OpenCalls* open);

}  // namespace logboek::gateway
