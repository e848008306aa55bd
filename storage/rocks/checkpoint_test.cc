#include "storage/rocks/checkpoint.h"

#include <memory>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/posting_blocks.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

const Tag kRegion{TagKind::kRegion, "r"};

RocksLogOptions Options(const TempFolder& folder) {
  RocksLogOptions options;
  options.path = folder.Sub("store");
  options.indexer = IndexTestRecord;
  options.block_cache_bytes = 1 << 20;
  return options;
}

// Checkpoints `events` events of the region behind `base`.
void Checkpoint(const Store& store, uint64_t base, uint64_t events) {
  TailIndex tail(Position{base});
  IndexEntry entry;
  entry.tags = {kRegion};
  entry.type = 1;
  tail.Add(std::vector<IndexEntry>(events, entry));
  ASSERT_OK(WriteCheckpoint(store, tail));
}

std::vector<size_t> BlockSizes(const Store& store) {
  std::vector<size_t> sizes;
  const std::unique_ptr<rocksdb::Iterator> it(
      store.db()->NewIterator(rocksdb::ReadOptions(), store.family(FamilyId::kTags)));
  const std::string prefix = BlockPrefix(TagListName(kRegion));
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    const auto block = DecodeBlock(ToView(it->key()), ToView(it->value()));
    EXPECT_OK(block);
    if (block.ok()) sizes.push_back(block->size());
  }
  return sizes;
}

TEST(CheckpointTest, FillsTheLastBlockBeforeItBeginsAnother) {
  const TempFolder folder;
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(Options(folder)));
  Checkpoint(*store, 0, 500);
  EXPECT_THAT(BlockSizes(*store), testing::ElementsAre(500));
  Checkpoint(*store, 500, 3);
  EXPECT_THAT(BlockSizes(*store), testing::ElementsAre(503));
  Checkpoint(*store, 503, 600);
  EXPECT_THAT(BlockSizes(*store), testing::ElementsAre(512, 512, 79));
}

TEST(CheckpointTest, CursorsCrossBlocksInBothDirections) {
  const TempFolder folder;
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(Options(folder)));
  Checkpoint(*store, 100, 1200);
  for (const bool backwards : {false, true}) {
    const auto cursor = BlockCursor(*store, TagListName(kRegion), backwards);
    for (uint64_t step = 0; step < 1200; ++step) {
      const uint64_t position = backwards ? 1300 - step : 101 + step;
      ASSERT_TRUE(cursor->SeekTo(position)) << position;
      ASSERT_EQ(cursor->posting().position, position);
    }
    EXPECT_FALSE(cursor->SeekTo(backwards ? 100 : 1301));
    EXPECT_OK(cursor->status());
  }
  const auto far = BlockCursor(*store, TagListName(kRegion), /*backwards=*/false);
  ASSERT_TRUE(far->SeekTo(1));
  EXPECT_EQ(far->posting().position, 101u);
  ASSERT_TRUE(far->SeekTo(1250));
  EXPECT_EQ(far->posting().position, 1250u);
}

TEST(CheckpointTest, IsThereWhenTheStoreIsOpenedAgain) {
  const TempFolder folder;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(Options(folder)));
    EXPECT_EQ(store->checkpoint(), 0u);
    Checkpoint(*store, 0, 10);
  }
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(Options(folder)));
  EXPECT_EQ(store->checkpoint(), 10u);
  EXPECT_THAT(BlockSizes(*store), testing::ElementsAre(10));
}

TEST(CheckpointTest, AnotherIndexerVersionBeginsAnew) {
  const TempFolder folder;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(Options(folder)));
    Checkpoint(*store, 0, 10);
  }
  RocksLogOptions options = Options(folder);
  options.indexer_version = 2;
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(options));
  EXPECT_EQ(store->checkpoint(), 0u);
  EXPECT_THAT(BlockSizes(*store), testing::IsEmpty());
}

}  // namespace
}  // namespace logboek::storage
