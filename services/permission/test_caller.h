// Callers for tests.
#pragma once

#include "services/auth/principal.h"

namespace logboek::permission {

// "hus-portal" in this role, about nothing.
inline auth::Principal CallerWith(access::v1::CallerRole role) {
  auth::Principal caller;
  caller.grant.set_principal("hus-portal");
  caller.grant.set_role(role);
  return caller;
}

}  // namespace logboek::permission
