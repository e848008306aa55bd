#include "services/gateway/held_bytes.h"

#include <utility>

#include "gtest/gtest.h"

namespace logboek::gateway {
namespace {

constexpr size_t kFree = HeldBytes::kUncounted;

TEST(ByteBudgetTest, NobodyTakesMoreThanThereIsNorMoreThanOneMay) {
  ByteBudget budget(100, 60);
  EXPECT_TRUE(budget.Take("a", 60));
  EXPECT_FALSE(budget.Take("a", 1));
  EXPECT_TRUE(budget.Take("b", 40));
  EXPECT_FALSE(budget.Take("b", 1)) << "all is taken";
  budget.Give("a", 10);
  EXPECT_EQ(budget.taken(), 90u);
  EXPECT_FALSE(budget.Take("a", 11));
  EXPECT_TRUE(budget.Take("c", 10));
  EXPECT_EQ(budget.taken(), 100u);
}

TEST(HeldBytesTest, WhatIsShortIsNotCounted) {
  ByteBudget budget(100, 60);
  HeldBytes held(&budget, "a");
  EXPECT_TRUE(held.Hold(kFree));
  EXPECT_EQ(budget.taken(), 0u);
  EXPECT_TRUE(held.Hold(kFree + 60));
  EXPECT_FALSE(held.Hold(kFree + 61));
  EXPECT_EQ(budget.taken(), 60u) << "nothing changed";
  EXPECT_TRUE(held.Hold(kFree + 20));
  EXPECT_EQ(budget.taken(), 20u);
}

TEST(HeldBytesTest, IsGivenBackOnceByWhoeverHasItLast) {
  ByteBudget budget(100, 60);
  {
    HeldBytes first(&budget, "a");
    ASSERT_TRUE(first.Hold(kFree + 30));
    HeldBytes second(std::move(first));
    HeldBytes third;
    EXPECT_FALSE(third.Hold(kFree + 1)) << "it has no budget";
    third = std::move(second);
    EXPECT_EQ(budget.taken(), 30u);
    EXPECT_FALSE(budget.Take("a", 31)) << "it still counts for the same";
  }
  EXPECT_EQ(budget.taken(), 0u);
  EXPECT_TRUE(budget.Take("a", 60));
}

}  // namespace
}  // namespace logboek::gateway
