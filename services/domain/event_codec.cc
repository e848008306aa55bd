#include "services/domain/event_codec.h"

#include <openssl/sha.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/time_util.h"
#include "storage/base/check.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;

// Adds an id that is given to a list of tags.
void AddTag(const std::string& id, std::vector<std::string>* tags) {
  if (!id.empty()) tags->push_back(id);
}

template <typename T>
EventTags PracticeTags(const T& event) {
  EventTags tags;
  AddTag(event.practice_id(), &tags.practices);
  return tags;
}

template <typename T>
EventTags EngagementTags(const T& event) {
  EventTags tags = PracticeTags(event);
  AddTag(event.person_id(), &tags.persons);
  return tags;
}

template <typename T>
EventTags SessionTags(const T& event) {
  EventTags tags;
  AddTag(event.session_id(), &tags.sessions);
  return tags;
}

// Attendance: a session, a person, a practice and those it stands for.
template <typename T>
EventTags AttendanceTags(const T& event) {
  EventTags tags = EngagementTags(event);
  AddTag(event.session_id(), &tags.sessions);
  for (const std::string& practice : event.represents()) AddTag(practice, &tags.practices);
  return tags;
}

// The same, for a session or for those of a series.
template <typename T>
EventTags EnrolmentTags(const T& event) {
  EventTags tags = AttendanceTags(event);
  for (const std::string& session : event.series_session_ids()) AddTag(session, &tags.sessions);
  return tags;
}

EventTags JointPlanTags(const ev::JointPlanRegistered& event) {
  EventTags tags;
  for (const ev::JointPlanMember& member : event.members()) {
    AddTag(member.practice_id(), &tags.practices);
  }
  return tags;
}

EventTags CorrectionTags(const ev::AttendanceCorrected& event) {
  EventTags tags = AttendanceTags(event);
  AddTag(event.previous_practice_id(), &tags.practices);
  for (const std::string& practice : event.previous_represents()) {
    AddTag(practice, &tags.practices);
  }
  return tags;
}

EventTags SeriesTags(const ev::SeriesDefined& event) {
  EventTags tags;
  for (const std::string& session : event.session_ids()) AddTag(session, &tags.sessions);
  return tags;
}

EventTags PersonTags(const std::string& person_id) {
  EventTags tags;
  AddTag(person_id, &tags.persons);
  return tags;
}

EventTags AcademyTags(EventTags tags, const std::string& academy) {
  AddTag(academy, &tags.academies);
  return tags;
}

EventTags MergerTags(const ev::PracticesMerged& event) {
  EventTags tags;
  for (const std::string& practice : event.from_practice_ids()) AddTag(practice, &tags.practices);
  AddTag(event.into_practice_id(), &tags.practices);
  return tags;
}

EventTags LinkTags(const ev::PersonsLinked& event) {
  EventTags tags = PersonTags(event.kept_person_id());
  AddTag(event.dropped_person_id(), &tags.persons);
  return tags;
}

// A human, with every pseudonym.
template <typename T>
EventTags HumanTags(const T& event) {
  EventTags tags = PersonTags(event.person_id());
  for (const std::string& id : event.linked_person_ids()) AddTag(id, &tags.persons);
  return tags;
}

EventTags SubstitutionTags(const ev::ParticipantSubstituted& event) {
  EventTags tags = EnrolmentTags(event);
  AddTag(event.previous_person_id(), &tags.persons);
  return tags;
}

// A plan or a line of one: the practice, or all members of the joint plan.
template <typename T>
EventTags UnitTags(const T& event) {
  EventTags tags;
  for (const std::string& practice : event.practice_ids()) AddTag(practice, &tags.practices);
  return tags;
}

