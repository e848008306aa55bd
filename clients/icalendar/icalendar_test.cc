#include "clients/icalendar/icalendar.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "storage/base/check.h"

namespace logboek::icalendar {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Summer and winter, moved and cancelled, and every sign that has to be escaped.
v1::ListSessionsResponse Sessions() {
  v1::ListSessionsResponse sessions;
  CHECK(google::protobuf::TextFormat::ParseFromString(R"(
    sessions { session_id: "s-0414" title: "Uitwisseling: plannen, delen; doen\\laten\nen verder"
      region: "utrecht_sterkzorg" academy: "hus" kind: OFFERING_KIND_EXCHANGE_MEETING
      starts_at { seconds: 1776184200 } ends_at { seconds: 1776189600 } series_id: "r-1" }
    sessions { session_id: "s-1201" region: "utrecht_sterkzorg"
      kind: OFFERING_KIND_INTERVISION moves: 2 cancelled: true
      starts_at { seconds: 1796149800 } ends_at { seconds: 1796149800 }
      counted_roles: ROLE_MEDICAL_ASSISTANT }
    position: 4711)",
                                                      &sessions));
  return sessions;
}

std::string Calendar(Language language, absl::Duration refresh = absl::ZeroDuration()) {
  return ToICalendar(Sessions().sessions(), {.language = language,
                                             .regions = {"utrecht_sterkzorg"},
                                             .made_at = absl::FromUnixSeconds(1776672000),
                                             .refresh = refresh});
}

void ExpectFile(const std::string& name, const std::string& actual) {
  const std::string path = absl::StrCat("clients/icalendar/golden/", name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  const std::string expected{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
  EXPECT_EQ(actual, expected) << path << "; UPDATE_GOLDEN=1 rewrites it";
}

TEST(ICalendar, IsWhatCalendarsRead) {
  ExpectFile("calendar.nl.ics", Calendar(Language::kDutch));
  ExpectFile("calendar.en.ics", Calendar(Language::kEnglish));
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
    const std::string text = ToICalendar(sessions.sessions(), {.made_at = absl::UnixEpoch()});
    EXPECT_THAT(text, HasSubstr("UID:s-1201@utrecht_sterkzorg.logboek\r\n"));
    return std::vector<bool>{absl::StrContains(text, "SEQUENCE:2\r\n"),
                             absl::StrContains(text, "SEQUENCE:3\r\n"),
                             absl::StrContains(text, "STATUS:CANCELLED\r\n")};
  };
  EXPECT_THAT(sequence(), testing::ElementsAre(false, true, true));
  sessions.mutable_sessions(1)->set_cancelled(false);
  EXPECT_THAT(sequence(), testing::ElementsAre(true, false, false));
}

TEST(ICalendar, WhoSubscribesIsToldWhenToAskAgain) {
  EXPECT_THAT(Calendar(Language::kDutch, absl::Minutes(90)),
              HasSubstr("\r\nREFRESH-INTERVAL;VALUE=DURATION:PT90M\r\nX-PUBLISHED-TTL:PT90M\r\n"));
  EXPECT_THAT(Calendar(Language::kDutch), Not(HasSubstr("DURATION")));
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

TEST(Words, AKindThatIsNewerIsASession) {
  EXPECT_EQ(KindIn(Language::kDutch, static_cast<event::v1::OfferingKind>(99)), "bijeenkomst");
  EXPECT_EQ(KindIn(Language::kEnglish, static_cast<event::v1::OfferingKind>(99)), "session");
}

}  // namespace
}  // namespace logboek::icalendar
