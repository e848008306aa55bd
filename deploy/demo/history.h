// The history of one made-up region: what its coordinator and its academy would have pushed, day by
// day.
//
// A History knows just enough of the register's rules to CHECK that every command is valid against
// those before it: who is engaged where, who sits at which session, who speaks for whom. It gives
// every command the day on which its sender would have pushed it; the commands come out in that
// order.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "deploy/demo/names.h"
#include "deploy/demo/random.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::demo {

using event::v1::AttendanceStatus;
using event::v1::ChoiceMode;
using event::v1::OfferingKind;
using event::v1::Participation;
using event::v1::RecipientClass;
using event::v1::ReportScope;
using event::v1::Role;

// The last day the data knows of: nothing was pushed, attended or asked after it.
inline constexpr absl::CivilDay kLastDay(2026, 11, 20);
// Stands for "no end known".
inline constexpr absl::CivilDay kOpenEnd(9999, 12, 31);

struct HistoryOptions {
  std::string region;
  // Sources of the academy's and of the coordinator's commands.
  std::string academy;
  std::string coordinator;
  // Start of the region's own identifiers, for example "mb".
  std::string prefix;
  // Number of the first person, so that two regions share no pseudonym.
  uint32_t first_person = 1;
  uint64_t seed = 0;
  // How many events the log has before the region's first: what a report's position counts from.
  uint64_t events_before = 0;
};

struct PracticeSpec {
  std::string id;
  std::string agb;
  std::string name;
  std::string cohort_id;
  absl::CivilDay from;
  // When the coordinator entered it and its people.
  absl::CivilDay entered_on;
};

struct SessionSpec {
  std::string id;
  std::string offering_id;
  absl::CivilDay date;
  // Local time in Amsterdam.
  int hour = 0;
  int minute = 0;
  int minutes = 0;
  uint32_t capacity = 0;
  bool without_waiting_list = false;
  // When it was announced; the zero day means some months before.
  absl::CivilDay published_on = absl::CivilDay();
};

// Somebody who comes to a session for a practice, and for the others it represents.
struct Guest {
  std::string person_id;
  std::string practice_id;
  std::vector<std::string> represents;
};

// Who decided what about a record, and why.
struct Decision {
  std::string reason;
  std::string decided_by;
  absl::CivilDay on;
};

// A line of a practice plan.
struct Choice {
  // A practice, or a joint plan for all its members of the day.
  std::string unit_id;
  uint32_t period = 0;
  std::string menu_slug;
  ChoiceMode mode = ChoiceMode::CHOICE_MODE_NEW;
  absl::CivilDay on;
  bool with_text = false;
};

struct SurveyAnswer {
  std::string practice_id;
  std::string survey;
  uint32_t period = 0;
  absl::CivilDay on;
  bool yes = false;
  uint32_t count = 0;
};

// Training that somebody had elsewhere.
struct Training {
  std::string person_id;
  std::string menu_slug;
  absl::CivilDay done_on;
};

struct ReportSpec {
  std::string id;
  ReportScope scope = ReportScope::REPORT_SCOPE_REGION;
  RecipientClass recipient_class = RecipientClass::RECIPIENT_CLASS_INSURER;
  std::string recipient;
  std::string filter;
  // It was made from what had been pushed by this day, and given out a week later.
  absl::CivilDay at;
};

// Not thread-safe. Dies on a command that the register would refuse.
class History {
 public:
  explicit History(HistoryOptions options);

  Random& random() { return random_; }
  const std::string& prefix() const { return options_.prefix; }
  // "mb-001".
  std::string PracticeId(int number) const;

