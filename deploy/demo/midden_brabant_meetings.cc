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

constexpr char kIntervision[] = "mb-intervision-mtvp";
constexpr size_t kPlaces = 12;
constexpr size_t kExpected = 10;

const std::vector<Role>& CountedRoles() {
  static const auto* const roles =
      new std::vector<Role>{Role::ROLE_GP_OWNER, Role::ROLE_GP_LOCUM_PERMANENT};
  return *roles;
}

std::string IntervisionOn(absl::CivilDay date) {
  return absl::StrCat("mb-intervision-", ToIso(date));
}

void Schedule(History* history, absl::CivilDay date) {
  history->ScheduleSession({.id = IntervisionOn(date),
                            .offering_id = kIntervision,
                            .date = date,
                            .hour = 19,
                            .minute = 30,
                            .minutes = 120,
                            .capacity = kPlaces,
                            // The calendar of a winter comes out in autumn.
                            .published_on = std::min(date - 90, absl::CivilDay(2026, 10, 1))});
}

// Second Tuesdays, and every other month a Thursday later on; not in the summer.
std::vector<absl::CivilDay> DatesBetween(absl::CivilMonth first, absl::CivilMonth last) {
  std::vector<absl::CivilDay> dates;
  for (absl::CivilMonth month = first; month <= last; ++month) {
    if (month.month() == 7 || month.month() == 8) continue;
    dates.push_back(absl::NextWeekday(absl::CivilDay(month) + 6, absl::Weekday::tuesday));
    if (month.month() % 2 == 1) {
      dates.push_back(absl::NextWeekday(absl::CivilDay(month) + 20, absl::Weekday::thursday));
    }
  }
  return dates;
}

// How often the GPs of a practice came in a year, in the order in which they joined; everybody else
// twice.
std::map<std::pair<int, int>, std::vector<int>> ToldVisits() {
  return {
      {{5, 2}, {1}},  {{7, 2}, {1, 1}},  {{10, 2}, {2, 0}},       {{11, 1}, {2, 1, 1}},
      {{12, 1}, {1}}, {{16, 2}, {1, 0}}, {{22, 1}, {2, 2, 1, 0}}, {{24, 1}, {0, 1}},
  };
}

// Practices whose numbers are told above stay out of the sessions that are filled up.
bool IsTold(int practice) {
  static const auto* const told = new std::set<int>{5, 7, 10, 11, 12, 16, 20, 22, 24};
  return told->count(practice) != 0;
}

using Plan = std::map<absl::CivilDay, std::vector<Guest>>;

// Gives one GP `visits` sessions of [from, until) with room.
void PlaceVisits(History* history, const Guest& guest, int visits, absl::CivilDay from,
                 absl::CivilDay until, Plan* plan) {
  std::vector<absl::CivilDay> free;
  for (const auto& [date, guests] : *plan) {
    const bool there = std::any_of(guests.begin(), guests.end(), [&](const Guest& other) {
      return other.person_id == guest.person_id;
    });
    if (from <= date && date < until && guests.size() < kExpected && !there &&
        history->IsEngaged(guest.person_id, guest.practice_id, date)) {
      free.push_back(date);
    }
  }
  CHECK(free.size() >= static_cast<size_t>(visits), "the calendar has room for everybody");
  history->random().Shuffle(&free);
  for (int i = 0; i < visits; ++i) (*plan)[free[static_cast<size_t>(i)]].push_back(guest);
}

void PlaceYear(History* history, int practice, int year, std::set<std::string>* placed,
               Plan* plan) {
  const absl::CivilDay start = StartOf(practice);
  const absl::CivilDay from(start.year() + year - 1, start.month(), 1);
  const absl::CivilDay until(start.year() + year, start.month(), 1);
  const std::string id = history->PracticeId(practice);
  const auto told = ToldVisits().count({practice, year}) == 0 ? std::vector<int>()
                                                              : ToldVisits()[{practice, year}];
  size_t index = 0;
  for (const std::string& person : PeopleOf(*history, id, CountedRoles(), until - 1)) {
    const int visits = index < told.size() ? told[index] : 2;
    ++index;
    // The locum of two practices counts in both, with the same two visits.
    if (!placed->insert(absl::StrCat(year, "/", person)).second) continue;
    PlaceVisits(history, {person, id, {}}, visits, from, until, plan);
  }
}

// GPs who were not asked to come that evening and come all the same, until `wanted` are enrolled.
std::vector<Guest> Others(History* history, absl::CivilDay date, const std::vector<Guest>& guests,
                          size_t wanted) {
  std::set<std::string> taken;
  for (const Guest& guest : guests) taken.insert(guest.person_id);
  std::vector<Guest> others;
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (IsTold(practice)) continue;
    const std::string id = history->PracticeId(practice);
    for (const std::string& person : PeopleOf(*history, id, CountedRoles(), date)) {
      if (taken.insert(person).second) others.push_back({person, id, {}});
    }
  }
  history->random().Shuffle(&others);
  CHECK(others.size() >= wanted);
  others.resize(wanted);
  return others;
}

