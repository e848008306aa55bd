#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"

namespace logboek::cli {
namespace {

struct DigestFlags {
  std::string region;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
  bool from_zero = false;
};

void ShowTable(const Context& context, const v1::GetVerdictDigestResponse& response) {
  const Texts& texts = context.texts;
  Table table({{texts.Get("column.region")},
               {texts.Get("column.practices"), true},
               {texts.Get("column.verdicts"), true},
               {texts.Get("column.digest")}});
  bool hidden = false;
  for (const auto& region : response.regions()) {
    hidden = hidden || !region.has_practices();
    table.Add({region.region(), NumberTextIf(region.has_practices(), region.practices()),
               NumberTextIf(region.has_verdicts(), region.verdicts()), region.digest()});
  }
  *context.out << KeyValues({{texts.Get("label.digest"), response.digest()},
                             {texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())},
                             {texts.Get("label.recorded"), SecondText(response.recorded_at())}})
               << "\n"
               << table.Render(context.style);
  if (hidden) *context.out << "\n" << texts.Get("counts.hidden") << "\n";
}

// The last row, with an empty region, is the digest of all.
int ShowRows(const Context& context, const DigestFlags& flags,
             const v1::GetVerdictDigestResponse& response) {
  DataTable table{.title = context.texts.Get("label.digest"),
                  .columns = {{"region", Kind::kCode},
                              {"digest", Kind::kCode},
                              {"practices", Kind::kNumber},
                              {"verdicts", Kind::kNumber},
                              {"at", Kind::kDate},
                              {"position", Kind::kNumber}}};
  for (const auto& region : response.regions()) {
    table.rows.push_back(
        {region.region(), region.digest(), NumberIf(region.has_practices(), region.practices()),
         NumberIf(region.has_verdicts(), region.verdicts()), response.at(), response.position()});
  }
  table.rows.push_back(
      {Value(), response.digest(), Value(), Value(), response.at(), response.position()});
  return ShowData(context, table,
                  {.at = response.at(),
                   .known = flags.known_at.value_or(v1::AsKnown()),
                   .position = response.position()});
}

int RunDigest(Context& context, const DigestFlags& flags) {
  v1::GetVerdictDigestRequest request;
  request.set_region(flags.region);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  request.set_from_zero(flags.from_zero);
  const auto response = context.client->GetVerdictDigest(request);
  if (!response.ok()) return Fail(context, response.status());
  if (IsData(context.output)) return ShowRows(context, flags, *response);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    ShowTable(context, *response);
  }
  return kExitOk;
}

}  // namespace

void AddDigest(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "digest", "digest");
  const auto flags = std::make_shared<DigestFlags>();
  menu.Text(command, "--region", &flags->region, "digest.region", "region");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  menu.Flag(command, "--from-zero", &flags->from_zero, "digest.from_zero");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunDigest(context, *flags); };
  });
}

}  // namespace logboek::cli
