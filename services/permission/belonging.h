// Whom a record of the register belongs to.
#pragma once

#include <set>
#include <string>

#include "services/domain/register.h"
#include "services/permission/subjects.h"

namespace logboek::permission {

// All empty: there is no such record.
struct Belonging {
  std::set<std::string> regions = {};
  std::set<std::string> academies = {};
  std::set<std::string> practices = {};
};

// Of a record; nothing for a region, an academy and an event.
Belonging BelongingOf(const domain::Register& reg, const Subject& subject);

}  // namespace logboek::permission
