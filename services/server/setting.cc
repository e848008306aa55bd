#include "services/server/setting.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace logboek::server {

std::string Setting::flag() const { return absl::StrCat("--", name); }

std::string Setting::variable() const {
  return absl::StrCat(kVariablePrefix,
                      absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
}

std::string Setting::takes() const {
  if (kind.range.empty()) return kind.unit;
  if (kind.is_text || kind.is_switch) return kind.range;
  return absl::StrCat(kind.range, " ", kind.unit);
}

namespace kind {

absl::StatusOr<bool> ParseSwitch(absl::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return absl::InvalidArgumentError("is neither");
}

absl::StatusOr<int64_t> ParseCount(absl::string_view text, int64_t least, int64_t most) {
  int64_t count = 0;
  if (absl::SimpleAtoi(text, &count)) {
    if (count < least || count > most) return absl::InvalidArgumentError("is out of range");
    return count;
  }
  // More digits than a number of 64 bits has are a number all the same.
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  return absl::InvalidArgumentError(digits ? "is out of range" : "is no whole number");
}

absl::StatusOr<double> ParseRate(absl::string_view text, double least, double most) {
  double rate = 0;
  if (!absl::SimpleAtod(text, &rate) || std::isnan(rate)) {
    return absl::InvalidArgumentError("is no number");
  }
  if (rate < least || rate > most) return absl::InvalidArgumentError("is out of range");
  return rate;
}

absl::Status CheckText(absl::string_view text) {
  if (std::none_of(text.begin(), text.end(), absl::ascii_iscntrl)) return absl::OkStatus();
  return absl::InvalidArgumentError("has a control character; leave that out");
}

std::string FormatNumber(double number) {
  // Up to here every whole number has a double of its own.
  constexpr double kWholeMax = 9007199254740992.0;
  if (number == std::trunc(number) && std::abs(number) <= kWholeMax) {
    return absl::StrCat(static_cast<int64_t>(number));
  }
  std::string text;
  for (int digits = 6; digits <= 17; ++digits) {
    text = absl::StrFormat("%.*g", digits, number);
    double back = 0;
    if (absl::SimpleAtod(text, &back) && back == number) break;
  }
  return text;
}

std::string JoinWords(const std::vector<std::string>& words) {
  if (words.size() < 2) return absl::StrJoin(words, "");
  return absl::StrCat(absl::StrJoin(words.begin(), words.end() - 1, ", "), " or ", words.back());
}

}  // namespace kind
}  // namespace logboek::server
