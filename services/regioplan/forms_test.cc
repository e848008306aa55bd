// Choices, plans, forms, visits, requests: what the five papers ask besides training and meetings.
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"
#include "storage/base/check.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using testing::ElementsAre;
using testing::IsEmpty;

// Rules as UT3-12 (1, 2 cumulative, 1 with justified deepening), GR-01 (each of three elements),
// TW-06 (plan period, entrants only new).
constexpr char kPlan[] = R"pb(
  region: "r"
  plan_id: "p"
  version: "1"
  valid_from { year: 2023 month: 1 day: 1 }
  cohorts {
    id: "old"
    start_on { year: 2023 month: 1 day: 1 }
  }
  cohorts {
    id: "new"
    start_on { year: 2026 month: 1 day: 1 }
  }
  menu { slug: "lean" core_element: CORE_ELEMENT_WORK_DIFFERENTLY }
  menu { slug: "triage" core_element: CORE_ELEMENT_WORK_DIFFERENTLY }
  menu { slug: "own" core_element: CORE_ELEMENT_WORK_DIFFERENTLY needs_text: true }
  menu { slug: "district" core_element: CORE_ELEMENT_NETWORK }
  menu { slug: "health" core_element: CORE_ELEMENT_GOOD_CONVERSATION }
  menu { slug: "health-new-staff" core_element: CORE_ELEMENT_GOOD_CONVERSATION }
  menu { slug: "other-talk" core_element: CORE_ELEMENT_GOOD_CONVERSATION }
  menu { slug: "staff" core_element: CORE_ELEMENT_STAFF_CAPACITY }
  obligations {
    id: "WORK"
    strength: STRENGTH_REQUIRED
    applies { years: [ 1, 2, 3 ] }
    intervention_choice {
      core_elements: CORE_ELEMENT_WORK_DIFFERENTLY
      rules { years: 1 lines: 1 }
      rules { years: 2 lines: 2 cumulative: true }
      rules { lines: 1 deepening_needs_justification: true }
    }
  }
  obligations {
    id: "DEEPEN"
    strength: STRENGTH_REQUIRED
    applies { years: 2 }
    intervention_choice {
      core_elements: CORE_ELEMENT_GOOD_CONVERSATION
      rules { lines: 1 mode: CHOICE_MODE_DEEPEN }
    }
  }
  obligations {
    id: "EACH"
    strength: STRENGTH_REQUIRED
    applies { years: 3 }
    intervention_choice {
      core_elements: [
        CORE_ELEMENT_WORK_DIFFERENTLY,
        CORE_ELEMENT_NETWORK,
        CORE_ELEMENT_GOOD_CONVERSATION
      ]
      rules { lines: 1 }
    }
  }
  obligations {
    id: "PERIOD"
    strength: STRENGTH_REQUIRED
    applies {
      plan_period {
        from { year: 2026 month: 1 day: 1 }
        until { year: 2028 month: 1 day: 1 }
      }
    }
    intervention_choice {
      core_elements: CORE_ELEMENT_WORK_DIFFERENTLY
      rules { lines: 2 }
      new_only_cohort_ids: "new"
    }
  }
  obligations {
    id: "PLAN"
    strength: STRENGTH_REQUIRED
    applies { years: [ 1, 2 ] }
    statement { form: STATEMENT_FORM_PRACTICE_PLAN }
  }
  obligations {
    id: "LOCAL"
    strength: STRENGTH_REQUIRED
    applies {
      plan_period {
        from { year: 2026 month: 1 day: 1 }
        until { year: 2028 month: 1 day: 1 }
      }
    }
    statement { form: STATEMENT_FORM_PRACTICE_PLAN kept_locally_counts: true }
  }
  obligations {
    id: "FUNDS"
    strength: STRENGTH_REQUIRED
    applies { calendar_years: 2026 }
    statement { form: STATEMENT_FORM_FUND_USE }
  }
  obligations {
    id: "HABIT"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    statement {
      form: STATEMENT_FORM_SURVEY
      survey: "habit"
      test: SURVEY_TEST_YES
      may_come_after: true
    }
  }
  obligations {
    id: "PLANS"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    statement {
      form: STATEMENT_FORM_SURVEY
      survey: "plans"
      test: SURVEY_TEST_COUNT
      minimum: 5
      may_come_after: true
    }
  }
  obligations {
    id: "SIGNED"
    strength: STRENGTH_STATEMENT
    applies { years: 1 }
    statement { form: STATEMENT_FORM_SIGNED }
  }
  obligations {
    id: "TALK"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    visit { visits: 1 only_when_invited: true }
  }
  obligations {
    id: "TOPIC"
    strength: STRENGTH_STATEMENT
    applies { years: 1 }
    visit { visits: 1 topic: "time-out" }
  }
  obligations {
    id: "DATA"
    strength: STRENGTH_REQUIRED
    applies { calendar_years: 2026 }
    data_delivery {}
  }
  obligations {
    id: "CUMULATIVE"
    strength: STRENGTH_REQUIRED
    applies { calendar_years: [ 2026, 2027 ] }
    intervention_choice {
      core_elements: CORE_ELEMENT_WORK_DIFFERENTLY
      rules { lines: 1 cumulative: true }
    }
  }
  obligations {
    id: "CHOSEN"
    strength: STRENGTH_REQUIRED
    applies {
      chosen_slug: "district"
      plan_period {
        from { year: 2026 month: 1 day: 1 }
        until { year: 2028 month: 1 day: 1 }
      }
    }
    statement { form: STATEMENT_FORM_PRACTICE_PLAN }
  }
  obligations {
    id: "NEW"
    strength: STRENGTH_REPORTED
    applies { years: [ 1, 2 ] }
    new_staff_training { core_element: CORE_ELEMENT_GOOD_CONVERSATION }
  }
)pb";

