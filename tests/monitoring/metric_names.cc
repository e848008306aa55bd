#include "tests/monitoring/metric_names.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::monitoring {
namespace {

bool BeginsWord(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool IsInWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Words of the language that stand before a list of labels, and others that may stand without a
// bracket behind them.
const std::set<absl::string_view>& ListWords() {
  static const auto* const words = new std::set<absl::string_view>{
      "by", "without", "on", "ignoring", "group_left", "group_right"};
  return *words;
}
const std::set<absl::string_view>& LoneWords() {
  static const auto* const words = new std::set<absl::string_view>{
      "and",   "or",    "unless", "bool",   "offset",       "sum",     "min",  "max",     "avg",
      "group", "count", "stddev", "stdvar", "count_values", "bottomk", "topk", "quantile"};
  return *words;
}

class Reader {
 public:
  explicit Reader(absl::string_view text) : text_(text) {}

  std::set<std::string> Run() && {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '{') {
        SkipTo('}');
      } else if (c == '[') {
        SkipTo(']');
      } else if (c == '"' || c == '\'') {
        SkipText(c);
      } else if (BeginsWord(c)) {
        TakeWord();
      } else if (IsInWord(c)) {
        // A number, with a unit perhaps.
        while (at_ < text_.size() && (IsInWord(text_[at_]) || text_[at_] == '.')) ++at_;
      } else {
        ++at_;
      }
    }
    return std::move(found_);
  }

 private:
  void SkipText(char quote) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2 : 1;
    ++at_;
  }

  void SkipTo(char end) {
    while (at_ < text_.size() && text_[at_] != end) {
      if (text_[at_] == '"') {
        SkipText('"');
      } else {
        ++at_;
      }
    }
    ++at_;
  }

  void TakeWord() {
    const size_t begun = at_;
    while (at_ < text_.size() && IsInWord(text_[at_])) ++at_;
    const absl::string_view word = text_.substr(begun, at_ - begun);
    size_t next = at_;
    while (next < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[next]))) {
      ++next;
    }
    const bool before_bracket = next < text_.size() && text_[next] == '(';
    if (ListWords().contains(word)) {
      if (before_bracket) SkipTo(')');
    } else if (!before_bracket && !LoneWords().contains(word)) {
      found_.insert(std::string(word));
    }
  }

  const absl::string_view text_;
  size_t at_ = 0;
  std::set<std::string> found_;
};

size_t IndentOf(absl::string_view line) {
  const size_t at = line.find_first_not_of(' ');
  return at == absl::string_view::npos ? line.size() : at;
}

void Collect(const nlohmann::json& value, std::vector<std::string>* expressions) {
  if (value.is_object()) {
    const bool is_variable = value.contains("query") && value.value("type", "") == "query";
    for (const auto& [key, inner] : value.items()) {
      const bool wanted = key == "expr" || (key == "query" && is_variable);
      if (wanted && inner.is_string()) {
        // label_values(METRIC, LABEL)
        std::string text = inner.get<std::string>();
        if (is_variable) text = text.substr(0, text.rfind(','));
        expressions->push_back(text);
      } else {
        Collect(inner, expressions);
      }
    }
  } else if (value.is_array()) {
    for (const nlohmann::json& inner : value) Collect(inner, expressions);
  }
}

}  // namespace

std::set<std::string> MetricsIn(absl::string_view expression) { return Reader(expression).Run(); }

std::vector<std::string> RuleValues(absl::string_view yaml, absl::string_view key) {
  std::vector<std::string> values;
  const std::vector<absl::string_view> lines = absl::StrSplit(yaml, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    absl::string_view line = absl::StripLeadingAsciiWhitespace(lines[i]);
    absl::ConsumePrefix(&line, "- ");
    if (!absl::ConsumePrefix(&line, absl::StrCat(key, ": "))) continue;
    if (line != ">-") {
      values.emplace_back(line);
      continue;
    }
    const size_t indent = IndentOf(lines[i]);
    std::string joined;
    while (i + 1 < lines.size() && IndentOf(lines[i + 1]) > indent) {
      absl::StrAppend(&joined, absl::StripAsciiWhitespace(lines[++i]), " ");
    }
    values.push_back(joined);
  }
  return values;
}

std::vector<std::string> RuleExpressions(absl::string_view yaml) {
  return RuleValues(yaml, "expr");
}

absl::StatusOr<std::vector<std::string>> DashboardExpressions(absl::string_view json) {
  const nlohmann::json parsed =
      nlohmann::json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return absl::InvalidArgumentError("the dashboard is no JSON");
  std::vector<std::string> expressions;
  Collect(parsed, &expressions);
  return expressions;
}

std::set<std::string> SeriesIn(absl::string_view text) {
  std::set<std::string> series;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (line[0] != '#') series.emplace(line.substr(0, line.find_first_of("{ ")));
  }
  return series;
}

std::set<std::string> MissingIn(const std::vector<std::string>& expressions,
                                const std::set<std::string>& series) {
  std::set<std::string> missing;
  for (const std::string& expression : expressions) {
    for (const std::string& metric : MetricsIn(expression)) {
      if (metric != "up" && !series.contains(metric)) missing.insert(metric);
    }
  }
  return missing;
}

}  // namespace logboek::monitoring
