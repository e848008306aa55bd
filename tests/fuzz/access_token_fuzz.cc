// Access tokens of others: JSON Web Tokens, and what their claims give.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "services/auth/access_token.h"
#include "services/auth/bytes.h"
#include "services/auth/grant.h"
#include "services/auth/oidc.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

constexpr char kProvider[] = R"(
  issuer: "https://issuer.example.nl" audience: "logboek" principal_prefix: "oidc:"
  rules { claim: "realm.roles" value: "academy" role: CALLER_ROLE_ACADEMY
          academies_claim: "academy" regions: "utrecht" }
  rules { claim: "groups" value: "practices" role: CALLER_ROLE_PRACTICE practices_claim: "agb" }
  rules { claim: "scope" value: "admin" role: CALLER_ROLE_ADMINISTRATOR }
)";

void CheckClaims(const auth::AccessToken& token) {
  static const auto& provider = *[] {
    auto* const parsed = new access::v1::OidcProvider();
    CHECK(google::protobuf::TextFormat::ParseFromString(kProvider, parsed));
    return parsed;
  }();
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  const auto holder = auth::ReadClaims(provider, token.claims, now);
  if (!holder.ok()) return CheckRefused(holder.status());
  CHECK(auth::CheckGrant(holder->grant).ok());
  CHECK(holder->expires_at > now);
  CHECK_EQ(token.issuer(), provider.issuer());
  CheckTravels(holder->grant);
}

void CheckToken(absl::string_view text) {
  const auto token = auth::ParseAccessToken(text);
  if (!token.ok()) return CheckRefused(token.status(), "BAD_ACCESS_TOKEN");
  CHECK(text.size() <= auth::kAccessTokenBytesMax);
  CHECK(auth::LooksLikeAccessToken(text));
  CHECK(auth::IsSignatureAlgorithm(token->algorithm));
  CHECK(text == absl::StrCat(token->signed_text, ".", auth::ToBase64Url(token->signature)));
  CheckClaims(*token);
}

}  // namespace
}  // namespace logboek::fuzz

// Without dots it is the JSON of a header and of claims, each on a line.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const absl::string_view text = fuzz::ToText(data, size);
  fuzz::CheckToken(text);
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('\n', 1));
  fuzz::CheckToken(absl::StrCat(auth::ToBase64Url(parts.first), ".",
                                auth::ToBase64Url(parts.second), ".", "c2ln"));
  return 0;
}
