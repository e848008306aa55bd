#include "services/auth/policy.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <string>
#include <utility>

#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using access::v1::CertificateRule;
using access::v1::OidcProvider;
using access::v1::Policy;
using base::Refuses;
using base::StatusIs;
using testing::HasSubstr;

constexpr char kGoodPolicy[] = R"(
  # The information system of a practice.
  certificates {
    ura: "90000382"
    issuer_common_name: "UZI-register"
    grant { principal: "his-1" role: CALLER_ROLE_PRACTICE practices: "p1" }
  }
  certificates {
    dns_name: "portal.example.nl"
    grant { principal: "portal" role: CALLER_ROLE_ACADEMY academies: "a1" regions: "utrecht" }
  }
  oidc_providers {
    issuer: "https://issuer.example.nl"
    audience: "logboek"
    jwks_url: "https://issuer.example.nl/keys"
    principal_prefix: "sso:"
    clock_skew { seconds: 300 }
    rules { claim: "group" value: "region" role: CALLER_ROLE_COORDINATOR regions_claim: "regions" }
  }
)";

Policy GoodPolicy() {
  auto policy = ParsePolicy(kGoodPolicy);
  CHECK(policy.ok(), "the policy of this test");
  return *std::move(policy);
}

TEST(PolicyTest, GoodOneIsRead) {
  const Policy policy = GoodPolicy();
  EXPECT_EQ(policy.certificates_size(), 2);
  EXPECT_EQ(policy.oidc_providers(0).rules(0).regions_claim(), "regions");
  EXPECT_OK(ParsePolicy(""));
}

