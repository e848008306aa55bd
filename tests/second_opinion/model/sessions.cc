// Sessions that a practice attends: counted over the years of a pool (P11 to P13), or one for each
// quarter on a track (P14).
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

using event::v1::OfferingKind;
using event::v1::Role;

// A record of attendance up to `at`.
struct Presence {
  const Attendance* record = nullptr;
  const Session* session = nullptr;
};

std::vector<Presence> PresencesOf(const Review& review) {
  std::vector<Presence> presences;
  for (const Attendance& record : review.world.attendances) {
    const Session* session = Find(review.world.sessions, record.session);
    if (session != nullptr && session->date <= review.at) presences.push_back({&record, session});
  }
  std::sort(presences.begin(), presences.end(), [](const Presence& a, const Presence& b) {
    return std::pair(a.session->date, a.record->position) <
           std::pair(b.session->date, b.record->position);
  });
  return presences;
}

// It was recorded for the practice, or for one whose facts count for the row's period.
bool IsOurs(const Review& review, const Row& row, absl::string_view practice) {
  return Contains(OursIn(review, row), practice);
}

bool IsPartner(const Review& review, const Row& row, absl::string_view practice) {
  for (const std::string& ours : OursIn(review, row)) {
    if (ArePartners(review.world, practice, ours)) return true;
  }
  return false;
}

// What a row says about sessions, whichever of the two measures it has.
struct Wants {
  std::vector<OfferingKind> kinds;
  std::vector<OfferingKind> represented;
  std::vector<Role> expected_roles;
  // R6: only who is listed is spoken for.
  bool only_listed = false;
  Unity unity;
};

Wants WantsOf(const Row& row) {
  Wants wants;
  if (row.obligation->has_quarter_count()) {
    const rp::QuarterCount& measure = row.obligation->quarter_count();
    wants.kinds = EnumsOf<OfferingKind>(measure.session_kinds());
    if (measure.represented()) wants.represented = wants.kinds;
    return wants;
  }
  const rp::SessionCount& measure = row.obligation->session_count();
  wants.kinds = EnumsOf<OfferingKind>(measure.session_kinds());
  wants.represented = EnumsOf<OfferingKind>(measure.represented_kinds());
  wants.expected_roles = EnumsOf<Role>(measure.expected_roles());
  wants.only_listed = measure.only_listed();
  wants.unity.centre_always = measure.centre_always_unit();
  if (measure.joint_plan_whole_year()) {
    wants.unity.whole_year = measure.series_credit() ? row.year.nominal : row.year.real;
  }
  return wants;
}

// P13, R6: who of `partner` attends, or has a place, at the session does so for the practice, too.
// `represents`: whom the record names.
bool IsSpokenFor(const Review& review, const Row& row, absl::string_view partner,
                 const Session& session, const std::vector<std::string>& represents) {
  const Wants wants = WantsOf(row);
  if (!Contains(wants.represented, session.kind)) return false;
  for (const std::string& ours : OursIn(review, row)) {
    if (wants.only_listed && !Contains(represents, ours)) continue;
    if (SpeaksFor(review.world, partner, ours, session.date, wants.unity)) return true;
  }
  return false;
}

// The practice has a place at the session, or somebody who speaks for it there has.
bool HasPlaceAt(const Review& review, const Row& row, const Session& session) {
  for (const Enrolment& enrolment : review.world.enrolments) {
    if (!HoldsPlace(review, enrolment, session)) continue;
    if (IsOurs(review, row, enrolment.practice)) return true;
    if (IsSpokenFor(review, row, enrolment.practice, session, enrolment.represents)) return true;
  }
  return false;
}

// It is not worth a line.
constexpr char kSilent[] = "silent";
// Nothing speaks against it.
constexpr char kCounts[] = "COUNTED";

