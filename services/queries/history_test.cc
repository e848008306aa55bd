#include "services/queries/history.h"

#include "gmock/gmock.h"
#include "services/queries/lists_fixture.h"
#include "services/queries/promotions.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace ev = logboek::event::v1;
namespace t = logboek::test;

std::vector<std::string> TypesOf(const HistoryAnswer& answer) {
  std::vector<std::string> types;
  for (const HistoryRow& row : answer.rows) types.push_back(row.envelope.type());
  return types;
}

class HistoryTest : public ListsTest {
 protected:
  HistoryTest() {
    AddPractice("p1");
    AddPerson("a", "p1", ev::ROLE_GP_OWNER);
    AddPerson("b", "p1", ev::ROLE_GP_OWNER);
    Push({t::PublishOffering("exchange", ev::OFFERING_KIND_EXCHANGE_MEETING),
          t::PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
          t::ScheduleSession("s", "exchange", "2026-06-02"), t::RecordAttendance("s", "a", "p1"),
          t::RecordAttendance("s", "b", "p1"), t::CorrectAttendance("s", "a", /*present=*/false),
          t::VoidAttendance("s", "a"), t::CompleteCourse("triage", "a", "2026-05-01"),
          t::RevokeCompletion("triage", "a")});
  }
};

TEST_F(HistoryTest, OnePresenceWithItsCorrections) {
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer answer,
                       AskAbout(HistoryQuestion{
                           .subject = HistorySubject::kAttendance, .id = "s", .person_id = "a"}));
  ASSERT_THAT(TypesOf(answer),
              ElementsAre("attendance_recorded", "attendance_corrected", "attendance_voided"));
  EXPECT_EQ(answer.rows[1].envelope.supersedes(), answer.rows[0].envelope.event_id());
  EXPECT_EQ(answer.rows[1].decided_by, "coordinator");
  EXPECT_EQ(answer.rows[1].reason, "the list was read wrongly");
  EXPECT_EQ(answer.rows[0].decided_by, "");
  EXPECT_EQ(answer.position, fixture_.log.head().value);
}

TEST_F(HistoryTest, AnEventLeadsToTheWholeChain) {
  ASSERT_OK_AND_ASSIGN(
      const HistoryAnswer chain,
      AskAbout(HistoryQuestion{
          .subject = HistorySubject::kCompletion, .id = "triage", .person_id = "a"}));
  ASSERT_THAT(TypesOf(chain), ElementsAre("course_completed", "completion_revoked"));
  for (const HistoryRow& row : chain.rows) {
    ASSERT_OK_AND_ASSIGN(const HistoryAnswer answer,
                         AskAbout(HistoryQuestion{.id = row.envelope.event_id()}));
    EXPECT_EQ(TypesOf(answer), TypesOf(chain));
  }
}

TEST_F(HistoryTest, AnEventThatIsNoPartOfAChainStandsAlone) {
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer practice,
                       AskAbout(HistoryQuestion{.subject = HistorySubject::kPractice, .id = "p1"}));
  ASSERT_EQ(practice.rows.front().envelope.type(), "practice_registered");
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer answer,
                       AskAbout(HistoryQuestion{.id = practice.rows.front().envelope.event_id()}));
  EXPECT_THAT(TypesOf(answer), ElementsAre("practice_registered"));
}

// Whatever else is asked: nothing that depends on it may differ from what is not there.
TEST_F(HistoryTest, AnEventThatMayNotBeSeenIsAnsweredAsOneThatIsNotThere) {
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer practice,
                       AskAbout(HistoryQuestion{.subject = HistorySubject::kPractice, .id = "p1"}));
  HistoryQuestion question{.id = practice.rows.front().envelope.event_id()};
  question.may_see = [](const ev::Envelope& envelope) {
    return envelope.type() != "practice_registered";
  };
  EXPECT_THAT(AskAbout(question), Refuses("UNKNOWN_EVENT"));
  question.frame.at = t::Day("2001-01-01");
  EXPECT_THAT(AskAbout(question), Refuses("UNKNOWN_EVENT"));
  question.may_see = [](const ev::Envelope&) { return true; };
  EXPECT_OK(AskAbout(question));
}

