// The bearer tokens of the server: made, listed, rotated, revoked, and recognised.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/keyed_digest.h"
#include "services/auth/principal.h"
#include "storage/base/mutex.h"
#include "storage/side_store.h"

namespace logboek::auth {

// The reason for which a token that was never given out is refused.
inline constexpr char kUnknownToken[] = "UNKNOWN_TOKEN";

inline constexpr size_t kTokensMax = 100'000;
inline constexpr size_t kTokenNoteBytesMax = 1'024;
inline constexpr absl::Duration kRotationGraceMax = absl::Hours(24 * 90);

struct TokenRequest {
  access::v1::Grant grant;
  // What it is for, in the words of who asks.
  std::string note = {};
  // The principal that asks.
  std::string created_by;
  absl::Time now;
  absl::Time expires_at = absl::InfiniteFuture();
};

struct TokenRotation {
  // How long the old token is still good; not longer than it was.
  absl::Duration grace;
  // The principal that asks.
  std::string rotated_by;
  absl::Time now;
  // Of the new token.
  absl::Time expires_at = absl::InfiniteFuture();
};

struct IssuedToken {
  // Kept nowhere: who asked sees it this once.
  std::string token;
  access::v1::TokenRecord record;
};

// Thread-safe. All records stand in memory; a change is durable before it counts. Records are never
// removed: who had which token stays known.
class TokenStore {
 public:
  // `store` must outlive it. DATA_LOSS: a record cannot be read.
  static absl::StatusOr<std::unique_ptr<TokenStore>> Open(storage::SideStore* store);
  // Writes out the last uses.
  ~TokenStore();

  // Principals that begin with one of these are somebody else's (of an issuer of access tokens): no
  // token is made for them from now on. Takes the place of the former ones. FAILED_PRECONDITION,
  // PRINCIPAL_TAKEN: a token that is good stands for one; then the former ones stay.
  absl::Status ReservePrefixes(std::vector<std::string> prefixes, absl::Time now);

  // INVALID_ARGUMENT: as CheckGrant and CheckName, TEXT_TOO_LONG, EXPIRY_IN_THE_PAST,
  // PRINCIPAL_RESERVED.
  // RESOURCE_EXHAUSTED, TOO_MANY_TOKENS. UNAVAILABLE: the disk failed; there is no token.
  absl::StatusOr<IssuedToken> Create(const TokenRequest& request);

  // The same for a token that was made before, with NewToken. ALREADY_EXISTS: it is known.
  absl::StatusOr<access::v1::TokenRecord> Adopt(absl::string_view token,
                                                const TokenRequest& request);

  // A new token for the same grant. As Create, and INVALID_ARGUMENT, GRACE_OUT_OF_RANGE: 0 to 90
  // days. NOT_FOUND, UNKNOWN_TOKEN. FAILED_PRECONDITION: REVOKED_TOKEN, EXPIRED_TOKEN,
  // ROTATED_TOKEN.
  absl::StatusOr<IssuedToken> Rotate(absl::string_view token_id, const TokenRotation& rotation);

  // No call begins with it any more. The first who revokes is remembered; once more changes
  // nothing. The token that took its place, if any, stays. NOT_FOUND, UNKNOWN_TOKEN.
  absl::StatusOr<access::v1::TokenRecord> Revoke(absl::string_view token_id,
                                                 absl::string_view revoked_by, absl::Time now);

  // The same for every token that nobody has revoked; how many those were.
  absl::StatusOr<size_t> RevokeAll(absl::string_view revoked_by, absl::Time now);

  // Whom this token stands for, and notes its use. UNAUTHENTICATED: UNKNOWN_TOKEN, REVOKED_TOKEN,
  // EXPIRED_TOKEN. Waits for nobody who lists or looks through tokens, once it has seen this one.
  absl::StatusOr<PrincipalPtr> Verify(absl::string_view presented, absl::Time now) const;

  struct ListOptions {
    // Behind this token id; empty = from the first.
    std::string after = {};
    size_t tokens_max = 100;
  };
  // By token id. Good, expired and revoked ones.
  std::vector<access::v1::TokenRecord> List(const ListOptions& options) const;

  // NOT_FOUND, UNKNOWN_TOKEN.
  absl::StatusOr<access::v1::TokenRecord> Find(absl::string_view token_id) const;

  // Nobody was ever given a token.
  bool empty() const;

  // A token of this role that is good by now.
  bool HasGood(access::v1::CallerRole role, absl::Time now) const;

  // Puts the last uses in the store, without waiting for the disk; to be called every minute or so.
  absl::Status FlushLastUsed();

 private:
  // Seconds since 1970; 0 = never.
  struct LastUse {
    std::atomic<int64_t> noted{0};
    std::atomic<int64_t> written{0};
  };
  struct Token {
    access::v1::TokenRecord record;
    Principal principal;
    // The same for every version of the record.
    std::shared_ptr<LastUse> last_use;
  };
  using TokenPtr = std::shared_ptr<const Token>;

  explicit TokenStore(storage::SideStore* store) : store_(store) {}
  absl::Status Load();
  absl::Status LoadLastUses();
  // Null when it was never given out.
  TokenPtr Recognise(absl::string_view token) const;
  absl::StatusOr<TokenPtr> Known(absl::string_view token_id) const;
  absl::StatusOr<access::v1::TokenRecord> NewRecord(absl::string_view token,
                                                    const TokenRequest& request) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  // Makes the records durable, then lets them count.
  absl::Status Put(const std::vector<access::v1::TokenRecord>& records)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  void Show(access::v1::TokenRecord record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static access::v1::TokenRecord WithLastUse(const Token& token);

  storage::SideStore* const store_;
  // Held while the disk is waited for, so that changes come one after the other; readers never take
  // it.
  base::Mutex write_mutex_;
  std::vector<std::string> reserved_prefixes_ ABSL_GUARDED_BY(write_mutex_);
  mutable base::SharedMutex mutex_;
  absl::flat_hash_map<std::string, TokenPtr> by_hash_ ABSL_GUARDED_BY(mutex_);
  absl::btree_map<std::string, TokenPtr> by_id_ ABSL_GUARDED_BY(mutex_);
  const KeyedDigest digest_;
  mutable base::Mutex seen_mutex_ ABSL_ACQUIRED_AFTER(mutex_);
  // Those of by_hash_ that were verified, by the digest of the token itself: hashing is most of
  // what a call would cost here.
  mutable absl::flat_hash_map<absl::uint128, TokenPtr> seen_ ABSL_GUARDED_BY(seen_mutex_);
};

}  // namespace logboek::auth
