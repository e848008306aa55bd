#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands.h"
#include "clients/cli/list_view.h"
#include "logboek/v1/overview_service.grpc.pb.h"
#include "logboek/v1/registration_service.pb.h"

namespace logboek::cli {
namespace {

using google::protobuf::Message;
using Stub = v1::OverviewService::Stub;

// 0 is a period: that of the plan.
constexpr uint64_t kNoPeriod = UINT64_MAX;

// What the lists ask for; each takes some of these.
struct ListFlags {
  std::string region;
  std::string practice;
  std::string session;
  std::string obligation;
  std::string cancelled;
  std::string source;
  uint64_t period = kNoPeriod;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
  std::optional<google::type::Date> from;
  std::optional<google::type::Date> until;
  std::vector<int> funding;
};

// A list by its name on the command line, its texts "list.<name>.help" and ".examples".
struct ListKind {
  std::string name;
  std::shared_ptr<Message> request;
  std::function<absl::StatusOr<std::shared_ptr<Message>>(client::Client&, const Message&)> ask;
  // Options without which there is no question.
  std::vector<std::string> required;
  std::vector<ListColumn> columns;
};

template <typename Request, typename Response>
ListKind Overview(std::string name,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  std::vector<std::string> required, std::vector<ListColumn> columns) {
  const auto ask = [method](client::Client& client,
                            const Message& request) -> absl::StatusOr<std::shared_ptr<Message>> {
    auto response = client.Ask(method, static_cast<const Request&>(request));
    if (!response.ok()) return response.status();
    return std::make_shared<Response>(*std::move(response));
  };
  return {std::move(name), std::make_shared<Request>(), ask, std::move(required),
          std::move(columns)};
}

absl::StatusOr<std::shared_ptr<Message>> AskRefusals(client::Client& client,
                                                     const Message& request) {
  auto response = client.ListRefusals(static_cast<const v1::ListRefusalsRequest&>(request));
  if (!response.ok()) return response.status();
  return std::make_shared<v1::ListRefusalsResponse>(*std::move(response));
}

const ListColumn kPractice = {"practice_id", "column.practice"};
const ListColumn kName = {"practice_name", "column.name", true};
const ListColumn kObligation = {"obligation_id", "column.obligation"};
const ListColumn kPeriod = {"period", "column.year"};
const ListColumn kPerson = {"person_id", "column.person"};
const ListColumn kRoles = {"roles", "column.role", true};
const ListColumn kSession = {"session_id", "column.session"};
const ListColumn kDate = {"date", "column.date"};

// Lists about people.
std::vector<ListKind> PeopleLists() {
  return {
      Overview("shares", &Stub::ListStaffShares, {"--region"},
               {kPractice,
                kName,
                kObligation,
                kPeriod,
                {"status", "column.status"},
                {"numerator", "column.numerator"},
                {"denominator", "column.denominator"},
                {"first_met_on", "column.first_met"},
                {"coverage_now.numerator", "column.numerator_now"},
                {"coverage_now.denominator", "column.denominator_now"}}),
      Overview("untrained", &Stub::ListUntrained, {"--practice", "--obligation"},
               {kPerson,
                kRoles,
                kPeriod,
                {"items_done", "column.done"},
                {"items_needed", "column.needed"},
                {"deadline", "column.last_day"}}),
      Overview("times", &Stub::GetTimesHistogram, {"--region", "--obligation"},
               {kPractice,
                kName,
                kPeriod,
                {"items_needed", "column.needed"},
                {"none", "column.times_none"},
                {"one", "column.times_one"},
                {"more", "column.times_more"},
                {"none_person_ids", "column.times_none", true},
                {"one_person_ids", "column.times_one", true},
                {"more_person_ids", "column.times_more", true}}),
      Overview("new-staff", &Stub::ListNewStaff, {"--region"},
               {kPractice,
                kName,
                kPerson,
                kRoles,
                {"engaged_from", "column.from"},
                kObligation,
                kPeriod}),
      Overview("shared-people", &Stub::ListSharedPeople, {"--region"},
               {kPerson, kPractice, kName, kRoles, {"obligation_ids", "column.counts_for", true}})};
}

// Lists about sessions.
std::vector<ListKind> SessionLists() {
  return {Overview("promotions", &Stub::ListPromotions, {},
                   {{"enrolment_id", "column.enrolment"},
                    kPerson,
                    kPractice,
                    kSession,
                    {"series_id", "column.series"},
                    {"recorded_at", "column.recorded"},
                    {"position", "column.position"},
                    {"cause_type", "column.cause"},
                    {"cause_enrolment_id", "column.cause_enrolment"}}),
          Overview("representation", &Stub::ListRepresentation, {"--session"},
                   {kPractice,
                    kName,
                    {"path", "column.path"},
                    {"through_id", "column.through"},
                    {"by_practice_id", "column.by_practice"},
                    {"people", "column.people"},
                    {"person_ids", "column.person", true}}),
          Overview("odd-sessions", &Stub::ListSessionOddities, {"--region"},
                   {kDate,
                    kSession,
                    {"title", "column.title", true},
                    {"kind", "column.kind", true},
                    {"capacity", "column.seats"},
                    {"present", "column.present"},
                    {"walk_ins", "column.walk_ins"},
                    {"over_capacity", "column.over_capacity"},
                    {"list_closed", "column.list_closed"},
                    {"absent_enrolled", "column.absent_enrolled"},
                    {"unrecorded_enrolled", "column.unrecorded_enrolled"}}),
          Overview("credits", &Stub::GetCreditLedger, {"--practice"},
                   {kDate,
                    kSession,
                    {"title", "column.title", true},
                    {"kind", "column.kind", true},
                    {"reason", "column.why", true},
                    kObligation,
                    kPeriod,
                    {"by_practice_ids", "column.by_practice"},
                    {"person_ids", "column.person", true},
                    {"flags", "column.note", true}}),
          Overview("quarters", &Stub::GetQuarterMatrix, {"--region"},
                   {kPractice,
                    kName,
                    kObligation,
                    kPeriod,
                    {"meetings", "column.sessions"},
                    {"needed", "column.needed"},
                    {"quarters", "column.quarters"}})};
}

// Lists about plans, decisions and money.
std::vector<ListKind> PlanLists() {
  return {Overview("missing-documents", &Stub::ListMissingDocuments, {"--region"},
                   {kPractice,
                    kName,
                    {"document", "column.document"},
                    kObligation,
                    kPeriod,
                    {"deadline", "column.last_day"},
                    {"last_reminder_on", "column.reminder"},
                    {"line_id", "column.plan_line"},
                    {"menu_slug", "column.menu"}}),
          Overview("choices", &Stub::GetChoices, {"--region"},
                   {{"core_element", "column.element"},
                    {"menu_slug", "column.menu"},
                    {"name", "column.name", true},
                    kPeriod,
                    {"mode", "column.mode"},
                    {"practices", "column.practices"}}),
          Overview("decisions", &Stub::ListDecisionsInUse, {"--region"},
                   {kPractice,
                    kName,
                    kObligation,
                    kPeriod,
                    {"status", "column.status"},
                    {"interpretation_id", "column.interpretation"},
                    {"option", "column.option"},
                    {"ground", "column.ground", true},
                    {"decided_on", "column.decided_on"},
                    {"decided_by", "column.decided_by"}}),
          Overview("visits", &Stub::ListVisits, {"--region"},
                   {kPractice,
                    kName,
                    {"state", "column.state"},
                    kDate,
                    kObligation,
                    kPeriod,
                    {"topics", "column.topics", true},
                    {"invited_on", "column.invited"}}),
          Overview("funded-courses", &Stub::ListFundedCourses, {"--region", "--funding"},
                   {kPractice,
                    kName,
                    {"offering_id", "column.offering"},
                    {"title", "column.title", true},
                    {"menu_slugs", "column.menu", true},
                    {"completions", "column.completions"}}),
          {"refusals",
           std::make_shared<v1::ListRefusalsRequest>(),
           AskRefusals,
           {},
           {{"time", "column.recorded"},
            {"source", "column.source"},
            {"source_id", "column.source_id"},
            {"command", "column.command"},
            {"reason", "column.reason"},
            {"message", "column.why", true},
            {"actor", "column.actor"}}}};
}

std::vector<ListKind> Lists() {
  std::vector<ListKind> lists = PeopleLists();
  for (auto* const more : {&SessionLists, &PlanLists}) {
    for (ListKind& kind : more()) lists.push_back(std::move(kind));
  }
  return lists;
}

const google::protobuf::FieldDescriptor* FieldOf(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

void SetText(const std::string& text, const char* name, Message* request) {
  const auto* const field = FieldOf(*request, name);
  if (field != nullptr && !text.empty()) request->GetReflection()->SetString(request, field, text);
}

template <typename Part>
void SetPart(const std::optional<Part>& part, const char* name, Message* request) {
  const auto* const field = FieldOf(*request, name);
  if (field == nullptr || !part.has_value()) return;
  request->GetReflection()->MutableMessage(request, field)->CopyFrom(*part);
}

// Fields that the request does not have were not on offer.
void Fill(const ListFlags& flags, Message* request) {
  SetText(flags.region, "region", request);
  SetText(flags.practice, "practice_id", request);
  SetText(flags.session, "session_id", request);
  SetText(flags.obligation, "obligation_id", request);
  SetText(flags.cancelled, "cancelled_enrolment_id", request);
  SetText(flags.source, "source", request);
  SetPart(flags.at, "at", request);
  SetPart(flags.known_at, "known", request);
  SetPart(flags.from, "from", request);
  SetPart(flags.until, "until", request);
  const auto& reflection = *request->GetReflection();
  if (const auto* const period = FieldOf(*request, "period"); period && flags.period != kNoPeriod) {
    reflection.SetUInt32(request, period, static_cast<uint32_t>(flags.period));
  }
  if (const auto* const funding = FieldOf(*request, "funding"); funding && !flags.funding.empty()) {
    reflection.SetEnumValue(request, funding, flags.funding.front());
  }
  reflection.SetInt32(request, FieldOf(*request, "page_size"), kPageSize);
}

// All pages as one answer; every page tells the same position.
absl::StatusOr<std::shared_ptr<Message>> FetchAll(client::Client& client, const ListKind& kind,
                                                  Message* request) {
  auto all = kind.ask(client, *request);
  while (all.ok()) {
    const auto* const next = FieldOf(**all, "next_page_token");
    const std::string token = (*all)->GetReflection()->GetString(**all, next);
    if (token.empty()) break;
    SetText(token, "page_token", request);
    const auto page = kind.ask(client, *request);
    if (!page.ok()) return page.status();
    (*all)->GetReflection()->ClearField(all->get(), next);
    (*all)->MergeFrom(**page);
  }
  return all;
}

int RunListKind(Context& context, const ListKind& kind, const ListFlags& flags) {
  const std::unique_ptr<Message> request(kind.request->New());
  Fill(flags, request.get());
  const auto all = FetchAll(*context.client, kind, request.get());
  if (!all.ok()) return Fail(context, all.status());
  return ShowList(context, **all,
                  {.columns = kind.columns, .known = flags.known_at.value_or(v1::AsKnown())});
}

// Offers what the request has a field for.
void AddOptions(const Menu& menu, CLI::App* command, const ListKind& kind, ListFlags* flags) {
  std::vector<CLI::Option*> options;
  const auto has = [&kind](const char* field) { return FieldOf(*kind.request, field) != nullptr; };
  const auto text = [&](const char* field, const char* name, std::string* target, const char* key,
                        const char* type) {
    if (has(field)) options.push_back(menu.Text(command, name, target, key, type));
  };
  text("region", "--region", &flags->region, "option.region", "region");
  text("practice_id", "--practice", &flags->practice, "list.practice", "practice");
  text("session_id", "--session", &flags->session, "list.session", "session");
  text("cancelled_enrolment_id", "--cancelled", &flags->cancelled, "list.cancelled", "id");
  text("obligation_id", "--obligation", &flags->obligation, "list.obligation", "obligation");
  text("source", "--source", &flags->source, "list.source", "source");
  if (has("period")) menu.Number(command, "--period", &flags->period, "list.period", "period");
  if (has("funding")) {
    options.push_back(menu.Enums(command, "--funding", &flags->funding,
                                 *regioplan::v1::Funding_descriptor(), "list.funding", "funding"));
  }
  if (has("from")) menu.Date(command, "--from", &flags->from, "session.from");
  if (has("until")) menu.Date(command, "--until", &flags->until, "session.until");
  if (has("at")) menu.Date(command, "--at", &flags->at, "option.at");
  if (has("known")) menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  for (CLI::Option* const option : options) {
    const auto& required = kind.required;
    if (std::find(required.begin(), required.end(), option->get_name()) != required.end()) {
      option->required();
    }
  }
}

}  // namespace

void AddList(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "list", "list");
  parent->require_subcommand(1);
  for (const ListKind& kind : Lists()) {
    CLI::App* const command = menu.Command(parent, kind.name, "list." + kind.name);
    const auto flags = std::make_shared<ListFlags>();
    AddOptions(menu, command, kind, flags.get());
    command->callback([run = menu.run, flags, kind] {
      *run = [flags, kind](Context& context) { return RunListKind(context, kind, *flags); };
    });
  }
}

}  // namespace logboek::cli
