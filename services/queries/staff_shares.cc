#include "services/queries/staff_shares.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

std::string PeriodText(const std::optional<uint32_t>& period) {
  return period.has_value() ? absl::StrCat(*period) : "";
}

// The roles of the person at the practice on the day that the share counts.
std::vector<domain::Role> CountedRoles(const List& list, const std::string& person_id,
                                       const std::string& practice_id,
                                       const regioplan::v1::StaffShare& share) {
  std::vector<domain::Role> roles;
  const auto person = domain::Find(list.reg().persons, person_id);
  if (person == nullptr) return roles;
  for (const domain::Engagement& engagement : person->engagements) {
    if (engagement.practice_id != practice_id || !engagement.period.Contains(list.at())) continue;
    const auto& counted = share.denominator_roles();
    if (std::find(counted.begin(), counted.end(), engagement.role) == counted.end()) continue;
    if (std::find(roles.begin(), roles.end(), engagement.role) == roles.end()) {
      roles.push_back(engagement.role);
    }
  }
  return roles;
}

std::vector<TimesRow> TimesOf(const List& list, const ListVerdicts& verdicts,
                              const TimesQuestion& question, const std::string& practice_id) {
  const std::vector<Verdict> all = verdicts.Of(practice_id, /*with_evidence=*/true);
  const Verdict* const verdict = PeriodOf(all, question.obligation_id, question.period, list.at());
  if (verdict == nullptr || !verdict->obligation->has_staff_share()) return {};
  TimesRow row{.practice = domain::Find(list.reg().practices, practice_id),
               .period = verdict->programme_year,
               .items_needed = std::max(verdict->obligation->staff_share().times(), uint32_t{1})};
  for (const regioplan::PersonProgress& person : verdict->people) {
    auto& group = person.items == 0 ? row.none : person.items == 1 ? row.one : row.more;
    group.push_back(person.person_id);
  }
  return {std::move(row)};
}

}  // namespace

absl::StatusOr<ListAnswer<StaffShareRow>> Ask(const Registers& registers,
                                              const StaffSharesQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::Open(registers, question.frame, question.region,
                                               {"staff shares", question.obligation_id}));
  if (!question.obligation_id.empty()) {
    RETURN_IF_ERROR(CheckShare(list.region(), question.obligation_id));
  }
  const ListVerdicts verdicts(list);
  return list.Page<StaffShareRow>(list.region().practice_ids, [&](const std::string& id) {
    std::vector<StaffShareRow> rows;
    for (Verdict& verdict : verdicts.Of(id, /*with_evidence=*/false)) {
      if (!verdict.obligation->has_staff_share()) continue;
      if (!question.obligation_id.empty() && verdict.obligation->id() != question.obligation_id) {
        continue;
      }
      rows.push_back(
          {.practice = domain::Find(list.reg().practices, id), .verdict = std::move(verdict)});
    }
    return rows;
  });
}

absl::StatusOr<ListAnswer<UntrainedRow>> Ask(const Registers& registers,
                                             const UntrainedQuestion& question) {
  ASSIGN_OR_RETURN(
      const List list,
      List::OpenForPractice(registers, question.frame, question.practice_id,
                            {"untrained", question.obligation_id, PeriodText(question.period)}));
  RETURN_IF_ERROR(CheckShare(list.region(), question.obligation_id));
  const ListVerdicts verdicts(list);
  const std::vector<Verdict> all = verdicts.Of(question.practice_id, /*with_evidence=*/true);
  const Verdict* const verdict = PeriodOf(all, question.obligation_id, question.period, list.at());
  std::vector<UntrainedRow> rows;
  if (verdict != nullptr && verdict->obligation->has_staff_share()) {
    const regioplan::v1::StaffShare& share = verdict->obligation->staff_share();
    const uint32_t needed = std::max(share.times(), uint32_t{1});
    for (const regioplan::PersonProgress& person : verdict->people) {
      if (person.items >= needed) continue;
      rows.push_back({.person_id = person.person_id,
                      .roles = CountedRoles(list, person.person_id, question.practice_id, share),
                      .items_done = person.items,
                      .items_needed = needed,
                      .period = verdict->programme_year,
                      .deadline = verdict->window.until - 1});
    }
  }
  return list.Page(rows);
}

absl::StatusOr<ListAnswer<TimesRow>> Ask(const Registers& registers,
                                         const TimesQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region,
                              {"times", question.obligation_id, PeriodText(question.period)}));
  RETURN_IF_ERROR(CheckShare(list.region(), question.obligation_id));
  const ListVerdicts verdicts(list);
  return list.Page<TimesRow>(list.region().practice_ids, [&](const std::string& id) {
    return TimesOf(list, verdicts, question, id);
  });
}

}  // namespace logboek::queries