v1::RegionPlan Plan() {
  v1::RegionPlan plan;
  CHECK(google::protobuf::TextFormat::ParseFromString(kPlan, &plan), "the plan of this test");
  return plan;
}

std::string DayField(absl::string_view name, absl::string_view iso) {
  const absl::CivilDay day = Day(iso);
  return absl::StrCat(" ", name, " { year: ", day.year(), " month: ", day.month(),
                      " day: ", day.day(), " }");
}

// Practice "p" began in 2023: its years are calendar years.
class Forms : public testing::Test {
 protected:
  Forms() : reg_(Plan()) { Join("p", "old", "2023-01-01"); }

  void Join(absl::string_view practice, absl::string_view cohort, absl::string_view start) {
    reg_.Practice(practice, start).Confirm(practice, start);
    auto joined = std::make_shared<domain::Practice>(*reg_.get().practices.at(practice));
    joined->participations.back().cohort_id = std::string(cohort);
    reg_.edit().practices[std::string(practice)] = joined;
  }

  void Choose(absl::string_view line, uint32_t period, absl::string_view slug,
              absl::string_view mode, absl::string_view on, bool with_text = false,
              absl::string_view practice = "p") {
    reg_.Apply("intervention_chosen",
               absl::StrCat("line_id: '", line, "' practice_ids: '", practice, "' period: ", period,
                            " menu_slug: '", slug, "' mode: CHOICE_MODE_", mode,
                            with_text ? " text_sha256: 'x'" : "", DayField("chosen_on", on)));
  }

  void Justify(absl::string_view line, absl::string_view on) {
    reg_.Apply("intervention_justified",
               absl::StrCat("line_id: '", line, "' practice_ids: 'p' text_sha256: 'x'",
                            DayField("justified_on", on)));
  }

  void HandIn(uint32_t period, absl::string_view on, bool kept_locally = false) {
    reg_.Apply("practice_plan_submitted",
               absl::StrCat("practice_ids: 'p' period: ", period, " kept_locally: ", kept_locally,
                            DayField("submitted_on", on)));
  }

  void Answer(absl::string_view survey, absl::string_view on, bool yes, uint32_t count) {
    reg_.Apply("survey_answered",
               absl::StrCat("practice_id: 'p' survey: '", survey, "' period: 1 yes: ", yes,
                            " count: ", count, DayField("answered_on", on)));
  }

  std::string Line(absl::string_view id, uint32_t period, absl::string_view at,
                   absl::string_view practice = "p") {
    return reg_.Line(practice, id, period, at);
  }

  TestRegister reg_;
};

