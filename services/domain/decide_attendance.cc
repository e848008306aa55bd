// Who came: attendance, its corrections, closed lists. Facts about the past are taken and flagged
// (P15).
#include <algorithm>

#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

using SessionPtr = std::shared_ptr<const Session>;

// A session that has begun and was not cancelled.
absl::StatusOr<SessionPtr> GetHeldSession(const Situation& s, const std::string& id) {
  ASSIGN_OR_RETURN(SessionPtr session, GetSession(s, id));
  if (session->cancelled) {
    return NotNow("SESSION_CANCELLED",
                  absl::StrCat("the session \"", id, "\" was cancelled, so nobody was there"),
                  {{"session_id", id}});
  }
  if (session->starts_at > s.now) {
    return NotNow("SESSION_NOT_STARTED",
                  absl::StrCat("the session \"", id, "\" begins on ", ToIso(session->date),
                               "; attendance is recorded afterwards"),
                  {{"session_id", id}, {"date", ToIso(session->date)}});
  }
  return session;
}

// The active record, or NOT_FOUND.
absl::StatusOr<AttendancePtr> GetAttendance(const Session& session, const std::string& person_id) {
  const auto found = session.attendances.find(person_id);
  if (found == session.attendances.end()) {
    return base::MakeError(absl::StatusCode::kNotFound, "NOT_RECORDED",
                           absl::StrCat("there is no attendance of \"", person_id, "\" at \"",
                                        session.id, "\"; record it first"),
                           {{"session_id", session.id}, {"person_id", person_id}});
  }
  return found->second;
}

// Somebody else than the attendee decides about a correction.
absl::Status CheckDecider(const Situation& s, const std::string& decided_by,
                          const std::string& person_id) {
  if (KeptPseudonym(s, decided_by) != KeptPseudonym(s, person_id)) return absl::OkStatus();
  return Invalid("DECIDED_BY_ATTENDEE",
                 "decided_by is the attendee; a correction is decided by somebody else",
                 {{"field", "decided_by"}});
}

// Whether somebody who was there for this practice takes one of the session's places: as enrolled,
// else in a role held that day.
bool TakesPlace(const Situation& s, const Session& session, const Person& person,
                absl::string_view practice_id) {
  const auto enrolment = session.active_enrolments.find(person.id);
  if (enrolment != session.active_enrolments.end()) {
    const auto record = Find(s.reg.enrolments, enrolment->second);
    return session.Counts(record->role, record->participation);
  }
  if (session.counted_roles.empty()) return true;
  return std::any_of(
      person.engagements.begin(), person.engagements.end(), [&](const Engagement& engagement) {
        return engagement.practice_id == practice_id && engagement.period.Contains(session.date) &&
               session.Counts(engagement.role, ev::PARTICIPATION_PARTICIPANT);
      });
}

// Places taken by those present, `person` left out.
uint32_t PlacesUsed(const Situation& s, const Session& session, const Person& person) {
  uint32_t used = 0;
  for (const auto& [person_id, attendance] : session.attendances) {
    if (person_id == person.id || attendance->status != ev::ATTENDANCE_STATUS_PRESENT) continue;
    const auto other = Find(s.reg.persons, person_id);
    used += TakesPlace(s, session, *other, attendance->practice_id) ? 1 : 0;
  }
  return used;
}

bool HasConfirmedEnrolment(const Situation& s, const Session& session,
                           const std::string& person_id) {
  const auto enrolment = session.active_enrolments.find(person_id);
  if (enrolment == session.active_enrolments.end()) return false;
  return Find(s.reg.enrolments, enrolment->second)->status == EnrolmentStatus::kConfirmed;
}

// What is odd about a record; `event` has everything else.
template <typename Event>
void AddFlags(const Situation& s, const Session& session, const Person& person,
              const Practice& practice, Event* event) {
  const bool present = event->status() == ev::ATTENDANCE_STATUS_PRESENT;
  if (present && !HasConfirmedEnrolment(s, session, person.id)) {
    event->add_flags(ev::FLAG_WALK_IN);
  }
  // Counting is only worth it when the list is as long as the room is wide.
  if (present && session.capacity > 0 && session.attendances.size() >= session.capacity &&
      TakesPlace(s, session, person, practice.id) &&
      PlacesUsed(s, session, person) >= session.capacity) {
    event->add_flags(ev::FLAG_OVER_CAPACITY);
  }
  if (session.list_closed) event->add_flags(ev::FLAG_AFTER_LIST_CLOSED);
  if (!IsEngaged(person, practice.id, session.date)) {
    event->add_flags(ev::FLAG_NOT_ENGAGED_ON_DATE);
  }
  if (!IsOpen(practice, session.date)) event->add_flags(ev::FLAG_NOT_PARTICIPATING);
  const auto& represents = event->represents();
  if (!std::all_of(represents.begin(), represents.end(), [&](const std::string& other) {
        return MayRepresent(s, practice, other, session.date);
      })) {
    event->add_flags(ev::FLAG_REPRESENTATION_NOT_HELD);
  }
}

}  // namespace

