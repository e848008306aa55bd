// Whom an access token of a trusted issuer stands for.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/access_token.h"

namespace logboek::auth {

inline constexpr absl::Duration kClockSkewDefault = absl::Seconds(60);
inline constexpr absl::Duration kClockSkewMax = absl::Minutes(5);

struct TokenHolder {
  // Valid, as CheckGrant says.
  access::v1::Grant grant;
  // When the token is no longer good, the skew of the clocks included.
  absl::Time expires_at;
};

// The claims of a token whose signature is good. UNAUTHENTICATED: BAD_ACCESS_TOKEN when it is of
// another issuer, for another audience, not good yet, or without an expiry or a subject;
// EXPIRED_ACCESS_TOKEN. PERMISSION_DENIED, NO_ROLE: no rule gives this person a role, or the role
// it gives is about nothing.
absl::StatusOr<TokenHolder> ReadClaims(const access::v1::OidcProvider& provider,
                                       const nlohmann::json& claims, absl::Time now);

// The claims of an ID token whose signature is good, by the provider's sign_in (OpenID Connect
// Core, 3.1.3.7). UNAUTHENTICATED, BAD_ID_TOKEN: of another issuer, not for this client alone, of
// another sign-in than that with the nonce, or not good at this time.
absl::Status CheckIdToken(const access::v1::OidcProvider& provider, const nlohmann::json& claims,
                          absl::string_view nonce, absl::Time now);

}  // namespace logboek::auth
