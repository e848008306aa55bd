// The parts of Midden-Brabant's history. Each must be told after the one before.
#pragma once

#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo::midden_brabant {

inline constexpr int kPractices = 24;

// The start of the practice's cohort.
absl::CivilDay StartOf(int number);

// Practices, people and rosters.
void TellPractices(History* history);
// Triage (MB-05) and the other conversation (MB-09): courses, coaching, recognitions.
void TellCourses(History* history);
// Intervision (MB-11, MB-12).
void TellIntervision(History* history);
// Meetings that count for nothing.
void TellOtherMeetings(History* history);
// Plans, surveys, visits, closed years, reports (MB-03, MB-04, MB-07, MB-08, MB-13, MB-14, MB-17).
void TellForms(History* history);

}  // namespace logboek::demo::midden_brabant
