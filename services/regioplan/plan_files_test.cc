// The plan files of the project: every row of the papers once, with the parameters that the papers
// give, and nothing that refers to nothing.
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/interpretations.h"
#include "services/domain/plan_check.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

constexpr char kTwente[] = "twente_hzt-2026-2027";
constexpr char kGelders[] = "gelders_rivierenland-year-3";
// The second half of UT3-14, which is measured in two ways.
constexpr char kSecondHalf[] = "UT3-14-new-staff";

struct PlanFile {
  const char* name;
  const char* prefix;
  std::vector<const char*> ids;
};

std::vector<PlanFile> Files() {
  return {{kUtrecht3,
           "UT3",
           {"UT3-01", "UT3-02", "UT3-03", "UT3-04", "UT3-05", "UT3-06", "UT3-07", "UT3-08",
            "UT3-09", "UT3-10", "UT3-11", "UT3-12", "UT3-13", "UT3-14", "UT3-15", "UT3-16",
            "UT3-17", "UT3-18", "UT3-19"}},
          {kUtrecht45,
           "UT4",
           {"UT4-01", "UT4-02", "UT4-03", "UT4-04", "UT4-05", "UT4-06", "UT4-07", "UT4-08",
            "UT4-09", "UT4-10", "UT4-11", "UT4-12", "UT4-13", "UT4-14", "UT4-15", "UT4-16",
            "UT4-17", "UT4-18", "UT4-19"}},
          {kTwente,
           "TW",
           {"TW-01", "TW-02", "TW-03", "TW-04", "TW-05", "TW-06", "TW-07", "TW-08", "TW-09",
            "TW-10", "TW-11", "TW-12", "TW-13", "TW-14", "TW-15", "TW-16", "TW-17", "TW-18"}},
          {kMiddenBrabant, "MB", {"MB-01", "MB-02", "MB-03", "MB-04", "MB-05", "MB-06", "MB-07",
                                  "MB-08", "MB-09", "MB-10", "MB-11", "MB-12", "MB-13", "MB-14",
                                  "MB-15", "MB-16", "MB-17", "MB-18", "MB-19", "MB-20"}},
          {kGelders,
           "GR",
           {"GR-01", "GR-02", "GR-03", "GR-04", "GR-05", "GR-06", "GR-07", "GR-08", "GR-09",
            "GR-10", "GR-11"}}};
}

class PlanFiles : public testing::TestWithParam<PlanFile> {
 protected:
  const v1::RegionPlan plan_ = ReadPlan(GetParam().name);
};

INSTANTIATE_TEST_SUITE_P(All, PlanFiles, testing::ValuesIn(Files()),
                         [](const auto& info) { return std::string(info.param.prefix); });

bool HasBoth(const v1::Text& text) { return !text.nl().empty() && !text.en().empty(); }

TEST_P(PlanFiles, EveryRowOfThePaperStandsThereOnce) {
  std::vector<std::string> ids;
  for (const v1::Obligation& obligation : plan_.obligations()) {
    if (obligation.id() != kSecondHalf) ids.push_back(obligation.id());
  }
  for (const v1::Row& row : plan_.rows()) ids.push_back(row.id());
  EXPECT_THAT(ids, UnorderedElementsAreArray(GetParam().ids));
}

TEST_P(PlanFiles, EveryRowSaysWhatItIsAndWhereItIsHonoured) {
  const std::set<v1::RowKind> unmeasured = {v1::ROW_KIND_RULE, v1::ROW_KIND_FACT,
                                            v1::ROW_KIND_REGION_DUTY};
  for (const v1::Row& row : plan_.rows()) {
    EXPECT_THAT(unmeasured, Contains(row.kind())) << row.id() << " can be measured";
    EXPECT_TRUE(HasBoth(row.text())) << row.id();
    EXPECT_FALSE(row.section().empty()) << row.id();
    EXPECT_FALSE(row.honoured_by().empty()) << row.id();
  }
}

