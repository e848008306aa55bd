#include "services/auth/oidc.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/base/check.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using access::v1::OidcProvider;
using base::Refuses;
using base::StatusIs;
using nlohmann::json;
using testing::ElementsAre;

const absl::Time kClaimed = absl::FromUnixSeconds(1'700'000'000);

OidcProvider Provider(const std::string& text) {
  OidcProvider provider;
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &provider), "a provider of this test");
  return provider;
}

OidcProvider UsualProvider() {
  return Provider(R"(
    issuer: "https://issuer.example.nl"
    audience: "logboek"
    principal_prefix: "sso:"
    rules { claim: "realm_access.roles" value: "lb-admin" role: CALLER_ROLE_ADMINISTRATOR }
    rules { claim: "group" value: "region" role: CALLER_ROLE_COORDINATOR regions_claim: "regions" }
    rules { claim: "group" value: "academy" role: CALLER_ROLE_ACADEMY
            regions: "utrecht" academies_claim: "org.academies" }
    rules { claim: "group" value: "practice" role: CALLER_ROLE_PRACTICE practices_claim: "agb" }
  )");
}

json UsualClaims() {
  return {{"iss", "https://issuer.example.nl"},         {"aud", "logboek"},    {"sub", "bea"},
          {"exp", absl::ToUnixSeconds(kClaimed) + 600}, {"group", "practice"}, {"agb", "01000123"}};
}

// The usual claims with these laid over them; null removes.
absl::StatusOr<TokenHolder> Read(const json& changes, absl::Time now = kClaimed) {
  json claims = UsualClaims();
  claims.merge_patch(changes);
  return ReadClaims(UsualProvider(), claims, now);
}

TEST(OidcTest, ClaimsBecomeAGrant) {
  ASSERT_OK_AND_ASSIGN(TokenHolder holder, Read(json::object()));
  EXPECT_EQ(holder.grant.principal(), "sso:bea");
  EXPECT_EQ(holder.grant.role(), access::v1::CALLER_ROLE_PRACTICE);
  EXPECT_THAT(holder.grant.practices(), ElementsAre("01000123"));
  EXPECT_EQ(holder.expires_at, kClaimed + absl::Seconds(600) + kClockSkewDefault);
}

TEST(OidcTest, ListsAndPathsAreLookedInto) {
  ASSERT_OK_AND_ASSIGN(TokenHolder holder, Read({{"group", {"other", 7, "region"}},
                                                 {"regions", {"utrecht", "twente"}}}));
  EXPECT_EQ(holder.grant.role(), access::v1::CALLER_ROLE_COORDINATOR);
  EXPECT_THAT(holder.grant.regions(), ElementsAre("utrecht", "twente"));
  ASSERT_OK_AND_ASSIGN(holder, Read({{"group", "academy"}, {"org", {{"academies", "academy-1"}}}}));
  EXPECT_THAT(holder.grant.academies(), ElementsAre("academy-1"));
  EXPECT_THAT(holder.grant.regions(), ElementsAre("utrecht"));
}

TEST(OidcTest, FirstRuleThatMatchesDecides) {
  ASSERT_OK_AND_ASSIGN(TokenHolder holder,
                       Read({{"realm_access", {{"roles", {"lb-admin", "offline"}}}}}));
  EXPECT_EQ(holder.grant.role(), access::v1::CALLER_ROLE_ADMINISTRATOR);
  EXPECT_TRUE(holder.grant.practices().empty());
}

TEST(OidcTest, ClaimWithDotsInItsNameIsFound) {
  ASSERT_OK_AND_ASSIGN(TokenHolder holder, Read({{"realm_access.roles", "lb-admin"}}));
  EXPECT_EQ(holder.grant.role(), access::v1::CALLER_ROLE_ADMINISTRATOR);
}

TEST(OidcTest, WithoutARoleNobodyIsLetIn) {
  const json rows[] = {
      {{"group", "nobody"}},
      {{"group", nullptr}},
      {{"group", "PRACTICE"}},
      {{"group", {{"practice", true}}}},
      {{"group", 7}},
      {{"realm_access", "lb-admin"}, {"group", nullptr}},
      // The role is about nothing.
      {{"agb", nullptr}},
      {{"agb", json::array()}},
      {{"agb", 1000123}},
      {{"agb", ""}},
      {{"agb", std::string(200, '1')}},
      {{"sub", std::string(200, 'x')}},
      {{"sub", "a\nb"}},
  };
  for (const json& row : rows) {
    const auto refused = Read(row);
    EXPECT_THAT(refused, Refuses("NO_ROLE")) << row;
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kPermissionDenied));
  }
}

