#include "services/permission/rights.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::permission {
namespace {

constexpr CallerRole kAcademy = access::v1::CALLER_ROLE_ACADEMY;
constexpr CallerRole kPractice = access::v1::CALLER_ROLE_PRACTICE;
constexpr CallerRole kCoordinator = access::v1::CALLER_ROLE_COORDINATOR;
constexpr CallerRole kAuditor = access::v1::CALLER_ROLE_AUDITOR;
constexpr CallerRole kOfficer = access::v1::CALLER_ROLE_PRIVACY_OFFICER;
constexpr CallerRole kAdministrator = access::v1::CALLER_ROLE_ADMINISTRATOR;
constexpr CallerRole kCalendar = access::v1::CALLER_ROLE_CALENDAR;

// Who sends what follows the catalogue of events: an academy its calendar and who came, a practice
// its staff, plans and forms, a coordinator everything of the region. What corrects presence,
// recognises, waives or decides is the coordinator's alone; a plan is the operator's to publish.
constexpr Right kRights[] = {
    {"RegistrationService/PublishOffering", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/DefineSeries", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/ScheduleSession", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/MoveSession", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/CancelSession", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/Enrol", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/CancelEnrolment", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/RejectEnrolment", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/RecordAttendance", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/CorrectAttendance", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"RegistrationService/VoidAttendance", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"RegistrationService/CloseAttendanceList",
     Reach::kOwn,
     {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/CompleteCourse", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/RevokeCompletion", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/SubstituteParticipant",
     Reach::kOwn,
     {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/ChangeSessionCapacity",
     Reach::kOwn,
     {kAcademy, kCoordinator, kAdministrator}},
    {"RegistrationService/DeclareExternalTraining",
     Reach::kOwn,
     {kPractice, kCoordinator, kAdministrator}},
    {"RegistrationService/LookUpPush",
     Reach::kOwnSource,
     {kAcademy, kPractice, kCoordinator, kOfficer, kAdministrator}},
    {"RegistrationService/ListRefusals",
     Reach::kOwnSource,
     {kAcademy, kPractice, kCoordinator, kOfficer, kAdministrator}},
    {"RegistrationService/DryRun",
     Reach::kCommands,
     {kAcademy, kPractice, kCoordinator, kOfficer, kAdministrator}},
    {"RegistrationService/Push",
     Reach::kCommands,
     {kAcademy, kPractice, kCoordinator, kOfficer, kAdministrator}},
    {"PracticeService/RegisterPractice", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/AssignCohort", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/StartTrack", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/EndTrack", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RegisterJointPlan", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/AddJointPlanMember", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RemoveJointPlanMember", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/LinkHealthCentre", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/UnlinkHealthCentre", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RegisterPerson",
     Reach::kOwn,
     {kAcademy, kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/StartEngagement", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/ChangeEngagementRole",
     Reach::kOwn,
     {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/EndEngagement", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/ConfirmRoster", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/RecognisePriorTraining", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/WaiveRequirement", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/ChangePracticeIdentifier", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/ClosePractice", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/MergePractices", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/EndParticipation", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/LinkPersons", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/SubmitPracticePlan", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/ChooseIntervention", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/ChangeIntervention", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/JustifyIntervention", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/DeclareTrainingIntent",
     Reach::kOwn,
     {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/StateFundUse", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/AnswerSurvey", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/RequestData", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/AnswerDataRequest", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/SignStatement", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PracticeService/InvitePractice", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RecordPracticeVisit", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RecordReminder", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/CloseYear", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/RefuseRecognition", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"PracticeService/GetPractice",
     Reach::kOwn,
     {kAcademy, kPractice, kCoordinator, kOfficer, kAdministrator}},
    {"ComplianceService/GetPracticeCompliance",
     Reach::kOwn,
     {kPractice, kCoordinator, kAuditor, kAdministrator}},
    {"ComplianceService/ListRegionCompliance",
     Reach::kOwn,
     {kCoordinator, kAuditor, kAdministrator}},
    {"ComplianceService/ListTodo", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"ComplianceService/ListAtRisk", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"ComplianceService/ListInvitees", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"ComplianceService/ExplainPractice",
     Reach::kOwn,
     {kPractice, kCoordinator, kAuditor, kAdministrator}},
    {"ComplianceService/CompareVerdicts", Reach::kOwn, {kCoordinator, kAuditor, kAdministrator}},
    {"ComplianceService/GetSeatsNeeded", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"ComplianceService/WhatWouldChange", Reach::kCommands, {kCoordinator, kAdministrator}},
    {"ComplianceService/ListClosedYearDifferences",
     Reach::kOwn,
     {kCoordinator, kAuditor, kAdministrator}},
    {"ComplianceService/WatchRegion", Reach::kOwnRegion, {kCoordinator, kAdministrator}},
    {"OverviewService/ListStaffShares", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListUntrained", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"OverviewService/GetTimesHistogram", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListPromotions", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"OverviewService/ListMissingDocuments", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListRepresentation", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"OverviewService/ListSessionOddities", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/GetCreditLedger", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"OverviewService/GetQuarterMatrix", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListNewStaff", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/GetChoices", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListSharedPeople", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListDecisionsInUse", Reach::kOwn, {kCoordinator, kAuditor, kAdministrator}},
    {"OverviewService/ListVisits", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"OverviewService/ListFundedCourses", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"CalendarService/GetSession", Reach::kOwn, {kAcademy, kCoordinator, kAdministrator}},
    {"CalendarService/ListSessions",
     Reach::kOwn,
     {kAcademy, kPractice, kCoordinator, kAdministrator}},
    // Names nothing: it is about the regions of the grant.
    {"CalendarService/GetFeed", Reach::kNothing, {kCalendar}},
    {"AuditService/Replay", Reach::kOwnRegion, {kCoordinator, kAuditor, kOfficer, kAdministrator}},
    {"AuditService/GetVerdictDigest", Reach::kOwnRegion, {kCoordinator, kAuditor, kAdministrator}},
    {"AuditService/GetHistory",
     Reach::kOwn,
     {kAcademy, kPractice, kCoordinator, kAuditor, kOfficer, kAdministrator}},
    {"ReportService/GetRegionReport", Reach::kOwn, {kCoordinator, kAuditor, kAdministrator}},
    {"ReportService/ListParticipation", Reach::kOwn, {kCoordinator, kAuditor, kAdministrator}},
    {"ReportService/GetEvidence", Reach::kOwn, {kPractice, kCoordinator, kAdministrator}},
    {"PrivacyService/RequestErasure", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/DestroyPersonKey", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/ConfirmErasure", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/GetErasure", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/ListRetention", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/ListAccess", Reach::kOwn, {kOfficer, kAdministrator}},
    {"PrivacyService/ListPracticeAccess", Reach::kOwn, {kPractice, kOfficer, kAdministrator}},
    {"PrivacyService/ExportPerson", Reach::kOwn, {kOfficer, kAdministrator}},
    {"AccessService/WhoAmI",
     Reach::kNothing,
     {kAcademy, kPractice, kCoordinator, kAuditor, kOfficer, kAdministrator}},
    {"AccessService/ExchangeToken",
     Reach::kNothing,
     {kAcademy, kPractice, kCoordinator, kAuditor, kOfficer, kAdministrator}},
    {"AccessService/CreateToken", Reach::kNothing, {kAdministrator}},
    {"AccessService/ListTokens", Reach::kNothing, {kAdministrator}},
    {"AccessService/RotateToken", Reach::kNothing, {kAdministrator}},
    {"AccessService/RevokeToken", Reach::kNothing, {kAdministrator}},
    {"AdminService/PublishPlan", Reach::kOwn, {kAdministrator}},
    {"AdminService/PublishMenuItem", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"AdminService/RetireMenuItem", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"AdminService/DecideInterpretation", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"AdminService/DecideRelease", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"AdminService/IssueReport", Reach::kOwn, {kCoordinator, kAdministrator}},
    {"AdminService/CheckPlan", Reach::kNothing, {kCoordinator, kAdministrator}},
    {"AdminService/GetStatus",
     Reach::kNothing,
     {kAcademy, kPractice, kCoordinator, kAuditor, kOfficer, kAdministrator}},
    {"AdminService/Backup", Reach::kNothing, {kAdministrator}},
    {"AdminService/ListBackups", Reach::kNothing, {kAdministrator}},
};

absl::string_view NameOf(CallerRole role) {
  switch (role) {
    case kAcademy:
      return "an academy";
    case kPractice:
      return "a practice";
    case kCoordinator:
      return "a coordinator";
    case kAuditor:
      return "an auditor";
    case kOfficer:
      return "a privacy officer";
    case kAdministrator:
      return "an administrator";
    case kCalendar:
      return "a calendar";
    default:
      return "a caller without a role";
  }
}

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& values,
              absl::string_view value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& each) { return absl::string_view(each) == value; });
}

}  // namespace

absl::Span<const Right> Rights() { return kRights; }

const Right* FindRight(absl::string_view method) {
  static const auto* const by_method = [] {
    auto* const rows = new absl::flat_hash_map<absl::string_view, const Right*>;
    for (const Right& right : kRights) {
      CHECK(rows->emplace(right.method, &right).second, "a method has one row");
    }
    return rows;
  }();
  const auto found = by_method->find(method);
  return found == by_method->end() ? nullptr : found->second;
}

const Right* RightOf(const command::v1::Command& command) {
  // By number in the oneof.
  static const auto* const by_kind = [] {
    auto* const rows = new absl::flat_hash_map<int, const Right*>;
    const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) {
      const std::string& name = kinds.field(i)->message_type()->name();
      for (const Right& right : kRights) {
        if (right.method.substr(right.method.find('/') + 1) == absl::string_view(name)) {
          rows->emplace(kinds.field(i)->number(), &right);
        }
      }
    }
    return rows;
  }();
  const auto found = by_kind->find(command.kind_case());
  return found == by_kind->end() ? nullptr : found->second;
}

absl::Status CheckRole(const auth::Principal& caller, const Right* right) {
  if (right != nullptr && right->roles.Contains(caller.grant.role())) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED",
                         absl::StrCat(NameOf(caller.grant.role()),
                                      " may not do this; ask with the "
                                      "credential of somebody who may"),
                         {{"role", CallerRole_Name(caller.grant.role())}});
}

absl::Status CheckSource(const auth::Principal& caller, absl::string_view source) {
  const access::v1::Grant& grant = caller.grant;
  if (grant.role() == kAdministrator) return absl::OkStatus();
  const bool own = grant.sources().empty() ? absl::string_view(grant.principal()) == source
                                           : Contains(grant.sources(), source);
  if (own) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, "SOURCE_NOT_YOURS",
      absl::StrCat("the source is not one of this caller's; give ",
                   grant.sources().empty() ? grant.principal() : grant.sources(0)));
}

absl::Status CheckActingFor(const auth::Principal& caller, absl::string_view acting_for) {
  const access::v1::Grant& grant = caller.grant;
  if (acting_for.empty() || grant.role() == kAdministrator ||
      absl::string_view(grant.principal()) == acting_for ||
      Contains(grant.acting_for(), acting_for)) {
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kPermissionDenied, "ACTING_FOR_NOT_ALLOWED",
                         "this caller may not act for whom acting_for names; leave it empty, or "
                         "have the credential say that it may");
}

bool SeesPracticeCounts(const auth::Principal& caller) { return caller.grant.role() != kAuditor; }

absl::Status CheckSender(const auth::Principal& caller, const command::v1::Command& command) {
  RETURN_IF_ERROR(CheckRole(caller, RightOf(command)));
  RETURN_IF_ERROR(CheckSource(caller, command.source()));
  return CheckActingFor(caller, command.acting_for());
}

}  // namespace logboek::permission
