// Practices that act together: joint plans and health centres.
#include <algorithm>
#include <set>

#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

// FAILED_PRECONDITION when the period meets one the practice already has.
absl::Status CheckFree(const Practice& practice, const std::vector<GroupPeriod>& periods,
                       const DateRange& period, absl::string_view reason, absl::string_view what) {
  for (const GroupPeriod& other : periods) {
    if (Intersect(other.period, period).empty()) continue;
    return NotNow(reason,
                  absl::StrCat("the practice \"", practice.id, "\" is in the ", what, " \"",
                               other.group_id, "\" from ", ToIso(other.period.from),
                               "; one at a time, end that membership first"),
                  {{"practice_id", practice.id}, {"group_id", other.group_id}});
  }
  return absl::OkStatus();
}

// There is a membership of the group that can end on `until`.
absl::Status CheckMembership(const Practice& practice, const std::vector<GroupPeriod>& periods,
                             const std::string& group_id, absl::CivilDay until) {
  const DateRange* ended = EndedPeriod(
      periods, until, [&](const GroupPeriod& period) { return period.group_id == group_id; });
  if (ended != nullptr) return CheckOrder("until", ToProto(ended->from), ToProto(until));
  return NotNow("NOT_A_MEMBER",
                absl::StrCat("the practice \"", practice.id, "\" is no member of \"", group_id,
                             "\" on ", ToIso(until), "; there is nothing to end"),
                {{"practice_id", practice.id}, {"group_id", group_id}});
}

// A member as it will be stored: `from` filled in, checked against the register.
absl::StatusOr<ev::JointPlanMember> CheckMember(const Situation& s,
                                                const cmd::RegisterJointPlan& command,
                                                const ev::JointPlanMember& asked) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, asked.practice_id()));
  RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, command.region()));
  RETURN_IF_ERROR(CheckOptionalDate("members.from", asked.from()));
  RETURN_IF_ERROR(CheckOptionalDate("members.until", asked.until()));
  ev::JointPlanMember member = asked;
  if (IsAbsent(member.from())) *member.mutable_from() = command.submitted_on();
  RETURN_IF_ERROR(CheckOrder("members.until", member.from(), member.until()));
  const DateRange period{FromProto(member.from()), UntilFromProto(member.until())};
  RETURN_IF_ERROR(
      CheckFree(*practice, practice->joint_plans, period, "ALREADY_IN_JOINT_PLAN", "joint plan"));
  return member;
}

}  // namespace

Decision Decide(const Situation& s, const cmd::RegisterJointPlan& command) {
  RETURN_IF_ERROR(CheckIdentifier("joint_plan_id", command.joint_plan_id()));
  RETURN_IF_ERROR(CheckDate("submitted_on", command.submitted_on()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  if (Find(s.reg.joint_plans, command.joint_plan_id()) != nullptr) {
    return Taken(
        "ALREADY_REGISTERED",
        absl::StrCat("the joint plan \"", command.joint_plan_id(), "\" is registered already"),
        {{"id", command.joint_plan_id()}});
  }
  ProposedEvent proposed = Propose(region->id, FromProto(command.submitted_on()));
  ev::JointPlanRegistered& event = *proposed.event.mutable_joint_plan_registered();
  event.set_joint_plan_id(command.joint_plan_id());
  event.set_region(region->id);
  *event.mutable_submitted_on() = command.submitted_on();
  RETURN_IF_ERROR(CheckCount("members", command.members_size()));
  std::set<std::string> practices;
  for (const ev::JointPlanMember& asked : command.members()) {
    ASSIGN_OR_RETURN(ev::JointPlanMember member, CheckMember(s, command, asked));
    if (!practices.insert(member.practice_id()).second) {
      return Invalid("DUPLICATE_MEMBER",
                     absl::StrCat("the practice \"", member.practice_id(),
                                  "\" stands twice among the members; name it once"),
                     {{"practice_id", member.practice_id()}});
    }
    *event.add_members() = std::move(member);
  }
  if (practices.size() < 2) {
    return Invalid(
        "TOO_FEW_MEMBERS",
        absl::StrCat("a joint plan has at least 2 members, this one has ", practices.size()),
        {{"members", absl::StrCat(practices.size())}, {"limit", "2"}});
  }
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::AddJointPlanMember& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const JointPlan> plan, GetJointPlan(s, command.joint_plan_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, plan->region));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  RETURN_IF_ERROR(CheckOptionalDate("until", command.until()));
  RETURN_IF_ERROR(CheckOrder("until", command.from(), command.until()));
  const DateRange period{FromProto(command.from()), UntilFromProto(command.until())};
  RETURN_IF_ERROR(
      CheckFree(*practice, practice->joint_plans, period, "ALREADY_IN_JOINT_PLAN", "joint plan"));
  ProposedEvent proposed = Propose(plan->region, period.from);
  ev::JointPlanMemberAdded& event = *proposed.event.mutable_joint_plan_member_added();
  event.set_joint_plan_id(plan->id);
  event.set_practice_id(practice->id);
  *event.mutable_from() = command.from();
  if (!IsAbsent(command.until())) *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RemoveJointPlanMember& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const JointPlan> plan, GetJointPlan(s, command.joint_plan_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("until", command.until()));
  RETURN_IF_ERROR(
      CheckMembership(*practice, practice->joint_plans, plan->id, FromProto(command.until())));
  ProposedEvent proposed = Propose(plan->region, FromProto(command.until()));
  ev::JointPlanMemberRemoved& event = *proposed.event.mutable_joint_plan_member_removed();
  event.set_joint_plan_id(plan->id);
  event.set_practice_id(practice->id);
  *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::LinkHealthCentre& command) {
  RETURN_IF_ERROR(CheckIdentifier("centre_id", command.centre_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  const DateRange period{.from = FromProto(command.from())};
  RETURN_IF_ERROR(
      CheckFree(*practice, practice->health_centres, period, "ALREADY_IN_CENTRE", "health centre"));
  if (const auto centre = Find(s.reg.health_centres, command.centre_id())) {
    const auto first = Find(s.reg.practices, centre->members.front().practice_id);
    if (first != nullptr) {
      RETURN_IF_ERROR(CheckSameRegion(practice->id, practice->region, first->region));
    }
  }
  ProposedEvent proposed = Propose(practice->region, period.from);
  ev::HealthCentreLinked& event = *proposed.event.mutable_health_centre_linked();
  event.set_centre_id(command.centre_id());
  event.set_practice_id(practice->id);
  *event.mutable_from() = command.from();
  event.set_single_plan(command.single_plan());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::UnlinkHealthCentre& command) {
  RETURN_IF_ERROR(CheckIdentifier("centre_id", command.centre_id()));
  if (Find(s.reg.health_centres, command.centre_id()) == nullptr) {
    return Unknown("health centre", command.centre_id());
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("until", command.until()));
  RETURN_IF_ERROR(CheckMembership(*practice, practice->health_centres, command.centre_id(),
                                  FromProto(command.until())));
  ProposedEvent proposed = Propose(practice->region, FromProto(command.until()));
  ev::HealthCentreUnlinked& event = *proposed.event.mutable_health_centre_unlinked();
  event.set_centre_id(command.centre_id());
  event.set_practice_id(practice->id);
  *event.mutable_until() = command.until();
  return Events{proposed};
}

}  // namespace logboek::domain