// A full evening: twelve places, one sign-off, and the place goes to who asked next.
void FillUp(History* history, absl::CivilDay date, const std::vector<Guest>& guests) {
  const std::vector<Guest> others = Others(history, date, guests, kPlaces - guests.size() + 1);
  std::vector<std::string> enrolments;
  for (size_t i = 0; i + 1 < others.size(); ++i) {
    enrolments.push_back(history->Enrol(others[i], IntervisionOn(date), date - 70));
  }
  CHECK(enrolments.size() >= 2);
  history->CancelEnrolment(enrolments.front(), date - 6);
  history->Enrol(others.back(), IntervisionOn(date), date - 5);
  for (size_t i = 1; i < others.size(); ++i) {
    history->Attend(others[i], IntervisionOn(date),
                    history->random().Chance(25) ? AttendanceStatus::ATTENDANCE_STATUS_ABSENT
                                                 : AttendanceStatus::ATTENDANCE_STATUS_PRESENT);
  }
}

bool IsFull(absl::CivilDay date) {
  return date == absl::CivilDay(2023, 11, 14) || date == absl::CivilDay(2024, 2, 13) ||
         date == absl::CivilDay(2024, 10, 8) || date == absl::CivilDay(2025, 5, 13);
}

// One evening a thirteenth GP was let in.
constexpr absl::CivilDay kOverfull(2025, 3, 11);

void HoldEvenings(History* history, const Plan& plan) {
  const std::string facilitator =
      history->People("mb-013", Role::ROLE_GP_LOCUM, StartOf(13)).front();
  for (const auto& [date, guests] : plan) {
    history->Enrol({facilitator, "mb-013", {}}, IntervisionOn(date), date - 80,
                   Participation::PARTICIPATION_FACILITATOR);
    std::vector<Guest> all = guests;
    if (IsFull(date)) FillUp(history, date, guests);
    if (date == kOverfull) {
      for (Guest& other : Others(history, date, guests, kPlaces + 1 - guests.size())) {
        all.push_back(std::move(other));
      }
    }
    // A nurse comes along; hers is no place of a GP and she counts for nothing.
    const std::vector<std::string> nurses =
        history->People("mb-023", Role::ROLE_PRACTICE_NURSE, date);
    if (date.month() == 11 && !nurses.empty()) all.push_back({nurses.front(), "mb-023", {}});
    if (all.empty()) {
      history->CancelSession(IntervisionOn(date), "Te weinig aanmeldingen.", date - 7);
    } else {
      HoldSession(history, IntervisionOn(date), all, /*absent_percent=*/0);
    }
  }
}

// One record turns out to be wrong, another should never have been made.
void Mend(History* history, const Plan& plan) {
  for (const auto& [date, guests] : plan) {
    for (const Guest& guest : guests) {
      if (guest.practice_id != "mb-020" || date < absl::CivilDay(2024, 10, 1)) continue;
      history->CorrectAttendance(guest, IntervisionOn(date),
                                 AttendanceStatus::ATTENDANCE_STATUS_ABSENT,
                                 {.reason = "Handtekening bleek van een collega te zijn.",
                                  .decided_by = "coordinator-mb",
                                  .on = absl::CivilDay(2025, 11, 3)});
      return;
    }
  }
  CHECK(false, "the GP of mb-020 came in the second year");
}

// After the years that ask for it: who wants to come, comes.
void HoldLaterEvenings(History* history) {
  for (const absl::CivilDay date :
       DatesBetween(absl::CivilMonth(2025, 10), absl::CivilMonth(2026, 11))) {
    if (date >= kLastDay - 1) continue;
    Schedule(history, date);
    const size_t guests = static_cast<size_t>(history->random().Between(6, 11));
    MeetAt(history, IntervisionOn(date), Others(history, date, {}, guests), /*absent_percent=*/8);
    // The list of the last evening is not signed yet.
    if (absl::CivilMonth(date) != absl::CivilMonth(kLastDay))
      history->CloseList(IntervisionOn(date));
  }
}

// Evenings to come: one with room, one with a line that has moved up once, one with a line.
void PlanEvenings(History* history) {
  struct Evening {
    absl::CivilDay date;
    size_t wishes;
    size_t sign_offs;
  };
  const std::vector<Evening> evenings = {{absl::CivilDay(2026, 12, 8), 7, 0},
                                         {absl::CivilDay(2027, 1, 12), 15, 1},
                                         {absl::CivilDay(2027, 2, 9), 17, 0}};
  for (const Evening& evening : evenings) {
    Schedule(history, evening.date);
    std::vector<std::string> enrolments;
    absl::CivilDay day(2026, 10, 19);
    for (const Guest& guest : Others(history, evening.date, {}, evening.wishes)) {
      enrolments.push_back(history->Enrol(guest, IntervisionOn(evening.date), ++day));
    }
    for (size_t i = 0; i < evening.sign_offs; ++i) {
      history->CancelEnrolment(enrolments[4 + i], absl::CivilDay(2026, 11, 18));
    }
  }
}

