#include "services/auth/authenticator.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_side_store.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using base::IsOk;
using base::Refuses;
using base::StatusIs;

class AuthenticatorTest : public ::testing::Test {
 protected:
  AuthenticatorTest() {
    auto opened = TokenStore::Open(&store_);
    CHECK(opened.ok());
    tokens_ = *std::move(opened);
    issuer_.AddKey("k1", TestKeyKind::kEd25519);
    PublishKeys();
    authenticator_ = std::make_unique<Authenticator>(tokens_.get(), NewPolicy("his-1"), &clock_);
  }

  // In one step: the new file is another one for sure.
  void PublishKeys() {
    const std::string path = folder_.Sub("keys.json");
    std::ofstream(path + ".new") << issuer_.KeySet();
    std::filesystem::rename(path + ".new", path);
  }

  // Certificates with the common name "his" are this principal; who signs in is a privacy officer.
  std::shared_ptr<const ActivePolicy> NewPolicy(const std::string& principal,
                                                const std::string& group = "staff") {
    access::v1::Policy policy;
    auto* const certificate = policy.add_certificates();
    certificate->set_common_name("his");
    certificate->mutable_grant()->set_principal(principal);
    certificate->mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
    auto* const provider = policy.add_oidc_providers();
    provider->set_issuer(issuer_.url());
    provider->set_audience("logboek");
    provider->set_jwks_file(folder_.Sub("keys.json"));
    provider->set_principal_prefix("sso:");
    auto* const rule = provider->add_rules();
    rule->set_claim("group");
    rule->set_value(group);
    rule->set_role(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
    auto started = ActivePolicy::Start(policy, nullptr, &clock_);
    CHECK(started.ok(), "the policy of this test");
    return *std::move(started);
  }

  IssuedToken NewTokenFor(const std::string& principal,
                          absl::Time expires_at = absl::InfiniteFuture()) {
    TokenRequest request{.created_by = "administrator", .now = clock_.Now()};
    request.expires_at = expires_at;
    request.grant.set_principal(principal);
    request.grant.set_role(access::v1::CALLER_ROLE_PRACTICE);
    request.grant.add_practices("p1");
    auto issued = tokens_->Create(request);
    CHECK(issued.ok(), "a token of this test");
    return *std::move(issued);
  }

  std::string AccessTokenFor(const std::string& group) {
    nlohmann::json claims = issuer_.Claims("bea", clock_.Now());
    claims["group"] = group;
    return issuer_.Sign(claims);
  }

  // Good once the keys are published.
  std::string WithAnUnknownKey() {
    issuer_.AddKey("k2", TestKeyKind::kEd25519);
    nlohmann::json claims = issuer_.Claims("bea", clock_.Now());
    claims["group"] = "staff";
    return issuer_.Sign(claims, {.key_id = "k2"});
  }

  absl::StatusOr<PrincipalPtr> WithToken(const std::string& token) {
    return authenticator_->Authenticate({.authorization = "Bearer " + token});
  }
  absl::StatusOr<PrincipalPtr> WithCertificate(const std::string& pem) {
    return authenticator_->Authenticate({.certificate_pem = pem});
  }

  storage::TempFolder folder_;
  base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  storage::MemorySideStore store_;
  std::unique_ptr<TokenStore> tokens_;
  TestIssuer issuer_;
  const TestCertificate his_ = TestAuthority().Issue({.common_names = {"his"}});
  std::unique_ptr<Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, WithoutAnythingNobodyIsLetIn) {
  EXPECT_THAT(authenticator_->Authenticate({}), Refuses("NO_CREDENTIAL"));
  EXPECT_THAT(authenticator_->Authenticate({}), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(AuthenticatorTest, EachCredentialIsTaken) {
  ASSERT_OK_AND_ASSIGN(PrincipalPtr token, WithToken(NewTokenFor("portal").token));
  EXPECT_EQ(token->grant.principal(), "portal");
  ASSERT_OK_AND_ASSIGN(PrincipalPtr certificate, WithCertificate(his_.certificate));
  EXPECT_EQ(certificate->grant.principal(), "his-1");
  ASSERT_OK_AND_ASSIGN(PrincipalPtr person, WithToken(AccessTokenFor("staff")));
  EXPECT_EQ(person->grant.principal(), "sso:bea");
}

TEST_F(AuthenticatorTest, TokenDecidesBesideACertificate) {
  const std::string authorization = "bearer  " + NewTokenFor("portal").token + " ";
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal,
                       authenticator_->Authenticate(
                           {.authorization = authorization, .certificate_pem = his_.certificate}));
  EXPECT_EQ(principal->grant.principal(), "portal");
  // A bad token is not made good by a certificate.
  EXPECT_THAT(authenticator_->Authenticate(
                  {.authorization = "Bearer x", .certificate_pem = his_.certificate}),
              Refuses("TOKEN_MALFORMED"));
}

TEST_F(AuthenticatorTest, OtherHeadersAreMalformed) {
  const std::string token = NewTokenFor("portal").token;
  for (const std::string& header :
       {token, "Basic " + token, "Bearer" + token, std::string("Bearer "), std::string("Bearer"),
        absl::StrCat("Bearer ", token, " ", token),
        "Bearer " + std::string(kAccessTokenBytesMax + 1, '.'), std::string("Bearer \0", 8),
        std::string(" ")}) {
    const auto refused = authenticator_->Authenticate({.authorization = header});
    EXPECT_THAT(refused, Refuses("TOKEN_MALFORMED")) << header.substr(0, 40);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnauthenticated));
  }
}

