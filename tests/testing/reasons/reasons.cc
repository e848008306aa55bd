#include "tests/testing/reasons/reasons.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "logboek/command/v1/command.pb.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::test {
namespace {

absl::Status Wrong(size_t line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(kReasonsFile, ":", line, ": ", what));
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : lines_(absl::StrSplit(text, '\n')) {}

  absl::StatusOr<std::vector<ReasonSection>> Run() && {
    SkipIntroduction();
    while (at_ < lines_.size()) {
      const absl::string_view line = lines_[at_];
      if (line.empty()) {
        ++at_;
      } else if (absl::StartsWith(line, "# ")) {
        sections_.push_back({.title = std::string(line.substr(2)), .reasons = {}});
        ++at_;
      } else {
        RETURN_IF_ERROR(TakeReason());
      }
    }
    return std::move(sections_);
  }

 private:
  // Up to the first empty line.
  void SkipIntroduction() {
    while (at_ < lines_.size() && absl::StartsWith(lines_[at_], "#")) ++at_;
  }

  // REASON CODE...: WHERE..., which goes on in lines of four blanks; then two of two blanks.
  absl::Status TakeReason() {
    const size_t first = at_ + 1;
    if (sections_.empty()) return Wrong(first, "a reason before the first \"# heading\"");
    std::string head(lines_[at_++]);
    while (at_ < lines_.size() && absl::StartsWith(lines_[at_], "    ")) {
      absl::StrAppend(&head, lines_[at_++]);
    }
    const std::vector<std::string> parts = absl::StrSplit(head, absl::MaxSplits(':', 1));
    if (parts.size() != 2) return Wrong(first, "it is \"REASON CODE...: WHERE...\"");
    Reason reason;
    reason.codes = absl::StrSplit(parts[0], ' ', absl::SkipEmpty());
    reason.where = absl::StrSplit(parts[1], ' ', absl::SkipEmpty());
    if (reason.codes.size() < 2) return Wrong(first, "a reason has a code behind it");
    if (reason.where.empty()) return Wrong(first, "it does not say which methods refuse so");
    reason.name = reason.codes[0];
    reason.codes.erase(reason.codes.begin());
    if (!names_.insert(reason.name).second) return Wrong(first, "the reason stands here twice");
    for (std::string* text : {&reason.meaning, &reason.remedy}) {
      if (at_ == lines_.size() || !absl::StartsWith(lines_[at_], "  ")) {
        return Wrong(at_ + 1, "two lines follow: what it means, and what the caller does");
      }
      *text = std::string(absl::StripAsciiWhitespace(lines_[at_++]));
    }
    sections_.back().reasons.push_back(std::move(reason));
    return absl::OkStatus();
  }

  const std::vector<absl::string_view> lines_;
  size_t at_ = 0;
  std::set<std::string> names_;
  std::vector<ReasonSection> sections_;
};

const Reason* FindReason(absl::string_view name) {
  for (const ReasonSection& section : ListedReasons()) {
    for (const Reason& reason : section.reasons) {
      if (absl::string_view(reason.name) == name) return &reason;
    }
  }
  return nullptr;
}

bool Has(const std::vector<std::string>& words, absl::string_view word) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& each) { return absl::string_view(each) == word; });
}

bool MayRefuse(absl::string_view method, const Reason& reason) {
  if (Has(reason.where, method) || Has(reason.where, "call")) return true;
  return Has(reason.where, method.empty() || IsCommandMethod(method) ? "command" : "question");
}

}  // namespace

absl::StatusOr<std::vector<ReasonSection>> ParseReasons(absl::string_view text) {
  return Parser(text).Run();
}

const std::vector<ReasonSection>& ListedReasons() {
  static const auto* const sections = [] {
    std::stringstream text;
    text << std::ifstream(kReasonsFile).rdbuf();
    auto parsed = ParseReasons(text.str());
    CHECK_EQ(parsed.status().ToString(), "OK");
    CHECK(!parsed->empty(), "run from the top of the repository");
    return new std::vector<ReasonSection>(*std::move(parsed));
  }();
  return *sections;
}

bool IsCommandMethod(absl::string_view method) {
  static const auto* const names = [] {
    auto* const all = new std::set<std::string>;
    const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
    for (int i = 0; i < kinds.field_count(); ++i) {
      all->insert(kinds.field(i)->message_type()->name());
    }
    return all;
  }();
  return names->contains(std::string(method));
}

std::string MethodOf(const google::protobuf::Message& command) {
  const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
  const auto* const kind = command.GetReflection()->GetOneofFieldDescriptor(command, &kinds);
  return kind == nullptr ? "" : kind->message_type()->name();
}

std::string WhatIsNotListed(absl::string_view method, absl::StatusCode code,
                            absl::string_view reason) {
  if (reason.empty() || method == "RecordAuditReplay") return "";
  const std::string code_name = absl::StatusCodeToString(code);
  const Reason* const listed = FindReason(reason);
  if (listed == nullptr) {
    return absl::StrCat(kReasonsFile, " has no ", reason, "; add it, with ", code_name, " and ",
                        method);
  }
  if (!Has(listed->codes, code_name)) {
    return absl::StrCat(kReasonsFile, ": ", reason, " comes as ", code_name, ", too; add that");
  }
  if (MayRefuse(method, *listed)) return "";
  return absl::StrCat(kReasonsFile, ": ", method, " refuses with ", reason,
                      "; add it to that reason");
}

}  // namespace logboek::test
