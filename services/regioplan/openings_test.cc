// By name: the sessions and people with which what is missing can still be done.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::OFFERING_KIND_EXCHANGE_MEETING;
using event::v1::OFFERING_KIND_INTERVISION;
using event::v1::OFFERING_KIND_KBZ_MEETING;
using event::v1::ROLE_GP_OWNER;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using testing::ElementsAre;
using testing::IsEmpty;

// The openings of one row, as texts that outlive the facts.
struct Named {
  std::vector<std::string> sessions = {};
  std::vector<std::string> people = {};
  uint32_t bookable = 0;
};

Named OpeningsOf(const TestRegister& reg, absl::string_view obligation, uint32_t year,
                 absl::string_view at) {
  const PracticeFacts facts = GatherFacts(reg.get(), "p", Day(at));
  for (const Verdict& verdict : Evaluate(facts, Day(at), {.with_openings = true})) {
    if (verdict.obligation->id() != obligation || verdict.programme_year != year) continue;
    Named named{.bookable = verdict.bookable};
    for (const domain::Session* session : verdict.openings->sessions) {
      named.sessions.push_back(session->id);
    }
    for (const OpenPerson& person : verdict.openings->people) {
      named.people.push_back(person.person_id + " " + std::to_string(person.items));
    }
    return named;
  }
  ADD_FAILURE() << "no row " << obligation;
  return {};
}

TEST(Openings, AreNamedOnlyWhenAskedFor) {
  TestRegister reg({kUtrecht3, kUtrecht45});
  reg.Practice("p", "2023-04-01");
  for (const Verdict& verdict : reg.All("p", "2026-04-01")) {
    EXPECT_FALSE(verdict.openings.has_value());
  }
}

TEST(Openings, OfACountAreTheSessionsThatWouldBeCreditedToTheRow) {
  TestRegister reg({kUtrecht3, kUtrecht45});
  reg.Practice("p", "2023-04-01").Engage("o", "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Session("late", OFFERING_KIND_EXCHANGE_MEETING, "2026-12-08");
  reg.Session("early", OFFERING_KIND_EXCHANGE_MEETING, "2026-06-09");
  reg.Session("full", OFFERING_KIND_EXCHANGE_MEETING, "2026-09-08", 3).TakePlaces("full", 3);
  const Named open = OpeningsOf(reg, "UT4-06", 4, "2026-04-15");
  EXPECT_THAT(open.sessions, ElementsAre("early", "late"));
  EXPECT_EQ(open.bookable, 2u);
  EXPECT_THAT(open.people, IsEmpty());
}

TEST(Openings, OfQuartersAreTheMeetingsOnTheTrack) {
  TestRegister reg({kUtrecht45});
  reg.Practice("p", "2023-04-01").Track("p", "kbz", {"2020-01-01"});
  reg.Session("k2", OFFERING_KIND_KBZ_MEETING, "2026-09-08");
  reg.Session("k1", OFFERING_KIND_KBZ_MEETING, "2026-06-09");
  EXPECT_THAT(OpeningsOf(reg, "UT4-10", 4, "2026-04-15").sessions, ElementsAre("k1", "k2"));
}

TEST(Openings, OfAShareAreThePeopleNotThereYetAndSessionsWithAPlaceForThem) {
  TestRegister reg({kMiddenBrabant});
  reg.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
  reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  for (const char* name : {"a", "b", "c", "d"}) {
    reg.Engage(name, "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"});
  }
  reg.Complete("triage", "b", "2023-05-10");
  reg.SessionOf("triage", "t2", "2023-11-06", 2).TakePlaces("t2", 2);
  reg.SessionOf("triage", "t1", "2023-10-12", 10);
  const Named open = OpeningsOf(reg, "MB-05", 1, "2023-09-01");
  EXPECT_THAT(open.people, ElementsAre("a 1", "c 1", "d 1"));
  EXPECT_THAT(open.sessions, ElementsAre("t1"));
  // A place that is held is one, in a full session too.
  reg.Enrol("t2", "c", "p");
  EXPECT_THAT(OpeningsOf(reg, "MB-05", 1, "2023-09-01").sessions, ElementsAre("t1", "t2"));
}

TEST(Openings, WhoNeedsLeastComesFirst) {
  TestRegister reg({kMiddenBrabant});
  reg.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
  for (const char* name : {"a", "b"}) reg.Engage(name, "p", ROLE_GP_OWNER, {"2020-01-01"});
  reg.Session("i1", OFFERING_KIND_INTERVISION, "2023-05-10").Attend("i1", "b", "p");
  EXPECT_THAT(OpeningsOf(reg, "MB-11", 1, "2023-09-01").people, ElementsAre("b 1", "a 2"));
}

TEST(Openings, AreEmptyWhereNothingIsMissing) {
  TestRegister reg({kMiddenBrabant});
  reg.Practice("p", "2023-04-01").Confirm("p", "2023-04-01");
  reg.Offering("triage", OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
  reg.Engage("a", "p", ROLE_MEDICAL_ASSISTANT, {"2020-01-01"})
      .Complete("triage", "a", "2023-05-10");
  reg.SessionOf("triage", "t1", "2023-10-12", 10);
  EXPECT_THAT(OpeningsOf(reg, "MB-05", 1, "2023-09-01").sessions, IsEmpty());
}

}  // namespace
}  // namespace logboek::regioplan
