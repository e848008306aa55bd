// A region that nobody has heard of: its plan is a text, and its practices get verdicts by it.
#include <set>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/domain/plan_check.h"
#include "services/regioplan/test_register.h"
#include "storage/base/check.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::OFFERING_KIND_EXCHANGE_MEETING;
using event::v1::OFFERING_KIND_KBZ_MEETING;
using event::v1::ROLE_NURSE_SPECIALIST;
using event::v1::ROLE_PRACTICE_MANAGER;

constexpr char kHead[] = R"pb(
  region: "utopia"
  plan_id: "years-1-2"
  version: "1"
  title { nl: "Regioplan Utopia" en: "Regional plan Utopia" }
  region_name { nl: "Utopia" en: "Utopia" }
  source: "nobody's paper"
  valid_from { year: 2024 month: 1 day: 1 }
  disclosure: DISCLOSURE_REGION_REPORT
  attendee_must_be_engaged: true
  cohorts {
    id: "2024-01-01"
    start_on { year: 2024 month: 1 day: 1 }
    name { nl: "Start" en: "Start" }
  }
  tracks {
    id: "island"
    name { nl: "Eiland" en: "Island" }
  }
  menu {
    slug: "rowing"
    name { nl: "Roeien" en: "Rowing" }
    core_element: CORE_ELEMENT_WORK_DIFFERENTLY
  }
  menu {
    slug: "listening"
    name { nl: "Luisteren" en: "Listening" }
    core_element: CORE_ELEMENT_GOOD_CONVERSATION
  }
  surveys {
    id: "boats"
    question { nl: "Hoeveel boten zijn er?" en: "How many boats are there?" }
  }
)pb";

// Two of three nurse specialists row; three meetings; one meeting a quarter on the island.
constexpr char kSessionsAndStaff[] = R"pb(
  obligations {
    id: "A"
    label { nl: "Roeien" en: "Rowing" }
    text { nl: "Twee derde roeit." en: "Two thirds row." }
    section: "1"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    staff_share {
      denominator_roles: ROLE_NURSE_SPECIALIST
      menu_slugs: "rowing"
      times: 1
      share_numerator: 2
      share_denominator: 3
      moment: SHARE_MOMENT_ACHIEVED_ONCE
    }
  }
  obligations {
    id: "B"
    label { nl: "Drie keer" en: "Three times" }
    text { nl: "Drie bijeenkomsten." en: "Three meetings." }
    section: "2"
    strength: STRENGTH_REQUIRED
    applies { years: 1 years: 2 }
    session_count { sessions: 3 session_kinds: OFFERING_KIND_EXCHANGE_MEETING }
  }
  obligations {
    id: "C"
    label { nl: "Eiland" en: "Island" }
    text { nl: "Elk kwartaal op het eiland." en: "Every quarter on the island." }
    section: "3"
    strength: STRENGTH_REQUIRED
    applies { years: 1 required_track: "island" }
    quarter_count { session_kinds: OFFERING_KIND_KBZ_MEETING track: "island" sessions_max: 2 }
  }
)pb";

