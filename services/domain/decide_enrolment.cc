// Places: who gets one, who waits, who moves up. First in, first out.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

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

// Nor by another pseudonym.
absl::Status CheckNotEnrolled(const Situation& s, const std::vector<SessionPtr>& sessions,
                              const std::string& person_id) {
  const std::vector<std::string> pseudonyms = PseudonymsOf(s, person_id);
  for (const SessionPtr& session : sessions) {
    for (const std::string& pseudonym : pseudonyms) {
      const auto active = session->active_enrolments.find(pseudonym);
      if (active == session->active_enrolments.end()) continue;
      return Taken("ALREADY_ENROLLED",
                   absl::StrCat("\"", pseudonym, "\" is enrolled for \"", session->id,
                                "\" already (enrolment \"", active->second, "\")"),
                   {{"session_id", session->id}, {"enrolment_id", active->second}});
    }
  }
  return absl::OkStatus();
}

std::vector<SessionPtr> ComingOf(const Situation& s, const std::vector<SessionPtr>& sessions) {
  std::vector<SessionPtr> coming;
  std::copy_if(sessions.begin(), sessions.end(), std::back_inserter(coming),
               [&](const SessionPtr& session) { return session->starts_at > s.now; });
  return coming;
}

std::vector<SessionPtr> Since(const std::vector<SessionPtr>& sessions, absl::CivilDay day) {
  std::vector<SessionPtr> rest;
  std::copy_if(sessions.begin(), sessions.end(), std::back_inserter(rest),
               [&](const SessionPtr& session) { return session->date >= day; });
  return rest;
}

// Engaged at the practice on the day of each of them.
absl::Status CheckEngagedAt(const Person& person, const std::string& practice_id,
                            const std::vector<SessionPtr>& sessions) {
  for (const SessionPtr& session : sessions) {
    RETURN_IF_ERROR(RoleAt(person, practice_id, {session}).status());
  }
  return absl::OkStatus();
}

void AddSeriesSessions(const std::vector<SessionPtr>& sessions,
                       google::protobuf::RepeatedPtrField<std::string>* ids) {
  for (const SessionPtr& session : sessions) *ids->Add() = session->id;
}

// The enrolment as it will be stored, checked but for places.
absl::StatusOr<ev::Enrolment> CheckEnrolment(const Situation& s, const cmd::Enrol& command,
                                             const Target& target) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ev::Enrolment enrolment;
  enrolment.set_enrolment_id(command.enrolment_id());
  enrolment.set_session_id(target.session_id);
  enrolment.set_series_id(target.series_id);
  if (!target.series_id.empty()) {
    AddSeriesSessions(target.sessions, enrolment.mutable_series_session_ids());
  }
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
    for (const SessionPtr& session : target.sessions) {
      RETURN_IF_ERROR(CheckOpen(*practice, session->date));
    }
    // What has begun of a series is for the list of presence to say.
    RETURN_IF_ERROR(CheckEngagedAt(*person, practice->id, ComingOf(s, target.sessions)));
    ASSIGN_OR_RETURN(Role role, RoleAt(*person, practice->id, target.sessions));
    RETURN_IF_ERROR(
        CheckRepresents(s, *practice, command.represents(), target.sessions.front()->date));
    enrolment.set_practice_id(practice->id);
    enrolment.set_role(role);
    *enrolment.mutable_represents() = command.represents();
  }
  RETURN_IF_ERROR(CheckNotEnrolled(s, target.sessions, person->id));
  return enrolment;
}

// Behind how many the next one stands, once `promoted` have moved up.
uint32_t WaitingRank(const std::vector<SessionPtr>& sessions, const Events& promoted) {
  const auto has_moved_up = [&](const std::string& enrolment_id) {
    return std::any_of(promoted.begin(), promoted.end(), [&](const ProposedEvent& proposed) {
      return proposed.event.enrolment_promoted().enrolment_id() == enrolment_id;
    });
  };
  size_t longest = 0;
  for (const SessionPtr& session : sessions) {
    size_t waiting = 0;
    for (const auto& [position, id] : session->waiting) waiting += has_moved_up(id) ? 0 : 1;
    longest = std::max(longest, waiting);
  }
  return static_cast<uint32_t>(longest) + 1;
}

