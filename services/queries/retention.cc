#include "services/queries/retention.h"

#include <set>

#include "services/queries/erasure.h"

namespace logboek::queries {
namespace {

// The kept pseudonym of everybody who belongs to the region.
std::set<std::string> HumansOf(const List& list) {
  std::set<std::string> humans;
  for (const auto& [id, person] : list.reg().persons) {
    const bool is_of_region = person->registered && person->region == list.region().id;
    if (is_of_region) humans.insert(domain::KeptPseudonym(list.reg(), id));
  }
  for (const std::string& practice_id : list.region().practice_ids) {
    const auto practice = domain::Find(list.reg().practices, practice_id);
    if (practice == nullptr) continue;
    for (const std::string& id : practice->person_ids) {
      humans.insert(domain::KeptPseudonym(list.reg(), id));
    }
  }
  return humans;
}

}  // namespace

absl::StatusOr<ListAnswer<RetentionRow>> Ask(const Registers& registers,
                                             const RetentionQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::Open(registers, question.frame, question.region,
                                               {"retention", question.open_only ? "open" : "",
                                                question.with_retained ? "all" : ""}));
  const domain::Retentions retentions(list.reg());
  return list.Page<RetentionRow>(HumansOf(list), [&](const std::string& person_id) {
    RetentionRow row{.person_id = person_id, .retention = retentions.Of(person_id)};
    row.erasure = ErasureOf(list.reg(), row.retention.pseudonyms);
    row.ended = row.retention.HasEnded(list.at());
    const bool wanted = row.ended || question.with_retained;
    const bool closed = question.open_only && row.erasure == domain::ErasureState::kConfirmed;
    return wanted && !closed ? std::vector<RetentionRow>{row} : std::vector<RetentionRow>{};
  });
}

}  // namespace logboek::queries
