// People sign in with a browser: the whole way, with an issuer in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "httplib.h"
#include "nlohmann/json.hpp"
#include "services/auth/bytes.h"
#include "services/auth/testing/test_issuer.h"
#include "services/gateway/connect.h"
#include "services/server/server.h"
#include "storage/base/check.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/test_server.h"

namespace logboek::server {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kOwnOrigin[] = "https://logboek.example.nl";
constexpr char kWhoAmI[] = "/logboek.v1.AccessService/WhoAmI";
constexpr char kWhoAmIByGet[] = "/logboek.v1.AccessService/WhoAmI?encoding=json&message=%7B%7D";
constexpr char kSecret[] = "a secret of the client";

using Query = std::map<std::string, std::string>;

// What stands behind the "?" of an address.
Query QueryOf(const std::string& url) {
  const size_t mark = url.find('?');
  CHECK(mark != std::string::npos, "an address with a query");
  const auto target = gateway::ParseTarget("/" + url.substr(mark));
  CHECK(target.ok());
  return target->query;
}

// An issuer on a port of the machine's choice. What it does wrong, a test asks for.
class IssuerSite {
 public:
  explicit IssuerSite(const base::Clock* clock) : clock_(clock) {
    site_.Get("/.well-known/openid-configuration",
              [this](const httplib::Request&, httplib::Response& response) {
                response.set_content(Discovery(), "application/json");
              });
    site_.Get("/jwks", [this](const httplib::Request&, httplib::Response& response) {
      base::MutexLock lock(&mutex_);
      response.set_content(issuer_->KeySet(), "application/json");
    });
    site_.Post("/token", [this](const httplib::Request& request, httplib::Response& response) {
      base::MutexLock lock(&mutex_);
      ++asked_for_tokens_;
      changed_.SignalAll();
      while (held_) changed_.Wait(&mutex_);
      const json answer = Tokens(request);
      response.status = answer.contains("error") ? 400 : 200;
      response.set_content(answer.dump(), "application/json");
    });
    const int port = site_.bind_to_any_port("127.0.0.1");
    CHECK(port > 0);
    url_ = absl::StrCat("http://127.0.0.1:", port);
    issuer_ = std::make_unique<auth::TestIssuer>(url_);
    issuer_->AddKey("k1", auth::TestKeyKind::kP256);
    thread_ = std::thread([this] { site_.listen_after_bind(); });
  }
  ~IssuerSite() { Stop(); }

  const std::string& url() const { return url_; }

  void Stop() {
    if (!thread_.joinable()) return;
    HoldTokens(false);
    while (!site_.is_running()) std::this_thread::yield();
    site_.stop();
    thread_.join();
  }

  // Somebody signs in where the server sent the browser; the way back.
  std::string SignIn(const std::string& authorization_url) {
    const Query query = QueryOf(authorization_url);
    base::MutexLock lock(&mutex_);
    const std::string code = absl::StrCat("code-", ++codes_);
    granted_[code] = query;
    return absl::StrCat("/sign-in/callback?code=", code, "&state=", query.at("state"),
                        "&iss=", url_);
  }

  // Laid over the claims of each ID token and access token from now on.
  void Change(const json& id_claims, const json& access_claims = json::object()) {
    base::MutexLock lock(&mutex_);
    id_changes_ = id_claims;
    access_changes_ = access_claims;
  }
  // ID tokens are signed with a key of this name that is none of its own.
  void ForgeIdTokens() {
    base::MutexLock lock(&mutex_);
    forged_ = true;
  }
  // Instead of an access token of its own.
  void GiveAccessToken(const std::string& token) {
    base::MutexLock lock(&mutex_);
    access_token_ = token;
  }
  // For a program that somebody signed in to elsewhere.
  std::string AccessToken() {
    base::MutexLock lock(&mutex_);
    return Grant("")["access_token"];
  }
  // While it holds them, who asks for tokens waits.
  void HoldTokens(bool hold) {
    base::MutexLock lock(&mutex_);
    held_ = hold;
    changed_.SignalAll();
  }
  void WaitUntilAskedForTokens() {
    base::MutexLock lock(&mutex_);
    while (asked_for_tokens_ == 0) changed_.Wait(&mutex_);
  }
  void GiveRefreshTokens() {
    base::MutexLock lock(&mutex_);
    refreshing_ = true;
  }
  // Refuses the refresh tokens it gave.
  void EndSession() {
    base::MutexLock lock(&mutex_);
    refresh_tokens_.clear();
  }
  int refreshes() {
    base::MutexLock lock(&mutex_);
    return refreshes_;
  }
  // Everything it gave out that nobody else may see.
  std::set<std::string> secrets() {
    base::MutexLock lock(&mutex_);
    return secrets_;
  }

 private:
  std::string Discovery() const {
    return json{{"issuer", url_},
                {"authorization_endpoint", url_ + "/auth"},
                {"token_endpoint", url_ + "/token"},
                {"authorization_response_iss_parameter_supported", true}}
        .dump();
  }

