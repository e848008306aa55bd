#include "tests/lint/functions.h"

#include <array>
#include <cctype>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::lint {
namespace {

// What a pair of braces is. kHolder: a namespace or type, functions stand directly in it.
enum class Scope { kHolder, kFunction, kOther };

constexpr std::array<absl::string_view, 7> kHolderWords = {
    "namespace", "inline namespace", "class", "struct", "union", "enum", "extern"};

// "template <class T> class X" is a class, "template <class T> void F()" is not.
absl::string_view WithoutTemplate(absl::string_view heading) {
  if (!absl::StartsWith(heading, "template")) return heading;
  int depth = 0;
  for (size_t i = heading.find('<'); i < heading.size(); ++i) {
    if (heading[i] == '<') ++depth;
    if (heading[i] == '>' && --depth == 0) {
      return WithoutTemplate(absl::StripLeadingAsciiWhitespace(heading.substr(i + 1)));
    }
  }
  return heading;
}

Scope ScopeOf(absl::string_view heading) {
  for (absl::string_view label : {"public:", "private:", "protected:"}) {
    absl::ConsumePrefix(&heading, label);
    heading = absl::StripLeadingAsciiWhitespace(heading);
  }
  heading = WithoutTemplate(heading);
  for (absl::string_view word : kHolderWords) {
    if (heading == word || absl::StartsWith(heading, absl::StrCat(word, " "))) {
      return Scope::kHolder;
    }
  }
  const size_t parenthesis = heading.find('(');
  if (parenthesis == absl::string_view::npos) return Scope::kOther;
  if (absl::StrContains(heading, "operator")) return Scope::kFunction;
  // `auto x = [](...) {` and `X x = Make({` are values.
  return heading.find('=') < parenthesis ? Scope::kOther : Scope::kFunction;
}

// Directives may hold one brace of a pair; a macro's body is not a function.
std::string WithoutDirectives(absl::string_view code) {
  std::string text;
  bool continued = false;
  for (absl::string_view line : absl::StrSplit(code, '\n')) {
    const bool directive =
        continued || absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), "#");
    if (!directive) absl::StrAppend(&text, line);
    absl::StrAppend(&text, "\n");
    continued = directive && absl::EndsWith(line, "\\");
  }
  return text;
}

class Finder {
 public:
  explicit Finder(absl::string_view code) : code_(WithoutDirectives(code)) {}

  std::vector<FunctionBody> Run() && {
    for (at_ = 0; at_ < code_.size(); ++at_) {
      switch (code_[at_]) {
        case '\n':
          ++line_;
          heading_ += ' ';
          break;
        case '{':
          Open();
          break;
        case '}':
          Close();
          break;
        case ';':
          heading_.clear();
          break;
        default:
          heading_ += code_[at_];
      }
    }
    return std::move(found_);
  }

 private:
  struct Braces {
    Scope scope;
    FunctionBody body;
  };

  void Open() {
    const bool holder_around = open_.empty() || open_.back().scope == Scope::kHolder;
    const std::string heading(absl::StripAsciiWhitespace(heading_));
    open_.push_back({.scope = holder_around ? ScopeOf(heading) : Scope::kOther,
                     .body = {.heading = heading, .first_line = line_}});
    heading_.clear();
  }

  void Close() {
    heading_.clear();
    if (open_.empty()) return;
    Braces closed = std::move(open_.back());
    open_.pop_back();
    if (closed.scope != Scope::kFunction) return;
    // `X::X() : a_{1}, b_{2} {`: the braces of a member, the body is still to come.
    const size_t next = code_.find_first_not_of(" \n", at_ + 1);
    if (next != std::string::npos && (code_[next] == ',' || code_[next] == '{')) {
      heading_ = closed.body.heading;
      return;
    }
    closed.body.last_line = line_;
    found_.push_back(std::move(closed.body));
  }

  const std::string code_;
  size_t at_ = 0;
  int line_ = 1;
  std::string heading_;
  std::vector<Braces> open_;
  std::vector<FunctionBody> found_;
};

}  // namespace

std::vector<FunctionBody> FindFunctions(absl::string_view code) { return Finder(code).Run(); }

}  // namespace logboek::lint
