#include "services/domain/decide.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "services/domain/decide_internal.h"
#include "storage/base/clock.h"

namespace logboek::domain {

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

absl::StatusOr<Events> Dispatch(const Situation& s, const cmd::Command& command) {
  switch (command.kind_case()) {
#define LOGBOEK_DECIDE(kind, field) \
  case cmd::Command::kind:          \
    return Decide(s, command.field())
    LOGBOEK_DECIDE(kPublishPlan, publish_plan);
    LOGBOEK_DECIDE(kRegisterPractice, register_practice);
    LOGBOEK_DECIDE(kAssignCohort, assign_cohort);
    LOGBOEK_DECIDE(kStartTrack, start_track);
    LOGBOEK_DECIDE(kEndTrack, end_track);
    LOGBOEK_DECIDE(kRegisterJointPlan, register_joint_plan);
    LOGBOEK_DECIDE(kAddJointPlanMember, add_joint_plan_member);
    LOGBOEK_DECIDE(kRemoveJointPlanMember, remove_joint_plan_member);
    LOGBOEK_DECIDE(kLinkHealthCentre, link_health_centre);
    LOGBOEK_DECIDE(kUnlinkHealthCentre, unlink_health_centre);
    LOGBOEK_DECIDE(kRegisterPerson, register_person);
    LOGBOEK_DECIDE(kStartEngagement, start_engagement);
    LOGBOEK_DECIDE(kChangeEngagementRole, change_engagement_role);
    LOGBOEK_DECIDE(kEndEngagement, end_engagement);
    LOGBOEK_DECIDE(kConfirmRoster, confirm_roster);
    LOGBOEK_DECIDE(kPublishOffering, publish_offering);
    LOGBOEK_DECIDE(kDefineSeries, define_series);
    LOGBOEK_DECIDE(kScheduleSession, schedule_session);
    LOGBOEK_DECIDE(kMoveSession, move_session);
    LOGBOEK_DECIDE(kCancelSession, cancel_session);
    LOGBOEK_DECIDE(kEnrol, enrol);
    LOGBOEK_DECIDE(kCancelEnrolment, cancel_enrolment);
    LOGBOEK_DECIDE(kRejectEnrolment, reject_enrolment);
    LOGBOEK_DECIDE(kRecordAttendance, record_attendance);
    LOGBOEK_DECIDE(kCorrectAttendance, correct_attendance);
    LOGBOEK_DECIDE(kVoidAttendance, void_attendance);
    LOGBOEK_DECIDE(kCloseAttendanceList, close_attendance_list);
    LOGBOEK_DECIDE(kCompleteCourse, complete_course);
    LOGBOEK_DECIDE(kRevokeCompletion, revoke_completion);
    LOGBOEK_DECIDE(kRecognisePriorTraining, recognise_prior_training);
    LOGBOEK_DECIDE(kWaiveRequirement, waive_requirement);
#undef LOGBOEK_DECIDE
    default:
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

const regioplan::v1::MenuItem* FindMenuItem(const Region& region, absl::string_view slug,
                                            absl::CivilDay day) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::MenuItem& item : published->plan.menu()) {
      const DateRange valid{
          IsAbsent(item.valid_from()) ? absl::CivilDay::min() : FromProto(item.valid_from()),
          UntilFromProto(item.valid_until())};
      if (item.slug() == std::string(slug) && valid.Contains(day)) return &item;
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
