#include "services/domain/evolve.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/base/config.h"
#include "services/domain/plan_changes.h"
#include "storage/base/clock.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

// The record behind a pointer, to be changed. When somebody else still looks at it, it is copied
// first. Called with the register held exclusively, so nobody can take a new pointer meanwhile.
template <typename T>
T& Mutable(std::shared_ptr<const T>* slot) {
#ifndef ABSL_HAVE_THREAD_SANITIZER
  if (slot->use_count() == 1) {
    // The last other holder let go on another thread; what it read must have been read before we
    // write.
    std::atomic_thread_fence(std::memory_order_acquire);
    return const_cast<T&>(**slot);
  }
#endif
  auto copy = std::make_shared<T>(**slot);
  T& record = *copy;
  *slot = std::move(copy);
  return record;
}

// The record to be changed, or null when it is not there.
template <typename T>
T* FindMutable(Records<T>* records, const std::string& id) {
  const auto found = records->find(id);
  return found == records->end() ? nullptr : &Mutable(&found->second);
}

// The record to be changed; made when it is not there.
template <typename T>
T& FindOrMake(Records<T>* records, const std::string& id) {
  auto [found, inserted] = records->try_emplace(id);
  if (inserted) {
    auto made = std::make_shared<T>();
    made->id = id;
    found->second = std::move(made);
  }
  return Mutable(&found->second);
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

template <typename T>
std::vector<T> Enums(const google::protobuf::RepeatedField<int>& values) {
  std::vector<T> converted;
  converted.reserve(values.size());
  for (const int value : values) converted.push_back(static_cast<T>(value));
  return converted;
}

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& values) {
  return {values.begin(), values.end()};
}

// Ends the period of a group or member that runs on `until`.
template <typename Periods, typename Matches>
void EndPeriod(Periods* periods, absl::CivilDay until, const Matches& matches) {
  for (auto& entry : *periods) {
    const bool runs = entry.period.from <= until && until < entry.period.until;
    if (runs && matches(entry)) entry.period.until = until;
  }
}

class Evolver {
 public:
  Evolver(const ev::Envelope& envelope, Register* reg)
      : ref_{envelope.position(), envelope.event_id()},
        effective_on_(FromProto(envelope.effective_on())),
        reg_(reg) {}

  void Apply(const ev::PlanPublished& event) { AddVersion(ref_, event, &RegionOf(event.region())); }

  void Apply(const ev::InterpretationDecided& event) {
    AddDecision(ref_, event, &RegionOf(event.region()));
  }

  void Apply(const ev::MenuItemPublished& event) { AddMenuItem(event, &RegionOf(event.region())); }

  void Apply(const ev::MenuItemRetired& event) { EndMenuItem(event, &RegionOf(event.region())); }

  void Apply(const ev::ReleaseDecided& event) {
    RegionOf(event.region())
        .releases.push_back({ref_, event.scope(), FromProto(event.decided_on()), event.released()});
  }

  // It changes nothing; the log remembers it.
  void Apply(const ev::AuditReplayPerformed& /*event*/) {}

  void Apply(const ev::ReportIssued& event) {
    RegionOf(event.region()).reports.push_back({ref_, event});
    reg_->report_ids.insert(event.report_id());
  }

  void Apply(const ev::PracticeRegistered& event) {
    Practice& practice = FindOrMake(&reg_->practices, event.practice_id());
    practice.agb = event.agb();
    practice.agb_history.push_back({event.agb(), FromProto(event.from())});
    practice.region = event.region();
    practice.name = event.name();
    practice.from = FromProto(event.from());
    reg_->agb_practices[event.agb()].push_back(practice.id);
    RegionOf(event.region()).practice_ids.insert(practice.id);
  }

  void Apply(const ev::CohortAssigned& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->participations.push_back({event.cohort_id(), {.from = FromProto(event.start_on())}});
  }

