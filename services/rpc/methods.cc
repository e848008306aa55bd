#include "services/rpc/methods.h"

#include "absl/container/flat_hash_map.h"
#include "storage/base/check.h"

namespace logboek::rpc {
namespace {

// A write waits for one sync; ten seconds are a disk in trouble.
constexpr absl::Duration kWriteBudget = absl::Seconds(10);
// Waits until files were written anew, too.
constexpr absl::Duration kPurgeBudget = absl::Seconds(60);
// Answered from memory.
constexpr absl::Duration kReadBudget = absl::Seconds(5);
// A whole region, or a fold of its events.
constexpr absl::Duration kScanBudget = absl::Seconds(60);
// Every verdict there is, from the first event if asked.
constexpr absl::Duration kFoldBudget = absl::Minutes(10);
constexpr absl::Duration kNoBudget = absl::InfiniteDuration();

constexpr MethodRow kMethods[] = {
    {"RegistrationService/PublishOffering", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/DefineSeries", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/ScheduleSession", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/MoveSession", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/CancelSession", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/Enrol", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/CancelEnrolment", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/RejectEnrolment", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/RecordAttendance", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/CorrectAttendance", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/VoidAttendance", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/CloseAttendanceList", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/CompleteCourse", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/RevokeCompletion", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/SubstituteParticipant", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/ChangeSessionCapacity", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/DeclareExternalTraining", MethodKind::kWrite, kWriteBudget},
    {"RegistrationService/LookUpPush", MethodKind::kRead, kReadBudget},
    {"RegistrationService/ListRefusals", MethodKind::kRead, kReadBudget},
    {"RegistrationService/DryRun", MethodKind::kRead, kScanBudget},
    {"RegistrationService/Push", MethodKind::kStream, kNoBudget},
    {"PracticeService/RegisterPractice", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/AssignCohort", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/StartTrack", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/EndTrack", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RegisterJointPlan", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/AddJointPlanMember", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RemoveJointPlanMember", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/LinkHealthCentre", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/UnlinkHealthCentre", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RegisterPerson", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/StartEngagement", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ChangeEngagementRole", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/EndEngagement", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ConfirmRoster", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RecognisePriorTraining", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/WaiveRequirement", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ChangePracticeIdentifier", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ClosePractice", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/MergePractices", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/EndParticipation", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/LinkPersons", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/SubmitPracticePlan", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ChooseIntervention", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/ChangeIntervention", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/JustifyIntervention", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/DeclareTrainingIntent", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/StateFundUse", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/AnswerSurvey", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RequestData", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/AnswerDataRequest", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/SignStatement", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/InvitePractice", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RecordPracticeVisit", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RecordReminder", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/CloseYear", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/RefuseRecognition", MethodKind::kWrite, kWriteBudget},
    {"PracticeService/GetPractice", MethodKind::kRead, kReadBudget},
    {"ComplianceService/GetPracticeCompliance", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ListRegionCompliance", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ListTodo", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ListAtRisk", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ListInvitees", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ExplainPractice", MethodKind::kRead, kScanBudget},
    {"ComplianceService/CompareVerdicts", MethodKind::kRead, kScanBudget},
    {"ComplianceService/GetSeatsNeeded", MethodKind::kRead, kScanBudget},
    {"ComplianceService/WhatWouldChange", MethodKind::kRead, kScanBudget},
    {"ComplianceService/ListClosedYearDifferences", MethodKind::kRead, kScanBudget},
    {"ComplianceService/WatchRegion", MethodKind::kStream, kNoBudget},
    {"OverviewService/ListStaffShares", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListUntrained", MethodKind::kRead, kScanBudget},
    {"OverviewService/GetTimesHistogram", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListPromotions", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListMissingDocuments", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListRepresentation", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListSessionOddities", MethodKind::kRead, kScanBudget},
    {"OverviewService/GetCreditLedger", MethodKind::kRead, kScanBudget},
    {"OverviewService/GetQuarterMatrix", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListNewStaff", MethodKind::kRead, kScanBudget},
    {"OverviewService/GetChoices", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListSharedPeople", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListDecisionsInUse", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListVisits", MethodKind::kRead, kScanBudget},
    {"OverviewService/ListFundedCourses", MethodKind::kRead, kScanBudget},
    {"ReportService/GetRegionReport", MethodKind::kWrite, kScanBudget},
    {"ReportService/ListParticipation", MethodKind::kWrite, kScanBudget},
    {"ReportService/GetEvidence", MethodKind::kWrite, kScanBudget},
    {"CalendarService/GetSession", MethodKind::kRead, kReadBudget},
    {"CalendarService/ListSessions", MethodKind::kRead, kReadBudget},
    {"CalendarService/GetFeed", MethodKind::kRead, kReadBudget},
    {"PrivacyService/RequestErasure", MethodKind::kWrite, kWriteBudget},
    {"PrivacyService/DestroyPersonKey", MethodKind::kWrite, kPurgeBudget},
    {"PrivacyService/ConfirmErasure", MethodKind::kWrite, kPurgeBudget},
    {"PrivacyService/GetErasure", MethodKind::kRead, kScanBudget},
    {"PrivacyService/ListRetention", MethodKind::kRead, kScanBudget},
    {"PrivacyService/ListAccess", MethodKind::kRead, kScanBudget},
    {"PrivacyService/ListPracticeAccess", MethodKind::kRead, kScanBudget},
    {"PrivacyService/ExportPerson", MethodKind::kRead, kScanBudget},
    {"AuditService/Replay", MethodKind::kStream, kNoBudget},
    {"AuditService/GetVerdictDigest", MethodKind::kRead, kFoldBudget},
    {"AuditService/GetHistory", MethodKind::kRead, kFoldBudget},
    {"AccessService/WhoAmI", MethodKind::kRead, kReadBudget},
    {"AccessService/ExchangeToken", MethodKind::kRead, kReadBudget},
    {"AccessService/CreateToken", MethodKind::kRead, kWriteBudget},
    {"AccessService/ListTokens", MethodKind::kRead, kReadBudget},
    {"AccessService/RotateToken", MethodKind::kRead, kWriteBudget},
    {"AccessService/RevokeToken", MethodKind::kRead, kWriteBudget},
    {"AdminService/PublishPlan", MethodKind::kWrite, kWriteBudget},
    {"AdminService/PublishMenuItem", MethodKind::kWrite, kWriteBudget},
    {"AdminService/RetireMenuItem", MethodKind::kWrite, kWriteBudget},
    {"AdminService/DecideInterpretation", MethodKind::kWrite, kWriteBudget},
    {"AdminService/DecideRelease", MethodKind::kWrite, kWriteBudget},
    {"AdminService/IssueReport", MethodKind::kWrite, kWriteBudget},
    {"AdminService/CheckPlan", MethodKind::kRead, kReadBudget},
    {"AdminService/GetStatus", MethodKind::kRead, kReadBudget},
    // As long as it takes; whoever has enough of it ends the call.
    {"AdminService/Backup", MethodKind::kStream, kNoBudget},
    {"AdminService/ListBackups", MethodKind::kRead, kReadBudget},
};

}  // namespace

absl::Span<const MethodRow> Methods() { return kMethods; }

size_t MethodIndex(absl::string_view name) {
  static const auto* const by_name = [] {
    auto* const rows = new absl::flat_hash_map<absl::string_view, size_t>;
    for (size_t i = 0; i < Methods().size(); ++i) {
      CHECK(rows->emplace(kMethods[i].name, i).second, "a method has one row");
    }
    return rows;
  }();
  const auto found = by_name->find(name);
  CHECK(found != by_name->end(), "every handler names a method of the table");
  return found->second;
}

}  // namespace logboek::rpc
