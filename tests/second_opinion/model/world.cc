#include "tests/second_opinion/model/world.h"

#include <algorithm>
#include <map>
#include <set>

#include "storage/base/check.h"
#include "tests/second_opinion/model/readings.h"

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

  World Done() {
    for (PlanVersion& version : world_.plans) version.plan = AsRead(version.written);
    NamePersons(&world_.engagements);
    NamePersons(&world_.enrolments);
    NamePersons(&world_.attendances);
    NamePersons(&world_.completions);
    NamePersons(&world_.recognitions);
    NamePersons(&world_.externals);
    return std::move(world_);
  }

 private:
  // Puts a version in the place of the one of the same day, if there is one.
  void PutVersion(const PlanVersion& put) {
    for (PlanVersion& version : world_.plans) {
      const bool same = version.region == put.region && version.holds_from == put.holds_from &&
                        version.written.plan_id() == put.written.plan_id();
      if (!same) continue;
      version = put;
      return;
    }
    world_.plans.push_back(put);
  }

  void Take(const ev::PlanPublished& event) {
    PlanVersion version{event.region()};
    CHECK(version.written.ParseFromString(event.plan()), "a stored plan does not parse");
    version.holds_from = DayOf(version.written.valid_from());
    PutVersion(version);
  }

  static bool Lists(const regioplan::v1::RegionPlan& plan, const std::string& reading) {
    for (const regioplan::v1::Interpretation& listed : plan.interpretations()) {
      if (listed.id() == reading) return true;
    }
    return false;
  }

  // From the day of the decision on each version is read so; the one that holds on that day is
  // parted in two.
  void Take(const ev::InterpretationDecided& event) {
    const absl::CivilDay day = DayOf(event.valid_from());
    std::set<std::string> plans;
    for (const PlanVersion& version : world_.plans) plans.insert(version.written.plan_id());
    for (const std::string& plan : plans) PartVersion(event, plan, day);
    for (PlanVersion& version : world_.plans) {
      if (version.region != event.region() || version.holds_from < day) continue;
      if (Lists(version.written, event.interpretation_id())) Decide(event, &version.written);
    }
  }

  static void Decide(const ev::InterpretationDecided& event, regioplan::v1::RegionPlan* plan) {
    plan->set_version(plan->version() + "+" + event.interpretation_id() + "=" + event.option());
    for (regioplan::v1::Interpretation& listed : *plan->mutable_interpretations()) {
      if (listed.id() == event.interpretation_id()) listed.set_option(event.option());
    }
  }

  // The first version holds before its own day, too.
  void PartVersion(const ev::InterpretationDecided& event, const std::string& plan,
                   absl::CivilDay day) {
    const PlanVersion* holds = nullptr;
    const PlanVersion* first = nullptr;
    for (const PlanVersion& version : world_.plans) {
      if (version.region != event.region() || version.written.plan_id() != plan) continue;
      if (first == nullptr || version.holds_from < first->holds_from) first = &version;
      if (version.holds_from > day) continue;
      if (holds == nullptr || holds->holds_from < version.holds_from) holds = &version;
    }
    if (first == nullptr) return;
    PlanVersion before = *first;
    PlanVersion parted = holds == nullptr ? *first : *holds;
    if (!Lists(parted.written, event.interpretation_id())) return;
    before.holds_from = absl::CivilDay::min();
    parted.holds_from = day;
    if (holds == nullptr) PutVersion(before);
    PutVersion(parted);
  }

  void Take(const ev::MenuItemPublished& event) {
    regioplan::v1::MenuItem item;
    CHECK(item.ParseFromString(event.menu_item()), "a stored row does not parse");
    for (PlanVersion& version : world_.plans) {
      if (version.region != event.region() || version.written.plan_id() != event.plan_id()) {
        continue;
      }
      *version.written.add_menu() = item;
      for (regioplan::v1::Obligation& row : *version.written.mutable_obligations()) {
        if (!row.has_staff_share() || !Contains(event.obligation_ids(), row.id())) continue;
        row.mutable_staff_share()->add_menu_slugs(item.slug());
      }
    }
  }

  void Take(const ev::MenuItemRetired& event) {
    for (PlanVersion& version : world_.plans) {
      if (version.region != event.region()) continue;
      for (regioplan::v1::MenuItem& item : *version.written.mutable_menu()) {
        const absl::CivilDay last = DayOf(event.until()) - 1;
        const bool begun = !item.has_valid_from() || DayOf(item.valid_from()) <= last;
        const bool runs = last < UntilOf(item.valid_until());
        if (item.slug() == event.menu_slug() && begun && runs) {
          *item.mutable_valid_until() = event.until();
        }
      }
    }
  }

  void Take(const ev::PracticesMerged& event) {
    for (const std::string& from : event.from_practice_ids()) {
      world_.mergers.push_back({from, event.into_practice_id(), DayOf(event.effective_on())});
    }
  }

  void Take(const ev::ParticipationEnded& event) {
    Participation* last = nullptr;
    for (Participation& participation : world_.participations) {
      if (participation.practice == event.practice_id()) last = &participation;
    }
    if (last != nullptr) last->period.until = DayOf(event.ended_on());
  }

  // Two pseudonyms are one person, for all that was and will be.
  std::string KeptOf(std::string person) const {
    for (auto link = links_.find(person); link != links_.end(); link = links_.find(person)) {
      person = link->second;
    }
    return person;
  }

  template <typename Facts>
  void NamePersons(Facts* facts) const {
    for (auto& fact : *facts) fact.person = KeptOf(fact.person);
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
    Enrolment enrolment{event.enrolment_id(),      event.session_id(),  event.series_id(),
                        event.person_id(),         event.practice_id(), event.role(),
                        ListOf(event.represents())};
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

  void Take(const ev::PracticePlanSubmitted& event) {
    Form form{position_, ListOf(event.practice_ids()), regioplan::v1::STATEMENT_FORM_PRACTICE_PLAN};
    form.period = event.period();
    form.given_on = DayOf(event.submitted_on());
    form.kept_locally = event.kept_locally();
    world_.forms.push_back(form);
  }

  // Any other form: what it is about, the period and the day.
  template <typename Event>
  Form& AddForm(const Event& event, regioplan::v1::StatementForm form, const std::string& about,
                const google::type::Date& given_on) {
    world_.forms.push_back(
        {position_, {event.practice_id()}, form, about, event.period(), DayOf(given_on)});
    return world_.forms.back();
  }

  void Take(const ev::SurveyAnswered& event) {
    Form& form =
        AddForm(event, regioplan::v1::STATEMENT_FORM_SURVEY, event.survey(), event.answered_on());
    form.yes = event.yes();
    form.count = event.count();
  }

  void Take(const ev::InterventionChosen& event) {
    world_.lines.push_back({position_, event.line_id(), ListOf(event.practice_ids()),
                            event.period(), DayOf(event.chosen_on()), event.menu_slug(),
                            event.mode(), !event.text_sha256().empty()});
  }

  LineState LastOf(const std::string& line) const {
    LineState last;
    for (const LineState& state : world_.lines) {
      if (state.line == line) last = state;
    }
    return last;
  }

  void Take(const ev::InterventionChanged& event) {
    LineState next = LastOf(event.line_id());
    next.position = position_;
    next.since = DayOf(event.changed_on());
    next.withdrawn = event.withdrawn();
    if (!event.withdrawn()) {
      next.slug = event.menu_slug();
      next.mode = event.mode();
      next.has_text = !event.text_sha256().empty();
    }
    world_.lines.push_back(next);
  }

  void Take(const ev::InterventionJustified& event) {
    LineState next = LastOf(event.line_id());
    next.position = position_;
    next.since = DayOf(event.justified_on());
    next.has_text = true;
    world_.lines.push_back(next);
  }

  void Take(const ev::DataRequestAnswered& event) {
    for (DataRequest& request : world_.data_requests) {
      if (request.id != event.request_id()) continue;
      request.position = position_;
      request.answered_on = DayOf(event.answered_on());
    }
  }

  template <typename Event>
  static std::optional<uint32_t> PeriodOf(const Event& event) {
    if (!event.has_period()) return std::nullopt;
    return event.period();
  }

  // Ends what runs on `until`.
  static void EndOn(absl::CivilDay until, Period* period) {
    if (period->from <= until && until < period->until) period->until = until;
  }

  void TakeAboutPlans(const ev::Event& event);
  void TakeAboutPractices(const ev::Event& event);
  void TakeAboutStaff(const ev::Event& event);
  void TakeAboutCalendar(const ev::Event& event);
  void TakeAboutPlaces(const ev::Event& event);
  void TakeAboutTraining(const ev::Event& event);
  void TakeAboutForms(const ev::Event& event);
  void TakeAboutVisits(const ev::Event& event);

  uint64_t position_ = 0;
  absl::CivilDay effective_on_;
  World world_;
  // The kept pseudonym of each dropped one.
  std::map<std::string, std::string> links_;
};

