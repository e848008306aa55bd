#include "services/gateway/own_page.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/auth/fetch_url.h"
#include "storage/base/error.h"

namespace logboek::gateway {
namespace {

constexpr size_t kPathBytesMax = 2'048;
constexpr char kSameOrigin[] = "same-origin";

}  // namespace

bool IsOrigin(absl::string_view text) {
  const bool schemed =
      absl::ConsumePrefix(&text, "https://") || absl::ConsumePrefix(&text, "http://");
  return schemed && !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '-' ||
                  c == ':' || c == '[' || c == ']';
         });
}

absl::Status CheckPublicAddress(absl::string_view origin) {
  const bool default_port = absl::StartsWith(origin, "https:") ? absl::EndsWith(origin, ":443")
                                                               : absl::EndsWith(origin, ":80");
  // Plain HTTP on this machine alone, as for what is fetched.
  if (IsOrigin(origin) && !default_port && auth::ParseFetchUrl(origin).ok()) {
    return absl::OkStatus();
  }
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_PUBLIC_ADDRESS",
      absl::StrCat("\"", origin,
                   "\" is no address that browsers sign in at; write https and the host, in lower "
                   "case, without a path or the usual port: https://logboek.example.nl"));
}

bool IsLocalPath(absl::string_view path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return absl::ascii_isgraph(c) && c != '\\';
  });
  return plain && path.size() <= kPathBytesMax && absl::StartsWith(path, "/") &&
         !absl::StartsWith(path, "//");
}

absl::Status CheckOwnPage(const HttpRequest& request, absl::string_view origin) {
  const absl::string_view said = HeaderOf(request.headers, "origin");
  const absl::string_view site = HeaderOf(request.headers, "sec-fetch-site");
  const bool get = request.method == "GET";
  if (!get && request.method != "POST") {
    return base::MakeError(absl::StatusCode::kUnimplemented, "WRONG_METHOD",
                           "who is signed in with a browser calls with GET or POST");
  }
  const bool by_origin = said.empty() || said == origin;
  const bool by_site = site.empty() ? !get && !said.empty() : site == kSameOrigin;
  if (by_origin && by_site) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kPermissionDenied, "CROSS_SITE",
                         "who is signed in with a browser calls from the pages of this server "
                         "only; other programs send the header \"authorization\"");
}

}  // namespace logboek::gateway
