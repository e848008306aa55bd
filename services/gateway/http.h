// A request of HTTP and its answer, apart from the library that carries them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::gateway {

// By name, in lower case. What came several times is joined with ", ".
using Headers = std::map<std::string, std::string>;

// "" when it is not there.
inline absl::string_view HeaderOf(const Headers& headers, const std::string& name) {
  const auto found = headers.find(name);
  return found == headers.end() ? absl::string_view() : absl::string_view(found->second);
}

struct HttpRequest {
  // "GET", as sent.
  std::string method;
  // As sent: "/path?query"; of "http://host/path?query" too, whose host is then the header "host".
  std::string target;
  Headers headers;
  std::string body;
  // Where it came from, without a port: "ipv4:127.0.0.1", "ipv6:::1".
  std::string address;
  // Of the client's certificate, verified by TLS, in PEM; "" = none.
  std::string certificate_pem;
  // It came over TLS.
  bool secure = false;
};

struct HttpResponse {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  // The value of a header "set-cookie" each, which cannot be joined.
  std::vector<std::string> cookies = {};
};

// One request until it is answered: by Answer, or by Begin, any number of Write, and End.
// Thread-safe, but for one at a time. What is dropped without an answer is answered 500, or cut off
// when it has begun.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  virtual const HttpRequest& request() const = 0;

  // The whole answer. The body is left out of the answer to a HEAD.
  virtual void Answer(HttpResponse response) = 0;

  // An answer in pieces; `head` has no body. The next piece may follow when `written` was called,
  // which is false when the peer is gone: then nothing more needs to be said. `written` may be
  // called on any thread, also before Write returns.
  using Written = std::function<void(bool ok)>;
  virtual void Begin(HttpResponse head, Written written) = 0;
  virtual void Write(std::string piece, Written written) = 0;
  virtual void End() = 0;

  // Called once if the peer goes away, or the server stops, before an answer in pieces has ended;
  // at once when that has happened. Before Begin. Gone with the exchange.
  virtual void WhenGone(std::function<void()> gone) = 0;
};

// Must not block. Called on any thread.
using HttpHandler = std::function<void(std::shared_ptr<HttpExchange>)>;

}  // namespace logboek::gateway
