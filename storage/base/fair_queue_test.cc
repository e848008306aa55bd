#include "storage/base/fair_queue.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::base {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> PopAll(FairQueue<std::string>* queue) {
  std::vector<std::string> items;
  while (!queue->empty()) items.push_back(queue->Pop());
  return items;
}

TEST(FairQueueTest, SendersTakeTurnsAndKeepTheirOrder) {
  FairQueue<std::string> queue(100);
  for (const char* item : {"a1", "a2", "a3"}) queue.PushBack("a", 1, item);
  queue.PushBack("b", 1, "b1");
  queue.PushBack("b", 1, "b2");
  queue.PushBack("c", 1, "c1");
  EXPECT_EQ(queue.size(), 6u);
  EXPECT_THAT(PopAll(&queue), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3"));
  EXPECT_EQ(queue.size(), 0u);
}

TEST(FairQueueTest, WhoComesRarelyGoesBeforeThoseWhoSendWithoutPause) {
  FairQueue<std::string> queue(100);
  for (const char* item : {"a1", "a2", "a3"}) queue.PushBack("a", 1, item);
  for (const char* item : {"b1", "b2", "b3"}) queue.PushBack("b", 1, item);
  EXPECT_EQ(queue.Pop(), "a1");
  EXPECT_EQ(queue.Pop(), "b1");
  queue.PushBack("rare", 1, "rare1");
  EXPECT_THAT(PopAll(&queue), ElementsAre("rare1", "a2", "b2", "a3", "b3"));
}

TEST(FairQueueTest, ButOnceARoundOnly) {
  FairQueue<std::string> queue(100);
  for (const char* item : {"a1", "a2", "a3"}) queue.PushBack("a", 1, item);
  for (const char* item : {"b1", "b2", "b3"}) queue.PushBack("b", 1, item);
  queue.PushBack("c", 1, "c1");
  std::vector<std::string> order;
  // One at a time, and the next as soon as it was taken.
  for (int c = 2; !queue.empty();) {
    order.push_back(queue.Pop());
    if (order.back()[0] == 'c' && c <= 3) queue.PushBack("c", 1, "c" + std::to_string(c++));
  }
  EXPECT_THAT(order, ElementsAre("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"));
}

TEST(FairQueueTest, WhoHasHadATurnAndSentNothingForARoundIsForgotten) {
  FairQueue<std::string> queue(100);
  for (const char* item : {"a1", "a2", "a3", "a4"}) queue.PushBack("a", 1, item);
  queue.PushBack("b", 1, "b1");
  EXPECT_EQ(queue.Pop(), "a1");
  EXPECT_EQ(queue.Pop(), "b1");
  EXPECT_EQ(queue.Pop(), "a2");
  // Passes the turn of b, who has nothing.
  EXPECT_EQ(queue.Pop(), "a3");
  queue.PushBack("b", 1, "b2");
  EXPECT_THAT(PopAll(&queue), ElementsAre("b2", "a4"));
}

TEST(FairQueueTest, WhatIsPutInFrontComesFirstOfItsSender) {
  FairQueue<std::string> queue(100);
  queue.PushBack("a", 1, "a2");
  queue.PushBack("b", 1, "b1");
  queue.PushFront("a", 1, "a1");
  EXPECT_THAT(PopAll(&queue), ElementsAre("a1", "b1", "a2"));
}

TEST(FairQueueTest, OneSenderFillsHalfAndTheNextFindsRoom) {
  FairQueue<int> queue(10);
  int taken = 0;
  while (queue.HasRoom("greedy", 1)) queue.PushBack("greedy", 1, ++taken);
  EXPECT_EQ(taken, 5);
  queue.PushBack("other", 1, 1);
  EXPECT_TRUE(queue.HasRoom("other", 3));
  EXPECT_FALSE(queue.HasRoom("other", 4));
  EXPECT_FALSE(queue.HasRoom("greedy", 1));
  queue.Pop();
  queue.Pop();
  EXPECT_TRUE(queue.HasRoom("greedy", 1));
}

TEST(FairQueueTest, ManySendersNeverFillItBeyondItsLimit) {
  FairQueue<int> queue(64);
  int taken = 0;
  for (int sender = 0; sender < 1'000; ++sender) {
    const std::string name = "sender" + std::to_string(sender);
    while (queue.HasRoom(name, 1)) queue.PushBack(name, 1, ++taken);
  }
  EXPECT_EQ(taken, 64);
}

TEST(FairQueueTest, WeightCounts) {
  FairQueue<int> queue(10);
  queue.PushBack("a", 3, 1);
  EXPECT_TRUE(queue.HasRoom("a", 4));
  EXPECT_FALSE(queue.HasRoom("a", 5));
  queue.Pop();
  EXPECT_TRUE(queue.HasRoom("a", 11));
  queue.PushBack("a", 11, 1);
  EXPECT_FALSE(queue.HasRoom("b", 1));
  EXPECT_FALSE(queue.HasRoom("b", 0));
  queue.Pop();
  EXPECT_TRUE(queue.HasRoom("b", 1));
}

}  // namespace
}  // namespace logboek::base
