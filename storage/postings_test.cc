#include "storage/postings.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::storage {
namespace {

using ::testing::ElementsAre;

const std::vector<Posting> kList = {{2, 1}, {5, 2}, {6, 1}, {9, 3}};

TEST(SpanCursorTest, SeeksForwards) {
  const auto cursor = SpanCursor(kList, /*backwards=*/false);
  ASSERT_TRUE(cursor->SeekTo(1));
  EXPECT_EQ(cursor->posting().position, 2u);
  ASSERT_TRUE(cursor->SeekTo(5));
  EXPECT_EQ(cursor->posting(), (Posting{5, 2}));
  ASSERT_TRUE(cursor->SeekTo(3)) << "never back, and stays where it is";
  EXPECT_EQ(cursor->posting().position, 5u);
  ASSERT_TRUE(cursor->SeekTo(7));
  EXPECT_EQ(cursor->posting().position, 9u);
  EXPECT_FALSE(cursor->SeekTo(10));
}

TEST(SpanCursorTest, SeeksBackwards) {
  const auto cursor = SpanCursor(kList, /*backwards=*/true);
  ASSERT_TRUE(cursor->SeekTo(8));
  EXPECT_EQ(cursor->posting().position, 6u);
  ASSERT_TRUE(cursor->SeekTo(9)) << "never back";
  EXPECT_EQ(cursor->posting().position, 6u);
  ASSERT_TRUE(cursor->SeekTo(2));
  EXPECT_EQ(cursor->posting().position, 2u);
  EXPECT_FALSE(cursor->SeekTo(1));
}

TEST(ListNameTest, TagsAndTypesNeverShareAList) {
  EXPECT_NE(TagListName({TagKind::kRegion, "00000001"}), TypeListName(1));
  EXPECT_NE(TagListName({TagKind::kRegion, "a"}), TagListName({TagKind::kPractice, "a"}));
  EXPECT_EQ(TypeListName(0xabc),
            "\x7f"
            "00000abc");
}

// A list that is damaged from the start.
class DamagedCursor final : public PostingCursor {
 public:
  bool SeekTo(uint64_t) override { return false; }
  const Posting& posting() const override { return posting_; }
  absl::Status status() const override { return absl::DataLossError("damaged"); }

 private:
  Posting posting_;
};

TEST(MatchPostingsTest, DamageIsNotTheEndOfTheList) {
  PostingQuery query;
  query.types = {1, 2};
  query.high = 9;
  query.positions_max = 10;
  const auto source = [](absl::string_view list, bool backwards) -> std::unique_ptr<PostingCursor> {
    if (list == TypeListName(2)) return std::make_unique<DamagedCursor>();
    return SpanCursor(kList, backwards);
  };
  EXPECT_THAT(MatchPostings(query, source), base::StatusIs(absl::StatusCode::kDataLoss));
  query.types = {2};
  EXPECT_THAT(MatchPostings(query, source), base::StatusIs(absl::StatusCode::kDataLoss));
  query.types = {1};
  EXPECT_THAT(MatchPostings(query, source), base::IsOkAndHolds(ElementsAre(2, 6)));
}

TEST(MatchPostingsTest, StaysInItsRangeAndItsNumber) {
  const auto source = [](absl::string_view, bool backwards) {
    return SpanCursor(kList, backwards);
  };
  PostingQuery query;
  query.tags = {{TagKind::kRegion, "r"}};
  query.low = 3;
  query.high = 8;
  query.positions_max = 10;
  EXPECT_THAT(MatchPostings(query, source), base::IsOkAndHolds(ElementsAre(5, 6)));
  query.backwards = true;
  EXPECT_THAT(MatchPostings(query, source), base::IsOkAndHolds(ElementsAre(6, 5)));
  query.positions_max = 1;
  EXPECT_THAT(MatchPostings(query, source), base::IsOkAndHolds(ElementsAre(6)));
  query.high = 2;
  EXPECT_THAT(MatchPostings(query, source), base::IsOkAndHolds(ElementsAre()));
}

}  // namespace
}  // namespace logboek::storage