// What a row says about one record before sessions are given to rows. `inside`: the row looks at
// that date. Of what does not concern the row, and of what was taken back or stayed outside for
// more than one reason, nothing is said.
std::string ReasonOf(const Review& review, const Row& row, const Presence& presence, bool inside) {
  const Wants wants = WantsOf(row);
  const Attendance& record = *presence.record;
  const Session& session = *presence.session;
  const bool own = IsOurs(review, row, record.practice);
  if (!own && !IsPartner(review, row, record.practice)) return kSilent;
  if (!Contains(wants.kinds, session.kind)) {
    const bool meeting = IsMeeting(session.kind);
    return own && inside && record.active() && meeting ? "NOT_ON_MENU" : kSilent;
  }
  if (!own && !IsSpokenFor(review, row, record.practice, session, record.represents)) {
    return inside && record.active() && record.present ? "NOT_REPRESENTED" : kSilent;
  }
  if (!record.active()) return inside ? "VOIDED" : kSilent;
  if (!inside) return "OUTSIDE_WINDOW";
  if (!record.present) return "ABSENT";
  if (row.plan->attendee_must_be_engaged() &&
      !WorksAt(review, record.person, record.practice, session.date)) {
    return "NOT_ON_ROSTER";
  }
  return kCounts;
}

Line LineOf(const Presence& presence, absl::string_view reason) {
  return {.date = presence.session->date,
          .position = presence.record->position,
          .person = presence.record->person,
          .practice = presence.record->practice,
          .what = "session " + presence.session->id,
          .reason = std::string(reason)};
}

// The series the session is in, when it is one of the row's year; else null.
const Series* SeriesOfYear(const Review& review, const Row& row, const Session& session) {
  for (const Series& series : review.world.series) {
    if (series.year == row.year.number && Contains(series.sessions, session.id)) return &series;
  }
  return nullptr;
}

// R11: the practice, or a partner that speaks for it that day, has or had a place there.
bool IsEnrolledInSeries(const Review& review, const Row& row, const Session& session) {
  return SeriesOfYear(review, row, session) != nullptr && HasPlaceAt(review, row, session);
}

// Its series is one for other cohorts.
bool IsOfOtherCohorts(const Review& review, const Session& session) {
  for (const Series& series : review.world.series) {
    if (!Contains(series.sessions, session.id) || series.cohorts.empty()) continue;
    if (!Contains(series.cohorts, review.cohort)) return true;
  }
  return false;
}

bool IsSeriesRow(const Row& row) {
  return row.obligation->has_session_count() && row.obligation->session_count().series_credit();
}

// R11: the nominal year, stretched to the dates of the enrolled series. Every date in it counts:
// P12 would leave out other sessions between the year and a series, R11 settles it for the
// practice.
Period WindowOf(const Review& review, const Row& row) {
  if (!IsSeriesRow(row)) return row.year.real;
  Period window = row.year.nominal;
  const Wants wants = WantsOf(row);
  for (const Session& session : review.world.sessions) {
    if (!Contains(wants.kinds, session.kind) || !IsEnrolledInSeries(review, row, session)) continue;
    window.from = std::min(window.from, session.date);
    window.until = std::max(window.until, session.date + 1);
  }
  return window;
}

// R16: there is a place, or the practice holds one, or a partner who speaks for it does.
// A course in a practice is open to nobody else.
bool CanGo(const Review& review, const Row& row, const Session& session) {
  const bool has_place =
      session.capacity == 0 || PlacesTaken(review.world, session) < session.capacity;
  if (has_place && session.kind != event::v1::OFFERING_KIND_COURSE_INCOMPANY) return true;
  return HasPlaceAt(review, row, session);
}

// S48: a session the practice counted on was cancelled by the organiser.
bool IsCancelledByOrganiser(const Review& review, const Row& row) {
  const Wants wants = WantsOf(row);
  for (const Session& session : review.world.sessions) {
    if (!session.cancelled || !Contains(wants.kinds, session.kind)) continue;
    const bool concerns =
        row.opinion.window.Has(session.date) || SeriesOfYear(review, row, session) != nullptr;
    if (concerns && HasPlaceAt(review, row, session)) return true;
  }
  return false;
}

// Status, threshold and what is missing, once numerator and window are known.
void Settle(const Review& review, uint32_t needed, uint32_t bookable, Opinion* opinion) {
  opinion->denominator = needed;
  opinion->threshold = needed;
  opinion->missing = needed > opinion->numerator ? needed - opinion->numerator : 0;
  if (opinion->numerator > needed) AddFlag("surplus", &opinion->flags);
  if (opinion->missing == 0) {
    opinion->status = "met";
  } else if (review.at < opinion->window.from) {
    opinion->status = "open";
    AddFlag("not_started", &opinion->flags);
  } else if (review.at >= opinion->window.until) {
    opinion->status = "not_met";
  } else {
    opinion->bookable = bookable;
    opinion->status = opinion->missing > bookable ? "at_risk" : "open";
  }
}

