// The register as the log knew it: now, at a position, or at an instant.
//
// The past is folded from the log by the same Evolve as the live register; there is no second
// implementation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/domain/register.h"
#include "services/registrar/registrar.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"

namespace logboek::queries {

// At most one is set; none = everything the log knows now.
struct AsKnown {
  // The first `position` events.
  std::optional<uint64_t> position = {};
  // The events recorded up to and including this instant.
  std::optional<absl::Time> time = {};

  bool IsNow() const { return !position.has_value() && !time.has_value(); }
};

// The same for the same moment, another for another: part of what a page token is good for.
std::string TextOf(const AsKnown& known);

// A register that no longer changes.
struct Snapshot {
  std::shared_ptr<const domain::Register> reg = {};
  // It is made of exactly the first `position` events (of its region).
  uint64_t position = 0;
  // When the event at `position` was recorded; InfinitePast at 0.
  absl::Time recorded_at = absl::InfinitePast();
  // The date a question about it looks at when it names none: today, or the date of the instant or
  // position.
  absl::CivilDay default_at = {};
};

struct RegistersOptions {
  // Folded registers kept for the next question, least recently used out first.
  size_t folds_max = 8;
  // Records in them all together; one register with more is not kept.
  size_t records_max = 2'000'000;
};

// Thread-safe. `registrar`, `log` and `clock` must outlive it.
class Registers {
 public:
  Registers(const registrar::Registrar* registrar, const storage::EventLog* log,
            const base::Clock* clock, RegistersOptions options = {});

  const registrar::Registrar& live() const { return *registrar_; }
  const storage::EventLog& log() const { return *log_; }
  // The date in Amsterdam by the clock.
  absl::CivilDay Today() const;

  // The whole live register as it is now. Callers share one copy for as long as nothing is
  // recorded, so many pointers are taken out with one short lock.
  Snapshot Now() const;

  // The register of one region (empty = of all) as known then; Now() when `known` is now. Reads the
  // log: not on a thread that must not wait. OUT_OF_RANGE, POSITION_AHEAD; DATA_LOSS: the log is
  // damaged.
  absl::StatusOr<Snapshot> At(const AsKnown& known, absl::string_view region,
                              const registrar::KeepGoing& keep_going = {}) const;

  // As At, without the register: its position, and the dates that go with it.
  absl::StatusOr<Snapshot> MomentOf(const AsKnown& known) const { return Resolve(known); }

  // As At, folded from the first event, never from something kept, also when `known` is now.
  absl::StatusOr<Snapshot> FromFirstEvent(const AsKnown& known, absl::string_view region,
                                          const registrar::KeepGoing& keep_going = {}) const;

 private:
  struct Fold {
    std::string region;
    uint64_t position;
    std::shared_ptr<const domain::Register> reg;
    size_t records;
  };
  // What StandsAlone said of a region at a position of the live register.
  struct Scope {
    uint64_t position = 0;
    bool alone = false;
  };

  // Whose events up to `position` must be folded for the region: its own, or everybody's (empty).
  absl::string_view ScopeOf(absl::string_view region, uint64_t position) const;
  // Everything of the snapshot but the register.
  absl::StatusOr<Snapshot> Resolve(const AsKnown& known) const;
  absl::StatusOr<absl::Time> RecordedAt(uint64_t position) const;
  // The last position recorded at or before the instant.
  absl::StatusOr<uint64_t> PositionAt(absl::Time time, uint64_t head) const;
  absl::StatusOr<std::shared_ptr<const domain::Register>> FoldFrom(
      std::shared_ptr<const domain::Register> base, absl::string_view region, uint64_t position,
      const registrar::KeepGoing& keep_going) const;
  // The fold of the region nearest below or at `position`; null when none is kept.
  std::shared_ptr<const domain::Register> Nearest(absl::string_view region, uint64_t position,
                                                  bool* exact) const;
  void Keep(absl::string_view region, uint64_t position,
            std::shared_ptr<const domain::Register> reg) const;

  const registrar::Registrar* const registrar_;
  const storage::EventLog* const log_;
  const base::Clock* const clock_;
  const RegistersOptions options_;

  mutable base::Mutex mutex_;
  mutable std::shared_ptr<const domain::Register> now_ ABSL_GUARDED_BY(mutex_);
  // Most recently used first.
  mutable std::list<Fold> folds_ ABSL_GUARDED_BY(mutex_);
  mutable absl::flat_hash_map<std::string, Scope> scopes_ ABSL_GUARDED_BY(mutex_);
  mutable size_t records_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace logboek::queries
