// Every question of a coordinator, an academy, a practice, an auditor and a privacy officer, on the
// demo, as the command line asks it, by an administrator. The numbers are those of the questions in
// domain.md §4.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/process/demo.h"

namespace logboek::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kUtrecht[] = "--region=utrecht_sterkzorg";
constexpr char kBrabant[] = "--region=midden_brabant_primacura";
constexpr char kTwente[] = "--region=twente_hzt";
constexpr char kGelders[] = "--region=gelders_rivierenland";
constexpr char kAt[] = "--at=2026-11-30";

class QuestionsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { demo_ = new DemoServer(); }
  static void TearDownTestSuite() { delete std::exchange(demo_, nullptr); }

  static std::vector<Row> Ask(std::vector<std::string> arguments) {
    return demo_->Ask(std::move(arguments));
  }
  // The only row with these cells.
  static Row AskFor(std::vector<std::string> arguments, const Row& cells) {
    const std::vector<Row> found = Where(Ask(std::move(arguments)), cells);
    EXPECT_THAT(found, SizeIs(1)) << ::testing::PrintToString(cells);
    return found.empty() ? Row() : found[0];
  }
  static uint64_t Head() {
    uint64_t head = 0;
    EXPECT_TRUE(
        absl::SimpleAtoi(Ask({"compliance", "mb-002", kAt}).at(0).at("as_of_position"), &head));
    return head;
  }
  // The value of a column in each row.
  static std::vector<std::string> Column(const std::vector<Row>& rows, const std::string& name) {
    std::vector<std::string> values;
    for (const Row& row : rows) values.push_back(row.at(name));
    return values;
  }
  // As a file of commands, one a line.
  static std::string Commands(const std::string& text) {
    const std::string path = demo_->folder() / "commands.jsonl";
    std::ofstream(path) << text;
    return path;
  }

  static DemoServer* demo_;
};

DemoServer* QuestionsTest::demo_ = nullptr;

TEST_F(QuestionsTest, Q01VerdictsOfAPractice) {
  EXPECT_THAT(AskFor({"compliance", "mb-002", kAt}, {{"obligation_id", "MB-05"}, {"year", "1"}}),
              IsSupersetOf(Row{{"status", "not_met"},
                               {"numerator", "1"},
                               {"denominator", "3"},
                               {"threshold", "2"},
                               {"window_from", "2023-04-01"},
                               {"window_until", "2024-04-01"},
                               {"missing", "1"},
                               {"coverage_now_numerator", "1"},
                               {"coverage_now_denominator", "3"}}));
}

TEST_F(QuestionsTest, Q02WhatToDoBeforeADay) {
  EXPECT_THAT(
      AskFor({"todo", "ut-005", kAt}, {{"obligation_id", "UT4-06"}}),
      IsSupersetOf(Row{{"missing", "1"},
                       {"last_day", "2027-03-31"},
                       {"sessions_session_id", "ut-exchange-2027-01-19 ut-exchange-2027-03-09"}}));
  EXPECT_THAT(
      Where(Ask({"todo", "ut-005", kAt, "--before=2027-01-01"}), {{"obligation_id", "UT4-06"}}),
      IsEmpty());
}

TEST_F(QuestionsTest, Q03PracticesAtRiskBySlack) {
  const std::vector<Row> rows = Ask({"at-risk", kUtrecht, kAt});
  ASSERT_THAT(rows, SizeIs(Ge(5)));
  EXPECT_THAT(rows[0], IsSupersetOf(Row{{"practice_id", "ut-025"},
                                        {"obligation_id", "UT4-10"},
                                        {"need", "4"},
                                        {"slack", "-4"},
                                        {"days_left", "121"}}));
  int64_t last = -1000;
  for (const Row& row : rows) {
    int64_t slack = 1000;
    const bool has_slack = absl::SimpleAtoi(row.at("slack"), &slack);
    EXPECT_EQ(has_slack, !row.at("slack").empty());
    EXPECT_GE(slack, last);
    last = slack;
  }
}

