#include "services/auth/principal_cache.h"

#include <gtest/gtest.h>

#include <memory>

#include "services/auth/refusal.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

PrincipalPtr Somebody() { return std::make_shared<const Principal>(); }

// Null when there is nobody.
PrincipalPtr FoundIn(PrincipalCache* cache, absl::uint128 digest, absl::Time now) {
  const auto answer = cache->Find(digest, now);
  return answer.has_value() && answer->ok() ? **answer : nullptr;
}

TEST(PrincipalCacheTest, IsGoodBeforeItsTimeIsOver) {
  PrincipalCache cache(10);
  const PrincipalPtr somebody = Somebody();
  cache.Put(1, somebody, kStart);
  EXPECT_EQ(FoundIn(&cache, 1, kStart - absl::Nanoseconds(1)), somebody);
  EXPECT_EQ(FoundIn(&cache, 2, kStart - absl::Seconds(1)), nullptr);
  EXPECT_EQ(FoundIn(&cache, 1, kStart), nullptr);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(PrincipalCacheTest, WhatWasNotUsedForLongestMakesRoom) {
  PrincipalCache cache(2);
  const PrincipalPtr somebody = Somebody();
  cache.Put(1, somebody, absl::InfiniteFuture());
  cache.Put(2, somebody, absl::InfiniteFuture());
  EXPECT_EQ(FoundIn(&cache, 1, kStart), somebody);
  cache.Put(3, somebody, absl::InfiniteFuture());
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(FoundIn(&cache, 2, kStart), nullptr);
  EXPECT_EQ(FoundIn(&cache, 1, kStart), somebody);
  EXPECT_EQ(FoundIn(&cache, 3, kStart), somebody);
}

TEST(PrincipalCacheTest, RefusalIsRememberedToo) {
  PrincipalCache cache(2);
  cache.Put(1, NotLetIn("BAD_ACCESS_TOKEN", "no"), kStart);
  const auto answer = cache.Find(1, kStart - absl::Seconds(1));
  ASSERT_TRUE(answer.has_value());
  EXPECT_THAT(*answer, base::Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_FALSE(cache.Find(1, kStart).has_value());
}

TEST(PrincipalCacheTest, PutOnceMoreTakesThePlaceOfTheFormer) {
  PrincipalCache cache(2);
  const PrincipalPtr newer = Somebody();
  cache.Put(1, Somebody(), kStart);
  cache.Put(1, newer, absl::InfiniteFuture());
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(FoundIn(&cache, 1, kStart), newer);
}

}  // namespace
}  // namespace logboek::auth
