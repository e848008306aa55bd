#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/midden_brabant.h"
#include "deploy/demo/practice_life.h"

namespace logboek::demo::midden_brabant {
namespace {

// From this day on nobody looks at assistants or at the other conversation any more (MB-01), so
// people may come and go freely.
constexpr absl::CivilDay kFreeFrom(2024, 10, 1);

struct PracticeRow {
  const char* name;
  Staff staff;
};

std::vector<PracticeRow> Rows() {
  return {
      {"Huisartsenpraktijk De Leijtuin", {2, 1, 0, 1, 1, 4, 0, 1}},
      {"Huisartsen Wolwevershof", {2, 0, 1, 0, 1, 4, 0, 1}},
      {"Huisartsenpraktijk Kraaienven", {3, 0, 0, 0, 2, 4, 1, 1}},
      {"Praktijk Vierwinden", {2, 1, 0, 0, 1, 3, 0, 0}},
      {"Huisartsenpraktijk Heidezicht", {1, 0, 1, 0, 1, 0, 2, 0}},
      {"Huisarts aan de Donkerdijk", {1, 0, 0, 0, 1, 0, 0, 0}},
      {"Huisartsengroep Spoorzicht", {2, 0, 0, 1, 2, 5, 0, 1}},
      {"Huisartsen Textielplein", {3, 1, 0, 0, 2, 5, 0, 1}},
      {"Huisartsenpraktijk De Zandschel", {2, 1, 0, 0, 2, 3, 0, 1}},
      {"Praktijk Lindewijck", {2, 0, 0, 1, 1, 4, 0, 0}},
      {"Huisartsenpraktijk Oude Gracht-Oost", {2, 1, 0, 0, 1, 3, 0, 1}},
      {"Huisarts Molenakker", {1, 0, 0, 0, 1, 1, 0, 0}},
      {"Huisartsenpraktijk Beukenlaantje", {1, 0, 1, 0, 1, 1, 0, 0}},
      {"Huisartsen Katsbogt", {2, 0, 0, 1, 1, 4, 0, 1}},
      {"Huisartsenpraktijk De Rauwbraken", {2, 0, 1, 0, 2, 4, 0, 1}},
      {"Huisartsen Turfvaart", {1, 1, 0, 1, 2, 5, 0, 1}},
      {"Praktijk Achter de Kerk", {2, 0, 0, 0, 1, 3, 0, 0}},
      {"Huisartsenpraktijk Vossenhol", {2, 0, 0, 0, 1, 4, 0, 1}},
      {"Huisartsenpraktijk De Hilver", {2, 0, 0, 1, 2, 4, 0, 1}},
      {"Huisarts Zonnehoek", {1, 0, 0, 0, 1, 4, 0, 0}},
      {"Huisartsen Groenewoudsepad", {2, 0, 0, 1, 1, 3, 1, 1}},
      {"Medisch Huis Lovensbosch", {3, 1, 0, 1, 2, 4, 0, 1}},
      {"Huisartsenpraktijk Stappegoorhof", {2, 0, 1, 0, 2, 4, 1, 1}},
      {"Huisartsenpraktijk Trouwlaanzijde", {2, 0, 0, 0, 1, 4, 0, 1}},
  };
}

// The enrolment limit of each cohort is some days behind (MB-02).
absl::CivilDay EnteredOn(int number) {
  const absl::CivilDay start = StartOf(number);
  if (start.month() == 4) return absl::CivilDay(2023, 3, 13);
  return start.month() == 7 ? absl::CivilDay(2023, 6, 8) : absl::CivilDay(2023, 9, 7);
}

void RegisterAll(History* history) {
  int number = 0;
  for (const PracticeRow& row : Rows()) {
    ++number;
    const absl::CivilDay from(history->random().Between(2005, 2017), 1, 1);
    const absl::CivilDay start = StartOf(number);
    history->RegisterPractice(
        {.id = history->PracticeId(number),
         .agb = absl::StrFormat("0191%04d", 137 + number * 211),
         .name = row.name,
         .cohort_id = absl::StrFormat("%04d-%02d-%02d", start.year(), start.month(), start.day()),
         .from = from,
         .entered_on = EnteredOn(number)});
    HireStaff(history, history->PracticeId(number), row.staff, from);
  }
}

// The changes of staff on which a verdict turns (README.md names them by practice).
void TellChanges(History* history) {
  const auto assistant = [&](int practice, size_t index) {
    return history->People(history->PracticeId(practice), Role::ROLE_MEDICAL_ASSISTANT,
                           StartOf(practice))[index];
  };
  const Role da = Role::ROLE_MEDICAL_ASSISTANT;
  history->Hire("mb-001", da, absl::CivilDay(2024, 3, 30));
  history->Leave(assistant(2, 0), "mb-002", absl::CivilDay(2023, 8, 1));
  history->Leave(assistant(3, 0), "mb-003", absl::CivilDay(2024, 1, 1));
  history->Hire("mb-003", da, absl::CivilDay(2024, 1, 1));
  history->ChangeRole(assistant(4, 0), "mb-004", Role::ROLE_PRACTICE_NURSE,
                      absl::CivilDay(2023, 12, 1));
  // One permanent locum works in two practices and counts in both.
  const std::string locum =
      history->Hire("mb-018", Role::ROLE_GP_LOCUM_PERMANENT, absl::CivilDay(2022, 9, 1));
  history->Engage(locum, "mb-019", Role::ROLE_GP_LOCUM_PERMANENT, absl::CivilDay(2023, 1, 1));
  // An employed GP takes over a share of the practice; the retiring owner stays on as a locum.
  const std::string successor =
      history->People("mb-014", Role::ROLE_GP_EMPLOYED, StartOf(14)).front();
  history->ChangeRole(successor, "mb-014", Role::ROLE_GP_OWNER, absl::CivilDay(2024, 9, 1));
  const std::string retiring = history->People("mb-014", Role::ROLE_GP_OWNER, StartOf(14)).front();
  history->ChangeRole(retiring, "mb-014", Role::ROLE_GP_LOCUM, absl::CivilDay(2024, 9, 1));
}

// mb-006 never confirmed anything and mb-017 has not come to it yet.
bool ConfirmsRosters(int number) { return number != 6 && number != 17; }

void ConfirmRosters(History* history) {
  const std::vector<absl::CivilDay> later = {absl::CivilDay(2024, 2, 1), absl::CivilDay(2025, 2, 3),
                                             absl::CivilDay(2026, 2, 2),
                                             absl::CivilDay(2026, 9, 14)};
  for (int number = 1; number <= kPractices; ++number) {
    if (!ConfirmsRosters(number)) continue;
    history->ConfirmRoster(history->PracticeId(number), StartOf(number) + 21);
    for (const absl::CivilDay day : later) {
      if (history->random().Chance(85)) {
        history->ConfirmRoster(history->PracticeId(number), day);
      }
    }
  }
}

}  // namespace

absl::CivilDay StartOf(int number) {
  if (number <= 10) return absl::CivilDay(2023, 4, 1);
  return number <= 18 ? absl::CivilDay(2023, 7, 1) : absl::CivilDay(2023, 10, 1);
}

void TellPractices(History* history) {
  RegisterAll(history);
  TellChanges(history);
  for (int number = 1; number <= kPractices; ++number) {
    Turnover(history, history->PracticeId(number), kFreeFrom, kLastDay, 16);
  }
  ConfirmRosters(history);
}

}  // namespace logboek::demo::midden_brabant
