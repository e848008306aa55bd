#include "services/domain/decide.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "services/domain/decide_internal.h"
#include "services/domain/plan_check.h"
#include "storage/base/clock.h"

namespace logboek::domain {

namespace rp = logboek::regioplan::v1;

absl::Status Invalid(absl::string_view reason, absl::string_view message, Metadata metadata) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

absl::Status Unknown(absl::string_view what, absl::string_view id) {
  return base::MakeError(
      absl::StatusCode::kNotFound,
      absl::StrCat("UNKNOWN_", absl::AsciiStrToUpper(absl::StrReplaceAll(what, {{" ", "_"}}))),
      absl::StrCat("there is no ", what, " \"", id, "\"; register it first or correct the id"),
      {{"id", std::string(id)}});
}

absl::Status Taken(absl::string_view reason, absl::string_view message, Metadata metadata) {
  return base::MakeError(absl::StatusCode::kAlreadyExists, reason, message, std::move(metadata));
}

absl::Status NotNow(absl::string_view reason, absl::string_view message, Metadata metadata) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, reason, message,
                         std::move(metadata));
}

namespace {

template <typename T>
absl::StatusOr<std::shared_ptr<const T>> GetRecord(const Records<T>& records,
                                                   absl::string_view field, absl::string_view what,
                                                   absl::string_view id) {
  RETURN_IF_ERROR(CheckIdentifier(field, id));
  std::shared_ptr<const T> found = Find(records, id);
  if (found == nullptr) return Unknown(what, id);
  return found;
}

// Every kind of command, as the generated code names it.
#define LOGBOEK_COMMAND_KINDS(X)                           \
  X(kPublishPlan, publish_plan)                            \
  X(kRegisterPractice, register_practice)                  \
  X(kAssignCohort, assign_cohort)                          \
  X(kStartTrack, start_track)                              \
  X(kEndTrack, end_track)                                  \
  X(kRegisterJointPlan, register_joint_plan)               \
  X(kAddJointPlanMember, add_joint_plan_member)            \
  X(kRemoveJointPlanMember, remove_joint_plan_member)      \
  X(kLinkHealthCentre, link_health_centre)                 \
  X(kUnlinkHealthCentre, unlink_health_centre)             \
  X(kRegisterPerson, register_person)                      \
  X(kStartEngagement, start_engagement)                    \
  X(kChangeEngagementRole, change_engagement_role)         \
  X(kEndEngagement, end_engagement)                        \
  X(kConfirmRoster, confirm_roster)                        \
  X(kPublishOffering, publish_offering)                    \
  X(kDefineSeries, define_series)                          \
  X(kScheduleSession, schedule_session)                    \
  X(kMoveSession, move_session)                            \
  X(kCancelSession, cancel_session)                        \
  X(kEnrol, enrol)                                         \
  X(kCancelEnrolment, cancel_enrolment)                    \
  X(kRejectEnrolment, reject_enrolment)                    \
  X(kRecordAttendance, record_attendance)                  \
  X(kCorrectAttendance, correct_attendance)                \
  X(kVoidAttendance, void_attendance)                      \
  X(kCloseAttendanceList, close_attendance_list)           \
  X(kCompleteCourse, complete_course)                      \
  X(kRevokeCompletion, revoke_completion)                  \
  X(kRecognisePriorTraining, recognise_prior_training)     \
  X(kWaiveRequirement, waive_requirement)                  \
  X(kChangePracticeIdentifier, change_practice_identifier) \
  X(kClosePractice, close_practice)                        \
  X(kMergePractices, merge_practices)                      \
  X(kEndParticipation, end_participation)                  \
  X(kLinkPersons, link_persons)                            \
  X(kRequestErasure, request_erasure)                      \
  X(kDestroyPersonKey, destroy_person_key)                 \
  X(kConfirmErasure, confirm_erasure)                      \
  X(kSubstituteParticipant, substitute_participant)        \
  X(kChangeSessionCapacity, change_session_capacity)       \
  X(kPublishMenuItem, publish_menu_item)                   \
  X(kRetireMenuItem, retire_menu_item)                     \
  X(kDeclareExternalTraining, declare_external_training)   \
  X(kRefuseRecognition, refuse_recognition)                \
  X(kSubmitPracticePlan, submit_practice_plan)             \
  X(kChooseIntervention, choose_intervention)              \
  X(kChangeIntervention, change_intervention)              \
  X(kJustifyIntervention, justify_intervention)            \
  X(kDeclareTrainingIntent, declare_training_intent)       \
  X(kStateFundUse, state_fund_use)                         \
  X(kAnswerSurvey, answer_survey)                          \
  X(kRequestData, request_data)                            \
  X(kAnswerDataRequest, answer_data_request)               \
  X(kSignStatement, sign_statement)                        \
  X(kInvitePractice, invite_practice)                      \
  X(kRecordPracticeVisit, record_practice_visit)           \
  X(kDecideInterpretation, decide_interpretation)          \
  X(kCloseYear, close_year)                                \
  X(kDecideRelease, decide_release)                        \
  X(kIssueReport, issue_report)                            \
  X(kRecordReminder, record_reminder)                      \
  X(kRecordAuditReplay, record_audit_replay)

absl::StatusOr<Events> Dispatch(const Situation& s, const cmd::Command& command) {
  switch (command.kind_case()) {
#define LOGBOEK_DECIDE(kind, field) \
  case cmd::Command::kind:          \
    return Decide(s, command.field());
    LOGBOEK_COMMAND_KINDS(LOGBOEK_DECIDE)
#undef LOGBOEK_DECIDE
    case cmd::Command::KIND_NOT_SET:
      break;
  }
  return Invalid("MISSING_FIELD",
                 "the command is empty or of a kind this version does not know; set one kind",
                 {{"field", "kind"}});
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Practice>> GetPractice(const Situation& s,
                                                            absl::string_view id) {
  return GetRecord(s.reg.practices, "practice_id", "practice", id);
}

absl::StatusOr<std::shared_ptr<const Person>> GetPerson(const Situation& s, absl::string_view id) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person,
                   GetRecord(s.reg.persons, "person_id", "person", id));
  if (!person->registered) return Unknown("person", id);
  return person;
}

