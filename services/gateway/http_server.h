// HTTP/1.1 on a port, with or without TLS.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/http.h"
#include "storage/base/clock.h"

namespace logboek::gateway {

// Files in PEM, read again when they change.
struct HttpTls {
  // With its chain; empty = no TLS.
  std::string certificate_path;
  std::string key_path;
  // Authorities whose client certificates are believed; empty = none is asked for.
  std::string client_ca_path;
  // Connections without such a certificate are closed.
  bool require_certificate = false;
};

struct HttpServerOptions {
  // An address of this machine and a port; 0 = any free one.
  std::string host = "127.0.0.1";
  int port = 0;
  HttpTls tls;
  int threads = 2;
  // More are closed as soon as they come, and more of one address, so that nobody alone takes all
  // there are; a proxy, too, is one address. An IPv6 network of 64 bits counts as one.
  size_t connections_max = 4'000;
  size_t connections_of_one_max = 2'000;
  // Line and headers of a request; more is answered 431.
  size_t head_bytes_max = 16 << 10;
  // A longer body is answered 413.
  size_t body_bytes_max = 4 << 20;
  // Of bodies of requests that are read or answered, and of answers that clients have not taken
  // yet, of all connections together, and of those of one address; the first 16 KiB of each are not
  // counted. A body beyond it is answered 503 with a header "retry-after", an answer is cut off;
  // both connections are closed.
  size_t held_bytes_max = 256 << 20;
  size_t held_bytes_of_one_max = 128 << 20;
  // For TLS and the head of a request, from when the connection may be used; then it is closed.
  absl::Duration head_max = absl::Seconds(30);
  // For the body of a request.
  absl::Duration body_max = absl::Seconds(60);
  // For a client to take an answer, or a piece of one.
  absl::Duration write_max = absl::Seconds(60);
  // How often it is looked whether the files of TLS changed. Those that are not good are logged
  // once, and the ones before stay in use.
  absl::Duration look_interval = absl::Seconds(1);
};

// Thread-safe.
class HttpServer {
 public:
  // Answers requests when it returns. `clock` must outlive it. INVALID_ARGUMENT, BAD_ADDRESS: the
  // host is no address. UNAVAILABLE, PORT_NOT_FREE. FAILED_PRECONDITION, TLS_FILE: which file of
  // TLS is not good, and why.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options,
                                                           HttpHandler handler,
                                                           const base::Clock* clock);
  // Stops as Stop() does.
  virtual ~HttpServer() = default;

  virtual int port() const = 0;
  // Connections that are open.
  virtual size_t connections() const = 0;
  // Bytes that count for `held_bytes_max`.
  virtual size_t held_bytes() const = 0;

  // Takes no more requests, lets those that were taken be answered until `patience` is over, and
  // then closes what is left and tells those who write in pieces that the peer is gone. Blocks
  // until handlers that run have returned; no handler runs afterwards, and whoever waits for a
  // piece to be written has been told. An exchange that is used later tells so at once, on the
  // thread that uses it. Idempotent.
  virtual void Stop(absl::Duration patience) = 0;
};

}  // namespace logboek::gateway