int QuarterOf(absl::CivilDay day) {
  return static_cast<int>(day.year()) * 4 + (day.month() - 1) / 3;
}

// A pool: sessions in order of time, each given to the oldest row that still needs one.
class Pool {
 public:
  Pool(const Review& review, const std::vector<Row*>& rows) : review_(review), rows_(rows) {}

  void Run() {
    for (Row* row : rows_) row->opinion.window = WindowOf(review_, *row);
    for (const Presence& presence : PresencesOf(review_)) Consider(presence);
    const std::map<const Row*, uint32_t> bookable = CountBookable();
    for (Row* row : rows_) Finish(bookable.at(row), row);
  }

 private:
  static uint32_t Needed(const Row& row) { return row.obligation->session_count().sessions(); }

  // R2: a second session on one day fills no second place.
  bool IsDayUsed(const Row& row, absl::CivilDay date) const {
    if (!row.obligation->session_count().distinct_dates()) return false;
    const auto dates = dates_.find(&row);
    return dates != dates_.end() && Contains(dates->second, date);
  }

  void Consider(const Presence& presence) {
    std::vector<Row*> candidates;
    for (Row* row : rows_) {
      const bool inside = row->opinion.window.Has(presence.session->date);
      const std::string reason = ReasonOf(review_, *row, presence, inside);
      if (reason == kCounts) {
        candidates.push_back(row);
      } else if (reason != kSilent) {
        AddLine(LineOf(presence, reason), row);
      }
    }
    if (!candidates.empty()) Credit(presence, candidates);
  }

  // Nothing is said about a row that has not begun.
  void AddLine(const Line& line, Row* row) const {
    if (review_.at >= row->opinion.window.from) row->opinion.lines.push_back(line);
  }

  // P11, P12, R12. DUPLICATE: the row has the session, or another one of that day.
  void Credit(const Presence& presence, const std::vector<Row*>& candidates) {
    const Session& session = *presence.session;
    const std::vector<Row*> before = given_[session.id];
    const std::vector<Row*> takers = Choose(session, candidates);
    for (Row* row : takers) given_[session.id].push_back(row);
    for (Row* row : candidates) {
      Line line = LineOf(presence, "COUNTED");
      if (Contains(takers, row)) {
        Count(session, row, &line);
        if (!HasExpectedRole(*row, presence)) AddFlag("unusual_role", &line.flags);
      } else if (Contains(before, row) || given_[session.id].empty() || MayServeTwo(candidates)) {
        line.reason = "DUPLICATE";
      } else {
        line.reason = "ALREADY_CREDITED";
        line.credited_year = given_[session.id].front()->year.number;
      }
      const bool has_it = Contains(given_[session.id], row);
      if (has_it && HasExpectedRole(*row, presence)) expected_.insert({session.id, row});
      AddLine(line, row);
    }
  }

  // UT3-05: one of the roles that one expects to come.
  bool HasExpectedRole(const Row& row, const Presence& presence) const {
    const std::vector<Role> expected = WantsOf(row).expected_roles;
    return expected.empty() || WorksAt(review_, presence.record->person, presence.record->practice,
                                       presence.session->date, expected);
  }

  bool Needs(const Row& row, const std::map<const Row*, std::vector<absl::CivilDay>>& dates) const {
    const auto found = dates.find(&row);
    return (found == dates.end() ? 0 : found->second.size()) < Needed(row);
  }

  // O2: all of them let a session serve two years.
  static bool MayServeTwo(const std::vector<Row*>& candidates) {
    for (const Row* row : candidates) {
      if (!row->obligation->session_count().may_serve_two_years()) return false;
    }
    return true;
  }

  // Who gets the session by this record: the oldest that needs it, else the oldest that can have
  // it, once. When it may serve two years, each that can and has it not.
  std::vector<Row*> Choose(const Session& session, const std::vector<Row*>& candidates) {
    std::vector<Row*> able;
    for (Row* row : candidates) {
      const bool has_it = Contains(given_[session.id], row);
      if (!has_it && !IsDayUsed(*row, session.date)) able.push_back(row);
    }
    if (MayServeTwo(candidates) || able.empty()) return able;
    if (!given_[session.id].empty()) return {};
    for (Row* row : able) {
      if (Needs(*row, dates_)) return {row};
    }
    return {able.front()};
  }

