#include "services/auth/token_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/auth/bytes.h"
#include "services/auth/grant.h"
#include "services/auth/refusal.h"
#include "services/auth/side_keys.h"
#include "services/auth/token.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::TokenRecord;
using google::protobuf::Timestamp;

constexpr size_t kScanEntries = 1'000;

Timestamp ToTimestamp(absl::Time time) {
  Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<int>((time - absl::FromUnixSeconds(timestamp.seconds())) / absl::Nanoseconds(1)));
  return timestamp;
}

absl::Time ToTime(const Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

absl::Time ExpiryOf(const TokenRecord& record) {
  return record.has_expires_at() ? ToTime(record.expires_at()) : absl::InfiniteFuture();
}

void SetExpiry(absl::Time expires_at, TokenRecord* record) {
  if (expires_at == absl::InfiniteFuture()) return;
  *record->mutable_expires_at() = ToTimestamp(expires_at);
}

// Why the token is not good at this time; OK when it is.
absl::Status CheckGood(const TokenRecord& record, absl::Time now, absl::StatusCode code) {
  if (record.has_revoked_at()) {
    return base::MakeError(
        code, "REVOKED_TOKEN",
        absl::StrCat("the token ", record.token_id(), " was revoked; ask for a new one"),
        {{"token_id", record.token_id()}});
  }
  if (now < ExpiryOf(record)) return absl::OkStatus();
  return base::MakeError(
      code, "EXPIRED_TOKEN",
      absl::StrCat("the token ", record.token_id(), " expired at ",
                   absl::FormatTime(ExpiryOf(record), absl::UTCTimeZone()), "; ask for a new one"),
      {{"token_id", record.token_id()}});
}

absl::Status CheckRequest(const TokenRequest& request) {
  RETURN_IF_ERROR(CheckGrant(request.grant));
  RETURN_IF_ERROR(CheckName("created_by", request.created_by));
  if (request.note.size() > kTokenNoteBytesMax) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "TEXT_TOO_LONG",
                           absl::StrCat("the field note has ", request.note.size(),
                                        " bytes, limit ", kTokenNoteBytesMax, "; shorten it"),
                           {{"field", "note"},
                            {"bytes", absl::StrCat(request.note.size())},
                            {"limit", absl::StrCat(kTokenNoteBytesMax)}});
  }
  if (request.expires_at > request.now) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kInvalidArgument, "EXPIRY_IN_THE_PAST",
                         "the token would expire before it is made; give a later time, or none",
                         {{"field", "expires_at"}});
}

// The prefix that the principal begins with; null when there is none.
const std::string* PrefixOf(absl::string_view principal, const std::vector<std::string>& prefixes) {
  const auto found = std::find_if(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
    return absl::StartsWith(principal, prefix);
  });
  return found == prefixes.end() ? nullptr : &*found;
}

absl::Status CheckGrace(absl::Duration grace) {
  if (grace >= absl::ZeroDuration() && grace <= kRotationGraceMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "GRACE_OUT_OF_RANGE",
      absl::StrCat("the old token would stay good for ", absl::FormatDuration(grace),
                   "; it can for 0 to ", absl::FormatDuration(kRotationGraceMax)),
      {{"field", "grace"}, {"limit", absl::FormatDuration(kRotationGraceMax)}});
}

// The entries under the prefix, with keys that begin behind it.
absl::StatusOr<std::vector<storage::SideEntry>> ReadAll(const storage::SideStore& store,
                                                        absl::string_view prefix) {
  storage::SideScan scan{.from = std::string(prefix), .entries_max = kScanEntries};
  scan.until = scan.from;
  ++scan.until.back();
  std::vector<storage::SideEntry> all;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<storage::SideEntry> page, store.Scan(scan));
    for (storage::SideEntry& entry : page) {
      scan.from = entry.key + '\0';
      all.push_back({entry.key.substr(prefix.size()), std::move(entry.value)});
    }
    if (page.size() < scan.entries_max) return all;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<TokenStore>> TokenStore::Open(storage::SideStore* store) {
  std::unique_ptr<TokenStore> tokens(new TokenStore(store));
  RETURN_IF_ERROR(tokens->Load());
  RETURN_IF_ERROR(tokens->LoadLastUses());
  return tokens;
}

