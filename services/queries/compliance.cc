#include "services/queries/compliance.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "services/queries/region_rows.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

// Each holds on to the register of a moment, so only the lists that people page through right now
// are kept.
constexpr size_t kOverviewsMax = 4;

std::string FingerprintOf(const RegionQuestion& question) {
  std::vector<std::string> parts = {question.region,
                                    question.at.has_value() ? domain::ToIso(*question.at) : "",
                                    TextOf(question.known)};
  for (const regioplan::Status status : question.statuses) {
    parts.push_back(absl::StrCat("status ", static_cast<int>(status)));
  }
  for (const std::string& id : question.obligation_ids) parts.push_back(absl::StrCat("row ", id));
  return Fingerprint(parts);
}

bool HasObligation(const domain::Region& region, const std::string& id) {
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const auto& [valid_from, published] : versions) {
      for (const auto& obligation : published->plan.obligations()) {
        if (obligation.id() == id) return true;
      }
    }
  }
  return false;
}

bool IsWanted(const RegionQuestion& question, const std::string& obligation_id) {
  return question.obligation_ids.empty() || question.obligation_ids.contains(obligation_id);
}

// About how many bytes the row is on the wire, rather too many than too few.
size_t WeightOf(const PracticeVerdicts& row) {
  constexpr size_t kFixedBytes = 256;
  size_t bytes = kFixedBytes + row.facts.practice->name.size();
  for (const Verdict& verdict : row.verdicts) {
    bytes += kFixedBytes + verdict.obligation->ByteSizeLong() + verdict.waiver_ground.size();
    for (const regioplan::Evidence& evidence : verdict.evidence) {
      bytes += kFixedBytes / 2 + evidence.person_id.size() + evidence.practice_id.size() +
               evidence.session_id.size() + evidence.offering_id.size() + evidence.menu_slug.size();
    }
  }
  return bytes;
}

absl::StatusOr<PracticeAnswer> AskLive(const Registers& registers,
                                       const PracticeQuestion& question) {
  PracticeAnswer answer{.at = question.at.value_or(registers.Today())};
  registers.live().Read([&](const domain::Register& reg) {
    answer.position = reg.position;
    answer.practice.facts = regioplan::GatherFacts(reg, question.practice_id, answer.at);
  });
  return answer;
}

absl::StatusOr<PracticeAnswer> AskKnown(const Registers& registers,
                                        const PracticeQuestion& question) {
  // A practice never changes region, so the live register says whose events to fold.
  std::shared_ptr<const domain::Practice> practice;
  registers.live().Read([&](const domain::Register& reg) {
    practice = domain::Find(reg.practices, question.practice_id);
  });
  if (practice == nullptr) return UnknownPractice(question.practice_id);
  ASSIGN_OR_RETURN(const Snapshot snapshot,
                   registers.At(question.known, practice->region, question.keep_going));
  PracticeAnswer answer{.at = question.at.value_or(snapshot.default_at),
                        .position = snapshot.position};
  answer.practice.facts = regioplan::GatherFacts(*snapshot.reg, question.practice_id, answer.at);
  return answer;
}

}  // namespace

absl::StatusOr<PracticeAnswer> Ask(const Registers& registers, const PracticeQuestion& question) {
  ASSIGN_OR_RETURN(PracticeAnswer answer, question.known.IsNow() ? AskLive(registers, question)
                                                                 : AskKnown(registers, question));
  PracticeVerdicts& practice = answer.practice;
  if (practice.facts.practice == nullptr) return UnknownPractice(question.practice_id);
  practice.verdicts =
      regioplan::Evaluate(practice.facts, answer.at, {.with_openings = question.with_openings});
  practice.participation = domain::ParticipationOn(*practice.facts.practice, answer.at);
  return answer;
}

// Where a list goes on, and what it was answered from.
struct RegionCompliance::Page {
  std::string fingerprint;
  std::string after_practice_id = {};
  // Set on every page but the first.
  std::optional<uint64_t> position = {};
  std::optional<absl::CivilDay> at = {};

  static absl::StatusOr<Page> Of(const RegionQuestion& question) {
    Page page{.fingerprint = FingerprintOf(question)};
    if (question.page_token.empty()) return page;
    ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                     DecodePageToken(question.page_token, page.fingerprint, 3));
    uint64_t position = 0;
    if (!absl::SimpleAtoi(fields[1], &position)) return BadPageToken();
    page.after_practice_id = fields[0];
    page.position = position;
    ASSIGN_OR_RETURN(page.at, DayOfPageToken(fields[2]));
    return page;
  }
};

absl::StatusOr<std::shared_ptr<const RegionCompliance::Overview>> RegionCompliance::OverviewOf(
    const RegionQuestion& question, const Page& page) const {
  Snapshot snapshot;
  if (page.position.has_value()) {
    if (auto kept = Kept(question.region, *page.at, *page.position); kept != nullptr) return kept;
    ASSIGN_OR_RETURN(snapshot, registers_->At({.position = page.position}, question.region,
                                              question.keep_going));
  } else {
    ASSIGN_OR_RETURN(snapshot,
                     registers_->At(question.known, question.region, question.keep_going));
  }
  const absl::CivilDay at =
      page.at.has_value() ? *page.at : question.at.value_or(snapshot.default_at);
  if (!snapshot.reg->regions.contains(question.region)) return UnknownRegion(question.region);
  if (auto kept = Kept(question.region, at, snapshot.position); kept != nullptr) return kept;
  std::shared_ptr<const Overview> made = MakeOverview(std::move(snapshot), question.region, at);
  Keep(made);
  return made;
}

