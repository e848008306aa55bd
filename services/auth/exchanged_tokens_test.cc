#include "services/auth/exchanged_tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::Refuses;
using base::StatusIs;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

Principal PrincipalOf(const std::string& name, absl::Duration good_for = absl::Hours(1)) {
  Principal principal{.credential = "oidc", .expires_at = kNow + good_for};
  principal.grant.set_principal(name);
  return principal;
}

TEST(ExchangedTokensTest, StandsForTheAccessTokenUntilThatEnds) {
  ExchangedTokens tokens;
  ASSERT_OK_AND_ASSIGN(const std::string token, tokens.TokenFor("a.b.c", PrincipalOf("bea"), kNow));
  EXPECT_OK(CheckToken(token, kExchangedTokenPrefix));
  EXPECT_THAT(tokens.AccessTokenOf(token, kNow + absl::Minutes(59)), base::IsOkAndHolds("a.b.c"));
  const auto ended = tokens.AccessTokenOf(token, kNow + absl::Hours(1));
  EXPECT_THAT(ended, Refuses("EXCHANGED_TOKEN_ENDED"));
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST(ExchangedTokensTest, IsTheSameForTheSameAccessTokenInOneProcess) {
  ExchangedTokens tokens;
  const Principal bea = PrincipalOf("bea");
  ASSERT_OK_AND_ASSIGN(const std::string token, tokens.TokenFor("a.b.c", bea, kNow));
  EXPECT_THAT(tokens.TokenFor("a.b.c", bea, kNow), base::IsOkAndHolds(token));
  EXPECT_EQ(tokens.size(), 1u);
  ASSERT_OK_AND_ASSIGN(const std::string other, tokens.TokenFor("a.b.d", bea, kNow));
  EXPECT_NE(other, token);
  // Who knows the access token does not know the token by that.
  ExchangedTokens of_another_process;
  ASSERT_OK_AND_ASSIGN(const std::string elsewhere,
                       of_another_process.TokenFor("a.b.c", bea, kNow));
  EXPECT_NE(elsewhere, token);
  EXPECT_THAT(of_another_process.AccessTokenOf(token, kNow), Refuses("EXCHANGED_TOKEN_ENDED"));
}

TEST(ExchangedTokensTest, WhatIsMistypedIsSaidToBe) {
  ExchangedTokens tokens;
  ASSERT_OK_AND_ASSIGN(std::string token, tokens.TokenFor("a.b.c", PrincipalOf("bea"), kNow));
  token.back() = token.back() == 'A' ? 'B' : 'A';
  EXPECT_THAT(tokens.AccessTokenOf(token, kNow), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(tokens.AccessTokenOf(NewToken(), kNow), Refuses("TOKEN_MALFORMED"));
}

TEST(ExchangedTokensTest, OnePrincipalHasItsPartOnly) {
  ExchangedTokens tokens({.tokens_max = 5, .tokens_of_principal_max = 2});
  const Principal bea = PrincipalOf("bea");
  ASSERT_OK_AND_ASSIGN(const std::string first, tokens.TokenFor("b.1", bea, kNow));
  ASSERT_OK(tokens.TokenFor("b.2", PrincipalOf("bea", absl::Hours(2)), kNow));
  const auto refused = tokens.TokenFor("b.3", bea, kNow);
  EXPECT_THAT(refused, Refuses("TOO_MANY_EXCHANGED_TOKENS"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(tokens.TokenFor("b.1", bea, kNow), base::IsOkAndHolds(first)) << "is there already";
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
