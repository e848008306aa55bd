#include "services/auth/active_policy.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/check.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using base::IsOk;
using base::Refuses;
using base::StatusIs;

class ActivePolicyTest : public ::testing::Test {
 protected:
  ActivePolicyTest() { issuer_.AddKey("k1", TestKeyKind::kP256); }

  // One provider with its keys at a URL, and a rule for certificates.
  void Start() {
    access::v1::Policy policy;
    CHECK(google::protobuf::TextFormat::ParseFromString(R"(
      certificates {
        common_name: "his"
        grant { principal: "his-1" role: CALLER_ROLE_PRACTICE practices: "p1" }
      }
      oidc_providers {
        issuer: "https://issuer.example.nl" audience: "logboek"
        jwks_url: "https://issuer.example.nl/keys" principal_prefix: "sso:"
        rules { claim: "group" value: "staff" role: CALLER_ROLE_PRIVACY_OFFICER }
        sign_in { name: "sso" client_id: "console" }
      })",
                                                        &policy));
    auto started = ActivePolicy::Start(
        policy, [this](const std::string&) { return Published(); }, &clock_);
    ASSERT_OK(started);
    active_ = *std::move(started);
    active_->AwaitKeys();
  }

  void Publish() {
    base::MutexLock lock(&mutex_);
    published_ = issuer_.KeySet();
  }

  std::string Published() {
    base::MutexLock lock(&mutex_);
    return published_;
  }

  std::string TokenOf(const TestIssuer& issuer, const TestIssuer::SignOptions& options = {}) {
    nlohmann::json claims = issuer.Claims("bea", clock_.Now());
    claims["group"] = "staff";
    return issuer.Sign(claims, options);
  }

  absl::StatusOr<PrincipalPtr> FromToken(const std::string& text) {
    return active_->FromAccessToken(text, clock_.Now());
  }

  TestIssuer issuer_;
  base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  base::Mutex mutex_;
  std::string published_ ABSL_GUARDED_BY(mutex_) = "not yet";
  std::shared_ptr<const ActivePolicy> active_;
};

TEST_F(ActivePolicyTest, SignInElsewhereIsTaken) {
  Publish();
  Start();
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal, FromToken(TokenOf(issuer_)));
  EXPECT_EQ(principal->grant.principal(), "sso:bea");
  EXPECT_EQ(principal->credential, "oidc https://issuer.example.nl");
  EXPECT_EQ(principal->expires_at, clock_.Now() + absl::Minutes(11));
}

TEST_F(ActivePolicyTest, TokenOfAnotherKeyOrIssuerIsRefused) {
  Publish();
  Start();
  TestIssuer forger;
  forger.AddKey("k1", TestKeyKind::kP256);
  EXPECT_THAT(FromToken(TokenOf(forger)), Refuses("BAD_ACCESS_TOKEN"));
  TestIssuer stranger("https://other.example.nl");
  stranger.AddKey("k1", TestKeyKind::kP256);
  EXPECT_THAT(FromToken(TokenOf(stranger)), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(FromToken("a.b.c"), Refuses("BAD_ACCESS_TOKEN"));
}

TEST_F(ActivePolicyTest, NewKeyIsFetchedWhileTheCallerSendsAgain) {
  Publish();
  Start();
  issuer_.AddKey("k2", TestKeyKind::kP256);
  const std::string token = TokenOf(issuer_, {.key_id = "k2"});
  EXPECT_THAT(FromToken(token), Refuses("BAD_ACCESS_TOKEN")) << "fetched this very minute";
  clock_.Advance(kKeysFetchedAtMostEvery);
  Publish();
  const auto told_to_wait = FromToken(token);
  EXPECT_THAT(told_to_wait, Refuses("KEYS_NOT_FETCHED"));
  EXPECT_THAT(told_to_wait, StatusIs(absl::StatusCode::kUnavailable));
  active_->AwaitKeys();
  EXPECT_THAT(FromToken(token), IsOk());
}

TEST_F(ActivePolicyTest, AnIdTokenWaitsForTheKeyItIsSignedWith) {
  Publish();
  Start();
  issuer_.AddKey("k2", TestKeyKind::kP256);
  clock_.Advance(kKeysFetchedAtMostEvery);
  Publish();
  nlohmann::json claims = issuer_.Claims("bea", clock_.Now());
  claims["aud"] = "console";
  claims["nonce"] = "n-1";
  const std::string token = issuer_.Sign(claims, {.key_id = "k2", .header = {{"typ", "JWT"}}});
  const auto check = [&](absl::string_view issuer, const std::string& text) {
    return active_->CheckIdToken(issuer, text, "n-1", clock_.Now());
  };
  EXPECT_OK(check(issuer_.url(), token));
  EXPECT_THAT(check("https://other.example.nl", token), Refuses("BAD_ID_TOKEN"));
  EXPECT_THAT(check(issuer_.url(), ""), Refuses("BAD_ID_TOKEN"));
  TestIssuer forger;
  forger.AddKey("k1", TestKeyKind::kP256);
  EXPECT_THAT(check(issuer_.url(), forger.Sign(claims)), Refuses("BAD_ID_TOKEN"));
  forger.AddKey("k3", TestKeyKind::kP256);
  EXPECT_THAT(check(issuer_.url(), forger.Sign(claims, {.key_id = "k3"})), Refuses("BAD_ID_TOKEN"))
      << "and no key of this name was published this minute";
}

TEST_F(ActivePolicyTest, WithoutKeysAnIdTokenIsNotBelieved) {
  Start();
  EXPECT_THAT(active_->CheckIdToken(issuer_.url(), TokenOf(issuer_), "n-1", clock_.Now()),
              Refuses("KEYS_NOT_FETCHED"));
}

TEST_F(ActivePolicyTest, ASecretThatCannotBeReadIsAMistakeOfThePolicy) {
  access::v1::Policy policy;
  CHECK(google::protobuf::TextFormat::ParseFromString(R"(
    oidc_providers {
      issuer: "https://issuer.example.nl" audience: "logboek"
      jwks_url: "https://issuer.example.nl/keys" principal_prefix: "sso:"
      rules { claim: "group" value: "staff" role: CALLER_ROLE_PRIVACY_OFFICER }
      sign_in { name: "sso" client_id: "console" client_secret_file: "/not/there" }
    })",
                                                      &policy));
  const auto refused = ActivePolicy::Start(policy, nullptr, &clock_);
  EXPECT_THAT(refused, Refuses("BAD_POLICY"));
  EXPECT_THAT(std::string(refused.status().message()),
              testing::HasSubstr("oidc_providers[0].sign_in.client_secret_file"));
}