TEST(PolicyTest, MistakesOfSyntaxAreToldWithTheirLine) {
  const auto refused = ParsePolicy("certificates {\n  colour: 7\n}\n");
  EXPECT_THAT(refused, Refuses("BAD_POLICY"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 2"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("colour"));
  EXPECT_THAT(ParsePolicy("certificates {"), Refuses("BAD_POLICY"));
  EXPECT_THAT(ParsePolicy("certificates { common_name: \"\\xff\" grant { principal: \"p\" "
                          "role: CALLER_ROLE_ADMINISTRATOR } }"),
              Refuses("BAD_POLICY"));
  EXPECT_THAT(ParsePolicy("certificates { grant { role: CALLER_ROLE_KING } }"),
              Refuses("BAD_POLICY"));
}

// Changes the good policy, and names the field the message must begin with and a word of it.
struct MistakeRow {
  std::function<void(Policy*)> change;
  std::string field;
  std::string word;
};

CertificateRule* Rule(Policy* policy) { return policy->mutable_certificates(0); }
OidcProvider* Provider0(Policy* policy) { return policy->mutable_oidc_providers(0); }

// Another issuer, otherwise as the first.
void AddProvider(const std::string& prefix, Policy* policy) {
  OidcProvider& provider = *policy->add_oidc_providers();
  provider = policy->oidc_providers(0);
  provider.set_issuer("https://another.example.nl");
  provider.set_principal_prefix(prefix);
}

TEST(PolicyTest, MistakesInCertificateRulesAreToldWithTheirField) {
  const MistakeRow rows[] = {
      {[](Policy* p) { Rule(p)->mutable_grant()->clear_role(); }, "certificates[0].grant", "role"},
      {[](Policy* p) { Rule(p)->mutable_grant()->clear_practices(); }, "certificates[0].grant",
       "practices"},
      {[](Policy* p) { Rule(p)->clear_grant(); }, "certificates[0].grant", "principal"},
      {[](Policy* p) { Rule(p)->clear_match(); }, "certificates[0]", "which certificates"},
      {[](Policy* p) { Rule(p)->set_common_name(""); }, "certificates[0].common_name", "missing"},
      {[](Policy* p) { Rule(p)->set_uri("a\nb"); }, "certificates[0].uri", "control"},
      {[](Policy* p) { Rule(p)->set_email(std::string(2'000, 'x')); }, "certificates[0].email",
       "limit"},
      {[](Policy* p) { Rule(p)->set_ura("123"); }, "certificates[0].ura", "8 digits"},
      {[](Policy* p) { Rule(p)->set_ura("1234567a"); }, "certificates[0].ura", "8 digits"},
      {[](Policy* p) { Rule(p)->set_sha256("ab"); }, "certificates[0].sha256", "64"},
      {[](Policy* p) { *p->add_certificates() = p->certificates(0); }, "certificates[2].ura",
       "above"},
      {[](Policy* p) {
         *p->add_certificates() = p->certificates(1);
         p->mutable_certificates(2)->set_dns_name("PORTAL.example.nl");
         p->mutable_certificates(2)->set_issuer_common_name("Another");
       },
       "certificates[2].dns_name", "above"},
      {[](Policy* p) { Rule(p)->mutable_grant()->set_principal("portal"); },
       "certificates[1].grant.principal", "certificates[0] has the same name"},
      {[](Policy* p) { Rule(p)->mutable_grant()->set_principal("sso:his"); },
       "certificates[0].grant.principal", "begins with \"sso:\""},
  };
  for (const MistakeRow& row : rows) {
    Policy policy = GoodPolicy();
    row.change(&policy);
    const absl::Status status = CheckPolicy(policy);
    EXPECT_THAT(status, Refuses("BAD_POLICY")) << row.field;
    EXPECT_THAT(std::string(status.message()), testing::StartsWith(row.field + ": "));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.word));
  }
}

TEST(PolicyTest, MistakesInProvidersAreToldWithTheirField) {
  const std::string provider = "oidc_providers[0]";
  const MistakeRow rows[] = {
      {[](Policy* p) { Provider0(p)->clear_issuer(); }, provider + ".issuer", "missing"},
      {[](Policy* p) { Provider0(p)->clear_audience(); }, provider + ".audience", "missing"},
      {[](Policy* p) { Provider0(p)->clear_principal_prefix(); }, provider + ".principal_prefix",
       "missing"},
      {[](Policy* p) { Provider0(p)->set_principal_prefix("a\tb"); },
       provider + ".principal_prefix", "control"},
      {[](Policy* p) { Provider0(p)->set_principal_prefix(std::string(65, 'x')); },
       provider + ".principal_prefix", "limit"},
      {[](Policy* p) { AddProvider("sso:", p); }, "oidc_providers[1].principal_prefix",
       "oidc_providers[0]"},
      {[](Policy* p) { AddProvider("sso", p); }, "oidc_providers[1].principal_prefix", "\"sso:\""},
      {[](Policy* p) { AddProvider("sso:his:", p); }, "oidc_providers[1].principal_prefix",
       "begins"},
      {[](Policy* p) { Provider0(p)->clear_keys(); }, provider, "jwks_file or jwks_url"},
      {[](Policy* p) { Provider0(p)->set_jwks_file(""); }, provider + ".jwks_file", "missing"},
      {[](Policy* p) { Provider0(p)->set_jwks_url("http://issuer.example.nl/"); },
       provider + ".jwks_url", "https"},
      {[](Policy* p) { Provider0(p)->mutable_clock_skew()->set_seconds(301); },
       provider + ".clock_skew", "5m"},
      {[](Policy* p) { Provider0(p)->mutable_clock_skew()->set_seconds(-1); },
       provider + ".clock_skew", "0 to"},
      {[](Policy* p) { Provider0(p)->clear_rules(); }, provider + ".rules", "nobody"},
      {[](Policy* p) { Provider0(p)->mutable_rules(0)->clear_claim(); },
       provider + ".rules[0].claim", "missing"},
      {[](Policy* p) { Provider0(p)->mutable_rules(0)->clear_value(); },
       provider + ".rules[0].value", "missing"},
      {[](Policy* p) { Provider0(p)->mutable_rules(0)->clear_role(); }, provider + ".rules[0]",
       "role"},
      {[](Policy* p) { Provider0(p)->mutable_rules(0)->clear_regions_claim(); },
       provider + ".rules[0]", "regions"},
      {[](Policy* p) { Provider0(p)->mutable_rules(0)->set_practices_claim("agb"); },
       provider + ".rules[0]", "practices"},
      {[](Policy* p) { *Provider0(p)->add_rules() = Provider0(p)->rules(0); },
       provider + ".rules[1]", "above"},
      {[](Policy* p) {
         *p->add_oidc_providers() = p->oidc_providers(0);
         p->mutable_oidc_providers(1)->set_principal_prefix("his:");
       },
       "oidc_providers[1].issuer", "same issuer"},
  };
  for (const MistakeRow& row : rows) {
    Policy policy = GoodPolicy();
    row.change(&policy);
    const absl::Status status = CheckPolicy(policy);
    EXPECT_THAT(status, Refuses("BAD_POLICY")) << row.field;
    EXPECT_THAT(std::string(status.message()), testing::StartsWith(row.field + ": "));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.word));
  }
}

TEST(PolicyTest, EveryMistakeIsTold) {
  Policy policy = GoodPolicy();
  Rule(&policy)->clear_grant();
  Rule(&policy)->set_ura("1");
  Provider0(&policy)->clear_audience();
  const std::string message(CheckPolicy(policy).message());
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 2);
}

