#include "services/queries/export_person.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "services/domain/dates.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using domain::FromProto;
using event::v1::Envelope;
using event::v1::Event;

// Gathers what the register keeps of a human, and adds what only the events still tell.
class Exporter {
 public:
  // All must outlive it.
  Exporter(const domain::Register& reg, const std::vector<std::string>& pseudonyms,
           const std::vector<Envelope>& events)
      : reg_(reg), pseudonyms_(pseudonyms.begin(), pseudonyms.end()), events_(events) {
    for (const Envelope& envelope : events) by_position_[envelope.position()] = &envelope.event();
  }

  void Add(const domain::Person& person, PersonExport* all) const {
    AddPseudonym(person, all);
    for (const domain::Engagement& engagement : person.engagements) {
      const auto practice = domain::Find(reg_.practices, engagement.practice_id);
      all->engagements.push_back(
          {person.id, engagement, practice == nullptr ? "" : practice->name});
    }
    for (const auto& [session_id, attendance] : person.attendances) Add(attendance, all);
    for (const domain::AttendancePtr& attendance : person.former_attendances) Add(attendance, all);
    for (const domain::Completion& completion : person.completions) {
      all->trainings.push_back(TrainingOf(person, completion));
    }
    for (const domain::ExternalTraining& training : person.external_trainings) {
      all->trainings.push_back(TrainingOf(person, training));
    }
    for (const domain::Recognition& recognition : person.recognitions) {
      all->trainings.push_back(TrainingOf(person, recognition));
    }
  }

  void AddEnrolments(PersonExport* all) const;

 private:
  // The event behind a fact; an empty one when it does not name the human.
  const Event& EventAt(uint64_t position) const {
    const auto found = by_position_.find(position);
    return found == by_position_.end() ? Event::default_instance() : *found->second;
  }
  bool IsOfHuman(const std::string& person_id) const { return pseudonyms_.contains(person_id); }

  void AddPseudonym(const domain::Person& person, PersonExport* all) const;
  void Add(const domain::AttendancePtr& attendance, PersonExport* all) const;
  KeptTraining TrainingOf(const domain::Person& person, const domain::Completion& completion) const;
  KeptTraining TrainingOf(const domain::Person& person,
                          const domain::ExternalTraining& training) const;
  KeptTraining TrainingOf(const domain::Person& person,
                          const domain::Recognition& recognition) const;
  // In which the human had the enrolment when it was handed over.
  domain::Role RoleBefore(uint64_t position, const std::string& enrolment_id) const;
  void SetTarget(KeptEnrolment* enrolment) const;
  std::string TitleOf(const std::string& offering_id) const {
    const auto offering = domain::Find(reg_.offerings, offering_id);
    return offering == nullptr ? "" : offering->title;
  }

  const domain::Register& reg_;
  const std::set<std::string> pseudonyms_;
  const std::vector<Envelope>& events_;
  std::map<uint64_t, const Event*> by_position_;
};

void Exporter::AddPseudonym(const domain::Person& person, PersonExport* all) const {
  KeptPseudonymFacts& facts = all->pseudonyms.emplace_back();
  facts.person_id = person.id;
  facts.linked_to = person.linked_to;
  if (person.registered) {
    facts.region = person.region;
    facts.registered_on = person.registered_on;
  }
  for (const Envelope& envelope : events_) {
    const event::v1::PersonsLinked& link = envelope.event().persons_linked();
    if (link.dropped_person_id() == person.id) facts.linked_by = link.decided_by();
  }
}

void Exporter::Add(const domain::AttendancePtr& attendance, PersonExport* all) const {
  KeptAttendance& kept = all->attendances.emplace_back();
  kept.attendance = attendance;
  if (const auto session = domain::Find(reg_.sessions, attendance->session_id)) {
    kept.date = session->date;
    kept.kind = session->kind;
    kept.title = TitleOf(session->offering_id);
  }
  const Event& event = EventAt(attendance->ref.position);
  if (event.has_attendance_corrected()) {
    kept.reason = event.attendance_corrected().reason();
    kept.decided_by = event.attendance_corrected().decided_by();
  } else if (event.has_attendance_voided()) {
    kept.reason = event.attendance_voided().reason();
    kept.decided_by = event.attendance_voided().decided_by();
  }
}

