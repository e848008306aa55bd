// The parts of Gelders Rivierenland's history. Each must be told after the one before.
#pragma once

#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo::gelders {

inline constexpr int kPractices = 40;

// The start of the practice's cohort, and of its programme year.
absl::CivilDay StartOf(int number);
absl::CivilDay YearStart(int number, int year);
// Merged, closed or out of the programme by then.
bool IsGoneBy(int number, absl::CivilDay day);

// Practices, people, rosters, a joint plan, and how some of it ends.
void TellPractices(History* history);
// Lines of the practice plans of three years (GR-01, GR-02, GR-04, GR-05).
void TellPlans(History* history);
// Progress sessions (GR-06), courses, and meetings that count for nothing.
void TellSessions(History* history);
// Surveys and statements (GR-07, GR-08, GR-09), waivers, reminders, closed years.
void TellForms(History* history);

}  // namespace logboek::demo::gelders
