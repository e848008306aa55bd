// The open interpretations (domain.md §7, §8): each other option changes the verdict it should.
#include <functional>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/interpretations.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::OFFERING_KIND_EXCHANGE_MEETING;
using event::v1::OFFERING_KIND_INTERVISION;
using event::v1::OFFERING_KIND_KBZ_MEETING;
using event::v1::ROLE_GP_EMPLOYED;
using event::v1::ROLE_GP_LOCUM_PERMANENT;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using event::v1::ROLE_PRACTICE_NURSE;
using event::v1::ROLE_SOH;

constexpr char kYearOver[] = "2024-04-01";

// The plan with one interpretation read by another option for these obligations.
v1::RegionPlan Read(absl::string_view plan_name, absl::string_view id, absl::string_view option,
                    std::initializer_list<absl::string_view> obligations) {
  v1::RegionPlan plan = ReadPlan(plan_name);
  plan.clear_interpretations();
  v1::Interpretation& chosen = *plan.add_interpretations();
  chosen.set_id(std::string(id));
  chosen.set_option(std::string(option));
  for (const absl::string_view obligation : obligations) {
    chosen.add_obligation_ids(std::string(obligation));
  }
  domain::ApplyInterpretations(&plan);
  return plan;
}

void Join(TestRegister* reg, absl::string_view practice = "p",
          absl::string_view cohort = "2023-04-01") {
  reg->Practice(practice, cohort).Confirm(practice, "2023-04-01");
}

TEST(Readings, EveryInterpretationHasAnOptionToChoose) {
  for (const domain::InterpretationEntry& entry : domain::Interpretations()) {
    EXPECT_GE(entry.options.size(), 2u) << entry.id;
    EXPECT_EQ(entry.IndexOf(""), 0u) << entry.id;
    EXPECT_FALSE(entry.IndexOf("nothing").has_value()) << entry.id;
  }
}

TEST(Readings, O3_EverybodyWhoWorkedThereInTheYear) {
  const auto verdict = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "O3", option, {"MB-05"}));
    Join(&reg);
    reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
    reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
    reg.Engage("b", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2023-06-01"});
    reg.Engage("c", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01", "2023-07-01"});
    reg.Complete("triage", "a", "2023-08-01");
    return reg.Line("p", "MB-05", 1, kYearOver);
  };
  EXPECT_EQ(verdict("once"), "met 1/1 since 2023-08-01 now 1/1");
  EXPECT_EQ(verdict("last_day"), "met 1/1 since 2024-03-31 now 1/1");
  EXPECT_EQ(verdict("whole_year"), "not_met 1/3 now 1/1 missing 1");
}

TEST(Readings, O4_Intervision) {
  const auto verdict = [](absl::string_view option, uint32_t year) {
    TestRegister reg(Read(kMiddenBrabant, "O4", option, {"MB-11"}));
    Join(&reg);
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
    for (const absl::string_view day : {"2023-05-10", "2023-09-10", "2024-05-10", "2024-09-10"}) {
      reg.Session(day, OFFERING_KIND_INTERVISION, day);
    }
    // Year 1: each owner once. Year 2: one of them once.
    reg.Attend("2023-05-10", "a", "p").Attend("2023-09-10", "b", "p");
    reg.Attend("2024-05-10", "a", "p");
    return reg.Line("p", "MB-11", year, "2025-06-01");
  };
  EXPECT_EQ(verdict("person_each_year", 1), "not_met 0/2 now 0/2 missing 1");
  EXPECT_EQ(verdict("share_present", 1), "met 2/2 since 2023-09-10");
  EXPECT_EQ(verdict("share_present", 2), "not_met 1/2 missing 1");
  EXPECT_EQ(verdict("in_total", 1), "met 1/2 since 2024-05-10 now 1/2");
  EXPECT_EQ(verdict("in_total", 2), "met 1/2 since 2024-05-10 now 1/2");
}

// Intervision of year 1, half of the owners present at two sessions.
TestRegister Present() {
  TestRegister reg(Read(kMiddenBrabant, "O4", "share_present", {"MB-11"}));
  Join(&reg);
  return reg;
}

