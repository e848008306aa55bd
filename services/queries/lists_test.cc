#include "services/queries/lists.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/queries/choices.h"
#include "services/queries/credit_ledger.h"
#include "services/queries/decisions_in_use.h"
#include "services/queries/funded_courses.h"
#include "services/queries/lists_fixture.h"
#include "services/queries/missing_documents.h"
#include "services/queries/new_staff.h"
#include "services/queries/quarter_matrix.h"
#include "services/queries/representation.h"
#include "services/queries/session_oddities.h"
#include "services/queries/shared_people.h"
#include "services/queries/staff_shares.h"
#include "services/queries/visits.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

using base::Refuses;
using base::StatusIs;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace ev = logboek::event::v1;
namespace t = logboek::test;

// In year 1 one of two assistants is trained.
void TrainOne(RegisterFixture* fixture, const std::string& practice_id) {
  fixture->Push(TrainedPractice(practice_id));
}

class SharesTest : public ListsTest {
 protected:
  SharesTest() {
    Push({t::PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})});
  }
};

TEST_F(SharesTest, AShareHasItsFirstDayAndItsCoverageNow) {
  TrainOne(&fixture_, "p1");
  StaffSharesQuestion question{.region = t::kRegion, .obligation_id = "T-01"};
  question.frame.at = t::Day("2024-01-10");
  AddPerson("p1c", "p1", ev::ROLE_MEDICAL_ASSISTANT, "2024-01-01");
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(2)) << "years 1 and 2";
  const regioplan::Verdict& first = answer.rows[0].verdict;
  EXPECT_EQ(answer.rows[0].practice->id, "p1");
  EXPECT_EQ(first.programme_year, 1u);
  EXPECT_EQ(first.first_met_on, t::Day("2023-09-12"));
  EXPECT_EQ(first.numerator, 1u);
  EXPECT_EQ(first.denominator, 2u);
  EXPECT_EQ(first.coverage_now->denominator, 3u);
  EXPECT_THAT(first.evidence, IsEmpty());
  EXPECT_EQ(answer.at, t::Day("2024-01-10"));
  EXPECT_EQ(answer.position, fixture_.log.head().value);
}

TEST_F(SharesTest, OnlySharesAreListed) {
  AddPractice("p1");
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(StaffSharesQuestion{.region = t::kRegion}));
  for (const StaffShareRow& row : answer.rows) {
    EXPECT_TRUE(row.verdict.obligation->has_staff_share());
  }
  EXPECT_THAT(answer.rows, SizeIs(3)) << "T-01 in two years and T-03";
}

TEST_F(SharesTest, PagesGoOnWhereTheyEndedAndLookAtTheSamePosition) {
  for (const char* id : {"p1", "p2", "p3"}) AddPractice(id);
  StaffSharesQuestion question{.region = t::kRegion};
  question.frame.page_size = 2;
  std::vector<std::string> seen;
  uint64_t position = 0;
  for (int pages = 1;; ++pages) {
    ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
    if (position == 0) position = answer.position;
    EXPECT_EQ(answer.position, position);
    for (const StaffShareRow& row : answer.rows) {
      seen.push_back(absl::StrCat(row.practice->id, " ", row.verdict.obligation->id(), " ",
                                  row.verdict.programme_year));
    }
    if (answer.next_page_token.empty()) {
      EXPECT_EQ(pages, 5) << "nine rows";
      break;
    }
    EXPECT_THAT(answer.rows, SizeIs(2));
    question.frame.page_token = answer.next_page_token;
    // Meanwhile somebody joins; this list does not see it.
    AddPractice(absl::StrCat("a-late-", pages));
  }
  EXPECT_THAT(seen, ElementsAre("p1 T-01 1", "p1 T-01 2", "p1 T-03 4", "p2 T-01 1", "p2 T-01 2",
                                "p2 T-03 4", "p3 T-01 1", "p3 T-01 2", "p3 T-03 4"));
}

TEST_F(SharesTest, APageHasABoundInBytesAndOneRowAtLeast) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  StaffSharesQuestion question{.region = t::kRegion, .obligation_id = "T-03"};
  question.frame.page_bytes_max = 1;
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  EXPECT_THAT(answer.rows, SizeIs(1));
  EXPECT_NE(answer.next_page_token, "");
}

