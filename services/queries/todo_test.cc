#include "services/queries/todo.h"

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
using ::testing::SizeIs;

class TodoTest : public ::testing::Test {
 protected:
  TodoTest() { fixture_.AddPractice("pr-1"); }

  TodoAnswer Find(TodoQuestion question = {}) {
    question.practice_id = "pr-1";
    absl::StatusOr<TodoAnswer> answer = Ask(fixture_.registers(), question);
    EXPECT_OK(answer);
    return *answer;
  }

  RegionFixture fixture_;
};

TEST_F(TodoTest, AShareNamesRolesPeopleAndSessions) {
  fixture_.Push({test::ScheduleSession("t1", "triage", "2026-12-10", 12),
                 test::Enrol("pr-1b", "pr-1", "t1")});
  const TodoAnswer answer = Find();
  ASSERT_THAT(answer.rows, SizeIs(2));
  const TodoRow& row = answer.rows[0];
  EXPECT_EQ(row.obligation.obligation_id, "T-01");
  EXPECT_EQ(row.status, regioplan::Status::kOpen);
  EXPECT_EQ(row.missing, 1u);
  EXPECT_THAT(row.roles, ElementsAre(event::v1::ROLE_MEDICAL_ASSISTANT));
  ASSERT_THAT(row.people, SizeIs(2));
  EXPECT_EQ(row.people[0].person_id, "pr-1a");
  EXPECT_EQ(row.people[0].items, 1u);
  EXPECT_THAT(row.people[0].roles, ElementsAre(event::v1::ROLE_MEDICAL_ASSISTANT));
  ASSERT_THAT(row.sessions, SizeIs(1));
  EXPECT_EQ(row.sessions[0].view.session->id, "t1");
  EXPECT_EQ(row.sessions[0].view.offering->id, "triage");
  EXPECT_EQ(row.sessions[0].view.free(), 11u);
  EXPECT_EQ(row.sessions[0].held_places, 1u);
  EXPECT_EQ(row.last_day, absl::CivilDay(2027, 3, 31));
}

TEST_F(TodoTest, ACountNamesTheSessionsThatCanBeBooked) {
  fixture_.AddMeetings(3);
  fixture_.Push({test::CancelSession("x2")});
  const TodoAnswer answer = Find();
  ASSERT_THAT(answer.rows, SizeIs(2));
  ASSERT_THAT(answer.rows[1].sessions, SizeIs(2));
  EXPECT_EQ(answer.rows[1].sessions[0].view.session->id, "x1");
  EXPECT_EQ(answer.rows[1].sessions[1].view.session->id, "x3");
  EXPECT_EQ(answer.rows[1].sessions_total, 2u);
  EXPECT_THAT(answer.rows[1].people, IsEmpty());
}

TEST_F(TodoTest, OnlyWhatMustBeDoneBeforeTheDay) {
  EXPECT_THAT(Find({.before = absl::CivilDay(2027, 3, 31)}).rows, IsEmpty());
  EXPECT_THAT(Find({.before = absl::CivilDay(2027, 4, 1)}).rows, SizeIs(2));
}

TEST_F(TodoTest, WhatIsDoneIsNotToDo) {
  fixture_.Train("pr-1");
  const TodoAnswer answer = Find();
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].obligation.obligation_id, "T-02");
  EXPECT_THAT(Find({.known = {.position = answer.position - 1}}).rows, SizeIs(2));
}

TEST_F(TodoTest, ManySessionsAreCountedAndTheFirstNamed) {
  fixture_.AddMeetings(110);
  const TodoAnswer answer = Find();
  EXPECT_EQ(answer.rows[1].sessions.size(), kOpenSessionsMax);
  EXPECT_EQ(answer.rows[1].sessions_total, 110u);
}

TEST_F(TodoTest, AnUnknownPracticeIsRefused) {
  EXPECT_THAT(Ask(fixture_.registers(), TodoQuestion{.practice_id = "nobody"}),
              Refuses("UNKNOWN_PRACTICE"));
}

}  // namespace
}  // namespace logboek::queries
