#include "deploy/demo/practice_life.h"

#include <algorithm>

#include "storage/base/check.h"

namespace logboek::demo {
namespace {

constexpr absl::CivilDay kStaffComplete(2022, 12, 1);

void HireSome(History* history, absl::string_view practice_id, Role role, int people,
              absl::CivilDay practice_from) {
  const int months =
      static_cast<int>(absl::CivilMonth(kStaffComplete) - absl::CivilMonth(practice_from));
  for (int i = 0; i < people; ++i) {
    const absl::CivilMonth month =
        absl::CivilMonth(practice_from) + history->random().Between(0, months);
    history->Hire(practice_id, role, absl::CivilDay(month));
  }
}

// One year of one person: stays, goes and is followed up, or takes another role.
void LiveOneYear(History* history, absl::string_view practice_id, const std::string& person_id,
                 Role role, absl::CivilDay from, int percent) {
  const absl::CivilDay day =
      absl::CivilDay(absl::CivilMonth(from + history->random().Between(30, 330)));
  const bool stays = !history->random().Chance(percent);
  if (stays || day > kLastDay - 60) return;
  if (role == Role::ROLE_MEDICAL_ASSISTANT && history->random().Chance(20)) {
    const Role next = history->random().Chance(50) ? Role::ROLE_SOH : Role::ROLE_PRACTICE_NURSE;
    history->ChangeRole(person_id, practice_id, next, day);
  } else if (role == Role::ROLE_GP_EMPLOYED && history->random().Chance(50)) {
    history->ChangeRole(person_id, practice_id, Role::ROLE_GP_OWNER, day);
    return;
  } else {
    history->Leave(person_id, practice_id, day);
  }
  // A place is not always filled on the same day, and sometimes not at all.
  if (history->random().Chance(85)) {
    history->Hire(practice_id, role, day + 7 * history->random().Between(0, 5));
  }
}

}  // namespace

void HireStaff(History* history, absl::string_view practice_id, const Staff& staff,
               absl::CivilDay practice_from) {
  const std::vector<std::pair<Role, int>> people = {
      {Role::ROLE_GP_OWNER, staff.owners},
      {Role::ROLE_GP_LOCUM_PERMANENT, staff.permanent_locums},
      {Role::ROLE_GP_LOCUM, staff.locums},
      {Role::ROLE_GP_EMPLOYED, staff.employed},
      {Role::ROLE_PRACTICE_NURSE, staff.nurses},
      {Role::ROLE_MEDICAL_ASSISTANT, staff.assistants},
      {Role::ROLE_SOH, staff.soh},
      {Role::ROLE_PRACTICE_MANAGER, staff.managers}};
  for (const auto& [role, count] : people) {
    HireSome(history, practice_id, role, count, practice_from);
  }
}

void Turnover(History* history, absl::string_view practice_id, absl::CivilDay from,
              absl::CivilDay until, int percent) {
  const std::vector<Role> roles = {Role::ROLE_MEDICAL_ASSISTANT, Role::ROLE_PRACTICE_NURSE,
                                   Role::ROLE_GP_EMPLOYED};
  for (absl::CivilDay year = from; year + 365 <= until; year += 365) {
    for (const Role role : roles) {
      for (const std::string& person : history->People(practice_id, role, year)) {
        LiveOneYear(history, practice_id, person, role, year, percent);
      }
    }
  }
}

std::vector<std::string> PeopleOf(const History& history, absl::string_view practice_id,
                                  const std::vector<Role>& roles, absl::CivilDay day) {
  std::vector<std::string> people;
  for (const Role role : roles) {
    for (std::string& person : history.People(practice_id, role, day)) {
      people.push_back(std::move(person));
    }
  }
  return people;
}

std::optional<std::string> SomebodyOf(History* history, absl::string_view practice_id,
                                      const std::vector<Role>& roles,
                                      const std::vector<absl::CivilDay>& days) {
  std::vector<std::string> candidates;
  for (const std::string& person : PeopleOf(*history, practice_id, roles, days.front())) {
    const bool always = std::all_of(days.begin(), days.end(), [&](absl::CivilDay day) {
      return history->IsEngaged(person, practice_id, day);
    });
    if (always) candidates.push_back(person);
  }
  if (candidates.empty()) return std::nullopt;
  return history->random().Pick(candidates);
}

std::vector<Guest> MeetAt(History* history, absl::string_view session_id,
                          const std::vector<Guest>& guests, int absent_percent) {
  const absl::CivilDay date = history->DateOf(session_id);
  for (const Guest& guest : guests) {
    history->Enrol(guest, session_id, date - history->random().Between(8, 60));
  }
  std::vector<Guest> present;
  for (const Guest& guest : guests) {
    const bool came = !history->random().Chance(absent_percent);
    history->Attend(guest, session_id,
                    came ? AttendanceStatus::ATTENDANCE_STATUS_PRESENT
                         : AttendanceStatus::ATTENDANCE_STATUS_ABSENT);
    if (came) present.push_back(guest);
  }
  return present;
}

std::vector<Guest> HoldSession(History* history, absl::string_view session_id,
                               const std::vector<Guest>& guests, int absent_percent) {
  std::vector<Guest> present = MeetAt(history, session_id, guests, absent_percent);
  history->CloseList(session_id);
  return present;
}

void PublishCourse(History* history, const CourseSpec& spec) {
  history->PublishOffering(spec.id, spec.kind, spec.title, {spec.menu_slug}, spec.date - 120);
  history->ScheduleSession({.id = spec.id,
                            .offering_id = spec.id,
                            .date = spec.date,
                            .hour = 13,
                            .minute = 30,
                            .minutes = 210,
                            .capacity = spec.capacity});
}

void FinishCourse(History* history, const CourseSpec& spec, const std::vector<Guest>& guests,
                  int absent_percent) {
  if (guests.empty()) return;
  for (const Guest& guest : HoldSession(history, spec.id, guests, absent_percent)) {
    if (spec.without_certificate.count(guest.person_id) == 0) {
      history->Complete(spec.id, guest, spec.date);
    }
  }
}

void HoldCourse(History* history, const CourseSpec& spec, const std::vector<Guest>& guests,
                int absent_percent) {
  PublishCourse(history, spec);
  FinishCourse(history, spec, guests, absent_percent);
}

}  // namespace logboek::demo
