// Names out of the vault.
#pragma once

#include <string>

#include "services/domain/register.h"
#include "services/vault/vault.h"

namespace logboek::queries {

// Empty when there is none, or it was erased. What cannot be read for another reason is empty, too,
// and told to the log.
std::string NameOf(const domain::Person& person, const vault::Vault& vault);

}  // namespace logboek::queries
