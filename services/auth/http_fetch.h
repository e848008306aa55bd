// Fetches what stands at a URL, and sends forms, over HTTP.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "services/auth/key_source.h"
#include "storage/base/clock.h"

namespace logboek::auth {

struct HttpFetchOptions {
  // Must outlive the function.
  const base::Clock* clock;
  // PEM of the authorities that are trusted; empty = those of the machine.
  std::string authorities_file = {};
  // For each of: connecting, a silence of the server, and the body.
  absl::Duration timeout = absl::Seconds(10);
  size_t bytes_max = kKeySetBytesMax;
};

// A GET that answers 200; redirects are not followed. The server's certificate and name are
// verified. INVALID_ARGUMENT, BAD_URL as ParseFetchUrl; UNAVAILABLE: it cannot be reached, is not
// who it says, takes too long, or answers something else; RESOURCE_EXHAUSTED: it sends too much.
FetchFunction NewHttpFetch(HttpFetchOptions options);

// A form, as "a=1&b=2" with what must be percent-encoded in it.
struct HttpForm {
  std::string url;
  std::string form = {};
  // The header of this name; empty = none.
  std::string authorization = {};
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// What a server answers to a form, whatever its status.
using PostFunction = std::function<absl::StatusOr<HttpAnswer>(const HttpForm& form)>;

// Otherwise as NewHttpFetch. Errors name the URL and never what was sent.
PostFunction NewHttpPost(HttpFetchOptions options);

}  // namespace logboek::auth
