#include "services/gateway/pending_sign_ins.h"

#include <iterator>
#include <utility>

#include "services/auth/bytes.h"
#include "storage/base/error.h"

namespace logboek::gateway {
namespace {

constexpr size_t kSecretBytes = 32;

}  // namespace

PendingSignIns::Begun PendingSignIns::Begin(PendingSignIn sign_in, absl::Time now) {
  const auto secret = [this] { return auth::ToBase64Url(random_(kSecretBytes)); };
  sign_in.nonce = secret();
  sign_in.verifier = secret();
  Begun begun{.state = secret(), .browser = secret(), .sign_in = std::move(sign_in)};
  base::MutexLock lock(&mutex_);
  ForgetOld(now);
  if (entries_.size() >= options_.pending_max) Forget(entries_.begin());
  entries_.push_back({.state_sha256 = auth::Sha256(begun.state),
                      .browser_sha256 = auth::Sha256(begun.browser),
                      .begun_at = now,
                      .sign_in = begun.sign_in});
  by_state_[entries_.back().state_sha256] = std::prev(entries_.end());
  return begun;
}

absl::StatusOr<PendingSignIn> PendingSignIns::Take(absl::string_view state,
                                                   absl::string_view browser, absl::Time now) {
  base::MutexLock lock(&mutex_);
  ForgetOld(now);
  const auto found = by_state_.find(auth::Sha256(state));
  if (found == by_state_.end()) {
    return base::MakeError(absl::StatusCode::kUnauthenticated, "UNKNOWN_SIGN_IN",
                           "this sign-in never began here, took too long, or has ended; sign in "
                           "again");
  }
  if (!auth::SameBytes(found->second->browser_sha256, auth::Sha256(browser))) {
    return base::MakeError(absl::StatusCode::kUnauthenticated, "OTHER_BROWSER",
                           "this sign-in began in another browser, or another one began after it; "
                           "sign in again");
  }
  PendingSignIn sign_in = std::move(found->second->sign_in);
  Forget(found->second);
  return sign_in;
}

size_t PendingSignIns::size() const {
  base::MutexLock lock(&mutex_);
  return entries_.size();
}

void PendingSignIns::Forget(Entries::iterator entry) {
  by_state_.erase(entry->state_sha256);
  entries_.erase(entry);
}

void PendingSignIns::ForgetOld(absl::Time now) {
  while (!entries_.empty() && now - entries_.front().begun_at >= options_.age_max) {
    Forget(entries_.begin());
  }
}

}  // namespace logboek::gateway
