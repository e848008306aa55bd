// Places that change hands, and sessions that get more or fewer of them.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

// Two GPs have the two places of an intervision; a third and a fourth wait.
class PlacesChangeTest : public DecideTest {
 protected:
  PlacesChangeTest() {
    for (const char* id : {"a", "b", "c", "d", "e"}) h_.GivenStaff(id, ev::ROLE_GP_OWNER);
    h_.GivenStaff("nurse", ev::ROLE_PRACTICE_NURSE);
    h_.Given(t::RegisterPractice("p2"));
    h_.GivenStaff("other", ev::ROLE_GP_OWNER, "p2");
    h_.Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
    h_.Given(t::ScheduleSession("s1", "iv", "2024-03-01"));
    for (const char* id : {"a", "b", "c", "d"}) h_.Given(t::Enrol(id, "p1", "s1"));
  }

  const Session& session() { return *h_.reg().sessions.at("s1"); }
  EnrolmentStatus StatusOf(const std::string& id) { return h_.reg().enrolments.at(id)->status; }
};

TEST_F(PlacesChangeTest, ColleagueTakesOverThePlace) {
  const Event event = EventOf(t::Substitute("a>s1", "e"));
  EXPECT_EQ(event.participant_substituted().previous_person_id(), "a");
  EXPECT_EQ(event.participant_substituted().person_id(), "e");
  EXPECT_EQ(event.participant_substituted().role(), ev::ROLE_GP_OWNER);
  EXPECT_EQ(event.participant_substituted().practice_id(), "p1");
  EXPECT_EQ(h_.reg().enrolments.at("a>s1")->person_id, "e");
  EXPECT_EQ(session().places_taken, 2u);
  EXPECT_FALSE(session().active_enrolments.contains("a"));
  EXPECT_EQ(StatusOf("c>s1"), EnrolmentStatus::kWaiting);
}

TEST_F(PlacesChangeTest, ColleagueTakesOverThePlaceInTheLine) {
  EXPECT_EQ(TypesOf(t::Substitute("c>s1", "e")), Types{"participant_substituted"});
  EXPECT_EQ(StatusOf("c>s1"), EnrolmentStatus::kWaiting);
  h_.Given(t::CancelEnrolment("a>s1"));
  EXPECT_EQ(StatusOf("c>s1"), EnrolmentStatus::kConfirmed);
}

TEST_F(PlacesChangeTest, SubstituteWhoTakesNoPlaceLetsTheFirstMoveUp) {
  EXPECT_EQ(TypesOf(t::Substitute("a>s1", "nurse")),
            (Types{"participant_substituted", "enrolment_promoted"}));
  EXPECT_EQ(StatusOf("c>s1"), EnrolmentStatus::kConfirmed);
  EXPECT_EQ(session().places_taken, 2u);
}

TEST_F(PlacesChangeTest, SubstituteWhoTakesAPlaceMoreNeedsOne) {
  h_.Given(t::Enrol("nurse", "p1", "s1"));
  ExpectRefused(t::Substitute("nurse>s1", "e"), "SESSION_FULL");
}

TEST_F(PlacesChangeTest, SubstituteIsAColleagueWithoutAnEnrolment) {
  ExpectRefused(t::Substitute("x>s1", "e"), "UNKNOWN_ENROLMENT");
  ExpectRefused(t::Substitute("a>s1", "z"), "UNKNOWN_PERSON");
  ExpectRefused(t::Substitute("a>s1", "a"), "ALREADY_ENROLLED");
  ExpectRefused(t::Substitute("a>s1", "b"), "ALREADY_ENROLLED");
  ExpectRefused(t::Substitute("a>s1", "other"), "NOT_ENGAGED_ON_DATE");
  h_.Given(t::CancelEnrolment("a>s1"));
  ExpectRefused(t::Substitute("a>s1", "e"), "ENROLMENT_ENDED");
  h_.SetToday("2024-03-02");
  ExpectRefused(t::Substitute("b>s1", "e"), "SESSION_STARTED");
}

TEST_F(PlacesChangeTest, SubstitutionIsToldAfterTheSession) {
  h_.SetToday("2024-03-02");
  ExpectRefused(t::Substitute("a>s1", "e", "2024-03-03"), "DATE_IN_FUTURE");
  ExpectRefused(t::Substitute("a>s1", "e", "2024-01-09"), "ENDS_BEFORE_REQUEST");
  ExpectRefused(t::Substitute("a>s1", "other", "2024-03-01"), "NOT_ENGAGED_ON_DATE");
  const Event event = EventOf(t::Substitute("a>s1", "e", "2024-03-01"));
  EXPECT_EQ(test::Day("2024-03-01"), FromProto(event.participant_substituted().substituted_on()));
  EXPECT_TRUE(event.participant_substituted().flags().empty());
  EXPECT_EQ(session().active_enrolments.at("e"), "a>s1");
  EXPECT_FALSE(session().active_enrolments.contains("a"));
}

