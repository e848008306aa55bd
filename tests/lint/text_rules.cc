#include "tests/lint/text_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/lint/functions.h"

namespace logboek::lint {
namespace {

constexpr int kColumnsMax = 100;
constexpr int kFunctionLinesMax = 70;
constexpr int kFileLinesMax = 1000;

constexpr std::array<absl::string_view, 8> kTopFolders = {"proto", "storage", "services", "clients",
                                                          "tests", "deploy",  "docs",     ".ci"};

bool IsScript(absl::string_view path) {
  return path == "dev" || path == ".ci/run" || absl::EndsWith(path, ".sh");
}

bool IsCMake(absl::string_view path) {
  return absl::EndsWith(path, "CMakeLists.txt") || absl::EndsWith(path, ".cmake");
}

bool IsConsole(absl::string_view path) {
  return absl::EndsWith(path, ".ts") || absl::EndsWith(path, ".tsx") ||
         absl::EndsWith(path, ".js") || absl::EndsWith(path, ".css");
}

int Columns(absl::string_view line) {
  int columns = 0;
  for (unsigned char c : line) columns += (c & 0xC0) != 0x80 ? 1 : 0;
  return columns;
}

// One file on its way through the rules: both views of each line, and what was found.
class Checker {
 public:
  explicit Checker(const SourceFile& file)
      : file_(file),
        code_text_(IsCpp(file.path) ? CodeOnly(file.text) : file.text),
        lines_(absl::StrSplit(file.text, '\n')),
        code_(absl::StrSplit(code_text_, '\n')) {}

  std::vector<Finding> Run() && {
    if (IsCpp(file_.path)) {
      CheckCpp();
      CheckFunctions();
      if (absl::EndsWith(file_.path, ".h")) CheckHeader();
    }
    if (IsTest(file_.path)) CheckHermetic();
    if (IsCpp(file_.path) || IsScript(file_.path) || IsCMake(file_.path)) CheckColumns();
    if (IsCpp(file_.path) || IsScript(file_.path) || IsConsole(file_.path)) CheckFileLength();
    CheckWords();
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const Finding& a, const Finding& b) { return a.line < b.line; });
    return std::move(findings_);
  }

 private:
  void Add(size_t index, absl::string_view rule, absl::string_view what) {
    if (absl::StrContains(lines_[index], absl::StrCat("lint:allow(", rule, ") because "))) return;
    findings_.push_back(
        {file_.path, static_cast<int>(index) + 1, std::string(rule), std::string(what)});
  }

  void CheckCpp() {
    const bool header = absl::EndsWith(file_.path, ".h");
    const bool clock = file_.path == "storage/base/clock.cc";
    for (size_t i = 0; i < code_.size(); ++i) {
      if (absl::StrContains(code_[i], "absl::Mutex") ||
          absl::StartsWith(lines_[i], "#include \"absl/synchronization/mutex.h\"")) {
        Add(i, "mutex", "absl::Mutex; use base::Mutex of storage/base/mutex.h");
      }
      if (header && absl::StrContains(code_[i], "std::string_view")) {
        Add(i, "string-view", "std::string_view in a header; use absl::string_view");
      }
      if (!clock && (absl::StrContains(code_[i], "absl::Now(") ||
                     absl::StrContains(code_[i], "system_clock::now("))) {
        Add(i, "now", "reads the clock; take a base::Clock or an absl::Time");
      }
    }
  }

  void CheckFunctions() {
    if (IsTest(file_.path)) return;
    for (const FunctionBody& body : FindFunctions(code_text_)) {
      const int length = body.last_line - body.first_line + 1;
      if (length <= kFunctionLinesMax) continue;
      Add(static_cast<size_t>(body.first_line) - 1, "function",
          absl::StrCat(length, " lines, limit ", kFunctionLinesMax, ": ", body.heading));
    }
  }

  void CheckHeader() {
    if (!absl::StartsWith(lines_[0], "// ")) {
      Add(0, "header", "opens without a comment that says what it is for");
    }
    size_t i = 0;
    while (i < lines_.size() && (lines_[i].empty() || absl::StartsWith(lines_[i], "//"))) ++i;
    if (i == lines_.size() || lines_[i] != "#pragma once") {
      Add(std::min(i, lines_.size() - 1), "header", "no #pragma once behind the opening comment");
    }
  }

