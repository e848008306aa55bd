#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/twente.h"
#include "storage/base/check.h"

namespace logboek::demo::twente {
namespace {

// HZT took the register into use for the plan of 2026 and 2027.
constexpr absl::CivilDay kInUse(2025, 11, 24);

std::vector<const char*> Names() {
  return {"Huisartsenpraktijk Erve Brookman",
          "Huisartsen De Wheelerhoek",
          "Praktijk Boekelerveen",
          "Huisarts Stroinkshof",
          "Huisartsenpraktijk De Textielwever",
          "Huisartsen Het Rutbekerveld",
          "Huisartsenpraktijk Roombeekzijde",
          "Praktijk Twekkelerdreef",
          "Huisartsenpraktijk Lonnekerspoor",
          "Huisartsen Hogeland-Oost",
          "Huisartsenpraktijk De Spinnerij",
          "Huisarts Weerseloerhof",
          "Huisartsen Berflozijde",
          "Huisartsenpraktijk Hasselerbaan",
          "Praktijk Slangenbeekhof",
          "Huisartsenpraktijk De Klokkengieter",
          "Huisartsen Beckumerkamp",
          "Huisarts Groot Driene-West",
          "Huisartsenpraktijk Anninksveste",
          "Centrum Erve Noord, praktijk A",
          "Centrum Erve Noord, praktijk B",
          "Centrum Erve Noord, praktijk C",
          "Huisartsenpraktijk Nijreesbos",
          "Huisartsen Ossenkoppelerkade",
          "Huisarts Schelfhorstpad",
          "Praktijk Windmolenbree",
          "Huisartsenpraktijk Sluitersveldzicht",
          "Huisartsen Aadorperstraatje",
          "Huisartsenpraktijk Wierdense Enk",
          "Huisartsen Hoge Hexelse Kamp",
          "Huisartsenpraktijk Reggedalzoom",
          "Praktijk Rijssense Ham",
          "Huisartsen Volgerinkshof",
          "Huisarts Holterbergpoort",
          "Huisartsenpraktijk Dijkerhoekse Brink",
          "Huisartsen Markelose Esch",
          "Huisartsenpraktijk Stokkumerbeek",
          "Praktijk Delderbroekzicht",
          "Huisartsenpraktijk Twickelse Laan",
          "Huisartsen Bornse Maten",
          "Huisartsenpraktijk Zenderense Toren",
          "Huisarts Oldenzaalse Stift",
          "Huisartsen De Plechelmuskamp",
          "Huisartsenpraktijk Losserhofweide",
          "Praktijk Overdinkelse Veld",
          "Huisartsenpraktijk Gildehauserpad",
          "Huisartsen Dinkelbocht",
          "Huisartsenpraktijk Ootmarsumer Poort",
          "Huisarts Tubbergeresch",
          "Huisartsen Albergense Akker",
          "Huisartsenpraktijk Vriezenveense Wal",
          "Praktijk Westerhaarsveen",
          "Huisartsenpraktijk Goorse Heide",
          "Huisartsen Heecker Schoolzicht",
          "Huisartsenpraktijk Haaksberger Buurse",
          "Huisarts Needse Rietmolen"};
}

Staff StaffOf(Random* random, int number) {
  Staff staff{.owners = random->Between(1, 3),
              .permanent_locums = random->Chance(40) ? 1 : 0,
              .employed = random->Chance(30) ? 1 : 0,
              .nurses = random->Between(1, 2),
              .assistants = random->Between(2, 4),
              .soh = random->Chance(15) ? 1 : 0,
              .managers = random->Chance(55) ? 1 : 0};
  // The manager of tw-006 leaves, that of tw-021 asks for a place at a course of assistants.
  if (number == 6 || number == 21) staff.managers = 1;
  // A permanent locum of tw-028 also works at tw-029.
  if (number == 28) staff.permanent_locums = 1;
  if (number == 29) staff.owners = 2;
  return staff;
}

void RegisterAll(History* history) {
  int number = 0;
  for (const char* const name : Names()) {
    ++number;
    const absl::CivilDay from(history->random().Between(2004, 2019), 1, 1);
    history->RegisterPractice({.id = history->PracticeId(number),
                               .agb = absl::StrFormat("0193%04d", 211 + number * 137),
                               .name = name,
                               .cohort_id = ToIso(StartOf(number)),
                               .from = from,
                               .entered_on = kInUse + (number - 1) / 14});
    HireStaff(history, history->PracticeId(number), StaffOf(&history->random(), number), from);
  }
  CHECK_EQ(number, kPractices);
}

void TellChanges(History* history) {
  history->ChangeIdentifier("tw-027", "01938888", absl::CivilDay(2026, 4, 1));
  const std::string manager =
      history->People("tw-006", Role::ROLE_PRACTICE_MANAGER, kInUse).front();
  history->Leave(manager, "tw-006", absl::CivilDay(2026, 4, 1));
  // The practices entered the same locum, each under a pseudonym of its own.
  const std::string locum =
      history->People("tw-028", Role::ROLE_GP_LOCUM_PERMANENT, kInUse).front();
  const std::string again =
      history->Hire("tw-029", Role::ROLE_GP_LOCUM_PERMANENT, absl::CivilDay(2025, 6, 1));
  history->LinkPersons(
      locum, again,
      {.reason = "", .decided_by = "coordinator-hzt", .on = absl::CivilDay(2026, 3, 9)});
  for (int number = 1; number <= kPractices; ++number) {
    // At these the people of a story stay.
    if (Leaves(number) || number <= 2 || number == 7) continue;
    Turnover(history, history->PracticeId(number), absl::CivilDay(2025, 11, 20), kLastDay, 12);
  }
}

void TellUnits(History* history) {
  history->RegisterJointPlan("tw-joint-boekel", absl::CivilDay(2025, 12, 15), {"tw-003", "tw-004"});
  history->RegisterJointPlan("tw-joint-almelo", absl::CivilDay(2025, 12, 18), {"tw-023", "tw-024"});
  for (const char* const id : {"tw-020", "tw-021", "tw-022"}) {
    history->LinkHealthCentre("tw-centrum-erve-noord", id, absl::CivilDay(2024, 1, 1), true);
  }
  // One practice of the centre moves to rooms of its own.
  history->UnlinkHealthCentre("tw-centrum-erve-noord", "tw-022", absl::CivilDay(2026, 5, 1));
}

void ConfirmRosters(History* history) {
  for (int number = 1; number <= kPractices; ++number) {
    const std::string id = history->PracticeId(number);
    history->ConfirmRoster(id, absl::CivilDay(2026, 1, 12));
    if (Leaves(number) || !history->random().Chance(80)) continue;
    history->ConfirmRoster(id, absl::CivilDay(2026, 9, 7));
  }
}

void TellEnds(History* history) {
  history->MergePractice("tw-018", "tw-019", absl::CivilDay(2026, 7, 1));
  history->ClosePractice("tw-025", absl::CivilDay(2026, 8, 1));
  history->EndParticipation("tw-026", "Contract met de verzekeraar niet voortgezet.",
                            absl::CivilDay(2026, 10, 1));
}

}  // namespace

absl::CivilDay StartOf(int number) {
  if (number <= 30) return absl::CivilDay(2023, 1, 1);
  return IsEntrant(number) ? absl::CivilDay(2026, 1, 1) : absl::CivilDay(2024, 1, 1);
}

bool IsEntrant(int number) { return number >= 45; }

bool Leaves(int number) { return number == 18 || number == 25 || number == 26; }

void TellPractices(History* history) {
  RegisterAll(history);
  TellChanges(history);
  TellUnits(history);
  TellEnds(history);
  ConfirmRosters(history);
}

}  // namespace logboek::demo::twente
