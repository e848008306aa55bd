// Short tokens in place of access tokens, for who calls often: an access token is ten times as long
// and goes with every call. The idea is that of RFC 8693; the form is our own.
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
  // Whatever the access token says.
  absl::Duration good_for_max = absl::Hours(12);
};

struct ExchangedToken {
  std::string token;
  // No call begins with it then.
  absl::Time expires_at;
};

// Thread-safe. In memory alone: a token ends with the access token it stands for, or with the
// process. Access tokens are kept as they are until then.
class ExchangedTokens {
 public:
  explicit ExchangedTokens(ExchangedTokensOptions options = {});

  // The same one for the same access token, by which `principal` was known; its end is counted
  // anew. RESOURCE_EXHAUSTED, TOO_MANY_EXCHANGED_TOKENS: so many others have not ended.
  absl::StatusOr<ExchangedToken> TokenFor(absl::string_view access_token,
                                          const Principal& principal, absl::Time now);

  struct Origin {
    std::string access_token;
    // Of the exchanged token.
    absl::Time expires_at;
  };
  // What it stands for. UNAUTHENTICATED: TOKEN_MALFORMED; EXCHANGED_TOKEN_ENDED, or never given out
  // by this process.
  absl::StatusOr<Origin> OriginOf(absl::string_view token, absl::Time now) const;

  size_t size() const;

 private:
  struct Entry {
    Origin origin;
    std::string principal;
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
