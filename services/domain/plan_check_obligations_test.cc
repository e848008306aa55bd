// One row a mistake that an obligation or an interpretation can hold.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/plan_check.h"
#include "tests/testing/commands/commands.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "field: REASON" of everything wrong with the test plan and what `text` adds to it.
std::vector<std::string> Wrong(const std::string& text) {
  rp::RegionPlan plan = test::TestPlan();
  google::protobuf::TextFormat::Parser parser;
  EXPECT_TRUE(parser.MergeFromString(text, &plan)) << text;
  std::vector<std::string> wrong;
  for (const PlanProblem& problem : CheckPlan(plan, nullptr)) {
    wrong.push_back(absl::StrCat(problem.field, ": ", problem.reason));
    EXPECT_FALSE(problem.message.empty()) << problem.field;
  }
  return wrong;
}

// A third obligation of the test plan, with the fields it is about.
std::string Obligation(const std::string& fields, const std::string& strength = "REQUIRED") {
  return absl::StrCat(R"(obligations {
    id: "X-01" label { nl: "proef" en: "test" } text { nl: "proef" en: "test" } section: "1"
    strength: STRENGTH_)",
                      strength, " ", fields, "}");
}

struct Mistake {
  std::string fields;
  // Below obligations[2].
  std::string field;
  std::string reason;
};

void ExpectEach(const std::vector<Mistake>& mistakes, const std::string& before = "",
                const std::string& after = "", const std::string& more = "") {
  for (const Mistake& mistake : mistakes) {
    const std::string dot = mistake.field.empty() ? "" : ".";
    EXPECT_THAT(
        Wrong(absl::StrCat(Obligation(before + mistake.fields + after), more)),
        ElementsAre(absl::StrCat("obligations[2]", dot, mistake.field, ": ", mistake.reason)))
        << mistake.fields;
  }
}

// The same, with the path of the measure in front.
void ExpectEachIn(const std::string& measure, std::vector<Mistake> mistakes,
                  const std::string& before, const std::string& after,
                  const std::string& more = "") {
  for (Mistake& mistake : mistakes) mistake.field = absl::StrCat(measure, ".", mistake.field);
  ExpectEach(mistakes, before, after, more);
}

void ExpectRight(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) EXPECT_THAT(Wrong(text), IsEmpty()) << text;
}

constexpr char kSigned[] = " statement { form: STATEMENT_FORM_SIGNED }";
constexpr char kSurveys[] = R"( surveys { id: "s" question { nl: "vraag" en: "question" } })";

TEST(PlanObligationsTest, ExactlyOneKindOfPeriodIsGiven) {
  ExpectEach({{"", "applies.years", "PERIOD_UNCLEAR"},
              {"applies { years: 1 calendar_years: 2026 }", "applies", "PERIOD_UNCLEAR"},
              {"applies { calendar_years: 2026 plan_period { from { year: 2026 month: 1 day: 1 } "
               "until { year: 2028 month: 1 day: 1 } } }",
               "applies", "PERIOD_UNCLEAR"}},
             "", kSigned);
}

TEST(PlanObligationsTest, CalendarYearsLieIn2000To2100AndStandOnce) {
  ExpectEach({{"1999", "applies.calendar_years", "YEAR_OUT_OF_RANGE"},
              {"2101", "applies.calendar_years", "YEAR_OUT_OF_RANGE"},
              {"2026 calendar_years: 2026", "applies.calendar_years", "NAMED_TWICE"}},
             "applies { calendar_years: ", absl::StrCat("}", kSigned));
  ExpectRight(
      {Obligation(absl::StrCat("applies { calendar_years: 2000 calendar_years: 2100 }", kSigned))});
}

TEST(PlanObligationsTest, APlanPeriodHasTwoDatesInOrder) {
  ExpectEach({{"from { year: 2026 month: 1 day: 1 }", "applies.plan_period.until", "MISSING_FIELD"},
              {"until { year: 2026 month: 1 day: 1 }", "applies.plan_period.from", "MISSING_FIELD"},
              {"from { year: 2026 month: 1 day: 1 } until { year: 2026 month: 1 day: 1 }",
               "applies.plan_period.until", "END_BEFORE_START"},
              {"from { year: 2026 month: 2 day: 30 } until { year: 2027 month: 1 day: 1 }",
               "applies.plan_period.from", "BAD_DATE"}},
             "applies { plan_period { ", absl::StrCat("} }", kSigned));
}