  json Tokens(const httplib::Request& request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto form = [&](const char* name) { return request.get_param_value(name); };
    const std::string basic = absl::Base64Escape("console:a%20secret%20of%20the%20client");
    if (request.get_header_value("Authorization") != "Basic " + basic) {
      return {{"error", "invalid_client"}};
    }
    if (form("grant_type") == "refresh_token") {
      ++refreshes_;
      if (refresh_tokens_.erase(form("refresh_token")) == 0) return {{"error", "invalid_grant"}};
      return Grant("");
    }
    const auto granted = granted_.find(form("code"));
    if (form("grant_type") != "authorization_code" || granted == granted_.end()) {
      return {{"error", "invalid_grant"}};
    }
    const Query query = granted->second;
    granted_.erase(granted);
    const std::string challenge = auth::ToBase64Url(auth::Sha256(form("code_verifier")));
    if (query.at("code_challenge") != challenge || query.at("code_challenge_method") != "S256" ||
        query.at("redirect_uri") != form("redirect_uri")) {
      return {{"error", "invalid_grant"}};
    }
    secrets_.insert({form("code"), form("code_verifier")});
    return Grant(query.at("nonce"));
  }

  json Grant(const std::string& nonce) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    json access = issuer_->Claims("bea", clock_->Now());
    access["group"] = "admin";
    access.merge_patch(access_changes_);
    json id = issuer_->Claims("bea", clock_->Now());
    id["aud"] = "console";
    id["nonce"] = nonce;
    id.merge_patch(id_changes_);
    auth::TestIssuer stranger(url_);
    stranger.AddKey("k1", auth::TestKeyKind::kP256);
    const auth::TestIssuer& signer = forged_ ? stranger : *issuer_;
    json answer = {{"token_type", "Bearer"},
                   {"access_token", issuer_->Sign(access)},
                   {"id_token", signer.Sign(id, {.header = {{"typ", "JWT"}}})}};
    if (!access_token_.empty()) answer["access_token"] = access_token_;
    secrets_.insert(
        {answer["access_token"].get<std::string>(), answer["id_token"].get<std::string>()});
    if (!refreshing_) return answer;
    const std::string refresh = absl::StrCat("refresh-", ++codes_);
    refresh_tokens_.insert(refresh);
    secrets_.insert(refresh);
    answer["refresh_token"] = refresh;
    return answer;
  }

  const base::Clock* const clock_;
  httplib::Server site_;
  std::string url_;
  std::thread thread_;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  int asked_for_tokens_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<auth::TestIssuer> issuer_ ABSL_GUARDED_BY(mutex_);
  json id_changes_ ABSL_GUARDED_BY(mutex_) = json::object();
  json access_changes_ ABSL_GUARDED_BY(mutex_) = json::object();
  std::string access_token_ ABSL_GUARDED_BY(mutex_);
  bool forged_ ABSL_GUARDED_BY(mutex_) = false;
  bool refreshing_ ABSL_GUARDED_BY(mutex_) = false;
  int codes_ ABSL_GUARDED_BY(mutex_) = 0;
  int refreshes_ ABSL_GUARDED_BY(mutex_) = 0;
  // What the browser asked for, by code.
  std::map<std::string, Query> granted_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> refresh_tokens_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> secrets_ ABSL_GUARDED_BY(mutex_);
};

// A browser as far as it matters here: it keeps cookies and says where its pages come from.
class Browser {
 public:
  explicit Browser(const std::string& address) : client_("http://" + address) {}

  // Somebody follows a link on another site, or is sent from there: strict cookies stay behind.
  httplib::Result Visit(const std::string& path) {
    return Keep(client_.Get(path, With({{"Sec-Fetch-Site", "cross-site"}}, /*own=*/false)));
  }
  httplib::Result Read(const std::string& path, const std::string& site = "same-origin") {
    return Keep(client_.Get(path, With({{"Sec-Fetch-Site", site}})));
  }
  // With another method than a page uses.
  httplib::Result Ask(const std::string& method, const std::string& path) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.headers = With({{"Origin", kOwnOrigin}, {"Sec-Fetch-Site", "same-origin"}});
    return Keep(client_.send(request));
  }
  httplib::Result Post(const std::string& path, const std::string& body = "{}",
                       httplib::Headers headers = {{"Origin", kOwnOrigin}},
                       const char* type = "application/json") {
    return Keep(client_.Post(path, With(std::move(headers)), body, type));
  }

  std::string cookie(const std::string& name) const {
    const auto found = cookies_.find(name);
    return found == cookies_.end() ? "" : found->second.value;
  }
  void SetCookie(const std::string& name, const std::string& value) {
    cookies_[name] = {.value = value, .strict = true};
  }

 private:
  struct Cookie {
    std::string value;
    bool strict = false;
  };

  httplib::Headers With(httplib::Headers headers, bool own = true) const {
    std::string all;
    for (const auto& [name, cookie] : cookies_) {
      if (cookie.strict && !own) continue;
      absl::StrAppend(&all, all.empty() ? "" : "; ", name, "=", cookie.value);
    }
    if (!all.empty()) headers.emplace("Cookie", all);
    return headers;
  }
  httplib::Result Keep(httplib::Result result) {
    CHECK(result, "the server answers");
    for (size_t i = 0; i < result->get_header_value_count("Set-Cookie"); ++i) {
      const std::string header = result->get_header_value("Set-Cookie", i);
      const std::vector<std::string> parts = absl::StrSplit(header, "; ");
      const std::pair<std::string, std::string> sides =
          absl::StrSplit(parts[0], absl::MaxSplits('=', 1));
      CHECK(absl::StartsWith(sides.first, "__Host-"));
      if (absl::StrContains(header, "Max-Age=0")) {
        cookies_.erase(sides.first);
      } else {
        cookies_[sides.first] = {.value = sides.second,
                                 .strict = absl::StrContains(header, "SameSite=Strict")};
      }
    }
    return result;
  }

  httplib::Client client_;
  std::map<std::string, Cookie> cookies_;
};