TEST_F(AuthenticatorTest, EveryRefusalHasItsReasonAndRepeatsNoSecret) {
  const IssuedToken revoked = NewTokenFor("a");
  ASSERT_OK(tokens_->Revoke(revoked.record.token_id(), "administrator", clock_.Now()));
  const IssuedToken expired = NewTokenFor("b", clock_.Now() + absl::Seconds(1));
  const std::string old = AccessTokenFor("staff");
  clock_.Advance(absl::Hours(1));
  TestIssuer forger;
  forger.AddKey("k1", TestKeyKind::kEd25519);
  struct Row {
    std::string token;
    std::string reason;
  };
  for (const Row& row :
       {Row{NewToken(), "UNKNOWN_TOKEN"}, Row{revoked.token, "REVOKED_TOKEN"},
        Row{expired.token, "EXPIRED_TOKEN"}, Row{old, "EXPIRED_ACCESS_TOKEN"},
        Row{forger.Sign(forger.Claims("bea", clock_.Now())), "BAD_ACCESS_TOKEN"},
        Row{AccessTokenFor("stranger"), "NO_ROLE"}, Row{"logboek_secret", "TOKEN_MALFORMED"}}) {
    const auto refused = WithToken(row.token);
    EXPECT_THAT(refused, Refuses(row.reason));
    EXPECT_EQ(refused.status().ToString().find(row.token), std::string::npos);
  }
}

TEST_F(AuthenticatorTest, RevocationCountsAtOnce) {
  const IssuedToken issued = NewTokenFor("portal");
  EXPECT_THAT(WithToken(issued.token), IsOk());
  ASSERT_OK(tokens_->Revoke(issued.record.token_id(), "administrator", clock_.Now()));
  EXPECT_THAT(WithToken(issued.token), Refuses("REVOKED_TOKEN"));
}

TEST_F(AuthenticatorTest, WhatWasVerifiedIsRememberedForAWhile) {
  const std::string token = AccessTokenFor("staff");
  ASSERT_OK_AND_ASSIGN(PrincipalPtr first, WithToken(token));
  issuer_.RemoveKey("k1");
  issuer_.AddKey("k2", TestKeyKind::kEd25519);
  PublishKeys();
  clock_.Advance(kVerifiedFor - absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(PrincipalPtr again, WithToken(token));
  EXPECT_EQ(again, first) << "not verified again";
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(WithToken(token), Refuses("BAD_ACCESS_TOKEN")) << "its key was withdrawn";
}

TEST_F(AuthenticatorTest, AnExchangedTokenLetsInWhomTheAccessTokenDoes) {
  const std::string bearer = "Bearer " + AccessTokenFor("staff");
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr person,
                       authenticator_->Authenticate({.authorization = bearer}));
  ASSERT_OK_AND_ASSIGN(const ExchangedToken exchanged,
                       authenticator_->Exchange({.authorization = bearer}));
  EXPECT_EQ(exchanged.expires_at, person->expires_at);
  EXPECT_TRUE(HasOwnToken("Bearer " + exchanged.token)) << "nothing else is looked at";
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr same, WithToken(exchanged.token));
  EXPECT_EQ(same->grant.principal(), "sso:bea");
  EXPECT_EQ(same->credential, person->credential);
  EXPECT_EQ(same->expires_at, person->expires_at);
  clock_.Set(person->expires_at);
  EXPECT_THAT(WithToken(exchanged.token), Refuses("EXCHANGED_TOKEN_ENDED"));
}

