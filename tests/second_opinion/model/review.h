// What the parts of the model have in common: one practice, looked at on one day.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/second_opinion/model/opinion.h"
#include "tests/second_opinion/model/world.h"

namespace logboek::second_opinion {

namespace rp = logboek::regioplan::v1;

// A period that something is asked for. P3: of a programme year `nominal` is as the cohort or the
// region starts it, `real` after the cut by a later year that the region starts for everybody; of
// other periods both are the same.
struct Year {
  // A programme year, a calendar year, 0 for the plan's own period.
  uint32_t number = 0;
  Period nominal;
  Period real;
};

// One verdict while it is being worked out.
struct Row {
  const rp::RegionPlan* plan = nullptr;
  const rp::Obligation* obligation = nullptr;
  Year year;
  Opinion opinion;
};

// The practice that is looked at, or one that became part of it.
struct Self {
  std::string practice;
  absl::CivilDay since;
};

struct Review {
  const World& world;
  std::string practice;
  std::string region;
  std::string cohort;
  // The first day of taking part, and the first day no longer.
  absl::CivilDay begun_on;
  absl::CivilDay ended_on;
  absl::CivilDay at;
  // R10: the practice first.
  std::vector<Self> selves;
};

// Everything that is asked of the practice and for which periods, in the order of the answer.
std::vector<Row> RowsOf(const Review& review);

// R10: the practices whose facts count for the row's period, and those that are one with the
// practice on the day.
std::vector<std::string> OursIn(const Review& review, const Row& row);
std::vector<std::string> OursOn(const Review& review, absl::CivilDay day);

// How far a row lets members of a group speak for each other.
struct Unity {
  // O13: a centre is one unit whether it has one plan or several.
  bool centre_always = false;
  // O14: who joins a joint plan in this year counts as a member from its first day on; absent =
  // from the day of joining.
  std::optional<Period> whole_year;
};

// P13, R6: what somebody of `partner` does on the day is done for `practice`, too.
bool SpeaksFor(const World& world, absl::string_view partner, absl::string_view practice,
               absl::CivilDay day, const Unity& unity = {});

// They were members of one joint plan or centre, each at some time.
bool ArePartners(const World& world, absl::string_view partner, absl::string_view practice);

// The person has a role at the practice on the day, or at one that is one with it by then (R10);
// any role when `roles` is empty.
bool WorksAt(const Review& review, absl::string_view person, absl::string_view practice,
             absl::CivilDay day, const std::vector<event::v1::Role>& roles = {});

// P5, R9: the practice has said who its people are.
bool IsRosterConfirmed(const Review& review, const rp::RegionPlan& plan, const Period& window);

// Somebody in a role at the practice, or since its merger at one that became part of it.
struct Stay {
  std::string person;
  event::v1::Role role;
  Period period;
};
std::vector<Stay> StaysHere(const Review& review);

// Who is here on the day in one of the roles; in any when there are none.
std::set<std::string> RosterOf(const std::vector<Stay>& stays, absl::CivilDay day,
                               const std::vector<event::v1::Role>& roles);

// The row of the region's menu that is valid that day, or null.
const rp::MenuItem* MenuRowOn(const Review& review, absl::string_view slug, absl::CivilDay day);

// The region's menu has the row on that day.
bool OnMenu(const Review& review, absl::string_view slug, absl::CivilDay day);

// The version of the plan that was valid on the day, else the oldest; null = no such plan.
const rp::RegionPlan* VersionOn(const Review& review, absl::string_view plan, absl::CivilDay day);

// Enrolments that take one of the session's places now.
uint32_t PlacesTaken(const World& world, const Session& session);

// The enrolment is for the session, alone or in its series.
bool IsFor(const World& world, const Enrolment& enrolment, const Session& session);

// As far as `at` knows the enrolment has a place at the session, not given up before it.
bool HoldsPlace(const Review& review, const Enrolment& enrolment, const Session& session);

// A course in a practice is open to those who have a place; the practice has one when one of its
// own has.
bool IsOpenToUs(const Review& review, const Session& session);

// The person holds a place there, or can come however full it is.
bool IsSureOfPlace(const Review& review, const Session& session, const std::string& person);

// Sessions after `at`, and those of `at` at which nobody was yet recorded; by date, then id.
std::vector<const Session*> ComingSessions(const Review& review);

// Presence counts there; at a course completion does (R14).
bool IsMeeting(event::v1::OfferingKind kind);

// An instance of `role` takes one of the places of the session.
bool TakesPlace(const Session& session, event::v1::Role role);

template <typename E>
std::vector<E> EnumsOf(const google::protobuf::RepeatedField<int>& values) {
  std::vector<E> enums;
  for (const int value : values) enums.push_back(static_cast<E>(value));
  return enums;
}

void AddFlag(absl::string_view flag, std::vector<std::string>* flags);

// Lines by date, then by place in the log.
void SortLines(Opinion* opinion);

// The measures. Rows come with plan, obligation and year; everything else is filled in.
void JudgeSessionPool(const Review& review, const std::vector<Row*>& pool);
void JudgeQuarterCount(const Review& review, Row* row);
// `all_years`: the years of the obligation together.
void JudgeStaffShare(const Review& review, const Period& all_years, Row* row);

// O4: sessions at which the share was present.
void JudgeSharePresent(const Review& review, Row* row);
void JudgeChoice(const Review& review, Row* row);
void JudgeStatement(const Review& review, Row* row);
void JudgeVisit(const Review& review, Row* row);
void JudgeDataDelivery(const Review& review, Row* row);
void JudgeNewStaff(const Review& review, Row* row);

// The lines of our practice plans as they are on the day, each once, in order of their last change.
std::vector<LineState> LinesOn(const Review& review, const Row& row, absl::CivilDay day);

// Status and missing of something that can be done on every day until the window ends, from
// numerator and threshold. What was met first and taken back since is not met.
void SettleForm(const Review& review, Opinion* opinion);

// The days of the track inside the year, and nothing else.
bool OnTrack(const Review& review, absl::string_view track, absl::CivilDay day);

}  // namespace logboek::second_opinion
