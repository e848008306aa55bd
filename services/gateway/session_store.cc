#include "services/gateway/session_store.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/auth/bytes.h"
#include "storage/base/error.h"

namespace logboek::gateway {
namespace {

constexpr size_t kCookieBytes = 32;

absl::Status SessionEnded() {
  return base::MakeError(absl::StatusCode::kUnauthenticated, "SESSION_ENDED",
                         "nobody is signed in with this browser, or not any more; sign in again");
}

}  // namespace

SessionStore::SessionStore(SessionStoreOptions options, RandomFunction random,
                           RefreshFunction refresh, const base::Clock* clock)
    : options_(options), random_(std::move(random)), refresh_(std::move(refresh)), clock_(clock) {}

std::string SessionStore::Make(const std::string& principal, SessionTokens tokens) {
  const absl::Time now = clock_->Now();
  std::string cookie = auth::ToBase64Url(random_(kCookieBytes));
  base::MutexLock lock(&mutex_);
  MakeRoom(principal, now);
  const absl::Time refresh_at = RefreshAt(tokens, now);
  sessions_.push_back({.id = IdOf(cookie),
                       .principal = principal,
                       .tokens = std::move(tokens),
                       .made_at = now,
                       .used_at = now,
                       .refresh_at = refresh_at,
                       .waiting = nullptr,
                       .when_ended = {}});
  by_id_[sessions_.back().id] = std::prev(sessions_.end());
  ++by_principal_[principal];
  return cookie;
}

void SessionStore::Use(absl::string_view cookie, TokenTaker taker) {
  const std::string id = IdOf(cookie);
  const absl::Time now = clock_->Now();
  std::shared_ptr<Waiting> asked;
  SessionTokens former;
  // Under the lock; the token, an error, or nothing yet.
  const auto answer = [&]() -> std::optional<absl::StatusOr<std::string>> {
    base::MutexLock lock(&mutex_);
    Session* const session = Find(id, now);
    if (session == nullptr) return SessionEnded();
    session->used_at = now;
    sessions_.splice(sessions_.end(), sessions_, by_id_[id]);
    if (now < session->refresh_at) {
      if (now < session->tokens.expires_at) return session->tokens.token;
      return base::MakeError(absl::StatusCode::kUnavailable, "ISSUER_NOT_USABLE",
                             "the sign-in elsewhere gives no next token by now; send again in a "
                             "moment");
    }
    if (session->waiting == nullptr) {
      session->waiting = asked = std::make_shared<Waiting>();
      former = session->tokens;
    }
    if (session->waiting->size() >= options_.waiting_max) {
      return base::MakeError(absl::StatusCode::kUnavailable, "TOO_MANY_WAITING",
                             "too many calls of this session wait for its next token; send again "
                             "in a moment");
    }
    session->waiting->push_back(std::move(taker));
    return std::nullopt;
  }();
  if (answer.has_value()) return taker(*answer);
  if (asked == nullptr) return;
  refresh_(former, [this, id, asked](absl::StatusOr<SessionTokens> next) {
    OnRefreshed(id, asked, std::move(next));
  });
}

void SessionStore::OnRefreshed(const std::string& id, const std::shared_ptr<Waiting>& waiting,
                               absl::StatusOr<SessionTokens> next) {
  Waiting answered;
  const absl::StatusOr<std::string> token = TakeOver(id, waiting, std::move(next), &answered);
  for (const TokenTaker& taker : answered) taker(token);
}

absl::StatusOr<std::string> SessionStore::TakeOver(const std::string& id,
                                                   const std::shared_ptr<Waiting>& waiting,
                                                   absl::StatusOr<SessionTokens> next,
                                                   Waiting* answered) {
  const absl::Time now = clock_->Now();
  base::MutexLock lock(&mutex_);
  answered->swap(*waiting);
  // Signed out meanwhile: nobody is to have the next tokens.
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return SessionEnded();
  Session& session = *found->second;
  session.waiting = nullptr;
  if (next.ok()) {
    // An issuer may go on with the same refresh token, and then does not say it again.
    if (next->refresh_token.empty()) next->refresh_token = session.tokens.refresh_token;
    session.tokens = *std::move(next);
    // What ends at once is not asked for at once again.
    session.refresh_at =
        std::max(RefreshAt(session.tokens, now), now + options_.refresh_again_after);
    return session.tokens.token;
  }
  if (absl::IsUnavailable(next.status())) {
    session.refresh_at = now + options_.refresh_again_after;
  } else {
    // There is no next one: the session ends with the token it has.
    session.tokens.refresh_token.clear();
    session.refresh_at = absl::InfiniteFuture();
  }
  if (now < session.tokens.expires_at) return session.tokens.token;
  if (!session.tokens.refresh_token.empty()) return next.status();
  Forget(found->second);
  return SessionEnded();
}

std::optional<absl::Time> SessionStore::EndOf(absl::string_view cookie) {
  base::MutexLock lock(&mutex_);
  const Session* const session = Find(IdOf(cookie), clock_->Now());
  if (session == nullptr) return std::nullopt;
  return EndOf(*session);
}

std::string SessionStore::IdOf(absl::string_view cookie) { return auth::Sha256(cookie); }

void SessionStore::EndOfId(absl::string_view id) {
  std::vector<std::weak_ptr<EndedFunction>> told;
  {
    base::MutexLock lock(&mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    told.swap(found->second->when_ended);
    Forget(found->second);
  }
  for (const auto& one : told) {
    if (const std::shared_ptr<EndedFunction> ended = one.lock(); ended != nullptr) (*ended)();
  }
}

void SessionStore::WhenEnded(absl::string_view cookie,
                             const std::shared_ptr<EndedFunction>& ended) {
  {
    base::MutexLock lock(&mutex_);
    Session* const session = Find(IdOf(cookie), clock_->Now());
    if (session != nullptr) {
      // Those that are over make room, so there are no more than there are streams.
      std::erase_if(session->when_ended, [](const auto& one) { return one.expired(); });
      session->when_ended.push_back(ended);
      return;
    }
  }
  (*ended)();
}

size_t SessionStore::size() const {
  base::MutexLock lock(&mutex_);
  return sessions_.size();
}

SessionStore::Session* SessionStore::Find(absl::string_view id, absl::Time now) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  Session& session = *found->second;
  if (now < EndOf(session) && now - session.used_at < options_.idle_max) return &session;
  Forget(found->second);
  return nullptr;
}

absl::Time SessionStore::EndOf(const Session& session) const {
  const absl::Time end = session.made_at + options_.age_max;
  if (!session.tokens.refresh_token.empty()) return end;
  return std::min(end, session.tokens.expires_at);
}

absl::Time SessionStore::RefreshAt(const SessionTokens& tokens, absl::Time now) const {
  if (tokens.refresh_token.empty()) return absl::InfiniteFuture();
  const absl::Duration good_for = std::max(tokens.expires_at - now, absl::ZeroDuration());
  return tokens.expires_at - std::min(options_.refresh_before, good_for / 2);
}

void SessionStore::Forget(Sessions::iterator session) {
  const auto count = by_principal_.find(session->principal);
  if (--count->second == 0) by_principal_.erase(count);
  by_id_.erase(session->id);
  sessions_.erase(session);
}

void SessionStore::MakeRoom(const std::string& principal, absl::Time now) {
  while (!sessions_.empty() && now - sessions_.front().used_at >= options_.idle_max) {
    Forget(sessions_.begin());
  }
  const auto count = by_principal_.find(principal);
  if (count != by_principal_.end() && count->second >= options_.sessions_of_principal_max) {
    Forget(std::find_if(sessions_.begin(), sessions_.end(),
                        [&](const Session& session) { return session.principal == principal; }));
  }
  if (sessions_.size() >= options_.sessions_max) Forget(sessions_.begin());
}

}  // namespace logboek::gateway
