// What practices of every region have in common: people who come and go, and rooms they sit in
// together.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo {

struct Staff {
  int owners = 0;
  int permanent_locums = 0;
  int locums = 0;
  int employed = 0;
  int nurses = 0;
  int assistants = 0;
  int soh = 0;
  int managers = 0;
};

// Everybody has come between the practice's own start and the end of 2022.
void HireStaff(History* history, absl::string_view practice_id, const Staff& staff,
               absl::CivilDay practice_from);

// Leavers with their successors and now and then a new role, from `from` until `until`. About
// `percent` of the assistants, nurses and employed GPs a year; owners stay.
void Turnover(History* history, absl::string_view practice_id, absl::CivilDay from,
              absl::CivilDay until, int percent);

// Everybody with one of the roles on the day, in the order of the roles.
std::vector<std::string> PeopleOf(const History& history, absl::string_view practice_id,
                                  const std::vector<Role>& roles, absl::CivilDay day);

// Somebody with one of the roles on each of the days; absent when there is nobody.
std::optional<std::string> SomebodyOf(History* history, absl::string_view practice_id,
                                      const std::vector<Role>& roles,
                                      const std::vector<absl::CivilDay>& days);

// Enrols the guests in the weeks before and records who came, all but about `absent_percent`. Only
// for sessions of the past. Returns who came.
std::vector<Guest> MeetAt(History* history, absl::string_view session_id,
                          const std::vector<Guest>& guests, int absent_percent);
// The same for at least one guest, and closes the list.
std::vector<Guest> HoldSession(History* history, absl::string_view session_id,
                               const std::vector<Guest>& guests, int absent_percent);

// A course of one session, its offering included; whoever came completes it, but for those named.
struct CourseSpec {
  std::string id;
  OfferingKind kind = OfferingKind::OFFERING_KIND_COURSE_OPEN;
  std::string title;
  std::string menu_slug;
  absl::CivilDay date;
  uint32_t capacity = 0;
  std::set<std::string> without_certificate;
};
void PublishCourse(History* history, const CourseSpec& spec);
// After PublishCourse.
void FinishCourse(History* history, const CourseSpec& spec, const std::vector<Guest>& guests,
                  int absent_percent);
// Both.
void HoldCourse(History* history, const CourseSpec& spec, const std::vector<Guest>& guests,
                int absent_percent);

}  // namespace logboek::demo
