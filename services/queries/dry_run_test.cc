#include "services/queries/dry_run.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/event_codec.h"
#include "services/queries/register_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using command::v1::Command;

class DryRunTest : public ::testing::Test {
 protected:
  DryRunTest() {
    fixture_.Push(PlanAndCourse());
    fixture_.Push(TrainedPractice("pr-1"));
    fixture_.Push({test::PublishOffering("exchange", event::v1::OFFERING_KIND_EXCHANGE_MEETING),
                   test::ScheduleSession("s-1", "exchange", "2026-12-10", /*capacity=*/1)});
  }

  Registers Make() {
    return Registers(fixture_.registrar.get(), &fixture_.log, &fixture_.clock, {});
  }

  DryRunOptions Options() {
    return {.now = fixture_.clock.Now(), .find_recorded = [this](const Command& command) {
              return fixture_.registrar->FindRecorded(command);
            }};
  }

  DryRunAnswer Run(const std::vector<Command>& commands) {
    absl::StatusOr<DryRunAnswer> answer = DryRun(Make().Now(), commands, Options());
    EXPECT_OK(answer);
    return *std::move(answer);
  }

  // What the log has after a position, without what only the writer knows.
  std::vector<std::string> Recorded(uint64_t after) {
    std::vector<std::string> events;
    const absl::StatusOr<storage::ReadPage> page = fixture_.log.Read({.after = {after}});
    EXPECT_OK(page);
    for (const storage::StoredEvent& stored : page->events) {
      absl::StatusOr<event::v1::Envelope> envelope = domain::DecodeEnvelope(stored.bytes);
      EXPECT_OK(envelope);
      envelope->clear_command_digest();
      envelope->mutable_actor()->clear_id();
      events.push_back(envelope->DebugString());
    }
    return events;
  }

  RegisterFixture fixture_;
};

TEST_F(DryRunTest, ClosesAYearWithTheVerdictsTheWriterWouldAdd) {
  const DryRunAnswer dry = Run({test::CloseYear("pr-1", 1), test::CloseYear("pr-1", 2)});
  ASSERT_OK(dry.outcomes[0].receipt);
  EXPECT_EQ(dry.outcomes[0].events.front().event().year_closed().verdicts_size(), 2);
  fixture_.Push({test::CloseYear("pr-1", 1)});
  fixture_.registrar->Read([&](const domain::Register& reg) {
    EXPECT_EQ(reg.practices.at("pr-1")->closed_years.at(1).closed.verdict_sha256(),
              dry.outcomes[0].events.front().event().year_closed().verdict_sha256());
  });
}

TEST_F(DryRunTest, AnswersWhatRecordingThenAnswers) {
  // Two want the one place; the first gives it back and the second moves up.
  const std::vector<Command> commands = {test::Enrol("pr-1a", "pr-1", "s-1"),
                                         test::Enrol("pr-1b", "pr-1", "s-1"),
                                         test::CancelEnrolment("pr-1a>s-1")};
  const uint64_t before = fixture_.registrar->position();
  const DryRunAnswer dry = Run(commands);
  EXPECT_EQ(dry.position, before);
  ASSERT_EQ(dry.outcomes.size(), 3u);
  EXPECT_EQ(fixture_.registrar->position(), before);
  std::vector<std::string> promised;
  for (size_t i = 0; i < commands.size(); ++i) {
    const registrar::Receipt receipt = fixture_.Push({commands[i]});
    ASSERT_OK(dry.outcomes[i].receipt);
    const registrar::Receipt& would_be = *dry.outcomes[i].receipt;
    EXPECT_EQ(would_be.position, receipt.position);
    EXPECT_EQ(would_be.event_ids, receipt.event_ids);
    EXPECT_EQ(would_be.enrolment_status, receipt.enrolment_status);
    EXPECT_EQ(would_be.waiting_rank, receipt.waiting_rank);
    EXPECT_EQ(would_be.promoted_enrolment_ids, receipt.promoted_enrolment_ids);
    for (const event::v1::Envelope& envelope : dry.outcomes[i].events) {
      promised.push_back(envelope.DebugString());
    }
  }
  EXPECT_EQ(dry.outcomes[1].receipt->enrolment_status, domain::EnrolmentStatus::kWaiting);
  EXPECT_EQ(promised, Recorded(before));
}

TEST_F(DryRunTest, TheChangedRegisterIsACopyOfItsOwn) {
  const Snapshot snapshot = Make().Now();
  ASSERT_OK_AND_ASSIGN(
      const DryRunAnswer dry,
      DryRun(snapshot, std::vector<Command>{test::Enrol("pr-1a", "pr-1", "s-1")}, Options()));
  EXPECT_TRUE(dry.reg->enrolments.contains("pr-1a>s-1"));
  EXPECT_EQ(dry.reg->sessions.at("s-1")->places_taken, 1u);
  EXPECT_EQ(dry.reg->position, snapshot.position + 1);
  EXPECT_FALSE(snapshot.reg->enrolments.contains("pr-1a>s-1"));
  EXPECT_EQ(snapshot.reg->sessions.at("s-1")->places_taken, 0u);
  // What did not change is shared.
  EXPECT_EQ(dry.reg->offerings.at("exchange"), snapshot.reg->offerings.at("exchange"));
}

