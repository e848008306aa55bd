#include "services/queries/participation.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ParticipationTest : public RegionFixture, public testing::Test {
 protected:
  ParticipationTest() {
    AddPractice("pr-1");
    AddPractice("pr-2");
    Train("pr-1");
    Push({test::ScheduleSession("s-1", "meet", "2026-10-01"),
          test::RecordAttendance("s-1", "pr-1o", "pr-1"),
          test::RecordAttendance("s-1", "pr-1b", "pr-1")});
  }

  Participation List(ParticipationQuestion question = {}) {
    question.region = test::kRegion;
    const absl::StatusOr<Participation> list = Ask(registers(), question);
    EXPECT_OK(list);
    return *list;
  }
  static const ParticipationRow& RowOf(const Participation& list, const std::string& practice_id,
                                       const std::string& obligation_id) {
    for (const ParticipationRow& row : list.rows) {
      if (row.practice_id == practice_id && row.obligation.obligation_id == obligation_id) {
        return row;
      }
    }
    ADD_FAILURE() << "no row " << practice_id << " " << obligation_id;
    return list.rows.front();
  }
};

TEST_F(ParticipationTest, CountsPeopleSessionsAndCourses) {
  const Participation list = List({.period = 1});
  EXPECT_THAT(list.rows, SizeIs(4));
  EXPECT_THAT(RowOf(list, "pr-1", "T-01").person_ids, ElementsAre("pr-1a"));
  EXPECT_EQ(RowOf(list, "pr-1", "T-01").courses, 1u);
  EXPECT_THAT(RowOf(list, "pr-1", "T-02").person_ids, ElementsAre("pr-1o"))
      << "one session is counted once, by one fact";
  EXPECT_EQ(RowOf(list, "pr-1", "T-02").sessions, 1u);
  EXPECT_THAT(RowOf(list, "pr-2", "T-01").person_ids, IsEmpty());
  EXPECT_THAT(Ask(registers(), ParticipationQuestion{.region = "nowhere"}),
              Refuses("UNKNOWN_REGION"));
}

TEST_F(ParticipationTest, LinkedPseudonymsAreOnePerson) {
  Push({test::RegisterPerson("twin"),
        test::StartEngagement("twin", "pr-1", event::v1::ROLE_MEDICAL_ASSISTANT, "2026-04-01"),
        test::CompleteCourse("triage", "twin", "2026-09-20")});
  EXPECT_THAT(RowOf(List(), "pr-1", "T-01").person_ids, ElementsAre("pr-1a", "twin"));
  Push({test::LinkPersons("pr-1a", "twin")});
  EXPECT_THAT(RowOf(List(), "pr-1", "T-01").person_ids, ElementsAre("pr-1a"));
}

TEST_F(ParticipationTest, NamesOnlyWhereTheyMayBeTold) {
  Push({test::RegisterPerson("named", "Noor de Wit"),
        test::StartEngagement("named", "pr-2", event::v1::ROLE_MEDICAL_ASSISTANT, "2026-04-01"),
        test::CompleteCourse("triage", "named", "2026-09-20")});
  EXPECT_THAT(RowOf(List(), "pr-2", "T-01").names, IsEmpty());
  const Participation named = List({.with_names = true, .names_from = vault.get()});
  EXPECT_THAT(RowOf(named, "pr-2", "T-01").names, ElementsAre("Noor de Wit"));
  EXPECT_THAT(RowOf(named, "pr-1", "T-01").names, IsEmpty()) << "no name was ever given";
  // The hash tells who it was about by pseudonym, not by name.
  Participation other = named;
  for (ParticipationRow& row : other.rows) row.names.clear();
  EXPECT_EQ(Sha256Of(other), Sha256Of(named));
  EXPECT_NE(Sha256Of(List()), Sha256Of(named));
}

}  // namespace
}  // namespace logboek::queries
