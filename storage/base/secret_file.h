// Files with a secret in them, for nobody but who runs the program.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

// A new file of mode 0600 that appears with its whole content or not at all, whenever the process
// dies; durable when it returns OK. FAILED_PRECONDITION: there is one already, or it cannot be
// made. Messages begin with the path.
absl::Status CreateSecretFile(const std::string& path, absl::string_view bytes);

// Up to `bytes_max` bytes of the file. NOT_FOUND: there is none. FAILED_PRECONDITION: it cannot be
// read, or others can read or write it.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path, size_t bytes_max);

}  // namespace logboek::base