TEST_F(ActivePolicyTest, WithoutKeysTheCallerIsToldToSendAgain) {
  Start();
  EXPECT_THAT(FromToken(TokenOf(issuer_)), Refuses("KEYS_NOT_FETCHED"));
}

TEST_F(ActivePolicyTest, KeysOfAFileAreThereAtTheStart) {
  const storage::TempFolder folder;
  access::v1::Policy policy;
  auto* const provider = policy.add_oidc_providers();
  provider->set_issuer(issuer_.url());
  provider->set_audience("logboek");
  provider->set_jwks_file(folder.Sub("keys.json"));
  provider->set_principal_prefix("sso:");
  auto* const rule = provider->add_rules();
  rule->set_claim("group");
  rule->set_value("staff");
  rule->set_role(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
  const auto refused = ActivePolicy::Start(policy, nullptr, &clock_);
  EXPECT_THAT(refused, Refuses("BAD_POLICY"));
  EXPECT_THAT(std::string(refused.status().message()),
              testing::HasSubstr("oidc_providers[0].jwks_file"));
  std::ofstream(provider->jwks_file()) << issuer_.KeySet();
  ASSERT_OK_AND_ASSIGN(active_, ActivePolicy::Start(policy, nullptr, &clock_));
  EXPECT_THAT(FromToken(TokenOf(issuer_)), IsOk());
}

TEST_F(ActivePolicyTest, PolicyWithAMistakeIsRefused) {
  access::v1::Policy policy;
  policy.add_certificates();
  EXPECT_THAT(ActivePolicy::Start(policy, nullptr, &clock_), Refuses("BAD_POLICY"));
}

TEST_F(ActivePolicyTest, CertificateStandsForItsRuleUntilItExpires) {
  Start();
  const TestAuthority authority;
  const absl::Time not_after = clock_.Now() + absl::Hours(1);
  const TestCertificate his = authority.Issue({.common_names = {"his"}, .not_after = not_after});
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal,
                       active_->FromCertificate(his.certificate, clock_.Now()));
  EXPECT_EQ(principal->grant.principal(), "his-1");
  EXPECT_EQ(principal->credential.substr(0, 12), "certificate ");
  EXPECT_EQ(principal->expires_at, not_after);
  EXPECT_THAT(active_->FromCertificate(his.certificate, not_after + absl::Seconds(1)),
              Refuses("EXPIRED_CERTIFICATE"));
  const TestCertificate other = authority.Issue({.common_names = {"other"}});
  EXPECT_THAT(active_->FromCertificate(other.certificate, clock_.Now()),
              Refuses("UNKNOWN_CERTIFICATE"));
  EXPECT_THAT(active_->FromCertificate("x", clock_.Now()), Refuses("BAD_CERTIFICATE"));
}

}  // namespace
}  // namespace logboek::auth