std::string ReasonIn(const httplib::Result& result) {
  const json error = json::parse(result->body, nullptr, /*allow_exceptions=*/false);
  if (!error.is_object() || !error.contains("details")) return result->body;
  return error["details"][0]["debug"]["reason"];
}

class SignInTest : public ::testing::Test {
 protected:
  SignInTest() : issuer_clock_(test::DefaultNow()), issuer_(&issuer_clock_), server_(Options()) {
    base::SetLogLevel(base::LogLevel::kError);
  }

  // `more` stands in the provider's sign_in.
  ServerOptions Options() {
    std::ofstream(folder_.Sub("secret")) << kSecret << "\n";
    CHECK_EQ(chmod(folder_.Sub("secret").c_str(), 0600), 0);
    std::ofstream(folder_.Sub("policy.textproto")) << absl::StrCat(
        "oidc_providers { issuer: \"", issuer_.url(), "\" audience: \"logboek\" jwks_url: \"",
        issuer_.url(), "/jwks\" principal_prefix: \"sso:\" ",
        "rules { claim: \"group\" value: \"admin\" role: CALLER_ROLE_ADMINISTRATOR } ",
        "sign_in { name: \"hus\" title_nl: \"De regio\" client_id: \"console\" ",
        "client_secret_file: \"", folder_.Sub("secret"), "\" } }");
    ServerOptions options = test::TestServer::MemoryOptions();
    options.http.listen = "127.0.0.1:0";
    options.http.cors_origins = {"https://portal.example.nl"};
    options.http.sign_in.public_address = kOwnOrigin;
    options.policy_path = folder_.Sub("policy.textproto");
    return options;
  }

  Browser NewBrowser() { return Browser(server_.server().http_address()); }
  void Advance(absl::Duration by) {
    issuer_clock_.Advance(by);
    server_.clock().Advance(by);
  }

  // From a page of the server up to where the issuer sends the browser.
  std::string GoToIssuer(Browser* browser, const std::string& query = "?return=/console") {
    const auto sent = browser->Read("/sign-in" + query);
    EXPECT_EQ(sent->status, 303) << sent->body;
    return issuer_.SignIn(sent->get_header_value("Location"));
  }
  httplib::Result SignIn(Browser* browser) { return browser->Visit(GoToIssuer(browser)); }
  Browser SignedIn() {
    Browser browser = NewBrowser();
    EXPECT_EQ(SignIn(&browser)->status, 303);
    return browser;
  }
  // Refused with a page that says this, and nobody is signed in.
  void ExpectRefused(Browser* browser, const httplib::Result& result, int status,
                     const std::string& reason) {
    EXPECT_EQ(result->status, status) << result->body;
    EXPECT_THAT(result->body, HasSubstr("<code>" + reason + "</code>"));
    EXPECT_THAT(result->get_header_value("Content-Security-Policy"), HasSubstr("default-src"));
    EXPECT_EQ(browser->cookie("__Host-logboek"), "");
    EXPECT_EQ(browser->Read("/sign-in/session")->body, R"({"signedIn":false})");
  }

  storage::TempFolder folder_;
  base::FakeClock issuer_clock_;
  IssuerSite issuer_;
  test::TestServer server_;
};

