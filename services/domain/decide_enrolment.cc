// Places: who gets one, who waits, who moves up. First in, first out.
#include <algorithm>
#include <map>

#include "services/domain/decide_internal.h"
#include "storage/base/clock.h"

namespace logboek::domain {
namespace {

using SessionPtr = std::shared_ptr<const Session>;

// The sessions an enrolment is about: one, or those of a series that are not cancelled.
struct Target {
  std::string session_id;
  std::string series_id;
  std::string region;
  std::vector<SessionPtr> sessions;
};

std::vector<SessionPtr> SessionsOf(const Register& reg, const std::string& session_id,
                                   const std::string& series_id) {
  std::vector<SessionPtr> sessions;
  if (series_id.empty()) {
    if (SessionPtr session = Find(reg.sessions, session_id)) sessions.push_back(session);
    return sessions;
  }
  const auto series = Find(reg.series, series_id);
  if (series == nullptr) return sessions;
  for (const std::string& id : series->session_ids) {
    SessionPtr session = Find(reg.sessions, id);
    if (session != nullptr && !session->cancelled) sessions.push_back(session);
  }
  return sessions;
}

absl::StatusOr<Target> GetTarget(const Situation& s, const cmd::Enrol& command) {
  Target target;
  if (command.target_case() == cmd::Enrol::kSessionId) {
    ASSIGN_OR_RETURN(SessionPtr session, GetSession(s, command.session_id()));
    target.session_id = session->id;
    target.region = session->region;
    if (!session->cancelled) target.sessions.push_back(session);
  } else if (command.target_case() == cmd::Enrol::kSeriesId) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Series> series, GetSeries(s, command.series_id()));
    target.series_id = series->id;
    target.region = series->region;
    target.sessions = SessionsOf(s.reg, "", series->id);
  } else {
    return CheckIdentifier("session_id or series_id", "");
  }
  if (target.sessions.empty()) {
    return NotNow("SESSION_CANCELLED", "what is asked for was cancelled; choose another session",
                  {{"session_id", target.session_id}, {"series_id", target.series_id}});
  }
  return target;
}

// In which role the person takes a place: one that the session counts, when there is a choice.
absl::StatusOr<Role> RoleAt(const Person& person, const std::string& practice_id,
                            const std::vector<SessionPtr>& sessions) {
  Role found = ev::ROLE_UNSPECIFIED;
  for (const SessionPtr& session : sessions) {
    for (const Engagement& engagement : person.engagements) {
      if (engagement.practice_id != practice_id || !engagement.period.Contains(session->date)) {
        continue;
      }
      if (found == ev::ROLE_UNSPECIFIED ||
          session->Counts(engagement.role, ev::PARTICIPATION_PARTICIPANT)) {
        found = engagement.role;
      }
    }
    if (found != ev::ROLE_UNSPECIFIED) return found;
  }
  return NotNow("NOT_ENGAGED_ON_DATE",
                absl::StrCat("\"", person.id, "\" does not work at \"", practice_id, "\" on ",
                             ToIso(sessions.front()->date), "; register the engagement first"),
                {{"person_id", person.id},
                 {"practice_id", practice_id},
                 {"date", ToIso(sessions.front()->date)}});
}

// A place counts against the capacity of this session.
bool TakesPlace(const Session& session, const ev::Enrolment& enrolment) {
  return session.Counts(enrolment.role(), enrolment.participation());
}

absl::Status CheckNotEnrolled(const std::vector<SessionPtr>& sessions,
                              const std::string& person_id) {
  for (const SessionPtr& session : sessions) {
    const auto active = session->active_enrolments.find(person_id);
    if (active == session->active_enrolments.end()) continue;
    return Taken("ALREADY_ENROLLED",
                 absl::StrCat("\"", person_id, "\" is enrolled for \"", session->id,
                              "\" already (enrolment \"", active->second, "\")"),
                 {{"session_id", session->id}, {"enrolment_id", active->second}});
  }
  return absl::OkStatus();
}

// The enrolment as it will be stored, checked but for places.
absl::StatusOr<ev::Enrolment> CheckEnrolment(const Situation& s, const cmd::Enrol& command,
                                             const Target& target) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ev::Enrolment enrolment;
  enrolment.set_enrolment_id(command.enrolment_id());
  enrolment.set_session_id(target.session_id);
  enrolment.set_series_id(target.series_id);
  enrolment.set_person_id(person->id);
  enrolment.set_participation(command.participation() == ev::PARTICIPATION_UNSPECIFIED
                                  ? ev::PARTICIPATION_PARTICIPANT
                                  : command.participation());
  RETURN_IF_ERROR(CheckEnum("participation", enrolment.participation(), ev::Participation_IsValid));
  // A facilitator comes from outside; a participant comes for a practice.
  if (enrolment.participation() == ev::PARTICIPATION_PARTICIPANT) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice,
                     GetPractice(s, command.practice_id()));
    RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, target.region));
    ASSIGN_OR_RETURN(Role role, RoleAt(*person, practice->id, target.sessions));
    RETURN_IF_ERROR(
        CheckRepresents(s, *practice, command.represents(), target.sessions.front()->date));
    enrolment.set_practice_id(practice->id);
    enrolment.set_role(role);
    *enrolment.mutable_represents() = command.represents();
  }
  RETURN_IF_ERROR(CheckNotEnrolled(target.sessions, person->id));
  return enrolment;
}

