// Sessions attended for the practice, by whoever (domain.md P10-P13, R2, R6, R7, R11, R12, R16).
#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/container/flat_hash_map.h"
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

// Whether somebody came to a session that a row has, whom one expects.
using Attended = absl::flat_hash_map<const domain::Session*, bool>;

class SessionPool {
 public:
  SessionPool(const PracticeView& view, std::vector<SessionRow> rows)
      : view_(view), rows_(std::move(rows)), dates_(rows_.size()), attended_(rows_.size()) {
    std::stable_sort(rows_.begin(), rows_.end(), [](const SessionRow& a, const SessionRow& b) {
      // By time: a calendar year has a larger number than a programme year that comes later.
      return a.period.real.from < b.period.real.from;
    });
    for (const SessionRow& row : rows_) representations_.push_back(RepresentationOf(row));
  }

  void Evaluate() {
    for (size_t i = 0; i < rows_.size(); ++i) rows_[i].verdict->window = WindowOf(i);
    for (const AttendanceFact& fact : view_.attendances()) Place(fact);
    for (size_t i = 0; i < rows_.size(); ++i) Settle(i);
  }

 private:
  static const domain::DateRange& YearOf(const SessionRow& row) {
    return row.measure->series_credit() ? row.period.nominal : row.period.real;
  }

  static Representation RepresentationOf(const SessionRow& row) {
    const v1::SessionCount& measure = *row.measure;
    Representation representation{.plan = row.verdict->plan,
                                  .period = row.period,
                                  .kinds = measure.represented_kinds(),
                                  .only_listed = measure.only_listed(),
                                  .centre_always = measure.centre_always_unit(),
                                  .whole_year = {}};
    if (measure.joint_plan_whole_year()) representation.whole_year = YearOf(row);
    return representation;
  }

  // The year; with series credit the nominal one, stretched to the dates of the series enrolled in
  // (R11).
  domain::DateRange WindowOf(size_t i) const {
    const SessionRow& row = rows_[i];
    domain::DateRange window = YearOf(row);
    if (!row.measure->series_credit()) return window;
    for (const EnrolledSeriesSession& enrolled : view_.enrolled_series()) {
      if (enrolled.series->programme_year != row.period.number) continue;
      const domain::Session& session = *enrolled.session;
      if (!IsCountedKind(row, session)) continue;
      if (!Speaks(view_, representations_[i], enrolled.voice, session.kind)) continue;
      window.from = std::min(window.from, session.date);
      window.until = std::max(window.until, session.date + 1);
    }
    return window;
  }

  bool IsCountedKind(const SessionRow& row, const domain::Session& session) const {
    return ContainsKind(row.measure->session_kinds(), session.kind) &&
           session.region == view_.practice().region;
  }

  Screening Screen(const AttendanceFact& fact, size_t i) const {
    const SessionRow& row = rows_[i];
    const Representation& representation = representations_[i];
    const bool own = IsOwn(representation, fact.voice);
    if (!own && !IsPartner(representation, fact.voice)) return kSilent;
    const bool in_window = row.verdict->window.Contains(fact.session->date);
    if (!IsCountedKind(row, *fact.session)) {
      const bool worth_naming =
          own && in_window && !fact.record->voided && domain::IsMeeting(fact.session->kind);
      return worth_naming ? Because(Reason::kNotOnMenu) : kSilent;
    }
    const bool present = fact.record->status == event::v1::ATTENDANCE_STATUS_PRESENT;
    if (!Speaks(view_, representation, fact.voice, fact.session->kind)) {
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
    for (size_t i = 0; i < rows_.size(); ++i) {
      screenings.push_back(Screen(fact, i));
      creditable |= !screenings.back().silent && !screenings.back().reason.has_value();
    }
    const std::vector<size_t> takers = creditable ? Takers(fact) : std::vector<size_t>();
    const std::optional<size_t> has_it = FirstThatHas(fact, takers);
    const bool may_serve_two = creditable && MayServeTwoYears(screenings);
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (screenings[i].silent) continue;
      if (screenings[i].reason.has_value()) {
        Show(i, fact, *screenings[i].reason);
      } else if (std::find(takers.begin(), takers.end(), i) != takers.end()) {
        Credit(i, fact);
      } else if (const auto had = attended_[i].find(fact.session); had != attended_[i].end()) {
        had->second |= HasExpectedRole(rows_[i], fact);
        Show(i, fact, Reason::kDuplicate);
      } else if (has_it.has_value() && !may_serve_two) {
        Show(i, fact, Reason::kAlreadyCredited, rows_[*has_it].period.number);
      } else {
        Show(i, fact, Reason::kDuplicate);
      }
    }
  }

