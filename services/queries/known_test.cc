#include "services/queries/known.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/region_scope.h"
#include "services/queries/register_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;

AsKnown AtPosition(uint64_t position) { return {.position = position}; }
AsKnown AtTime(absl::Time time) { return {.time = time}; }

class RegistersTest : public ::testing::Test {
 protected:
  RegistersTest() { fixture_.Push(PlanAndCourse()); }

  Registers Make(RegistersOptions options = {}) {
    return Registers(fixture_.registrar.get(), &fixture_.log, &fixture_.clock, options);
  }

  RegisterFixture fixture_;
};

TEST_F(RegistersTest, NowIsOneCopyForAsLongAsNothingIsRecorded) {
  const Registers registers = Make();
  const Snapshot first = registers.Now();
  EXPECT_EQ(first.position, 2u);
  EXPECT_EQ(first.default_at, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(first.recorded_at, fixture_.clock.Now());
  EXPECT_EQ(registers.Now().reg, first.reg);
  fixture_.Push({test::RegisterPractice("pr-1")});
  const Snapshot second = registers.Now();
  EXPECT_EQ(second.position, 3u);
  EXPECT_TRUE(second.reg->practices.contains("pr-1"));
  EXPECT_FALSE(first.reg->practices.contains("pr-1"));
}

TEST_F(RegistersTest, AFoldHasExactlyTheEventsUpToItsPosition) {
  fixture_.Push({test::RegisterPractice("pr-1"), test::RegisterPractice("pr-2")});
  const Registers registers = Make();
  for (uint64_t position = 0; position <= 4; ++position) {
    ASSERT_OK_AND_ASSIGN(const Snapshot past, registers.At(AtPosition(position), test::kRegion));
    EXPECT_EQ(past.position, position);
    EXPECT_EQ(past.reg->regions.size(), position >= 1 ? 1u : 0u);
    EXPECT_EQ(past.reg->practices.size(), position < 3 ? 0u : position - 2);
  }
  EXPECT_THAT(registers.At(AtPosition(5), test::kRegion), Refuses("POSITION_AHEAD"));
}

TEST_F(RegistersTest, AnInstantIsTheLastEventRecordedAtOrBeforeIt) {
  const absl::Time start = fixture_.clock.Now();
  for (int i = 0; i < 9; ++i) {
    // Three events at each instant.
    if (i % 3 == 0) fixture_.clock.Advance(absl::Hours(1));
    fixture_.Push({test::RegisterPractice(absl::StrCat("pr-", i))});
  }
  const Registers registers = Make();
  const auto position_at = [&](absl::Time time) {
    const absl::StatusOr<Snapshot> past = registers.At(AtTime(time), test::kRegion);
    EXPECT_OK(past);
    return past->position;
  };
  EXPECT_EQ(position_at(start - absl::Nanoseconds(1)), 0u);
  EXPECT_EQ(position_at(start), 2u);
  EXPECT_EQ(position_at(start + absl::Minutes(59)), 2u);
  EXPECT_EQ(position_at(start + absl::Hours(1)), 5u);
  EXPECT_EQ(position_at(start + absl::Hours(2)), 8u);
  EXPECT_EQ(position_at(start + absl::Hours(3) - absl::Nanoseconds(1)), 8u);
  EXPECT_EQ(position_at(start + absl::Hours(3)), 11u);
  EXPECT_EQ(position_at(start + absl::Hours(24 * 365)), 11u);
}

TEST_F(RegistersTest, TheDateOfAFoldIsThatOfItsMoment) {
  fixture_.clock.Advance(absl::Hours(24 * 40));
  fixture_.Push({test::RegisterPractice("pr-1")});
  const Registers registers = Make();
  ASSERT_OK_AND_ASSIGN(const Snapshot at_position, registers.At(AtPosition(2), test::kRegion));
  EXPECT_EQ(at_position.default_at, absl::CivilDay(2026, 11, 30));
  // Half past eleven in the evening in UTC is the next day in Amsterdam.
  const absl::Time late =
      absl::FromCivil(absl::CivilMinute(2026, 12, 1, 23, 30), absl::UTCTimeZone());
  ASSERT_OK_AND_ASSIGN(const Snapshot at_time, registers.At(AtTime(late), test::kRegion));
  EXPECT_EQ(at_time.default_at, absl::CivilDay(2026, 12, 2));
  EXPECT_EQ(at_time.position, 2u);
  ASSERT_OK_AND_ASSIGN(const Snapshot nothing, registers.At(AtPosition(0), test::kRegion));
  EXPECT_EQ(nothing.default_at, absl::CivilDay(2027, 1, 9));
}

TEST_F(RegistersTest, FoldsAreKeptLeastRecentlyUsedOutFirst) {
  for (int i = 0; i < 8; ++i) fixture_.Push({test::RegisterPractice(absl::StrCat("pr-", i))});
  const Registers registers = Make({.folds_max = 2});
  const auto fold = [&](uint64_t position) {
    const absl::StatusOr<Snapshot> past = registers.At(AtPosition(position), test::kRegion);
    EXPECT_OK(past);
    return past->reg;
  };
  const auto three = fold(3);
  const auto four = fold(4);
  EXPECT_EQ(fold(3), three);
  fold(5);
  EXPECT_EQ(fold(3), three);
  EXPECT_NE(fold(4), four);
  EXPECT_EQ(fold(4)->practices.size(), 2u);
}

TEST_F(RegistersTest, ALargeFoldIsAnsweredButNotKept) {
  fixture_.Push({test::RegisterPractice("pr-1"), test::RegisterPractice("pr-2")});
  const Registers registers = Make({.records_max = 2});
  ASSERT_OK_AND_ASSIGN(const Snapshot first, registers.At(AtPosition(4), test::kRegion));
  ASSERT_OK_AND_ASSIGN(const Snapshot second, registers.At(AtPosition(4), test::kRegion));
  EXPECT_NE(first.reg, second.reg);
  EXPECT_EQ(second.reg->practices.size(), 2u);
}

TEST_F(RegistersTest, FromTheFirstEventNothingKeptIsUsed) {
  const Registers registers = Make();
  ASSERT_OK_AND_ASSIGN(const Snapshot kept, registers.At(AtPosition(2), test::kRegion));
  ASSERT_OK_AND_ASSIGN(const Snapshot fresh,
                       registers.FromFirstEvent(AtPosition(2), test::kRegion));
  EXPECT_NE(kept.reg, fresh.reg);
  ASSERT_OK_AND_ASSIGN(const Snapshot now, registers.FromFirstEvent({}, test::kRegion));
  EXPECT_EQ(now.position, 2u);
  EXPECT_NE(now.reg, registers.Now().reg);
}

TEST_F(RegistersTest, FoldEndsWhenNobodyWaitsForIt) {
  const Registers registers = Make();
  const auto gone = [] { return absl::CancelledError("the client has left"); };
  EXPECT_EQ(registers.FromFirstEvent({}, test::kRegion, gone).status().code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(registers.At(AtPosition(1), test::kRegion, gone).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(RegistersTest, AnswersManyThreadsWhileEventsAreRecorded) {
  const Registers registers = Make({.folds_max = 3});
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&registers, &stop] {
      while (!stop.load()) {
        const Snapshot now = registers.Now();
        EXPECT_EQ(now.reg->practices.size(), now.position - 2);
        const auto past =
            registers.At(AtPosition(std::min(now.position, 2 + now.position % 5)), "");
        ASSERT_OK(past);
        EXPECT_EQ(past->reg->practices.size(), past->position - 2);
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    fixture_.Push({test::RegisterPractice(absl::StrCat("pr-", i))});
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_F(RegistersTest, ARegionStandsAloneUntilItsPeopleLearnElsewhere) {
  fixture_.Push(TrainedPractice("pr-1"));
  regioplan::v1::RegionPlan other = test::TestPlan();
  other.set_region("other");
  fixture_.Push({test::PublishPlan(other),
                 test::PublishOffering("far", event::v1::OFFERING_KIND_COURSE_OPEN,
                                       {"triage-basic"}, "other"),
                 test::RegisterPerson("stranger", "", "other"),
                 test::CompleteCourse("far", "stranger", "2024-01-10")});
  const Registers registers = Make();
  EXPECT_TRUE(StandsAlone(*registers.Now().reg, test::kRegion));
  EXPECT_TRUE(StandsAlone(*registers.Now().reg, "nowhere"));
  fixture_.Push({test::CompleteCourse("far", "pr-1b", "2024-01-10")});
  EXPECT_FALSE(StandsAlone(*registers.Now().reg, test::kRegion));
  // Taken back is not forgotten.
  fixture_.Push({test::RevokeCompletion("far", "pr-1b")});
  EXPECT_FALSE(StandsAlone(*registers.Now().reg, test::kRegion));
  EXPECT_TRUE(StandsAlone(*registers.Now().reg, "other"));
}

TEST_F(RegistersTest, ARegionDoesNotStandAloneWhenItsPeopleAreKnownElsewhereByAnotherName) {
  fixture_.Push(TrainedPractice("pr-1"));
  regioplan::v1::RegionPlan other = test::TestPlan();
  other.set_region("other");
  fixture_.Push(
      {test::PublishPlan(other), test::RegisterPerson("twin"), test::LinkPersons("pr-1b", "twin")});
  const Registers registers = Make();
  EXPECT_TRUE(StandsAlone(*registers.Now().reg, test::kRegion));
  fixture_.Push({test::PublishOffering("far", event::v1::OFFERING_KIND_COURSE_OPEN,
                                       {"triage-basic"}, "other"),
                 test::CompleteCourse("far", "twin", "2024-01-10")});
  EXPECT_FALSE(StandsAlone(*registers.Now().reg, test::kRegion)) << "by the other pseudonym";
}

TEST_F(RegistersTest, ARegionDoesNotStandAloneWithAPseudonymOfAnother) {
  fixture_.Push(TrainedPractice("pr-1"));
  regioplan::v1::RegionPlan other = test::TestPlan();
  other.set_region("other");
  fixture_.Push({test::PublishPlan(other), test::RegisterPerson("stranger", "", "other")});
  const Registers registers = Make();
  EXPECT_TRUE(StandsAlone(*registers.Now().reg, test::kRegion));
  fixture_.Push({test::LinkPersons("stranger", "pr-1b")});
  EXPECT_FALSE(StandsAlone(*registers.Now().reg, test::kRegion));
}

}  // namespace
}  // namespace logboek::queries