TEST(PlanObligationsTest, WhatAPeriodAndItsPracticesNameFitsTogether) {
  ExpectEach({{"by_programme_year: true", "applies.by_programme_year", "FIELDS_CONTRADICT"},
              {"replaced_when_partly: true", "applies.replaced_when_partly", "FIELDS_CONTRADICT"},
              {"cohort_ids: \"1999\"", "applies.cohort_ids[0]", "UNKNOWN_NAME"},
              {"except_cohort_ids: \"1999\"", "applies.except_cohort_ids[0]", "UNKNOWN_NAME"},
              {absl::StrCat("cohort_ids: \"", test::kCohort, "\" except_cohort_ids: \"",
                            test::kCohort, "\""),
               "applies.except_cohort_ids[0]", "FIELDS_CONTRADICT"},
              {"required_track: \"fast\"", "applies.required_track", "UNKNOWN_NAME"},
              {"replaced_by_track: \"fast\"", "applies.replaced_by_track", "UNKNOWN_NAME"},
              {"chosen_slug: \"juggling\"", "applies.chosen_slug", "UNKNOWN_NAME"}},
             "applies { years: 1 ", absl::StrCat("}", kSigned));
}

TEST(PlanObligationsTest, AnObligationHasAMeasure) {
  ExpectEach({{"applies { years: 1 }", "", "MISSING_FIELD"}});
}

TEST(PlanObligationsTest, OnlyAStatementOrAVisitIsATick) {
  const std::string years = "applies { years: 1 } ";
  EXPECT_THAT(Wrong(Obligation(years + "data_delivery {}", "STATEMENT")),
              ElementsAre("obligations[2].strength: FIELDS_CONTRADICT"));
  ExpectRight({Obligation(years + kSigned, "STATEMENT"),
               Obligation(years + "visit { visits: 1 topic: \"lean\" }", "STATEMENT"),
               Obligation(years + "data_delivery {}"),
               Obligation(years + "data_delivery {}", "REPORTED")});
}

TEST(PlanObligationsTest, AChoiceNamesElementsAndCohorts) {
  ExpectEachIn("intervention_choice",
               {{"", "core_elements", "NOTHING_NAMED"},
                {"core_elements: CORE_ELEMENT_UNSPECIFIED", "core_elements[0]", "MISSING_FIELD"},
                {"core_elements: CORE_ELEMENT_WORK_DIFFERENTLY "
                 "core_elements: CORE_ELEMENT_WORK_DIFFERENTLY",
                 "core_elements[1]", "NAMED_TWICE"},
                {"core_elements: CORE_ELEMENT_WORK_DIFFERENTLY new_only_cohort_ids: \"1999\"",
                 "new_only_cohort_ids[0]", "UNKNOWN_NAME"}},
               "applies { years: 1 } intervention_choice { rules { lines: 1 } ", "}");
}

TEST(PlanObligationsTest, EveryPeriodHasExactlyOneRuleThatCanBeKept) {
  ExpectEachIn(
      "intervention_choice",
      {{"rules { lines: 0 }", "rules[0].lines", "NUMBER_OUT_OF_RANGE"},
       {"rules { lines: 3 }", "rules[0].lines", "NUMBER_OUT_OF_RANGE"},
       {"rules { lines: 1 mode: 9 }", "rules[0].mode", "UNKNOWN_ENUM_VALUE"},
       {"rules { lines: 1 } rules { lines: 2 }", "rules[1]", "NAMED_TWICE"},
       {"rules { years: 1 lines: 1 } rules { years: 1 years: 2 lines: 1 }", "rules[1].years",
        "NAMED_TWICE"},
       {"rules { lines: 1 } rules { years: 3 lines: 1 }", "rules[1].years", "YEAR_OUT_OF_RANGE"},
       {"rules { years: 1 lines: 1 }", "rules", "NOTHING_NAMED"},
       {"rules { lines: 1 per_calendar_year: true }", "rules[0].per_calendar_year",
        "FIELDS_CONTRADICT"},
       {"rules { lines: 1 mode: CHOICE_MODE_NEW deepening_needs_justification: true }",
        "rules[0].deepening_needs_justification", "FIELDS_CONTRADICT"}},
      "applies { years: 1 years: 2 } intervention_choice { "
      "core_elements: CORE_ELEMENT_WORK_DIFFERENTLY ",
      "}");
  ExpectRight(
      {Obligation("applies { years: 1 years: 2 } intervention_choice { "
                  "core_elements: CORE_ELEMENT_WORK_DIFFERENTLY "
                  "rules { years: 1 lines: 1 } rules { lines: 2 cumulative: true } }")});
}

