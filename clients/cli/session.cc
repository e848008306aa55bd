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
#include "clients/cli/session_list.h"

namespace logboek::cli {
namespace {

struct SessionFlags {
  std::string id;
};

std::string SeatsText(const Texts& texts, const v1::Seats& seats) {
  if (seats.capacity() == 0) return texts.Get("session.seats_unlimited", seats.confirmed());
  return texts.Get("session.seats", seats.confirmed(), seats.capacity(), seats.free(),
                   seats.waiting());
}

std::string FlagWords(const Texts& texts, const v1::AttendanceRow& row) {
  std::vector<std::string> words;
  if (row.corrected()) words.push_back(texts.Get("session.corrected"));
  for (const int flag : row.flags())
    words.push_back(texts.Word(static_cast<event::v1::Flag>(flag)));
  return absl::StrJoin(words, ", ");
}

std::string EnrolmentText(const Texts& texts, const v1::EnrolmentRow& row) {
  std::string text = texts.Word(row.state());
  if (row.waiting_rank() > 0) {
    absl::StrAppend(&text, ", ", texts.Get("receipt.rank", row.waiting_rank()));
  }
  return text;
}

Tone EnrolmentTone(v1::EnrolmentState state) {
  if (state == v1::ENROLMENT_STATE_CONFIRMED) return Tone::kGood;
  return state == v1::ENROLMENT_STATE_WAITING ? Tone::kWarning : Tone::kDim;
}

std::string Enrolments(const Context& context, const v1::GetSessionResponse& response) {
  const Texts& texts = context.texts;
  Table table({{texts.Get("column.enrolment")},
               {texts.Get("column.person")},
               {texts.Get("column.practice")},
               {texts.Get("column.role"), false, true},
               {texts.Get("column.state")},
               {texts.Get("column.series")}});
  for (const auto& row : response.enrolments()) {
    std::string role = texts.Word(row.role());
    if (row.participation() == event::v1::PARTICIPATION_FACILITATOR) {
      role = texts.Word(row.participation());
    }
    table.Add({row.enrolment_id(),
               row.person_id(),
               row.practice_id(),
               role,
               {EnrolmentText(texts, row), EnrolmentTone(row.state())},
               row.series_id()});
  }
  return table.empty() ? texts.Get("session.no_enrolments") + "\n" : table.Render(context.style);
}

std::string Attendance(const Context& context, const v1::GetSessionResponse& response) {
  const Texts& texts = context.texts;
  Table table({{texts.Get("column.person")},
               {texts.Get("column.practice")},
               {texts.Get("column.attendance")},
               {texts.Get("column.represents"), false, true},
               {texts.Get("column.note"), false, true}});
  for (const auto& row : response.attendance()) {
    const bool present = row.status() == event::v1::ATTENDANCE_STATUS_PRESENT;
    table.Add({row.person_id(),
               row.practice_id(),
               {texts.Word(row.status()), present ? Tone::kGood : Tone::kDim},
               absl::StrJoin(row.represents(), ", "),
               {FlagWords(texts, row), Tone::kWarning}});
  }
  return table.empty() ? texts.Get("session.no_attendance") + "\n" : table.Render(context.style);
}

// "2026-04-14 19:30 - 21:00"; the second date only when it is another.
std::string SpanText(const google::protobuf::Timestamp& from,
                     const google::protobuf::Timestamp& until) {
  const std::string start = MinuteText(from);
  const std::string end = MinuteText(until);
  const size_t date = std::string("yyyy-mm-dd ").size();
  const bool same_day = end.size() > date && start.substr(0, date) == end.substr(0, date);
  return absl::StrCat(start, " - ", same_day ? end.substr(date) : end);
}

void ShowTable(const Context& context, const v1::GetSessionResponse& response) {
  const Texts& texts = context.texts;
  const v1::SessionSummary& session = response.session();
  *context.out << context.Heading(absl::StrCat(session.title(), " (", session.session_id(), ")"))
               << "\n"
               << KeyValues(
                      {{texts.Get("label.kind"), texts.Word(session.kind())},
                       {texts.Get("label.when"), SpanText(session.starts_at(), session.ends_at())},
                       {texts.Get("label.region"), session.region()},
                       {texts.Get("label.academy"), session.academy()},
                       {texts.Get("label.offering"), session.offering_id()},
                       {texts.Get("label.series"), session.series_id()},
                       {texts.Get("label.menu"), absl::StrJoin(session.menu_slugs(), ", ")},
                       {texts.Get("label.seats"), SeatsText(texts, session.seats())},
                       {texts.Get("label.state"), SessionStateText(texts, session)},
                       {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n"
               << context.Heading(texts.Get("session.enrolments")) << "\n"
               << Enrolments(context, response) << "\n"
               << context.Heading(texts.Get("session.attendance")) << "\n"
               << Attendance(context, response);
}

// Enrolments and attendance in one table; `record` says which, `position` is the row's own.
int ShowRows(const Context& context, const v1::GetSessionResponse& response) {
  const Texts& texts = context.texts;
  const std::string& id = response.session().session_id();
  DataTable table{.title = texts.Get("session.sheet"),
                  .columns = {{"session_id", Kind::kCode},
                              {"record", Kind::kWord},
                              {"enrolment_id", Kind::kCode},
                              {"person_id", Kind::kCode},
                              {"practice_id", Kind::kCode},
                              {"role", Kind::kWord},
                              {"state", Kind::kWord},
                              {"waiting_rank", Kind::kNumber},
                              {"represents", Kind::kCode},
                              {"flags", Kind::kWord},
                              {"corrected", Kind::kYesNo},
                              {"participation", Kind::kWord},
                              {"series_id", Kind::kCode},
                              {"position", Kind::kNumber}}};
  for (const auto& row : response.enrolments()) {
    table.rows.push_back(
        {id, WordValue{"enrolment", texts.Get("session.enrolment")}, row.enrolment_id(),
         row.person_id(), row.practice_id(), WordOf(texts, row.role()), WordOf(texts, row.state()),
         NumberIf(row.waiting_rank() > 0, row.waiting_rank()), Value(), Value(), Value(),
         WordOf(texts, row.participation()), row.series_id(), row.position()});
  }
  for (const auto& row : response.attendance()) {
    table.rows.push_back({id, WordValue{"attendance", texts.Get("session.attendance")}, Value(),
                          row.person_id(), row.practice_id(), Value(), WordOf(texts, row.status()),
                          Value(), absl::StrJoin(row.represents(), " "),
                          WordsOf<event::v1::Flag>(texts, row.flags()), row.corrected(), Value(),
                          Value(), row.position()});
  }
  return ShowData(context, table, {.position = response.position()});
}

int RunShow(Context& context, const SessionFlags& flags) {
  v1::GetSessionRequest request;
  request.set_session_id(flags.id);
  const auto response = context.client->GetSession(request);
  if (!response.ok()) return Fail(context, response.status());
  if (IsData(context.output)) return ShowRows(context, *response);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    ShowTable(context, *response);
  }
  return kExitOk;
}

int RunList(Context& context, const SessionListFlags& flags) {
  const auto all = FetchSessions(*context.client, flags);
  if (!all.ok()) return Fail(context, all.status());
  return ShowSessions(context, *all);
}

void AddShow(const Menu& menu, CLI::App* parent) {
  CLI::App* const command = menu.Command(parent, "show", "session.show");
  const auto flags = std::make_shared<SessionFlags>();
  menu.Argument(command, "session", &flags->id, "session.id");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunShow(context, *flags); };
  });
}

void AddList(const Menu& menu, CLI::App* parent) {
  CLI::App* const command = menu.Command(parent, "list", "session.list");
  const auto flags = std::make_shared<SessionListFlags>();
  AddSessionListFlags(menu, command, flags.get());
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunList(context, *flags); };
  });
}

}  // namespace

void AddSession(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "session", "session");
  parent->require_subcommand(1);
  AddShow(menu, parent);
  AddList(menu, parent);
}

}  // namespace logboek::cli
