#include "tests/lint/includes.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::lint {
namespace {

// A name in code, and what stands around it.
struct Mention {
  absl::string_view name;
  int line = 0;
  // "room" of `room::Name`; empty without one, and of `::Name`.
  absl::string_view qualifier;
  // What comes directly after it; 0 = nothing.
  char after = 0;
  // At the beginning of a line or behind what began there: not within a class or function.
  bool outermost = false;
};

struct Code {
  std::string text;
  std::vector<Mention> mentions;
  std::set<absl::string_view> names;
  // The innermost names of its namespaces of the project.
  std::set<absl::string_view> rooms;
  std::vector<std::string> includes;
};

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// By Google's style: Type, Function, kConstant. The rest are variables and namespaces.
bool IsNameOfOurs(absl::string_view name) {
  const size_t at = name[0] == 'k' ? 1 : 0;
  return at < name.size() && std::isupper(static_cast<unsigned char>(name[at]));
}

absl::string_view WordBefore(absl::string_view text, size_t end) {
  size_t from = end;
  while (from > 0 && IsWordCharacter(text[from - 1])) --from;
  return text.substr(from, end - from);
}

Mention MentionAt(absl::string_view text, size_t from, size_t end) {
  Mention mention;
  mention.name = text.substr(from, end - from);
  const absl::string_view ahead = text.substr(0, from);
  if (absl::EndsWith(ahead, "::")) mention.qualifier = WordBefore(text, from - 2);
  if (end < text.size()) mention.after = text[end];
  const size_t line = ahead.rfind('\n') + 1;
  mention.outermost = text[line] != ' ' && text[line] != '#' && text[line] != '}';
  return mention;
}

std::vector<Mention> MentionsIn(absl::string_view text) {
  std::vector<Mention> mentions;
  int line = 1;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    if (end == at) {
      line += text[at++] == '\n' ? 1 : 0;
      continue;
    }
    mentions.push_back(MentionAt(text, at, end));
    mentions.back().line = line;
    at = end;
  }
  return mentions;
}

Code Read(const SourceFile& file) {
  Code code{.text = CodeOnly(file.text)};
  for (absl::string_view line : absl::StrSplit(file.text, '\n')) {
    if (!absl::ConsumePrefix(&line, "#include \"")) continue;
    code.includes.emplace_back(line.substr(0, line.find('"')));
  }
  return code;
}

// Apart from Read, for views of a text that moves would hang.
void ReadNames(Code* code) {
  code->mentions = MentionsIn(code->text);
  for (const Mention& mention : code->mentions) code->names.insert(mention.name);
  for (absl::string_view line : absl::StrSplit(code->text, '\n')) {
    if (!absl::ConsumePrefix(&line, "namespace logboek::")) continue;
    line = line.substr(0, line.find(' '));
    code->rooms.insert(WordBefore(line, line.size()));
  }
}

using Codes = std::map<std::string, Code>;
// Name -> the rooms in which a header declares it outside of any class.
using Declared = std::map<absl::string_view, std::set<absl::string_view>>;

bool Declares(const Mention& mention) {
  return mention.outermost && mention.qualifier.empty() && IsNameOfOurs(mention.name) &&
         absl::StrContains("({=;[: \n", mention.after);
}

Declared DeclaredIn(const Codes& tree) {
  Declared declared;
  for (const auto& [path, code] : tree) {
    if (!absl::EndsWith(path, ".h")) continue;
    for (const Mention& mention : code.mentions) {
      if (Declares(mention)) declared[mention.name].insert(code.rooms.begin(), code.rooms.end());
    }
  }
  return declared;
}

// The files that are compiled when `path` is.
std::set<std::string> Included(const Codes& tree, const std::string& path) {
  std::set<std::string> seen = {path};
  std::vector<std::string> left = tree.at(path).includes;
  while (!left.empty()) {
    const std::string next = std::move(left.back());
    left.pop_back();
    const auto found = tree.find(next);
    if (found == tree.end() || !seen.insert(next).second) continue;
    left.insert(left.end(), found->second.includes.begin(), found->second.includes.end());
  }
  return seen;
}

bool Names(const Code& code, const Mention& mention) {
  return code.names.contains(mention.name) && code.rooms.contains(mention.qualifier);
}

// `room::Name` of a room that has such a name in one of its headers.
bool IsOfARoom(const Mention& mention, const Declared& declared) {
  const auto found = declared.find(mention.name);
  return found != declared.end() && found->second.contains(mention.qualifier);
}

std::vector<Finding> CheckFile(const Codes& tree, const std::string& path,
                               const Declared& declared) {
  const std::set<std::string> included = Included(tree, path);
  std::vector<Finding> findings;
  for (const Mention& mention : tree.at(path).mentions) {
    if (!IsOfARoom(mention, declared)) continue;
    const bool known = std::any_of(included.begin(), included.end(), [&](const std::string& other) {
      return Names(tree.at(other), mention);
    });
    if (known) continue;
    findings.push_back(
        {path, mention.line, "include",
         absl::StrCat("includes no header that declares ", mention.qualifier, "::", mention.name)});
  }
  return findings;
}

}  // namespace

std::vector<Finding> CheckIncludedNames(const std::vector<SourceFile>& files) {
  Codes tree;
  for (const SourceFile& file : files) {
    if (IsCpp(file.path)) tree.emplace(file.path, Read(file));
  }
  for (auto& [path, code] : tree) ReadNames(&code);
  const Declared declared = DeclaredIn(tree);
  std::vector<Finding> findings;
  for (const auto& [path, code] : tree) {
    std::vector<Finding> found = CheckFile(tree, path, declared);
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }
  return findings;
}

}  // namespace logboek::lint
