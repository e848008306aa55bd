#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/list_view.h"
#include "logboek/v1/access_service.pb.h"

namespace logboek::cli {
namespace {

constexpr int64_t kSecondsPerDay = 24 * 60 * 60;

struct TokenFlags {
  // One.
  std::vector<int> roles;
  std::vector<std::string> academies;
  std::vector<std::string> practices;
  std::vector<std::string> regions;
  std::vector<std::string> sources;
  std::vector<std::string> acting_for;
  std::string principal;
  std::string note;
  std::string token_id;
  uint64_t days = 0;
  uint64_t grace_days = 0;
};

access::v1::Grant GrantOf(const TokenFlags& flags) {
  access::v1::Grant grant;
  grant.set_principal(flags.principal);
  if (!flags.roles.empty()) {
    grant.set_role(static_cast<access::v1::CallerRole>(flags.roles.front()));
  }
  for (const std::string& id : flags.academies) grant.add_academies(id);
  for (const std::string& id : flags.practices) grant.add_practices(id);
  for (const std::string& id : flags.regions) grant.add_regions(id);
  for (const std::string& id : flags.sources) grant.add_sources(id);
  for (const std::string& id : flags.acting_for) grant.add_acting_for(id);
  return grant;
}

// What the grant is about, in one line.
std::string AboutText(const access::v1::Grant& grant) {
  std::vector<std::string> parts;
  for (const auto* ids : {&grant.academies(), &grant.practices(), &grant.regions()}) {
    parts.insert(parts.end(), ids->begin(), ids->end());
  }
  return absl::StrJoin(parts, ", ");
}

// The token goes to the output alone, so that it can go into a file; what it is, beside it.
template <typename Response>
int ShowNew(Context& context, const Response& response) {
  if (context.output == Output::kJson) {
    *context.out << ToJson(response) << "\n";
    return kExitOk;
  }
  *context.out << response.token() << "\n";
  *context.err << context.texts.Get("token.made", response.record().token_id()) << std::endl;
  if (response.record().grant().role() == access::v1::CALLER_ROLE_CALENDAR) {
    *context.err << context.texts.Get("token.calendar") << std::endl;
  }
  return kExitOk;
}

int RunCreate(Context& context, const TokenFlags& flags) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() = GrantOf(flags);
  request.set_note(flags.note);
  if (flags.days > 0) {
    request.mutable_expires_in()->set_seconds(static_cast<int64_t>(flags.days) * kSecondsPerDay);
  }
  const auto response = context.client->Ask(&v1::AccessService::Stub::CreateToken, request);
  return response.ok() ? ShowNew(context, *response) : Fail(context, response.status());
}

int RunRotate(Context& context, const TokenFlags& flags) {
  v1::RotateTokenRequest request;
  request.set_token_id(flags.token_id);
  request.mutable_grace()->set_seconds(static_cast<int64_t>(flags.grace_days) * kSecondsPerDay);
  if (flags.days > 0) {
    request.mutable_expires_in()->set_seconds(static_cast<int64_t>(flags.days) * kSecondsPerDay);
  }
  const auto response = context.client->Ask(&v1::AccessService::Stub::RotateToken, request);
  return response.ok() ? ShowNew(context, *response) : Fail(context, response.status());
}

// As ShowNew: it can be what a file or a variable is filled with.
int RunExchange(Context& context) {
  const auto response =
      context.client->Ask(&v1::AccessService::Stub::ExchangeToken, v1::ExchangeTokenRequest());
  if (!response.ok()) return Fail(context, response.status());
  if (context.output == Output::kJson) {
    *context.out << ToJson(*response) << "\n";
    return kExitOk;
  }
  *context.out << response->token() << "\n";
  *context.err << context.texts.Get("token.exchanged", SecondText(response->expires_at()))
               << std::endl;
  return kExitOk;
}

int RunRevoke(Context& context, const TokenFlags& flags) {
  v1::RevokeTokenRequest request;
  request.set_token_id(flags.token_id);
  const auto response = context.client->Ask(&v1::AccessService::Stub::RevokeToken, request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.output == Output::kJson) {
    *context.out << ToJson(*response) << "\n";
  } else {
    *context.out << context.texts.Get("token.revoked", response->record().token_id()) << "\n";
  }
  return kExitOk;
}

absl::StatusOr<v1::ListTokensResponse> FetchTokens(client::Client& client) {
  v1::ListTokensRequest request;
  request.set_page_size(1'000);
  auto all = client.Ask(&v1::AccessService::Stub::ListTokens, request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    const auto page = client.Ask(&v1::AccessService::Stub::ListTokens, request);
    if (!page.ok()) return page.status();
    all->clear_next_page_token();
    all->MergeFrom(*page);
  }
  return all;
}

int RunList(Context& context) {
  const auto all = FetchTokens(*context.client);
  if (!all.ok()) return Fail(context, all.status());
  return ShowList(context, *all,
                  {.columns = {{"token_id", "column.token_id"},
                               {"grant.principal", "column.actor"},
                               {"grant.role", "column.caller_role"},
                               {"grant.academies", "column.academies", true},
                               {"grant.practices", "column.practices", true},
                               {"grant.regions", "column.regions", true},
                               {"note", "column.purpose", true},
                               {"created_at", "column.created_at"},
                               {"expires_at", "column.expires_at"},
                               {"last_used_at", "column.last_used_at"},
                               {"revoked_at", "column.revoked_at"}}});
}

int RunWhoAmI(Context& context) {
  const auto answer = context.client->Ask(&v1::AccessService::Stub::WhoAmI, v1::WhoAmIRequest());
  if (!answer.ok()) return Fail(context, answer.status());
  if (context.output == Output::kJson) {
    *context.out << ToJson(*answer) << "\n";
    return kExitOk;
  }
  const Texts& texts = context.texts;
  *context.out << KeyValues({{texts.Get("column.actor"), Printable(answer->grant().principal())},
                             {texts.Get("column.caller_role"), texts.Word(answer->grant().role())},
                             {texts.Get("column.about"), Printable(AboutText(answer->grant()))},
                             {texts.Get("whoami.credential"), Printable(answer->credential())},
                             {texts.Get("column.expires_at"),
                              answer->has_expires_at() ? SecondText(answer->expires_at()) : ""},
                             {texts.Get("whoami.methods"), absl::StrCat(answer->methods_size())}});
  return kExitOk;
}

void AddGrantOptions(const Menu& menu, CLI::App* command, TokenFlags* flags) {
  menu.Argument(command, "principal", &flags->principal, "token.principal");
  menu.Enums(command, "--role", &flags->roles, *access::v1::CallerRole_descriptor(), "token.role",
             "caller_role")
      ->required()
      ->expected(1);
  menu.Repeated(command, "--academy", &flags->academies, "token.academy", "id");
  menu.Repeated(command, "--practice", &flags->practices, "token.practice", "practice");
  menu.Repeated(command, "--region", &flags->regions, "token.region", "region");
  menu.Repeated(command, "--source", &flags->sources, "token.source", "source");
  menu.Repeated(command, "--acting-for", &flags->acting_for, "token.acting_for", "id");
  menu.Text(command, "--note", &flags->note, "token.note", "text");
}

}  // namespace

void AddToken(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "token", "token");
  parent->require_subcommand(1);
  const auto flags = std::make_shared<TokenFlags>();
  CLI::App* const create = menu.Command(parent, "create", "token.create");
  AddGrantOptions(menu, create, flags.get());
  menu.Number(create, "--days", &flags->days, "token.days", "number");
  create->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunCreate(context, *flags); };
  });
  CLI::App* const list = menu.Command(parent, "list", "token.list");
  list->callback([run = menu.run] { *run = [](Context& context) { return RunList(context); }; });
  CLI::App* const rotate = menu.Command(parent, "rotate", "token.rotate");
  menu.Argument(rotate, "token_id", &flags->token_id, "token.id");
  menu.Number(rotate, "--grace-days", &flags->grace_days, "token.grace", "number");
  menu.Number(rotate, "--days", &flags->days, "token.days", "number");
  rotate->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunRotate(context, *flags); };
  });
  CLI::App* const revoke = menu.Command(parent, "revoke", "token.revoke");
  menu.Argument(revoke, "token_id", &flags->token_id, "token.id");
  revoke->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunRevoke(context, *flags); };
  });
  CLI::App* const exchange = menu.Command(parent, "exchange", "token.exchange");
  exchange->callback(
      [run = menu.run] { *run = [](Context& context) { return RunExchange(context); }; });
  CLI::App* const whoami = menu.Command(menu.app, "whoami", "whoami");
  whoami->callback(
      [run = menu.run] { *run = [](Context& context) { return RunWhoAmI(context); }; });
}

}  // namespace logboek::cli