TEST_F(SignInTest, WhoComesBackFromTheIssuerCallsWithACookie) {
  Browser browser = NewBrowser();
  const auto sent = browser.Visit("/sign-in?provider=hus&return=%2Fconsole%3Fa%3D1");
  ASSERT_EQ(sent->status, 303) << sent->body;
  const std::string location = sent->get_header_value("Location");
  EXPECT_THAT(location, StartsWith(issuer_.url() + "/auth?response_type=code&client_id=console&"));
  const Query query = QueryOf(location);
  EXPECT_EQ(query.at("redirect_uri"), "https://logboek.example.nl/sign-in/callback");
  EXPECT_THAT(sent->get_header_value("Set-Cookie"),
              HasSubstr("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"));
  EXPECT_EQ(sent->get_header_value("Cache-Control"), "no-store");
  const auto back = browser.Visit(issuer_.SignIn(location));
  ASSERT_EQ(back->status, 303) << back->body;
  EXPECT_EQ(back->get_header_value("Location"), "/console?a=1");
  EXPECT_EQ(back->get_header_value("Referrer-Policy"), "no-referrer");
  EXPECT_THAT(back->get_header_value("Set-Cookie", 0),
              HasSubstr("; Path=/; Secure; HttpOnly; SameSite=Strict"));
  EXPECT_EQ(browser.cookie("__Host-logboek-sign-in"), "");
  const auto who = browser.Post(kWhoAmI);
  ASSERT_EQ(who->status, 200) << who->body;
  EXPECT_EQ(json::parse(who->body)["grant"]["principal"], "sso:bea");
  EXPECT_EQ(json::parse(browser.Read("/sign-in/session")->body)["signedIn"], true);
}

TEST_F(SignInTest, AStreamIsReadWithACookieAndRefusedInItsLastMessage) {
  Browser browser = SignedIn();
  const std::string question = gateway::ToBytes({.bytes = "{}"});
  const auto stream = browser.Post("/logboek.v1.AuditService/Replay", question,
                                   {{"Origin", kOwnOrigin}}, "application/connect+json");
  ASSERT_EQ(stream->status, 200) << stream->body;
  EXPECT_THAT(stream->body, Not(HasSubstr("error")));
  const auto refused =
      browser.Post("/logboek.v1.AuditService/Replay", question,
                   {{"Origin", "https://evil.example"}}, "application/connect+json");
  EXPECT_EQ(refused->status, 200);
  EXPECT_THAT(refused->body, HasSubstr("CROSS_SITE"));
}

TEST_F(SignInTest, AnOpenStreamEndsWithItsSession) {
  Browser browser = SignedIn();
  httplib::Client client("http://" + server_.server().http_address());
  httplib::Request request;
  request.method = "POST";
  request.path = "/logboek.v1.AuditService/Replay";
  request.headers = {{"Cookie", "__Host-logboek=" + browser.cookie("__Host-logboek")},
                     {"Origin", kOwnOrigin},
                     {"Content-Type", "application/connect+json"}};
  request.body = gateway::ToBytes({.bytes = R"({"follow": true})"});
  std::string body;
  bool signed_out = false;
  request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
    // It has caught up, and would go on for ever.
    if (!signed_out) signed_out = browser.Post("/sign-out")->status == 204;
    body.append(data, size);
    return true;
  };
  const auto result = client.send(request);
  ASSERT_TRUE(signed_out);
  EXPECT_THAT(body, HasSubstr("canceled"));
}

TEST_F(SignInTest, AStateIsOfOneSignInOneBrowserAndTenMinutes) {
  Browser browser = NewBrowser();
  const std::string way_back = GoToIssuer(&browser);
  Browser other = NewBrowser();
  ExpectRefused(&other, other.Visit(way_back), 401, "OTHER_BROWSER");
  GoToIssuer(&other);
  ExpectRefused(&other, other.Visit(way_back), 401, "OTHER_BROWSER");
  ExpectRefused(&browser, browser.Visit("/sign-in/callback?code=code-1&state=guessed"), 401,
                "UNKNOWN_SIGN_IN");
  EXPECT_EQ(browser.Visit(way_back)->status, 303);
  // Once more, as somebody who saw the address would; what has begun goes on.
  const auto again = browser.Visit(way_back);
  EXPECT_EQ(again->status, 401);
  EXPECT_THAT(again->body, HasSubstr("UNKNOWN_SIGN_IN"));
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  Browser late = NewBrowser();
  const std::string late_way = GoToIssuer(&late);
  Advance(absl::Minutes(10));
  ExpectRefused(&late, late.Visit(late_way), 401, "UNKNOWN_SIGN_IN");
}

TEST_F(SignInTest, TheIssuersNoIsTold) {
  Browser browser = NewBrowser();
  const std::string way_back = GoToIssuer(&browser);
  const Query query = QueryOf(way_back);
  ExpectRefused(&browser,
                browser.Visit(absl::StrCat("/sign-in/callback?error=access_denied&state=",
                                           query.at("state"), "&iss=", query.at("iss"))),
                401, "SIGN_IN_REFUSED");
}

TEST_F(SignInTest, TheAnswerIsOfTheIssuerThatWasAsked) {
  for (const char* const issuer : {"&iss=https%3A%2F%2Fevil.example", ""}) {
    Browser browser = NewBrowser();
    const Query query = QueryOf(GoToIssuer(&browser));
    ExpectRefused(&browser,
                  browser.Visit(absl::StrCat("/sign-in/callback?code=", query.at("code"),
                                             "&state=", query.at("state"), issuer)),
                  401, "BAD_ISSUER");
  }
}