TEST(Readings, O4_WhoIsAskedAndWhatIsShownIsAsWithOtherShares) {
  TestRegister reg = Present();
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("a2", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("c", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("n", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.Apply("persons_linked", "kept_person_id: 'a' dropped_person_id: 'a2'");
  reg.Session("i0", OFFERING_KIND_INTERVISION, "2023-03-31");
  reg.Session("i1", OFFERING_KIND_INTERVISION, "2023-05-10");
  reg.Session("i2", OFFERING_KIND_INTERVISION, "2023-06-10");
  reg.Attend("i0", "a", "p");
  reg.Attend("i1", "a", "p").Attend("i1", "a2", "p").Attend("i1", "b", "p").Attend("i1", "n", "p");
  reg.Attend("i1", "stranger", "p");
  reg.Attend("i2", "a", "p").Attend("i2", "b", "p", event::v1::ATTENDANCE_STATUS_ABSENT);
  reg.Attend("i2", "c", "p").Void("i2", "c");
  EXPECT_EQ(reg.Line("p", "MB-11", 1, kYearOver), "not_met 1/2 missing 1");
  EXPECT_THAT(
      reg.Why("p", "MB-11", 1, kYearOver),
      testing::ElementsAre("2023-03-31 a i0 OUTSIDE_WINDOW", "2023-05-10 a i1 COUNTED",
                           "2023-05-10 a i1 DUPLICATE", "2023-05-10 b i1 COUNTED",
                           "2023-05-10 n i1 ROLE_NOT_COUNTED",
                           "2023-05-10 stranger i1 NOT_ON_ROSTER", "2023-06-10 a i2 NOT_RECOGNISED",
                           "2023-06-10 b i2 ABSENT", "2023-06-10 c i2 VOIDED"));
}

TEST(Readings, O4_P5_NobodyToAskIsNoBreach) {
  TestRegister reg = Present();
  EXPECT_EQ(reg.Line("p", "MB-11", 1, kYearOver), "not_applicable 0/2");
  reg.Practice("q", "2023-04-01");
  EXPECT_EQ(reg.Line("q", "MB-11", 1, kYearOver), "undetermined 0/2");
  reg.Engage("a", "q", ROLE_GP_OWNER, {"2020-01-01"});
  EXPECT_EQ(reg.Line("q", "MB-11", 1, kYearOver), "not_met 0/2 missing 2 [provisional]");
}

TEST(Readings, O4_R16_ASessionIsBookableWhenEnoughPeopleCanGo) {
  TestRegister reg = Present();
  for (const absl::string_view person : {"a", "b", "c"}) {
    reg.Engage(person, "p", ROLE_GP_OWNER, {"2020-01-01"});
  }
  reg.Session("i1", OFFERING_KIND_INTERVISION, "2023-05-10", 2);
  reg.Session("i2", OFFERING_KIND_INTERVISION, "2023-06-10", 1);
  EXPECT_EQ(reg.Line("p", "MB-11", 1, "2023-05-01"), "at_risk 0/2 missing 2 bookable 1");
}

TEST(Readings, O5_AnEmployedGpCountsAsPermanentLocum) {
  // S15.
  const auto verdict = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "O5", option, {"MB-09"}));
    Join(&reg);
    reg.Offering("talk", OFFERING_KIND_COURSE_OPEN, {"positive-health-basic"});
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Engage("c", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
    reg.Engage("d", "p", ROLE_GP_EMPLOYED, {"2020-01-01"});
    reg.Complete("talk", "c", "2023-05-01").Complete("talk", "d", "2023-05-02");
    return reg.Line("p", "MB-09", 1, kYearOver);
  };
  EXPECT_EQ(verdict(""), "not_met 1/3 now 1/3 missing 1");
  EXPECT_EQ(verdict("hidha_counts"), "met 2/4 since 2023-05-02 now 2/4");
}

TEST(Readings, O6_HalfOfEachRole) {
  const auto verdict = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "O6", option, {"MB-09"}));
    Join(&reg);
    reg.Offering("talk", OFFERING_KIND_COURSE_OPEN, {"positive-health-basic"});
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Engage("b", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
    reg.Engage("c", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
    reg.Complete("talk", "b", "2023-05-01").Complete("talk", "c", "2023-05-02");
    reg.Complete("talk", "a", "2023-11-02");
    return reg.Line("p", "MB-09", 1, kYearOver);
  };
  EXPECT_EQ(verdict("pooled"), "met 2/3 since 2023-05-02 now 3/3");
  EXPECT_EQ(verdict("each_role"), "met 3/3 since 2023-11-02 now 3/3");
}

