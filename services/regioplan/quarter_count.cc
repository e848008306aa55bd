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
                             const std::vector<domain::DateRange>& parts,
                             const AttendanceFact& fact, const Verdict& verdict) {
  const bool in_window = ContainsDay(parts, fact.session->date);
  const bool counted_kind = ContainsKind(measure.session_kinds(), fact.session->kind) &&
                            fact.session->region == view.practice().region;
  const bool present = fact.record->status == event::v1::ATTENDANCE_STATUS_PRESENT;
  if (!counted_kind) {
    const bool worth_naming =
        fact.own && in_window && !fact.record->voided && domain::IsMeeting(fact.session->kind);
    return worth_naming ? std::optional(Reason::kNotOnMenu) : std::nullopt;
  }
  if (!fact.own) {
    const bool worth_naming = in_window && present && !fact.record->voided;
    return worth_naming ? std::optional(Reason::kNotRepresented) : std::nullopt;
  }
  if (fact.record->voided) return in_window ? std::optional(Reason::kVoided) : std::nullopt;
  if (!in_window) return Reason::kOutsideWindow;
  if (!present) return Reason::kAbsent;
  if (!fact.engaged && verdict.plan->attendee_must_be_engaged()) return Reason::kNotOnRoster;
  return Reason::kCounted;
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

}  // namespace

void EvaluateQuarterCount(const PracticeView& view, const v1::QuarterCount& measure,
                          const ProgrammeYear& year, Verdict* verdict) {
  const std::vector<domain::DateRange> parts = PartsOnTrack(view, measure.track(), year.real);
  const std::vector<domain::DateRange> quarters = WholeQuarters(parts);
  const auto needed = std::min(static_cast<uint32_t>(quarters.size()), measure.sessions_max());
  verdict->window = year.real;
  if (!parts.empty()) verdict->window = {parts.front().from, parts.back().until};

  std::vector<absl::CivilDay> dates;
  absl::flat_hash_set<const domain::Session*> counted;
  const bool show = view.with_evidence() && view.at() >= verdict->window.from;
  for (const AttendanceFact& fact : view.attendances()) {
    std::optional<Reason> reason = Screen(view, measure, parts, fact, *verdict);
    if (!reason.has_value()) continue;
    if (reason == Reason::kCounted) {
      if (counted.insert(fact.session).second) {
        dates.push_back(fact.session->date);
      } else {
        reason = Reason::kDuplicate;
      }
    }
    if (!show) continue;
    AddEvidence(fact, *reason, verdict);
    if (reason == Reason::kCounted && dates.size() > needed) {
      verdict->evidence.back().flags.push_back(VerdictFlag::kSurplus);
    }
  }
  verdict->numerator = static_cast<uint32_t>(dates.size());
  if (needed == 0) {
    // Not before it begins: the track may still get another date (R15).
    const bool begun = view.at() >= verdict->window.from;
    verdict->status = begun ? Status::kNotApplicable : Status::kOpen;
    if (!begun) verdict->flags.push_back(VerdictFlag::kNotStarted);
    return;
  }
  if (dates.size() >= needed) verdict->first_met_on = dates[needed - 1];
  const KindList nobody_speaks;
  const auto bookable = [&] {
    size_t sessions = 0;
    for (const domain::DateRange& part : parts) {
      sessions += BookableSessions(view, measure.session_kinds(), nobody_speaks, part).size();
    }
    return static_cast<uint32_t>(sessions);
  };
  SettleCount(view, needed, bookable, verdict);
  FlagEmptyQuarters(view, quarters, dates, verdict);
  FlagCancelled(view, measure.session_kinds(), nobody_speaks, verdict);
}

}  // namespace logboek::regioplan
