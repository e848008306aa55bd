// The file of settings.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/server/config_file.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const server::ConfigFile file = server::ParseConfigFile(fuzz::ToText(data, size), "file");
  for (const std::string& error : file.errors) CHECK(absl::StartsWith(error, "file:"));
  for (const server::ConfigEntry& entry : file.entries) {
    CHECK(entry.line > 0);
    CHECK(entry.is_list || entry.values.size() == 1);
    // What is printed is read as the same.
    std::string printed = "again = [";
    for (const std::string& value : entry.values) {
      absl::StrAppend(&printed, server::QuoteForConfig(value), ", ");
    }
    const server::ConfigFile again = server::ParseConfigFile(printed + "]", "again");
    CHECK(again.errors.empty() && again.entries.size() == 1);
    CHECK(again.entries[0].values == entry.values);
  }
  return 0;
}
