#include "services/api/write.h"

#include <memory>
#include <string>

#include "services/api/convert.h"
#include "services/permission/rights.h"
#include "services/permission/scope.h"
#include "storage/base/status_macros.h"

namespace logboek::api {

absl::StatusOr<command::v1::Command> CommandFrom(const v1::Origin& origin) {
  RETURN_IF_ERROR(Require("origin.source", origin.source()));
  RETURN_IF_ERROR(Require("origin.source_id", origin.source_id()));
  command::v1::Command command;
  command.set_source(origin.source());
  command.set_source_id(origin.source_id());
  command.set_correlation_id(origin.correlation_id());
  command.set_acting_for(origin.acting_for());
  return command;
}

registrar::Caller CallerOf(const rpc::Call& call) {
  return {.actor = call.actor(),
          .may = [caller = call.caller()](const domain::Register& reg,
                                          const command::v1::Command& command) {
            RETURN_IF_ERROR(permission::CheckSender(*caller, command));
            return permission::CheckCommand(reg, *caller, command);
          }};
}

void NoteRefusal(const Backend& backend, const command::v1::Command& command,
                 const auth::Principal& caller, const absl::Status& status) {
  if (backend.refusals == nullptr || !registrar::IsRefusal(status)) return;
  // Nobody writes into what another sender is told was refused.
  if (!permission::CheckSource(caller, command.source()).ok()) return;
  backend.refusals->Note(registrar::RefusalOf(command, caller.grant.principal(), status));
}

void Submit(const Backend& backend, command::v1::Command command, rpc::Responder responder,
            v1::Receipt* receipt) {
  registrar::Caller caller = CallerOf(responder.call());
  // Shared only because std::function wants to be copyable; it is called once.
  auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  backend.registrar->Submit(
      std::move(command), std::move(caller),
      [shared, receipt, &backend](const absl::StatusOr<registrar::Receipt>& result) {
        if (result.ok()) ToProto(*result, backend.store_id, receipt);
        shared->Finish(result.status());
      });
}

}  // namespace logboek::api