TEST_F(SignInTest, ACodeThatIsNotGoodOrOfAnotherBrowserSignsNobodyIn) {
  Browser browser = NewBrowser();
  const Query own = QueryOf(GoToIssuer(&browser));
  Browser victim = NewBrowser();
  const Query stolen = QueryOf(GoToIssuer(&victim));
  // Another's code in one's own sign-in: the verifier is not its own.
  ExpectRefused(&browser,
                browser.Visit(absl::StrCat("/sign-in/callback?code=", stolen.at("code"),
                                           "&state=", own.at("state"), "&iss=", own.at("iss"))),
                401, "GRANT_ENDED");
}

TEST_F(SignInTest, AnIdTokenIsOfThisSignInAndSignedByItsIssuer) {
  const json changes[] = {{{"nonce", "another"}},
                          {{"nonce", nullptr}},
                          {{"aud", "logboek"}},
                          {{"aud", {"console", "other"}}},
                          {{"iss", "https://evil.example"}},
                          {{"exp", 1}},
                          {{"exp", nullptr}},
                          {{"azp", "other"}}};
  for (const json& change : changes) {
    issuer_.Change(change);
    Browser browser = NewBrowser();
    ExpectRefused(&browser, SignIn(&browser), 401, "BAD_ID_TOKEN");
  }
  issuer_.Change(json::object());
  issuer_.ForgeIdTokens();
  Browser browser = NewBrowser();
  ExpectRefused(&browser, SignIn(&browser), 401, "BAD_ID_TOKEN");
}

TEST_F(SignInTest, WhoHasNoRoleIsToldSo) {
  issuer_.Change(json::object(), {{"group", "nobody"}});
  Browser browser = NewBrowser();
  ExpectRefused(&browser, SignIn(&browser), 403, "NO_ROLE");
}

TEST_F(SignInTest, AnAccessTokenForAnotherProgramIsNotTaken) {
  issuer_.Change(json::object(), {{"aud", "other"}});
  Browser browser = NewBrowser();
  ExpectRefused(&browser, SignIn(&browser), 401, "BAD_ACCESS_TOKEN");
}

TEST_F(SignInTest, AnIssuerSignsInNobodyButItsOwnPeople) {
  issuer_.GiveAccessToken(server_.TokenFor(test::AdministratorGrant("portal")));
  Browser browser = NewBrowser();
  ExpectRefused(&browser, SignIn(&browser), 401, "BAD_ACCESS_TOKEN");
}

TEST_F(SignInTest, WhenTheIssuerIsDownNobodyIsSignedInAndThatIsTold) {
  Browser known = NewBrowser();
  const std::string way_back = GoToIssuer(&known);
  issuer_.Stop();
  ExpectRefused(&known, known.Visit(way_back), 503, "ISSUER_NOT_USABLE");
  // Where it is asked is not known any more either.
  Advance(absl::Hours(1));
  Browser other = NewBrowser();
  ExpectRefused(&other, other.Visit("/sign-in"), 503, "ISSUER_NOT_USABLE");
}

// What the issuer answers then is asked of no server that has ended.
TEST_F(SignInTest, ASignInThatWaitsForItsIssuerEndsWithTheServer) {
  Browser browser = NewBrowser();
  const std::string way_back = GoToIssuer(&browser);
  issuer_.HoldTokens(true);
  int status = 0;
  std::string page;
  std::thread waiting([&] {
    const auto back = browser.Visit(way_back);
    status = back->status;
    page = back->body;
  });
  issuer_.WaitUntilAskedForTokens();
  std::thread stopper([this] { server_.server().Drain(); });
  const httplib::Headers known = {{"Authorization", "Bearer " + server_.token()}};
  // Until no call is made any more.
  while (ReasonIn(NewBrowser().Post(kWhoAmI, "{}", known)) != "STOPPING") continue;
  issuer_.HoldTokens(false);
  waiting.join();
  EXPECT_EQ(status, 503);
  EXPECT_THAT(page, HasSubstr("<code>STOPPING</code>"));
  EXPECT_EQ(browser.cookie("__Host-logboek"), "");
  stopper.join();
}

TEST_F(SignInTest, TheWayBackStaysOnThisServer) {
  for (const char* const path : {"//evil.example", "/%5Cevil.example", "https://evil.example",
                                 "/%0D%0ASet-Cookie:x", "console"}) {
    Browser browser = NewBrowser();
    ExpectRefused(&browser, browser.Visit(absl::StrCat("/sign-in?return=", path)), 400,
                  "BAD_RETURN");
  }
  Browser browser = NewBrowser();
  const auto back = browser.Visit(GoToIssuer(&browser, ""));
  EXPECT_EQ(back->get_header_value("Location"), "/");
}

