#include <memory>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/receipts.h"

namespace logboek::cli {
namespace {

struct LookUpFlags {
  std::string source;
  std::string source_id;
};

int RunLookUp(Context& context, const LookUpFlags& flags) {
  v1::LookUpPushRequest request;
  request.set_source(flags.source);
  request.set_source_id(flags.source_id);
  const auto response = context.client->LookUpPush(request);
  if (!response.ok()) return Fail(context, response.status());
  ShowReceipt(context, response->receipt());
  return kExitOk;
}

}  // namespace

void AddLookUp(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "lookup", "lookup");
  const auto flags = std::make_shared<LookUpFlags>();
  menu.Argument(command, "source", &flags->source, "lookup.source");
  menu.Argument(command, "source_id", &flags->source_id, "lookup.source_id");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunLookUp(context, *flags); };
  });
}

}  // namespace logboek::cli
