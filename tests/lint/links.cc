#include "tests/lint/links.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace logboek::lint {
namespace {

namespace fs = std::filesystem;

bool IsPage(absl::string_view path) { return absl::EndsWith(path, ".md"); }

// The lines, those between fences and what stands between backticks made empty.
std::vector<std::string> Prose(absl::string_view text) {
  std::vector<std::string> lines;
  bool fenced = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const bool fence = absl::StartsWith(line, "```");
    if (fence) fenced = !fenced;
    std::string prose;
    const std::vector<absl::string_view> parts = absl::StrSplit(line, '`');
    for (size_t i = 0; i < parts.size(); i += 2) absl::StrAppend(&prose, parts[i]);
    lines.push_back(fence || fenced || absl::StartsWith(line, "    ") ? "" : std::move(prose));
  }
  return lines;
}

// What stands behind "](", up to ")".
std::vector<std::string> TargetsIn(absl::string_view line) {
  std::vector<std::string> targets;
  for (size_t at = line.find("]("); at != absl::string_view::npos; at = line.find("](", at + 1)) {
    const size_t end = line.find(')', at);
    if (end == absl::string_view::npos) break;
    targets.emplace_back(line.substr(at + 2, end - at - 2));
  }
  return targets;
}

// As GitHub makes it of a heading: letters, digits, "_" and "-" stay, blanks become "-". Of a link
// its text counts.
std::string AnchorOf(absl::string_view heading) {
  std::string anchor;
  bool address = false;
  for (size_t i = 0; i < heading.size(); ++i) {
    const char c = heading[i];
    if (c == '(' && i > 0 && heading[i - 1] == ']') address = true;
    if (c == ')') address = false;
    if (address) continue;
    const bool kept = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ||
                      (static_cast<unsigned char>(c) & 0x80) != 0;
    if (kept) anchor += absl::ascii_tolower(static_cast<unsigned char>(c));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

std::set<std::string> AnchorsOf(absl::string_view text) {
  std::set<std::string> anchors;
  bool fenced = false;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "```")) fenced = !fenced;
    if (fenced || !absl::StartsWith(line, "#")) continue;
    const size_t begin = line.find_first_not_of('#');
    if (begin == absl::string_view::npos) continue;
    anchors.insert(AnchorOf(absl::StripAsciiWhitespace(line.substr(begin))));
  }
  return anchors;
}

class Tree {
 public:
  explicit Tree(const std::vector<SourceFile>& files) {
    for (const SourceFile& file : files) {
      for (fs::path path = file.path; !path.empty(); path = path.parent_path()) {
        paths_.insert(path.generic_string());
      }
      if (IsPage(file.path)) anchors_[file.path] = AnchorsOf(file.text);
    }
  }

  // "" when the target is there, else what is wrong.
  std::string WhatIsWrong(const std::string& page, const std::string& target) const {
    if (absl::StrContains(target, "://") || absl::StartsWith(target, "mailto:")) return "";
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(target, absl::MaxSplits('#', 1));
    std::string path = page;
    if (!parts.first.empty()) {
      path = (fs::path(page).parent_path() / parts.first).lexically_normal().generic_string();
      if (absl::EndsWith(path, "/")) path.pop_back();
    }
    if (!paths_.contains(path)) {
      return absl::StrCat("links to ", target, ", which is not there; correct the link");
    }
    if (parts.second.empty()) return "";
    const auto anchors = anchors_.find(path);
    if (anchors != anchors_.end() && anchors->second.contains(parts.second)) return "";
    return absl::StrCat("links to ", target, ", but ", path, " has no such heading");
  }

 private:
  // Files and folders.
  std::set<std::string> paths_;
  // Of pages.
  std::map<std::string, std::set<std::string>> anchors_;
};

}  // namespace

std::vector<Finding> CheckLinks(const std::vector<SourceFile>& files) {
  const Tree tree(files);
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!IsPage(file.path)) continue;
    const std::vector<std::string> lines = Prose(file.text);
    for (size_t i = 0; i < lines.size(); ++i) {
      for (const std::string& target : TargetsIn(lines[i])) {
        const std::string wrong = tree.WhatIsWrong(file.path, target);
        if (!wrong.empty()) findings.push_back({file.path, static_cast<int>(i) + 1, "link", wrong});
      }
    }
  }
  return findings;
}

}  // namespace logboek::lint
