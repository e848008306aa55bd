// What every side store refuses.
#pragma once

#include "absl/status/status.h"
#include "storage/side_store.h"

namespace logboek::storage {

inline constexpr size_t kSideKeyBytesMax = 1'024;
inline constexpr size_t kSideValueBytesMax = 1 << 20;

// INVALID_ARGUMENT as SideStore::Write says.
absl::Status CheckSideWrite(const SideWrite& write);

}  // namespace logboek::storage
