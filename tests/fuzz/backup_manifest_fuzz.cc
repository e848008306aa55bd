// The manifest of a backup, as it stands and with a sum that fits.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/backup/manifest.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

void CheckManifest(absl::string_view text) {
  const auto read = backup::ReadManifest(text);
  if (!read.ok()) return CheckRefused(read.status());
  const std::string written = backup::WriteManifest(*read);
  const auto again = backup::ReadManifest(written);
  CHECK(again.ok());
  CHECK(backup::WriteManifest(*again) == written);
  for (const backup::ManifestFile& file : read->files) CHECK(!absl::StrContains(file.name, "/"));
  for (const auto& [name, id] : read->databases) CHECK(!absl::StrContains(name, "/"));
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek::fuzz;
  const absl::string_view text = ToText(data, size);
  CheckManifest(text);
  std::string lines(text);
  if (!absl::EndsWith(lines, "\n")) lines += "\n";
  CheckManifest(absl::StrCat(lines, "sum ", logboek::backup::Sha256(lines), "\n"));
  return 0;
}