TEST_F(SignInTest, OnlyPagesOfThisServerCallWithTheCookie) {
  Browser browser = SignedIn();
  EXPECT_EQ(browser.Post(kWhoAmI, "{}", {{"Sec-Fetch-Site", "same-origin"}})->status, 200);
  EXPECT_EQ(browser.Read(kWhoAmIByGet)->status, 200);
  // Also one that --http-origin lets call with a token.
  for (const char* const origin : {"https://evil.example", "https://portal.example.nl", "null"}) {
    const auto crossed = browser.Post(kWhoAmI, "{}", {{"Origin", origin}});
    EXPECT_EQ(crossed->status, 403) << origin;
    EXPECT_EQ(ReasonIn(crossed), "CROSS_SITE");
    EXPECT_FALSE(crossed->has_header("Access-Control-Allow-Credentials"));
  }
  EXPECT_EQ(browser.Post(kWhoAmI, "{}", {})->status, 403);
  for (const char* const site : {"cross-site", "same-site", "none"}) {
    EXPECT_EQ(browser.Read(kWhoAmIByGet, site)->status, 403) << site;
    EXPECT_EQ(browser.Post(kWhoAmI, "{}", {{"Sec-Fetch-Site", site}})->status, 403) << site;
  }
  // What a form can send without asking first.
  for (const char* const type : {"text/plain", "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(browser.Post(kWhoAmI, "{}", {{"Origin", kOwnOrigin}}, type)->status, 415) << type;
  }
}

TEST_F(SignInTest, WithAnotherMethodACookieIsAnsweredAsAnybody) {
  Browser browser = SignedIn();
  for (const char* const method : {"PUT", "DELETE", "HEAD", "PATCH"}) {
    const auto read = browser.Ask(method, kWhoAmI);
    EXPECT_EQ(read->status, 405) << method;
    EXPECT_EQ(read->get_header_value("Allow"), "GET, POST, OPTIONS") << method;
  }
  const auto write = browser.Ask("GET", "/logboek.v1.AdminService/PublishPlan");
  EXPECT_EQ(write->status, 405);
  EXPECT_EQ(write->get_header_value("Allow"), "POST, OPTIONS");
}

TEST_F(SignInTest, ACallWithATokenIsTheTokens) {
  Browser browser = SignedIn();
  const std::string token = server_.TokenFor(test::AdministratorGrant("portal"));
  const auto who =
      browser.Post(kWhoAmI, "{}",
                   {{"Authorization", "Bearer " + token}, {"Origin", "https://portal.example.nl"}});
  ASSERT_EQ(who->status, 200) << who->body;
  EXPECT_EQ(json::parse(who->body)["grant"]["principal"], "portal");
  EXPECT_EQ(browser.Post(kWhoAmI, "{}", {{"Authorization", "Bearer wrong"}})->status, 401);
}

// A script of a page would read it.
TEST_F(SignInTest, ASessionIsNotExchangedForAToken) {
  Browser browser = SignedIn();
  for (const char* path :
       {"/logboek.v1.AccessService/ExchangeToken", "/logboek.v1.AccessService/Exchange%54oken"}) {
    const auto refused = browser.Post(path);
    EXPECT_EQ(refused->status, 400) << refused->body;
    EXPECT_EQ(ReasonIn(refused), "NOT_AN_ACCESS_TOKEN");
  }
  const auto elsewhere = browser.Post("/logboek.v1.AccessService/ExchangeToken", "{}",
                                      {{"Origin", "https://evil.example"}});
  EXPECT_EQ(ReasonIn(elsewhere), "CROSS_SITE");
  Browser stranger = NewBrowser();
  stranger.SetCookie("__Host-logboek", "made up");
  EXPECT_EQ(ReasonIn(stranger.Post("/logboek.v1.AccessService/ExchangeToken")), "SESSION_ENDED");
  const auto exchanged = browser.Post("/logboek.v1.AccessService/ExchangeToken", "{}",
                                      {{"Authorization", "Bearer " + issuer_.AccessToken()}});
  ASSERT_EQ(exchanged->status, 200) << exchanged->body;
  const std::string token = json::parse(exchanged->body)["token"];
  const auto who = NewBrowser().Post(kWhoAmI, "{}", {{"Authorization", "Bearer " + token}});
  ASSERT_EQ(who->status, 200) << who->body;
  EXPECT_EQ(json::parse(who->body)["grant"]["principal"], "sso:bea");
}

TEST_F(SignInTest, WhoSignsOutIsOut) {
  Browser browser = SignedIn();
  const std::string cookie = browser.cookie("__Host-logboek");
  EXPECT_EQ(browser.Post("/sign-out", "", {{"Origin", "https://evil.example"}})->status, 403);
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  EXPECT_EQ(browser.Post("/sign-out")->status, 204);
  EXPECT_EQ(browser.cookie("__Host-logboek"), "");
  browser.SetCookie("__Host-logboek", cookie);
  const auto late = browser.Post(kWhoAmI);
  EXPECT_EQ(late->status, 401);
  EXPECT_EQ(ReasonIn(late), "SESSION_ENDED");
  // And the cookie is taken away.
  EXPECT_EQ(browser.cookie("__Host-logboek"), "");
  EXPECT_EQ(ReasonIn(browser.Post(kWhoAmI)), "NO_CREDENTIAL");
  EXPECT_EQ(browser.Visit("/sign-out")->status, 405);
}

TEST_F(SignInTest, ASignInMakesANewSessionAndEndsTheFormerOne) {
  Browser browser = NewBrowser();
  browser.SetCookie("__Host-logboek", "chosen-by-somebody-else");
  SignIn(&browser);
  const std::string first = browser.cookie("__Host-logboek");
  EXPECT_EQ(auth::FromBase64Url(first)->size(), 32u);
  // Until the sign-in has ended, the former one goes on.
  const std::string way_back = GoToIssuer(&browser);
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  browser.Visit(way_back);
  EXPECT_NE(browser.cookie("__Host-logboek"), first);
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  Browser former = NewBrowser();
  former.SetCookie("__Host-logboek", first);
  EXPECT_EQ(ReasonIn(former.Post(kWhoAmI)), "SESSION_ENDED");
}

TEST_F(SignInTest, ASessionEndsWithItsAccessToken) {
  Browser browser = SignedIn();
  Advance(absl::Minutes(10) - absl::Seconds(1));
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonIn(browser.Post(kWhoAmI)), "SESSION_ENDED");
}

