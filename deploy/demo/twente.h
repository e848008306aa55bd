// The parts of Twente's history. Each must be told after the one before.
#pragma once

#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo::twente {

inline constexpr int kPractices = 56;

// The start of the practice's cohort; who starts in 2026 is an entrant (TW-10).
absl::CivilDay StartOf(int number);
bool IsEntrant(int number);
// Merged, closed or out of the programme before the end of 2026.
bool Leaves(int number);

// Practices, people, rosters, joint plans, a centre, and how some of it ends.
void TellPractices(History* history);
// Reflection meetings (TW-04).
void TellReflection(History* history);
// Courses of the academy and of others (TW-13), and meetings that count for nothing.
void TellCourses(History* history);
// Practice plans, choices, statements (TW-02 to TW-08, TW-18).
void TellPlans(History* history);
// Data on request (TW-11).
void TellRequests(History* history);

}  // namespace logboek::demo::twente