TEST(PolicyTest, RuleOfOneIssuerMayStandBeforeTheRuleOfAll) {
  Policy policy = GoodPolicy();
  *policy.add_certificates() = policy.certificates(0);
  policy.mutable_certificates(2)->clear_issuer_common_name();
  EXPECT_OK(CheckPolicy(policy));
}

TEST(PolicyTest, OneCallerMayHaveTwoCertificates) {
  Policy policy = GoodPolicy();
  *policy.add_certificates() = policy.certificates(0);
  policy.mutable_certificates(2)->set_ura("90000383");
  EXPECT_OK(CheckPolicy(policy));
}

TEST(PolicyTest, PrefixesOfWhichNoneBeginsWithAnotherAreTaken) {
  Policy policy = GoodPolicy();
  AddProvider("his:", &policy);
  EXPECT_OK(CheckPolicy(policy));
}

// The good policy, whose provider signs people in with a browser.
Policy PolicyWithSignIn() {
  Policy policy = GoodPolicy();
  access::v1::BrowserSignIn& sign_in = *policy.mutable_oidc_providers(0)->mutable_sign_in();
  sign_in.set_name("hus-1");
  sign_in.set_client_id("console");
  sign_in.add_scopes("offline_access");
  sign_in.add_parameters()->set_name("audience");
  sign_in.mutable_parameters(0)->set_value("logboek");
  return policy;
}

TEST(PolicyTest, SignInWithABrowserIsTaken) {
  Policy policy = PolicyWithSignIn();
  EXPECT_OK(CheckPolicy(policy));
  access::v1::BrowserSignIn& sign_in = *policy.mutable_oidc_providers(0)->mutable_sign_in();
  sign_in.set_authorization_url("https://issuer.example.nl/auth?p=x");
  sign_in.set_token_url("https://issuer.example.nl/token");
  EXPECT_OK(CheckPolicy(policy));
  *policy.add_oidc_providers() = policy.oidc_providers(0);
  policy.mutable_oidc_providers(1)->set_issuer("https://other.example.nl");
  policy.mutable_oidc_providers(1)->set_principal_prefix("other:");
  EXPECT_THAT(std::string(CheckPolicy(policy).message()),
              HasSubstr("oidc_providers[1].sign_in.name"));
}

