#include "services/auth/guess_limit.h"

#include <gtest/gtest.h>

namespace logboek::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(GuessLimitTest, AfterSoManyAnAddressHasToWait) {
  GuessLimit limit({.guesses_max = 3, .guesses_per_second = 2});
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(limit.Allows("a", kNow));
    limit.NoteWrong("a", kNow);
  }
  EXPECT_FALSE(limit.Allows("a", kNow));
  EXPECT_FALSE(limit.Allows("a", kNow + absl::Milliseconds(499)));
  EXPECT_TRUE(limit.Allows("a", kNow + absl::Milliseconds(500)));
  limit.NoteWrong("a", kNow + absl::Milliseconds(500));
  EXPECT_FALSE(limit.Allows("a", kNow + absl::Milliseconds(500)));
}

TEST(GuessLimitTest, OneAddressDoesNotHoldUpAnother) {
  GuessLimit limit({.guesses_max = 1});
  limit.NoteWrong("a", kNow);
  EXPECT_FALSE(limit.Allows("a", kNow));
  EXPECT_TRUE(limit.Allows("b", kNow));
}

TEST(GuessLimitTest, AddressesOfOneNetworkAreOne) {
  GuessLimit limit({.guesses_max = 2});
  limit.NoteWrong("ipv6:2001:db8:0:1::1", kNow);
  limit.NoteWrong("ipv6:2001:db8:0:1::2", kNow);
  EXPECT_EQ(limit.addresses(), 1u);
  EXPECT_FALSE(limit.Allows("ipv6:2001:db8:0:1::3", kNow));
  EXPECT_TRUE(limit.Allows("ipv6:2001:db8:0:2::1", kNow));
}

TEST(GuessLimitTest, WhoWaitedLongMayTryNoMoreThanAtFirst) {
  GuessLimit limit({.guesses_max = 2, .guesses_per_second = 10});
  limit.NoteWrong("a", kNow);
  const absl::Time later = kNow + absl::Hours(1);
  limit.NoteWrong("a", later);
  EXPECT_TRUE(limit.Allows("a", later));
  limit.NoteWrong("a", later);
  EXPECT_FALSE(limit.Allows("a", later));
}

TEST(GuessLimitTest, AClockThatIsSetBackMakesUpForNothing) {
  GuessLimit limit({.guesses_max = 1});
  limit.NoteWrong("a", kNow);
  EXPECT_FALSE(limit.Allows("a", kNow - absl::Hours(1)));
}

TEST(GuessLimitTest, TheAddressThatGuessedLongestAgoMakesRoom) {
  GuessLimit limit({.guesses_max = 1, .addresses_max = 2});
  limit.NoteWrong("a", kNow);
  limit.NoteWrong("b", kNow);
  limit.NoteWrong("a", kNow);
  limit.NoteWrong("c", kNow);
  EXPECT_EQ(limit.addresses(), 2u);
  EXPECT_FALSE(limit.Allows("a", kNow));
  EXPECT_TRUE(limit.Allows("b", kNow));
  EXPECT_FALSE(limit.Allows("c", kNow));
}

}  // namespace
}  // namespace logboek::auth