// Half of owners, permanent locums and nurses, each by itself.
TestRegister EachRole(absl::string_view moment = "once") {
  v1::RegionPlan plan = Read(kMiddenBrabant, "O6", "each_role", {"MB-09"});
  v1::Interpretation& when = *plan.add_interpretations();
  when.set_id("O3");
  when.set_option(std::string(moment));
  when.add_obligation_ids("MB-09");
  domain::ApplyInterpretations(&plan);
  TestRegister reg(plan);
  Join(&reg);
  reg.Offering("talk", OFFERING_KIND_COURSE_OPEN, {"positive-health-basic"});
  return reg;
}

TEST(Readings, O6_WhatIsMissingIsMissingInARole) {
  TestRegister reg = EachRole();
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("b", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.Engage("c", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.Complete("talk", "b", "2023-05-01").Complete("talk", "c", "2023-05-02");
  EXPECT_EQ(reg.Line("p", "MB-09", 1, "2023-06-01"), "at_risk 2/3 now 2/3 missing 1");
  // A place that only the others could take would be no help.
  reg.SessionOf("talk", "t1", "2023-09-01", 1);
  EXPECT_EQ(reg.Line("p", "MB-09", 1, "2023-06-01"), "open 2/3 now 2/3 missing 1 bookable 1");
  EXPECT_EQ(reg.Line("p", "MB-09", 1, kYearOver), "not_met 2/3 now 2/3 missing 1");
}

TEST(Readings, O6_WhoHoldsTwoRolesCountsInBoth) {
  TestRegister reg = EachRole();
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("b", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  EXPECT_EQ(reg.Get("p", "MB-09", 1, "2023-06-01").missing, 2u);
  reg.Engage("a", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  const Verdict verdict = reg.Get("p", "MB-09", 1, "2023-06-01");
  EXPECT_EQ(verdict.missing, 1u);
  EXPECT_EQ(verdict.threshold, 1u);
}

TEST(Readings, O6_AnotherRoleMayBeWhatReachesIt) {
  TestRegister reg = EachRole();
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01", "2023-07-01"});
  reg.Engage("a", "p", ROLE_PRACTICE_NURSE, {"2023-07-01"});
  reg.Engage("b", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.Complete("talk", "b", "2023-05-01");
  EXPECT_EQ(reg.Line("p", "MB-09", 1, "2023-08-01"), "met 1/2 since 2023-07-01 now 1/2");
}

TEST(Readings, O6_WithO3_WhoLeftCountsInTheRoleHeld) {
  TestRegister reg = EachRole("whole_year");
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01", "2023-07-01"});
  reg.Engage("b", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.Complete("talk", "b", "2023-05-01");
  EXPECT_EQ(reg.Line("p", "MB-09", 1, kYearOver), "not_met 1/2 now 1/1 missing 1");
}

TEST(Readings, O7_AConsultationSupporterIsAnAssistant) {
  const auto verdict = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "O7", option, {"MB-05"}));
    Join(&reg);
    reg.Engage("a", "p", ROLE_SOH, {"2020-01-01"});
    return reg.Line("p", "MB-05", 1, kYearOver);
  };
  EXPECT_EQ(verdict("literal"), "not_applicable 0/0 now 0/0");
  EXPECT_EQ(verdict("soh_counts"), "not_met 0/1 now 0/1 missing 1");
}

TEST(Readings, O11_WithoutADeadlineItStaysOpen) {
  TestRegister reg(Read(kMiddenBrabant, "O11", "no_deadline", {"MB-05"}));
  Join(&reg);
  reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  EXPECT_EQ(reg.Get("p", "MB-05", 1, "2026-01-01").status, Status::kAtRisk);
  reg.Complete("triage", "a", "2026-02-01");
  EXPECT_EQ(reg.Line("p", "MB-05", 1, "2026-02-01"), "met 1/1 since 2026-02-01 now 1/1");
}

TEST(Readings, O11_AYearThatNeverBeganHasNoOpenEnd) {
  v1::RegionPlan plan = Read(kMiddenBrabant, "O11", "no_deadline", {"MB-05"});
  v1::YearOverride* year_two = plan.add_year_overrides();
  year_two->set_year(2);
  *year_two->mutable_starts_on() = domain::ToProto(Day("2023-09-01"));
  TestRegister reg(plan);
  Join(&reg, "early");
  Join(&reg, "late", "2023-10-01");
  EXPECT_TRUE(reg.Has("early", "MB-05", 1, "2026-01-01"));
  EXPECT_FALSE(reg.Has("late", "MB-05", 1, "2026-01-01"));
}

TEST(Readings, O10_WhoBeganAfterTheCalendarYearIsNotAskedForIt) {
  for (const bool by_programme_year : {false, true}) {
    v1::RegionPlan plan = Read(kMiddenBrabant, "", "", {});
    v1::Applicability& applies = *plan.mutable_obligations(0)->mutable_applies();
    applies.clear_years();
    applies.add_calendar_years(2022);
    applies.set_by_programme_year(by_programme_year);
    TestRegister reg(plan);
    Join(&reg);
    for (const Verdict& verdict : reg.All("p", "2024-01-01")) {
      EXPECT_NE(verdict.obligation->id(), plan.obligations(0).id());
    }
  }
}

TEST(Readings, O12_EarlierTraining) {
  const auto verdict = [](absl::string_view option, bool recognised) {
    TestRegister reg(Read(kMiddenBrabant, "O12", option, {"MB-05"}));
    Join(&reg);
    reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
    reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
    reg.Complete("triage", "a", "2022-06-01");
    if (recognised) reg.Recognise("triage-basic", "a", "2022-06-01", "2023-09-01");
    return reg.Get("p", "MB-05", 1, kYearOver).status;
  };
  EXPECT_EQ(verdict("when_recognised", false), Status::kNotMet);
  EXPECT_EQ(verdict("when_recognised", true), Status::kMet);
  EXPECT_EQ(verdict("always", false), Status::kMet);
  EXPECT_EQ(verdict("never", true), Status::kNotMet);
}

TEST(Readings, R8_RecognisedTrainingCountsFromTheDayItWasDone) {
  const auto since = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "R8", option, {"MB-05"}));
    Join(&reg);
    reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
    reg.Recognise("triage-basic", "a", "2022-06-01", "2023-09-01");
    return domain::ToIso(reg.Get("p", "MB-05", 1, kYearOver).first_met_on.value());
  };
  EXPECT_EQ(since("decision"), "2023-09-01");
  EXPECT_EQ(since("done"), "2023-04-01");
}

