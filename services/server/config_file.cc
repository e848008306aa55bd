#include "services/server/config_file.h"

// In the place of exceptions, a result that holds the error.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// Its assertions are wrong about some mistyped dates (3.3.0: "1979-05-27T&"), which it goes on to
// refuse as it should. With NDEBUG it would tell the compiler that they hold.
#define TOML_ASSERT(expr) static_assert(true)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/server/setting.h"

namespace logboek::server {
namespace {

std::string At(const std::string& path, int64_t line) {
  return absl::StrCat(path, ":", line, ": ");
}

// Absent for what is no single value of a setting.
std::optional<std::string> TextOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* count = node.as_integer()) return absl::StrCat(count->get());
  if (const auto* number = node.as_floating_point()) return kind::FormatNumber(number->get());
  if (const auto* state = node.as_boolean()) return state->get() ? "true" : "false";
  return std::nullopt;
}

// False when the node, or one within a list, is no value of a setting.
bool ReadValues(const toml::node& node, ConfigEntry* entry) {
  const toml::array* const list = node.as_array();
  entry->is_list = list != nullptr;
  std::vector<std::optional<std::string>> values;
  if (list == nullptr) values.push_back(TextOf(node));
  for (size_t i = 0; list != nullptr && i < list->size(); ++i) {
    values.push_back(TextOf(*list->get(i)));
  }
  for (std::optional<std::string>& value : values) {
    if (!value.has_value()) return false;
    entry->values.push_back(*std::move(value));
  }
  return true;
}

// What the parser says is for those who know TOML; the rest of the sentence is for the others.
std::string SyntaxError(const toml::parse_error& error, const std::string& path) {
  const std::string what(error.description());
  const char* const remedy =
      absl::StrContains(what, "redefine")
          ? "give each setting once"
          : "write NAME = VALUE on a line, a text between quotes, a list as [\"a\", \"b\"], and "
            "comments after #";
  return absl::StrCat(At(path, error.source().begin.line), what, "; ", remedy);
}

}  // namespace

ConfigFile ParseConfigFile(absl::string_view text, const std::string& path) {
  ConfigFile file;
  const toml::parse_result result = toml::parse(std::string(text));
  if (!result) {
    file.errors.push_back(SyntaxError(result.error(), path));
    return file;
  }
  for (const auto& [key, node] : result.table()) {
    ConfigEntry entry{.key = std::string(key.str()),
                      .line = static_cast<int>(key.source().begin.line)};
    if (node.is_table() || node.is_array_of_tables()) {
      file.errors.push_back(absl::StrCat(At(path, entry.line), "\"",
                                         absl::Utf8SafeCEscape(entry.key),
                                         "\" is a section; settings stand without sections and "
                                         "their names without dots"));
    } else if (!ReadValues(node, &entry)) {
      file.errors.push_back(absl::StrCat(At(path, entry.line), absl::Utf8SafeCEscape(entry.key),
                                         " is no text, number, true, false or a list of those; "
                                         "write a text between quotes"));
    } else {
      file.entries.push_back(std::move(entry));
    }
  }
  std::sort(file.entries.begin(), file.entries.end(),
            [](const ConfigEntry& a, const ConfigEntry& b) { return a.line < b.line; });
  return file;
}

std::string QuoteForConfig(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      absl::StrAppendFormat(&quoted, "\\u%04X", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace logboek::server