TEST_F(PlacesChangeTest, SubstituteIsTakenBesideTheCapacityOfWhatHasBegun) {
  h_.Given(t::Enrol("nurse", "p1", "s1"));
  h_.SetToday("2024-03-02");
  EXPECT_THAT(
      EventOf(t::Substitute("nurse>s1", "e", "2024-02-29")).participant_substituted().flags(),
      ::testing::ElementsAre(ev::FLAG_OVER_CAPACITY));
  EXPECT_EQ(session().places_taken, 3u);
}

TEST_F(PlacesChangeTest, SubstituteIsEngagedOnTheDayOfEachComingSession) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-05-01"));
  h_.Given(t::ScheduleSession("s3", "iv", "2024-06-01"));
  h_.Given(t::DefineSeries("r", {"s2", "s3"}, {t::kCohort}, 1));
  h_.Given(t::EnrolInSeries("a", "p1", "r", "2024-01-10"));
  h_.Given(t::RegisterPerson("brief"));
  h_.Given(t::StartEngagement("brief", "p1", ev::ROLE_GP_OWNER, "2024-01-01", "2024-05-15"));
  ExpectRefused(t::Substitute("a>r", "brief"), "NOT_ENGAGED_ON_DATE");
  EXPECT_EQ(TypesOf(t::Substitute("a>r", "e")), Types{"participant_substituted"});
  EXPECT_EQ(h_.reg().sessions.at("s3")->active_enrolments.at("e"), "a>r");
}

TEST_F(PlacesChangeTest, FacilitatorIsFollowedByAnother) {
  h_.Given(t::RegisterPerson("ekc"));
  h_.Given(t::RegisterPerson("ekc2"));
  Command ekc = t::Enrol("ekc", "", "s1");
  ekc.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
  h_.Given(ekc);
  EXPECT_EQ(TypesOf(t::Substitute("ekc>s1", "ekc2")), Types{"participant_substituted"});
}

TEST_F(PlacesChangeTest, CancelledSessionTakesNobody) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-04-01"));
  h_.Given(t::DefineSeries("r", {"s2"}, {t::kCohort}, 1));
  h_.Given(t::CancelSession("s1"));
  h_.Given(t::CancelSession("s2"));
  ExpectRefused(t::Enrol("e", "p1", "s1"), "SESSION_CANCELLED");
  ExpectRefused(t::EnrolInSeries("e", "p1", "r", "2024-01-10"), "SESSION_CANCELLED");
}

TEST_F(PlacesChangeTest, EnrolmentIsForAPracticeOfTheRegionAndAskedForByNow) {
  GivenElsewhere();
  ExpectRefused(t::Enrol("e", "p9", "s1"), "UNKNOWN_PRACTICE");
  ExpectRefused(t::Enrol("e", "far", "s1"), "OTHER_REGION");
  ExpectRefused(t::EnrolInSeries("e", "p1", "r9", "2024-01-10"), "UNKNOWN_SERIES");
  ExpectSpoilt(
      t::Enrol("e", "p1", "s1"), &Command::mutable_enrol,
      [](auto* enrol) { *enrol->mutable_requested_on() = t::Date(t::Day("2024-01-11")); },
      "DATE_IN_FUTURE");
  EXPECT_EQ(TypesOf(t::Enrol("e", "p1", "s1")), Types{"enrolment_waitlisted"});
}

TEST_F(PlacesChangeTest, RejectionEndsARunningEnrolmentAndSaysWhy) {
  ExpectRefused(t::RejectEnrolment("x>s1"), "UNKNOWN_ENROLMENT");
  ExpectSpoilt(
      t::RejectEnrolment("c>s1"), &Command::mutable_reject_enrolment,
      [](auto* reject) { reject->clear_reason(); }, "MISSING_FIELD");
  EXPECT_EQ(TypesOf(t::RejectEnrolment("c>s1")), Types{"enrolment_rejected"});
  ExpectRefused(t::RejectEnrolment("c>s1"), "ENROLMENT_ENDED");
  ExpectRefused(t::CancelEnrolment("c>s1"), "ENROLMENT_ENDED");
}

