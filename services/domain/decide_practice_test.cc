// Practices: their codes, closing, merging, leaving; pseudonyms of one person.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

class PracticesTest : public DecideTest {
 protected:
  PracticesTest() {
    for (const char* id : {"p2", "p3"}) h_.Given(t::RegisterPractice(id));
  }
};

TEST_F(PracticesTest, CodeChangesFromADayOnAndIsFreeAfterwards) {
  const std::string former = PracticeOf("p1").agb;
  const Event changed = EventOf(t::ChangeIdentifier("p1", "01000001", "2024-02-01"));
  EXPECT_EQ(changed.practice_identifier_changed().previous_agb(), former);
  EXPECT_TRUE(HoldsAgb(PracticeOf("p1"), former, t::Day("2024-01-31")));
  EXPECT_TRUE(HoldsAgb(PracticeOf("p1"), "01000001", t::Day("2024-02-01")));
  ExpectRefused(t::ChangeIdentifier("p2", former, "2024-01-31"), "AGB_IN_USE");
  EXPECT_EQ(TypesOf(t::ChangeIdentifier("p2", former, "2024-02-01")),
            Types{"practice_identifier_changed"});
}

TEST_F(PracticesTest, CodeIsRefusedWhenItIsNoneOrSomebodyElses) {
  ExpectRefused(t::ChangeIdentifier("p9", "01000001", "2024-02-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::ChangeIdentifier("p1", "1234567", "2024-02-01"), "BAD_AGB");
  ExpectRefused(t::ChangeIdentifier("p1", "01000001", "2019-12-31"), "BEFORE_REGISTRATION");
  ExpectRefused(t::ChangeIdentifier("p1", PracticeOf("p1").agb, "2024-02-01"), "AGB_UNCHANGED");
  ExpectRefused(t::ChangeIdentifier("p1", PracticeOf("p2").agb, "2024-02-01"), "AGB_IN_USE");
  h_.Given(t::ChangeIdentifier("p1", "01000001", "2024-02-01"));
  ExpectRefused(t::ChangeIdentifier("p1", "01000002", "2024-01-01"), "AGB_CHANGED_LATER");
  // Somebody has it later on: it is not free before.
  ExpectRefused(t::ChangeIdentifier("p2", "01000001", "2024-01-01"), "AGB_IN_USE");
  h_.Given(t::ClosePractice("p3", "2024-01-01"));
  ExpectRefused(t::ChangeIdentifier("p3", "01000003", "2024-01-01"), "PRACTICE_CLOSED");
}

TEST_F(PracticesTest, CodeThatSomebodyElseHasByNowMovesNoClosing) {
  h_.Given(t::ClosePractice("p2", "2024-03-01"));
  h_.Given(t::ChangeIdentifier("p3", PracticeOf("p2").agb, "2024-05-01"));
  ExpectRefused(t::ClosePractice("p2", "2024-05-02"), "AGB_IN_USE");
  EXPECT_EQ(TypesOf(t::ClosePractice("p2", "2024-05-01")), Types{"practice_closed"});
  EXPECT_EQ(TypesOf(t::ClosePractice("p2", "2024-02-01")), Types{"practice_closed"});
}

TEST_F(PracticesTest, ClosesWhenNobodyWorksThereAnyMore) {
  h_.GivenStaff("a", ev::ROLE_GP_OWNER, "p2");
  ExpectRefused(t::ClosePractice("p2", "2024-03-01"), "ENGAGEMENTS_RUNNING");
  h_.Given(t::EndEngagement("a@p2", "2024-03-01"));
  EXPECT_EQ(TypesOf(t::ClosePractice("p2", "2024-03-01")), Types{"practice_closed"});
  EXPECT_EQ(PracticeOf("p2").closed_on, t::Day("2024-03-01"));
  ExpectRefused(t::ClosePractice("p2", "2024-03-01"), "ALREADY_CLOSED");
  EXPECT_EQ(TypesOf(t::ClosePractice("p2", "2024-04-01")), Types{"practice_closed"});
  ExpectRefused(t::ClosePractice("p2", "2019-12-31"), "BEFORE_REGISTRATION");
  ExpectRefused(t::ClosePractice("p9", "2024-03-01"), "UNKNOWN_PRACTICE");
}

TEST_F(PracticesTest, ClosesWhenNobodyIsEnrolledForLater) {
  h_.GivenStaff("a", ev::ROLE_GP_OWNER, "p2");
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01"));
  h_.Given(t::ScheduleSession("s2", "ex", "2024-05-01"));
  h_.Given(t::DefineSeries("r", {"s1", "s2"}, {t::kCohort}, 1));
  h_.Given(t::EnrolInSeries("a", "p2", "r", "2024-01-10"));
  h_.Given(t::EndEngagement("a@p2", "2024-04-01"));
  ExpectRefused(t::ClosePractice("p2", "2024-04-01"), "ENROLMENTS_ACTIVE");
  h_.Given(t::CancelEnrolment("a>r"));
  EXPECT_EQ(TypesOf(t::ClosePractice("p2", "2024-04-01")), Types{"practice_closed"});
}

TEST_F(PracticesTest, NobodyComesToAClosedPractice) {
  h_.Given(t::RegisterPerson("a"));
  h_.Given(t::ClosePractice("p2", "2024-03-01"));
  ExpectRefused(t::StartEngagement("a", "p2", ev::ROLE_SOH, "2024-03-01"), "PRACTICE_CLOSED");
  ExpectRefused(t::StartEngagement("a", "p2", ev::ROLE_SOH, "2024-01-01"), "PRACTICE_CLOSED");
  EXPECT_EQ(TypesOf(t::StartEngagement("a", "p2", ev::ROLE_SOH, "2024-01-01", "2024-03-01")),
            Types{"engagement_started"});
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01"));
  ExpectRefused(t::Enrol("a", "p2", "s1"), "PRACTICE_CLOSED");
  h_.Given(t::ClosePractice("p3", "2023-01-01"));
  ExpectRefused(t::AssignCohort("p3", t::kCohort), "PRACTICE_CLOSED");
}

TEST_F(PracticesTest, FactsOfAClosedPracticeAreTakenAndFlagged) {
  h_.Given(t::RegisterPerson("a"));
  h_.Given(t::ClosePractice("p2", "2023-12-01"));
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-01-05"));
  const Event attended = EventOf(t::RecordAttendance("s1", "a", "p2"));
  EXPECT_THAT(attended.attendance_recorded().flags(),
              ::testing::Contains(ev::FLAG_NOT_PARTICIPATING));
  h_.Given(t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN));
  Command completed = t::CompleteCourse("course", "a", "2023-12-01");
  completed.mutable_complete_course()->set_practice_id("p2");
  EXPECT_THAT(EventOf(completed).course_completed().flags(),
              ::testing::ElementsAre(ev::FLAG_NOT_PARTICIPATING));
}

TEST_F(PracticesTest, PracticesGoOnAsOne) {
  EXPECT_EQ(TypesOf(t::MergePractices({"p2", "p3"}, "p1", "2024-02-01")),
            Types{"practices_merged"});
  EXPECT_EQ(PracticeOf("p2").merged_into, "p1");
  EXPECT_EQ(PracticeOf("p3").merged_on, t::Day("2024-02-01"));
  EXPECT_EQ(PracticeOf("p1").merged_from, (std::vector<std::string>{"p2", "p3"}));
  h_.Given(t::RegisterPerson("a"));
  ExpectRefused(t::StartEngagement("a", "p2", ev::ROLE_SOH, "2024-02-01"), "PRACTICE_MERGED");
  EXPECT_EQ(TypesOf(t::StartEngagement("a", "p2", ev::ROLE_SOH, "2024-01-31")),
            Types{"engagement_started"});
  ExpectRefused(t::ChangeIdentifier("p2", "01000001", "2024-02-01"), "PRACTICE_MERGED");
}

TEST_F(PracticesTest, MergerIsRefusedInACircleTwiceOrAcrossRegions) {
  GivenElsewhere();
  ExpectRefused(t::MergePractices({}, "p1", "2024-02-01"), "MISSING_FIELD");
  ExpectRefused(t::MergePractices({"p9"}, "p1", "2024-02-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::MergePractices({"p2"}, "p9", "2024-02-01"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::MergePractices({"far"}, "p1", "2024-02-01"), "OTHER_REGION");
  ExpectRefused(t::MergePractices({"p2", "p1"}, "p1", "2024-02-01"), "MERGE_CIRCLE");
  ExpectRefused(t::MergePractices({"p2", "p2"}, "p1", "2024-02-01"), "MERGE_CIRCLE");
  ExpectRefused(t::MergePractices({"p2"}, "p1", "2019-12-31"), "BEFORE_REGISTRATION");
  h_.Given(t::MergePractices({"p2"}, "p1", "2024-02-01"));
  ExpectRefused(t::MergePractices({"p2"}, "p3", "2024-03-01"), "ALREADY_MERGED");
  ExpectRefused(t::MergePractices({"p1"}, "p2", "2024-03-01"), "ALREADY_MERGED");
  h_.Given(t::ClosePractice("p3", "2024-01-01"));
  ExpectRefused(t::MergePractices({"p1"}, "p3", "2024-03-01"), "PRACTICE_CLOSED");
}

TEST_F(PracticesTest, LeavesTheProgrammeAndMayComeBack) {
  ExpectRefused(t::EndParticipation("p2", "2024-02-01"), "NOT_PARTICIPATING");
  ExpectRefused(t::EndParticipation("p1", "2023-04-01"), "END_BEFORE_START");
  Command silent = t::EndParticipation("p1", "2024-02-01");
  silent.mutable_end_participation()->clear_reason();
  ExpectRefused(silent, "MISSING_FIELD");
  EXPECT_EQ(TypesOf(t::EndParticipation("p1", "2024-02-01")), Types{"participation_ended"});
  ExpectRefused(t::EndParticipation("p1", "2024-03-01"), "NOT_PARTICIPATING");
  ExpectRefused(t::AssignCohort("p1", t::kCohort), "ALREADY_ASSIGNED");
  regioplan::v1::RegionPlan plan = t::TestPlan();
  plan.set_version("2");
  *plan.add_cohorts() = plan.cohorts(0);
  plan.mutable_cohorts(1)->set_id("2024-04-01");
  *plan.mutable_cohorts(1)->mutable_start_on() = t::Date(t::Day("2024-04-01"));
  h_.Given(t::PublishPlan(plan));
  EXPECT_EQ(TypesOf(t::AssignCohort("p1", "2024-04-01")), Types{"cohort_assigned"});
  EXPECT_EQ(PracticeOf("p1").participations.size(), 2u);
}

TEST_F(PracticesTest, WaiverNamesARowWithAVerdictAndAPeriodOfIt) {
  h_.GivenPlan(t::FormsPlan());
  ExpectRefused(t::WaiveRequirement("p1", "T-99", 1), "UNKNOWN_OBLIGATION");
  ExpectRefused(t::WaiveRequirement("p1", "T-12", 2025), "NOT_IN_YEAR");
  ExpectRefused(t::WaiveRequirement("p1", "T-12", 0), "NOT_IN_YEAR");
  ExpectRefused(t::WaiveRequirement("p1", "T-14", 1), "NO_VERDICT");
  ExpectRefused(t::WaiveRequirement("p1", "T-16", 1), "NO_VERDICT");
  EXPECT_EQ(TypesOf(t::WaiveRequirement("p1", "T-12", 2024)), Types{"requirement_waived"});
  EXPECT_EQ(TypesOf(t::WaiveRequirement("p1", "T-15", 0)), Types{"requirement_waived"});
  ExpectRefused(t::WaiveRequirement("p1", "T-15", 0), "ALREADY_WAIVED");
}

TEST_F(PracticesTest, WaiverIsDecidedBySomebodyOnAGroundAndNotInTheFuture) {
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::WaiveRequirement("p1", "T-02", 1), &Command::mutable_waive_requirement, spoil,
                 reason);
  };
  spoilt([](auto* waiver) { waiver->clear_ground(); }, "MISSING_FIELD");
  spoilt([](auto* waiver) { waiver->clear_decided_by(); }, "MISSING_FIELD");
  spoilt([](auto* waiver) { waiver->set_practice_id("p9"); }, "UNKNOWN_PRACTICE");
  spoilt([](auto* waiver) { *waiver->mutable_decided_on() = t::Date(t::Day("2024-01-11")); },
         "DATE_IN_FUTURE");
}

TEST_F(PracticesTest, WaiverMayBeForAnObligationOfAnEarlierVersion) {
  regioplan::v1::RegionPlan plan = t::TestPlan();
  plan.set_version("2");
  *plan.mutable_valid_from() = t::Date(t::Day("2024-01-01"));
  plan.mutable_obligations()->DeleteSubrange(1, 1);
  h_.Given(t::PublishPlan(plan));
  EXPECT_EQ(TypesOf(t::WaiveRequirement("p1", "T-02", 1)), Types{"requirement_waived"});
}

TEST_F(DecideTest, PseudonymsOfOnePersonAreLinkedOnce) {
  for (const char* id : {"a", "b", "c"}) h_.Given(t::RegisterPerson(id));
  ExpectRefused(t::LinkPersons("a", "z"), "UNKNOWN_PERSON");
  ExpectRefused(t::LinkPersons("z", "a"), "UNKNOWN_PERSON");
  ExpectRefused(t::LinkPersons("a", "a"), "LINK_CIRCLE");
  Command silent = t::LinkPersons("a", "b");
  silent.mutable_link_persons()->clear_decided_by();
  ExpectRefused(silent, "MISSING_FIELD");
  EXPECT_EQ(TypesOf(t::LinkPersons("a", "b")), Types{"persons_linked"});
  EXPECT_EQ(h_.reg().persons.at("b")->linked_to, "a");
  ExpectRefused(t::LinkPersons("c", "b"), "ALREADY_LINKED");
  ExpectRefused(t::LinkPersons("b", "c"), "ALREADY_LINKED");
  ExpectRefused(t::LinkPersons("b", "a"), "ALREADY_LINKED");
  EXPECT_EQ(TypesOf(t::LinkPersons("c", "a")), Types{"persons_linked"});
}

}  // namespace
}  // namespace logboek::domain
