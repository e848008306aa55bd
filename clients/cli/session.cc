#include <memory>
#include <optional>
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

constexpr int kPageSize = 500;

struct SessionFlags {
  std::string id;
  std::string region;
  std::optional<google::type::Date> from;
  std::optional<google::type::Date> until;
  std::vector<int> kinds;
};

std::string SeatsText(const Texts& texts, const v1::Seats& seats) {
  if (seats.capacity() == 0) return texts.Get("session.seats_unlimited", seats.confirmed());
  return texts.Get("session.seats", seats.confirmed(), seats.capacity(), seats.free(),
                   seats.waiting());
}

std::string StateText(const Texts& texts, const v1::SessionSummary& session) {
  std::vector<std::string> states;
  if (session.cancelled()) states.push_back(texts.Get("session.cancelled"));
  if (session.list_closed()) states.push_back(texts.Get("session.list_closed"));
  return absl::StrJoin(states, ", ");
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
                       {texts.Get("label.state"), StateText(texts, session)},
                       {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n"
               << context.Heading(texts.Get("session.enrolments")) << "\n"
               << Enrolments(context, response) << "\n"
               << context.Heading(texts.Get("session.attendance")) << "\n"
               << Attendance(context, response);
}

std::string FlagSlugs(const v1::AttendanceRow& row) {
  std::vector<std::string> slugs;
  for (const int flag : row.flags()) slugs.push_back(Slug(static_cast<event::v1::Flag>(flag)));
  return absl::StrJoin(slugs, " ");
}

// Enrolments and attendance in one table; `record` says which, `position` is the row's own.
void ShowCsv(const Context& context, const v1::GetSessionResponse& response) {
  const std::string& id = response.session().session_id();
  *context.out << CsvLine({"session_id", "record", "enrolment_id", "person_id", "practice_id",
                           "role", "state", "waiting_rank", "represents", "flags", "corrected",
                           "participation", "series_id", "position"});
  for (const auto& row : response.enrolments()) {
    *context.out << CsvLine(
        {id, "enrolment", row.enrolment_id(), row.person_id(), row.practice_id(), Slug(row.role()),
         Slug(row.state()), row.waiting_rank() > 0 ? absl::StrCat(row.waiting_rank()) : "", "", "",
         "", Slug(row.participation()), row.series_id(), absl::StrCat(row.position())});
  }
  for (const auto& row : response.attendance()) {
    *context.out << CsvLine({id, "attendance", "", row.person_id(), row.practice_id(), "",
                             Slug(row.status()), "", absl::StrJoin(row.represents(), " "),
                             FlagSlugs(row), row.corrected() ? "true" : "false", "", "",
                             absl::StrCat(row.position())});
  }
}

int RunShow(Context& context, const SessionFlags& flags) {
  v1::GetSessionRequest request;
  request.set_session_id(flags.id);
  const auto response = context.client->GetSession(request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else if (context.output == Output::kCsv) {
    ShowCsv(context, *response);
  } else {
    ShowTable(context, *response);
  }
  return kExitOk;
}

// All pages as one answer.
absl::StatusOr<v1::ListSessionsResponse> FetchAll(client::Client& client,
                                                  v1::ListSessionsRequest request) {
  v1::ListSessionsResponse all;
  do {
    const auto page = client.ListSessions(request);
    if (!page.ok()) return page.status();
    all.MergeFrom(*page);
    request.set_page_token(page->next_page_token());
    all.clear_next_page_token();
  } while (!request.page_token().empty());
  return all;
}

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
               {StateText(texts, session), Tone::kWarning}});
  }
  *context.out << (table.empty() ? texts.Get("session.none") + "\n" : table.Render(context.style));
}

void ShowListCsv(const Context& context, const v1::ListSessionsResponse& all) {
  *context.out << CsvLine({"session_id", "offering_id", "title", "region", "academy", "kind",
                           "date", "starts_at", "ends_at", "series_id", "cancelled", "list_closed",
                           "capacity", "confirmed", "waiting", "free"});
  for (const auto& session : all.sessions()) {
    const v1::Seats& seats = session.seats();
    *context.out << CsvLine(
        {session.session_id(), session.offering_id(), session.title(), session.region(),
         session.academy(), Slug(session.kind()), DateText(session.date()),
         InstantText(session.starts_at()), InstantText(session.ends_at()), session.series_id(),
         session.cancelled() ? "true" : "false", session.list_closed() ? "true" : "false",
         absl::StrCat(seats.capacity()), absl::StrCat(seats.confirmed()),
         absl::StrCat(seats.waiting()), absl::StrCat(seats.free())});
  }
}

int RunList(Context& context, const SessionFlags& flags) {
  v1::ListSessionsRequest request;
  request.set_region(flags.region);
  if (flags.from.has_value()) *request.mutable_from() = *flags.from;
  if (flags.until.has_value()) *request.mutable_until() = *flags.until;
  for (const int kind : flags.kinds) {
    request.add_kinds(static_cast<event::v1::OfferingKind>(kind));
  }
  request.set_page_size(kPageSize);
  const auto all = FetchAll(*context.client, request);
  if (!all.ok()) return Fail(context, all.status());
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*all) << "\n";
  } else if (context.output == Output::kCsv) {
    ShowListCsv(context, *all);
  } else {
    ShowListTable(context, *all);
  }
  return kExitOk;
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
  const auto flags = std::make_shared<SessionFlags>();
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Date(command, "--from", &flags->from, "session.from");
  menu.Date(command, "--until", &flags->until, "session.until");
  menu.Enums(command, "--kind", &flags->kinds, *event::v1::OfferingKind_descriptor(),
             "session.kind", "kind");
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
