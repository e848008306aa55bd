#include "clients/cli/dates.h"

#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::cli {
namespace {

using base::StatusIs;

std::string Parsed(absl::string_view text) {
  const auto date = ParseDate(text);
  return date.ok() ? DateText(*date) : "no date";
}

TEST(Dates, AreReadInBothOrders) {
  EXPECT_EQ(Parsed("2026-04-01"), "2026-04-01");
  EXPECT_EQ(Parsed("01-04-2026"), "2026-04-01");
  EXPECT_EQ(Parsed("29-02-2024"), "2024-02-29");
}

TEST(Dates, OnlyRealOnesOfTheCenturyPass) {
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "1999-12-31", "2101-01-01",
                           "2026-4-1", "1-4-2026", "2026/04/01", "20260401", "vandaag", "", "--",
                           "2026-04-01-02", "+026-04-01", "2026-04- 1"}) {
    EXPECT_EQ(Parsed(text), "no date") << text;
  }
  EXPECT_EQ(Parsed("2000-01-01"), "2000-01-01");
  EXPECT_EQ(Parsed("2100-12-31"), "2100-12-31");
}

TEST(Dates, KnownAtIsAPositionOrTheEndOfADay) {
  ASSERT_OK_AND_ASSIGN(const v1::AsKnown position, ParseKnownAt("4711"));
  EXPECT_EQ(position.position(), 4711u);
  // 1 April 2026 ends at 22:00 UTC: summer time in Amsterdam.
  ASSERT_OK_AND_ASSIGN(const v1::AsKnown day, ParseKnownAt("2026-04-01"));
  EXPECT_EQ(InstantText(day.time()), "2026-04-01T21:59:59.999999999Z");
  ASSERT_OK_AND_ASSIGN(const v1::AsKnown winter, ParseKnownAt("01-01-2026"));
  EXPECT_EQ(InstantText(winter.time()), "2026-01-01T22:59:59.999999999Z");
  ASSERT_OK_AND_ASSIGN(const v1::AsKnown instant, ParseKnownAt("2026-04-01T12:00:00+02:00"));
  EXPECT_EQ(InstantText(instant.time()), "2026-04-01T10:00:00Z");
  EXPECT_THAT(ParseKnownAt("0"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseKnownAt("gisteren"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseKnownAt("infinite-future"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Dates, TheLastDayIsTheOneBeforeTheEnd) {
  ASSERT_OK_AND_ASSIGN(const google::type::Date until, ParseDate("2026-03-01"));
  EXPECT_EQ(LastDayText(until), "2026-02-28");
  EXPECT_EQ(LastDayText({}), "");
  EXPECT_EQ(DateText({}), "");
}

TEST(Dates, InstantsAreShownInAmsterdam) {
  google::protobuf::Timestamp instant;
  EXPECT_EQ(MinuteText(instant), "");
  instant.set_seconds(1776672000);
  EXPECT_EQ(MinuteText(instant), "2026-04-20 10:00");
  EXPECT_EQ(SecondText(instant), "2026-04-20 10:00:00");
  EXPECT_EQ(InstantText(instant), "2026-04-20T08:00:00Z");
}

}  // namespace
}  // namespace logboek::cli
