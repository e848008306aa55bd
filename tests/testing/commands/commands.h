// Commands for tests: a test says what it is about, the rest has a value that is accepted.
//
// Every builder returns a Command with source "test"; the source_id is unique in the process unless
// With sets it.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::test {

inline constexpr char kRegion[] = "test_region";
inline constexpr char kCohort[] = "2023-04-01";

// A small complete plan of kRegion: cohort 2023-04-01, track "kbz", menu row "triage-basic"
// (completion) and "coaching" (presence counts), intervision for 2 GPs at most, obligation "T-01"
// (half of the assistants, years 1 and 2), "T-02" (two exchange meetings, year 1, represented,
// series credit).
regioplan::v1::RegionPlan TestPlan();

// A second plan of kRegion, about forms: "T-11" (practice plan, years 1 and 2), "T-12" (use of
// funds, calendar year 2024), "T-13" (survey "habit", year 1), "T-14" (signed statement, year 1),
// "T-15" (two interventions, plan period 2024-2025), "T-16" (reported visits, year 1). It lists
// interpretation "O9" for T-15 and lets practice rows go to insurers once released.
regioplan::v1::RegionPlan FormsPlan();

command::v1::Command With(command::v1::Command command, absl::string_view source,
                          absl::string_view source_id);

google::type::Date Date(absl::CivilDay day);
// 32 bytes in the place of a digest.
std::string Sha256();
// "2024-01-18" or a CHECK failure.
absl::CivilDay Day(absl::string_view iso);
// Ten in the morning in Amsterdam.
absl::Time Morning(absl::CivilDay day);

command::v1::Command PublishPlan(const regioplan::v1::RegionPlan& plan);
// The AGB code is derived from the id.
command::v1::Command RegisterPractice(absl::string_view practice_id,
                                      absl::string_view region = kRegion);
command::v1::Command AssignCohort(absl::string_view practice_id, absl::string_view cohort);
command::v1::Command StartTrack(absl::string_view practice_id, absl::string_view track,
                                absl::string_view from);
command::v1::Command EndTrack(absl::string_view practice_id, absl::string_view track,
                              absl::string_view until);
command::v1::Command RegisterJointPlan(absl::string_view id,
                                       const std::vector<std::string>& practices,
                                       absl::string_view submitted_on,
                                       absl::string_view region = kRegion);
command::v1::Command AddJointPlanMember(absl::string_view id, absl::string_view practice,
                                        absl::string_view from);
command::v1::Command RemoveJointPlanMember(absl::string_view id, absl::string_view practice,
                                           absl::string_view until);
command::v1::Command LinkCentre(absl::string_view centre_id, absl::string_view practice_id,
                                absl::string_view from, bool single_plan = true);
command::v1::Command UnlinkCentre(absl::string_view centre_id, absl::string_view practice_id,
                                  absl::string_view until);
command::v1::Command RegisterPerson(absl::string_view person_id, absl::string_view name = "",
                                    absl::string_view region = kRegion);
// The engagement's id is "<person>@<practice>".
command::v1::Command StartEngagement(absl::string_view person_id, absl::string_view practice_id,
                                     event::v1::Role role, absl::string_view from,
                                     absl::string_view until = "");
command::v1::Command ChangeRole(absl::string_view engagement_id, event::v1::Role role,
                                absl::string_view from);
command::v1::Command EndEngagement(absl::string_view engagement_id, absl::string_view until);
command::v1::Command ConfirmRoster(absl::string_view practice_id, absl::string_view as_of,
                                   const std::vector<std::pair<event::v1::Role, int>>& counts);
command::v1::Command PublishOffering(absl::string_view offering_id, event::v1::OfferingKind kind,
                                     const std::vector<std::string>& slugs = {},
                                     absl::string_view region = kRegion);
// Two hours from ten in the morning.
command::v1::Command ScheduleSession(absl::string_view session_id, absl::string_view offering_id,
                                     absl::string_view date, uint32_t capacity = 0);
command::v1::Command MoveSession(absl::string_view session_id, absl::string_view date);
command::v1::Command CancelSession(absl::string_view session_id);
command::v1::Command DefineSeries(absl::string_view series_id,
                                  const std::vector<std::string>& sessions,
                                  const std::vector<std::string>& cohorts, uint32_t programme_year,
                                  absl::string_view region = kRegion);
// The enrolment's id is "<person>><target>".
command::v1::Command Enrol(absl::string_view person_id, absl::string_view practice_id,
                           absl::string_view session_id);
command::v1::Command EnrolInSeries(absl::string_view person_id, absl::string_view practice_id,
                                   absl::string_view series_id, absl::string_view requested_on);
command::v1::Command CancelEnrolment(absl::string_view enrolment_id);
command::v1::Command RejectEnrolment(absl::string_view enrolment_id);
command::v1::Command RecordAttendance(absl::string_view session_id, absl::string_view person_id,
                                      absl::string_view practice_id, bool present = true);
