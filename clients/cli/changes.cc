// What changed in the verdicts: between two positions, or from now on.
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"
#include "clients/cli/question_view.h"

namespace logboek::cli {
namespace {

// Causes that a row of the table names; JSON has more.
constexpr int kCausesShown = 3;

struct ChangesFlags {
  std::string practice;
  std::string region;
  uint64_t from = 0;
  uint64_t until = 0;
  std::optional<google::type::Date> at;
};

std::string CausesText(const Texts& texts, const v1::ComparedVerdict& row) {
  std::vector<std::string> parts;
  for (const v1::CausingEvent& event : row.events()) {
    if (parts.size() == kCausesShown) break;
    parts.push_back(absl::StrCat(event.position(), " ", texts.EventType(event.type())));
  }
  const uint32_t left = row.events_total() - static_cast<uint32_t>(parts.size());
  if (left > 0) parts.push_back(texts.Get("changes.more", left));
  return absl::StrJoin(parts, ", ");
}

void ShowChanges(const Context& context, const v1::CompareVerdictsResponse& response) {
  const Texts& texts = context.texts;
  *context.out << KeyValues({{texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.positions"),
                              texts.Get("changes.between", response.from_position(),
                                        response.until_position())}})
               << "\n";
  std::vector<Column> columns = ChangeColumns(texts);
  columns.push_back({texts.Get("column.causes"), false, true});
  Table table(columns);
  for (const v1::ComparedVerdict& row : response.rows()) {
    std::vector<Cell> cells = ChangeCells(texts, row.change());
    cells.emplace_back(CausesText(texts, row));
    table.Add(std::move(cells));
  }
  *context.out << TableOr(context, table, "changes.none");
}

int RunChanges(Context& context, const ChangesFlags& flags) {
  if (flags.practice.empty() == flags.region.empty()) {
    return FailUsage(context, context.texts.Get("compliance.one_of"));
  }
  v1::CompareVerdictsRequest request;
  request.set_practice_id(flags.practice);
  request.set_region(flags.region);
  request.set_from_position(flags.from);
  request.set_until_position(flags.until);
  request.set_page_size(kPageSize);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  const auto ask = [&](const v1::CompareVerdictsRequest& page) {
    return context.client->CompareVerdicts(page);
  };
  const auto append = [](const v1::CompareVerdictsResponse& page,
                         v1::CompareVerdictsResponse* all) {
    all->mutable_rows()->MergeFrom(page.rows());
  };
  ListTable table = {.columns = ChangeFields("change.")};
  table.columns.push_back({"events.position", "column.position"});
  table.columns.push_back({"events.event_id", "label.event_id"});
  table.columns.push_back({"events.type", "column.causes"});
  table.columns.push_back({"events_total", "label.events"});
  return PrintAnswer(context, FetchPages(request, ask, append), table,
                     [&](const auto& response) { ShowChanges(context, response); });
}

// "voldaan 12, in gevaar 3".
std::string CountsText(const Texts& texts, const v1::RegionCounts& counts) {
  std::map<v1::VerdictStatus, uint32_t> sums;
  for (const v1::StatusCount& count : counts.counts()) sums[count.status()] += count.practices();
  std::vector<std::string> parts;
  for (const auto& [status, sum] : sums) {
    parts.push_back(absl::StrCat(texts.Word(status), " ", sum));
  }
  return absl::StrJoin(parts, ", ");
}

void ShowWatched(const Context& context, const v1::WatchRegionResponse& item) {
  const Texts& texts = context.texts;
  if (context.output == Output::kJson) {
    *context.out << ToJson(item) << std::endl;
    return;
  }
  if (item.has_counts()) {
    *context.out << texts.Get("watch.counts", DateText(item.at()), item.position(),
                              item.counts().practices(), CountsText(texts, item.counts()))
                 << std::endl;
    return;
  }
  std::vector<std::string> parts;
  for (const Cell& cell : ChangeCells(texts, item.change())) {
    parts.push_back(Paint(Printable(cell.text), cell.tone, context.style.colour));
  }
  *context.out << texts.Get("watch.change", item.position(), parts[0], parts[1], parts[2], parts[3])
               << std::endl;
}

int RunWatch(Context& context, const std::string& region) {
  if (IsData(context.output)) {
    return FailUsage(context, context.texts.Get("question.table_or_json"));
  }
  context.interrupt->CatchSignals();
  v1::WatchRegionRequest request;
  request.set_region(region);
  const absl::Status status = context.client->WatchRegion(
      request,
      [&](const v1::WatchRegionResponse& item) {
        ShowWatched(context, item);
        // A closed pipe or a full disk: nobody reads on.
        return context.out->good();
      },
      [interrupt = context.interrupt] { return interrupt->raised(); });
  return status.ok() ? kExitOk : Fail(context, status);
}

}  // namespace

void AddChanges(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "changes", "changes");
  const auto flags = std::make_shared<ChangesFlags>();
  menu.Argument(command, "practice", &flags->practice, "compliance.practice")->required(false);
  menu.Text(command, "--region", &flags->region, "compliance.region", "region");
  menu.Number(command, "--from", &flags->from, "changes.from", "position")->required();
  menu.Number(command, "--until", &flags->until, "changes.until", "position");
  menu.Date(command, "--at", &flags->at, "option.at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunChanges(context, *flags); };
  });
}

void AddWatch(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "watch", "watch");
  const auto region = std::make_shared<std::string>();
  menu.Text(command, "--region", region.get(), "option.region", "region")->required();
  command->callback([run = menu.run, region] {
    *run = [region](Context& context) { return RunWatch(context, *region); };
  });
}

}  // namespace logboek::cli
