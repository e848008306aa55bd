// The parts of Utrecht's history. Each must be told after the one before.
#pragma once

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/demo/history.h"

namespace logboek::demo::utrecht {

inline constexpr int kPractices = 40;

// The start of the practice's cohort.
absl::CivilDay StartOf(int number);

// Whoever is closely involved in the plan: an owner, or the practice manager.
Guest DelegateOf(History* history, int practice, const std::vector<absl::CivilDay>& days);

// Practices, people, rosters, tracks, joint plans and centres.
void TellPractices(History* history);
// Year 3 in series (UT3-03) and year 4 by the meeting (UT4-06).
void TellExchange(History* history);
// Krachtige basiszorg (UT3-09, UT4-10).
void TellKbz(History* history);
// Courses, and meetings that count for nothing (UT4-18).
void TellCourses(History* history);
// Practice plans and their lines, talks, statements, closed years (UT3-02, UT3-12 to UT3-14, UT4-03
// to UT4-05, UT4-15).
void TellPlans(History* history);

}  // namespace logboek::demo::utrecht