command::v1::Command CorrectAttendance(absl::string_view session_id, absl::string_view person_id,
                                       bool present);
command::v1::Command VoidAttendance(absl::string_view session_id, absl::string_view person_id);
command::v1::Command CloseList(absl::string_view session_id, uint32_t count);
command::v1::Command CompleteCourse(absl::string_view offering_id, absl::string_view person_id,
                                    absl::string_view completed_on);
command::v1::Command RevokeCompletion(absl::string_view offering_id, absl::string_view person_id);
command::v1::Command RecogniseTraining(absl::string_view person_id, absl::string_view slug,
                                       absl::string_view done_on, absl::string_view decided_on,
                                       absl::string_view region = kRegion);
command::v1::Command WaiveRequirement(absl::string_view practice_id,
                                      absl::string_view obligation_id, uint32_t year);

command::v1::Command ChangeIdentifier(absl::string_view practice_id, absl::string_view agb,
                                      absl::string_view from);
command::v1::Command ClosePractice(absl::string_view practice_id, absl::string_view closed_on);
command::v1::Command MergePractices(const std::vector<std::string>& from, absl::string_view into,
                                    absl::string_view effective_on);
command::v1::Command EndParticipation(absl::string_view practice_id, absl::string_view ended_on);
command::v1::Command LinkPersons(absl::string_view kept, absl::string_view dropped);
command::v1::Command Substitute(absl::string_view enrolment_id, absl::string_view person_id,
                                absl::string_view substituted_on = "");
command::v1::Command ChangeCapacity(absl::string_view session_id, uint32_t capacity,
                                    bool force = false);
command::v1::Command PublishMenuItem(absl::string_view slug, absl::string_view valid_from = "",
                                     absl::string_view plan_id = "");
command::v1::Command RetireMenuItem(absl::string_view slug, absl::string_view until);
// Declared by "practice-manager".
command::v1::Command DeclareTraining(absl::string_view person_id, absl::string_view practice_id,
                                     absl::string_view slug, absl::string_view done_on);
command::v1::Command RefuseRecognition(absl::string_view person_id, absl::string_view slug,
                                       absl::string_view done_on);
command::v1::Command SubmitPlan(absl::string_view practice_id, uint32_t period,
                                absl::string_view submitted_on = "");
command::v1::Command SubmitJointPlan(absl::string_view joint_plan_id, uint32_t period,
                                     absl::string_view submitted_on = "");
command::v1::Command ChooseLine(absl::string_view line_id, absl::string_view practice_id,
                                uint32_t period, absl::string_view slug,
                                event::v1::ChoiceMode mode = event::v1::CHOICE_MODE_NEW);
command::v1::Command ChangeLine(absl::string_view line_id, absl::string_view slug);
command::v1::Command WithdrawLine(absl::string_view line_id);
command::v1::Command JustifyLine(absl::string_view line_id);
command::v1::Command DeclareIntent(absl::string_view practice_id, uint32_t period,
                                   const std::vector<std::string>& slugs);
command::v1::Command StateFundUse(absl::string_view practice_id, uint32_t year);
command::v1::Command AnswerSurvey(absl::string_view practice_id, absl::string_view survey,
                                  uint32_t period, bool yes = true, uint32_t count = 0);
command::v1::Command RequestData(absl::string_view request_id, absl::string_view practice_id,
                                 absl::string_view due_on);
command::v1::Command AnswerData(absl::string_view request_id);
command::v1::Command SignStatement(absl::string_view practice_id, absl::string_view obligation_id,
                                   uint32_t period);
command::v1::Command InvitePractice(absl::string_view practice_id);
command::v1::Command RecordVisit(absl::string_view practice_id, absl::string_view held_on,
                                 const std::vector<std::string>& topics = {});
command::v1::Command DecideInterpretation(absl::string_view id, absl::string_view option,
                                          absl::string_view valid_from);
command::v1::Command CloseYear(absl::string_view practice_id, uint32_t period);
command::v1::Command DecideRelease(event::v1::ReportScope scope, bool released = true);
// About the first event.
command::v1::Command IssueReport(absl::string_view report_id, event::v1::ReportScope scope,
                                 event::v1::RecipientClass recipient_class);
// Asked by "person" and decided by "officer"; with an override_ground when one is given.
command::v1::Command RequestErasure(absl::string_view person_id,
                                    absl::string_view override_ground = "");
command::v1::Command DestroyPersonKey(absl::string_view person_id);
command::v1::Command ConfirmErasure(absl::string_view person_id);
command::v1::Command RecordAuditReplay(absl::string_view method);
command::v1::Command Remind(absl::string_view practice_id, absl::string_view obligation_id = "",
                            uint32_t period = 0);

}  // namespace logboek::test
