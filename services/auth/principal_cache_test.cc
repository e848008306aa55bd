#include "services/auth/principal_cache.h"

#include <gtest/gtest.h>

#include <memory>

namespace logboek::auth {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

PrincipalPtr Somebody() { return std::make_shared<const Principal>(); }

TEST(PrincipalCacheTest, IsGoodBeforeItsTimeIsOver) {
  PrincipalCache cache(10);
  const PrincipalPtr somebody = Somebody();
  cache.Put("a", somebody, kStart);
  EXPECT_EQ(cache.Find("a", kStart - absl::Nanoseconds(1)), somebody);
  EXPECT_EQ(cache.Find("b", kStart - absl::Seconds(1)), nullptr);
  EXPECT_EQ(cache.Find("a", kStart), nullptr);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(PrincipalCacheTest, WhatWasNotUsedForLongestMakesRoom) {
  PrincipalCache cache(2);
  const PrincipalPtr somebody = Somebody();
  cache.Put("a", somebody, absl::InfiniteFuture());
  cache.Put("b", somebody, absl::InfiniteFuture());
  EXPECT_EQ(cache.Find("a", kStart), somebody);
  cache.Put("c", somebody, absl::InfiniteFuture());
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.Find("b", kStart), nullptr);
  EXPECT_EQ(cache.Find("a", kStart), somebody);
  EXPECT_EQ(cache.Find("c", kStart), somebody);
}

TEST(PrincipalCacheTest, PutOnceMoreTakesThePlaceOfTheFormer) {
  PrincipalCache cache(2);
  const PrincipalPtr newer = Somebody();
  cache.Put("a", Somebody(), kStart);
  cache.Put("a", newer, absl::InfiniteFuture());
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.Find("a", kStart), newer);
}

}  // namespace
}  // namespace logboek::auth
