// What Logboek answers over HTTP: its services in the Connect protocol, calendars to subscribe to,
// its health and metrics, and the files of a console.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "services/gateway/http_server.h"
#include "services/gateway/sign_in.h"
#include "storage/base/clock.h"

namespace logboek::gateway {

struct GatewayOptions {
  HttpServerOptions http;
  // Pages of other origins that may call, each as browsers write it ("https://portal.example.nl");
  // "*" = all. None = no page but the server's own.
  std::vector<std::string> cors_origins;
  // Its files are served below "/"; empty = none.
  std::string static_folder;
  // Without a public address nobody signs in with a browser.
  SignInOptions sign_in;
  // To whom /metrics is answered: this machine, or anybody.
  bool metrics_for_all = false;
};

// What the server lends it.
struct GatewayParts {
  // To the server, inside the process.
  std::shared_ptr<grpc::Channel> channel;
  // What the server believes the gateway by (services/rpc/forwarded.h).
  std::string secret;
  // Full names of the services, as "logboek.v1.AdminService".
  std::vector<std::string> services;
  // Commands are taken.
  std::function<bool()> ready;
  // In the text format of Prometheus; empty = there are none.
  std::function<std::string()> metrics;
  const base::Clock* clock = nullptr;
  // All but who_am_i, which the gateway fills.
  SignInParts sign_in;
};

// INVALID_ARGUMENT, BAD_ORIGIN: one is not "*" and not as browsers write it.
absl::Status CheckOrigins(const std::vector<std::string>& origins);

// Thread-safe.
//
//   POST /logboek.v1.Service/Method   a call in the Connect protocol; GET for reads
//   GET /calendar/TOKEN.ics           a calendar to subscribe to (calendar_feed.h)
//   GET /healthz                      200 while the process answers
//   GET /readyz                       200 while commands are taken, else 503
//   GET /metrics                      for Prometheus
//   /sign-in, /sign-out               for browsers (services/gateway/sign_in.h)
//   GET /...                          files
//
// A call without the header "authorization" is made with the token of the session whose cookie it
// has, if a page of this server makes it.
class Gateway {
 public:
  // Errors as HttpServer::Start, CheckOrigins and SignIn::Start.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options, GatewayParts parts);
  // Stops as Stop() does.
  virtual ~Gateway() = default;

  virtual int port() const = 0;

  // Before the server behind the channel is shut down, for a call that is made over it afterwards
  // ends the process: ends sign-ins that wait for an issuer, and makes no more calls. What comes
  // then, or becomes whole, is answered 503, STOPPING, with when to come back; pages are answered
  // as ever. Calls that were made go on until the server ends them. Blocks, for ten seconds or so
  // at most. Idempotent.
  virtual void Drain() = 0;

  // Once the server behind the channel has ended its calls: drains, if nobody has, and closes what
  // is open. Blocks. Idempotent.
  virtual void Stop() = 0;
};

}  // namespace logboek::gateway
