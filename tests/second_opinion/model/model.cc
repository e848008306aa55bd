#include "tests/second_opinion/model/model.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

// The same day in another year; 29 February becomes 1 March.
absl::CivilDay YearsLater(absl::CivilDay day, int years) {
  return absl::CivilDay(day.year() + years, day.month(), day.day());
}

// Versions of a plan that hold, by valid_from: of two with the same one the later published.
std::map<absl::CivilDay, const rp::RegionPlan*> VersionsOf(const Review& review,
                                                           absl::string_view plan) {
  std::map<absl::CivilDay, const rp::RegionPlan*> versions;
  for (const PlanVersion& version : review.world.plans) {
    if (version.region != review.region || version.plan.plan_id() != plan) continue;
    versions[DayOf(version.plan.valid_from())] = &version.plan;
  }
  return versions;
}

const rp::RegionPlan& Newest(const Review& review, absl::string_view plan) {
  return *VersionsOf(review, plan).rbegin()->second;
}

std::set<std::string> PlansOf(const Review& review) {
  std::set<std::string> plans;
  for (const PlanVersion& version : review.world.plans) {
    if (version.region == review.region) plans.insert(version.plan.plan_id());
  }
  return plans;
}

struct Override {
  uint32_t year = 0;
  absl::CivilDay starts_on;
};

std::vector<Override> OverridesOf(const Review& review) {
  std::vector<Override> overrides;
  for (const std::string& plan : PlansOf(review)) {
    for (const rp::YearOverride& o : Newest(review, plan).year_overrides()) {
      overrides.push_back({o.year(), DayOf(o.starts_on())});
    }
  }
  return overrides;
}

// P3. The region's own start of this or an earlier year goes before the cohort's; the start of a
// later year ends the year that runs.
Year YearOf(const Review& review, uint32_t number) {
  const absl::CivilDay cohort_start = review.begun_on;
  uint32_t counted_from = 1;
  absl::CivilDay first = cohort_start;
  const std::vector<Override> overrides = OverridesOf(review);
  for (const Override& o : overrides) {
    if (o.year > number || o.year < counted_from) continue;
    counted_from = o.year;
    first = o.starts_on;
  }
  const int years = static_cast<int>(number - counted_from);
  Year year{.number = number};
  year.nominal = {YearsLater(first, years), YearsLater(first, years + 1)};
  year.real = {std::max(year.nominal.from, cohort_start), year.nominal.until};
  for (const Override& o : overrides) {
    if (o.year > number) year.real.until = std::min(year.real.until, o.starts_on);
  }
  return year;
}

// Whether the practice is on the track on some day, and on every day, of the period.
std::pair<bool, bool> TrackInside(const Review& review, absl::string_view track,
                                  const Period& period) {
  bool some = false;
  bool all = true;
  for (absl::CivilDay day = period.from; day < period.until; ++day) {
    const bool on = OnTrack(review, track, day);
    some |= on;
    all &= on;
  }
  return {some, all};
}

bool Applies(const Review& review, const rp::Applicability& applies, const Year& year) {
  if (year.real.empty()) return false;
  if (!Contains(applies.years(), year.number)) return false;
  if (applies.cohort_ids_size() > 0 && !Contains(applies.cohort_ids(), review.cohort)) return false;
  if (Contains(applies.except_cohort_ids(), review.cohort)) return false;
  if (!applies.required_track().empty() &&
      !TrackInside(review, applies.required_track(), year.real).first) {
    return false;
  }
  if (!applies.replaced_by_track().empty()) {
    const auto [some, all] = TrackInside(review, applies.replaced_by_track(), year.real);
    if (all || (some && applies.replaced_when_partly())) return false;
  }
  return true;
}

// Ids of the plan's obligations: those of the newest version, then those that only stood in others.
std::vector<std::string> ObligationsOf(const Review& review, absl::string_view plan) {
  std::vector<std::string> ids;
  const auto versions = VersionsOf(review, plan);
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    for (const rp::Obligation& obligation : version->second->obligations()) {
      if (!Contains(ids, obligation.id())) ids.push_back(obligation.id());
    }
  }
  return ids;
}

const rp::Obligation* ObligationIn(const rp::RegionPlan& plan, absl::string_view id) {
  for (const rp::Obligation& obligation : plan.obligations()) {
    if (obligation.id() == id) return &obligation;
  }
  return nullptr;
}

