#include "services/rpc/caller_limits.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::rpc {
namespace {

constexpr double kCallsDepthSeconds = 2;
constexpr double kBytesDepthSeconds = 2;
// What may come at once: it is what others then wait for.
constexpr double kSharedDepthSeconds = 0.01;
// A debt of all is forgotten soon, or it would outlast who made it.
constexpr double kSharedDebtSeconds = 0.25;
constexpr double kSharedPerProcessor = 1'600;
// People mistype and tokens run out; programs that guess come faster.
constexpr double kStrangersPerSecond = 10;
constexpr double kStrangersDepth = 20;
// Accounts are looked through for idle ones when there are more.
constexpr size_t kAccountsKept = 1'024;
constexpr std::chrono::seconds kIdleMax{60};
constexpr double kRetryMillisMin = 100;
constexpr double kRetryMillisMax = 10'000;
constexpr double kRetryMillis = 1'000;

double Seconds(CallerLimits::Time::duration duration) {
  return std::max(0.0, std::chrono::duration<double>(duration).count());
}

int64_t SecondOf(CallerLimits::Time now) {
  return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
}

CallerLimitsOptions Complete(CallerLimitsOptions options) {
  if (options.shared_calls_per_second == 0) {
    options.shared_calls_per_second =
        kSharedPerProcessor * std::max(1u, std::thread::hardware_concurrency());
  }
  CHECK(options.calls_per_second >= 1 && options.shared_calls_per_second >= 1 &&
        options.bytes_per_second >= 1 && options.calls_at_once >= 1 &&
        options.streams_at_once >= 1);
  return options;
}

absl::Status OverLimit(absl::string_view limit, double value, absl::string_view what,
                       double retry_millis) {
  const auto millis =
      static_cast<int64_t>(std::ceil(std::clamp(retry_millis, kRetryMillisMin, kRetryMillisMax)));
  return base::MakeError(absl::StatusCode::kResourceExhausted, kCallerLimitReason,
                         absl::StrCat(what, " (limit ", static_cast<int64_t>(value),
                                      "); send again in ", millis, " ms, and more slowly"),
                         {{"limit", std::string(limit)},
                          {"value", absl::StrCat(static_cast<int64_t>(value))},
                          {"retry_after_millis", absl::StrCat(millis)}});
}

}  // namespace

void CallerLimits::Bucket::Fill(double rate, double depth, double seconds) {
  level = std::min(depth, level + rate * seconds);
}

CallerLimits::CallerLimits(CallerLimitsOptions options) : options_(Complete(options)) {
  base::MutexLock lock(&mutex_);
  shared_.level = kSharedDepthSeconds * options_.shared_calls_per_second;
  strangers_.level = kStrangersDepth;
}

void CallerLimits::Fill(Account* account, Time now) const {
  const double seconds = Seconds(now - account->filled_at);
  account->filled_at = std::max(account->filled_at, now);
  account->calls.Fill(options_.calls_per_second, kCallsDepthSeconds * options_.calls_per_second,
                      seconds);
  account->bytes.Fill(options_.bytes_per_second, kBytesDepthSeconds * options_.bytes_per_second,
                      seconds);
  account->recent *= std::exp(-seconds);
}

CallerLimits::Account& CallerLimits::AccountOf(const std::string& caller, Time now) {
  const auto [found, fresh] = accounts_.try_emplace(caller);
  Account& account = found->second;
  if (fresh) {
    account.calls.level = kCallsDepthSeconds * options_.calls_per_second;
    account.bytes.level = kBytesDepthSeconds * options_.bytes_per_second;
    account.filled_at = now;
  }
  Fill(&account, now);
  return account;
}

CallerLimits::Account& CallerLimits::ActiveAccount(const std::string& caller, Time now) {
  Account& account = AccountOf(caller, now);
  NoteActive(&account, now);
  FillShared(now);
  return account;
}

void CallerLimits::ForgetIdle(Time now) {
  if (accounts_.size() <= kAccountsKept || SecondOf(now) <= second_) return;
  absl::erase_if(accounts_, [now](const auto& entry) {
    const Account& account = entry.second;
    return account.calls_open + account.streams_open == 0 && now - account.filled_at > kIdleMax;
  });
}

void CallerLimits::NoteActive(Account* account, Time now) {
  const int64_t second = SecondOf(now);
  if (second > second_) {
    active_before_ = second == second_ + 1 ? active_ : 0;
    active_ = 0;
    second_ = second;
  }
  if (account->second == second_) return;
  account->second = second_;
  ++active_;
}

