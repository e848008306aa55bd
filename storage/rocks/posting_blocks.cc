#include "storage/rocks/posting_blocks.h"

#include <rocksdb/iterator.h>

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"

namespace logboek::storage {
namespace {

class BlockPostingCursor final : public PostingCursor {
 public:
  BlockPostingCursor(const Store& store, absl::string_view list, bool backwards)
      : list_(list),
        prefix_(BlockPrefix(list)),
        backwards_(backwards),
        it_(store.db()->NewIterator(rocksdb::ReadOptions(), store.family(FamilyId::kTags))) {}

  bool SeekTo(uint64_t target) override {
    // Targets only move on, so an end is final.
    ended_ = ended_ || !Advance(target);
    return !ended_;
  }

  const Posting& posting() const override { return in_block_->posting(); }
  absl::Status status() const override { return status_; }

 private:
  bool Advance(uint64_t target) {
    if (in_block_ != nullptr && in_block_->SeekTo(target)) return true;
    // Most often the list is walked through: the neighbour is tried before a search.
    if (in_block_ != nullptr) {
      if (!Step()) return false;
      if (in_block_->SeekTo(target)) return true;
    }
    return Search(target);
  }

  // From the start: the block that may hold `target`, or the one beyond it.
  bool Search(uint64_t target) {
    it_->SeekForPrev(BlockKey(list_, target));
    if (!InList() && !backwards_) it_->Seek(prefix_);
    if (!Load()) return false;
    if (in_block_->SeekTo(target)) return true;
    return Step() && in_block_->SeekTo(target);
  }

  bool Step() {
    if (backwards_) {
      it_->Prev();
    } else {
      it_->Next();
    }
    return Load();
  }

  bool InList() const { return it_->Valid() && absl::StartsWith(ToView(it_->key()), prefix_); }

  bool Load() {
    in_block_ = nullptr;
    if (!InList()) {
      status_.Update(FromRocks(it_->status(), "reading a posting list"));
      return false;
    }
    auto block = DecodeBlock(ToView(it_->key()), ToView(it_->value()));
    if (!block.ok()) {
      status_.Update(block.status());
      return false;
    }
    block_ = *std::move(block);
    in_block_ = SpanCursor(block_, backwards_);
    return true;
  }

  const std::string list_;
  const std::string prefix_;
  const bool backwards_;
  const std::unique_ptr<rocksdb::Iterator> it_;
  absl::Status status_;
  bool ended_ = false;
  std::vector<Posting> block_;
  // Null before the first block and behind the last.
  std::unique_ptr<PostingCursor> in_block_;
};

}  // namespace

std::unique_ptr<PostingCursor> BlockCursor(const Store& store, absl::string_view list,
                                           bool backwards) {
  return std::make_unique<BlockPostingCursor>(store, list, backwards);
}

LastBlocks::LastBlocks(const Store& store)
    : it_(store.db()->NewIterator(rocksdb::ReadOptions(), store.family(FamilyId::kTags))) {}

absl::StatusOr<std::vector<Posting>> LastBlocks::Find(absl::string_view list) {
  it_->SeekForPrev(BlockKey(list, UINT64_MAX));
  RETURN_IF_ERROR(FromRocks(it_->status(), "reading a posting list"));
  if (!it_->Valid() || !absl::StartsWith(ToView(it_->key()), BlockPrefix(list))) {
    return std::vector<Posting>();
  }
  return DecodeBlock(ToView(it_->key()), ToView(it_->value()));
}

}  // namespace logboek::storage