TEST_F(SharesTest, ATokenIsForItsOwnQuestion) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  StaffSharesQuestion question{.region = t::kRegion};
  question.frame.page_size = 1;
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  question.frame.page_token = answer.next_page_token;
  question.obligation_id = "T-01";
  EXPECT_THAT(AskAbout(question), Refuses("BAD_PAGE_TOKEN"));
  VisitsQuestion visits{.region = t::kRegion};
  visits.frame.page_token = answer.next_page_token;
  EXPECT_THAT(AskAbout(visits), Refuses("BAD_PAGE_TOKEN"));
}

TEST_F(SharesTest, AForgedTokenDoesNotLeadBeyondTheCalendar) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  MissingDocumentsQuestion question{.region = t::kRegion};
  question.frame.page_size = 1;
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  std::string token;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(answer.next_page_token, &token));
  token.replace(token.rfind('\0') + 1, std::string::npos, "4000000000-01-01");
  question.frame.page_token = absl::WebSafeBase64Escape(token);
  EXPECT_THAT(AskAbout(question), Refuses("BAD_PAGE_TOKEN"));
}

TEST_F(SharesTest, WhatIsUnknownIsRefused) {
  AddPractice("p1");
  EXPECT_THAT(AskAbout(StaffSharesQuestion{.region = "atlantis"}), Refuses("UNKNOWN_REGION"));
  EXPECT_THAT(AskAbout(StaffSharesQuestion{.region = t::kRegion, .obligation_id = "T-99"}),
              Refuses("UNKNOWN_OBLIGATION"));
  EXPECT_THAT(AskAbout(TimesQuestion{.region = t::kRegion, .obligation_id = "T-02"}),
              Refuses("NOT_A_SHARE"));
  EXPECT_THAT(AskAbout(UntrainedQuestion{.practice_id = "p9", .obligation_id = "T-01"}),
              Refuses("UNKNOWN_PRACTICE"));
  EXPECT_THAT(AskAbout(RepresentationQuestion{.session_id = "s9"}), Refuses("UNKNOWN_SESSION"));
}

TEST_F(SharesTest, NotKnownThenIsUnknown) {
  const uint64_t before = fixture_.log.head().value;
  AddPractice("p1");
  UntrainedQuestion question{.practice_id = "p1", .obligation_id = "T-01"};
  question.frame.known.position = before;
  EXPECT_THAT(AskAbout(question), Refuses("UNKNOWN_PRACTICE"));
}

TEST_F(SharesTest, AListEndsWhenNobodyWaitsForIt) {
  AddPractice("p1");
  StaffSharesQuestion question{.region = t::kRegion};
  question.frame.keep_going = [] { return absl::CancelledError("gone"); };
  EXPECT_THAT(AskAbout(question), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(SharesTest, UntrainedAreThoseOnTheRosterWhoDoNotCountYet) {
  TrainOne(&fixture_, "p1");
  AddPerson("gp", "p1", ev::ROLE_GP_OWNER);
  UntrainedQuestion question{.practice_id = "p1", .obligation_id = "T-01", .period = 1};
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].person_id, "p1b");
  EXPECT_THAT(answer.rows[0].roles, ElementsAre(ev::ROLE_MEDICAL_ASSISTANT));
  EXPECT_EQ(answer.rows[0].items_done, 0u);
  EXPECT_EQ(answer.rows[0].items_needed, 1u);
  EXPECT_EQ(answer.rows[0].deadline, t::Day("2024-03-31"));
}

TEST_F(SharesTest, WithoutAPeriodTheOneThatRunsElseTheLastThatBegan) {
  TrainOne(&fixture_, "p1");
  UntrainedQuestion question{.practice_id = "p1", .obligation_id = "T-01"};
  question.frame.at = t::Day("2023-10-01");
  ASSERT_OK_AND_ASSIGN(auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].period, 1u);
  question.frame.at = t::Day("2026-10-01");
  ASSERT_OK_AND_ASSIGN(answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(2)) << "nobody was trained in year 2";
  EXPECT_EQ(answer.rows[0].period, 2u);
}

