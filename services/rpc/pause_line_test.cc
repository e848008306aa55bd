#include "services/rpc/pause_line.h"

#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::rpc {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(SpreadPauseTest, PausesThatFollowEachOtherLieEvenly) {
  for (const uint64_t first : {0, 17, 999'950}) {
    // How many of a hundred lie in each tenth between a half and one and a half.
    std::vector<int> tenths(10);
    for (uint64_t n = first; n < first + 100; ++n) {
      const double part = SpreadPause(hours(1), n) / std::chrono::duration<double>(hours(1)) - 0.5;
      ASSERT_GE(part, 0);
      ASSERT_LT(part, 1);
      ++tenths[static_cast<size_t>(part * 10)];
    }
    EXPECT_THAT(tenths, ::testing::Each(::testing::AllOf(::testing::Ge(7), ::testing::Le(13))));
  }
}

TEST(PauseLineTest, GoesOnAfterThePauseAndElsewhere) {
  PauseLine line(10);
  const steady_clock::time_point begun = steady_clock::now();
  std::promise<std::thread::id> went_on;
  line.Hold(milliseconds(20), [&went_on] { went_on.set_value(std::this_thread::get_id()); });
  EXPECT_NE(went_on.get_future().get(), std::this_thread::get_id());
  EXPECT_GE(steady_clock::now() - begun, milliseconds(20));
}

TEST(PauseLineTest, GoesOnInTheOrderOfTheEnds) {
  PauseLine line(10);
  std::vector<int> order;
  line.Hold(hours(3), [&order] { order.push_back(3); });
  line.Hold(hours(1), [&order] { order.push_back(1); });
  line.Hold(hours(2), [&order] { order.push_back(2); });
  line.Stop();
  EXPECT_THAT(order, ::testing::ElementsAre(1, 2, 3));
}

TEST(PauseLineTest, AShortPauseDoesNotWaitForALongOne) {
  PauseLine line(10);
  bool waited = false;
  line.Hold(hours(1), [&waited] { waited = true; });
  // Often, so that the line waits for the long one already when a short one comes.
  for (int i = 0; i < 100; ++i) {
    std::promise<void> went_on;
    line.Hold(milliseconds(0), [&went_on] { went_on.set_value(); });
    went_on.get_future().wait();
  }
  EXPECT_FALSE(waited);
  line.Stop();
  EXPECT_TRUE(waited);
}

TEST(PauseLineTest, WhatIsTooMuchGoesOnAtOnce) {
  PauseLine line(1);
  bool first = false;
  bool second = false;
  line.Hold(hours(1), [&first] { first = true; });
  line.Hold(hours(1),
            [&second, only_moves = std::make_unique<int>(1)] { second = *only_moves == 1; });
  EXPECT_TRUE(second);
  EXPECT_FALSE(first);
  line.Stop();
  EXPECT_TRUE(first);
}

TEST(PauseLineTest, AfterStopNothingIsHeld) {
  PauseLine line(10);
  line.Stop();
  line.Stop();
  bool ran = false;
  line.Hold(hours(1), [&ran] { ran = true; });
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace logboek::rpc