TEST(Readings, R9_TheRosterIsConfirmedWithinTheYear) {
  const auto verdict = [](absl::string_view option) {
    TestRegister reg(Read(kMiddenBrabant, "R9", option, {}));
    reg.Practice("p", "2023-04-01").Confirm("p", "2023-03-01");
    return reg.Get("p", "MB-05", 1, kYearOver).status;
  };
  EXPECT_EQ(verdict("any_earlier_day"), Status::kNotApplicable);
  EXPECT_EQ(verdict("within_window"), Status::kUndetermined);
}

// Both plans of Utrecht, one of them read otherwise; the six dates of year 3 as three series.
TestRegister Utrecht(absl::string_view id, absl::string_view option,
                     std::initializer_list<absl::string_view> obligations) {
  TestRegister reg(Read(kUtrecht3, id, option, obligations));
  reg.Publish(Read(kUtrecht45, id, option, obligations));
  for (const absl::string_view day : {"2025-04-15", "2025-05-20", "2025-10-21", "2025-11-04",
                                      "2026-01-20", "2026-04-14", "2026-09-15"}) {
    reg.Session(day, OFFERING_KIND_EXCHANGE_MEETING, day);
  }
  reg.Series("july", 3, {"2023-07-01"}, {"2025-05-20", "2026-01-20"});
  reg.Series("october", 3, {"2023-10-01", "2024-01-01"}, {"2025-10-21", "2026-04-14"});
  return reg;
}

