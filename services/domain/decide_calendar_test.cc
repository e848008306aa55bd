// Offerings, series and sessions that are not as they should be, or were held already.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

class CalendarTest : public DecideTest {
 protected:
  CalendarTest() {
    h_.GivenStaff("a", ev::ROLE_GP_OWNER);
    h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
    h_.Given(t::ScheduleSession("s1", "ex", "2024-01-08"));
    h_.Given(t::ScheduleSession("s2", "ex", "2024-03-01"));
  }
};

TEST_F(CalendarTest, OfferingIsCompleteAndOfAKnownRegion) {
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::PublishOffering("new", ev::OFFERING_KIND_WEBINAR),
                 &Command::mutable_publish_offering, spoil, reason);
  };
  spoilt([](auto* offering) { offering->set_region("atlantis"); }, "UNKNOWN_REGION");
  spoilt([](auto* offering) { offering->clear_offering_id(); }, "MISSING_FIELD");
  spoilt([](auto* offering) { offering->clear_academy(); }, "MISSING_FIELD");
  spoilt([](auto* offering) { offering->clear_kind(); }, "MISSING_FIELD");
  spoilt([](auto* offering) { offering->clear_title(); }, "MISSING_FIELD");
}

TEST_F(CalendarTest, SeriesIsDefinedOnceForSessionsOfItsRegion) {
  GivenElsewhere();
  h_.Given(t::PublishOffering("far-ex", ev::OFFERING_KIND_EXCHANGE_MEETING, {}, "elsewhere"));
  h_.Given(t::ScheduleSession("far-s", "far-ex", "2024-03-01"));
  ExpectRefused(t::DefineSeries("r", {"s2", "far-s"}, {t::kCohort}, 1), "OTHER_REGION");
  ExpectRefused(t::DefineSeries("r", {"s2"}, {t::kCohort}, 21), "BAD_PROGRAMME_YEAR");
  h_.Given(t::DefineSeries("r", {"s2"}, {t::kCohort}, 1));
  ExpectRefused(t::DefineSeries("r", {"s1"}, {t::kCohort}, 1), "ALREADY_PUBLISHED");
}

TEST_F(CalendarTest, MovedSessionEndsAfterItStarts) {
  ExpectRefused(t::MoveSession("s9", "2024-04-01"), "UNKNOWN_SESSION");
  ExpectSpoilt(
      t::MoveSession("s2", "2024-04-01"), &Command::mutable_move_session,
      [](auto* move) { *move->mutable_ends_at() = move->starts_at(); }, "END_BEFORE_START");
  ExpectSpoilt(
      t::MoveSession("s2", "2024-04-01"), &Command::mutable_move_session,
      [](auto* move) { move->clear_ends_at(); }, "MISSING_FIELD");
}

TEST_F(CalendarTest, ComingSessionIsOnADayOnWhichItsOfferingIsOnTheMenu) {
  h_.Given(t::PublishMenuItem("positive-health", "2024-02-01"));
  h_.Given(t::RetireMenuItem("positive-health", "2024-06-01"));
  h_.Given(t::PublishOffering("ph", ev::OFFERING_KIND_COURSE_OPEN, {"positive-health"}));
  ExpectRefused(t::ScheduleSession("x", "ph", "2024-01-31"), "NOT_ON_MENU");
  ExpectRefused(t::ScheduleSession("x", "ph", "2024-06-01"), "NOT_ON_MENU");
  h_.Given(t::ScheduleSession("first", "ph", "2024-02-01"));
  h_.Given(t::ScheduleSession("last", "ph", "2024-05-31"));
  ExpectRefused(t::MoveSession("last", "2024-06-01"), "NOT_ON_MENU");
  // One row that is valid is enough; without rows there is nothing to look at.
  h_.Given(
      t::PublishOffering("both", ev::OFFERING_KIND_COURSE_OPEN, {"positive-health", "coaching"}));
  h_.Given(t::ScheduleSession("later", "both", "2024-06-01"));
  h_.Given(t::ScheduleSession("meeting", "ex", "2024-06-01"));
}

TEST_F(CalendarTest, SessionThatWasHeldIsTakenWhateverTheMenuSaid) {
  h_.Given(t::PublishMenuItem("positive-health", "2024-02-01"));
  h_.Given(t::PublishOffering("ph", ev::OFFERING_KIND_COURSE_OPEN, {"positive-health"}));
  EXPECT_EQ(TypesOf(t::ScheduleSession("x", "ph", "2024-01-09")), Types{"session_scheduled"});
  EXPECT_EQ(TypesOf(t::MoveSession("x", "2024-01-08")), Types{"session_moved"});
  ExpectRefused(t::MoveSession("x", "2024-01-31"), "NOT_ON_MENU");
}

TEST_F(CalendarTest, HeldSessionIsNotCancelledNorMovedIntoTheFuture) {
  h_.Given(t::RecordAttendance("s1", "a", "p1"));
  ExpectRefused(t::CancelSession("s1"), "SESSION_HELD");
  ExpectRefused(t::MoveSession("s1", "2024-01-11"), "SESSION_HELD");
  // It was held on another day than was written down.
  EXPECT_EQ(TypesOf(t::MoveSession("s1", "2024-01-05")), Types{"session_moved"});
  h_.Given(t::VoidAttendance("s1", "a"));
  EXPECT_EQ(TypesOf(t::CancelSession("s1")), Types{"session_cancelled"});
}

TEST_F(CalendarTest, CancellationIsOfAKnownSessionAndSaysWhy) {
  ExpectRefused(t::CancelSession("s9"), "UNKNOWN_SESSION");
  ExpectSpoilt(
      t::CancelSession("s2"), &Command::mutable_cancel_session,
      [](auto* cancel) { cancel->clear_reason(); }, "MISSING_FIELD");
}

}  // namespace
}  // namespace logboek::domain
