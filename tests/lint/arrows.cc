#include "tests/lint/arrows.h"

#include <algorithm>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::lint {
namespace {

constexpr absl::string_view kTests = "tests";

std::vector<std::string> Words(absl::string_view text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
}

// One call such as app_library(name SRCS ... DEPS ...) of a CMakeLists.txt.
struct Call {
  int line = 0;
  std::string target;
  std::map<std::string, std::vector<std::string>> sections;
};

std::string WithoutComments(absl::string_view cmake) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(cmake, '\n')) {
    lines.emplace_back(line.substr(0, line.find('#')));
  }
  std::string text;
  for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
  return text;
}

Call ParseCall(absl::string_view arguments) {
  Call call;
  std::string section;
  for (const std::string& word : Words(arguments)) {
    if (call.target.empty()) {
      call.target = word;
    } else if (word == "SRCS" || word == "PROTOS" || word == "DEPS" || word == "LABELS" ||
               word == "GRPC" || word == "TIMEOUT") {
      section = word;
    } else {
      call.sections[section].push_back(word);
    }
  }
  return call;
}

std::vector<Call> CallsOf(const SourceFile& file) {
  std::vector<Call> calls;
  const std::string text = WithoutComments(file.text);
  for (absl::string_view function : {"app_library", "app_binary", "app_proto"}) {
    const std::string opening = absl::StrCat(function, "(");
    for (size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
      const size_t from = at + opening.size();
      const size_t end = text.find(')', from);
      // The definition itself stands in the top file, behind function(.
      if (at > 0 && text[at - 1] == '(') continue;
      calls.push_back(ParseCall(absl::string_view(text).substr(from, end - from)));
      calls.back().line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n'));
    }
  }
  return calls;
}

std::string FolderOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? "" : std::string(path.substr(0, slash));
}

// A target belongs where its first file does, for a file may be a room.
std::string FirstFile(absl::string_view folder, const Call& call) {
  for (absl::string_view section : {"SRCS", "PROTOS"}) {
    const auto files = call.sections.find(std::string(section));
    if (files != call.sections.end() && !files->second.empty()) {
      return absl::StrCat(folder, "/", files->second.front());
    }
  }
  return std::string(folder);
}

// "x/y.h" of `#include "x/y.h"`, `#include <x/y.h>` and `import "x/y.proto"`; else empty.
absl::string_view IncludedBy(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, "#include ") && !absl::ConsumePrefix(&line, "import ")) return "";
  absl::ConsumePrefix(&line, "public ");
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return "";
  const size_t end = line.find(line[0] == '"' ? '"' : '>', 1);
  return end == absl::string_view::npos ? "" : line.substr(1, end - 1);
}

bool IsWithin(absl::string_view path, absl::string_view folder) {
  return path == folder || absl::StartsWith(path, absl::StrCat(folder, "/"));
}

}  // namespace

absl::StatusOr<Arrows> Arrows::Parse(absl::string_view table) {
  Arrows arrows;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(table, '\n')) {
    ++number;
    std::vector<std::string> words = Words(line.substr(0, line.find('#')));
    if (words.empty()) continue;
    const std::string name = words.front();
    words.erase(words.begin());
    if (name[0] == '+') {
      for (const std::string& prefix : words) arrows.libraries_.emplace_back(prefix, name);
    } else if (!arrows.rooms_.emplace(name, words).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": ", name, " is there twice"));
    }
  }
  const absl::Status status = arrows.CheckTable();
  if (!status.ok()) return status;
  return arrows;
}

// A name nobody defined is a slip that would otherwise allow nothing, in silence.
absl::Status Arrows::CheckTable() const {
  for (const auto& [room, known] : rooms_) {
    for (const std::string& name : known) {
      bool defined = rooms_.contains(name) || absl::EndsWith(name, "/...");
      for (const auto& [prefix, library] : libraries_) defined = defined || library == name;
      if (!defined)
        return absl::InvalidArgumentError(absl::StrCat(room, " knows ", name, ": no line"));
    }
  }
  return absl::OkStatus();
}

std::string Arrows::RoomOf(absl::string_view path) const {
  std::string best;
  for (const auto& [room, known] : rooms_) {
    if (IsWithin(path, room) && room.size() > best.size()) best = room;
  }
  // Below the folder of the tests there may be a room that knows less than they do.
  const bool stands_apart = absl::StartsWith(best, absl::StrCat(kTests, "/"));
  return IsTest(path) && !stands_apart ? std::string(kTests) : best;
}

std::string Arrows::RoomOfInclude(absl::string_view include) const {
  if (absl::StartsWith(include, "google/protobuf/")) return "";
  const std::string room = RoomOf(include);
  return room.empty() ? RoomOf(absl::StrCat("proto/", include)) : room;
}

std::string Arrows::LibraryOf(absl::string_view name) const {
  for (const auto& [prefix, library] : libraries_) {
    if (absl::StartsWith(name, prefix)) return library;
  }
  return "";
}

bool Arrows::MayKnow(absl::string_view room, absl::string_view known) const {
  if (room == known) return true;
  const auto line = rooms_.find(std::string(room));
  if (line == rooms_.end()) return false;
  for (absl::string_view name : line->second) {
    if (name == known) return true;
    if (absl::ConsumeSuffix(&name, "/...") && IsWithin(known, name)) return true;
  }
  return false;
}

std::vector<Finding> Arrows::CheckIncludes(const SourceFile& file) const {
  std::vector<Finding> findings;
  if (!IsCpp(file.path) && !absl::EndsWith(file.path, ".proto")) return findings;
  const std::string room = RoomOf(file.path);
  int number = 0;
  for (absl::string_view line : absl::StrSplit(file.text, '\n')) {
    ++number;
    const absl::string_view include = IncludedBy(line);
    if (include.empty()) continue;
    std::string known = RoomOfInclude(include);
    if (known.empty()) known = LibraryOf(include);
    if (known.empty() || MayKnow(room, known)) continue;
    findings.push_back({file.path, number, "arrow",
                        absl::StrCat(room.empty() ? "a file in no room" : room, " may not know ",
                                     known, ", see tests/lint/arrows.txt")});
  }
  return findings;
}

std::vector<Finding> Arrows::CheckTargets(const std::vector<SourceFile>& files) const {
  std::map<std::string, std::string> room_of_target;
  std::vector<std::pair<std::string, Call>> calls;
  for (const SourceFile& file : files) {
    if (!absl::EndsWith(file.path, "CMakeLists.txt")) continue;
    for (Call& call : CallsOf(file)) {
      room_of_target[call.target] = RoomOf(FirstFile(FolderOf(file.path), call));
      calls.emplace_back(file.path, std::move(call));
    }
  }
  std::vector<Finding> findings;
  for (auto& [path, call] : calls) {
    const std::string room = room_of_target[call.target];
    for (const std::string& dependency : call.sections["DEPS"]) {
      const auto target = room_of_target.find(dependency);
      const std::string known =
          target == room_of_target.end() ? LibraryOf(dependency) : target->second;
      if (known.empty() || MayKnow(room, known)) continue;
      findings.push_back(
          {path, call.line, "arrow",
           absl::StrCat(call.target, " in ", room.empty() ? "no room" : room, " may not know ",
                        known, " (", dependency, "), see tests/lint/arrows.txt")});
    }
  }
  return findings;
}

}  // namespace logboek::lint