TEST_F(SharesTest, AHistogramHasEverybodyByWhatTheyDid) {
  AddPractice("p1");
  for (const char* id : {"gp-a", "gp-b", "gp-c"}) AddPerson(id, "p1", ev::ROLE_GP_OWNER);
  Push({t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION),
        t::ScheduleSession("iv-1", "iv", "2026-05-12"),
        t::ScheduleSession("iv-2", "iv", "2026-09-08"), t::RecordAttendance("iv-1", "gp-a", "p1"),
        t::RecordAttendance("iv-2", "gp-a", "p1"), t::RecordAttendance("iv-1", "gp-b", "p1")});
  ASSERT_OK_AND_ASSIGN(const auto answer,
                       AskAbout(TimesQuestion{.region = t::kRegion, .obligation_id = "T-03"}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].period, 4u);
  EXPECT_EQ(answer.rows[0].items_needed, 2u);
  EXPECT_THAT(answer.rows[0].none, ElementsAre("gp-c"));
  EXPECT_THAT(answer.rows[0].one, ElementsAre("gp-b"));
  EXPECT_THAT(answer.rows[0].more, ElementsAre("gp-a"));
}

class DocumentsTest : public ListsTest {
 protected:
  std::vector<MissingDocumentRow> Missing() {
    const auto answer = AskAbout(MissingDocumentsQuestion{.region = t::kRegion});
    EXPECT_OK(answer);
    return answer.ok() ? answer->rows : std::vector<MissingDocumentRow>();
  }
};

TEST_F(DocumentsTest, APracticeWithNothingLacksPlanAndRoster) {
  AddPractice("p1");
  Record({R"(reminder_sent { practice_id: "p1" obligation_id: "P-01" period: 4
                             sent_on { year: 2026 month: 6 day: 1 } })",
          R"(reminder_sent { practice_id: "p1" obligation_id: "P-01" period: 4
                             sent_on { year: 2026 month: 9 day: 1 } })",
          R"(reminder_sent { practice_id: "p1" obligation_id: "P-01" period: 3
                             sent_on { year: 2026 month: 10 day: 1 } })"});
  const auto rows = Missing();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].document, MissingDocument::kRoster);
  EXPECT_EQ(rows[0].last_reminder_on, std::nullopt);
  EXPECT_EQ(rows[1].document, MissingDocument::kPracticePlan);
  EXPECT_EQ(rows[1].obligation_id, "P-01");
  EXPECT_EQ(rows[1].period, 4u);
  EXPECT_EQ(rows[1].deadline, t::Day("2027-03-31"));
  EXPECT_EQ(rows[1].last_reminder_on, t::Day("2026-09-01"));
}

TEST_F(DocumentsTest, AConfirmedRosterAndAPlanForThePeriodAreEnough) {
  AddPractice("p1");
  Push({t::ConfirmRoster("p1", "2026-04-01", {})});
  Record({R"(practice_plan_submitted { practice_ids: "p1" period: 4
                                       submitted_on { year: 2026 month: 5 day: 1 } })"});
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_F(DocumentsTest, TextsAreMissedOfLinesThatNeedThem) {
  AddPractice("p1");
  Push({t::ConfirmRoster("p1", "2026-04-01", {})});
  const auto line = [](const std::string& id, const std::string& slug, const std::string& mode) {
    return absl::StrCat("intervention_chosen { line_id: '", id,
                        "' practice_ids: 'p1' period: 4 menu_slug: '", slug, "' mode: CHOICE_MODE_",
                        mode, " chosen_on { year: 2026 month: 5 day: 1 } }");
  };
  Record({R"(practice_plan_submitted { practice_ids: "p1" period: 4
                                       submitted_on { year: 2026 month: 5 day: 1 } })",
          line("new", "coaching", "NEW"), line("deeper", "triage-basic", "DEEPEN"),
          line("own", "own-intervention", "NEW"), line("justified", "coaching", "DEEPEN"),
          line("talk", "positive-health", "DEEPEN"), line("gone", "own-intervention", "NEW"),
          R"(intervention_justified { line_id: "justified" practice_ids: "p1"
                                      justified_on { year: 2026 month: 6 day: 1 } })",
          R"(intervention_changed { line_id: "gone" practice_ids: "p1" withdrawn: true
                                    changed_on { year: 2026 month: 6 day: 1 } })"});
  std::vector<std::string> lines;
  for (const MissingDocumentRow& row : Missing()) {
    EXPECT_EQ(row.document, MissingDocument::kJustification);
    lines.push_back(row.line_id);
  }
  EXPECT_THAT(lines, ElementsAre("deeper", "own"))
      << "the talk is of an element that C-01 does not ask about";
}

