#include "services/auth/exchanged_tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::IsOkAndHolds;
using base::Refuses;
using base::StatusIs;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

Principal PrincipalOf(const std::string& name, absl::Duration good_for = absl::Hours(1)) {
  Principal principal{.credential = "oidc", .expires_at = kNow + good_for};
  principal.grant.set_principal(name);
  return principal;
}

absl::StatusOr<std::string> AccessTokenOf(const ExchangedTokens& tokens, const std::string& token,
                                          absl::Time now) {
  const auto origin = tokens.OriginOf(token, now);
  if (!origin.ok()) return origin.status();
  return origin->access_token;
}

TEST(ExchangedTokensTest, StandsForTheAccessTokenUntilThatEnds) {
  ExchangedTokens tokens;
  ASSERT_OK_AND_ASSIGN(const ExchangedToken token,
                       tokens.TokenFor("a.b.c", PrincipalOf("bea"), kNow));
  EXPECT_OK(CheckToken(token.token, kExchangedTokenPrefix));
  EXPECT_EQ(token.expires_at, kNow + absl::Hours(1));
  EXPECT_THAT(AccessTokenOf(tokens, token.token, kNow + absl::Minutes(59)), IsOkAndHolds("a.b.c"));
  const auto ended = tokens.OriginOf(token.token, kNow + absl::Hours(1));
  EXPECT_THAT(ended, Refuses("EXCHANGED_TOKEN_ENDED"));
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST(ExchangedTokensTest, IsGoodForHalfADayAtMost) {
  ExchangedTokens tokens;
  ASSERT_OK_AND_ASSIGN(const ExchangedToken token,
                       tokens.TokenFor("a.b.c", PrincipalOf("bea", absl::Hours(100)), kNow));
  EXPECT_EQ(token.expires_at, kNow + absl::Hours(12));
  EXPECT_THAT(tokens.OriginOf(token.token, kNow + absl::Hours(12)),
              Refuses("EXCHANGED_TOKEN_ENDED"));
}

TEST(ExchangedTokensTest, IsTheSameForTheSameAccessTokenInOneProcess) {
  ExchangedTokens tokens;
  const Principal bea = PrincipalOf("bea");
  ASSERT_OK_AND_ASSIGN(const ExchangedToken token, tokens.TokenFor("a.b.c", bea, kNow));
  ASSERT_OK_AND_ASSIGN(const ExchangedToken again, tokens.TokenFor("a.b.c", bea, kNow));
  EXPECT_EQ(again.token, token.token);
  EXPECT_EQ(tokens.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const ExchangedToken other, tokens.TokenFor("a.b.d", bea, kNow));
  EXPECT_NE(other.token, token.token);
  // Who knows the access token does not know the token by that.
  ExchangedTokens of_another_process;
  ASSERT_OK_AND_ASSIGN(const ExchangedToken elsewhere,
                       of_another_process.TokenFor("a.b.c", bea, kNow));
  EXPECT_NE(elsewhere.token, token.token);
  EXPECT_THAT(of_another_process.OriginOf(token.token, kNow), Refuses("EXCHANGED_TOKEN_ENDED"));
}

TEST(ExchangedTokensTest, TheEndIsCountedAnewWhenItIsExchangedAgain) {
  ExchangedTokens tokens({.tokens_of_principal_max = 1});
  ASSERT_OK_AND_ASSIGN(const ExchangedToken first,
                       tokens.TokenFor("a.b.c", PrincipalOf("bea", absl::Hours(1)), kNow));
  ASSERT_OK_AND_ASSIGN(const ExchangedToken longer,
                       tokens.TokenFor("a.b.c", PrincipalOf("bea", absl::Hours(2)), kNow));
  EXPECT_EQ(longer.expires_at, kNow + absl::Hours(2));
  EXPECT_THAT(AccessTokenOf(tokens, first.token, kNow + absl::Hours(1)), IsOkAndHolds("a.b.c"));
  EXPECT_THAT(tokens.TokenFor("x.y.z", PrincipalOf("bea"), kNow + absl::Hours(1)),
              Refuses("TOO_MANY_EXCHANGED_TOKENS"))
      << "it is still there";
  ASSERT_OK(tokens.TokenFor("a.b.c", PrincipalOf("bea", absl::Hours(1)), kNow));
  EXPECT_THAT(tokens.OriginOf(first.token, kNow + absl::Hours(1)),
              Refuses("EXCHANGED_TOKEN_ENDED"));
  EXPECT_OK(tokens.TokenFor("x.y.z", PrincipalOf("bea", absl::Hours(3)), kNow + absl::Hours(1)));
  EXPECT_EQ(tokens.size(), 1u);
}

TEST(ExchangedTokensTest, WhatIsMistypedIsSaidToBe) {
  ExchangedTokens tokens;
  ASSERT_OK_AND_ASSIGN(const ExchangedToken token,
                       tokens.TokenFor("a.b.c", PrincipalOf("bea"), kNow));
  std::string wrong = token.token;
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  EXPECT_THAT(tokens.OriginOf(wrong, kNow), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(tokens.OriginOf(NewToken(), kNow), Refuses("TOKEN_MALFORMED"));
}

TEST(ExchangedTokensTest, OnePrincipalHasItsPartOnly) {
  ExchangedTokens tokens({.tokens_max = 5, .tokens_of_principal_max = 2});
  const Principal bea = PrincipalOf("bea");
  ASSERT_OK(tokens.TokenFor("b.1", bea, kNow));
  ASSERT_OK(tokens.TokenFor("b.2", PrincipalOf("bea", absl::Hours(2)), kNow));
  const auto refused = tokens.TokenFor("b.3", bea, kNow);
  EXPECT_THAT(refused, Refuses("TOO_MANY_EXCHANGED_TOKENS"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_OK(tokens.TokenFor("b.1", bea, kNow)) << "is there already";
  EXPECT_OK(tokens.TokenFor("c.1", PrincipalOf("cas"), kNow));
  // What has ended makes room.
  const absl::Time later = kNow + absl::Hours(1);
  EXPECT_OK(tokens.TokenFor("b.3", PrincipalOf("bea", absl::Hours(3)), later));
  EXPECT_EQ(tokens.size(), 2u);
  EXPECT_THAT(tokens.TokenFor("b.4", PrincipalOf("bea", absl::Hours(3)), later),
              Refuses("TOO_MANY_EXCHANGED_TOKENS"));
}

TEST(ExchangedTokensTest, ThereAreNoMoreThanItKeeps) {
  ExchangedTokens tokens({.tokens_max = 3, .tokens_of_principal_max = 2});
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(tokens.TokenFor(absl::StrCat("a.", i), PrincipalOf(absl::StrCat("p", i)), kNow));
  }
  EXPECT_THAT(tokens.TokenFor("a.3", PrincipalOf("p3"), kNow),
              Refuses("TOO_MANY_EXCHANGED_TOKENS"));
  EXPECT_OK(tokens.TokenFor("a.3", PrincipalOf("p3", absl::Hours(2)), kNow + absl::Hours(1)));
  EXPECT_EQ(tokens.size(), 1u);
}

}  // namespace
}  // namespace logboek::auth
