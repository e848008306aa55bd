#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/utrecht.h"
#include "storage/base/check.h"

namespace logboek::demo::utrecht {
namespace {

constexpr AttendanceStatus kPresent = AttendanceStatus::ATTENDANCE_STATUS_PRESENT;
constexpr AttendanceStatus kAbsent = AttendanceStatus::ATTENDANCE_STATUS_ABSENT;
constexpr char kYearThreeOffering[] = "ut-exchange-year-3";
constexpr char kYearFourOffering[] = "ut-exchange-year-4";

std::string SessionOn(absl::CivilDay date) { return absl::StrCat("ut-exchange-", ToIso(date)); }

struct SeriesRow {
  const char* id;
  std::vector<std::string> cohorts;
  absl::CivilDay first;
  absl::CivilDay second;
};

// The six dates of the plan (U3 §5).
std::vector<SeriesRow> SeriesRows() {
  return {{"ut-series-2023-04",
           {"2023-04-01"},
           absl::CivilDay(2025, 4, 15),
           absl::CivilDay(2025, 11, 4)},
          {"ut-series-2023-07",
           {"2023-07-01"},
           absl::CivilDay(2025, 5, 20),
           absl::CivilDay(2026, 1, 20)},
          {"ut-series-2023-10",
           {"2023-10-01", "2024-01-01"},
           absl::CivilDay(2025, 10, 21),
           absl::CivilDay(2026, 4, 14)}};
}

const SeriesRow& SeriesOf(int practice) {
  static const auto* const rows = new std::vector<SeriesRow>(SeriesRows());
  if (practice <= 14) return (*rows)[0];
  return practice <= 24 ? (*rows)[1] : (*rows)[2];
}

enum class Way {
  // In the series of its cohort.
  kSeries,
  // In one session at a time, for those dates it comes to.
  kSingle,
  // At the door, without an enrolment.
  kWalkIn,
};

struct YearThree {
  int practice;
  Way way;
  bool first;
  bool second;
  // Members of its joint plan or centre it speaks for, at either date.
  std::vector<std::string> represents_first = {};
  std::vector<std::string> represents_second = {};
};

// Practices that are not here sent nobody in year 3: members of a unit, the Krachtige-basiszorg
// track, and ut-024, ut-032, ut-036.
std::vector<YearThree> YearThreeRows() {
  return {
      {2, Way::kSeries, true, true, {"ut-003", "ut-004"}, {"ut-003", "ut-004", "ut-005"}},
      {8, Way::kSeries, true, false},
      {9, Way::kSeries, false, false},
      {12, Way::kSeries, true, false},
      {13, Way::kSeries, true, false},
      {15, Way::kSeries, true, true},
      {17, Way::kWalkIn, true, true},
      {18, Way::kSingle, false, true},
      {19, Way::kSeries, true, true, {"ut-020", "ut-021"}, {"ut-020", "ut-021"}},
      {23, Way::kSeries, true, true},
      {26, Way::kSeries, true, true},
      {27, Way::kSingle, true, true},
      {28, Way::kSeries, true, false},
      {29, Way::kSeries, true, true, {"ut-030"}, {"ut-030"}},
      {31, Way::kSeries, false, false},
      {34, Way::kSeries, true, true},
      {35, Way::kWalkIn, true, true},
      {37, Way::kSingle, false, true},
      {38, Way::kSeries, true, false},
      {39, Way::kSeries, true, true},
      {40, Way::kSeries, true, true},
  };
}

void ScheduleAt(History* history, const char* offering, absl::CivilDay date, uint32_t capacity) {
  history->ScheduleSession({.id = SessionOn(date),
                            .offering_id = offering,
                            .date = date,
                            .hour = 17,
                            .minute = 30,
                            .minutes = 90,
                            .capacity = capacity,
                            // The dates of the autumn and winter came out in one calendar.
                            .published_on = std::min(date - 90, absl::CivilDay(2026, 9, 21))});
}

void PublishSeries(History* history) {
  history->PublishOffering(kYearThreeOffering, OfferingKind::OFFERING_KIND_EXCHANGE_MEETING,
                           "Uitwisselbijeenkomst jaar 3", {}, absl::CivilDay(2024, 11, 4));
  for (const SeriesRow& row : SeriesRows()) {
    // Both dates of a series are out before the first, so the second is known for longer.
    for (const absl::CivilDay date : {row.first, row.second}) {
      history->ScheduleSession({.id = SessionOn(date),
                                .offering_id = kYearThreeOffering,
                                .date = date,
                                .hour = 17,
                                .minute = 30,
                                .minutes = 90,
                                .capacity = 30,
                                .published_on = row.first - 90});
    }
    history->DefineSeries(row.id, 3, row.cohorts, {SessionOn(row.first), SessionOn(row.second)});
  }
}

void TellRow(History* history, const YearThree& row) {
  const SeriesRow& series = SeriesOf(row.practice);
  Guest guest = DelegateOf(history, row.practice, {series.first, series.second});
  const std::vector<std::pair<absl::CivilDay, const std::vector<std::string>*>> dates = {
      {series.first, &row.represents_first}, {series.second, &row.represents_second}};
  if (row.way == Way::kSeries) {
    guest.represents = row.represents_first;
    history->EnrolSeries(guest, series.id, series.first - history->random().Between(20, 80));
  }
  for (const auto& [date, represents] : dates) {
    const bool comes = date == series.first ? row.first : row.second;
    if (row.way != Way::kSeries && !comes) continue;
    guest.represents = *represents;
    if (row.way == Way::kSingle) {
      history->Enrol(guest, SessionOn(date), date - history->random().Between(10, 50));
    }
    history->Attend(guest, SessionOn(date), comes ? kPresent : kAbsent);
  }
}

// The owner comes to the first date and the manager to the second.
void TellTurns(History* history) {
  const SeriesRow& series = SeriesOf(1);
  const Guest owner{
      history->People("ut-001", Role::ROLE_GP_OWNER, series.first).front(), "ut-001", {}};
  const Guest manager{
      history->People("ut-001", Role::ROLE_PRACTICE_MANAGER, series.second).front(), "ut-001", {}};
  history->EnrolSeries(owner, series.id, series.first - 40);
  history->Attend(owner, SessionOn(series.first), kPresent);
  history->Attend(manager, SessionOn(series.second), kPresent);
}

// Two come to the first date, nobody to the second.
void TellTwoAtOnce(History* history) {
  const SeriesRow& series = SeriesOf(14);
  const std::vector<std::string> owners =
      history->People("ut-014", Role::ROLE_GP_OWNER, series.first);
  history->EnrolSeries({owners[0], "ut-014", {}}, series.id, series.first - 33);
  history->Enrol({owners[1], "ut-014", {}}, SessionOn(series.first), series.first - 12);
  history->Attend({owners[0], "ut-014", {}}, SessionOn(series.first), kPresent);
  history->Attend({owners[1], "ut-014", {}}, SessionOn(series.first), kPresent);
  history->Attend({owners[0], "ut-014", {}}, SessionOn(series.second), kAbsent);
}

// The second date is attended by somebody who no longer works there.
void TellFormerManager(History* history) {
  const SeriesRow& series = SeriesOf(22);
  const Guest owner{
      history->People("ut-022", Role::ROLE_GP_OWNER, series.first).front(), "ut-022", {}};
  const Guest manager{
      history->People("ut-022", Role::ROLE_PRACTICE_MANAGER, series.first).front(), "ut-022", {}};
  history->EnrolSeries(owner, series.id, series.first - 25);
  history->Attend(owner, SessionOn(series.first), kPresent);
  history->Attend(owner, SessionOn(series.second), kAbsent);
  history->Attend(manager, SessionOn(series.second), kPresent);
}

// What was recorded late, wrongly, or decided by people.
void TellMending(History* history, const Guest& late, const Guest& wrong) {
  const SeriesRow& april = SeriesOf(6);
  history->Attend(late, SessionOn(april.second), kPresent, absl::CivilDay(2026, 4, 20));
  history->CorrectAttendance({.person_id = wrong.person_id, .practice_id = "", .represents = {}},
                             SessionOn(april.second), kAbsent,
                             {.reason = "Was afgemeld; de lijst is per vergissing aangevinkt.",
                              .decided_by = "coordinator-utrecht",
                              .on = absl::CivilDay(2026, 5, 10)});
  history->Waive("ut-008", "UT3-03", 3,
                 {.reason = "Praktijk gesloten door wateroverlast op de tweede datum.",
                  .decided_by = "coordinator-utrecht",
                  .on = absl::CivilDay(2026, 4, 9)});
}

void TellYearThree(History* history) {
  PublishSeries(history);
  for (const YearThree& row : YearThreeRows()) TellRow(history, row);
  TellTurns(history);
  TellTwoAtOnce(history);
  TellFormerManager(history);

  const SeriesRow& april = SeriesOf(6);
  const Guest late = DelegateOf(history, 6, {april.first, april.second});
  const Guest wrong = DelegateOf(history, 7, {april.first, april.second});
  for (const Guest& guest : {late, wrong}) {
    history->EnrolSeries(guest, april.id, april.first - 50);
    history->Attend(guest, SessionOn(april.first), kPresent);
  }
  history->Attend(wrong, SessionOn(april.second), kPresent);
  // One date in the series of another cohort makes up for the one missed.
  const SeriesRow& july = SeriesOf(15);
  const Guest swap = DelegateOf(history, 13, {july.second});
  history->Enrol(swap, SessionOn(july.second), july.second - 30);
  history->Attend(swap, SessionOn(july.second), kPresent);
  // A namesake was ticked off for a practice that was not there.
  const SeriesRow& october = SeriesOf(31);
  const std::string namesake =
      history->People("ut-031", Role::ROLE_MEDICAL_ASSISTANT, october.first).front();
  history->Attend({namesake, "ut-031", {}}, SessionOn(october.first), kPresent);

  for (const SeriesRow& row : SeriesRows()) {
    history->CloseList(SessionOn(row.first));
    history->CloseList(SessionOn(row.second));
  }
  TellMending(history, late, wrong);
  history->VoidAttendance(namesake, SessionOn(october.first),
                          {.reason = "Naamgenoot van een andere praktijk.",
                           .decided_by = "coordinator-utrecht",
                           .on = absl::CivilDay(2025, 11, 12)});
}

// Which of the five meetings of year 4 a practice came to: bit 0 is the first.
struct YearFour {
  int practice;
  std::vector<int> meetings;
};

std::vector<YearFour> YearFourRows() {
  return {{1, {0, 2}},  {2, {1}},     {6, {0, 3}},  {7, {2}},        {8, {1, 4}},  {13, {3, 4}},
          {14, {0, 4}}, {15, {1}},    {17, {2, 4}}, {18, {1, 2, 3}}, {19, {0, 3}}, {22, {4}},
          {23, {0}},    {25, {0, 3}}, {26, {1, 3}}, {27, {0, 1}},    {28, {3}},    {29, {2}},
          {30, {3}},    {34, {2}},    {37, {1, 2}}, {38, {2, 3}},    {40, {0}}};
}

// The meetings of year 4 that were held.
struct Held {
  absl::CivilDay date;
  // When it was first going to be, where that was another day; the session is called after it.
  absl::CivilDay planned;
};

std::vector<Held> HeldMeetings() {
  const auto as_planned = [](absl::CivilDay date) { return Held{date, date}; };
  return {as_planned(absl::CivilDay(2026, 5, 19)),
          as_planned(absl::CivilDay(2026, 6, 16)),
          as_planned(absl::CivilDay(2026, 9, 15)),
          {absl::CivilDay(2026, 10, 13), absl::CivilDay(2026, 10, 6)},
          as_planned(absl::CivilDay(2026, 11, 10))};
}

std::vector<std::string> RepresentedBy(int practice, absl::CivilDay date) {
  if (practice == 2) return {"ut-003", "ut-004", "ut-005"};
  if (practice == 19) return {"ut-020", "ut-021"};
  if (practice == 29 && date < absl::CivilDay(2026, 6, 1)) return {"ut-030"};
  return {};
}

void HoldYearFour(History* history) {
  history->PublishOffering(kYearFourOffering, OfferingKind::OFFERING_KIND_EXCHANGE_MEETING,
                           "Uitwisselingsbijeenkomst jaar 4", {}, absl::CivilDay(2026, 1, 15));
  const std::vector<Held> meetings = HeldMeetings();
  for (size_t meeting = 0; meeting < meetings.size(); ++meeting) {
    const auto& [date, planned] = meetings[meeting];
    ScheduleAt(history, kYearFourOffering, planned, 30);
    if (date != planned) history->MoveSession(SessionOn(planned), date, planned - 21);
    std::vector<Guest> guests;
    for (const YearFour& row : YearFourRows()) {
      const auto& wanted = row.meetings;
      if (std::find(wanted.begin(), wanted.end(), static_cast<int>(meeting)) == wanted.end()) {
        continue;
      }
      guests.push_back(DelegateOf(history, row.practice, {date}));
      guests.back().represents = RepresentedBy(row.practice, date);
    }
    HoldSession(history, SessionOn(planned), guests, /*absent_percent=*/0);
  }

  // One evening was called off a week before.
  const absl::CivilDay off(2026, 9, 29);
  ScheduleAt(history, kYearFourOffering, off, 30);
  for (const int practice : {22, 24, 28}) {
    history->Enrol(DelegateOf(history, practice, {off}), SessionOn(off), off - 40);
  }
  history->CancelSession(SessionOn(off), "Spreker ziek, geen vervanger gevonden.", off - 7);
}

// Practices that have what they need and send somebody once more.
std::vector<int> Satisfied() { return {1, 6, 8, 13, 14, 17, 18, 19, 26, 27, 37}; }

// Enrols each practice in turn, a day apart; returns the enrolments in that order.
std::vector<std::string> EnrolInTurn(History* history, absl::CivilDay date,
                                     const std::vector<int>& practices) {
  std::vector<std::string> enrolments;
  absl::CivilDay day(2026, 10, 14);
  for (const int practice : practices) {
    Guest guest = DelegateOf(history, practice, {date});
    guest.represents = RepresentedBy(practice, date);
    enrolments.push_back(history->Enrol(guest, SessionOn(date), ++day));
  }
  return enrolments;
}

// As many more practices as it takes to fill the session.
std::vector<int> Fill(std::vector<int> first, size_t places) {
  for (const int practice : Satisfied()) {
    if (first.size() < places) first.push_back(practice);
  }
  CHECK_EQ(first.size(), places);
  return first;
}

// The meetings to come: two are full, one has a line, one was moved and has room, one was called
// off.
void PlanYearFour(History* history) {
  const absl::CivilDay december(2026, 12, 8), january(2027, 1, 19), february(2027, 2, 16);
  const absl::CivilDay march(2027, 3, 9), off(2027, 2, 2);
  ScheduleAt(history, kYearFourOffering, december, 12);
  EnrolInTurn(history, december, Fill({7, 15, 23, 30}, 12));
  ScheduleAt(history, kYearFourOffering, january, 14);
  EnrolInTurn(history, january, Fill({2, 24, 28, 34}, 14));

  ScheduleAt(history, kYearFourOffering, february, 12);
  const std::vector<std::string> enrolments = EnrolInTurn(history, february, Fill({29, 40}, 12));
  for (const int practice : {32, 39, 36, 9}) {
    const Guest guest = DelegateOf(history, practice, {february});
    history->Enrol(guest, SessionOn(february), absl::CivilDay(2026, 11, 2) + practice % 7);
  }
  history->CancelEnrolment(enrolments.back(), absl::CivilDay(2026, 11, 17));

  ScheduleAt(history, kYearFourOffering, march, 24);
  EnrolInTurn(history, march, {22, 24});
  history->MoveSession(SessionOn(march), absl::CivilDay(2027, 3, 16), absl::CivilDay(2026, 11, 19));

  ScheduleAt(history, kYearFourOffering, off, 20);
  EnrolInTurn(history, off, {31, 39, 36});
  history->CancelSession(SessionOn(off), "Geen zaal beschikbaar.", absl::CivilDay(2026, 11, 12));
}

}  // namespace

void TellExchange(History* history) {
  TellYearThree(history);
  HoldYearFour(history);
  PlanYearFour(history);
}

}  // namespace logboek::demo::utrecht