TEST_F(SignInTest, ASessionGoesOnWithTheNextTokenUntilTheIssuerEndsIt) {
  issuer_.GiveRefreshTokens();
  Browser browser = SignedIn();
  for (int i = 1; i <= 2; ++i) {
    Advance(absl::Minutes(9));
    EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
    EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
    EXPECT_EQ(issuer_.refreshes(), i);
  }
  issuer_.EndSession();
  Advance(absl::Minutes(9));
  EXPECT_EQ(browser.Post(kWhoAmI)->status, 200);
  Advance(absl::Minutes(1));
  EXPECT_EQ(ReasonIn(browser.Post(kWhoAmI)), "SESSION_ENDED");
}

TEST_F(SignInTest, WhatTheNextTokenSaysCounts) {
  issuer_.GiveRefreshTokens();
  Browser browser = SignedIn();
  issuer_.Change(json::object(), {{"group", "nobody"}});
  Advance(absl::Minutes(9));
  const auto who = browser.Post(kWhoAmI);
  EXPECT_EQ(who->status, 403);
  EXPECT_EQ(ReasonIn(who), "NO_ROLE");
}

TEST_F(SignInTest, WhoCallsNothingIsSignedOut) {
  issuer_.GiveRefreshTokens();
  Browser browser = SignedIn();
  Advance(absl::Minutes(30));
  EXPECT_EQ(ReasonIn(browser.Post(kWhoAmI)), "SESSION_ENDED");
  EXPECT_EQ(issuer_.refreshes(), 0);
}

TEST_F(SignInTest, ATokenSignsInAndItsRevocationCountsAtOnce) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() = test::AdministratorGrant("bea");
  v1::CreateTokenResponse made;
  ASSERT_TRUE(
      test::Call(*server_.access, &v1::AccessService::Stub::CreateToken, request, &made).ok());
  const std::string body = json{{"token", made.token()}}.dump();
  Browser browser = NewBrowser();
  const auto crossed = browser.Post("/sign-in/token", body, {{"Origin", "https://evil.example"}});
  EXPECT_EQ(crossed->status, 403);
  EXPECT_EQ(ReasonIn(crossed), "CROSS_SITE");
  const auto signed_in = browser.Post("/sign-in/token", body);
  ASSERT_EQ(signed_in->status, 204) << signed_in->body;
  const auto who = browser.Post(kWhoAmI);
  ASSERT_EQ(who->status, 200) << who->body;
  EXPECT_EQ(json::parse(who->body)["grant"]["principal"], "bea");
  v1::RevokeTokenRequest revoke;
  revoke.set_token_id(made.record().token_id());
  v1::RevokeTokenResponse revoked;
  ASSERT_TRUE(
      test::Call(*server_.access, &v1::AccessService::Stub::RevokeToken, revoke, &revoked).ok());
  const auto late = browser.Post(kWhoAmI);
  EXPECT_EQ(late->status, 401);
  EXPECT_EQ(ReasonIn(late), "REVOKED_TOKEN");
}

