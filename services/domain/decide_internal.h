// Shared by the decide_*.cc files only.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/domain/decide.h"
#include "services/domain/fields.h"
#include "services/domain/register.h"
#include "storage/base/status_macros.h"

namespace logboek::domain {

namespace cmd = logboek::command::v1;
namespace ev = logboek::event::v1;

using Events = std::vector<ProposedEvent>;
using Decision = absl::StatusOr<Events>;

// What every decision looks at.
struct Situation {
  const Register& reg;
  absl::Time now;
  absl::CivilDay today;
};

using Metadata = std::map<std::string, std::string>;

// INVALID_ARGUMENT: wrong by itself.
absl::Status Invalid(absl::string_view reason, absl::string_view message, Metadata metadata = {});
// NOT_FOUND: UNKNOWN_<WHAT>.
absl::Status Unknown(absl::string_view what, absl::string_view id);
// ALREADY_EXISTS.
absl::Status Taken(absl::string_view reason, absl::string_view message, Metadata metadata = {});
// FAILED_PRECONDITION.
absl::Status NotNow(absl::string_view reason, absl::string_view message, Metadata metadata = {});

// The record, after checking the field's form; NOT_FOUND with UNKNOWN_<WHAT> when it is not there.
absl::StatusOr<std::shared_ptr<const Practice>> GetPractice(const Situation& s,
                                                            absl::string_view id);
absl::StatusOr<std::shared_ptr<const Person>> GetPerson(const Situation& s, absl::string_view id);
absl::StatusOr<std::shared_ptr<const Session>> GetSession(const Situation& s, absl::string_view id);
absl::StatusOr<std::shared_ptr<const Series>> GetSeries(const Situation& s, absl::string_view id);
absl::StatusOr<std::shared_ptr<const Offering>> GetOffering(const Situation& s,
                                                            absl::string_view id);
absl::StatusOr<std::shared_ptr<const EnrolmentRecord>> GetEnrolment(const Situation& s,
                                                                    absl::string_view id);
absl::StatusOr<std::shared_ptr<const JointPlan>> GetJointPlan(const Situation& s,
                                                              absl::string_view id);
// A region is known once a plan was published for it.
absl::StatusOr<std::shared_ptr<const Region>> GetRegion(const Situation& s, absl::string_view id);

// The date, or today when it is absent; must not lie behind today.
absl::StatusOr<absl::CivilDay> PastDateOrToday(const Situation& s, absl::string_view field,
                                               const google::type::Date& date);

// A reason and who decided it, both required.
absl::Status CheckDecided(absl::string_view reason_field, absl::string_view reason,
                          absl::string_view decided_by);

// The days on which a row of a menu is valid.
DateRange ValidityOf(const regioplan::v1::MenuItem& item);

// The menu row of the region that is valid on `day`; null when there is none.
const regioplan::v1::MenuItem* FindMenuItem(const Region& region, absl::string_view slug,
                                            absl::CivilDay day);
bool HasCohort(const Region& region, absl::string_view cohort_id);

// The obligation in the newest versions of the region's plans; NOT_FOUND, UNKNOWN_OBLIGATION.
absl::StatusOr<const regioplan::v1::Obligation*> GetObligation(const Region& region,
                                                               absl::string_view id);

// Whether the obligation holds for the period: a programme year from 1, a calendar year from 2000,
// 0 for the period of the plan.
bool NamesPeriod(const regioplan::v1::Obligation& obligation, uint32_t period);

// INVALID_ARGUMENT NO_SUCH_PERIOD unless some version of some obligation of the region names it.
absl::Status CheckPeriod(const Region& region, uint32_t period);

// INVALID_ARGUMENT NO_SUCH_PERIOD unless NamesPeriod.
absl::Status CheckHoldsFor(const regioplan::v1::Obligation& obligation, uint32_t period);

// The practice was not closed or merged into another by that day.
bool IsOpen(const Practice& practice, absl::CivilDay day);
// FAILED_PRECONDITION PRACTICE_CLOSED or PRACTICE_MERGED unless IsOpen.
absl::Status CheckOpen(const Practice& practice, absl::CivilDay day);
// FAILED_PRECONDITION NOT_PARTICIPATING unless the practice is open and takes part on the day.
absl::Status CheckTakesPart(const Practice& practice, absl::CivilDay day);

// INVALID_ARGUMENT BEFORE_REGISTRATION unless the practice was there by the day.
absl::Status CheckRegisteredBy(const Practice& practice, absl::string_view field,
                               absl::CivilDay day);

// The pseudonym as which this one counts: itself, unless it was linked to another.
std::string KeptPseudonym(const Situation& s, const std::string& pseudonym);
// Every pseudonym of the same human, the kept one first.
std::vector<std::string> PseudonymsOf(const Situation& s, const std::string& pseudonym);

// Whether the person has any engagement at the practice on the day.
bool IsEngaged(const Person& person, absl::string_view practice_id, absl::CivilDay day);

// INVALID_ARGUMENT OTHER_REGION unless both are the same.
absl::Status CheckSameRegion(absl::string_view practice_id, absl::string_view practice_region,
                             absl::string_view region);

// Somebody of `practice` speaks for `other` on the day: both are members of one joint plan that was
// submitted, or of one centre with a single plan; or they are the same.
bool MayRepresent(const Situation& s, const Practice& practice, absl::string_view other,
                  absl::CivilDay day);

// Every practice in `ids` is registered.
absl::Status CheckPractices(const Situation& s,
                            const google::protobuf::RepeatedPtrField<std::string>& ids);

// Every practice in `represents` shares a joint plan or a one-plan centre with `practice` on the
// day.
absl::Status CheckRepresents(const Situation& s, const Practice& practice,
                             const google::protobuf::RepeatedPtrField<std::string>& represents,
                             absl::CivilDay day);

// The first of the periods that `matches` and ends after `until`; null when there is none.
template <typename Period, typename Matches>
const DateRange* EndedPeriod(const std::vector<Period>& periods, absl::CivilDay until,
                             const Matches& matches) {
  const DateRange* first = nullptr;
  for (const Period& entry : periods) {
    if (!matches(entry) || entry.period.until <= until) continue;
    if (first == nullptr || entry.period.from < first->from) first = &entry.period;
  }
  return first;
}

// For whom a practice plan or a line of one is: a practice, or the members of a joint plan on a
// day.
struct Unit {
  std::vector<std::shared_ptr<const Practice>> practices;
  // Empty for one practice.
  std::string joint_plan_id;
  std::string region;
};

absl::StatusOr<Unit> UnitOfPractice(const Situation& s, absl::string_view practice_id);
// FAILED_PRECONDITION NO_MEMBERS: nobody is a member on the day.
absl::StatusOr<Unit> UnitOfJointPlan(const Situation& s, absl::string_view joint_plan_id,
                                     absl::CivilDay day);

// The unit a command names; MISSING_FIELD when it names none.
template <typename Command>
absl::StatusOr<Unit> GetUnit(const Situation& s, const Command& command, absl::CivilDay day) {
  if (command.unit_case() == Command::kPracticeId) {
    return UnitOfPractice(s, command.practice_id());
  }
  if (command.unit_case() == Command::kJointPlanId) {
    return UnitOfJointPlan(s, command.joint_plan_id(), day);
  }
  return CheckIdentifier("practice_id or joint_plan_id", "");
}

// One event.
ProposedEvent Propose(absl::string_view region, absl::CivilDay effective_on);

// decide_plan.cc
Decision Decide(const Situation& s, const cmd::PublishPlan& command);
Decision Decide(const Situation& s, const cmd::PublishMenuItem& command);
Decision Decide(const Situation& s, const cmd::RetireMenuItem& command);
Decision Decide(const Situation& s, const cmd::DecideInterpretation& command);
// decide_practice.cc
Decision Decide(const Situation& s, const cmd::RegisterPractice& command);
Decision Decide(const Situation& s, const cmd::AssignCohort& command);
Decision Decide(const Situation& s, const cmd::StartTrack& command);
Decision Decide(const Situation& s, const cmd::EndTrack& command);
Decision Decide(const Situation& s, const cmd::WaiveRequirement& command);
Decision Decide(const Situation& s, const cmd::ChangePracticeIdentifier& command);
Decision Decide(const Situation& s, const cmd::ClosePractice& command);
Decision Decide(const Situation& s, const cmd::MergePractices& command);
Decision Decide(const Situation& s, const cmd::EndParticipation& command);
// decide_group.cc
Decision Decide(const Situation& s, const cmd::RegisterJointPlan& command);
Decision Decide(const Situation& s, const cmd::AddJointPlanMember& command);
Decision Decide(const Situation& s, const cmd::RemoveJointPlanMember& command);
Decision Decide(const Situation& s, const cmd::LinkHealthCentre& command);
Decision Decide(const Situation& s, const cmd::UnlinkHealthCentre& command);
// decide_staff.cc
Decision Decide(const Situation& s, const cmd::RegisterPerson& command);
Decision Decide(const Situation& s, const cmd::StartEngagement& command);
Decision Decide(const Situation& s, const cmd::ChangeEngagementRole& command);
Decision Decide(const Situation& s, const cmd::EndEngagement& command);
Decision Decide(const Situation& s, const cmd::ConfirmRoster& command);
Decision Decide(const Situation& s, const cmd::LinkPersons& command);
// decide_erasure.cc
Decision Decide(const Situation& s, const cmd::RequestErasure& command);
Decision Decide(const Situation& s, const cmd::DestroyPersonKey& command);
Decision Decide(const Situation& s, const cmd::ConfirmErasure& command);
// FAILED_PRECONDITION ALREADY_REQUESTED or ALREADY_ERASED once the human is to be forgotten.
absl::Status CheckNotForgotten(const Person& person);
// decide_calendar.cc
Decision Decide(const Situation& s, const cmd::PublishOffering& command);
Decision Decide(const Situation& s, const cmd::DefineSeries& command);
Decision Decide(const Situation& s, const cmd::ScheduleSession& command);
Decision Decide(const Situation& s, const cmd::MoveSession& command);
Decision Decide(const Situation& s, const cmd::CancelSession& command);
Decision Decide(const Situation& s, const cmd::ChangeSessionCapacity& command);
// decide_enrolment.cc
Decision Decide(const Situation& s, const cmd::Enrol& command);
Decision Decide(const Situation& s, const cmd::CancelEnrolment& command);
Decision Decide(const Situation& s, const cmd::RejectEnrolment& command);
Decision Decide(const Situation& s, const cmd::SubstituteParticipant& command);

// What a decision changes about sessions before anybody moves up.
struct SessionChanges {
  // Places taken by the decision, by session id; negative = freed.
  std::map<std::string, int64_t> taken;
  // The session that no longer takes part.
  std::string cancelled;
  // The session that begins at another time, and when.
  std::string moved;
  absl::Time starts_at;
  // The session that has another number of places, and how many; 0 = as many as come.
  std::string resized;
  uint32_t capacity = 0;
};

// Everybody who waits for one of these sessions and can have a place once `changes` are made, first
// come first served: appended to `events`, their places added to `changes`.
void AppendPromotions(const Situation& s, const std::vector<std::string>& session_ids,
                      SessionChanges* changes, Events* events);
// decide_attendance.cc
Decision Decide(const Situation& s, const cmd::RecordAttendance& command);
Decision Decide(const Situation& s, const cmd::CorrectAttendance& command);
Decision Decide(const Situation& s, const cmd::VoidAttendance& command);
Decision Decide(const Situation& s, const cmd::CloseAttendanceList& command);
// decide_training.cc
Decision Decide(const Situation& s, const cmd::CompleteCourse& command);
Decision Decide(const Situation& s, const cmd::RevokeCompletion& command);
Decision Decide(const Situation& s, const cmd::RecognisePriorTraining& command);
Decision Decide(const Situation& s, const cmd::DeclareExternalTraining& command);
Decision Decide(const Situation& s, const cmd::RefuseRecognition& command);
// decide_forms.cc
Decision Decide(const Situation& s, const cmd::SubmitPracticePlan& command);
Decision Decide(const Situation& s, const cmd::DeclareTrainingIntent& command);
Decision Decide(const Situation& s, const cmd::StateFundUse& command);
Decision Decide(const Situation& s, const cmd::AnswerSurvey& command);
Decision Decide(const Situation& s, const cmd::RequestData& command);
Decision Decide(const Situation& s, const cmd::AnswerDataRequest& command);
Decision Decide(const Situation& s, const cmd::SignStatement& command);
// decide_lines.cc
Decision Decide(const Situation& s, const cmd::ChooseIntervention& command);
Decision Decide(const Situation& s, const cmd::ChangeIntervention& command);
Decision Decide(const Situation& s, const cmd::JustifyIntervention& command);
// decide_visit.cc
Decision Decide(const Situation& s, const cmd::InvitePractice& command);
Decision Decide(const Situation& s, const cmd::RecordPracticeVisit& command);
Decision Decide(const Situation& s, const cmd::RecordReminder& command);
Decision Decide(const Situation& s, const cmd::RecordAuditReplay& command);
// decide_report.cc
Decision Decide(const Situation& s, const cmd::CloseYear& command);
Decision Decide(const Situation& s, const cmd::DecideRelease& command);
Decision Decide(const Situation& s, const cmd::IssueReport& command);

}  // namespace logboek::domain