TEST_F(QuestionsTest, Q04WhomToInvite) {
  const std::vector<Row> rows = Ask({"invite", "ut-exchange-2027-02-16", kAt});
  EXPECT_THAT(Where(rows, {{"practice_id", "ut-035"}}),
              ElementsAre(IsSupersetOf(Row{{"needs_obligation_id", "UT4-06"},
                                           {"needs_status", "at_risk"},
                                           {"cohort_match", "true"}})));
  // It has two meetings already.
  EXPECT_THAT(Where(rows, {{"practice_id", "ut-001"}}), IsEmpty());
}

TEST_F(QuestionsTest, Q05WhyNotAndTheNearestFix) {
  EXPECT_THAT(AskFor({"explain", "ut-035", kAt}, {{"obligation_id", "UT4-06"}}),
              IsSupersetOf(Row{
                  {"status", "at_risk"}, {"missing_count", "2"}, {"fix_kind", "book_session"}}));
  // A window that is over leaves only a human decision.
  EXPECT_THAT(
      AskFor({"explain", "mb-010", kAt}, {{"obligation_id", "MB-09"}, {"programme_year", "1"}}),
      Contains(Pair("fix_kind", "ask_waiver")));
}

TEST_F(QuestionsTest, Q06WhatWasKnownThen) {
  // The presence of 4 November 2025 came in half a year late; its event says where.
  const std::vector<Row> history =
      Ask({"history", "--session=ut-exchange-2025-11-04", "--person=p-000561"});
  ASSERT_THAT(history, SizeIs(1));
  uint64_t position = 0;
  ASSERT_TRUE(absl::SimpleAtoi(history[0].at("position"), &position));
  const Row row = {{"obligation_id", "UT3-03"}, {"year", "3"}};
  EXPECT_THAT(AskFor({"compliance", "ut-006", kAt, absl::StrCat("--known-at=", position - 1)}, row),
              IsSupersetOf(Row{{"status", "not_met"},
                               {"numerator", "1"},
                               {"as_of_position", absl::StrCat(position - 1)}}));
  EXPECT_THAT(AskFor({"compliance", "ut-006", kAt, absl::StrCat("--known-at=", position)}, row),
              IsSupersetOf(Row{{"status", "met"}, {"numerator", "2"}}));
}

TEST_F(QuestionsTest, Q07WhatChangedBetweenTwoPositions) {
  const std::vector<Row> history =
      Ask({"history", "--session=ut-exchange-2025-11-04", "--person=p-000561"});
  ASSERT_THAT(history, SizeIs(1));
  uint64_t position = 0;
  ASSERT_TRUE(absl::SimpleAtoi(history[0].at("position"), &position));
  const std::vector<Row> changes = Ask({"changes", "ut-006", absl::StrCat("--from=", position - 1),
                                        absl::StrCat("--until=", position), kAt});
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_THAT(changes[0], IsSupersetOf(Row{{"obligation_id", "UT3-03"},
                                           {"before_status", "not_met"},
                                           {"after_status", "met"},
                                           {"events_event_id", history[0].at("event_id")}}));
}

TEST_F(QuestionsTest, Q09TheHistoryOfOneAttendance) {
  EXPECT_THAT(
      Ask({"history", "--session=ut-exchange-2025-11-04", "--person=p-000509"}),
      ElementsAre(IsSupersetOf(Row{{"type", "attendance_recorded"}, {"source", "hus-academie"}})));
}

TEST_F(QuestionsTest, Q10SharesTodayAndWhenFirstReached) {
  EXPECT_THAT(AskFor({"list", "shares", kBrabant, "--obligation=MB-05", kAt},
                     {{"practice_id", "mb-001"}, {"period", "1"}}),
              IsSupersetOf(Row{{"status", "met"},
                               {"numerator", "2"},
                               {"denominator", "4"},
                               {"first_met_on", "2023-09-02"},
                               {"coverage_now_numerator", "0"},
                               {"coverage_now_denominator", "5"}}));
}

TEST_F(QuestionsTest, Q11WhoIsStillUntrained) {
  EXPECT_THAT(Column(Ask({"list", "untrained", "--practice=mb-002", "--obligation=MB-05",
                          "--period=1", kAt}),
                     "person_id"),
              ElementsAre("p-000017", "p-000205"));
}

