#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/gelders.h"
#include "deploy/demo/practice_life.h"
#include "storage/base/check.h"

namespace logboek::demo::gelders {
namespace {

std::vector<const char*> Names() {
  return {"Huisartsenpraktijk De Waalbandijk",
          "Huisartsen Kellensepoort",
          "Praktijk Passewaayse Hof",
          "Huisarts Zandwijkzicht",
          "Huisartsenpraktijk De Fruithof",
          "Huisartsen Oude Lingeloop",
          "Huisartsenpraktijk Betuwezoom",
          "Praktijk Geldermalser Spoor",
          "Huisartsenpraktijk De Perenlaan",
          "Huisartsen Beesderbrug",
          "Huisarts Deilse Weide",
          "Huisartsenpraktijk Meterense Toren",
          "Huisartsen Culemborgse Veerdam",
          "Praktijk De Zilversmid",
          "Huisartsenpraktijk Parijsch-Oost",
          "Huisartsen Terweijdelaan",
          "Huisarts Lekzichtkade",
          "Huisartsenpraktijk Burense Wal",
          "Huisartsen Maurikse Uiterwaard",
          "Huisartsenpraktijk Lienderkamp",
          "Praktijk Lienderdorp",
          "Huisarts Ingense Hoeve",
          "Huisartsenpraktijk Kesterense Stoep",
          "Huisartsen Opheusdense Boomgaard",
          "Praktijk Dodewaardhaven",
          "Huisartsenpraktijk Ochtense Rede",
          "Huisartsen Echteldse Biezen",
          "Huisarts Ophemertse Dijk",
          "Huisartsenpraktijk Heesseltse Bocht",
          "Huisartsen Varikse Plaat",
          "Praktijk Waardenburgse Molen",
          "Huisartsenpraktijk Haaftense Griend",
          "Huisartsen Zaltbommelse Poort",
          "Huisartsenpraktijk De Bommelvesting",
          "Huisarts Bruchemse Wetering",
          "Huisartsen Kerkdrielse Kil",
          "Praktijk Hedelse Sluis",
          "Huisartsenpraktijk Ammerzodense Gracht",
          "Huisartsen Brakelse Kraag",
          "Huisarts Poederoijense Tuin"};
}

Staff StaffOf(Random* random, int number) {
  Staff staff{.owners = random->Between(1, 3),
              .permanent_locums = random->Chance(35) ? 1 : 0,
              .employed = random->Chance(30) ? 1 : 0,
              .nurses = random->Between(1, 2),
              .assistants = random->Between(2, 4),
              .soh = random->Chance(15) ? 1 : 0,
              .managers = random->Chance(50) ? 1 : 0};
  // Two come at once from gr-026, and the manager of gr-028 leaves.
  if (number == 26) staff.owners = 2;
  if (number == 28) staff.managers = 1;
  return staff;
}

void RegisterAll(History* history) {
  int number = 0;
  for (const char* const name : Names()) {
    ++number;
    const absl::CivilDay from(history->random().Between(2003, 2018), 1, 1);
    history->RegisterPractice({.id = history->PracticeId(number),
                               .agb = absl::StrFormat("0194%04d", 307 + number * 191),
                               .name = name,
                               .cohort_id = ToIso(StartOf(number)),
                               .from = from,
                               .entered_on = StartOf(number) - 24});
    HireStaff(history, history->PracticeId(number), StaffOf(&history->random(), number), from);
  }
  CHECK_EQ(number, kPractices);
}

void TellChanges(History* history) {
  history->RegisterJointPlan("gr-joint-bommelerwaard", absl::CivilDay(2022, 12, 12),
                             {"gr-029", "gr-030"});
  const std::string manager =
      history->People("gr-028", Role::ROLE_PRACTICE_MANAGER, StartOf(28)).front();
  history->Leave(manager, "gr-028", absl::CivilDay(2025, 6, 1));
  for (int number = 1; number <= kPractices; ++number) {
    if (IsGoneBy(number, kLastDay)) continue;
    Turnover(history, history->PracticeId(number), StartOf(number) + 30, kLastDay, 7);
  }
}

void TellEnds(History* history) {
  history->EndParticipation("gr-018", "Geen tijd voor een derde jaar.", absl::CivilDay(2024, 7, 1));
  history->EndParticipation("gr-019", "Praktijk gaat verder zonder programma.",
                            absl::CivilDay(2025, 1, 1));
  history->MergePractice("gr-021", "gr-020", absl::CivilDay(2024, 3, 1));
  history->ClosePractice("gr-022", absl::CivilDay(2025, 2, 1));
}

void ConfirmRosters(History* history) {
  for (int number = 1; number <= kPractices; ++number) {
    const std::string id = history->PracticeId(number);
    history->ConfirmRoster(id, StartOf(number) + 28);
    for (const absl::CivilDay day : {absl::CivilDay(2024, 9, 2), absl::CivilDay(2025, 9, 1)}) {
      if (IsGoneBy(number, day) || !history->random().Chance(75)) continue;
      history->ConfirmRoster(id, day);
    }
  }
}

}  // namespace

absl::CivilDay StartOf(int number) {
  return number <= 22 ? absl::CivilDay(2022, 7, 1) : absl::CivilDay(2023, 1, 1);
}

absl::CivilDay YearStart(int number, int year) {
  const absl::CivilDay start = StartOf(number);
  return absl::CivilDay(start.year() + year - 1, start.month(), 1);
}

bool IsGoneBy(int number, absl::CivilDay day) {
  switch (number) {
    case 18:
      return day >= absl::CivilDay(2024, 7, 1);
    case 19:
      return day >= absl::CivilDay(2025, 1, 1);
    case 21:
      return day >= absl::CivilDay(2024, 3, 1);
    case 22:
      return day >= absl::CivilDay(2025, 2, 1);
    default:
      return false;
  }
}

void TellPractices(History* history) {
  RegisterAll(history);
  TellChanges(history);
  TellEnds(history);
  ConfirmRosters(history);
}

}  // namespace logboek::demo::gelders