constexpr char kPapers[] = R"pb(
  obligations {
    id: "D"
    label { nl: "Keuze" en: "Choice" }
    text { nl: "Een nieuwe interventie." en: "A new intervention." }
    section: "4"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    intervention_choice {
      core_elements: CORE_ELEMENT_WORK_DIFFERENTLY
      rules { lines: 1 mode: CHOICE_MODE_NEW }
    }
  }
  obligations {
    id: "E"
    label { nl: "Boten" en: "Boats" }
    text { nl: "Minstens drie boten." en: "Three boats at least." }
    section: "5"
    strength: STRENGTH_REQUIRED
    applies { calendar_years: 2024 }
    statement {
      form: STATEMENT_FORM_SURVEY
      survey: "boats"
      test: SURVEY_TEST_COUNT
      minimum: 3
      may_come_after: true
    }
  }
  obligations {
    id: "F"
    label { nl: "Bezoek" en: "Visit" }
    text { nl: "Een bezoek op uitnodiging." en: "A visit on invitation." }
    section: "6"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    visit { visits: 1 only_when_invited: true }
  }
  obligations {
    id: "G"
    label { nl: "Gegevens" en: "Data" }
    text { nl: "Gegevens op verzoek." en: "Data on request." }
    section: "7"
    strength: STRENGTH_REQUIRED
    applies {
      plan_period {
        from { year: 2024 month: 1 day: 1 }
        until { year: 2026 month: 1 day: 1 }
      }
    }
    data_delivery {}
  }
  obligations {
    id: "H"
    label { nl: "Nieuwelingen" en: "Newcomers" }
    text { nl: "Nieuwe mensen leren luisteren." en: "New people learn to listen." }
    section: "8"
    strength: STRENGTH_REQUIRED
    applies { years: 1 }
    new_staff_training {
      core_element: CORE_ELEMENT_GOOD_CONVERSATION
      share_numerator: 1
      share_denominator: 2
    }
  }
)pb";

v1::RegionPlan InventedPlan() {
  v1::RegionPlan plan;
  google::protobuf::TextFormat::Parser parser;
  for (const char* text : {kHead, kSessionsAndStaff, kPapers}) {
    CHECK(parser.MergeFromString(text, &plan), "the plan does not parse");
  }
  return plan;
}

constexpr char kAfter2024[] = "2025-01-01";

class Utopia : public testing::Test {
 protected:
  Utopia() : reg_(InventedPlan()) {
    reg_.Practice("p", "2024-01-01").Confirm("p", "2024-01-01");
    for (const char* name : {"a", "b", "c"}) {
      reg_.Engage(name, "p", ROLE_NURSE_SPECIALIST, {"2020-01-01"});
    }
    reg_.Engage("m", "p", ROLE_PRACTICE_MANAGER, {"2020-01-01"});
    reg_.Offering("rowing course", OFFERING_KIND_COURSE_OPEN, {"rowing"});
  }

  TestRegister reg_;
};

TEST(UtopiaPlan, MayBePublishedAndMeasuresInEveryWayThereIs) {
  const v1::RegionPlan plan = InventedPlan();
  for (const domain::PlanProblem& problem : domain::CheckPlan(plan, nullptr)) {
    ADD_FAILURE() << problem.field << ": " << problem.message;
  }
  std::set<int> measures;
  for (const v1::Obligation& obligation : plan.obligations()) {
    measures.insert(obligation.measure_case());
  }
  EXPECT_EQ(static_cast<int>(measures.size()),
            v1::Obligation::descriptor()->FindOneofByName("measure")->field_count());
}

TEST_F(Utopia, AShareOfItsOwnRole) {
  reg_.Complete("rowing course", "a", "2024-05-01").Complete("rowing course", "m", "2024-05-01");
  EXPECT_EQ(reg_.Line("p", "A", 1, kAfter2024), "not_met 1/3 now 1/3 missing 1");
  reg_.Complete("rowing course", "b", "2024-06-01");
  EXPECT_EQ(reg_.Line("p", "A", 1, kAfter2024), "met 2/3 since 2024-06-01 now 2/3");
}

TEST_F(Utopia, ANumberOfMeetings) {
  for (const char* date : {"2024-02-01", "2024-03-01", "2024-04-01"}) {
    reg_.Session(date, OFFERING_KIND_EXCHANGE_MEETING, date).Attend(date, "m", "p");
  }
  EXPECT_EQ(reg_.Line("p", "B", 1, "2024-03-31"), "open 2/3 missing 1 bookable 1");
  EXPECT_EQ(reg_.Line("p", "B", 1, kAfter2024), "met 3/3 since 2024-04-01");
}