TEST_F(AuthenticatorTest, AnExchangedTokenIsVerifiedAgainAsTheAccessTokenIs) {
  const std::string bearer = "Bearer " + AccessTokenFor("staff");
  ASSERT_OK_AND_ASSIGN(const ExchangedToken exchanged,
                       authenticator_->Exchange({.authorization = bearer}));
  authenticator_->SetPolicy(nullptr);
  EXPECT_THAT(WithToken(exchanged.token), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(WithToken(exchanged.token + "x"), Refuses("TOKEN_MALFORMED"));
  authenticator_->SetPolicy(NewPolicy("his-1", "another group"));
  EXPECT_THAT(WithToken(exchanged.token), Refuses("NO_ROLE"));
  authenticator_->SetPolicy(NewPolicy("his-1"));
  EXPECT_OK(WithToken(exchanged.token));
  issuer_.RemoveKey("k1");
  issuer_.AddKey("k2", TestKeyKind::kEd25519);
  PublishKeys();
  clock_.Advance(kVerifiedFor);
  EXPECT_THAT(WithToken(exchanged.token), Refuses("BAD_ACCESS_TOKEN")) << "its key was withdrawn";
}

// The end of the access token is after its own.
TEST_F(AuthenticatorTest, AnExchangedTokenEndsByItself) {
  nlohmann::json claims = issuer_.Claims("bea", clock_.Now());
  claims["group"] = "staff";
  claims["exp"] = absl::ToUnixSeconds(clock_.Now() + absl::Hours(100));
  const std::string access_token = issuer_.Sign(claims);
  const std::string bearer = "Bearer " + access_token;
  ASSERT_OK_AND_ASSIGN(const ExchangedToken exchanged,
                       authenticator_->Exchange({.authorization = bearer}));
  clock_.Set(exchanged.expires_at - absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr person, WithToken(exchanged.token));
  EXPECT_EQ(person->expires_at, exchanged.expires_at);
  const std::string briefly = "Bearer " + exchanged.token;
  EXPECT_OK(authenticator_->Recheck({.authorization = briefly}, *person));
  clock_.Set(exchanged.expires_at);
  EXPECT_THAT(WithToken(exchanged.token), Refuses("EXCHANGED_TOKEN_ENDED"));
  EXPECT_THAT(authenticator_->Recheck({.authorization = briefly}, *person),
              Refuses("EXCHANGED_TOKEN_ENDED"));
  EXPECT_OK(WithToken(access_token));
  EXPECT_OK(authenticator_->Exchange({.authorization = bearer}));
  EXPECT_OK(WithToken(exchanged.token)) << "the same one, and at once";
}

TEST_F(AuthenticatorTest, OnlyAGoodAccessTokenIsExchanged) {
  const std::string bearer = "Bearer " + AccessTokenFor("staff");
  ASSERT_OK_AND_ASSIGN(const ExchangedToken exchanged,
                       authenticator_->Exchange({.authorization = bearer}));
  for (const std::string& other :
       {std::string(), std::string("Basic x"), "Bearer " + exchanged.token,
        "Bearer " + NewTokenFor("portal").token}) {
    const auto refused =
        authenticator_->Exchange({.authorization = other, .certificate_pem = his_.certificate});
    EXPECT_THAT(refused, Refuses("NOT_AN_ACCESS_TOKEN")) << other.substr(0, 15);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  }
  const std::string stranger = "Bearer " + AccessTokenFor("stranger");
  EXPECT_THAT(authenticator_->Exchange({.authorization = stranger}), Refuses("NO_ROLE"));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(authenticator_->Exchange({.authorization = bearer}), Refuses("EXPIRED_ACCESS_TOKEN"));
}

TEST_F(AuthenticatorTest, RememberedCredentialExpiresOnTime) {
  const TestCertificate brief = TestAuthority().Issue(
      {.common_names = {"his"}, .not_after = clock_.Now() + absl::Seconds(30)});
  EXPECT_THAT(WithCertificate(brief.certificate), IsOk());
  clock_.Advance(absl::Seconds(31));
  EXPECT_THAT(WithCertificate(brief.certificate), Refuses("EXPIRED_CERTIFICATE"));
}

TEST_F(AuthenticatorTest, NewPolicyCountsAtOnce) {
  EXPECT_THAT(WithCertificate(his_.certificate), IsOk());
  authenticator_->SetPolicy(NewPolicy("his-2"));
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal, WithCertificate(his_.certificate));
  EXPECT_EQ(principal->grant.principal(), "his-2");
}

// The token of somebody who has no key of the issuer.
std::string Forged(absl::Time now) {
  TestIssuer forger;
  forger.AddKey("k1", TestKeyKind::kEd25519);
  return forger.Sign(forger.Claims("bea", now));
}

