#include "services/gateway/open_calls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

TEST(OpenCallsTest, OnceClosedNoCallIsMade) {
  OpenCalls open;
  int made = 0;
  EXPECT_TRUE(open.Make([&] { ++made; }));
  open.Close();
  open.Close();
  EXPECT_FALSE(open.Make([&] { ++made; }));
  EXPECT_EQ(made, 1);
  EXPECT_THAT(Stopping(), base::Refuses("STOPPING"));
}

TEST(OpenCallsTest, ACallThatIsBeingMadeIsMadeBeforeTheDoorIsClosed) {
  OpenCalls open;
  std::atomic<bool> is_made{false};
  std::thread closer;
  const bool made = open.Make([&] {
    closer = std::thread([&] {
      open.Close();
      EXPECT_TRUE(is_made.load());
    });
    // Until the door is closing: from then on no other is made.
    while (open.Make([] {})) std::this_thread::yield();
    is_made = true;
  });
  EXPECT_TRUE(made);
  closer.join();
}

TEST(OpenCallsTest, WhatIsUnderWayIsWaitedForAndMayBeClosedMeanwhile) {
  OpenCalls open;
  open.Begin();
  open.Begin();
  open.Close();
  std::atomic<int> left{2};
  std::thread finisher([&] {
    for (int i = 0; i < 2; ++i) {
      --left;
      open.Finish();
    }
  });
  open.WaitUntilNone();
  EXPECT_EQ(left.load(), 0);
  finisher.join();
}

}  // namespace
}  // namespace logboek::gateway
