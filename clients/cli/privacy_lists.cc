// Whose name is kept for no reason any more, and who looked at whom.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/privacy_view.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "storage/base/clock.h"

namespace logboek::cli {
namespace {

using Stub = v1::PrivacyService::Stub;

// All pages as one answer.
template <typename Request, typename Response>
absl::StatusOr<Response> FetchEveryPage(client::Client& client, Request request,
                                        grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*)) {
  request.set_page_size(kPageSize);
  auto all = client.Ask(method, request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    const auto page = client.Ask(method, request);
    if (!page.ok()) return page.status();
    all->clear_next_page_token();
    all->MergeFrom(*page);
  }
  return all;
}

struct RetentionFlags {
  std::string region;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
  bool open = false;
  bool all = false;
};

int RunRetention(Context& context, const RetentionFlags& flags) {
  v1::ListRetentionRequest request;
  request.set_region(flags.region);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  request.set_open_only(flags.open);
  request.set_with_retained(flags.all);
  const auto answer = FetchEveryPage(*context.client, request, &Stub::ListRetention);
  if (!answer.ok()) return Fail(context, answer.status());
  return ShowList(context, *answer,
                  {.columns = {{"person_id", "column.person"},
                               {"linked_person_ids", "privacy.linked", true},
                               {"retention.last_need_on", "column.last_need"},
                               {"retention.retention_years", "column.retention_years"},
                               {"retention.retained_until", "column.retained_until"},
                               {"retention.ended", "column.retention_ended"},
                               {"erasure", "privacy.erasure"}},
                   .known = request.known()});
}

struct AccessFlags {
  std::string person;
  std::string principal;
  std::string practice;
  std::optional<google::type::Date> from;
  std::optional<google::type::Date> until;
};

// The beginning of the day in Amsterdam.
google::protobuf::Timestamp BeginningOf(const google::type::Date& day) {
  google::protobuf::Timestamp instant;
  instant.set_seconds(absl::ToUnixSeconds(
      absl::FromCivil(absl::CivilDay(day.year(), day.month(), day.day()), base::Amsterdam())));
  return instant;
}

template <typename Request>
Request InPeriod(const AccessFlags& flags) {
  Request request;
  if (flags.from.has_value()) *request.mutable_from() = BeginningOf(*flags.from);
  if (flags.until.has_value()) *request.mutable_until() = BeginningOf(*flags.until);
  return request;
}

template <typename Request, typename Response>
int ShowLooks(Context& context, const Request& request,
              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  const auto answer = FetchEveryPage(*context.client, request, method);
  if (!answer.ok()) return Fail(context, answer.status());
  return ShowList(context, *answer, LookTable("records"));
}

int RunAccesses(Context& context, const AccessFlags& flags) {
  const int named = (flags.person.empty() ? 0 : 1) + (flags.principal.empty() ? 0 : 1) +
                    (flags.practice.empty() ? 0 : 1);
  if (named != 1) return FailUsage(context, context.texts.Get("accesses.one_of"));
  if (!flags.practice.empty()) {
    auto request = InPeriod<v1::ListPracticeAccessRequest>(flags);
    request.set_practice_id(flags.practice);
    return ShowLooks(context, request, &Stub::ListPracticeAccess);
  }
  auto request = InPeriod<v1::ListAccessRequest>(flags);
  if (!flags.person.empty()) {
    request.set_person_id(flags.person);
  } else {
    request.set_principal(flags.principal);
  }
  return ShowLooks(context, request, &Stub::ListAccess);
}

}  // namespace

void AddRetention(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "retention", "retention");
  const auto flags = std::make_shared<RetentionFlags>();
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Date(command, "--at", &flags->at, "retention.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  menu.Flag(command, "--open", &flags->open, "retention.open");
  menu.Flag(command, "--all", &flags->all, "retention.all");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunRetention(context, *flags); };
  });
}

void AddAccesses(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "accesses", "accesses");
  const auto flags = std::make_shared<AccessFlags>();
  menu.Text(command, "--person", &flags->person, "accesses.person", "id");
  menu.Text(command, "--principal", &flags->principal, "accesses.principal", "principal");
  menu.Text(command, "--practice", &flags->practice, "accesses.practice", "practice");
  menu.Date(command, "--from", &flags->from, "session.from");
  menu.Date(command, "--until", &flags->until, "session.until");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunAccesses(context, *flags); };
  });
}

}  // namespace logboek::cli