absl::StatusOr<std::shared_ptr<const Session>> GetSession(const Situation& s,
                                                          absl::string_view id) {
  return GetRecord(s.reg.sessions, "session_id", "session", id);
}

absl::StatusOr<std::shared_ptr<const Series>> GetSeries(const Situation& s, absl::string_view id) {
  return GetRecord(s.reg.series, "series_id", "series", id);
}

absl::StatusOr<std::shared_ptr<const Offering>> GetOffering(const Situation& s,
                                                            absl::string_view id) {
  return GetRecord(s.reg.offerings, "offering_id", "offering", id);
}

absl::StatusOr<std::shared_ptr<const EnrolmentRecord>> GetEnrolment(const Situation& s,
                                                                    absl::string_view id) {
  return GetRecord(s.reg.enrolments, "enrolment_id", "enrolment", id);
}

absl::StatusOr<std::shared_ptr<const JointPlan>> GetJointPlan(const Situation& s,
                                                              absl::string_view id) {
  return GetRecord(s.reg.joint_plans, "joint_plan_id", "joint plan", id);
}

absl::StatusOr<std::shared_ptr<const Region>> GetRegion(const Situation& s, absl::string_view id) {
  RETURN_IF_ERROR(CheckIdentifier("region", id));
  const auto found = s.reg.regions.find(std::string(id));
  if (found == s.reg.regions.end() || found->second->plans.empty()) {
    return base::MakeError(
        absl::StatusCode::kNotFound, "UNKNOWN_REGION",
        absl::StrCat("there is no region \"", id, "\"; publish a plan for it or correct the id"),
        {{"id", std::string(id)}});
  }
  return found->second;
}

absl::StatusOr<absl::CivilDay> PastDateOrToday(const Situation& s, absl::string_view field,
                                               const google::type::Date& date) {
  RETURN_IF_ERROR(CheckOptionalDate(field, date));
  if (IsAbsent(date)) return s.today;
  const absl::CivilDay day = FromProto(date);
  if (day > s.today) {
    return Invalid("DATE_IN_FUTURE",
                   absl::StrCat("the field ", field, " is ", ToIso(day), ", today is ",
                                ToIso(s.today), "; what has not happened cannot be recorded"),
                   {{"field", std::string(field)}, {"today", ToIso(s.today)}});
  }
  return day;
}

absl::Status CheckDecided(absl::string_view reason_field, absl::string_view reason,
                          absl::string_view decided_by) {
  RETURN_IF_ERROR(CheckText(reason_field, reason));
  return CheckIdentifier("decided_by", decided_by);
}

DateRange ValidityOf(const rp::MenuItem& item) {
  return {IsAbsent(item.valid_from()) ? absl::CivilDay::min() : FromProto(item.valid_from()),
          UntilFromProto(item.valid_until())};
}

const regioplan::v1::MenuItem* FindMenuItem(const Region& region, absl::string_view slug,
                                            absl::CivilDay day) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::MenuItem& item : published->plan.menu()) {
      if (item.slug() == std::string(slug) && ValidityOf(item).Contains(day)) return &item;
    }
  }
  return nullptr;
}

bool HasCohort(const Region& region, absl::string_view cohort_id) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::Cohort& cohort : published->plan.cohorts()) {
      if (cohort.id() == std::string(cohort_id)) return true;
    }
  }
  return false;
}

