// People who are to be forgotten.
#include "services/domain/decide_internal.h"
#include "services/domain/retention.h"

namespace logboek::domain {
namespace {

absl::Status AlreadyErased(const Person& person) {
  return NotNow("ALREADY_ERASED",
                absl::StrCat("\"", person.id,
                             "\" is erased; a person who comes back is registered "
                             "under a new pseudonym"),
                {{"person_id", person.id}});
}

// The retention has ended, or the officer says why it does not matter.
absl::Status CheckRetention(const Situation& s, const Retention& retention,
                            const std::string& override_ground) {
  if (retention.HasEnded(s.today) || !override_ground.empty()) return absl::OkStatus();
  if (retention.last_need_on == kNoEnd) {
    return NotNow("RETENTION_NOT_REACHED",
                  absl::StrCat("\"", retention.pseudonyms.front(),
                               "\" is still engaged; end the engagement first, or give an "
                               "override_ground"),
                  {{"last_need_on", ""}, {"retained_until", ""}});
  }
  return NotNow("RETENTION_NOT_REACHED",
                absl::StrCat("\"", retention.pseudonyms.front(), "\" was last needed on ",
                             ToIso(retention.last_need_on), " and is kept until ",
                             ToIso(retention.retained_until), " (", retention.years,
                             " years); wait for that day, or give an override_ground"),
                {{"last_need_on", ToIso(retention.last_need_on)},
                 {"retained_until", ToIso(retention.retained_until)},
                 {"retention_years", absl::StrCat(retention.years)}});
}

// What the three events say of the human alike.
template <typename Event>
void SetHuman(const Person& person, const std::vector<std::string>& pseudonyms, Event* event) {
  event->set_person_id(person.id);
  event->set_region(person.region);
  for (const std::string& id : pseudonyms) {
    if (id != person.id) event->add_linked_person_ids(id);
  }
}

}  // namespace

absl::Status CheckNotForgotten(const Person& person) {
  if (person.erasure == ErasureState::kNone) return absl::OkStatus();
  if (person.erasure >= ErasureState::kKeyDestroyed) return AlreadyErased(person);
  return NotNow("ALREADY_REQUESTED",
                absl::StrCat("the erasure of \"", person.id,
                             "\" was requested; it only waits for its key to be destroyed"),
                {{"person_id", person.id}});
}

Decision Decide(const Situation& s, const cmd::RequestErasure& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckIdentifier("requested_by", command.requested_by()));
  RETURN_IF_ERROR(CheckDecided("ground", command.ground(), command.decided_by()));
  RETURN_IF_ERROR(CheckOptionalText("override_ground", command.override_ground()));
  RETURN_IF_ERROR(CheckNotForgotten(*person));
  const Retention retention = Retentions(s.reg).Of(person->id);
  RETURN_IF_ERROR(CheckRetention(s, retention, command.override_ground()));
  ProposedEvent proposed = Propose(person->region, s.today);
  ev::ErasureRequested& event = *proposed.event.mutable_erasure_requested();
  SetHuman(*person, retention.pseudonyms, &event);
  event.set_ground(command.ground());
  event.set_requested_by(command.requested_by());
  event.set_decided_by(command.decided_by());
  // A ground that was not needed would say that the retention had not ended.
  if (!retention.HasEnded(s.today)) event.set_override_ground(command.override_ground());
  *event.mutable_requested_on() = ToProto(s.today);
  event.set_retention_years(retention.years);
  if (retention.last_need_on != kNoEnd) {
    *event.mutable_last_need_on() = ToProto(retention.last_need_on);
    *event.mutable_retained_until() = ToProto(retention.retained_until);
  }
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DestroyPersonKey& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckIdentifier("decided_by", command.decided_by()));
  if (person->erasure == ErasureState::kNone) {
    return NotNow(
        "ERASURE_NOT_REQUESTED",
        absl::StrCat("nobody requested the erasure of \"", person->id, "\"; request it first"),
        {{"person_id", person->id}});
  }
  if (person->erasure >= ErasureState::kKeyDestroyed) return AlreadyErased(*person);
  ProposedEvent proposed = Propose(person->region, s.today);
  ev::PersonKeyDestroyed& event = *proposed.event.mutable_person_key_destroyed();
  SetHuman(*person, PseudonymsOf(s, person->id), &event);
  event.set_decided_by(command.decided_by());
  *event.mutable_destroyed_on() = ToProto(s.today);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ConfirmErasure& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckIdentifier("decided_by", command.decided_by()));
  if (person->erasure < ErasureState::kKeyDestroyed) {
    return NotNow("KEY_NOT_DESTROYED",
                  absl::StrCat("the key of \"", person->id, "\" was not destroyed; do that first"),
                  {{"person_id", person->id}});
  }
  if (person->erasure == ErasureState::kConfirmed) {
    return NotNow("ALREADY_CONFIRMED",
                  absl::StrCat("the erasure of \"", person->id, "\" is confirmed already"),
                  {{"person_id", person->id}});
  }
  ProposedEvent proposed = Propose(person->region, s.today);
  ev::ErasureConfirmed& event = *proposed.event.mutable_erasure_confirmed();
  SetHuman(*person, PseudonymsOf(s, person->id), &event);
  event.set_decided_by(command.decided_by());
  *event.mutable_confirmed_on() = ToProto(s.today);
  return Events{proposed};
}

}  // namespace logboek::domain
