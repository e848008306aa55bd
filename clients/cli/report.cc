#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/json.h"
#include "clients/cli/leaving.h"
#include "clients/cli/region_report.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

namespace ev = event::v1;

constexpr char kOwn[] = "region";
constexpr char kInsurer[] = "insurer";

struct ReportFlags {
  std::string region;
  std::string audience = kOwn;
  uint64_t year = 0;
  bool names = false;
  LeavingFlags leaving;

  bool for_insurer() const { return audience == kInsurer; }
};

// What both reports ask; `what` is part of the key it is recorded under.
template <typename Request>
absl::StatusOr<Request> RequestOf(const Context& context, absl::string_view what,
                                  const ReportFlags& flags) {
  Request request;
  request.set_region(flags.region);
  if (flags.year != 0) request.set_period(static_cast<uint32_t>(flags.year));
  request.set_recipient_class(flags.for_insurer() ? ev::RECIPIENT_CLASS_INSURER
                                                  : ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  SetLeaving(flags.leaving, &request);
  // For oneself nothing is recorded.
  if (!flags.for_insurer()) return request;
  const std::string year = flags.year == 0 ? "all" : absl::StrCat(flags.year);
  ASSIGN_OR_RETURN(
      *request.mutable_origin(),
      OriginOf(context, absl::StrCat(what, "/", flags.region, "/", year), flags.leaving));
  return request;
}

// Whom it is for is recorded, so it must be said.
bool LacksRecipient(const ReportFlags& flags) {
  return flags.for_insurer() && flags.leaving.recipient.empty();
}

template <typename Response>
Provenance ProvenanceOf(const ReportFlags& flags, const Response& response) {
  return {.at = response.at(),
          .known = flags.leaving.known_at.value_or(v1::AsKnown()),
          .position = response.position()};
}

void ShowReport(const Context& context, const ReportFlags& flags,
                const v1::GetRegionReportResponse& report, const std::vector<ReportRow>& rows,
                const Provenance& provenance) {
  if (context.output == Output::kHtml) {
    ReportHead head{.region = flags.region, .provenance = provenance};
    if (report.has_practices()) head.practices = report.practices();
    if (report.has_disclosure()) head.disclosure = report.disclosure();
    *context.out << ReportHtml(context, head, rows);
    return;
  }
  *context.out
      << KeyValues(ProvenanceRows(context, provenance)) << "\n"
      << (rows.empty()
              ? context.texts.Get("report.empty") + "\n"
              : ToTable(context.texts, ReportTable(context, rows)).Render(context.style, 3));
}

int RunRegion(Context& context, const ReportFlags& flags) {
  if (LacksRecipient(flags)) return FailUsage(context, context.texts.Get("leaving.no_recipient"));
  const auto request = RequestOf<v1::GetRegionReportRequest>(context, "report", flags);
  if (!request.ok()) return Fail(context, request.status());
  const auto report = context.client->Ask(&v1::ReportService::Stub::GetRegionReport, *request);
  if (!report.ok()) return Fail(context, report.status());
  const std::vector<ReportRow> rows = ReportRows(context.texts, *report);
  Provenance provenance = ProvenanceOf(flags, *report);
  provenance.plans.assign(report->plans().begin(), report->plans().end());
  if (report->has_disclosure() && context.output != Output::kHtml) {
    TellDisclosure(context, report->disclosure());
  }
  const DataTable table = ReportTable(context, rows);
  if (IsData(context.output)) return ShowData(context, table, provenance);
  if (context.output == Output::kJson) {
    *context.out << ToJsonText(table);
  } else {
    ShowReport(context, flags, *report, rows, provenance);
  }
  return kExitOk;
}

DataTable PracticesTable(const Context& context, const ReportFlags& flags,
                         const v1::ListParticipationResponse& list) {
  DataTable table{.title = context.texts.Get("report.practices.sheet"),
                  .columns = {{"practice_id", Kind::kCode},
                              {"practice_name"},
                              {"obligation_id", Kind::kCode},
                              {"label"},
                              {"year", Kind::kNumber},
                              {"people", Kind::kNumber},
                              {"sessions", Kind::kNumber},
                              {"courses", Kind::kNumber}}};
  if (flags.names) table.columns.push_back({"names"});
  for (const v1::ParticipationRow& row : list.rows()) {
    DataRow cells = {row.practice_id(),
                     row.practice_name(),
                     row.obligation().obligation_id(),
                     context.texts.Of(row.obligation().label()),
                     uint64_t{row.obligation().programme_year()},
                     uint64_t{row.people()},
                     uint64_t{row.sessions()},
                     uint64_t{row.courses()}};
    if (flags.names) cells.push_back(absl::StrJoin(row.names(), ", "));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

int RunPractices(Context& context, const ReportFlags& flags) {
  if (LacksRecipient(flags)) return FailUsage(context, context.texts.Get("leaving.no_recipient"));
  auto request =
      RequestOf<v1::ListParticipationRequest>(context, flags.names ? "names" : "practices", flags);
  if (!request.ok()) return Fail(context, request.status());
  request->set_scope(flags.names ? ev::REPORT_SCOPE_NAMES : ev::REPORT_SCOPE_PRACTICE_ROWS);
  const auto list = context.client->Ask(&v1::ReportService::Stub::ListParticipation, *request);
  if (!list.ok()) return Fail(context, list.status());
  if (list->has_disclosure()) TellDisclosure(context, list->disclosure());
  const DataTable table = PracticesTable(context, flags, *list);
  const Provenance provenance = ProvenanceOf(flags, *list);
  if (IsData(context.output)) return ShowData(context, table, provenance);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*list) << "\n";
  } else {
    *context.out << KeyValues(ProvenanceRows(context, provenance)) << "\n"
                 << (table.rows.empty() ? context.texts.Get("report.empty") + "\n"
                                        : ToTable(context.texts, table).Render(context.style));
  }
  return kExitOk;
}

CLI::App* AddKind(const Menu& menu, CLI::App* parent, const std::string& name, ReportFlags* flags) {
  CLI::App* const command = menu.Command(parent, name, "report." + name);
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Number(command, "--year", &flags->year, "report.year", "year");
  menu.OneOf(command, "--for", {kOwn, kInsurer}, &flags->audience, "report.for");
  AddLeaving(menu, command, &flags->leaving);
  return command;
}

}  // namespace

void AddReport(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "report", "report");
  parent->require_subcommand(1);
  const auto region = std::make_shared<ReportFlags>();
  AddKind(menu, parent, "region", region.get())
      ->callback([run = menu.run, own_form = menu.own_form, region] {
        *own_form = Output::kHtml;
        *run = [region](Context& context) { return RunRegion(context, *region); };
      });
  const auto practices = std::make_shared<ReportFlags>();
  CLI::App* const command = AddKind(menu, parent, "practices", practices.get());
  menu.Flag(command, "--names", &practices->names, "report.names");
  command->callback([run = menu.run, practices] {
    *run = [practices](Context& context) { return RunPractices(context, *practices); };
  });
}

}  // namespace logboek::cli
