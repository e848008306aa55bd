#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/utrecht.h"
#include "storage/base/check.h"

namespace logboek::demo::utrecht {
namespace {

std::vector<const char*> Names() {
  return {"Huisartsenpraktijk Vechtzoom",
          "Huisartsen Griftoever",
          "Huisartsenpraktijk Zeven Bruggen",
          "Praktijk Het Spinnewiel",
          "Huisarts Biltpoort",
          "Huisartsenpraktijk De Kaatsbaan",
          "Huisartsen Singelrand",
          "Huisartsenpraktijk Rode Brugzijde",
          "Praktijk Ondiepse Hof",
          "Huisartsen Overkruin",
          "Huisartsenpraktijk Gagelsteyn",
          "Huisartsenpraktijk Kanaleneind",
          "Huisartsen Rijnvlietse Tuin",
          "Huisartsenpraktijk De Musketier",
          "Huisartsenpraktijk Parkhavenzicht",
          "Praktijk Zuilenburcht",
          "Huisartsen Merelhof",
          "Huisartsenpraktijk Oudwijkerveld",
          "Centrum Leidsche Maat, praktijk A",
          "Centrum Leidsche Maat, praktijk B",
          "Centrum Leidsche Maat, praktijk C",
          "Huisartsenpraktijk Tolsteegpoort",
          "Gezondheidscentrum Nieuwe Vaart 1",
          "Gezondheidscentrum Nieuwe Vaart 2",
          "Huisartsenpraktijk Ivoordreef",
          "Huisartsen Wittevrouwenveld",
          "Praktijk De Meernhof",
          "Huisartsenpraktijk Haarzicht",
          "Huisartsen Kromme Rijnkwartier",
          "Huisartsenpraktijk Lunettenhof",
          "Huisarts Sterrenwijkplein",
          "Huisartsenpraktijk Hooggraven",
          "Huisartsenpraktijk Tuindorp-Zuid",
          "Praktijk Voordorpse Dreef",
          "Huisartsen Terwijdehof",
          "Huisarts Pijlsweerdkade",
          "Huisartsenpraktijk Langerakse Plas",
          "Huisartsen Parkwijkrand",
          "Huisartsenpraktijk De Wetering",
          "Huisartsenpraktijk Rivierenkwartier"};
}

absl::CivilDay EnteredOn(int number) {
  const absl::CivilDay start = StartOf(number);
  return absl::CivilDay(absl::CivilMonth(start) - 1) + 6;
}

Staff StaffOf(Random* random, int number) {
  Staff staff{.owners = random->Between(1, 3),
              .permanent_locums = random->Between(0, 1),
              .locums = random->Chance(30) ? 1 : 0,
              .employed = random->Chance(45) ? 1 : 0,
              .nurses = random->Between(1, 3),
              .assistants = random->Between(2, 6),
              .soh = random->Chance(20) ? 1 : 0,
              .managers = random->Chance(65) ? 1 : 0};
  // An owner and a manager take turns at ut-001; the manager of ut-022 leaves; ut-032 sends hers
  // elsewhere.
  if (number == 1 || number == 22 || number == 32) staff.managers = 1;
  // Two come at once from ut-014; a locum of ut-026 also works at ut-027.
  if (number == 14) staff.owners = 2;
  if (number == 26) staff.permanent_locums = 1;
  return staff;
}

void RegisterAll(History* history) {
  int number = 0;
  for (const char* const name : Names()) {
    ++number;
    const absl::CivilDay start = StartOf(number);
    const absl::CivilDay from(history->random().Between(2005, 2018), 1, 1);
    history->RegisterPractice(
        {.id = history->PracticeId(number),
         .agb = absl::StrFormat("0192%04d", 283 + number * 173),
         .name = name,
         .cohort_id = absl::StrFormat("%04d-%02d-%02d", start.year(), start.month(), start.day()),
         .from = from,
         .entered_on = EnteredOn(number)});
    HireStaff(history, history->PracticeId(number), StaffOf(&history->random(), number), from);
  }
  CHECK_EQ(number, kPractices);
}

void TellChanges(History* history) {
  const std::string manager =
      history->People("ut-022", Role::ROLE_PRACTICE_MANAGER, StartOf(22)).front();
  history->Leave(manager, "ut-022", absl::CivilDay(2025, 12, 1));
  const std::string locum =
      history->People("ut-026", Role::ROLE_GP_LOCUM_PERMANENT, StartOf(26)).front();
  history->Engage(locum, "ut-027", Role::ROLE_GP_LOCUM_PERMANENT, absl::CivilDay(2024, 3, 1));
  for (int number = 1; number <= kPractices; ++number) {
    Turnover(history, history->PracticeId(number), StartOf(number) + 30, kLastDay, 14);
  }
}

// ut-011, ut-024 and ut-036 never confirmed a roster.
bool ConfirmsRosters(int number) { return number != 11 && number != 24 && number != 36; }

void ConfirmRosters(History* history) {
  const std::vector<absl::CivilDay> later = {
      absl::CivilDay(2024, 2, 15), absl::CivilDay(2025, 2, 13), absl::CivilDay(2026, 2, 12),
      absl::CivilDay(2026, 9, 10)};
  for (int number = 1; number <= kPractices; ++number) {
    if (!ConfirmsRosters(number)) continue;
    history->ConfirmRoster(history->PracticeId(number), StartOf(number) + 14);
    for (const absl::CivilDay day : later) {
      if (day < StartOf(number) + 60 || !history->random().Chance(85)) continue;
      history->ConfirmRoster(history->PracticeId(number), day);
    }
  }
}

void TellUnits(History* history) {
  // Three practices of the first cohort, a fourth that came later.
  history->RegisterJointPlan("ut-joint-noordoost", absl::CivilDay(2025, 3, 10),
                             {"ut-002", "ut-003", "ut-004"});
  history->AddJointPlanMember("ut-joint-noordoost", "ut-005", absl::CivilDay(2025, 6, 1));
  // Two practices, of which one goes on by itself.
  history->RegisterJointPlan("ut-joint-zuid", absl::CivilDay(2025, 9, 1), {"ut-029", "ut-030"});
  history->RemoveJointPlanMember("ut-joint-zuid", "ut-030", absl::CivilDay(2026, 6, 1));
  // A centre that is one unit, and one whose practices share no more than a roof.
  for (const char* const id : {"ut-019", "ut-020", "ut-021"}) {
    history->LinkHealthCentre("ut-centrum-leidsche-maat", id, absl::CivilDay(2023, 7, 1), true);
  }
  for (const char* const id : {"ut-023", "ut-024"}) {
    history->LinkHealthCentre("ut-centrum-nieuwe-vaart", id, absl::CivilDay(2023, 7, 1), false);
  }
}

}  // namespace

absl::CivilDay StartOf(int number) {
  if (number <= 14) return absl::CivilDay(2023, 4, 1);
  if (number <= 24) return absl::CivilDay(2023, 7, 1);
  return number <= 32 ? absl::CivilDay(2023, 10, 1) : absl::CivilDay(2024, 1, 1);
}

Guest DelegateOf(History* history, int practice, const std::vector<absl::CivilDay>& days) {
  const std::string id = history->PracticeId(practice);
  const auto person =
      SomebodyOf(history, id, {Role::ROLE_GP_OWNER, Role::ROLE_PRACTICE_MANAGER}, days);
  CHECK(person.has_value(), "owners stay");
  return {.person_id = *person, .practice_id = id, .represents = {}};
}

void TellPractices(History* history) {
  RegisterAll(history);
  TellChanges(history);
  TellUnits(history);
  ConfirmRosters(history);
}

}  // namespace logboek::demo::utrecht