absl::StatusOr<const rp::Obligation*> GetObligation(const Region& region, absl::string_view id) {
  RETURN_IF_ERROR(CheckIdentifier("obligation_id", id));
  for (const auto& [plan_id, published] : region.plans) {
    for (const rp::Obligation& obligation : published->plan.obligations()) {
      if (obligation.id() == std::string(id)) return &obligation;
    }
  }
  return Unknown("obligation", id);
}

bool NamesPeriod(const rp::Obligation& obligation, uint32_t period) {
  const rp::Applicability& applies = obligation.applies();
  const auto names = [&](const google::protobuf::RepeatedField<uint32_t>& periods) {
    return std::find(periods.begin(), periods.end(), period) != periods.end();
  };
  if (period == 0) return applies.has_plan_period();
  // Which programme years begin in the calendar years differs from practice to practice.
  if (applies.by_programme_year()) return period <= kProgrammeYearMax;
  return names(applies.years()) || names(applies.calendar_years());
}

absl::Status CheckPeriod(const Region& region, uint32_t period) {
  // A finished year keeps the version it began under.
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const auto& [valid_from, published] : versions) {
      const auto& obligations = published->plan.obligations();
      if (std::any_of(obligations.begin(), obligations.end(),
                      [&](const rp::Obligation& each) { return NamesPeriod(each, period); })) {
        return absl::OkStatus();
      }
    }
  }
  return Invalid("NO_SUCH_PERIOD",
                 absl::StrCat("no obligation of ", region.id, " holds for the period ", period,
                              "; name a programme year from 1, a calendar year from 2000, or 0 for "
                              "the period of the plan, as the plan has it"),
                 {{"field", "period"}, {"period", absl::StrCat(period)}});
}

absl::Status CheckHoldsFor(const rp::Obligation& obligation, uint32_t period) {
  if (NamesPeriod(obligation, period)) return absl::OkStatus();
  return Invalid("NO_SUCH_PERIOD",
                 absl::StrCat(obligation.id(), " does not hold for the period ", period,
                              "; name one it holds for"),
                 {{"field", "period"}, {"period", absl::StrCat(period)}});
}

bool IsOpen(const Practice& practice, absl::CivilDay day) {
  return day < practice.closed_on && day < practice.merged_on;
}

absl::Status CheckOpen(const Practice& practice, absl::CivilDay day) {
  if (day >= practice.merged_on) {
    return NotNow(
        "PRACTICE_MERGED",
        absl::StrCat("the practice \"", practice.id, "\" is part of \"", practice.merged_into,
                     "\" since ", ToIso(practice.merged_on), "; name that practice"),
        {{"practice_id", practice.id}, {"merged_into", practice.merged_into}});
  }
  if (day >= practice.closed_on) {
    return NotNow("PRACTICE_CLOSED",
                  absl::StrCat("the practice \"", practice.id, "\" is closed since ",
                               ToIso(practice.closed_on), "; name a day before"),
                  {{"practice_id", practice.id}, {"closed_on", ToIso(practice.closed_on)}});
  }
  return absl::OkStatus();
}

absl::Status CheckTakesPart(const Practice& practice, absl::CivilDay day) {
  const ParticipationPeriod* participation = ParticipationOn(practice, day);
  const bool takes_part = participation != nullptr && participation->period.Contains(day);
  if (takes_part && IsOpen(practice, day)) return absl::OkStatus();
  return NotNow("NOT_PARTICIPATING",
                absl::StrCat("the practice \"", practice.id, "\" does not take part on ",
                             ToIso(day), "; correct the date or assign its cohort first"),
                {{"practice_id", practice.id}, {"date", ToIso(day)}});
}

absl::Status CheckRegisteredBy(const Practice& practice, absl::string_view field,
                               absl::CivilDay day) {
  if (day >= practice.from) return absl::OkStatus();
  return Invalid("BEFORE_REGISTRATION",
                 absl::StrCat("the practice \"", practice.id, "\" exists since ",
                              ToIso(practice.from), "; ", field, " cannot be ", ToIso(day)),
                 {{"field", std::string(field)}, {"practice_id", practice.id}});
}

std::string KeptPseudonym(const Situation& s, const std::string& pseudonym) {
  return KeptPseudonym(s.reg, pseudonym);
}

std::vector<std::string> PseudonymsOf(const Situation& s, const std::string& pseudonym) {
  return PseudonymsOf(s.reg, pseudonym);
}

absl::StatusOr<Unit> UnitOfPractice(const Situation& s, absl::string_view practice_id) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, practice_id));
  return Unit{.practices = {practice}, .joint_plan_id = "", .region = practice->region};
}

