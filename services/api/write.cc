#include "services/api/write.h"

#include <memory>
#include <string>

#include "services/api/convert.h"
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

void NoteRefusal(const Backend& backend, const command::v1::Command& command,
                 absl::string_view actor, const absl::Status& status) {
  if (backend.refusals == nullptr || !registrar::IsRefusal(status)) return;
  backend.refusals->Note(registrar::RefusalOf(command, actor, status));
}

void Submit(const Backend& backend, command::v1::Command command, rpc::Responder responder,
            v1::Receipt* receipt) {
  std::string actor = responder.call().actor();
  // Shared only because std::function wants to be copyable; it is called once.
  auto shared = std::make_shared<rpc::Responder>(std::move(responder));
  backend.registrar->Submit(
      std::move(command), std::move(actor),
      [shared, receipt, &backend](const absl::StatusOr<registrar::Receipt>& result) {
        if (result.ok()) ToProto(*result, backend.store_id, receipt);
        shared->Finish(result.status());
      });
}

}  // namespace logboek::api