bool HasPlace(const Session& session, const SessionChanges& changes) {
  const auto found = changes.taken.find(session.id);
  const int64_t more = found == changes.taken.end() ? 0 : found->second;
  const uint32_t capacity = session.id == changes.resized ? changes.capacity : session.capacity;
  return capacity == 0 || session.places_taken + more < capacity;
}

absl::Status Full(const Session& session) {
  return base::MakeError(
      absl::StatusCode::kResourceExhausted, "SESSION_FULL",
      absl::StrCat("the session \"", session.id, "\" has ", session.capacity,
                   " places, all taken, and nobody can wait for one; choose another session"),
      {{"session_id", session.id},
       {"capacity", absl::StrCat(session.capacity)},
       {"confirmed", absl::StrCat(session.places_taken)}});
}

// What a checked enrolment gets: a place, a place beside the capacity (what has begun already was
// not ours to refuse), or a place in the waiting line, behind those who move up with `events`.
absl::Status Place(const Situation& s, const Target& target, const ev::Enrolment& enrolment,
                   const SessionChanges& changes, ProposedEvent proposed, Events* events) {
  bool over_capacity = false;
  bool may_wait = true;
  const Session* full = nullptr;
  for (const SessionPtr& session : target.sessions) {
    may_wait &= !session->without_waiting_list;
    if (!TakesPlace(*session, enrolment) || HasPlace(*session, changes)) continue;
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
  } else if (may_wait) {
    ev::EnrolmentWaitlisted& event = *proposed.event.mutable_enrolment_waitlisted();
    *event.mutable_enrolment() = enrolment;
    event.set_rank(WaitingRank(target.sessions, *events));
  } else {
    return Full(*full);
  }
  events->push_back(std::move(proposed));
  return absl::OkStatus();
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

absl::Status CheckSinceRequest(const EnrolmentRecord& enrolment, absl::string_view field,
                               absl::CivilDay day) {
  if (day >= enrolment.requested_on) return absl::OkStatus();
  return Invalid("ENDS_BEFORE_REQUEST",
                 absl::StrCat("the enrolment \"", enrolment.id, "\" was asked for on ",
                              ToIso(enrolment.requested_on), ", after the ", field, " ", ToIso(day),
                              "; correct the date"),
                 {{"field", std::string(field)}});
}

// An event about an enrolment names again whom it is about, so that each of them finds it.
template <typename Event>
void FillMoved(const EnrolmentRecord& enrolment, const std::vector<SessionPtr>& sessions,
               Event* event) {
  event->set_enrolment_id(enrolment.id);
  event->set_session_id(enrolment.session_id);
  event->set_series_id(enrolment.series_id);
  event->set_person_id(enrolment.person_id);
  event->set_practice_id(enrolment.practice_id);
  for (const std::string& practice : enrolment.represents) event->add_represents(practice);
  if (!enrolment.series_id.empty()) {
    AddSeriesSessions(sessions, event->mutable_series_session_ids());
  }
}

std::string RegionOf(const Situation& s, const EnrolmentRecord& enrolment) {
  const std::vector<SessionPtr> sessions =
      SessionsOf(s.reg, enrolment.session_id, enrolment.series_id);
  if (!sessions.empty()) return sessions.front()->region;
  const auto series = Find(s.reg.series, enrolment.series_id);
  return series == nullptr ? "" : series->region;
}

// The sessions of the enrolment, with the places that come free when it ends.
SessionChanges FreedBy(const std::vector<SessionPtr>& sessions, const EnrolmentRecord& enrolment) {
  SessionChanges changes;
  if (enrolment.status != EnrolmentStatus::kConfirmed) return changes;
  for (const SessionPtr& session : sessions) {
    if (session->Counts(enrolment.role, enrolment.participation)) --changes.taken[session->id];
  }
  return changes;
}

std::vector<std::string> IdsOf(const std::vector<SessionPtr>& sessions) {
  std::vector<std::string> ids;
  for (const SessionPtr& session : sessions) ids.push_back(session->id);
  return ids;
}

// Ends the enrolment, as `ended` says, and lets others move up.
Events End(const Situation& s, const EnrolmentRecord& enrolment,
           const std::vector<SessionPtr>& sessions, ProposedEvent ended) {
  Events events;
  events.push_back(std::move(ended));
  SessionChanges changes = FreedBy(sessions, enrolment);
  if (!changes.taken.empty()) AppendPromotions(s, IdsOf(sessions), &changes, &events);
  return events;
}

// In which role the colleague takes over the enrolment: engaged at its practice on the day of each
// session that is left. A facilitator comes for no practice.
absl::StatusOr<Role> RoleOfSubstitute(const EnrolmentRecord& enrolment, const Person& person,
                                      const std::vector<SessionPtr>& rest) {
  if (enrolment.participation == ev::PARTICIPATION_FACILITATOR) return ev::ROLE_UNSPECIFIED;
  RETURN_IF_ERROR(CheckEngagedAt(person, enrolment.practice_id, rest));
  return RoleAt(person, enrolment.practice_id, rest);
}

// The places that change hands: freed by somebody whose role the session counts, taken by somebody
// whose role it counts. RESOURCE_EXHAUSTED when a coming session has no place more; what has begun
// is taken beside the capacity.
absl::StatusOr<SessionChanges> ChangesHands(const Situation& s, const EnrolmentRecord& enrolment,
                                            Role role, const std::vector<SessionPtr>& sessions,
                                            bool* over_capacity) {
  SessionChanges changes;
  if (enrolment.status != EnrolmentStatus::kConfirmed) return changes;
  for (const SessionPtr& session : sessions) {
    const int more = session->Counts(role, enrolment.participation) -
                     session->Counts(enrolment.role, enrolment.participation);
    if (more > 0 && !HasPlace(*session, changes)) {
      if (session->starts_at > s.now) return Full(*session);
      *over_capacity = true;
    }
    if (more != 0) changes.taken[session->id] = more;
  }
  return changes;
}

bool IsComing(const Situation& s, const Session& session, const SessionChanges& changes) {
  return (session.id == changes.moved ? changes.starts_at : session.starts_at) > s.now;
}

// Whether this one can have a place now at every session that is still to come.
bool CanMoveUp(const Situation& s, const EnrolmentRecord& enrolment,
               const std::vector<SessionPtr>& sessions, const SessionChanges& changes) {
  // A session that was cancelled takes its own waiting line with it.
  if (!changes.cancelled.empty() && enrolment.session_id == changes.cancelled) return false;
  bool any = false;
  for (const SessionPtr& session : sessions) {
    if (!IsComing(s, *session, changes)) continue;
    any = true;
    const bool takes_place = session->Counts(enrolment.role, enrolment.participation);
    if (takes_place && !HasPlace(*session, changes)) return false;
  }
  return any;
}

}  // namespace

