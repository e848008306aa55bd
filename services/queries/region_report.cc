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
#include "services/domain/event_codec.h"
#include "services/queries/canonical_writer.h"
#include "services/queries/earlier_reports.h"
#include "services/queries/refusals.h"
#include "services/queries/region_rows.h"
#include "services/queries/sha256.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

constexpr char kPeriodFilter[] = "period=";
// Every practice of the region stands in this one cell of the row that is their number.
constexpr size_t kPresent = 0;
// Fewer than these are looked through rather than that the region is evaluated once more.
constexpr size_t kFewEvents = 50;

// A row of a region as it is.
struct StandingRow {
  PlacedRow placed;
  ObligationPeriod obligation;
};

// Where every practice of a region stands, in all periods.
struct Standings {
  Snapshot snapshot;
  absl::CivilDay at;
  std::map<RowKey, StandingRow> rows;
  // "plan version" of the verdicts, by period.
  std::map<uint32_t, std::set<std::string>> plans;
  PlacedRow practices;
};

bool IsAbout(const std::optional<uint32_t>& period, uint32_t other) {
  return period.value_or(other) == other;
}

absl::StatusOr<Standings> StandingsOf(const Registers& registers,
                                      const RegionReportQuestion& question,
                                      EarlierReports* earlier) {
  Standings standings;
  ASSIGN_OR_RETURN(standings.snapshot,
                   registers.At(question.known, question.region, question.keep_going));
  const domain::Register& reg = *standings.snapshot.reg;
  if (!reg.regions.contains(question.region)) return UnknownRegion(question.region);
  standings.at = question.at.value_or(standings.snapshot.default_at);
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<regioplan::Verdict>& verdicts) {
    const size_t practice = earlier->NumberOf(facts.practice->id);
    standings.practices.Put(practice, kPresent);
    for (const regioplan::Verdict& verdict : verdicts) {
      const RowKey key(verdict.plan->plan_id(), verdict.obligation->id(), verdict.programme_year);
      StandingRow& row = standings.rows[key];
      row.placed.Put(practice, ColumnOf(verdict.status));
      row.obligation = PeriodOf(verdict);
      standings.plans[verdict.programme_year].insert(
          absl::StrCat(verdict.plan->plan_id(), " ", verdict.plan->version()));
    }
  };
  RETURN_IF_ERROR(VisitPractices(reg, question.region, standings.at, {.with_evidence = false},
                                 question.keep_going, visit));
  return standings;
}

// Some row shown is about all practices of the region but a few.
bool LacksFew(const std::map<RowKey, ShownRow>& rows, size_t practices) {
  return std::any_of(rows.begin(), rows.end(), [practices](const auto& entry) {
    const size_t lacking = practices - entry.second.row.size();
    return !entry.second.hidden.whole && lacking > 0 && lacking < kSmallCell;
  });
}

// What the reader of a report sees of the standings beside the first `reports` of the earlier ones.
GivenOut GiveOut(const Standings& standings, const std::optional<uint32_t>& period,
                 const EarlierReports& earlier, size_t reports) {
  GivenOut report{.period = period};
  for (const auto& [key, row] : standings.rows) {
    if (!IsAbout(period, PeriodOfRow(key))) continue;
    const PlacedRow& now = row.placed;
    report.rows[key] = {now, HideFew(now.counts, earlier.ChangesOf(key, now, reports))};
  }
  const PlacedRow& practices = standings.practices;
  report.practices = {practices,
                      HideFew(practices.counts, earlier.ChangesOfPractices(practices, reports))};
  if (LacksFew(report.rows, practices.size())) report.practices.hidden.HideAll();
  return report;
}

// Every number shown.
GivenOut Whole(const Standings& standings, const std::optional<uint32_t>& period) {
  GivenOut report{.period = period};
  for (const auto& [key, row] : standings.rows) {
    if (IsAbout(period, PeriodOfRow(key))) report.rows[key].row = row.placed;
  }
  report.practices.row = standings.practices;
  return report;
}

