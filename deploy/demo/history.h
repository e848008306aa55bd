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
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "deploy/demo/names.h"
#include "deploy/demo/random.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"

namespace logboek::demo {

using event::v1::AttendanceStatus;
using event::v1::OfferingKind;
using event::v1::Participation;
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

  // People. Hire makes a new person and returns its id; Engage gives somebody another engagement.
  std::string Hire(absl::string_view practice_id, Role role, absl::CivilDay from);
  void Engage(absl::string_view person_id, absl::string_view practice_id, Role role,
              absl::CivilDay from);
  // Both speak of the engagement that runs on the day before.
  void ChangeRole(absl::string_view person_id, absl::string_view practice_id, Role role,
                  absl::CivilDay from);
  void Leave(absl::string_view person_id, absl::string_view practice_id, absl::CivilDay until);
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

  // Participation. Enrol returns the enrolment's id.
  std::string Enrol(const Guest& guest, absl::string_view session_id, absl::CivilDay requested_on,
                    Participation participation = Participation::PARTICIPATION_PARTICIPANT);
  std::string EnrolSeries(const Guest& guest, absl::string_view series_id,
                          absl::CivilDay requested_on);
  void CancelEnrolment(absl::string_view enrolment_id, absl::CivilDay on);
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
  void Waive(absl::string_view practice_id, absl::string_view obligation_id,
             uint32_t programme_year, const Decision& decision);

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
  uint32_t person_count_ = 0;
  uint32_t engagement_count_ = 0;
  uint32_t enrolment_count_ = 0;
};

}  // namespace logboek::demo