TEST(OidcTest, TokenOfSomebodyElseIsRefused) {
  const json rows[] = {
      {{"iss", "https://other.example.nl"}},
      {{"iss", "https://issuer.example.nl/"}},
      {{"iss", nullptr}},
      {{"iss", {"https://issuer.example.nl"}}},
      {{"aud", "portal"}},
      {{"aud", nullptr}},
      {{"aud", {"portal", "other"}}},
      {{"aud", {{"logboek", true}}}},
      {{"sub", nullptr}},
      {{"sub", ""}},
      {{"sub", 7}},
      {{"exp", nullptr}},
      {{"exp", "1700000600"}},
      {{"exp", -1}},
      {{"exp", 1e300}},
      {{"nbf", "soon"}},
      {{"iat", true}},
  };
  for (const json& row : rows) {
    EXPECT_THAT(Read(row), Refuses("BAD_ACCESS_TOKEN")) << row;
    EXPECT_THAT(Read(row), StatusIs(absl::StatusCode::kUnauthenticated));
  }
  EXPECT_OK(Read({{"aud", {"portal", "logboek"}}}));
  EXPECT_OK(Read({{"exp", 1'700'000'600.5}}));
}

TEST(OidcTest, TimesHaveTheSkewOfTheClocks) {
  const int64_t now = absl::ToUnixSeconds(kClaimed);
  EXPECT_OK(Read({{"exp", now - 59}}));
  EXPECT_THAT(Read({{"exp", now - 60}}), Refuses("EXPIRED_ACCESS_TOKEN"));
  EXPECT_OK(Read({{"nbf", now + 60}, {"iat", now + 60}}));
  EXPECT_THAT(Read({{"nbf", now + 61}}), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(Read({{"iat", now + 61}}), Refuses("BAD_ACCESS_TOKEN"));
  OidcProvider strict = UsualProvider();
  strict.mutable_clock_skew();
  json claims = UsualClaims();
  claims["exp"] = now + 1;
  EXPECT_OK(ReadClaims(strict, claims, kClaimed));
  claims["exp"] = now;
  EXPECT_THAT(ReadClaims(strict, claims, kClaimed), Refuses("EXPIRED_ACCESS_TOKEN"));
}

TEST(OidcTest, SubjectComesFromTheClaimThatIsNamed) {
  OidcProvider provider = UsualProvider();
  provider.set_subject_claim("person.id");
  provider.clear_principal_prefix();
  json claims = UsualClaims();
  EXPECT_THAT(ReadClaims(provider, claims, kClaimed), Refuses("BAD_ACCESS_TOKEN"));
  claims["person"] = {{"id", "bea-1"}};
  ASSERT_OK_AND_ASSIGN(TokenHolder holder, ReadClaims(provider, claims, kClaimed));
  EXPECT_EQ(holder.grant.principal(), "bea-1");
}

// The usual claims of an ID token with these laid over them; null removes.
absl::Status CheckId(const json& changes, const std::string& nonce = "n-1") {
  OidcProvider provider = UsualProvider();
  provider.mutable_sign_in()->set_client_id("console");
  json claims = {{"iss", "https://issuer.example.nl"},
                 {"aud", "console"},
                 {"sub", "bea"},
                 {"nonce", "n-1"},
                 {"iat", absl::ToUnixSeconds(kClaimed)},
                 {"exp", absl::ToUnixSeconds(kClaimed) + 600}};
  claims.merge_patch(changes);
  return CheckIdToken(provider, claims, nonce, kClaimed);
}

TEST(OidcTest, AnIdTokenIsForThisClientAndThisSignIn) {
  EXPECT_OK(CheckId(json::object()));
  EXPECT_OK(CheckId({{"aud", {"console"}}}));
  EXPECT_OK(CheckId({{"aud", {"other", "console"}}, {"azp", "console"}}));
  EXPECT_OK(CheckId({{"azp", "console"}}));
  const json changes[] = {{{"iss", "https://issuer.example.nl/"}},
                          {{"iss", nullptr}},
                          {{"aud", "logboek"}},
                          {{"aud", json::array()}},
                          {{"aud", nullptr}},
                          {{"aud", {"other", "console"}}},
                          {{"aud", {"other", "console"}}, {"azp", "other"}},
                          {{"azp", "other"}},
                          {{"azp", 1}},
                          {{"nonce", "n-2"}},
                          {{"nonce", 1}},
                          {{"nonce", nullptr}},
                          {{"exp", nullptr}},
                          {{"exp", "soon"}},
                          {{"exp", absl::ToUnixSeconds(kClaimed) - 60}},
                          {{"iat", absl::ToUnixSeconds(kClaimed) + 61}},
                          {{"nbf", absl::ToUnixSeconds(kClaimed) + 61}}};
  for (const json& change : changes) {
    EXPECT_THAT(CheckId(change), Refuses("BAD_ID_TOKEN")) << change;
  }
  EXPECT_THAT(CheckId({{"nonce", ""}}, ""), Refuses("BAD_ID_TOKEN"));
}

}  // namespace
}  // namespace logboek::auth