TokenStore::~TokenStore() {
  if (absl::Status status = FlushLastUsed(); !status.ok()) {
    base::LogWarning("last uses of tokens not kept", {{"error", status.ToString()}});
  }
}

absl::Status TokenStore::Load() {
  ASSIGN_OR_RETURN(const std::vector<storage::SideEntry> entries,
                   ReadAll(*store_, kTokenKeyPrefix));
  base::WriterLock lock(&mutex_);
  for (const storage::SideEntry& entry : entries) {
    TokenRecord record;
    if (!record.ParseFromString(entry.value) || record.token_id() != entry.key) {
      return absl::DataLossError(
          absl::StrCat("the record of token ", entry.key, " is damaged; restore the store"));
    }
    Show(std::move(record));
  }
  return absl::OkStatus();
}

absl::Status TokenStore::LoadLastUses() {
  ASSIGN_OR_RETURN(const std::vector<storage::SideEntry> entries,
                   ReadAll(*store_, kTokenUsedKeyPrefix));
  base::ReaderLock lock(&mutex_);
  for (const storage::SideEntry& entry : entries) {
    Timestamp used_at;
    const auto found = by_id_.find(entry.key);
    // It is no more than a hint; one that cannot be read is none.
    if (found == by_id_.end() || !used_at.ParseFromString(entry.value)) continue;
    found->second->last_use->noted = used_at.seconds();
    found->second->last_use->written = used_at.seconds();
  }
  return absl::OkStatus();
}

void TokenStore::Show(TokenRecord record) {
  auto token = std::make_shared<Token>();
  const auto earlier = by_id_.find(record.token_id());
  token->last_use =
      earlier == by_id_.end() ? std::make_shared<LastUse>() : earlier->second->last_use;
  token->principal = {.grant = record.grant(),
                      .credential = absl::StrCat("token ", record.token_id()),
                      .expires_at = ExpiryOf(record)};
  token->record = std::move(record);
  by_hash_[token->record.sha256()] = token;
  by_id_[token->record.token_id()] = std::move(token);
  // One of them may be what this record was before.
  base::MutexLock lock(&seen_mutex_);
  seen_.clear();
}

absl::Status TokenStore::Put(const std::vector<TokenRecord>& records) {
  storage::SideWrite write;
  for (const TokenRecord& record : records) {
    write.put.push_back(
        {absl::StrCat(kTokenKeyPrefix, record.token_id()), record.SerializeAsString()});
  }
  RETURN_IF_ERROR(store_->Write(write));
  base::WriterLock lock(&mutex_);
  for (const TokenRecord& record : records) Show(record);
  return absl::OkStatus();
}

absl::Status TokenStore::ReservePrefixes(std::vector<std::string> prefixes, absl::Time now) {
  base::MutexLock writing(&write_mutex_);
  {
    base::ReaderLock lock(&mutex_);
    for (const auto& [id, token] : by_id_) {
      const TokenRecord& record = token->record;
      const std::string* const prefix = PrefixOf(record.grant().principal(), prefixes);
      if (prefix == nullptr) continue;
      if (!CheckGood(record, now, absl::StatusCode::kUnauthenticated).ok()) continue;
      return base::MakeError(
          absl::StatusCode::kFailedPrecondition, "PRINCIPAL_TAKEN",
          absl::StrCat(
              "the token ", id, " is that of \"", record.grant().principal(),
              "\", which begins with \"", *prefix,
              "\", as those who sign in elsewhere would; revoke it or take another prefix"),
          {{"token_id", id}, {"prefix", *prefix}});
    }
  }
  reserved_prefixes_ = std::move(prefixes);
  return absl::OkStatus();
}

absl::StatusOr<IssuedToken> TokenStore::Create(const TokenRequest& request) {
  IssuedToken issued{.token = NewToken()};
  ASSIGN_OR_RETURN(issued.record, Adopt(issued.token, request));
  return issued;
}

absl::StatusOr<TokenRecord> TokenStore::Adopt(absl::string_view token,
                                              const TokenRequest& request) {
  base::MutexLock writing(&write_mutex_);
  ASSIGN_OR_RETURN(TokenRecord record, NewRecord(token, request));
  RETURN_IF_ERROR(Put({record}));
  return record;
}

