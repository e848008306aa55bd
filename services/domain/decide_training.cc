// Courses: completions, training from elsewhere and what was decided about it.
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

// The person was not recorded present at every session of the course that was held by the day. A
// session without any list tells nothing.
bool MissedASession(const Situation& s, const Offering& offering, const Person& person,
                    absl::CivilDay completed_on) {
  return std::any_of(offering.session_ids.begin(), offering.session_ids.end(),
                     [&](const std::string& id) {
                       const auto session = Find(s.reg.sessions, id);
                       if (session->date > completed_on || session->attendances.empty())
                         return false;
                       const auto found = session->attendances.find(person.id);
                       return found == session->attendances.end() ||
                              found->second->status != ev::ATTENDANCE_STATUS_PRESENT;
                     });
}

// A training as somebody asks about it.
struct Training {
  std::shared_ptr<const Person> person;
  std::shared_ptr<const Region> region;
  std::string menu_slug;
  absl::CivilDay done_on;
  absl::CivilDay decided_on;

  template <typename Record>
  bool Is(const Record& record) const {
    return record.region == region->id && record.menu_slug == menu_slug &&
           record.done_on == done_on;
  }
};

// Recognition is decided by somebody else than the person and than whoever declared the training.
absl::Status CheckDecider(const Situation& s, const Training& training,
                          const std::string& decided_by) {
  RETURN_IF_ERROR(CheckIdentifier("decided_by", decided_by));
  const std::string decider = KeptPseudonym(s, decided_by);
  if (decider == KeptPseudonym(s, training.person->id)) {
    return Invalid("DECIDED_BY_ATTENDEE",
                   "decided_by is the person; recognition is decided by somebody else",
                   {{"field", "decided_by"}});
  }
  for (const ExternalTraining& declared : training.person->external_trainings) {
    if (!training.Is(declared) || KeptPseudonym(s, declared.declared_by) != decider) continue;
    return Invalid("DECIDED_BY_DECLARER",
                   "decided_by declared the training; recognition is decided by somebody else",
                   {{"field", "decided_by"}, {"event_id", declared.ref.event_id}});
  }
  return absl::OkStatus();
}

absl::Status CheckNotRecognised(const Training& training) {
  for (const Recognition& recognition : training.person->recognitions) {
    if (!training.Is(recognition)) continue;
    return Taken(
        "ALREADY_RECOGNISED",
        absl::StrCat("this training of \"", training.person->id, "\" is recognised already"),
        {{"event_id", recognition.ref.event_id}});
  }
  return absl::OkStatus();
}

// What a decision about a training says, checked: about whom, what and when, and by whom.
template <typename Command>
absl::StatusOr<Training> GetTraining(const Situation& s, const Command& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckIdentifier("menu_slug", command.menu_slug()));
  RETURN_IF_ERROR(CheckDate("done_on", command.done_on()));
  ASSIGN_OR_RETURN(absl::CivilDay decided_on,
                   PastDateOrToday(s, "decided_on", command.decided_on()));
  RETURN_IF_ERROR(CheckOrder("decided_on", command.done_on(), ToProto(decided_on)));
  Training training{person, region, command.menu_slug(), FromProto(command.done_on()), decided_on};
  RETURN_IF_ERROR(CheckDecider(s, training, command.decided_by()));
  RETURN_IF_ERROR(CheckNotRecognised(training));
  return training;
}

}  // namespace

