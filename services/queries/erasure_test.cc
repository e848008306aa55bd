#include "services/queries/erasure.h"

#include "gmock/gmock.h"
#include "services/queries/lists_fixture.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using domain::ErasureState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ErasureQuestionTest : public ListsTest {
 protected:
  ErasureQuestionTest() {
    AddPractice("p1");
    AddPerson("left", "p1", ev::ROLE_MEDICAL_ASSISTANT);
    AddPerson("other", "p1", ev::ROLE_MEDICAL_ASSISTANT);
    Push({t::EndEngagement("left@p1", "2023-10-01"), t::RegisterPerson("left-too"),
          t::LinkPersons("left", "left-too")});
  }

  ErasureAnswer About(const std::string& person_id) {
    const auto answer = AskAbout(ErasureQuestion{.person_id = person_id});
    EXPECT_OK(answer);
    return answer.ok() ? *answer : ErasureAnswer();
  }
};

TEST_F(ErasureQuestionTest, NobodyAskedYet) {
  const ErasureAnswer answer = About("left-too");
  EXPECT_THAT(answer.erasure.retention.pseudonyms, ElementsAre("left", "left-too"));
  EXPECT_EQ(answer.erasure.retention.last_need_on, t::Day("2023-09-30"));
  EXPECT_FALSE(answer.erasure.ended);
  EXPECT_EQ(answer.erasure.state, ErasureState::kNone);
  EXPECT_THAT(answer.erasure.steps, IsEmpty());
  EXPECT_EQ(answer.at, t::Day("2026-11-30"));
  EXPECT_EQ(answer.position, fixture_.log.head().value);
  EXPECT_THAT(AskAbout(ErasureQuestion{.person_id = "nobody"}), base::Refuses("UNKNOWN_PERSON"));
}

TEST_F(ErasureQuestionTest, EachStepIsOfTheHuman) {
  Push({t::RequestErasure("left-too", "asked for it"), t::DestroyPersonKey("left"),
        t::ConfirmErasure("left"), t::RequestErasure("other", "asked, too")});
  for (const char* const pseudonym : {"left", "left-too"}) {
    const HumanErasure erasure = About(pseudonym).erasure;
    EXPECT_EQ(erasure.state, ErasureState::kConfirmed);
    ASSERT_THAT(erasure.steps, SizeIs(3));
    EXPECT_EQ(erasure.steps[0].state, ErasureState::kRequested);
    EXPECT_EQ(erasure.steps[0].on, t::Day("2026-11-30"));
    EXPECT_EQ(erasure.steps[0].ground, "asked to be forgotten");
    EXPECT_EQ(erasure.steps[0].requested_by, "person");
    EXPECT_EQ(erasure.steps[0].decided_by, "officer");
    EXPECT_EQ(erasure.steps[0].override_ground, "asked for it");
    EXPECT_EQ(erasure.steps[1].state, ErasureState::kKeyDestroyed);
    EXPECT_FALSE(erasure.steps[1].after_restore);
    EXPECT_EQ(erasure.steps[2].state, ErasureState::kConfirmed);
    EXPECT_EQ(erasure.steps[2].decided_by, "officer");
    EXPECT_LT(erasure.steps[0].position, erasure.steps[1].position);
  }
  EXPECT_EQ(About("other").erasure.state, ErasureState::kRequested);
}

}  // namespace
}  // namespace logboek::queries