TEST(Readings, O1_ByDateTheJulyCohortMissesItsOwnFirstSession) {
  const auto verdict = [](absl::string_view option) {
    TestRegister reg = Utrecht("O1", option, {"UT3-03"});
    Join(&reg, "p", "2023-07-01");
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.EnrolSeries("july", "a", "p");
    reg.Attend("2025-05-20", "a", "p").Attend("2026-01-20", "a", "p");
    return reg.Get("p", "UT3-03", 3, "2026-07-01").status;
  };
  EXPECT_EQ(verdict("series"), Status::kMet);
  EXPECT_EQ(verdict("date"), Status::kNotMet);
}

TEST(Readings, O2_OneSessionForTwoYears) {
  const auto year_four = [](absl::string_view option) {
    TestRegister reg = Utrecht("O2", option, {"UT3-03", "UT4-06"});
    Join(&reg, "p", "2024-01-01");
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.EnrolSeries("october", "a", "p");
    reg.Attend("2025-10-21", "a", "p").Attend("2026-04-14", "a", "p");
    EXPECT_EQ(reg.Get("p", "UT3-03", 3, "2026-06-01").numerator, 2u);
    return reg.Get("p", "UT4-06", 4, "2026-06-01").numerator;
  };
  EXPECT_EQ(year_four("one_year"), 0u);
  EXPECT_EQ(year_four("both_years"), 1u);
}

TEST(Readings, O2_AComingSessionIsBookableForBothYears) {
  const auto bookable = [](absl::string_view option, absl::string_view id, uint32_t year) {
    TestRegister reg = Utrecht("O2", option, {"UT3-03", "UT4-06"});
    Join(&reg, "p", "2024-01-01");
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    // Only 2026-04-14 lies in both.
    return reg.Get("p", id, year, "2026-04-02").bookable;
  };
  EXPECT_EQ(bookable("one_year", "UT3-03", 3), 2u);
  EXPECT_EQ(bookable("one_year", "UT4-06", 4), 0u);
  EXPECT_EQ(bookable("both_years", "UT3-03", 3), 2u);
  EXPECT_EQ(bookable("both_years", "UT4-06", 4), 2u);
}

TEST(Readings, O2_InEachYearSomebodyIsExpected) {
  TestRegister reg = Utrecht("O2", "both_years", {"UT3-03", "UT4-06"});
  Join(&reg, "p", "2024-01-01");
  reg.Engage("a", "p", ROLE_PRACTICE_NURSE, {"2020-01-01"});
  reg.EnrolSeries("october", "a", "p");
  reg.Attend("2026-04-14", "a", "p");
  for (const auto& [id, year] : {std::pair("UT3-03", 3u), std::pair("UT4-06", 4u)}) {
    EXPECT_THAT(reg.Get("p", id, year, "2027-04-01").flags,
                testing::Contains(VerdictFlag::kUnusualRole))
        << id;
  }
}

TEST(Readings, O8_OnTop) {
  const auto rows = [](absl::string_view option) {
    TestRegister reg = Utrecht("O8-replaces", option, {"UT3-03", "UT4-06"});
    Join(&reg);
    reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Track("p", "kbz", {"2023-04-01"});
    reg.Session("k1", OFFERING_KIND_KBZ_MEETING, "2026-05-12");
    reg.Attend("k1", "a", "p");
    return std::pair(reg.Has("p", "UT3-03", 3, "2026-06-01"),
                     reg.Get("p", "UT4-06", 4, "2026-06-01").numerator);
  };
  EXPECT_EQ(rows("replaces"), std::pair(false, 1u));
  EXPECT_EQ(rows("on_top"), std::pair(true, 0u));
}

