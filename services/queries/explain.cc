#include "services/queries/explain.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/queries/region_rows.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Evidence;
using regioplan::PracticeFacts;
using regioplan::Reason;
using regioplan::Status;
using regioplan::Verdict;

// The worst first.
constexpr std::array<Status, 4> kExplained = {Status::kNotMet, Status::kAtRisk, Status::kOpen,
                                              Status::kUndetermined};

bool HasBegun(const Verdict& verdict) {
  return std::find(verdict.flags.begin(), verdict.flags.end(),
                   regioplan::VerdictFlag::kNotStarted) == verdict.flags.end();
}

// Somebody was at a session of a course that nobody reported as completed.
std::optional<Fix> MissingCompletion(const PracticeFacts& facts, const Verdict& verdict) {
  for (const Evidence& evidence : verdict.evidence) {
    if (evidence.reason != Reason::kNotRecognised || evidence.session_id.empty()) continue;
    const auto session = facts.sessions.find(evidence.session_id);
    if (session == facts.sessions.end()) continue;
    return Fix{.kind = FixKind::kRecordCompletion,
               .session_id = evidence.session_id,
               .offering_id = session->second->offering_id,
               .person_id = evidence.person_id,
               .date = session->second->date};
  }
  return std::nullopt;
}

bool IsOfKind(const regioplan::v1::Obligation& obligation, domain::OfferingKind kind) {
  const auto contains = [kind](const auto& kinds) {
    return std::find(kinds.begin(), kinds.end(), static_cast<int>(kind)) != kinds.end();
  };
  return contains(obligation.session_count().session_kinds()) ||
         contains(obligation.quarter_count().session_kinds()) ||
         contains(obligation.staff_share().session_kinds());
}

// A place was held at a session that is over, and whether its holder came was never said.
std::optional<Fix> MissingAttendance(const PracticeFacts& facts, const Verdict& verdict,
                                     absl::CivilDay at) {
  std::optional<Fix> fix;
  for (const auto& [id, session] : facts.sessions) {
    if (session->cancelled || session->date >= at || !verdict.window.Contains(session->date)) {
      continue;
    }
    if (!IsOfKind(*verdict.obligation, session->kind)) continue;
    if (fix.has_value() && *fix->date <= session->date) continue;
    for (const auto& [person_id, enrolment_id] : session->active_enrolments) {
      const auto enrolment = facts.enrolments.find(enrolment_id);
      if (enrolment == facts.enrolments.end() || session->attendances.contains(person_id)) continue;
      if (enrolment->second->practice_id != facts.practice->id ||
          enrolment->second->status != domain::EnrolmentStatus::kConfirmed) {
        continue;
      }
      fix = Fix{.kind = FixKind::kRecordAttendance,
                .session_id = id,
                .person_id = person_id,
                .date = session->date};
    }
  }
  return fix;
}

bool HoldsPlace(const PracticeFacts& facts, const domain::Session& session,
                absl::string_view person_id) {
  return std::any_of(session.active_enrolments.begin(), session.active_enrolments.end(),
                     [&](const auto& active) {
                       const auto enrolment = facts.enrolments.find(active.second);
                       return enrolment != facts.enrolments.end() &&
                              enrolment->second->practice_id == facts.practice->id &&
                              enrolment->second->status == domain::EnrolmentStatus::kConfirmed &&
                              (person_id.empty() || active.first == person_id);
                     });
}

Fix AtSession(FixKind kind, const domain::Session& session, std::string person_id = "") {
  return {.kind = kind,
          .session_id = session.id,
          .offering_id = session.offering_id,
          .person_id = std::move(person_id),
          .date = session.date};
}

// The next session; one with a place that is held already comes first.
Fix NextSession(const PracticeFacts& facts, const regioplan::Openings& openings) {
  for (const domain::Session* session : openings.sessions) {
    if (HoldsPlace(facts, *session, "")) return AtSession(FixKind::kAttendSession, *session);
  }
  if (openings.sessions.empty()) return {.kind = FixKind::kAskSession};
  return AtSession(FixKind::kBookSession, *openings.sessions.front());
}

