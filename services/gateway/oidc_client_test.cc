#include "services/gateway/oidc_client.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/auth/testing/test_issuer.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::Refuses;
using nlohmann::json;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr char kIssuer[] = "https://issuer.example.nl/realms/mtvp";

access::v1::BrowserSignIn Client(const std::string& text) {
  access::v1::BrowserSignIn client;
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &client), "a client of this test");
  return client;
}

const OidcEndpoints& Endpoints() {
  static const auto* const endpoints =
      new OidcEndpoints{.authorization_url = "https://issuer.example.nl/auth",
                        .token_url = "https://issuer.example.nl/token"};
  return *endpoints;
}

TEST(OidcClientTest, TheBrowserIsSentWithCodeStateNonceAndTheHashOfTheVerifier) {
  // The verifier and the challenge are those of RFC 7636, appendix B.
  const OidcQuestion question{.redirect_url = "https://logboek.example.nl/sign-in/callback",
                              .state = "st-1",
                              .nonce = "no_1",
                              .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
  const std::string url =
      AuthorizationUrl(Client(R"(client_id: "log boek" scopes: "offline_access" scopes: "openid"
                parameters { name: "audience" value: "a&b" }
                parameters { name: "acr_values" value: "3" })"),
                       Endpoints(), question);
  EXPECT_EQ(url,
            "https://issuer.example.nl/auth?response_type=code&client_id=log%20boek"
            "&redirect_uri=https%3A%2F%2Flogboek.example.nl%2Fsign-in%2Fcallback"
            "&scope=openid%20offline_access&state=st-1&nonce=no_1"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
            "&code_challenge_method=S256&audience=a%26b&acr_values=3");
  OidcEndpoints with_query = Endpoints();
  with_query.authorization_url += "?p=x";
  EXPECT_EQ(AuthorizationUrl(Client("client_id: \"c\""), with_query, question).find("?p=x&resp"),
            with_query.authorization_url.size() - 4);
}

TEST(OidcClientTest, ACodeIsRedeemedWithTheVerifier) {
  const OidcQuestion question{
      .redirect_url = "https://l/c", .state = "unsaid", .nonce = "unsaid", .verifier = "v"};
  const auth::HttpForm open = CodeForm({.id = "cl", .secret = ""}, Endpoints(), question, "a+b");
  EXPECT_EQ(open.url, Endpoints().token_url);
  EXPECT_EQ(open.authorization, "");
  EXPECT_EQ(open.form,
            "grant_type=authorization_code&code=a%2Bb&redirect_uri=https%3A%2F%2Fl%2Fc"
            "&code_verifier=v&client_id=cl");
  const auth::HttpForm closed =
      CodeForm({.id = "c:l", .secret = "s e"}, Endpoints(), question, "a");
  // base64 of "c%3Al:s%20e".
  EXPECT_EQ(closed.authorization, "Basic YyUzQWw6cyUyMGU=");
  EXPECT_EQ(closed.form.find("client"), std::string::npos);
  OidcEndpoints in_form = Endpoints();
  in_form.secret_in_form = true;
  const auth::HttpForm refresh = RefreshForm({.id = "cl", .secret = "s&"}, in_form, "r=1");
  EXPECT_EQ(refresh.authorization, "");
  EXPECT_EQ(refresh.form,
            "grant_type=refresh_token&refresh_token=r%3D1&client_id=cl&client_secret=s%26");
}

json Said() {
  return {{"issuer", kIssuer},
          {"authorization_endpoint", "https://issuer.example.nl/auth"},
          {"token_endpoint", "https://issuer.example.nl/token"}};
}

TEST(OidcClientTest, AnIssuerSaysWhereItIsAsked) {
  EXPECT_EQ(DiscoveryUrl(kIssuer),
            "https://issuer.example.nl/realms/mtvp/.well-known/openid-configuration");
  EXPECT_EQ(DiscoveryUrl("https://a.nl/"), "https://a.nl/.well-known/openid-configuration");
  ASSERT_OK_AND_ASSIGN(const OidcEndpoints plain, ParseDiscovery(Said().dump(), kIssuer));
  EXPECT_EQ(plain.authorization_url, "https://issuer.example.nl/auth");
  EXPECT_EQ(plain.token_url, "https://issuer.example.nl/token");
  EXPECT_FALSE(plain.names_issuer);
  EXPECT_FALSE(plain.secret_in_form);
  json more = Said();
  more["authorization_response_iss_parameter_supported"] = true;
  more["token_endpoint_auth_methods_supported"] = {"client_secret_post"};
  ASSERT_OK_AND_ASSIGN(const OidcEndpoints strict, ParseDiscovery(more.dump(), kIssuer));
  EXPECT_TRUE(strict.names_issuer);
  EXPECT_TRUE(strict.secret_in_form);
  more["token_endpoint_auth_methods_supported"].push_back("client_secret_basic");
  ASSERT_OK_AND_ASSIGN(const OidcEndpoints both, ParseDiscovery(more.dump(), kIssuer));
  EXPECT_FALSE(both.secret_in_form);
}

TEST(OidcClientTest, WhatAnIssuerSaysIsNotBelievedBlindly) {
  const json changes[] = {{{"issuer", "https://evil.example"}},
                          {{"issuer", nullptr}},
                          {{"issuer", 1}},
                          {{"authorization_endpoint", "http://issuer.example.nl/auth"}},
                          {{"authorization_endpoint", "javascript:alert(1)"}},
                          {{"authorization_endpoint", "https://issuer.example.nl/auth#x"}},
                          {{"token_endpoint", nullptr}},
                          {{"token_endpoint", "https://user:pw@issuer.example.nl/token"}}};
  for (const json& change : changes) {
    json said = Said();
    said.merge_patch(change);
    EXPECT_THAT(ParseDiscovery(said.dump(), kIssuer), Refuses("ISSUER_NOT_USABLE")) << change;
  }
  for (const char* const text : {"", "[]", "null", "{", "\xff"}) {
    EXPECT_THAT(ParseDiscovery(text, kIssuer), Refuses("ISSUER_NOT_USABLE")) << text;
  }
}

absl::StatusOr<OidcTokens> Parse(int status, const std::string& body) {
  return ParseTokens({.status = status, .body = body}, kNow);
}

TEST(OidcClientTest, AnAccessTokenSaysItselfWhenItEnds) {
  auth::TestIssuer issuer;
  issuer.AddKey("k", auth::TestKeyKind::kP256);
  const std::string token = issuer.Sign(issuer.Claims("bea", kNow));
  ASSERT_OK_AND_ASSIGN(const OidcTokens tokens, Parse(200, json{{"access_token", token},
                                                                {"token_type", "bearer"},
                                                                {"expires_in", 9'999},
                                                                {"refresh_token", "r"},
                                                                {"id_token", "i"}}
                                                               .dump()));
  EXPECT_EQ(tokens.access_token, token);
  EXPECT_EQ(tokens.refresh_token, "r");
  EXPECT_EQ(tokens.id_token, "i");
  EXPECT_EQ(tokens.expires_at, kNow + absl::Minutes(10));
}

TEST(OidcClientTest, ElseTheAnswerSaysSo) {
  const auto end = [](const char* body) {
    const auto tokens = Parse(200, body);
    return tokens.ok() ? tokens->expires_at : absl::InfinitePast();
  };
  EXPECT_EQ(end(R"({"access_token": "a", "token_type": "Bearer", "expires_in": 60})"),
            kNow + absl::Seconds(60));
  EXPECT_EQ(end(R"({"access_token": "a", "token_type": "Bearer"})"), kNow);
  EXPECT_EQ(end(R"({"access_token": "a", "token_type": "Bearer", "expires_in": -5})"), kNow);
  EXPECT_EQ(end(R"({"access_token": "a", "token_type": "Bearer", "expires_in": 1e300})"),
            kNow + absl::Hours(24 * 366));
}

TEST(OidcClientTest, AnAnswerIsRefusedByWhoHasToMendIt) {
  EXPECT_THAT(Parse(400, R"({"error": "invalid_grant"})"), Refuses("GRANT_ENDED"));
  EXPECT_THAT(Parse(401, R"({"error": "invalid_client"})"), Refuses("CLIENT_REFUSED"));
  EXPECT_THAT(Parse(400, "no JSON"), Refuses("CLIENT_REFUSED"));
  for (const int status : {500, 503, 429, 302, 204}) {
    EXPECT_THAT(Parse(status, "{}"), Refuses("ISSUER_NOT_USABLE")) << status;
  }
  for (const char* const body :
       {"", "[]", "{}", R"({"access_token": "a"})", R"({"access_token": "a", "token_type": "mac"})",
        R"({"access_token": "", "token_type": "Bearer"})",
        R"({"access_token": 1, "token_type": "Bearer"})",
        R"({"access_token": "a b", "token_type": "Bearer"})",
        R"({"access_token": "a\r\nx: y", "token_type": "Bearer"})"}) {
    EXPECT_THAT(Parse(200, body), Refuses("ISSUER_NOT_USABLE")) << body;
  }
}

// Beside its error code, which says nothing of anybody, and only when it is one.
TEST(OidcClientTest, AnErrorRepeatsNothingOfTheAnswer) {
  const auto refused =
      Parse(400, R"({"error": "SECRET text", "error_description": "SECRET"})").status();
  EXPECT_EQ(refused.ToString().find("SECRET"), std::string::npos);
  EXPECT_EQ(base::ReasonOf(refused)->metadata.at("error"), "");
  EXPECT_EQ(base::ReasonOf(Parse(400, R"({"error": "unauthorized_client"})").status())
                ->metadata.at("error"),
            "unauthorized_client");
}

}  // namespace
}  // namespace logboek::gateway