std::shared_ptr<const RegionCompliance::Overview> RegionCompliance::MakeOverview(
    Snapshot snapshot, const std::string& region, absl::CivilDay at) {
  auto overview = std::make_shared<Overview>();
  const domain::Register& reg = *snapshot.reg;
  const domain::Region& record = *reg.regions.find(region)->second;
  const auto order = OrderOf(record);
  std::map<std::tuple<size_t, uint32_t, regioplan::Status>, StatusCount> counts;
  overview->region = region;
  overview->at = at;
  overview->coming = regioplan::GatherComing(reg, region, at);
  for (const std::string& id : record.practice_ids) {
    std::vector<Line> lines;
    const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, id, overview->coming);
    for (const Verdict& verdict : regioplan::Evaluate(facts, at, {.with_evidence = false})) {
      const std::string& obligation_id = verdict.obligation->id();
      lines.push_back({obligation_id, verdict.status});
      StatusCount& count = counts[{order.at({verdict.plan->plan_id(), obligation_id}),
                                   verdict.programme_year, verdict.status}];
      count.obligation = verdict.obligation;
      count.programme_year = verdict.programme_year;
      count.status = verdict.status;
      ++count.practices;
    }
    overview->practices.emplace_back(id, std::move(lines));
  }
  for (const auto& [key, count] : counts) overview->counts.push_back(count);
  overview->snapshot = std::move(snapshot);
  return overview;
}

std::shared_ptr<const RegionCompliance::Overview> RegionCompliance::Kept(const std::string& region,
                                                                         absl::CivilDay at,
                                                                         uint64_t position) const {
  base::MutexLock lock(&mutex_);
  for (auto kept = overviews_.begin(); kept != overviews_.end(); ++kept) {
    const Overview& overview = **kept;
    if (overview.region != region || overview.at != at || overview.snapshot.position != position) {
      continue;
    }
    overviews_.splice(overviews_.begin(), overviews_, kept);
    return overviews_.front();
  }
  return nullptr;
}

void RegionCompliance::Keep(std::shared_ptr<const Overview> overview) const {
  base::MutexLock lock(&mutex_);
  overviews_.push_front(std::move(overview));
  if (overviews_.size() > kOverviewsMax) overviews_.pop_back();
}

absl::StatusOr<RegionAnswer> RegionCompliance::Ask(const RegionQuestion& question) const {
  ASSIGN_OR_RETURN(const Page page, Page::Of(question));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Overview> overview, OverviewOf(question, page));
  const domain::Register& reg = *overview->snapshot.reg;
  for (const std::string& id : question.obligation_ids) {
    if (!HasObligation(*reg.regions.find(question.region)->second, id)) {
      return UnknownObligation(id, question.region);
    }
  }
  RegionAnswer answer{.reg = overview->snapshot.reg,
                      .counts = overview->counts,
                      .at = overview->at,
                      .position = overview->snapshot.position};
  size_t bytes = 0;
  bool full = false;
  for (const auto& [id, lines] : overview->practices) {
    if (!Matches(question, lines)) continue;
    ++answer.practices_total;
    if (!page.after_practice_id.empty() && id <= page.after_practice_id) continue;
    if (full || answer.practices.size() == question.page_size) {
      full = true;
      continue;
    }
    PracticeVerdicts row = RowOf(*overview, id, question);
    bytes += WeightOf(row);
    // A row that would burst the message begins the next page; the first one always has its place.
    full = bytes > question.page_bytes_max && !answer.practices.empty();
    if (!full) answer.practices.push_back(std::move(row));
  }
  if (full) {
    answer.next_page_token = EncodePageToken(
        page.fingerprint, {answer.practices.back().facts.practice->id,
                           absl::StrCat(answer.position), absl::FormatCivilTime(answer.at)});
  }
  return answer;
}

bool RegionCompliance::Matches(const RegionQuestion& question, const std::vector<Line>& lines) {
  if (question.statuses.empty()) return true;
  return std::any_of(lines.begin(), lines.end(), [&question](const Line& line) {
    return IsWanted(question, line.obligation_id) && question.statuses.contains(line.status);
  });
}

PracticeVerdicts RegionCompliance::RowOf(const Overview& overview, const std::string& practice_id,
                                         const RegionQuestion& question) {
  PracticeVerdicts row;
  row.facts = regioplan::GatherFacts(*overview.snapshot.reg, practice_id, overview.coming);
  row.verdicts =
      regioplan::Evaluate(row.facts, overview.at, {.with_evidence = question.with_evidence});
  row.participation = domain::ParticipationOn(*row.facts.practice, overview.at);
  std::erase_if(row.verdicts, [&question](const Verdict& verdict) {
    return !IsWanted(question, verdict.obligation->id());
  });
  return row;
}

}  // namespace logboek::queries