  void Count(const Session& session, Row* row, Line* line) {
    Opinion& opinion = row->opinion;
    ++opinion.numerator;
    dates_[row].push_back(session.date);
    if (opinion.numerator == Needed(*row)) opinion.first_met_on = session.date;
    if (opinion.numerator > Needed(*row)) AddFlag("surplus", &line->flags);
    if (IsSeriesRow(*row) && IsOfOtherCohorts(review_, session)) {
      AddFlag("cross_series", &line->flags);
      AddFlag("cross_series", &opinion.flags);
    }
  }

  // R16: coming sessions go where they would be credited. One that no row needs any more can take
  // the place of an earlier one in every row it fits.
  std::map<const Row*, uint32_t> CountBookable() {
    std::map<const Row*, uint32_t> bookable;
    auto dates = dates_;
    for (const Row* row : rows_) bookable[row] = 0;
    for (const Session* session : ComingSessions(review_)) {
      std::vector<Row*> suited;
      std::vector<Row*> fitting;
      std::vector<Row*> needy;
      for (Row* row : rows_) {
        if (!Contains(WantsOf(*row).kinds, session->kind)) continue;
        if (!row->opinion.window.Has(session->date) || !CanGo(review_, *row, *session)) continue;
        suited.push_back(row);
        if (row->obligation->session_count().distinct_dates() &&
            Contains(dates[row], session->date)) {
          continue;
        }
        fitting.push_back(row);
        if (needy.empty() && Needs(*row, dates)) needy.push_back(row);
      }
      if (!needy.empty() && !MayServeTwo(suited)) fitting = needy;
      for (Row* row : fitting) {
        ++bookable[row];
        dates[row].push_back(session->date);
      }
    }
    return bookable;
  }

  void Finish(uint32_t bookable, Row* row) {
    Opinion& opinion = row->opinion;
    Settle(review_, Needed(*row), bookable, &opinion);
    if (IsCancelledByOrganiser(review_, *row)) AddFlag("organiser_cancelled", &opinion.flags);
    std::set<int> quarters;
    for (const absl::CivilDay date : dates_[row]) quarters.insert(QuarterOf(date));
    const bool spread = row->obligation->session_count().distinct_dates();
    if (spread && dates_[row].size() > 1 && quarters.size() == 1) {
      AddFlag("same_quarter", &opinion.flags);
    }
    for (const auto& [session, takers] : given_) {
      if (Contains(takers, row) && expected_.count({session, row}) == 0) {
        AddFlag("unusual_role", &opinion.flags);
      }
    }
  }

  const Review& review_;
  const std::vector<Row*>& rows_;
  // Which rows each session was given to.
  std::map<std::string, std::vector<Row*>> given_;
  // Sessions to which somebody came whom the row expects.
  std::set<std::pair<std::string, const Row*>> expected_;
  std::map<const Row*, std::vector<absl::CivilDay>> dates_;
};

// The calendar quarters that lie in the year with every day, on the track.
std::vector<Period> WholeQuarters(const Review& review, const Row& row) {
  std::vector<Period> quarters;
  const std::string& track = row.obligation->quarter_count().track();
  for (int q = QuarterOf(row.year.real.from); q <= QuarterOf(row.year.real.until); ++q) {
    const Period quarter{absl::CivilDay(q / 4, q % 4 * 3 + 1, 1),
                         absl::CivilDay(q / 4, q % 4 * 3 + 4, 1)};
    bool whole = true;
    for (absl::CivilDay day = quarter.from; day < quarter.until; ++day) {
      whole &= row.year.real.Has(day) && OnTrack(review, track, day);
    }
    if (whole) quarters.push_back(quarter);
  }
  return quarters;
}

// From the first day on the track in the year to the last one.
Period TrackWindow(const Review& review, const Row& row) {
  Period window;
  bool begun = false;
  for (absl::CivilDay day = row.year.real.from; day < row.year.real.until; ++day) {
    if (!OnTrack(review, row.obligation->quarter_count().track(), day)) continue;
    if (!begun) window.from = day;
    begun = true;
    window.until = day + 1;
  }
  return window;
}

