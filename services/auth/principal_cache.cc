#include "services/auth/principal_cache.h"

#include <iterator>
#include <utility>

namespace logboek::auth {

std::optional<PrincipalCache::Answer> PrincipalCache::Find(absl::uint128 digest, absl::Time now) {
  base::MutexLock lock(&mutex_);
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return std::nullopt;
  const Entries::iterator entry = found->second;
  if (now >= entry->until) {
    Remove(entry);
    return std::nullopt;
  }
  if (entry != entries_.begin()) entries_.splice(entries_.begin(), entries_, entry);
  return entry->answer;
}

void PrincipalCache::Put(absl::uint128 digest, Answer answer, absl::Time until) {
  base::MutexLock lock(&mutex_);
  if (const auto found = by_digest_.find(digest); found != by_digest_.end()) Remove(found->second);
  if (entries_.size() >= entries_max_) Remove(std::prev(entries_.end()));
  entries_.push_front({digest, std::move(answer), until});
  by_digest_[digest] = entries_.begin();
}

size_t PrincipalCache::size() const {
  base::MutexLock lock(&mutex_);
  return entries_.size();
}

void PrincipalCache::Remove(Entries::iterator entry) {
  by_digest_.erase(entry->digest);
  entries_.erase(entry);
}

}  // namespace logboek::auth
