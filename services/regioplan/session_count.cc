// Sessions attended for the practice, by whoever (domain.md P10-P13, R2, R6, R7, R11, R12, R16).
#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// What one row says about one fact before credit is given.
struct Screening {
  // Neither counted nor worth naming in this row.
  bool silent = false;
  // Absent = may be credited.
  std::optional<Reason> reason;
};
constexpr Screening kSilent{.silent = true, .reason = std::nullopt};

Screening Because(Reason reason) { return {.silent = false, .reason = reason}; }

// The dates of the sessions a row has.
using Dates = std::vector<absl::CivilDay>;

bool Contains(const Dates& dates, absl::CivilDay date) {
  return std::find(dates.begin(), dates.end(), date) != dates.end();
}

struct Credited {
  size_t row = 0;
  bool expected = false;
};

class SessionPool {
 public:
  SessionPool(const PracticeView& view, std::vector<SessionRow> rows)
      : view_(view), rows_(std::move(rows)), dates_(rows_.size()), served_(rows_.size()) {
    std::stable_sort(rows_.begin(), rows_.end(), [](const SessionRow& a, const SessionRow& b) {
      return a.period.number < b.period.number;
    });
  }

  void Evaluate() {
    for (SessionRow& row : rows_) row.verdict->window = WindowOf(row);
    for (const AttendanceFact& fact : view_.attendances()) Place(fact);
    for (size_t i = 0; i < rows_.size(); ++i) Settle(i);
  }

 private:
  // The year; with series credit the nominal one, stretched to the dates of the series enrolled in
  // (R11).
  domain::DateRange WindowOf(const SessionRow& row) const {
    if (!row.measure->series_credit()) return row.period.real;
    domain::DateRange window = row.period.nominal;
    for (const EnrolledSeriesSession& enrolled : view_.enrolled_series()) {
      if (enrolled.series->programme_year != row.period.number) continue;
      if (!Unites(*row.verdict->plan, enrolled.merged_on, row.period)) continue;
      const domain::Session& session = *enrolled.session;
      if (!IsCountedKind(row, session)) continue;
      if (!enrolled.own && !IsRepresentedKind(row, session)) continue;
      window.from = std::min(window.from, session.date);
      window.until = std::max(window.until, session.date + 1);
    }
    return window;
  }

  bool IsCountedKind(const SessionRow& row, const domain::Session& session) const {
    return ContainsKind(row.measure->session_kinds(), session.kind) &&
           session.region == view_.practice().region;
  }

  static bool IsRepresentedKind(const SessionRow& row, const domain::Session& session) {
    return ContainsKind(row.measure->represented_kinds(), session.kind);
  }

  // Somebody of the practice itself, or a partner who speaks for it in this row (P13, R6).
  bool Speaks(const AttendanceFact& fact, const SessionRow& row) const {
    if (fact.own) return true;
    const v1::SessionCount& measure = *row.measure;
    if (!IsRepresentedKind(row, *fact.session)) return false;
    if (measure.only_listed() && !fact.listed) return false;
    if (fact.speaks || (measure.centre_always_unit() && fact.same_centre)) return true;
    return measure.joint_plan_whole_year() &&
           view_.JoinedLater(fact.record->practice_id, fact.session->date, row.verdict->window);
  }

  Screening Screen(const AttendanceFact& fact, const SessionRow& row) const {
    if (!Unites(*row.verdict->plan, fact.merged_on, row.period)) return kSilent;
    const bool in_window = row.verdict->window.Contains(fact.session->date);
    if (!IsCountedKind(row, *fact.session)) {
      const bool worth_naming =
          fact.own && in_window && !fact.record->voided && domain::IsMeeting(fact.session->kind);
      return worth_naming ? Because(Reason::kNotOnMenu) : kSilent;
    }
    const bool present = fact.record->status == event::v1::ATTENDANCE_STATUS_PRESENT;
    if (!Speaks(fact, row)) {
      const bool worth_naming = in_window && present && !fact.record->voided;
      return worth_naming ? Because(Reason::kNotRepresented) : kSilent;
    }
    if (fact.record->voided) return in_window ? Because(Reason::kVoided) : kSilent;
    if (!in_window) return Because(Reason::kOutsideWindow);
    if (!present) return Because(Reason::kAbsent);
    if (!fact.engaged && row.verdict->plan->attendee_must_be_engaged()) {
      return Because(Reason::kNotOnRoster);
    }
    return {};
  }