KeptTraining Exporter::TrainingOf(const domain::Person& person,
                                  const domain::Completion& completion) const {
  KeptTraining kept{.kind = completion.revoked ? TrainingKind::kRevoked : TrainingKind::kCompleted,
                    .person_id = person.id,
                    .offering_id = completion.offering_id,
                    .title = TitleOf(completion.offering_id),
                    .practice_id = completion.practice_id,
                    .done_on = completion.completed_on};
  if (const auto offering = domain::Find(reg_.offerings, completion.offering_id)) {
    kept.region = offering->region;
  }
  // A revoked one refers to its revocation; what was revoked is the last completion before it.
  for (const Envelope& envelope : events_) {
    const event::v1::CourseCompleted& event = envelope.event().course_completed();
    const bool same = event.person_id() == person.id && event.offering_id() == kept.offering_id;
    if (same && envelope.position() <= completion.ref.position) {
      kept.certificate_ref = event.certificate_ref();
    }
  }
  const Event& event = EventAt(completion.ref.position);
  kept.reason = event.completion_revoked().reason();
  kept.decided_by = event.completion_revoked().decided_by();
  return kept;
}

KeptTraining Exporter::TrainingOf(const domain::Person& person,
                                  const domain::ExternalTraining& training) const {
  KeptTraining kept{.kind = TrainingKind::kDeclared,
                    .person_id = person.id,
                    .menu_slug = training.menu_slug,
                    .region = training.region,
                    .practice_id = training.practice_id,
                    .done_on = training.done_on,
                    .declared_by = training.declared_by};
  const Event& event = EventAt(training.ref.position);
  kept.certificate_sha256 = event.external_training_declared().certificate_sha256();
  if (!training.refused) return kept;
  kept.kind = TrainingKind::kRefused;
  for (const Envelope& envelope : events_) {
    const event::v1::RecognitionRefused& refusal = envelope.event().recognition_refused();
    if (refusal.person_id() != person.id || refusal.region() != training.region ||
        refusal.menu_slug() != training.menu_slug ||
        FromProto(refusal.done_on()) != training.done_on) {
      continue;
    }
    kept.decided_on = FromProto(refusal.decided_on());
    kept.decided_by = refusal.decided_by();
    kept.reason = refusal.reason();
  }
  return kept;
}

KeptTraining Exporter::TrainingOf(const domain::Person& person,
                                  const domain::Recognition& recognition) const {
  const Event& event = EventAt(recognition.ref.position);
  return {.kind = TrainingKind::kRecognised,
          .person_id = person.id,
          .menu_slug = recognition.menu_slug,
          .region = recognition.region,
          .done_on = recognition.done_on,
          .decided_on = recognition.decided_on,
          .decided_by = event.prior_training_recognised().decided_by()};
}

domain::Role Exporter::RoleBefore(uint64_t position, const std::string& enrolment_id) const {
  domain::Role role = domain::Role::ROLE_UNSPECIFIED;
  for (const Envelope& envelope : events_) {
    if (envelope.position() >= position) break;
    const Event& event = envelope.event();
    for (const event::v1::Enrolment* made :
         {&event.enrolment_confirmed().enrolment(), &event.enrolment_waitlisted().enrolment()}) {
      if (made->enrolment_id() == enrolment_id) role = made->role();
    }
    const event::v1::ParticipantSubstituted& handed = event.participant_substituted();
    if (handed.enrolment_id() == enrolment_id) role = handed.role();
  }
  return role;
}

void Exporter::SetTarget(KeptEnrolment* enrolment) const {
  std::vector<std::string> sessions = {enrolment->record.session_id};
  if (const auto series = domain::Find(reg_.series, enrolment->record.series_id)) {
    sessions = series->session_ids;
  }
  for (const std::string& id : sessions) {
    const auto session = domain::Find(reg_.sessions, id);
    if (session == nullptr || (enrolment->date.has_value() && *enrolment->date <= session->date)) {
      continue;
    }
    enrolment->date = session->date;
    enrolment->title = TitleOf(session->offering_id);
  }
}

