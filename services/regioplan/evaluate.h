// From facts to verdicts. Pure: the same facts and date give the same verdicts, in the same order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/regioplan/facts.h"

namespace logboek::regioplan {

// domain.md P16. The numbers stand in digests and are never reused.
enum class Status : uint8_t {
  kMet = 1,
  kOpen = 2,
  kAtRisk = 3,
  kNotMet = 4,
  kNotApplicable = 5,
  kUndetermined = 6,
  kWaived = 7,
  // No verdict: the plan asks for a number or a statement only.
  kReported = 8,
};

enum class Reason : uint8_t {
  kCounted = 1,
  kOutsideWindow = 2,
  kAbsent = 3,
  kVoided = 4,
  kDuplicate = 5,
  kNotOnMenu = 6,
  kRoleNotCounted = 7,
  kNotOnRoster = 8,
  kNotRepresented = 9,
  kAlreadyCredited = 10,
  kNotRecognised = 11,
};

enum class VerdictFlag : uint8_t {
  kProvisional = 1,
  kNotStarted = 2,
  kSurplus = 3,
  kRosterEmptied = 4,
  kCrossSeries = 5,
  kSameQuarter = 6,
  kEmptyQuarter = 7,
  kOrganiserCancelled = 8,
  kUnusualRole = 9,
  // The regional organisation asked, and nobody has answered.
  kAwaitingAnswer = 10,
  // The practice stopped taking part, or was closed, before the end of the period.
  kParticipationEnded = 11,
  // From here on the period is asked of the practice this one was merged into.
  kMerged = 12,
};

// One recorded fact and what it did for the verdict. One of session_id, offering_id, menu_slug,
// subject is set.
struct Evidence {
  domain::FactRef ref;
  absl::CivilDay date;
  std::string person_id;
  std::string practice_id;
  std::string session_id;
  std::string offering_id;
  std::string menu_slug;
  // What was handed in, answered or held: "practice_plan", "fund_use", "survey:ID",
  // "training_intent", "signed", "visit", "data_request:ID".
  std::string subject;
  Reason reason = Reason::kCounted;
  std::vector<VerdictFlag> flags;
  // With kAlreadyCredited: the programme year that used it; else 0.
  uint32_t credited_year = 0;
};

struct Coverage {
  uint32_t numerator = 0;
  uint32_t denominator = 0;
};

// Somebody on the roster who is not there yet.
struct OpenPerson {
  std::string person_id;
  // How many items are still needed.
  uint32_t items = 0;
};

// How what is missing can still be done: what `bookable` counts, by name.
struct Openings {
  // By date, then id; alive as long as the facts are.
  std::vector<const domain::Session*> sessions;
  // Shares only: one of these could be the next. Those who need least first.
  std::vector<OpenPerson> people;
};

// Somebody who is asked, and how many items of theirs count.
struct PersonProgress {
  std::string person_id;
  uint32_t items = 0;
};

struct Verdict {
  // Both point into the version of the plan that the year began under, held by
  // PracticeFacts.region; alive as long as the facts are.
  const regioplan::v1::Obligation* obligation = nullptr;
  const regioplan::v1::RegionPlan* plan = nullptr;
  // The period: a programme year from 1, a calendar year from 2000, 0 for the plan's own period.
  uint32_t programme_year = 0;
  Status status = Status::kOpen;
  // With kWaived, what the rules say; else equal to status.
  Status computed_status = Status::kOpen;
  std::string waiver_ground;
  uint32_t numerator = 0;
  uint32_t denominator = 0;
  uint32_t threshold = 0;
  domain::DateRange window;
  std::optional<absl::CivilDay> first_met_on;
  // Shares only.
  std::optional<Coverage> coverage_now;
  // How many more people, sessions, lines ...; 0 = nothing.
  uint32_t missing = 0;
  // With kOpen and kAtRisk when something is missing: sessions that would be credited to this row
  // (counts) or places (shares, at most one a session, or one a course, for each of the people who
  // could still need it) to be had before the window ends.
  uint32_t bookable = 0;
  // Absent unless asked for; empty where `bookable` is not worked out.
  std::optional<Openings> openings;
  std::vector<VerdictFlag> flags;
  // By date, then log position.
  std::vector<Evidence> evidence;
  // With evidence only, by person id. Shares: the roster of the day asked about, with the items of
  // the window. New staff: the new people of the last day looked at, with 1 item for a training.
  std::vector<PersonProgress> people;
};

// What an obligation is asked for at once. A programme year of one practice is nominal as its
// cohort has it, real after the region's cuts (domain.md P3); of other periods both are the same.
struct Period {
  // As Verdict::programme_year.
  uint32_t number = 0;
  domain::DateRange nominal;
  domain::DateRange real;
};

// Programme year `year` of a practice that started on `cohort_start`, under all plans of the
// region.
Period YearOf(const domain::Region& region, absl::CivilDay cohort_start, uint32_t year);

// The programme year that runs on `day`; 0 = none.
uint32_t RunningYear(const domain::Region& region, absl::CivilDay cohort_start, absl::CivilDay day);

struct EvaluateOptions {
  // Without, the evidence of every verdict stays empty; everything else is the same. Cheaper for
  // whole regions.
  bool with_evidence = true;
  // Fills Verdict::openings.
  bool with_openings = false;
};

// Every verdict of the practice on `at`, ordered by plan, obligation as in the plan's newest
// version, then period. Only facts that happened on or before `at` count. Empty when the practice
// takes no part. A row of another strength than "required" has its numbers and the status
// kReported, unless it is not applicable.
//
// Periods that begin after the practice stopped taking part, and from the day it is merged into
// another those that ran then or begin later, are not applicable here. Facts of practices that were
// merged into this one count from that day on for the periods the merger unites (R10).
//
// What stands in the evidence: of facts outside the window only those that would otherwise have
// been looked at, of a partner's sessions only those of a counted kind; nothing in a row that has
// not started.
std::vector<Verdict> Evaluate(const PracticeFacts& facts, absl::CivilDay at,
                              const EvaluateOptions& options = {});

}  // namespace logboek::regioplan
