#include "services/gateway/gateway.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "services/gateway/calendar_feed.h"
#include "services/gateway/calls.h"
#include "services/gateway/connect.h"
#include "services/gateway/open_calls.h"
#include "services/gateway/own_page.h"
#include "services/gateway/static_files.h"
#include "services/gateway/who_am_i.h"
#include "services/rpc/wire_status.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using google::protobuf::MethodDescriptor;

// For the last bytes of answers.
constexpr absl::Duration kLastBytesMax = absl::Seconds(2);
constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";
constexpr char kTextType[] = "text/plain; charset=utf-8";
constexpr char kAllowedHeaders[] =
    "Accept-Encoding, Authorization, Connect-Accept-Encoding, Connect-Content-Encoding, "
    "Connect-Protocol-Version, Connect-Timeout-Ms, Content-Encoding, Content-Type, Traceparent, "
    "X-Logboek-Acting-For, X-Logboek-Replay, X-Request-Id";
constexpr char kShownHeaders[] =
    "Connect-Content-Encoding, Content-Encoding, Retry-After, X-Request-Id";
constexpr char kExchange[] = "logboek.v1.AccessService.ExchangeToken";
constexpr char kPreflightSeconds[] = "7200";

bool IsLoopback(absl::string_view address) {
  return absl::StartsWith(address, "ipv4:127.") || address == "ipv6:::1";
}

HttpResponse Text(int status, absl::string_view text, const char* type = kTextType) {
  return {.status = status,
          .headers = {{"content-type", type}, {"cache-control", "no-store"}},
          .body = std::string(text)};
}

// The methods by their address: "/logboek.v1.AdminService/GetStatus".
using MethodMap = absl::flat_hash_map<std::string, const MethodDescriptor*>;

MethodMap MethodsOf(const std::vector<std::string>& services) {
  MethodMap methods;
  for (const std::string& name : services) {
    const auto* const service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    CHECK(service != nullptr, "a service of this program");
    for (int i = 0; i < service->method_count(); ++i) {
      methods[absl::StrCat("/", name, "/", service->method(i)->name())] = service->method(i);
    }
  }
  return methods;
}

// The access token behind a session stays here, and so does what would stand for it.
void RefuseExchange(const std::shared_ptr<HttpExchange>& exchange) {
  exchange->Answer(ErrorResponse(rpc::ToGrpcStatus(
      base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_AN_ACCESS_TOKEN",
                      "a page calls with its session, which needs no token; only an access token "
                      "that came with the call is exchanged"))));
}

// Adds to the answer what every answer to this request says.
class Decorated final : public HttpExchange {
 public:
  Decorated(std::shared_ptr<HttpExchange> inner, Headers headers)
      : inner_(std::move(inner)), headers_(std::move(headers)) {}

  const HttpRequest& request() const override { return inner_->request(); }
  void Answer(HttpResponse response) override {
    response.headers.insert(headers_.begin(), headers_.end());
    inner_->Answer(std::move(response));
  }
  void Begin(HttpResponse head, Written written) override {
    head.headers.insert(headers_.begin(), headers_.end());
    inner_->Begin(std::move(head), std::move(written));
  }
  void Write(std::string piece, Written written) override {
    inner_->Write(std::move(piece), std::move(written));
  }
  void End() override { inner_->End(); }
  void WhenGone(std::function<void()> gone) override { inner_->WhenGone(std::move(gone)); }

 private:
  const std::shared_ptr<HttpExchange> inner_;
  const Headers headers_;
};

class GatewayImpl final : public Gateway {
 public:
  GatewayImpl(GatewayOptions options, GatewayParts parts)
      : options_(std::move(options)),
        parts_(std::move(parts)),
        methods_(MethodsOf(parts_.services)),
        files_(options_.static_folder),
        calls_({.channel = parts_.channel,
                .open = &open_,
                .secret = parts_.secret,
                .message_bytes_max = options_.http.body_bytes_max}),
        feeds_({.channel = parts_.channel,
                .open = &open_,
                .secret = parts_.secret,
                .clock = parts_.clock}) {}
  ~GatewayImpl() override { Stop(); }

  absl::Status Open() {
    if (!options_.sign_in.public_address.empty()) {
      SignInParts parts = parts_.sign_in;
      parts.who_am_i = WhoAmIOver(parts_.channel, parts_.secret, &open_);
      ASSIGN_OR_RETURN(sign_in_, SignIn::Start(options_.sign_in, std::move(parts)));
    }
    ASSIGN_OR_RETURN(
        http_, HttpServer::Start(
                   options_.http,
                   [this](std::shared_ptr<HttpExchange> exchange) { Route(std::move(exchange)); },
                   parts_.clock));
    return absl::OkStatus();
  }
  int port() const override { return http_->port(); }
  void Drain() override {
    open_.Close();
    if (sign_in_ != nullptr) sign_in_->Stop();
  }
  void Stop() override {
    Drain();
    if (http_ != nullptr) http_->Stop(kLastBytesMax);
    open_.WaitUntilNone();
  }