TEST_F(DryRunTest, ARefusalChangesNothingAndDoesNotStopTheOthers) {
  const DryRunAnswer dry =
      Run({test::Enrol("nobody", "pr-1", "s-1"), test::Enrol("pr-1a", "pr-1", "nowhere"),
           test::Enrol("pr-1a", "pr-1", "s-1")});
  ASSERT_EQ(dry.outcomes.size(), 3u);
  EXPECT_THAT(dry.outcomes[0].receipt, Refuses("UNKNOWN_PERSON"));
  EXPECT_THAT(dry.outcomes[1].receipt, Refuses("UNKNOWN_SESSION"));
  EXPECT_TRUE(dry.outcomes[0].events.empty());
  ASSERT_OK(dry.outcomes[2].receipt);
  EXPECT_EQ(dry.outcomes[2].receipt->first_position, dry.position + 1);
  EXPECT_EQ(dry.reg->enrolments.size(), 1u);
}

TEST_F(DryRunTest, WhatWasRecordedBeforeIsARepeatOrAConflict) {
  const Command enrol = test::With(test::Enrol("pr-1a", "pr-1", "s-1"), "test", "row-1");
  const registrar::Receipt first = fixture_.Push({enrol});
  const Command other = test::With(test::Enrol("pr-1b", "pr-1", "s-1"), "test", "row-1");
  const DryRunAnswer dry = Run({enrol, other});
  ASSERT_OK(dry.outcomes[0].receipt);
  EXPECT_TRUE(dry.outcomes[0].receipt->repeated);
  EXPECT_EQ(dry.outcomes[0].receipt->event_ids, first.event_ids);
  EXPECT_TRUE(dry.outcomes[0].events.empty());
  EXPECT_THAT(dry.outcomes[1].receipt, Refuses("CONFLICT"));
}

TEST_F(DryRunTest, ARepeatWithinTheRunIsOneToo) {
  Command enrol = test::With(test::Enrol("pr-1a", "pr-1", "s-1"), "test", "row-1");
  Command again = enrol;
  again.set_correlation_id("second try");
  const Command other = test::With(test::Enrol("pr-1b", "pr-1", "s-1"), "test", "row-1");
  const DryRunAnswer dry = Run({enrol, again, other});
  ASSERT_OK(dry.outcomes[0].receipt);
  EXPECT_FALSE(dry.outcomes[0].receipt->repeated);
  ASSERT_OK(dry.outcomes[1].receipt);
  EXPECT_TRUE(dry.outcomes[1].receipt->repeated);
  EXPECT_EQ(dry.outcomes[1].receipt->position, dry.outcomes[0].receipt->position);
  EXPECT_THAT(dry.outcomes[2].receipt, Refuses("CONFLICT"));
}

TEST_F(DryRunTest, WhatWasRecordedAfterTheSnapshotIsNotKnownToIt) {
  const Command enrol = test::Enrol("pr-1a", "pr-1", "s-1");
  const Snapshot snapshot = Make().Now();
  fixture_.Push({enrol});
  ASSERT_OK_AND_ASSIGN(const DryRunAnswer dry,
                       DryRun(snapshot, std::vector<Command>{enrol}, Options()));
  ASSERT_OK(dry.outcomes[0].receipt);
  EXPECT_FALSE(dry.outcomes[0].receipt->repeated);
  EXPECT_EQ(dry.outcomes[0].events.size(), 1u);
}

TEST_F(DryRunTest, KeepsTheLimitsOfTheWriter) {
  DryRunOptions options = Options();
  options.event_bytes_max = 10;
  ASSERT_OK_AND_ASSIGN(
      DryRunAnswer dry,
      DryRun(Make().Now(), std::vector<Command>{test::RegisterPerson("p-9")}, options));
  EXPECT_THAT(dry.outcomes[0].receipt, Refuses("COMMAND_TOO_LARGE"));
  const Command command = test::RegisterPerson("p-9");
  options.event_bytes_max = command.ByteSizeLong();
  ASSERT_OK_AND_ASSIGN(dry, DryRun(Make().Now(), std::vector<Command>{command}, options));
  EXPECT_THAT(dry.outcomes[0].receipt, Refuses("EVENT_TOO_LARGE"));
  EXPECT_FALSE(dry.reg->persons.contains("p-9"));
}

TEST_F(DryRunTest, EndsWhenNobodyWaitsForIt) {
  DryRunOptions options = Options();
  options.keep_going = [] { return absl::CancelledError("the client has left"); };
  const absl::StatusOr<DryRunAnswer> dry =
      DryRun(Make().Now(), std::vector<Command>{test::RegisterPerson("p-9")}, options);
  EXPECT_EQ(dry.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace logboek::queries
