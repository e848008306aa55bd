#include "tests/lint/source_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"

namespace logboek::lint {
namespace {

namespace fs = std::filesystem;

// Nobody writes these by hand.
constexpr std::array<absl::string_view, 4> kUnseenFolders = {"build", "var", "node_modules",
                                                             "dist"};

bool IsUnseen(const fs::path& folder) {
  const std::string name = folder.filename().string();
  if (absl::StartsWith(name, ".")) return name != ".ci";
  return std::find(kUnseenFolders.begin(), kUnseenFolders.end(), name) != kUnseenFolders.end();
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  CHECK(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool IsText(absl::string_view text) { return text.find('\0') == absl::string_view::npos; }

// Where the comment or literal that starts at `from` ends (one past it); `from` when none starts.
size_t EndOfQuoted(absl::string_view text, size_t from);

size_t EndOfLiteral(absl::string_view text, size_t from) {
  const char quote = text[from];
  size_t at = from + 1;
  while (at < text.size() && text[at] != quote && text[at] != '\n') {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

size_t EndOfRawString(absl::string_view text, size_t from) {
  const size_t open = text.find('(', from);
  if (open == absl::string_view::npos) return text.size();
  const std::string close = absl::StrCat(")", text.substr(from + 2, open - from - 2), "\"");
  const size_t end = text.find(close, open);
  return end == absl::string_view::npos ? text.size() : end + close.size();
}

size_t EndOfQuoted(absl::string_view text, size_t from) {
  const absl::string_view rest = text.substr(from);
  const bool in_word = from > 0 && (std::isalnum(static_cast<unsigned char>(text[from - 1])) ||
                                    text[from - 1] == '_');
  if (absl::StartsWith(rest, "//")) return std::min(text.find('\n', from), text.size());
  if (absl::StartsWith(rest, "/*")) {
    const size_t end = text.find("*/", from + 2);
    return end == absl::string_view::npos ? text.size() : end + 2;
  }
  if (absl::StartsWith(rest, "R\"") && !in_word) return EndOfRawString(text, from);
  if (rest[0] == '"') return EndOfLiteral(text, from);
  // 1'000 is a number, not a character.
  if (rest[0] == '\'' && !in_word) return EndOfLiteral(text, from);
  return from;
}

}  // namespace

std::string ToText(const Finding& finding) {
  return absl::StrCat(finding.path, ":", finding.line, ": ", finding.what, " [", finding.rule, "]");
}

std::vector<SourceFile> ReadTree(absl::string_view root) {
  const fs::path top{std::string(root)};
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(top); entry != fs::end(entry); ++entry) {
    if (entry->is_directory()) {
      if (IsUnseen(entry->path())) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || entry->is_symlink()) continue;
    std::string text = ReadFile(entry->path());
    if (!IsText(text)) continue;
    files.push_back(
        {.path = entry->path().lexically_relative(top).generic_string(), .text = std::move(text)});
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::string CodeOnly(absl::string_view text) {
  std::string code(text);
  size_t at = 0;
  while (at < text.size()) {
    const size_t end = EndOfQuoted(text, at);
    for (size_t i = at; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

bool IsTest(absl::string_view path) {
  if (absl::StartsWith(path, "tests/") || absl::StrContains(path, "/testing/")) return true;
  const absl::string_view name = path.substr(path.rfind('/') + 1);
  return absl::EndsWith(name, "_test.cc") || absl::EndsWith(name, "_bench.cc") ||
         absl::StartsWith(name, "fake_") || absl::StartsWith(name, "test_") ||
         absl::StrContains(name, "_fixture") || absl::StrContains(name, "_harness.");
}

bool IsCpp(absl::string_view path) {
  return absl::EndsWith(path, ".cc") || absl::EndsWith(path, ".h");
}

}  // namespace logboek::lint
