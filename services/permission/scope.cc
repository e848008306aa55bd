#include "services/permission/scope.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "services/domain/fields.h"
#include "services/permission/belonging.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::permission {
namespace {

using access::v1::Grant;
using domain::Register;
using google::protobuf::RepeatedPtrField;

constexpr CallerRole kAcademyRole = access::v1::CALLER_ROLE_ACADEMY;
constexpr CallerRole kPracticeRole = access::v1::CALLER_ROLE_PRACTICE;
constexpr CallerRole kAuditorRole = access::v1::CALLER_ROLE_AUDITOR;
constexpr CallerRole kOfficerRole = access::v1::CALLER_ROLE_PRIVACY_OFFICER;
constexpr CallerRole kAdministratorRole = access::v1::CALLER_ROLE_ADMINISTRATOR;

bool Meet(const std::set<std::string>& belonging, const RepeatedPtrField<std::string>& own) {
  return std::any_of(own.begin(), own.end(),
                     [&](const std::string& each) { return belonging.contains(each); });
}

bool IsRegionOfItsPractices(const Register& reg, const Grant& grant,
                            const std::set<std::string>& regions) {
  const auto& own = grant.practices();
  return std::any_of(own.begin(), own.end(), [&](const std::string& id) {
    const auto practice = Find(reg.practices, id);
    return practice != nullptr && regions.contains(practice->region);
  });
}

bool AcademyOwns(const Grant& grant, SubjectKind kind, const Belonging& belonging) {
  switch (kind) {
    case SubjectKind::kOffering:
    case SubjectKind::kSeries:
    case SubjectKind::kSession:
    case SubjectKind::kEnrolment:
      return Meet(belonging.academies, grant.academies()) &&
             Meet(belonging.regions, grant.regions());
    case SubjectKind::kPractice:
    case SubjectKind::kAgb:
    case SubjectKind::kPerson:
      return Meet(belonging.regions, grant.regions());
    default:
      return false;
  }
}

// A practice takes on whoever is known in its region, and looks at what is offered there.
bool PracticeOwns(const Register& reg, const Grant& grant, SubjectKind kind,
                  const Belonging& belonging) {
  switch (kind) {
    case SubjectKind::kOffering:
    case SubjectKind::kSeries:
    case SubjectKind::kSession:
    case SubjectKind::kPerson:
      return IsRegionOfItsPractices(reg, grant, belonging.regions);
    default:
      return Meet(belonging.practices, grant.practices());
  }
}

bool OwnsRegion(const Register& reg, const Grant& grant, const std::string& region) {
  if (grant.role() == kPracticeRole) return IsRegionOfItsPractices(reg, grant, {region});
  if (grant.role() == kOfficerRole && grant.regions().empty()) return true;
  return Meet({region}, grant.regions());
}

bool OwnsRecord(const Register& reg, const Grant& grant, const Subject& subject) {
  const Belonging belonging = BelongingOf(reg, subject);
  if (grant.role() == kAcademyRole) return AcademyOwns(grant, subject.kind, belonging);
  if (grant.role() == kPracticeRole) return PracticeOwns(reg, grant, subject.kind, belonging);
  if (grant.role() == kOfficerRole && grant.regions().empty()) return !belonging.regions.empty();
  return Meet(belonging.regions, grant.regions());
}

absl::string_view WordFor(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kPractice:
    case SubjectKind::kAgb:
      return "practice";
    case SubjectKind::kPerson:
      return "person";
    case SubjectKind::kEngagement:
      return "engagement";
    case SubjectKind::kOffering:
      return "offering";
    case SubjectKind::kSeries:
      return "series";
    case SubjectKind::kSession:
      return "session";
    case SubjectKind::kEnrolment:
      return "enrolment";
    case SubjectKind::kJointPlan:
      return "joint plan";
    case SubjectKind::kCentre:
      return "health centre";
    case SubjectKind::kLine:
      return "line";
    case SubjectKind::kDataRequest:
      return "data request";
    case SubjectKind::kEvent:
      return "event";
    default:
      return "record";
  }
}

// The same words for what is not there and for what is somebody else's.
absl::Status NotThere(const Subject& subject) {
  const absl::string_view word = WordFor(subject.kind);
  return base::MakeError(
      absl::StatusCode::kNotFound,
      absl::StrCat("UNKNOWN_", absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{" ", "_"}}))),
      absl::StrCat("there is no ", word, " \"", subject.id,
                   "\" that this caller may see; correct the id, or have it registered first"),
      {{"id", subject.id}});
}

absl::Status OutsideScope(absl::string_view word, const std::string& id) {
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, "OUTSIDE_SCOPE",
      absl::StrCat("the ", word, " \"", id, "\" is not one this caller is about; name its own"),
      {{"id", id}});
}