absl::StatusOr<Unit> UnitOfJointPlan(const Situation& s, absl::string_view joint_plan_id,
                                     absl::CivilDay day) {
  ASSIGN_OR_RETURN(std::shared_ptr<const JointPlan> plan, GetJointPlan(s, joint_plan_id));
  Unit unit{.practices = {}, .joint_plan_id = plan->id, .region = plan->region};
  for (const GroupMember& member : plan->members) {
    if (!member.period.Contains(day)) continue;
    unit.practices.push_back(Find(s.reg.practices, member.practice_id));
  }
  if (!unit.practices.empty()) return unit;
  return NotNow("NO_MEMBERS",
                absl::StrCat("the joint plan \"", plan->id, "\" has no member on ", ToIso(day),
                             "; correct the date or add a member first"),
                {{"joint_plan_id", plan->id}, {"date", ToIso(day)}});
}

bool IsEngaged(const Person& person, absl::string_view practice_id, absl::CivilDay day) {
  return std::any_of(
      person.engagements.begin(), person.engagements.end(), [&](const Engagement& engagement) {
        return engagement.practice_id == practice_id && engagement.period.Contains(day);
      });
}

absl::Status CheckSameRegion(absl::string_view practice_id, absl::string_view practice_region,
                             absl::string_view region) {
  if (practice_region == region) return absl::OkStatus();
  return Invalid(
      "OTHER_REGION",
      absl::StrCat("the practice \"", practice_id, "\" belongs to ", practice_region,
                   ", this belongs to ", region),
      {{"practice_region", std::string(practice_region)}, {"region", std::string(region)}});
}

bool MayRepresent(const Situation& s, const Practice& practice, absl::string_view other,
                  absl::CivilDay day) {
  if (practice.id == other) return true;
  const auto is_other = [&](const auto& member) {
    return member.practice_id == other && member.period.Contains(day);
  };
  for (const GroupPeriod& membership : practice.joint_plans) {
    const auto plan = Find(s.reg.joint_plans, membership.group_id);
    if (!membership.period.Contains(day) || plan == nullptr || plan->submitted_on > day) continue;
    if (std::any_of(plan->members.begin(), plan->members.end(), is_other)) return true;
  }
  for (const GroupPeriod& membership : practice.health_centres) {
    const auto centre = Find(s.reg.health_centres, membership.group_id);
    if (!membership.period.Contains(day) || centre == nullptr) continue;
    // The centre is one unit for those of its members that share its plan.
    const auto shares_plan = [&](const CentreMember& member, absl::string_view id) {
      return member.practice_id == id && member.single_plan && member.period.Contains(day);
    };
    const auto is_unit_of = [&](absl::string_view id) {
      return std::any_of(centre->members.begin(), centre->members.end(),
                         [&](const CentreMember& member) { return shares_plan(member, id); });
    };
    if (is_unit_of(practice.id) && is_unit_of(other)) return true;
  }
  return false;
}

absl::Status CheckPractices(const Situation& s,
                            const google::protobuf::RepeatedPtrField<std::string>& ids) {
  RETURN_IF_ERROR(CheckCount("represents", ids.size()));
  for (const std::string& id : ids) RETURN_IF_ERROR(GetPractice(s, id).status());
  return absl::OkStatus();
}

absl::Status CheckRepresents(const Situation& s, const Practice& practice,
                             const google::protobuf::RepeatedPtrField<std::string>& represents,
                             absl::CivilDay day) {
  RETURN_IF_ERROR(CheckPractices(s, represents));
  for (const std::string& other : represents) {
    if (!MayRepresent(s, practice, other, day)) {
      return NotNow("REPRESENTATION_NOT_ALLOWED",
                    absl::StrCat("\"", practice.id, "\" and \"", other,
                                 "\" share no joint plan and no one-plan health centre on ",
                                 ToIso(day), "; register the joint plan first"),
                    {{"practice_id", practice.id}, {"represents", other}, {"date", ToIso(day)}});
    }
  }
  return absl::OkStatus();
}

ProposedEvent Propose(absl::string_view region, absl::CivilDay effective_on) {
  ProposedEvent proposed;
  proposed.region = std::string(region);
  proposed.effective_on = effective_on;
  return proposed;
}

absl::StatusOr<std::vector<ProposedEvent>> Decide(const Register& reg, const cmd::Command& command,
                                                  absl::Time now) {
  RETURN_IF_ERROR(CheckIdentifier("source", command.source()));
  RETURN_IF_ERROR(CheckIdentifier("source_id", command.source_id()));
  RETURN_IF_ERROR(CheckOptionalIdentifier("correlation_id", command.correlation_id()));
  RETURN_IF_ERROR(CheckOptionalIdentifier("acting_for", command.acting_for()));
  return Dispatch({.reg = reg, .now = now, .today = base::LocalDate(now)}, command);
}

}  // namespace logboek::domain
