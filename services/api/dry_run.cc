#include "services/api/dry_run.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/write.h"
#include "services/domain/fields.h"
#include "services/queries/dry_run.h"
#include "services/rpc/wire_status.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using command::v1::Command;

constexpr int kCommandsMax = 1'000;

absl::Status CheckRequest(const v1::DryRunRequest& request) {
  if (request.commands().empty()) return MissingField("commands");
  if (request.commands_size() <= kCommandsMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "TOO_MANY_COMMANDS",
      absl::StrCat("the request has ", request.commands_size(), " commands, limit ", kCommandsMax,
                   "; ask about fewer at once"),
      {{"commands", absl::StrCat(request.commands_size())}, {"limit", absl::StrCat(kCommandsMax)}});
}

void ToAccepted(const queries::DryRunOutcome& outcome, uint64_t position,
                v1::DryRunAccepted* accepted) {
  // The words for places and flags are those of a receipt.
  v1::Receipt receipt;
  ToProto(*outcome.receipt, /*store_id=*/"", &receipt);
  accepted->set_repeated(receipt.repeated());
  // A repeat of an earlier command of the request is recorded nowhere yet.
  if (receipt.repeated() && receipt.position() <= position) {
    accepted->set_recorded_position(receipt.position());
  }
  for (const event::v1::Envelope& envelope : outcome.events) {
    accepted->add_event_types(envelope.type());
  }
  accepted->set_enrolment_state(receipt.enrolment_state());
  accepted->set_waiting_rank(receipt.waiting_rank());
  *accepted->mutable_promoted_enrolment_ids() = receipt.promoted_enrolment_ids();
  *accepted->mutable_flags() = receipt.flags();
}

// Everything but the result.
v1::DryRunOutcome* AddOutcome(const Command& command, v1::DryRunResponse* response) {
  v1::DryRunOutcome* const outcome = response->add_outcomes();
  // What is longer is refused; to say it back could burst the answer.
  if (command.source().size() <= domain::kIdentifierBytesMax &&
      command.source_id().size() <= domain::kIdentifierBytesMax) {
    outcome->set_source(command.source());
    outcome->set_source_id(command.source_id());
  }
  return outcome;
}

}  // namespace

absl::Status TryOut(const Backend& backend, const v1::DryRunRequest& request, const rpc::Call& call,
                    v1::DryRunResponse* response) {
  RETURN_IF_ERROR(CheckRequest(request));
  RETURN_IF_ERROR(CheckFresh(backend, request.token()));
  std::vector<Command> wellformed;
  std::vector<absl::Status> checks;
  for (const Command& command : request.commands()) {
    checks.push_back(CheckCommand(command));
    if (checks.back().ok()) wellformed.push_back(command);
  }
  const queries::DryRunOptions options = {
      .now = backend.clock->Now(),
      .find_recorded =
          [&backend](const Command& command) { return backend.registrar->FindRecorded(command); },
      .keep_going = [&call] { return call.CheckWanted(); },
      .may = CallerOf(call).may};
  ASSIGN_OR_RETURN(const queries::DryRunAnswer answer,
                   queries::DryRun(backend.registers->Now(), wellformed, options));
  auto decided = answer.outcomes.begin();
  for (int i = 0; i < request.commands_size(); ++i) {
    v1::DryRunOutcome* const outcome = AddOutcome(request.commands(i), response);
    absl::Status status = checks[i];
    const queries::DryRunOutcome* const found = status.ok() ? &*decided++ : nullptr;
    if (found != nullptr) status = found->receipt.status();
    if (status.ok()) {
      ToAccepted(*found, answer.position, outcome->mutable_accepted());
    } else {
      *outcome->mutable_error() = rpc::ToRpcStatus(status);
    }
  }
  response->set_position(answer.position);
  response->set_token(TokenOf(backend.store_id, answer.position));
  return absl::OkStatus();
}

}  // namespace logboek::api