TEST_F(Forms, UT3_12_OneThenOneMoreThenOneAgain) {
  EXPECT_EQ(Line("WORK", 1, "2023-06-01"), "open 0/1 missing 1");
  EXPECT_EQ(Line("WORK", 1, "2024-01-01"), "not_met 0/1 missing 1");
  Choose("l1", 1, "lean", "NEW", "2023-05-01");
  EXPECT_EQ(Line("WORK", 1, "2024-01-01"), "met 1/1 since 2023-05-01");
  // Cumulative (R1): the row of year 1 and another one.
  EXPECT_EQ(Line("WORK", 2, "2024-06-01"), "open 1/2 missing 1");
  Choose("l2", 2, "lean", "DEEPEN", "2024-02-01");
  EXPECT_EQ(Line("WORK", 2, "2024-06-01"), "open 1/2 missing 1");
  Choose("l3", 2, "triage", "NEW", "2024-03-01");
  EXPECT_EQ(Line("WORK", 2, "2024-06-01"), "met 2/2 since 2024-03-01");
  // Not cumulative: year 3 asks for a line of its own.
  EXPECT_EQ(Line("WORK", 3, "2025-06-01"), "open 0/1 missing 1");
}

TEST_F(Forms, UT3_12_ADeepeningWithoutAGroundIsOpen) {
  Choose("l1", 3, "lean", "DEEPEN", "2025-02-01");
  EXPECT_EQ(Line("WORK", 3, "2025-06-01"), "open 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "WORK", 3, "2025-06-01"),
              ElementsAre("2025-02-01  lean NOT_RECOGNISED"));
  Justify("l1", "2025-05-10");
  EXPECT_EQ(Line("WORK", 3, "2025-05-09"), "open 0/1 missing 1");
  EXPECT_EQ(Line("WORK", 3, "2025-06-01"), "met 1/1 since 2025-05-10");
}

TEST_F(Forms, UT3_12_AGroundAfterTheYearIsTooLate) {
  Choose("l1", 3, "lean", "DEEPEN", "2025-02-01");
  Justify("l1", "2026-01-10");
  EXPECT_EQ(Line("WORK", 3, "2026-02-01"), "not_met 0/1 missing 1");
}

TEST_F(Forms, UT3_14_YearTwoAsksForALineThatDeepens) {
  Choose("l1", 2, "health", "NEW", "2024-02-01");
  EXPECT_EQ(Line("DEEPEN", 2, "2024-06-01"), "open 0/1 missing 1");
  Choose("l2", 2, "other-talk", "DEEPEN", "2024-03-01");
  EXPECT_EQ(Line("DEEPEN", 2, "2024-06-01"), "met 1/1 since 2024-03-01");
}

TEST_F(Forms, GR_01_EachElementAsksForItsOwnLine) {
  Choose("l1", 3, "lean", "NEW", "2025-02-01");
  Choose("l2", 3, "triage", "NEW", "2025-02-02");
  Choose("l3", 3, "district", "NEW", "2025-03-01");
  // Staff capacity contributes nothing (UT3-15).
  Choose("l4", 3, "staff", "NEW", "2025-03-02");
  EXPECT_EQ(Line("EACH", 3, "2025-06-01"), "open 2/3 missing 1");
  EXPECT_THAT(reg_.Why("p", "EACH", 3, "2025-06-01"),
              ElementsAre("2025-02-01  lean COUNTED", "2025-02-02  triage COUNTED (surplus)",
                          "2025-03-01  district COUNTED"));
  Choose("l5", 3, "health", "DEEPEN", "2025-04-01");
  EXPECT_EQ(Line("EACH", 3, "2025-06-01"), "met 3/3 since 2025-04-01");
}

TEST_F(Forms, S42_EntrantsNeedNewOnes) {
  Join("n", "new", "2026-01-01");
  for (const absl::string_view practice : {"n", "p"}) {
    Choose(absl::StrCat(practice, "1"), 0, "lean", "NEW", "2026-02-01", false, practice);
    Choose(absl::StrCat(practice, "2"), 0, "triage", "DEEPEN", "2026-02-02", false, practice);
  }
  EXPECT_EQ(Line("PERIOD", 0, "2026-06-01", "n"), "open 1/2 missing 1");
  EXPECT_THAT(reg_.Why("n", "PERIOD", 0, "2026-06-01"),
              ElementsAre("2026-02-01  lean COUNTED", "2026-02-02  triage NOT_RECOGNISED"));
  EXPECT_EQ(Line("PERIOD", 0, "2026-06-01", "p"), "met 2/2 since 2026-02-02");
}

