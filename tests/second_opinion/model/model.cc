#include "tests/second_opinion/model/model.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

// O4: from the first to the last of the obligation's years.
Period AllYears(const std::vector<Row>& rows, const Row& row) {
  Period all = row.year.real;
  for (const Row& other : rows) {
    if (other.obligation->id() != row.obligation->id()) continue;
    all.from = std::min(all.from, other.year.real.from);
    all.until = std::max(all.until, other.year.real.until);
  }
  return all;
}

std::string PoolOf(const Row& row) {
  const std::string& pool = row.obligation->session_count().credit_pool();
  return pool.empty() ? absl::StrCat("of ", row.obligation->id()) : absl::StrCat("named ", pool);
}

// UT3-01, R10: the flag that says why the period is not asked of the practice any more; empty = it
// is.
std::string NotAsked(const Review& review, const Row& row) {
  if (row.year.real.from >= review.ended_on) return "participation_ended";
  for (const Merger& merger : review.world.mergers) {
    if (merger.from != review.practice || merger.on > review.at) continue;
    const bool all = row.plan->merge_scope() == rp::MERGE_SCOPE_ALL;
    if (all || merger.on < row.year.real.until) return "merged";
  }
  return "";
}

// R15.
void WarnOfEnd(const Review& review, Row* row) {
  if (review.ended_on != kNever && row->year.real.Has(review.ended_on)) {
    AddFlag("participation_ended", &row->opinion.flags);
  }
}

// Everything but counts of sessions, which share theirs with other rows.
void Measure(const Review& review, const std::vector<Row>& rows, Row* row) {
  const rp::Obligation& obligation = *row->obligation;
  if (obligation.has_quarter_count()) JudgeQuarterCount(review, row);
  if (obligation.staff_share().times_rule() == rp::TIMES_RULE_SHARE_PRESENT) {
    JudgeSharePresent(review, row);
  } else if (obligation.has_staff_share()) {
    JudgeStaffShare(review, AllYears(rows, *row), row);
  }
  if (obligation.has_intervention_choice()) JudgeChoice(review, row);
  if (obligation.has_statement()) JudgeStatement(review, row);
  if (obligation.has_visit()) JudgeVisit(review, row);
  if (obligation.has_data_delivery()) JudgeDataDelivery(review, row);
  if (obligation.has_new_staff_training()) JudgeNewStaff(review, row);
}

// P12: rows of one pool share their sessions, the oldest year first.
void JudgePools(const Review& review, std::vector<Row>* rows) {
  std::map<std::string, std::vector<Row*>> pools;
  for (Row& row : *rows) {
    if (!NotAsked(review, row).empty() || !row.obligation->has_session_count()) continue;
    pools[PoolOf(row)].push_back(&row);
  }
  for (auto& [name, pool] : pools) {
    std::stable_sort(pool.begin(), pool.end(), [](const Row* a, const Row* b) {
      return a->year.real.from < b->year.real.from;
    });
    JudgeSessionPool(review, pool);
  }
}

// Nothing is asked, so nothing is missing.
void Report(Opinion* opinion) {
  if (opinion->status != "not_applicable") opinion->status = "reported";
  opinion->missing = 0;
  opinion->bookable = 0;
}

// R10: the practice and those that became part of it by the day, by way of others, too: each from
// the day of the last merger on its way here.
std::vector<Self> SelvesOf(const World& world, const std::string& practice, absl::CivilDay at) {
  std::vector<Self> selves = {{practice, absl::CivilDay::min()}};
  for (size_t i = 0; i < selves.size(); ++i) {
    for (const Merger& merger : world.mergers) {
      if (merger.into != selves[i].practice || merger.on > at) continue;
      selves.push_back({merger.from, std::max(merger.on, selves[i].since)});
    }
  }
  return selves;
}

// R15: the computed verdict is kept beside the waiver.
void ApplyWaivers(const Review& review, Opinion* opinion) {
  opinion->computed_status = opinion->status;
  for (const Waiver& waiver : review.world.waivers) {
    if (waiver.practice != review.practice || waiver.obligation != opinion->obligation) continue;
    if (waiver.year != opinion->year || waiver.decided_on > review.at) continue;
    opinion->status = "waived";
    opinion->waiver_ground = waiver.ground;
  }
}

// One of the roles the person has today is counted at the session.
bool NeedsSeat(const Review& review, const Session& session, const std::string& person) {
  if (session.capacity == 0) return false;
  for (const Engagement& part : review.world.engagements) {
    if (part.person == person && Contains(OursOn(review, review.at), part.practice) &&
        part.period.Has(review.at) && TakesPlace(session, part.role)) {
      return true;
    }
  }
  return false;
}

