// The menus of a region's plans, as questions look at them.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"

namespace logboek::queries {

// The menu row that is valid on the day; null when there is none. Lives as long as the region.
const regioplan::v1::MenuItem* MenuRowOn(const domain::Region& region, absl::string_view slug,
                                         absl::CivilDay day);

}  // namespace logboek::queries
