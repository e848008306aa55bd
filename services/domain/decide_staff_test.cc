// Engagements and the roster they make.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

constexpr auto kAssistant = ev::ROLE_MEDICAL_ASSISTANT;

TEST_F(DecideTest, NobodyWorksAtAPracticeBeforeItIsThere) {
  h_.Given(t::RegisterPerson("a"));
  ExpectRefused(t::StartEngagement("a", "p1", kAssistant, "2019-12-31"), "BEFORE_REGISTRATION");
  EXPECT_EQ(TypesOf(t::StartEngagement("a", "p1", kAssistant, "2020-01-01")),
            Types{"engagement_started"});
}

TEST_F(DecideTest, RoleChangeMeetsNoOtherEngagementInThatRole) {
  h_.GivenStaff("a", kAssistant);
  Command nurse =
      t::StartEngagement("a", "p1", ev::ROLE_PRACTICE_NURSE, "2023-06-01", "2023-12-01");
  nurse.mutable_start_engagement()->set_engagement_id("nurse");
  h_.Given(nurse);
  ExpectRefused(t::ChangeRole("a@p1", ev::ROLE_PRACTICE_NURSE, "2023-11-30"),
                "OVERLAPPING_ENGAGEMENT");
  EXPECT_EQ(TypesOf(t::ChangeRole("a@p1", ev::ROLE_PRACTICE_NURSE, "2023-12-01")),
            Types{"engagement_role_changed"});
}

TEST_F(DecideTest, RefusedRosterSaysTheDifference) {
  h_.GivenStaff("a", kAssistant);
  const auto refused = h_.When(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 2}}));
  const auto reason = base::ReasonOf(refused.status());
  ASSERT_TRUE(reason.has_value());
  EXPECT_EQ(reason->reason, "ROSTER_DIFFERS");
  EXPECT_EQ(reason->metadata.at("registered"), "1 medical_assistant");
  EXPECT_EQ(reason->metadata.at("confirmed"), "2 medical_assistant");
  ExpectRefused(t::ConfirmRoster("p9", "2023-06-01", {}), "UNKNOWN_PRACTICE");
}

TEST_F(DecideTest, PseudonymsOfOneHumanAreOneOnTheRoster) {
  for (const char* id : {"a", "b", "c"}) h_.GivenStaff(id, kAssistant);
  h_.Given(t::LinkPersons("b", "c"));
  h_.Given(t::LinkPersons("a", "b"));
  ExpectRefused(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 3}}), "ROSTER_DIFFERS");
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 1}})),
            Types{"roster_confirmed"});
}

TEST_F(DecideTest, EngagementThatBecomesKnownLateIsOnTheRosterOfItsDays) {
  h_.GivenStaff("a", kAssistant);
  h_.Given(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 1}}));
  h_.Given(t::RegisterPerson("late"));
  EXPECT_EQ(TypesOf(t::StartEngagement("late", "p1", kAssistant, "2023-05-01")),
            Types{"engagement_started"});
  ExpectRefused(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 1}}), "ROSTER_DIFFERS");
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2023-06-01", {{kAssistant, 2}})),
            Types{"roster_confirmed"});
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2023-04-30", {{kAssistant, 1}})),
            Types{"roster_confirmed"});
}

}  // namespace
}  // namespace logboek::domain
