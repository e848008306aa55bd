#include "services/queries/digest.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/compliance.h"
#include "services/queries/register_fixture.h"
#include "services/queries/sha256.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

class DigestTest : public ::testing::Test {
 protected:
  DigestTest() : registers_(fixture_.registrar.get(), &fixture_.log, &fixture_.clock) {
    fixture_.Push(PlanAndCourse());
    fixture_.Push(TrainedPractice("pr-1"));
  }

  DigestAnswer Digest(const DigestQuestion& question = {}) {
    absl::StatusOr<DigestAnswer> answer = Ask(registers_, question);
    EXPECT_OK(answer);
    return *answer;
  }

  RegisterFixture fixture_;
  Registers registers_;
};

// Auditors keep digests for years: another value here is another canonical form, and needs another
// name in it.
TEST_F(DigestTest, TheCanonicalFormDoesNotChange) {
  const DigestAnswer answer = Digest({.at = absl::CivilDay(2024, 1, 1)});
  ASSERT_EQ(answer.regions.size(), 1u);
  EXPECT_EQ(answer.regions[0].sha256,
            "0a90be09502f89f58c101142f1e1d3f8d77901dc567e90e84fc342a208362d3a");
  EXPECT_EQ(answer.sha256, "c0670169f69f60f1ad49bfb3c9ce035ab79c9d87ba33d7d5a536a563dbf616b6");
  EXPECT_EQ(answer.regions[0].practices, 1u);
}

TEST_F(DigestTest, TheDateAndEveryEventMatter) {
  const DigestAnswer first = Digest();
  EXPECT_NE(Digest({.at = absl::CivilDay(2026, 11, 29)}).sha256, first.sha256);
  EXPECT_EQ(Digest({.at = absl::CivilDay(2026, 11, 30)}).sha256, first.sha256);
  // Changes no status, only the evidence.
  fixture_.Push({test::CompleteCourse("triage", "pr-1b", "2023-10-01")});
  EXPECT_NE(Digest().sha256, first.sha256);
  EXPECT_EQ(Digest({.known = {.position = first.position}}).sha256, first.sha256);
}

TEST_F(DigestTest, AnErasureChangesNoVerdict) {
  const std::string before = Digest().sha256;
  fixture_.Push({test::RequestErasure("pr-1a", "asked for it")});
  EXPECT_EQ(Digest().sha256, before);
  fixture_.Push({test::DestroyPersonKey("pr-1a"), test::ConfirmErasure("pr-1a")});
  EXPECT_EQ(Digest().sha256, before);
  EXPECT_EQ(Digest({.from_zero = true}).sha256, before);
}

TEST_F(DigestTest, LiveAndFoldsAgreeAfterEveryKindOfChange) {
  const std::vector<command::v1::Command> changes = {
      test::RegisterPractice("pr-2"),
      test::AssignCohort("pr-2", test::kCohort),
      test::RegisterJointPlan("jp", {"pr-1", "pr-2"}, "2023-04-10"),
      test::PublishOffering("meet", event::v1::OFFERING_KIND_EXCHANGE_MEETING),
      test::ScheduleSession("s-1", "meet", "2023-05-10"),
      test::ScheduleSession("s-2", "meet", "2023-06-10"),
      test::RecordAttendance("s-1", "pr-1a", "pr-1"),
      test::RecordAttendance("s-2", "pr-1b", "pr-1"),
      test::CorrectAttendance("s-2", "pr-1b", false),
      test::VoidAttendance("s-1", "pr-1a"),
      test::ChangeRole("pr-1b@pr-1", event::v1::ROLE_PRACTICE_NURSE, "2023-08-01"),
      test::RevokeCompletion("triage", "pr-1a"),
      test::RecogniseTraining("pr-1a", "triage-basic", "2022-01-01", "2023-07-01"),
      test::StartTrack("pr-1", "kbz", "2023-09-01"),
      test::WaiveRequirement("pr-1", "T-02", 1),
      test::EndEngagement("pr-1a@pr-1", "2024-02-01"),
  };
  for (const command::v1::Command& change : changes) {
    fixture_.Push({change});
    const DigestAnswer live = Digest();
    EXPECT_EQ(Digest({.from_zero = true}).sha256, live.sha256) << change.ShortDebugString();
    EXPECT_EQ(Digest({.region = test::kRegion, .from_zero = true}).regions[0].sha256,
              live.regions[0].sha256)
        << change.ShortDebugString();
    // From the fold that was kept before this change.
    EXPECT_EQ(
        Digest({.region = test::kRegion, .known = {.position = live.position}}).regions[0].sha256,
        live.regions[0].sha256)
        << change.ShortDebugString();
  }
}

TEST(Sha256, KnownAnswer) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("bc");
  // FIPS 180-4, the message "abc".
  const std::string digest = hash.Finish();
  EXPECT_EQ(static_cast<unsigned char>(digest[0]), 0xba);
  EXPECT_EQ(static_cast<unsigned char>(digest[31]), 0xad);
}

}  // namespace
}  // namespace logboek::queries
