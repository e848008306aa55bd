// The settings of logboekd, a row each.
#pragma once

#include <vector>

#include "services/server/setting.h"

namespace logboek::server {

// In the order in which they are shown, those of a group together.
const std::vector<Setting>& Settings();

}  // namespace logboek::server
