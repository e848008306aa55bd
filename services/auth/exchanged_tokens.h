// Short tokens in place of access tokens (RFC 8693), for who calls often: an access token is ten
// times as long and goes with every call.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/auth/principal.h"
#include "storage/base/mutex.h"

namespace logboek::auth {

struct ExchangedTokensOptions {
  size_t tokens_max = 10'000;
  size_t tokens_of_principal_max = 100;
};

// Thread-safe. In memory alone: a token ends with the access token it stands for, or with the
// process.
class ExchangedTokens {
 public:
  explicit ExchangedTokens(ExchangedTokensOptions options = {});

  // The same one for the same access token, by which `principal` was known. RESOURCE_EXHAUSTED,
  // TOO_MANY_EXCHANGED_TOKENS: so many stand for access tokens that have not ended.
  absl::StatusOr<std::string> TokenFor(absl::string_view access_token, const Principal& principal,
                                       absl::Time now);

  // The access token it stands for. UNAUTHENTICATED: TOKEN_MALFORMED; EXCHANGED_TOKEN_ENDED, or
  // never given out by this process.
  absl::StatusOr<std::string> AccessTokenOf(absl::string_view token, absl::Time now) const;

  size_t size() const;

 private:
  struct Entry {
    std::string access_token;
    std::string principal;
    absl::Time expires_at;
  };

  void RemoveEnded(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ExchangedTokensOptions options_;
  // What makes an access token into a token that nobody else can tell.
  const std::string key_;
  mutable base::Mutex mutex_;
  // By the SHA-256 of the token, which is kept nowhere.
  absl::flat_hash_map<std::string, Entry> by_hash_ ABSL_GUARDED_BY(mutex_);
  // What ends first comes first.
  std::set<std::pair<absl::Time, std::string>> by_end_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, size_t> of_principal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::auth
