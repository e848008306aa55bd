#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/gelders.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/region_life.h"

namespace logboek::demo::gelders {
namespace {

constexpr AttendanceStatus kPresent = AttendanceStatus::ATTENDANCE_STATUS_PRESENT;
constexpr AttendanceStatus kAbsent = AttendanceStatus::ATTENDANCE_STATUS_ABSENT;
constexpr char kProgress[] = "gr-progress";

std::string ProgressOn(absl::CivilDay date) { return absl::StrCat("gr-progress-", ToIso(date)); }

// The two of each cohort's third year (GR-06); the middle one serves both.
constexpr absl::CivilDay kFirst(2024, 10, 8);
constexpr absl::CivilDay kMiddle(2025, 3, 11);
constexpr absl::CivilDay kLast(2025, 10, 7);

std::vector<absl::CivilDay> DatesOf(int practice) {
  if (practice <= 22) return {kFirst, kMiddle};
  return {kMiddle, kLast};
}

// How often these came, told one by one.
std::optional<size_t> ToldVisits(int practice) {
  switch (practice) {
    case 1:
    case 23:
    case 29:
      return 2;
    case 2:
    case 24:
    case 28:
      return 1;
    case 3:
    case 17:
    case 25:
    case 26:
    case 27:
    case 30:
      return 0;
    default:
      return std::nullopt;
  }
}

size_t VisitsOf(History* history, int practice) {
  const std::optional<size_t> told = ToldVisits(practice);
  if (told.has_value()) return *told;
  return history->random().Chance(65) ? 2 : 1;
}

const std::vector<Role>& Delegates() {
  static const auto* const roles =
      new std::vector<Role>{Role::ROLE_GP_OWNER, Role::ROLE_PRACTICE_MANAGER};
  return *roles;
}

// Two of gr-026 at one session, gr-025 absent, a former manager for gr-028.
void TellProgressStories(History* history) {
  const std::vector<std::string> owners = history->People("gr-026", Role::ROLE_GP_OWNER, kMiddle);
  for (const std::string& owner : owners) {
    history->Attend({owner, "gr-026", {}}, ProgressOn(kMiddle), kPresent);
  }
  const Guest absent = SomebodyFor(history, 25, {Role::ROLE_GP_OWNER}, kLast);
  history->Enrol(absent, ProgressOn(kLast), kLast - 20);
  history->Attend(absent, ProgressOn(kLast), kAbsent);
  const std::string former =
      history->People("gr-028", Role::ROLE_PRACTICE_MANAGER, kMiddle).front();
  history->Attend({former, "gr-028", {}}, ProgressOn(kLast), kPresent);
}

void HoldProgress(History* history) {
  history->PublishOffering(kProgress, OfferingKind::OFFERING_KIND_PROGRESS_SESSION,
                           "Digitale voortgangssessie jaar 3", {}, absl::CivilDay(2024, 6, 3));
  for (const absl::CivilDay date : {kFirst, kMiddle, kLast}) {
    history->ScheduleSession({.id = ProgressOn(date),
                              .offering_id = kProgress,
                              .date = date,
                              .hour = 19,
                              .minute = 30,
                              .minutes = 90});
  }
  TellProgressStories(history);
  std::map<absl::CivilDay, std::vector<Guest>> guests;
  for (int practice = 1; practice <= kPractices; ++practice) {
    const std::vector<absl::CivilDay> dates = DatesOf(practice);
    const size_t visits = VisitsOf(history, practice);
    for (size_t i = 0; i < visits; ++i) {
      if (IsGoneBy(practice, dates[i])) continue;
      guests[dates[i]].push_back(SomebodyFor(history, practice, Delegates(), dates[i]));
      // Nobody speaks for another practice here, whatever the list says.
      if (practice == 29) guests[dates[i]].back().represents = {"gr-030"};
    }
  }
  for (const auto& [date, list] : guests) {
    HoldSession(history, ProgressOn(date), list, /*absent_percent=*/0);
  }
}

std::vector<OpenCourse> Courses() {
  const Role assistant = Role::ROLE_MEDICAL_ASSISTANT;
  const Role nurse = Role::ROLE_PRACTICE_NURSE;
  const Role owner = Role::ROLE_GP_OWNER;
  // For whom they are meant is a hint of the plan (GR-10).
  return {
      {"triage", "triage-assertiveness", "Triage en assertiviteit", {assistant}},
      {"positive-health",
       "positive-health-solution-focused",
       "Positieve Gezondheid en oplossingsgericht werken",
       {owner, nurse, assistant, Role::ROLE_PRACTICE_MANAGER}},
      {"solk-alk", "solk-alk", "SOLK en ALK", {owner, nurse}},
      {"lean", "lean-training", "Leantraining", {Role::ROLE_PRACTICE_MANAGER, owner}},
  };
}

}  // namespace

void TellSessions(History* history) {
  HoldProgress(history);
  HoldOpenCourses(history, {.practices = kPractices,
                            .courses = Courses(),
                            .first = absl::CivilMonth(2022, 10),
                            .last = absl::CivilMonth(2026, 11),
                            .months_apart = 2,
                            .weekday = absl::Weekday::tuesday,
                            .least = 5,
                            .most = 9});
  std::vector<absl::CivilDay> dates;
  for (const int year : {2023, 2024, 2025, 2026}) dates.emplace_back(year, 4, 20);
  HoldSideMeetings(history, {.practices = kPractices,
                             .kind = OfferingKind::OFFERING_KIND_PRACTICE_MANAGER_MEETING,
                             .offering = "gr-managers",
                             .title = "Bijeenkomst praktijkmanagers",
                             .roles = {Role::ROLE_PRACTICE_MANAGER},
                             .dates = dates,
                             .percent = 60});
}

}  // namespace logboek::demo::gelders
