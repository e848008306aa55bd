#include "storage/testing/temp_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace logboek::storage {

TempFolder::TempFolder()
    : path_((std::filesystem::temp_directory_path() / "logboek.XXXXXX").string()) {
  CHECK(mkdtemp(path_.data()) != nullptr, "the machine has a writable folder for temporary files");
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::Sub(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

}  // namespace logboek::storage
