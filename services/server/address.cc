#include "services/server/address.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/base/error.h"

namespace logboek::server {
namespace {

constexpr int kPortMax = 65535;

absl::Status BadAddress(absl::string_view text) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_ADDRESS",
      absl::StrCat("\"", text,
                   "\" is no address; give HOST:PORT, for example 127.0.0.1:4777, with "
                   "port 0 for any free one"),
      {{"address", std::string(text)}});
}

// Names are not looked up: what a name stands for can change after the check.
bool IsLoopback(absl::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  const std::vector<std::string> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const std::string& part : parts) {
    int number = 0;
    if (!absl::SimpleAtoi(part, &number) || number < 0 || number > 255) return false;
  }
  return true;
}

}  // namespace

std::string Address::ToString() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

absl::StatusOr<Address> ParseAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return BadAddress(text);
  absl::string_view host = text.substr(0, colon);
  const absl::string_view port = text.substr(colon + 1);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  } else if (absl::StrContains(host, ':')) {
    return BadAddress(text);
  }
  Address address{.host = std::string(host)};
  const bool digits = !port.empty() && port.find_first_not_of("0123456789") == port.npos;
  if (!digits || !absl::SimpleAtoi(port, &address.port) || address.port > kPortMax) {
    return BadAddress(text);
  }
  return address;
}

absl::Status CheckLoopback(const Address& address) {
  if (IsLoopback(address.host)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "NOT_LOOPBACK",
      absl::StrCat("\"", address.host,
                   "\" can be reached from other machines, and without TLS tokens could be read on "
                   "the way; give --tls-certificate and --tls-key, or listen on 127.0.0.1, ::1 or "
                   "localhost"),
      {{"host", address.host}});
}

}  // namespace logboek::server
