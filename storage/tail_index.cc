#include "storage/tail_index.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace logboek::storage {
namespace {

// A reader waits for at most this many entries, however large the group is.
constexpr size_t kEntriesPerLock = 64;

}  // namespace

std::string PushKey(absl::string_view source, absl::string_view source_id) {
  return absl::StrCat(source, absl::string_view("\0", 1), source_id);
}

void TailIndex::AddPosting(absl::string_view list, const Posting& posting) {
  auto found = lists_.find(list);
  if (found == lists_.end()) found = lists_.try_emplace(arena_.Keep(list)).first;
  List& postings = found->second;
  // An event that names a tag twice is in its list once.
  if (!postings.empty() && postings.back().position == posting.position) return;
  postings.push_back(posting);
}

void TailIndex::AddPush(const IndexEntry& entry) {
  scratch_.assign(entry.source).append(1, '\0').append(entry.source_id);
  auto found = pushes_.find(scratch_);
  if (found == pushes_.end()) found = pushes_.try_emplace(arena_.Keep(scratch_)).first;
  found->second = Push{
      .first = last_.value, .count = entry.push_count, .digest = arena_.Keep(entry.command_digest)};
}

void TailIndex::AddOne(const IndexEntry& entry) {
  const Posting posting{.position = ++last_.value, .type = entry.type};
  AddPosting(TypeListName(entry.type), posting);
  for (const Tag& tag : entry.tags) {
    scratch_.assign(1, static_cast<char>(tag.kind)).append(tag.value);
    AddPosting(scratch_, posting);
  }
  const bool pushed = !entry.source.empty() || !entry.source_id.empty();
  if (pushed && entry.push_index == 0) AddPush(entry);
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
  const auto* lists = &lists_;
  auto matches = MatchPostings(query, [lists](absl::string_view name, bool backwards) {
    const auto found = lists->find(name);
    if (found == lists->end()) return SpanCursor({}, backwards);
    return SpanCursor(absl::MakeConstSpan(found->second), backwards);
  });
  CHECK(matches.ok(), "lists in memory are never damaged");
  return *std::move(matches);
}

std::optional<PushRecord> TailIndex::FindPush(absl::string_view push_key) const {
  base::MutexLock lock(&mutex_);
  const auto found = pushes_.find(push_key);
  if (found == pushes_.end()) return std::nullopt;
  return found->second.ToRecord();
}

std::vector<std::pair<absl::string_view, absl::Span<const Posting>>> TailIndex::SortedLists()
    const {
  base::MutexLock lock(&mutex_);
  std::vector<std::pair<absl::string_view, absl::Span<const Posting>>> sorted;
  sorted.reserve(lists_.size());
  for (const auto& [name, list] : lists_) sorted.emplace_back(name, absl::MakeConstSpan(list));
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return sorted;
}

std::vector<std::pair<absl::string_view, PushRecord>> TailIndex::SortedPushes() const {
  base::MutexLock lock(&mutex_);
  std::vector<std::pair<absl::string_view, PushRecord>> sorted;
  sorted.reserve(pushes_.size());
  for (const auto& [key, push] : pushes_) sorted.emplace_back(key, push.ToRecord());
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return sorted;
}

}  // namespace logboek::storage