TEST(PlanObligationsTest, AStatementHasAFormAndOnlyThePartsOfIt) {
  ExpectEachIn(
      "statement",
      {{"", "form", "MISSING_FIELD"},
       {"form: 9", "form", "UNKNOWN_ENUM_VALUE"},
       {"form: STATEMENT_FORM_SIGNED kept_locally_counts: true", "kept_locally_counts",
        "FIELDS_CONTRADICT"},
       {"form: STATEMENT_FORM_SIGNED survey: \"s\"", "survey", "FIELDS_CONTRADICT"},
       {"form: STATEMENT_FORM_FUND_USE test: SURVEY_TEST_YES", "test", "FIELDS_CONTRADICT"},
       {"form: STATEMENT_FORM_TRAINING_INTENT minimum: 1", "minimum", "FIELDS_CONTRADICT"}},
      "applies { years: 1 } statement { ", "}", kSurveys);
}

TEST(PlanObligationsTest, ASurveyIsKnownAndTested) {
  ExpectEachIn("statement",
               {{"survey: \"t\" test: SURVEY_TEST_YES", "survey", "UNKNOWN_NAME"},
                {"survey: \"s\"", "test", "MISSING_FIELD"},
                {"survey: \"s\" test: SURVEY_TEST_COUNT", "minimum", "NUMBER_OUT_OF_RANGE"},
                {"survey: \"s\" test: SURVEY_TEST_YES minimum: 1", "minimum", "FIELDS_CONTRADICT"}},
               "applies { years: 1 } statement { form: STATEMENT_FORM_SURVEY ", "}", kSurveys);
  ExpectRight({absl::StrCat(
      Obligation("applies { years: 1 } statement { form: STATEMENT_FORM_SURVEY survey: \"s\" "
                 "test: SURVEY_TEST_COUNT minimum: 5 may_come_after: true }"),
      kSurveys)});
}

TEST(PlanObligationsTest, AVisitIsAtLeastOne) {
  ExpectEachIn("visit",
               {{"", "visits", "NUMBER_OUT_OF_RANGE"},
                {"visits: 1 topic: \"a\\nb\"", "topic", "BAD_CHARACTERS"}},
               "applies { years: 1 } visit { ", "}");
}

TEST(PlanObligationsTest, TrainingOfNewStaffHasAnElementAndAShareWhenRequired) {
  ExpectEachIn("new_staff_training",
               {{"share_numerator: 1 share_denominator: 2", "core_element", "MISSING_FIELD"},
                {"core_element: CORE_ELEMENT_NETWORK", "share_numerator", "NUMBER_OUT_OF_RANGE"},
                {"core_element: CORE_ELEMENT_NETWORK share_numerator: 3 share_denominator: 2",
                 "share_numerator", "NUMBER_OUT_OF_RANGE"},
                {"core_element: CORE_ELEMENT_NETWORK roles: ROLE_UNSPECIFIED share_numerator: 1 "
                 "share_denominator: 2",
                 "roles[0]", "MISSING_FIELD"}},
               "applies { years: 1 } new_staff_training { ", "}");
  const std::string reported = Obligation(
      "applies { years: 1 } new_staff_training { core_element: CORE_ELEMENT_NETWORK }", "REPORTED");
  ExpectRight({reported});
  EXPECT_THAT(Wrong(reported + "interpretations { id: \"O17\" obligation_ids: \"X-01\" }"),
              ElementsAre("obligations[2].new_staff_training.share_numerator: "
                          "NUMBER_OUT_OF_RANGE"));
}

TEST(PlanObligationsTest, TheRulesOfAShareAreKnownOnes) {
  ExpectEachIn("staff_share",
               {{"times_rule: 9", "times_rule", "UNKNOWN_ENUM_VALUE"},
                {"prior_training: 9", "prior_training", "UNKNOWN_ENUM_VALUE"},
                {"recognition_counts_from: 9", "recognition_counts_from", "UNKNOWN_ENUM_VALUE"}},
               "applies { years: 1 } staff_share { denominator_roles: ROLE_GP_OWNER times: 1 "
               "session_kinds: OFFERING_KIND_INTERVISION share_numerator: 1 share_denominator: 2 "
               "moment: SHARE_MOMENT_ACHIEVED_ONCE ",
               "}");
}

TEST(PlanSurveysTest, AreNamedOnceWithAQuestionInBothLanguages) {
  EXPECT_THAT(Wrong(absl::StrCat(kSurveys, kSurveys)), ElementsAre("surveys[1].id: NAMED_TWICE"));
  EXPECT_THAT(Wrong("surveys { id: \"s\" question { nl: \"vraag\" } }"),
              ElementsAre("surveys[0].question.en: MISSING_FIELD"));
}

