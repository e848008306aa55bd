// Everything that is kept of one person: to read, to hand over, and for another program.
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/privacy_view.h"
#include "logboek/v1/privacy_service.grpc.pb.h"

namespace logboek::cli {
namespace {

// A part of the export, under a heading of its own.
struct Part {
  const char* title;
  ListTable table;
};

Part PersonalDataPart() {
  return {"export.personal_data",
          {.rows = "personal_data",
           .columns = {{"person_id", "column.person"},
                       {"data.name", "column.name"},
                       {"data.email", "column.email"},
                       {"data.big_number", "column.big_number"}}}};
}

Part PseudonymPart() {
  return {"export.pseudonyms",
          {.rows = "pseudonyms",
           .columns = {{"person_id", "column.person"},
                       {"region", "label.region"},
                       {"registered_on", "column.registered_on"},
                       {"kept_person_id", "column.linked_to"},
                       {"decided_by", "column.decided_by"}}}};
}

Part EngagementPart() {
  return {"export.engagements",
          {.rows = "engagements",
           .columns = {{"person_id", "column.person"},
                       {"practice_id", "column.practice"},
                       {"practice_name", "column.name", true},
                       {"role", "column.role", true},
                       {"from", "column.from"},
                       {"until", "column.until"},
                       {"engagement_id", "column.engagement"}}}};
}

Part EnrolmentPart() {
  return {"export.enrolments",
          {.rows = "enrolments",
           .columns = {{"requested_on", "column.requested_on"},
                       {"person_id", "column.person"},
                       {"date", "column.date"},
                       {"title", "column.title", true},
                       {"session_id", "column.session"},
                       {"series_id", "column.series"},
                       {"practice_id", "column.practice"},
                       {"represents", "column.represents", true},
                       {"role", "column.role", true},
                       {"participation", "column.participation"},
                       {"state", "column.state"},
                       {"confirmed_on", "column.confirmed_on"},
                       {"ended_on", "column.ended_on"},
                       {"handed_over", "column.handed_over"},
                       {"reason", "label.reason", true}}}};
}

Part AttendancePart() {
  return {"export.attendances",
          {.rows = "attendances",
           .columns = {{"date", "column.date"},
                       {"person_id", "column.person"},
                       {"session_id", "column.session"},
                       {"title", "column.title", true},
                       {"kind", "column.kind", true},
                       {"practice_id", "column.practice"},
                       {"represents", "column.represents", true},
                       {"status", "column.attendance"},
                       {"flags", "column.note", true},
                       {"corrected", "column.corrected"},
                       {"voided", "column.voided"},
                       {"reason", "label.reason", true},
                       {"decided_by", "column.decided_by"}}}};
}

Part TrainingPart() {
  return {"export.trainings",
          {.rows = "trainings",
           .columns = {{"done_on", "column.date"},
                       {"person_id", "column.person"},
                       {"kind", "column.kind"},
                       {"title", "column.title", true},
                       {"offering_id", "column.offering"},
                       {"menu_slug", "column.menu"},
                       {"region", "label.region"},
                       {"practice_id", "column.practice"},
                       {"certificate_ref", "column.certificate"},
                       {"certificate_sha256", "column.certificate_sha256"},
                       {"declared_by", "column.declared_by"},
                       {"decided_on", "column.decided_on"},
                       {"decided_by", "column.decided_by"},
                       {"reason", "label.reason", true}}}};
}

std::vector<Part> Parts() {
  return {PersonalDataPart(),
          PseudonymPart(),
          EngagementPart(),
          EnrolmentPart(),
          AttendancePart(),
          TrainingPart(),
          {"export.erasure_steps", StepTable("erasure_steps")},
          {"export.accesses", LookTable("accesses")}};
}

// With every heading, so that also what is empty is told.
void ShowText(const Context& context, const v1::ExportPersonResponse& all) {
  const Texts& texts = context.texts;
  *context.out << context.Heading(texts.Get("export.title", all.person_id())) << "\n"
               << KeyValues(
                      {{texts.Get("privacy.linked"), absl::StrJoin(all.linked_person_ids(), ", ")},
                       {texts.Get("privacy.erasure"), texts.Word(all.erasure())},
                       {texts.Get("privacy.retention"), RetentionText(texts, all.retention())},
                       {texts.Get("label.at"), DateText(all.at())},
                       {texts.Get("label.position"), absl::StrCat(all.position())}});
  for (const Part& part : Parts()) {
    const std::string rows = RowsTable(context, all, Filled(texts, all, part.table));
    *context.out << "\n"
                 << context.Heading(texts.Get(part.title)) << "\n"
                 << (rows.empty() ? texts.Get("export.none") + "\n" : rows);
  }
  *context.out << "\n"
               << texts.Get("export.events", all.event_positions_size(),
                            absl::StrJoin(all.event_positions(), ", "))
               << "\n";
}

// A row for each field that says something: what is kept has no columns in common.
int ShowFields(const Context& context, const v1::ExportPersonResponse& all) {
  const Texts& texts = context.texts;
  DataTable table{.title = texts.Get("export.sheet"),
                  .columns = {{"part", Kind::kWord, "export.part"},
                              {"row", Kind::kNumber, "export.row"},
                              {"field", Kind::kWord, "export.field"},
                              {"value", Kind::kCode, "export.value"}}};
  for (const Part& part : Parts()) {
    const WordValue title = {std::string(part.table.rows), texts.Get(part.title)};
    for (const ListField& field : FieldsOf(texts, all, part.table)) {
      table.rows.push_back({title, field.row, WordValue{field.name, field.title}, field.value});
    }
  }
  return ShowData(context, table, {.at = all.at(), .position = all.position()});
}

int RunExport(Context& context, const std::string& person) {
  v1::ExportPersonRequest request;
  request.set_person_id(person);
  const auto all = context.client->Ask(&v1::PrivacyService::Stub::ExportPerson, request);
  if (!all.ok()) return Fail(context, all.status());
  if (IsData(context.output)) return ShowFields(context, *all);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*all) << "\n";
  } else {
    ShowText(context, *all);
  }
  return kExitOk;
}

}  // namespace

void AddExportPerson(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "export-person", "export");
  const auto person = std::make_shared<std::string>();
  menu.Argument(command, "id", person.get(), "privacy.person");
  command->callback([run = menu.run, is_private = menu.is_private, person] {
    *is_private = true;
    *run = [person](Context& context) { return RunExport(context, *person); };
  });
}

}  // namespace logboek::cli