TEST(Readings, R5_OnTheTrackForAPartOfTheYear) {
  const auto asked = [](absl::string_view option) {
    TestRegister reg = Utrecht("R5", option, {"UT3-03"});
    Join(&reg);
    reg.Track("p", "kbz", {"2025-10-01"});
    return reg.Has("p", "UT3-03", 3, "2026-06-01");
  };
  EXPECT_TRUE(asked("whole_year"));
  EXPECT_FALSE(asked("part_of_year"));
}

// A KBZ practice of year 4 that was at these meetings.
std::string Kbz(absl::string_view id, absl::string_view option, absl::string_view on_track_from,
                std::initializer_list<absl::string_view> days) {
  TestRegister reg = Utrecht(id, option, {"UT4-10"});
  Join(&reg);
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Track("p", "kbz", {on_track_from});
  for (const absl::string_view day : days) {
    reg.Session(absl::StrCat("k", day), OFFERING_KIND_KBZ_MEETING, day);
    reg.Attend(absl::StrCat("k", day), "a", "p");
  }
  return reg.Line("p", "UT4-10", 4, "2027-04-01");
}

TEST(Readings, O8_EveryQuarterNeedsItsMeeting) {
  const auto days = {"2026-04-10", "2026-05-10", "2026-08-10", "2026-11-10"};
  const std::initializer_list<absl::string_view> meetings = {"2026-04-10", "2026-05-10",
                                                             "2026-08-10", "2026-11-10"};
  EXPECT_EQ(days.size(), meetings.size());
  EXPECT_EQ(Kbz("O8-spread", "warns", "2023-04-01", meetings),
            "met 4/4 since 2026-11-10 [empty_quarter]");
  EXPECT_EQ(Kbz("O8-spread", "required", "2023-04-01", meetings),
            "not_met 3/4 missing 1 [empty_quarter]");
}

TEST(Readings, O8_ALateStartInFull) {
  EXPECT_EQ(Kbz("O8-late-start", "whole_quarters", "2026-10-01", {"2026-11-10", "2027-02-10"}),
            "met 2/2 since 2027-02-10");
  EXPECT_EQ(Kbz("O8-late-start", "in_full", "2026-10-01", {"2026-11-10", "2027-02-10"}),
            "not_met 2/4 missing 2");
}

// Practice q went to both sessions of year 4; what has p of it?
uint32_t Represented(absl::string_view id, absl::string_view option,
                     const std::function<void(TestRegister*)>& together) {
  TestRegister reg = Utrecht(id, option, {"UT4-06"});
  Join(&reg);
  Join(&reg, "q");
  reg.Engage("q1", "q", ROLE_GP_OWNER, {"2020-01-01"});
  together(&reg);
  reg.Attend("2026-04-14", "q1", "q").Attend("2026-09-15", "q1", "q");
  return reg.Get("p", "UT4-06", 4, "2026-10-01").numerator;
}

TEST(Readings, O13_ACentreIsAlwaysOneUnit) {
  const auto centre = [](TestRegister* reg) {
    reg->Link("c", "p", /*single_plan=*/false, {"2020-01-01"});
    reg->Link("c", "q", /*single_plan=*/false, {"2020-01-01"});
  };
  EXPECT_EQ(Represented("O13", "with_one_plan", centre), 0u);
  EXPECT_EQ(Represented("O13", "always", centre), 2u);
}

TEST(Readings, O14_WhoJoinsLaterIsSpokenForInTheWholeYear) {
  const auto late = [](TestRegister* reg) {
    reg->JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"p", {"2026-06-01"}}});
  };
  EXPECT_EQ(Represented("O14", "from_membership", late), 1u);
  EXPECT_EQ(Represented("O14", "whole_year", late), 2u);
}