TEST_P(PlanFiles, SlugsAreSaidOnceAndEveryRowOfTheMenuIsPaidBySomebody) {
  std::set<std::string> menu;
  for (const v1::MenuItem& row : plan_.menu()) {
    EXPECT_TRUE(menu.insert(row.slug()).second) << row.slug();
    EXPECT_NE(row.funding(), v1::FUNDING_UNSPECIFIED) << row.slug();
  }
}

// With the other plans of its region published before, as they are in the order of their names.
TEST_P(PlanFiles, ItMayBePublished) {
  domain::Region region;
  for (const PlanFile& file : Files()) {
    if (absl::string_view(file.name) == GetParam().name) break;
    auto before = std::make_shared<domain::PublishedPlan>();
    before->plan = ReadPlan(file.name);
    if (before->plan.region() == plan_.region()) region.plans[before->plan.plan_id()] = before;
  }
  for (const domain::PlanProblem& problem : domain::CheckPlan(plan_, &region)) {
    ADD_FAILURE() << problem.field << ": " << problem.message;
  }
  EXPECT_TRUE(plan_.attendee_must_be_engaged());
}

// "REQUIRED | periods and practices | measure", as the text format has it, without the prefixes of
// enums.
std::string Describe(const v1::Obligation& obligation) {
  v1::Obligation measure = obligation;
  for (const char* other : {"id", "label", "text", "section", "strength", "applies"}) {
    measure.GetReflection()->ClearField(&measure, measure.GetDescriptor()->FindFieldByName(other));
  }
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string applies;
  std::string measured;
  printer.PrintToString(obligation.applies(), &applies);
  printer.PrintToString(measure, &measured);
  std::string text =
      absl::StrCat(v1::Strength_Name(obligation.strength()), " | ", applies, "| ", measured);
  for (const char* prefix :
       {"STRENGTH_", "OFFERING_KIND_", "ROLE_", "CORE_ELEMENT_", "SHARE_MOMENT_", "TIMES_RULE_",
        "PRIOR_TRAINING_", "RECOGNITION_DATE_", "STATEMENT_FORM_", "SURVEY_TEST_"}) {
    for (size_t at = text.find(prefix); at != text.npos; at = text.find(prefix)) {
      text.erase(at, std::string(prefix).size());
    }
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::map<std::string, std::string> Described(absl::string_view name) {
  const v1::RegionPlan plan = ReadPlan(name);
  std::map<std::string, std::string> rows;
  for (const v1::Obligation& obligation : plan.obligations()) {
    rows[obligation.id()] = Describe(obligation);
  }
  return rows;
}

using Rows = std::map<std::string, std::string>;

constexpr char kExchange[] =
    "session_kinds: EXCHANGE_MEETING session_kinds: KBZ_MEETING credit_pool: \"exchange\"";
constexpr char kSpeak[] =
    "represented_kinds: EXCHANGE_MEETING expected_roles: GP_OWNER expected_roles: PRACTICE_MANAGER";
constexpr char kQuarters[] =
    "quarter_count { session_kinds: KBZ_MEETING track: \"kbz\" sessions_max: 4 }";
constexpr char kSigned[] = "statement { form: SIGNED }";
constexpr char kPracticePlan[] = "statement { form: PRACTICE_PLAN }";
constexpr char kNewStaff[] =
    "new_staff_training { core_element: GOOD_CONVERSATION share_numerator: 1 share_denominator: 1 "
    "}";

TEST(PlanParameters, UtrechtYearThree) {
  EXPECT_EQ(
      Described(kUtrecht3),
      (Rows{
          {"UT3-02", absl::StrCat("REQUIRED | years: 3 | ", kPracticePlan)},
          {"UT3-03", absl::StrCat("REQUIRED | years: 3 replaced_by_track: \"kbz\" | "
                                  "session_count { sessions: 2 ",
                                  kExchange, " series_credit: true ", kSpeak, " }")},
          {"UT3-05", absl::StrCat("STATEMENT | years: 3 | ", kSigned)},
          {"UT3-09", absl::StrCat("REQUIRED | years: 3 required_track: \"kbz\" | ", kQuarters)},
          {"UT3-10", absl::StrCat("REQUIRED | years: 3 required_track: \"kbz\" | ", kPracticePlan)},
          {"UT3-12",
           "REQUIRED | years: 1 years: 2 years: 3 | intervention_choice { core_elements: "
           "WORK_DIFFERENTLY rules { years: 1 lines: 1 } rules { years: 2 lines: 2 cumulative: "
           "true } rules { years: 3 lines: 1 deepening_needs_justification: true } }"},
          {"UT3-13",
           "REQUIRED | years: 2 years: 3 | intervention_choice { core_elements: NETWORK rules { "
           "years: 2 lines: 2 cumulative: true } rules { years: 3 lines: 1 "
           "deepening_needs_justification: true } }"},
          {"UT3-14",
           "REQUIRED | years: 1 years: 2 years: 3 | intervention_choice { core_elements: "
           "GOOD_CONVERSATION rules { years: 1 lines: 1 } rules { years: 2 lines: 1 mode: "
           "CHOICE_MODE_DEEPEN } rules { years: 3 lines: 1 } }"},
          {kSecondHalf, absl::StrCat("REPORTED | years: 3 | ", kNewStaff)},
          {"UT3-16", absl::StrCat("STATEMENT | years: 3 | ", kSigned)},
          {"UT3-17", absl::StrCat("STATEMENT | years: 3 | ", kSigned)},
      }));
}

TEST(PlanParameters, UtrechtYearsFourAndFive) {
  const std::string required = "REQUIRED | years: 4 years: 5 | ";
  const std::string statement = "STATEMENT | years: 4 years: 5 | ";
  EXPECT_EQ(Described(kUtrecht45),
            (Rows{{"UT4-03", required + kPracticePlan},
                  {"UT4-04", required + "visit { visits: 1 only_when_invited: true }"},
                  {"UT4-05", required + "intervention_choice { core_elements: WORK_DIFFERENTLY "
                                        "core_elements: NETWORK rules { lines: 1 } }"},
                  {"UT4-06", absl::StrCat(required, "session_count { sessions: 2 ", kExchange,
                                          " distinct_dates: true ", kSpeak, " }")},
                  {"UT4-08", statement + kSigned},
                  {"UT4-10", absl::StrCat("REQUIRED | years: 4 years: 5 required_track: \"kbz\" | ",
                                          kQuarters)},
                  {"UT4-12", absl::StrCat("REPORTED | years: 4 years: 5 | ", kNewStaff)},
                  {"UT4-13", statement + kSigned},
                  {"UT4-15", "REQUIRED | calendar_years: 2026 | statement { form: FUND_USE }"}}));
}

TEST(PlanParameters, Twente) {
  const std::string both =
      "plan_period { from { year: 2026 month: 1 day: 1 } until { year: 2028 month: 1 day: 1 } }";
  const auto choice = [&](absl::string_view element, int lines) {
    return absl::StrCat("REQUIRED | ", both, " | intervention_choice { core_elements: ", element,
                        " rules { lines: ", lines, " } new_only_cohort_ids: \"2026-01-01\" }");
  };
  EXPECT_EQ(
      Described(kTwente),
      (Rows{
          {"TW-02", absl::StrCat("REQUIRED | ", both,
                                 " | statement { form: PRACTICE_PLAN kept_locally_counts: true }")},
          {"TW-03", absl::StrCat("STATEMENT | ", both, " | statement { form: TRAINING_INTENT }")},
          {"TW-04",
           "REQUIRED | calendar_years: 2026 calendar_years: 2027 | session_count { sessions: 1 "
           "session_kinds: REFLECTION_MEETING }"},
          {"TW-05",
           absl::StrCat("STATEMENT | ", both, " except_cohort_ids: \"2026-01-01\" | ", kSigned)},
          {"TW-06", choice("WORK_DIFFERENTLY", 2)},
          {"TW-07", choice("NETWORK", 1)},
          {"TW-08", choice("GOOD_CONVERSATION", 1)},
          {"TW-11", absl::StrCat("REQUIRED | ", both, " | data_delivery { }")},
          {"TW-18", absl::StrCat("REQUIRED | ", both, " chosen_slug: \"pharmacy\" | ", kSigned)}}));
}

constexpr char kHalfOnce[] = "share_numerator: 1 share_denominator: 2 moment: ACHIEVED_ONCE";
constexpr char kRecognised[] = "prior_training: WHEN_RECOGNISED recognition_counts_from: DECISION";

TEST(PlanParameters, MiddenBrabant) {
  const std::string both = "years: 1 years: 2 | ";
  const auto survey = [](absl::string_view id, absl::string_view test) {
    return absl::StrCat("statement { form: SURVEY survey: \"", id, "\" test: ", test,
                        " may_come_after: true }");
  };
  EXPECT_EQ(
      Described(kMiddenBrabant),
      (Rows{
          {"MB-03", absl::StrCat("REQUIRED | ", both, survey("frequent-attenders-list", "YES"))},
          {"MB-04", absl::StrCat("REQUIRED | ", both,
                                 survey("frequent-attenders-plans", "COUNT minimum: 5"))},
          {"MB-05",
           absl::StrCat("REQUIRED | years: 1 | staff_share { denominator_roles: MEDICAL_ASSISTANT "
                        "menu_slugs: \"triage-basic\" menu_slugs: \"triage-positive-health\" "
                        "menu_slugs: \"difficult-patients\" menu_slugs: \"stimulate-selfcare\" "
                        "times: 1 ",
                        kHalfOnce, " ", kRecognised, " }")},
          {"MB-06", absl::StrCat("STATEMENT | years: 1 | ", kSigned)},
          {"MB-07",
           absl::StrCat("STATEMENT | ", both, "visit { visits: 1 topic: \"time-out-referral\" }")},
          {"MB-08", absl::StrCat("REQUIRED | years: 1 | ", survey("flex-consult", "YES"))},
          {"MB-09",
           absl::StrCat("REQUIRED | years: 1 | staff_share { denominator_roles: GP_OWNER "
                        "denominator_roles: GP_LOCUM_PERMANENT denominator_roles: PRACTICE_NURSE "
                        "menu_slugs: \"good-conversation-training\" menu_slugs: "
                        "\"positive-health-basic\" menu_slugs: \"positive-health-followup\" "
                        "menu_slugs: \"positive-health-intervision\" menu_slugs: "
                        "\"positive-health-coaching\" times: 1 ",
                        kHalfOnce, " ", kRecognised, " }")},
          {"MB-10", absl::StrCat("STATEMENT | years: 1 | ", kSigned)},
          {"MB-11", absl::StrCat("REQUIRED | ", both,
                                 "staff_share { denominator_roles: GP_OWNER denominator_roles: "
                                 "GP_LOCUM_PERMANENT session_kinds: INTERVISION times: 2 ",
                                 kHalfOnce, " times_rule: PER_PERSON }")},
          {"MB-13", absl::StrCat("REQUIRED | years: 1 | ", kPracticePlan)},
          {"MB-14", absl::StrCat("REPORTED | ", both, "visit { visits: 1 }")},
      }));
}

TEST(PlanParameters, Gelders) {
  EXPECT_EQ(
      Described(kGelders),
      (Rows{{"GR-01",
             "REQUIRED | years: 3 | intervention_choice { core_elements: WORK_DIFFERENTLY "
             "core_elements: NETWORK core_elements: GOOD_CONVERSATION rules { lines: 1 } }"},
            {"GR-02",
             "REQUIRED | years: 1 years: 2 | intervention_choice { core_elements: "
             "WORK_DIFFERENTLY rules { years: 1 lines: 1 } rules { years: 2 lines: 2 cumulative: "
             "true } }"},
            {"GR-04",
             "REQUIRED | years: 1 years: 2 | intervention_choice { core_elements: "
             "GOOD_CONVERSATION rules { years: 1 lines: 1 } rules { years: 2 lines: 1 mode: "
             "CHOICE_MODE_DEEPEN } }"},
            {"GR-05",
             "REQUIRED | years: 2 | intervention_choice { core_elements: NETWORK rules { years: 2 "
             "lines: 2 cumulative: true } }"},
            {"GR-06",
             "REPORTED | years: 3 | session_count { sessions: 2 session_kinds: "
             "PROGRESS_SESSION }"},
            {"GR-07", absl::StrCat("STATEMENT | years: 3 | ", kSigned)},
            {"GR-08",
             "REPORTED | calendar_years: 2025 calendar_years: 2026 | statement { form: SURVEY "
             "survey: \"work-experience\" test: ANSWERED may_come_after: true }"},
            {"GR-09", absl::StrCat("STATEMENT | years: 3 | ", kSigned)}}));
}

// Slugs by core element; with "from" the day a row begins, with "aof" who pays, with "text" that it
// has to be worked out.
std::map<std::string, std::set<std::string>> MenuOf(absl::string_view name) {
  std::map<std::string, std::set<std::string>> menu;
  const v1::RegionPlan plan = ReadPlan(name);
  for (const v1::MenuItem& row : plan.menu()) {
    std::string text = row.slug();
    if (row.has_valid_from()) {
      absl::StrAppend(&text, " from ", domain::ToIso(domain::FromProto(row.valid_from())));
    }
    if (row.has_valid_until()) text += " ends";
    if (row.funding() == v1::FUNDING_AOF) text += " aof";
    if (row.needs_text()) text += " text";
    menu[v1::CoreElement_Name(row.core_element()).substr(13)].insert(text);
  }
  return menu;
}

using Menu = std::map<std::string, std::set<std::string>>;

TEST(PlanMenus, Utrecht) {
  EXPECT_EQ(MenuOf(kUtrecht3),
            (Menu{{"WORK_DIFFERENTLY",
                   {"flex-consult", "triage-training", "task-shifting", "lean", "lean-basics",
                    "lean-coach", "lean-stock", "value-stream", "quickscan-prescribing",
                    "digital-contact", "care-helpdesk from 2025-04-01", "three-way-talk",
                    "frequent-attenders"}},
                  {"NETWORK",
                   {"case-discussions", "district-team", "alk-programme", "social-domain-access",
                    "citizen-initiatives", "children-decide-district from 2025-04-01"}},
                  {"GOOD_CONVERSATION",
                   {"four-domains", "positive-health", "positive-health-new-staff",
                    "positive-health-followup", "solution-focused", "motivational-interviewing",
                    "alk-training", "children-decide", "limited-literacy-communication"}}}));
  EXPECT_EQ(MenuOf(kUtrecht45),
            (Menu{{"WORK_DIFFERENTLY",
                   {"digital-triage from 2026-04-01", "staff-digital-skills from 2026-04-01",
                    "check-in-kiosk from 2026-04-01"}},
                  {"NETWORK", {"specialist-consultation from 2026-04-01"}}}));
}

TEST(PlanMenus, Twente) {
  EXPECT_EQ(MenuOf(kTwente),
            (Menu{{"WORK_DIFFERENTLY",
                   {"speech-recognition",
                    "triage-supporter",
                    "triage-training",
                    "soh-task-shifting",
                    "frequent-attenders",
                    "lean-admin",
                    "own-intervention text",
                    "thuisarts-use",
                    "digital-fitness",
                    "his-smart",
                    "portal-use",
                    "touch-typing",
                    "poh-digital-coaching",
                    "effective-working",
                    "effective-meetings",
                    "good-employer",
                    "mental-strength",
                    "time-for-gp",
                    "leading-grip",
                    "labour-agreements",
                    "art-of-leadership"}},
                  {"NETWORK",
                   {"social-domain", "mdo-case-table", "own-intervention-network text", "pharmacy",
                    "pharmacy-logistics", "start-stop-medication", "pharmacist-consult"}},
                  {"GOOD_CONVERSATION",
                   {"solution-focused", "positive-health", "solk-alk", "solution-focused-elderly",
                    "aof-chronic-care aof", "aof-limited-literacy aof",
                    "aof-culture-assistants aof", "aof-recognise-lvb aof", "aggression",
                    "meaning-talk", "connection-noise", "coaching-professional"}}}));
}

TEST(PlanMenus, MiddenBrabant) {
  EXPECT_EQ(
      MenuOf(kMiddenBrabant),
      (Menu{{"WORK_DIFFERENTLY",
             {"frequent-attenders", "triage-training", "triage-basic", "triage-positive-health",
              "difficult-patients", "stimulate-selfcare", "time-out-referral", "flex-consult"}},
            {"GOOD_CONVERSATION",
             {"good-conversation-training", "positive-health-basic", "positive-health-followup",
              "positive-health-intervision", "positive-health-coaching", "intervision-mtvp"}}}));
}

TEST(PlanMenus, Gelders) {
  EXPECT_EQ(MenuOf(kGelders),
            (Menu{{"WORK_DIFFERENTLY",
                   {"triage-assertiveness", "lean-training", "soh-surgery", "ehealth-econsult",
                    "flex-consult", "time-out-referral"}},
                  {"GOOD_CONVERSATION",
                   {"positive-health-solution-focused", "solk-alk", "frequent-attenders"}},
                  {"NETWORK", {"social-domain-ozo", "district-ggz", "welfare-on-prescription"}},
                  {"STAFF_CAPACITY", {"vacancy-support", "practice-manager-meetings"}}}));
}

// "O3 MB-05 MB-09"
std::vector<std::string> ReadingsOf(absl::string_view name) {
  std::vector<std::string> readings;
  const v1::RegionPlan plan = ReadPlan(name);
  for (const v1::Interpretation& listed : plan.interpretations()) {
    EXPECT_EQ(listed.option(), "") << listed.id();
    readings.push_back(absl::StrCat(listed.id(), listed.obligation_ids().empty() ? "" : " ",
                                    absl::StrJoin(listed.obligation_ids(), " ")));
  }
  return readings;
}

TEST(PlanReadings, EachFileListsTheOpenPlacesThatConcernIt) {
  EXPECT_THAT(ReadingsOf(kUtrecht3),
              ElementsAre("O1 UT3-03", "O2 UT3-03", "O8-replaces UT3-03", "O8-spread UT3-09",
                          "O8-late-start UT3-09", "O13 UT3-03", "O14 UT3-03", "O15 UT3-03 UT3-09",
                          "O17 UT3-14-new-staff", "R5 UT3-03", "R6 UT3-03", "R7", "R9", "R10"));
  EXPECT_THAT(ReadingsOf(kUtrecht45),
              ElementsAre("O2 UT4-06", "O8-replaces UT4-06", "O8-spread UT4-10",
                          "O8-late-start UT4-10", "O13 UT4-06", "O14 UT4-06", "O15 UT4-06 UT4-10",
                          "O17 UT4-12", "R6 UT4-06", "R7", "R9", "R10"));
  EXPECT_THAT(ReadingsOf(kTwente), ElementsAre("O9 TW-06 TW-07 TW-08", "O10 TW-04", "R7", "R10"));
  EXPECT_THAT(ReadingsOf(kMiddenBrabant),
              ElementsAre("O3 MB-05 MB-09 MB-11", "O4 MB-11", "O5 MB-09 MB-11", "O6 MB-09",
                          "O7 MB-05", "O11 MB-05", "O12 MB-05 MB-09", "O16", "O18 MB-03", "R7",
                          "R8 MB-05 MB-09", "R9", "R10"));
  EXPECT_THAT(ReadingsOf(kGelders), ElementsAre("O19 GR-06", "R7", "R10"));
}

TEST(PlanReadings, EveryOpenPlaceStandsInSomeFile) {
  std::set<std::string> listed;
  for (const PlanFile& file : Files()) {
    const v1::RegionPlan plan = ReadPlan(file.name);
    for (const v1::Interpretation& one : plan.interpretations()) {
      listed.insert(one.id());
    }
  }
  for (const domain::InterpretationEntry& entry : domain::Interpretations()) {
    EXPECT_THAT(listed, Contains(std::string(entry.id)));
  }
}

TEST(PlanReadings, WhatMayLeaveTheRegion) {
  for (const PlanFile& file : Files()) {
    EXPECT_EQ(ReadPlan(file.name).disclosure(), file.name == std::string(kMiddenBrabant)
                                                    ? v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE
                                                    : v1::DISCLOSURE_REGION_REPORT)
        << file.name;
  }
}

TEST(PlanCohorts, AreNamedByTheDayTheyStart) {
  std::map<std::string, std::vector<std::string>> cohorts;
  for (const PlanFile& file : Files()) {
    const v1::RegionPlan plan = ReadPlan(file.name);
    for (const v1::Cohort& cohort : plan.cohorts()) {
      EXPECT_EQ(cohort.id(), domain::ToIso(domain::FromProto(cohort.start_on())));
      cohorts[file.name].push_back(cohort.id());
    }
  }
  EXPECT_THAT(cohorts[kUtrecht3],
              ElementsAre("2023-04-01", "2023-07-01", "2023-10-01", "2024-01-01"));
  EXPECT_THAT(cohorts[kUtrecht45], IsEmpty());
  EXPECT_THAT(cohorts[kTwente], ElementsAre("2023-01-01", "2024-01-01", "2026-01-01"));
  EXPECT_THAT(cohorts[kMiddenBrabant], ElementsAre("2023-04-01", "2023-07-01", "2023-10-01"));
  EXPECT_THAT(cohorts[kGelders], ElementsAre("2022-07-01", "2023-01-01"));
}

TEST(PlanSurveys, O18_ThirtyContactsAreEnoughForTheList) {
  const v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  ASSERT_EQ(plan.surveys(0).id(), "frequent-attenders-list");
  EXPECT_TRUE(absl::StrContains(plan.surveys(0).question().nl(), ">= 30"));
  EXPECT_TRUE(absl::StrContains(plan.surveys(0).question().en(), ">= 30"));
}

TEST(UtrechtPlans, NamesAreSaidOnceAndHoldForBoth) {
  const v1::RegionPlan third = ReadPlan(kUtrecht3);
  const v1::RegionPlan later = ReadPlan(kUtrecht45);
  EXPECT_EQ(third.region(), later.region());
  std::set<std::string> slugs;
  for (const v1::RegionPlan* plan : {&third, &later}) {
    for (const v1::MenuItem& row : plan->menu()) {
      EXPECT_TRUE(slugs.insert(row.slug()).second) << row.slug();
    }
  }
  EXPECT_EQ(third.tracks(0).id(), "kbz");
}

TEST(UtrechtPlans, TheSixPrintedDatesAreTuesdays) {
  const v1::RegionPlan plan = ReadPlan(kUtrecht3);
  std::set<std::string> cohorts;
  for (const v1::Cohort& cohort : plan.cohorts()) {
    cohorts.insert(cohort.id());
    EXPECT_EQ(cohort.id(), domain::ToIso(domain::FromProto(cohort.start_on())));
  }
  std::vector<std::string> dates;
  for (const v1::PrintedSeries& series : plan.series()) {
    EXPECT_EQ(series.programme_year(), 3u);
    for (const std::string& id : series.cohort_ids()) EXPECT_EQ(cohorts.erase(id), 1u) << id;
    for (const google::type::Date& date : series.dates()) {
      EXPECT_EQ(absl::GetWeekday(domain::FromProto(date)), absl::Weekday::tuesday);
      dates.push_back(domain::ToIso(domain::FromProto(date)));
    }
  }
  EXPECT_TRUE(cohorts.empty());
  EXPECT_THAT(dates, ElementsAre("2025-04-15", "2025-11-04", "2025-05-20", "2026-01-20",
                                 "2025-10-21", "2026-04-14"));
}

TEST(BrabantPlan, MB12_AnIntervisionTakesTwelveGps) {
  const v1::RegionPlan plan = ReadPlan(kMiddenBrabant);
  ASSERT_EQ(plan.session_rules_size(), 1);
  EXPECT_EQ(plan.session_rules(0).kind(), event::v1::OFFERING_KIND_INTERVISION);
  EXPECT_EQ(plan.session_rules(0).capacity_max(), 12u);
  EXPECT_THAT(plan.session_rules(0).counted_roles(),
              ElementsAre(event::v1::ROLE_GP_OWNER, event::v1::ROLE_GP_LOCUM_PERMANENT,
                          event::v1::ROLE_GP_LOCUM, event::v1::ROLE_GP_EMPLOYED));
}

}  // namespace
}  // namespace logboek::regioplan
