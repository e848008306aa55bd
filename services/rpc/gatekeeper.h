// Who calls, what they may ask and what they may see: decided elsewhere, asked by the chain about
// every call, and now and then about a stream.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "services/auth/principal.h"

namespace logboek::rpc {

// What the gatekeeper needs to know of a call.
struct Visit {
  // Null before the caller was recognised.
  auth::PrincipalPtr caller;
  // A name of the method table; lives for ever.
  absl::string_view method;
  // The client's, or one of our own.
  std::string request_id;
  // Ties calls together whose pseudonyms shall agree; empty = none but this one.
  std::string replay_id;
  // Of this call alone, whatever the client says.
  std::string serial;
  // In whose name the caller says it asks; empty = its own. Not looked at before Admit.
  std::string acting_for;
};

// Thread-safe. Nothing here waits, but for Record.
class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;

  // UNAUTHENTICATED: nobody the server knows. UNAVAILABLE: it cannot be told at the moment.
  virtual absl::StatusOr<auth::PrincipalPtr> Identify(
      const grpc::CallbackServerContext& context) = 0;

  // Would the call that `caller` began be let in now, as the same caller? UNAUTHENTICATED or
  // PERMISSION_DENIED: not any more. UNAVAILABLE, GRANT_CHANGED: it would, but not as what it was.
  // OK while it cannot be told.
  virtual absl::Status Recheck(const grpc::CallbackServerContext& context,
                               const auth::Principal& caller) = 0;

  // May this caller use the method at all, and in that name? PERMISSION_DENIED.
  virtual absl::Status Admit(const Visit& visit) = 0;

  // May it ask this? PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION.
  virtual absl::Status Check(const Visit& visit, const google::protobuf::Message& request) = 0;

  // The answer is one that must be recorded before it is given; then Record does, and waits until
  // that is durable. Not on a thread of gRPC.
  virtual bool MustRecord(const Visit& visit) = 0;
  virtual absl::Status Record(const Visit& visit, const google::protobuf::Message& request) = 0;

  // Makes the answer what the caller may see, and notes whom it saw. True when that changed it.
  // UNAVAILABLE: it could not be noted, so the answer must not be given.
  virtual absl::StatusOr<bool> Show(const Visit& visit, const google::protobuf::Message& request,
                                    google::protobuf::Message* response) = 0;
};

}  // namespace logboek::rpc
