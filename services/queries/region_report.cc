#include "services/queries/region_report.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/domain/dates.h"
#include "services/queries/canonical_writer.h"
#include "services/queries/refusals.h"
#include "services/queries/region_rows.h"
#include "services/queries/sha256.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

constexpr char kPeriodFilter[] = "period=";
// Every practice of the region stands in this one cell of the row that is their number.
constexpr size_t kPresent = 0;

// A plan, an obligation and a period.
using RowKey = std::tuple<std::string, std::string, uint32_t>;

// Where every practice of a region stands.
struct Standings {
  Snapshot snapshot;
  absl::CivilDay at;
  std::map<RowKey, Standing> rows;
  std::map<RowKey, ObligationPeriod> obligations;
  std::set<std::string> plans;
  Standing practices;
};

// A report that was given out, as far as others are held against it.
struct GivenOut {
  std::optional<uint32_t> period;
  std::map<RowKey, EarlierRow> rows;
  EarlierRow practices;
};

absl::StatusOr<Standings> StandingsOf(const Registers& registers,
                                      const RegionReportQuestion& question) {
  Standings standings;
  ASSIGN_OR_RETURN(standings.snapshot,
                   registers.At(question.known, question.region, question.keep_going));
  const domain::Register& reg = *standings.snapshot.reg;
  if (!reg.regions.contains(question.region)) return UnknownRegion(question.region);
  standings.at = question.at.value_or(standings.snapshot.default_at);
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<regioplan::Verdict>& verdicts) {
    const std::string& id = facts.practice->id;
    standings.practices[id] = kPresent;
    for (const regioplan::Verdict& verdict : verdicts) {
      if (question.period.value_or(verdict.programme_year) != verdict.programme_year) continue;
      const RowKey key(verdict.plan->plan_id(), verdict.obligation->id(), verdict.programme_year);
      standings.rows[key][id] = ColumnOf(verdict.status);
      standings.obligations[key] = PeriodOf(verdict);
      standings.plans.insert(absl::StrCat(verdict.plan->plan_id(), " ", verdict.plan->version()));
    }
  };
  RETURN_IF_ERROR(VisitPractices(reg, question.region, standings.at, {.with_evidence = false},
                                 question.keep_going, visit));
  return standings;
}

// The row as each earlier report had it. What a report was not about, it tells nothing of.
std::vector<const EarlierRow*> EarlierRows(const std::vector<GivenOut>& earlier,
                                           const RowKey& key) {
  static const auto* const no_such_row = new EarlierRow();
  std::vector<const EarlierRow*> rows;
  for (const GivenOut& report : earlier) {
    if (report.period.value_or(std::get<2>(key)) != std::get<2>(key)) continue;
    const auto found = report.rows.find(key);
    rows.push_back(found == report.rows.end() ? no_such_row : &found->second);
  }
  return rows;
}

// Some row shown is about all practices of the region but a few.
bool LacksFew(const std::map<RowKey, EarlierRow>& rows, size_t practices) {
  return std::any_of(rows.begin(), rows.end(), [practices](const auto& entry) {
    const size_t lacking = practices - entry.second.standing.size();
    return !entry.second.hidden.whole && lacking > 0 && lacking < kSmallCell;
  });
}

HiddenCells HidePractices(const Standings& standings, const std::map<RowKey, EarlierRow>& rows,
                          const std::vector<GivenOut>& earlier) {
  std::vector<const EarlierRow*> before;
  for (const GivenOut& report : earlier) before.push_back(&report.practices);
  HiddenCells hidden = HideFew(standings.practices, before);
  if (LacksFew(rows, standings.practices.size())) hidden.HideAll();
  return hidden;
}

// What the reader of a report sees of the standings beside the earlier reports.
GivenOut GiveOut(const Standings& standings, const std::optional<uint32_t>& period,
                 const std::vector<GivenOut>& earlier) {
  GivenOut report{.period = period};
  for (const auto& [key, standing] : standings.rows) {
    report.rows[key] = {standing, HideFew(standing, EarlierRows(earlier, key))};
  }
  report.practices = {standings.practices, HidePractices(standings, report.rows, earlier)};
  return report;
}

RegionReport ReportOf(const Standings& standings, const RegionReportQuestion& question,
                      const GivenOut& shown) {
  RegionReport report{.region = question.region,
                      .period = question.period,
                      .practices = static_cast<uint32_t>(standings.practices.size()),
                      .practices_hidden = shown.practices.hidden.columns[kPresent],
                      .plans = {standings.plans.begin(), standings.plans.end()},
                      .at = standings.at,
                      .position = standings.snapshot.position};
  for (const auto& [key, row] : shown.rows) {
    report.rows.push_back({.obligation = standings.obligations.at(key),
                           .counts = CountsOf(row.standing),
                           .hidden = row.hidden});
  }
  const auto order = OrderOf(*standings.snapshot.reg->regions.find(question.region)->second);
  const auto place = [&order](const ObligationPeriod& row) {
    return std::pair(order.at({row.plan_id, row.obligation_id}), row.period);
  };
  std::stable_sort(report.rows.begin(), report.rows.end(),
                   [&place](const RegionReportRow& a, const RegionReportRow& b) {
                     return place(a.obligation) < place(b.obligation);
                   });
  return report;
}

