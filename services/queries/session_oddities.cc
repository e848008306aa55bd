#include "services/queries/session_oddities.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"

namespace logboek::queries {
namespace {

std::string SessionText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? domain::ToIso(*day) : "";
}

bool IsPresent(const domain::Attendance& attendance) {
  return attendance.status == event::v1::ATTENDANCE_STATUS_PRESENT;
}

// The person's enrolment says in what part; who came without one came as a participant.
domain::Participation PartOf(const domain::Register& reg, const domain::Session& session,
                             const std::string& person_id) {
  const auto active = session.active_enrolments.find(person_id);
  if (active == session.active_enrolments.end()) return event::v1::PARTICIPATION_PARTICIPANT;
  const auto enrolment = domain::Find(reg.enrolments, active->second);
  return enrolment == nullptr ? event::v1::PARTICIPATION_PARTICIPANT : enrolment->participation;
}

// Somebody present who takes one of the places, in one of the roles of that day.
bool TakesPlace(const domain::Register& reg, const domain::Session& session,
                const domain::Attendance& attendance) {
  const domain::Participation part = PartOf(reg, session, attendance.person_id);
  if (session.counted_roles.empty()) {
    return part != event::v1::PARTICIPATION_FACILITATOR;
  }
  const auto person = domain::Find(reg.persons, attendance.person_id);
  if (person == nullptr) return false;
  return std::any_of(person->engagements.begin(), person->engagements.end(),
                     [&](const domain::Engagement& engagement) {
                       return engagement.practice_id == attendance.practice_id &&
                              engagement.period.Contains(session.date) &&
                              session.Counts(engagement.role, part);
                     });
}

SessionOddityRow RowOf(const domain::Register& reg,
                       std::shared_ptr<const domain::Session> session) {
  SessionOddityRow row{.session = std::move(session)};
  const domain::Session& held = *row.session;
  if (const auto offering = domain::Find(reg.offerings, held.offering_id); offering != nullptr) {
    row.title = offering->title;
  }
  uint32_t places = 0;
  for (const auto& [person_id, attendance] : held.attendances) {
    if (!IsPresent(*attendance)) continue;
    ++row.present;
    places += TakesPlace(reg, held, *attendance);
    const auto& flags = attendance->flags;
    row.walk_ins += std::find(flags.begin(), flags.end(), event::v1::FLAG_WALK_IN) != flags.end();
  }
  if (held.capacity > 0 && places > held.capacity) row.over_capacity = places - held.capacity;
  for (const auto& [person_id, enrolment_id] : held.active_enrolments) {
    const auto enrolment = domain::Find(reg.enrolments, enrolment_id);
    if (enrolment == nullptr || enrolment->status != domain::EnrolmentStatus::kConfirmed) continue;
    const auto attendance = held.attendances.find(person_id);
    if (attendance == held.attendances.end()) {
      ++row.unrecorded_enrolled;
    } else if (!IsPresent(*attendance->second)) {
      ++row.absent_enrolled;
    }
  }
  return row;
}

}  // namespace

absl::StatusOr<ListAnswer<SessionOddityRow>> Ask(const Registers& registers,
                                                 const SessionOdditiesQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::Open(registers, question.frame, question.region,
                                               {"session oddities", SessionText(question.from),
                                                SessionText(question.until)}));
  // A date in ISO form sorts as it should.
  const size_t date_size = domain::ToIso(list.at()).size();
  std::vector<std::string> keys;
  for (const auto& [date, id] : list.region().sessions_by_date) {
    if (date > list.at() || (question.until.has_value() && date >= *question.until)) break;
    if (question.from.has_value() && date < *question.from) continue;
    keys.push_back(absl::StrCat(domain::ToIso(date), id));
  }
  return list.Page<SessionOddityRow>(keys, [&](const std::string& key) {
    std::vector<SessionOddityRow> rows;
    auto session = domain::Find(list.reg().sessions, key.substr(date_size));
    if (session == nullptr || session->cancelled) return rows;
    SessionOddityRow row = RowOf(list.reg(), std::move(session));
    if (row.IsOdd()) rows.push_back(std::move(row));
    return rows;
  });
}

}  // namespace logboek::queries
