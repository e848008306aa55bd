#include "storage/base/clock.h"

#include "absl/time/clock.h"
#include "storage/base/check.h"

namespace logboek::base {

absl::Time SystemClock::Now() const { return absl::Now(); }

absl::Time FakeClock::Now() const {
  MutexLock lock(&mutex_);
  return now_;
}

void FakeClock::Set(absl::Time now) {
  MutexLock lock(&mutex_);
  now_ = now;
}

void FakeClock::Advance(absl::Duration by) {
  MutexLock lock(&mutex_);
  now_ += by;
}

absl::TimeZone Amsterdam() {
  static const absl::TimeZone zone = [] {
    absl::TimeZone loaded;
    CHECK(absl::LoadTimeZone("Europe/Amsterdam", &loaded), "no time zone data; install tzdata");
    return loaded;
  }();
  return zone;
}

absl::CivilDay LocalDate(absl::Time instant) { return absl::ToCivilDay(instant, Amsterdam()); }

}  // namespace logboek::base