TEST(PolicyTest, MistakesOfASignInWithABrowserAreTold) {
  using SignIn = access::v1::BrowserSignIn;
  const std::pair<std::function<void(SignIn*)>, std::string> rows[] = {
      {[](SignIn* s) { s->set_name(""); }, "name"},
      {[](SignIn* s) { s->set_name("Hus"); }, "name"},
      {[](SignIn* s) { s->set_name(std::string(33, 'a')); }, "name"},
      {[](SignIn* s) { s->clear_client_id(); }, "client_id"},
      {[](SignIn* s) { s->set_title_nl("a\nb"); }, "title_nl"},
      {[](SignIn* s) { s->set_title_en(std::string(101, 'a')); }, "title_en"},
      {[](SignIn* s) { s->set_client_secret_file("a\tb"); }, "client_secret_file"},
      {[](SignIn* s) { s->set_token_url("https://issuer.example.nl/token"); }, "sign_in:"},
      {[](SignIn* s) {
         s->set_token_url("http://issuer.example.nl/token");
         s->set_authorization_url("https://issuer.example.nl/auth");
       },
       "token_url"},
      {[](SignIn* s) {
         s->set_token_url("https://issuer.example.nl/token");
         s->set_authorization_url("https://issuer.example.nl/auth#x");
       },
       "authorization_url"},
      {[](SignIn* s) { s->add_scopes("a b"); }, "scopes[1]"},
      {[](SignIn* s) {
         for (int i = 0; i < 20; ++i) s->add_scopes("a");
       },
       "limit"},
      {[](SignIn* s) { s->mutable_parameters(0)->set_name("redirect_uri"); }, "parameters[0].name"},
      {[](SignIn* s) { s->mutable_parameters(0)->clear_value(); }, "parameters[0].value"},
      {[](SignIn* s) { *s->add_parameters() = s->parameters(0); }, "parameters[1].name"},
  };
  for (const auto& [change, mistake] : rows) {
    Policy policy = PolicyWithSignIn();
    change(policy.mutable_oidc_providers(0)->mutable_sign_in());
    EXPECT_THAT(std::string(CheckPolicy(policy).message()), HasSubstr(mistake));
    EXPECT_THAT(CheckPolicy(policy), Refuses("BAD_POLICY")) << mistake;
  }
}

TEST(PolicyTest, ASecretOfAClientIsForNobodyElse) {
  const storage::TempFolder folder;
  access::v1::BrowserSignIn sign_in;
  EXPECT_EQ(ReadClientSecret(sign_in).value(), "");
  const std::string path = folder.Sub("secret");
  sign_in.set_client_secret_file(path);
  EXPECT_THAT(ReadClientSecret(sign_in), Refuses("BAD_CLIENT_SECRET"));
  const auto write = [&](const std::string& text, mode_t mode) {
    std::ofstream(path) << text;
    CHECK_EQ(chmod(path.c_str(), mode), 0);
    return ReadClientSecret(sign_in);
  };
  EXPECT_EQ(write("the secret\n", 0600).value(), "the secret");
  EXPECT_THAT(write("the secret\n", 0640), Refuses("BAD_CLIENT_SECRET"));
  EXPECT_THAT(write("", 0600), Refuses("BAD_CLIENT_SECRET"));
  EXPECT_THAT(write("two\nlines", 0600), Refuses("BAD_CLIENT_SECRET"));
  EXPECT_THAT(write(std::string(1'025, 'a'), 0600), Refuses("BAD_CLIENT_SECRET"));
}

TEST(PolicyTest, FileIsReadAndNamedInMistakes) {
  const storage::TempFolder folder;
  const std::string path = folder.Sub("policy.textproto");
  EXPECT_THAT(ReadPolicy(path), StatusIs(absl::StatusCode::kNotFound));
  std::ofstream(path) << kGoodPolicy;
  EXPECT_OK(ReadPolicy(path));
  std::ofstream(path) << "nonsense";
  const auto refused = ReadPolicy(path);
  EXPECT_THAT(refused, Refuses("BAD_POLICY"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr(path));
  std::ofstream(path) << std::string((1 << 20) + 1, ' ');
  EXPECT_THAT(ReadPolicy(path), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace logboek::auth
