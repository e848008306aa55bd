// One function a measure: each fills a verdict whose obligation, plan and year are set. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/practice_view.h"

namespace logboek::regioplan {

using KindList = google::protobuf::RepeatedField<int>;
using SessionList = std::vector<const domain::Session*>;

bool ContainsKind(const KindList& kinds, domain::OfferingKind kind);

// Who speaks for the practice in a row, and in which practices' names (P13, R6, R10, O13-O15).
struct Representation {
  const v1::RegionPlan* plan = nullptr;
  Period period;
  // Kinds at which a partner does; empty = none.
  KindList kinds;
  bool only_listed = false;
  bool centre_always = false;
  // Who joins a joint plan in it is spoken for in the whole of it; absent = from joining on.
  std::optional<domain::DateRange> whole_year;
};

// By the practice itself, or by one merged into it whose facts count for the period.
bool IsOwn(const Representation& representation, const Voice& voice);
// The same for partners of one of these, whether they may speak or not.
bool IsPartner(const Representation& representation, const Voice& voice);
// Own, or a partner speaks for the practice at a session of that kind.
bool Speaks(const PracticeView& view, const Representation& representation, const Voice& voice,
            domain::OfferingKind kind);

// A verdict of a measure that counts sessions, while it is being worked out.
struct SessionRow {
  Verdict* verdict = nullptr;
  const v1::SessionCount* measure = nullptr;
  Period period;
};

// Divides the attended sessions over the rows of one credit pool (P12).
void EvaluateSessionPool(const PracticeView& view, std::vector<SessionRow> rows);

void EvaluateQuarterCount(const PracticeView& view, const v1::QuarterCount& measure,
                          const Period& period, Verdict* verdict);

// `window` is the period, or all periods of the obligation together (O4, TIMES_RULE_ACROSS_YEARS).
void EvaluateStaffShare(const PracticeView& view, const v1::StaffShare& measure,
                        const domain::DateRange& window, Verdict* verdict);

// `times` sessions at which the share of that day's roster was present (O4, SHARE_PRESENT).
// verdict->window is set.
void EvaluateSharePresent(const PracticeView& view, const v1::StaffShare& measure,
                          Verdict* verdict);

void EvaluateInterventionChoice(const PracticeView& view, const v1::InterventionChoice& measure,
                                const Period& period, Verdict* verdict);

void EvaluateStatement(const PracticeView& view, const v1::Statement& measure, const Period& period,
                       Verdict* verdict);

void EvaluateVisit(const PracticeView& view, const v1::Visit& measure, const Period& period,
                   Verdict* verdict);

void EvaluateDataDelivery(const PracticeView& view, const Period& period, Verdict* verdict);

void EvaluateNewStaffTraining(const PracticeView& view, const v1::NewStaffTraining& measure,
                              const Period& period, Verdict* verdict);

// The practice, or one merged into it whose facts count for the period, chose the menu row for the
// period and has not taken that back in it by `at`.
bool HasChosen(const PracticeView& view, const v1::RegionPlan& plan, absl::string_view menu_slug,
               const Period& period);

// Without a verdict where the plan asks for a number or a statement only.
void ApplyStrength(Verdict* verdict);

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
// holds one, or a partner who speaks for it does (R16).
bool CanBook(const PracticeView& view, const domain::Session& session,
             const Representation& representation);

// The coming sessions of these kinds in the window that can be booked, by kind.
std::vector<const domain::Session*> BookableSessions(const PracticeView& view,
                                                     const KindList& kinds,
                                                     const Representation& representation,
                                                     const domain::DateRange& window);

// How many people hold exactly these roles; the bits count the roles of a share from the first.
using RoleGroups = std::map<uint32_t, uint32_t>;
using CoverUse = std::function<bool(const RoleGroups& taken)>;

// Tries choices of people with which each role has as many of them as it needs, leaving out those
// that take more than that; true once `use` accepts one.
bool AnyCover(const RoleGroups& groups, const std::vector<uint32_t>& needs, const CoverUse& use);

// The size of the smallest such choice; everybody when there is none.
uint32_t FewestPeople(const RoleGroups& groups, const std::vector<uint32_t>& needs);

// Somebody on the roster who is not there yet, and how many items are still needed.
struct PersonalNeed {
  const StaffMember* member = nullptr;
  uint32_t items = 0;
  // As in RoleGroups; without O6 everybody has the one bit.
  uint32_t roles = 1;
  // Offerings of which this person completed the course, or was at a session that counts.
  std::vector<const domain::Offering*> completed;
  std::vector<const domain::Offering*> attended;
  // Things that can still be done by this person, and how many of the items take a seat that
  // somebody else could have; set by FindPlaces.
  uint32_t places = 0;
  uint32_t seats = 0;
};

struct BookablePlaces {
  uint32_t places = 0;
  // Enough of the people can still do all they need.
  bool enough = false;
};
// The sessions with a place for at least one of these people, by date, then id.
SessionList SessionsWithPlaces(const PracticeView& view, const v1::StaffShare& measure,
                               const domain::DateRange& window,
                               const std::vector<PersonalNeed>& needs);
// The coming sessions of these kinds with a place for at least so many of these people.
SessionList SessionsWithPlacesForMany(const PracticeView& view, const KindList& kinds,
                                      const domain::DateRange& window,
                                      const std::vector<PersonalNeed>& needs, uint32_t people);
// `missing`: how many more people are needed, in each role.
BookablePlaces FindPlaces(const PracticeView& view, const v1::StaffShare& measure,
                          const domain::DateRange& window, std::vector<PersonalNeed> needs,
                          const std::vector<uint32_t>& missing);

// Names the sessions among the verdict's openings if these were asked for; how many there are.
uint32_t OpenSessions(const SessionList& sessions, Verdict* verdict);
// The same for a share: the people, and the sessions with a place for one of them.
void OpenShare(const PracticeView& view, const v1::StaffShare& measure,
               const std::vector<PersonalNeed>& needs, Verdict* verdict);

// Flags the verdict when the organiser cancelled a session of these kinds that lay in the window,
// or in a series of its year, and in which the practice or a partner that may speak for it was
// enrolled.
void FlagCancelled(const PracticeView& view, const KindList& kinds,
                   const Representation& representation, Verdict* verdict);

// The practice has said who its people are, as the plan wants it said for this window (R9).
bool RosterConfirmed(const PracticeView& view, const v1::RegionPlan& plan,
                     const domain::DateRange& window);

// A fact of a practice that was merged into this one on `merged_on` counts for the period (R10).
bool Unites(const v1::RegionPlan& plan, const MergedOn& merged_on, const Period& period);

// The practice itself, and those merged into it whose facts count for the period.
std::vector<const domain::Practice*> United(const PracticeView& view, const v1::RegionPlan& plan,
                                            const Period& period);

// Status, missing and kNotStarted of something that can be done on every day until the window ends
// (a plan, a choice, an answer), from numerator and threshold. A period that has not begun is open,
// whatever was handed in for it (R15).
void SettleForm(const PracticeView& view, Verdict* verdict);

void AddEvidence(const AttendanceFact& fact, Reason reason, Verdict* verdict);

}  // namespace logboek::regioplan
