#include "services/auth/keyed_digest.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace logboek::auth {
namespace {

TEST(KeyedDigestTest, SameTextHasTheSameDigest) {
  const KeyedDigest digest;
  EXPECT_EQ(digest.Of("Bearer logboek_x"), digest.Of(std::string("Bearer logboek_x")));
}

// Every byte counts, and the length.
TEST(KeyedDigestTest, OtherTextsHaveOthers) {
  const KeyedDigest digest;
  absl::flat_hash_set<absl::uint128> seen = {digest.Of("")};
  const std::string text(100, 'a');
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'b';
    EXPECT_TRUE(seen.insert(digest.Of(other)).second) << i;
    EXPECT_TRUE(seen.insert(digest.Of(text.substr(0, i + 1))).second) << i;
  }
}

TEST(KeyedDigestTest, BothHalvesDependOnTheText) {
  const KeyedDigest digest;
  absl::flat_hash_set<uint64_t> halves;
  for (int i = 0; i < 1'000; ++i) {
    const absl::uint128 one = digest.Of(absl::StrCat("text ", i));
    EXPECT_TRUE(halves.insert(absl::Uint128High64(one)).second);
    EXPECT_TRUE(halves.insert(absl::Uint128Low64(one)).second);
  }
}

TEST(KeyedDigestTest, EachHasAKeyOfItsOwn) {
  EXPECT_NE(KeyedDigest().Of("text"), KeyedDigest().Of("text"));
}

}  // namespace
}  // namespace logboek::auth