Fix NextTraining(const PracticeFacts& facts, const regioplan::Openings& openings) {
  for (const regioplan::OpenPerson& person : openings.people) {
    for (const domain::Session* session : openings.sessions) {
      if (HoldsPlace(facts, *session, person.person_id)) {
        return AtSession(FixKind::kAttendSession, *session, person.person_id);
      }
    }
  }
  if (openings.people.empty()) return NextSession(facts, openings);
  const std::string& next = openings.people.front().person_id;
  if (openings.sessions.empty()) return {.kind = FixKind::kAskSession, .person_id = next};
  return AtSession(FixKind::kTrainPerson, *openings.sessions.front(), next);
}

// A line that waits for its text is nearer than a new choice.
Fix NextLine(const PracticeFacts& facts, const Verdict& verdict) {
  for (const domain::InterventionLine& line : facts.practice->lines) {
    const domain::LineVersion& now = line.now();
    if (line.period != verdict.programme_year || now.withdrawn || now.has_text) continue;
    if (now.mode != event::v1::CHOICE_MODE_DEEPEN) continue;
    return {.kind = FixKind::kJustifyIntervention, .item_id = line.line_id};
  }
  return {.kind = FixKind::kChooseIntervention};
}

Fix NextStatement(const regioplan::v1::Statement& statement) {
  if (statement.form() == regioplan::v1::STATEMENT_FORM_PRACTICE_PLAN) {
    return {.kind = FixKind::kSubmitPlan, .form = statement.form()};
  }
  return {.kind = FixKind::kHandInForm, .form = statement.form(), .item_id = statement.survey()};
}

Fix NextAnswer(const PracticeFacts& facts) {
  for (const domain::DataRequest& request : facts.practice->data_requests) {
    if (request.answered_on != domain::kNoEnd) continue;
    return {
        .kind = FixKind::kAnswerDataRequest, .date = request.due_on, .item_id = request.request_id};
  }
  return {.kind = FixKind::kAnswerDataRequest};
}

// While the window runs.
Fix NextStep(const PracticeFacts& facts, const Verdict& verdict) {
  const regioplan::v1::Obligation& obligation = *verdict.obligation;
  switch (obligation.measure_case()) {
    case regioplan::v1::Obligation::kStaffShare:
    case regioplan::v1::Obligation::kNewStaffTraining:
      return NextTraining(facts, *verdict.openings);
    case regioplan::v1::Obligation::kSessionCount:
    case regioplan::v1::Obligation::kQuarterCount:
      return NextSession(facts, *verdict.openings);
    case regioplan::v1::Obligation::kInterventionChoice:
      return NextLine(facts, verdict);
    case regioplan::v1::Obligation::kStatement:
      return NextStatement(obligation.statement());
    case regioplan::v1::Obligation::kVisit:
      return {.kind = FixKind::kHoldVisit};
    case regioplan::v1::Obligation::kDataDelivery:
      return NextAnswer(facts);
    case regioplan::v1::Obligation::MEASURE_NOT_SET:
      break;
  }
  return {.kind = FixKind::kAskWaiver};
}

}  // namespace

Fix NearestFix(const PracticeFacts& facts, const Verdict& verdict, absl::CivilDay at) {
  // What only needs to be written down is nearer than anything that must be done.
  if (auto fix = MissingCompletion(facts, verdict)) return *std::move(fix);
  if (auto fix = MissingAttendance(facts, verdict, at)) return *std::move(fix);
  if (verdict.status == Status::kUndetermined && verdict.obligation->has_staff_share()) {
    return {.kind = FixKind::kConfirmRoster};
  }
  const bool late_form = verdict.obligation->statement().may_come_after();
  if (verdict.status == Status::kNotMet && !late_form) return {.kind = FixKind::kAskWaiver};
  return NextStep(facts, verdict);
}

absl::StatusOr<ExplainAnswer> Ask(const Registers& registers, const ExplainQuestion& question) {
  ASSIGN_OR_RETURN(PracticeAnswer practice,
                   Ask(registers, PracticeQuestion{.practice_id = question.practice_id,
                                                   .at = question.at,
                                                   .known = question.known,
                                                   .with_openings = true,
                                                   .keep_going = question.keep_going}));
  ExplainAnswer answer{
      .practice = std::move(practice.practice), .at = practice.at, .position = practice.position};
  for (const Status status : kExplained) {
    for (const Verdict& verdict : answer.practice.verdicts) {
      if (verdict.status != status || !GivesVerdict(verdict) || !HasBegun(verdict)) continue;
      answer.explanations.push_back(
          {.verdict = &verdict, .fix = NearestFix(answer.practice.facts, verdict, answer.at)});
    }
  }
  return answer;
}

}  // namespace logboek::queries
