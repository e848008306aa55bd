#include "services/queries/todo.h"

#include <algorithm>
#include <utility>

#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::PracticeFacts;
using regioplan::Verdict;

uint32_t HeldAt(const PracticeFacts& facts, const domain::Session& session) {
  uint32_t held = 0;
  for (const auto& [person_id, enrolment_id] : session.active_enrolments) {
    const auto enrolment = facts.enrolments.find(enrolment_id);
    held += enrolment != facts.enrolments.end() &&
            enrolment->second->practice_id == facts.practice->id &&
            enrolment->second->status == domain::EnrolmentStatus::kConfirmed;
  }
  return held;
}

// The facts hold the sessions to come.
std::shared_ptr<const domain::Session> Held(const PracticeFacts& facts,
                                            const domain::Session* session) {
  return std::shared_ptr<const domain::Session>(facts.coming, session);
}

TodoRow TodoRowOf(const PracticeFacts& facts, const Verdict& verdict, absl::CivilDay at) {
  TodoRow row{.obligation = PeriodOf(verdict),
              .status = verdict.status,
              .missing = verdict.missing,
              .last_day = verdict.window.until - 1};
  for (const int role : verdict.obligation->staff_share().denominator_roles()) {
    row.roles.push_back(static_cast<domain::Role>(role));
  }
  for (const regioplan::OpenPerson& person : verdict.openings->people) {
    row.people.push_back(StaffOf(facts, person, at));
  }
  const auto& sessions = verdict.openings->sessions;
  row.sessions_total = static_cast<uint32_t>(sessions.size());
  for (size_t i = 0; i < sessions.size() && i < kOpenSessionsMax; ++i) {
    row.sessions.push_back({.view = {.session = Held(facts, sessions[i])},
                            .held_places = HeldAt(facts, *sessions[i])});
  }
  return row;
}

// What a session is about is said once and for all, so the live register may say it.
void NameOfferings(const Registers& registers, std::vector<TodoRow>* rows) {
  registers.live().Read([rows](const domain::Register& reg) {
    for (TodoRow& row : *rows) {
      for (OpenSession& open : row.sessions) {
        open.view.offering = domain::Find(reg.offerings, open.view.session->offering_id);
      }
    }
  });
}

}  // namespace

absl::StatusOr<TodoAnswer> Ask(const Registers& registers, const TodoQuestion& question) {
  ASSIGN_OR_RETURN(const PracticeAnswer practice,
                   Ask(registers, PracticeQuestion{.practice_id = question.practice_id,
                                                   .at = question.at,
                                                   .known = question.known,
                                                   .with_openings = true,
                                                   .keep_going = question.keep_going}));
  const PracticeFacts& facts = practice.practice.facts;
  TodoAnswer answer{.practice = facts.practice, .at = practice.at, .position = practice.position};
  for (const Verdict& verdict : practice.practice.verdicts) {
    if (!GivesVerdict(verdict) || !IsOpenNeed(verdict)) continue;
    if (question.before.has_value() && verdict.window.until > *question.before) continue;
    answer.rows.push_back(TodoRowOf(facts, verdict, practice.at));
  }
  std::stable_sort(answer.rows.begin(), answer.rows.end(),
                   [](const TodoRow& a, const TodoRow& b) { return a.last_day < b.last_day; });
  NameOfferings(registers, &answer.rows);
  return answer;
}

}  // namespace logboek::queries
