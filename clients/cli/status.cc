#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"

namespace logboek::cli {
namespace {

std::string PlansText(const v1::RegionStatus& region) {
  std::vector<std::string> plans;
  for (const auto& plan : region.plans()) {
    plans.push_back(absl::StrCat(plan.plan_id(), " ", plan.version()));
  }
  return absl::StrJoin(plans, ", ");
}

void ShowTable(const Context& context, const v1::GetStatusResponse& status) {
  const Texts& texts = context.texts;
  *context.out << KeyValues(
      {{texts.Get("label.server"), context.client->options().server},
       {texts.Get("label.version"), status.version()},
       {texts.Get("label.store"), absl::StrCat(status.store_id(), " (", status.engine(), ")")},
       {texts.Get("label.writable"),
        texts.Get(status.writable() ? "word.yes" : "status.not_writable")},
       {texts.Get("label.position"), absl::StrCat(status.position())},
       {texts.Get("label.last_recorded"), SecondText(status.last_recorded_at())},
       {texts.Get("label.started"), SecondText(status.started_at())},
       {texts.Get("label.persons"), absl::StrCat(status.persons())},
       {texts.Get("label.queue"), absl::StrCat(status.queue_depth())}});
  Table table({{texts.Get("column.region")},
               {texts.Get("column.name"), false, true},
               {texts.Get("column.practices"), true},
               {texts.Get("column.sessions"), true},
               {texts.Get("column.plans"), false, true}});
  for (const auto& region : status.regions()) {
    table.Add({region.region(), texts.Of(region.name()), absl::StrCat(region.practices()),
               absl::StrCat(region.sessions()), PlansText(region)});
  }
  if (!table.empty()) *context.out << "\n" << table.Render(context.style);
}

void ShowCsv(const Context& context, const v1::GetStatusResponse& status) {
  *context.out << CsvLine(
      {"store_id", "position", "writable", "region", "practices", "sessions", "plans"});
  const auto tell = [&](const v1::RegionStatus& region) {
    *context.out << CsvLine({status.store_id(), absl::StrCat(status.position()),
                             status.writable() ? "true" : "false", region.region(),
                             absl::StrCat(region.practices()), absl::StrCat(region.sessions()),
                             PlansText(region)});
  };
  for (const auto& region : status.regions()) tell(region);
  // The store has a row even when it knows no region.
  if (status.regions().empty()) tell({});
}

int RunStatus(Context& context) {
  const auto status = context.client->GetStatus({});
  if (!status.ok()) return Fail(context, status.status());
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*status) << "\n";
  } else if (context.output == Output::kCsv) {
    ShowCsv(context, *status);
  } else {
    ShowTable(context, *status);
  }
  return kExitOk;
}

}  // namespace

void AddStatus(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "status", "status");
  command->callback([run = menu.run] { *run = RunStatus; });
}

}  // namespace logboek::cli
