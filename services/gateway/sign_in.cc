#include "services/gateway/sign_in.h"

#include <atomic>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/auth/guess_limit.h"
#include "services/auth/network.h"
#include "services/gateway/calls.h"
#include "services/gateway/cookies.h"
#include "services/gateway/issuers.h"
#include "services/gateway/open_calls.h"
#include "services/gateway/own_page.h"
#include "services/gateway/session_store.h"
#include "services/gateway/sign_in_page.h"
#include "services/gateway/static_files.h"
#include "services/rpc/wire_status.h"
#include "services/rpc/worker_pool.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using access::v1::OidcProvider;
using Json = nlohmann::ordered_json;

constexpr char kStartPath[] = "/sign-in";
constexpr char kCallbackPath[] = "/sign-in/callback";
constexpr char kTokenPath[] = "/sign-in/token";
constexpr char kProvidersPath[] = "/sign-in/providers";
constexpr char kSessionPath[] = "/sign-in/session";
constexpr char kSignOutPath[] = "/sign-out";

// They wait for an issuer, or for a call of the server's own.
constexpr size_t kThreads = 4;
constexpr size_t kWaitingMax = 500;
constexpr size_t kTokenBodyBytesMax = 32 << 10;
// The pool takes senders by turns; this one is the sessions that want their next tokens.
constexpr char kRefreshSender[] = "refresh";

absl::Status Refused(absl::StatusCode code, absl::string_view reason, absl::string_view message) {
  return base::MakeError(code, reason, message);
}

std::string Of(const Target& target, const std::string& key) {
  const auto found = target.query.find(key);
  return found == target.query.end() ? "" : found->second;
}

HttpResponse Plain(int status, const HttpRequest& request) {
  HttpResponse response{.status = status, .headers = SecurityHeaders(request.secure)};
  response.headers["cache-control"] = "no-store";
  return response;
}