class SessionListsTest : public ListsTest {
 protected:
  SessionListsTest() {
    for (const char* id : {"p1", "p2", "p3"}) AddPractice(id);
    AddPerson("a", "p1", ev::ROLE_GP_OWNER);
    AddPerson("b", "p2", ev::ROLE_GP_OWNER);
    Push({t::PublishOffering("exchange", ev::OFFERING_KIND_EXCHANGE_MEETING)});
  }
};

TEST_F(SessionListsTest, RepresentationIsOwnByJointPlanOrNotHeld) {
  Push({t::RegisterJointPlan("plan", {"p1", "p2"}, "2023-04-10"),
        t::ScheduleSession("s", "exchange", "2023-06-06")});
  Record({R"(attendance_recorded { session_id: "s" person_id: "a" practice_id: "p1"
                                   represents: "p3" status: ATTENDANCE_STATUS_PRESENT })",
          R"(attendance_recorded { session_id: "s" person_id: "b" practice_id: "p2"
                                   status: ATTENDANCE_STATUS_ABSENT })"});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(RepresentationQuestion{.session_id = "s"}));
  ASSERT_THAT(answer.rows, SizeIs(3));
  EXPECT_EQ(answer.rows[0].practice_id, "p1");
  EXPECT_EQ(answer.rows[0].path, RepresentationPath::kOwn);
  EXPECT_THAT(answer.rows[0].person_ids, ElementsAre("a"));
  EXPECT_EQ(answer.rows[1].practice_id, "p2");
  EXPECT_EQ(answer.rows[1].path, RepresentationPath::kJointPlan);
  EXPECT_EQ(answer.rows[1].through_id, "plan");
  EXPECT_EQ(answer.rows[1].by_practice_id, "p1");
  EXPECT_EQ(answer.rows[2].practice_id, "p3");
  EXPECT_EQ(answer.rows[2].path, RepresentationPath::kNotHeld);
}

TEST_F(SessionListsTest, NobodySpeaksForOthersBeforeThePlanIsHandedIn) {
  Push({t::RegisterJointPlan("plan", {"p1", "p2"}, "2023-07-01"),
        t::ScheduleSession("s", "exchange", "2023-06-06"), t::RecordAttendance("s", "a", "p1")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(RepresentationQuestion{.session_id = "s"}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].path, RepresentationPath::kOwn);
}

TEST_F(SessionListsTest, OdditiesAreCountedPerSession) {
  Push({t::ScheduleSession("odd", "exchange", "2026-12-08", 1),
        t::ScheduleSession("fine", "exchange", "2026-12-09"), t::Enrol("b", "p2", "odd"),
        t::Enrol("a", "p1", "fine"), t::ScheduleSession("coming", "exchange", "2027-01-12")});
  AddPerson("c", "p3", ev::ROLE_GP_OWNER);
  fixture_.clock.Set(t::Morning(t::Day("2026-12-20")));
  Push({t::RecordAttendance("odd", "a", "p1"), t::RecordAttendance("odd", "c", "p3"),
        t::RecordAttendance("odd", "b", "p2", /*present=*/false),
        t::RecordAttendance("fine", "a", "p1"), t::CloseList("fine", 1)});
  SessionOdditiesQuestion question{.region = t::kRegion};
  ASSERT_OK_AND_ASSIGN(auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(1));
  const SessionOddityRow& row = answer.rows[0];
  EXPECT_EQ(row.session->id, "odd");
  EXPECT_EQ(row.present, 2u);
  EXPECT_EQ(row.walk_ins, 2u);
  EXPECT_EQ(row.over_capacity, 1u);
  EXPECT_EQ(row.absent_enrolled, 1u);
  EXPECT_EQ(row.unrecorded_enrolled, 0u);
  EXPECT_FALSE(row.session->list_closed);
  question.from = t::Day("2026-12-09");
  ASSERT_OK_AND_ASSIGN(answer, AskAbout(question));
  EXPECT_THAT(answer.rows, IsEmpty());
}

TEST_F(SessionListsTest, AnOpenListOrSomebodyNobodyLookedForIsOdd) {
  Push({t::ScheduleSession("s", "exchange", "2026-12-08"), t::Enrol("b", "p2", "s")});
  fixture_.clock.Set(t::Morning(t::Day("2026-12-20")));
  Push({t::CloseList("s", 0)});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(SessionOdditiesQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].unrecorded_enrolled, 1u);
  EXPECT_TRUE(answer.rows[0].session->list_closed);
}

