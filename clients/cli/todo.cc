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

struct TodoFlags {
  std::string practice;
  std::optional<google::type::Date> before;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
};

template <typename Request>
Request RequestOf(const TodoFlags& flags) {
  Request request;
  request.set_practice_id(flags.practice);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  return request;
}

template <typename Response>
void ShowHead(const Context& context, const Response& response) {
  const Texts& texts = context.texts;
  *context.out << context.Heading(
                      absl::StrCat(response.practice_name(), " (", response.practice_id(), ")"))
               << "\n"
               << KeyValues({{texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n";
}

std::string RolesText(const Texts& texts, const v1::TodoRow& row) {
  std::vector<std::string> words;
  for (const int role : row.roles())
    words.push_back(texts.Word(static_cast<event::v1::Role>(role)));
  return absl::StrJoin(words, ", ");
}

Table SessionsOf(const Texts& texts, const v1::TodoRow& row) {
  Table table({{texts.Get("column.date")},
               {texts.Get("column.session")},
               {texts.Get("column.title"), false, true},
               {texts.Get("column.free"), true},
               {texts.Get("column.held"), true}});
  for (const v1::OpenSession& open : row.sessions()) {
    table.Add({DateText(open.session().date()), open.session().session_id(), open.session().title(),
               FreeText(texts, open.session().seats()),
               open.held_places() == 0 ? "" : absl::StrCat(open.held_places())});
  }
  return table;
}

void ShowTodoRow(const Context& context, const v1::TodoRow& row) {
  const Texts& texts = context.texts;
  *context.out << "\n"
               << context.Heading(ObligationText(texts, row.obligation())) << ": "
               << Paint(texts.Word(row.status()), StatusTone(row.status()), context.style.colour)
               << "\n"
               << KeyValues(
                      {{texts.Get("label.missing"), texts.Get("compliance.missing", row.missing())},
                       {texts.Get("label.last_day"), DateText(row.last_day())},
                       {texts.Get("label.roles"), RolesText(texts, row)},
                       {texts.Get("label.people"), PeopleText(row.people())}});
  const Table sessions = SessionsOf(texts, row);
  if (sessions.empty()) return;
  *context.out << sessions.Render(context.style);
  const auto left = row.sessions_total() - static_cast<uint32_t>(row.sessions_size());
  if (left > 0) *context.out << texts.Get("todo.more_sessions", left) << "\n";
}

int RunTodo(Context& context, const TodoFlags& flags) {
  auto request = RequestOf<v1::ListTodoRequest>(flags);
  if (flags.before.has_value()) *request.mutable_before() = *flags.before;
  const ListTable table = {.columns = {{"obligation.plan_id", "column.plan"},
                                       {"obligation.obligation_id", "column.obligation"},
                                       {"obligation.label", "column.label"},
                                       {"obligation.programme_year", "column.year"},
                                       {"status", "column.status"},
                                       {"missing", "column.missing"},
                                       {"last_day", "column.last_day"},
                                       {"roles", "label.roles"},
                                       {"people.person_id", "label.people"},
                                       {"sessions.session.session_id", "column.session"},
                                       {"sessions_total", "column.sessions"}},
                           .known = request.known()};
  return PrintAnswer(context, context.client->ListTodo(request), table,
                     [&](const v1::ListTodoResponse& response) {
                       ShowHead(context, response);
                       if (response.rows().empty()) {
                         *context.out << context.texts.Get("todo.none") << "\n";
                       }
                       for (const auto& row : response.rows()) ShowTodoRow(context, row);
                     });
}

int RunExplain(Context& context, const TodoFlags& flags) {
  const auto show = [&](const v1::ExplainPracticeResponse& response) {
    ShowHead(context, response);
    if (response.explanations().empty()) *context.out << context.texts.Get("explain.none") << "\n";
    for (const v1::Explanation& explanation : response.explanations()) {
      *context.out << "\n"
                   << ExplainVerdict(context, response.practice_id(), explanation.verdict()) << "  "
                   << context.texts.Get("label.fix") << ": "
                   << Printable(FixText(context.texts, explanation.fix())) << "\n";
    }
  };
  const auto request = RequestOf<v1::ExplainPracticeRequest>(flags);
  const ListTable table = {.rows = "explanations",
                           .columns = {{"verdict.plan_id", "column.plan"},
                                       {"verdict.plan_version", "label.version"},
                                       {"verdict.obligation_id", "column.obligation"},
                                       {"verdict.label", "column.label"},
                                       {"verdict.programme_year", "column.year"},
                                       {"verdict.status", "column.status"},
                                       {"verdict.numerator", "column.numerator"},
                                       {"verdict.denominator", "column.denominator"},
                                       {"verdict.missing.count", "column.missing"},
                                       {"verdict.deadline", "column.last_day"},
                                       {"verdict.flags", "column.note"},
                                       {"fix.kind", "label.fix"},
                                       {"fix.person_id", "column.person"},
                                       {"fix.session_id", "column.session"},
                                       {"fix.offering_id", "column.offering"},
                                       {"fix.date", "column.date"}},
                           .known = request.known()};
  return PrintAnswer(context, context.client->ExplainPractice(request), table, show);
}

}  // namespace

void AddTodo(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "todo", "todo");
  const auto flags = std::make_shared<TodoFlags>();
  menu.Argument(command, "practice", &flags->practice, "practice.id");
  menu.Date(command, "--before", &flags->before, "todo.before");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunTodo(context, *flags); };
  });
}

void AddExplain(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "explain", "explain");
  const auto flags = std::make_shared<TodoFlags>();
  menu.Argument(command, "practice", &flags->practice, "practice.id");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunExplain(context, *flags); };
  });
}

}  // namespace logboek::cli