HttpResponse JsonAnswer(const Json& json, const HttpRequest& request) {
  HttpResponse response = Plain(200, request);
  response.headers["content-type"] = "application/json";
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

HttpResponse SendTo(std::string address, const HttpRequest& request) {
  HttpResponse response = Plain(303, request);
  response.headers["location"] = std::move(address);
  return response;
}

HttpResponse JsonRefusal(const grpc::Status& status, const HttpRequest& request) {
  HttpResponse response = ErrorResponse(status);
  const Headers more = Plain(0, request).headers;
  response.headers.insert(more.begin(), more.end());
  return response;
}

std::string SessionCookieOf(const HttpRequest& request) {
  return CookieOf(HeaderOf(request.headers, "cookie"), kSessionCookie);
}

std::string ForgetSession() {
  return ToHeader({.name = kSessionCookie, .age_max = absl::ZeroDuration()});
}

std::string ForgetSignIn() {
  return ToHeader(
      {.name = kSignInCookie, .same_site = SameSite::kLax, .age_max = absl::ZeroDuration()});
}

// A request with the header "authorization" that it came without. What is open is gone with its
// session, too.
class WithToken final : public HttpExchange {
 public:
  WithToken(std::shared_ptr<HttpExchange> inner, const std::string& token, SessionStore* sessions)
      : inner_(std::move(inner)), request_(inner_->request()), sessions_(sessions) {
    request_.headers["authorization"] = absl::StrCat("Bearer ", token);
  }

  const HttpRequest& request() const override { return request_; }
  void Answer(HttpResponse response) override { inner_->Answer(std::move(response)); }
  void Begin(HttpResponse head, Written written) override {
    inner_->Begin(std::move(head), std::move(written));
  }
  void Write(std::string piece, Written written) override {
    inner_->Write(std::move(piece), std::move(written));
  }
  void End() override { inner_->End(); }
  void WhenGone(std::function<void()> gone) override {
    ended_ = std::make_shared<SessionStore::EndedFunction>(gone);
    inner_->WhenGone(std::move(gone));
    sessions_->WhenEnded(SessionCookieOf(request_), ended_);
  }

 private:
  const std::shared_ptr<HttpExchange> inner_;
  HttpRequest request_;
  SessionStore* const sessions_;
  std::shared_ptr<SessionStore::EndedFunction> ended_;
};

// The member "token" of an object that has no other.
absl::StatusOr<std::string> TokenIn(const HttpRequest& request) {
  const auto type = ParseContentType(HeaderOf(request.headers, "content-type"));
  const bool json = type.has_value() && type->encoding == Encoding::kJson && !type->stream;
  if (json && request.body.size() <= kTokenBodyBytesMax) {
    const Json body = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    if (body.is_object() && body.size() == 1 && body.contains("token") &&
        body["token"].is_string()) {
      return body["token"].get<std::string>();
    }
  }
  return Refused(absl::StatusCode::kInvalidArgument, "BAD_SIGN_IN",
                 "a sign-in with a token is application/json: {\"token\": \"...\"}");
}

class SignInImpl final : public SignIn {
 public:
  SignInImpl(SignInOptions options, SignInParts parts)
      : options_(std::move(options)),
        parts_(std::move(parts)),
        issuers_({.policy = parts_.policy,
                  .fetch = parts_.fetch,
                  .post = parts_.post,
                  .clock = parts_.clock},
                 absl::StrCat(options_.public_address, kCallbackPath)),
        pending_({}, parts_.random),
        sessions_(
            {.idle_max = options_.idle_max, .age_max = options_.age_max}, parts_.random,
            [this](const SessionTokens& former, auto done) { Refresh(former, std::move(done)); },
            parts_.clock),
        pool_(kThreads, kWaitingMax) {}
  ~SignInImpl() override { Stop(); }

  void Handle(const Target& target, std::shared_ptr<HttpExchange> exchange) override;
  void Authorize(std::shared_ptr<HttpExchange> exchange, CallMaker maker) override;
  void Stop() override {
    stopping_ = true;
    pool_.Stop();
  }

 private:
  using Tokens = absl::StatusOr<SessionTokens>;
  using Work = HttpResponse (SignInImpl::*)(const Target&, const HttpRequest&);

  // On a thread of the pool.
  void Later(const Target& target, std::shared_ptr<HttpExchange> exchange, Work work);
  HttpResponse StartPage(const Target& target, const HttpRequest& request);
  HttpResponse CallbackPage(const Target& target, const HttpRequest& request);
  HttpResponse TokenAnswer(const Target& target, const HttpRequest& request);
  HttpResponse SignOut(const HttpRequest& request);
  HttpResponse ProvidersAnswer(const HttpRequest& request) const;
  HttpResponse SessionAnswer(const HttpRequest& request);

  absl::StatusOr<HttpResponse> Begin(const Target& target, const HttpRequest& request);
  // What the issuer's answer is worth, whose session begins.
  struct Ended {
    grpc::Status status = {};
    std::string return_path = {};
    std::string former_session = {};
    std::string principal = {};
    SessionTokens tokens = {};
  };
  Ended EndSignIn(const Target& target, const HttpRequest& request);
  void Refresh(const SessionTokens& former, std::function<void(Tokens)> done);

  absl::Status CheckRate(const HttpRequest& request) const;
  void NoteRefused(const HttpRequest& request, const grpc::Status& status);
  // The cookie of a new session, which takes the place of the browser's former one.
  std::string NewSession(const HttpRequest& request, const std::string& principal,
                         SessionTokens tokens);

  const SignInOptions options_;
  const SignInParts parts_;
  Issuers issuers_;
  auth::GuessLimit attempts_{auth::GuessLimitOptions()};
  PendingSignIns pending_;
  SessionStore sessions_;
  std::atomic<bool> stopping_{false};

  // Uses all of the above.
  rpc::WorkerPool pool_;
};

// ---- The ways in --------------------------------------------------------------------------------

void SignInImpl::Handle(const Target& target, std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  const bool post = target.path == kTokenPath || target.path == kSignOutPath;
  if (request.method != (post ? "POST" : "GET")) {
    HttpResponse response = Plain(405, request);
    response.headers["allow"] = post ? "POST" : "GET";
    return exchange->Answer(std::move(response));
  }
  if (post) {
    const absl::Status own = CheckOwnPage(request, options_.public_address);
    if (!own.ok()) {
      return exchange->Answer(JsonRefusal(rpc::ToGrpcStatus(own), request));
    }
  }
  if (target.path == kSignOutPath) return exchange->Answer(SignOut(request));
  if (target.path == kProvidersPath) return exchange->Answer(ProvidersAnswer(request));
  if (target.path == kSessionPath) return exchange->Answer(SessionAnswer(request));
  if (target.path == kTokenPath) {
    return Later(target, std::move(exchange), &SignInImpl::TokenAnswer);
  }
  if (target.path == kCallbackPath) {
    return Later(target, std::move(exchange), &SignInImpl::CallbackPage);
  }
  Later(target, std::move(exchange), &SignInImpl::StartPage);
}

void SignInImpl::Later(const Target& target, std::shared_ptr<HttpExchange> exchange, Work work) {
  const std::string sender = auth::NetworkOf(exchange->request().address);
  pool_.Submit(sender, [this, target, exchange, work](const absl::Status& admitted) {
    const HttpRequest& request = exchange->request();
    const absl::Status refusal = stopping_.load() ? Stopping() : admitted;
    if (refusal.ok()) return exchange->Answer((this->*work)(target, request));
    const grpc::Status status = rpc::ToGrpcStatus(refusal);
    exchange->Answer(request.method == "POST" ? JsonRefusal(status, request)
                                              : SignInErrorPage(status, request.secure));
  });
}

void SignInImpl::Authorize(std::shared_ptr<HttpExchange> exchange, CallMaker maker) {
  const HttpRequest& request = exchange->request();
  if (const absl::Status own = CheckOwnPage(request, options_.public_address); !own.ok()) {
    return exchange->Answer(RefusalOf(request, rpc::ToGrpcStatus(own)));
  }
  const std::string cookie = SessionCookieOf(request);
  auto answer = [this, exchange, maker = std::move(maker)](absl::StatusOr<std::string> token) {
    if (token.ok()) return maker(std::make_shared<WithToken>(exchange, *token, &sessions_));
    HttpResponse response = RefusalOf(exchange->request(), rpc::ToGrpcStatus(token.status()));
    if (absl::IsUnauthenticated(token.status())) response.cookies.push_back(ForgetSession());
    exchange->Answer(std::move(response));
  };
  sessions_.Use(cookie, std::move(answer));
}

// ---- To the issuer ------------------------------------------------------------------------------

HttpResponse SignInImpl::StartPage(const Target& target, const HttpRequest& request) {
  absl::StatusOr<HttpResponse> response = Begin(target, request);
  if (response.ok()) return *std::move(response);
  const grpc::Status status = rpc::ToGrpcStatus(response.status());
  base::LogInfo("sign-in not begun", {{"reason", ReasonOf(status)}});
  return SignInErrorPage(status, request.secure);
}

absl::StatusOr<HttpResponse> SignInImpl::Begin(const Target& target, const HttpRequest& request) {
  RETURN_IF_ERROR(CheckRate(request));
  const absl::Time now = parts_.clock->Now();
  // Each is kept for minutes, so they are bounded as wrong ones are.
  attempts_.NoteWrong(request.address, now);
  const std::string wanted = Of(target, "return");
  if (!wanted.empty() && !IsLocalPath(wanted)) {
    return Refused(absl::StatusCode::kInvalidArgument, "BAD_RETURN",
                   "\"return\" is no path on this server; give one as /path");
  }
  ASSIGN_OR_RETURN(const OidcProvider provider, issuers_.Called(Of(target, "provider")));
  const PendingSignIns::Begun begun =
      pending_.Begin({.issuer = provider.issuer(),
                      .return_path = wanted.empty() ? "/" : wanted,
                      .former_session = SessionStore::IdOf(SessionCookieOf(request))},
                     now);
  ASSIGN_OR_RETURN(std::string address, issuers_.AddressFor(provider, begun));
  HttpResponse response = SendTo(std::move(address), request);
  response.cookies.push_back(ToHeader({.name = kSignInCookie,
                                       .value = begun.browser,
                                       .same_site = SameSite::kLax,
                                       .age_max = PendingSignInsOptions().age_max}));
  return response;
}

// ---- Back from it -------------------------------------------------------------------------------

HttpResponse SignInImpl::CallbackPage(const Target& target, const HttpRequest& request) {
  Ended ended = EndSignIn(target, request);
  if (!ended.status.ok()) {
    NoteRefused(request, ended.status);
    return SignInErrorPage(ended.status, request.secure);
  }
  base::LogInfo("signed in with a browser", {{"issuer", ended.tokens.issuer}});
  sessions_.EndOfId(ended.former_session);
  HttpResponse response = SendTo(ended.return_path, request);
  response.cookies.push_back(NewSession(request, ended.principal, std::move(ended.tokens)));
  response.cookies.push_back(ForgetSignIn());
  return response;
}

SignInImpl::Ended SignInImpl::EndSignIn(const Target& target, const HttpRequest& request) {
  const auto refuse = [](const absl::Status& status) {
    return Ended{.status = rpc::ToGrpcStatus(status)};
  };
  if (const absl::Status rate = CheckRate(request); !rate.ok()) return refuse(rate);
  const std::string browser = CookieOf(HeaderOf(request.headers, "cookie"), kSignInCookie);
  const absl::StatusOr<PendingSignIn> pending =
      pending_.Take(Of(target, "state"), browser, parts_.clock->Now());
  if (!pending.ok()) return refuse(pending.status());
  absl::StatusOr<SessionTokens> tokens = issuers_.Redeem(
      *pending,
      {.issuer = Of(target, "iss"), .code = Of(target, "code"), .error = Of(target, "error")});
  if (!tokens.ok()) return refuse(tokens.status());
  const absl::StatusOr<OidcProvider> provider = issuers_.Of(pending->issuer);
  if (!provider.ok()) return refuse(provider.status());
  WhoAmI who = parts_.who_am_i(tokens->token, request.address);
  if (!who.status.ok()) return {.status = who.status};
  // An issuer speaks for its own people alone.
  if (!absl::StartsWith(who.principal, provider->principal_prefix())) {
    return refuse(Refused(absl::StatusCode::kUnauthenticated, "BAD_ACCESS_TOKEN",
                          "the access token is of another issuer; sign in again"));
  }
  return {.return_path = pending->return_path,
          .former_session = pending->former_session,
          .principal = std::move(who.principal),
          .tokens = *std::move(tokens)};
}

void SignInImpl::Refresh(const SessionTokens& former, std::function<void(Tokens)> done) {
  pool_.Submit(
      kRefreshSender, [this, former, done = std::move(done)](const absl::Status& admitted) {
        const absl::Status refusal = stopping_.load() ? Stopping() : admitted;
        Tokens next = refusal.ok() ? issuers_.Refresh(former) : Tokens(refusal);
        if (!next.ok()) {
          base::LogInfo(
              "session not renewed",
              {{"issuer", former.issuer}, {"reason", ReasonOf(rpc::ToGrpcStatus(next.status()))}});
        }
        done(std::move(next));
      });
}

// ---- With a token, and out ----------------------------------------------------------------------

HttpResponse SignInImpl::TokenAnswer(const Target& /*target*/, const HttpRequest& request) {
  const auto refuse = [&](const grpc::Status& status) {
    NoteRefused(request, status);
    return JsonRefusal(status, request);
  };
  if (const absl::Status rate = CheckRate(request); !rate.ok()) {
    return JsonRefusal(rpc::ToGrpcStatus(rate), request);
  }
  absl::StatusOr<std::string> token = TokenIn(request);
  if (!token.ok()) return refuse(rpc::ToGrpcStatus(token.status()));
  const WhoAmI who = parts_.who_am_i(*token, request.address);
  if (!who.status.ok()) return refuse(who.status);
  base::LogInfo("signed in with a browser", {{"issuer", "token"}});
  HttpResponse response = Plain(204, request);
  response.cookies.push_back(NewSession(
      request, who.principal, {.token = *std::move(token), .expires_at = who.expires_at}));
  return response;
}

HttpResponse SignInImpl::SignOut(const HttpRequest& request) {
  sessions_.End(SessionCookieOf(request));
  HttpResponse response = Plain(204, request);
  response.cookies.push_back(ForgetSession());
  return response;
}

HttpResponse SignInImpl::ProvidersAnswer(const HttpRequest& request) const {
  Json list = Json::array();
  for (const OidcProvider& provider : issuers_.All()) {
    const access::v1::BrowserSignIn& sign_in = provider.sign_in();
    const auto title = [&](const std::string& text) {
      return text.empty() ? sign_in.name() : text;
    };
    list.push_back(
        {{"name", sign_in.name()},
         {"titles", {{"nl", title(sign_in.title_nl())}, {"en", title(sign_in.title_en())}}}});
  }
  return JsonAnswer({{"providers", std::move(list)}}, request);
}

HttpResponse SignInImpl::SessionAnswer(const HttpRequest& request) {
  const std::optional<absl::Time> end = sessions_.EndOf(SessionCookieOf(request));
  if (!end.has_value()) return JsonAnswer({{"signedIn", false}}, request);
  return JsonAnswer({{"signedIn", true},
                     {"endsAt", absl::FormatTime(absl::RFC3339_sec, *end, absl::UTCTimeZone())}},
                    request);
}

std::string SignInImpl::NewSession(const HttpRequest& request, const std::string& principal,
                                   SessionTokens tokens) {
  sessions_.End(SessionCookieOf(request));
  return ToHeader({.name = kSessionCookie, .value = sessions_.Make(principal, std::move(tokens))});
}

// ---- What they share ----------------------------------------------------------------------------

absl::Status SignInImpl::CheckRate(const HttpRequest& request) const {
  if (attempts_.Allows(request.address, parts_.clock->Now())) return absl::OkStatus();
  return Refused(absl::StatusCode::kUnavailable, "TOO_MANY_SIGN_INS",
                 "too many sign-ins came from this address; try again in a moment");
}

void SignInImpl::NoteRefused(const HttpRequest& request, const grpc::Status& status) {
  // Who is known and may not come in did not guess, and what the operator has to mend is nobody's.
  if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED ||
      status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
    attempts_.NoteWrong(request.address, parts_.clock->Now());
  }
  const bool of_operator = status.error_code() == grpc::StatusCode::FAILED_PRECONDITION;
  base::Log(of_operator ? base::LogLevel::kWarning : base::LogLevel::kInfo, "sign-in refused",
            {{"reason", ReasonOf(status)}});
}

}  // namespace

bool SignIn::Answers(absl::string_view path) {
  for (const char* const known :
       {kStartPath, kCallbackPath, kTokenPath, kProvidersPath, kSessionPath, kSignOutPath}) {
    if (path == known) return true;
  }
  return false;
}

bool SignIn::IsOfSession(const HttpRequest& request) {
  return HeaderOf(request.headers, "authorization").empty() && !SessionCookieOf(request).empty();
}

absl::StatusOr<std::unique_ptr<SignIn>> SignIn::Start(SignInOptions options, SignInParts parts) {
  RETURN_IF_ERROR(CheckPublicAddress(options.public_address));
  return std::make_unique<SignInImpl>(std::move(options), std::move(parts));
}

}  // namespace logboek::gateway
