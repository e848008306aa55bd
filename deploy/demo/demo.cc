#include "deploy/demo/demo.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "storage/base/status_macros.h"

namespace logboek::demo {
namespace {

absl::Status WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out.fail()) return absl::UnavailableError(absl::StrCat("can't write ", path.string()));
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteDemo(absl::string_view folder, uint64_t seed) {
  const std::filesystem::path into{std::string(folder)};
  RETURN_IF_ERROR(WriteFile(into / kMiddenBrabantFile, MiddenBrabant(seed)));
  RETURN_IF_ERROR(WriteFile(into / kUtrechtFile, Utrecht(seed)));
  RETURN_IF_ERROR(WriteFile(into / kTwenteFile, Twente(seed)));
  return WriteFile(into / kGeldersRivierenlandFile, GeldersRivierenland(seed));
}

}  // namespace logboek::demo
