#include "storage/postings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::storage {
namespace {

// Beside the numbers of TagKind, for the lists of types.
constexpr char kTypeListKind = '\x7f';

bool IsBefore(uint64_t a, uint64_t b, bool backwards) { return backwards ? a > b : a < b; }

class SpanPostingCursor final : public PostingCursor {
 public:
  SpanPostingCursor(absl::Span<const Posting> postings, bool backwards)
      : rest_(postings), backwards_(backwards) {}

  bool SeekTo(uint64_t target) override {
    const auto by_position = [](const Posting& posting, uint64_t position) {
      return posting.position < position;
    };
    // rest_ always begins (backwards: ends) with the current posting, so what lies behind is never
    // looked at again.
    if (backwards_) {
      const auto end = std::lower_bound(rest_.begin(), rest_.end(), target + 1, by_position);
      rest_ = rest_.first(static_cast<size_t>(end - rest_.begin()));
    } else {
      const auto begin = std::lower_bound(rest_.begin(), rest_.end(), target, by_position);
      rest_.remove_prefix(static_cast<size_t>(begin - rest_.begin()));
    }
    return !rest_.empty();
  }

  const Posting& posting() const override { return backwards_ ? rest_.back() : rest_.front(); }

 private:
  absl::Span<const Posting> rest_;
  const bool backwards_;
};

// The union of several lists.
class UnionCursor final : public PostingCursor {
 public:
  UnionCursor(std::vector<std::unique_ptr<PostingCursor>> parts, bool backwards)
      : parts_(std::move(parts)), backwards_(backwards) {}

  bool SeekTo(uint64_t target) override {
    nearest_ = nullptr;
    for (const auto& part : parts_) {
      if (!part->SeekTo(target)) continue;
      if (nearest_ == nullptr ||
          IsBefore(part->posting().position, nearest_->position, backwards_)) {
        nearest_ = &part->posting();
      }
    }
    return nearest_ != nullptr && status().ok();
  }

  const Posting& posting() const override { return *nearest_; }

  absl::Status status() const override {
    for (const auto& part : parts_) RETURN_IF_ERROR(part->status());
    return absl::OkStatus();
  }

 private:
  const std::vector<std::unique_ptr<PostingCursor>> parts_;
  const bool backwards_;
  const Posting* nearest_ = nullptr;
};

std::vector<std::unique_ptr<PostingCursor>> OpenCursors(const PostingQuery& query,
                                                        const PostingSource& source) {
  std::vector<std::unique_ptr<PostingCursor>> cursors;
  for (const Tag& tag : query.tags) cursors.push_back(source(TagListName(tag), query.backwards));
  if (!cursors.empty()) return cursors;
  for (const uint32_t type : query.types) {
    cursors.push_back(source(TypeListName(type), query.backwards));
  }
  if (cursors.size() == 1) return cursors;
  std::vector<std::unique_ptr<PostingCursor>> whole;
  whole.push_back(std::make_unique<UnionCursor>(std::move(cursors), query.backwards));
  return whole;
}

// Moves every cursor to the nearest position they all have, and `target` with them. False when
// there is none.
bool Align(absl::Span<const std::unique_ptr<PostingCursor>> cursors, uint64_t* target) {
  size_t agreed = 0;
  for (size_t i = 0; agreed < cursors.size(); i = (i + 1) % cursors.size()) {
    if (!cursors[i]->SeekTo(*target)) return false;
    const uint64_t position = cursors[i]->posting().position;
    agreed = position == *target ? agreed + 1 : 1;
    *target = position;
  }
  return true;
}

bool HasType(absl::Span<const uint32_t> types, uint32_t type) {
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

std::string TagListName(const Tag& tag) {
  return absl::StrCat(std::string(1, static_cast<char>(tag.kind)), tag.value);
}

std::string TypeListName(uint32_t type) {
  return absl::StrCat(std::string(1, kTypeListKind), absl::Hex(type, absl::kZeroPad8));
}

std::unique_ptr<PostingCursor> SpanCursor(absl::Span<const Posting> postings, bool backwards) {
  return std::make_unique<SpanPostingCursor>(postings, backwards);
}

absl::StatusOr<std::vector<uint64_t>> MatchPostings(const PostingQuery& query,
                                                    const PostingSource& source) {
  CHECK(!query.tags.empty() || !query.types.empty(), "every position needs no lists");
  CHECK(query.low >= 1);
  std::vector<uint64_t> matches;
  if (query.high < query.low) return matches;
  const auto cursors = OpenCursors(query, source);
  uint64_t target = query.backwards ? query.high : query.low;
  while (matches.size() < query.positions_max && Align(cursors, &target)) {
    if (target < query.low || target > query.high) break;
    if (HasType(query.types, cursors[0]->posting().type)) matches.push_back(target);
    if (target == (query.backwards ? query.low : query.high)) break;
    target = query.backwards ? target - 1 : target + 1;
  }
  for (const auto& cursor : cursors) RETURN_IF_ERROR(cursor->status());
  return matches;
}

}  // namespace logboek::storage
