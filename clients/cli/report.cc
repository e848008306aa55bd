#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/region_report.h"

namespace logboek::cli {
namespace {

constexpr char kInsurer[] = "insurer";

struct ReportFlags {
  std::string region;
  std::string recipient = "region";
  uint64_t year = 0;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
};

v1::ListRegionComplianceRequest RequestOf(const ReportFlags& flags) {
  v1::ListRegionComplianceRequest request;
  request.set_region(flags.region);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  request.set_page_size(kPracticesPerPage);
  return request;
}

std::string PracticesText(const ReportFlags& flags, uint32_t practices) {
  const bool small = practices > 0 && practices < kSmallCell;
  return CellText({.practices = practices,
                   .show = small && flags.recipient == kInsurer ? CountCell::Show::kSmall
                                                                : CountCell::Show::kNumber});
}

int RunRegion(Context& context, const ReportFlags& flags) {
  const auto answer = FetchRegion(*context.client, RequestOf(flags));
  if (!answer.ok()) return Fail(context, answer.status());
  std::vector<ReportRow> rows =
      ReportRows(context.texts, *answer, static_cast<uint32_t>(flags.year));
  const bool for_insurer = flags.recipient == kInsurer;
  if (for_insurer) {
    for (ReportRow& row : rows) HideSmallCells(&row);
  }
  const Provenance provenance{
      .at = answer->at(),
      .known = flags.known_at.value_or(v1::AsKnown()),
      .position = answer->position(),
      .plans = PlansIn({answer->practices().begin(), answer->practices().end()})};
  const DataTable table = ReportTable(context, rows);
  if (IsData(context.output)) return ShowData(context, table, provenance);
  if (context.output == Output::kJson) {
    *context.out << ToJsonText(table);
  } else if (context.output == Output::kHtml) {
    *context.out << ReportHtml(
        context,
        {.region = flags.region,
         .for_insurer = for_insurer,
         .practices = PracticesText(flags, static_cast<uint32_t>(answer->total_size())),
         .provenance = provenance},
        rows);
  } else {
    *context.out << KeyValues(ProvenanceRows(context, provenance)) << "\n"
                 << (rows.empty() ? context.texts.Get("report.empty") + "\n"
                                  : ToTable(context.texts, table).Render(context.style, 3));
  }
  return kExitOk;
}

}  // namespace

void AddReport(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "report", "report");
  parent->require_subcommand(1);
  CLI::App* const command = menu.Command(parent, "region", "report.region");
  const auto flags = std::make_shared<ReportFlags>();
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Number(command, "--year", &flags->year, "report.year", "year");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  menu.OneOf(command, "--for", {"region", kInsurer}, &flags->recipient, "report.for");
  command->callback([run = menu.run, own_form = menu.own_form, flags] {
    *own_form = Output::kHtml;
    *run = [flags](Context& context) { return RunRegion(context, *flags); };
  });
}

}  // namespace logboek::cli