  // Practices.
  void RegisterPractice(const PracticeSpec& spec);
  void StartTrack(absl::string_view practice_id, absl::string_view track, absl::CivilDay from);
  // Members with their day; the first day means from the day of submission.
  void RegisterJointPlan(absl::string_view joint_plan_id, absl::CivilDay submitted_on,
                         const std::vector<std::string>& practice_ids);
  void AddJointPlanMember(absl::string_view joint_plan_id, absl::string_view practice_id,
                          absl::CivilDay from);
  void RemoveJointPlanMember(absl::string_view joint_plan_id, absl::string_view practice_id,
                             absl::CivilDay until);
  void LinkHealthCentre(absl::string_view centre_id, absl::string_view practice_id,
                        absl::CivilDay from, bool single_plan);
  void UnlinkHealthCentre(absl::string_view centre_id, absl::string_view practice_id,
                          absl::CivilDay until);
  void EndTrack(absl::string_view practice_id, absl::string_view track, absl::CivilDay until);
  void ChangeIdentifier(absl::string_view practice_id, absl::string_view agb, absl::CivilDay from);
  void EndParticipation(absl::string_view practice_id, absl::string_view reason,
                        absl::CivilDay ended_on);
  // Everybody leaves on the day. Nobody may come to the practice, or be enrolled for it, later on.
  void ClosePractice(absl::string_view practice_id, absl::CivilDay closed_on);
  // The same, but everybody goes on at `into`.
  void MergePractice(absl::string_view from_id, absl::string_view into_id, absl::CivilDay on);

  // People. Hire makes a new person and returns its id; Engage gives somebody another engagement.
  std::string Hire(absl::string_view practice_id, Role role, absl::CivilDay from);
  void Engage(absl::string_view person_id, absl::string_view practice_id, Role role,
              absl::CivilDay from);
  // Both speak of the engagement that runs on the day before.
  void ChangeRole(absl::string_view person_id, absl::string_view practice_id, Role role,
                  absl::CivilDay from);
  void Leave(absl::string_view person_id, absl::string_view practice_id, absl::CivilDay until);
  // Two pseudonyms turn out to be one person.
  void LinkPersons(absl::string_view kept_id, absl::string_view dropped_id,
                   const Decision& decision);
  // Somebody who was there from the beginning and left long ago turns up in the practice's old
  // papers: entered on the day, and forgotten at once, for the retention has ended.
  void ForgetFormer(absl::string_view practice_id, Role role, absl::CivilDay until,
                    absl::CivilDay on);
  // Call it after every change of staff of the practice was told.
  void ConfirmRoster(absl::string_view practice_id, absl::CivilDay as_of);
  // In the order in which they came.
  std::vector<std::string> People(absl::string_view practice_id, Role role,
                                  absl::CivilDay day) const;
  bool IsEngaged(absl::string_view person_id, absl::string_view practice_id,
                 absl::CivilDay day) const;

  // Calendar.
  void PublishOffering(absl::string_view offering_id, OfferingKind kind, absl::string_view title,
                       const std::vector<std::string>& menu_slugs, absl::CivilDay on);
  void ScheduleSession(const SessionSpec& spec);
  void DefineSeries(absl::string_view series_id, uint32_t programme_year,
                    const std::vector<std::string>& cohort_ids,
                    const std::vector<std::string>& session_ids);
  void MoveSession(absl::string_view session_id, absl::CivilDay to, absl::CivilDay on);
  void CancelSession(absl::string_view session_id, absl::string_view reason, absl::CivilDay on);
  // Not fewer places than enrolments were told of. Call it between those before and after.
  void ChangeCapacity(absl::string_view session_id, uint32_t capacity, absl::CivilDay on);

  // Participation. Enrol returns the enrolment's id.
  std::string Enrol(const Guest& guest, absl::string_view session_id, absl::CivilDay requested_on,
                    Participation participation = Participation::PARTICIPATION_PARTICIPANT);
  std::string EnrolSeries(const Guest& guest, absl::string_view series_id,
                          absl::CivilDay requested_on);
  void CancelEnrolment(absl::string_view enrolment_id, absl::CivilDay on);
  void RejectEnrolment(absl::string_view enrolment_id, absl::string_view reason, absl::CivilDay on);
  // A colleague takes the place. Refused by the register once the session has begun.
  void Substitute(absl::string_view enrolment_id, absl::string_view person_id, absl::CivilDay on);
  // Pushed the day after the session, or on `late_on`.
  void Attend(const Guest& guest, absl::string_view session_id, AttendanceStatus status,
              absl::CivilDay late_on = absl::CivilDay());
  void CorrectAttendance(const Guest& guest, absl::string_view session_id, AttendanceStatus status,
                         const Decision& decision);
  void VoidAttendance(absl::string_view person_id, absl::string_view session_id,
                      const Decision& decision);
  // After every Attend of the session.
  void CloseList(absl::string_view session_id);
  void Complete(absl::string_view offering_id, const Guest& guest, absl::CivilDay completed_on);
  void RevokeCompletion(absl::string_view offering_id, absl::string_view person_id,
                        const Decision& decision);
  void RecognisePriorTraining(absl::string_view person_id, absl::string_view menu_slug,
                              absl::CivilDay done_on, const Decision& decision);
  // A practice declares it; a coordinator refuses it, or recognises it as above.
  void DeclareTraining(const Training& training, absl::string_view practice_id, absl::CivilDay on);
  void RefuseRecognition(const Training& training, const Decision& decision);
  void Waive(absl::string_view practice_id, absl::string_view obligation_id,
             uint32_t programme_year, const Decision& decision);