TEST_F(Forms, TW_12_AnOwnInterventionNeedsItsText) {
  Choose("l1", 0, "own", "NEW", "2026-02-01");
  EXPECT_EQ(Line("PERIOD", 0, "2026-06-01"), "open 0/2 missing 2");
  Choose("l2", 0, "lean", "NEW", "2026-02-02");
  Justify("l1", "2026-03-01");
  EXPECT_EQ(Line("PERIOD", 0, "2026-06-01"), "met 2/2 since 2026-03-01");
}

TEST_F(Forms, R4_ALineCountsForThePeriodItNamesAlsoWhenChosenBefore) {
  Choose("l1", 2, "lean", "NEW", "2023-11-01");
  Choose("l2", 2, "triage", "NEW", "2023-11-02");
  EXPECT_EQ(Line("WORK", 2, "2023-12-01"), "open 2/2 [not_started]");
  EXPECT_THAT(reg_.Why("p", "WORK", 2, "2023-12-01"), IsEmpty());
  EXPECT_EQ(Line("WORK", 2, "2024-01-01"), "met 2/2 since 2024-01-01");
  EXPECT_EQ(Line("WORK", 1, "2024-01-01"), "not_met 0/1 missing 1");
}

TEST_F(Forms, R4_ALineChosenAfterItsPeriodIsOutside) {
  Choose("l1", 1, "lean", "NEW", "2024-01-01");
  EXPECT_EQ(Line("WORK", 1, "2024-02-01"), "not_met 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "WORK", 1, "2024-02-01"),
              ElementsAre("2024-01-01  lean OUTSIDE_WINDOW"));
}

TEST_F(Forms, UT4_03_AChoiceThatIsChangedLaterMakesNoBreach) {
  Choose("l1", 1, "lean", "NEW", "2023-05-01");
  reg_.Apply("intervention_changed", absl::StrCat("line_id: 'l1' practice_ids: 'p' withdrawn: true",
                                                  DayField("changed_on", "2024-03-01")));
  EXPECT_EQ(Line("WORK", 1, "2024-04-01"), "met 1/1 since 2023-05-01");
}

TEST_F(Forms, ALineTakenBackInItsPeriodIsVoided) {
  Choose("l1", 1, "lean", "NEW", "2023-05-01");
  reg_.Apply("intervention_changed", absl::StrCat("line_id: 'l1' practice_ids: 'p' withdrawn: true",
                                                  DayField("changed_on", "2023-06-01")));
  EXPECT_EQ(Line("WORK", 1, "2023-07-01"), "open 0/1 missing 1");
  EXPECT_THAT(reg_.Why("p", "WORK", 1, "2023-07-01"), ElementsAre("2023-06-01  lean VOIDED"));
}

TEST_F(Forms, UT3_02_APlanForTheYear) {
  EXPECT_EQ(Line("PLAN", 1, "2023-06-01"), "open 0/1 missing 1");
  HandIn(1, "2022-12-01");
  EXPECT_EQ(Line("PLAN", 1, "2023-06-01"), "met 1/1 since 2023-01-01");
  EXPECT_THAT(reg_.Why("p", "PLAN", 1, "2023-06-01"),
              ElementsAre("2022-12-01  practice_plan COUNTED"));
  EXPECT_EQ(Line("PLAN", 2, "2024-06-01"), "open 0/1 missing 1");
}

TEST_F(Forms, R4_APlanAfterTheYearIsOutsideAndABetterOneTooLateTakesNothingAway) {
  HandIn(2, "2025-01-01");
  EXPECT_EQ(Line("PLAN", 2, "2025-02-01"), "not_met 0/1 missing 1");
  HandIn(1, "2023-06-01");
  HandIn(1, "2024-02-01");
  EXPECT_EQ(Line("PLAN", 1, "2024-03-01"), "met 1/1 since 2023-06-01");
  EXPECT_THAT(
      reg_.Why("p", "PLAN", 1, "2024-03-01"),
      ElementsAre("2023-06-01  practice_plan COUNTED", "2024-02-01  practice_plan OUTSIDE_WINDOW"));
}

