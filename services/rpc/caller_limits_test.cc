#include "services/rpc/caller_limits.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

using base::IsOk;
using base::Refuses;
using base::StatusIs;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr MethodKind kRead = MethodKind::kRead;
constexpr MethodKind kStream = MethodKind::kStream;

std::string Told(const absl::Status& status, const std::string& key) {
  const auto reason = base::ReasonOf(status);
  if (!reason.has_value() || !reason->metadata.contains(key)) return "";
  return reason->metadata.at(key);
}

// Calls that begin and end at once; how many were let in.
int Call(CallerLimits* limits, const std::string& caller, int times, CallerLimits::Time now) {
  int let_in = 0;
  for (int i = 0; i < times; ++i) {
    if (!limits->Begin(caller, kRead, now).ok()) continue;
    limits->End(caller, kRead);
    ++let_in;
  }
  return let_in;
}

milliseconds Wait(CallerLimits* limits, const std::string& caller, double calls,
                  CallerLimits::Time now) {
  return std::chrono::round<milliseconds>(limits->Reserve(caller, calls, now));
}

class CallerLimitsTest : public ::testing::Test {
 protected:
  CallerLimits::Time now_ = CallerLimits::Time(seconds(1'000));
};

TEST_F(CallerLimitsTest, TwoSecondsWorthAtOnceThenTheRate) {
  CallerLimits limits({.calls_per_second = 10});
  EXPECT_EQ(Call(&limits, "a", 100, now_), 21);
  const absl::Status refused = limits.Begin("a", kRead, now_);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, Refuses("CALLER_LIMIT"));
  EXPECT_EQ(Told(refused, "limit"), "calls_per_second");
  EXPECT_EQ(Told(refused, "retry_after_millis"), "100");
  now_ += seconds(1);
  EXPECT_EQ(Call(&limits, "a", 100, now_), 10);
  EXPECT_EQ(Call(&limits, "b", 100, now_), 21) << "the limit is of each";
}

TEST_F(CallerLimitsTest, WorkCountsAndIsPaidOff) {
  CallerLimits limits({.calls_per_second = 10});
  EXPECT_EQ(Call(&limits, "a", 1, now_), 1);
  limits.Charge("a", 40, 0, now_);
  const absl::Status refused = limits.Begin("a", kRead, now_);
  EXPECT_EQ(Told(refused, "retry_after_millis"), "2100");
  EXPECT_THAT(limits.Begin("a", kRead, now_ + milliseconds(2'000)), Refuses("CALLER_LIMIT"));
  EXPECT_THAT(limits.Begin("a", kRead, now_ + milliseconds(2'150)), IsOk());
}

TEST_F(CallerLimitsTest, BytesHaveALimitOfTheirOwn) {
  CallerLimits limits({.bytes_per_second = 1'000});
  limits.Charge("a", 0, 2'000, now_);
  EXPECT_EQ(Wait(&limits, "a", 0, now_), milliseconds(0));
  limits.Charge("a", 0, 1, now_);
  EXPECT_EQ(Wait(&limits, "a", 0, now_), milliseconds(1));
  EXPECT_EQ(Told(limits.Begin("a", kRead, now_), "limit"), "bytes_per_second");
  EXPECT_THAT(limits.Begin("a", kRead, now_ + milliseconds(2)), IsOk());
}

TEST_F(CallerLimitsTest, OpenCallsAndStreamsAreCountedApart) {
  CallerLimits limits({.calls_at_once = 2, .streams_at_once = 1});
  EXPECT_THAT(limits.Begin("a", kRead, now_), IsOk());
  EXPECT_THAT(limits.Begin("a", kStream, now_), IsOk());
  EXPECT_THAT(limits.Begin("a", MethodKind::kWrite, now_), IsOk());
  EXPECT_EQ(Told(limits.Begin("a", kRead, now_), "limit"), "calls_at_once");
  EXPECT_EQ(Told(limits.Begin("a", kStream, now_), "limit"), "streams_at_once");
  EXPECT_THAT(limits.Begin("b", kStream, now_), IsOk());
  limits.End("a", kStream);
  EXPECT_THAT(limits.Begin("a", kStream, now_), IsOk());
  limits.End("a", kRead);
  EXPECT_THAT(limits.Begin("a", kRead, now_), IsOk());
}

TEST_F(CallerLimitsTest, AloneACallerMayHaveAllThereIs) {
  CallerLimits limits({.calls_per_second = 1'000, .shared_calls_per_second = 100});
  EXPECT_EQ(Call(&limits, "a", 3'000, now_), 2'001);
}

TEST_F(CallerLimitsTest, StreamsGoOnOneAfterTheOther) {
  CallerLimits limits({.shared_calls_per_second = 100});
  limits.Charge("a", 100, 0, now_);
  EXPECT_EQ(Wait(&limits, "a", 2, now_), milliseconds(0)) << "alone there is room";
  limits.Charge("b", 51, 0, now_);
  // All of the debt that is remembered, a quarter of a second; then what was reserved before.
  for (const int wait : {250, 250}) {
    EXPECT_EQ(Wait(&limits, "a", 2, now_), milliseconds(wait));
  }
  now_ += milliseconds(230);
  for (const int wait : {20, 40, 60}) {
    EXPECT_EQ(Wait(&limits, "a", 2, now_), milliseconds(wait));
  }
  EXPECT_EQ(Wait(&limits, "b", 2, now_), milliseconds(0)) << "it has had less than a share";
  EXPECT_EQ(Wait(&limits, "a", 2, now_), milliseconds(100));
}

// 20 greedy callers, and one who asks for less than a share: a second of it, in steps of 10 ms.
TEST_F(CallerLimitsTest, WhoAsksForLessThanAShareIsNeverRefused) {
  CallerLimits limits({.calls_per_second = 1'000, .shared_calls_per_second = 210});
  int greedy = 0;
  int honest = 0;
  for (int step = 0; step < 500; ++step) {
    now_ += milliseconds(10);
    const bool measured = step >= 300;
    for (int caller = 0; caller < 20; ++caller) {
      const int let_in = Call(&limits, "greedy-" + std::to_string(caller), 5, now_);
      if (measured) greedy += let_in;
    }
    if (step % 20 == 0) {
      const int let_in = Call(&limits, "honest", 1, now_);
      if (measured) honest += let_in;
    }
  }
  EXPECT_EQ(honest, 10);
  // Two seconds of 20 shares of 10 a second, and what is let in while the shared rate allows it.
  EXPECT_GE(greedy, 380);
  EXPECT_LE(greedy, 480);
}

TEST_F(CallerLimitsTest, StrangersWhoComeOftenArePausedAndSoonNoMore) {
  CallerLimits limits({});
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(limits.ChargeStranger(now_)) << i;
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(limits.ChargeStranger(now_)) << i;
  now_ += milliseconds(210);
  EXPECT_FALSE(limits.ChargeStranger(now_));
}

TEST_F(CallerLimitsTest, WhoIsLongGoneIsForgottenAndWhoIsOpenIsNot) {
  CallerLimits limits({.calls_per_second = 1, .calls_at_once = 1});
  EXPECT_THAT(limits.Begin("open", kRead, now_), IsOk());
  for (int i = 0; i < 3'000; ++i) EXPECT_EQ(Call(&limits, "c" + std::to_string(i), 1, now_), 1);
  EXPECT_EQ(limits.accounts(), 3'001u);
  now_ += seconds(61);
  EXPECT_EQ(Call(&limits, "new", 1, now_), 1);
  EXPECT_EQ(limits.accounts(), 2u);
  EXPECT_EQ(Told(limits.Begin("open", kRead, now_), "limit"), "calls_at_once");
}

}  // namespace
}  // namespace logboek::rpc
