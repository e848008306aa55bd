// What a client of an OpenID Connect issuer says and reads, as pure functions: the authorization
// code flow (RFC 6749, OpenID Connect Core) with PKCE (RFC 7636).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/http_fetch.h"

namespace logboek::gateway {

// Letters, digits and "-._~" as they are, the rest with percent signs.
std::string PercentEncode(absl::string_view text);

// Where an issuer is asked.
struct OidcEndpoints {
  std::string authorization_url;
  std::string token_url;
  // Answers of the authorization endpoint must say whose they are (RFC 9207).
  bool names_issuer = false;
  // The client's secret stands in the form, for the issuer reads it nowhere else.
  bool secret_in_form = false;
};

// Those of the provider's policy; with empty addresses when they are the issuer's to say.
OidcEndpoints EndpointsOf(const access::v1::OidcProvider& provider);
// Where the issuer says them.
std::string DiscoveryUrl(absl::string_view issuer);
// What stands there (OpenID Connect Discovery). UNAVAILABLE, ISSUER_NOT_USABLE: it is none, of
// another issuer, or with addresses that are not fetched from.
absl::StatusOr<OidcEndpoints> ParseDiscovery(absl::string_view json, absl::string_view issuer);

// What one sign-in is known by at the issuer.
struct OidcQuestion {
  std::string redirect_url;
  std::string state;
  std::string nonce;
  // Its SHA-256 goes with the question, it goes with the code.
  std::string verifier;
};
// Where the browser is sent.
std::string AuthorizationUrl(const access::v1::BrowserSignIn& client,
                             const OidcEndpoints& endpoints, const OidcQuestion& question);

// The client at the token endpoint; an empty secret = a public client.
struct OidcClient {
  std::string id;
  std::string secret;
};
// Asks for tokens: for a code, or for the next ones.
auth::HttpForm CodeForm(const OidcClient& client, const OidcEndpoints& endpoints,
                        const OidcQuestion& question, absl::string_view code);
auth::HttpForm RefreshForm(const OidcClient& client, const OidcEndpoints& endpoints,
                           absl::string_view refresh_token);

struct OidcTokens {
  std::string access_token;
  // "" = none.
  std::string refresh_token = {};
  std::string id_token = {};
  // Of the access token, as it says itself, else as the answer does; `now` when neither does.
  absl::Time expires_at = absl::InfinitePast();
};
// UNAUTHENTICATED, GRANT_ENDED: the code or the refresh token is good no more. FAILED_PRECONDITION,
// CLIENT_REFUSED: the issuer does not want this client. UNAVAILABLE, ISSUER_NOT_USABLE: it has
// trouble, or says something that is no answer. Never with a part of the answer but its error code.
absl::StatusOr<OidcTokens> ParseTokens(const auth::HttpAnswer& answer, absl::Time now);

}  // namespace logboek::gateway
