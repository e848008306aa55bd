#include "services/api/sight.h"

#include <utility>

#include "logboek/v1/common.pb.h"
#include "services/permission/belonging.h"
#include "services/permission/subjects.h"
#include "storage/base/clock.h"

namespace logboek::api {
namespace {

using google::protobuf::Message;
using permission::SubjectKind;

std::string OnlyOne(const std::set<std::string>& ids) {
  return ids.size() == 1 ? *ids.begin() : "";
}

// A question says it beside the request; what is recorded before it is answered, in its origin.
std::string ActingFor(const rpc::Visit& visit, const Message& request) {
  const auto* const field = request.GetDescriptor()->FindFieldByName("origin");
  if (!visit.acting_for.empty() || field == nullptr ||
      field->message_type() != v1::Origin::descriptor()) {
    return visit.acting_for;
  }
  const Message& origin = request.GetReflection()->GetMessage(request, field);
  return static_cast<const v1::Origin&>(origin).acting_for();
}

// What the request names.
void AddAskedAbout(const domain::Register& reg, const Message& request, Sight* sight) {
  std::set<std::string> regions;
  for (const permission::Subject& subject : permission::SubjectsOf(request)) {
    // What is refused may name anything, and is kept for five years.
    if (subject.kind == SubjectKind::kRegion && reg.regions.contains(subject.id)) {
      regions.insert(subject.id);
    }
    if (subject.kind != SubjectKind::kPractice && subject.kind != SubjectKind::kAgb) continue;
    const permission::Belonging belonging = permission::BelongingOf(reg, subject);
    regions.insert(belonging.regions.begin(), belonging.regions.end());
    sight->practices.insert(belonging.practices.begin(), belonging.practices.end());
  }
  sight->region = OnlyOne(regions);
  sight->practice_id = OnlyOne(sight->practices);
}

}  // namespace

std::set<std::string> PracticesOn(const domain::Register& reg, const std::string& person_id,
                                  absl::CivilDay day) {
  std::set<std::string> practices;
  for (const std::string& pseudonym : domain::PseudonymsOf(reg, person_id)) {
    const auto person = domain::Find(reg.persons, pseudonym);
    if (person == nullptr) continue;
    for (const domain::Engagement& engagement : person->engagements) {
      if (engagement.period.Contains(day)) practices.insert(engagement.practice_id);
    }
  }
  return practices;
}

std::set<std::string> PeopleIn(const registrar::Registrar& registrar, const Message& request) {
  std::set<std::string> people;
  const std::vector<permission::Subject> subjects = permission::SubjectsOf(request);
  registrar.Read([&](const domain::Register& reg) {
    for (const permission::Subject& subject : subjects) {
      const bool known = subject.kind == SubjectKind::kPerson && reg.persons.contains(subject.id);
      if (known) people.insert(subject.id);
    }
  });
  return people;
}

Sight MakeSight(const registrar::Registrar& registrar, const rpc::Visit& visit,
                const Message& request, std::set<std::string> people, absl::Time at) {
  Sight sight{.visit = visit, .at = at, .people = std::move(people)};
  sight.acting_for = ActingFor(visit, request);
  registrar.Read([&](const domain::Register& reg) { AddAskedAbout(reg, request, &sight); });
  const absl::CivilDay day = base::LocalDate(at);
  // A lock a person, not one for the whole answer, which may be large.
  for (const std::string& person : sight.people) {
    registrar.Read(
        [&](const domain::Register& reg) { sight.practices.merge(PracticesOn(reg, person, day)); });
  }
  return sight;
}

}  // namespace logboek::api
