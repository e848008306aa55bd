// Questions a coordinator asks about a whole region, or about one session of it.
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

struct RegionFlags {
  std::string region;
  std::string session;
  bool all = false;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
};

template <typename Request>
Request RequestOf(const RegionFlags& flags) {
  Request request;
  if constexpr (requires { request.set_region(flags.region); }) request.set_region(flags.region);
  if constexpr (requires { request.set_page_size(0); }) request.set_page_size(kPageSize);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  return request;
}

const auto kAppendRows = [](const auto& page, auto* all) {
  all->mutable_rows()->MergeFrom(page.rows());
};

template <typename Response>
void ShowMoment(const Context& context, const Response& response) {
  const Texts& texts = context.texts;
  *context.out << KeyValues({{texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n";
}

void ShowAtRisk(const Context& context, const v1::ListAtRiskResponse& response) {
  const Texts& texts = context.texts;
  ShowMoment(context, response);
  Table table({{texts.Get("column.practice")},
               {texts.Get("column.label"), false, true},
               {texts.Get("column.status")},
               {texts.Get("column.missing"), true},
               {texts.Get("column.bookable"), true},
               {texts.Get("column.slack"), true},
               {texts.Get("column.last_day")},
               {texts.Get("column.days_left"), true}});
  for (const v1::RiskRow& row : response.rows()) {
    table.Add({row.practice_id(),
               ObligationText(texts, row.obligation()),
               {texts.Word(row.status()), StatusTone(row.status())},
               absl::StrCat(row.need()),
               row.has_slack() ? absl::StrCat(row.bookable()) : "",
               row.has_slack() ? absl::StrCat(row.slack()) : "",
               DateText(row.last_day()),
               row.has_last_day() ? absl::StrCat(row.days_left()) : ""});
  }
  *context.out << TableOr(context, table, "at_risk.none");
}

int RunAtRisk(Context& context, const RegionFlags& flags) {
  auto request = RequestOf<v1::ListAtRiskRequest>(flags);
  request.set_include_open(flags.all);
  const auto ask = [&](const v1::ListAtRiskRequest& page) {
    return context.client->ListAtRisk(page);
  };
  const ListTable table = {.columns = {{"practice_id", "column.practice"},
                                       {"practice_name", "column.name"},
                                       {"obligation.obligation_id", "column.obligation"},
                                       {"obligation.label", "column.label"},
                                       {"obligation.programme_year", "column.year"},
                                       {"status", "column.status"},
                                       {"need", "column.missing"},
                                       {"bookable", "column.bookable"},
                                       {"slack", "column.slack"},
                                       {"last_day", "column.last_day"},
                                       {"days_left", "column.days_left"}},
                           .known = request.known()};
  return PrintAnswer(context, FetchPages(request, ask, kAppendRows), table,
                     [&](const auto& response) { ShowAtRisk(context, response); });
}

std::string NeedsText(const Texts& texts, const v1::Invitee& invitee) {
  std::vector<std::string> parts;
  for (const v1::SessionNeed& need : invitee.needs()) {
    parts.push_back(ObligationText(texts, need.obligation()));
  }
  return absl::StrJoin(parts, ", ");
}

Table InviteeTable(const Texts& texts, const v1::ListInviteesResponse& response) {
  Table table({{texts.Get("column.practice")},
               {texts.Get("column.name"), false, true},
               {texts.Get("column.status")},
               {texts.Get("column.other_bookable"), true},
               {texts.Get("column.days_left"), true},
               {texts.Get("column.needs"), false, true},
               {texts.Get("column.person"), false, true},
               {texts.Get("column.note")}});
  for (const v1::Invitee& invitee : response.invitees()) {
    const v1::SessionNeed& first = invitee.needs(0);
    table.Add({invitee.practice_id(),
               invitee.practice_name(),
               {texts.Word(first.status()), StatusTone(first.status())},
               absl::StrCat(first.other_bookable()),
               absl::StrCat(first.days_left()),
               NeedsText(texts, invitee),
               PeopleText(invitee.people()),
               {invitee.cohort_match() ? "" : texts.Get("invite.other_cohort"), Tone::kWarning}});
  }
  return table;
}

void ShowInvitees(const Context& context, const v1::ListInviteesResponse& response) {
  const Texts& texts = context.texts;
  const v1::SessionSummary& session = response.session();
  *context.out << context.Heading(absl::StrCat(session.title(), " (", session.session_id(), ")"))
               << "\n"
               << KeyValues({{texts.Get("label.when"), MinuteText(session.starts_at())},
                             {texts.Get("label.free"), FreeText(texts, session.seats())},
                             {texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n"
               << TableOr(context, InviteeTable(texts, response), "invite.none");
  if (response.enrolled().empty()) return;
  Table enrolled(
      {{texts.Get("column.practice")}, {texts.Get("column.person")}, {texts.Get("column.state")}});
  for (const v1::EnrolledPlace& place : response.enrolled()) {
    enrolled.Add({place.practice_id(), place.person_id(), texts.Word(place.state())});
  }
  *context.out << "\n"
               << context.Heading(texts.Get("invite.enrolled")) << "\n"
               << enrolled.Render(context.style);
}

int RunInvite(Context& context, const RegionFlags& flags) {
  auto request = RequestOf<v1::ListInviteesRequest>(flags);
  request.set_session_id(flags.session);
  const auto ask = [&](const v1::ListInviteesRequest& page) {
    return context.client->ListInvitees(page);
  };
  const auto append = [](const v1::ListInviteesResponse& page, v1::ListInviteesResponse* all) {
    all->mutable_invitees()->MergeFrom(page.invitees());
  };
  const ListTable table = {.rows = "invitees",
                           .columns = {{"practice_id", "column.practice"},
                                       {"practice_name", "column.name"},
                                       {"cohort_match", "column.cohort"},
                                       {"needs.obligation.obligation_id", "column.needs"},
                                       {"needs.status", "column.status"},
                                       {"needs.days_left", "column.days_left"},
                                       {"people.person_id", "column.person"}},
                           .known = request.known()};
  return PrintAnswer(context, FetchPages(request, ask, append), table,
                     [&](const auto& response) { ShowInvitees(context, response); });
}

// "uitwisselingsbijeenkomst, triage-basic".
std::string SortText(const Texts& texts, const v1::SeatsRow& row) {
  std::vector<std::string> parts;
  for (const int kind : row.kinds()) {
    parts.push_back(texts.Word(static_cast<event::v1::OfferingKind>(kind)));
  }
  parts.insert(parts.end(), row.menu_slugs().begin(), row.menu_slugs().end());
  return absl::StrJoin(parts, ", ");
}

void ShowSeats(const Context& context, const v1::GetSeatsNeededResponse& response) {
  const Texts& texts = context.texts;
  ShowMoment(context, response);
  Table table({{texts.Get("column.sort"), false, true},
               {texts.Get("column.practices"), true},
               {texts.Get("column.needed"), true},
               {texts.Get("column.held"), true},
               {texts.Get("column.sessions"), true},
               {texts.Get("column.free"), true},
               {texts.Get("column.shortage"), true},
               {texts.Get("column.usual_capacity"), true},
               {texts.Get("column.extra_sessions"), true}});
  for (const v1::SeatsRow& row : response.rows()) {
    table.Add({SortText(texts, row),
               absl::StrCat(row.practices()),
               absl::StrCat(row.need()),
               absl::StrCat(row.held()),
               absl::StrCat(row.sessions()),
               row.unlimited() ? texts.Get("question.no_limit") : absl::StrCat(row.free_seats()),
               {absl::StrCat(row.shortage()), row.shortage() > 0 ? Tone::kWarning : Tone::kPlain},
               row.usual_capacity() == 0 ? "?" : absl::StrCat(row.usual_capacity()),
               row.has_extra_sessions() ? absl::StrCat(row.extra_sessions()) : "?"});
  }
  *context.out << TableOr(context, table, "seats.none");
}

int RunSeats(Context& context, const RegionFlags& flags) {
  const auto request = RequestOf<v1::GetSeatsNeededRequest>(flags);
  const ListTable table = {.columns = {{"kinds", "column.kind"},
                                       {"menu_slugs", "column.menu"},
                                       {"obligation_ids", "column.obligation"},
                                       {"practices", "column.practices"},
                                       {"need", "column.needed"},
                                       {"held", "column.held"},
                                       {"sessions", "column.sessions"},
                                       {"free_seats", "column.free"},
                                       {"unlimited", "question.no_limit"},
                                       {"shortage", "column.shortage"},
                                       {"usual_capacity", "column.usual_capacity"},
                                       {"extra_sessions", "column.extra_sessions"}},
                           .known = request.known()};
  return PrintAnswer(context, context.client->GetSeatsNeeded(request), table,
                     [&](const auto& response) { ShowSeats(context, response); });
}

void ShowClosed(const Context& context, const v1::ListClosedYearDifferencesResponse& response) {
  const Texts& texts = context.texts;
  ShowMoment(context, response);
  std::vector<Column> columns = ChangeColumns(texts);
  columns.push_back({texts.Get("column.closed_on")});
  columns.push_back({texts.Get("column.position"), true});
  Table table(columns);
  for (const v1::ClosedYearDifference& row : response.rows()) {
    std::vector<Cell> cells = ChangeCells(texts, row.change());
    cells.emplace_back(DateText(row.closed_on()));
    cells.emplace_back(absl::StrCat(row.closed_position()));
    table.Add(std::move(cells));
  }
  *context.out << TableOr(context, table, "closed.none")
               << texts.Get("closed.looked_at", response.closed_periods()) << "\n";
}

int RunClosed(Context& context, const RegionFlags& flags) {
  const auto ask = [&](const v1::ListClosedYearDifferencesRequest& page) {
    return context.client->ListClosedYearDifferences(page);
  };
  const auto request = RequestOf<v1::ListClosedYearDifferencesRequest>(flags);
  ListTable table = {.columns = ChangeFields("change."), .known = request.known()};
  table.columns.push_back({"closed_on", "column.closed_on"});
  table.columns.push_back({"closed_position", "column.position"});
  return PrintAnswer(context, FetchPages(request, ask, kAppendRows), table,
                     [&](const auto& response) { ShowClosed(context, response); });
}

// A command about a region with the flags all of them have.
CLI::App* Add(const Menu& menu, const std::string& name, const std::string& key,
              const std::shared_ptr<RegionFlags>& flags, int (*run)(Context&, const RegionFlags&)) {
  CLI::App* const command = menu.Command(menu.app, name, key);
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  command->callback([chosen = menu.run, flags, run] {
    *chosen = [flags, run](Context& context) { return run(context, *flags); };
  });
  return command;
}

void AddRegionOption(const Menu& menu, CLI::App* command, RegionFlags* flags) {
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
}

}  // namespace

void AddAtRisk(const Menu& menu) {
  const auto flags = std::make_shared<RegionFlags>();
  CLI::App* const command = Add(menu, "at-risk", "at_risk", flags, RunAtRisk);
  AddRegionOption(menu, command, flags.get());
  menu.Flag(command, "--all", &flags->all, "at_risk.all");
}

void AddInvite(const Menu& menu) {
  const auto flags = std::make_shared<RegionFlags>();
  CLI::App* const command = Add(menu, "invite", "invite", flags, RunInvite);
  menu.Argument(command, "session", &flags->session, "session.id");
}

void AddSeats(const Menu& menu) {
  const auto flags = std::make_shared<RegionFlags>();
  AddRegionOption(menu, Add(menu, "seats", "seats", flags, RunSeats), flags.get());
}

void AddClosed(const Menu& menu) {
  const auto flags = std::make_shared<RegionFlags>();
  AddRegionOption(menu, Add(menu, "closed", "closed", flags, RunClosed), flags.get());
}

}  // namespace logboek::cli
