#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/midden_brabant.h"
#include "deploy/demo/practice_life.h"
#include "storage/base/check.h"

namespace logboek::demo::midden_brabant {
namespace {

constexpr Role kAssistant = Role::ROLE_MEDICAL_ASSISTANT;
constexpr Role kOwner = Role::ROLE_GP_OWNER;
constexpr Role kNurse = Role::ROLE_PRACTICE_NURSE;

constexpr absl::CivilDay kELearning(2023, 9, 2);

struct Run {
  const char* id;
  const char* slug;
  const char* title;
  absl::CivilDay date;
};

// The triage trainings of the first years.
std::vector<Run> TriageRuns() {
  return {
      {"mb-triage-2023-05-10", "triage-basic", "Triage: de basis", absl::CivilDay(2023, 5, 10)},
      {"mb-triage-2023-06-06", "triage-positive-health", "Triage en Positieve Gezondheid",
       absl::CivilDay(2023, 6, 6)},
      {"mb-triage-2023-10-12", "triage-basic", "Triage: de basis", absl::CivilDay(2023, 10, 12)},
      {"mb-triage-2023-11-07", "stimulate-selfcare", "Zelfzorg stimuleren",
       absl::CivilDay(2023, 11, 7)},
      {"mb-triage-2024-01-09", "triage-basic", "Triage: de basis", absl::CivilDay(2024, 1, 9)},
      {"mb-triage-2024-01-18", "difficult-patients", "Omgaan met lastige gesprekken",
       absl::CivilDay(2024, 1, 18)},
      {"mb-triage-2024-06-13", "triage-basic", "Triage: de basis", absl::CivilDay(2024, 6, 13)},
  };
}

// The courses for the other conversation.
std::vector<Run> ConversationRuns() {
  const char* const title = "Positieve Gezondheid: basistraining";
  return {
      {"mb-positive-health-2023-05-16", "positive-health-basic", title,
       absl::CivilDay(2023, 5, 16)},
      {"mb-positive-health-2023-09-19", "positive-health-basic", title,
       absl::CivilDay(2023, 9, 19)},
      {"mb-positive-health-2023-11-14", "positive-health-basic", title,
       absl::CivilDay(2023, 11, 14)},
      {"mb-positive-health-2024-01-23", "positive-health-basic", title,
       absl::CivilDay(2024, 1, 23)},
      {"mb-positive-health-2024-03-19", "positive-health-followup",
       "Positieve Gezondheid: verdieping", absl::CivilDay(2024, 3, 19)},
      {"mb-positive-health-2024-06-11", "positive-health-basic", title,
       absl::CivilDay(2024, 6, 11)},
  };
}

// Somebody goes to the run on `date`: the index counts those with the role when the cohort started.
struct Place {
  int practice = 0;
  Role role = Role::ROLE_UNSPECIFIED;
  size_t index = 0;
  absl::CivilDay date;
};

std::vector<Place> TriagePlaces() {
  const absl::CivilDay may(2023, 5, 10), june(2023, 6, 6), october(2023, 10, 12);
  const absl::CivilDay november(2023, 11, 7), january(2024, 1, 9), late(2024, 1, 18);
  const absl::CivilDay summer(2024, 6, 13);
  const Role da = kAssistant;
  return {
      {1, da, 0, may},
      {2, da, 0, may},
      {2, da, 1, november},
      {3, da, 0, june},
      {3, da, 1, october},
      {4, da, 0, june},
      {4, da, 1, january},
      {7, da, 0, june},
      {7, da, 1, october},
      {8, da, 0, june},
      {8, da, 1, october},
      {8, da, 2, late},
      {9, da, 0, november},
      {9, da, 1, november},
      {10, da, 0, october},
      {10, da, 1, january},
      {11, da, 0, october},
      {11, da, 1, january},
      {13, da, 0, november},
      {15, da, 0, may},
      {15, da, 1, may},
      {15, da, 2, late},
      {16, da, 0, october},
      {16, da, 1, november},
      {16, da, 2, january},
      {17, da, 0, january},
      {17, da, 1, late},
      {18, da, 0, november},
      {18, da, 1, january},
      {19, da, 0, november},
      {19, da, 1, late},
      {20, da, 0, november},
      {20, da, 1, january},
      {21, da, 0, november},
      {21, da, 1, january},
      {22, da, 0, november},
      {22, da, 1, november},
      {22, da, 2, january},
      {22, da, 3, late},
      {23, da, 0, january},
      {23, da, 1, summer},
      {24, da, 0, november},
      {24, da, 1, january},
      // Not assistants, so they change nothing.
      {5, Role::ROLE_SOH, 0, october},
      {9, kOwner, 0, november},
  };
}

std::string PersonAt(const History& history, const Place& place) {
  const std::vector<std::string> people =
      history.People(history.PracticeId(place.practice), place.role, StartOf(place.practice));
  CHECK(place.index < people.size());
  return people[place.index];
}

std::vector<Guest> GuestsOn(const History& history, const std::vector<Place>& places,
                            absl::CivilDay date) {
  std::vector<Guest> guests;
  for (const Place& place : places) {
    if (place.date != date) continue;
    guests.push_back({.person_id = PersonAt(history, place),
                      .practice_id = history.PracticeId(place.practice),
                      .represents = {}});
  }
  return guests;
}

void HoldRuns(History* history, const std::vector<Run>& runs, const std::vector<Place>& places,
              const std::string& leaves_early) {
  for (const Run& run : runs) {
    HoldCourse(history,
               {.id = run.id,
                .kind = OfferingKind::OFFERING_KIND_COURSE_OPEN,
                .title = run.title,
                .menu_slug = run.slug,
                .date = run.date,
                .capacity = 20,
                .without_certificate = {leaves_early}},
               GuestsOn(*history, places, run.date), /*absent_percent=*/0);
  }
}

void TellTriage(History* history) {
  const std::vector<Place> places = TriagePlaces();
  const std::string leaves_early =
      PersonAt(*history, {.practice = 21, .role = kAssistant, .index = 1, .date = {}});
  HoldRuns(history, TriageRuns(), places, leaves_early);

  // At home, without a session.
  history->PublishOffering("mb-difficult-patients-online", OfferingKind::OFFERING_KIND_E_LEARNING,
                           "Omgaan met lastige gesprekken (online)", {"difficult-patients"},
                           absl::CivilDay(2023, 8, 21));
  const std::string second =
      PersonAt(*history, {.practice = 1, .role = kAssistant, .index = 1, .date = {}});
  history->Complete("mb-difficult-patients-online", {second, "mb-001", {}}, kELearning);

  for (const size_t index : {size_t{0}, size_t{1}}) {
    const std::string person =
        PersonAt(*history, {.practice = 14, .role = kAssistant, .index = index, .date = {}});
    history->RecognisePriorTraining(
        person, "triage-basic", absl::CivilDay(2022, 11, 15),
        {.reason = "", .decided_by = "coordinator-mb", .on = absl::CivilDay(2023, 8, 21)});
  }
  const std::string revoked =
      PersonAt(*history, {.practice = 24, .role = kAssistant, .index = 1, .date = {}});
  history->RevokeCompletion("mb-triage-2024-01-09", revoked,
                            {.reason = "Toets niet gehaald; certificaat ten onrechte afgegeven.",
                             .decided_by = "opleider-triage",
                             .on = absl::CivilDay(2024, 2, 6)});
}

// Half of owners, permanent locums and nurses, on days inside the first year.
void PlaceHalf(History* history, int practice, std::vector<Place>* places) {
  const absl::CivilDay start = StartOf(practice);
  std::vector<absl::CivilDay> dates;
  for (const Run& run : ConversationRuns()) {
    if (start <= run.date && run.date < absl::CivilDay(2024, start.month(), 1)) {
      dates.push_back(run.date);
    }
  }
  std::vector<Place> pool;
  for (const Role role : {kOwner, Role::ROLE_GP_LOCUM_PERMANENT, kNurse}) {
    const size_t people = history->People(history->PracticeId(practice), role, start).size();
    for (size_t index = 0; index < people; ++index) {
      pool.push_back({practice, role, index, history->random().Pick(dates)});
    }
  }
  history->random().Shuffle(&pool);
  pool.resize((pool.size() + 1) / 2);
  places->insert(places->end(), pool.begin(), pool.end());
}

std::vector<Place> ConversationPlaces(History* history) {
  const absl::CivilDay may(2023, 5, 16), september(2023, 9, 19), november(2023, 11, 14);
  std::vector<Place> places = {
      // Three of five, pooled over the roles.
      {9, kOwner, 0, may},
      {9, kNurse, 0, september},
      {9, kNurse, 1, november},
      // One of three; the employed GP is in neither number.
      {10, kNurse, 0, september},
      {10, Role::ROLE_GP_EMPLOYED, 0, september},
      // Half before a fourth and a fifth came into the pool.
      {4, kOwner, 0, may},
      {4, kNurse, 0, may},
  };
  // mb-012 is coached, mb-021 has a recognition, and nobody of mb-024 came.
  const std::set<int> told = {4, 9, 10, 12, 21, 24};
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (told.count(practice) == 0) PlaceHalf(history, practice, &places);
  }
  return places;
}

void TellConversation(History* history) {
  HoldRuns(history, ConversationRuns(), ConversationPlaces(history), "");

  // Coaching at the practice: being there is enough.
  history->PublishOffering("mb-coaching-mb-012", OfferingKind::OFFERING_KIND_COACHING,
                           "Coaching Positieve Gezondheid op de praktijk",
                           {"positive-health-coaching"}, absl::CivilDay(2023, 11, 6));
  history->ScheduleSession({.id = "mb-coaching-mb-012-2024-02-06",
                            .offering_id = "mb-coaching-mb-012",
                            .date = absl::CivilDay(2024, 2, 6),
                            .hour = 8,
                            .minute = 30,
                            .minutes = 120,
                            .capacity = 4});
  const absl::CivilDay start = StartOf(12);
  std::vector<Guest> guests;
  for (const std::string& person : PeopleOf(*history, "mb-012", {kOwner, kAssistant}, start)) {
    guests.push_back({person, "mb-012", {}});
  }
  HoldSession(history, "mb-coaching-mb-012-2024-02-06", guests, /*absent_percent=*/0);

  for (const size_t index : {size_t{0}, size_t{1}}) {
    const std::string person =
        PersonAt(*history, {.practice = 21, .role = kOwner, .index = index, .date = {}});
    history->RecognisePriorTraining(
        person, "positive-health-basic", absl::CivilDay(2022, 10, 4),
        {.reason = "", .decided_by = "coordinator-mb", .on = absl::CivilDay(2023, 11, 20)});
  }
}

// What the academy went on to give, after the first years.
struct LaterCourse {
  const char* key;
  const char* slug;
  const char* title;
  std::vector<Role> roles;
};

std::vector<LaterCourse> LaterCourses() {
  return {
      {"triage", "triage-basic", "Triage: de basis", {kAssistant, Role::ROLE_SOH}},
      {"positive-health",
       "positive-health-basic",
       "Positieve Gezondheid: basistraining",
       {kOwner, Role::ROLE_GP_EMPLOYED, kNurse}},
      {"difficult-patients",
       "difficult-patients",
       "Omgaan met lastige gesprekken",
       {kAssistant, kNurse}},
      {"positive-health-followup",
       "positive-health-followup",
       "Positieve Gezondheid: verdieping",
       {kOwner, kNurse}},
      {"selfcare", "stimulate-selfcare", "Zelfzorg stimuleren", {kAssistant}},
  };
}

void TellLaterCourses(History* history) {
  const std::vector<LaterCourse> courses = LaterCourses();
  std::set<std::pair<std::string, std::string>> done;
  size_t turn = 0;
  for (absl::CivilMonth month(2024, 9); month <= absl::CivilMonth(2026, 11); ++month) {
    if (month.month() == 7 || month.month() == 8) continue;
    const LaterCourse& course = courses[turn++ % courses.size()];
    const absl::CivilDay date =
        absl::NextWeekday(absl::CivilDay(month) + 7, absl::Weekday::thursday);
    std::vector<Guest> everybody;
    for (int practice = 1; practice <= kPractices; ++practice) {
      const std::string id = history->PracticeId(practice);
      for (const std::string& person : PeopleOf(*history, id, course.roles, date)) {
        if (done.count({course.slug, person}) == 0) everybody.push_back({person, id, {}});
      }
    }
    history->random().Shuffle(&everybody);
    everybody.resize(
        std::min(everybody.size(), static_cast<size_t>(history->random().Between(8, 14))));
    for (const Guest& guest : everybody) done.emplace(course.slug, guest.person_id);
    HoldCourse(history,
               {.id = absl::StrCat("mb-", course.key, "-", ToIso(date)),
                .kind = OfferingKind::OFFERING_KIND_COURSE_OPEN,
                .title = course.title,
                .menu_slug = course.slug,
                .date = date,
                .capacity = 16,
                .without_certificate = {}},
               everybody, /*absent_percent=*/7);
  }
}

}  // namespace

void TellCourses(History* history) {
  TellTriage(history);
  TellConversation(history);
  TellLaterCourses(history);
}

}  // namespace logboek::demo::midden_brabant
