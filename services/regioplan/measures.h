// One function a measure: each fills a verdict whose obligation, plan and year are set. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/practice_view.h"

namespace logboek::regioplan {

using KindList = google::protobuf::RepeatedField<int>;

bool ContainsKind(const KindList& kinds, domain::OfferingKind kind);

// A verdict of a measure that counts sessions, while it is being worked out.
struct SessionRow {
  Verdict* verdict = nullptr;
  const v1::SessionCount* measure = nullptr;
  ProgrammeYear year;
};

// Divides the attended sessions over the rows of one credit pool (P12).
void EvaluateSessionPool(const PracticeView& view, std::vector<SessionRow> rows);

void EvaluateQuarterCount(const PracticeView& view, const v1::QuarterCount& measure,
                          const ProgrammeYear& year, Verdict* verdict);

void EvaluateStaffShare(const PracticeView& view, const v1::StaffShare& measure,
                        const ProgrammeYear& year, Verdict* verdict);

// Shows the verdict as waived when a decision on or before `at` says so; computed_status is set
// always.
void ApplyWaiver(const PracticeView& view, Verdict* verdict);

// Sets threshold, missing, status and kNotStarted from numerator and window, for a number of
// sessions. `bookable` is asked only when something is missing in a window that runs.
template <typename Bookable>
void SettleCount(const PracticeView& view, uint32_t needed, const Bookable& bookable,
                 Verdict* verdict) {
  verdict->denominator = needed;
  verdict->threshold = needed;
  verdict->missing = verdict->numerator < needed ? needed - verdict->numerator : 0;
  if (verdict->missing == 0) {
    verdict->status = Status::kMet;
    if (verdict->numerator > needed) verdict->flags.push_back(VerdictFlag::kSurplus);
  } else if (view.at() < verdict->window.from) {
    verdict->status = Status::kOpen;
    verdict->flags.push_back(VerdictFlag::kNotStarted);
  } else if (view.at() >= verdict->window.until) {
    verdict->status = Status::kNotMet;
  } else {
    verdict->bookable = bookable();
    verdict->status = verdict->missing > verdict->bookable ? Status::kAtRisk : Status::kOpen;
  }
}

// Somebody of the practice can still go to the coming session: there is a place, or the practice
// holds one, or for `represented_kinds` a partner does (R16).
bool CanBook(const PracticeView& view, const domain::Session& session,
             const KindList& represented_kinds);

// The coming sessions of these kinds in the window that can be booked, by kind.
std::vector<const domain::Session*> BookableSessions(const PracticeView& view,
                                                     const KindList& kinds,
                                                     const KindList& represented_kinds,
                                                     const domain::DateRange& window);

// Somebody on the roster who is not there yet, and how many items are still needed.
struct PersonalNeed {
  const StaffMember* member = nullptr;
  uint32_t items = 0;
  // Sessions with a place for this person; set by FindPlaces.
  uint32_t places = 0;
};

struct BookablePlaces {
  uint32_t places = 0;
  // `missing` of the people can still do all they need.
  bool enough = false;
};
BookablePlaces FindPlaces(const PracticeView& view, const v1::StaffShare& measure,
                          const domain::DateRange& window, std::vector<PersonalNeed> needs,
                          uint32_t missing);

// Flags the verdict when the organiser cancelled a session of these kinds that lay in the window,
// or in a series of its year, and in which the practice or a partner that may speak for it was
// enrolled.
void FlagCancelled(const PracticeView& view, const KindList& kinds,
                   const KindList& represented_kinds, Verdict* verdict);

void AddEvidence(const AttendanceFact& fact, Reason reason, Verdict* verdict);

}  // namespace logboek::regioplan