TEST(PlanHeadTest, TheMergeScopeIsAKnownOne) {
  EXPECT_THAT(Wrong("merge_scope: 9"), ElementsAre("merge_scope: UNKNOWN_ENUM_VALUE"));
}

// T-01 of the test plan is a share looked at once, T-02 counts sessions with credit by series.
TEST(PlanInterpretationsTest, NameWhatThereIsAndWhatTheyConcern) {
  const auto wrong = [](const std::string& fields) {
    return Wrong(absl::StrCat("interpretations { ", fields, " }"));
  };
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-02\""), IsEmpty());
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-02\" option: \"date\""), IsEmpty());
  EXPECT_THAT(wrong("id: \"O99\""), ElementsAre("interpretations[0].id: UNKNOWN_NAME"));
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-02\" option: \"moon\""),
              ElementsAre("interpretations[0].option: UNKNOWN_NAME"));
  EXPECT_THAT(wrong("id: \"O1\""), ElementsAre("interpretations[0].obligation_ids: NOTHING_NAMED"));
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-09\""),
              ElementsAre("interpretations[0].obligation_ids[0]: UNKNOWN_NAME"));
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-01\""),
              ElementsAre("interpretations[0].obligation_ids[0]: FIELDS_CONTRADICT"));
  EXPECT_THAT(wrong("id: \"O1\" obligation_ids: \"T-02\" obligation_ids: \"T-02\""),
              ElementsAre("interpretations[0].obligation_ids[1]: NAMED_TWICE"));
  EXPECT_THAT(wrong("id: \"R7\" obligation_ids: \"T-02\""),
              ElementsAre("interpretations[0].obligation_ids: FIELDS_CONTRADICT"));
  EXPECT_THAT(wrong("id: \"R7\" } interpretations { id: \"R7\""),
              ElementsAre("interpretations[1].id: NAMED_TWICE"));
}

TEST(PlanInterpretationsTest, AFileDecidesNothing) {
  EXPECT_THAT(Wrong("interpretations { id: \"R7\" decided_by: \"board\" ground: \"so\" "
                    "event_id: \"e\" decided_on { year: 2026 month: 1 day: 1 } }"),
              ElementsAre("interpretations[0].decided_by: FIELDS_CONTRADICT",
                          "interpretations[0].decided_on: FIELDS_CONTRADICT",
                          "interpretations[0].ground: FIELDS_CONTRADICT",
                          "interpretations[0].event_id: FIELDS_CONTRADICT"));
}

TEST(PlanInterpretationsTest, FieldsAreWrittenAsTheFirstOptionHasThem) {
  rp::RegionPlan plan = test::TestPlan();
  plan.mutable_obligations(0)->mutable_staff_share()->set_moment(rp::SHARE_MOMENT_SNAPSHOT_END);
  plan.mutable_obligations(1)->mutable_session_count()->set_only_listed(true);
  plan.mutable_obligations(0)->mutable_staff_share()->add_denominator_roles(
      event::v1::ROLE_GP_EMPLOYED);
  for (const auto& [id, obligation] :
       {std::pair("O3", "T-01"), std::pair("R6", "T-02"), std::pair("O5", "T-01")}) {
    rp::Interpretation* listed = plan.add_interpretations();
    listed->set_id(id);
    listed->add_obligation_ids(obligation);
  }
  const std::vector<PlanProblem> problems = CheckPlan(plan, nullptr);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].field, "obligations[0].staff_share.moment");
  EXPECT_EQ(problems[0].reason, "OPTION_DIFFERS");
  EXPECT_THAT(problems[0].message, AllOf(HasSubstr("O3"), HasSubstr("\"once\""),
                                         HasSubstr("write moment: SHARE_MOMENT_ACHIEVED_ONCE")));
  EXPECT_EQ(problems[1].field, "obligations[1].session_count.only_listed");
  EXPECT_THAT(problems[1].message, AllOf(HasSubstr("\"everybody\""), HasSubstr("leave it out")));
  EXPECT_EQ(problems[2].field, "obligations[0].staff_share.denominator_roles[1]");
  EXPECT_THAT(problems[2].message, HasSubstr("leave it out"));
}

TEST(PlanInterpretationsTest, AFieldThatIsMissingIsNamedToo) {
  EXPECT_THAT(Wrong("interpretations { id: \"O12\" obligation_ids: \"T-01\" }"),
              ElementsAre("obligations[0].staff_share.prior_training: OPTION_DIFFERS"));
  EXPECT_THAT(Wrong("interpretations { id: \"R10\" }"), ElementsAre("merge_scope: OPTION_DIFFERS"));
}

}  // namespace
}  // namespace logboek::domain
