#include "services/queries/representation.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace logboek::queries {
namespace {

// In the order of the rows.
using PathKey = std::tuple<std::string, RepresentationPath, std::string, std::string>;
using People = std::map<PathKey, std::vector<std::string>>;

bool Contains(const google::protobuf::RepeatedField<int>& kinds, domain::OfferingKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool Speaks(const regioplan::v1::Obligation& obligation, domain::OfferingKind kind) {
  if (obligation.has_session_count()) {
    return Contains(obligation.session_count().represented_kinds(), kind);
  }
  return obligation.has_quarter_count() && obligation.quarter_count().represented() &&
         Contains(obligation.quarter_count().session_kinds(), kind);
}

// What the plans of the session's day say about somebody who speaks for others there.
struct Rules {
  bool represented = false;
  bool only_listed = false;
  bool centre_always_unit = false;
};

Rules RulesOf(const domain::Region& region, const domain::Session& session) {
  Rules rules;
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const auto& obligation : domain::PlanOn(versions, session.date).obligations()) {
      if (!Speaks(obligation, session.kind)) continue;
      rules.represented = true;
      rules.only_listed |= obligation.session_count().only_listed();
      rules.centre_always_unit |= obligation.session_count().centre_always_unit();
    }
  }
  return rules;
}

class Collector {
 public:
  Collector(const List& list, const domain::Session& session)
      : list_(list), session_(session), rules_(RulesOf(list.region(), session)) {}

  People Collect() {
    for (const auto& [person_id, attendance] : session_.attendances) {
      if (attendance->status != event::v1::ATTENDANCE_STATUS_PRESENT) continue;
      Add(*attendance);
    }
    return std::move(people_);
  }

 private:
  void Add(const domain::Attendance& attendance) {
    Note(attendance.practice_id, RepresentationPath::kOwn, "", attendance);
    std::vector<std::string> held;
    if (rules_.represented) {
      AddJointPlans(attendance, &held);
      AddCentres(attendance, &held);
    }
    for (const std::string& listed : attendance.represents) {
      if (listed == attendance.practice_id) continue;
      if (std::find(held.begin(), held.end(), listed) != held.end()) continue;
      Note(listed, RepresentationPath::kNotHeld, "", attendance);
    }
  }

  bool MaySpeak(const domain::Attendance& attendance, const std::string& practice_id) const {
    const auto& listed = attendance.represents;
    return !rules_.only_listed ||
           std::find(listed.begin(), listed.end(), practice_id) != listed.end();
  }

  void AddJointPlans(const domain::Attendance& attendance, std::vector<std::string>* held) {
    const auto practice = domain::Find(list_.reg().practices, attendance.practice_id);
    if (practice == nullptr) return;
    for (const domain::GroupPeriod& group : practice->joint_plans) {
      const auto plan = domain::Find(list_.reg().joint_plans, group.group_id);
      if (plan == nullptr || !group.period.Contains(session_.date)) continue;
      if (plan->submitted_on > session_.date) continue;
      for (const domain::GroupMember& member : plan->members) {
        if (!member.period.Contains(session_.date)) continue;
        NotePartner(member.practice_id, RepresentationPath::kJointPlan, plan->id, attendance, held);
      }
    }
  }

  void AddCentres(const domain::Attendance& attendance, std::vector<std::string>* held) {
    const auto practice = domain::Find(list_.reg().practices, attendance.practice_id);
    if (practice == nullptr) return;
    for (const domain::GroupPeriod& group : practice->health_centres) {
      const auto centre = domain::Find(list_.reg().health_centres, group.group_id);
      if (centre == nullptr || !IsUnitMember(*centre, practice->id)) continue;
      for (const domain::CentreMember& member : centre->members) {
        if (!IsUnitMember(*centre, member.practice_id)) continue;
        NotePartner(member.practice_id, RepresentationPath::kHealthCentre, centre->id, attendance,
                    held);
      }
    }
  }

  bool IsUnitMember(const domain::HealthCentre& centre, const std::string& practice_id) const {
    return std::any_of(centre.members.begin(), centre.members.end(), [&](const auto& member) {
      return member.practice_id == practice_id && member.period.Contains(session_.date) &&
             (member.single_plan || rules_.centre_always_unit);
    });
  }

  void NotePartner(const std::string& practice_id, RepresentationPath path,
                   const std::string& through, const domain::Attendance& attendance,
                   std::vector<std::string>* held) {
    if (practice_id == attendance.practice_id || !MaySpeak(attendance, practice_id)) return;
    held->push_back(practice_id);
    Note(practice_id, path, through, attendance);
  }

  void Note(const std::string& practice_id, RepresentationPath path, const std::string& through,
            const domain::Attendance& attendance) {
    auto& persons = people_[PathKey(practice_id, path, through, attendance.practice_id)];
    // A membership that was ended and taken up again would name somebody twice.
    if (persons.empty() || persons.back() != attendance.person_id) {
      persons.push_back(attendance.person_id);
    }
  }

  const List& list_;
  const domain::Session& session_;
  const Rules rules_;
  People people_;
};

}  // namespace

absl::StatusOr<ListAnswer<RepresentationRow>> Ask(const Registers& registers,
                                                  const RepresentationQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::OpenForSession(registers, question.frame,
                                                         question.session_id, {"representation"}));
  const auto session = domain::Find(list.reg().sessions, question.session_id);
  std::vector<RepresentationRow> rows;
  if (session->date <= list.at()) {
    for (auto& [key, persons] : Collector(list, *session).Collect()) {
      const auto& [practice_id, path, through, by] = key;
      rows.push_back({.practice_id = practice_id,
                      .practice = domain::Find(list.reg().practices, practice_id),
                      .path = path,
                      .through_id = through,
                      .by_practice_id = by,
                      .person_ids = persons});
    }
  }
  return list.Page(rows);
}

}  // namespace logboek::queries
