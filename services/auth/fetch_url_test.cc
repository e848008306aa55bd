#include "services/auth/fetch_url.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

TEST(FetchUrlTest, IsTakenApart) {
  struct Row {
    const char* url;
    const char* origin;
    const char* path;
  };
  for (const Row& row : {
           Row{"https://a.nl/keys?x=1", "https://a.nl", "/keys?x=1"},
           Row{"https://a.nl:8443/k", "https://a.nl:8443", "/k"},
           Row{"https://a.nl", "https://a.nl", "/"},
           Row{"https://a.nl?x=1", "https://a.nl", "/?x=1"},
           Row{"https://[2001:db8::1]:443/k", "https://[2001:db8::1]:443", "/k"},
           Row{"http://localhost/k", "http://localhost", "/k"},
           Row{"http://127.0.0.1:080/k", "http://127.0.0.1:080", "/k"},
           Row{"http://[::1]/k", "http://[::1]", "/k"},
       }) {
    ASSERT_OK_AND_ASSIGN(FetchUrl url, ParseFetchUrl(row.url));
    EXPECT_EQ(url.origin, row.origin);
    EXPECT_EQ(url.path, row.path);
  }
}

TEST(FetchUrlTest, WhatIsNotSafeIsRefused) {
  for (const std::string& url : {std::string(),
                                 std::string("a.nl/keys"),
                                 std::string("ftp://a.nl/"),
                                 std::string("HTTPS://a.nl"),
                                 std::string("http://a.nl/keys"),
                                 std::string("http://localhost.a.nl/"),
                                 std::string("http://localhost@a.nl/"),
                                 std::string("http://127.0.0.1.a.nl/"),
                                 std::string("http://a.nl#localhost"),
                                 std::string("http://a.nl\\@localhost/"),
                                 std::string("https://user:secret@a.nl/"),
                                 std::string("https://"),
                                 std::string("https:///keys"),
                                 std::string("https://a.nl:0/"),
                                 std::string("https://a.nl:99999/"),
                                 std::string("https://a.nl:/"),
                                 std::string("https://a.nl:x/"),
                                 std::string("https://a.nl/k k"),
                                 std::string("https://a.nl/\r\nHost: b"),
                                 "https://a.nl/" + std::string(3'000, 'x')}) {
    EXPECT_THAT(ParseFetchUrl(url), base::Refuses("BAD_URL")) << url.substr(0, 100);
  }
}

}  // namespace
}  // namespace logboek::auth