absl::StatusOr<TokenRecord> TokenStore::NewRecord(absl::string_view token,
                                                  const TokenRequest& request) const {
  RETURN_IF_ERROR(CheckRequest(request));
  if (const auto* prefix = PrefixOf(request.grant.principal(), reserved_prefixes_)) {
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "PRINCIPAL_RESERVED",
        absl::StrCat("the field principal begins with \"", *prefix,
                     "\", as the names of those who sign in elsewhere do; give another"),
        {{"field", "principal"}, {"prefix", *prefix}});
  }
  const std::string sha256 = Sha256(token);
  {
    base::ReaderLock lock(&mutex_);
    if (by_hash_.contains(sha256)) return absl::AlreadyExistsError("this token is known");
    if (by_id_.size() >= kTokensMax) {
      return base::MakeError(
          absl::StatusCode::kResourceExhausted, "TOO_MANY_TOKENS",
          absl::StrCat("the server has given out ", by_id_.size(), " tokens, limit ", kTokensMax,
                       "; let people sign in elsewhere, or use certificates"),
          {{"limit", absl::StrCat(kTokensMax)}});
    }
  }
  TokenRecord record;
  record.set_token_id(NewTokenId());
  record.set_sha256(sha256);
  *record.mutable_grant() = request.grant;
  record.set_note(request.note);
  *record.mutable_created_at() = ToTimestamp(request.now);
  record.set_created_by(request.created_by);
  SetExpiry(request.expires_at, &record);
  return record;
}

absl::StatusOr<IssuedToken> TokenStore::Rotate(absl::string_view token_id,
                                               const TokenRotation& rotation) {
  RETURN_IF_ERROR(CheckGrace(rotation.grace));
  base::MutexLock writing(&write_mutex_);
  ASSIGN_OR_RETURN(const TokenPtr known, Known(token_id));
  TokenRecord old = known->record;
  RETURN_IF_ERROR(CheckGood(old, rotation.now, absl::StatusCode::kFailedPrecondition));
  if (!old.rotated_to().empty()) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "ROTATED_TOKEN",
                           absl::StrCat("the token ", token_id, " was rotated to ",
                                        old.rotated_to(), " before; rotate that one"),
                           {{"token_id", old.token_id()}, {"rotated_to", old.rotated_to()}});
  }
  IssuedToken issued{.token = NewToken()};
  ASSIGN_OR_RETURN(issued.record, NewRecord(issued.token, {.grant = old.grant(),
                                                           .note = old.note(),
                                                           .created_by = rotation.rotated_by,
                                                           .now = rotation.now,
                                                           .expires_at = rotation.expires_at}));
  old.set_rotated_to(issued.record.token_id());
  SetExpiry(std::min(ExpiryOf(old), rotation.now + rotation.grace), &old);
  RETURN_IF_ERROR(Put({old, issued.record}));
  return issued;
}

absl::StatusOr<TokenRecord> TokenStore::Revoke(absl::string_view token_id,
                                               absl::string_view revoked_by, absl::Time now) {
  RETURN_IF_ERROR(CheckName("revoked_by", revoked_by));
  base::MutexLock writing(&write_mutex_);
  ASSIGN_OR_RETURN(const TokenPtr known, Known(token_id));
  if (known->record.has_revoked_at()) return WithLastUse(*known);
  TokenRecord record = known->record;
  *record.mutable_revoked_at() = ToTimestamp(now);
  record.set_revoked_by(std::string(revoked_by));
  RETURN_IF_ERROR(Put({record}));
  return Find(token_id);
}

absl::StatusOr<size_t> TokenStore::RevokeAll(absl::string_view revoked_by, absl::Time now) {
  RETURN_IF_ERROR(CheckName("revoked_by", revoked_by));
  base::MutexLock writing(&write_mutex_);
  std::vector<TokenRecord> revoked;
  {
    base::ReaderLock lock(&mutex_);
    for (const auto& [id, token] : by_id_) {
      if (token->record.has_revoked_at()) continue;
      TokenRecord& record = revoked.emplace_back(token->record);
      *record.mutable_revoked_at() = ToTimestamp(now);
      record.set_revoked_by(std::string(revoked_by));
    }
  }
  RETURN_IF_ERROR(Put(revoked));
  return revoked.size();
}

