#include "storage/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace logboek::base {

void CheckFailed(const char* file, int line, absl::string_view what) {
  const std::string text = absl::StrCat("CHECK failed at ", file, ":", line, ": ", what, "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
  std::abort();
}

}  // namespace logboek::base
