#include "services/auth/read_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"

namespace logboek::auth {

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A file that was read to its end is no longer good, one that was never open is bad.
  if (!file.is_open() || file.bad()) {
    return absl::NotFoundError(absl::StrCat(path, ": the file cannot be read"));
  }
  if (static_cast<size_t>(file.gcount()) > bytes_max) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": the file has more than ", bytes_max, " bytes, the limit"));
  }
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

}  // namespace logboek::auth