 private:
  void Route(std::shared_ptr<HttpExchange> exchange);
  void Call(const Target& target, std::shared_ptr<HttpExchange> exchange);
  HttpResponse Page(const Target& target, const HttpRequest& request) const;
  // What a browser must know to show the answer to a page of another origin; empty for others.
  Headers CorsHeaders(const HttpRequest& request) const;

  const GatewayOptions options_;
  const GatewayParts parts_;
  const MethodMap methods_;
  const StaticFiles files_;
  OpenCalls open_;
  Calls calls_;
  CalendarFeeds feeds_;
  // Null without one.
  std::unique_ptr<SignIn> sign_in_;
  std::unique_ptr<HttpServer> http_;
};

void GatewayImpl::Route(std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  const absl::StatusOr<Target> target = ParseTarget(request.target);
  if (!target.ok()) return exchange->Answer(ErrorResponse(rpc::ToGrpcStatus(target.status())));
  if (absl::StartsWith(target->path, "/logboek.")) return Call(*target, std::move(exchange));
  if (absl::StartsWith(target->path, kCalendarFolder)) {
    return feeds_.Handle(*target, std::move(exchange));
  }
  if (sign_in_ != nullptr && SignIn::Answers(target->path)) {
    return sign_in_->Handle(*target, std::move(exchange));
  }
  exchange->Answer(Page(*target, request));
}

void GatewayImpl::Call(const Target& target, std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  // Answers hold personal data: nobody between here and the caller keeps them.
  Headers headers = CorsHeaders(request);
  headers["cache-control"] = "no-store";
  headers["x-content-type-options"] = "nosniff";
  auto decorated = std::make_shared<Decorated>(std::move(exchange), std::move(headers));
  const auto method = methods_.find(target.path);
  if (method == methods_.end()) {
    HttpResponse response = ErrorResponse(rpc::ToGrpcStatus(
        base::MakeError(absl::StatusCode::kUnimplemented, "UNKNOWN_METHOD",
                        "there is no such method; the address is /logboek.v1.SERVICE/METHOD")));
    response.status = 404;
    return decorated->Answer(std::move(response));
  }
  if (request.method == "OPTIONS") {
    Headers allowed = {{"allow", "GET, POST, OPTIONS"}};
    return decorated->Answer({.status = 204, .headers = std::move(allowed)});
  }
  const auto make = [this, method = method->second, target](std::shared_ptr<HttpExchange> call) {
    calls_.Handle(*method, target, std::move(call));
  };
  // What is no call is no session's either, and is answered as it is for anybody.
  const bool of_session = sign_in_ != nullptr && SignIn::IsOfSession(request) &&
                          Calls::Allows(*method->second, request.method);
  if (!of_session) return make(std::move(decorated));
  if (method->second->full_name() == kExchange) {
    return sign_in_->Authorize(std::move(decorated), RefuseExchange);
  }
  sign_in_->Authorize(std::move(decorated), make);
}

Headers GatewayImpl::CorsHeaders(const HttpRequest& request) const {
  Headers headers;
  const std::string origin(HeaderOf(request.headers, "origin"));
  headers["vary"] = "Accept-Encoding, Origin";
  const auto& allowed = options_.cors_origins;
  const bool all = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
  const bool named = std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
  if (origin.empty() || (!all && !named)) return headers;
  headers["access-control-allow-origin"] = all ? "*" : origin;
  headers["access-control-expose-headers"] = kShownHeaders;
  if (request.method != "OPTIONS") return headers;
  headers["access-control-allow-methods"] = "GET, POST";
  headers["access-control-allow-headers"] = kAllowedHeaders;
  headers["access-control-max-age"] = kPreflightSeconds;
  return headers;
}

HttpResponse GatewayImpl::Page(const Target& target, const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse response = Text(405, "only GET is answered here\n");
    response.headers["allow"] = "GET, HEAD";
    return response;
  }
  if (target.path == "/healthz") return Text(200, "ok\n");
  if (target.path == "/readyz") {
    return parts_.ready() ? Text(200, "ok\n") : Text(503, "commands are not taken\n");
  }
  if (target.path != "/metrics") return files_.Get(target.path, request);
  if (parts_.metrics == nullptr) return Text(404, "there are no metrics\n");
  if (!options_.metrics_for_all && !IsLoopback(request.address)) {
    return Text(403, "metrics are answered to this machine only\n");
  }
  return Text(200, parts_.metrics(), kMetricsType);
}

}  // namespace

absl::Status CheckOrigins(const std::vector<std::string>& origins) {
  for (const std::string& origin : origins) {
    if (origin == "*" || IsOrigin(origin)) continue;
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_ORIGIN",
        absl::StrCat("\"", origin,
                     "\" is no origin; write it as browsers do, in lower case and without a path: "
                     "https://portal.example.nl"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options,
                                                        GatewayParts parts) {
  RETURN_IF_ERROR(CheckOrigins(options.cors_origins));
  auto gateway = std::make_unique<GatewayImpl>(std::move(options), std::move(parts));
  RETURN_IF_ERROR(gateway->Open());
  return gateway;
}

}  // namespace logboek::gateway
