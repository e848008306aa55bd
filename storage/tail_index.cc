#include "storage/tail_index.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace logboek::storage {
namespace {

// A reader waits for at most this many entries, however large the group is.
constexpr size_t kEntriesPerLock = 64;

void AddPosting(std::vector<Posting>* list, const Posting& posting) {
  // An event that names a tag twice is in its list once.
  if (!list->empty() && list->back().position == posting.position) return;
  list->push_back(posting);
}

}  // namespace

std::string PushKey(absl::string_view source, absl::string_view source_id) {
  return absl::StrCat(source, absl::string_view("\0", 1), source_id);
}

void TailIndex::AddOne(const IndexEntry& entry) {
  const Posting posting{.position = ++last_.value, .type = entry.type};
  AddPosting(&lists_[TypeListName(entry.type)], posting);
  for (const Tag& tag : entry.tags) AddPosting(&lists_[TagListName(tag)], posting);
  if (entry.push_index != 0 || (entry.source.empty() && entry.source_id.empty())) return;
  pushes_[PushKey(entry.source, entry.source_id)] =
      PushRecord{.first = last_, .count = entry.push_count, .command_digest = entry.command_digest};
}

void TailIndex::Add(absl::Span<const IndexEntry> entries) {
  while (!entries.empty()) {
    const auto some = entries.first(std::min(entries.size(), kEntriesPerLock));
    entries.remove_prefix(some.size());
    base::MutexLock lock(&mutex_);
    for (const IndexEntry& entry : some) AddOne(entry);
  }
}

Position TailIndex::last() const {
  base::MutexLock lock(&mutex_);
  return last_;
}

std::vector<uint64_t> TailIndex::Match(const PostingQuery& query) const {
  base::MutexLock lock(&mutex_);
  const auto& lists = lists_;
  auto matches = MatchPostings(query, [&lists](absl::string_view name, bool backwards) {
    const auto found = lists.find(name);
    if (found == lists.end()) return SpanCursor({}, backwards);
    return SpanCursor(found->second, backwards);
  });
  CHECK(matches.ok(), "lists in memory are never damaged");
  return *std::move(matches);
}

std::optional<PushRecord> TailIndex::FindPush(absl::string_view push_key) const {
  base::MutexLock lock(&mutex_);
  const auto found = pushes_.find(push_key);
  if (found == pushes_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::pair<absl::string_view, absl::Span<const Posting>>> TailIndex::SortedLists()
    const {
  base::MutexLock lock(&mutex_);
  std::vector<std::pair<absl::string_view, absl::Span<const Posting>>> sorted;
  sorted.reserve(lists_.size());
  for (const auto& [name, list] : lists_) sorted.emplace_back(name, list);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return sorted;
}

std::vector<std::pair<absl::string_view, const PushRecord*>> TailIndex::SortedPushes() const {
  base::MutexLock lock(&mutex_);
  std::vector<std::pair<absl::string_view, const PushRecord*>> sorted;
  sorted.reserve(pushes_.size());
  for (const auto& [key, push] : pushes_) sorted.emplace_back(key, &push);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace logboek::storage