TEST_F(Utopia, AMeetingAQuarterOnATrack) {
  EXPECT_FALSE(reg_.Has("p", "C", 1, kAfter2024));
  reg_.Track("p", "island", {"2024-01-01"});
  reg_.Session("k", OFFERING_KIND_KBZ_MEETING, "2024-02-01").Attend("k", "m", "p");
  EXPECT_EQ(reg_.Line("p", "C", 1, kAfter2024).substr(0, 11), "not_met 1/2");
}

TEST_F(Utopia, AChoice) {
  EXPECT_EQ(reg_.Line("p", "D", 1, kAfter2024), "not_met 0/1 missing 1");
  reg_.Apply("intervention_chosen",
             "line_id: 'l' practice_ids: 'p' period: 1 menu_slug: 'rowing' mode: CHOICE_MODE_NEW "
             "chosen_on { year: 2024 month: 5 day: 1 }");
  EXPECT_EQ(reg_.Line("p", "D", 1, kAfter2024), "met 1/1 since 2024-05-01");
}

TEST_F(Utopia, AnAnswerOfACalendarYear) {
  EXPECT_EQ(reg_.Line("p", "E", 2024, kAfter2024), "not_met 0/3 missing 3 [awaiting_answer]");
  reg_.Apply("survey_answered",
             "practice_id: 'p' survey: 'boats' period: 2024 count: 3 "
             "answered_on { year: 2025 month: 1 day: 1 }");
  EXPECT_EQ(reg_.Line("p", "E", 2024, kAfter2024), "met 3/3 since 2025-01-01");
}

TEST_F(Utopia, AVisitOnInvitation) {
  EXPECT_EQ(reg_.Line("p", "F", 1, kAfter2024), "not_applicable 0/1");
  reg_.Apply("practice_invited", "practice_id: 'p' invited_on { year: 2024 month: 2 day: 1 }");
  EXPECT_EQ(reg_.Line("p", "F", 1, kAfter2024), "not_met 0/1 missing 1");
  reg_.Apply("practice_visit_held", "practice_id: 'p' held_on { year: 2024 month: 3 day: 1 }");
  EXPECT_EQ(reg_.Line("p", "F", 1, kAfter2024), "met 1/1 since 2024-03-01");
}

TEST_F(Utopia, DataOfThePlanPeriod) {
  EXPECT_EQ(reg_.Line("p", "G", 0, kAfter2024), "not_applicable 0/0");
  reg_.Apply("data_requested",
             "request_id: 'r' practice_id: 'p' requested_on { year: 2024 month: 2 day: 1 } "
             "due_on { year: 2024 month: 3 day: 1 }");
  EXPECT_EQ(reg_.Line("p", "G", 0, kAfter2024), "not_met 0/1 missing 1");
  reg_.Apply("data_request_answered",
             "request_id: 'r' practice_id: 'p' answered_on { year: 2024 month: 4 day: 1 }");
  EXPECT_EQ(reg_.Get("p", "G", 0, kAfter2024).status, Status::kMet);
}

TEST_F(Utopia, NewPeopleWithAThreshold) {
  reg_.Apply("intervention_chosen",
             "line_id: 'l' practice_ids: 'p' period: 1 menu_slug: 'listening' "
             "mode: CHOICE_MODE_NEW chosen_on { year: 2024 month: 1 day: 10 }");
  reg_.Offering("hearing", OFFERING_KIND_COURSE_OPEN, {"listening"});
  reg_.Complete("hearing", "a", "2024-02-01");
  reg_.Engage("n", "p", ROLE_NURSE_SPECIALIST, {"2024-03-01"});
  EXPECT_EQ(reg_.Get("p", "H", 1, kAfter2024).status, Status::kNotMet);
  reg_.Complete("hearing", "n", "2024-04-01");
  EXPECT_EQ(reg_.Get("p", "H", 1, kAfter2024).status, Status::kMet);
}

}  // namespace
}  // namespace logboek::regioplan
