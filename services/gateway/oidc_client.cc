#include "services/gateway/oidc_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/auth/access_token.h"
#include "services/auth/bytes.h"
#include "services/auth/fetch_url.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using Json = nlohmann::json;
using Pairs = std::vector<std::pair<absl::string_view, absl::string_view>>;

constexpr size_t kTokenBytesMax = auth::kAccessTokenBytesMax;
constexpr size_t kErrorCodeBytesMax = 64;
// A year; what says more means for ever.
constexpr double kSecondsMax = 366.0 * 24 * 3'600;

absl::Status NotUsable(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kUnavailable, "ISSUER_NOT_USABLE",
                         absl::StrCat("the sign-in elsewhere cannot be used by now: ", what,
                                      "; try again in a moment"));
}

std::string ToQuery(const Pairs& pairs) {
  std::string query;
  for (const auto& [name, value] : pairs) {
    absl::StrAppend(&query, query.empty() ? "" : "&", PercentEncode(name), "=",
                    PercentEncode(value));
  }
  return query;
}

std::string TextOf(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool ListHas(const Json& object, const char* name, const char* text) {
  const auto found = object.find(name);
  return found != object.end() && found->is_array() &&
         std::find(found->begin(), found->end(), text) != found->end();
}

// An object; null when it is none.
Json ParseObject(absl::string_view text) {
  Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json();
}

auth::HttpForm FormOf(const OidcClient& client, const OidcEndpoints& endpoints, Pairs pairs) {
  auth::HttpForm form{.url = endpoints.token_url};
  if (client.secret.empty()) {
    pairs.emplace_back("client_id", client.id);
  } else if (endpoints.secret_in_form) {
    pairs.emplace_back("client_id", client.id);
    pairs.emplace_back("client_secret", client.secret);
  } else {
    // Both are encoded as in a form first (RFC 6749, 2.3.1).
    form.authorization =
        absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(PercentEncode(client.id), ":",
                                                               PercentEncode(client.secret))));
  }
  form.form = ToQuery(pairs);
  return form;
}

absl::Time ExpiryOf(const std::string& access_token, const Json& answer, absl::Time now) {
  if (const auto token = auth::ParseAccessToken(access_token); token.ok()) {
    const auto expiry = token->claims.find("exp");
    if (expiry != token->claims.end() && expiry->is_number()) {
      const double seconds = expiry->get<double>() - static_cast<double>(absl::ToUnixSeconds(now));
      return now + absl::Seconds(std::clamp(seconds, 0.0, kSecondsMax));
    }
  }
  const auto lasts = answer.find("expires_in");
  if (lasts == answer.end() || !lasts->is_number()) return now;
  return now + absl::Seconds(std::clamp(lasts->get<double>(), 0.0, kSecondsMax));
}

// What stands in a log and in an answer.
std::string ErrorCodeOf(const Json& answer) {
  const std::string code = answer.is_object() ? TextOf(answer, "error") : "";
  const bool plain = std::all_of(
      code.begin(), code.end(), [](unsigned char c) { return absl::ascii_islower(c) || c == '_'; });
  return plain && code.size() <= kErrorCodeBytesMax ? code : "";
}

absl::Status RefusalOf(int status, const Json& answer) {
  const std::string code = ErrorCodeOf(answer);
  if (code == "invalid_grant") {
    return base::MakeError(absl::StatusCode::kUnauthenticated, "GRANT_ENDED",
                           "the sign-in elsewhere is good no more; sign in again");
  }
  if (status >= 400 && status < 500 && status != 408 && status != 429) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "CLIENT_REFUSED",
                           "the sign-in elsewhere refuses this server; its operator has to look at "
                           "the policy's sign_in",
                           {{"error", code}, {"status", absl::StrCat(status)}});
  }
  return NotUsable(absl::StrCat("it answers with status ", status));
}

}  // namespace

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || absl::StrContains("-._~", c)) {
      encoded += c;
    } else {
      absl::StrAppend(&encoded, "%",
                      absl::AsciiStrToUpper(absl::BytesToHexString(absl::string_view(&c, 1))));
    }
  }
  return encoded;
}

