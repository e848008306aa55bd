// Which requests a page of the server itself made: the only ones that a cookie lets in.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/gateway/http.h"

namespace logboek::gateway {

// As browsers write an origin: scheme, host and port, in lower case, nothing behind it.
bool IsOrigin(absl::string_view text);

// The origin under which browsers reach the server. INVALID_ARGUMENT, BAD_PUBLIC_ADDRESS: no
// https, nor http on this machine; not as browsers write it.
absl::Status CheckPublicAddress(absl::string_view origin);

// Whether a browser can be sent to it without leaving the server: a path of up to 2,048 printable
// ASCII characters that is not read as another host.
bool IsLocalPath(absl::string_view path);

// OK for a request of a page of `origin`, by what browsers say of it: a POST by "origin", or
// "sec-fetch-site" where there is none; a GET by "sec-fetch-site", and "origin" where there is one.
// PERMISSION_DENIED, CROSS_SITE: of another, or the browser does not say. UNIMPLEMENTED,
// WRONG_METHOD: neither GET nor POST.
absl::Status CheckOwnPage(const HttpRequest& request, absl::string_view origin);

}  // namespace logboek::gateway
