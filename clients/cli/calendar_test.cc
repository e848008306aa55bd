#include <string>

#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/texts.h"
#include "clients/icalendar/words.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/v1/access_service.pb.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::ListSessionsResponse TwoSessions() {
  return Parse<v1::ListSessionsResponse>(R"(
    sessions { session_id: "s-0414" title: "Uitwisseling" region: "utrecht_sterkzorg"
      kind: OFFERING_KIND_EXCHANGE_MEETING
      starts_at { seconds: 1776184200 } ends_at { seconds: 1776189600 } }
    sessions { session_id: "s-1201" region: "utrecht_sterkzorg" kind: OFFERING_KIND_INTERVISION
      cancelled: true starts_at { seconds: 1796149800 } ends_at { seconds: 1796149800 }
      counted_roles: ROLE_MEDICAL_ASSISTANT })");
}

TEST_F(CliTest, TheCalendarOfARole) {
  server_.session_pages["utrecht_sterkzorg"] = {TwoSessions()};
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("BEGIN:VCALENDAR\r\n")) << "the form it likes";
  EXPECT_THAT(out_, HasSubstr("X-WR-CALNAME:Bijeenkomsten utrecht_sterkzorg\r\n"));
  EXPECT_THAT(out_, HasSubstr("UID:s-1201@"));
  EXPECT_EQ(Run({"--lang", "en", "calendar", "--region", "utrecht_sterkzorg"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("SUMMARY:Cancelled: intervision\r\n"));
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg", "--role", "gp_owner"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("UID:s-0414@"));
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg", "--format=table"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("s-0414"));
  EXPECT_THAT(out_, Not(HasSubstr("BEGIN:")));
  EXPECT_EQ(Run({"status", "--format=ics"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("geen vorm ics"));
}

// The token alone goes to the output; only who made one of a calendar is told of its address.
TEST_F(CliTest, TheTokenOfACalendarComesWithItsAddress) {
  const auto make = [&](const std::string& role) {
    server_.list_pages["CreateToken"] = {
        Parse<v1::CreateTokenResponse>(
            "token: 'logboek_x' record { token_id: 'tk_1' grant { role: " + role + " } }")
            .SerializeAsString()};
    EXPECT_EQ(Run({"token", "create", "wall", "--role", "calendar", "--region", "r"}), kExitOk);
    EXPECT_EQ(out_, "logboek_x\n");
    return err_;
  };
  EXPECT_THAT(make("CALLER_ROLE_CALENDAR"), HasSubstr("/calendar/TOKEN.ics"));
  EXPECT_THAT(make("CALLER_ROLE_COORDINATOR"), Not(HasSubstr("/calendar/")));
}

// A calendar calls things as the tables of this command do.
TEST(CalendarWords, AreThoseOfTheTables) {
  for (const bool dutch : {true, false}) {
    const Texts texts(dutch ? Language::kDutch : Language::kEnglish);
    const auto language = dutch ? icalendar::Language::kDutch : icalendar::Language::kEnglish;
    for (int number = 1; number < event::v1::OfferingKind_ARRAYSIZE; ++number) {
      const auto kind = static_cast<event::v1::OfferingKind>(number);
      EXPECT_EQ(icalendar::KindIn(language, kind), texts.Word(kind));
    }
    const icalendar::Words& words = icalendar::WordsIn(language);
    EXPECT_EQ(std::string(words.academy), texts.Get("label.academy"));
    EXPECT_EQ(std::string(words.series), texts.Get("label.series"));
  }
}

}  // namespace
}  // namespace logboek::cli
