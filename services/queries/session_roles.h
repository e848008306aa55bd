// For whom a session is.
#pragma once

#include "services/domain/register.h"

namespace logboek::queries {

// Some obligation of the region's plans, on the session's day, counts the role or everybody there;
// or none looks at the session, and its places are not kept for other roles. `offering` may be
// null.
bool IsForRole(const domain::Region& region, const domain::Session& session,
               const domain::Offering* offering, domain::Role role);

}  // namespace logboek::queries