TokenStore::TokenPtr TokenStore::Recognise(absl::string_view token) const {
  const absl::uint128 digest = digest_.Of(token);
  {
    base::MutexLock lock(&seen_mutex_);
    const auto found = seen_.find(digest);
    if (found != seen_.end()) return found->second;
  }
  const std::string sha256 = Sha256(token);
  // Held until it is noted, so that a change comes before, or after and forgets the note.
  base::ReaderLock lock(&mutex_);
  const auto found = by_hash_.find(sha256);
  if (found == by_hash_.end()) return nullptr;
  base::MutexLock seen_lock(&seen_mutex_);
  seen_.emplace(digest, found->second);
  return found->second;
}

absl::StatusOr<PrincipalPtr> TokenStore::Verify(absl::string_view presented, absl::Time now) const {
  TokenPtr token = Recognise(presented);
  if (token == nullptr) {
    return NotLetIn(kUnknownToken,
                    "this server never gave out this token; ask its administrator for one");
  }
  RETURN_IF_ERROR(CheckGood(token->record, now, absl::StatusCode::kUnauthenticated));
  const int64_t second = absl::ToUnixSeconds(now);
  // A store only once a second, so that callers on many cores do not fight for the line.
  if (token->last_use->noted.load(std::memory_order_relaxed) != second) {
    token->last_use->noted.store(second, std::memory_order_relaxed);
  }
  const Principal* const principal = &token->principal;
  return PrincipalPtr(std::move(token), principal);
}

TokenRecord TokenStore::WithLastUse(const Token& token) {
  TokenRecord record = token.record;
  const int64_t seconds = token.last_use->noted.load(std::memory_order_relaxed);
  if (seconds != 0) record.mutable_last_used_at()->set_seconds(seconds);
  return record;
}

std::vector<TokenRecord> TokenStore::List(const ListOptions& options) const {
  std::vector<TokenRecord> records;
  base::ReaderLock lock(&mutex_);
  for (auto at = by_id_.upper_bound(options.after);
       at != by_id_.end() && records.size() < options.tokens_max; ++at) {
    records.push_back(WithLastUse(*at->second));
  }
  return records;
}

absl::StatusOr<TokenStore::TokenPtr> TokenStore::Known(absl::string_view token_id) const {
  base::ReaderLock lock(&mutex_);
  const auto found = by_id_.find(token_id);
  if (found != by_id_.end()) return found->second;
  // What was given is not repeated: somebody may have given a token instead of its id.
  return base::MakeError(absl::StatusCode::kNotFound, kUnknownToken,
                         "there is no token with this id; it begins with \"tk_\" and stands in the "
                         "list of tokens");
}

absl::StatusOr<TokenRecord> TokenStore::Find(absl::string_view token_id) const {
  ASSIGN_OR_RETURN(const TokenPtr token, Known(token_id));
  return WithLastUse(*token);
}

bool TokenStore::empty() const {
  base::ReaderLock lock(&mutex_);
  return by_id_.empty();
}

bool TokenStore::HasGood(access::v1::CallerRole role, absl::Time now) const {
  base::ReaderLock lock(&mutex_);
  return std::any_of(by_id_.begin(), by_id_.end(), [&](const auto& entry) {
    const TokenRecord& record = entry.second->record;
    return record.grant().role() == role &&
           CheckGood(record, now, absl::StatusCode::kUnauthenticated).ok();
  });
}

absl::Status TokenStore::FlushLastUsed() {
  storage::SideWrite write{.durable = false};
  std::vector<std::pair<LastUse*, int64_t>> flushed;
  {
    base::ReaderLock lock(&mutex_);
    for (const auto& [id, token] : by_id_) {
      const int64_t seconds = token->last_use->noted.load(std::memory_order_relaxed);
      if (seconds == token->last_use->written.load(std::memory_order_relaxed)) continue;
      Timestamp used_at;
      used_at.set_seconds(seconds);
      write.put.push_back({absl::StrCat(kTokenUsedKeyPrefix, id), used_at.SerializeAsString()});
      // Tokens are never removed, so this stays.
      flushed.emplace_back(token->last_use.get(), seconds);
    }
  }
  if (write.put.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(store_->Write(write));
  for (const auto& [last_use, seconds] : flushed) last_use->written = seconds;
  return absl::OkStatus();
}

}  // namespace logboek::auth
