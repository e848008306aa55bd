#include "storage/rocks/encoding.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/schema.h"

namespace logboek::storage {
namespace {

TEST(EncodingTest, PositionsSortAsNumbersDo) {
  std::vector<uint64_t> positions = {0, 1, 255, 256, 65535, 65536, uint64_t{1} << 40, UINT64_MAX};
  std::vector<std::string> keys;
  for (const uint64_t position : positions) {
    keys.push_back(EncodePosition(position));
    EXPECT_EQ(DecodePosition(keys.back()), position);
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(DecodePosition("short"), std::nullopt);
}

TEST(EncodingTest, BlocksOfAListLieTogetherAndInOrder) {
  const std::string a = TagListName({TagKind::kPractice, "p1"});
  const std::string longer = TagListName({TagKind::kPractice, "p1\x01"});
  EXPECT_LT(BlockKey(a, 2), BlockKey(a, 300));
  EXPECT_LT(BlockKey(a, UINT64_MAX), BlockKey(longer, 1));
  EXPECT_NE(BlockKey(longer, 1).substr(0, BlockPrefix(a).size()), BlockPrefix(a));
}

TEST(EncodingTest, BlocksComeBackAsTheyWere) {
  const std::vector<Posting> block = {{7, 1}, {8, 200}, {uint64_t{1} << 50, UINT32_MAX}};
  EXPECT_THAT(DecodeBlock(BlockKey("list", 7), EncodeBlock(block)), base::IsOkAndHolds(block));
}

TEST(EncodingTest, DamagedBlocksAreRefused) {
  const std::string key = BlockKey("list", 7);
  const std::string good = EncodeBlock(std::vector<Posting>{{7, 1}, {9, 300}});
  for (size_t length = 0; length < good.size(); ++length) {
    // Cut between two postings it is a shorter block; a checksum guards against that.
    if (length == 2) continue;
    EXPECT_THAT(DecodeBlock(key, good.substr(0, length)),
                base::StatusIs(absl::StatusCode::kDataLoss))
        << length;
  }
  EXPECT_THAT(DecodeBlock(key, std::string("\x01\x01", 2)), base::Refuses("STORE_DAMAGED"));
  EXPECT_THAT(DecodeBlock(key, std::string("\0\x01\0\x01", 4)), base::Refuses("STORE_DAMAGED"));
  EXPECT_THAT(DecodeBlock(key, std::string(11, '\xff')), base::Refuses("STORE_DAMAGED"));
  EXPECT_THAT(DecodeBlock("key", good), base::Refuses("STORE_DAMAGED"));
}

TEST(EncodingTest, PositionsOfABlockNeverRunBackwards) {
  const std::string last = BlockKey("list", UINT64_MAX);
  EXPECT_OK(DecodeBlock(last, std::string("\0\x01", 2)));
  EXPECT_THAT(DecodeBlock(last, std::string("\0\x01\x01\x01", 4)), base::Refuses("STORE_DAMAGED"));
}

TEST(EncodingTest, ANumberIsSaidInOneWayOnly) {
  const std::string largest = EncodePush({.first = Position{UINT64_MAX}, .count = 1});
  ASSERT_OK_AND_ASSIGN(const PushRecord read, DecodePush(largest));
  EXPECT_EQ(read.first.value, UINT64_MAX);
  EXPECT_THAT(DecodePush(std::string(9, '\xff') + "\x03\x01"), base::Refuses("STORE_DAMAGED"))
      << "65 bits";
  EXPECT_THAT(DecodePush(std::string("\x81\0\x01", 3)), base::Refuses("STORE_DAMAGED"))
      << "1 in two bytes";
}

TEST(EncodingTest, PushesComeBackAsTheyWere) {
  const PushRecord push{
      .first = Position{300}, .count = 2, .command_digest = std::string("\0d", 2)};
  ASSERT_OK_AND_ASSIGN(const PushRecord read, DecodePush(EncodePush(push)));
  EXPECT_EQ(read.first, push.first);
  EXPECT_EQ(read.count, push.count);
  EXPECT_EQ(read.command_digest, push.command_digest);
  EXPECT_THAT(DecodePush("\xff"), base::StatusIs(absl::StatusCode::kDataLoss));
}

TEST(SchemaTest, TheTableIsInTheOrderOfItsIds) {
  for (size_t i = 0; i < kFamilyCount; ++i) {
    EXPECT_EQ(static_cast<size_t>(kFamilies[i].id), i) << kFamilies[i].name;
  }
}

}  // namespace
}  // namespace logboek::storage