  // Sleeps make a test slow and still wrong on a busy machine; a fixed port meets itself.
  void CheckHermetic() {
    const bool cpp = IsCpp(file_.path);
    if (!cpp && !IsScript(file_.path)) return;
    for (size_t i = 0; i < code_.size(); ++i) {
      const absl::string_view line = absl::StripLeadingAsciiWhitespace(code_[i]);
      bool sleeps = !cpp && absl::StartsWith(line, "sleep ");
      for (absl::string_view call : {"sleep_for(", "sleep_until(", "SleepFor(", "usleep("}) {
        sleeps = sleeps || (cpp && absl::StrContains(line, call));
      }
      if (sleeps) Add(i, "sleep", "a test that sleeps; wait for what must happen");
      if (NamesPort(lines_[i])) Add(i, "port", "a fixed port in a test; take port 0");
    }
  }

  static bool NamesPort(absl::string_view line) {
    for (absl::string_view host : {"127.0.0.1:", "localhost:", "0.0.0.0:", "[::1]:", "[::]:"}) {
      for (size_t at = line.find(host); at != absl::string_view::npos;
           at = line.find(host, at + 1)) {
        const absl::string_view port = line.substr(at + host.size());
        if (!port.empty() && port[0] >= '1' && port[0] <= '9') return true;
      }
    }
    return false;
  }

  // Includes cannot be broken. A line that no code is on but text is, is inside a raw string: data.
  void CheckColumns() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      const absl::string_view line = absl::StripLeadingAsciiWhitespace(lines_[i]);
      const bool data = IsCpp(file_.path) && absl::StripAsciiWhitespace(code_[i]).empty() &&
                        !absl::StartsWith(line, "//");
      if (data || absl::StartsWith(line, "#include ")) continue;
      const int columns = Columns(lines_[i]);
      if (columns > kColumnsMax) {
        Add(i, "columns", absl::StrCat(columns, " columns, limit ", kColumnsMax));
      }
    }
  }

  void CheckFileLength() {
    const auto is_code = [this](absl::string_view line) {
      const absl::string_view text = absl::StripAsciiWhitespace(line);
      return !text.empty() && !(IsScript(file_.path) && text[0] == '#');
    };
    const auto lines = std::count_if(code_.begin(), code_.end(), is_code);
    if (lines > kFileLinesMax) {
      Add(0, "file", absl::StrCat(lines, " lines of code, limit ", kFileLinesMax, "; divide it"));
    }
  }

  void CheckWords() {
    // In two parts, so that this file does not hold what it looks for.
    static const std::array<std::string, 4> kWords = {
        absl::StrCat("issue", " #"), absl::StrCat("ticket", " #"),
        absl::StrCat("pull request", " #"), absl::StrCat("fix", "me")};
    static const std::string kLater = absl::StrCat("TO", "DO");
    for (size_t i = 0; i < lines_.size(); ++i) {
      const std::string lower = absl::AsciiStrToLower(lines_[i]);
      for (const std::string& word : kWords) {
        if (absl::StrContains(lower, word)) Add(i, "word", absl::StrCat("says \"", word, "\""));
      }
      if (WithoutOwner(lines_[i], kLater)) {
        Add(i, "todo", absl::StrCat("a ", kLater, " without an owner"));
      }
    }
  }

  static bool WithoutOwner(absl::string_view line, absl::string_view later) {
    const size_t at = line.find(later);
    if (at == absl::string_view::npos) return false;
    if (at > 0 &&
        (absl::ascii_isalnum(static_cast<unsigned char>(line[at - 1])) || line[at - 1] == '_')) {
      return false;
    }
    const absl::string_view rest = line.substr(at + later.size());
    if (!rest.empty() &&
        (absl::ascii_isalnum(static_cast<unsigned char>(rest[0])) || rest[0] == '_')) {
      return false;
    }
    return rest.size() < 2 || rest[0] != '(' ||
           absl::ascii_isalpha(static_cast<unsigned char>(rest[1])) == 0;
  }

  const SourceFile& file_;
  const std::string code_text_;
  const std::vector<absl::string_view> lines_;
  const std::vector<absl::string_view> code_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckText(const SourceFile& file) { return Checker(file).Run(); }

std::vector<Finding> CheckTopLevel(const std::vector<SourceFile>& files) {
  std::set<std::string> strange;
  for (const SourceFile& file : files) {
    const size_t slash = file.path.find('/');
    if (slash == std::string::npos) continue;
    const std::string folder = file.path.substr(0, slash);
    if (std::find(kTopFolders.begin(), kTopFolders.end(), folder) == kTopFolders.end()) {
      strange.insert(folder);
    }
  }
  std::vector<Finding> findings;
  for (const std::string& folder : strange) {
    findings.push_back(
        {folder, 0, "top-level", "no room of the house; see design in ARCHITECTURE.md"});
  }
  return findings;
}

}  // namespace logboek::lint
