// The menu between versions of a plan, decisions about interpretations, years that are closed.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

class PlansTest : public DecideTest {
 protected:
  const Region& region() { return *h_.reg().regions.at(t::kRegion); }
  const RegionPlan& plan(const std::string& id) { return region().plans.at(id)->plan; }

  // A practice closed its first year on 2024-04-10.
  void GivenAClosedYear() {
    h_.SetToday("2024-04-10");
    h_.Given(t::CloseYear("p1", 1));
  }
};

TEST_F(PlansTest, RowJoinsTheMenuAndTheSharesItCountsFor) {
  Command publish = t::PublishMenuItem("difficult-patients", "2024-02-01");
  publish.mutable_publish_menu_item()->add_obligation_ids("T-01");
  const Event event = EventOf(publish);
  EXPECT_EQ(event.menu_item_published().plan_id(), "plan");
  EXPECT_EQ(plan("plan").menu().rbegin()->slug(), "difficult-patients");
  EXPECT_EQ(plan("plan").obligations(0).staff_share().menu_slugs(1), "difficult-patients");
}

TEST_F(PlansTest, RowIsOfAKnownPlanAndComplete) {
  Command publish = t::PublishMenuItem("new-row");
  publish.mutable_publish_menu_item()->set_region("atlantis");
  ExpectRefused(publish, "UNKNOWN_REGION");
  ExpectRefused(t::PublishMenuItem(""), "MISSING_FIELD");
  ExpectRefused(t::PublishMenuItem("new-row", "", "no-such-plan"), "UNKNOWN_PLAN");
  Command nameless = t::PublishMenuItem("new-row");
  nameless.mutable_publish_menu_item()->mutable_item()->clear_name();
  ExpectRefused(nameless, "PLAN_INVALID");
  h_.GivenPlan(t::FormsPlan());
  ExpectRefused(t::PublishMenuItem("new-row"), "MISSING_FIELD");
  EXPECT_EQ(EventOf(t::PublishMenuItem("new-row", "", "forms")).menu_item_published().plan_id(),
            "forms");
}

TEST_F(PlansTest, RowCountsOnlyForSharesOfItsPlan) {
  Command publish = t::PublishMenuItem("new-row");
  publish.mutable_publish_menu_item()->add_obligation_ids("T-99");
  ExpectRefused(publish, "UNKNOWN_OBLIGATION");
  publish.mutable_publish_menu_item()->set_obligation_ids(0, "T-02");
  ExpectRefused(publish, "NOT_A_SHARE");
}

TEST_F(PlansTest, SlugHasOneRowOnAnyDay) {
  h_.GivenPlan(t::FormsPlan());
  ExpectRefused(t::PublishMenuItem("triage-basic", "2024-02-01", "plan"), "MENU_OVERLAP");
  ExpectRefused(t::PublishMenuItem("triage-basic", "2024-02-01", "forms"), "MENU_OVERLAP");
  h_.Given(t::RetireMenuItem("triage-basic", "2024-02-01"));
  ExpectRefused(t::PublishMenuItem("triage-basic", "2024-01-31", "plan"), "MENU_OVERLAP");
  EXPECT_EQ(TypesOf(t::PublishMenuItem("triage-basic", "2024-02-01", "plan")),
            Types{"menu_item_published"});
}

TEST_F(PlansTest, RowEndsAfterItBegins) {
  Command backwards = t::PublishMenuItem("new-row", "2024-02-02");
  *backwards.mutable_publish_menu_item()->mutable_item()->mutable_valid_until() =
      t::Date(t::Day("2024-02-01"));
  ExpectRefused(backwards, "PLAN_INVALID");
}

TEST_F(PlansTest, RowIsRetiredWhileItIsOnTheMenu) {
  ExpectRefused(t::RetireMenuItem("juggling", "2024-02-01"), "UNKNOWN_MENU_ITEM");
  EXPECT_EQ(TypesOf(t::RetireMenuItem("coaching", "2024-02-01")), Types{"menu_item_retired"});
  ExpectRefused(t::RetireMenuItem("coaching", "2024-02-01"), "ALREADY_RETIRED");
  ExpectRefused(t::RetireMenuItem("coaching", "2024-03-01"), "UNKNOWN_MENU_ITEM");
  Command nowhere = t::RetireMenuItem("coaching", "2024-01-01");
  nowhere.mutable_retire_menu_item()->set_region("atlantis");
  ExpectRefused(nowhere, "UNKNOWN_REGION");
  EXPECT_EQ(TypesOf(t::RetireMenuItem("coaching", "2024-01-01")), Types{"menu_item_retired"});
}

TEST_F(PlansTest, InterpretationIsOpenInTheRegionAndTheOptionItsOwn) {
  h_.GivenPlan(t::FormsPlan());
  ExpectRefused(t::DecideInterpretation("O99", "per_year", "2024-02-01"), "UNKNOWN_INTERPRETATION");
  // There is such a one, but no plan of the region lists it.
  ExpectRefused(t::DecideInterpretation("O3", "last_day", "2024-02-01"), "UNKNOWN_INTERPRETATION");
  ExpectRefused(t::DecideInterpretation("O9", "sometimes", "2024-02-01"), "UNKNOWN_OPTION");
  Command groundless = t::DecideInterpretation("O9", "per_year", "2024-02-01");
  groundless.mutable_decide_interpretation()->clear_ground();
  ExpectRefused(groundless, "MISSING_FIELD");
  Command nobodys = t::DecideInterpretation("O9", "per_year", "2024-02-01");
  nobodys.mutable_decide_interpretation()->clear_decided_by();
  ExpectRefused(nobodys, "MISSING_FIELD");
  Command early = t::DecideInterpretation("O9", "per_year", "2024-02-01");
  *early.mutable_decide_interpretation()->mutable_decided_on() = t::Date(t::Day("2024-01-11"));
  ExpectRefused(early, "DATE_IN_FUTURE");
  EXPECT_EQ(TypesOf(t::DecideInterpretation("O9", "per_year", "2024-02-01")),
            Types{"interpretation_decided"});
  EXPECT_EQ(region().plan_versions.at("forms").size(), 2u);
  EXPECT_EQ(plan("forms").interpretations(0).option(), "per_year");
}