// P14: the counting of quarters.
class QuarterJudge {
 public:
  QuarterJudge(const Review& review, Row* row)
      : review_(review), row_(row), measure_(row->obligation->quarter_count()) {}

  void Run() {
    row_->opinion.window = TrackWindow(review_, *row_);
    quarters_ = WholeQuarters(review_, *row_);
    // O8: a late start is asked for less, or for all the same.
    needed_ = std::min<uint32_t>(static_cast<uint32_t>(quarters_.size()), measure_.sessions_max());
    if (measure_.late_start_in_full()) needed_ = measure_.sessions_max();
    for (const Presence& presence : PresencesOf(review_)) Consider(presence);
    Finish();
  }

 private:
  // On the track, in the year.
  bool Counts(absl::CivilDay day) const {
    return row_->year.real.Has(day) && OnTrack(review_, measure_.track(), day);
  }

  void Consider(const Presence& presence) {
    Opinion& opinion = row_->opinion;
    const Session& session = *presence.session;
    std::string reason = ReasonOf(review_, *row_, presence, Counts(session.date));
    if (reason == kSilent || review_.at < opinion.window.from) return;
    if (reason == kCounts && !attended_.insert(session.id).second) reason = "DUPLICATE";
    Line line = LineOf(presence, reason);
    if (reason == kCounts) {
      const bool is_more = measure_.spread_required() && !FillsQuarter(session.date);
      dates_.push_back(session.date);
      if (!is_more) ++opinion.numerator;
      if (!is_more && opinion.numerator == needed_) opinion.first_met_on = session.date;
      if (is_more || opinion.numerator > needed_) AddFlag("surplus", &line.flags);
    }
    opinion.lines.push_back(line);
  }

  bool HasMeetingIn(int quarter) const {
    for (const absl::CivilDay date : dates_) {
      if (QuarterOf(date) == quarter) return true;
    }
    return false;
  }

  // A whole quarter that has no meeting yet.
  bool FillsQuarter(absl::CivilDay date) const {
    for (const Period& quarter : quarters_) {
      if (quarter.Has(date)) return !HasMeetingIn(QuarterOf(date));
    }
    return false;
  }

  // O8: with a spread only one for each quarter that has none.
  uint32_t Bookable() const {
    std::set<int> quarters;
    const Wants wants = WantsOf(*row_);
    uint32_t bookable = 0;
    for (const Session* session : ComingSessions(review_)) {
      if (Contains(wants.kinds, session->kind) && Counts(session->date) &&
          CanGo(review_, *row_, *session)) {
        const int quarter = QuarterOf(session->date);
        if (measure_.spread_required() &&
            (!FillsQuarter(session->date) || !quarters.insert(quarter).second)) {
          continue;
        }
        ++bookable;
      }
    }
    return bookable;
  }

  void Finish() {
    Opinion& opinion = row_->opinion;
    if (needed_ == 0) {
      // Not a single whole quarter. Before it begins the track may still get another date.
      const bool begun = review_.at >= opinion.window.from;
      opinion.status = begun ? "not_applicable" : "open";
      if (!begun) AddFlag("not_started", &opinion.flags);
      return;
    }
    Settle(review_, needed_, Bookable(), &opinion);
    for (const Period& quarter : quarters_) {
      bool empty = true;
      for (const absl::CivilDay date : dates_) empty &= !quarter.Has(date);
      if (empty && quarter.until <= review_.at) AddFlag("empty_quarter", &opinion.flags);
    }
    if (IsCancelledByOrganiser(review_, *row_)) AddFlag("organiser_cancelled", &opinion.flags);
  }

  const Review& review_;
  Row* const row_;
  const rp::QuarterCount& measure_;
  std::vector<Period> quarters_;
  uint32_t needed_ = 0;
  std::set<std::string> attended_;
  std::vector<absl::CivilDay> dates_;
};

}  // namespace

void JudgeSessionPool(const Review& review, const std::vector<Row*>& pool) {
  Pool(review, pool).Run();
}

void JudgeQuarterCount(const Review& review, Row* row) { QuarterJudge(review, row).Run(); }

}  // namespace logboek::second_opinion
