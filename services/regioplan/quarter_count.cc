// One session for every whole quarter on a track (domain.md P14, O8, O15).
#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

absl::CivilDay QuarterStart(absl::CivilDay day) {
  return absl::CivilDay(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
}

absl::CivilDay NextQuarter(absl::CivilDay start) {
  return absl::CivilDay(start.year(), start.month() + 3, 1);
}

// The year's parts on the track.
std::vector<domain::DateRange> PartsOnTrack(const PracticeView& view, absl::string_view track,
                                            const domain::DateRange& year) {
  std::vector<domain::DateRange> parts;
  for (const domain::DateRange& period : view.OnTrack(track)) {
    const domain::DateRange part = domain::Intersect(period, year);
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<domain::DateRange> WholeQuarters(const std::vector<domain::DateRange>& parts) {
  std::vector<domain::DateRange> quarters;
  for (const domain::DateRange& part : parts) {
    absl::CivilDay start = QuarterStart(part.from);
    if (start < part.from) start = NextQuarter(start);
    for (; NextQuarter(start) <= part.until; start = NextQuarter(start)) {
      quarters.push_back({.from = start, .until = NextQuarter(start)});
    }
  }
  return quarters;
}

bool ContainsDay(const std::vector<domain::DateRange>& parts, absl::CivilDay day) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const domain::DateRange& part) { return part.Contains(day); });
}

// The reason of a fact, absent = not worth naming. kCounted still has to pass the check for a
// second person.
std::optional<Reason> Screen(const PracticeView& view, const v1::QuarterCount& measure,
                             const Representation& representation,
                             const std::vector<domain::DateRange>& parts,
                             const AttendanceFact& fact) {
  const bool own = IsOwn(representation, fact.voice);
  if (!own && !IsPartner(representation, fact.voice)) return std::nullopt;
  const bool in_window = ContainsDay(parts, fact.session->date);
  const bool counted_kind = ContainsKind(measure.session_kinds(), fact.session->kind) &&
                            fact.session->region == view.practice().region;
  const bool present = fact.record->status == event::v1::ATTENDANCE_STATUS_PRESENT;
  if (!counted_kind) {
    const bool worth_naming =
        own && in_window && !fact.record->voided && domain::IsMeeting(fact.session->kind);
    return worth_naming ? std::optional(Reason::kNotOnMenu) : std::nullopt;
  }
  if (!Speaks(view, representation, fact.voice, fact.session->kind)) {
    const bool worth_naming = in_window && present && !fact.record->voided;
    return worth_naming ? std::optional(Reason::kNotRepresented) : std::nullopt;
  }
  if (fact.record->voided) return in_window ? std::optional(Reason::kVoided) : std::nullopt;
  if (!in_window) return Reason::kOutsideWindow;
  if (!present) return Reason::kAbsent;
  if (!fact.engaged && representation.plan->attendee_must_be_engaged()) return Reason::kNotOnRoster;
  return Reason::kCounted;
}

// The whole quarter the day lies in; the number of quarters when it lies in none.
size_t QuarterOf(const std::vector<domain::DateRange>& quarters, absl::CivilDay day) {
  const auto found =
      std::find_if(quarters.begin(), quarters.end(),
                   [&](const domain::DateRange& quarter) { return quarter.Contains(day); });
  return found - quarters.begin();
}

void FlagEmptyQuarters(const PracticeView& view, const std::vector<domain::DateRange>& quarters,
                       const std::vector<absl::CivilDay>& dates, Verdict* verdict) {
  for (const domain::DateRange& quarter : quarters) {
    const bool empty = std::none_of(dates.begin(), dates.end(),
                                    [&](absl::CivilDay day) { return quarter.Contains(day); });
    if (quarter.until > view.at() || !empty) continue;
    verdict->flags.push_back(VerdictFlag::kEmptyQuarter);
    return;
  }
}

