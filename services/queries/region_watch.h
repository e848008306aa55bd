// The verdicts of a region, kept up with the log for somebody who watches.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "services/queries/region_rows.h"
#include "services/queries/verdict_change.h"

namespace logboek::queries {

struct WatchedCount {
  ObligationPeriod obligation = {};
  regioplan::Status status = regioplan::Status::kOpen;
  uint32_t practices = 0;
};

// What somebody who watches is told of one look.
struct WatchAnswer {
  // Of the first look only: by plan, obligation, period, status.
  std::vector<WatchedCount> counts = {};
  // In order of practice; empty on the first look.
  std::vector<VerdictChange> changes = {};
  size_t practices = 0;
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Remembers the verdicts it last told, never events: however much is recorded between two looks,
// the second tells what differs in the end. For one thread at a time.
class RegionWatch {
 public:
  // `registers` and `log` must outlive it.
  RegionWatch(const Registers* registers, const storage::EventLog* log, std::string region);

  // Looks at everything readers see now, and at today. After the first look only at the practices
  // that the events since then touch; at all of them when the date has changed. NOT_FOUND,
  // UNKNOWN_REGION.
  absl::StatusOr<WatchAnswer> Look(const registrar::KeepGoing& keep_going);

 private:
  // What one look sees.
  struct Moment {
    Snapshot snapshot;
    absl::CivilDay at;
  };

  absl::Status LookAtFirst(const Moment& moment, const registrar::KeepGoing& keep_going,
                           WatchAnswer* answer);
  absl::StatusOr<std::set<std::string>> Touched(const Moment& moment,
                                                const registrar::KeepGoing& keep_going) const;
  std::set<std::string> AllPractices(const domain::Register& reg) const;

  const Registers* const registers_;
  const storage::EventLog* const log_;
  const std::string region_;
  // Of the last look; absent before the first.
  std::optional<absl::CivilDay> at_;
  uint64_t position_ = 0;
  // By practice.
  absl::btree_map<std::string, std::vector<VerdictLine>> lines_;
};

}  // namespace logboek::queries
