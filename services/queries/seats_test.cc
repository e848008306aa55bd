#include "services/queries/seats.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SeatsTest : public ::testing::Test {
 protected:
  std::vector<SeatsRow> Find() {
    absl::StatusOr<SeatsAnswer> answer =
        Ask(fixture_.registers(), SeatsQuestion{.region = test::kRegion});
    EXPECT_OK(answer);
    return answer->rows;
  }
  SeatsRow Meetings() {
    for (SeatsRow& row : Find()) {
      if (row.kinds.contains(event::v1::OFFERING_KIND_EXCHANGE_MEETING)) return row;
    }
    ADD_FAILURE() << "no row about exchange meetings";
    return {};
  }
  SeatsRow Courses() {
    for (SeatsRow& row : Find()) {
      if (row.menu_slugs.contains("triage-basic")) return row;
    }
    ADD_FAILURE() << "no row about courses";
    return {};
  }

  RegionFixture fixture_;
};

TEST_F(SeatsTest, APlaceForEachSessionThatIsMissing) {
  for (const char* id : {"pr-1", "pr-2", "pr-3"}) fixture_.AddPractice(id);
  fixture_.AddMeetings(2, 2);
  fixture_.Push({test::Enrol("pr-1o", "pr-1", "x1")});
  const SeatsRow row = Meetings();
  EXPECT_THAT(row.obligation_ids, ElementsAre("T-02"));
  EXPECT_EQ(row.practices, 3u);
  EXPECT_EQ(row.need, 6u);
  EXPECT_EQ(row.held, 1u);
  EXPECT_EQ(row.sessions, 2u);
  EXPECT_EQ(row.free_seats, 3u);
  EXPECT_EQ(row.shortage, 2u);
  EXPECT_EQ(row.usual_capacity, 2u);
  EXPECT_EQ(row.extra_sessions, 1u);
}

TEST_F(SeatsTest, APlaceForEachItemOfThePeopleWhoAreMissing) {
  for (const char* id : {"pr-1", "pr-2"}) fixture_.AddPractice(id);
  fixture_.Train("pr-1");
  const SeatsRow row = Courses();
  EXPECT_EQ(row.practices, 1u);
  EXPECT_EQ(row.need, 1u);
  EXPECT_EQ(row.shortage, 1u);
  // Nobody ever held one, so nobody knows how large they are.
  EXPECT_EQ(row.usual_capacity, 0u);
  EXPECT_FALSE(row.extra_sessions.has_value());
  fixture_.Push({test::ScheduleSession("t0", "triage", "2026-05-10", 8),
                 test::ScheduleSession("t1", "triage", "2026-12-10", 12),
                 test::ScheduleSession("t2", "triage", "2027-06-10", 12)});
  EXPECT_EQ(Courses().usual_capacity, 12u);
  // The one after the end of the year is no help.
  EXPECT_EQ(Courses().sessions, 1u);
  EXPECT_EQ(Courses().free_seats, 12u);
  EXPECT_EQ(Courses().shortage, 0u);
  EXPECT_EQ(Courses().extra_sessions, 0u);
}

TEST_F(SeatsTest, WithoutALimitNothingIsShort) {
  fixture_.AddPractice("pr-1");
  fixture_.AddMeetings(1);
  EXPECT_TRUE(Meetings().unlimited);
  EXPECT_EQ(Meetings().shortage, 0u);
}

TEST_F(SeatsTest, TheGreatestShortageComesFirst) {
  fixture_.AddPractice("pr-1");
  const std::vector<SeatsRow> rows = Find();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].shortage, 2u);
  EXPECT_EQ(rows[1].shortage, 1u);
}

TEST_F(SeatsTest, NothingIsNeededWhereNobodyTakesPart) {
  EXPECT_THAT(Find(), IsEmpty());
  EXPECT_THAT(Ask(fixture_.registers(), SeatsQuestion{.region = "atlantis"}),
              Refuses("UNKNOWN_REGION"));
}

}  // namespace
}  // namespace logboek::queries
