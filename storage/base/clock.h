// Time comes in through this interface only; absl::Now() is called nowhere else.
#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "storage/base/mutex.h"

namespace logboek::base {

// Thread-safe. Implementations never run backwards further than the system clock does.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

// A clock that stands still until it is told otherwise; for tests and dry runs.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override;
  void Set(absl::Time now);
  void Advance(absl::Duration by);

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

// Europe/Amsterdam, the zone of every plan (domain.md P1). Dies at first use when the machine has
// no time zone data.
absl::TimeZone Amsterdam();

// The local date of an instant in Amsterdam.
absl::CivilDay LocalDate(absl::Time instant);

}  // namespace logboek::base
