// A folder for one test, removed with all that is in it.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace logboek::storage {

// A new empty folder that is removed with everything in it when this is destroyed.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  // A path inside; nothing is made there.
  std::string Sub(absl::string_view name) const;

 private:
  std::string path_;
};

}  // namespace logboek::storage