TEST_F(SessionListsTest, TheLedgerSaysWhatEachSessionWasCreditedToOrWhyNot) {
  AddPerson("a2", "p1", ev::ROLE_PRACTICE_MANAGER);
  Push({t::PublishOffering("network", ev::OFFERING_KIND_ASSISTANT_NETWORK_MEETING),
        t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN),
        t::ScheduleSession("counted", "exchange", "2023-06-06"),
        t::ScheduleSession("absent", "exchange", "2023-09-05"),
        t::ScheduleSession("course-day", "course", "2026-10-06"),
        t::RecordAttendance("counted", "a", "p1"), t::RecordAttendance("counted", "a2", "p1"),
        t::RecordAttendance("absent", "a", "p1", /*present=*/false),
        t::RecordAttendance("course-day", "a2", "p1")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(CreditLedgerQuestion{.practice_id = "p1"}));
  ASSERT_THAT(answer.rows, SizeIs(3));
  EXPECT_EQ(answer.rows[0].session->id, "counted");
  EXPECT_EQ(answer.rows[0].reason, regioplan::Reason::kCounted);
  EXPECT_EQ(answer.rows[0].obligation->id(), "T-02");
  EXPECT_EQ(answer.rows[0].period, 1u);
  EXPECT_THAT(answer.rows[0].person_ids, ElementsAre("a", "a2"));
  EXPECT_THAT(answer.rows[0].by_practice_ids, ElementsAre("p1"));
  EXPECT_EQ(answer.rows[1].session->id, "absent");
  EXPECT_EQ(answer.rows[1].reason, regioplan::Reason::kAbsent);
  EXPECT_EQ(answer.rows[2].session->id, "course-day");
  EXPECT_EQ(answer.rows[2].obligation, nullptr);
  EXPECT_THAT(answer.rows[2].person_ids, ElementsAre("a2"));
}

TEST_F(SessionListsTest, TheMatrixShowsTheQuarterWithoutAMeeting) {
  Push({t::StartTrack("p1", "kbz", "2026-04-01"),
        t::PublishOffering("kbz", ev::OFFERING_KIND_KBZ_MEETING),
        t::ScheduleSession("q2", "kbz", "2026-05-12"),
        t::ScheduleSession("q4", "kbz", "2026-10-13"), t::RecordAttendance("q2", "a", "p1"),
        t::RecordAttendance("q4", "a", "p1")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(QuarterMatrixQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(1)) << "the others are on no track";
  const QuarterMatrixRow& row = answer.rows[0];
  EXPECT_EQ(row.practice->id, "p1");
  EXPECT_EQ(row.meetings, 2u);
  EXPECT_EQ(row.needed, 4u);
  ASSERT_THAT(row.quarters, SizeIs(4));
  EXPECT_EQ(row.quarters[0].from, t::Day("2026-04-01"));
  EXPECT_EQ(row.quarters[0].meetings, 1u);
  EXPECT_FALSE(row.quarters[0].missing);
  EXPECT_TRUE(row.quarters[1].missing) << "over, and nobody went";
  EXPECT_FALSE(row.quarters[2].missing);
  EXPECT_EQ(row.quarters[3].meetings, 0u);
  EXPECT_TRUE(row.quarters[3].required);
  EXPECT_FALSE(row.quarters[3].missing) << "not over yet";
}

TEST_F(SessionListsTest, AQuarterThatIsPartlyOnTheTrackIsNotRequired) {
  Push({t::StartTrack("p1", "kbz", "2026-05-01")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(QuarterMatrixQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_FALSE(answer.rows[0].quarters[0].required);
  EXPECT_FALSE(answer.rows[0].quarters[0].missing);
  EXPECT_TRUE(answer.rows[0].quarters[1].required);
}

class PlanListsTest : public ListsTest {};

TEST_F(PlanListsTest, ChoicesAreCountedPerPracticeElementPeriodAndMode) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  Record({R"(intervention_chosen { line_id: "l1" practice_ids: "p1" practice_ids: "p2" period: 4
                menu_slug: "coaching" mode: CHOICE_MODE_NEW
                chosen_on { year: 2026 month: 5 day: 1 } })",
          R"(intervention_chosen { line_id: "l2" practice_ids: "p1" period: 4
                menu_slug: "coaching" mode: CHOICE_MODE_NEW
                chosen_on { year: 2026 month: 5 day: 2 } })",
          R"(intervention_chosen { line_id: "l3" practice_ids: "p2" period: 3
                menu_slug: "positive-health" mode: CHOICE_MODE_DEEPEN
                chosen_on { year: 2025 month: 5 day: 2 } })",
          R"(intervention_chosen { line_id: "l4" practice_ids: "p2" period: 4
                menu_slug: "triage-basic" mode: CHOICE_MODE_NEW
                chosen_on { year: 2026 month: 5 day: 2 } })",
          R"(intervention_changed { line_id: "l4" practice_ids: "p2" withdrawn: true
                changed_on { year: 2026 month: 6 day: 1 } })"});
  ChoicesQuestion question{.region = t::kRegion};
  ASSERT_OK_AND_ASSIGN(auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].menu_slug, "coaching");
  EXPECT_EQ(answer.rows[0].core_element, regioplan::v1::CORE_ELEMENT_WORK_DIFFERENTLY);
  EXPECT_EQ(answer.rows[0].practices, 2u) << "p1 chose it twice";
  EXPECT_EQ(answer.rows[0].period, 4u);
  EXPECT_EQ(answer.rows[1].menu_slug, "positive-health");
  EXPECT_EQ(answer.rows[1].mode, ev::CHOICE_MODE_DEEPEN);
  EXPECT_EQ(answer.rows[1].name.en(), "PH");
  question.frame.at = t::Day("2026-05-20");
  ASSERT_OK_AND_ASSIGN(answer, AskAbout(question));
  EXPECT_THAT(answer.rows, SizeIs(3)) << "not withdrawn yet";
}

