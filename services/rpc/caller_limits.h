// How much one caller may ask of the server at a time, and what each gets when together they ask
// for more than there is.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/rpc/methods.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// Rates are in calls a second. A call that computes for longer than kCallWork counts once for each
// kCallWork, a command on a Push stream as kCommandOnStream of a call.
inline constexpr std::chrono::microseconds kCallWork{100};
inline constexpr double kCommandOnStream = 0.75;

// The reason of every refusal here; it never changes.
inline constexpr char kCallerLimitReason[] = "CALLER_LIMIT";

// Every limit is at least 1.
struct CallerLimitsOptions {
  // Of one caller. Two seconds' worth may come at once.
  double calls_per_second = 50'000;
  // Of all together, as soon as several call: each may then have an equal share, and who asks for
  // less than a share is not refused. 0 = 1,600 for each processor.
  double shared_calls_per_second = 0;
  // Of one caller, questions and answers together. Two seconds' worth may come at once.
  double bytes_per_second = 32 << 20;
  // Of one caller.
  size_t calls_at_once = 200;
  size_t streams_at_once = 50;
};

// Thread-safe. `now` never goes back by more than threads race.
class CallerLimits {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit CallerLimits(CallerLimitsOptions options);

  // A call begins; after OK, End must follow. RESOURCE_EXHAUSTED, CALLER_LIMIT: which limit, and
  // after how many milliseconds it is worth to try again, stand in the metadata
  // (`limit`, `retry_after_millis`).
  absl::Status Begin(const std::string& caller, MethodKind kind, Time now);
  void End(const std::string& caller, MethodKind kind);

  // The caller used this beside the one call that Begin counts.
  void Charge(const std::string& caller, double calls, size_t bytes, Time now);
  // Counts what a stream of the caller will do next, and says how long it must wait before it does:
  // until there is room for it behind all that was reserved before. Zero = it need not.
  std::chrono::nanoseconds Reserve(const std::string& caller, double calls, Time now);

  // How many callers are kept account of.
  size_t accounts() const {
    base::MutexLock lock(&mutex_);
    return accounts_.size();
  }

  // Somebody came without a credential that is good. True when there were many of late.
  bool ChargeStranger(Time now);

 private:
  // Fills at a rate, up to a depth; may be overdrawn by what was used before it was known.
  struct Bucket {
    double level = 0;
    void Fill(double rate, double depth, double seconds);
  };
  struct Account {
    Bucket calls;
    Bucket bytes;
    // Calls of about the last second.
    double recent = 0;
    Time filled_at;
    size_t calls_open = 0;
    size_t streams_open = 0;
    // The last second in which it began anything.
    int64_t second = -1;
  };

  // Of who calls, filled.
  Account& ActiveAccount(const std::string& caller, Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Account& AccountOf(const std::string& caller, Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill(Account* account, Time now) const;
  // Once a second, while there are many.
  void ForgetIdle(Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Counts who calls.
  void NoteActive(Account* account, Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckOpen(const Account& account, MethodKind kind) const;
  absl::Status CheckUsed(const Account& account) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // More was asked for than there is, and of that this caller has had a share.
  bool HadItsShare(const Account& account) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  double Share() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Take(Account* account, double calls, size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FillShared(Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const CallerLimitsOptions options_;
  mutable base::Mutex mutex_;
  absl::flat_hash_map<std::string, Account> accounts_ ABSL_GUARDED_BY(mutex_);
  Bucket shared_ ABSL_GUARDED_BY(mutex_);
  Bucket strangers_ ABSL_GUARDED_BY(mutex_);
  Time shared_filled_at_ ABSL_GUARDED_BY(mutex_);
  Time strangers_filled_at_ ABSL_GUARDED_BY(mutex_);
  // How many callers began something in this second, and in the one before.
  int64_t second_ ABSL_GUARDED_BY(mutex_) = -1;
  size_t active_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t active_before_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace logboek::rpc