  // What practices hand in and answer. A period is a programme year, a calendar year, or 0 for that
  // of the plan.
  void SubmitPlan(absl::string_view unit_id, uint32_t period, absl::CivilDay on,
                  bool kept_locally = false);
  // Returns the line's id.
  std::string Choose(const Choice& choice);
  // Another row of the menu, of the same mode and without a text.
  void ChangeLine(absl::string_view line_id, absl::string_view menu_slug, absl::CivilDay on);
  void WithdrawLine(absl::string_view line_id, absl::CivilDay on);
  void JustifyLine(absl::string_view line_id, absl::CivilDay on);
  void DeclareIntent(absl::string_view practice_id, uint32_t period,
                     const std::vector<std::string>& menu_slugs, absl::CivilDay on);
  void StateFundUse(absl::string_view practice_id, uint32_t year, absl::CivilDay on);
  void AnswerSurvey(const SurveyAnswer& answer);
  void SignStatement(absl::string_view practice_id, absl::string_view obligation_id,
                     uint32_t period, absl::CivilDay on);
  // Returns the request's id.
  std::string RequestData(absl::string_view practice_id, absl::string_view subject,
                          absl::CivilDay on, absl::CivilDay due_on);
  void AnswerData(absl::string_view request_id, absl::CivilDay on);

  // What the region does and decides.
  void Invite(absl::string_view practice_id, absl::CivilDay on);
  void Visit(absl::string_view practice_id, const std::vector<std::string>& topics,
             absl::CivilDay on);
  void Remind(absl::string_view practice_id, absl::string_view obligation_id, uint32_t period,
              absl::CivilDay on);
  void PublishMenuItem(const regioplan::v1::MenuItem& item, absl::CivilDay on);
  void RetireMenuItem(absl::string_view menu_slug, absl::CivilDay until, absl::CivilDay on);
  void Interpret(absl::string_view interpretation_id, absl::string_view option,
                 absl::CivilDay valid_from, const Decision& decision);
  void CloseYear(absl::string_view practice_id, uint32_t period, absl::CivilDay on);
  void Release(ReportScope scope, bool released, const Decision& decision);
  void IssueReport(const ReportSpec& spec);

  absl::CivilDay DateOf(absl::string_view session_id) const;
  uint32_t CapacityOf(absl::string_view session_id) const;
  // Enrolments of the session and of its series that were not cancelled.
  size_t EnrolledAt(absl::string_view session_id) const;
  bool IsEnrolledAt(absl::string_view person_id, absl::string_view session_id) const;

  // One line of protobuf JSON a command, in the order of pushing.
  std::string Render() const;

 private:
  struct Engagement {
    std::string id;
    std::string person_id;
    std::string practice_id;
    Role role;
    absl::CivilDay from;
    absl::CivilDay until;
    absl::CivilDay pushed_on;
  };
  struct Member {
    std::string practice_id;
    absl::CivilDay from;
    absl::CivilDay until;
  };
  struct Enrolment {
    Guest guest;
    // The session's, or those of the series.
    std::vector<std::string> session_ids;
    absl::CivilDay pushed_on;
    bool active = true;
  };
  struct Session {
    SessionSpec spec;
    absl::CivilDay published_on;
    bool cancelled = false;
    bool list_closed = false;
    // Active records by person, and the last day one of them was pushed.
    std::map<std::string, AttendanceStatus> attendances;
    absl::CivilDay last_push;
  };
  struct Line {
    Choice choice;
    absl::CivilDay since;
    bool active = true;
  };
  struct Request {
    absl::CivilDay requested_on;
    bool answered = false;
  };
  struct Pushed {
    absl::CivilDay on;
    command::v1::Command command;
  };

