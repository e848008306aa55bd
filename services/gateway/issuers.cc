#include "services/gateway/issuers.h"

#include <utility>

#include "services/auth/policy.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using access::v1::OidcProvider;

constexpr absl::Duration kDiscoveredFor = absl::Hours(1);
constexpr size_t kCodeBytesMax = 4'096;

// The cause is told in the log alone.
absl::Status NotAnswering(const absl::Status& cause) {
  base::LogWarning("issuer not reached", {{"cause", cause.message()}});
  return base::MakeError(absl::StatusCode::kUnavailable, "ISSUER_NOT_USABLE",
                         "the sign-in elsewhere does not answer; try again in a moment");
}

absl::Status UnknownProvider() {
  return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PROVIDER",
                         "nobody signs in there; /sign-in/providers has those that are known");
}

absl::StatusOr<OidcClient> ClientOf(const OidcProvider& provider) {
  ASSIGN_OR_RETURN(std::string secret, auth::ReadClientSecret(provider.sign_in()));
  return OidcClient{.id = provider.sign_in().client_id(), .secret = std::move(secret)};
}

SessionTokens ToSession(OidcTokens tokens, const std::string& issuer) {
  return {.token = std::move(tokens.access_token),
          .expires_at = tokens.expires_at,
          .refresh_token = std::move(tokens.refresh_token),
          .issuer = issuer};
}

}  // namespace

std::vector<OidcProvider> Issuers::All() const {
  std::vector<OidcProvider> providers;
  const std::shared_ptr<const auth::ActivePolicy> policy = parts_.policy();
  if (policy == nullptr) return providers;
  for (const OidcProvider& provider : policy->policy().oidc_providers()) {
    if (provider.has_sign_in()) providers.push_back(provider);
  }
  return providers;
}

absl::StatusOr<OidcProvider> Issuers::Called(const std::string& name) const {
  std::vector<OidcProvider> providers = All();
  if (name.empty() && providers.size() == 1) return std::move(providers.front());
  for (OidcProvider& provider : providers) {
    if (provider.sign_in().name() == name) return std::move(provider);
  }
  return UnknownProvider();
}

absl::StatusOr<OidcProvider> Issuers::Of(const std::string& issuer) const {
  for (OidcProvider& provider : All()) {
    if (provider.issuer() == issuer) return std::move(provider);
  }
  return UnknownProvider();
}

absl::StatusOr<std::string> Issuers::AddressFor(const OidcProvider& provider,
                                                const PendingSignIns::Begun& begun) {
  ASSIGN_OR_RETURN(const OidcEndpoints endpoints, EndpointsFor(provider));
  return AuthorizationUrl(provider.sign_in(), endpoints,
                          {.redirect_url = redirect_url_,
                           .state = begun.state,
                           .nonce = begun.sign_in.nonce,
                           .verifier = begun.sign_in.verifier});
}

absl::StatusOr<SessionTokens> Issuers::Redeem(const PendingSignIn& pending,
                                              const WayBack& way_back) {
  ASSIGN_OR_RETURN(const OidcProvider provider, Of(pending.issuer));
  ASSIGN_OR_RETURN(const OidcEndpoints endpoints, EndpointsFor(provider));
  if (way_back.issuer.empty() ? endpoints.names_issuer : way_back.issuer != pending.issuer) {
    return base::MakeError(absl::StatusCode::kUnauthenticated, "BAD_ISSUER",
                           "the answer is of another issuer than was asked; sign in again");
  }
  if (!way_back.error.empty() || way_back.code.empty() || way_back.code.size() > kCodeBytesMax) {
    return base::MakeError(absl::StatusCode::kUnauthenticated, "SIGN_IN_REFUSED",
                           "the issuer did not let in who signs in; sign in again");
  }
  ASSIGN_OR_RETURN(const OidcClient client, ClientOf(provider));
  ASSIGN_OR_RETURN(OidcTokens tokens, Ask(CodeForm(client, endpoints,
                                                   {.redirect_url = redirect_url_,
                                                    .state = {},
                                                    .nonce = pending.nonce,
                                                    .verifier = pending.verifier},
                                                   way_back.code)));
  const std::shared_ptr<const auth::ActivePolicy> policy = parts_.policy();
  if (policy == nullptr) return UnknownProvider();
  RETURN_IF_ERROR(
      policy->CheckIdToken(pending.issuer, tokens.id_token, pending.nonce, parts_.clock->Now()));
  return ToSession(std::move(tokens), pending.issuer);
}

absl::StatusOr<SessionTokens> Issuers::Refresh(const SessionTokens& former) {
  ASSIGN_OR_RETURN(const OidcProvider provider, Of(former.issuer));
  ASSIGN_OR_RETURN(const OidcEndpoints endpoints, EndpointsFor(provider));
  ASSIGN_OR_RETURN(const OidcClient client, ClientOf(provider));
  ASSIGN_OR_RETURN(OidcTokens tokens, Ask(RefreshForm(client, endpoints, former.refresh_token)));
  return ToSession(std::move(tokens), former.issuer);
}

absl::StatusOr<OidcTokens> Issuers::Ask(const auth::HttpForm& form) {
  const absl::StatusOr<auth::HttpAnswer> answer = parts_.post(form);
  if (!answer.ok()) return NotAnswering(answer.status());
  return ParseTokens(*answer, parts_.clock->Now());
}

absl::StatusOr<OidcEndpoints> Issuers::EndpointsFor(const OidcProvider& provider) {
  OidcEndpoints named = EndpointsOf(provider);
  if (!named.token_url.empty()) return named;
  const absl::Time now = parts_.clock->Now();
  {
    base::MutexLock lock(&mutex_);
    const auto known = discovered_.find(provider.issuer());
    if (known != discovered_.end() && now - known->second.at < kDiscoveredFor) {
      return known->second.endpoints;
    }
  }
  const absl::StatusOr<std::string> said = parts_.fetch(DiscoveryUrl(provider.issuer()));
  if (!said.ok()) return NotAnswering(said.status());
  ASSIGN_OR_RETURN(OidcEndpoints endpoints, ParseDiscovery(*said, provider.issuer()));
  base::MutexLock lock(&mutex_);
  discovered_[provider.issuer()] = {.endpoints = endpoints, .at = now};
  return endpoints;
}

}  // namespace logboek::gateway
