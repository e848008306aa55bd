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

TEST(PauseLineTest, GoesOnAfterThePauseInOrderAndElsewhere) {
  PauseLine line(milliseconds(20), 10);
  const steady_clock::time_point begun = steady_clock::now();
  std::vector<int> order;
  std::promise<std::thread::id> last;
  line.Hold([&order] { order.push_back(1); });
  line.Hold([&] {
    order.push_back(2);
    last.set_value(std::this_thread::get_id());
  });
  EXPECT_NE(last.get_future().get(), std::this_thread::get_id());
  EXPECT_GE(steady_clock::now() - begun, milliseconds(20));
  line.Stop();
  EXPECT_THAT(order, ::testing::ElementsAre(1, 2));
}

TEST(PauseLineTest, WhatIsTooMuchGoesOnAtOnce) {
  PauseLine line(hours(1), 1);
  bool first = false;
  bool second = false;
  line.Hold([&first] { first = true; });
  line.Hold([&second, only_moves = std::make_unique<int>(1)] { second = *only_moves == 1; });
  EXPECT_TRUE(second);
  EXPECT_FALSE(first);
  line.Stop();
  EXPECT_TRUE(first);
}

TEST(PauseLineTest, AfterStopNothingIsHeld) {
  PauseLine line(hours(1), 10);
  line.Stop();
  line.Stop();
  bool ran = false;
  line.Hold([&ran] { ran = true; });
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace logboek::rpc
