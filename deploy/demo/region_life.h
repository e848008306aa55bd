// What the academies of Twente and Gelders Rivierenland have in common: open courses, and meetings
// that count for nothing.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo {

struct OpenCourse {
  const char* key;
  const char* slug;
  const char* title;
  std::vector<Role> roles;
};

struct OpenCourses {
  int practices = 0;
  std::vector<OpenCourse> courses;
  // One in each of the months, in turn; not in the summer.
  absl::CivilMonth first;
  absl::CivilMonth last;
  int months_apart = 1;
  absl::Weekday weekday = absl::Weekday::thursday;
  // How many come.
  int least = 6;
  int most = 10;
};

// Sessions and offerings are called after prefix, key and date. Nobody has a course twice.
void HoldOpenCourses(History* history, const OpenCourses& spec);

struct SideMeeting {
  int practices = 0;
  OfferingKind kind = OfferingKind::OFFERING_KIND_UNSPECIFIED;
  const char* offering;
  const char* title;
  std::vector<Role> roles;
  std::vector<absl::CivilDay> dates;
  int hour = 15;
  // Of the practices that could send somebody.
  int percent = 50;
};

void HoldSideMeetings(History* history, const SideMeeting& spec);

// Somebody who comes for the practice; dies when none of its people has one of the roles.
Guest SomebodyFor(History* history, int practice, const std::vector<Role>& roles,
                  absl::CivilDay day);

}  // namespace logboek::demo
