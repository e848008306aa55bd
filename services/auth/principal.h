// Who calls, as the server knows them.
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"

namespace logboek::auth {

// Constant once made; shared by the calls it is behind.
struct Principal {
  // Valid: its scopes fit its role.
  access::v1::Grant grant;
  // How it was known, for logs: "token tk_...", "certificate 5f2a...", "oidc https://...". Never a
  // secret.
  std::string credential;
  // No call begins after this.
  absl::Time expires_at = absl::InfiniteFuture();
};

using PrincipalPtr = std::shared_ptr<const Principal>;

}  // namespace logboek::auth
