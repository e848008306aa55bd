#include "services/queries/new_staff.h"

#include <algorithm>
#include <utility>

namespace logboek::queries {
namespace {

using regioplan::Verdict;

// Roles and first day of the person at the practice.
void AddEngagements(const List& list, const std::string& practice_id, NewStaffRow* row) {
  const auto person = domain::Find(list.reg().persons, row->person_id);
  if (person == nullptr) return;
  row->engaged_from = list.at();
  for (const domain::Engagement& engagement : person->engagements) {
    if (engagement.practice_id != practice_id || engagement.period.empty()) continue;
    row->engaged_from = std::min(row->engaged_from, engagement.period.from);
    if (!engagement.period.Contains(list.at())) continue;
    if (std::find(row->roles.begin(), row->roles.end(), engagement.role) == row->roles.end()) {
      row->roles.push_back(engagement.role);
    }
  }
}

void AddRows(const List& list, const std::string& practice_id, const Verdict& verdict,
             std::vector<NewStaffRow>* rows) {
  for (const regioplan::PersonProgress& person : verdict.people) {
    if (person.items > 0) continue;
    NewStaffRow row{.practice = domain::Find(list.reg().practices, practice_id),
                    .obligation_id = verdict.obligation->id(),
                    .period = verdict.programme_year,
                    .person_id = person.person_id};
    AddEngagements(list, practice_id, &row);
    rows->push_back(std::move(row));
  }
}

}  // namespace

absl::StatusOr<ListAnswer<NewStaffRow>> Ask(const Registers& registers,
                                            const NewStaffQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"new staff"}));
  const ListVerdicts verdicts(list);
  return list.Page<NewStaffRow>(list.region().practice_ids, [&](const std::string& id) {
    std::vector<NewStaffRow> rows;
    for (const Verdict& verdict : verdicts.Of(id, /*with_evidence=*/true)) {
      if (!verdict.obligation->has_new_staff_training()) continue;
      if (verdict.window.Contains(list.at())) AddRows(list, id, verdict, &rows);
    }
    return rows;
  });
}

}  // namespace logboek::queries
