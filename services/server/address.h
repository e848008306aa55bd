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

// Reads HOST:PORT; port 0 = any free one. INVALID_ARGUMENT, BAD_ADDRESS: not of that form.
absl::StatusOr<Address> ParseAddress(absl::string_view text);

// OK when only this machine can reach the address: tokens go over the wire as they are when there
// is no TLS. INVALID_ARGUMENT, NOT_LOOPBACK.
absl::Status CheckLoopback(const Address& address);

}  // namespace logboek::server