  // The rows that get the session by this record: one, or all that let it serve two years (O2).
  std::vector<size_t> Takers(const AttendanceFact& fact) const {
    std::vector<size_t> takers;
    if (MayServeTwoYears(screenings_)) {
      for (size_t i = 0; i < rows_.size(); ++i) {
        const bool free = !attended_[i].contains(fact.session);
        if (free && MayTake(i, screenings_[i], fact.session->date, dates_)) takers.push_back(i);
      }
    } else if (!credited_.contains(fact.session)) {
      const std::optional<size_t> chosen = Choose(screenings_, fact.session->date, dates_);
      if (chosen.has_value()) takers.push_back(*chosen);
    }
    return takers;
  }

  // The row that was, or is now, the first to get the session.
  std::optional<size_t> FirstThatHas(const AttendanceFact& fact,
                                     const std::vector<size_t>& takers) const {
    const auto found = credited_.find(fact.session);
    if (found != credited_.end()) return found->second;
    return takers.empty() ? std::nullopt : std::optional(takers.front());
  }

  // Every row that would take the session lets it serve two years (O2).
  bool MayServeTwoYears(const std::vector<Screening>& screenings) const {
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (screenings[i].silent || screenings[i].reason.has_value()) continue;
      if (!rows_[i].measure->may_serve_two_years()) return false;
    }
    return true;
  }

  void Credit(size_t chosen, const AttendanceFact& fact) {
    SessionRow& row = rows_[chosen];
    const bool expected = HasExpectedRole(row, fact);
    credited_.try_emplace(fact.session, chosen);
    attended_[chosen][fact.session] = expected;
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
  bool HasExpectedRole(const SessionRow& row, const AttendanceFact& fact) const {
    const auto& roles = row.measure->expected_roles();
    if (roles.empty()) return true;
    return fact.person != nullptr &&
           view_.WorksAt(*fact.person, fact.record->practice_id, fact.session->date, roles);
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
    FlagCancelled(view_, row.measure->session_kinds(), representations_[i], verdict);
    const bool unusual = std::any_of(attended_[i].begin(), attended_[i].end(),
                                     [](const auto& session) { return !session.second; });
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
      for (size_t i = 0; i < rows_.size(); ++i) screenings.push_back(ScreenComing(*session, i));
      const std::optional<size_t> chosen = Choose(screenings, session->date, dates);
      if (!chosen.has_value()) continue;
      const bool needed = dates[*chosen].size() < rows_[*chosen].measure->sessions() &&
                          !MayServeTwoYears(screenings);
      for (size_t i = 0; i < rows_.size(); ++i) {
        // One that no row needs any more may stand in for an earlier one in each of them; one that
        // may serve two years is credited to both (O2).
        if (needed && i != *chosen) continue;
        if (!MayTake(i, screenings[i], session->date, dates)) continue;
        dates[i].push_back(session->date);
        bookable[i].push_back(session);
      }
    }
    return bookable;
  }

  Screening ScreenComing(const domain::Session& session, size_t i) const {
    const SessionRow& row = rows_[i];
    const bool fits = IsCountedKind(row, session) && row.verdict->window.Contains(session.date) &&
                      CanBook(view_, session, representations_[i]);
    return fits ? Screening{} : kSilent;
  }

  // What can be booked for some row, in the order in which it will be credited.
  std::vector<const domain::Session*> ComingSessions() const {
    std::vector<const domain::Session*> sessions;
    for (size_t i = 0; i < rows_.size(); ++i) {
      const std::vector<const domain::Session*> more = BookableSessions(
          view_, rows_[i].measure->session_kinds(), representations_[i], rows_[i].verdict->window);
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
  // Of each row.
  std::vector<Representation> representations_;
  // The dates of the sessions counted in each row, ordered.
  std::vector<Dates> dates_;
  // The sessions counted in each row.
  std::vector<Attended> attended_;
  // The row that was the first to get each session.
  absl::flat_hash_map<const domain::Session*, size_t> credited_;
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
