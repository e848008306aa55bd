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
// A region is known once a plan was published for it.
absl::StatusOr<std::shared_ptr<const Region>> GetRegion(const Situation& s, absl::string_view id);

// The date, or today when it is absent; must not lie behind today.
absl::StatusOr<absl::CivilDay> PastDateOrToday(const Situation& s, absl::string_view field,
                                               const google::type::Date& date);

// A reason and who decided it, both required.
absl::Status CheckDecided(absl::string_view reason_field, absl::string_view reason,
                          absl::string_view decided_by);

// The menu row of the region that is valid on `day`; null when there is none.
const regioplan::v1::MenuItem* FindMenuItem(const Region& region, absl::string_view slug,
                                            absl::CivilDay day);
bool HasCohort(const Region& region, absl::string_view cohort_id);

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

// One event.
ProposedEvent Propose(absl::string_view region, absl::CivilDay effective_on);

// decide_plan.cc
Decision Decide(const Situation& s, const cmd::PublishPlan& command);
// decide_practice.cc
Decision Decide(const Situation& s, const cmd::RegisterPractice& command);
Decision Decide(const Situation& s, const cmd::AssignCohort& command);
Decision Decide(const Situation& s, const cmd::StartTrack& command);
Decision Decide(const Situation& s, const cmd::EndTrack& command);
Decision Decide(const Situation& s, const cmd::WaiveRequirement& command);
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
// decide_calendar.cc
Decision Decide(const Situation& s, const cmd::PublishOffering& command);
Decision Decide(const Situation& s, const cmd::DefineSeries& command);
Decision Decide(const Situation& s, const cmd::ScheduleSession& command);
Decision Decide(const Situation& s, const cmd::MoveSession& command);
Decision Decide(const Situation& s, const cmd::CancelSession& command);
// decide_enrolment.cc
Decision Decide(const Situation& s, const cmd::Enrol& command);
Decision Decide(const Situation& s, const cmd::CancelEnrolment& command);
Decision Decide(const Situation& s, const cmd::RejectEnrolment& command);

// What a decision changes about sessions before anybody moves up.
struct SessionChanges {
  // Places taken by the decision, by session id; negative = freed.
  std::map<std::string, int64_t> taken;
  // The session that no longer takes part.
  std::string cancelled;
  // The session that begins at another time, and when.
  std::string moved;
  absl::Time starts_at;
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

}  // namespace logboek::domain
