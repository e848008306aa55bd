#include "services/queries/evidence.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/digest.h"
#include "services/queries/region_fixture.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using testing::SizeIs;

class EvidenceTest : public RegionFixture, public testing::Test {
 protected:
  EvidenceTest() {
    AddPractice("pr-1");
    Train("pr-1");
    Push({test::ScheduleSession("s-1", "meet", "2026-10-01"),
          test::RecordAttendance("s-1", "pr-1o", "pr-1"),
          test::RecordAttendance("s-1", "pr-1b", "pr-1", /*present=*/false)});
  }

  EvidenceAnswer Evidence(EvidenceQuestion question = {}) {
    question.practice_id = "pr-1";
    const absl::StatusOr<EvidenceAnswer> answer = Ask(registers(), question);
    EXPECT_OK(answer);
    return *answer;
  }
};

TEST_F(EvidenceTest, HasWhatCountedAndTheDigestOfEverything) {
  const EvidenceAnswer answer = Evidence({.obligation_ids = {"T-01", "T-02"}});
  size_t pieces = 0;
  for (const regioplan::Verdict& verdict : answer.practice.verdicts) {
    for (const regioplan::Evidence& evidence : verdict.evidence) {
      EXPECT_EQ(evidence.reason, regioplan::Reason::kCounted);
      ++pieces;
    }
  }
  EXPECT_EQ(pieces, 2u);
  const auto practice = Ask(registers(), PracticeQuestion{.practice_id = "pr-1"});
  ASSERT_OK(practice);
  EXPECT_EQ(answer.verdict_digest, DigestPeriod("pr-1", practice->practice.verdicts, practice->at));
  EXPECT_THAT(answer.plans, SizeIs(1));
}

TEST_F(EvidenceTest, ThePracticeChoosesWhatItShows) {
  const EvidenceAnswer answer = Evidence({.obligation_ids = {"T-02"}});
  ASSERT_THAT(answer.practice.verdicts, SizeIs(1));
  EXPECT_EQ(answer.practice.verdicts[0].obligation->id(), "T-02");
  EXPECT_NE(answer.verdict_digest, Evidence().verdict_digest);
  EXPECT_THAT(Ask(registers(), EvidenceQuestion{.practice_id = "pr-1", .obligation_ids = {"X"}}),
              Refuses("UNKNOWN_OBLIGATION"));
  EXPECT_THAT(Ask(registers(), EvidenceQuestion{.practice_id = "pr-9"}),
              Refuses("UNKNOWN_PRACTICE"));
}

TEST_F(EvidenceTest, IsTheSameFromTheLog) {
  const EvidenceAnswer live = Evidence();
  Push({test::RevokeCompletion("triage", "pr-1a")});
  const EvidenceAnswer then = Evidence({.at = live.at, .known = {.position = live.position}});
  EXPECT_EQ(then.verdict_digest, live.verdict_digest);
  EXPECT_NE(Evidence().verdict_digest, live.verdict_digest);
}

}  // namespace
}  // namespace logboek::queries
