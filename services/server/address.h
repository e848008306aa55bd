// Where the server listens.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::server {

struct Address {
  // Without brackets.
  std::string host;
  int port = 0;

  // "127.0.0.1:4777" or "[::1]:4777".
  std::string ToString() const;
};

// Reads HOST:PORT; port 0 = any free one. INVALID_ARGUMENT: BAD_ADDRESS, not of that form;
// NOT_LOOPBACK, a host other machines could reach, which is refused until there is sign-in.
absl::StatusOr<Address> ParseLoopback(absl::string_view text);

}  // namespace logboek::server
