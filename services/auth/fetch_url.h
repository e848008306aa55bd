// The addresses keys may be fetched from.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::auth {

struct FetchUrl {
  // "https://keys.example.nl:8443"
  std::string origin;
  // From the slash on.
  std::string path;
};

// https, or http to this machine itself (localhost, 127.0.0.1, [::1]). INVALID_ARGUMENT, BAD_URL:
// anything else, or with a name or password in it.
absl::StatusOr<FetchUrl> ParseFetchUrl(absl::string_view url);

}  // namespace logboek::auth
