#include "services/queries/visits.h"

#include <algorithm>
#include <utility>

namespace logboek::queries {
namespace {

using regioplan::Status;
using regioplan::Verdict;

// It names the period, or names none and lies in it.
bool IsOf(const Verdict& verdict, const std::optional<uint32_t>& period, absl::CivilDay day) {
  return period.has_value() ? *period == verdict.programme_year : verdict.window.Contains(day);
}

uint32_t HeldFor(const domain::Practice& practice, const Verdict& verdict, absl::CivilDay at) {
  const std::string& topic = verdict.obligation->visit().topic();
  uint32_t held = 0;
  for (const domain::Visit& visit : practice.visits) {
    if (visit.held_on > at || !IsOf(verdict, visit.period, visit.held_on)) continue;
    held += topic.empty() ||
            std::find(visit.topics.begin(), visit.topics.end(), topic) != visit.topics.end();
  }
  return held;
}

std::optional<absl::CivilDay> InvitedFor(const domain::Practice& practice, const Verdict& verdict,
                                         absl::CivilDay at) {
  std::optional<absl::CivilDay> last;
  for (const domain::Invitation& invitation : practice.invitations) {
    if (invitation.invited_on > at) continue;
    if (!IsOf(verdict, invitation.period, invitation.invited_on)) continue;
    if (!last.has_value() || invitation.invited_on > *last) last = invitation.invited_on;
  }
  return last;
}

void AddDue(const std::shared_ptr<const domain::Practice>& practice, const Verdict& verdict,
            absl::CivilDay at, std::vector<VisitRow>* rows) {
  if (!verdict.obligation->has_visit() || !verdict.window.Contains(at)) return;
  if (verdict.status == Status::kMet || verdict.status == Status::kWaived ||
      verdict.status == Status::kNotApplicable) {
    return;
  }
  const regioplan::v1::Visit& asked = verdict.obligation->visit();
  if (HeldFor(*practice, verdict, at) >= std::max(asked.visits(), uint32_t{1})) return;
  const std::optional<absl::CivilDay> invited_on = InvitedFor(*practice, verdict, at);
  if (asked.only_when_invited() && !invited_on.has_value()) return;
  VisitRow row{.practice = practice,
               .state = VisitState::kDue,
               .date = verdict.window.until - 1,
               .obligation_id = verdict.obligation->id(),
               .period = verdict.programme_year,
               .invited_on = invited_on};
  if (!asked.topic().empty()) row.topics.push_back(asked.topic());
  rows->push_back(std::move(row));
}

// By date.
std::vector<VisitRow> Recorded(const std::shared_ptr<const domain::Practice>& practice,
                               absl::CivilDay at) {
  std::vector<VisitRow> rows;
  for (const domain::Invitation& invitation : practice->invitations) {
    if (invitation.invited_on > at) continue;
    rows.push_back({.practice = practice,
                    .state = VisitState::kInvited,
                    .date = invitation.invited_on,
                    .period = invitation.period});
  }
  for (const domain::Visit& visit : practice->visits) {
    if (visit.held_on > at) continue;
    rows.push_back({.practice = practice,
                    .state = VisitState::kHeld,
                    .date = visit.held_on,
                    .period = visit.period,
                    .topics = visit.topics});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const VisitRow& a, const VisitRow& b) { return a.date < b.date; });
  return rows;
}

}  // namespace

absl::StatusOr<ListAnswer<VisitRow>> Ask(const Registers& registers,
                                         const VisitsQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"visits"}));
  const ListVerdicts verdicts(list);
  return list.Page<VisitRow>(list.region().practice_ids, [&](const std::string& id) {
    const auto practice = domain::Find(list.reg().practices, id);
    std::vector<VisitRow> rows;
    for (const Verdict& verdict : verdicts.Of(id, /*with_evidence=*/false)) {
      AddDue(practice, verdict, list.at(), &rows);
    }
    for (VisitRow& row : Recorded(practice, list.at())) rows.push_back(std::move(row));
    return rows;
  });
}

}  // namespace logboek::queries