TEST_F(Forms, TW_02_APlanThatStaysAtThePracticeCountsOnlyWhereThePlanSaysSo) {
  HandIn(0, "2026-02-01", /*kept_locally=*/true);
  EXPECT_EQ(Line("LOCAL", 0, "2026-06-01"), "met 1/1 since 2026-02-01");
  HandIn(1, "2023-02-01", /*kept_locally=*/true);
  EXPECT_EQ(Line("PLAN", 1, "2023-06-01"), "open 0/1 missing 1");
}

TEST_F(Forms, UT4_15_FundUseOfACalendarYearMayNotComeAfterIt) {
  reg_.Apply("fund_use_stated",
             absl::StrCat("practice_id: 'p' period: 2026", DayField("stated_on", "2027-01-01")));
  EXPECT_EQ(Line("FUNDS", 2026, "2026-12-31"), "open 0/1 missing 1");
  EXPECT_EQ(Line("FUNDS", 2026, "2027-01-02"), "not_met 0/1 missing 1");
}

TEST_F(Forms, R4_AnAnswerToASurveyMayComeAfterTheYearItReportsOn) {
  EXPECT_EQ(Line("HABIT", 1, "2024-01-01"), "not_met 0/1 missing 1 [awaiting_answer]");
  Answer("habit", "2024-02-10", true, 0);
  EXPECT_EQ(Line("HABIT", 1, "2024-02-09"), "not_met 0/1 missing 1 [awaiting_answer]");
  EXPECT_EQ(Line("HABIT", 1, "2024-02-10"), "met 1/1 since 2024-02-10");
  // The last version counts.
  Answer("habit", "2024-03-01", false, 0);
  EXPECT_EQ(Line("HABIT", 1, "2024-03-01"), "not_met 0/1 missing 1");
  EXPECT_THAT(
      reg_.Why("p", "HABIT", 1, "2024-03-01"),
      ElementsAre("2024-02-10  survey:habit DUPLICATE", "2024-03-01  survey:habit NOT_RECOGNISED"));
}

TEST_F(Forms, MB_04_FivePlansInTheYear) {
  Answer("plans", "2023-12-20", true, 4);
  EXPECT_EQ(Line("PLANS", 1, "2024-01-01"), "not_met 4/5 missing 1");
  Answer("plans", "2024-01-20", true, 6);
  EXPECT_EQ(Line("PLANS", 1, "2024-02-01"), "met 6/5 since 2024-01-20 [surplus]");
}

TEST_F(Forms, AStatementIsATickAndNoVerdict) {
  EXPECT_EQ(Line("SIGNED", 1, "2023-06-01"), "reported 0/1");
  reg_.Apply("statement_signed", absl::StrCat("practice_id: 'p' obligation_id: 'SIGNED' period: 1",
                                              DayField("signed_on", "2023-05-01")));
  EXPECT_EQ(Line("SIGNED", 1, "2023-06-01"), "reported 1/1 since 2023-05-01");
}

TEST_F(Forms, UT4_04_ATalkIsAskedOnlyOfWhoWasInvited) {
  reg_.Apply("practice_visit_held",
             absl::StrCat("practice_id: 'p'", DayField("held_on", "2023-03-01")));
  EXPECT_EQ(Line("TALK", 1, "2023-05-01"), "not_applicable 0/1");
  reg_.Apply("practice_invited",
             absl::StrCat("practice_id: 'p'", DayField("invited_on", "2023-06-01")));
  EXPECT_EQ(Line("TALK", 1, "2023-05-01"), "not_applicable 0/1");
  // The visit before it was another one.
  EXPECT_EQ(Line("TALK", 1, "2023-06-01"), "open 0/1 missing 1");
  reg_.Apply("practice_visit_held",
             absl::StrCat("practice_id: 'p'", DayField("held_on", "2023-09-01")));
  EXPECT_EQ(Line("TALK", 1, "2024-06-01"), "met 1/1 since 2023-09-01");
  EXPECT_THAT(reg_.Why("p", "TALK", 1, "2024-06-01"),
              ElementsAre("2023-03-01  visit OUTSIDE_WINDOW", "2023-09-01  visit COUNTED"));
}