// A year is judged by the version of the plan that was valid when it began.
std::vector<Row> RowsOf(const Review& review) {
  constexpr uint32_t kLastYear = 20;
  std::vector<Row> rows;
  for (const std::string& plan : PlansOf(review)) {
    for (const std::string& id : ObligationsOf(review, plan)) {
      for (uint32_t number = 1; number <= kLastYear; ++number) {
        const Year year = YearOf(review, number);
        const rp::RegionPlan* version = VersionOn(review, plan, year.real.from);
        const rp::Obligation* obligation = ObligationIn(*version, id);
        if (obligation == nullptr || !HasOpinionOn(*obligation)) continue;
        if (!Applies(review, obligation->applies(), year)) continue;
        Row row{.plan = version, .obligation = obligation, .year = year};
        // O11.
        if (obligation->applies().no_deadline()) {
          row.year.nominal.until = kNever;
          row.year.real.until = kNever;
        }
        row.opinion.plan = plan;
        row.opinion.version = version->version();
        row.opinion.obligation = id;
        row.opinion.year = number;
        rows.push_back(row);
      }
    }
  }
  return rows;
}

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

// P12: rows of one pool share their sessions, the oldest year first.
void JudgePools(const Review& review, std::vector<Row>* rows) {
  std::map<std::string, std::vector<Row*>> pools;
  for (Row& row : *rows) {
    if (row.obligation->has_session_count()) pools[PoolOf(row)].push_back(&row);
  }
  for (auto& [name, pool] : pools) {
    std::stable_sort(pool.begin(), pool.end(),
                     [](const Row* a, const Row* b) { return a->year.number < b->year.number; });
    JudgeSessionPool(review, pool);
  }
}

// Nothing is asked, so nothing is missing.
void Report(Opinion* opinion) {
  if (opinion->status != "not_applicable") opinion->status = "reported";
  opinion->missing = 0;
  opinion->bookable = 0;
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

}  // namespace

bool HasOpinionOn(const rp::Obligation& obligation) {
  const bool measured = obligation.has_staff_share() || obligation.has_session_count() ||
                        obligation.has_quarter_count();
  const bool share_present = obligation.staff_share().times_rule() == rp::TIMES_RULE_SHARE_PRESENT;
  return measured && !share_present && obligation.applies().years_size() > 0;
}

bool OnTrack(const Review& review, absl::string_view track, absl::CivilDay day) {
  for (const TrackStay& stay : review.world.tracks) {
    if (stay.practice == review.practice && stay.track == track && stay.period.Has(day)) {
      return true;
    }
  }
  return false;
}

const rp::RegionPlan* VersionOn(const Review& review, absl::string_view plan, absl::CivilDay day) {
  const auto versions = VersionsOf(review, plan);
  const rp::RegionPlan* found = versions.begin()->second;
  for (const auto& [valid_from, version] : versions) {
    if (valid_from <= day) found = version;
  }
  return found;
}

bool OnMenu(const Review& review, absl::string_view slug, absl::CivilDay day) {
  for (const std::string& plan : PlansOf(review)) {
    for (const rp::MenuItem& item : VersionOn(review, plan, day)->menu()) {
      if (item.slug() != slug) continue;
      const bool begun = !item.has_valid_from() || DayOf(item.valid_from()) <= day;
      const bool ended = item.has_valid_until() && DayOf(item.valid_until()) <= day;
      if (begun && !ended) return true;
    }
  }
  return false;
}

bool WorksAt(const World& world, absl::string_view person, absl::string_view practice,
             absl::CivilDay day, const std::vector<event::v1::Role>& roles) {
  for (const Engagement& part : world.engagements) {
    if (part.person != person || part.practice != practice || !part.period.Has(day)) continue;
    if (roles.empty() || Contains(roles, part.role)) return true;
  }
  return false;
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
  const Review review{
      world, found->id, found->region, participation->cohort, participation->period.from, at};
  std::vector<Row> rows = RowsOf(review);
  JudgePools(review, &rows);
  std::vector<Opinion> opinions;
  for (Row& row : rows) {
    if (row.obligation->has_quarter_count()) JudgeQuarterCount(review, &row);
    if (row.obligation->has_staff_share()) JudgeStaffShare(review, AllYears(rows, row), &row);
    const bool asks = row.obligation->strength() == rp::STRENGTH_REQUIRED;
    if (!asks) Report(&row.opinion);
    ApplyWaivers(review, &row.opinion);
    SortLines(&row.opinion);
    opinions.push_back(row.opinion);
  }
  return opinions;
}

}  // namespace logboek::second_opinion
