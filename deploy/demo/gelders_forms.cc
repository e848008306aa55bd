#include <string>

#include "deploy/demo/gelders.h"

namespace logboek::demo::gelders {
namespace {

constexpr char kWorkExperience[] = "work-experience";

// Every spring (GR-08). gr-002 has not answered in 2026, gr-003 never.
void TellSurveys(History* history) {
  for (const int year : {2025, 2026}) {
    for (int practice = 1; practice <= kPractices; ++practice) {
      const absl::CivilDay on(year, 4, history->random().Between(2, 28));
      const bool silent = practice == 3 || (practice == 2 && year == 2026);
      if (IsGoneBy(practice, on) || silent) continue;
      if (practice != 1 && practice != 2 && !history->random().Chance(80)) continue;
      history->AnswerSurvey({.practice_id = history->PracticeId(practice),
                             .survey = kWorkExperience,
                             .period = static_cast<uint32_t>(year),
                             .on = on,
                             .yes = true,
                             .count = 0});
    }
  }
}

// What is told of year 3 and not asked.
void TellStatements(History* history) {
  for (int practice = 1; practice <= kPractices; ++practice) {
    const absl::CivilDay on = YearStart(practice, 3) + history->random().Between(120, 300);
    if (IsGoneBy(practice, on) || practice == 3) continue;
    const std::string id = history->PracticeId(practice);
    if (practice == 1 || history->random().Chance(70)) history->SignStatement(id, "GR-07", 3, on);
    if (practice == 1 || history->random().Chance(40)) history->SignStatement(id, "GR-09", 3, on);
  }
}

void Decide(History* history) {
  // From 2025 on one has to come to the progress sessions (O19): to the third years that begin
  // then.
  history->Interpret(
      "O19", "required", absl::CivilDay(2025, 1, 1),
      {.reason = "Zonder voortgangssessies is er geen zicht op het derde jaar; besluit bestuur.",
       .decided_by = "bestuur-rivierenland",
       .on = absl::CivilDay(2024, 12, 9)});
  history->Waive("gr-017", "GR-01", 3,
                 {.reason = "Praktijkhouder overleden; de opvolger begon in juni 2025.",
                  .decided_by = "coordinator-rivierenland",
                  .on = absl::CivilDay(2025, 7, 8)});
  history->Waive("gr-027", "GR-06", 3,
                 {.reason = "Geen verbinding door een kabelbreuk op beide avonden.",
                  .decided_by = "coordinator-rivierenland",
                  .on = absl::CivilDay(2025, 12, 2)});
  for (const char* const id : {"gr-009", "gr-010", "gr-012", "gr-015"}) {
    history->Remind(id, "GR-01", 3, absl::CivilDay(2025, 5, 12));
  }
}

}  // namespace

void TellForms(History* history) {
  TellSurveys(history);
  TellStatements(history);
  Decide(history);
}

}  // namespace logboek::demo::gelders
