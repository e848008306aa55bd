#include "tests/reference/examples.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::reference {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kColumnsMax = 100;

// With a blank behind colons and commas.
std::string OnOneLine(const Json& json) {
  std::vector<std::string> parts;
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      parts.push_back(absl::StrCat(Json(key).dump(), ": ", OnOneLine(value)));
    }
    return absl::StrCat("{", absl::StrJoin(parts, ", "), "}");
  }
  if (json.is_array()) {
    for (const Json& value : json) parts.push_back(OnOneLine(value));
    return absl::StrCat("[", absl::StrJoin(parts, ", "), "]");
  }
  return json.dump();
}

// `before` is what stands on the line already.
std::string Lines(const Json& json, size_t indent, size_t before) {
  const std::string line = OnOneLine(json);
  if (!json.is_structured() || json.empty() || before + line.size() < kColumnsMax) return line;
  const std::string pad(indent + 2, ' ');
  std::vector<std::string> parts;
  for (const auto& [key, value] : json.items()) {
    const std::string name = json.is_object() ? absl::StrCat(Json(key).dump(), ": ") : "";
    parts.push_back(absl::StrCat(pad, name, Lines(value, indent + 2, pad.size() + name.size())));
  }
  return absl::StrCat(json.is_object() ? "{\n" : "[\n", absl::StrJoin(parts, ",\n"), "\n",
                      std::string(indent, ' '), json.is_object() ? "}" : "]");
}

}  // namespace

std::string TextOf(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> ExamplesInOrder() {
  std::vector<std::string> keys;
  for (const absl::string_view line :
       absl::StrSplit(TextOf(absl::StrCat(kExamplesFolder, "order.txt")), '\n')) {
    if (!line.empty() && line[0] != '#') keys.emplace_back(line);
  }
  return keys;
}

std::map<std::string, Example> Examples() {
  std::map<std::string, Example> examples;
  for (const auto& entry : std::filesystem::directory_iterator(kExamplesFolder)) {
    const std::string name = entry.path().filename();
    if (!absl::EndsWith(name, ".json")) continue;
    const absl::string_view key = absl::StripSuffix(name, ".json");
    if (absl::EndsWith(key, ".answer")) {
      examples[std::string(absl::StripSuffix(key, ".answer"))].answer = TextOf(entry.path());
    } else {
      examples[std::string(key)].request = TextOf(entry.path());
    }
  }
  return examples;
}

std::string Pretty(const Json& json) { return absl::StrCat(Lines(json, 0, 0), "\n"); }

}  // namespace logboek::reference