TEST_F(AuthenticatorTest, WhatWasRefusedIsNotVerifiedAgainForAMoment) {
  const std::string token = WithAnUnknownKey();
  EXPECT_THAT(WithToken(token), Refuses("BAD_ACCESS_TOKEN")) << "its key is not published";
  PublishKeys();
  clock_.Advance(kRefusedFor - absl::Seconds(1));
  EXPECT_THAT(WithToken(token), Refuses("BAD_ACCESS_TOKEN")) << "not verified again";
  clock_.Advance(absl::Seconds(1));
  EXPECT_OK(WithToken(token));
}

TEST_F(AuthenticatorTest, WhoGuessesManyAccessTokensHasToWait) {
  const IssuedToken issued = NewTokenFor("portal");
  const std::string signed_in_before = AccessTokenFor("staff");
  const auto call = [&](const std::string& token, absl::string_view address) {
    const std::string authorization = "Bearer " + token;
    return authenticator_->Authenticate(
        {.authorization = authorization, .address = [address] { return std::string(address); }});
  };
  EXPECT_OK(call(signed_in_before, "ipv4:1.1.1.1"));
  for (int i = 0; i < GuessLimitOptions().guesses_max; ++i) {
    ASSERT_THAT(call(Forged(clock_.Now()), "ipv4:1.1.1.1"), Refuses("BAD_ACCESS_TOKEN"));
  }
  const auto refused = call(Forged(clock_.Now()), "ipv4:1.1.1.1");
  EXPECT_THAT(refused, Refuses("TOO_MANY_WRONG_TOKENS"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable));
  // Good credentials of the address that cost nothing go on, others wait; other addresses do not.
  EXPECT_OK(call(signed_in_before, "ipv4:1.1.1.1"));
  EXPECT_OK(call(issued.token, "ipv4:1.1.1.1"));
  nlohmann::json claims = issuer_.Claims("cas", clock_.Now());
  claims["group"] = "staff";
  const std::string fresh = issuer_.Sign(claims);
  EXPECT_THAT(call(fresh, "ipv4:1.1.1.1"), Refuses("TOO_MANY_WRONG_TOKENS"));
  EXPECT_OK(call(fresh, "ipv4:2.2.2.2"));
  EXPECT_OK(call(fresh, "ipv4:1.1.1.1")) << "known by now";
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(call(Forged(clock_.Now()), "ipv4:1.1.1.1"), Refuses("BAD_ACCESS_TOKEN"));
}

TEST_F(AuthenticatorTest, TheSameWrongTokenIsOneGuess) {
  const std::string forged = Forged(clock_.Now());
  for (int i = 0; i < 3 * GuessLimitOptions().guesses_max; ++i) {
    ASSERT_THAT(WithToken(forged), Refuses("BAD_ACCESS_TOKEN"));
  }
}

TEST_F(AuthenticatorTest, GuessesPushNobodyOut) {
  const std::string token = AccessTokenFor("staff");
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr known, WithToken(token));
  for (size_t i = 0; i <= kVerifiedMax; ++i) {
    ASSERT_FALSE(WithCertificate(absl::StrCat("certificate ", i)).ok());
  }
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr again, WithToken(token));
  EXPECT_EQ(again, known) << "still remembered";
}

TEST_F(AuthenticatorTest, WrongExchangedTokensPushNoRefusalOut) {
  const std::string token = WithAnUnknownKey();
  EXPECT_THAT(WithToken(token), Refuses("BAD_ACCESS_TOKEN"));
  PublishKeys();
  for (size_t i = 0; i <= kRefusedMax; ++i) {
    ASSERT_FALSE(WithToken(absl::StrCat(kExchangedTokenPrefix, i)).ok());
  }
  EXPECT_THAT(WithToken(token), Refuses("BAD_ACCESS_TOKEN")) << "still remembered";
}

