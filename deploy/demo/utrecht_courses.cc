#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/utrecht.h"

namespace logboek::demo::utrecht {
namespace {

constexpr Role kAssistant = Role::ROLE_MEDICAL_ASSISTANT;
constexpr Role kNurse = Role::ROLE_PRACTICE_NURSE;
constexpr Role kOwner = Role::ROLE_GP_OWNER;
constexpr Role kManager = Role::ROLE_PRACTICE_MANAGER;

struct Course {
  const char* key;
  const char* slug;
  const char* title;
  std::vector<Role> roles;
};

std::vector<Course> Courses() {
  return {
      {"triage", "triage-training", "Anders triëren", {kAssistant, Role::ROLE_SOH}},
      {"positive-health",
       "positive-health",
       "Positieve Gezondheid: basis",
       {kOwner, Role::ROLE_GP_EMPLOYED, kNurse, kAssistant}},
      {"motivational-interviewing",
       "motivational-interviewing",
       "Motiverende gespreksvoering",
       {kNurse, kAssistant}},
      {"positive-health-new-staff",
       "positive-health-new-staff",
       "Positieve Gezondheid voor nieuwe medewerkers",
       {kAssistant, kNurse}},
      {"lean-basics", "lean-basics", "Lean in de praktijk: basis", {kManager, kOwner, kAssistant}},
      {"limited-literacy",
       "limited-literacy-communication",
       "Communiceren met laaggeletterden",
       {kAssistant, kNurse, Role::ROLE_SOH}},
  };
}

using Done = std::set<std::pair<std::string, std::string>>;

// People of practices that take part on the day and have not had the course.
std::vector<Guest> Candidates(const History& history, const Course& course, absl::CivilDay date,
                              const Done& done) {
  std::vector<Guest> guests;
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (date < StartOf(practice)) continue;
    const std::string id = history.PracticeId(practice);
    for (const std::string& person : PeopleOf(history, id, course.roles, date)) {
      if (done.count({course.slug, person}) == 0) guests.push_back({person, id, {}});
    }
  }
  return guests;
}

// Most months one course, open to everybody; one in ten signs off in time.
void HoldOpenCourses(History* history, Done* done) {
  const std::vector<Course> courses = Courses();
  size_t turn = 0;
  for (absl::CivilMonth month(2023, 5); month <= absl::CivilMonth(2026, 11); ++month) {
    if (month.month() == 7 || month.month() == 8) continue;
    const Course& course = courses[turn++ % courses.size()];
    const absl::CivilDay date =
        absl::NextWeekday(absl::CivilDay(month) + 7, absl::Weekday::wednesday);
    std::vector<Guest> guests = Candidates(*history, course, date, *done);
    history->random().Shuffle(&guests);
    guests.resize(std::min(guests.size(), static_cast<size_t>(history->random().Between(8, 14))));
    const CourseSpec spec{.id = absl::StrCat("ut-", course.key, "-", ToIso(date)),
                          .kind = OfferingKind::OFFERING_KIND_COURSE_OPEN,
                          .title = course.title,
                          .menu_slug = course.slug,
                          .date = date,
                          .capacity = 16,
                          .without_certificate = {}};
    PublishCourse(history, spec);
    if (history->random().Chance(60)) {
      const std::string enrolment = history->Enrol(guests.back(), spec.id, date - 45);
      history->CancelEnrolment(enrolment, date - 20);
      guests.pop_back();
    }
    for (const Guest& guest : guests) done->emplace(course.slug, guest.person_id);
    FinishCourse(history, spec, guests, /*absent_percent=*/7);
  }
}

// A whole team at its own practice.
void HoldInCompany(History* history, Done* done) {
  const Course course = Courses()[1];
  absl::CivilDay date(2024, 3, 7);
  for (const int practice : {1, 4, 6, 10, 15, 19, 23, 26, 33, 37}) {
    const std::string id = history->PracticeId(practice);
    std::vector<Guest> guests;
    for (const std::string& person : PeopleOf(*history, id, course.roles, date)) {
      if (done->emplace(course.slug, person).second) guests.push_back({person, id, {}});
    }
    HoldCourse(history,
               {.id = absl::StrCat("ut-incompany-", id, "-", ToIso(date)),
                .kind = OfferingKind::OFFERING_KIND_COURSE_INCOMPANY,
                .title = "Positieve Gezondheid op de praktijk",
                .menu_slug = course.slug,
                .date = date,
                .capacity = 0,
                .without_certificate = {}},
               guests, /*absent_percent=*/5);
    date += 77;
  }
}

// Next to the certificates of this academy: one earned elsewhere.
void Recognise(History* history) {
  const std::string nurse = history->People("ut-018", kNurse, absl::CivilDay(2024, 1, 15)).front();
  history->RecognisePriorTraining(
      nurse, "motivational-interviewing", absl::CivilDay(2021, 10, 7),
      {.reason = "", .decided_by = "coordinator-utrecht", .on = absl::CivilDay(2024, 1, 22)});
}

void HoldNetworkMeetings(History* history, const std::string& offering, int hour, Role role,
                         int percent) {
  for (int year = 2023; year <= 2026; ++year) {
    for (const int month : {3, 6, 10}) {
      const absl::CivilDay date =
          absl::NextWeekday(absl::CivilDay(year, month, 7), absl::Weekday::monday);
      if (date < absl::CivilDay(2023, 6, 1)) continue;
      const std::string id = absl::StrCat(offering, "-", ToIso(date));
      history->ScheduleSession({.id = id,
                                .offering_id = offering,
                                .date = date,
                                .hour = hour,
                                .minute = 0,
                                .minutes = 90});
      std::vector<Guest> guests;
      for (int practice = 1; practice <= kPractices; ++practice) {
        if (date < StartOf(practice)) continue;
        const auto person = SomebodyOf(history, history->PracticeId(practice), {role}, {date});
        if (!person.has_value()) continue;
        // ut-032 never misses one, and takes them for exchange meetings.
        if (practice == 32 || history->random().Chance(percent)) {
          guests.push_back({*person, history->PracticeId(practice), {}});
        }
      }
      HoldSession(history, id, guests, /*absent_percent=*/0);
    }
  }
}

}  // namespace

void TellCourses(History* history) {
  Done done;
  HoldInCompany(history, &done);
  HoldOpenCourses(history, &done);
  Recognise(history);
  history->PublishOffering("ut-managers", OfferingKind::OFFERING_KIND_PRACTICE_MANAGER_MEETING,
                           "Bijeenkomst praktijkmanagers", {}, absl::CivilDay(2023, 3, 1));
  HoldNetworkMeetings(history, "ut-managers", 15, kManager, 60);
  history->PublishOffering("ut-assistants", OfferingKind::OFFERING_KIND_ASSISTANT_NETWORK_MEETING,
                           "Netwerkbijeenkomst doktersassistenten", {}, absl::CivilDay(2023, 3, 1));
  HoldNetworkMeetings(history, "ut-assistants", 16, kAssistant, 55);
}

}  // namespace logboek::demo::utrecht