void Exporter::AddEnrolments(PersonExport* all) const {
  for (const auto& [id, record] : reg_.enrolments) {
    if (IsOfHuman(record->person_id)) all->enrolments.push_back({.record = *record});
  }
  for (const Envelope& envelope : events_) {
    const event::v1::EnrolmentRejected& rejected = envelope.event().enrolment_rejected();
    for (KeptEnrolment& enrolment : all->enrolments) {
      if (enrolment.record.id == rejected.enrolment_id()) enrolment.reason = rejected.reason();
    }
    const event::v1::ParticipantSubstituted& handed = envelope.event().participant_substituted();
    if (!IsOfHuman(handed.previous_person_id())) continue;
    // The record is the colleague's since, with whatever came later.
    KeptEnrolment& enrolment = all->enrolments.emplace_back();
    if (const auto record = domain::Find(reg_.enrolments, handed.enrolment_id())) {
      enrolment.record = *record;
    }
    enrolment.handed_over = true;
    enrolment.record.person_id = handed.previous_person_id();
    enrolment.record.role = RoleBefore(envelope.position(), handed.enrolment_id());
    enrolment.record.status = domain::EnrolmentStatus::kCancelled;
    enrolment.record.ended_on = FromProto(handed.substituted_on());
    if (enrolment.record.confirmed_on > enrolment.record.ended_on) {
      enrolment.record.confirmed_on = domain::kNoEnd;
    }
  }
  for (KeptEnrolment& enrolment : all->enrolments) SetTarget(&enrolment);
}

// By date, then by what tells two of one day apart.
void SortByDate(PersonExport* all) {
  std::sort(all->engagements.begin(), all->engagements.end(), [](const auto& a, const auto& b) {
    return std::tie(a.engagement.period.from, a.engagement.engagement_id, a.engagement.role) <
           std::tie(b.engagement.period.from, b.engagement.engagement_id, b.engagement.role);
  });
  std::sort(all->enrolments.begin(), all->enrolments.end(), [](const auto& a, const auto& b) {
    return std::tie(a.record.requested_on, a.record.id, a.record.ended_on) <
           std::tie(b.record.requested_on, b.record.id, b.record.ended_on);
  });
  std::sort(all->attendances.begin(), all->attendances.end(), [](const auto& a, const auto& b) {
    return std::tie(a.date, a.attendance->ref.position) <
           std::tie(b.date, b.attendance->ref.position);
  });
  std::stable_sort(all->trainings.begin(), all->trainings.end(),
                   [](const auto& a, const auto& b) { return a.done_on < b.done_on; });
}

}  // namespace

absl::StatusOr<PersonExport> Ask(const Registers& registers, const vault::Vault& vault,
                                 const ExportPersonQuestion& question) {
  const Snapshot now = registers.Now();
  const domain::Register& reg = *now.reg;
  if (!reg.persons.contains(question.person_id)) return UnknownPerson(question.person_id);
  PersonExport all{.at = now.default_at, .position = now.position};
  all.erasure.retention = domain::Retentions(reg).Of(question.person_id);
  all.erasure.ended = all.erasure.retention.HasEnded(all.at);
  const std::vector<std::string>& pseudonyms = all.erasure.retention.pseudonyms;
  all.erasure.state = ErasureOf(reg, pseudonyms);
  ASSIGN_OR_RETURN(const std::vector<Envelope> events,
                   ReadHuman(registers, {.pseudonyms = pseudonyms,
                                         .until = now.position,
                                         .keep_going = question.keep_going}));
  all.erasure.steps = StepsIn(events);
  for (const Envelope& envelope : events) all.event_positions.push_back(envelope.position());
  const Exporter exporter(reg, pseudonyms, events);
  for (const std::string& id : pseudonyms) {
    const auto person = domain::Find(reg.persons, id);
    if (person == nullptr) continue;
    exporter.Add(*person, &all);
    if (person->sealed.ciphertext().empty()) continue;
    const absl::StatusOr<event::v1::PersonalData> data = vault.Unseal(id, person->sealed);
    if (data.ok()) {
      all.personal_data.emplace_back(id, *data);
    } else if (data.status().code() != absl::StatusCode::kNotFound) {
      return data.status();
    }
  }
  exporter.AddEnrolments(&all);
  SortByDate(&all);
  return all;
}

}  // namespace logboek::queries
