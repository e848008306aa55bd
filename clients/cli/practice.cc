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

namespace logboek::cli {
namespace {

struct PracticeFlags {
  std::string id;
  std::optional<google::type::Date> at;
};

std::string PeriodText(const Texts& texts, const google::type::Date& from,
                       const google::type::Date& until) {
  if (until.year() == 0) return texts.Get("practice.since", DateText(from));
  return texts.Get("compliance.window", DateText(from), LastDayText(until));
}

std::string GroupText(const Texts& texts, const v1::GroupMembership& group) {
  return absl::StrCat(group.group_id(), " (", PeriodText(texts, group.from(), group.until()),
                      "): ", absl::StrJoin(group.practice_ids(), ", "));
}

template <typename Groups>
std::string GroupsText(const Texts& texts, const Groups& groups) {
  std::vector<std::string> parts;
  for (const auto& group : groups) parts.push_back(GroupText(texts, group));
  return absl::StrJoin(parts, "; ");
}

std::string TracksText(const Texts& texts, const v1::Practice& practice) {
  std::vector<std::string> parts;
  for (const auto& track : practice.tracks()) {
    parts.push_back(
        absl::StrCat(track.track(), " (", PeriodText(texts, track.from(), track.until()), ")"));
  }
  return absl::StrJoin(parts, "; ");
}

std::string CohortText(const Texts& texts, const v1::Practice& practice) {
  if (practice.cohort_id().empty()) return texts.Get("practice.no_cohort");
  std::string text =
      absl::StrCat(practice.cohort_id(), " (", DateText(practice.cohort_start_on()), ")");
  if (practice.programme_year() > 0) {
    absl::StrAppend(&text, ", ", texts.Get("practice.year", practice.programme_year()));
  }
  return text;
}

Table StaffTable(const Texts& texts, const v1::Practice& practice) {
  Table table({{texts.Get("column.person")},
               {texts.Get("column.name"), false, true},
               {texts.Get("column.role"), false, true},
               {texts.Get("column.from")},
               {texts.Get("column.last_day")}});
  for (const auto& member : practice.staff()) {
    table.Add({member.person_id(), member.name(), texts.Word(member.role()),
               DateText(member.from()), LastDayText(member.until())});
  }
  return table;
}

void ShowTable(const Context& context, const v1::GetPracticeResponse& response) {
  const Texts& texts = context.texts;
  const v1::Practice& practice = response.practice();
  const std::string confirmed = practice.has_roster_confirmed_as_of()
                                    ? DateText(practice.roster_confirmed_as_of())
                                    : texts.Get("practice.never_confirmed");
  *context.out << context.Heading(absl::StrCat(practice.name(), " (", practice.practice_id(), ")"))
               << "\n"
               << KeyValues(
                      {{texts.Get("label.region"), practice.region()},
                       {"AGB", practice.agb()},
                       {texts.Get("label.from"), DateText(practice.from())},
                       {texts.Get("label.cohort"), CohortText(texts, practice)},
                       {texts.Get("label.tracks"), TracksText(texts, practice)},
                       {texts.Get("label.joint_plan"), GroupsText(texts, practice.joint_plans())},
                       {texts.Get("label.centre"), GroupsText(texts, practice.health_centres())},
                       {texts.Get("label.roster_confirmed"), confirmed},
                       {texts.Get("label.at"), DateText(response.at())},
                       {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n";
  const Table staff = StaffTable(texts, practice);
  *context.out << (staff.empty() ? texts.Get("practice.no_staff") + "\n"
                                 : staff.Render(context.style));
}

// A row for everybody engaged; one without a person when there is nobody.
int ShowRows(const Context& context, const v1::GetPracticeResponse& response) {
  const v1::Practice& practice = response.practice();
  DataTable table{.title = context.texts.Get("practice.sheet"),
                  .columns = {{"practice_id", Kind::kCode},
                              {"practice_name"},
                              {"agb", Kind::kCode},
                              {"region", Kind::kCode},
                              {"cohort_id", Kind::kCode},
                              {"programme_year", Kind::kNumber},
                              {"person_id", Kind::kCode},
                              {"name"},
                              {"role", Kind::kWord},
                              {"from", Kind::kDate},
                              {"until", Kind::kDate}}};
  const auto add = [&](const v1::StaffMember& member) {
    const bool known = !member.person_id().empty();
    table.rows.push_back({practice.practice_id(), practice.name(), practice.agb(),
                          practice.region(), practice.cohort_id(),
                          uint64_t{practice.programme_year()}, member.person_id(), member.name(),
                          known ? WordOf(context.texts, member.role()) : Value(), member.from(),
                          member.until()});
  };
  for (const auto& member : practice.staff()) add(member);
  if (practice.staff().empty()) add({});
  return ShowData(context, table, {.at = response.at(), .position = response.position()});
}

int RunShow(Context& context, const PracticeFlags& flags) {
  v1::GetPracticeRequest request;
  request.set_practice_id(flags.id);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  const auto response = context.client->GetPractice(request);
  if (!response.ok()) return Fail(context, response.status());
  if (IsData(context.output)) return ShowRows(context, *response);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    ShowTable(context, *response);
  }
  return kExitOk;
}

}  // namespace

void AddPractice(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "practice", "practice");
  parent->require_subcommand(1);
  CLI::App* const command = menu.Command(parent, "show", "practice.show");
  const auto flags = std::make_shared<PracticeFlags>();
  menu.Argument(command, "practice", &flags->id, "practice.id");
  menu.Date(command, "--at", &flags->at, "option.at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunShow(context, *flags); };
  });
}

}  // namespace logboek::cli