void AppendPromotions(const Situation& s, const std::vector<std::string>& session_ids,
                      SessionChanges* changes, Events* events) {
  // By log position, so first come first served.
  std::map<uint64_t, std::string> waiting;
  for (const std::string& id : session_ids) {
    const SessionPtr session = Find(s.reg.sessions, id);
    waiting.insert(session->waiting.begin(), session->waiting.end());
  }
  for (const auto& [position, enrolment_id] : waiting) {
    const auto enrolment = Find(s.reg.enrolments, enrolment_id);
    std::vector<SessionPtr> sessions =
        SessionsOf(s.reg, enrolment->session_id, enrolment->series_id);
    sessions.erase(std::remove_if(sessions.begin(), sessions.end(),
                                  [&](const SessionPtr& session) {
                                    return session->id == changes->cancelled;
                                  }),
                   sessions.end());
    if (!CanMoveUp(s, *enrolment, sessions, *changes)) continue;
    for (const SessionPtr& session : sessions) {
      changes->taken[session->id] += session->Counts(enrolment->role, enrolment->participation);
    }
    ProposedEvent promoted = Propose(sessions.front()->region, s.today);
    FillMoved(*enrolment, sessions, promoted.event.mutable_enrolment_promoted());
    events->push_back(std::move(promoted));
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
  // Time alone can let somebody move up: a full session of their series has begun meanwhile. They
  // come first.
  Events events;
  SessionChanges changes;
  AppendPromotions(s, IdsOf(target.sessions), &changes, &events);
  RETURN_IF_ERROR(
      Place(s, target, enrolment, changes, Propose(target.region, requested_on), &events));
  return events;
}

Decision Decide(const Situation& s, const cmd::CancelEnrolment& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment,
                   GetActiveEnrolment(s, command.enrolment_id()));
  ASSIGN_OR_RETURN(absl::CivilDay cancelled_on,
                   PastDateOrToday(s, "cancelled_on", command.cancelled_on()));
  RETURN_IF_ERROR(CheckSinceRequest(*enrolment, "cancelled_on", cancelled_on));
  const std::vector<SessionPtr> sessions =
      SessionsOf(s.reg, enrolment->session_id, enrolment->series_id);
  ProposedEvent proposed = Propose(RegionOf(s, *enrolment), cancelled_on);
  ev::EnrolmentCancelled& event = *proposed.event.mutable_enrolment_cancelled();
  FillMoved(*enrolment, sessions, &event);
  *event.mutable_cancelled_on() = ToProto(cancelled_on);
  return End(s, *enrolment, sessions, std::move(proposed));
}