absl::Status CheckSubject(const Register& reg, const auth::Principal& caller,
                          const Subject& subject) {
  // What is too long to be an id is not said back.
  RETURN_IF_ERROR(domain::CheckIdentifier("id", subject.id));
  // Ids are the same for everybody, so the register says itself that one is taken.
  if (subject.is_new) return absl::OkStatus();
  // Whose an event is, is looked at when it was found. An auditor knows none by its own id.
  if (subject.kind == SubjectKind::kEvent && caller.grant.role() != kAuditorRole) {
    return absl::OkStatus();
  }
  if (Owns(reg, caller, subject)) return absl::OkStatus();
  if (subject.kind == SubjectKind::kRegion) return OutsideScope("region", subject.id);
  if (subject.kind == SubjectKind::kAcademy) return OutsideScope("academy", subject.id);
  return NotThere(subject);
}

absl::Status CheckSubjects(const Register& reg, const auth::Principal& caller,
                           const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects) RETURN_IF_ERROR(CheckSubject(reg, caller, subject));
  return absl::OkStatus();
}

absl::Status NameIt(absl::string_view field) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "MISSING_FIELD",
      absl::StrCat("field ", field, " is required of this caller and was not given"),
      {{"field", std::string(field)}});
}

// A caller who may not see everything names what it wants to see.
absl::Status CheckNamed(Reach reach, const google::protobuf::Message& request,
                        const std::vector<Subject>& subjects) {
  const bool names_region =
      std::any_of(subjects.begin(), subjects.end(),
                  [](const Subject& subject) { return subject.kind == SubjectKind::kRegion; });
  if (reach == Reach::kOwnRegion && !names_region) return NameIt("region");
  if (reach != Reach::kOwn || !subjects.empty()) return absl::OkStatus();
  const bool has_region = request.GetDescriptor()->FindFieldByName("region") != nullptr;
  return NameIt(has_region ? "region" : "id");
}

bool SeesEverything(const auth::Principal& caller) {
  return caller.grant.role() == kAdministratorRole;
}

bool IsAboutAllRegions(const auth::Principal& caller) {
  return caller.grant.role() == kOfficerRole && caller.grant.regions().empty();
}

}  // namespace

bool Owns(const Register& reg, const auth::Principal& caller, const Subject& subject) {
  const Grant& grant = caller.grant;
  if (SeesEverything(caller)) return true;
  if (subject.kind == SubjectKind::kRegion) return OwnsRegion(reg, grant, subject.id);
  if (subject.kind == SubjectKind::kAcademy) {
    return grant.role() != kAcademyRole || Meet({subject.id}, grant.academies());
  }
  return OwnsRecord(reg, grant, subject);
}

bool OwnsEvent(const Register& reg, const auth::Principal& caller,
               const event::v1::Envelope& envelope) {
  if (SeesEverything(caller)) return true;
  const CallerRole role = caller.grant.role();
  if (!OwnsRegion(reg, caller.grant, envelope.region())) return false;
  if (role != kAcademyRole && role != kPracticeRole) return true;
  const std::vector<Subject> subjects = SubjectsOf(envelope.event());
  return std::any_of(subjects.begin(), subjects.end(), [&](const Subject& subject) {
    const bool counts = role == kPracticeRole ? subject.kind == SubjectKind::kPractice
                                              : subject.kind == SubjectKind::kSession ||
                                                    subject.kind == SubjectKind::kSeries ||
                                                    subject.kind == SubjectKind::kOffering;
    return counts && Owns(reg, caller, subject);
  });
}

absl::Status CheckRequest(const Register& reg, const auth::Principal& caller, Reach reach,
                          const google::protobuf::Message& request) {
  if (SeesEverything(caller) || reach == Reach::kNothing || reach == Reach::kOwnSource) {
    return absl::OkStatus();
  }
  const std::vector<Subject> subjects = SubjectsOf(request);
  if (!IsAboutAllRegions(caller)) RETURN_IF_ERROR(CheckNamed(reach, request, subjects));
  return CheckSubjects(reg, caller, subjects);
}

absl::Status CheckCommand(const Register& reg, const auth::Principal& caller,
                          const command::v1::Command& command) {
  if (SeesEverything(caller)) return absl::OkStatus();
  const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
  const google::protobuf::Reflection& reflection = *command.GetReflection();
  const auto* const kind = reflection.GetOneofFieldDescriptor(command, &kinds);
  if (kind == nullptr) return absl::OkStatus();
  return CheckSubjects(reg, caller, SubjectsOf(reflection.GetMessage(command, kind)));
}

}  // namespace logboek::permission