// The enrolment is one of the practice, or of a partner who speaks for it that day.
bool IsForUs(const Review& review, const Enrolment& enrolment, absl::CivilDay day) {
  for (const Self& self : review.selves) {
    if (enrolment.practice == self.practice) return true;
    if (SpeaksFor(review.world, enrolment.practice, self.practice, day)) return true;
  }
  return false;
}

}  // namespace

bool OnTrack(const Review& review, absl::string_view track, absl::CivilDay day) {
  for (const TrackStay& stay : review.world.tracks) {
    if (stay.practice == review.practice && stay.track == track && stay.period.Has(day)) {
      return true;
    }
  }
  return false;
}

bool IsUnited(const Review& review, const rp::RegionPlan& plan, const Year& year,
              const Self& self) {
  return self.practice == review.practice || plan.merge_scope() == rp::MERGE_SCOPE_ALL ||
         self.since < year.real.until;
}

std::vector<std::string> OursIn(const Review& review, const Row& row) {
  std::vector<std::string> ours;
  for (const Self& self : review.selves) {
    if (IsUnited(review, *row.plan, row.year, self)) ours.push_back(self.practice);
  }
  return ours;
}

std::vector<std::string> OursOn(const Review& review, absl::CivilDay day) {
  std::vector<std::string> ours;
  for (const Self& self : review.selves) {
    if (self.since <= day) ours.push_back(self.practice);
  }
  return ours;
}

bool WorksAt(const Review& review, absl::string_view person, absl::string_view practice,
             absl::CivilDay day, const std::vector<event::v1::Role>& roles) {
  std::vector<std::string> places = OursOn(review, day);
  if (!Contains(places, practice)) places = {std::string(practice)};
  for (const Engagement& part : review.world.engagements) {
    if (part.person != person || !Contains(places, part.practice) || !part.period.Has(day)) {
      continue;
    }
    if (roles.empty() || Contains(roles, part.role)) return true;
  }
  return false;
}

bool IsRosterConfirmed(const Review& review, const rp::RegionPlan& plan, const Period& window) {
  for (const Confirmation& confirmation : review.world.confirmations) {
    if (confirmation.practice != review.practice || confirmation.as_of > review.at) continue;
    if (plan.roster_confirmed_within_window() && !window.Has(confirmation.as_of)) continue;
    return true;
  }
  return false;
}

std::vector<Stay> StaysHere(const Review& review) {
  std::vector<Stay> stays;
  for (const Engagement& part : review.world.engagements) {
    for (const Self& self : review.selves) {
      if (part.practice != self.practice) continue;
      Stay stay{part.person, part.role, part.period};
      if (self.practice != review.practice) {
        stay.period.from = std::max(stay.period.from, self.since);
        if (stay.period.empty()) continue;
      }
      stays.push_back(stay);
    }
  }
  return stays;
}

std::set<std::string> RosterOf(const std::vector<Stay>& stays, absl::CivilDay day,
                               const std::vector<event::v1::Role>& roles) {
  std::set<std::string> roster;
  for (const Stay& stay : stays) {
    const bool in_role = roles.empty() || Contains(roles, stay.role);
    if (in_role && stay.period.Has(day)) roster.insert(stay.person);
  }
  return roster;
}

bool SpeaksFor(const World& world, absl::string_view partner, absl::string_view practice,
               absl::CivilDay day, const Unity& unity) {
  for (const Membership& theirs : world.memberships) {
    for (const Membership& ours : world.memberships) {
      if (theirs.practice != partner || ours.practice != practice) continue;
      if (theirs.group != ours.group || !theirs.period.Has(day)) continue;
      if (theirs.centre) {
        const bool one_unit = unity.centre_always || (theirs.single_plan && ours.single_plan);
        if (one_unit && ours.period.Has(day)) return true;
      } else if (theirs.submitted_on <= day) {
        Period ours_here = ours.period;
        const bool joined_in_it = unity.whole_year && unity.whole_year->Has(ours_here.from);
        if (joined_in_it) ours_here.from = unity.whole_year->from;
        if (ours_here.Has(day)) return true;
      }
    }
  }
  return false;
}

bool ArePartners(const World& world, absl::string_view partner, absl::string_view practice) {
  if (partner == practice) return false;
  for (const Membership& theirs : world.memberships) {
    for (const Membership& ours : world.memberships) {
      if (theirs.practice == partner && ours.practice == practice && theirs.group == ours.group) {
        return true;
      }
    }
  }
  return false;
}

bool IsMeeting(event::v1::OfferingKind kind) {
  switch (kind) {
    case event::v1::OFFERING_KIND_COURSE_OPEN:
    case event::v1::OFFERING_KIND_COURSE_INCOMPANY:
    case event::v1::OFFERING_KIND_E_LEARNING:
    case event::v1::OFFERING_KIND_COACHING:
    case event::v1::OFFERING_KIND_WEBINAR:
      return false;
    default:
      return true;
  }
}