TEST_F(PlanListsTest, SharedPeopleStandWithEachPracticeAndWhereTheyCount) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  AddPerson("both", "p1", ev::ROLE_GP_OWNER);
  Push({t::StartEngagement("both", "p2", ev::ROLE_GP_LOCUM, "2024-01-01")});
  AddPerson("one", "p1", ev::ROLE_GP_OWNER);
  AddPerson("moved", "p1", ev::ROLE_SOH);
  Push({t::EndEngagement("moved@p1", "2025-01-01"),
        t::StartEngagement("moved", "p2", ev::ROLE_SOH, "2025-01-01")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(SharedPeopleQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].person_id, "both");
  EXPECT_EQ(answer.rows[0].practice_id, "p1");
  EXPECT_THAT(answer.rows[0].roles, ElementsAre(ev::ROLE_GP_OWNER));
  EXPECT_THAT(answer.rows[0].obligation_ids, ElementsAre("T-03"));
  EXPECT_EQ(answer.rows[1].practice_id, "p2");
  EXPECT_THAT(answer.rows[1].obligation_ids, IsEmpty());
}

TEST_F(PlanListsTest, DecisionsInUseAreInterpretationsAndWaivers) {
  AddPractice("p1");
  Push({t::WaiveRequirement("p1", "T-02", 1)});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(DecisionsInUseQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(3));
  for (int i : {0, 1}) {
    EXPECT_EQ(answer.rows[i].obligation_id, "T-01");
    EXPECT_EQ(answer.rows[i].interpretation_id, "O5");
    EXPECT_EQ(answer.rows[i].option, "hidha_counts");
    EXPECT_EQ(answer.rows[i].decided_on, t::Day("2024-01-15"));
    EXPECT_EQ(answer.rows[i].decided_by, "board");
  }
  EXPECT_EQ(answer.rows[2].obligation_id, "T-02");
  EXPECT_EQ(answer.rows[2].interpretation_id, "");
  EXPECT_EQ(answer.rows[2].ground, "the practice burned down");
  EXPECT_EQ(answer.rows[2].decided_on, t::Day("2026-11-30"));
  EXPECT_EQ(answer.rows[2].decided_by, "coordinator");
}

