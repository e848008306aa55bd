#include "services/accesslog/access_keys.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::accesslog {
namespace {

constexpr RecordId kEarly{.micros = 255, .number = uint64_t{1} << 40};
constexpr RecordId kLate{.micros = 256, .number = 3};

TEST(AccessKeysTest, GiveTheRecordBack) {
  for (const RecordId id : {kEarly, kLate, RecordId{}}) {
    EXPECT_EQ(IdOfKey(MainKey(id)), id);
    EXPECT_EQ(IdOfKey(IndexKey(PersonPrefix("p1"), id)), id);
  }
  EXPECT_EQ(IdOfKey("too short"), std::nullopt);
}

TEST(AccessKeysTest, SortByTimeThenNumber) {
  EXPECT_LT(MainKey(kEarly), MainKey(kLate));
  EXPECT_LT(MainKey({256, 2}), MainKey(kLate));
  EXPECT_LT(MainKey(kEarly), MainKeyAt(256));
  EXPECT_LT(MainKeyAt(256), MainKey({256, 0}));
  EXPECT_EQ(MainKeyAt(-1), MainKeyAt(0));
}

TEST(AccessKeysTest, APersonsListHoldsNobodyElse) {
  const std::string prefix = PersonPrefix("p1");
  for (const char* other : {"p", "p11", "p1\x01"}) {
    EXPECT_NE(IndexKey(PersonPrefix(other), kLate).substr(0, prefix.size()), prefix) << other;
  }
  EXPECT_NE(PersonPrefix("a"), UserPrefix("a"));
  EXPECT_NE(PersonPrefix("a"), PracticePrefix("a"));
}

TEST(AccessKeysTest, StayAsTheyWereWritten) {
  EXPECT_EQ(MainKey({0x0102, 0x03}),
            std::string("access/\0\0\0\0\0\0\x01\x02\0\0\0\0\0\0\0\x03", 23));
  EXPECT_EQ(IndexKey(PersonPrefix("p"), {1, 2}),
            std::string("person/p\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02", 25));
  EXPECT_EQ(IndexKey(UserPrefix("u"), {1, 2}),
            std::string("user/u\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02", 23));
  EXPECT_EQ(IndexKey(PracticePrefix("p"), {1, 2}),
            std::string("practice/p\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x02", 27));
}

}  // namespace
}  // namespace logboek::accesslog
