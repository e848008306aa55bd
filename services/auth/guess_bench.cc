// What a wrong guess costs the server, by the kind of credential; the numbers of ARCHITECTURE.md.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/auth/active_policy.h"
#include "services/auth/authenticator.h"
#include "services/auth/bytes.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/memory/memory_side_store.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using std::chrono::steady_clock;

constexpr int kGuesses = 2'000;

// `guess` must end in a refusal; i makes one differ from another.
void Measure(const std::string& what, const std::function<absl::Status(int i)>& guess) {
  CHECK(!guess(-1).ok(), "a guess is wrong");
  const steady_clock::time_point begun = steady_clock::now();
  for (int i = 0; i < kGuesses; ++i) CHECK(!guess(i).ok(), "a guess is wrong");
  const std::chrono::duration<double, std::micro> took = steady_clock::now() - begun;
  std::printf("%8.1f us  %s\n", took.count() / kGuesses, what.c_str());
}

struct KindRow {
  TestKeyKind kind;
  const char* name;
};

constexpr KindRow kKinds[] = {{TestKeyKind::kRsa, "RS256 (2048 bits)"},
                              {TestKeyKind::kP256, "ES256"},
                              {TestKeyKind::kP384, "ES384"},
                              {TestKeyKind::kP521, "ES512"},
                              {TestKeyKind::kEd25519, "EdDSA"}};

class Guesses {
 public:
  Guesses() : tokens_(*TokenStore::Open(&store_)) {}

  void OfOurTokens() const {
    const Authenticator authenticator(tokens_.get(), nullptr, &clock_);
    Measure("no credential", [&](int) { return authenticator.Authenticate({}).status(); });
    Measure("a token with a typing error", [&](int) {
      return authenticator.Authenticate({.authorization = "Bearer logboek_x"}).status();
    });
    const std::string unknown = absl::StrCat("Bearer ", NewToken());
    Measure("a token that was never given out",
            [&](int) { return authenticator.Authenticate({.authorization = unknown}).status(); });
    const std::string exchanged =
        absl::StrCat("Bearer ", TokenOf(kExchangedTokenPrefix, RandomBytes(kTokenSecretBytes)));
    Measure("an exchanged token that was never given out",
            [&](int) { return authenticator.Authenticate({.authorization = exchanged}).status(); });
  }

  // Each time the signature is checked.
  void OfAccessTokens(const KindRow& row, int keys, bool names_key) const {
    TestIssuer issuer;
    for (int i = 0; i < keys; ++i) issuer.AddKey(absl::StrCat("k", i), row.kind);
    const auto policy = PolicyOf(issuer);
    TestIssuer forger;
    forger.AddKey("k0", row.kind);
    nlohmann::json header = nlohmann::json::object();
    if (!names_key) header["kid"] = nullptr;
    const std::string forged = forger.Sign(forger.Claims("bea", clock_.Now()), {.header = header});
    Measure(absl::StrCat("a forged access token, ", row.name,
                         names_key ? "" : absl::StrCat(", ", keys, " keys and none is named")),
            [&](int) { return policy->FromAccessToken(forged, clock_.Now()).status(); });
  }

  void OfLargeAccessTokens() const {
    TestIssuer issuer;
    issuer.AddKey("k0", TestKeyKind::kP256);
    const auto policy = PolicyOf(issuer);
    const std::string header = ToBase64Url(R"({"alg":"ES256"})");
    // As much as fits, in as many values as fit: never signed, but read.
    const size_t bytes = (kAccessTokenBytesMax - header.size() - 4) / 4 * 3;
    std::string claims = "{\"a\":[";
    while (claims.size() + 4 < bytes) claims += "{},";
    claims += "1]}";
    const std::string token = absl::StrCat(header, ".", ToBase64Url(claims), ".x");
    Measure(absl::StrCat("an access token of ", token.size(), " bytes, full of values"),
            [&](int) { return policy->FromAccessToken(token, clock_.Now()).status(); });
  }

  void OfAccessTokensThatAreRemembered() const {
    TestIssuer issuer;
    issuer.AddKey("k0", TestKeyKind::kP521);
    TestIssuer forger;
    forger.AddKey("k0", TestKeyKind::kP521);
    const Authenticator authenticator(tokens_.get(), PolicyOf(issuer), &clock_);
    const std::string forged =
        absl::StrCat("Bearer ", forger.Sign(forger.Claims("bea", clock_.Now())));
    Measure("the same forged access token again, ES512",
            [&](int) { return authenticator.Authenticate({.authorization = forged}).status(); });
    Measure("another one each time, ES512, " + absl::StrCat(kGuesses) + " at once", [&](int i) {
      const std::string another =
          absl::StrCat(forged.substr(0, forged.size() - 8), absl::Dec(i + 1, absl::kZeroPad8));
      return authenticator.Authenticate({.authorization = another}).status();
    });
  }

  void OfCertificates() const {
    const std::string pem = TestAuthority().Issue({.common_names = {"nobody"}}).certificate;
    const auto policy = PolicyOf(TestIssuer());
    Measure("a certificate that nobody mapped, read",
            [&](int) { return policy->FromCertificate(pem, clock_.Now()).status(); });
    const Authenticator authenticator(tokens_.get(), policy, &clock_);
    Measure("the same certificate again",
            [&](int) { return authenticator.Authenticate({.certificate_pem = pem}).status(); });
  }

 private:
  std::shared_ptr<const ActivePolicy> PolicyOf(const TestIssuer& issuer) const {
    access::v1::Policy policy;
    const std::string keys = issuer.KeySet();
    if (keys.find("kty") != std::string::npos) {
      const std::string path = folder_.Sub("keys.json");
      std::ofstream(path) << keys;
      access::v1::OidcProvider& provider = *policy.add_oidc_providers();
      provider.set_issuer(issuer.url());
      provider.set_audience("logboek");
      provider.set_principal_prefix("sso:");
      provider.set_jwks_file(path);
      access::v1::ClaimRule& rule = *provider.add_rules();
      rule.set_claim("group");
      rule.set_value("staff");
      rule.set_role(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
    }
    auto active = ActivePolicy::Start(policy, nullptr, &clock_);
    CHECK(active.ok(), "the policy of the bench");
    return *std::move(active);
  }

  const storage::TempFolder folder_;
  const base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  storage::MemorySideStore store_;
  const std::unique_ptr<TokenStore> tokens_;
};

void Run() {
  const Guesses guesses;
  guesses.OfOurTokens();
  for (const KindRow& row : kKinds) guesses.OfAccessTokens(row, 1, /*names_key=*/true);
  guesses.OfAccessTokens(kKinds[1], 10, /*names_key=*/false);
  guesses.OfLargeAccessTokens();
  guesses.OfAccessTokensThatAreRemembered();
  guesses.OfCertificates();
}

}  // namespace
}  // namespace logboek::auth

int main() { logboek::auth::Run(); }
