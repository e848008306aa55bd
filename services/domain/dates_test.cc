#include "services/domain/dates.h"

#include <gtest/gtest.h>

namespace logboek::domain {
namespace {

TEST(DatesTest, RangesAreHalfOpen) {
  const DateRange year{absl::CivilDay(2025, 4, 1), absl::CivilDay(2026, 4, 1)};
  EXPECT_TRUE(year.Contains(absl::CivilDay(2025, 4, 1)));
  EXPECT_TRUE(year.Contains(absl::CivilDay(2026, 3, 31)));
  EXPECT_FALSE(year.Contains(absl::CivilDay(2026, 4, 1)));
  EXPECT_TRUE(Intersect(year, {absl::CivilDay(2026, 4, 1)}).empty());
}

TEST(DatesTest, OnlyDaysOfTheCalendarAreReal) {
  google::type::Date date;
  EXPECT_TRUE(IsAbsent(date));
  EXPECT_FALSE(IsRealDate(date));
  date.set_year(2024);
  date.set_month(2);
  date.set_day(29);
  EXPECT_TRUE(IsRealDate(date));
  EXPECT_EQ(ToIso(FromProto(date)), "2024-02-29");
  date.set_year(2023);
  EXPECT_FALSE(IsRealDate(date));
  date.set_month(13);
  EXPECT_FALSE(IsRealDate(date));
}

TEST(DatesTest, YearAfterTheLeapDayStartsOnTheFirstOfMarch) {
  EXPECT_EQ(AddYears(absl::CivilDay(2024, 2, 29), 1), absl::CivilDay(2025, 3, 1));
  EXPECT_EQ(AddYears(absl::CivilDay(2023, 4, 1), 2), absl::CivilDay(2025, 4, 1));
}

TEST(DatesTest, ProtoRoundTrip) {
  EXPECT_EQ(FromProto(ToProto(absl::CivilDay(2026, 11, 30))), absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(UntilFromProto(google::type::Date()), kNoEnd);
}

}  // namespace
}  // namespace logboek::domain