RegionReport ReportOf(const Standings& standings, const std::string& region,
                      const GivenOut& shown) {
  RegionReport report{.region = region,
                      .period = shown.period,
                      .practices = standings.practices.size(),
                      .practices_hidden = shown.practices.hidden.columns[kPresent],
                      .at = standings.at,
                      .position = standings.snapshot.position};
  std::set<std::string> plans;
  for (const auto& [period, of_period] : standings.plans) {
    if (IsAbout(shown.period, period)) plans.insert(of_period.begin(), of_period.end());
  }
  report.plans.assign(plans.begin(), plans.end());
  for (const auto& [key, shown_row] : shown.rows) {
    report.rows.push_back({.obligation = standings.rows.at(key).obligation,
                           .counts = shown_row.row.counts,
                           .hidden = shown_row.hidden});
  }
  const auto order = OrderOf(*standings.snapshot.reg->regions.find(region)->second);
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

// Works out what recorded reports of one region showed, one after the other.
class Recall {
 public:
  Recall(const Registers* registers, const registrar::KeepGoing& keep_going)
      : registers_(registers), keep_going_(keep_going) {}

  // What the recorded report showed to those who had those of `earlier`.
  absl::StatusOr<GivenOut> WorkOut(const event::v1::ReportIssued& issued, EarlierReports* earlier);

 private:
  // Whether the practices stand as in the report before, for only reports were recorded since.
  absl::StatusOr<bool> StandsAsBefore(const event::v1::ReportIssued& issued) const;

  const Registers* const registers_;
  const registrar::KeepGoing& keep_going_;
  // Those of the report before.
  std::optional<Standings> standings_;
};

absl::StatusOr<bool> Recall::StandsAsBefore(const event::v1::ReportIssued& issued) const {
  if (!standings_.has_value() || standings_->at != domain::FromProto(issued.at())) return false;
  const uint64_t before = standings_->snapshot.position;
  const uint64_t position = issued.report_position();
  if (position == before) return true;
  if (position < before || position - before > kFewEvents) return false;
  storage::ReadOptions options;
  options.after = {before};
  options.until = {position};
  ASSIGN_OR_RETURN(const storage::ReadPage page, registers_->log().Read(options));
  if (page.events.size() != position - before) return false;
  for (const storage::StoredEvent& stored : page.events) {
    ASSIGN_OR_RETURN(const event::v1::Envelope envelope, domain::DecodeEnvelope(stored.bytes));
    if (!envelope.event().has_report_issued()) return false;
  }
  return true;
}

absl::StatusOr<GivenOut> Recall::WorkOut(const event::v1::ReportIssued& issued,
                                         EarlierReports* earlier) {
  ASSIGN_OR_RETURN(const bool as_before, StandsAsBefore(issued));
  if (as_before) {
    standings_->snapshot.position = issued.report_position();
  } else {
    standings_.reset();
    absl::StatusOr<Standings> standings =
        StandingsOf(*registers_,
                    {.region = issued.region(),
                     .at = domain::FromProto(issued.at()),
                     .known = {.position = issued.report_position()},
                     .keep_going = keep_going_},
                    earlier);
    // It was about a region that nobody had told of yet.
    if (absl::IsNotFound(standings.status())) return GivenOut();
    if (!standings.ok()) return standings.status();
    standings_ = *std::move(standings);
  }
  std::optional<uint32_t> period;
  if (ParseFilter(issued.filter(), &period)) {
    GivenOut shown = GiveOut(*standings_, period, *earlier, earlier->size());
    const RegionReport report = ReportOf(*standings_, issued.region(), shown);
    if (Sha256Of(report) == issued.report_sha256()) return shown;
  }
  return Whole(*standings_, std::nullopt);
}

// The reports of a region that left, in the order of the log.
class ReportsThatLeft {
 public:
  ReportsThatLeft(const Registers& registers, absl::string_view region_id, uint64_t before) {
    registers.live().Read([&](const domain::Register& reg) {
      const auto found = reg.regions.find(region_id);
      if (found != reg.regions.end()) region_ = found->second;
    });
    if (region_ == nullptr) return;
    for (const domain::IssuedReport& issued : region_->reports) {
      if (issued.ref.position < before && Leaves(issued.report)) reports_.push_back(&issued);
    }
  }

  size_t size() const { return reports_.size(); }
  const domain::IssuedReport& operator[](size_t i) const { return *reports_[i]; }
  std::vector<uint64_t> Positions() const {
    std::vector<uint64_t> positions;
    positions.reserve(reports_.size());
    for (const domain::IssuedReport* issued : reports_) positions.push_back(issued->ref.position);
    return positions;
  }

 private:
  // Keeps the reports.
  std::shared_ptr<const domain::Region> region_;
  std::vector<const domain::IssuedReport*> reports_;
};

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

// A report that was made, and what it showed to those who had `earlier` reports.
struct RegionReports::Made {
  size_t earlier = 0;
  uint64_t position = 0;
  absl::CivilDay at;
  std::string filter;
  std::string sha256;
  GivenOut shown;

  // It is the one recorded, as the next one.
  bool Is(const event::v1::ReportIssued& issued, size_t before) const {
    return earlier == before && position == issued.report_position() &&
           at == domain::FromProto(issued.at()) && filter == issued.filter() &&
           sha256 == issued.report_sha256();
  }
};

struct RegionReports::Chain {
  // Takes over those of `left` that it does not have yet.
  absl::Status TakeOver(const Registers& registers, const ReportsThatLeft& left,
                        const registrar::KeepGoing& keep_going)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // Held while a report is made.
  base::Mutex mutex;
  EarlierReports earlier ABSL_GUARDED_BY(mutex);
  // The last one made: most likely the next one recorded.
  std::optional<Made> made ABSL_GUARDED_BY(mutex);
};

RegionReports::RegionReports(const Registers* registers) : registers_(registers) {}
RegionReports::~RegionReports() = default;

absl::Status RegionReports::Chain::TakeOver(const Registers& registers, const ReportsThatLeft& left,
                                            const registrar::KeepGoing& keep_going) {
  Recall recall(&registers, keep_going);
  for (size_t i = 0; i < left.size(); ++i) {
    const domain::IssuedReport& issued = left[i];
    if (i < earlier.size()) {
      CHECK(earlier.position(i) == issued.ref.position, "what left stays as it was");
    } else if (made.has_value() && made->Is(issued.report, i)) {
      earlier.Append(issued.ref.position, made->shown);
    } else {
      ASSIGN_OR_RETURN(const GivenOut shown, recall.WorkOut(issued.report, &earlier));
      earlier.Append(issued.ref.position, shown);
    }
  }
  return absl::OkStatus();
}

std::shared_ptr<RegionReports::Chain> RegionReports::ChainOf(const std::string& region) const {
  bool known = false;
  registers_->live().Read(
      [&](const domain::Register& reg) { known = reg.regions.contains(region); });
  // Nothing is kept of what somebody made up.
  if (!known) return std::make_shared<Chain>();
  const base::MutexLock lock(&mutex_);
  std::shared_ptr<Chain>& chain = chains_[region];
  if (chain == nullptr) chain = std::make_shared<Chain>();
  return chain;
}

absl::StatusOr<RegionReport> RegionReports::Ask(const RegionReportQuestion& question) const {
  if (!question.leaves) {
    EarlierReports none;
    ASSIGN_OR_RETURN(const Standings standings, StandingsOf(*registers_, question, &none));
    return ReportOf(standings, question.region, Whole(standings, question.period));
  }
  const std::shared_ptr<Chain> chain = ChainOf(question.region);
  const base::MutexLock lock(&chain->mutex);
  if (question.keep_going) RETURN_IF_ERROR(question.keep_going());
  const ReportsThatLeft left(*registers_, question.region,
                             question.recorded_before.value_or(UINT64_MAX));
  RETURN_IF_ERROR(chain->TakeOver(*registers_, left, question.keep_going));
  EarlierReports& earlier = chain->earlier;
  ASSIGN_OR_RETURN(const Standings standings, StandingsOf(*registers_, question, &earlier));
  GivenOut shown = GiveOut(standings, question.period, earlier, left.size());
  RegionReport report = ReportOf(standings, question.region, shown);
  report.earlier = left.Positions();
  if (left.size() == earlier.size()) {
    chain->made = {.earlier = left.size(),
                   .position = report.position,
                   .at = report.at,
                   .filter = FilterOf(report.period),
                   .sha256 = Sha256Of(report),
                   .shown = std::move(shown)};
  }
  return report;
}

absl::StatusOr<RegionReport> Ask(const Registers& registers, const RegionReportQuestion& question) {
  return RegionReports(&registers).Ask(question);
}

std::vector<uint64_t> ReportsBefore(const Registers& registers, absl::string_view region,
                                    uint64_t position) {
  return ReportsThatLeft(registers, region, position).Positions();
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
