#include "clients/cli/source_id.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace logboek::cli {
namespace {

// The server takes no longer one.
constexpr size_t kSourceIdBytesMax = 128;

// FNV-1a over 128 bits: short, and the same on every machine.
std::string HashOf(absl::string_view text) {
  using Wide = unsigned __int128;
  Wide hash = (Wide{0x6c62272e07bb0142} << 64) | Wide{0x62b821756295c58d};
  const Wide prime = (Wide{1} << 88) | Wide{0x13b};
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
  return absl::StrFormat("%016x%016x", static_cast<uint64_t>(hash >> 64),
                         static_cast<uint64_t>(hash));
}

}  // namespace

std::string SourceIdOf(const std::string& what, const std::vector<std::string>& parts) {
  const std::string readable = absl::StrCat(what, "/", absl::StrJoin(parts, "/"));
  const bool plain = std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.find('/') == std::string::npos;
  });
  if (plain && readable.size() <= kSourceIdBytesMax) return readable;
  return absl::StrCat(what, "/", HashOf(absl::StrJoin(parts, absl::string_view("\0", 1))));
}

absl::StatusOr<std::string> SourceOf(client::Client& client, const std::string& given) {
  if (!given.empty()) return given;
  const auto me = client.Ask(&v1::AccessService::Stub::WhoAmI, v1::WhoAmIRequest());
  if (!me.ok()) return me.status();
  return me->grant().sources().empty() ? me->grant().principal() : me->grant().sources(0);
}

}  // namespace logboek::cli
