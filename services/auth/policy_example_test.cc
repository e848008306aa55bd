// The policy that operators begin with: it is read as theirs will be, and lets in whom it says.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/auth/active_policy.h"
#include "services/auth/policy.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/clock.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using access::v1::CallerRole;
using base::Refuses;

constexpr char kExample[] = "deploy/access/policy.example.textproto";

class PolicyExampleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(policy_, ReadPolicy(kExample));
    ASSERT_GE(policy_.oidc_providers_size(), 2);
    // Each issuer has keys of its own, at the address that the policy names.
    std::map<std::string, std::string> published;
    for (const auto& provider : policy_.oidc_providers()) {
      issuers_.push_back(std::make_unique<TestIssuer>(provider.issuer()));
      issuers_.back()->AddKey("k1", TestKeyKind::kP256);
      published[provider.jwks_url()] = issuers_.back()->KeySet();
    }
    ASSERT_OK_AND_ASSIGN(
        active_,
        ActivePolicy::Start(
            policy_, [published](const std::string& url) { return published.at(url); }, &clock_));
    active_->AwaitKeys();
  }

  absl::StatusOr<PrincipalPtr> SignIn(size_t issuer, const nlohmann::json& more) {
    nlohmann::json claims = issuers_[issuer]->Claims("5f3c", clock_.Now());
    claims.update(more);
    return active_->FromAccessToken(issuers_[issuer]->Sign(claims), clock_.Now());
  }

  const base::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  access::v1::Policy policy_;
  std::vector<std::unique_ptr<TestIssuer>> issuers_;
  std::shared_ptr<const ActivePolicy> active_;
};

TEST_F(PolicyExampleTest, APracticeIsFoundByItsUziNumber) {
  const TestCertificateOptions uzi = {
      .other_names = {UziName("2.16.528.1.1007.99.2110-1-900012345-S-90000382-00.000-00000000")}};
  const TestAuthority register_authority("UZI-register Private Server CA G1");
  ASSERT_OK_AND_ASSIGN(
      const PrincipalPtr practice,
      active_->FromCertificate(register_authority.Issue(uzi).certificate, clock_.Now()));
  EXPECT_EQ(practice->grant.principal(), "his-ut-001");
  EXPECT_EQ(practice->grant.role(), access::v1::CALLER_ROLE_PRACTICE);
  const TestAuthority another("Another Authority");
  EXPECT_THAT(active_->FromCertificate(another.Issue(uzi).certificate, clock_.Now()),
              Refuses("UNKNOWN_CERTIFICATE"));
}

TEST_F(PolicyExampleTest, APortalIsFoundByItsName) {
  const auto certificate = TestAuthority().Issue({.dns_names = {"portal.hus-academie.example.nl"}});
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr portal,
                       active_->FromCertificate(certificate.certificate, clock_.Now()));
  EXPECT_EQ(portal->grant.principal(), "hus-portal");
  EXPECT_EQ(portal->grant.sources(0), "hus-academie");
}

TEST_F(PolicyExampleTest, ClaimsGiveRoles) {
  struct Row {
    size_t issuer;
    nlohmann::json claims;
    std::string principal;
    CallerRole role;
  };
  const auto realm = [](const char* role) {
    return nlohmann::json{{"realm_access", {{"roles", {"offline_access", role}}}}};
  };
  nlohmann::json practice = realm("logboek-practice");
  practice["practices"] = {"ut-001", "ut-002"};
  const Row rows[] = {
      {0, realm("logboek-privacy"), "sterkzorg:5f3c", access::v1::CALLER_ROLE_PRIVACY_OFFICER},
      {0, realm("logboek-coordinator"), "sterkzorg:5f3c", access::v1::CALLER_ROLE_COORDINATOR},
      {0, practice, "sterkzorg:5f3c", access::v1::CALLER_ROLE_PRACTICE},
      {1, {{"groups", {"mtvp-audit"}}}, "insurer:5f3c", access::v1::CALLER_ROLE_AUDITOR},
  };
  for (const Row& row : rows) {
    ASSERT_OK_AND_ASSIGN(const PrincipalPtr principal, SignIn(row.issuer, row.claims));
    EXPECT_EQ(principal->grant.principal(), row.principal);
    EXPECT_EQ(principal->grant.role(), row.role);
  }
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr both, SignIn(0, practice));
  EXPECT_EQ(both->grant.practices_size(), 2);
  EXPECT_THAT(SignIn(0, realm("visitor")), Refuses("NO_ROLE"));
  EXPECT_THAT(SignIn(1, realm("logboek-coordinator")), Refuses("NO_ROLE"));
  EXPECT_THAT(SignIn(0, realm("logboek-practice")), Refuses("NO_ROLE")) << "about no practice";
}

}  // namespace
}  // namespace logboek::auth