// Practice q holds the only place at a coming session of year 4; how many can p count on?
uint32_t HeldForUs(absl::string_view id, absl::string_view option,
                   const std::function<void(TestRegister*)>& together) {
  TestRegister reg(Read(kUtrecht45, id, option, {"UT4-06"}));
  Join(&reg);
  Join(&reg, "q");
  reg.Engage("q1", "q", ROLE_GP_OWNER, {"2020-01-01"});
  together(&reg);
  reg.Session("x", OFFERING_KIND_EXCHANGE_MEETING, "2026-09-15", 1);
  reg.Enrol("x", "q1", "q");
  return reg.Get("p", "UT4-06", 4, "2026-06-01").bookable;
}

TEST(Readings, R16_APlaceOfAPartnerIsReadLikeItsPresence) {
  const auto centre = [](TestRegister* reg) {
    reg->Link("c", "p", /*single_plan=*/false, {"2020-01-01"});
    reg->Link("c", "q", /*single_plan=*/false, {"2020-01-01"});
  };
  EXPECT_EQ(HeldForUs("O13", "with_one_plan", centre), 0u);
  EXPECT_EQ(HeldForUs("O13", "always", centre), 1u);
  const auto late = [](TestRegister* reg) {
    reg->JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"p", {"2026-10-01"}}});
  };
  EXPECT_EQ(HeldForUs("O14", "from_membership", late), 0u);
  EXPECT_EQ(HeldForUs("O14", "whole_year", late), 1u);
  const auto members = [](TestRegister* reg) {
    reg->JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"p", {"2026-01-10"}}});
  };
  EXPECT_EQ(HeldForUs("R6", "everybody", members), 1u);
  EXPECT_EQ(HeldForUs("R6", "listed", members), 0u);
}

TEST(Readings, R6_OnlyWhoIsListedIsSpokenFor) {
  const auto plan = [](TestRegister* reg) {
    reg->JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"p", {"2026-01-10"}}});
  };
  EXPECT_EQ(Represented("R6", "everybody", plan), 2u);
  EXPECT_EQ(Represented("R6", "listed", plan), 0u);
}

TEST(Readings, O15_AMemberSpeaksAtKbzMeetings) {
  const auto numerator = [](absl::string_view option) {
    TestRegister reg = Utrecht("O15", option, {"UT4-06", "UT4-10"});
    Join(&reg);
    Join(&reg, "q");
    reg.Engage("q1", "q", ROLE_GP_OWNER, {"2020-01-01"});
    reg.JointPlan("j", "2026-01-10", {{"q", {"2026-01-10"}}, {"p", {"2026-01-10"}}});
    reg.Track("p", "kbz", {"2023-04-01"}).Track("q", "kbz", {"2023-04-01"});
    reg.Session("k1", OFFERING_KIND_KBZ_MEETING, "2026-05-12");
    reg.Attend("k1", "q1", "q");
    return reg.Get("p", "UT4-10", 4, "2026-06-01").numerator +
           reg.Get("p", "UT4-06", 4, "2026-06-01").numerator;
  };
  EXPECT_EQ(numerator("not_at_kbz"), 0u);
  EXPECT_EQ(numerator("at_kbz"), 2u);
}

TEST(Readings, R7_AnybodyMayComeForThePractice) {
  const auto numerator = [](absl::string_view option) {
    TestRegister reg = Utrecht("R7", option, {});
    Join(&reg);
    reg.Engage("q1", "q", ROLE_GP_OWNER, {"2020-01-01"});
    reg.Attend("2026-04-14", "q1", "p");
    return reg.Get("p", "UT4-06", 4, "2026-06-01").numerator;
  };
  EXPECT_EQ(numerator("engaged"), 0u);
  EXPECT_EQ(numerator("anybody"), 1u);
}