TEST_F(PlacesChangeTest, SeriesIsForWhoIsEngagedOnTheDayOfEachComingSession) {
  h_.Given(t::ScheduleSession("s2", "iv", "2024-05-01"));
  h_.Given(t::ScheduleSession("s3", "iv", "2024-06-01"));
  h_.Given(t::DefineSeries("r", {"s2", "s3"}, {t::kCohort}, 1));
  h_.Given(t::RegisterPerson("leaves"));
  h_.Given(t::StartEngagement("leaves", "p1", ev::ROLE_GP_OWNER, "2024-01-01", "2024-05-15"));
  h_.Given(t::RegisterPerson("comes"));
  h_.Given(t::StartEngagement("comes", "p1", ev::ROLE_GP_OWNER, "2024-05-15"));
  ExpectRefused(t::EnrolInSeries("leaves", "p1", "r", "2024-01-10"), "NOT_ENGAGED_ON_DATE");
  ExpectRefused(t::EnrolInSeries("comes", "p1", "r", "2024-01-10"), "NOT_ENGAGED_ON_DATE");
  h_.SetToday("2024-05-20");
  EXPECT_EQ(TypesOf(t::EnrolInSeries("comes", "p1", "r", "2024-05-20")),
            Types{"enrolment_confirmed"});
}

TEST_F(PlacesChangeTest, PseudonymsOfOneHumanHaveOneEnrolment) {
  for (const char* id : {"a2", "b2"}) h_.GivenStaff(id, ev::ROLE_GP_OWNER);
  h_.Given(t::LinkPersons("a", "a2"));
  h_.Given(t::LinkPersons("b2", "b"));
  ExpectRefused(t::Enrol("a2", "p1", "s1"), "ALREADY_ENROLLED");
  ExpectRefused(t::Enrol("b2", "p1", "s1"), "ALREADY_ENROLLED");
  ExpectRefused(t::Substitute("c>s1", "a2"), "ALREADY_ENROLLED");
  h_.Given(t::CancelEnrolment("a>s1"));
  EXPECT_EQ(TypesOf(t::Enrol("a2", "p1", "s1")), Types{"enrolment_waitlisted"});
}

// An exchange meeting has no limit of its own: one place, one has it, two wait.
class CapacityTest : public DecideTest {
 protected:
  CapacityTest() {
    h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
    h_.Given(t::ScheduleSession("s1", "ex", "2024-03-01", 1));
    for (const char* id : {"a", "b", "c"}) {
      h_.GivenStaff(id, ev::ROLE_GP_OWNER);
      h_.Given(t::Enrol(id, "p1", "s1"));
    }
  }

  const Session& session() { return *h_.reg().sessions.at("s1"); }
};

TEST_F(CapacityTest, PlacesThatAreAddedGoToThoseWhoWait) {
  const auto changed = h_.When(t::ChangeCapacity("s1", 2));
  ASSERT_OK(changed);
  ASSERT_EQ(changed->size(), 2u);
  EXPECT_EQ((*changed)[0].event().session_capacity_changed().previous_capacity(), 1u);
  EXPECT_EQ((*changed)[1].event().enrolment_promoted().enrolment_id(), "b>s1");
  EXPECT_EQ(session().places_taken, 2u);
  EXPECT_EQ(session().capacity, 2u);
}

TEST_F(CapacityTest, WithoutALimitEverybodyMovesUp) {
  EXPECT_EQ(TypesOf(t::ChangeCapacity("s1", 0)),
            (Types{"session_capacity_changed", "enrolment_promoted", "enrolment_promoted"}));
  EXPECT_TRUE(session().waiting.empty());
}

TEST_F(CapacityTest, FewerPlacesThanAreConfirmedOnlyByForceAndFlagged) {
  h_.Given(t::ChangeCapacity("s1", 3));
  ExpectRefused(t::ChangeCapacity("s1", 2), "CAPACITY_BELOW_CONFIRMED");
  const Event forced = EventOf(t::ChangeCapacity("s1", 2, true));
  EXPECT_THAT(forced.session_capacity_changed().flags(),
              ::testing::ElementsAre(ev::FLAG_CAPACITY_BELOW_CONFIRMED));
  EXPECT_EQ(session().places_taken, 3u);
  EXPECT_TRUE(EventOf(t::ChangeCapacity("s1", 3)).session_capacity_changed().flags().empty());
}

TEST_F(CapacityTest, CapacityIsOfASessionThatTakesPlaceAndWithinTheLimitOfItsKind) {
  ExpectRefused(t::ChangeCapacity("s9", 2), "UNKNOWN_SESSION");
  ExpectRefused(t::ChangeCapacity("s1", 1), "CAPACITY_UNCHANGED");
  h_.Given(t::PublishOffering("iv", ev::OFFERING_KIND_INTERVISION));
  h_.Given(t::ScheduleSession("s2", "iv", "2024-03-01", 1));
  ExpectRefused(t::ChangeCapacity("s2", 3), "CAPACITY_ABOVE_LIMIT");
  h_.Given(t::ChangeCapacity("s2", 0));
  EXPECT_EQ(h_.reg().sessions.at("s2")->capacity, 2u) << "MB-12: the limit of the plan";
  h_.Given(t::CancelSession("s1"));
  ExpectRefused(t::ChangeCapacity("s1", 5), "SESSION_CANCELLED");
}

}  // namespace
}  // namespace logboek::domain