  // The command to fill in, valid until the next Add; it carries source and source_id.
  command::v1::Command& Add(absl::CivilDay pushed_on, const std::string& source,
                            std::string source_id);
  std::string EnrolAt(const Guest& guest, std::vector<std::string> session_ids,
                      absl::string_view series_id, absl::CivilDay requested_on,
                      Participation participation);
  // A command of the coordinator about a practice, not before the practice was entered.
  command::v1::Command& AddAbout(absl::string_view practice_id, absl::CivilDay on,
                                 std::string source_id);
  // The first day the practice is closed or part of another.
  absl::CivilDay GoneOn(absl::string_view practice_id) const;
  // In the programme and open.
  bool TakesPart(absl::string_view practice_id, absl::CivilDay day) const;
  std::vector<std::string> Everybody(absl::string_view practice_id, absl::CivilDay day) const;
  // When the unit's own commands can be pushed; dies when it did not exist yet.
  absl::CivilDay PushDayOf(absl::string_view unit_id, absl::CivilDay on) const;
  Line& ActiveLine(absl::string_view line_id, absl::CivilDay on);
  // Dies when the unit has the row for that period already.
  void CheckNotChosen(const Choice& choice) const;
  Enrolment& ActiveEnrolment(absl::string_view enrolment_id);
  Engagement& EngagementOn(absl::string_view person_id, absl::string_view practice_id,
                           absl::CivilDay day);
  Session& SessionAt(absl::string_view session_id);
  const Session& SessionAt(absl::string_view session_id) const;
  // The day from which the register lets the guest speak for those it represents on `day`; dies
  // when it never does.
  absl::CivilDay RepresentsFrom(const Guest& guest, absl::CivilDay day) const;
  // Both practices are members on `day`, since the day returned.
  static std::optional<absl::CivilDay> UnitedFrom(const std::vector<Member>& members,
                                                  const Guest& guest, absl::string_view other,
                                                  absl::CivilDay day);

  const HistoryOptions options_;
  Random random_;
  NameMaker names_;
  std::deque<Pushed> pushed_;
  std::set<std::pair<std::string, std::string>> source_ids_;
  std::map<std::string, PracticeSpec, std::less<>> practices_;
  // Of those that were closed or merged, and of those that left the programme.
  std::map<std::string, absl::CivilDay, std::less<>> gone_on_;
  std::map<std::string, absl::CivilDay, std::less<>> ended_on_;
  // (dropped, kept) pseudonyms.
  std::map<std::string, std::string, std::less<>> linked_;
  std::vector<Engagement> engagements_;
  std::map<std::string, std::vector<Member>, std::less<>> joint_plans_;
  // Centres with a single plan; the others never speak for each other.
  std::map<std::string, std::vector<Member>, std::less<>> centres_;
  // Sessions of each offering.
  std::map<std::string, std::vector<std::string>, std::less<>> offerings_;
  std::map<std::string, Session, std::less<>> sessions_;
  std::map<std::string, std::vector<std::string>, std::less<>> series_;
  std::map<std::string, Enrolment, std::less<>> enrolments_;
  // Active ones: (offering, person).
  std::set<std::pair<std::string, std::string>> completions_;
  std::map<std::string, Line, std::less<>> lines_;
  std::map<std::string, Request, std::less<>> requests_;
  // Declared and not decided on.
  std::set<std::tuple<std::string, std::string, absl::CivilDay>> declared_;
  // Scopes that were released to insurers, and since when.
  std::map<ReportScope, absl::CivilDay> released_on_;
  // The day each report looks at, by the command's source id.
  std::map<std::string, absl::CivilDay> reports_at_;
  // How many versions of each form and closing there are.
  std::map<std::string, int> versions_;
  uint32_t person_count_ = 0;
  uint32_t engagement_count_ = 0;
  uint32_t enrolment_count_ = 0;
};

}  // namespace logboek::demo