Decision Decide(const Situation& s, const cmd::RecordAttendance& command) {
  ASSIGN_OR_RETURN(SessionPtr session, GetHeldSession(s, command.session_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, session->region));
  RETURN_IF_ERROR(CheckEnum("status", command.status(), ev::AttendanceStatus_IsValid));
  RETURN_IF_ERROR(CheckPractices(s, command.represents()));
  if (const auto active = session->attendances.find(person->id);
      active != session->attendances.end()) {
    return Taken("ALREADY_RECORDED",
                 absl::StrCat("the attendance of \"", person->id, "\" at \"", session->id,
                              "\" is recorded already, at position ", active->second->ref.position,
                              "; correct it to change it"),
                 {{"session_id", session->id},
                  {"person_id", person->id},
                  {"position", absl::StrCat(active->second->ref.position)},
                  {"event_id", active->second->ref.event_id}});
  }
  ProposedEvent proposed = Propose(session->region, session->date);
  ev::AttendanceRecorded& event = *proposed.event.mutable_attendance_recorded();
  event.set_session_id(session->id);
  event.set_person_id(person->id);
  event.set_practice_id(practice->id);
  *event.mutable_represents() = command.represents();
  event.set_status(command.status());
  AddFlags(s, *session, *person, *practice, &event);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::CorrectAttendance& command) {
  ASSIGN_OR_RETURN(SessionPtr session, GetHeldSession(s, command.session_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(AttendancePtr active, GetAttendance(*session, person->id));
  RETURN_IF_ERROR(CheckEnum("status", command.status(), ev::AttendanceStatus_IsValid));
  RETURN_IF_ERROR(CheckDecided("reason", command.reason(), command.decided_by()));
  RETURN_IF_ERROR(CheckDecider(s, command.decided_by(), person->id));
  const std::string practice_id =
      command.practice_id().empty() ? active->practice_id : command.practice_id();
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, practice_id));
  RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, session->region));
  RETURN_IF_ERROR(CheckPractices(s, command.represents()));
  ProposedEvent proposed = Propose(session->region, session->date);
  proposed.supersedes = active->ref.event_id;
  ev::AttendanceCorrected& event = *proposed.event.mutable_attendance_corrected();
  event.set_session_id(session->id);
  event.set_person_id(person->id);
  event.set_practice_id(practice->id);
  *event.mutable_represents() = command.represents();
  event.set_status(command.status());
  event.set_reason(command.reason());
  event.set_decided_by(command.decided_by());
  if (active->practice_id != practice->id) event.set_previous_practice_id(active->practice_id);
  for (const std::string& id : active->represents) event.add_previous_represents(id);
  AddFlags(s, *session, *person, *practice, &event);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::VoidAttendance& command) {
  ASSIGN_OR_RETURN(SessionPtr session, GetSession(s, command.session_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(AttendancePtr active, GetAttendance(*session, person->id));
  RETURN_IF_ERROR(CheckDecided("reason", command.reason(), command.decided_by()));
  RETURN_IF_ERROR(CheckDecider(s, command.decided_by(), person->id));
  ProposedEvent proposed = Propose(session->region, session->date);
  proposed.supersedes = active->ref.event_id;
  ev::AttendanceVoided& event = *proposed.event.mutable_attendance_voided();
  event.set_session_id(session->id);
  event.set_person_id(person->id);
  event.set_practice_id(active->practice_id);
  for (const std::string& id : active->represents) event.add_represents(id);
  event.set_reason(command.reason());
  event.set_decided_by(command.decided_by());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::CloseAttendanceList& command) {
  ASSIGN_OR_RETURN(SessionPtr session, GetHeldSession(s, command.session_id()));
  if (command.list_sha256().size() != 0 && command.list_sha256().size() != 32) {
    return Invalid("BAD_DIGEST",
                   absl::StrCat("list_sha256 has ", command.list_sha256().size(),
                                " bytes; a SHA-256 digest has 32"),
                   {{"field", "list_sha256"}});
  }
  if (command.count() != session->attendances.size()) {
    return NotNow("COUNT_DIFFERS",
                  absl::StrCat("the list of \"", session->id, "\" has ", command.count(),
                               " rows, the register ", session->attendances.size(),
                               "; push the missing rows or correct the count"),
                  {{"count", absl::StrCat(command.count())},
                   {"registered", absl::StrCat(session->attendances.size())}});
  }
  ProposedEvent proposed = Propose(session->region, session->date);
  ev::AttendanceListClosed& event = *proposed.event.mutable_attendance_list_closed();
  event.set_session_id(session->id);
  event.set_count(command.count());
  event.set_list_sha256(command.list_sha256());
  return Events{proposed};
}

}  // namespace logboek::domain