TEST_F(QuestionsTest, Q12HowManyIntervisions) {
  EXPECT_THAT(AskFor({"list", "times", kBrabant, "--obligation=MB-11", "--period=1", kAt},
                     {{"practice_id", "mb-001"}}),
              IsSupersetOf(Row{{"none", "0"},
                               {"one", "0"},
                               {"more", "3"},
                               {"more_person_ids", "p-000001 p-000002 p-000003"}}));
  EXPECT_THAT(AskFor({"list", "times", kBrabant, "--obligation=MB-11", "--period=1", kAt},
                     {{"practice_id", "mb-011"}}),
              IsSupersetOf(Row{{"more", "1"}}));
}

TEST_F(QuestionsTest, Q13SeatsAndTheWaitingLine) {
  const std::vector<Row> rows = Ask({"session", "show", "mb-intervision-2027-01-12"});
  EXPECT_THAT(Where(rows, {{"state", "confirmed"}}), SizeIs(12));
  const std::vector<Row> waiting = Where(rows, {{"state", "waiting"}});
  ASSERT_THAT(waiting, SizeIs(2));
  EXPECT_EQ(waiting[0].at("waiting_rank"), "1");
  EXPECT_EQ(waiting[1].at("waiting_rank"), "2");
}

TEST_F(QuestionsTest, Q14WhoMovedUp) {
  const std::vector<Row> rows = Ask({"list", "promotions", "--session=mb-intervision-2027-01-12"});
  ASSERT_THAT(rows, Not(IsEmpty()));
  EXPECT_THAT(rows[0], IsSupersetOf(Row{{"cause_type", "enrolment_cancelled"}}));
  EXPECT_THAT(
      Ask({"list", "promotions", absl::StrCat("--cancelled=", rows[0].at("cause_enrolment_id"))}),
      Contains(Contains(Pair("enrolment_id", rows[0].at("enrolment_id")))));
}

TEST_F(QuestionsTest, Q15WhatWasRefusedAndQ16WhatBecameOfARecord) {
  const std::string wrong =
      R"({"source": "test-academy", "sourceId": "refused-1", "recordAttendance": {)"
      R"("sessionId": "no-such-session", "personId": "p-000561", "practiceId": "ut-006",)"
      R"( "status": "ATTENDANCE_STATUS_PRESENT"}})";
  EXPECT_EQ(demo_->Run({"do", wrong}).exit_code, 1);
  EXPECT_THAT(Ask({"list", "refusals", "--source=test-academy"}),
              ElementsAre(IsSupersetOf(Row{{"source_id", "refused-1"},
                                           {"command", "record_attendance"},
                                           {"reason", "UNKNOWN_SESSION"}})));
  EXPECT_EQ(demo_->Run({"lookup", "test-academy", "refused-1"}).exit_code, 4);

  const std::vector<Row> history =
      Ask({"history", "--session=ut-exchange-2025-11-04", "--person=p-000509"});
  ASSERT_THAT(history, SizeIs(1));
  EXPECT_THAT(Ask({"lookup", history[0].at("source"), history[0].at("source_id")}),
              ElementsAre(Contains(Pair("position", history[0].at("position")))));
  // The same key with another content is told apart.
  const RunResult different = demo_->Run(
      {"lookup", history[0].at("source"), history[0].at("source_id"), "--command", wrong});
  EXPECT_EQ(different.exit_code, 1) << different.errors;
}

TEST_F(QuestionsTest, Q17SessionsNeededSoThatAllCanComply) {
  EXPECT_THAT(AskFor({"seats", kUtrecht, kAt}, {{"obligation_ids", "UT4-10"}}),
              IsSupersetOf(Row{{"kinds", "kbz_meeting"},
                               {"practices", "6"},
                               {"need", "10"},
                               {"held", "5"},
                               {"free_seats", "0"},
                               {"shortage", "5"},
                               {"extra_sessions", "1"}}));
}