TEST_F(PlanListsTest, VisitsAreDueInvitedToAndHeld) {
  for (const char* id : {"p1", "p2"}) AddPractice(id);
  Record({R"(practice_invited { practice_id: "p1" invited_on { year: 2026 month: 5 day: 1 } })",
          R"(practice_visit_held { practice_id: "p2" held_on { year: 2026 month: 6 day: 2 }
                                   topics: "triage" })"});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(VisitsQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(3));
  EXPECT_EQ(answer.rows[0].practice->id, "p1");
  EXPECT_EQ(answer.rows[0].state, VisitState::kDue);
  EXPECT_EQ(answer.rows[0].obligation_id, "V-01");
  EXPECT_EQ(answer.rows[0].date, t::Day("2027-03-31"));
  EXPECT_EQ(answer.rows[0].invited_on, t::Day("2026-05-01"));
  EXPECT_EQ(answer.rows[1].state, VisitState::kInvited);
  EXPECT_EQ(answer.rows[2].practice->id, "p2");
  EXPECT_EQ(answer.rows[2].state, VisitState::kHeld);
  EXPECT_THAT(answer.rows[2].topics, ElementsAre("triage"));
}

class TrainingListsTest : public ListsTest {
 protected:
  TrainingListsTest() {
    for (const char* id : {"p1", "p2"}) AddPractice(id);
    Push({t::PublishOffering("talk", ev::OFFERING_KIND_COURSE_OPEN, {"positive-health"}),
          t::PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})});
  }
};

TEST_F(TrainingListsTest, FundedCoursesStandOnceWithTheFirstPractice) {
  AddPerson("a", "p1", ev::ROLE_GP_OWNER);
  AddPerson("b", "p2", ev::ROLE_GP_OWNER);
  Push({t::StartEngagement("b", "p1", ev::ROLE_GP_LOCUM, "2023-04-01"),
        t::CompleteCourse("talk", "a", "2026-05-01"), t::CompleteCourse("talk", "b", "2026-06-01"),
        t::CompleteCourse("triage", "a", "2026-06-01")});
  FundedCoursesQuestion question{.region = t::kRegion};
  ASSERT_OK_AND_ASSIGN(auto answer, AskAbout(question));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].practice->id, "p1");
  EXPECT_EQ(answer.rows[0].offering->id, "talk");
  EXPECT_EQ(answer.rows[0].completions, 2u);
  question.until = t::Day("2026-06-01");
  ASSERT_OK_AND_ASSIGN(answer, AskAbout(question));
  EXPECT_EQ(answer.rows[0].completions, 1u);
  question.funding = regioplan::v1::FUNDING_REGION;
  ASSERT_OK_AND_ASSIGN(answer, AskAbout(question));
  EXPECT_THAT(answer.rows, IsEmpty());
}

TEST_F(TrainingListsTest, ARevokedCompletionIsNotPaid) {
  AddPerson("a", "p1", ev::ROLE_GP_OWNER);
  Push({t::CompleteCourse("talk", "a", "2026-05-01"), t::RevokeCompletion("talk", "a")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(FundedCoursesQuestion{.region = t::kRegion}));
  EXPECT_THAT(answer.rows, IsEmpty());
}

TEST_F(TrainingListsTest, NewStaffCameAfterTheFirstTrainingAndIsNotTrained) {
  AddPerson("first", "p1", ev::ROLE_GP_OWNER);
  AddPerson("old", "p1", ev::ROLE_GP_OWNER);
  AddPerson("new", "p1", ev::ROLE_MEDICAL_ASSISTANT, "2025-01-01");
  AddPerson("new-trained", "p1", ev::ROLE_MEDICAL_ASSISTANT, "2025-01-01");
  AddPerson("elsewhere", "p2", ev::ROLE_MEDICAL_ASSISTANT, "2025-01-01");
  Push({t::CompleteCourse("talk", "first", "2024-05-01"),
        t::CompleteCourse("talk", "new-trained", "2025-05-01")});
  ASSERT_OK_AND_ASSIGN(const auto answer, AskAbout(NewStaffQuestion{.region = t::kRegion}));
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].person_id, "new");
  EXPECT_EQ(answer.rows[0].engaged_from, t::Day("2025-01-01"));
  EXPECT_EQ(answer.rows[0].obligation_id, "N-01");
  EXPECT_EQ(answer.rows[0].period, 4u);
  EXPECT_THAT(answer.rows[0].roles, ElementsAre(ev::ROLE_MEDICAL_ASSISTANT));
}

}  // namespace
}  // namespace logboek::queries
