#include "services/auth/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace logboek::auth {
namespace {

constexpr size_t kNetworkBytes = 8;
// Where the four bytes of IPv4 stand in its form as IPv6.
constexpr size_t kMappedBytes = 12;

std::string AddressText(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  return inet_ntop(family, address, text.data(), text.size()) == nullptr ? "" : text.data();
}

}  // namespace

std::string NetworkOf(absl::string_view address) {
  absl::string_view rest = address;
  if (!absl::ConsumePrefix(&rest, "ipv6:")) return std::string(address);
  // gRPC writes "[::1]" as in an address of the web; HTTP writes "::1".
  std::string plain = absl::StrReplaceAll(rest, {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}});
  // An address of the link says on which.
  plain.resize(std::min(plain.find('%'), plain.size()));
  in6_addr parsed = {};
  if (inet_pton(AF_INET6, plain.c_str(), &parsed) != 1) return std::string(address);
  uint8_t* const bytes = parsed.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
    return absl::StrCat("ipv4:", AddressText(AF_INET, bytes + kMappedBytes));
  }
  std::fill(bytes + kNetworkBytes, bytes + sizeof(parsed.s6_addr), 0);
  return absl::StrCat("ipv6:", AddressText(AF_INET6, &parsed), "/64");
}

}  // namespace logboek::auth