  void Apply(const ev::ParticipationEnded& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr || practice->participations.empty()) return;
    practice->participations.back().period.until = FromProto(event.ended_on());
  }

  void Apply(const ev::PracticeIdentifierChanged& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->agb = event.agb();
    practice->agb_history.push_back({event.agb(), FromProto(event.from())});
    reg_->agb_practices[event.agb()].push_back(practice->id);
  }

  void Apply(const ev::PracticeClosed& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice != nullptr) practice->closed_on = FromProto(event.closed_on());
  }

  void Apply(const ev::PracticesMerged& event) {
    for (const std::string& id : event.from_practice_ids()) {
      Practice* from = FindMutable(&reg_->practices, id);
      if (from == nullptr) continue;
      from->merged_into = event.into_practice_id();
      from->merged_on = FromProto(event.effective_on());
      from->merged_ref = ref_;
    }
    Practice* into = FindMutable(&reg_->practices, event.into_practice_id());
    if (into == nullptr) return;
    for (const std::string& id : event.from_practice_ids()) into->merged_from.push_back(id);
  }

  void Apply(const ev::TrackStarted& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->tracks.push_back(
        {event.track(), {FromProto(event.from()), UntilFromProto(event.until())}});
  }

  void Apply(const ev::TrackEnded& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    EndPeriod(&practice->tracks, FromProto(event.until()),
              [&](const TrackPeriod& period) { return period.track == event.track(); });
  }

  void Apply(const ev::JointPlanRegistered& event) {
    JointPlan& plan = FindOrMake(&reg_->joint_plans, event.joint_plan_id());
    plan.region = event.region();
    plan.submitted_on = FromProto(event.submitted_on());
    for (const ev::JointPlanMember& member : event.members()) {
      AddMember(&plan, member.practice_id(),
                {FromProto(member.from()), UntilFromProto(member.until())});
    }
  }

  void Apply(const ev::JointPlanMemberAdded& event) {
    JointPlan* plan = FindMutable(&reg_->joint_plans, event.joint_plan_id());
    if (plan == nullptr) return;
    AddMember(plan, event.practice_id(), {FromProto(event.from()), UntilFromProto(event.until())});
  }

  void Apply(const ev::JointPlanMemberRemoved& event) {
    const absl::CivilDay until = FromProto(event.until());
    if (JointPlan* plan = FindMutable(&reg_->joint_plans, event.joint_plan_id())) {
      EndPeriod(&plan->members, until, [&](const GroupMember& member) {
        return member.practice_id == event.practice_id();
      });
    }
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      EndPeriod(&practice->joint_plans, until, [&](const GroupPeriod& period) {
        return period.group_id == event.joint_plan_id();
      });
    }
  }

  void Apply(const ev::HealthCentreLinked& event) {
    const DateRange period{.from = FromProto(event.from())};
    FindOrMake(&reg_->health_centres, event.centre_id())
        .members.push_back({event.practice_id(), period, event.single_plan()});
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      practice->health_centres.push_back({event.centre_id(), period});
    }
  }

  void Apply(const ev::HealthCentreUnlinked& event) {
    const absl::CivilDay until = FromProto(event.until());
    if (HealthCentre* centre = FindMutable(&reg_->health_centres, event.centre_id())) {
      EndPeriod(&centre->members, until, [&](const CentreMember& member) {
        return member.practice_id == event.practice_id();
      });
    }
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      EndPeriod(&practice->health_centres, until,
                [&](const GroupPeriod& period) { return period.group_id == event.centre_id(); });
    }
  }

  void Apply(const ev::PersonRegistered& event) {
    Person& person = FindOrMake(&reg_->persons, event.person_id());
    person.region = event.region();
    person.sealed = event.personal_data();
    person.registered = true;
    person.registered_on = effective_on_;
  }

  void Apply(const ev::ErasureRequested& event) { SetErasure(event, ErasureState::kRequested); }

  void Apply(const ev::PersonKeyDestroyed& event) {
    SetErasure(event, ErasureState::kKeyDestroyed);
  }

  void Apply(const ev::ErasureConfirmed& event) { SetErasure(event, ErasureState::kConfirmed); }

  void Apply(const ev::PersonsLinked& event) {
    FindOrMake(&reg_->persons, event.dropped_person_id()).linked_to = event.kept_person_id();
    FindOrMake(&reg_->persons, event.kept_person_id())
        .linked_from.push_back(event.dropped_person_id());
  }

  void Apply(const ev::EngagementStarted& event) {
    FindOrMake(&reg_->persons, event.person_id())
        .engagements.push_back({event.engagement_id(),
                                event.practice_id(),
                                event.role(),
                                {FromProto(event.from()), UntilFromProto(event.until())}});
    reg_->engagement_persons[event.engagement_id()] = event.person_id();
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      practice->person_ids.insert(event.person_id());
    }
  }

  void Apply(const ev::EngagementRoleChanged& event) {
    Person* person = FindMutable(&reg_->persons, event.person_id());
    Engagement* last = LastEngagement(person, event.engagement_id());
    if (last == nullptr) return;
    const absl::CivilDay from = FromProto(event.from());
    Engagement next = *last;
    next.role = event.role();
    next.period.from = from;
    last->period.until = from;
    person->engagements.push_back(std::move(next));
  }

  void Apply(const ev::EngagementEnded& event) {
    Person* person = FindMutable(&reg_->persons, event.person_id());
    if (person == nullptr) return;
    const absl::CivilDay until = FromProto(event.until());
    for (Engagement& part : person->engagements) {
      if (part.engagement_id != event.engagement_id() || part.period.until <= until) continue;
      part.period.until = std::max(part.period.from, until);
    }
  }

  void Apply(const ev::RosterConfirmed& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->confirmations.push_back({ref_, FromProto(event.as_of())});
  }

  void Apply(const ev::OfferingPublished& event) {
    Offering& offering = FindOrMake(&reg_->offerings, event.offering_id());
    offering.region = event.region();
    offering.academy = event.academy();
    offering.kind = event.kind();
    offering.title = event.title();
    offering.menu_slugs = Strings(event.menu_slugs());
    RegionOf(event.region()).offering_ids.insert(offering.id);
  }

  void Apply(const ev::SeriesDefined& event) {
    Series& series = FindOrMake(&reg_->series, event.series_id());
    series.region = event.region();
    series.programme_year = event.programme_year();
    series.cohort_ids = Strings(event.cohort_ids());
    series.session_ids = Strings(event.session_ids());
    for (const std::string& id : series.session_ids) {
      if (Session* session = FindMutable(&reg_->sessions, id)) session->series_id = series.id;
    }
  }

  void Apply(const ev::SessionScheduled& event) {
    Session& session = FindOrMake(&reg_->sessions, event.session_id());
    session.offering_id = event.offering_id();
    session.region = event.region();
    session.academy = event.academy();
    session.kind = event.kind();
    session.capacity = event.capacity();
    session.counted_roles = Enums<Role>(event.counted_roles());
    session.without_waiting_list = event.without_waiting_list();
    SetTimes(event.starts_at(), event.ends_at(), &session);
    RegionOf(event.region()).sessions_by_date.emplace(session.date, session.id);
    if (Offering* offering = FindMutable(&reg_->offerings, session.offering_id)) {
      offering->session_ids.push_back(session.id);
    }
  }

  void Apply(const ev::SessionMoved& event) {
    Session* session = FindMutable(&reg_->sessions, event.session_id());
    if (session == nullptr) return;
    Region& region = RegionOf(session->region);
    region.sessions_by_date.erase({session->date, session->id});
    SetTimes(event.starts_at(), event.ends_at(), session);
    ++session->moves;
    region.sessions_by_date.emplace(session->date, session->id);
  }

  void Apply(const ev::SessionCancelled& event) {
    Session* session = FindMutable(&reg_->sessions, event.session_id());
    if (session == nullptr) return;
    session->cancelled = true;
    session->waiting.clear();
    // Enrolments of the whole series live on in its other sessions.
    for (const std::string& id : session->enrolment_ids) {
      EnrolmentRecord* enrolment = FindMutable(&reg_->enrolments, id);
      if (enrolment == nullptr || enrolment->session_id.empty() || !IsActive(*enrolment)) continue;
      enrolment->status = EnrolmentStatus::kCancelled;
    }
    session->active_enrolments.clear();
    session->places_taken = 0;
  }

  void Apply(const ev::SessionCapacityChanged& event) {
    if (Session* session = FindMutable(&reg_->sessions, event.session_id())) {
      session->capacity = event.capacity();
    }
  }

  void Apply(const ev::EnrolmentConfirmed& event) {
    const EnrolmentRecord& enrolment = AddEnrolment(event.enrolment(), EnrolmentStatus::kConfirmed);
    ForEachSession(enrolment, [&](Session& session) { TakePlace(enrolment, &session); });
  }

  void Apply(const ev::EnrolmentWaitlisted& event) {
    const EnrolmentRecord& enrolment = AddEnrolment(event.enrolment(), EnrolmentStatus::kWaiting);
    ForEachSession(enrolment, [&](Session& session) {
      session.waiting.emplace(enrolment.ref.position, enrolment.id);
    });
  }

  void Apply(const ev::EnrolmentPromoted& event) {
    EnrolmentRecord* enrolment = FindMutable(&reg_->enrolments, event.enrolment_id());
    if (enrolment == nullptr) return;
    enrolment->status = EnrolmentStatus::kConfirmed;
    enrolment->confirmed_on = effective_on_;
    ForEachSession(*enrolment, [&](Session& session) {
      session.waiting.erase(enrolment->ref.position);
      TakePlace(*enrolment, &session);
    });
  }

  void Apply(const ev::EnrolmentCancelled& event) {
    EndEnrolment(event.enrolment_id(), EnrolmentStatus::kCancelled,
                 FromProto(event.cancelled_on()));
  }

  void Apply(const ev::EnrolmentRejected& event) {
    EndEnrolment(event.enrolment_id(), EnrolmentStatus::kRejected, effective_on_);
  }

  void Apply(const ev::ParticipantSubstituted& event) {
    EnrolmentRecord* enrolment = FindMutable(&reg_->enrolments, event.enrolment_id());
    if (enrolment == nullptr || !IsActive(*enrolment)) return;
    const bool has_place = enrolment->status == EnrolmentStatus::kConfirmed;
    ForEachSession(*enrolment, [&](Session& session) {
      session.active_enrolments.erase(enrolment->person_id);
      if (has_place) FreePlace(*enrolment, &session);
    });
    enrolment->person_id = event.person_id();
    enrolment->role = event.role();
    ForEachSession(*enrolment, [&](Session& session) {
      session.active_enrolments[enrolment->person_id] = enrolment->id;
      if (has_place) TakePlace(*enrolment, &session);
    });
  }

  void Apply(const ev::AttendanceRecorded& event) {
    auto attendance = std::make_shared<Attendance>();
    attendance->ref = ref_;
    attendance->first_ref = ref_;
    attendance->session_id = event.session_id();
    attendance->person_id = event.person_id();
    attendance->practice_id = event.practice_id();
    attendance->represents = Strings(event.represents());
    attendance->status = event.status();
    attendance->flags = Enums<Flag>(event.flags());
    PlaceAttendance(std::move(attendance));
  }

  void Apply(const ev::AttendanceCorrected& event) {
    const AttendancePtr former = TakeAttendance(event.session_id(), event.person_id());
    if (former == nullptr) return;
    auto attendance = std::make_shared<Attendance>(*former);
    attendance->ref = ref_;
    attendance->practice_id = event.practice_id();
    attendance->represents = Strings(event.represents());
    attendance->status = event.status();
    attendance->flags = Enums<Flag>(event.flags());
    attendance->corrected = true;
    if (former->practice_id != event.practice_id()) KeepFormer(*former, ref_, false);
    PlaceAttendance(std::move(attendance));
  }

  void Apply(const ev::AttendanceVoided& event) {
    const AttendancePtr former = TakeAttendance(event.session_id(), event.person_id());
    if (former != nullptr) KeepFormer(*former, ref_, true);
  }

  void Apply(const ev::AttendanceListClosed& event) {
    if (Session* session = FindMutable(&reg_->sessions, event.session_id())) {
      session->list_closed = true;
    }
  }

  void Apply(const ev::CourseCompleted& event) {
    FindOrMake(&reg_->persons, event.person_id())
        .completions.push_back({.ref = ref_,
                                .offering_id = event.offering_id(),
                                .practice_id = event.practice_id(),
                                .completed_on = FromProto(event.completed_on())});
  }

  void Apply(const ev::CompletionRevoked& event) {
    Person* person = FindMutable(&reg_->persons, event.person_id());
    if (person == nullptr) return;
    for (Completion& completion : person->completions) {
      if (completion.offering_id != event.offering_id() || completion.revoked) continue;
      completion.revoked = true;
      completion.ref = ref_;
    }
  }

  void Apply(const ev::PriorTrainingRecognised& event) {
    FindOrMake(&reg_->persons, event.person_id())
        .recognitions.push_back({ref_, event.region(), event.menu_slug(),
                                 FromProto(event.done_on()), FromProto(event.decided_on())});
  }

  void Apply(const ev::RequirementWaived& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->waivers.push_back({ref_, event.obligation_id(), event.programme_year(),
                                 event.ground(), event.decided_by(),
                                 FromProto(event.decided_on())});
  }

  void Apply(const ev::ExternalTrainingDeclared& event) {
    FindOrMake(&reg_->persons, event.person_id())
        .external_trainings.push_back({ref_, event.region(), event.practice_id(), event.menu_slug(),
                                       FromProto(event.done_on()), event.declared_by()});
  }

  void Apply(const ev::RecognitionRefused& event) {
    Person* person = FindMutable(&reg_->persons, event.person_id());
    if (person == nullptr) return;
    for (ExternalTraining& training : person->external_trainings) {
      if (training.region != event.region() || training.menu_slug != event.menu_slug()) continue;
      if (training.done_on == FromProto(event.done_on())) training.refused = true;
    }
  }

  void Apply(const ev::PracticePlanSubmitted& event) {
    ForEachPractice(event.practice_ids(), [&](Practice& practice) {
      practice.plans[event.period()].push_back(
          {ref_, FromProto(event.submitted_on()), event.joint_plan_id(), event.kept_locally()});
    });
  }

  void Apply(const ev::InterventionChosen& event) {
    InterventionLine line{event.line_id(), event.joint_plan_id(), event.period()};
    line.versions.push_back({ref_, FromProto(event.chosen_on()), event.menu_slug(), event.mode(),
                             !event.text_sha256().empty(), false, event.text_sha256()});
    reg_->line_practices[event.line_id()] = Strings(event.practice_ids());
    ForEachPractice(event.practice_ids(),
                    [&](Practice& practice) { practice.lines.push_back(line); });
  }

  void Apply(const ev::InterventionChanged& event) {
    ForEachLine(event.practice_ids(), event.line_id(), [&](InterventionLine& line) {
      LineVersion next = line.now();
      next.ref = ref_;
      next.since = FromProto(event.changed_on());
      next.withdrawn = event.withdrawn();
      if (!next.withdrawn) {
        next.menu_slug = event.menu_slug();
        next.mode = event.mode();
        next.has_text = !event.text_sha256().empty();
        next.text_sha256 = event.text_sha256();
      }
      line.versions.push_back(std::move(next));
    });
  }

  void Apply(const ev::InterventionJustified& event) {
    ForEachLine(event.practice_ids(), event.line_id(), [&](InterventionLine& line) {
      LineVersion next = line.now();
      next.ref = ref_;
      next.since = FromProto(event.justified_on());
      next.has_text = true;
      next.text_sha256 = event.text_sha256();
      line.versions.push_back(std::move(next));
    });
  }

  void Apply(const ev::TrainingIntentDeclared& event) {
    AddForm(event, rp::STATEMENT_FORM_TRAINING_INTENT, "", {ref_, FromProto(event.declared_on())});
  }

  void Apply(const ev::FundUseStated& event) {
    AddForm(event, rp::STATEMENT_FORM_FUND_USE, "", {ref_, FromProto(event.stated_on())});
  }

  void Apply(const ev::SurveyAnswered& event) {
    AddForm(event, rp::STATEMENT_FORM_SURVEY, event.survey(),
            {ref_, FromProto(event.answered_on()), event.yes(), event.count()});
  }

  void Apply(const ev::StatementSigned& event) {
    AddForm(event, rp::STATEMENT_FORM_SIGNED, event.obligation_id(),
            {ref_, FromProto(event.signed_on())});
  }

  void Apply(const ev::DataRequested& event) {
    reg_->data_request_practices[event.request_id()] = event.practice_id();
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      practice->data_requests.push_back(
          {ref_, event.request_id(), FromProto(event.requested_on()), FromProto(event.due_on())});
    }
  }

  void Apply(const ev::DataRequestAnswered& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    for (DataRequest& request : practice->data_requests) {
      if (request.request_id != event.request_id()) continue;
      request.ref = ref_;
      request.answered_on = FromProto(event.answered_on());
    }
  }

  void Apply(const ev::PracticeInvited& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->invitations.push_back({ref_, FromProto(event.invited_on()), PeriodOf(event)});
  }

  void Apply(const ev::PracticeVisitHeld& event) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice == nullptr) return;
    practice->visits.push_back(
        {ref_, FromProto(event.held_on()), PeriodOf(event), Strings(event.topics())});
  }

  void Apply(const ev::YearClosed& event) {
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      practice->closed_years[event.period()] = {ref_, event};
    }
  }

  void Apply(const ev::ReminderSent& event) {
    if (Practice* practice = FindMutable(&reg_->practices, event.practice_id())) {
      practice->reminders.push_back(
          {ref_, event.obligation_id(), event.period(), FromProto(event.sent_on())});
    }
  }

 private:
  // Of every pseudonym that the event names. Erasures only ever go on.
  template <typename Event>
  void SetErasure(const Event& event, ErasureState state) {
    std::vector<std::string> ids = Strings(event.linked_person_ids());
    ids.push_back(event.person_id());
    for (const std::string& id : ids) {
      Person* person = FindMutable(&reg_->persons, id);
      if (person == nullptr) continue;
      person->erasure = std::max(person->erasure, state);
      // Nobody is to try to open it.
      if (state >= ErasureState::kKeyDestroyed) person->sealed.Clear();
    }
  }

  static bool IsActive(const EnrolmentRecord& enrolment) {
    return enrolment.status == EnrolmentStatus::kConfirmed ||
           enrolment.status == EnrolmentStatus::kWaiting;
  }

  static Engagement* LastEngagement(Person* person, const std::string& engagement_id) {
    if (person == nullptr) return nullptr;
    const Engagement* last = LastPart(*person, engagement_id);
    return last == nullptr ? nullptr : &person->engagements[last - person->engagements.data()];
  }

  static void SetTimes(const google::protobuf::Timestamp& starts_at,
                       const google::protobuf::Timestamp& ends_at, Session* session) {
    session->starts_at = FromTimestamp(starts_at);
    session->ends_at = FromTimestamp(ends_at);
    session->date = base::LocalDate(session->starts_at);
  }

  static void TakePlace(const EnrolmentRecord& enrolment, Session* session) {
    if (session->Counts(enrolment.role, enrolment.participation)) ++session->places_taken;
  }

  static void FreePlace(const EnrolmentRecord& enrolment, Session* session) {
    if (session->Counts(enrolment.role, enrolment.participation)) --session->places_taken;
  }

  template <typename Event>
  static std::optional<uint32_t> PeriodOf(const Event& event) {
    return event.has_period() ? std::optional(event.period()) : std::nullopt;
  }

  template <typename Use>
  void ForEachPractice(const google::protobuf::RepeatedPtrField<std::string>& ids, const Use& use) {
    for (const std::string& id : ids) {
      if (Practice* practice = FindMutable(&reg_->practices, id)) use(*practice);
    }
  }

  template <typename Use>
  void ForEachLine(const google::protobuf::RepeatedPtrField<std::string>& practice_ids,
                   const std::string& line_id, const Use& use) {
    ForEachPractice(practice_ids, [&](Practice& practice) {
      for (InterventionLine& line : practice.lines) {
        if (line.line_id == line_id) use(line);
      }
    });
  }

  template <typename Event>
  void AddForm(const Event& event, rp::StatementForm form, const std::string& about,
               const FormAnswer& answer) {
    Practice* practice = FindMutable(&reg_->practices, event.practice_id());
    if (practice != nullptr) practice->forms[{form, about, event.period()}].push_back(answer);
  }

  Region& RegionOf(const std::string& id) {
    auto [found, inserted] = reg_->regions.try_emplace(id);
    if (inserted) {
      auto made = std::make_shared<Region>();
      made->id = id;
      found->second = std::move(made);
    }
    return Mutable(&found->second);
  }

  void AddMember(JointPlan* plan, const std::string& practice_id, const DateRange& period) {
    plan->members.push_back({practice_id, period});
    if (Practice* practice = FindMutable(&reg_->practices, practice_id)) {
      practice->joint_plans.push_back({plan->id, period});
    }
  }

  // Every session the enrolment is for: its own, or those of its series that are not cancelled.
  template <typename Use>
  void ForEachSession(const EnrolmentRecord& enrolment, const Use& use) {
    if (enrolment.series_id.empty()) {
      if (Session* session = FindMutable(&reg_->sessions, enrolment.session_id)) use(*session);
      return;
    }
    const std::shared_ptr<const Series> series = Find(reg_->series, enrolment.series_id);
    if (series == nullptr) return;
    for (const std::string& id : series->session_ids) {
      Session* session = FindMutable(&reg_->sessions, id);
      if (session != nullptr && !session->cancelled) use(*session);
    }
  }

  const EnrolmentRecord& AddEnrolment(const ev::Enrolment& event, EnrolmentStatus status) {
    EnrolmentRecord& enrolment = FindOrMake(&reg_->enrolments, event.enrolment_id());
    enrolment.ref = ref_;
    enrolment.session_id = event.session_id();
    enrolment.series_id = event.series_id();
    enrolment.person_id = event.person_id();
    enrolment.practice_id = event.practice_id();
    enrolment.represents = Strings(event.represents());
    enrolment.participation = event.participation();
    enrolment.role = event.role();
    enrolment.requested_on = FromProto(event.requested_on());
    enrolment.status = status;
    if (status == EnrolmentStatus::kConfirmed) {
      enrolment.confirmed_on = FromProto(event.requested_on());
    }
    if (Practice* practice = FindMutable(&reg_->practices, enrolment.practice_id)) {
      practice->enrolment_ids.push_back(enrolment.id);
    }
    if (Series* series = FindMutable(&reg_->series, enrolment.series_id)) {
      series->enrolment_ids.push_back(enrolment.id);
    }
    ForEachSession(enrolment, [&](Session& session) {
      session.enrolment_ids.push_back(enrolment.id);
      session.active_enrolments[enrolment.person_id] = enrolment.id;
    });
    return enrolment;
  }

  void EndEnrolment(const std::string& id, EnrolmentStatus status, absl::CivilDay ended_on) {
    EnrolmentRecord* enrolment = FindMutable(&reg_->enrolments, id);
    if (enrolment == nullptr || !IsActive(*enrolment)) return;
    const bool had_place = enrolment->status == EnrolmentStatus::kConfirmed;
    enrolment->status = status;
    enrolment->ended_on = ended_on;
    ForEachSession(*enrolment, [&](Session& session) {
      session.active_enrolments.erase(enrolment->person_id);
      session.waiting.erase(enrolment->ref.position);
      if (had_place) FreePlace(*enrolment, &session);
    });
  }

  void PlaceAttendance(AttendancePtr attendance) {
    if (Session* session = FindMutable(&reg_->sessions, attendance->session_id)) {
      session->attendances[attendance->person_id] = attendance;
    }
    if (Practice* practice = FindMutable(&reg_->practices, attendance->practice_id)) {
      practice->attendances[{attendance->session_id, attendance->person_id}] = attendance;
    }
    FindOrMake(&reg_->persons, attendance->person_id).attendances[attendance->session_id] =
        attendance;
  }

  // Removes the active record everywhere and returns it; null when there is none.
  AttendancePtr TakeAttendance(const std::string& session_id, const std::string& person_id) {
    Person* person = FindMutable(&reg_->persons, person_id);
    if (person == nullptr) return nullptr;
    const auto found = person->attendances.find(session_id);
    if (found == person->attendances.end()) return nullptr;
    AttendancePtr attendance = found->second;
    person->attendances.erase(found);
    if (Session* session = FindMutable(&reg_->sessions, session_id)) {
      session->attendances.erase(person_id);
    }
    if (Practice* practice = FindMutable(&reg_->practices, attendance->practice_id)) {
      practice->attendances.erase({session_id, person_id});
    }
    return attendance;
  }

  // Keeps what was taken back, so that a verdict can still say why it does not count.
  void KeepFormer(const Attendance& former, const FactRef& ref, bool keep_with_person) {
    auto kept = std::make_shared<Attendance>(former);
    kept->ref = ref;
    kept->voided = true;
    if (Practice* practice = FindMutable(&reg_->practices, former.practice_id)) {
      practice->former_attendances.push_back(kept);
    }
    if (!keep_with_person) return;
    if (Person* person = FindMutable(&reg_->persons, former.person_id)) {
      person->former_attendances.push_back(kept);
    }
  }

  const FactRef ref_;
  const absl::CivilDay effective_on_;
  Register* const reg_;
};