OidcEndpoints EndpointsOf(const access::v1::OidcProvider& provider) {
  return {.authorization_url = provider.sign_in().authorization_url(),
          .token_url = provider.sign_in().token_url()};
}

std::string DiscoveryUrl(absl::string_view issuer) {
  return absl::StrCat(absl::StripSuffix(issuer, "/"), "/.well-known/openid-configuration");
}

absl::StatusOr<OidcEndpoints> ParseDiscovery(absl::string_view json, absl::string_view issuer) {
  const Json said = ParseObject(json);
  if (said.is_null()) return NotUsable("what it says of itself is no JSON object");
  if (TextOf(said, "issuer") != issuer) return NotUsable("it says that it is another issuer");
  OidcEndpoints endpoints{.authorization_url = TextOf(said, "authorization_endpoint"),
                          .token_url = TextOf(said, "token_endpoint")};
  for (const std::string& url : {endpoints.authorization_url, endpoints.token_url}) {
    if (!auth::ParseFetchUrl(url).ok() || absl::StrContains(url, '#')) {
      return NotUsable("an endpoint it names is no https address");
    }
  }
  const auto names = said.find("authorization_response_iss_parameter_supported");
  endpoints.names_issuer = names != said.end() && names->is_boolean() && names->get<bool>();
  constexpr char kMethods[] = "token_endpoint_auth_methods_supported";
  endpoints.secret_in_form = ListHas(said, kMethods, "client_secret_post") &&
                             !ListHas(said, kMethods, "client_secret_basic");
  return endpoints;
}

std::string AuthorizationUrl(const access::v1::BrowserSignIn& client,
                             const OidcEndpoints& endpoints, const OidcQuestion& question) {
  std::string scope = "openid";
  for (const std::string& more : client.scopes()) {
    if (more != "openid") absl::StrAppend(&scope, " ", more);
  }
  const std::string challenge = auth::ToBase64Url(auth::Sha256(question.verifier));
  Pairs pairs = {{"response_type", "code"},
                 {"client_id", client.client_id()},
                 {"redirect_uri", question.redirect_url},
                 {"scope", scope},
                 {"state", question.state},
                 {"nonce", question.nonce},
                 {"code_challenge", challenge},
                 {"code_challenge_method", "S256"}};
  for (const auto& more : client.parameters()) pairs.emplace_back(more.name(), more.value());
  const char* const joint = absl::StrContains(endpoints.authorization_url, '?') ? "&" : "?";
  return absl::StrCat(endpoints.authorization_url, joint, ToQuery(pairs));
}

auth::HttpForm CodeForm(const OidcClient& client, const OidcEndpoints& endpoints,
                        const OidcQuestion& question, absl::string_view code) {
  return FormOf(client, endpoints,
                {{"grant_type", "authorization_code"},
                 {"code", code},
                 {"redirect_uri", question.redirect_url},
                 {"code_verifier", question.verifier}});
}

auth::HttpForm RefreshForm(const OidcClient& client, const OidcEndpoints& endpoints,
                           absl::string_view refresh_token) {
  return FormOf(client, endpoints,
                {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

absl::StatusOr<OidcTokens> ParseTokens(const auth::HttpAnswer& answer, absl::Time now) {
  const Json said = ParseObject(answer.body);
  if (answer.status != 200) return RefusalOf(answer.status, said);
  if (said.is_null()) return NotUsable("its answer is no JSON object");
  if (!absl::EqualsIgnoreCase(TextOf(said, "token_type"), "Bearer")) {
    return NotUsable("its tokens are no bearer tokens");
  }
  OidcTokens tokens{.access_token = TextOf(said, "access_token"),
                    .refresh_token = TextOf(said, "refresh_token"),
                    .id_token = TextOf(said, "id_token")};
  for (const std::string& token : {tokens.access_token, tokens.refresh_token, tokens.id_token}) {
    const bool plain = std::all_of(token.begin(), token.end(),
                                   [](unsigned char c) { return absl::ascii_isgraph(c); });
    if (!plain || token.size() > kTokenBytesMax) return NotUsable("a token of its is none");
  }
  if (tokens.access_token.empty()) return NotUsable("there is no access token in its answer");
  tokens.expires_at = ExpiryOf(tokens.access_token, said, now);
  return tokens;
}

}  // namespace logboek::gateway