uint32_t WaitingRank(const std::vector<SessionPtr>& sessions) {
  size_t waiting = 0;
  for (const SessionPtr& session : sessions) waiting = std::max(waiting, session->waiting.size());
  return static_cast<uint32_t>(waiting) + 1;
}

absl::Status Full(const Session& session) {
  return base::MakeError(
      absl::StatusCode::kResourceExhausted, "SESSION_FULL",
      absl::StrCat("the session \"", session.id, "\" has ", session.capacity,
                   " places, all taken, and no waiting line; choose another session"),
      {{"session_id", session.id},
       {"capacity", absl::StrCat(session.capacity)},
       {"confirmed", absl::StrCat(session.places_taken)}});
}

// The decision about a checked enrolment: a place, a place beside the capacity (what has begun
// already was not ours to refuse), or a place in the waiting line.
Decision Place(const Situation& s, const Target& target, const ev::Enrolment& enrolment,
               absl::CivilDay effective_on) {
  ProposedEvent proposed = Propose(target.region, effective_on);
  bool over_capacity = false;
  const Session* full = nullptr;
  for (const SessionPtr& session : target.sessions) {
    if (!TakesPlace(*session, enrolment) || session->HasPlace()) continue;
    if (session->starts_at <= s.now) {
      over_capacity = true;
    } else if (full == nullptr) {
      full = session.get();
    }
  }
  if (full == nullptr) {
    ev::EnrolmentConfirmed& event = *proposed.event.mutable_enrolment_confirmed();
    *event.mutable_enrolment() = enrolment;
    if (over_capacity) event.add_flags(ev::FLAG_OVER_CAPACITY);
    return Events{proposed};
  }
  const bool may_wait =
      std::none_of(target.sessions.begin(), target.sessions.end(),
                   [](const SessionPtr& session) { return session->without_waiting_list; });
  if (!may_wait) return Full(*full);
  ev::EnrolmentWaitlisted& event = *proposed.event.mutable_enrolment_waitlisted();
  *event.mutable_enrolment() = enrolment;
  event.set_rank(WaitingRank(target.sessions));
  return Events{proposed};
}

bool IsActive(const EnrolmentRecord& enrolment) {
  return enrolment.status == EnrolmentStatus::kConfirmed ||
         enrolment.status == EnrolmentStatus::kWaiting;
}

// An enrolment that can still be ended.
absl::StatusOr<std::shared_ptr<const EnrolmentRecord>> GetActiveEnrolment(const Situation& s,
                                                                          const std::string& id) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment, GetEnrolment(s, id));
  if (!IsActive(*enrolment)) {
    return NotNow("ENROLMENT_ENDED",
                  absl::StrCat("the enrolment \"", id, "\" was cancelled or rejected already"),
                  {{"enrolment_id", id}});
  }
  return enrolment;
}

template <typename Event>
void FillEnded(const EnrolmentRecord& enrolment, Event* event) {
  event->set_enrolment_id(enrolment.id);
  event->set_session_id(enrolment.session_id);
  event->set_series_id(enrolment.series_id);
  event->set_person_id(enrolment.person_id);
  event->set_practice_id(enrolment.practice_id);
}

std::string RegionOf(const Situation& s, const EnrolmentRecord& enrolment) {
  const std::vector<SessionPtr> sessions =
      SessionsOf(s.reg, enrolment.session_id, enrolment.series_id);
  if (!sessions.empty()) return sessions.front()->region;
  const auto series = Find(s.reg.series, enrolment.series_id);
  return series == nullptr ? "" : series->region;
}

// Places that come free when this enrolment ends.
std::vector<std::pair<std::string, uint32_t>> FreedBy(const Situation& s,
                                                      const EnrolmentRecord& enrolment) {
  std::vector<std::pair<std::string, uint32_t>> freed;
  if (enrolment.status != EnrolmentStatus::kConfirmed) return freed;
  for (const SessionPtr& session : SessionsOf(s.reg, enrolment.session_id, enrolment.series_id)) {
    if (session->Counts(enrolment.role, enrolment.participation))
      freed.emplace_back(session->id, 1);
  }
  return freed;
}

}  // namespace

