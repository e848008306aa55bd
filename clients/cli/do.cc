#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/command_json.h"
#include "clients/cli/commands.h"
#include "clients/cli/receipts.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

struct DoFlags {
  std::string json;
  std::string source;
};

int RunDo(Context& context, const DoFlags& flags) {
  const auto command = ParseCommand(flags.json, flags.source);
  if (!command.ok()) {
    TellError(context, command.status());
    return kExitUsage;
  }
  const auto receipt = context.client->Do(*command);
  if (!receipt.ok()) {
    TellError(context, receipt.status());
    return ExitCodeOfCommand(receipt.status());
  }
  return ShowReceipt(context, *receipt);
}

}  // namespace

void AddDo(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "do", "do");
  const auto flags = std::make_shared<DoFlags>();
  menu.Argument(command, "json", &flags->json, "do.json");
  menu.Text(command, "--source", &flags->source, "push.source", "source");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunDo(context, *flags); };
  });
}

}  // namespace logboek::cli
