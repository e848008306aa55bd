// What may stand in a header of HTTP or of gRPC. A call whose metadata has anything else ends the
// process that makes it, so whatever comes from outside is looked at first.
#pragma once

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

// Whether there is nothing but printable ASCII in it, spaces among it. True for "".
inline bool IsPrintableAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isprint(c); });
}

}  // namespace logboek::base
