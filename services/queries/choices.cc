#include "services/queries/choices.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "services/queries/menu.h"

namespace logboek::queries {
namespace {

using ChoiceKey = std::tuple<regioplan::v1::CoreElement, std::string, uint32_t, domain::ChoiceMode>;

// The line as it was on the day; null = not chosen yet, or withdrawn.
const domain::LineVersion* ActiveOn(const domain::InterventionLine& line, absl::CivilDay day) {
  const domain::LineVersion* on_day = nullptr;
  for (const domain::LineVersion& version : line.versions) {
    if (version.since <= day) on_day = &version;
  }
  return on_day == nullptr || on_day->withdrawn ? nullptr : on_day;
}

}  // namespace

absl::StatusOr<ListAnswer<ChoiceRow>> Ask(const Registers& registers,
                                          const ChoicesQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"choices"}));
  std::map<ChoiceKey, ChoiceRow> counts;
  for (const std::string& id : list.region().practice_ids) {
    RETURN_IF_ERROR(list.KeepGoing());
    const auto practice = domain::Find(list.reg().practices, id);
    if (practice == nullptr) continue;
    // Chosen alone and in a joint plan, it is one practice that does it.
    std::set<ChoiceKey> chosen;
    for (const domain::InterventionLine& line : practice->lines) {
      const domain::LineVersion* const version = ActiveOn(line, list.at());
      if (version == nullptr) continue;
      const auto* const menu = MenuRowOn(list.region(), version->menu_slug, version->since);
      const ChoiceKey key(
          menu == nullptr ? regioplan::v1::CORE_ELEMENT_UNSPECIFIED : menu->core_element(),
          version->menu_slug, line.period, version->mode);
      if (!chosen.insert(key).second) continue;
      ChoiceRow& row = counts[key];
      ++row.practices;
      if (menu != nullptr) row.name = menu->name();
    }
  }
  std::vector<ChoiceRow> rows;
  for (auto& [key, row] : counts) {
    std::tie(row.core_element, row.menu_slug, row.period, row.mode) = key;
    rows.push_back(std::move(row));
  }
  return list.Page(rows);
}

}  // namespace logboek::queries
