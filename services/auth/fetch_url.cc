#include "services/auth/fetch_url.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/base/error.h"

namespace logboek::auth {
namespace {

constexpr size_t kUrlBytesMax = 2'048;

absl::Status BadUrl(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_URL",
                         absl::StrCat("the URL ", what));
}

bool IsPlain(absl::string_view url) {
  return std::all_of(url.begin(), url.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '@' && c != '\\';
  });
}

struct HostAndPort {
  absl::string_view host;
  // Empty when none is named.
  absl::string_view port;
};

HostAndPort SplitHost(absl::string_view authority) {
  const size_t bracket = authority.rfind(']');
  const size_t colon = authority.rfind(':');
  if (colon == absl::string_view::npos || (bracket != absl::string_view::npos && colon < bracket)) {
    return {authority, ""};
  }
  return {authority.substr(0, colon), authority.substr(colon)};
}

bool IsPort(absl::string_view port) {
  int number = 0;
  return port.empty() ||
         (absl::SimpleAtoi(port.substr(1), &number) && number > 0 && number <= 65'535);
}

bool IsThisMachine(absl::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

absl::StatusOr<FetchUrl> ParseFetchUrl(absl::string_view url) {
  if (url.size() > kUrlBytesMax) return BadUrl(absl::StrCat("is longer than ", kUrlBytesMax));
  if (!IsPlain(url)) return BadUrl("has a blank, a control character, a name or a password in it");
  absl::string_view rest = url;
  const bool secure = absl::ConsumePrefix(&rest, "https://");
  if (!secure && !absl::ConsumePrefix(&rest, "http://")) {
    return BadUrl("does not begin with https://");
  }
  const size_t host_bytes = std::min(rest.find_first_of("/?#"), rest.size());
  const HostAndPort authority = SplitHost(rest.substr(0, host_bytes));
  if (authority.host.empty() || !IsPort(authority.port)) return BadUrl("has no host, or no port");
  if (!secure && !IsThisMachine(authority.host)) {
    return BadUrl("begins with http://, which is for this machine itself only; use https://");
  }
  FetchUrl parsed{.origin = std::string(url.substr(0, url.size() - rest.size() + host_bytes)),
                  .path = std::string(rest.substr(host_bytes))};
  if (!absl::StartsWith(parsed.path, "/")) parsed.path = absl::StrCat("/", parsed.path);
  return parsed;
}

}  // namespace logboek::auth
