#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/region_life.h"
#include "deploy/demo/twente.h"
#include "storage/base/check.h"

namespace logboek::demo::twente {
namespace {

constexpr AttendanceStatus kPresent = AttendanceStatus::ATTENDANCE_STATUS_PRESENT;
constexpr AttendanceStatus kAbsent = AttendanceStatus::ATTENDANCE_STATUS_ABSENT;
constexpr char kReflection[] = "tw-reflection";

std::string ReflectionOn(absl::CivilDay date) {
  return absl::StrCat("tw-reflection-", ToIso(date));
}

// Anybody of the practice may go (TW-04).
const std::vector<Role>& AnyRole() {
  static const auto* const roles =
      new std::vector<Role>{Role::ROLE_GP_OWNER, Role::ROLE_PRACTICE_NURSE,
                            Role::ROLE_MEDICAL_ASSISTANT, Role::ROLE_PRACTICE_MANAGER};
  return *roles;
}

void Schedule(History* history, absl::CivilDay date, uint32_t capacity) {
  history->ScheduleSession({.id = ReflectionOn(date),
                            .offering_id = kReflection,
                            .date = date,
                            .hour = 18,
                            .minute = 0,
                            .minutes = 150,
                            .capacity = capacity,
                            // The calendar of a year comes out in the autumn before.
                            .published_on = date.year() == 2026 ? absl::CivilDay(2025, 11, 17)
                                                                : absl::CivilDay(2026, 10, 12)});
}

std::vector<absl::CivilDay> HeldDates() {
  return {absl::CivilDay(2026, 2, 10), absl::CivilDay(2026, 3, 17), absl::CivilDay(2026, 4, 14),
          absl::CivilDay(2026, 5, 19), absl::CivilDay(2026, 9, 22), absl::CivilDay(2026, 10, 13),
          absl::CivilDay(2026, 11, 17)};
}

// Who comes to which of the dates, told one by one; everybody else comes once.
std::map<int, std::vector<size_t>> ToldVisits() {
  return {{1, {0, 6}}, {3, {2}},  {4, {}},  {5, {}},   {6, {}},  {8, {4}}, {9, {}},
          {10, {}},    {11, {}},  {12, {}}, {13, {}},  {14, {}}, {15, {}}, {16, {}},
          {17, {}},    {18, {1}}, {19, {}}, {25, {0}}, {26, {}}, {55, {}}, {56, {}}};
}

// The dates on which the practice sends somebody.
std::vector<size_t> VisitsOf(History* history, int practice) {
  static const auto* const told = new std::map<int, std::vector<size_t>>(ToldVisits());
  const auto found = told->find(practice);
  if (found != told->end()) return found->second;
  return {history->random().Below(HeldDates().size())};
}

// Visits that went otherwise than they should have. Returns somebody whose record is to be voided.
Guest TellMishaps(History* history) {
  const std::vector<absl::CivilDay> dates = HeldDates();
  const Guest absent = SomebodyFor(history, 5, {Role::ROLE_GP_OWNER}, dates[2]);
  history->Enrol(absent, ReflectionOn(dates[2]), dates[2] - 30);
  history->Attend(absent, ReflectionOn(dates[2]), kAbsent);

  const std::string former =
      history->People("tw-006", Role::ROLE_PRACTICE_MANAGER, absl::CivilDay(2026, 1, 5)).front();
  history->Attend({former, "tw-006", {}}, ReflectionOn(dates[3]), kPresent);

  // At the door, without an enrolment.
  history->Attend(SomebodyFor(history, 7, {Role::ROLE_PRACTICE_NURSE}, dates[3]),
                  ReflectionOn(dates[3]), kPresent);

  const Guest namesake = SomebodyFor(history, 10, {Role::ROLE_GP_OWNER}, dates[4]);
  history->Attend(namesake, ReflectionOn(dates[4]), kPresent);
  return namesake;
}

void HoldMeetings(History* history) {
  const std::vector<absl::CivilDay> dates = HeldDates();
  std::vector<std::vector<Guest>> guests(dates.size());
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (practice == 7) continue;
    for (const size_t visit : VisitsOf(history, practice)) {
      // An assistant and an owner of tw-001, a nurse of tw-002.
      std::vector<Role> roles = AnyRole();
      if (practice == 1) roles = {visit == 0 ? Role::ROLE_MEDICAL_ASSISTANT : Role::ROLE_GP_OWNER};
      if (practice == 2) roles = {Role::ROLE_PRACTICE_NURSE};
      guests[visit].push_back(SomebodyFor(history, practice, roles, dates[visit]));
      if (practice == 3) guests[visit].back().represents = {"tw-004"};
    }
  }
  for (size_t i = 0; i < dates.size(); ++i) Schedule(history, dates[i], 24);
  const Guest namesake = TellMishaps(history);
  for (size_t i = 0; i < dates.size(); ++i) {
    MeetAt(history, ReflectionOn(dates[i]), guests[i], /*absent_percent=*/0);
    history->CloseList(ReflectionOn(dates[i]));
  }
  history->VoidAttendance(namesake.person_id, ReflectionOn(dates[4]),
                          {.reason = "Naamgenoot uit een andere regio.",
                           .decided_by = "coordinator-hzt",
                           .on = absl::CivilDay(2026, 10, 5)});

