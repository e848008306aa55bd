// Cookies, as a server writes and reads them (RFC 6265). All are __Host- cookies: only this origin
// sets them, over TLS, and no script reads them.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace logboek::gateway {

// Of who is signed in. Goes with no request that another site caused.
inline constexpr char kSessionCookie[] = "__Host-logboek";
// Of who is signing in. The issuer's site sends the browser back, so this one goes with a link.
inline constexpr char kSignInCookie[] = "__Host-logboek-sign-in";

// The cookie's value in the header "cookie"; "" when it is not there, or there with two values.
std::string CookieOf(absl::string_view header, absl::string_view name);

enum class SameSite { kStrict, kLax };

struct CookieToSet {
  // One of the names above, and a value of letters, digits, "-" and "_".
  absl::string_view name;
  absl::string_view value = {};
  SameSite same_site = SameSite::kStrict;
  // Zero = gone at once; infinite = when the browser ends.
  absl::Duration age_max = absl::InfiniteDuration();
};
// The value of a header "set-cookie".
std::string ToHeader(const CookieToSet& cookie);

}  // namespace logboek::gateway
