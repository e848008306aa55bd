#include "services/auth/access_token.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "services/auth/bytes.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::Refuses;
using nlohmann::json;

const absl::Time kMade = absl::FromUnixSeconds(1'700'000'000);

std::string Compact(const std::string& header, const std::string& claims,
                    const std::string& signature = "x") {
  return absl::StrCat(ToBase64Url(header), ".", ToBase64Url(claims), ".", ToBase64Url(signature));
}

TEST(AccessTokenTest, IsTakenApart) {
  TestIssuer issuer;
  issuer.AddKey("k1", TestKeyKind::kP256);
  const std::string text = issuer.Sign(issuer.Claims("bea", kMade));
  ASSERT_TRUE(LooksLikeAccessToken(text));
  ASSERT_OK_AND_ASSIGN(AccessToken token, ParseAccessToken(text));
  EXPECT_EQ(token.algorithm, "ES256");
  EXPECT_EQ(token.key_id, "k1");
  EXPECT_EQ(token.issuer(), issuer.url());
  EXPECT_EQ(token.claims["sub"], "bea");
  EXPECT_EQ(text.substr(0, token.signed_text.size()), token.signed_text);
  EXPECT_EQ(token.signature.size(), 64u);
}

TEST(AccessTokenTest, HasThreeParts) {
  for (const char* text : {"a.b.c", "..", "a.b."}) EXPECT_TRUE(LooksLikeAccessToken(text)) << text;
  for (const char* text : {"", "a", ".", "a.b", "a.b.c.d", "..."}) {
    EXPECT_FALSE(LooksLikeAccessToken(text)) << text;
  }
}

TEST(AccessTokenTest, TypeIsThatOfAnAccessTokenOrLeftOut) {
  for (const char* type : {"at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt"}) {
    EXPECT_OK(ParseAccessToken(Compact(json{{"alg", "ES256"}, {"typ", type}}.dump(), "{}")));
  }
  EXPECT_OK(ParseAccessToken(Compact(R"({"alg":"ES256"})", "{}")));
  for (const char* header :
       {R"({"alg":"ES256","typ":"dpop+jwt"})", R"({"alg":"ES256","typ":"id_token"})",
        R"({"alg":"ES256","typ":""})", R"({"alg":"ES256","typ":7})"}) {
    EXPECT_THAT(ParseAccessToken(Compact(header, "{}")), Refuses("BAD_ACCESS_TOKEN")) << header;
  }
}

TEST(AccessTokenTest, UnsignedAndSharedSecretsAreRefused) {
  for (const char* algorithm :
       {"none", "None", "NONE", "HS256", "HS384", "HS512", "es256", "ES256K", "RSA-OAEP", ""}) {
    EXPECT_THAT(ParseAccessToken(Compact(json{{"alg", algorithm}}.dump(), "{}")),
                Refuses("BAD_ACCESS_TOKEN"))
        << algorithm;
  }
  EXPECT_THAT(ParseAccessToken(Compact("{}", "{}")), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(ParseAccessToken(Compact(R"({"alg":null})", "{}")), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(ParseAccessToken(Compact(R"({"alg":["ES256"]})", "{}")), Refuses("BAD_ACCESS_TOKEN"));
}

TEST(AccessTokenTest, ExtensionThatMustBeUnderstoodIsRefused) {
  EXPECT_THAT(ParseAccessToken(Compact(R"({"alg":"ES256","crit":["b64"],"b64":false})", "{}")),
              Refuses("BAD_ACCESS_TOKEN"));
}

TEST(AccessTokenTest, MalformedOnesAreRefused) {
  const std::string header = R"({"alg":"ES256"})";
  const std::string good = Compact(header, "{}");
  for (const std::string& text :
       {std::string(), std::string(".."), std::string("a.b"), good + ".x", good + "=", good + " ",
        good.substr(1), Compact(header, "[]"), Compact(header, ""), Compact("[]", "{}"),
        Compact(header, "{\"sub\":\"\xff\"}"), Compact(header, std::string(5'000, '[')),
        Compact(header, "{} {}"), ToBase64Url(header) + "..x",
        Compact(header, std::string(kAccessTokenBytesMax, ' ') + "{}")}) {
    EXPECT_THAT(ParseAccessToken(text), Refuses("BAD_ACCESS_TOKEN")) << text.substr(0, 60);
  }
}

TEST(AccessTokenTest, DamageNeverBreaksTheReader) {
  TestIssuer issuer;
  issuer.AddKey("k1", TestKeyKind::kP256);
  auto keys = KeySet::Parse(issuer.KeySet());
  ASSERT_OK(keys);
  const std::string text = issuer.Sign(issuer.Claims("bea", kMade));
  std::mt19937 random(11);
  for (int i = 0; i < 2'000; ++i) {
    std::string damaged = text;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    if (damaged == text) continue;
    auto token = ParseAccessToken(damaged);
    if (!token.ok()) {
      EXPECT_THAT(token, Refuses("BAD_ACCESS_TOKEN"));
    } else {
      EXPECT_NE(token->Verify(**keys), SignatureVerdict::kGood);
    }
  }
}

}  // namespace
}  // namespace logboek::auth