TEST_F(HistoryTest, WhatWasKnownThenAndTookEffectByThen) {
  HistoryQuestion question{.subject = HistorySubject::kAttendance, .id = "s", .person_id = "a"};
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer all, AskAbout(question));
  question.frame.known.position = all.rows[1].envelope.position();
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer then, AskAbout(question));
  EXPECT_THAT(then.rows, SizeIs(2));
  EXPECT_EQ(then.position, all.rows[1].envelope.position());
  question.frame.at = t::Day("2020-01-01");
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer early, AskAbout(question));
  EXPECT_THAT(early.rows, IsEmpty());
}

TEST_F(HistoryTest, PagesGoOn) {
  HistoryQuestion question{.subject = HistorySubject::kSession, .id = "s"};
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer all, AskAbout(question));
  question.frame.page_size = 2;
  std::vector<std::string> seen;
  do {
    ASSERT_OK_AND_ASSIGN(const HistoryAnswer page, AskAbout(question));
    EXPECT_EQ(page.position, all.position);
    for (const std::string& type : TypesOf(page)) seen.push_back(type);
    question.frame.page_token = page.next_page_token;
  } while (!question.frame.page_token.empty());
  EXPECT_EQ(seen, TypesOf(all));
  EXPECT_THAT(all.rows, SizeIs(5)) << "planned, two present, corrected, voided";
}

TEST_F(HistoryTest, WhatIsUnknownIsRefused) {
  using Subject = HistorySubject;
  EXPECT_THAT(AskAbout(HistoryQuestion{.id = "nothing"}), Refuses("UNKNOWN_EVENT"));
  EXPECT_THAT(AskAbout(HistoryQuestion{.subject = Subject::kEnrolment, .id = "e"}),
              Refuses("UNKNOWN_ENROLMENT"));
  EXPECT_THAT(AskAbout(HistoryQuestion{.subject = Subject::kLine, .id = "l"}),
              Refuses("UNKNOWN_LINE"));
  EXPECT_THAT(AskAbout(HistoryQuestion{.subject = Subject::kPractice, .id = "p9"}),
              Refuses("UNKNOWN_PRACTICE"));
  EXPECT_THAT(AskAbout(HistoryQuestion{.subject = Subject::kPerson, .id = "z"}),
              Refuses("UNKNOWN_PERSON"));
  EXPECT_THAT(AskAbout(HistoryQuestion{.subject = Subject::kSession, .id = "s9"}),
              Refuses("UNKNOWN_SESSION"));
}

class PromotionsTest : public HistoryTest {
 protected:
  PromotionsTest() {
    Push({t::ScheduleSession("full", "exchange", "2027-02-02", 1), t::Enrol("a", "p1", "full"),
          t::Enrol("b", "p1", "full"), t::CancelEnrolment("a>full")});
  }
};

TEST_F(PromotionsTest, WhoMovedUpAndAfterWhichCancellation) {
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(PromotionsQuestion{.session_id = "full"}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].envelope.event().enrolment_promoted().enrolment_id(), "b>full");
  EXPECT_EQ(answer.rows[0].cause_type, "enrolment_cancelled");
  EXPECT_EQ(answer.rows[0].cause_enrolment_id, "a>full");
  ASSERT_OK_AND_ASSIGN(const auto by_cancellation,
                       AskAbout(PromotionsQuestion{.cancelled_enrolment_id = "a>full"}));
  EXPECT_THAT(by_cancellation.rows, SizeIs(1));
  ASSERT_OK_AND_ASSIGN(const auto by_other,
                       AskAbout(PromotionsQuestion{.cancelled_enrolment_id = "b>full"}));
  EXPECT_THAT(by_other.rows, IsEmpty());
}

TEST_F(PromotionsTest, AnEnrolmentFromWaitingToCancelled) {
  ASSERT_OK_AND_ASSIGN(
      const HistoryAnswer answer,
      AskAbout(HistoryQuestion{.subject = HistorySubject::kEnrolment, .id = "b>full"}));
  EXPECT_THAT(TypesOf(answer), ElementsAre("enrolment_waitlisted", "enrolment_promoted"));
}

TEST_F(PromotionsTest, WhatIsUnknownIsRefused) {
  EXPECT_THAT(AskAbout(PromotionsQuestion{.session_id = "s9"}), Refuses("UNKNOWN_SESSION"));
  EXPECT_THAT(AskAbout(PromotionsQuestion{.cancelled_enrolment_id = "e"}),
              Refuses("UNKNOWN_ENROLMENT"));
}

}  // namespace
}  // namespace logboek::queries