TEST_F(Forms, MB_07_TheTopicIsTicked) {
  reg_.Apply("practice_visit_held",
             absl::StrCat("practice_id: 'p' topics: 'other'", DayField("held_on", "2023-03-01")));
  EXPECT_EQ(Line("TOPIC", 1, "2023-05-01"), "reported 0/1");
  reg_.Apply("practice_visit_held", absl::StrCat("practice_id: 'p' topics: 'time-out' period: 1",
                                                 DayField("held_on", "2022-12-01")));
  // For the period it names, also when held before (R4).
  EXPECT_EQ(Line("TOPIC", 1, "2023-05-01"), "reported 1/1 since 2023-01-01");
}

TEST_F(Forms, TW_11_RequestsAreAnsweredByTheirDate) {
  EXPECT_EQ(Line("DATA", 2026, "2026-05-01"), "not_applicable 0/0");
  reg_.Apply("data_requested", absl::StrCat("request_id: 'r1' practice_id: 'p'",
                                            DayField("requested_on", "2026-05-01"),
                                            DayField("due_on", "2026-06-01")));
  EXPECT_EQ(Line("DATA", 2026, "2026-06-01"), "open 0/1 missing 1");
  EXPECT_EQ(Line("DATA", 2026, "2026-06-02"), "not_met 0/1 missing 1");
  reg_.Apply("data_request_answered", absl::StrCat("request_id: 'r1' practice_id: 'p'",
                                                   DayField("answered_on", "2026-06-10")));
  EXPECT_EQ(Line("DATA", 2026, "2026-06-10"), "met 1/1 since 2026-06-10");
}

TEST_F(Forms, TW_18_AskedOnlyOfWhoChoseIt) {
  EXPECT_FALSE(reg_.Has("p", "CHOSEN", 0, "2026-06-01"));
  Choose("l1", 0, "district", "NEW", "2026-02-01");
  EXPECT_FALSE(reg_.Has("p", "CHOSEN", 0, "2026-01-31"));
  EXPECT_EQ(Line("CHOSEN", 0, "2026-06-01"), "open 0/1 missing 1");
}

