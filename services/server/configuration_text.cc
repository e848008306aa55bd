#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/server/config_file.h"
#include "services/server/configuration.h"

namespace logboek::server {
namespace {

constexpr size_t kCommentColumns = 90;

// Broken between words into comments.
std::string Comment(absl::string_view text) {
  std::string comment;
  std::string line = "#";
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (line.size() + 1 + word.size() > kCommentColumns && line.size() > 1) {
      absl::StrAppend(&comment, line, "\n");
      line.resize(1);
    }
    absl::StrAppend(&line, " ", word);
  }
  return absl::StrCat(comment, line, "\n");
}

// As it stands in the file.
std::string ValueOf(const Setting& setting, const Configuration& configuration) {
  std::vector<std::string> values = setting.kind.get(configuration);
  if (setting.kind.is_text) {
    for (std::string& value : values) value = QuoteForConfig(value);
  }
  const std::string joined = absl::StrJoin(values, ", ");
  return setting.kind.is_list ? absl::StrCat("[", joined, "]") : joined;
}

std::string ForRoff(absl::string_view text) {
  const std::string plain = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  const bool is_request = absl::StartsWith(plain, ".") || absl::StartsWith(plain, "'");
  return is_request ? absl::StrCat("\\&", plain) : plain;
}

std::string Bold(absl::string_view text) { return absl::StrCat("\\fB", ForRoff(text), "\\fR"); }

// Where it can be said beside its flag, and what without.
std::string ReferenceDetails(const Setting& setting) {
  if (setting.place == SettingPlace::kFlagOnly) return "";
  std::string details = absl::StrCat(".br\n", ForRoff(setting.takes()), "; default ",
                                     ForRoff(ValueOf(setting, Configuration())),
                                     ". Environment: ", Bold(setting.variable()), ".");
  if (setting.place == SettingPlace::kAnywhere) {
    absl::StrAppend(&details, " File: ", Bold(setting.name), ".");
  }
  return absl::StrCat(details, "\n");
}

}  // namespace

std::string CommentOn(const Setting& setting) {
  return absl::StrCat(
      Comment(setting.effect),
      Comment(absl::StrCat(setting.takes(), "; default ", ValueOf(setting, Configuration()), ".")));
}

std::string LineOf(const Setting& setting, const Configuration& configuration) {
  return absl::StrCat(setting.name, " = ", ValueOf(setting, configuration));
}

std::string PrintConfiguration(const EffectiveConfiguration& effective,
                               const std::vector<Setting>& settings) {
  std::string text = "# The configuration of logboekd, in the form of its file (--config FILE).\n";
  std::string group;
  for (const Setting& setting : settings) {
    if (setting.place != SettingPlace::kAnywhere) continue;
    if (setting.group != group) absl::StrAppend(&text, "\n# ---- ", setting.group, "\n");
    group = setting.group;
    const auto origin = effective.origins.find(setting.name);
    absl::StrAppend(&text, "\n", CommentOn(setting),
                    origin == effective.origins.end()
                        ? "# Not given: the default."
                        : absl::StrCat("# From ", origin->second, "."),
                    "\n", LineOf(setting, effective.configuration), "\n");
  }
  return text;
}

std::string PrintReference(const std::vector<Setting>& settings) {
  std::string text;
  std::string group;
  for (const Setting& setting : settings) {
    if (setting.group != group) absl::StrAppend(&text, ".SS ", ForRoff(setting.group), "\n");
    group = setting.group;
    absl::StrAppend(&text, ".TP\n", Bold(setting.flag()));
    if (!setting.kind.is_switch) {
      absl::StrAppend(&text, " \\fI", ForRoff(setting.kind.unit), "\\fR");
    }
    absl::StrAppend(&text, "\n", ForRoff(setting.effect), "\n", ReferenceDetails(setting));
  }
  return text;
}

}  // namespace logboek::server
