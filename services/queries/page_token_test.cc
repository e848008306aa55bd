#include "services/queries/page_token.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

using base::Refuses;

TEST(PageToken, ComesBackForItsQuestionOnly) {
  const std::string question = Fingerprint({"region", "", "now"});
  const std::string token = EncodePageToken(question, {"pr-1", "", "2026-11-30"});
  EXPECT_THAT(DecodePageToken(token, question, 3),
              base::IsOkAndHolds(::testing::ElementsAre("pr-1", "", "2026-11-30")));
  EXPECT_THAT(DecodePageToken(token, Fingerprint({"region", "now", ""}), 3),
              Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken(token, question, 2), Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken("%%%", question, 3), Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken(token + "=", question, 3), Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken(" " + token, question, 3), Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken("", question, 3), Refuses("BAD_PAGE_TOKEN"));
  EXPECT_THAT(DecodePageToken(absl::WebSafeBase64Escape("2"), question, 3),
              Refuses("BAD_PAGE_TOKEN"));
}

TEST(PageToken, HoldsDatesOfTheCalendarOnly) {
  EXPECT_THAT(DayOfPageToken("2026-11-30"), base::IsOkAndHolds(absl::CivilDay(2026, 11, 30)));
  EXPECT_THAT(DayOfPageToken("9999-12-31"), base::IsOkAndHolds(absl::CivilDay(9999, 12, 31)));
  for (const char* text : {"10000-01-01", "4000000000-01-01", "0-12-31", "-5-01-01", "soon", ""}) {
    EXPECT_THAT(DayOfPageToken(text), Refuses("BAD_PAGE_TOKEN")) << text;
  }
}

TEST(Fingerprint, WhereOnePartEndsMatters) {
  EXPECT_NE(Fingerprint({"ab", "c"}), Fingerprint({"a", "bc"}));
  EXPECT_NE(Fingerprint({"a"}), Fingerprint({"a", ""}));
}

}  // namespace
}  // namespace logboek::queries
