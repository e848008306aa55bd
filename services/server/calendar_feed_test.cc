// Calendars that are subscribed to, against the whole server.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "httplib.h"
#include "services/auth/token.h"
#include "services/gateway/message_codec.h"
#include "services/server/server.h"
#include "storage/base/log.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFarRegion[] = "far_region";
constexpr char kText[] = "text/plain; charset=utf-8";

ServerOptions WithCalendars() {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.http.listen = "127.0.0.1:0";
  return options;
}

access::v1::Grant GrantAs(access::v1::CallerRole role, const std::string& principal) {
  access::v1::Grant grant;
  grant.set_principal(principal);
  grant.set_role(role);
  grant.add_regions(test::kRegion);
  return grant;
}

class CalendarFeedTest : public ::testing::Test {
 protected:
  explicit CalendarFeedTest(ServerOptions options = WithCalendars()) : server_(std::move(options)) {
    auto far = test::TestPlan();
    far.set_region(kFarRegion);
    server_.MustPush(
        {test::PublishPlan(test::TestPlan()), test::PublishPlan(far),
         test::PublishOffering("meeting", event::v1::OFFERING_KIND_EXCHANGE_MEETING),
         test::PublishOffering("talk", event::v1::OFFERING_KIND_INTERVISION),
         test::PublishOffering("elsewhere", event::v1::OFFERING_KIND_INTERVISION, {}, kFarRegion),
         test::ScheduleSession("next", "meeting", "2026-12-15"),
         test::ScheduleSession("later", "talk", "2027-03-01"),
         test::ScheduleSession("far", "elsewhere", "2026-12-16")});
    token_ = server_.TokenFor(GrantAs(access::v1::CALLER_ROLE_CALENDAR, "wall"));
  }

  httplib::Client Client() {
    httplib::Client client("http://" + server_.server().http_address());
    client.set_decompress(false);
    return client;
  }
  httplib::Result Get(const std::string& token, const std::string& query = "",
                      const httplib::Headers& headers = {}) {
    return Client().Get(absl::StrCat("/calendar/", token, ".ics", query), headers);
  }
  // The events of the calendar, without folds.
  std::string Events(const std::string& query = "") {
    const auto answer = Get(token_, query);
    EXPECT_EQ(answer->status, 200) << answer->body;
    return absl::StrReplaceAll(answer->body, {{"\r\n ", ""}});
  }

  test::TestServer server_;
  std::string token_;
};

TEST_F(CalendarFeedTest, IsTheCalendarOfTheTokensRegionsAndOfNoOther) {
  const auto answer = Get(token_);
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/calendar; charset=utf-8");
  EXPECT_EQ(answer->get_header_value("Content-Disposition"),
            "attachment; filename=\"logboek.ics\"");
  EXPECT_EQ(answer->get_header_value("Cache-Control"), "private, max-age=300");
  EXPECT_EQ(answer->get_header_value("Referrer-Policy"), "no-referrer");
  const std::string events = Events();
  EXPECT_THAT(events, AllOf(HasSubstr("UID:next@"), HasSubstr("UID:later@"),
                            HasSubstr(absl::StrCat("X-WR-CALNAME:Bijeenkomsten ", test::kRegion)),
                            HasSubstr("DTSTART;TZID=Europe/Amsterdam:20261215T100000\r\n"),
                            HasSubstr("REFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n")));
  EXPECT_THAT(events, Not(HasSubstr("UID:far@")));

  access::v1::Grant both = GrantAs(access::v1::CALLER_ROLE_CALENDAR, "both");
  both.add_regions(kFarRegion);
  token_ = server_.TokenFor(both);
  EXPECT_THAT(Events(), AllOf(HasSubstr("UID:next@"), HasSubstr("UID:far@")));
}

TEST_F(CalendarFeedTest, LanguageKindsAndRolesAreAskedForInTheAddress) {
  EXPECT_THAT(Events("?lang=en&kind=intervision"),
              AllOf(HasSubstr("X-WR-CALNAME:Sessions "), HasSubstr("CATEGORIES:intervision"),
                    HasSubstr("UID:later@"), Not(HasSubstr("UID:next@"))));
  EXPECT_THAT(Events("?lang=nl&kind=exchange_meeting"),
              AllOf(HasSubstr("CATEGORIES:uitwisselingsbijeenkomst"), Not(HasSubstr("later"))));
  const auto refused = Get(token_, "?lang=fr");
  EXPECT_EQ(refused->status, 400);
  EXPECT_EQ(refused->body, "lang is nl or en\n");
}