void AppendPromotions(const Situation& s,
                      const std::vector<std::pair<std::string, uint32_t>>& freed,
                      absl::string_view cancelled, Events* events) {
  // Places free beyond what the register says, by session.
  std::map<std::string, int64_t> extra;
  // Everybody who waits for one of these sessions, in log order.
  std::map<uint64_t, std::string> waiting;
  for (const auto& [session_id, places] : freed) {
    extra[session_id] += places;
    const SessionPtr session = Find(s.reg.sessions, session_id);
    waiting.insert(session->waiting.begin(), session->waiting.end());
  }
  if (const SessionPtr session = Find(s.reg.sessions, cancelled)) {
    waiting.insert(session->waiting.begin(), session->waiting.end());
  }
  const auto has_place = [&](const Session& session) {
    if (session.capacity == 0) return true;
    const auto found = extra.find(session.id);
    const int64_t more = found == extra.end() ? 0 : found->second;
    return static_cast<int64_t>(session.places_taken) - more <
           static_cast<int64_t>(session.capacity);
  };
  for (const auto& [position, enrolment_id] : waiting) {
    const auto enrolment = Find(s.reg.enrolments, enrolment_id);
    // A session that was cancelled takes its own waiting line with it.
    if (!cancelled.empty() && enrolment->session_id == cancelled) continue;
    std::vector<SessionPtr> sessions =
        SessionsOf(s.reg, enrolment->session_id, enrolment->series_id);
    const auto is_over = [&](const SessionPtr& session) {
      return session->id == cancelled || session->starts_at <= s.now;
    };
    sessions.erase(std::remove_if(sessions.begin(), sessions.end(), is_over), sessions.end());
    const bool fits = !sessions.empty() &&
                      std::all_of(sessions.begin(), sessions.end(),
                                  [&](const SessionPtr& session) { return has_place(*session); });
    if (!fits) continue;
    for (const SessionPtr& session : sessions) --extra[session->id];
    ProposedEvent proposed = Propose(sessions.front()->region, s.today);
    FillEnded(*enrolment, proposed.event.mutable_enrolment_promoted());
    events->push_back(std::move(proposed));
  }
}

Decision Decide(const Situation& s, const cmd::Enrol& command) {
  RETURN_IF_ERROR(CheckIdentifier("enrolment_id", command.enrolment_id()));
  RETURN_IF_ERROR(CheckOptionalDate("requested_on", command.requested_on()));
  if (Find(s.reg.enrolments, command.enrolment_id()) != nullptr) {
    return Taken("ALREADY_REGISTERED",
                 absl::StrCat("the enrolment \"", command.enrolment_id(), "\" is recorded already"),
                 {{"id", command.enrolment_id()}});
  }
  ASSIGN_OR_RETURN(Target target, GetTarget(s, command));
  ASSIGN_OR_RETURN(absl::CivilDay requested_on,
                   PastDateOrToday(s, "requested_on", command.requested_on()));
  const auto last =
      std::max_element(target.sessions.begin(), target.sessions.end(),
                       [](const SessionPtr& a, const SessionPtr& b) { return a->date < b->date; });
  if (requested_on > (*last)->date) {
    return NotNow("SESSION_STARTED",
                  absl::StrCat("the session \"", (*last)->id, "\" was on ", ToIso((*last)->date),
                               "; an enrolment asked for on ", ToIso(requested_on),
                               " comes too late; record the attendance instead"),
                  {{"session_id", (*last)->id}, {"date", ToIso((*last)->date)}});
  }
  ASSIGN_OR_RETURN(ev::Enrolment enrolment, CheckEnrolment(s, command, target));
  *enrolment.mutable_requested_on() = ToProto(requested_on);
  return Place(s, target, enrolment, requested_on);
}

Decision Decide(const Situation& s, const cmd::CancelEnrolment& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment,
                   GetActiveEnrolment(s, command.enrolment_id()));
  ASSIGN_OR_RETURN(absl::CivilDay cancelled_on,
                   PastDateOrToday(s, "cancelled_on", command.cancelled_on()));
  ProposedEvent proposed = Propose(RegionOf(s, *enrolment), cancelled_on);
  ev::EnrolmentCancelled& event = *proposed.event.mutable_enrolment_cancelled();
  FillEnded(*enrolment, &event);
  *event.mutable_cancelled_on() = ToProto(cancelled_on);
  Events events{proposed};
  AppendPromotions(s, FreedBy(s, *enrolment), "", &events);
  return events;
}

Decision Decide(const Situation& s, const cmd::RejectEnrolment& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment,
                   GetActiveEnrolment(s, command.enrolment_id()));
  RETURN_IF_ERROR(CheckText("reason", command.reason()));
  ProposedEvent proposed = Propose(RegionOf(s, *enrolment), s.today);
  ev::EnrolmentRejected& event = *proposed.event.mutable_enrolment_rejected();
  FillEnded(*enrolment, &event);
  event.set_reason(command.reason());
  Events events{proposed};
  AppendPromotions(s, FreedBy(s, *enrolment), "", &events);
  return events;
}

}  // namespace logboek::domain
