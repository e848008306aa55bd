#include "clients/cli/icalendar.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// Summer and winter, moved and cancelled, and every sign that has to be escaped.
v1::ListSessionsResponse Sessions() {
  return Parse<v1::ListSessionsResponse>(R"(
    sessions { session_id: "s-0414" title: "Uitwisseling: plannen, delen; doen\\laten\nen verder"
      region: "utrecht_sterkzorg" academy: "hus" kind: OFFERING_KIND_EXCHANGE_MEETING
      starts_at { seconds: 1776184200 } ends_at { seconds: 1776189600 } series_id: "r-1" }
    sessions { session_id: "s-1201" region: "utrecht_sterkzorg"
      kind: OFFERING_KIND_INTERVISION moves: 2 cancelled: true
      starts_at { seconds: 1796149800 } ends_at { seconds: 1796149800 }
      counted_roles: ROLE_MEDICAL_ASSISTANT }
    position: 4711)");
}

std::string Calendar(Language language) {
  return ToICalendar(Sessions(), "Bijeenkomsten utrecht_sterkzorg", Texts(language),
                     absl::FromUnixSeconds(1776672000));
}

TEST(ICalendar, IsWhatCalendarsRead) {
  ExpectGolden("calendar.nl.ics", Calendar(Language::kDutch));
  ExpectGolden("calendar.en.ics", Calendar(Language::kEnglish));
}

TEST(ICalendar, TimesAreLocalWithTheirZone) {
  const std::string text = Calendar(Language::kDutch);
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/Amsterdam:20260414T183000\r\n"));
  EXPECT_THAT(text, HasSubstr("DTEND;TZID=Europe/Amsterdam:20260414T200000\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Europe/Amsterdam:20261201T193000\r\n"));
  EXPECT_THAT(text, HasSubstr("BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTAMP:20260420T080000Z\r\n"));
}

TEST(ICalendar, ASessionKeepsItsIdAndCountsItsChanges) {
  v1::ListSessionsResponse sessions = Sessions();
  const auto sequence = [&] {
    const std::string text = ToICalendar(sessions, "x", Texts(Language::kDutch), absl::UnixEpoch());
    EXPECT_THAT(text, HasSubstr("UID:s-1201@utrecht_sterkzorg.logboek\r\n"));
    return std::vector<bool>{absl::StrContains(text, "SEQUENCE:2\r\n"),
                             absl::StrContains(text, "SEQUENCE:3\r\n"),
                             absl::StrContains(text, "STATUS:CANCELLED\r\n")};
  };
  EXPECT_THAT(sequence(), testing::ElementsAre(false, true, true));
  sessions.mutable_sessions(1)->set_cancelled(false);
  EXPECT_THAT(sequence(), testing::ElementsAre(true, false, false));
}

TEST(ICalendar, FoldsBetweenSignsAt75Bytes) {
  const std::string line =
      absl::StrCat("SUMMARY:", std::string(66, 'a'), "é", std::string(80, 'b'));
  const std::string folded = FoldLine(line);
  for (absl::string_view part : absl::StrSplit(folded, "\r\n")) EXPECT_LE(part.size(), 75u);
  EXPECT_THAT(folded, HasSubstr("a\r\n é")) << "two bytes would have ended at 76";
  EXPECT_EQ(absl::StrReplaceAll(folded, {{"\r\n ", ""}}), line + "\r\n");
  EXPECT_EQ(FoldLine("short"), "short\r\n");
}

TEST_F(CliTest, TheCalendarOfARole) {
  server_.session_pages["utrecht_sterkzorg"] = {Sessions()};
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("BEGIN:VCALENDAR\r\n")) << "the form it likes";
  EXPECT_THAT(out_, HasSubstr("UID:s-1201@"));
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg", "--role", "gp_owner"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("UID:s-0414@"));
  EXPECT_EQ(Run({"calendar", "--region", "utrecht_sterkzorg", "--format=table"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("s-0414"));
  EXPECT_THAT(out_, Not(HasSubstr("BEGIN:")));
  EXPECT_EQ(Run({"status", "--format=ics"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("geen vorm ics"));
}

}  // namespace
}  // namespace logboek::cli
