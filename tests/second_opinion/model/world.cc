#include "tests/second_opinion/model/world.h"

#include <algorithm>

#include "storage/base/check.h"

namespace logboek::second_opinion {
namespace {

namespace ev = logboek::event::v1;

absl::CivilDay UntilOf(const google::type::Date& date) {
  return date.year() == 0 ? kNever : DayOf(date);
}

absl::CivilDay LocalDayOf(const google::protobuf::Timestamp& instant) {
  static const absl::TimeZone zone = [] {
    absl::TimeZone loaded;
    CHECK(absl::LoadTimeZone("Europe/Amsterdam", &loaded), "no time zone data");
    return loaded;
  }();
  return absl::ToCivilDay(absl::FromUnixSeconds(instant.seconds()), zone);
}

template <typename Strings>
std::vector<std::string> ListOf(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

// The fold: one function an event that matters for verdicts.
class Reader {
 public:
  void Take(const ev::Envelope& envelope);

  World Done() { return std::move(world_); }

 private:
  void Take(const ev::PlanPublished& event) {
    regioplan::v1::RegionPlan plan;
    CHECK(plan.ParseFromString(event.plan()), "a stored plan does not parse");
    world_.plans.push_back({event.region(), plan});
  }

  void Take(const ev::TrackEnded& event) {
    for (TrackStay& stay : world_.tracks) {
      if (stay.practice == event.practice_id() && stay.track == event.track()) {
        EndOn(DayOf(event.until()), &stay.period);
      }
    }
  }

  void Take(const ev::JointPlanRegistered& event) {
    for (const ev::JointPlanMember& member : event.members()) {
      world_.memberships.push_back({.group = "joint plan " + event.joint_plan_id(),
                                    .practice = member.practice_id(),
                                    .period = {DayOf(member.from()), UntilOf(member.until())},
                                    .submitted_on = DayOf(event.submitted_on())});
    }
  }

  void Take(const ev::JointPlanMemberAdded& event) {
    const std::string group = "joint plan " + event.joint_plan_id();
    absl::CivilDay submitted_on;
    for (const Membership& other : world_.memberships) {
      if (other.group == group) submitted_on = other.submitted_on;
    }
    world_.memberships.push_back({.group = group,
                                  .practice = event.practice_id(),
                                  .period = {DayOf(event.from()), UntilOf(event.until())},
                                  .submitted_on = submitted_on});
  }

  void Leave(const std::string& group, const std::string& practice, absl::CivilDay until) {
    for (Membership& membership : world_.memberships) {
      if (membership.group == group && membership.practice == practice) {
        EndOn(until, &membership.period);
      }
    }
  }

  void Take(const ev::EngagementRoleChanged& event) {
    const absl::CivilDay from = DayOf(event.from());
    Engagement* last = nullptr;
    for (Engagement& part : world_.engagements) {
      if (part.engagement != event.engagement_id()) continue;
      if (last == nullptr || !part.period.empty() || last->period.empty()) last = &part;
    }
    if (last == nullptr) return;
    Engagement next = *last;
    next.role = event.role();
    next.period.from = from;
    last->period.until = from;
    world_.engagements.push_back(next);
  }

  void Take(const ev::EngagementEnded& event) {
    const absl::CivilDay until = DayOf(event.until());
    for (Engagement& part : world_.engagements) {
      if (part.engagement != event.engagement_id() || part.period.until <= until) continue;
      part.period.until = std::max(part.period.from, until);
    }
  }

  void Take(const ev::SessionScheduled& event) {
    Session session{event.session_id(), event.offering_id(), event.region(), event.kind()};
    session.date = LocalDayOf(event.starts_at());
    session.capacity = event.capacity();
    for (const int role : event.counted_roles()) {
      session.counted_roles.push_back(static_cast<ev::Role>(role));
    }
    world_.sessions.push_back(session);
  }

  Session* FindSession(const std::string& id) {
    for (Session& session : world_.sessions) {
      if (session.id == id) return &session;
    }
    return nullptr;
  }

  void Take(const ev::SessionCancelled& event) {
    if (Session* session = FindSession(event.session_id())) session->cancelled = true;
    for (Enrolment& enrolment : world_.enrolments) {
      const bool active = enrolment.ended_on == kNever && !enrolment.ended_by_organiser;
      if (enrolment.session == event.session_id() && active) enrolment.ended_by_organiser = true;
    }
  }

  void Take(const ev::Enrolment& event, bool confirmed) {
    Enrolment enrolment{event.enrolment_id(), event.session_id(),  event.series_id(),
                        event.person_id(),    event.practice_id(), event.role()};
    enrolment.facilitator = event.participation() == ev::PARTICIPATION_FACILITATOR;
    if (confirmed) enrolment.confirmed_on = DayOf(event.requested_on());
    world_.enrolments.push_back(enrolment);
  }

  Enrolment* FindEnrolment(const std::string& id) {
    for (Enrolment& enrolment : world_.enrolments) {
      if (enrolment.id == id) return &enrolment;
    }
    return nullptr;
  }

  Attendance* FindActive(const std::string& session, const std::string& person) {
    for (Attendance& record : world_.attendances) {
      if (record.session == session && record.person == person && record.active()) return &record;
    }
    return nullptr;
  }

  void Take(const ev::AttendanceRecorded& event) {
    world_.attendances.push_back({position_, event.session_id(), event.person_id(),
                                  event.practice_id(), ListOf(event.represents()),
                                  event.status() == ev::ATTENDANCE_STATUS_PRESENT});
  }

  void Take(const ev::AttendanceCorrected& event) {
    Attendance* record = FindActive(event.session_id(), event.person_id());
    if (record == nullptr) return;
    Attendance former = *record;
    record->position = position_;
    record->practice = event.practice_id();
    record->represents = ListOf(event.represents());
    record->present = event.status() == ev::ATTENDANCE_STATUS_PRESENT;
    if (former.practice == event.practice_id()) return;
    former.position = position_;
    former.moved_away = true;
    world_.attendances.push_back(former);
  }

  void Take(const ev::AttendanceVoided& event) {
    Attendance* record = FindActive(event.session_id(), event.person_id());
    if (record == nullptr) return;
    record->position = position_;
    record->voided = true;
  }

  void Take(const ev::CompletionRevoked& event) {
    for (Completion& completion : world_.completions) {
      const bool meant = completion.offering == event.offering_id() &&
                         completion.person == event.person_id() && !completion.revoked;
      if (!meant) continue;
      completion.revoked = true;
      completion.position = position_;
    }
  }

  // Ends what runs on `until`.
  static void EndOn(absl::CivilDay until, Period* period) {
    if (period->from <= until && until < period->until) period->until = until;
  }

  void TakeAboutPractices(const ev::Event& event);
  void TakeAboutStaff(const ev::Event& event);
  void TakeAboutCalendar(const ev::Event& event);
  void TakeAboutPlaces(const ev::Event& event);
  void TakeAboutTraining(const ev::Event& event);

  uint64_t position_ = 0;
  absl::CivilDay effective_on_;
  World world_;
};

void Reader::Take(const ev::Envelope& envelope) {
  position_ = envelope.position();
  effective_on_ = DayOf(envelope.effective_on());
  TakeAboutPractices(envelope.event());
  TakeAboutStaff(envelope.event());
  TakeAboutCalendar(envelope.event());
  TakeAboutPlaces(envelope.event());
  TakeAboutTraining(envelope.event());
}

void Reader::TakeAboutPractices(const ev::Event& event) {
  if (event.has_plan_published()) Take(event.plan_published());
  if (event.has_practice_registered()) {
    const auto& e = event.practice_registered();
    world_.practices.push_back({e.practice_id(), e.region()});
  }
  if (event.has_cohort_assigned()) {
    const auto& e = event.cohort_assigned();
    world_.participations.push_back({e.practice_id(), e.cohort_id(), {DayOf(e.start_on())}});
  }
  if (event.has_track_started()) {
    const auto& e = event.track_started();
    world_.tracks.push_back({e.practice_id(), e.track(), {DayOf(e.from()), UntilOf(e.until())}});
  }
  if (event.has_track_ended()) Take(event.track_ended());
  if (event.has_joint_plan_registered()) Take(event.joint_plan_registered());
  if (event.has_joint_plan_member_added()) Take(event.joint_plan_member_added());
  if (event.has_joint_plan_member_removed()) {
    const auto& e = event.joint_plan_member_removed();
    Leave("joint plan " + e.joint_plan_id(), e.practice_id(), DayOf(e.until()));
  }
  if (event.has_health_centre_linked()) {
    const auto& e = event.health_centre_linked();
    world_.memberships.push_back({.group = "centre " + e.centre_id(),
                                  .practice = e.practice_id(),
                                  .period = {DayOf(e.from())},
                                  .single_plan = e.single_plan(),
                                  .centre = true});
  }
  if (event.has_health_centre_unlinked()) {
    const auto& e = event.health_centre_unlinked();
    Leave("centre " + e.centre_id(), e.practice_id(), DayOf(e.until()));
  }
  if (event.has_requirement_waived()) {
    const auto& e = event.requirement_waived();
    world_.waivers.push_back({e.practice_id(), e.obligation_id(), e.programme_year(), e.ground(),
                              DayOf(e.decided_on())});
  }
}

void Reader::TakeAboutStaff(const ev::Event& event) {
  if (event.has_engagement_started()) {
    const auto& e = event.engagement_started();
    world_.engagements.push_back({e.engagement_id(),
                                  e.person_id(),
                                  e.practice_id(),
                                  e.role(),
                                  {DayOf(e.from()), UntilOf(e.until())}});
  }
  if (event.has_engagement_role_changed()) Take(event.engagement_role_changed());
  if (event.has_engagement_ended()) Take(event.engagement_ended());
  if (event.has_roster_confirmed()) {
    const auto& e = event.roster_confirmed();
    world_.confirmations.push_back({e.practice_id(), DayOf(e.as_of())});
  }
}

void Reader::TakeAboutCalendar(const ev::Event& event) {
  if (event.has_offering_published()) {
    const auto& e = event.offering_published();
    world_.offerings.push_back({e.offering_id(), e.region(), e.kind(), ListOf(e.menu_slugs())});
  }
  if (event.has_series_defined()) {
    const auto& e = event.series_defined();
    world_.series.push_back(
        {e.series_id(), e.programme_year(), ListOf(e.cohort_ids()), ListOf(e.session_ids())});
  }
  if (event.has_session_scheduled()) Take(event.session_scheduled());
  if (event.has_session_moved()) {
    const auto& e = event.session_moved();
    if (Session* session = FindSession(e.session_id())) session->date = LocalDayOf(e.starts_at());
  }
  if (event.has_session_cancelled()) Take(event.session_cancelled());
  if (event.has_attendance_list_closed()) {
    Session* session = FindSession(event.attendance_list_closed().session_id());
    if (session != nullptr) session->list_closed = true;
  }
  if (event.has_session_capacity_changed()) {
    const auto& e = event.session_capacity_changed();
    if (Session* session = FindSession(e.session_id())) session->capacity = e.capacity();
  }
}

void Reader::TakeAboutPlaces(const ev::Event& event) {
  if (event.has_enrolment_confirmed()) Take(event.enrolment_confirmed().enrolment(), true);
  if (event.has_enrolment_waitlisted()) Take(event.enrolment_waitlisted().enrolment(), false);
  if (event.has_enrolment_promoted()) {
    Enrolment* enrolment = FindEnrolment(event.enrolment_promoted().enrolment_id());
    if (enrolment != nullptr) enrolment->confirmed_on = effective_on_;
  }
  if (event.has_enrolment_cancelled()) {
    Enrolment* enrolment = FindEnrolment(event.enrolment_cancelled().enrolment_id());
    if (enrolment != nullptr) {
      enrolment->ended_on = DayOf(event.enrolment_cancelled().cancelled_on());
    }
  }
  if (event.has_enrolment_rejected()) {
    Enrolment* enrolment = FindEnrolment(event.enrolment_rejected().enrolment_id());
    if (enrolment != nullptr) enrolment->ended_on = effective_on_;
  }
  if (event.has_participant_substituted()) {
    const auto& e = event.participant_substituted();
    Enrolment* enrolment = FindEnrolment(e.enrolment_id());
    if (enrolment == nullptr) return;
    enrolment->person = e.person_id();
    enrolment->role = e.role();
  }
}

void Reader::TakeAboutTraining(const ev::Event& event) {
  if (event.has_attendance_recorded()) Take(event.attendance_recorded());
  if (event.has_attendance_corrected()) Take(event.attendance_corrected());
  if (event.has_attendance_voided()) Take(event.attendance_voided());
  if (event.has_course_completed()) {
    const auto& e = event.course_completed();
    world_.completions.push_back(
        {position_, e.offering_id(), e.person_id(), e.practice_id(), DayOf(e.completed_on())});
  }
  if (event.has_completion_revoked()) Take(event.completion_revoked());
  if (event.has_prior_training_recognised()) {
    const auto& e = event.prior_training_recognised();
    world_.recognitions.push_back({position_, e.person_id(), e.region(), e.menu_slug(),
                                   DayOf(e.done_on()), DayOf(e.decided_on())});
  }
}

}  // namespace

World Read(const std::vector<ev::Envelope>& events) {
  Reader reader;
  for (const ev::Envelope& event : events) reader.Take(event);
  return reader.Done();
}

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

}  // namespace logboek::second_opinion
