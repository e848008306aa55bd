#include "services/gateway/own_page.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::Refuses;

constexpr char kOrigin[] = "https://logboek.example.nl";

absl::Status Check(const std::string& method, const Headers& headers) {
  return CheckOwnPage({.method = method,
                       .target = "/",
                       .headers = headers,
                       .body = {},
                       .address = {},
                       .certificate_pem = {}},
                      kOrigin);
}

TEST(OwnPageTest, APostOfAPageOfThisServerIsItsOwn) {
  EXPECT_OK(Check("POST", {{"origin", kOrigin}}));
  EXPECT_OK(Check("POST", {{"origin", kOrigin}, {"sec-fetch-site", "same-origin"}}));
  EXPECT_OK(Check("POST", {{"sec-fetch-site", "same-origin"}}));
}

TEST(OwnPageTest, APostOfAnotherPageIsNot) {
  for (const char* const origin :
       {"https://evil.example", "null", "http://logboek.example.nl", "https://logboek.example.nl:1",
        "https://logboek.example.nl.evil.example", "https://portal.logboek.example.nl",
        "https://logboek.example.nl, https://evil.example", "HTTPS://LOGBOEK.EXAMPLE.NL"}) {
    EXPECT_THAT(Check("POST", {{"origin", origin}}), Refuses("CROSS_SITE")) << origin;
    EXPECT_THAT(Check("POST", {{"origin", origin}, {"sec-fetch-site", "same-origin"}}),
                Refuses("CROSS_SITE"))
        << origin;
  }
  for (const char* const site : {"cross-site", "same-site", "none", "same-origin, cross-site"}) {
    EXPECT_THAT(Check("POST", {{"sec-fetch-site", site}}), Refuses("CROSS_SITE")) << site;
    EXPECT_THAT(Check("POST", {{"origin", kOrigin}, {"sec-fetch-site", site}}),
                Refuses("CROSS_SITE"))
        << site;
  }
  EXPECT_THAT(Check("POST", {}), Refuses("CROSS_SITE"));
}

TEST(OwnPageTest, AGetIsKnownByWhatTheBrowserSaysOfItsSite) {
  EXPECT_OK(Check("GET", {{"sec-fetch-site", "same-origin"}}));
  EXPECT_THAT(Check("GET", {}), Refuses("CROSS_SITE"));
  EXPECT_THAT(Check("GET", {{"origin", kOrigin}}), Refuses("CROSS_SITE"));
  EXPECT_THAT(Check("GET", {{"sec-fetch-site", "none"}}), Refuses("CROSS_SITE"));
  EXPECT_THAT(Check("GET", {{"sec-fetch-site", "cross-site"}}), Refuses("CROSS_SITE"));
  EXPECT_THAT(Check("GET", {{"sec-fetch-site", "same-origin"}, {"origin", "https://evil.example"}}),
              Refuses("CROSS_SITE"));
}

TEST(OwnPageTest, OtherMethodsAreNotCalledWithACookie) {
  for (const char* const method : {"PUT", "DELETE", "HEAD", "get", ""}) {
    EXPECT_THAT(Check(method, {{"sec-fetch-site", "same-origin"}, {"origin", kOrigin}}),
                Refuses("WRONG_METHOD"))
        << method;
  }
}

TEST(OwnPageTest, ALocalPathStaysOnTheServer) {
  for (const char* const path : {"/", "/console", "/a/b?c=d&e=%2F#f", "/..//x", "/a//b"}) {
    EXPECT_TRUE(IsLocalPath(path)) << path;
  }
  for (const char* const path :
       {"", "console", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "https://evil.example", "/a b", "/\t/evil.example", "/\n/evil.example", "/a\r\nx: y",
        "/caf\xc3\xa9", "javascript:alert(1)", "/\x7f"}) {
    EXPECT_FALSE(IsLocalPath(path)) << path;
  }
  EXPECT_FALSE(IsLocalPath(std::string("/\0", 2)));
  EXPECT_TRUE(IsLocalPath("/" + std::string(2'047, 'a')));
  EXPECT_FALSE(IsLocalPath("/" + std::string(2'048, 'a')));
}

TEST(OwnPageTest, APublicAddressIsAnOriginOverTls) {
  for (const char* const good : {"https://logboek.example.nl", "https://logboek.example.nl:8443",
                                 "http://localhost", "http://127.0.0.1", "http://[::1]"}) {
    EXPECT_OK(CheckPublicAddress(good)) << good;
  }
  const std::string with_usual_port = absl::StrCat("http://localhost", ":", 80);
  for (const std::string& bad :
       {std::string(), std::string("logboek.example.nl"), std::string("http://logboek.example.nl"),
        std::string("https://logboek.example.nl/"), std::string("https://logboek.example.nl:443"),
        with_usual_port, std::string("HTTPS://logboek.example.nl"),
        std::string("https://a@logboek.example.nl"), std::string("https://")}) {
    EXPECT_THAT(CheckPublicAddress(bad), Refuses("BAD_PUBLIC_ADDRESS")) << bad;
  }
}

}  // namespace
}  // namespace logboek::gateway
