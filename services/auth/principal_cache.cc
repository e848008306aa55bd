#include "services/auth/principal_cache.h"

#include <iterator>
#include <utility>

namespace logboek::auth {

std::optional<PrincipalCache::Answer> PrincipalCache::Find(absl::string_view sha256,
                                                           absl::Time now) {
  base::MutexLock lock(&mutex_);
  const auto found = by_hash_.find(sha256);
  if (found == by_hash_.end()) return std::nullopt;
  const Entries::iterator entry = found->second;
  if (now >= entry->until) {
    Remove(entry);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->answer;
}

void PrincipalCache::Put(std::string sha256, Answer answer, absl::Time until) {
  base::MutexLock lock(&mutex_);
  if (const auto found = by_hash_.find(sha256); found != by_hash_.end()) Remove(found->second);
  if (entries_.size() >= entries_max_) Remove(std::prev(entries_.end()));
  entries_.push_front({sha256, std::move(answer), until});
  by_hash_[std::move(sha256)] = entries_.begin();
}

size_t PrincipalCache::size() const {
  base::MutexLock lock(&mutex_);
  return entries_.size();
}

void PrincipalCache::Remove(Entries::iterator entry) {
  by_hash_.erase(entry->sha256);
  entries_.erase(entry);
}

}  // namespace logboek::auth