TEST_F(Forms, UT4_12_NewStaffAfterTheFirstTraining) {
  reg_.Offering("course", OFFERING_KIND_COURSE_OPEN, {"health"});
  reg_.Offering("short", OFFERING_KIND_COURSE_OPEN, {"health-new-staff"});
  reg_.Offering("else", OFFERING_KIND_COURSE_OPEN, {"other-talk"});
  Choose("l1", 1, "health", "NEW", "2023-01-10");
  reg_.Engage("old", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg_.Engage("new1", "p", ROLE_MEDICAL_ASSISTANT, {"2023-05-01"});
  reg_.Engage("new2", "p", ROLE_MEDICAL_ASSISTANT, {"2023-06-01"});
  // Nobody is new as long as nobody was trained.
  EXPECT_EQ(Line("NEW", 1, "2023-06-15"), "not_applicable 0/0");
  reg_.Complete("course", "old", "2023-03-01");
  EXPECT_EQ(Line("NEW", 1, "2023-06-15"), "reported 0/2");
  reg_.Complete("short", "new1", "2023-07-01").Complete("else", "new2", "2023-07-01");
  EXPECT_EQ(Line("NEW", 1, "2023-08-01"), "reported 1/2");
  EXPECT_THAT(reg_.Why("p", "NEW", 1, "2023-08-01"), ElementsAre("2023-07-01 new1 short COUNTED"));
}

TEST_F(Forms, ANewVersionDoesNotChangeWhenItWasFirstMet) {
  HandIn(1, "2023-02-01");
  HandIn(1, "2023-09-01");
  EXPECT_EQ(Line("PLAN", 1, "2023-10-01"), "met 1/1 since 2023-02-01");
  EXPECT_THAT(
      reg_.Why("p", "PLAN", 1, "2023-10-01"),
      ElementsAre("2023-02-01  practice_plan DUPLICATE", "2023-09-01  practice_plan COUNTED"));
  Choose("l1", 1, "lean", "NEW", "2023-03-01");
  Justify("l1", "2023-06-01");
  EXPECT_EQ(Line("WORK", 1, "2023-10-01"), "met 1/1 since 2023-03-01");
}

TEST_F(Forms, R4_ATalkAfterTheInvitationCountsForThePeriodItNamesAlsoBeforeThat) {
  reg_.Apply("practice_invited",
             absl::StrCat("practice_id: 'p' period: 1", DayField("invited_on", "2022-12-01")));
  reg_.Apply("practice_visit_held",
             absl::StrCat("practice_id: 'p' period: 1", DayField("held_on", "2022-11-30")));
  EXPECT_EQ(Line("TALK", 1, "2023-05-01"), "open 0/1 missing 1");
  reg_.Apply("practice_visit_held",
             absl::StrCat("practice_id: 'p' period: 1", DayField("held_on", "2022-12-15")));
  EXPECT_EQ(Line("TALK", 1, "2023-05-01"), "met 1/1 since 2023-01-01");
}

TEST_F(Forms, UT4_04_AnInvitationAfterThePeriodAsksForNothing) {
  reg_.Apply("practice_invited",
             absl::StrCat("practice_id: 'p' period: 1", DayField("invited_on", "2024-01-01")));
  EXPECT_EQ(Line("TALK", 1, "2024-02-01"), "not_applicable 0/1");
}

TEST_F(Forms, TW_11_AnotherRequestDoesNotChangeWhenItWasFirstMet) {
  const auto ask = [&](absl::string_view id, absl::string_view on, absl::string_view answered) {
    reg_.Apply("data_requested",
               absl::StrCat("request_id: '", id, "' practice_id: 'p'", DayField("requested_on", on),
                            DayField("due_on", "2026-12-01")));
    reg_.Apply("data_request_answered", absl::StrCat("request_id: '", id, "' practice_id: 'p'",
                                                     DayField("answered_on", answered)));
  };
  ask("r1", "2026-03-01", "2026-03-10");
  ask("r2", "2026-05-01", "2026-06-10");
  EXPECT_EQ(Line("DATA", 2026, "2026-07-01"), "met 2/2 since 2026-03-10");
}

TEST_F(Forms, NoProgrammeYearComesBeforeACalendarYear) {
  Choose("l1", 1, "lean", "NEW", "2023-05-01");
  EXPECT_EQ(Line("CUMULATIVE", 2026, "2026-06-01"), "open 0/1 missing 1");
  Choose("l2", 2026, "lean", "NEW", "2026-05-01");
  EXPECT_EQ(Line("CUMULATIVE", 2027, "2027-06-01"), "met 1/1 since 2027-01-01");
}

TEST_F(Forms, TW_18_WhatIsChosenOrTakenBackAfterThePeriodIsTooLate) {
  Choose("l1", 0, "district", "NEW", "2028-01-01");
  EXPECT_FALSE(reg_.Has("p", "CHOSEN", 0, "2028-02-01"));
  Choose("l2", 0, "district", "NEW", "2027-12-31");
  reg_.Apply("intervention_changed", absl::StrCat("line_id: 'l2' practice_ids: 'p' withdrawn: true",
                                                  DayField("changed_on", "2028-01-01")));
  EXPECT_TRUE(reg_.Has("p", "CHOSEN", 0, "2028-02-01"));
}

TEST_F(Forms, TW_18_AskedAlsoOfWhomAChooserWasMergedInto) {
  Join("q", "old", "2023-01-01");
  Choose("l1", 0, "district", "NEW", "2026-02-01", false, "q");
  reg_.Apply("practices_merged", absl::StrCat("from_practice_ids: 'q' into_practice_id: 'p'",
                                              DayField("effective_on", "2026-07-01")));
  EXPECT_FALSE(reg_.Has("p", "CHOSEN", 0, "2026-06-30"));
  EXPECT_TRUE(reg_.Has("p", "CHOSEN", 0, "2026-07-01"));
}

TEST(NewStaffTest, R9_TheRosterIsConfirmedInTheWindowWhereThePlanWantsThat) {
  v1::RegionPlan plan = Plan();
  plan.set_roster_confirmed_within_window(true);
  TestRegister reg(plan);
  reg.Practice("p", "2023-01-01").Confirm("p", "2022-12-31");
  reg.Offering("course", OFFERING_KIND_COURSE_OPEN, {"health"});
  reg.Engage("old", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("new", "p", ROLE_GP_OWNER, {"2023-05-01"});
  reg.Complete("course", "old", "2023-03-01");
  EXPECT_EQ(reg.Line("p", "NEW", 1, "2023-06-01"), "reported 0/1 [provisional]");
  reg.Confirm("p", "2023-05-01");
  EXPECT_EQ(reg.Line("p", "NEW", 1, "2023-06-01"), "reported 0/1");
}

}  // namespace
}  // namespace logboek::regioplan
