#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/utrecht.h"
#include "storage/base/check.h"

namespace logboek::demo::utrecht {
namespace {

constexpr char kOffering[] = "ut-kbz";

struct Meeting {
  absl::CivilDay date;
  // Practices that came.
  std::vector<int> practices;
};

// One in every quarter. ut-012 joined in August 2025.
std::vector<Meeting> Meetings() {
  return {{absl::CivilDay(2025, 2, 11), {10, 11, 16, 25}},
          {absl::CivilDay(2025, 5, 13), {10, 11, 16, 25, 33}},
          {absl::CivilDay(2025, 9, 9), {10, 12, 16, 25}},
          {absl::CivilDay(2025, 11, 18), {10, 11, 12, 16, 25, 33}},
          {absl::CivilDay(2026, 2, 10), {10, 11, 12, 25, 33}},
          {absl::CivilDay(2026, 5, 12), {10, 11, 12, 16, 33}},
          {absl::CivilDay(2026, 9, 8), {10, 12, 16, 33}},
          {absl::CivilDay(2026, 11, 3), {10, 11, 12, 16, 33}}};
}

std::string KbzSessionOn(absl::CivilDay date) { return absl::StrCat("ut-kbz-", ToIso(date)); }

void Schedule(History* history, absl::CivilDay date, uint32_t capacity) {
  history->ScheduleSession({.id = KbzSessionOn(date),
                            .offering_id = kOffering,
                            .date = date,
                            .hour = 12,
                            .minute = 30,
                            .minutes = 90,
                            .capacity = capacity,
                            .published_on = std::min(date - 90, absl::CivilDay(2026, 10, 12))});
}

}  // namespace

void TellKbz(History* history) {
  for (const char* const id : {"ut-010", "ut-011", "ut-016", "ut-025", "ut-033"}) {
    history->StartTrack(id, "kbz", absl::CivilDay(2025, 1, 1));
  }
  history->StartTrack("ut-012", "kbz", absl::CivilDay(2025, 8, 15));

  history->PublishOffering(kOffering, OfferingKind::OFFERING_KIND_KBZ_MEETING,
                           "Uitwisseling Krachtige basiszorg", {}, absl::CivilDay(2024, 10, 14));
  for (const Meeting& meeting : Meetings()) {
    Schedule(history, meeting.date, 16);
    std::vector<Guest> guests;
    for (const int practice : meeting.practices) {
      guests.push_back(DelegateOf(history, practice, {meeting.date}));
    }
    HoldSession(history, KbzSessionOn(meeting.date), guests, /*absent_percent=*/0);
  }

  // The last one of year 4 is full, and ut-025 has no place.
  const absl::CivilDay coming(2027, 2, 9);
  Schedule(history, coming, 8);
  absl::CivilDay day(2026, 11, 5);
  for (const int practice : {10, 12, 16, 33, 11}) {
    const std::string id = history->PracticeId(practice);
    history->Enrol(DelegateOf(history, practice, {coming}), KbzSessionOn(coming), ++day);
  }
  for (const int practice : {10, 16, 33}) {
    const std::string id = history->PracticeId(practice);
    const std::vector<std::string> nurses =
        history->People(id, Role::ROLE_PRACTICE_NURSE, kLastDay);
    CHECK(!nurses.empty());
    history->Enrol({nurses.front(), id, {}}, KbzSessionOn(coming), ++day);
  }
}

}  // namespace logboek::demo::utrecht
