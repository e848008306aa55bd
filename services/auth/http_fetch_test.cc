#include "services/auth/http_fetch.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "services/auth/testing/test_certificates.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using base::IsOkAndHolds;
using base::StatusIs;

// A site on a port of the machine's choice.
class Site {
 public:
  explicit Site(std::unique_ptr<httplib::Server> server) : server_(std::move(server)) {
    server_->Get("/keys", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("the keys", "application/json");
    });
    server_->Get("/large", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(std::string(1'001, 'x'), "application/json");
    });
    server_->Get("/moved", [](const httplib::Request&, httplib::Response& response) {
      response.set_redirect("/keys");
    });
    server_->Post("/form", [](const httplib::Request& request, httplib::Response& response) {
      response.status = 400;
      response.set_content(absl::StrCat(request.get_header_value("Content-Type"), " ",
                                        request.get_header_value("Authorization"), " ",
                                        request.get_param_value("a")),
                           "text/plain");
    });
    server_->Post("/large", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(std::string(1'001, 'x'), "text/plain");
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    CHECK(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  ~Site() {
    while (!server_->is_running()) std::this_thread::yield();
    server_->stop();
    thread_.join();
  }

  std::string Url(const std::string& host, const std::string& path) const {
    return absl::StrCat(host, ":", port_, path);
  }

 private:
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

class HttpFetchTest : public ::testing::Test {
 protected:
  std::string WriteFile(const std::string& name, const std::string& text) {
    std::ofstream(folder_.Sub(name)) << text;
    return folder_.Sub(name);
  }

  // A site with a certificate of this authority.
  Site SecureSite(const TestAuthority& authority, const TestCertificateOptions& options) {
    const TestCertificate certificate = authority.Issue(options);
    return Site(std::make_unique<httplib::SSLServer>(
        WriteFile("site.pem", certificate.certificate).c_str(),
        WriteFile("site.key", certificate.private_key).c_str()));
  }

  FetchFunction Fetcher(const std::string& authorities) {
    return NewHttpFetch({.clock = &clock_,
                         .authorities_file = WriteFile("authorities.pem", authorities),
                         .bytes_max = 1'000});
  }

  storage::TempFolder folder_;
  base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  const TestAuthority authority_;
};

TEST_F(HttpFetchTest, SiteWithATrustedCertificateIsRead) {
  const Site site =
      SecureSite(authority_, {.dns_names = {"localhost"}, .ip_addresses = {"127.0.0.1"}});
  const FetchFunction fetch = Fetcher(authority_.certificate());
  EXPECT_THAT(fetch(site.Url("https://localhost", "/keys")), IsOkAndHolds("the keys"));
  EXPECT_THAT(fetch(site.Url("https://127.0.0.1", "/keys")), IsOkAndHolds("the keys"));
}

TEST_F(HttpFetchTest, SiteOfAnotherAuthorityOrNameIsNot) {
  const TestAuthority stranger;
  const Site site = SecureSite(authority_, {.dns_names = {"localhost"}});
  EXPECT_THAT(Fetcher(stranger.certificate())(site.Url("https://localhost", "/keys")),
              StatusIs(absl::StatusCode::kUnavailable));
  const Site other = SecureSite(
      authority_, {.common_names = {"other.example.nl"}, .dns_names = {"other.example.nl"}});
  EXPECT_THAT(Fetcher(authority_.certificate())(other.Url("https://localhost", "/keys")),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(HttpFetchTest, OtherAnswersAreErrors) {
  const Site site(std::make_unique<httplib::Server>());
  const FetchFunction fetch = Fetcher("");
  EXPECT_THAT(fetch(site.Url("http://127.0.0.1", "/keys")), IsOkAndHolds("the keys"));
  EXPECT_THAT(fetch(site.Url("http://127.0.0.1", "/large")),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(fetch(site.Url("http://127.0.0.1", "/moved")),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(fetch(site.Url("http://127.0.0.1", "/nothing")),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(fetch(site.Url("https://127.0.0.1", "/keys")),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(fetch("http://keys.example.nl/"), base::Refuses("BAD_URL"));
}

TEST_F(HttpFetchTest, SiteThatIsNotThereIsUnavailable) {
  std::string url;
  {
    const Site site(std::make_unique<httplib::Server>());
    url = site.Url("http://127.0.0.1", "/keys");
  }
  EXPECT_THAT(Fetcher("")(url), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(HttpFetchTest, AFormIsSentAndItsAnswerGivenWhateverItsStatus) {
  const Site site(std::make_unique<httplib::Server>());
  const PostFunction post = NewHttpPost({.clock = &clock_, .bytes_max = 1'000});
  ASSERT_OK_AND_ASSIGN(const HttpAnswer answer, post({.url = site.Url("http://127.0.0.1", "/form"),
                                                      .form = "a=b%26c",
                                                      .authorization = "Basic eA=="}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "application/x-www-form-urlencoded Basic eA== b&c");
}

TEST_F(HttpFetchTest, AFormThatFailsIsNotRepeatedInTheError) {
  const PostFunction post = NewHttpPost({.clock = &clock_, .bytes_max = 1'000});
  std::string gone;
  {
    const Site site(std::make_unique<httplib::Server>());
    gone = site.Url("http://127.0.0.1", "/form");
    EXPECT_THAT(post({.url = site.Url("http://127.0.0.1", "/large"), .form = "a=b"}),
                StatusIs(absl::StatusCode::kResourceExhausted));
  }
  const auto failed = post({.url = gone, .form = "a=SECRET", .authorization = "SECRET"});
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(failed.status().ToString().find("SECRET"), std::string::npos);
  EXPECT_THAT(post({.url = "http://issuer.example.nl/token"}), base::Refuses("BAD_URL"));
}

TEST_F(HttpFetchTest, AFormGoesToNobodyButWhoTheUrlNames) {
  const TestAuthority stranger;
  const Site site = SecureSite(authority_, {.dns_names = {"localhost"}});
  const auto post_as = [&](const TestAuthority& trusted) {
    return NewHttpPost(
        {.clock = &clock_, .authorities_file = WriteFile("trusted.pem", trusted.certificate())})(
        {.url = site.Url("https://localhost", "/form"), .form = "a=b"});
  };
  EXPECT_OK(post_as(authority_));
  EXPECT_THAT(post_as(stranger), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace logboek::auth