Decision Decide(const Situation& s, const cmd::CompleteCourse& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Offering> offering, GetOffering(s, command.offering_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  RETURN_IF_ERROR(CheckDate("completed_on", command.completed_on()));
  ASSIGN_OR_RETURN(absl::CivilDay completed_on,
                   PastDateOrToday(s, "completed_on", command.completed_on()));
  RETURN_IF_ERROR(CheckOptionalIdentifier("certificate_ref", command.certificate_ref()));
  if (IsMeeting(offering->kind)) {
    return Invalid("NOT_A_COURSE",
                   absl::StrCat("\"", offering->id,
                                "\" is a meeting; presence counts there, record the attendance"),
                   {{"offering_id", offering->id}});
  }
  std::shared_ptr<const Practice> practice;
  if (!command.practice_id().empty()) {
    ASSIGN_OR_RETURN(practice, GetPractice(s, command.practice_id()));
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
  if (MissedASession(s, *offering, *person, completed_on)) {
    event.add_flags(ev::FLAG_SESSIONS_NOT_ATTENDED);
  }
  if (practice != nullptr && !IsOpen(*practice, completed_on)) {
    event.add_flags(ev::FLAG_NOT_PARTICIPATING);
  }
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
  ASSIGN_OR_RETURN(const Training training, GetTraining(s, command));
  // The training may be older than the menu; the decision is taken under the menu of its day.
  if (FindMenuItem(*training.region, command.menu_slug(), training.decided_on) == nullptr) {
    return Unknown("menu item", command.menu_slug());
  }
  ProposedEvent proposed = Propose(training.region->id, training.decided_on);
  ev::PriorTrainingRecognised& event = *proposed.event.mutable_prior_training_recognised();
  event.set_person_id(training.person->id);
  event.set_region(training.region->id);
  event.set_menu_slug(command.menu_slug());
  *event.mutable_done_on() = command.done_on();
  *event.mutable_decided_on() = ToProto(training.decided_on);
  event.set_decided_by(command.decided_by());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DeclareExternalTraining& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  RETURN_IF_ERROR(CheckIdentifier("menu_slug", command.menu_slug()));
  RETURN_IF_ERROR(CheckDate("done_on", command.done_on()));
  ASSIGN_OR_RETURN(const absl::CivilDay done_on, PastDateOrToday(s, "done_on", command.done_on()));
  RETURN_IF_ERROR(CheckOptionalHash("certificate_sha256", command.certificate_sha256()));
  RETURN_IF_ERROR(CheckIdentifier("declared_by", command.declared_by()));
  if (FindMenuItem(*region, command.menu_slug(), done_on) == nullptr) {
    return Unknown("menu item", command.menu_slug());
  }
  const Training training{person, region, command.menu_slug(), done_on, s.today};
  RETURN_IF_ERROR(CheckNotRecognised(training));
  for (const ExternalTraining& declared : person->external_trainings) {
    // After a refusal it may be declared again, with a better certificate.
    if (!training.Is(declared) || declared.refused) continue;
    return Taken("ALREADY_DECLARED",
                 absl::StrCat("this training of \"", person->id, "\" is declared already"),
                 {{"event_id", declared.ref.event_id}});
  }
  ProposedEvent proposed = Propose(region->id, done_on);
  ev::ExternalTrainingDeclared& event = *proposed.event.mutable_external_training_declared();
  event.set_person_id(person->id);
  event.set_practice_id(practice->id);
  event.set_region(region->id);
  event.set_menu_slug(command.menu_slug());
  *event.mutable_done_on() = command.done_on();
  event.set_certificate_sha256(command.certificate_sha256());
  event.set_declared_by(command.declared_by());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RefuseRecognition& command) {
  ASSIGN_OR_RETURN(const Training training, GetTraining(s, command));
  RETURN_IF_ERROR(CheckText("reason", command.reason()));
  const std::vector<ExternalTraining>& declared = training.person->external_trainings;
  const auto is_open = [&](const ExternalTraining& each) {
    return training.Is(each) && !each.refused;
  };
  if (std::none_of(declared.begin(), declared.end(), is_open)) {
    return base::MakeError(
        absl::StatusCode::kNotFound, "NOT_DECLARED",
        absl::StrCat("no training of \"", training.person->id, "\" in \"", training.menu_slug,
                     "\" on ", ToIso(training.done_on), " waits for a decision"),
        {{"person_id", training.person->id}, {"menu_slug", training.menu_slug}});
  }
  ProposedEvent proposed = Propose(training.region->id, training.decided_on);
  ev::RecognitionRefused& event = *proposed.event.mutable_recognition_refused();
  event.set_person_id(training.person->id);
  event.set_region(training.region->id);
  event.set_menu_slug(command.menu_slug());
  *event.mutable_done_on() = command.done_on();
  *event.mutable_decided_on() = ToProto(training.decided_on);
  event.set_decided_by(command.decided_by());
  event.set_reason(command.reason());
  return Events{proposed};
}

}  // namespace logboek::domain