TEST_F(PlansTest, OptionTakesThePlaceOfTheOneBefore) {
  regioplan::v1::RegionPlan written = t::FormsPlan();
  for (regioplan::v1::Obligation& obligation : *written.mutable_obligations()) {
    if (obligation.id() == "T-15") {
      obligation.mutable_intervention_choice()->mutable_rules(0)->set_lines(1);
    }
  }
  h_.GivenPlan(written);
  const auto lines = [&] {
    for (const regioplan::v1::Obligation& obligation : plan("forms").obligations()) {
      if (obligation.id() == "T-15") return obligation.intervention_choice().rules(0).lines();
    }
    return 0u;
  };
  h_.Given(t::DecideInterpretation("O9", "per_theme", "2024-02-01"));
  EXPECT_EQ(lines(), 2u);
  h_.Given(t::DecideInterpretation("O9", "total", "2024-02-01"));
  EXPECT_EQ(lines(), 1u);
  EXPECT_EQ(plan("forms").version(), written.version() + "+O9=per_theme+O9=total");
}

// A period that began before the plan is judged by its first version.
TEST_F(PlansTest, DecisionBeforeTheFirstVersionLeavesEarlierPeriods) {
  h_.GivenPlan(t::FormsPlan());
  h_.Given(t::DecideInterpretation("O9", "per_year", "2022-06-01"));
  const PlanVersions& versions = region().plan_versions.at("forms");
  const auto option = [&](const char* day) {
    return PlanOn(versions, t::Day(day)).interpretations(0).option();
  };
  EXPECT_EQ(option("2022-05-31"), "");
  EXPECT_EQ(option("2022-06-01"), "per_year");
  EXPECT_EQ(option("2024-01-01"), "per_year");
}

TEST_F(PlansTest, ClosedYearsChangeOnlyWhenThatIsWanted) {
  h_.GivenPlan(t::FormsPlan());
  GivenAClosedYear();
  Command decide = t::DecideInterpretation("O9", "per_year", "2024-04-09");
  ExpectRefused(decide, "CLOSED_YEARS_CHANGE");
  EXPECT_EQ(TypesOf(t::DecideInterpretation("O9", "per_theme", "2024-04-10")),
            Types{"interpretation_decided"});
  decide.mutable_decide_interpretation()->set_reopen_closed(true);
  EXPECT_EQ(TypesOf(decide), Types{"interpretation_decided"});
}

TEST_F(PlansTest, RowsOfTheMenuAreHeldToTheSame) {
  GivenAClosedYear();
  ExpectRefused(t::PublishMenuItem("new-row", "2024-04-09"), "CLOSED_YEARS_CHANGE");
  ExpectRefused(t::PublishMenuItem("new-row"), "CLOSED_YEARS_CHANGE");
  EXPECT_EQ(TypesOf(t::PublishMenuItem("new-row", "2024-04-10")), Types{"menu_item_published"});
  Command reopen = t::PublishMenuItem("earlier-row", "2024-04-09");
  reopen.mutable_publish_menu_item()->set_reopen_closed(true);
  EXPECT_EQ(TypesOf(reopen), Types{"menu_item_published"});

  Command retire = t::RetireMenuItem("triage-basic", "2024-04-09");
  ExpectRefused(retire, "CLOSED_YEARS_CHANGE");
  EXPECT_EQ(TypesOf(t::RetireMenuItem("triage-basic", "2024-04-10")), Types{"menu_item_retired"});
  retire.mutable_retire_menu_item()->set_reopen_closed(true);
  EXPECT_EQ(TypesOf(retire), Types{"menu_item_retired"});
}

TEST_F(PlansTest, NewVersionIsHeldToTheSame) {
  GivenAClosedYear();
  regioplan::v1::RegionPlan next = t::TestPlan();
  next.set_version("2");
  Command publish = t::PublishPlan(next);
  ExpectRefused(publish, "CLOSED_YEARS_CHANGE");
  *next.mutable_valid_from() = t::Date(t::Day("2024-04-10"));
  EXPECT_EQ(TypesOf(t::PublishPlan(next)), Types{"plan_published"});
  publish.mutable_publish_plan()->mutable_plan()->set_version("3");
  publish.mutable_publish_plan()->set_reopen_closed(true);
  EXPECT_EQ(TypesOf(publish), Types{"plan_published"});
}

TEST_F(PlansTest, FirstVersionOfAnotherPlanChangesNoClosedYear) {
  GivenAClosedYear();
  regioplan::v1::RegionPlan other = t::TestPlan();
  other.set_plan_id("other");
  other.clear_obligations();
  EXPECT_EQ(TypesOf(t::PublishPlan(other)), Types{"plan_published"});
}

}  // namespace
}  // namespace logboek::domain
