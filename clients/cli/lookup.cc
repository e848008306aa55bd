#include <memory>
#include <ostream>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/receipts.h"

namespace logboek::cli {
namespace {

struct LookUpFlags {
  std::string source;
  std::string source_id;
  std::string json;
};

int RunLookUp(Context& context, const LookUpFlags& flags) {
  v1::LookUpPushRequest request;
  request.set_source(flags.source);
  request.set_source_id(flags.source_id);
  if (!flags.json.empty()) {
    const absl::Status parsed = FromJson(flags.json, request.mutable_command());
    if (!parsed.ok()) return FailUsage(context, parsed.message());
  }
  const auto response = context.client->LookUpPush(request);
  if (!response.ok()) return Fail(context, response.status());
  const int shown = ShowReceipt(context, response->receipt());
  // Beside the receipt, which programs read.
  if (response->content() != v1::CONTENT_MATCH_UNSPECIFIED) {
    *context.err << context.texts.Word(response->content()) << std::endl;
  }
  return response->content() == v1::CONTENT_MATCH_DIFFERENT ? kExitRefused : shown;
}

}  // namespace

void AddLookUp(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "lookup", "lookup");
  const auto flags = std::make_shared<LookUpFlags>();
  menu.Argument(command, "source", &flags->source, "lookup.source");
  menu.Argument(command, "source_id", &flags->source_id, "lookup.source_id");
  menu.Text(command, "--command", &flags->json, "lookup.command", "json");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunLookUp(context, *flags); };
  });
}

}  // namespace logboek::cli