  // The row that gets the session: the oldest year that still needs it, else the oldest it is more
  // than enough for. Absent when in every row another session of that day was counted.
  std::optional<size_t> Choose(const std::vector<Screening>& screenings, absl::CivilDay date,
                               const std::vector<Dates>& dates) const {
    std::optional<size_t> surplus;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (!MayTake(i, screenings[i], date, dates)) continue;
      if (dates[i].size() < rows_[i].measure->sessions()) return i;
      if (!surplus.has_value()) surplus = i;
    }
    return surplus;
  }

  bool MayTake(size_t row, const Screening& screening, absl::CivilDay date,
               const std::vector<Dates>& dates) const {
    if (screening.silent || screening.reason.has_value()) return false;
    return !rows_[row].measure->distinct_dates() || !Contains(dates[row], date);
  }

  void Place(const AttendanceFact& fact) {
    std::vector<Screening>& screenings = screenings_;
    screenings.clear();
    bool creditable = false;
    for (const SessionRow& row : rows_) {
      screenings.push_back(Screen(fact, row));
      creditable |= !screenings.back().silent && !screenings.back().reason.has_value();
    }
    if (creditable && MayServeTwoYears(screenings)) return PlaceInEach(fact);
    std::optional<size_t> chosen;
    const auto credited = creditable ? credited_.find(fact.session) : credited_.end();
    const bool before = credited != credited_.end();
    if (creditable) {
      chosen = before ? credited->second.row : Choose(screenings, fact.session->date, dates_);
    }
    if (before) credited->second.expected |= HasExpectedRole(rows_[*chosen], fact);
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (screenings[i].silent) continue;
      if (screenings[i].reason.has_value()) {
        Show(i, fact, *screenings[i].reason);
      } else if (!chosen.has_value() || (before && *chosen == i)) {
        Show(i, fact, Reason::kDuplicate);
      } else if (*chosen != i) {
        Show(i, fact, Reason::kAlreadyCredited, rows_[*chosen].period.number);
      }
    }
    if (chosen.has_value() && !before) Credit(*chosen, fact);
  }

  // Every row that would take the session lets it serve two years (O2).
  bool MayServeTwoYears(const std::vector<Screening>& screenings) const {
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (screenings[i].silent || screenings[i].reason.has_value()) continue;
      if (!rows_[i].measure->may_serve_two_years()) return false;
    }
    return true;
  }

  void PlaceInEach(const AttendanceFact& fact) {
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (screenings_[i].silent) continue;
      if (screenings_[i].reason.has_value()) {
        Show(i, fact, *screenings_[i].reason);
      } else if (served_[i].contains(fact.session) ||
                 !MayTake(i, screenings_[i], fact.session->date, dates_)) {
        Show(i, fact, Reason::kDuplicate);
      } else {
        served_[i].insert(fact.session);
        Credit(i, fact);
      }
    }
  }

  void Credit(size_t chosen, const AttendanceFact& fact) {
    SessionRow& row = rows_[chosen];
    const bool expected = HasExpectedRole(row, fact);
    credited_[fact.session] = {.row = chosen, .expected = expected};
    dates_[chosen].push_back(fact.session->date);
    Evidence* evidence = Show(chosen, fact, Reason::kCounted);
    const bool surplus = dates_[chosen].size() > row.measure->sessions();
    const bool cross_series = IsCrossSeries(row, *fact.session);
    if (cross_series) AddFlagOnce(VerdictFlag::kCrossSeries, &row.verdict->flags);
    if (evidence == nullptr) return;
    if (surplus) evidence->flags.push_back(VerdictFlag::kSurplus);
    if (cross_series) evidence->flags.push_back(VerdictFlag::kCrossSeries);
    if (!expected) evidence->flags.push_back(VerdictFlag::kUnusualRole);
  }

  // The attendee held one of the roles the plan expects (UT3-05); without such roles everybody
  // does.
  static bool HasExpectedRole(const SessionRow& row, const AttendanceFact& fact) {
    const auto& roles = row.measure->expected_roles();
    if (roles.empty()) return true;
    if (fact.person == nullptr) return false;
    const auto expected = [&](const domain::Engagement& engagement) {
      return engagement.practice_id == fact.record->practice_id &&
             engagement.period.Contains(fact.session->date) &&
             std::find(roles.begin(), roles.end(), engagement.role) != roles.end();
    };
    const auto& parts = fact.person->parts;
    return std::any_of(parts.begin(), parts.end(), [&](const domain::Person* part) {
      return std::any_of(part->engagements.begin(), part->engagements.end(), expected);
    });
  }

  bool IsCrossSeries(const SessionRow& row, const domain::Session& session) const {
    if (!row.measure->series_credit()) return false;
    const domain::Series* series = view_.SeriesOf(session);
    if (series == nullptr || series->cohort_ids.empty()) return false;
    return std::find(series->cohort_ids.begin(), series->cohort_ids.end(),
                     view_.participation().cohort_id) == series->cohort_ids.end();
  }

  static void AddFlagOnce(VerdictFlag flag, std::vector<VerdictFlag>* flags) {
    if (std::find(flags->begin(), flags->end(), flag) == flags->end()) flags->push_back(flag);
  }

  // Null when no evidence is wanted.
  Evidence* Show(size_t row, const AttendanceFact& fact, Reason reason,
                 uint32_t credited_year = 0) {
    Verdict* verdict = rows_[row].verdict;
    if (!view_.with_evidence() || view_.at() < verdict->window.from) return nullptr;
    AddEvidence(fact, reason, verdict);
    verdict->evidence.back().credited_year = credited_year;
    return &verdict->evidence.back();
  }

  void Settle(size_t i) {
    SessionRow& row = rows_[i];
    Verdict* verdict = row.verdict;
    const uint32_t needed = row.measure->sessions();
    verdict->numerator = static_cast<uint32_t>(dates_[i].size());
    if (verdict->numerator >= needed && needed > 0) verdict->first_met_on = dates_[i][needed - 1];
    SettleCount(
        view_, needed, [&] { return OpenSessions(Bookable()[i], verdict); }, verdict);
    if (row.measure->distinct_dates() && InOneQuarter(dates_[i])) {
      verdict->flags.push_back(VerdictFlag::kSameQuarter);
    }
    FlagCancelled(view_, row.period, row.measure->session_kinds(), row.measure->represented_kinds(),
                  verdict);
    const bool unusual = std::any_of(credited_.begin(), credited_.end(), [&](const auto& credited) {
      return credited.second.row == i && !credited.second.expected;
    });
    if (unusual) verdict->flags.push_back(VerdictFlag::kUnusualRole);
  }

  // The coming sessions each row would have if the practice went to all of them.
  const std::vector<SessionList>& Bookable() {
    if (bookable_.has_value()) return *bookable_;
    std::vector<SessionList>& bookable = bookable_.emplace(rows_.size());
    std::vector<Dates> dates = dates_;
    for (const domain::Session* session : ComingSessions()) {
      std::vector<Screening>& screenings = screenings_;
      screenings.clear();
      for (const SessionRow& row : rows_) screenings.push_back(ScreenComing(*session, row));
      const std::optional<size_t> chosen = Choose(screenings, session->date, dates);
      if (!chosen.has_value()) continue;
      const bool needed = dates[*chosen].size() < rows_[*chosen].measure->sessions();
      for (size_t i = 0; i < rows_.size(); ++i) {
        // One that no row needs any more may stand in for an earlier one in each of them.
        if (needed && i != *chosen) continue;
        if (!MayTake(i, screenings[i], session->date, dates)) continue;
        dates[i].push_back(session->date);
        bookable[i].push_back(session);
      }
    }
    return bookable;
  }

  Screening ScreenComing(const domain::Session& session, const SessionRow& row) const {
    const bool fits = IsCountedKind(row, session) && row.verdict->window.Contains(session.date) &&
                      CanBook(view_, session, row.measure->represented_kinds());
    return fits ? Screening{} : kSilent;
  }

  // What can be booked for some row, in the order in which it will be credited.
  std::vector<const domain::Session*> ComingSessions() const {
    std::vector<const domain::Session*> sessions;
    for (const SessionRow& row : rows_) {
      const std::vector<const domain::Session*> more =
          BookableSessions(view_, row.measure->session_kinds(), row.measure->represented_kinds(),
                           row.verdict->window);
      sessions.insert(sessions.end(), more.begin(), more.end());
    }
    std::sort(sessions.begin(), sessions.end(),
              [](const domain::Session* a, const domain::Session* b) {
                return std::tie(a->date, a->id) < std::tie(b->date, b->id);
              });
    sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
    return sessions;
  }

  // Sessions that should be spread over the year (UT4-06) but are not; one session cannot be
  // spread.
  static bool InOneQuarter(const Dates& dates) {
    const auto quarter = [](absl::CivilDay day) { return day.year() * 4 + (day.month() - 1) / 3; };
    return dates.size() > 1 && quarter(dates.front()) == quarter(dates.back());
  }

  const PracticeView& view_;
  // Oldest year first; within a year in the order of the plans.
  std::vector<SessionRow> rows_;
  // The dates of the sessions counted in each row, ordered.
  std::vector<Dates> dates_;
  // Sessions counted in each row that shares them with other years.
  std::vector<absl::flat_hash_set<const domain::Session*>> served_;
  // Which row has the session, and whether somebody came whom one expects.
  absl::flat_hash_map<const domain::Session*, Credited> credited_;
  // For each row; worked out when the first row asks.
  std::optional<std::vector<SessionList>> bookable_;
  // Kept between facts only to spare allocations.
  std::vector<Screening> screenings_;
};

}  // namespace

void EvaluateSessionPool(const PracticeView& view, std::vector<SessionRow> rows) {
  SessionPool(view, std::move(rows)).Evaluate();
}

}  // namespace logboek::regioplan