bool Leaves(const event::v1::ReportIssued& report) {
  return report.scope() == event::v1::REPORT_SCOPE_REGION &&
         report.recipient_class() != event::v1::RECIPIENT_CLASS_REGIONAL_ORGANISATION;
}

// The period of a filter as FilterOf writes it; false for another one.
bool ParseFilter(absl::string_view filter, std::optional<uint32_t>* period) {
  if (filter.empty()) return true;
  uint32_t number = 0;
  if (!absl::ConsumePrefix(&filter, kPeriodFilter) || !absl::SimpleAtoi(filter, &number)) {
    return false;
  }
  *period = number;
  return true;
}

// Every number shown.
GivenOut Whole(const Standings& standings) {
  GivenOut report;
  for (const auto& [key, standing] : standings.rows) report.rows[key].standing = standing;
  report.practices.standing = standings.practices;
  return report;
}

// What the recorded report showed to those who had the earlier ones.
absl::StatusOr<GivenOut> Recall(const Registers& registers, const event::v1::ReportIssued& issued,
                                const registrar::KeepGoing& keep_going,
                                const std::vector<GivenOut>& earlier) {
  RegionReportQuestion question{.region = issued.region(),
                                .at = domain::FromProto(issued.at()),
                                .known = {.position = issued.report_position()},
                                .keep_going = keep_going};
  const bool known_filter = ParseFilter(issued.filter(), &question.period);
  const absl::StatusOr<Standings> found = StandingsOf(registers, question);
  // It was about a region that nobody had told of yet.
  if (absl::IsNotFound(found.status())) return GivenOut();
  if (!found.ok()) return found.status();
  const Standings& standings = *found;
  GivenOut shown = GiveOut(standings, question.period, earlier);
  if (known_filter && Sha256Of(ReportOf(standings, question, shown)) == issued.report_sha256()) {
    return shown;
  }
  if (!question.period.has_value()) return Whole(standings);
  question.period.reset();
  ASSIGN_OR_RETURN(const Standings all, StandingsOf(registers, question));
  return Whole(all);
}

// The reports of the region that left, in the order of the log.
std::vector<domain::IssuedReport> ReportsThatLeft(const Registers& registers,
                                                  absl::string_view region_id, uint64_t before) {
  std::shared_ptr<const domain::Region> region;
  registers.live().Read([&](const domain::Register& reg) {
    const auto found = reg.regions.find(region_id);
    if (found != reg.regions.end()) region = found->second;
  });
  std::vector<domain::IssuedReport> reports;
  if (region == nullptr) return reports;
  for (const domain::IssuedReport& issued : region->reports) {
    if (issued.ref.position < before && Leaves(issued.report)) reports.push_back(issued);
  }
  return reports;
}

void WriteIf(bool shown, uint32_t number, CanonicalWriter* writer) {
  writer->U8(shown ? 1 : 0);
  if (shown) writer->U32(number);
}

}  // namespace

uint32_t RegionReportRow::asked() const {
  uint32_t sum = 0;
  for (size_t i = 0; i < kNotApplicableColumn; ++i) sum += counts[i];
  return sum;
}

absl::StatusOr<RegionReport> Ask(const Registers& registers, const RegionReportQuestion& question) {
  std::vector<GivenOut> earlier;
  std::vector<uint64_t> positions;
  if (question.leaves) {
    const uint64_t before = question.recorded_before.value_or(UINT64_MAX);
    for (const domain::IssuedReport& issued : ReportsThatLeft(registers, question.region, before)) {
      ASSIGN_OR_RETURN(GivenOut report,
                       Recall(registers, issued.report, question.keep_going, earlier));
      earlier.push_back(std::move(report));
      positions.push_back(issued.ref.position);
    }
  }
  ASSIGN_OR_RETURN(const Standings standings, StandingsOf(registers, question));
  const GivenOut shown =
      question.leaves ? GiveOut(standings, question.period, earlier) : Whole(standings);
  RegionReport report = ReportOf(standings, question, shown);
  report.earlier = std::move(positions);
  return report;
}

std::vector<uint64_t> ReportsBefore(const Registers& registers, absl::string_view region,
                                    uint64_t position) {
  std::vector<uint64_t> positions;
  for (const domain::IssuedReport& issued : ReportsThatLeft(registers, region, position)) {
    positions.push_back(issued.ref.position);
  }
  return positions;
}

std::string FilterOf(const std::optional<uint32_t>& period) {
  return period.has_value() ? absl::StrCat(kPeriodFilter, *period) : "";
}

std::string Sha256Of(const RegionReport& report) {
  CanonicalWriter writer;
  writer.Raw("logboek-region-report-1");
  writer.Str(report.region);
  writer.Str(FilterOf(report.period));
  writer.Date(report.at);
  writer.U64(report.position);
  WriteIf(!report.practices_hidden, report.practices, &writer);
  writer.U32(report.rows.size());
  for (const RegionReportRow& row : report.rows) {
    writer.Str(row.obligation.plan_id);
    writer.Str(row.obligation.obligation_id);
    writer.U32(row.obligation.period);
    WriteIf(!row.hidden.asked(), row.asked(), &writer);
    for (size_t i = 0; i < kReportColumns; ++i) {
      WriteIf(!row.hidden.columns[i], row.counts[i], &writer);
    }
  }
  Sha256 hash;
  hash.Update(writer.Take());
  return hash.Finish();
}

}  // namespace logboek::queries