void CallerLimits::FillShared(Time now) {
  shared_.Fill(options_.shared_calls_per_second,
               kSharedDepthSeconds * options_.shared_calls_per_second,
               Seconds(now - shared_filled_at_));
  shared_filled_at_ = std::max(shared_filled_at_, now);
}

double CallerLimits::Share() const {
  return options_.shared_calls_per_second / std::max<size_t>({active_, active_before_, 1});
}

absl::Status CallerLimits::CheckOpen(const Account& account, MethodKind kind) const {
  if (kind == MethodKind::kStream) {
    if (account.streams_open < options_.streams_at_once) return absl::OkStatus();
    return OverLimit("streams_at_once", static_cast<double>(options_.streams_at_once),
                     "too many streams of this caller are open", kRetryMillis);
  }
  if (account.calls_open < options_.calls_at_once) return absl::OkStatus();
  return OverLimit("calls_at_once", static_cast<double>(options_.calls_at_once),
                   "too many calls of this caller are under way", kRetryMillis);
}

absl::Status CallerLimits::CheckUsed(const Account& account) const {
  if (account.calls.level < 0) {
    return OverLimit("calls_per_second", options_.calls_per_second,
                     "this caller calls too often or asks for too much work",
                     -1'000 * account.calls.level / options_.calls_per_second);
  }
  if (account.bytes.level < 0) {
    return OverLimit("bytes_per_second", options_.bytes_per_second,
                     "this caller sends and asks for too many bytes",
                     -1'000 * account.bytes.level / options_.bytes_per_second);
  }
  if (!HadItsShare(account)) return absl::OkStatus();
  return OverLimit("shared_calls_per_second", options_.shared_calls_per_second,
                   "the server is busy and this caller has had its share", kRetryMillis);
}

bool CallerLimits::HadItsShare(const Account& account) const {
  // Alone, a caller may have all there is.
  if (shared_.level >= 0 || std::max(active_, active_before_) < 2) return false;
  return account.recent >= Share();
}

void CallerLimits::Take(Account* account, double calls, size_t bytes) {
  account->calls.level -= calls;
  account->bytes.level -= static_cast<double>(bytes);
  account->recent += calls;
  shared_.level =
      std::max(shared_.level - calls, -kSharedDebtSeconds * options_.shared_calls_per_second);
}

absl::Status CallerLimits::Begin(const std::string& caller, MethodKind kind, Time now) {
  base::MutexLock lock(&mutex_);
  ForgetIdle(now);
  Account& account = ActiveAccount(caller, now);
  absl::Status status = CheckOpen(account, kind);
  if (status.ok()) status = CheckUsed(account);
  if (!status.ok()) return status;
  Take(&account, 1, 0);
  ++(kind == MethodKind::kStream ? account.streams_open : account.calls_open);
  return status;
}

void CallerLimits::End(const std::string& caller, MethodKind kind) {
  base::MutexLock lock(&mutex_);
  const auto account = accounts_.find(caller);
  CHECK(account != accounts_.end(), "a call that did not begin has ended");
  --(kind == MethodKind::kStream ? account->second.streams_open : account->second.calls_open);
}

void CallerLimits::Charge(const std::string& caller, double calls, size_t bytes, Time now) {
  base::MutexLock lock(&mutex_);
  Take(&ActiveAccount(caller, now), calls, bytes);
}

std::chrono::nanoseconds CallerLimits::Reserve(const std::string& caller, double calls, Time now) {
  base::MutexLock lock(&mutex_);
  Account& account = ActiveAccount(caller, now);
  double seconds = std::max(0.0, -account.calls.level / options_.calls_per_second);
  seconds = std::max(seconds, -account.bytes.level / options_.bytes_per_second);
  if (HadItsShare(account)) {
    seconds = std::max(seconds, -shared_.level / options_.shared_calls_per_second);
  }
  Take(&account, calls, 0);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

bool CallerLimits::ChargeStranger(Time now) {
  base::MutexLock lock(&mutex_);
  strangers_.Fill(kStrangersPerSecond, kStrangersDepth, Seconds(now - strangers_filled_at_));
  strangers_filled_at_ = std::max(strangers_filled_at_, now);
  // No deeper, so that whoever comes after a storm is not held up for it.
  strangers_.level = std::max(strangers_.level - 1, -1.0);
  return strangers_.level < 0;
}

}  // namespace logboek::rpc
