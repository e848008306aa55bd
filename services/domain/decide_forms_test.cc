// What practices hand in and answer, the lines of their plans, visits and reminders.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

using ::testing::ElementsAre;

class FormsTest : public DecideTest {
 protected:
  FormsTest() {
    h_.GivenPlan(t::FormsPlan());
    h_.Given(t::RegisterPractice("p2"));
  }

  static FormKey Key(regioplan::v1::StatementForm form, const std::string& about, uint32_t period) {
    return {form, about, period};
  }
};

TEST_F(FormsTest, PlanOfAPracticeIsForAPeriodSomeObligationNames) {
  for (const uint32_t period : {3u, 2025u, 1999u}) {
    ExpectRefused(t::SubmitPlan("p1", period), "NO_SUCH_PERIOD");
  }
  ExpectRefused(t::SubmitPlan("p9", 1), "UNKNOWN_PRACTICE");
  ExpectRefused(t::SubmitPlan("p1", 1, "2024-01-11"), "DATE_IN_FUTURE");
  Command plan = t::SubmitPlan("p1", 1);
  plan.mutable_submit_practice_plan()->clear_document_sha256();
  ExpectRefused(plan, "MISSING_FIELD");
  plan.mutable_submit_practice_plan()->set_document_sha256("short");
  ExpectRefused(plan, "BAD_HASH");
  plan = t::SubmitPlan("p1", 1);
  plan.mutable_submit_practice_plan()->clear_unit();
  ExpectRefused(plan, "MISSING_FIELD");
  plan = t::SubmitPlan("p1", 1);
  plan.mutable_submit_practice_plan()->clear_submitted_by();
  ExpectRefused(plan, "MISSING_FIELD");
  for (const uint32_t period : {1u, 2u, 2024u, 0u}) {
    EXPECT_EQ(TypesOf(t::SubmitPlan("p1", period)), Types{"practice_plan_submitted"}) << period;
  }
  h_.Given(t::SubmitPlan("p1", 2, "2023-12-01"));
  ASSERT_EQ(PracticeOf("p1").plans.at(2).size(), 2u);
  EXPECT_EQ(PracticeOf("p1").plans.at(2)[0].submitted_on, t::Day("2024-01-10"));
}

TEST_F(FormsTest, PeriodOfAnEarlierVersionIsStillOne) {
  regioplan::v1::RegionPlan next = t::FormsPlan();
  next.set_version("2");
  *next.mutable_valid_from() = t::Date(t::Day("2024-01-01"));
  next.mutable_obligations(1)->mutable_applies()->set_calendar_years(0, 2025);
  h_.GivenPlan(next);
  EXPECT_EQ(TypesOf(t::StateFundUse("p1", 2024)), Types{"fund_use_stated"});
  EXPECT_EQ(TypesOf(t::StateFundUse("p1", 2025)), Types{"fund_use_stated"});
}

TEST_F(FormsTest, ProgrammeYearsThatBeginInACalendarYearAreAllThere) {
  regioplan::v1::RegionPlan next = t::FormsPlan();
  next.set_version("2");
  next.mutable_obligations(1)->mutable_applies()->set_by_programme_year(true);
  h_.GivenPlan(next);
  EXPECT_EQ(TypesOf(t::SubmitPlan("p1", 4)), Types{"practice_plan_submitted"});
  ExpectRefused(t::SubmitPlan("p1", 21), "NO_SUCH_PERIOD");
  ExpectRefused(t::SubmitPlan("p1", 2024), "NO_SUCH_PERIOD");
}

TEST_F(FormsTest, JointPlanIsHandedInForItsMembersOfTheDay) {
  h_.Given(t::RegisterPractice("p3"));
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2023-05-01"));
  h_.Given(t::AddJointPlanMember("j", "p3", "2024-01-05"));
  ExpectRefused(t::SubmitJointPlan("x", 1), "UNKNOWN_JOINT_PLAN");
  ExpectRefused(t::SubmitJointPlan("j", 1, "2023-04-30"), "NO_MEMBERS");
  EXPECT_THAT(
      EventOf(t::SubmitJointPlan("j", 1, "2024-01-04")).practice_plan_submitted().practice_ids(),
      ElementsAre("p1", "p2"));
  EXPECT_THAT(EventOf(t::SubmitJointPlan("j", 1)).practice_plan_submitted().practice_ids(),
              ElementsAre("p1", "p2", "p3"));
  EXPECT_EQ(PracticeOf("p3").plans.at(1).back().joint_plan_id, "j");
}