// What practices hand in, and what is asked of them.
EventTags TagsOfForm(const ev::Event& event) {
  switch (event.kind_case()) {
    case ev::Event::kPracticePlanSubmitted:
      return UnitTags(event.practice_plan_submitted());
    case ev::Event::kInterventionChosen:
      return UnitTags(event.intervention_chosen());
    case ev::Event::kInterventionChanged:
      return UnitTags(event.intervention_changed());
    case ev::Event::kInterventionJustified:
      return UnitTags(event.intervention_justified());
    case ev::Event::kTrainingIntentDeclared:
      return PracticeTags(event.training_intent_declared());
    case ev::Event::kFundUseStated:
      return PracticeTags(event.fund_use_stated());
    case ev::Event::kSurveyAnswered:
      return PracticeTags(event.survey_answered());
    case ev::Event::kDataRequested:
      return PracticeTags(event.data_requested());
    case ev::Event::kDataRequestAnswered:
      return PracticeTags(event.data_request_answered());
    case ev::Event::kStatementSigned:
      return PracticeTags(event.statement_signed());
    case ev::Event::kPracticeInvited:
      return PracticeTags(event.practice_invited());
    case ev::Event::kPracticeVisitHeld:
      return PracticeTags(event.practice_visit_held());
    case ev::Event::kYearClosed:
      return PracticeTags(event.year_closed());
    case ev::Event::kReminderSent:
      return PracticeTags(event.reminder_sent());
    default:
      return {};
  }
}

// The calendar, who takes part and who was trained.
EventTags TagsOfActivity(const ev::Event& event) {
  switch (event.kind_case()) {
    case ev::Event::kOfferingPublished:
      return AcademyTags({}, event.offering_published().academy());
    case ev::Event::kSeriesDefined:
      return SeriesTags(event.series_defined());
    case ev::Event::kSessionScheduled:
      return AcademyTags(SessionTags(event.session_scheduled()),
                         event.session_scheduled().academy());
    case ev::Event::kSessionMoved:
      return SessionTags(event.session_moved());
    case ev::Event::kSessionCancelled:
      return SessionTags(event.session_cancelled());
    case ev::Event::kEnrolmentConfirmed:
      return EnrolmentTags(event.enrolment_confirmed().enrolment());
    case ev::Event::kEnrolmentWaitlisted:
      return EnrolmentTags(event.enrolment_waitlisted().enrolment());
    case ev::Event::kEnrolmentPromoted:
      return EnrolmentTags(event.enrolment_promoted());
    case ev::Event::kEnrolmentCancelled:
      return EnrolmentTags(event.enrolment_cancelled());
    case ev::Event::kEnrolmentRejected:
      return EnrolmentTags(event.enrolment_rejected());
    case ev::Event::kAttendanceRecorded:
      return AttendanceTags(event.attendance_recorded());
    case ev::Event::kAttendanceCorrected:
      return CorrectionTags(event.attendance_corrected());
    case ev::Event::kAttendanceVoided:
      return AttendanceTags(event.attendance_voided());
    case ev::Event::kAttendanceListClosed:
      return SessionTags(event.attendance_list_closed());
    case ev::Event::kCourseCompleted:
      return EngagementTags(event.course_completed());
    case ev::Event::kCompletionRevoked:
      return EngagementTags(event.completion_revoked());
    case ev::Event::kPriorTrainingRecognised:
      return PersonTags(event.prior_training_recognised().person_id());
    case ev::Event::kRequirementWaived:
      return PracticeTags(event.requirement_waived());
    case ev::Event::kParticipantSubstituted:
      return SubstitutionTags(event.participant_substituted());
    case ev::Event::kSessionCapacityChanged:
      return SessionTags(event.session_capacity_changed());
    case ev::Event::kExternalTrainingDeclared:
      return EngagementTags(event.external_training_declared());
    case ev::Event::kRecognitionRefused:
      return PersonTags(event.recognition_refused().person_id());
    default:
      return TagsOfForm(event);
  }
}

std::string EventId(const command::v1::Command& command, uint32_t index) {
  const std::string name = absl::StrCat(command.source(), std::string(1, '\0'), command.source_id(),
                                        std::string(1, '\0'), index);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(name.data()), name.size(), digest);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), 16));
}

}  // namespace