// Every kind of event, as the generated code names it.
#define LOGBOEK_EVENT_KINDS(X)                               \
  X(kPlanPublished, plan_published)                          \
  X(kPracticeRegistered, practice_registered)                \
  X(kCohortAssigned, cohort_assigned)                        \
  X(kTrackStarted, track_started)                            \
  X(kTrackEnded, track_ended)                                \
  X(kJointPlanRegistered, joint_plan_registered)             \
  X(kJointPlanMemberAdded, joint_plan_member_added)          \
  X(kJointPlanMemberRemoved, joint_plan_member_removed)      \
  X(kHealthCentreLinked, health_centre_linked)               \
  X(kHealthCentreUnlinked, health_centre_unlinked)           \
  X(kPersonRegistered, person_registered)                    \
  X(kEngagementStarted, engagement_started)                  \
  X(kEngagementRoleChanged, engagement_role_changed)         \
  X(kEngagementEnded, engagement_ended)                      \
  X(kRosterConfirmed, roster_confirmed)                      \
  X(kOfferingPublished, offering_published)                  \
  X(kSeriesDefined, series_defined)                          \
  X(kSessionScheduled, session_scheduled)                    \
  X(kSessionMoved, session_moved)                            \
  X(kSessionCancelled, session_cancelled)                    \
  X(kEnrolmentConfirmed, enrolment_confirmed)                \
  X(kEnrolmentWaitlisted, enrolment_waitlisted)              \
  X(kEnrolmentPromoted, enrolment_promoted)                  \
  X(kEnrolmentCancelled, enrolment_cancelled)                \
  X(kEnrolmentRejected, enrolment_rejected)                  \
  X(kAttendanceRecorded, attendance_recorded)                \
  X(kAttendanceCorrected, attendance_corrected)              \
  X(kAttendanceVoided, attendance_voided)                    \
  X(kAttendanceListClosed, attendance_list_closed)           \
  X(kCourseCompleted, course_completed)                      \
  X(kCompletionRevoked, completion_revoked)                  \
  X(kPriorTrainingRecognised, prior_training_recognised)     \
  X(kRequirementWaived, requirement_waived)                  \
  X(kPracticeIdentifierChanged, practice_identifier_changed) \
  X(kPracticeClosed, practice_closed)                        \
  X(kPracticesMerged, practices_merged)                      \
  X(kParticipationEnded, participation_ended)                \
  X(kPersonsLinked, persons_linked)                          \
  X(kParticipantSubstituted, participant_substituted)        \
  X(kSessionCapacityChanged, session_capacity_changed)       \
  X(kMenuItemPublished, menu_item_published)                 \
  X(kMenuItemRetired, menu_item_retired)                     \
  X(kExternalTrainingDeclared, external_training_declared)   \
  X(kRecognitionRefused, recognition_refused)                \
  X(kPracticePlanSubmitted, practice_plan_submitted)         \
  X(kInterventionChosen, intervention_chosen)                \
  X(kInterventionChanged, intervention_changed)              \
  X(kInterventionJustified, intervention_justified)          \
  X(kTrainingIntentDeclared, training_intent_declared)       \
  X(kFundUseStated, fund_use_stated)                         \
  X(kSurveyAnswered, survey_answered)                        \
  X(kDataRequested, data_requested)                          \
  X(kDataRequestAnswered, data_request_answered)             \
  X(kStatementSigned, statement_signed)                      \
  X(kPracticeInvited, practice_invited)                      \
  X(kPracticeVisitHeld, practice_visit_held)                 \
  X(kInterpretationDecided, interpretation_decided)          \
  X(kYearClosed, year_closed)                                \
  X(kReleaseDecided, release_decided)                        \
  X(kReportIssued, report_issued)                            \
  X(kReminderSent, reminder_sent)                            \
  X(kErasureRequested, erasure_requested)                    \
  X(kPersonKeyDestroyed, person_key_destroyed)               \
  X(kErasureConfirmed, erasure_confirmed)                    \
  X(kAuditReplayPerformed, audit_replay_performed)

}  // namespace

void Evolve(const ev::Envelope& envelope, Register* reg) {
  Evolver evolver(envelope, reg);
  const ev::Event& event = envelope.event();
  switch (event.kind_case()) {
#define LOGBOEK_APPLY(kind, field) \
  case ev::Event::kind:            \
    evolver.Apply(event.field());  \
    break;
    LOGBOEK_EVENT_KINDS(LOGBOEK_APPLY)
#undef LOGBOEK_APPLY
    case ev::Event::KIND_NOT_SET:
      break;
  }
  reg->position = envelope.position();
  reg->recorded_at = FromTimestamp(envelope.recorded_at());
}

}  // namespace logboek::domain
