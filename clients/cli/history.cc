#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/list_view.h"
#include "logboek/event/v1/event.pb.h"

namespace logboek::cli {
namespace {

using google::protobuf::Message;

struct HistoryFlags {
  std::string event;
  std::string practice;
  std::string person;
  std::string session;
  std::string enrolment;
  std::string line;
  std::string offering;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
};

// False when the options name no subject, or more than one.
bool SetSubject(const HistoryFlags& flags, v1::GetHistoryRequest* request) {
  const std::string* const given[] = {&flags.event,     &flags.practice, &flags.session,
                                      &flags.enrolment, &flags.line,     &flags.offering};
  const auto count = std::count_if(std::begin(given), std::end(given),
                                   [](const std::string* id) { return !id->empty(); });
  const bool with_person = !flags.session.empty() || !flags.offering.empty();
  if (!flags.person.empty() ? count != (with_person ? 1 : 0) : count != 1) return false;
  // Who completed what is asked about one person.
  if (!flags.offering.empty() && flags.person.empty()) return false;
  if (!flags.offering.empty()) {
    request->mutable_completion()->set_offering_id(flags.offering);
    request->mutable_completion()->set_person_id(flags.person);
  } else if (!flags.session.empty() && !flags.person.empty()) {
    request->mutable_attendance()->set_session_id(flags.session);
    request->mutable_attendance()->set_person_id(flags.person);
  } else if (!flags.session.empty()) {
    request->set_session_id(flags.session);
  } else if (!flags.person.empty()) {
    request->set_person_id(flags.person);
  } else if (!flags.event.empty()) {
    request->set_event_id(flags.event);
  } else if (!flags.practice.empty()) {
    request->set_practice_id(flags.practice);
  } else if (!flags.enrolment.empty()) {
    request->set_enrolment_id(flags.enrolment);
  } else {
    request->set_line_id(flags.line);
  }
  return true;
}

absl::StatusOr<v1::GetHistoryResponse> FetchAll(client::Client& client,
                                                v1::GetHistoryRequest request) {
  auto all = client.GetHistory(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    const auto page = client.GetHistory(request);
    if (!page.ok()) return page.status();
    all->clear_next_page_token();
    all->MergeFrom(*page);
  }
  return all;
}

std::string ContentOf(const Texts& texts, const event::v1::Envelope& envelope) {
  const Message* const payload = PayloadOf(envelope.event());
  return payload == nullptr ? "" : FieldsInWords(texts, *payload);
}

std::string SenderOf(const event::v1::Envelope& envelope) {
  std::vector<std::string> parts = {envelope.actor().id(), envelope.source(), envelope.source_id()};
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  return absl::StrJoin(parts, " ");
}

void ShowEvent(const Context& context, const v1::HistoryEvent& row) {
  const Texts& texts = context.texts;
  const event::v1::Envelope& envelope = row.envelope();
  *context.out
      << "\n"
      << context.Heading(absl::StrCat(envelope.position(), "  ", texts.EventType(envelope.type())))
      << "\n"
      << KeyValues({{texts.Get("label.effective"), DateText(envelope.effective_on())},
                    {texts.Get("label.recorded"), SecondText(envelope.recorded_at())},
                    {texts.Get("label.sender"), Printable(SenderOf(envelope))},
                    {texts.Get("label.acting_for"), Printable(envelope.actor().acting_for())},
                    {texts.Get("label.decided_by"), Printable(row.decided_by())},
                    {texts.Get("label.reason"), Printable(row.reason())},
                    {texts.Get("label.event_id"), envelope.event_id()},
                    {texts.Get("label.supersedes"), envelope.supersedes()},
                    {texts.Get("label.content"), Printable(ContentOf(texts, envelope))}});
}

void ShowTable(const Context& context, const v1::GetHistoryResponse& all) {
  const Texts& texts = context.texts;
  *context.out << KeyValues({{texts.Get("label.at"), DateText(all.at())},
                             {texts.Get("label.position"), absl::StrCat(all.position())}});
  if (all.rows().empty()) *context.out << "\n" << texts.Get("history.nothing") << "\n";
  for (const v1::HistoryEvent& row : all.rows()) ShowEvent(context, row);
}

DataTable DataOf(const Context& context, const v1::GetHistoryResponse& all) {
  DataTable table{.title = context.texts.Get("answer.sheet"),
                  .columns = {{"position", Kind::kNumber, "label.position"},
                              {"event_id", Kind::kCode, "label.event_id"},
                              {"type", Kind::kWord, "column.event"},
                              {"effective_on", Kind::kDate, "label.effective"},
                              {"recorded_at", Kind::kInstant, "label.recorded"},
                              {"actor", Kind::kCode, "column.actor"},
                              {"acting_for", Kind::kCode, "label.acting_for"},
                              {"source", Kind::kCode, "column.source"},
                              {"source_id", Kind::kCode, "column.source_id"},
                              {"decided_by", Kind::kText, "label.decided_by"},
                              {"reason", Kind::kText, "label.reason"},
                              {"supersedes", Kind::kCode, "label.supersedes"},
                              {"payload", Kind::kText, "label.content"}}};
  for (const v1::HistoryEvent& row : all.rows()) {
    const event::v1::Envelope& envelope = row.envelope();
    const Message* const payload = PayloadOf(envelope.event());
    table.rows.push_back({envelope.position(), envelope.event_id(),
                          WordValue{envelope.type(), context.texts.EventType(envelope.type())},
                          envelope.effective_on(), envelope.recorded_at(), envelope.actor().id(),
                          envelope.actor().acting_for(), envelope.source(), envelope.source_id(),
                          row.decided_by(), row.reason(), envelope.supersedes(),
                          payload == nullptr ? "" : ToJson(*payload)});
  }
  return table;
}

int RunHistory(Context& context, const HistoryFlags& flags) {
  v1::GetHistoryRequest request;
  if (!SetSubject(flags, &request)) return FailUsage(context, context.texts.Get("history.one_of"));
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  request.set_page_size(kPageSize);
  const auto all = FetchAll(*context.client, request);
  if (!all.ok()) return Fail(context, all.status());
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*all) << "\n";
  } else if (IsData(context.output)) {
    return ShowData(context, DataOf(context, *all),
                    {.at = all->at(), .known = request.known(), .position = all->position()});
  } else {
    ShowTable(context, *all);
  }
  return kExitOk;
}

}  // namespace

void AddHistory(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "history", "history");
  const auto flags = std::make_shared<HistoryFlags>();
  menu.Text(command, "--practice", &flags->practice, "history.practice", "practice");
  menu.Text(command, "--person", &flags->person, "history.person", "id");
  menu.Text(command, "--session", &flags->session, "history.session", "session");
  menu.Text(command, "--enrolment", &flags->enrolment, "history.enrolment", "id");
  menu.Text(command, "--line", &flags->line, "history.line", "id");
  menu.Text(command, "--offering", &flags->offering, "history.offering", "id");
  menu.Text(command, "--event", &flags->event, "history.event", "id");
  menu.Date(command, "--at", &flags->at, "history.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunHistory(context, *flags); };
  });
}

}  // namespace logboek::cli