TEST_F(QuestionsTest, Q18PracticesWithoutADocument) {
  EXPECT_THAT(AskFor({"list", "missing-documents", kUtrecht, kAt},
                     {{"practice_id", "ut-009"}, {"document", "practice_plan"}}),
              IsSupersetOf(Row{{"obligation_id", "UT4-03"},
                               {"deadline", "2027-03-31"},
                               {"last_reminder_on", "2026-10-05"}}));
  EXPECT_THAT(Ask({"list", "missing-documents", kBrabant, kAt}),
              Contains(IsSupersetOf(Row{{"practice_id", "mb-006"}, {"document", "roster"}})));
}

TEST_F(QuestionsTest, Q19WhoWasRepresented) {
  EXPECT_THAT(AskFor({"list", "representation", "--session=ut-exchange-2025-11-04", kAt},
                     {{"practice_id", "ut-003"}}),
              IsSupersetOf(Row{{"path", "joint_plan"},
                               {"through_id", "ut-joint-noordoost"},
                               {"by_practice_id", "ut-002"},
                               {"people", "1"}}));
}

TEST_F(QuestionsTest, Q20OddSessions) {
  EXPECT_THAT(AskFor({"list", "odd-sessions", kBrabant, "--from=2026-11-01", kAt},
                     {{"session_id", "mb-intervision-2026-11-10"}}),
              IsSupersetOf(Row{{"list_closed", "false"}, {"present", "8"}}));
}

TEST_F(QuestionsTest, Q21WhichMeetingWasCreditedWhere) {
  const std::vector<Row> rows = Ask({"list", "credits", "--practice=mb-012", kAt});
  EXPECT_THAT(Where(rows, {{"session_id", "mb-intervision-2024-05-14"}}),
              ElementsAre(IsSupersetOf(Row{{"reason", "counted"},
                                           {"obligation_id", "MB-11"},
                                           {"period", "1"},
                                           {"person_ids", "p-000093"}})));
  EXPECT_THAT(Where(rows, {{"session_id", "mb-selfcare-2025-01-09"}}),
              ElementsAre(Contains(Pair("reason", "not_on_menu"))));
}

TEST_F(QuestionsTest, Q22TheQuartersOfATrack) {
  EXPECT_THAT(AskFor({"list", "quarters", kUtrecht, kAt},
                     {{"practice_id", "ut-011"}, {"obligation_id", "UT3-09"}}),
              IsSupersetOf(Row{{"meetings", "3"},
                               {"needed", "4"},
                               {"quarters", "2025-Q2: 1 2025-Q3: 0 ! 2025-Q4: 1 2026-Q1: 1"}}));
}

TEST_F(QuestionsTest, Q23TheEffectOfAJointPlan) {
  const uint64_t before = Head();
  const std::string file = Commands(
      R"({"addJointPlanMember": {"jointPlanId": "ut-joint-noordoost", "practiceId": "ut-035",)"
      R"( "from": {"year": 2026, "month": 12, "day": 1}}})");
  // A partner has a place at a meeting to come.
  EXPECT_THAT(Ask({"what-if", file, kUtrecht, kAt}),
              ElementsAre(IsSupersetOf(Row{{"practice_id", "ut-035"},
                                           {"obligation_id", "UT4-06"},
                                           {"before_status", "at_risk"},
                                           {"after_status", "open"}})));
  EXPECT_EQ(Head(), before) << "a question has recorded something";
}

TEST_F(QuestionsTest, Q24TheEffectOfAMovedSession) {
  const uint64_t before = Head();
  // Out of the year, into the next.
  const std::string file =
      Commands(R"({"moveSession": {"sessionId": "ut-exchange-2027-03-09",)"
               R"( "startsAt": "2027-04-13T17:30:00Z", "endsAt": "2027-04-13T19:30:00Z"}})");
  const std::vector<Row> changes = Ask({"what-if", file, kUtrecht, kAt});
  EXPECT_THAT(Column(changes, "practice_id"), IsSupersetOf({"ut-022", "ut-036", "ut-037"}));
  EXPECT_THAT(Where(changes, {{"before_status", "open"}, {"after_status", "at_risk"}}),
              SizeIs(changes.size()));
  EXPECT_EQ(Head(), before) << "a question has recorded something";
}

