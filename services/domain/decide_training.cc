// Courses: completions and recognised earlier training.
#include <algorithm>

#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

const Completion* ActiveCompletion(const Person& person, absl::string_view offering_id) {
  for (const Completion& completion : person.completions) {
    if (completion.offering_id == offering_id && !completion.revoked) return &completion;
  }
  return nullptr;
}

}  // namespace

Decision Decide(const Situation& s, const cmd::CompleteCourse& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Offering> offering, GetOffering(s, command.offering_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckDate("completed_on", command.completed_on()));
  ASSIGN_OR_RETURN(absl::CivilDay completed_on,
                   PastDateOrToday(s, "completed_on", command.completed_on()));
  RETURN_IF_ERROR(CheckOptionalIdentifier("certificate_ref", command.certificate_ref()));
  if (!command.practice_id().empty()) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice,
                     GetPractice(s, command.practice_id()));
    RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, offering->region));
  }
  if (const Completion* active = ActiveCompletion(*person, offering->id)) {
    return Taken("ALREADY_COMPLETED",
                 absl::StrCat("\"", person->id, "\" completed \"", offering->id, "\" on ",
                              ToIso(active->completed_on), " already; revoke that to change it"),
                 {{"offering_id", offering->id},
                  {"person_id", person->id},
                  {"event_id", active->ref.event_id}});
  }
  ProposedEvent proposed = Propose(offering->region, completed_on);
  ev::CourseCompleted& event = *proposed.event.mutable_course_completed();
  event.set_offering_id(offering->id);
  event.set_person_id(person->id);
  event.set_practice_id(command.practice_id());
  *event.mutable_completed_on() = command.completed_on();
  event.set_certificate_ref(command.certificate_ref());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RevokeCompletion& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Offering> offering, GetOffering(s, command.offering_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckDecided("reason", command.reason(), command.decided_by()));
  const Completion* active = ActiveCompletion(*person, offering->id);
  if (active == nullptr) {
    return base::MakeError(
        absl::StatusCode::kNotFound, "NOT_COMPLETED",
        absl::StrCat("there is no completion of \"", offering->id, "\" by \"", person->id, "\""),
        {{"offering_id", offering->id}, {"person_id", person->id}});
  }
  ProposedEvent proposed = Propose(offering->region, active->completed_on);
  proposed.supersedes = active->ref.event_id;
  ev::CompletionRevoked& event = *proposed.event.mutable_completion_revoked();
  event.set_offering_id(offering->id);
  event.set_person_id(person->id);
  event.set_practice_id(active->practice_id);
  event.set_reason(command.reason());
  event.set_decided_by(command.decided_by());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RecognisePriorTraining& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckIdentifier("menu_slug", command.menu_slug()));
  RETURN_IF_ERROR(CheckIdentifier("decided_by", command.decided_by()));
  RETURN_IF_ERROR(CheckDate("done_on", command.done_on()));
  ASSIGN_OR_RETURN(absl::CivilDay decided_on,
                   PastDateOrToday(s, "decided_on", command.decided_on()));
  RETURN_IF_ERROR(CheckOrder("decided_on", command.done_on(), ToProto(decided_on)));
  if (command.decided_by() == person->id) {
    return Invalid("DECIDED_BY_ATTENDEE",
                   "decided_by is the person; recognition is decided by somebody else",
                   {{"field", "decided_by"}});
  }
  // The training may be older than the menu; the decision is taken under the menu of its day.
  if (FindMenuItem(*region, command.menu_slug(), decided_on) == nullptr) {
    return Unknown("menu item", command.menu_slug());
  }
  for (const Recognition& recognition : person->recognitions) {
    if (recognition.region == region->id && recognition.menu_slug == command.menu_slug() &&
        recognition.done_on == FromProto(command.done_on())) {
      return Taken("ALREADY_RECOGNISED",
                   absl::StrCat("this training of \"", person->id, "\" is recognised already"),
                   {{"event_id", recognition.ref.event_id}});
    }
  }
  ProposedEvent proposed = Propose(region->id, decided_on);
  ev::PriorTrainingRecognised& event = *proposed.event.mutable_prior_training_recognised();
  event.set_person_id(person->id);
  event.set_region(region->id);
  event.set_menu_slug(command.menu_slug());
  *event.mutable_done_on() = command.done_on();
  *event.mutable_decided_on() = ToProto(decided_on);
  event.set_decided_by(command.decided_by());
  return Events{proposed};
}

}  // namespace logboek::domain
