#include "deploy/demo/region_life.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "storage/base/check.h"

namespace logboek::demo {
namespace {

// People whose course it is and who have not had it.
std::vector<Guest> Untrained(const History& history, const OpenCourses& spec,
                             const OpenCourse& course, absl::CivilDay date,
                             const std::set<std::pair<std::string, std::string>>& done) {
  std::vector<Guest> guests;
  for (int practice = 1; practice <= spec.practices; ++practice) {
    const std::string id = history.PracticeId(practice);
    for (const std::string& person : PeopleOf(history, id, course.roles, date)) {
      if (done.count({course.slug, person}) == 0) guests.push_back({person, id, {}});
    }
  }
  return guests;
}

}  // namespace

void HoldOpenCourses(History* history, const OpenCourses& spec) {
  std::set<std::pair<std::string, std::string>> done;
  size_t turn = 0;
  for (absl::CivilMonth month = spec.first; month <= spec.last; month += spec.months_apart) {
    if (month.month() == 7 || month.month() == 8) continue;
    const OpenCourse& course = spec.courses[turn++ % spec.courses.size()];
    const absl::CivilDay date = absl::NextWeekday(absl::CivilDay(month) + 7, spec.weekday);
    std::vector<Guest> guests = Untrained(*history, spec, course, date, done);
    history->random().Shuffle(&guests);
    const auto wanted = static_cast<size_t>(history->random().Between(spec.least, spec.most));
    guests.resize(std::min(guests.size(), wanted));
    for (const Guest& guest : guests) done.emplace(course.slug, guest.person_id);
    HoldCourse(history,
               {.id = absl::StrCat(history->prefix(), "-", course.key, "-", ToIso(date)),
                .kind = OfferingKind::OFFERING_KIND_COURSE_OPEN,
                .title = course.title,
                .menu_slug = course.slug,
                .date = date,
                .capacity = 16,
                .without_certificate = {}},
               guests, /*absent_percent=*/7);
  }
}

void HoldSideMeetings(History* history, const SideMeeting& spec) {
  history->PublishOffering(spec.offering, spec.kind, spec.title, {}, spec.dates.front() - 120);
  for (const absl::CivilDay date : spec.dates) {
    const std::string id = absl::StrCat(spec.offering, "-", ToIso(date));
    history->ScheduleSession({.id = id,
                              .offering_id = spec.offering,
                              .date = date,
                              .hour = spec.hour,
                              .minute = 0,
                              .minutes = 90});
    std::vector<Guest> guests;
    for (int practice = 1; practice <= spec.practices; ++practice) {
      const std::string practice_id = history->PracticeId(practice);
      const auto person = SomebodyOf(history, practice_id, spec.roles, {date});
      if (person.has_value() && history->random().Chance(spec.percent)) {
        guests.push_back({*person, practice_id, {}});
      }
    }
    HoldSession(history, id, guests, /*absent_percent=*/6);
  }
}

Guest SomebodyFor(History* history, int practice, const std::vector<Role>& roles,
                  absl::CivilDay day) {
  const std::string id = history->PracticeId(practice);
  const auto person = SomebodyOf(history, id, roles, {day});
  CHECK(person.has_value(), "owners stay");
  return {.person_id = *person, .practice_id = id, .represents = {}};
}

}  // namespace logboek::demo
