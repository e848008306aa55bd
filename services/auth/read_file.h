// Small files of the operator.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace logboek::auth {

// The whole file. NOT_FOUND: it cannot be read. INVALID_ARGUMENT: it is larger than the limit.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t bytes_max);

}  // namespace logboek::auth