Decision Decide(const Situation& s, const cmd::RejectEnrolment& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment,
                   GetActiveEnrolment(s, command.enrolment_id()));
  RETURN_IF_ERROR(CheckText("reason", command.reason()));
  const std::vector<SessionPtr> sessions =
      SessionsOf(s.reg, enrolment->session_id, enrolment->series_id);
  ProposedEvent proposed = Propose(RegionOf(s, *enrolment), s.today);
  ev::EnrolmentRejected& event = *proposed.event.mutable_enrolment_rejected();
  FillMoved(*enrolment, sessions, &event);
  event.set_reason(command.reason());
  return End(s, *enrolment, sessions, std::move(proposed));
}

Decision Decide(const Situation& s, const cmd::SubstituteParticipant& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const EnrolmentRecord> enrolment,
                   GetActiveEnrolment(s, command.enrolment_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay substituted_on,
                   PastDateOrToday(s, "substituted_on", command.substituted_on()));
  RETURN_IF_ERROR(CheckSinceRequest(*enrolment, "substituted_on", substituted_on));
  const std::vector<SessionPtr> sessions =
      SessionsOf(s.reg, enrolment->session_id, enrolment->series_id);
  const std::vector<SessionPtr> rest = Since(sessions, substituted_on);
  if (rest.empty()) {
    return NotNow("SESSION_STARTED",
                  absl::StrCat("nothing that the enrolment \"", enrolment->id,
                               "\" is for was still to come on ", ToIso(substituted_on),
                               "; name the day of the substitution in substituted_on, or record "
                               "who was there"),
                  {{"enrolment_id", enrolment->id}});
  }
  RETURN_IF_ERROR(CheckNotEnrolled(s, sessions, person->id));
  ASSIGN_OR_RETURN(const Role role, RoleOfSubstitute(*enrolment, *person, rest));
  bool over_capacity = false;
  ASSIGN_OR_RETURN(SessionChanges changes, ChangesHands(s, *enrolment, role, rest, &over_capacity));
  ProposedEvent proposed = Propose(RegionOf(s, *enrolment), substituted_on);
  ev::ParticipantSubstituted& event = *proposed.event.mutable_participant_substituted();
  FillMoved(*enrolment, sessions, &event);
  event.set_person_id(person->id);
  event.set_previous_person_id(enrolment->person_id);
  event.set_role(role);
  *event.mutable_substituted_on() = ToProto(substituted_on);
  if (over_capacity) event.add_flags(ev::FLAG_OVER_CAPACITY);
  Events events{proposed};
  if (!changes.taken.empty()) AppendPromotions(s, IdsOf(rest), &changes, &events);
  return events;
}

}  // namespace logboek::domain
