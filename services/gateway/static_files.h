// Files of one folder, as a browser is given them.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/gateway/http.h"

namespace logboek::gateway {

// The headers that keep a page to itself: no scripts, styles or connections but the server's own,
// no frame around it, nothing told to other sites. `secure`: over TLS, and for good (HSTS).
Headers SecurityHeaders(bool secure);

// Thread-safe.
class StaticFiles {
 public:
  // An empty folder has no files.
  explicit StaticFiles(std::string folder) : folder_(std::move(folder)) {}

  // The answer to a GET or HEAD for the path: the file, "index.html" of a folder, 304 when the
  // client has it, else 404. Nothing outside of the folder, no name that begins with a dot, no link
  // that leads out of it, and no file above 16 MiB is given. `path` is decoded.
  HttpResponse Get(absl::string_view path, const HttpRequest& request) const;

 private:
  const std::string folder_;
};

}  // namespace logboek::gateway