TEST_F(CalendarFeedTest, WhatIsCancelledShowsAsCancelledAndWhatMovedHasMoved) {
  EXPECT_THAT(Events(), Not(HasSubstr("STATUS:CANCELLED")));
  server_.MustPush({test::MoveSession("next", "2026-12-17"), test::CancelSession("later")});
  const std::string events = Events();
  EXPECT_THAT(events, HasSubstr("DTSTART;TZID=Europe/Amsterdam:20261217T100000\r\n"));
  const std::string cancelled = events.substr(events.find("UID:later@"));
  EXPECT_THAT(cancelled, AllOf(HasSubstr("STATUS:CANCELLED"), HasSubstr("SEQUENCE:1\r\n"),
                               HasSubstr("SUMMARY:Afgelast: ")));
}

TEST_F(CalendarFeedTest, AYearBackAndTwoYearsAheadAreShown) {
  server_.MustPush({test::ScheduleSession("long-ago", "meeting", "2025-11-29"),
                    test::ScheduleSession("a-year-ago", "meeting", "2025-11-30"),
                    test::ScheduleSession("in-two-years", "meeting", "2028-11-29"),
                    test::ScheduleSession("far-off", "meeting", "2028-12-02")});
  EXPECT_THAT(Events(), AllOf(Not(HasSubstr("long-ago@")), HasSubstr("a-year-ago@"),
                              HasSubstr("in-two-years@"), Not(HasSubstr("far-off@"))));
}

TEST_F(CalendarFeedTest, MoreThanACalendarTakesIsRefusedWithARemedy) {
  std::vector<command::v1::Command> sessions;
  for (int i = 0; i < 2'000; ++i) {
    sessions.push_back(test::ScheduleSession(absl::StrCat("s", i), "talk", "2027-03-02"));
  }
  server_.MustPush(sessions);
  const auto answer = Get(token_);
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, AllOf(HasSubstr("TOO_MANY_SESSIONS"), HasSubstr("fewer")));
  EXPECT_EQ(Get(token_, "?kind=exchange_meeting")->status, 200);
}

TEST_F(CalendarFeedTest, WhoHasItIsToldSoUntilItChanges) {
  const std::string tag = Get(token_)->get_header_value("ETag");
  ASSERT_NE(tag, "");
  const httplib::Headers known = {{"If-None-Match", tag}};
  server_.clock().Advance(absl::Hours(3));
  const auto same = Get(token_, "", known);
  EXPECT_EQ(same->status, 304);
  EXPECT_EQ(same->body, "");
  EXPECT_EQ(same->get_header_value("ETag"), tag);
  server_.MustPush({test::CancelSession("next")});
  EXPECT_EQ(Get(token_, "", known)->status, 200);
}

TEST_F(CalendarFeedTest, MayBePackedAndMayBeLookedAtWithHead) {
  const auto packed = Get(token_, "", {{"Accept-Encoding", "gzip"}});
  ASSERT_EQ(packed->get_header_value("Content-Encoding"), "gzip");
  const auto plain = gateway::Gunzip(packed->body, 1 << 20);
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(*plain, Get(token_)->body);
  const std::string path = absl::StrCat("/calendar/", token_, ".ics");
  const auto head = Client().Head(path);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(head->get_header_value("ETag"), Get(token_)->get_header_value("ETag"));
  const auto post = Client().Post(path, "", kText);
  EXPECT_EQ(post->status, 405);
  EXPECT_EQ(post->get_header_value("Allow"), "GET, HEAD");
}

