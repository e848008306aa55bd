#include "services/queries/quarter_matrix.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/domain/dates.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

absl::CivilDay QuarterStart(absl::CivilDay day) {
  return absl::CivilDay(day.year(), (day.month() - 1) / 3 * 3 + 1, 1);
}

absl::CivilDay NextQuarter(absl::CivilDay start) {
  return absl::CivilDay(start.year(), start.month() + 3, 1);
}

// Periods that follow each other without a gap are one.
bool IsOnTrack(const domain::Practice& practice, const std::string& track,
               const domain::DateRange& range) {
  absl::CivilDay reached = range.from;
  bool further = true;
  while (reached < range.until && further) {
    further = false;
    for (const domain::TrackPeriod& period : practice.tracks) {
      if (period.track != track || !period.period.Contains(reached)) continue;
      reached = period.period.until;
      further = true;
      break;
    }
  }
  return reached >= range.until;
}

QuarterMatrixRow RowOf(const List& list, std::shared_ptr<const domain::Practice> practice,
                       const Verdict& verdict) {
  QuarterMatrixRow row{.practice = std::move(practice),
                       .obligation_id = verdict.obligation->id(),
                       .period = verdict.programme_year,
                       .meetings = verdict.numerator,
                       .needed = verdict.denominator};
  const std::string& track = verdict.obligation->quarter_count().track();
  for (absl::CivilDay start = QuarterStart(verdict.window.from); start < verdict.window.until;
       start = NextQuarter(start)) {
    const domain::DateRange quarter = {.from = start, .until = NextQuarter(start)};
    QuarterCell cell{.from = start};
    std::set<std::string> sessions;
    for (const regioplan::Evidence& evidence : verdict.evidence) {
      if (evidence.reason != regioplan::Reason::kCounted) continue;
      if (quarter.Contains(evidence.date)) sessions.insert(evidence.session_id);
    }
    cell.meetings = static_cast<uint32_t>(sessions.size());
    cell.required = domain::Intersect(quarter, verdict.window) == quarter &&
                    IsOnTrack(*row.practice, track, quarter);
    cell.missing = cell.required && cell.meetings == 0 && quarter.until <= list.at();
    row.quarters.push_back(cell);
  }
  return row;
}

}  // namespace

absl::StatusOr<ListAnswer<QuarterMatrixRow>> Ask(const Registers& registers,
                                                 const QuarterMatrixQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"quarter matrix"}));
  const ListVerdicts verdicts(list);
  return list.Page<QuarterMatrixRow>(list.region().practice_ids, [&](const std::string& id) {
    std::vector<QuarterMatrixRow> rows;
    auto practice = domain::Find(list.reg().practices, id);
    // Nearly all practices are on no track.
    if (practice == nullptr || practice->tracks.empty()) return rows;
    for (const Verdict& verdict : verdicts.Of(id, /*with_evidence=*/true)) {
      if (!verdict.obligation->has_quarter_count() || verdict.window.from > list.at()) continue;
      rows.push_back(RowOf(list, practice, verdict));
    }
    return rows;
  });
}

}  // namespace logboek::queries