std::vector<ev::Envelope> MakeEnvelopes(const command::v1::Command& command,
                                        const std::vector<ProposedEvent>& events,
                                        const EnvelopeContext& context) {
  std::vector<ev::Envelope> envelopes;
  envelopes.reserve(events.size());
  for (uint32_t index = 0; index < events.size(); ++index) {
    const ProposedEvent& proposed = events[index];
    ev::Envelope envelope;
    envelope.set_position(context.first_position + index);
    envelope.set_event_id(EventId(command, index));
    *envelope.mutable_recorded_at() = google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
        absl::ToUnixNanos(context.recorded_at));
    *envelope.mutable_effective_on() = ToProto(proposed.effective_on);
    envelope.set_source(command.source());
    envelope.set_source_id(command.source_id());
    envelope.mutable_actor()->set_id(context.actor);
    envelope.mutable_actor()->set_acting_for(command.acting_for());
    envelope.set_region(proposed.region);
    envelope.set_type(TypeName(TypeNumber(proposed.event)));
    envelope.set_schema_version(1);
    envelope.set_correlation_id(command.correlation_id());
    envelope.set_supersedes(proposed.supersedes);
    envelope.set_command_digest(context.command_digest);
    envelope.set_index(index);
    envelope.set_count(static_cast<uint32_t>(events.size()));
    *envelope.mutable_event() = proposed.event;
    envelopes.push_back(std::move(envelope));
  }
  return envelopes;
}

uint32_t TypeNumber(const ev::Event& event) { return static_cast<uint32_t>(event.kind_case()); }

std::string TypeName(uint32_t number) {
  const auto* field = ev::Event::descriptor()->FindFieldByNumber(static_cast<int>(number));
  return field == nullptr ? "" : field->name();
}

uint32_t TypeNumberOf(absl::string_view name) {
  const auto* field = ev::Event::descriptor()->FindFieldByName(std::string(name));
  return field == nullptr ? 0 : static_cast<uint32_t>(field->number());
}

EventTags TagsOf(const ev::Event& event) {
  switch (event.kind_case()) {
    case ev::Event::kPracticeRegistered:
      return PracticeTags(event.practice_registered());
    case ev::Event::kCohortAssigned:
      return PracticeTags(event.cohort_assigned());
    case ev::Event::kTrackStarted:
      return PracticeTags(event.track_started());
    case ev::Event::kTrackEnded:
      return PracticeTags(event.track_ended());
    case ev::Event::kJointPlanRegistered:
      return JointPlanTags(event.joint_plan_registered());
    case ev::Event::kJointPlanMemberAdded:
      return PracticeTags(event.joint_plan_member_added());
    case ev::Event::kJointPlanMemberRemoved:
      return PracticeTags(event.joint_plan_member_removed());
    case ev::Event::kHealthCentreLinked:
      return PracticeTags(event.health_centre_linked());
    case ev::Event::kHealthCentreUnlinked:
      return PracticeTags(event.health_centre_unlinked());
    case ev::Event::kPracticeIdentifierChanged:
      return PracticeTags(event.practice_identifier_changed());
    case ev::Event::kPracticeClosed:
      return PracticeTags(event.practice_closed());
    case ev::Event::kPracticesMerged:
      return MergerTags(event.practices_merged());
    case ev::Event::kParticipationEnded:
      return PracticeTags(event.participation_ended());
    case ev::Event::kPersonsLinked:
      return LinkTags(event.persons_linked());
    case ev::Event::kErasureRequested:
      return HumanTags(event.erasure_requested());
    case ev::Event::kPersonKeyDestroyed:
      return HumanTags(event.person_key_destroyed());
    case ev::Event::kErasureConfirmed:
      return HumanTags(event.erasure_confirmed());
    case ev::Event::kPersonRegistered:
      return PersonTags(event.person_registered().person_id());
    case ev::Event::kEngagementStarted:
      return EngagementTags(event.engagement_started());
    case ev::Event::kEngagementRoleChanged:
      return EngagementTags(event.engagement_role_changed());
    case ev::Event::kEngagementEnded:
      return EngagementTags(event.engagement_ended());
    case ev::Event::kRosterConfirmed:
      return PracticeTags(event.roster_confirmed());
    default:
      return TagsOfActivity(event);
  }
}

absl::StatusOr<ev::Envelope> DecodeEnvelope(absl::string_view bytes) {
  ev::Envelope envelope;
  if (!envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("a stored event cannot be read: its bytes are no envelope");
  }
  if (envelope.event().kind_case() == ev::Event::KIND_NOT_SET) {
    return absl::DataLossError(absl::StrCat("the event at position ", envelope.position(),
                                            " is of a type this version does not know"));
  }
  return envelope;
}

}  // namespace logboek::domain