TEST_F(FormsTest, IntentNamesRowsOfTheMenu) {
  ExpectRefused(t::DeclareIntent("p1", 1, {}), "MISSING_FIELD");
  ExpectRefused(t::DeclareIntent("p1", 1, {"juggling"}), "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::DeclareIntent("p1", 7, {"coaching"}), "NO_SUCH_PERIOD");
  EXPECT_EQ(TypesOf(t::DeclareIntent("p1", 1, {"coaching"})), Types{"training_intent_declared"});
  EXPECT_TRUE(
      PracticeOf("p1").forms.contains(Key(regioplan::v1::STATEMENT_FORM_TRAINING_INTENT, "", 1)));
}

TEST_F(FormsTest, FundUseIsStatedForACalendarYear) {
  ExpectRefused(t::StateFundUse("p1", 1), "NO_SUCH_PERIOD");
  ExpectRefused(t::StateFundUse("p1", 2025), "NO_SUCH_PERIOD");
  Command bare = t::StateFundUse("p1", 2024);
  bare.mutable_state_fund_use()->clear_document_sha256();
  ExpectRefused(bare, "MISSING_FIELD");
  EXPECT_EQ(TypesOf(t::StateFundUse("p1", 2024)), Types{"fund_use_stated"});
}

TEST_F(FormsTest, SurveyIsOneOfThePlans) {
  ExpectRefused(t::AnswerSurvey("p1", "weather", 1), "UNKNOWN_SURVEY");
  ExpectRefused(t::AnswerSurvey("p1", "habit", 9), "NO_SUCH_PERIOD");
  Command odd = t::AnswerSurvey("p1", "habit", 1);
  odd.mutable_answer_survey()->set_text_sha256("short");
  ExpectRefused(odd, "BAD_HASH");
  h_.Given(t::AnswerSurvey("p1", "habit", 1, false, 3));
  h_.Given(t::AnswerSurvey("p1", "habit", 1, true, 5));
  const auto& answers =
      PracticeOf("p1").forms.at(Key(regioplan::v1::STATEMENT_FORM_SURVEY, "habit", 1));
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_TRUE(answers[1].yes);
  EXPECT_EQ(answers[1].count, 5u);
}

TEST_F(FormsTest, FormGivenAgainIsANewVersionOfIt) {
  const std::vector<std::pair<Command, FormKey>> forms = {
      {t::DeclareIntent("p1", 1, {"coaching"}),
       Key(regioplan::v1::STATEMENT_FORM_TRAINING_INTENT, "", 1)},
      {t::StateFundUse("p1", 2024), Key(regioplan::v1::STATEMENT_FORM_FUND_USE, "", 2024)},
      {t::AnswerSurvey("p1", "habit", 1), Key(regioplan::v1::STATEMENT_FORM_SURVEY, "habit", 1)},
      {t::SignStatement("p1", "T-14", 1), Key(regioplan::v1::STATEMENT_FORM_SIGNED, "T-14", 1)}};
  for (const auto& [command, key] : forms) {
    h_.Given(command);
    h_.Given(t::With(command, "test", "again " + command.source_id()));
    EXPECT_EQ(PracticeOf("p1").forms.at(key).size(), 2u) << command.ShortDebugString();
  }
  EXPECT_EQ(PracticeOf("p1").forms.size(), forms.size());
}

TEST_F(FormsTest, DataRequestIsAnsweredOnce) {
  ExpectRefused(t::RequestData("q1", "p9", "2024-02-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::RequestData("q1", "p1", "2024-01-09"), "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::RequestData("q1", "p1", "2024-02-01")), Types{"data_requested"});
  ExpectRefused(t::RequestData("q1", "p2", "2024-02-01"), "ALREADY_REGISTERED");
  ExpectRefused(t::AnswerData("q2"), "UNKNOWN_DATA_REQUEST");
  Command early = t::AnswerData("q1");
  *early.mutable_answer_data_request()->mutable_answered_on() = t::Date(t::Day("2024-01-09"));
  ExpectRefused(early, "END_BEFORE_START");
  h_.SetToday("2024-03-01");
  const Event late = EventOf(t::AnswerData("q1"));
  EXPECT_EQ(late.data_request_answered().practice_id(), "p1");
  ExpectRefused(t::AnswerData("q1"), "ALREADY_ANSWERED");
}

TEST_F(FormsTest, StatementIsSignedForAnObligationThatAsksForOne) {
  ExpectRefused(t::SignStatement("p1", "T-99", 1), "UNKNOWN_OBLIGATION");
  ExpectRefused(t::SignStatement("p1", "T-13", 1), "NOT_A_STATEMENT");
  ExpectRefused(t::SignStatement("p1", "T-16", 1), "NOT_A_STATEMENT");
  ExpectRefused(t::SignStatement("p1", "T-14", 2), "NO_SUCH_PERIOD");
  EXPECT_EQ(TypesOf(t::SignStatement("p1", "T-14", 1)), Types{"statement_signed"});
}

// TW-18: asked of whoever chose the pharmacy, and stated by signing.
TEST_F(FormsTest, StatementThatIsRequiredIsSignedToo) {
  regioplan::v1::RegionPlan plan = t::FormsPlan();
  plan.set_version("2");
  plan.mutable_obligations(3)->set_strength(regioplan::v1::STRENGTH_REQUIRED);
  h_.GivenPlan(plan);
  EXPECT_EQ(TypesOf(t::SignStatement("p1", "T-14", 1)), Types{"statement_signed"});
}

TEST_F(FormsTest, LineIsARowOfTheMenuOnTheDayItIsChosen) {
  ExpectRefused(t::ChooseLine("l1", "p9", 1, "coaching"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::ChooseLine("l1", "p1", 9, "coaching"), "NO_SUCH_PERIOD");
  ExpectRefused(t::ChooseLine("l1", "p1", 1, "juggling"), "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::ChooseLine("l1", "p1", 1, "coaching", ev::CHOICE_MODE_UNSPECIFIED),
                "MISSING_FIELD");
  ExpectRefused(t::ChooseLine("l1", "p1", 1, "coaching", static_cast<ChoiceMode>(9)),
                "UNKNOWN_ENUM_VALUE");
  h_.Given(t::RetireMenuItem("coaching", "2024-01-10"));
  ExpectRefused(t::ChooseLine("l1", "p1", 1, "coaching"), "UNKNOWN_MENU_ITEM");
  Command earlier = t::ChooseLine("l1", "p1", 1, "coaching");
  *earlier.mutable_choose_intervention()->mutable_chosen_on() = t::Date(t::Day("2024-01-09"));
  EXPECT_EQ(TypesOf(earlier), Types{"intervention_chosen"});
}

TEST_F(FormsTest, UnitChoosesARowOnceInAPeriod) {
  h_.Given(t::ChooseLine("l1", "p1", 1, "coaching"));
  ExpectRefused(t::ChooseLine("l1", "p1", 1, "triage-basic"), "ALREADY_REGISTERED");
  ExpectRefused(t::ChooseLine("l2", "p1", 1, "coaching"), "ALREADY_CHOSEN");
  EXPECT_EQ(TypesOf(t::ChooseLine("l2", "p2", 1, "coaching")), Types{"intervention_chosen"});
  EXPECT_EQ(TypesOf(t::ChooseLine("l3", "p1", 2, "coaching")), Types{"intervention_chosen"});
  h_.Given(t::WithdrawLine("l1"));
  EXPECT_EQ(TypesOf(t::ChooseLine("l4", "p1", 1, "coaching")), Types{"intervention_chosen"});
}

TEST_F(FormsTest, LineOfAJointPlanIsOneOfEachMember) {
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2023-05-01"));
  Command joint = t::ChooseLine("l1", "", 1, "coaching");
  joint.mutable_choose_intervention()->set_joint_plan_id("j");
  EXPECT_THAT(EventOf(joint).intervention_chosen().practice_ids(), ElementsAre("p1", "p2"));
  joint.mutable_choose_intervention()->set_line_id("l2");
  ExpectRefused(joint, "ALREADY_CHOSEN");
  h_.Given(t::ChangeLine("l1", "triage-basic"));
  EXPECT_EQ(PracticeOf("p2").lines.front().now().menu_slug, "triage-basic");
}

TEST_F(FormsTest, DeepeningInTheFirstYearIsFlagged) {
  const auto flags = [&](const std::string& id, uint32_t period) {
    const Event event =
        EventOf(t::ChooseLine(id, "p1", period, "coaching", ev::CHOICE_MODE_DEEPEN));
    return std::vector<int>(event.intervention_chosen().flags().begin(),
                            event.intervention_chosen().flags().end());
  };
  EXPECT_THAT(flags("l1", 1), ElementsAre(ev::FLAG_DEEPEN_BY_ENTRANT));
  EXPECT_TRUE(flags("l2", 2).empty());
  EXPECT_THAT(flags("l3", 0), ElementsAre(ev::FLAG_DEEPEN_BY_ENTRANT));
  h_.SetToday("2024-04-01");
  EXPECT_TRUE(flags("l4", 2024).empty()) << "the first year ended on 2024-03-31";
  EXPECT_TRUE(
      EventOf(t::ChooseLine("l5", "p2", 1, "coaching")).intervention_chosen().flags().empty())
      << "new is what an entrant chooses";
}

TEST_F(FormsTest, ChangingToDeepeningInTheFirstYearIsFlagged) {
  h_.Given(t::ChooseLine("l1", "p1", 1, "coaching"));
  Command deepen = t::ChangeLine("l1", "");
  deepen.mutable_change_intervention()->set_mode(ev::CHOICE_MODE_DEEPEN);
  EXPECT_THAT(EventOf(deepen).intervention_changed().flags(),
              ElementsAre(ev::FLAG_DEEPEN_BY_ENTRANT));
}

TEST_F(FormsTest, NewForTheSecondTimeIsFlagged) {
  h_.Given(t::ChooseLine("l1", "p1", 1, "coaching"));
  const Event again = EventOf(t::ChooseLine("l2", "p1", 2, "coaching"));
  EXPECT_THAT(again.intervention_chosen().flags(), ElementsAre(ev::FLAG_CHOSEN_BEFORE));
  h_.Given(t::WithdrawLine("l2"));
  h_.Given(t::WithdrawLine("l1"));
  EXPECT_TRUE(
      EventOf(t::ChooseLine("l3", "p1", 2, "coaching")).intervention_chosen().flags().empty());
}

TEST_F(FormsTest, LineOfAClosedPracticeIsFlagged) {
  h_.Given(t::ClosePractice("p2", "2024-01-10"));
  EXPECT_THAT(EventOf(t::ChooseLine("l1", "p2", 2, "coaching")).intervention_chosen().flags(),
              ElementsAre(ev::FLAG_NOT_PARTICIPATING));
}

TEST_F(FormsTest, ChangedLineKeepsWhatIsLeftOutButNotTheTextOfAnotherRow) {
  Command chosen = t::ChooseLine("l1", "p1", 2, "coaching");
  chosen.mutable_choose_intervention()->set_text_sha256(t::Sha256());
  h_.Given(chosen);
  ExpectRefused(t::ChangeLine("l9", "triage-basic"), "UNKNOWN_LINE");
  ExpectRefused(t::ChangeLine("l1", "juggling"), "UNKNOWN_MENU_ITEM");
  ExpectRefused(t::ChangeLine("l1", "coaching"), "LINE_UNCHANGED");
  Command deepen = t::ChangeLine("l1", "");
  deepen.mutable_change_intervention()->set_mode(ev::CHOICE_MODE_DEEPEN);
  const ev::InterventionChanged changed = EventOf(deepen).intervention_changed();
  EXPECT_EQ(changed.menu_slug(), "coaching");
  EXPECT_EQ(changed.text_sha256(), t::Sha256());
  EXPECT_TRUE(PracticeOf("p1").lines.front().now().has_text);
  const Event other = EventOf(t::ChangeLine("l1", "triage-basic"));
  EXPECT_EQ(other.intervention_changed().mode(), ev::CHOICE_MODE_DEEPEN);
  EXPECT_TRUE(other.intervention_changed().text_sha256().empty());
  EXPECT_FALSE(PracticeOf("p1").lines.front().now().has_text);
  h_.Given(t::ChooseLine("l2", "p1", 2, "coaching"));
  ExpectRefused(t::ChangeLine("l1", "coaching"), "ALREADY_CHOSEN");
}

TEST_F(FormsTest, WithdrawnLineIsGone) {
  h_.Given(t::ChooseLine("l1", "p1", 1, "coaching"));
  Command both = t::ChangeLine("l1", "triage-basic");
  both.mutable_change_intervention()->set_withdraw(true);
  ExpectRefused(both, "WITHDRAW_OR_CHANGE");
  Command early = t::WithdrawLine("l1");
  *early.mutable_change_intervention()->mutable_changed_on() = t::Date(t::Day("2024-01-09"));
  ExpectRefused(early, "BEFORE_CHOICE");
  EXPECT_TRUE(EventOf(t::WithdrawLine("l1")).intervention_changed().withdrawn());
  ExpectRefused(t::WithdrawLine("l1"), "LINE_WITHDRAWN");
  ExpectRefused(t::ChangeLine("l1", "triage-basic"), "LINE_WITHDRAWN");
  ExpectRefused(t::JustifyLine("l1"), "LINE_WITHDRAWN");
}

TEST_F(FormsTest, LineIsWorkedOutInAText) {
  h_.Given(t::ChooseLine("l1", "p1", 2, "coaching", ev::CHOICE_MODE_DEEPEN));
  ExpectRefused(t::JustifyLine("l9"), "UNKNOWN_LINE");
  Command bare = t::JustifyLine("l1");
  bare.mutable_justify_intervention()->clear_text_sha256();
  ExpectRefused(bare, "MISSING_FIELD");
  Command early = t::JustifyLine("l1");
  *early.mutable_justify_intervention()->mutable_justified_on() = t::Date(t::Day("2024-01-09"));
  ExpectRefused(early, "BEFORE_CHOICE");
  EXPECT_EQ(TypesOf(t::JustifyLine("l1")), Types{"intervention_justified"});
  EXPECT_TRUE(PracticeOf("p1").lines.front().now().has_text);
}

TEST_F(FormsTest, VisitAndInvitationAreOfAPracticeThatTakesPart) {
  ExpectRefused(t::InvitePractice("p2"), "NOT_PARTICIPATING");
  ExpectRefused(t::RecordVisit("p2", "2024-01-09"), "NOT_PARTICIPATING");
  ExpectRefused(t::RecordVisit("p1", "2023-03-31"), "NOT_PARTICIPATING");
  ExpectRefused(t::RecordVisit("p1", "2024-01-11"), "DATE_IN_FUTURE");
  ExpectSpoilt(
      t::RecordVisit("p1", "2024-01-09"), &Command::mutable_record_practice_visit,
      [](auto* visit) { visit->clear_held_by(); }, "MISSING_FIELD");
  Command visit = t::RecordVisit("p1", "2024-01-09", {"time-out"});
  visit.mutable_record_practice_visit()->set_period(5);
  ExpectRefused(visit, "NO_SUCH_PERIOD");
  visit.mutable_record_practice_visit()->set_period(1);
  const Event held = EventOf(visit);
  EXPECT_EQ(held.practice_visit_held().period(), 1u);
  EXPECT_THAT(held.practice_visit_held().topics(), ElementsAre("time-out"));
  EXPECT_FALSE(EventOf(t::RecordVisit("p1", "2024-01-09")).practice_visit_held().has_period());
  Command invite = t::InvitePractice("p1");
  invite.mutable_invite_practice()->set_period(5);
  ExpectRefused(invite, "NO_SUCH_PERIOD");
  EXPECT_EQ(TypesOf(t::InvitePractice("p1")), Types{"practice_invited"});
  h_.Given(t::EndParticipation("p1", "2024-01-10"));
  ExpectRefused(t::InvitePractice("p1"), "NOT_PARTICIPATING");
}

TEST_F(FormsTest, ReminderIsAboutTheRosterOrAnObligation) {
  EXPECT_EQ(TypesOf(t::Remind("p1")), Types{"reminder_sent"});
  ExpectRefused(t::Remind("p9"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::Remind("p1", "", 9), "NO_SUCH_PERIOD");
  ExpectRefused(t::Remind("p1", "T-99", 1), "UNKNOWN_OBLIGATION");
  ExpectRefused(t::Remind("p1", "T-11", 3), "NO_SUCH_PERIOD");
  EXPECT_EQ(TypesOf(t::Remind("p1", "T-11", 2)), Types{"reminder_sent"});
  EXPECT_EQ(PracticeOf("p1").reminders.size(), 2u);
}

}  // namespace
}  // namespace logboek::domain
