#include "services/queries/retention.h"

#include "gmock/gmock.h"
#include "services/queries/lists_fixture.h"
#include "services/queries/practice.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using testing::ElementsAre;
using testing::IsEmpty;

// Looked at on 30 November 2026, with names kept for three years.
class RetentionListTest : public ListsTest {
 protected:
  RetentionListTest() {
    regioplan::v1::RegionPlan plan = ListsPlan();
    plan.set_version("kept for three years");
    plan.set_retention_years(3);
    ev::Event event;
    event.mutable_plan_published()->set_region(plan.region());
    event.mutable_plan_published()->set_plan_id(plan.plan_id());
    event.mutable_plan_published()->set_version(plan.version());
    event.mutable_plan_published()->set_plan(plan.SerializeAsString());
    fixture_.Record({event});
    AddPractice("p1");
    AddPerson("stays", "p1", ev::ROLE_MEDICAL_ASSISTANT);
    AddPerson("left", "p1", ev::ROLE_MEDICAL_ASSISTANT);
    AddPerson("left-late", "p1", ev::ROLE_MEDICAL_ASSISTANT);
    Push({t::EndEngagement("left@p1", "2023-10-01"),
          t::EndEngagement("left-late@p1", "2024-03-01")});
  }

  std::vector<std::string> People(const RetentionQuestion& question) {
    std::vector<std::string> people;
    const auto answer = AskAbout(question);
    EXPECT_OK(answer);
    if (!answer.ok()) return people;
    for (const RetentionRow& row : answer->rows) people.push_back(row.person_id);
    return people;
  }
};

TEST_F(RetentionListTest, NamesThoseWhoseRetentionHasEnded) {
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(RetentionQuestion{.region = t::kRegion}));
  ASSERT_EQ(answer.rows.size(), 1u);
  const RetentionRow& row = answer.rows[0];
  EXPECT_EQ(row.person_id, "left");
  EXPECT_EQ(row.retention.last_need_on, t::Day("2023-09-30"));
  EXPECT_EQ(row.retention.years, 3u);
  EXPECT_EQ(row.retention.retained_until, t::Day("2026-10-01"));
  EXPECT_EQ(row.erasure, domain::ErasureState::kNone);
  EXPECT_TRUE(row.ended);
}

TEST_F(RetentionListTest, LooksAheadAndBack) {
  RetentionQuestion question{.region = t::kRegion};
  question.frame.at = t::Day("2026-09-30");
  EXPECT_THAT(People(question), IsEmpty());
  question.frame.at = t::Day("2027-03-01");
  EXPECT_THAT(People(question), ElementsAre("left", "left-late"));
}

TEST_F(RetentionListTest, ShowsEverybodyWhenAsked) {
  ASSERT_OK_AND_ASSIGN(const auto answer,
                       AskAbout(RetentionQuestion{.region = t::kRegion, .with_retained = true}));
  ASSERT_EQ(answer.rows.size(), 3u);
  EXPECT_EQ(answer.rows[2].person_id, "stays");
  EXPECT_EQ(answer.rows[2].retention.retained_until, domain::kNoEnd);
  EXPECT_FALSE(answer.rows[2].ended);
}

TEST_F(RetentionListTest, APersonWithTwoPseudonymsIsOneRow) {
  Push({t::LinkPersons("left", "left-late")});
  RetentionQuestion question{.region = t::kRegion};
  question.frame.at = t::Day("2027-03-01");
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  ASSERT_EQ(answer.rows.size(), 1u);
  EXPECT_THAT(answer.rows[0].retention.pseudonyms, ElementsAre("left", "left-late"));
}

TEST_F(RetentionListTest, TellsHowFarAnErasureIs) {
  using domain::ErasureState;
  RetentionQuestion question{.region = t::kRegion, .open_only = true};
  const auto expect = [&](ErasureState state) {
    const auto answer = AskAbout(question);
    ASSERT_OK(answer);
    ASSERT_EQ(answer->rows.size(), 1u);
    EXPECT_EQ(answer->rows[0].erasure, state);
  };
  Push({t::RequestErasure("left")});
  expect(ErasureState::kRequested);
  Push({t::DestroyPersonKey("left")});
  expect(ErasureState::kKeyDestroyed);
  Push({t::ConfirmErasure("left")});
  EXPECT_THAT(People(question), IsEmpty()) << "nothing is left to do";
  question.open_only = false;
  expect(ErasureState::kConfirmed);
}

TEST_F(RetentionListTest, GivesPages) {
  RetentionQuestion question{.region = t::kRegion, .with_retained = true};
  question.frame.page_size = 2;
  ASSERT_OK_AND_ASSIGN(auto answer, AskAbout(question));
  EXPECT_EQ(answer.rows.size(), 2u);
  question.frame.page_token = answer.next_page_token;
  EXPECT_THAT(People(question), ElementsAre("stays"));
  question = {.region = "nowhere"};
  EXPECT_THAT(AskAbout(question), base::Refuses("UNKNOWN_REGION"));
}

TEST_F(RetentionListTest, AnErasedPersonIsShownWithoutAName) {
  Push({t::RegisterPerson("named", "Bea de Vries"),
        t::StartEngagement("named", "p1", ev::ROLE_PRACTICE_NURSE, "2023-04-01")});
  const auto name = [&] {
    const auto answer =
        AskPractice(*fixture_.registrar, *fixture_.vault, "p1", t::Day("2026-11-30"));
    EXPECT_OK(answer);
    std::string found = "not there";
    for (const StaffLine& line : answer->staff) {
      if (line.person_id == "named") found = line.name;
    }
    return found;
  };
  EXPECT_EQ(name(), "Bea de Vries");
  Push({t::RequestErasure("named", "asked for it"), t::DestroyPersonKey("named")});
  EXPECT_EQ(name(), "");
}

}  // namespace
}  // namespace logboek::queries