TEST(Readings, O10_P12_TheOldestYearIsTheOneThatBeganFirst) {
  TestRegister reg(Read("twente_hzt-2026-2027", "O10", "", {"TW-04"}));
  reg.Practice("p", "2023-01-01").Confirm("p", "2023-01-01");
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Apply("interpretation_decided",
            "region: 'twente_hzt' interpretation_id: 'O10' option: 'programme_year' "
            "valid_from { year: 2027 month: 1 day: 1 } decided_by: 'board' ground: 'because'");
  reg.Session("r1", event::v1::OFFERING_KIND_REFLECTION_MEETING, "2026-05-10");
  reg.Session("r2", event::v1::OFFERING_KIND_REFLECTION_MEETING, "2027-05-10");
  reg.Attend("r1", "a", "p");
  EXPECT_EQ(reg.Line("p", "TW-04", 2026, "2027-01-02"), "met 1/1 since 2026-05-10");
  // The year that began in 2027 is the fifth.
  EXPECT_EQ(reg.Line("p", "TW-04", 5, "2027-01-02"), "open 0/1 missing 1 bookable 1");
}

TEST(Readings, ADecisionHoldsForPeriodsThatBeginFromItsDayOn) {
  TestRegister reg(Read(kMiddenBrabant, "O3", "", {"MB-11"}));
  Join(&reg);
  reg.Engage("a", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Engage("b", "p", ROLE_GP_OWNER, {"2020-01-01"});
  for (const absl::string_view day : {"2023-05-10", "2023-09-10", "2024-05-10", "2024-09-10"}) {
    reg.Session(day, OFFERING_KIND_INTERVISION, day);
    reg.Attend(day, "a", "p");
  }
  reg.Engage("c", "p", ROLE_GP_LOCUM_PERMANENT, {"2023-12-01"});
  EXPECT_EQ(reg.Line("p", "MB-11", 2, "2025-04-01"), "not_met 1/3 now 1/3 missing 1");
  reg.Apply("interpretation_decided",
            "region: 'midden_brabant_primacura' interpretation_id: 'O3' option: 'last_day' "
            "valid_from { year: 2024 month: 4 day: 1 } decided_by: 'board' ground: 'because'");
  // Year 1 was met once, and began before.
  EXPECT_EQ(reg.Line("p", "MB-11", 1, "2025-04-01"), "met 1/2 since 2023-09-10 now 1/3");
  const Verdict second = reg.Get("p", "MB-11", 2, "2025-04-01");
  EXPECT_EQ(Summary(second), "not_met 1/3 now 1/3 missing 1");
  EXPECT_EQ(second.plan->version(), "1+O3=last_day");
  EXPECT_EQ(second.plan->interpretations(0).decided_by(), "board");
  EXPECT_EQ(second.obligation->staff_share().moment(), v1::SHARE_MOMENT_SNAPSHOT_END);
}

std::string ObligationIn(const v1::RegionPlan& plan, absl::string_view id) {
  for (const v1::Obligation& obligation : plan.obligations()) {
    if (obligation.id() == id) return obligation.SerializeAsString();
  }
  return "";
}

// Decided one way and then back again, the row is what it was.
TEST(Readings, ADecisionCanBeTakenBack) {
  struct Row {
    const char* plan;
    const char* interpretation;
    const char* other;
    const char* first;
    const char* obligation;
  };
  for (const Row& row : {Row{"twente_hzt-2026-2027", "O9", "per_year", "total", "TW-06"},
                         Row{kUtrecht3, "O8-replaces", "on_top", "replaces", "UT3-03"}}) {
    v1::RegionPlan plan = Read(row.plan, row.interpretation, "", {row.obligation});
    TestRegister reg(plan);
    const auto decide = [&](const char* option) {
      reg.Apply("interpretation_decided",
                absl::StrCat("region: '", plan.region(), "' interpretation_id: '",
                             row.interpretation, "' option: '", option,
                             "' valid_from { year: 2026 month: 4 day: 1 } decided_by: 'board' "
                             "ground: 'because'"));
      const domain::Region& region = *reg.get().regions.at(plan.region());
      return ObligationIn(region.plans.at(plan.plan_id())->plan, row.obligation);
    };
    const std::string before = ObligationIn(plan, row.obligation);
    EXPECT_NE(decide(row.other), before) << row.interpretation;
    EXPECT_EQ(decide(row.first), before) << row.interpretation;
  }
}

}  // namespace
}  // namespace logboek::regioplan
