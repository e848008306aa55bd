#include "services/gateway/cookies.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace logboek::gateway {

std::string CookieOf(absl::string_view header, absl::string_view name) {
  std::string value;
  for (const absl::string_view pair : absl::StrSplit(header, ';')) {
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (absl::StripAsciiWhitespace(sides.first) != name) continue;
    const absl::string_view found = absl::StripAsciiWhitespace(sides.second);
    // Of two values nobody can say which is ours.
    if (!value.empty() && found != value) return "";
    value = std::string(found);
  }
  return value;
}

std::string ToHeader(const CookieToSet& cookie) {
  std::string header =
      absl::StrCat(cookie.name, "=", cookie.value, "; Path=/; Secure; HttpOnly; SameSite=",
                   cookie.same_site == SameSite::kStrict ? "Strict" : "Lax");
  if (cookie.age_max < absl::InfiniteDuration()) {
    absl::StrAppend(&header, "; Max-Age=", absl::ToInt64Seconds(cookie.age_max));
  }
  return header;
}

}  // namespace logboek::gateway