TEST_F(QuestionsTest, Q25NewStaffToTrain) {
  EXPECT_THAT(AskFor({"list", "new-staff", kUtrecht, kAt}, {{"person_id", "p-000933"}}),
              IsSupersetOf(Row{{"practice_id", "ut-002"},
                               {"roles", "medical_assistant"},
                               {"engaged_from", "2025-07-15"},
                               {"obligation_id", "UT4-12"}}));
}

TEST_F(QuestionsTest, Q26WhatWasChosen) {
  const std::vector<Row> rows =
      Where(Ask({"list", "choices", kTwente, kAt}), {{"menu_slug", "digital-fitness"}});
  EXPECT_THAT(Where(rows, {{"mode", "new"}}), ElementsAre(Contains(Pair("practices", "2"))));
  EXPECT_THAT(Where(rows, {{"mode", "deepen"}}), ElementsAre(Contains(Pair("practices", "6"))));
}

TEST_F(QuestionsTest, Q30WhoLookedAtThePeopleOfAPractice) {
  Ask({"practice", "show", "tw-028"});
  EXPECT_THAT(Where(Ask({"accesses", "--practice=tw-028"}),
                    {{"method", "/logboek.v1.PracticeService/GetPractice"}}),
              ElementsAre(AllOf(IsSupersetOf(Row{{"principal", "administrator"},
                                                 {"practice_id", "tw-028"},
                                                 {"shown", "names"},
                                                 {"outcome", "answered"}}),
                                Contains(Pair("person_ids", HasSubstr("p-001727"))))));
  // The locum works there, too, and only the locum was seen.
  EXPECT_THAT(Where(Ask({"accesses", "--practice=tw-029"}),
                    {{"method", "/logboek.v1.PracticeService/GetPractice"}}),
              ElementsAre(IsSupersetOf(Row{{"practice_id", ""}, {"person_ids", "p-001727"}})));
}

TEST_F(QuestionsTest, Q31EverythingOfOnePerson) {
  for (const char* const pseudonym : {"p-001727", "p-001952"}) {
    const std::vector<Row> rows = Ask({"export-person", pseudonym});
    EXPECT_THAT(Where(rows, {{"part", "personal_data"}, {"field", "name"}}), SizeIs(Ge(1)));
    EXPECT_THAT(Column(Where(rows, {{"part", "engagements"}, {"field", "practice_id"}}), "value"),
                IsSupersetOf({"tw-028", "tw-029"}));
    EXPECT_THAT(Where(rows, {{"field", "kept_person_id"}}),
                ElementsAre(Contains(Pair("value", "p-001727"))));
  }
  // Forgotten: what remains has no name.
  const std::vector<Row> rows = Ask({"export-person", "p-002870"});
  EXPECT_THAT(Where(rows, {{"part", "personal_data"}}), IsEmpty());
  EXPECT_THAT(Where(rows, {{"part", "engagements"}, {"field", "until"}}),
              ElementsAre(Contains(Pair("value", "2018-09-01"))));
  EXPECT_THAT(Where(rows, {{"part", "erasure_steps"}, {"field", "status"}}), SizeIs(3));
}

TEST_F(QuestionsTest, Q32WhoIsPastRetention) {
  EXPECT_THAT(AskFor({"retention", kGelders, kAt}, {{"person_id", "p-002870"}}),
              IsSupersetOf(Row{
                  {"last_need_on", "2018-08-31"}, {"ended", "true"}, {"erasure", "confirmed"}}));
  EXPECT_THAT(Where(Ask({"retention", kGelders, kAt, "--open"}), {{"person_id", "p-002870"}}),
              IsEmpty());
}

TEST_F(QuestionsTest, Q33PeopleAtTwoPractices) {
  const std::vector<Row> rows =
      Where(Ask({"list", "shared-people", kUtrecht, kAt}), {{"person_id", "p-000772"}});
  EXPECT_THAT(Column(rows, "practice_id"), ElementsAre("ut-026", "ut-027"));
}

