#include "services/gateway/cookies.h"

#include <gtest/gtest.h>

namespace logboek::gateway {
namespace {

TEST(CookiesTest, OneIsFoundByItsWholeName) {
  EXPECT_EQ(CookieOf("a=1; __Host-logboek=abc-_9; b=2", kSessionCookie), "abc-_9");
  EXPECT_EQ(CookieOf("__Host-logboek=x", kSessionCookie), "x");
  EXPECT_EQ(CookieOf(" __Host-logboek = x ;", kSessionCookie), "x");
  EXPECT_EQ(CookieOf("__Host-logboek=a=b", kSessionCookie), "a=b");
  for (const char* const none :
       {"", ";", "=", "__Host-logboek", "__Host-logboek=", "logboek=x", "__host-logboek=x",
        "__Host-logboek-sign-in=x", "x__Host-logboek=x", "a=__Host-logboek=x"}) {
    EXPECT_EQ(CookieOf(none, kSessionCookie), "") << none;
  }
}

TEST(CookiesTest, OfTwoValuesNeitherIsTaken) {
  EXPECT_EQ(CookieOf("__Host-logboek=a; __Host-logboek=b", kSessionCookie), "");
  EXPECT_EQ(CookieOf("__Host-logboek=a; __Host-logboek=b; __Host-logboek=c", kSessionCookie), "");
  EXPECT_EQ(CookieOf("__Host-logboek=a; __Host-logboek=a", kSessionCookie), "a");
}

TEST(CookiesTest, OneIsSetForThisOriginAloneAndNoScript) {
  EXPECT_EQ(ToHeader({.name = kSessionCookie, .value = "abc"}),
            "__Host-logboek=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
  EXPECT_EQ(ToHeader({.name = kSignInCookie,
                      .value = "abc",
                      .same_site = SameSite::kLax,
                      .age_max = absl::Minutes(10)}),
            "__Host-logboek-sign-in=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600");
  EXPECT_EQ(ToHeader({.name = kSessionCookie, .age_max = absl::ZeroDuration()}),
            "__Host-logboek=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

}  // namespace
}  // namespace logboek::gateway
