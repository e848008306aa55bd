// Unary writes: one template, so that every one of them behaves the same.
#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/common.pb.h"
#include "services/api/backend.h"
#include "services/api/requests.h"
#include "services/registrar/registrar.h"
#include "services/rpc/chain.h"

namespace logboek::api {

// A command of this origin, its kind still open. INVALID_ARGUMENT, MISSING_FIELD.
absl::StatusOr<command::v1::Command> CommandFrom(const v1::Origin& origin);

// Whom the commands of a call come from: held to what the caller may do, and may do it to.
registrar::Caller CallerOf(const rpc::Call& call);

// Puts the command on the queue; its commit finishes the call. `receipt` is part of the response.
void Submit(const Backend& backend, command::v1::Command command, rpc::Responder responder,
            v1::Receipt* receipt);

// Tells the journal of a command that is refused before the registrar sees it; it needs no more
// than its key and its kind.
void NoteRefusal(const Backend& backend, const command::v1::Command& command,
                 const auth::Principal& caller, const absl::Status& status);

// The command of a request with `origin` and `command`; `slot` is its place in the Command oneof.
template <typename Request, typename Payload>
absl::StatusOr<command::v1::Command> ToCommand(const Request& request,
                                               Payload* (command::v1::Command::*slot)()) {
  if (!request.has_origin()) return MissingField("origin");
  if (!request.has_command()) return MissingField("command");
  if (absl::Status status = CheckFields(request); !status.ok()) return status;
  absl::StatusOr<command::v1::Command> command = CommandFrom(request.origin());
  if (command.ok()) *((*command).*slot)() = request.command();
  return command;
}

template <typename Request, typename Response, typename Payload>
grpc::ServerUnaryReactor* Write(const Backend& backend, grpc::CallbackServerContext* context,
                                absl::string_view method, const Request& request,
                                Response* response, Payload* (command::v1::Command::*slot)()) {
  return backend.chain->RunAsync(context, method, request, [&](rpc::Responder responder) {
    absl::StatusOr<command::v1::Command> command = ToCommand(request, slot);
    if (!command.ok()) {
      command::v1::Command refused;
      refused.set_source(request.origin().source());
      refused.set_source_id(request.origin().source_id());
      (refused.*slot)();
      NoteRefusal(backend, refused, *responder.call().caller(), command.status());
      return responder.Finish(command.status());
    }
    Submit(backend, *std::move(command), std::move(responder), response->mutable_receipt());
  });
}

}  // namespace logboek::api