TEST_F(SignInTest, WhatIsNoTokenSignsNobodyIn) {
  Browser browser = NewBrowser();
  for (const char* const body : {"", "{}", "[]", "{\"token\": 1}",
                                 "{\"token\": \"a\", \"more\": 1}", "{\"token\": \"a\"", "\xff"}) {
    const auto refused = browser.Post("/sign-in/token", body);
    EXPECT_EQ(refused->status, 400) << body;
    EXPECT_EQ(ReasonIn(refused), "BAD_SIGN_IN");
  }
  const auto wrong = browser.Post("/sign-in/token", R"({"token": "wrong"})");
  EXPECT_EQ(wrong->status, 401);
  EXPECT_EQ(ReasonIn(wrong), "TOKEN_MALFORMED");
  // What no header may have, at the beginning, in the middle and at the end.
  for (const std::string& bytes :
       {std::string("\n"), std::string("\r\n"), std::string(1, '\0'), std::string("\t"),
        std::string("\xc3\xa9"), std::string("\x7f")}) {
    for (const std::string& token : {bytes + "a", "a" + bytes + "b", "a" + bytes, bytes}) {
      const auto refused = browser.Post("/sign-in/token", json{{"token", token}}.dump());
      EXPECT_EQ(refused->status, 401) << absl::CHexEscape(token);
      EXPECT_EQ(ReasonIn(refused), "TOKEN_MALFORMED") << absl::CHexEscape(token);
    }
  }
  EXPECT_EQ(browser
                .Post("/sign-in/token", "token=a", {{"Origin", kOwnOrigin}},
                      "application/x-www-form-urlencoded")
                ->status,
            400);
  EXPECT_EQ(browser.cookie("__Host-logboek"), "");
  EXPECT_EQ(browser.Visit("/sign-in/token")->status, 405);
}

TEST_F(SignInTest, WhoTriesTooOftenHasToWait) {
  Browser browser = NewBrowser();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(ReasonIn(browser.Post("/sign-in/token", "{}")), "BAD_SIGN_IN");
  }
  EXPECT_EQ(ReasonIn(browser.Post("/sign-in/token", "{}")), "TOO_MANY_SIGN_INS");
  ExpectRefused(&browser, browser.Visit("/sign-in"), 503, "TOO_MANY_SIGN_INS");
  Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonIn(browser.Post("/sign-in/token", "{}")), "BAD_SIGN_IN");
}

TEST_F(SignInTest, WhoIsKnownAndMayNotComeInDidNotGuess) {
  access::v1::Grant grant;
  grant.set_principal("wall");
  grant.set_role(access::v1::CALLER_ROLE_CALENDAR);
  grant.add_regions("utrecht");
  const std::string body = json{{"token", server_.TokenFor(grant)}}.dump();
  Browser browser = NewBrowser();
  for (int i = 0; i <= 100; ++i) {
    ASSERT_EQ(ReasonIn(browser.Post("/sign-in/token", body)), "ROLE_NOT_ALLOWED") << i;
  }
}

TEST_F(SignInTest, AConsoleLearnsWhereToSignIn) {
  EXPECT_EQ(NewBrowser().Read("/sign-in/providers")->body,
            R"({"providers":[{"name":"hus","titles":{"nl":"De regio","en":"hus"}}]})");
  Browser browser = NewBrowser();
  ExpectRefused(&browser, browser.Visit("/sign-in?provider=other"), 404, "UNKNOWN_PROVIDER");
}

TEST_F(SignInTest, NothingSecretStandsInTheLog) {
  issuer_.GiveRefreshTokens();
  base::SetLogLevel(base::LogLevel::kInfo);
  ::testing::internal::CaptureStderr();
  Browser browser = SignedIn();
  Advance(absl::Minutes(9));
  browser.Post(kWhoAmI);
  issuer_.EndSession();
  Advance(absl::Minutes(9));
  browser.Post(kWhoAmI);
  browser.Post("/sign-in/token", R"({"token": "logboek_mistyped"})");
  const std::string log = ::testing::internal::GetCapturedStderr();
  base::SetLogLevel(base::LogLevel::kError);
  EXPECT_THAT(log, HasSubstr("signed in with a browser"));
  EXPECT_THAT(log, HasSubstr("sign-in refused"));
  std::set<std::string> secrets = issuer_.secrets();
  EXPECT_GE(secrets.size(), 7u);
  secrets.insert({browser.cookie("__Host-logboek"), "mistyped", kSecret});
  for (const std::string& secret : secrets) EXPECT_THAT(log, Not(HasSubstr(secret)));
}

TEST(NoSignInTest, WithoutAPublicAddressNobodySignsInWithABrowser) {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.http.listen = "127.0.0.1:0";
  test::TestServer server(std::move(options));
  Browser browser(server.server().http_address());
  EXPECT_EQ(browser.Visit("/sign-in")->status, 404);
  EXPECT_EQ(browser.Post("/sign-in/token")->status, 405);
  browser.SetCookie("__Host-logboek", "whatever");
  EXPECT_EQ(ReasonIn(browser.Post(kWhoAmI)), "NO_CREDENTIAL");
}

TEST(NoSignInTest, APublicAddressIsChecked) {
  ServerOptions options = test::TestServer::MemoryOptions();
  options.http.listen = "127.0.0.1:0";
  options.http.sign_in.public_address = "http://logboek.example.nl";
  EXPECT_EQ(Server::Start(std::move(options)).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace logboek::server