TEST_F(QuestionsTest, Q34VerdictsThatRestOnADecision) {
  EXPECT_THAT(AskFor({"list", "decisions", kUtrecht, kAt}, {{"practice_id", "ut-008"}}),
              IsSupersetOf(Row{{"obligation_id", "UT3-03"},
                               {"status", "waived"},
                               {"decided_on", "2026-04-09"},
                               {"decided_by", "coordinator-utrecht"}}));
  EXPECT_THAT(
      AskFor({"list", "decisions", kGelders, kAt},
             {{"practice_id", "gr-023"}, {"obligation_id", "GR-06"}}),
      IsSupersetOf(
          Row{{"interpretation_id", "O19"}, {"option", "required"}, {"decided_on", "2024-12-09"}}));
}

TEST_F(QuestionsTest, Q35ClosedYearsThatWouldEndOtherwise) {
  const std::vector<Row> rows = Ask({"closed", kUtrecht, kAt});
  EXPECT_THAT(Where(rows, {{"practice_id", "ut-006"}}),
              ElementsAre(IsSupersetOf(Row{{"obligation_id", "UT3-03"},
                                           {"programme_year", "3"},
                                           {"before_status", "not_met"},
                                           {"after_status", "met"}})));
  EXPECT_THAT(
      Where(rows, {{"practice_id", "ut-007"}}),
      ElementsAre(IsSupersetOf(Row{{"before_status", "met"}, {"after_status", "not_met"}})));
  EXPECT_THAT(rows, SizeIs(2));
}

TEST_F(QuestionsTest, Q36TheCalendar) {
  const RunResult calendar = demo_->Run({"calendar", kUtrecht, "--from=2026-12-01"});
  EXPECT_EQ(calendar.exit_code, 0) << calendar.errors;
  EXPECT_THAT(calendar.output,
              AllOf(HasSubstr("BEGIN:VCALENDAR\r\n"), HasSubstr("UID:ut-exchange-2027-02-16@"),
                    HasSubstr("DTSTART;TZID=Europe/Amsterdam:20270216T")));
}

TEST_F(QuestionsTest, Q37VisitsDueAndHeld) {
  const std::vector<Row> rows = Ask({"list", "visits", kUtrecht, kAt});
  EXPECT_THAT(
      Where(rows, {{"practice_id", "ut-009"}, {"state", "due"}}),
      ElementsAre(IsSupersetOf(
          Row{{"date", "2027-03-31"}, {"obligation_id", "UT4-04"}, {"invited_on", "2026-05-28"}})));
  EXPECT_THAT(
      Where(rows, {{"practice_id", "ut-010"}, {"state", "held"}}),
      ElementsAre(IsSupersetOf(Row{{"date", "2026-06-24"}, {"topics", "practice-plan exchange"}})));
}

TEST_F(QuestionsTest, Q38CoursesPaidByTheFund) {
  EXPECT_THAT(AskFor({"list", "funded-courses", kTwente, "--funding=aof", kAt},
                     {{"practice_id", "tw-007"}}),
              IsSupersetOf(Row{{"offering_id", "tw-limited-literacy-2026-02-12"},
                               {"menu_slugs", "aof-limited-literacy"},
                               {"completions", "1"}}));
}

TEST_F(QuestionsTest, ARegionIsWatchedLive) {
  Process watch({Program("logboek"), "--server", demo_->address(), "--lang=en", "watch", kUtrecht,
                 "--format=json"});
  EXPECT_THAT(watch.ReadLine(), HasSubstr("\"counts\""));
  const std::string waive =
      R"({"source": "watch-test", "sourceId": "1", "waiveRequirement": {"practiceId": "ut-031",)"
      R"( "obligationId": "UT3-03", "programmeYear": 3, "ground": "watched",)"
      R"( "decidedBy": "coordinator-utrecht"}})";
  const RunResult waived = demo_->Run({"do", waive});
  EXPECT_EQ(waived.exit_code, 0) << waived.errors;
  const std::string change = watch.ReadLine();
  EXPECT_THAT(change, AllOf(HasSubstr("\"ut-031\""), HasSubstr("VERDICT_STATUS_WAIVED")));
  watch.Signal(SIGINT);
  EXPECT_EQ(watch.Wait(), 130);
}

}  // namespace
}  // namespace logboek::test
