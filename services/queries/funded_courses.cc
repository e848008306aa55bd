#include "services/queries/funded_courses.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/menu.h"

namespace logboek::queries {
namespace {

// (practice, offering).
using CourseKey = std::pair<std::string, std::string>;

std::string TextOf(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? domain::ToIso(*day) : "";
}

bool IsFunded(const List& list, const domain::Offering& offering, absl::CivilDay day,
              regioplan::v1::Funding funding) {
  return std::any_of(offering.menu_slugs.begin(), offering.menu_slugs.end(),
                     [&](const std::string& slug) {
                       const auto* const row = MenuRowOn(list.region(), slug, day);
                       return row != nullptr && row->funding() == funding;
                     });
}

// Two practices must not both be paid for one course.
std::string PracticeOf(const List& list, const domain::Person& person,
                       const domain::Completion& completion) {
  if (!completion.practice_id.empty()) return completion.practice_id;
  std::string first;
  for (const domain::Engagement& engagement : person.engagements) {
    if (!engagement.period.Contains(completion.completed_on)) continue;
    if (!list.region().practice_ids.contains(engagement.practice_id)) continue;
    if (first.empty() || engagement.practice_id < first) first = engagement.practice_id;
  }
  return first;
}

bool IsAsked(const List& list, const FundedCoursesQuestion& question,
             const domain::Completion& completion) {
  const absl::CivilDay day = completion.completed_on;
  return !completion.revoked && day <= list.at() &&
         (!question.from.has_value() || day >= *question.from) &&
         (!question.until.has_value() || day < *question.until);
}

}  // namespace

absl::StatusOr<ListAnswer<FundedCourseRow>> Ask(const Registers& registers,
                                                const FundedCoursesQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::Open(registers, question.frame, question.region,
                                               {"funded courses", absl::StrCat(question.funding),
                                                TextOf(question.from), TextOf(question.until)}));
  std::map<CourseKey, FundedCourseRow> courses;
  RETURN_IF_ERROR(list.KeepGoing());
  for (const auto& [person_id, person] : list.reg().persons) {
    for (const domain::Completion& completion : person->completions) {
      if (!IsAsked(list, question, completion)) continue;
      const auto offering = domain::Find(list.reg().offerings, completion.offering_id);
      if (offering == nullptr || offering->region != question.region) continue;
      if (!IsFunded(list, *offering, completion.completed_on, question.funding)) continue;
      const std::string practice_id = PracticeOf(list, *person, completion);
      FundedCourseRow& row = courses[{practice_id, offering->id}];
      row.practice = domain::Find(list.reg().practices, practice_id);
      row.offering = offering;
      ++row.completions;
    }
  }
  std::vector<FundedCourseRow> rows;
  for (auto& [key, row] : courses) rows.push_back(std::move(row));
  return list.Page(rows);
}

}  // namespace logboek::queries
