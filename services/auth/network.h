// Who is counted as one, when it is counted where calls come from.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace logboek::auth {

// Of an address as Presented::address, the part that is given to one party: of IPv6 the first 64
// bits ("ipv6:2001:db8:0:1::/64"), for whoever has one address there has all of them; of IPv4, also
// when it is written as IPv6, all of it ("ipv4:192.0.2.1"). Anything else stays as it is.
std::string NetworkOf(absl::string_view address);

}  // namespace logboek::auth
