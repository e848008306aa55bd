// The random name of a store.
#pragma once

#include <string>

namespace logboek::storage {

// 128 random bits of the operating system as 32 lower-case hex digits.
std::string NewStoreId();

}  // namespace logboek::storage
