#include "clients/cli/session_list.h"

#include <algorithm>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"

namespace logboek::cli {
namespace {

void ShowListTable(const Context& context, const v1::ListSessionsResponse& all) {
  const Texts& texts = context.texts;
  Table table({{texts.Get("column.start")},
               {texts.Get("column.session")},
               {texts.Get("column.title"), false, true},
               {texts.Get("column.kind"), false, true},
               {texts.Get("column.seats"), true},
               {texts.Get("column.waiting"), true},
               {texts.Get("column.state")}});
  for (const auto& session : all.sessions()) {
    const v1::Seats& seats = session.seats();
    table.Add({MinuteText(session.starts_at()),
               session.session_id(),
               session.title(),
               texts.Word(session.kind()),
               seats.capacity() == 0 ? absl::StrCat(seats.confirmed())
                                     : absl::StrCat(seats.confirmed(), "/", seats.capacity()),
               seats.waiting() > 0 ? absl::StrCat(seats.waiting()) : "",
               {SessionStateText(texts, session), Tone::kWarning}});
  }
  *context.out << (table.empty() ? texts.Get("session.none") + "\n" : table.Render(context.style));
}

int ShowListRows(const Context& context, const v1::ListSessionsResponse& all) {
  DataTable table{.title = context.texts.Get("session.list_sheet"),
                  .columns = {{"session_id", Kind::kCode},
                              {"offering_id", Kind::kCode},
                              {"title"},
                              {"region", Kind::kCode},
                              {"academy", Kind::kCode},
                              {"kind", Kind::kWord},
                              {"date", Kind::kDate},
                              {"starts_at", Kind::kInstant},
                              {"ends_at", Kind::kInstant},
                              {"series_id", Kind::kCode},
                              {"cancelled", Kind::kYesNo},
                              {"list_closed", Kind::kYesNo},
                              {"capacity", Kind::kNumber},
                              {"confirmed", Kind::kNumber},
                              {"waiting", Kind::kNumber},
                              {"free", Kind::kNumber}}};
  for (const auto& session : all.sessions()) {
    const v1::Seats& seats = session.seats();
    table.rows.push_back(
        {session.session_id(), session.offering_id(), session.title(), session.region(),
         session.academy(), WordOf(context.texts, session.kind()), session.date(),
         session.starts_at(), session.ends_at(), session.series_id(), session.cancelled(),
         session.list_closed(), uint64_t{seats.capacity()}, uint64_t{seats.confirmed()},
         uint64_t{seats.waiting()}, uint64_t{seats.free()}});
  }
  return ShowData(context, table, {.position = all.position()});
}

}  // namespace

void AddSessionListFlags(const Menu& menu, CLI::App* command, SessionListFlags* flags) {
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Date(command, "--from", &flags->from, "session.from");
  menu.Date(command, "--until", &flags->until, "session.until");
  menu.Enums(command, "--kind", &flags->kinds, *event::v1::OfferingKind_descriptor(),
             "session.kind", "kind");
  menu.Enums(command, "--role", &flags->roles, *event::v1::Role_descriptor(), "session.role",
             "role");
}

absl::StatusOr<v1::ListSessionsResponse> FetchSessions(client::Client& client,
                                                       const SessionListFlags& flags) {
  v1::ListSessionsRequest request;
  request.set_region(flags.region);
  if (flags.from.has_value()) *request.mutable_from() = *flags.from;
  if (flags.until.has_value()) *request.mutable_until() = *flags.until;
  for (const int kind : flags.kinds) {
    request.add_kinds(static_cast<event::v1::OfferingKind>(kind));
  }
  for (const int role : flags.roles) request.add_roles(static_cast<event::v1::Role>(role));
  request.set_page_size(kPageSize);
  v1::ListSessionsResponse all;
  do {
    const auto page = client.ListSessions(request);
    if (!page.ok()) return page.status();
    all.mutable_sessions()->MergeFrom(page->sessions());
    all.set_position(page->position());
    all.set_token(page->token());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

int ShowSessions(const Context& context, const v1::ListSessionsResponse& all) {
  if (IsData(context.output)) return ShowListRows(context, all);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(all) << "\n";
  } else {
    ShowListTable(context, all);
  }
  return kExitOk;
}

std::string SessionStateText(const Texts& texts, const v1::SessionSummary& session) {
  std::vector<std::string> states;
  if (session.cancelled()) states.push_back(texts.Get("session.cancelled"));
  if (session.list_closed()) states.push_back(texts.Get("session.list_closed"));
  return absl::StrJoin(states, ", ");
}

}  // namespace logboek::cli