  // One evening was called off.
  const absl::CivilDay off(2026, 6, 9);
  Schedule(history, off, 24);
  for (const int practice : {8, 17}) {
    history->Enrol(SomebodyFor(history, practice, {Role::ROLE_GP_OWNER}, off), ReflectionOn(off),
                   off - 35);
  }
  history->CancelSession(ReflectionOn(off), "Gespreksleider ziek.", off - 2);
}

// A day apart, from the day after `before`. Returns that of the last.
absl::CivilDay EnrolInTurn(History* history, absl::CivilDay date, const std::vector<int>& practices,
                           absl::CivilDay before) {
  for (const int practice : practices) {
    history->Enrol(SomebodyFor(history, practice, {Role::ROLE_GP_OWNER}, date), ReflectionOn(date),
                   ++before);
  }
  return before;
}

// Both dates that are left of 2026 are full. For the second a room with one more place was found
// when one practice waited; three more wait since. In 2027 there is room.
void PlanMeetings(History* history) {
  const absl::CivilDay first(2026, 12, 1), last(2026, 12, 15), out(2026, 10, 19);
  Schedule(history, first, 10);
  EnrolInTurn(history, first, {5, 6, 15, 20, 21, 27, 30, 31, 33, 38}, out);
  Schedule(history, last, 6);
  const absl::CivilDay full = EnrolInTurn(history, last, {14, 32, 34, 35, 36, 37, 11}, out);
  history->ChangeCapacity(ReflectionOn(last), 7, full + 3);
  EnrolInTurn(history, last, {13, 10, 55}, full + 3);
  for (const absl::CivilDay date :
       {absl::CivilDay(2027, 2, 9), absl::CivilDay(2027, 4, 13), absl::CivilDay(2027, 6, 8),
        absl::CivilDay(2027, 9, 21), absl::CivilDay(2027, 11, 16)}) {
    Schedule(history, date, 24);
  }
  EnrolInTurn(history, absl::CivilDay(2027, 2, 9), {2, 22, 41, 46, 50}, out);
}

// At the end of the programme, out long before, so that somebody hands the place on. Nobody can
// take over a place at what has begun.
void PlanClosingConference(History* history) {
  const absl::CivilDay date(2028, 12, 7);
  history->PublishOffering("tw-conference", OfferingKind::OFFERING_KIND_INFORMATION_MEETING,
                           "Slotconferentie Meer Tijd Voor de Patiënt", {},
                           absl::CivilDay(2026, 10, 12));
  history->ScheduleSession({.id = "tw-conference-2028",
                            .offering_id = "tw-conference",
                            .date = date,
                            .hour = 13,
                            .minute = 0,
                            .minutes = 240,
                            .capacity = 300,
                            .published_on = absl::CivilDay(2026, 10, 12)});
  absl::CivilDay day(2026, 10, 20);
  for (const int practice : {2, 12, 31, 44, 50}) {
    history->Enrol(SomebodyFor(history, practice, {Role::ROLE_GP_OWNER}, date),
                   "tw-conference-2028", ++day);
  }
  const std::vector<std::string> owners = history->People("tw-029", Role::ROLE_GP_OWNER, date);
  CHECK(owners.size() == 2);
  const std::string place =
      history->Enrol({owners[0], "tw-029", {}}, "tw-conference-2028", absl::CivilDay(2026, 10, 22));
  history->Substitute(place, owners[1], absl::CivilDay(2026, 11, 4));
}

}  // namespace

void TellReflection(History* history) {
  history->PublishOffering(kReflection, OfferingKind::OFFERING_KIND_REFLECTION_MEETING,
                           "Reflectiebijeenkomst Meer Tijd Voor de Patiënt", {},
                           absl::CivilDay(2025, 11, 17));
  HoldMeetings(history);
  PlanMeetings(history);
  PlanClosingConference(history);
  history->Waive("tw-009", "TW-04", 2026,
                 {.reason = "Praktijkhouder langdurig ziek; waarneming niet rond te krijgen.",
                  .decided_by = "coordinator-hzt",
                  .on = absl::CivilDay(2026, 11, 9)});
}

}  // namespace logboek::demo::twente