class Quarters {
 public:
  Quarters(const PracticeView& view, const v1::QuarterCount& measure, const Period& period,
           Verdict* verdict)
      : view_(view),
        measure_(measure),
        period_(period),
        verdict_(*verdict),
        parts_(PartsOnTrack(view, measure.track(), period.real)),
        quarters_(WholeQuarters(parts_)) {
    representation_.plan = verdict->plan;
    representation_.period = period;
    if (measure.represented()) representation_.kinds = measure.session_kinds();
    needed_ = std::min(static_cast<uint32_t>(quarters_.size()), measure.sessions_max());
    if (measure.late_start_in_full() && !parts_.empty()) needed_ = measure.sessions_max();
  }

  void Evaluate() {
    verdict_.window = period_.real;
    if (!parts_.empty()) verdict_.window = {parts_.front().from, parts_.back().until};
    for (const AttendanceFact& fact : view_.attendances()) Place(fact);
    verdict_.numerator = static_cast<uint32_t>(places_.size());
    if (needed_ == 0) {
      // Not before it begins: the track may still get another date (R15).
      const bool begun = view_.at() >= verdict_.window.from;
      verdict_.status = begun ? Status::kNotApplicable : Status::kOpen;
      if (!begun) verdict_.flags.push_back(VerdictFlag::kNotStarted);
      return;
    }
    if (places_.size() >= needed_) verdict_.first_met_on = places_[needed_ - 1];
    SettleCount(
        view_, needed_, [&] { return Bookable(); }, &verdict_);
    FlagEmptyQuarters(view_, quarters_, dates_, &verdict_);
    FlagCancelled(view_, measure_.session_kinds(), representation_, &verdict_);
  }

 private:
  void Place(const AttendanceFact& fact) {
    std::optional<Reason> reason = Screen(view_, measure_, representation_, parts_, fact);
    if (!reason.has_value()) return;
    bool surplus = false;
    if (reason == Reason::kCounted) {
      if (counted_.insert(fact.session).second) {
        surplus = !FillPlace(fact.session->date);
      } else {
        reason = Reason::kDuplicate;
      }
    }
    if (!view_.with_evidence() || view_.at() < verdict_.window.from) return;
    AddEvidence(fact, *reason, &verdict_);
    if (surplus) verdict_.evidence.back().flags.push_back(VerdictFlag::kSurplus);
  }

  // False when the session is more than is needed.
  bool FillPlace(absl::CivilDay date) {
    dates_.push_back(date);
    if (measure_.spread_required()) {
      // A second one in a quarter, or one in a broken quarter, fills no place.
      const size_t quarter = QuarterOf(quarters_, date);
      if (quarter == quarters_.size() || !filled_.insert(quarter).second) return false;
    }
    places_.push_back(date);
    return places_.size() <= needed_;
  }

  uint32_t Bookable() const {
    SessionList sessions;
    absl::flat_hash_set<size_t> filled = filled_;
    for (const domain::DateRange& part : parts_) {
      for (const domain::Session* session :
           BookableSessions(view_, measure_.session_kinds(), representation_, part)) {
        if (measure_.spread_required()) {
          const size_t quarter = QuarterOf(quarters_, session->date);
          if (quarter == quarters_.size() || !filled.insert(quarter).second) continue;
        }
        sessions.push_back(session);
      }
    }
    return OpenSessions(sessions, &verdict_);
  }

  const PracticeView& view_;
  const v1::QuarterCount& measure_;
  const Period& period_;
  Verdict& verdict_;
  const std::vector<domain::DateRange> parts_;
  const std::vector<domain::DateRange> quarters_;
  Representation representation_;
  uint32_t needed_ = 0;
  // Of all sessions that count, and of those that fill a place.
  std::vector<absl::CivilDay> dates_;
  std::vector<absl::CivilDay> places_;
  absl::flat_hash_set<const domain::Session*> counted_;
  // Quarters that have their session, when each needs one (O8).
  absl::flat_hash_set<size_t> filled_;
};

}  // namespace

void EvaluateQuarterCount(const PracticeView& view, const v1::QuarterCount& measure,
                          const Period& period, Verdict* verdict) {
  Quarters(view, measure, period, verdict).Evaluate();
}

}  // namespace logboek::regioplan