// Of a call that goes on for long.
TEST_F(AuthenticatorTest, RecheckTellsWhoWouldNotBeLetInAnyMore) {
  const IssuedToken issued = NewTokenFor("portal", clock_.Now() + absl::Hours(1));
  const std::string bearers[] = {"Bearer " + issued.token, "Bearer " + AccessTokenFor("staff")};
  const Presented of_token{.authorization = bearers[0]};
  const Presented of_person{.authorization = bearers[1]};
  const Presented of_certificate{.certificate_pem = his_.certificate};
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr token, authenticator_->Authenticate(of_token));
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr person, authenticator_->Authenticate(of_person));
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr his, authenticator_->Authenticate(of_certificate));
  EXPECT_OK(authenticator_->Recheck(of_token, *token));
  EXPECT_OK(authenticator_->Recheck(of_person, *person));
  EXPECT_OK(authenticator_->Recheck(of_certificate, *his));
  authenticator_->SetPolicy(NewPolicy("his-1"));
  EXPECT_OK(authenticator_->Recheck(of_certificate, *his)) << "the same grant";
  authenticator_->SetPolicy(NewPolicy("his-2"));
  const absl::Status changed = authenticator_->Recheck(of_certificate, *his);
  EXPECT_THAT(changed, Refuses("GRANT_CHANGED"));
  EXPECT_THAT(changed, StatusIs(absl::StatusCode::kUnavailable));
  authenticator_->SetPolicy(nullptr);
  EXPECT_THAT(authenticator_->Recheck(of_certificate, *his), Refuses("UNKNOWN_CERTIFICATE"));
  authenticator_->SetPolicy(NewPolicy("his-1"));
  clock_.Set(person->expires_at);
  EXPECT_THAT(authenticator_->Recheck(of_person, *person), Refuses("EXPIRED_ACCESS_TOKEN"));
  EXPECT_OK(authenticator_->Recheck(of_token, *token));
  clock_.Set(token->expires_at);
  EXPECT_THAT(authenticator_->Recheck(of_token, *token), Refuses("EXPIRED_TOKEN"));
  ASSERT_OK(tokens_->Revoke(issued.record.token_id(), "administrator", clock_.Now()));
  EXPECT_THAT(authenticator_->Recheck(of_token, *token), Refuses("REVOKED_TOKEN"));
}

// When it cannot be told whether the signature is still good, the call goes on, but not for ever.
TEST_F(AuthenticatorTest, RecheckWaitsForKeysNoLongerThanTheTokenIsGood) {
  access::v1::Policy policy;
  auto* const provider = policy.add_oidc_providers();
  provider->set_issuer(issuer_.url());
  provider->set_audience("logboek");
  provider->set_jwks_url("https://issuer.example.nl/keys");
  provider->set_principal_prefix("sso:");
  auto* const rule = provider->add_rules();
  rule->set_claim("group");
  rule->set_value("staff");
  rule->set_role(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
  const std::string bearer = "Bearer " + AccessTokenFor("staff");
  const Presented presented{.authorization = bearer};
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr person, authenticator_->Authenticate(presented));
  ASSERT_OK_AND_ASSIGN(
      const auto unreachable,
      ActivePolicy::Start(
          policy, [](const std::string&) { return absl::UnavailableError("nobody there"); },
          &clock_));
  unreachable->AwaitKeys();
  authenticator_->SetPolicy(unreachable);
  EXPECT_THAT(authenticator_->Authenticate(presented), Refuses("KEYS_NOT_FETCHED"));
  EXPECT_OK(authenticator_->Recheck(presented, *person));
  clock_.Set(person->expires_at);
  EXPECT_THAT(authenticator_->Recheck(presented, *person), Refuses("EXPIRED_ACCESS_TOKEN"));
}

TEST_F(AuthenticatorTest, WithoutAPolicyOnlyTokensAreKnown) {
  EXPECT_THAT(WithCertificate(his_.certificate), IsOk());
  authenticator_->SetPolicy(nullptr);
  EXPECT_THAT(WithCertificate(his_.certificate), Refuses("UNKNOWN_CERTIFICATE"));
  EXPECT_THAT(WithToken(AccessTokenFor("staff")), Refuses("BAD_ACCESS_TOKEN"));
  EXPECT_THAT(WithToken(NewTokenFor("portal").token), IsOk());
}

// Callers come in while a token is revoked and policies are replaced.
TEST_F(AuthenticatorTest, ManyThreadsMayCallWhileThingsChange) {
  const IssuedToken issued = NewTokenFor("portal");
  const std::string access_token = AccessTokenFor("staff");
  std::atomic<bool> revoked = false;
  std::atomic<bool> done = false;
  std::atomic<int> calls = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        const bool was_revoked = revoked;
        EXPECT_FALSE(WithToken(issued.token).ok() && was_revoked);
        EXPECT_OK(WithToken(access_token));
        EXPECT_OK(WithCertificate(his_.certificate));
        ++calls;
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    authenticator_->SetPolicy(NewPolicy(absl::StrCat("his-", i)));
    const int before = calls;
    while (calls < before + 5) std::this_thread::yield();
    if (i != 10) continue;
    EXPECT_OK(tokens_->Revoke(issued.record.token_id(), "administrator", clock_.Now()));
    revoked = true;
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(WithToken(issued.token), Refuses("REVOKED_TOKEN"));
}

}  // namespace
}  // namespace logboek::auth
