#include "services/auth/exchanged_tokens.h"

#include <algorithm>

#include "services/auth/bytes.h"
#include "services/auth/refusal.h"
#include "services/auth/token.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {

ExchangedTokens::ExchangedTokens(ExchangedTokensOptions options)
    : options_(options), key_(RandomBytes(kTokenSecretBytes)) {}

absl::StatusOr<ExchangedToken> ExchangedTokens::TokenFor(absl::string_view access_token,
                                                         const Principal& principal,
                                                         absl::Time now) {
  const ExchangedToken token = {
      .token = TokenOf(kExchangedTokenPrefix, HmacSha256(key_, access_token)),
      .expires_at = std::min(principal.expires_at, now + options_.good_for_max)};
  const std::string hash = Sha256(token.token);
  const std::string& name = principal.grant.principal();
  base::MutexLock lock(&mutex_);
  RemoveEnded(now);
  if (const auto known = by_hash_.find(hash); known != by_hash_.end()) {
    by_end_.erase({known->second.origin.expires_at, hash});
    by_end_.insert({token.expires_at, hash});
    known->second.origin.expires_at = token.expires_at;
    return token;
  }
  const auto count = of_principal_.find(name);
  const size_t of_principal = count == of_principal_.end() ? 0 : count->second;
  if (by_hash_.size() >= options_.tokens_max || of_principal >= options_.tokens_of_principal_max) {
    return base::MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_EXCHANGED_TOKENS",
                           "too many access tokens were exchanged for tokens that have not ended; "
                           "call with the access token itself");
  }
  by_hash_[hash] = {
      .origin = {.access_token = std::string(access_token), .expires_at = token.expires_at},
      .principal = name};
  by_end_.insert({token.expires_at, hash});
  ++of_principal_[name];
  return token;
}

absl::StatusOr<ExchangedTokens::Origin> ExchangedTokens::OriginOf(absl::string_view token,
                                                                  absl::Time now) const {
  RETURN_IF_ERROR(CheckToken(token, kExchangedTokenPrefix));
  const std::string hash = Sha256(token);
  base::MutexLock lock(&mutex_);
  const auto found = by_hash_.find(hash);
  if (found != by_hash_.end() && now < found->second.origin.expires_at) return found->second.origin;
  return NotLetIn("EXCHANGED_TOKEN_ENDED",
                  "the token stands for no access token any more: its time is over, or the server "
                  "has begun anew; exchange an access token again");
}

size_t ExchangedTokens::size() const {
  base::MutexLock lock(&mutex_);
  return by_hash_.size();
}

void ExchangedTokens::RemoveEnded(absl::Time now) {
  while (!by_end_.empty() && by_end_.begin()->first <= now) {
    const auto ended = by_hash_.find(by_end_.begin()->second);
    const auto count = of_principal_.find(ended->second.principal);
    if (--count->second == 0) of_principal_.erase(count);
    by_hash_.erase(ended);
    by_end_.erase(by_end_.begin());
  }
}

}  // namespace logboek::auth
