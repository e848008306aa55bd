#include "services/gateway/calendar_feed.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/auth/token.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::Refuses;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A quarter of an hour after midnight in Amsterdam: in UTC it is still the day before.
const absl::Time kNow =
    absl::FromCivil(absl::CivilMinute(2026, 11, 26, 23, 15), absl::UTCTimeZone());

absl::StatusOr<FeedQuestion> Parse(const std::string& target, absl::Time now = kNow) {
  const absl::StatusOr<Target> parsed = ParseTarget(target);
  EXPECT_OK(parsed.status());
  return ParseFeed(*parsed, now);
}

TEST(ParseFeed, AnAddressIsATokenAndWhatToShow) {
  const std::string token = auth::NewToken();
  const auto plain = Parse("/calendar/" + token + ".ics");
  ASSERT_OK(plain.status());
  EXPECT_EQ(plain->token, token);
  EXPECT_EQ(plain->language, icalendar::Language::kDutch);
  EXPECT_EQ(plain->request.kinds_size() + plain->request.roles_size(), 0);

  const auto all = Parse("/calendar/" + token +
                         ".ics?lang=en&kind=intervision,coaching&role=gp_owner&nocache=7");
  ASSERT_OK(all.status());
  EXPECT_EQ(all->language, icalendar::Language::kEnglish);
  EXPECT_THAT(all->request.kinds(),
              ElementsAre(event::v1::OFFERING_KIND_INTERVISION, event::v1::OFFERING_KIND_COACHING));
  EXPECT_THAT(all->request.roles(), ElementsAre(event::v1::ROLE_GP_OWNER));
}

TEST(ParseFeed, TheDaysAreThoseAroundTodayInAmsterdam) {
  const std::string path = "/calendar/" + auth::NewToken() + ".ics";
  const auto question = Parse(path);
  ASSERT_OK(question.status());
  EXPECT_EQ(question->request.from().ShortDebugString(), "year: 2025 month: 11 day: 27");
  EXPECT_EQ(question->request.until().ShortDebugString(), "year: 2028 month: 11 day: 27");
  // Nothing changes in the course of a day, so what is kept of the calendar stays good.
  const auto later = Parse(path, kNow + absl::Hours(20));
  EXPECT_EQ(later->today, question->today);
  EXPECT_EQ(later->request.SerializeAsString(), question->request.SerializeAsString());
  EXPECT_EQ(Parse(path, kNow + absl::Hours(24))->request.from().day(), 28);
}

TEST(ParseFeed, WhatIsNoTokenIsNotAsked) {
  const std::string token = auth::NewToken();
  for (const std::string& path :
       {std::string(), std::string(".ics"), token, token + ".ICS", token + "x.ics",
        "x/" + token + ".ics", token + "%0a.ics", std::string("..%2f..%2fetc.ics")}) {
    EXPECT_TRUE(absl::IsNotFound(Parse("/calendar/" + path).status())) << path;
  }
}

TEST(ParseFeed, WhatHasNoMeaningIsRefusedWithWhatHas) {
  const std::string path = "/calendar/" + auth::NewToken() + ".ics?";
  EXPECT_THAT(Parse(path + "lang=fr").status(), Refuses("BAD_LANGUAGE"));
  for (const char* const kind : {"party", "unspecified", "intervision,party"}) {
    const absl::Status refused = Parse(path + "kind=" + kind).status();
    EXPECT_THAT(refused, Refuses("BAD_KIND")) << kind;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("exchange_meeting, kbz_meeting"));
  }
  EXPECT_THAT(Parse(path + "role=boss").status(), Refuses("BAD_ROLE"));
}

}  // namespace
}  // namespace logboek::gateway
