// The file of settings: TOML without sections, a setting a line.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::server {

// More is refused before it is read.
inline constexpr size_t kConfigBytesMax = 1 << 20;

struct ConfigEntry {
  std::string key;
  // From 1.
  int line = 0;
  // As a flag would have them: numbers in decimals, "true", texts without their quotes.
  std::vector<std::string> values;
  // It stood between brackets.
  bool is_list = false;
};

struct ConfigFile {
  // In the order of their lines.
  std::vector<ConfigEntry> entries;
  // What is wrong, "PATH:LINE: what; remedy" each. Where the text is no TOML, the first place is
  // told and there are no entries.
  std::vector<std::string> errors;
};

// `path` is for the messages.
ConfigFile ParseConfigFile(absl::string_view text, const std::string& path);

// The text as TOML has it, between quotes.
std::string QuoteForConfig(absl::string_view text);

}  // namespace logboek::server
