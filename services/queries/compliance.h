// Which practice complies, why, and what is missing: one practice, or a region in pages.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/mutex.h"

namespace logboek::queries {

struct PracticeQuestion {
  std::string practice_id = {};
  // Absent = the date of `known`, else today.
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  // Fills Verdict::openings.
  bool with_openings = false;
  registrar::KeepGoing keep_going = {};
};

// The verdicts point into the facts.
struct PracticeVerdicts {
  regioplan::PracticeFacts facts = {};
  std::vector<regioplan::Verdict> verdicts = {};
  // That counts on the day asked about; null = the practice never takes part.
  const domain::ParticipationPeriod* participation = nullptr;
};

struct PracticeAnswer {
  PracticeVerdicts practice = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Microseconds when `known` is now; else it may read the log. NOT_FOUND, UNKNOWN_PRACTICE.
absl::StatusOr<PracticeAnswer> Ask(const Registers& registers, const PracticeQuestion& question);

struct RegionQuestion {
  std::string region = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  // Only practices with a verdict of one of these; empty = all practices.
  std::set<regioplan::Status> statuses = {};
  // Only these verdicts; empty = all.
  std::set<std::string> obligation_ids = {};
  bool with_evidence = false;
  // 1 or more.
  size_t page_size = 100;
  // A page ends early when its rows are about this large; it has at least one.
  size_t page_bytes_max = 3 << 20;
  // Of the page before; empty = the first page.
  std::string page_token = {};
  registrar::KeepGoing keep_going = {};
};

struct StatusCount {
  const regioplan::v1::Obligation* obligation = nullptr;
  uint32_t programme_year = 0;
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t practices = 0;
};

struct RegionAnswer {
  // Keeps what `counts` points to.
  std::shared_ptr<const domain::Register> reg = {};
  // In order of practice id; only the verdicts asked for.
  std::vector<PracticeVerdicts> practices = {};
  // Over the whole region, whatever the filter and the page; by plan, obligation, year, status.
  std::vector<StatusCount> counts = {};
  // Empty on the last page.
  std::string next_page_token = {};
  size_t practices_total = 0;
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Answers about whole regions. All pages of one list look at the same position and date, whatever
// is recorded meanwhile. Thread-safe; `registers` must outlive it.
class RegionCompliance {
 public:
  explicit RegionCompliance(const Registers* registers) : registers_(registers) {}

  // Takes as long as the region is large the first time, and may read the log. NOT_FOUND,
  // UNKNOWN_REGION or UNKNOWN_OBLIGATION; INVALID_ARGUMENT, BAD_PAGE_TOKEN.
  absl::StatusOr<RegionAnswer> Ask(const RegionQuestion& question) const;

 private:
  // The verdicts of a whole region in short: enough to count and to filter.
  struct Line {
    std::string obligation_id;
    regioplan::Status status;
  };
  struct Overview {
    std::string region;
    absl::CivilDay at;
    Snapshot snapshot;
    std::shared_ptr<const regioplan::ComingSessions> coming;
    std::vector<std::pair<std::string, std::vector<Line>>> practices;
    std::vector<StatusCount> counts;
  };
  struct Page;

  static bool Matches(const RegionQuestion& question, const std::vector<Line>& lines);
  static PracticeVerdicts RowOf(const Overview& overview, const std::string& practice_id,
                                const RegionQuestion& question);
  absl::StatusOr<std::shared_ptr<const Overview>> OverviewOf(const RegionQuestion& question,
                                                             const Page& page) const;
  static std::shared_ptr<const Overview> MakeOverview(Snapshot snapshot, const std::string& region,
                                                      absl::CivilDay at);
  std::shared_ptr<const Overview> Kept(const std::string& region, absl::CivilDay at,
                                       uint64_t position) const;
  void Keep(std::shared_ptr<const Overview> overview) const;

  const Registers* const registers_;
  mutable base::Mutex mutex_;
  // Most recently used first.
  mutable std::list<std::shared_ptr<const Overview>> overviews_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::queries
