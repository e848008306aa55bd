// The steps of an erasure, for privacy officers.
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/privacy_view.h"
#include "clients/cli/receipts.h"
#include "clients/cli/source_id.h"
#include "logboek/v1/privacy_service.grpc.pb.h"

namespace logboek::cli {
namespace {

using Stub = v1::PrivacyService::Stub;

struct ErasureFlags {
  std::string person;
  std::string ground;
  std::string requested_by;
  std::string override_ground;
  std::string decided_by;
  std::string source;
};

// Sends one step; the same step for the same person again is answered with its first receipt.
template <typename Request, typename Response>
int RunStep(Context& context, const ErasureFlags& flags, const char* step,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            Request request) {
  const auto source = SourceOf(*context.client, flags.source);
  if (!source.ok()) return Fail(context, source.status());
  request.mutable_origin()->set_source(*source);
  request.mutable_origin()->set_source_id(
      SourceIdOf(absl::StrCat("erasure-", step), {flags.person}));
  request.mutable_origin()->set_acting_for(context.client->options().acting_for);
  request.mutable_command()->set_person_id(flags.person);
  request.mutable_command()->set_decided_by(flags.decided_by);
  const auto response = context.client->Ask(method, request);
  if (!response.ok()) {
    TellError(context, response.status());
    return ExitCodeOfCommand(response.status());
  }
  return ShowReceipt(context, response->receipt());
}

int RunRequest(Context& context, const ErasureFlags& flags) {
  v1::RequestErasureRequest request;
  request.mutable_command()->set_ground(flags.ground);
  request.mutable_command()->set_requested_by(flags.requested_by);
  request.mutable_command()->set_override_ground(flags.override_ground);
  return RunStep(context, flags, "request", &Stub::RequestErasure, std::move(request));
}

int RunDestroy(Context& context, const ErasureFlags& flags) {
  return RunStep(context, flags, "destroy", &Stub::DestroyPersonKey, v1::DestroyPersonKeyRequest());
}

int RunConfirm(Context& context, const ErasureFlags& flags) {
  return RunStep(context, flags, "confirm", &Stub::ConfirmErasure, v1::ConfirmErasureRequest());
}

int RunStatus(Context& context, const ErasureFlags& flags) {
  v1::GetErasureRequest request;
  request.set_person_id(flags.person);
  const auto answer = context.client->Ask(&Stub::GetErasure, request);
  if (!answer.ok()) return Fail(context, answer.status());
  if (IsData(context.output)) return ShowRows(context, *answer, StepTable("steps"));
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*answer) << "\n";
    return kExitOk;
  }
  const Texts& texts = context.texts;
  *context.out << KeyValues(
      {{texts.Get("column.person"), answer->person_id()},
       {texts.Get("privacy.linked"), absl::StrJoin(answer->linked_person_ids(), ", ")},
       {texts.Get("privacy.erasure"), texts.Word(answer->erasure())},
       {texts.Get("privacy.retention"), RetentionText(texts, answer->retention())},
       {texts.Get("label.at"), DateText(answer->at())},
       {texts.Get("label.position"), absl::StrCat(answer->position())}});
  const std::string steps = RowsTable(context, *answer, StepTable("steps"));
  if (!steps.empty()) *context.out << "\n" << steps;
  return kExitOk;
}

using RunWithFlags = int (*)(Context&, const ErasureFlags&);

CLI::App* AddStep(const Menu& menu, CLI::App* parent, const std::string& name, RunWithFlags run,
                  const std::shared_ptr<ErasureFlags>& flags) {
  CLI::App* const command = menu.Command(parent, name, absl::StrCat("erasure.", name));
  menu.Argument(command, "id", &flags->person, "privacy.person");
  command->callback([chosen = menu.run, run, flags] {
    *chosen = [run, flags](Context& context) { return run(context, *flags); };
  });
  return command;
}

void AddWho(const Menu& menu, CLI::App* command, ErasureFlags* flags) {
  menu.Text(command, "--by", &flags->decided_by, "erasure.by", "principal")->required();
  menu.Text(command, "--source", &flags->source, "option.source", "source");
}

}  // namespace

void AddErasure(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "erasure", "erasure");
  parent->require_subcommand(1);
  const auto flags = std::make_shared<ErasureFlags>();
  AddStep(menu, parent, "status", &RunStatus, flags);
  CLI::App* const request = AddStep(menu, parent, "request", &RunRequest, flags);
  menu.Text(request, "--ground", &flags->ground, "erasure.ground", "text")->required();
  menu.Text(request, "--requested-by", &flags->requested_by, "erasure.requested_by", "principal")
      ->required();
  menu.Text(request, "--override-ground", &flags->override_ground, "erasure.override_ground",
            "text");
  AddWho(menu, request, flags.get());
  AddWho(menu, AddStep(menu, parent, "destroy", &RunDestroy, flags), flags.get());
  AddWho(menu, AddStep(menu, parent, "confirm", &RunConfirm, flags), flags.get());
}

}  // namespace logboek::cli