bool TakesPlace(const Session& session, event::v1::Role role) {
  return session.counted_roles.empty() || Contains(session.counted_roles, role);
}

bool IsFor(const World& world, const Enrolment& enrolment, const Session& session) {
  if (enrolment.series.empty()) return enrolment.session == session.id;
  return Contains(Find(world.series, enrolment.series)->sessions, session.id);
}

uint32_t PlacesTaken(const World& world, const Session& session) {
  uint32_t taken = 0;
  for (const Enrolment& enrolment : world.enrolments) {
    const bool has_place = enrolment.confirmed_on != kNever && enrolment.ended_on == kNever &&
                           !enrolment.ended_by_organiser;
    if (has_place && IsFor(world, enrolment, session) && !enrolment.facilitator &&
        TakesPlace(session, enrolment.role)) {
      ++taken;
    }
  }
  return taken;
}

bool HoldsPlace(const Review& review, const Enrolment& enrolment, const Session& session) {
  if (enrolment.facilitator || !IsFor(review.world, enrolment, session)) return false;
  if (enrolment.confirmed_on > review.at) return false;
  // Who signs off on the day itself does not come.
  const bool given_up = enrolment.ended_on <= review.at && enrolment.ended_on <= session.date;
  return !given_up;
}

bool IsOpenToUs(const Review& review, const Session& session) {
  if (session.kind != event::v1::OFFERING_KIND_COURSE_INCOMPANY) return true;
  for (const Enrolment& enrolment : review.world.enrolments) {
    if (Contains(OursOn(review, review.at), enrolment.practice) &&
        HoldsPlace(review, enrolment, session)) {
      return true;
    }
  }
  return false;
}

bool IsSureOfPlace(const Review& review, const Session& session, const std::string& person) {
  for (const Enrolment& enrolment : review.world.enrolments) {
    if (enrolment.person == person && IsForUs(review, enrolment, session.date) &&
        HoldsPlace(review, enrolment, session)) {
      return true;
    }
  }
  return IsOpenToUs(review, session) && !NeedsSeat(review, session, person);
}

std::vector<const Session*> ComingSessions(const Review& review) {
  std::vector<const Session*> coming;
  for (const Session& session : review.world.sessions) {
    if (session.cancelled || session.region != review.region || session.date < review.at) continue;
    bool list_begun = session.list_closed;
    for (const Attendance& record : review.world.attendances) {
      list_begun |= record.session == session.id && record.active();
    }
    if (session.date > review.at || !list_begun) coming.push_back(&session);
  }
  std::sort(coming.begin(), coming.end(), [](const Session* a, const Session* b) {
    return std::pair(a->date, a->id) < std::pair(b->date, b->id);
  });
  return coming;
}

void AddFlag(absl::string_view flag, std::vector<std::string>* flags) {
  if (!Contains(*flags, flag)) flags->emplace_back(flag);
}

void SortLines(Opinion* opinion) {
  std::stable_sort(opinion->lines.begin(), opinion->lines.end(), [](const Line& a, const Line& b) {
    return std::pair(a.date, a.position) < std::pair(b.date, b.position);
  });
}

std::vector<Opinion> Judge(const World& world, absl::string_view practice, absl::CivilDay at) {
  const Practice* found = Find(world.practices, practice);
  const Participation* participation = nullptr;
  for (const Participation& p : world.participations) {
    // The last that began by `at`, else the first.
    if (p.practice != practice) continue;
    if (participation == nullptr || p.period.from <= at) participation = &p;
  }
  if (found == nullptr || participation == nullptr) return {};
  const Review review{world,
                      found->id,
                      found->region,
                      participation->cohort,
                      participation->period.from,
                      std::min(participation->period.until, found->closed_on),
                      at,
                      SelvesOf(world, found->id, at)};
  std::vector<Row> rows = RowsOf(review);
  JudgePools(review, &rows);
  std::vector<Opinion> opinions;
  for (Row& row : rows) {
    const std::string not_asked = NotAsked(review, row);
    if (not_asked.empty()) {
      Measure(review, rows, &row);
    } else {
      row.opinion.status = "not_applicable";
      row.opinion.flags.push_back(not_asked);
    }
    WarnOfEnd(review, &row);
    if (row.obligation->strength() != rp::STRENGTH_REQUIRED) Report(&row.opinion);
    ApplyWaivers(review, &row.opinion);
    SortLines(&row.opinion);
    opinions.push_back(row.opinion);
  }
  return opinions;
}

}  // namespace logboek::second_opinion
