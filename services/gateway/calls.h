// Calls of the services that come as HTTP, in the Connect protocol, made anew as gRPC over a
// channel inside the process: limits, rights and everything else are those of any other call.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "services/gateway/connect.h"
#include "services/gateway/http.h"
#include "services/gateway/open_calls.h"

namespace logboek::gateway {

struct CallsOptions {
  // To the server itself.
  std::shared_ptr<grpc::Channel> channel;
  // Of all that call over it. Once it is closed, what comes is refused with Stopping().
  OpenCalls* open = nullptr;
  // What the server believes the gateway by (services/rpc/forwarded.h).
  std::string secret;
  // Of one message, when it is unpacked.
  size_t message_bytes_max = 4 << 20;
};

// Thread-safe.
class Calls {
 public:
  explicit Calls(CallsOptions options);
  // Waits until no call of `open` is under way. Calls end when the server does.
  ~Calls();

  // Whether one of the services' methods is called so: with POST all, with GET unary ones without
  // side effects.
  static bool Allows(const google::protobuf::MethodDescriptor& method,
                     absl::string_view http_method);

  // Answers an exchange for one of the services' methods: `target` is its address, taken apart.
  // What Allows does not is answered 405, methods that take a stream "unimplemented".
  void Handle(const google::protobuf::MethodDescriptor& method, const Target& target,
              std::shared_ptr<HttpExchange> exchange);

 private:
  class Unary;
  class ServerStream;

  void HandleUnary(const google::protobuf::MethodDescriptor& method, const Target& target,
                   std::shared_ptr<HttpExchange> exchange);
  void HandleStream(const google::protobuf::MethodDescriptor& method, ContentType type,
                    std::shared_ptr<HttpExchange> exchange);

  const CallsOptions options_;
  grpc::GenericStub stub_;
};

// The answer to a unary call that was not OK: status, error as JSON, and when to come back where
// the error says so.
HttpResponse ErrorResponse(const grpc::Status& status);

// How a call that is not made is answered: as ErrorResponse, or in the last message of a stream
// when the request asks for one.
HttpResponse RefusalOf(const HttpRequest& request, const grpc::Status& status);

}  // namespace logboek::gateway
