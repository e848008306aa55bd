// What the questions about a region share: every practice in turn, and what their rows are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/queries/lists.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"

namespace logboek::queries {

// The verdicts point into the facts, so what is kept of them must be copied out.
using VisitPractice = absl::FunctionRef<void(const regioplan::PracticeFacts& facts,
                                             const std::vector<regioplan::Verdict>& verdicts)>;

// Evaluates every practice of the region, in order of id. The region is in the register.
absl::Status VisitPractices(const domain::Register& reg, absl::string_view region,
                            absl::CivilDay at, const regioplan::EvaluateOptions& options,
                            const registrar::KeepGoing& keep_going, VisitPractice visit);
// At the moment of the list.
absl::Status VisitPractices(const List& list, const regioplan::EvaluateOptions& options,
                            VisitPractice visit);

// A row of a plan.
struct ObligationPeriod {
  std::string plan_id = {};
  std::string obligation_id = {};
  uint32_t period = 0;
  regioplan::v1::Text label = {};
  regioplan::v1::Strength strength = regioplan::v1::STRENGTH_UNSPECIFIED;
};

// The obligations of a region, by plan id and id, in the order people read them; what only an older
// version of a plan asks comes after.
std::map<std::pair<std::string, std::string>, size_t> OrderOf(const domain::Region& region);

// Somebody on the roster who could be the next.
struct OpenStaff {
  std::string person_id = {};
  // Here, on the day asked about.
  std::vector<domain::Role> roles = {};
  // How many items this person still needs.
  uint32_t items = 0;
};

OpenStaff StaffOf(const regioplan::PracticeFacts& facts, const regioplan::OpenPerson& person,
                  absl::CivilDay at);

ObligationPeriod PeriodOf(const regioplan::Verdict& verdict);

// The row gives a verdict, not only a number or a tick.
bool GivesVerdict(const regioplan::Verdict& verdict);

// Sessions fill what the row asks for, so it has something to book.
bool NeedsSessions(const regioplan::Verdict& verdict);

// Something is missing in a window that runs: the row is open or at risk.
bool IsOpenNeed(const regioplan::Verdict& verdict);

// From `at` to the last day of the verdict's window.
int64_t DaysLeft(const regioplan::Verdict& verdict, absl::CivilDay at);

}  // namespace logboek::queries