std::vector<Guest> SomeOf(History* history, absl::CivilDay date, const std::vector<Role>& roles,
                          int percent) {
  std::vector<Guest> guests;
  for (int practice = 1; practice <= kPractices; ++practice) {
    const std::string id = history->PracticeId(practice);
    const auto person = SomebodyOf(history, id, roles, {date});
    if (person.has_value() && history->random().Chance(percent)) {
      guests.push_back({*person, id, {}});
    }
  }
  return guests;
}

// Each cohort was told what it would enter into (MB-02).
void HoldInformationMeetings(History* history) {
  history->PublishOffering("mb-information", OfferingKind::OFFERING_KIND_INFORMATION_MEETING,
                           "Informatiebijeenkomst Meer Tijd Voor de Patiënt", {},
                           absl::CivilDay(2022, 11, 21));
  for (const absl::CivilDay date :
       {absl::CivilDay(2023, 3, 6), absl::CivilDay(2023, 5, 31), absl::CivilDay(2023, 9, 6)}) {
    const std::string id = absl::StrCat("mb-information-", ToIso(date));
    history->ScheduleSession({.id = id,
                              .offering_id = "mb-information",
                              .date = date,
                              .hour = 19,
                              .minute = 0,
                              .minutes = 90});
    std::vector<Guest> guests;
    for (int practice = 1; practice <= kPractices; ++practice) {
      const absl::CivilDay start = StartOf(practice);
      if (date < start - 40 || start < date) continue;
      guests.push_back({*SomebodyOf(history, history->PracticeId(practice), CountedRoles(), {date}),
                        history->PracticeId(practice),
                        {}});
    }
    HoldSession(history, id, guests, /*absent_percent=*/0);
  }
}

void HoldNetworkMeetings(History* history, const std::string& offering, int hour,
                         const std::vector<Role>& roles, int percent) {
  for (int year = 2023; year <= 2026; ++year) {
    for (const int month : {3, 6, 10}) {
      const absl::CivilDay date =
          absl::NextWeekday(absl::CivilDay(year, month, 14), absl::Weekday::thursday);
      if (date < absl::CivilDay(2023, 6, 1)) continue;
      const std::string id = absl::StrCat(offering, "-", ToIso(date));
      history->ScheduleSession({.id = id,
                                .offering_id = offering,
                                .date = date,
                                .hour = hour,
                                .minute = 0,
                                .minutes = 90});
      HoldSession(history, id, SomeOf(history, date, roles, percent), /*absent_percent=*/6);
    }
  }
}

}  // namespace

void TellIntervision(History* history) {
  history->PublishOffering(kIntervision, OfferingKind::OFFERING_KIND_INTERVISION,
                           "Intervisie Meer Tijd Voor de Patiënt", {}, absl::CivilDay(2023, 2, 1));
  Plan plan;
  for (const absl::CivilDay date :
       DatesBetween(absl::CivilMonth(2023, 5), absl::CivilMonth(2025, 9))) {
    Schedule(history, date);
    plan[date] = {};
  }
  std::set<std::string> placed;
  for (int practice = 1; practice <= kPractices; ++practice) {
    for (const int year : {1, 2}) PlaceYear(history, practice, year, &placed, &plan);
  }
  HoldEvenings(history, plan);
  Mend(history, plan);
  HoldLaterEvenings(history);
  PlanEvenings(history);
  history->Waive("mb-016", "MB-11", 2,
                 {.reason = "Praktijkhouder was van mei 2024 tot februari 2025 ziek.",
                  .decided_by = "coordinator-mb",
                  .on = absl::CivilDay(2025, 7, 8)});
}

void TellOtherMeetings(History* history) {
  HoldInformationMeetings(history);
  history->PublishOffering("mb-managers", OfferingKind::OFFERING_KIND_PRACTICE_MANAGER_MEETING,
                           "Bijeenkomst praktijkmanagers", {}, absl::CivilDay(2023, 2, 1));
  HoldNetworkMeetings(history, "mb-managers", 15, {Role::ROLE_PRACTICE_MANAGER}, 65);
  history->PublishOffering("mb-assistants", OfferingKind::OFFERING_KIND_ASSISTANT_NETWORK_MEETING,
                           "Netwerkbijeenkomst doktersassistenten", {}, absl::CivilDay(2023, 2, 1));
  HoldNetworkMeetings(history, "mb-assistants", 16, {Role::ROLE_MEDICAL_ASSISTANT}, 60);
}

}  // namespace logboek::demo::midden_brabant
