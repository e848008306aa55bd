#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
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

using Lines = std::vector<std::pair<std::string, std::string>>;

std::string QueueText(const Texts& texts, const v1::GetStatusResponse& status) {
  if (!status.has_operation()) return absl::StrCat(status.queue_depth());
  return texts.Get("status.of", status.queue_depth(), status.operation().queue_max());
}

std::string CheckpointText(const Texts& texts, const v1::GetStatusResponse& status) {
  const v1::OperationStatus& operation = status.operation();
  if (!operation.has_checkpoint_at()) return texts.Get("status.no_checkpoint");
  const uint64_t position = operation.checkpoint_position();
  return texts.Get("status.checkpoint", position, std::max(status.position(), position) - position,
                   SecondText(operation.checkpoint_at()));
}

// What only an administrator is told.
void AddOperation(const Texts& texts, const v1::GetStatusResponse& status, Lines* lines) {
  if (!status.has_operation()) return;
  const v1::OperationStatus& operation = status.operation();
  lines->insert(
      lines->end(),
      {{texts.Get("label.serving_since"), operation.has_serving_since()
                                              ? SecondText(operation.serving_since())
                                              : texts.Get("status.not_serving")},
       {texts.Get("label.under_way"),
        texts.Get("status.under_way", operation.open_requests(), operation.open_streams(),
                  operation.queued_questions())},
       {texts.Get("label.refused_since_start"),
        texts.Get("status.refused", operation.refused_requests(), operation.refused_commands())},
       {texts.Get("label.checkpoint"), CheckpointText(texts, status)}});
}

void ShowTable(const Context& context, const v1::GetStatusResponse& status) {
  const Texts& texts = context.texts;
  Lines lines = {
      {texts.Get("label.server"), context.client->options().server},
      {texts.Get("label.version"), status.version()},
      {texts.Get("label.store"), absl::StrCat(status.store_id(), " (", status.engine(), ")")},
      {texts.Get("label.writable"),
       texts.Get(status.writable() ? "word.yes" : "status.not_writable")},
      {texts.Get("label.position"), absl::StrCat(status.position())},
      {texts.Get("label.last_recorded"), SecondText(status.last_recorded_at())},
      {texts.Get("label.started"), SecondText(status.started_at())},
      {texts.Get("label.persons"), absl::StrCat(status.persons())},
      {texts.Get("label.queue"), QueueText(texts, status)}};
  AddOperation(texts, status, &lines);
  lines.emplace_back(texts.Get("label.signing_key"), status.signing_key());
  *context.out << KeyValues(lines);
  Table table({{texts.Get("column.region")},
               {texts.Get("column.name"), false, true},
               {texts.Get("column.practices"), true},
               {texts.Get("column.sessions"), true},
               {texts.Get("column.plans"), false, true}});
  for (const auto& region : status.regions()) {
    table.Add({region.region(), texts.Of(region.name()),
               NumberTextIf(region.has_practices(), region.practices()),

               absl::StrCat(region.sessions()), PlansText(region)});
  }
  if (table.empty()) return;
  *context.out << "\n" << table.Render(context.style);
  const bool hidden = std::any_of(status.regions().begin(), status.regions().end(),
                                  [](const auto& region) { return !region.has_practices(); });
  if (hidden) *context.out << "\n" << texts.Get("counts.hidden") << "\n";
}

int ShowRows(const Context& context, const v1::GetStatusResponse& status) {
  DataTable table{.title = context.texts.Get("status.sheet"),
                  .columns = {{"store_id", Kind::kCode},
                              {"position", Kind::kNumber},
                              {"writable", Kind::kYesNo},
                              {"region", Kind::kCode},
                              {"practices", Kind::kNumber},
                              {"sessions", Kind::kNumber},
                              {"plans"}}};
  const auto add = [&](const v1::RegionStatus& region) {
    table.rows.push_back({status.store_id(), status.position(), status.writable(), region.region(),

                          NumberIf(region.has_practices(), region.practices()),
                          uint64_t{region.sessions()}, PlansText(region)});
  };
  for (const auto& region : status.regions()) add(region);
  // The store has a row even when it knows no region.
  if (status.regions().empty()) add({});
  return ShowData(context, table, {.position = status.position()});
}

int RunStatus(Context& context) {
  const auto status = context.client->GetStatus({});
  if (!status.ok()) return Fail(context, status.status());
  if (IsData(context.output)) return ShowRows(context, *status);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*status) << "\n";
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
