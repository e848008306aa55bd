#include "services/permission/belonging.h"

#include <vector>

#include "storage/base/clock.h"

namespace logboek::permission {
namespace {

using domain::Register;

void AddPractice(const Register& reg, const std::string& practice_id, Belonging* belonging) {
  const auto practice = Find(reg.practices, practice_id);
  if (practice == nullptr) return;
  belonging->practices.insert(practice->id);
  belonging->regions.insert(practice->region);
}

template <typename Ids>
Belonging OfPractices(const Register& reg, const Ids& ids) {
  Belonging belonging;
  for (const std::string& id : ids) AddPractice(reg, id, &belonging);
  return belonging;
}

// The practices that `index` has for the id: one, or a list of them.
template <typename Index>
Belonging OfIndex(const Register& reg, const Index& index, const std::string& id) {
  const auto found = index.find(id);
  if (found == index.end()) return {};
  if constexpr (requires { found->second.front().size(); }) {
    return OfPractices(reg, found->second);
  } else {
    return OfPractices(reg, std::vector<std::string>{found->second});
  }
}

Belonging OfPerson(const Register& reg, const std::string& id) {
  Belonging belonging;
  const auto person = Find(reg.persons, id);
  if (person == nullptr) return belonging;
  if (!person->region.empty()) belonging.regions.insert(person->region);
  for (const domain::Engagement& engagement : person->engagements) {
    AddPractice(reg, engagement.practice_id, &belonging);
  }
  return belonging;
}

Belonging OfEngagement(const Register& reg, const std::string& id) {
  Belonging belonging;
  const auto found = reg.engagement_persons.find(id);
  if (found == reg.engagement_persons.end()) return belonging;
  const auto person = Find(reg.persons, found->second);
  if (person == nullptr) return belonging;
  for (const domain::Engagement& engagement : person->engagements) {
    if (engagement.engagement_id == id) AddPractice(reg, engagement.practice_id, &belonging);
  }
  return belonging;
}

Belonging OfOffering(const Register& reg, const std::string& id) {
  const auto offering = Find(reg.offerings, id);
  if (offering == nullptr) return {};
  return {.regions = {offering->region}, .academies = {offering->academy}};
}

Belonging OfSession(const Register& reg, const std::string& id) {
  const auto session = Find(reg.sessions, id);
  if (session == nullptr) return {};
  return {.regions = {session->region}, .academies = {session->academy}};
}

// The academy of a series is that of its sessions.
Belonging OfSeries(const Register& reg, const std::string& id) {
  const auto series = Find(reg.series, id);
  if (series == nullptr) return {};
  Belonging belonging{.regions = {series->region}};
  for (const std::string& session_id : series->session_ids) {
    const auto session = Find(reg.sessions, session_id);
    if (session != nullptr) belonging.academies.insert(session->academy);
  }
  return belonging;
}

Belonging OfEnrolment(const Register& reg, const std::string& id) {
  const auto enrolment = Find(reg.enrolments, id);
  if (enrolment == nullptr) return {};
  Belonging belonging = enrolment->session_id.empty() ? OfSeries(reg, enrolment->series_id)
                                                      : OfSession(reg, enrolment->session_id);
  if (!enrolment->practice_id.empty()) belonging.practices.insert(enrolment->practice_id);
  return belonging;
}

// Its practices are those that have not left it by the day of the last event.
template <typename Group>
Belonging OfGroup(const Register& reg, const domain::Records<Group>& groups,
                  const std::string& id) {
  Belonging members;
  const auto group = Find(groups, id);
  if (group == nullptr) return members;
  Belonging former;
  const absl::CivilDay today = base::LocalDate(reg.recorded_at);
  for (const auto& member : group->members) {
    AddPractice(reg, member.practice_id, today < member.period.until ? &members : &former);
  }
  members.regions.merge(former.regions);
  return members;
}

}  // namespace

Belonging BelongingOf(const Register& reg, const Subject& subject) {
  const std::string& id = subject.id;
  switch (subject.kind) {
    case SubjectKind::kPractice:
      return OfPractices(reg, std::vector<std::string>{id});
    case SubjectKind::kAgb:
      return OfIndex(reg, reg.agb_practices, id);
    case SubjectKind::kPerson:
      return OfPerson(reg, id);
    case SubjectKind::kEngagement:
      return OfEngagement(reg, id);
    case SubjectKind::kOffering:
      return OfOffering(reg, id);
    case SubjectKind::kSeries:
      return OfSeries(reg, id);
    case SubjectKind::kSession:
      return OfSession(reg, id);
    case SubjectKind::kEnrolment:
      return OfEnrolment(reg, id);
    case SubjectKind::kJointPlan:
      return OfGroup(reg, reg.joint_plans, id);
    case SubjectKind::kCentre:
      return OfGroup(reg, reg.health_centres, id);
    case SubjectKind::kLine:
      return OfIndex(reg, reg.line_practices, id);
    case SubjectKind::kDataRequest:
      return OfIndex(reg, reg.data_request_practices, id);
    case SubjectKind::kNone:
    case SubjectKind::kRegion:
    case SubjectKind::kAcademy:
    case SubjectKind::kEvent:
      return {};
  }
  return {};
}

}  // namespace logboek::permission