// A stranger learns nothing of what there is, and whoever put another token there is told how to
// get a right one.
TEST_F(CalendarFeedTest, NothingButAGoodTokenOfACalendarOpensOne) {
  const auto nobody = Get(auth::NewToken());
  EXPECT_EQ(nobody->status, 404);
  EXPECT_THAT(nobody->body, HasSubstr("logboek token create NAME --role calendar"));
  EXPECT_EQ(nobody->get_header_value("Cache-Control"), "no-store");
  const auto expect_nothing = [&](const std::string& token, const std::string& what) {
    const auto answer = Get(token);
    EXPECT_EQ(answer->status, 404) << what;
    EXPECT_EQ(answer->body, nobody->body) << what;
    EXPECT_EQ(answer->headers.count("ETag"), 0u) << what;
  };
  expect_nothing("x", "no token");
  expect_nothing(server_.TokenFor(test::AdministratorGrant("admin")), "an administrator");
  expect_nothing(server_.TokenFor(GrantAs(access::v1::CALLER_ROLE_COORDINATOR, "rho")),
                 "a coordinator");
  access::v1::Grant unknown = GrantAs(access::v1::CALLER_ROLE_CALENDAR, "typing error");
  unknown.set_regions(0, "utrect");
  expect_nothing(server_.TokenFor(unknown), "a region there is not");

  v1::ListTokensResponse tokens;
  ASSERT_TRUE(test::Call(*server_.access, &v1::AccessService::Stub::ListTokens, {}, &tokens).ok());
  for (const auto& row : tokens.rows()) {
    if (row.grant().principal() != "wall") continue;
    v1::RevokeTokenRequest request;
    request.set_token_id(row.token_id());
    v1::RevokeTokenResponse revoked;
    ASSERT_EQ(Get(token_)->status, 200);
    ASSERT_TRUE(
        test::Call(*server_.access, &v1::AccessService::Stub::RevokeToken, request, &revoked).ok());
  }
  expect_nothing(token_, "a revoked one");
}

// No header says who calls a calendar: neither instead of the token nor beside it.
TEST_F(CalendarFeedTest, ACredentialInAHeaderDoesNotCount) {
  const std::string administrator = server_.TokenFor(test::AdministratorGrant("admin"));
  const httplib::Headers headers = {{"Authorization", "Bearer " + administrator}};
  EXPECT_EQ(Get("", "", headers)->status, 404);
  EXPECT_EQ(Get(token_, "", headers)->status, 200);
  EXPECT_EQ(Get(administrator, "", {{"Authorization", "Bearer " + token_}})->status, 404);
}

TEST_F(CalendarFeedTest, ItsTokenMayDoNothingElse) {
  const auto ask = [&](const std::string& method, const std::string& json) {
    return Client()
        .Post("/logboek.v1." + method, {{"Authorization", "Bearer " + token_}}, json,
              "application/json")
        ->status;
  };
  EXPECT_EQ(ask("CalendarService/GetFeed", "{}"), 200);
  const std::string region = absl::StrCat("{\"region\": \"", test::kRegion, "\"}");
  EXPECT_EQ(ask("CalendarService/ListSessions", region), 403);
  EXPECT_EQ(ask("CalendarService/GetSession", "{\"sessionId\": \"next\"}"), 403);
  EXPECT_EQ(ask("ComplianceService/ListRegionCompliance", region), 403);
  EXPECT_EQ(ask("AccessService/WhoAmI", "{}"), 403);
  EXPECT_EQ(ask("AdminService/GetStatus", "{}"), 403);
}

TEST_F(CalendarFeedTest, TheTokenStandsInNoLineOfTheLog) {
  base::SetLogLevel(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  const std::string other = server_.TokenFor(GrantAs(access::v1::CALLER_ROLE_COORDINATOR, "rho"));
  Get(token_);
  Get(token_, "?lang=fr");
  Get(other);
  Get(token_.substr(1));
  const std::string log = testing::internal::GetCapturedStderr();
  base::SetLogLevel(base::LogLevel::kError);
  EXPECT_THAT(log, AllOf(HasSubstr("CalendarService/GetFeed"), HasSubstr("wall"),
                         HasSubstr("ROLE_NOT_ALLOWED")));
  EXPECT_THAT(log, Not(HasSubstr(token_.substr(1))));
  EXPECT_THAT(log, Not(HasSubstr(other)));
}

ServerOptions WithFewCalls() {
  ServerOptions options = WithCalendars();
  options.chain.caller.calls_per_second = 20;
  options.chain.pause = std::chrono::milliseconds(1);
  return options;
}

class BusyCalendarFeedTest : public CalendarFeedTest {
 protected:
  BusyCalendarFeedTest() : CalendarFeedTest(WithFewCalls()) {}
};

TEST_F(BusyCalendarFeedTest, WhoAsksTooOftenIsToldWhenToComeBack) {
  auto answer = Get(token_);
  for (int i = 0; i < 1'000 && answer->status == 200; ++i) answer = Get(token_);
  EXPECT_EQ(answer->status, 429);
  EXPECT_NE(answer->get_header_value("Retry-After"), "");
}

}  // namespace
}  // namespace logboek::server