void Reader::Take(const ev::Envelope& envelope) {
  position_ = envelope.position();
  effective_on_ = DayOf(envelope.effective_on());
  TakeAboutPlans(envelope.event());
  TakeAboutPractices(envelope.event());
  TakeAboutStaff(envelope.event());
  TakeAboutCalendar(envelope.event());
  TakeAboutPlaces(envelope.event());
  TakeAboutTraining(envelope.event());
  TakeAboutForms(envelope.event());
  TakeAboutVisits(envelope.event());
}

void Reader::TakeAboutPlans(const ev::Event& event) {
  if (event.has_plan_published()) Take(event.plan_published());
  if (event.has_interpretation_decided()) Take(event.interpretation_decided());
  if (event.has_menu_item_published()) Take(event.menu_item_published());
  if (event.has_menu_item_retired()) Take(event.menu_item_retired());
}

void Reader::TakeAboutPractices(const ev::Event& event) {
  if (event.has_practice_closed()) {
    for (Practice& practice : world_.practices) {
      if (practice.id != event.practice_closed().practice_id()) continue;
      practice.closed_on = DayOf(event.practice_closed().closed_on());
    }
  }
  if (event.has_practices_merged()) Take(event.practices_merged());
  if (event.has_participation_ended()) Take(event.participation_ended());
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
  if (event.has_persons_linked()) {
    links_[event.persons_linked().dropped_person_id()] = event.persons_linked().kept_person_id();
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
  if (event.has_external_training_declared()) {
    const auto& e = event.external_training_declared();
    world_.externals.push_back(
        {position_, e.person_id(), e.practice_id(), e.region(), e.menu_slug(), DayOf(e.done_on())});
  }
}

void Reader::TakeAboutForms(const ev::Event& event) {
  if (event.has_practice_plan_submitted()) Take(event.practice_plan_submitted());
  if (event.has_training_intent_declared()) {
    const auto& e = event.training_intent_declared();
    AddForm(e, regioplan::v1::STATEMENT_FORM_TRAINING_INTENT, "", e.declared_on());
  }
  if (event.has_fund_use_stated()) {
    const auto& e = event.fund_use_stated();
    AddForm(e, regioplan::v1::STATEMENT_FORM_FUND_USE, "", e.stated_on());
  }
  if (event.has_survey_answered()) Take(event.survey_answered());
  if (event.has_statement_signed()) {
    const auto& e = event.statement_signed();
    AddForm(e, regioplan::v1::STATEMENT_FORM_SIGNED, e.obligation_id(), e.signed_on());
  }
  if (event.has_intervention_chosen()) Take(event.intervention_chosen());
  if (event.has_intervention_changed()) Take(event.intervention_changed());
  if (event.has_intervention_justified()) Take(event.intervention_justified());
}

void Reader::TakeAboutVisits(const ev::Event& event) {
  if (event.has_data_requested()) {
    const auto& e = event.data_requested();
    world_.data_requests.push_back(
        {position_, e.request_id(), e.practice_id(), DayOf(e.requested_on()), DayOf(e.due_on())});
  }
  if (event.has_data_request_answered()) Take(event.data_request_answered());
  if (event.has_practice_invited()) {
    const auto& e = event.practice_invited();
    world_.invitations.push_back({e.practice_id(), DayOf(e.invited_on()), PeriodOf(e)});
  }
  if (event.has_practice_visit_held()) {
    const auto& e = event.practice_visit_held();
    world_.visits.push_back(
        {position_, e.practice_id(), DayOf(e.held_on()), PeriodOf(e), ListOf(e.topics())});
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
