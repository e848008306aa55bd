#include "services/queries/invitees.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

// "pr-1 T-02+1 [pr-1a pr-1b]": obligations with their other possibilities, people.
std::vector<std::string> TextsOf(const InviteesAnswer& answer) {
  std::vector<std::string> texts;
  for (const Invitee& invitee : answer.invitees) {
    std::string text = invitee.practice->id;
    for (const SessionNeed& need : invitee.needs) {
      absl::StrAppend(&text, " ", need.obligation.obligation_id, "+", need.other_bookable);
    }
    std::vector<std::string> people;
    for (const OpenStaff& person : invitee.people) people.push_back(person.person_id);
    if (!people.empty()) absl::StrAppend(&text, " [", absl::StrJoin(people, " "), "]");
    if (!invitee.cohort_match) absl::StrAppend(&text, " other cohort");
    texts.push_back(text);
  }
  return texts;
}

class InviteesTest : public ::testing::Test {
 protected:
  InviteesTest() {
    for (const char* id : {"pr-1", "pr-2", "pr-3"}) fixture_.AddPractice(id);
  }

  InviteesAnswer Find(const std::string& session) {
    absl::StatusOr<InviteesAnswer> answer =
        Ask(fixture_.registers(), InviteesQuestion{.session_id = session});
    EXPECT_OK(answer);
    return *answer;
  }

  RegionFixture fixture_;
};

TEST_F(InviteesTest, AtRiskComesFirstThenTheFewestOtherPossibilities) {
  fixture_.AddMeetings(2, 2);
  // The first meeting is full but for pr-3's own place, so only pr-3 has another possibility.
  fixture_.Push({test::Enrol("pr-3o", "pr-3", "x1"), test::Enrol("pr-3a", "pr-3", "x1")});
  EXPECT_THAT(TextsOf(Find("x2")), ElementsAre("pr-1 T-02+0", "pr-2 T-02+0", "pr-3 T-02+1"));
}

TEST_F(InviteesTest, WhoHasAPlaceIsShownApart) {
  fixture_.AddMeetings(1, 1);
  fixture_.Push({test::Enrol("pr-2o", "pr-2", "x1"), test::Enrol("pr-1o", "pr-1", "x1")});
  const InviteesAnswer answer = Find("x1");
  // The session is full and pr-1 waits; pr-3 is who to ask when a place falls free.
  EXPECT_THAT(TextsOf(answer), ElementsAre("pr-3 T-02+0"));
  ASSERT_EQ(answer.enrolled.size(), 2u);
  EXPECT_EQ(answer.enrolled[0]->practice_id, "pr-1");
  EXPECT_EQ(answer.enrolled[0]->status, domain::EnrolmentStatus::kWaiting);
  EXPECT_EQ(answer.session.free(), 0u);
}

TEST_F(InviteesTest, AShareNamesThePeopleWhoAreNotThereYet) {
  fixture_.Train("pr-1");
  fixture_.Push({test::ScheduleSession("t1", "triage", "2026-12-10", 12),
                 test::Enrol("pr-2a", "pr-2", "t1")});
  EXPECT_THAT(TextsOf(Find("t1")), ElementsAre("pr-2 T-01+0 [pr-2b]", "pr-3 T-01+0 [pr-3a pr-3b]"));
}

TEST_F(InviteesTest, APartnerWhoSpeaksForThePracticeIsEnough) {
  fixture_.AddMeetings(1, 5);
  fixture_.Push({test::RegisterJointPlan("jp", {"pr-1", "pr-2"}, "2026-04-10"),
                 test::Enrol("pr-1o", "pr-1", "x1")});
  EXPECT_THAT(TextsOf(Find("x1")), ElementsAre("pr-3 T-02+0"));
}

TEST_F(InviteesTest, TheSeriesSaysForWhichCohortItIs) {
  fixture_.AddMeetings(2);
  fixture_.Push({test::DefineSeries("s", {"x1", "x2"}, {test::kCohort}, 1)});
  EXPECT_THAT(TextsOf(Find("x1"))[0], "pr-1 T-02+1 other cohort");
}

TEST_F(InviteesTest, WhatNobodyNeedsInvitesNobody) {
  fixture_.Push({test::PublishOffering("web", event::v1::OFFERING_KIND_WEBINAR),
                 test::ScheduleSession("w1", "web", "2026-12-10")});
  EXPECT_THAT(TextsOf(Find("w1")), IsEmpty());
}

TEST_F(InviteesTest, OnlyAComingSessionInvites) {
  fixture_.AddMeetings(1);
  fixture_.Push({test::ScheduleSession("old", "meet", "2026-11-01"), test::CancelSession("x1")});
  const auto refused = [&](const std::string& id) {
    return Ask(fixture_.registers(), InviteesQuestion{.session_id = id});
  };
  EXPECT_THAT(refused("x1"), Refuses("SESSION_CANCELLED"));
  EXPECT_THAT(refused("old"), Refuses("SESSION_HELD"));
  EXPECT_THAT(refused("nothing"), Refuses("UNKNOWN_SESSION"));
}

}  // namespace
}  // namespace logboek::queries
